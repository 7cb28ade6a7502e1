// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mcp/offers.h"
#include "api/schema.h"
#include "base/json.h"
#include "delivery/benchmark.h"
#include "figureparts.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::api::mcp {

namespace {

using delivery::Metric;
using delivery::Metrics;

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

/// What can be said of a change without being misled by chance.
QJsonObject changeJson(const Metrics& before, const Metrics& after, Metric metric, bool isCovered)
{
    const auto earlier = headline(before, metric), later = headline(after, metric);
    const auto earlierInterval = delivery::interval95(before, metric),
               laterInterval = delivery::interval95(after, metric);
    QJsonObject row{{QStringLiteral("metric"), delivery::metricName(metric)},
                    {QStringLiteral("unit"), unitOf(metric)},
                    {QStringLiteral("before"), headlineJson(before, metric)},
                    {QStringLiteral("after"), headlineJson(after, metric)},
                    {QStringLiteral("change"), earlier && later ? QJsonValue(*later - *earlier) : QJsonValue()},
                    {QStringLiteral("change_percent"),
                     earlier && later && *earlier != 0 ? QJsonValue((*later / *earlier - 1) * 100) : QJsonValue()}};
    const bool isMoreBetter = metric == Metric::DeploymentFrequency;
    QString verdict, why;
    if (!earlier || !later) {
        verdict = QStringLiteral("unknown");
        why = earlier ? tr("The window has no such figure.") : tr("The window before has no such figure.");
    } else if (isMoreBetter && !isCovered) {
        verdict = QStringLiteral("unknown");
        why = tr("The data begin within the window before, so its deployments cannot be counted in full.");
    } else if (!earlierInterval || !laterInterval) {
        verdict = QStringLiteral("unclear");
        why = tr("There are too few values for an interval.");
    } else if (earlierInterval->low <= laterInterval->high && laterInterval->low <= earlierInterval->high) {
        verdict = QStringLiteral("unclear");
        why = tr("The 95 % intervals overlap: this may be chance.");
    } else {
        verdict = (*later > *earlier) == isMoreBetter ? QStringLiteral("better") : QStringLiteral("worse");
        why = tr("The 95 % intervals do not overlap.");
    }
    row.insert(QStringLiteral("verdict"), verdict);
    row.insert(QStringLiteral("why"), why);
    return row;
}

DraftOrError comparisonDraft(const ToolCall& call, const services::Overview& overview, const delivery::Query& query,
                             const QByteArray& scope, const Pinned& pinned, int limit)
{
    const Metrics& after = overview.current;
    const Metrics& before = *overview.previous;
    const bool isCovered =
        overview.first && before.window.from && *overview.first <= *before.window.from + std::chrono::hours(24);
    QJsonArray rows;
    for (const Metric metric : delivery::kMetrics)
        rows.append(changeJson(before, after, metric, isCovered));
    QStringList warnings = after.warnings;
    for (const QString& warning : before.warnings) {
        if (!warnings.contains(warning))
            warnings.append(tr("Before: %1").arg(warning));
    }
    Draft draft;
    draft.head = headOf(after);
    draft.head.insert(QStringLiteral("before"), windowJson(before.window));
    draft.rowsName = QStringLiteral("comparison");
    draft.parts = {{QStringLiteral("warnings"), QJsonArray::fromStringList(warnings)},
                   {QStringLiteral("services"), QJsonArray::fromStringList(after.services)}};
    cutRows(draft, rows, scope, {pinned.place.offset, pinOf(query.asOf, after.dataVersion)},
            argumentText(call.arguments, "cursor"), limit);
    return draft;
}

ToolResult comparePeriods(const ToolCall& call)
{
    const QByteArray scope = scopeOf("compare_periods", call.caller.services, call.arguments);
    const auto place = pinnedPlace(call, scope);
    if (const ToolResult* error = std::get_if<ToolResult>(&place))
        return *error;
    const Pinned& pinned = std::get<Pinned>(place);
    if (!call.arguments.contains(QLatin1String("days")) && !call.arguments.contains(QLatin1String("from")))
        return ToolResult::error(tr("The window needs a begin: send 'days' (for example 30) or 'from'."));
    const auto asked = deliveryQuery(call, pinned.asOf);
    if (const ToolResult* error = std::get_if<ToolResult>(&asked))
        return *error;
    const delivery::Query& query = std::get<delivery::Query>(asked);
    const auto overview = call.caller.services.delivery.overview(query, call.caller.stop);
    if (!overview.isOk())
        return errorResult(overview.failure());
    if (!overview.value().previous)
        return ToolResult::error(tr("The window has no length; let 'from' be before 'to' and now."));
    if (pinned.asOf && pinned.dataVersion != overview.value().current.dataVersion)
        return changedSince();
    return withinBudget(call.arguments, argumentNumber(call.arguments, "limit", 5),
                        [&](int most) { return comparisonDraft(call, overview.value(), query, scope, pinned, most); });
}

} // namespace

Tool compareTool()
{
    return figureTool("compare_periods", tr("Compare with the period before"),
                      tr("Is it better or worse than before? The five metrics of a window (days, or from) beside those "
                         "of the equally long "
                         "window just before. verdict is better or worse only where the 95 % intervals do not overlap; "
                         "unclear: it may be "
                         "chance; unknown: a figure is missing. Repeat the verdict, not just the change."),
                      pageArguments(5), answerSchema("comparison", {{"window", schema::anyObject()}}), comparePeriods);
}

} // namespace atalaya::api::mcp
