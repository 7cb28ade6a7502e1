// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mcp/offers.h"
#include "api/schema.h"
#include "base/json.h"
#include "delivery/benchmark.h"
#include "delivery/sentences.h"
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

QJsonArray figuresJson(const Metrics& metrics)
{
    const QJsonObject all = delivery::toJson(metrics);
    QJsonArray rows;
    for (const Metric metric : delivery::kMetrics) {
        QJsonObject row = all.value(delivery::metricName(metric)).toObject();
        const QJsonObject known = headlineJson(metrics, metric);
        for (auto it = known.begin(); it != known.end(); ++it)
            row.insert(it.key(), it.value());
        row.remove(QStringLiteral("wilson95")); // stands in interval95, and so do the others
        row.remove(QStringLiteral("median95"));
        row.remove(QStringLiteral("per_week95"));
        row.remove(QStringLiteral("stages"));
        row.insert(QStringLiteral("metric"), delivery::metricName(metric));
        row.insert(QStringLiteral("unit"), unitOf(metric));
        row.insert(QStringLiteral("sentence"), delivery::sentenceOf(metrics, metric));
        rows.append(row);
    }
    return rows;
}

QJsonObject benchmarkJson(const Metrics& metrics)
{
    QJsonObject benchmark = delivery::toJson(metrics.benchmark);
    benchmark.remove(QStringLiteral("all_industries"));
    return benchmark;
}

DraftOrError oneSelection(const ToolCall& call, const delivery::Query& query, const QByteArray& scope,
                          const Pinned& pinned, int limit)
{
    const auto result = call.caller.services.delivery.metrics(query, call.caller.stop);
    if (!result.isOk())
        return errorResult(result.failure());
    const Metrics& metrics = result.value();
    if (pinned.asOf && pinned.dataVersion != metrics.dataVersion)
        return changedSince();
    const QJsonObject all = delivery::toJson(metrics);
    Draft draft;
    draft.head = headOf(metrics);
    draft.rowsName = QStringLiteral("figures");
    const auto part = [&](const char* name, const QJsonValue& value) {
        draft.parts.append({QString::fromLatin1(name), value});
    };
    part("warnings", all.value(QLatin1String("warnings")));
    part("deployments", QJsonObject{{QStringLiteral("successful"), metrics.deployments},
                                    {QStringLiteral("not_successful"), metrics.notSuccessful},
                                    {QStringLiteral("proxy"), metrics.proxy}});
    for (const char* name :
         {"incidents", "time_to_restore", "time_to_detect", "rules_version", "environment", "services"})
        part(name, all.value(QLatin1String(name)));
    part("benchmark", benchmarkJson(metrics));
    cutRows(draft, figuresJson(metrics), scope, {pinned.place.offset, pinOf(query.asOf, metrics.dataVersion)},
            argumentText(call.arguments, "cursor"), limit);
    return draft;
}

/// One row a service or team; computed for the rows of the page only.
DraftOrError eachOf(const ToolCall& call, const delivery::Query& query, const QString& by, const QStringList& names,
                    const QByteArray& scope, const Pinned& pinned, int limit)
{
    const qsizetype end = std::min<qsizetype>(names.size(), pinned.place.offset + limit);
    Draft draft;
    draft.rowsName = by == QLatin1String("team") ? QStringLiteral("teams") : QStringLiteral("services");
    draft.total = names.size();
    draft.cursor = argumentText(call.arguments, "cursor");
    qint64 dataVersion = pinned.dataVersion;
    for (qsizetype i = pinned.place.offset; i < end; ++i) {
        delivery::Query one = query;
        if (by == QLatin1String("team"))
            one.team = names[i];
        else
            one.services = {names[i]};
        const auto result = call.caller.services.delivery.metrics(one, call.caller.stop);
        if (!result.isOk())
            return errorResult(result.failure());
        const Metrics& metrics = result.value();
        if (dataVersion != 0 && dataVersion != metrics.dataVersion)
            return changedSince();
        dataVersion = metrics.dataVersion;
        QJsonObject row{{by, names[i]}};
        for (const Metric metric : delivery::kMetrics)
            row.insert(delivery::metricName(metric), headlineJson(metrics, metric));
        row.insert(QStringLiteral("warnings"), QJsonArray::fromStringList(metrics.warnings));
        draft.rows.append(row);
    }
    const Instant to = query.to ? std::min(*query.to, query.asOf) : query.asOf;
    draft.head = {{QStringLiteral("window"), windowJson(delivery::Window{query.from, to, query.asOf})},
                  {QStringLiteral("data_version"), dataVersion}};
    if (end < names.size())
        draft.nextCursor = listCursor(scope, {end, pinOf(query.asOf, dataVersion)});
    return draft;
}

Result<QStringList> namesOf(const ToolCall& call, const delivery::Query& query, bool isByTeam)
{
    constexpr int kMost = 10'000;
    services::DeliveryService& delivery = call.caller.services.delivery;
    if (isByTeam) {
        ATALAYA_TRY(const delivery::Page<QString> page, delivery.teams(query, {kMost, {}}, call.caller.stop));
        return page.rows;
    }
    ATALAYA_TRY(const delivery::Page<delivery::ServiceRow> page,
                delivery.services(query, {kMost, {}}, call.caller.stop));
    QStringList names;
    for (const delivery::ServiceRow& row : page.rows)
        names.append(row.name);
    return names;
}

