// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "toolparts.h"

/// What the tools that give figures have in common.
namespace atalaya::api::mcp {

/// Of the figure by which a metric is known.
QString unitOf(delivery::Metric metric);
/// {value, interval95, n}: that figure, its 95 % interval and of how many it is.
QJsonObject headlineJson(const delivery::Metrics& metrics, delivery::Metric metric);
/// {window, data_version}.
QJsonObject headOf(const delivery::Metrics& metrics);

/// Lists that were computed begin where the page before ended, as of the same moment and from the same data.
struct Pinned
{
    ListPlace place;
    std::optional<Instant> asOf; ///< of the page before
    qint64 dataVersion = 0;      ///< likewise
};
std::variant<Pinned, ToolResult> pinnedPlace(const ToolCall& call, const QByteArray& scope);
QString pinOf(Instant asOf, qint64 dataVersion);
/// The cursor was good, and is no more.
ToolResult changedSince();

/// A tool that takes the filters of deployments, and these.
Tool figureTool(const char* name, const QString& title, const QString& description, const QList<Argument>& arguments,
                const QJsonObject& answer, std::function<ToolResult(const ToolCall&)> run);

} // namespace atalaya::api::mcp
