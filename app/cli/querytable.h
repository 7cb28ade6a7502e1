// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/dataset.h"
#include "services/catalogservice.h"

namespace atalaya::app {

/// A value for a reader: "–" for null, an object as JSON; without characters that a terminal would obey, and shortened to `longest`.
QString cellText(const QJsonValue& value, int longest);

/// Rows as a table; where that is wider than `width` (0: any width is right), one field a line, with a blank line between rows.
QString rowsText(const QList<model::DataColumn>& columns, const QList<QJsonArray>& rows, int width);

/// Every dataset with its number of rows.
QString datasetsText(const QMap<QString, services::CatalogService::Size>& sizes);
/// The fields of a dataset: type, unit, meaning.
QString fieldsText(const catalog::Dataset& dataset);

} // namespace atalaya::app
