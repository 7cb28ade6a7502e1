// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/handlers/common.h"
#include "api/schema.h"
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
    std::optional<double> (*value)(const services::IactDay& day); ///< without when there is nothing to average
};
// contract/api.md promises numbers, and clients of the earlier service calculate with what they get: a day with nothing
// to average is 0, as the summary of a window without events is (contract/api.md, "Summary": the failure rate is 0 when
// there are none). So that this 0 is not taken for a measured one, `empty` names those days. The delivery family has
// null in such a place.
constexpr Chart kCharts[] = {
    {"deployment-frequency", "iactChartFrequency", QT_TRANSLATE_NOOP("Api", "Deployments"),
     [](const services::IactDay& day) { return std::optional(double(day.deployments)); }},
    {"lead-time-trends", "iactChartLeadTime", QT_TRANSLATE_NOOP("Api", "Lead time (hours)"),
     [](const services::IactDay& day) { return day.leadTimeHours; }},
    {"change-failure-rate", "iactChartFailureRate", QT_TRANSLATE_NOOP("Api", "Change failure rate (%)"),
     [](const services::IactDay& day) { return day.changeFailureRate; }},
    {"mttr", "iactChartMttr", QT_TRANSLATE_NOOP("Api", "MTTR (hours)"),
     [](const services::IactDay& day) { return day.mttrHours; }},
};

Answer chart(const Call& call, const Chart& kind)
{
    const auto window = iactWindow(call, IactPeriod::DaysOrDates);
    if (const Problem* problem = std::get_if<Problem>(&window))
        return *problem;
    const auto days = call.services.iact.daily(std::get<IactWindow>(window).filter);
    if (!days.isOk())
        return failed(days);
    QJsonArray labels, data, empty;
    for (const services::IactDay& day : days.value()) {
        const std::optional<double> value = kind.value(day);
        labels.append(utcDateText(startOfUtcDay(day.day)));
        data.append(value.value_or(0));
        if (!value)
            empty.append(labels.last());
    }
    const QJsonObject dataset{{QStringLiteral("label"), tr(kind.label)}, {QStringLiteral("data"), data}};
    return Response::json({{QStringLiteral("labels"), labels},
                           {QStringLiteral("data"), data},
                           {QStringLiteral("datasets"), QJsonArray{dataset}},
                           {QStringLiteral("empty"), empty}});
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
    const QJsonObject data = array(number());
    const QJsonObject chartAnswer = object({{"labels", array(text())},
                                            {"data", data},
                                            {"datasets", array(object({{"label", text()}, {"data", data}}))},
                                            {"empty", array(text())}});
    QList<Route> routes{iactRoute(QStringLiteral("metrics/"), "iactMetrics",
                                  tr("Phase events of the last days, newest first, with their summary."),
                                  iactParameters(IactPeriod::Days) + pageParameters(), metricsAnswer, metrics),
                        iactRoute(QStringLiteral("summary/"), "iactSummary", tr("The four IACT figures of a window."),
                                  iactParameters(IactPeriod::DaysOrDates), ref("Summary"), summary)};
    routes.last().pinnedBy = {QStringLiteral("start_date"), QStringLiteral("end_date")};
    for (const Chart& kind : kCharts) {
        routes.append(iactRoute(
            QLatin1String("charts/") + QLatin1String(kind.name) + u'/', kind.id,
            tr("%1, one figure a day, as Chart.js reads it; 0 on the days of 'empty', on which there was "
               "nothing to average.")
                .arg(tr(kind.label)),
            iactParameters(IactPeriod::DaysOrDates), chartAnswer, [&kind](const Call& call) { return chart(call, kind); }));
        routes.last().pinnedBy = {QStringLiteral("start_date"), QStringLiteral("end_date")};
    }
    return routes;
}

} // namespace atalaya::api