ToolResult deliveryMetrics(const ToolCall& call)
{
    const QByteArray scope = scopeOf("delivery_metrics", call.caller.services, call.arguments);
    const auto place = pinnedPlace(call, scope);
    if (const ToolResult* error = std::get_if<ToolResult>(&place))
        return *error;
    const Pinned& pinned = std::get<Pinned>(place);
    const auto asked = deliveryQuery(call, pinned.asOf);
    if (const ToolResult* error = std::get_if<ToolResult>(&asked))
        return *error;
    const delivery::Query& query = std::get<delivery::Query>(asked);
    const QString by = argumentText(call.arguments, "by");
    const int limit = argumentNumber(call.arguments, "limit", 50);
    if (by.isEmpty())
        return withinBudget(call.arguments, limit,
                            [&](int most) { return oneSelection(call, query, scope, pinned, most); });
    const auto names = namesOf(call, query, by == QLatin1String("team"));
    if (!names.isOk())
        return errorResult(names.failure());
    return withinBudget(call.arguments, limit,
                        [&](int most) { return eachOf(call, query, by, names.value(), scope, pinned, most); });
}

/// The newest bucket first: what has to be left out is the oldest.
DraftOrError seriesDraft(const ToolCall& call, const delivery::Series& series, qint64 dataVersion,
                         const delivery::Query& query, const QByteArray& scope, const Pinned& pinned, int limit)
{
    const QJsonObject json = delivery::toJson(series);
    QJsonArray newestFirst;
    for (const QJsonValue& bucket : json.value(QLatin1String("buckets")).toArray())
        newestFirst.prepend(bucket);
    Draft draft;
    for (const char* name : {"metric", "bucket", "unit", "window"})
        draft.head.insert(QString::fromLatin1(name), json.value(QLatin1String(name)));
    draft.head.insert(QStringLiteral("data_version"), dataVersion);
    draft.rowsName = QStringLiteral("buckets");
    draft.narrower = tr("Ask for a longer bucket or a shorter window.");
    cutRows(draft, newestFirst, scope, {pinned.place.offset, pinOf(query.asOf, dataVersion)},
            argumentText(call.arguments, "cursor"), limit);
    return draft;
}

ToolResult deliverySeries(const ToolCall& call)
{
    services::DeliveryService& delivery = call.caller.services.delivery;
    const QByteArray scope = scopeOf("delivery_series", call.caller.services, call.arguments);
    const auto place = pinnedPlace(call, scope);
    if (const ToolResult* error = std::get_if<ToolResult>(&place))
        return *error;
    const Pinned& pinned = std::get<Pinned>(place);
    const auto asked = deliveryQuery(call, pinned.asOf);
    if (const ToolResult* error = std::get_if<ToolResult>(&asked))
        return *error;
    const delivery::Query& query = std::get<delivery::Query>(asked);
    const auto version = delivery.dataVersion(); // before the series: a change between shows as one with the next page
    if (!version.isOk())
        return errorResult(version.failure());
    if (pinned.asOf && pinned.dataVersion != version.value())
        return changedSince();
    const Metric metric =
        delivery::metricFromName(argumentText(call.arguments, "metric")).value_or(Metric::DeploymentFrequency);
    const delivery::Bucket bucket =
        delivery::bucketFromName(argumentText(call.arguments, "bucket")).value_or(delivery::Bucket::Week);
    const auto series = delivery.series(query, metric, bucket, call.caller.stop);
    if (!series.isOk())
        return errorResult(series.failure());
    return withinBudget(call.arguments, argumentNumber(call.arguments, "limit", 100), [&](int most) {
        return seriesDraft(call, series.value(), version.value(), query, scope, pinned, most);
    });
}

} // namespace

QList<Tool> figureTools()
{
    const Argument metric{"metric", choice(metricNames(), tr("Which of the five.")), true};
    QStringList lengths;
    for (const delivery::Bucket length : {delivery::Bucket::Day, delivery::Bucket::Week, delivery::Bucket::Month,
                                          delivery::Bucket::Quarter, delivery::Bucket::Year})
        lengths.append(delivery::bucketName(length));
    const Argument bucket{"bucket",
                          choice(lengths, tr("Length of a step."), delivery::bucketName(delivery::Bucket::Week))};
    const Argument zone{"tz", schema::about(schema::text(), tr("Where days begin: an IANA name; default UTC."))};
    const Argument by{"by", choice({QStringLiteral("service"), QStringLiteral("team")},
                                   tr("A row for each, to compare or rank them."))};
    const QJsonObject window = schema::anyObject(), list{{QStringLiteral("type"), QStringLiteral("array")}};
    return {
        figureTool("delivery_metrics", tr("Delivery metrics"),
                   tr("How well software is delivered: deployment frequency, change lead time, change fail rate, "
                      "failed deployment "
                      "recovery time and rework rate of a window, each with its 95 % interval (interval95), how many "
                      "it is of (n), and a "
                      "sentence; with warnings to pass on and a benchmark. Use it first for questions about speed or "
                      "stability. "
                      "by=service or by=team gives one row for each. Null means not known, never 0."),
                   QList<Argument>{by} + pageArguments(50),
                   // By service or team there are other rows.
                   answerSchema("", {{"figures", list}, {"services", list}, {"window", window}, {"warnings", list}}),
                   deliveryMetrics),
        figureTool("delivery_series", tr("A metric over time"),
                   tr("One metric in steps of time, newest first: value, n and interval of each bucket (of hours: p25 "
                      "to p90; of shares: "
                      "95 %). Use it for trends, and to find when something changed. A bucket with partial=true is cut "
                      "by the window: "
                      "do not compare its counts."),
                   QList<Argument>{metric, bucket, zone} + pageArguments(100),
                   answerSchema("buckets", {{"window", window}}), deliverySeries)};
}

} // namespace atalaya::api::mcp
