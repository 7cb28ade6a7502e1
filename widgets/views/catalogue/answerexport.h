// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "services/catalogservice.h"

namespace atalaya::widgets {

enum class ExportFormat { Csv, Json };

/// Writes every page of a query's answer to a file, all or nothing; returns what was done, in words. CSV is RFC 4180 with a line of
/// names, empty for null; JSON is {query, metadata, columns, data}. When the data change on the way, it begins again, three times at
/// most.
Result<QString> exportAnswer(services::CatalogService& service, const catalog::QueryRequest& request, ExportFormat format, const QString& path,
                             const StopToken& stop, const Progress& progress);

} // namespace atalaya::widgets
