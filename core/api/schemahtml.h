// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace atalaya::api::html {

/// The text with what HTML would read escaped, also for attributes in double quotes.
QString escaped(const QString& text);
/// The same, with `words` between backticks as code.
QString prose(const QString& text);
/// "integer", "string or null", "array of <a>Edge</a>": what a JSON Schema allows, as HTML.
QString typeOf(const QJsonObject& schema);
/// "1 to 10 000; default 100; one of day, week": what it asks of values, as HTML; empty when nothing.
QString boundsOf(const QJsonObject& schema);
/// The members of an object schema (or of the items of an array) as rows of a table, nested ones below theirs, as HTML; empty
/// when it has none. A reference to a named schema is a link to it.
QString memberTable(const QJsonObject& schema);

} // namespace atalaya::api::html
