// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace atalaya::api {

/// The page of GET /docs: every route, parameter, answer and schema of an OpenAPI document, as HTML that can be read, searched
/// by the browser and linked into without a script; UTF-8. Everything from the document is escaped. Paths that are only the
/// deprecated twins of others are left out.
QByteArray docsPage(const QJsonObject& openApi);

} // namespace atalaya::api
