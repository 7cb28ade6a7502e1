// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/route.h"

namespace atalaya::api {

/// OpenAPI 3.1, made from the table of routes. Deprecated paths are listed too, marked as such.
QJsonObject openApi(const QList<Route>& routes);
/// The members of components/schemas that schema::ref() can name (sharedschemas.cpp).
QJsonObject sharedSchemas();

} // namespace atalaya::api
