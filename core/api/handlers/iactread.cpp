// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/handlers/common.h"
#include "api/schema.h"
#include "base/json.h"
#include "routes.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

Answer metrics(const Call& call)
{
    const auto window = iactWindow(call, IactPeriod::Days);
    if (const Problem* problem = std::get_if<Problem>(&window))
        return *problem;
    const auto& [filter, days, first, last] = std::get<IactWindow>(window);
    const auto page = call.services.iact.events(filter, pageOf(call.arguments));
    if (!page.isOk())
        return pageProblem(failed(page), call.arguments);
    const auto summary = call.services.iact.summary(filter);
    if (!summary.isOk())
        return failed(summary);
    QJsonArray rows;
    for (const model::PhaseEvent& event : page.value().rows)
        rows.append(model::toJson(event));
    return pageResponse({{QStringLiteral("period_days"), days},
                         {QStringLiteral("metrics"), rows},
                         {QStringLiteral("total"), page.value().total},
                         {QStringLiteral("summary"), services::toJson(summary.value())}},
                        page.value().nextCursor, call.request);
}

Answer summary(const Call& call)
{
    const auto window = iactWindow(call, IactPeriod::DaysOrDates);
    if (const Problem* problem = std::get_if<Problem>(&window))
        return *problem;
    const auto result = call.services.iact.summary(std::get<IactWindow>(window).filter);
    if (!result.isOk())
        return failed(result);
    return Response::json(services::toJson(result.value()));
}

struct Chart
{
    const char* name;
    const char* id;
    const char* label;
    QJsonValue (*value)(const services::IactDay& day);
};
// A day without a deployment has no lead time: null, a gap in the line. Its failure rate is 0 by the contract's
// definition.
constexpr Chart kCharts[] = {
    {"deployment-frequency", "iactChartFrequency", QT_TRANSLATE_NOOP("Api", "Deployments"),
     [](const services::IactDay& day) { return QJsonValue(day.deployments); }},
    {"lead-time-trends", "iactChartLeadTime", QT_TRANSLATE_NOOP("Api", "Lead time (hours)"),
     [](const services::IactDay& day) { return jsonOf(day.leadTimeHours); }},
    {"change-failure-rate", "iactChartFailureRate", QT_TRANSLATE_NOOP("Api", "Change failure rate (%)"),
     [](const services::IactDay& day) { return QJsonValue(day.changeFailureRate.value_or(0)); }},
    {"mttr", "iactChartMttr", QT_TRANSLATE_NOOP("Api", "MTTR (hours)"),
     [](const services::IactDay& day) { return jsonOf(day.mttrHours); }},
};

Answer chart(const Call& call, const Chart& kind)
{
    const auto window = iactWindow(call, IactPeriod::Days);
    if (const Problem* problem = std::get_if<Problem>(&window))
        return *problem;
    const auto days = call.services.iact.daily(std::get<IactWindow>(window).filter);
    if (!days.isOk())
        return failed(days);
    QJsonArray labels, data;
    for (const services::IactDay& day : days.value()) {
        labels.append(utcDateText(startOfUtcDay(day.day)));
        data.append(kind.value(day));
    }
    const QJsonObject dataset{{QStringLiteral("label"), tr(kind.label)}, {QStringLiteral("data"), data}};
    return Response::json({{QStringLiteral("labels"), labels},
                           {QStringLiteral("data"), data},
                           {QStringLiteral("datasets"), QJsonArray{dataset}}});
}

Route iactRoute(const QString& path, const char* id, const QString& about, const QList<Parameter>& parameters,
                const QJsonObject& answer, std::function<Answer(const Call&)> handler)
{
    Route route;
    route.path = QLatin1String("/api/v1/dora/") + path;
    route.operationId = QString::fromLatin1(id);
    route.summary = about;
    route.tag = QStringLiteral("dora");
    route.role = model::Role::Viewer;
    route.parameters = parameters;
    route.replies = {{200, about, "application/json", answer}};
    route.freshness = Freshness::Data;
    route.handler = std::move(handler);
    return route;
}

} // namespace

QList<Route> iactReadRoutes()
{
    using namespace schema;
    const QJsonObject metricsAnswer = object({{"period_days", integer()},
                                              {"metrics", array(ref("PhaseEvent"))},
                                              {"total", integer()},
                                              {"summary", ref("Summary")},
                                              {"next_cursor", nullable(text())}});
    const QJsonObject data = array(nullable(number()));
    const QJsonObject chartAnswer = object(
        {{"labels", array(text())}, {"data", data}, {"datasets", array(object({{"label", text()}, {"data", data}}))}});
    QList<Route> routes{iactRoute(QStringLiteral("metrics/"), "iactMetrics",
                                  tr("Phase events of the last days, newest first, with their summary."),
                                  iactParameters(IactPeriod::Days) + pageParameters(), metricsAnswer, metrics),
                        iactRoute(QStringLiteral("summary/"), "iactSummary", tr("The four IACT figures of a window."),
                                  iactParameters(IactPeriod::DaysOrDates), ref("Summary"), summary)};
    routes.last().pinnedBy = {QStringLiteral("start_date"), QStringLiteral("end_date")};
    for (const Chart& kind : kCharts)
        routes.append(iactRoute(QLatin1String("charts/") + QLatin1String(kind.name) + u'/', kind.id,
                                tr("One figure a day, as Chart.js reads it; null where there is nothing to average."),
                                iactParameters(IactPeriod::Days), chartAnswer,
                                [&kind](const Call& call) { return chart(call, kind); }));
    return routes;
}

} // namespace atalaya::api
