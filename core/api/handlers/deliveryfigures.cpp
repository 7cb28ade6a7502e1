// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/handlers/common.h"
#include "api/schema.h"
#include "routes.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

Parameter metricParameter(bool isRequired)
{
    QStringList names;
    for (const delivery::Metric metric : delivery::kMetrics)
        names.append(delivery::metricName(metric));
    Parameter parameter{QStringLiteral("metric"), Parameter::Type::Choice, tr("Which of the five.")};
    parameter.choices = names;
    parameter.isRequired = isRequired;
    return parameter;
}

delivery::Metric metricOf(const Arguments& arguments)
{
    return delivery::metricFromName(arguments.text(QLatin1String("metric")))
        .value_or(delivery::Metric::DeploymentFrequency);
}

Answer metrics(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    const auto result = call.services.delivery.metrics(std::get<delivery::Query>(query), call.request.stop);
    if (!result.isOk())
        return failed(result);
    return Response::json(delivery::toJson(result.value()));
}

/// The cursor was good, and is no more: no client made a mistake, so it can tell this from a 400 and begin again.
Problem goneProblem()
{
    Problem problem =
        parameterProblem(QStringLiteral("cursor"), tr("is of lists that have changed since; begin again without it"));
    problem.status = 410;
    problem.kind.clear();
    return problem;
}

Answer explain(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    const QString id = call.arguments.text(QLatin1String("id"));
    const bool isOfMetric = call.arguments.isGiven(QLatin1String("metric"));
    const delivery::Query& asked = std::get<delivery::Query>(query);
    if (isOfMetric == !id.isEmpty())
        return parameterProblem(QStringLiteral("metric"), isOfMetric
                                                              ? tr("contradicts 'id'; send one of them")
                                                              : tr("is missing, and so is 'id'; send one of them"));
    const delivery::PageRequest page = pageOf(call.arguments);
    if (!isOfMetric) {
        if (!page.cursor.isEmpty())
            return parameterProblem(QStringLiteral("cursor"), tr("contradicts 'id'; one object has no pages"));
        const auto result = call.services.delivery.explainObject(asked, id, call.request.stop);
        return result.isOk() ? Answer(Response::json(delivery::toJson(result.value()))) : Answer(failed(result));
    }
    const auto result = call.services.delivery.explain(asked, metricOf(call.arguments), page, call.request.stop);
    if (result.isError() && result.error().code == ErrorCode::Conflict)
        return goneProblem();
    if (!result.isOk())
        return pageProblem(failed(result), call.arguments);
    const delivery::Explanation& explanation = result.value().explanation;
    if (call.arguments.isGiven(QLatin1String("as_of")) && explanation.metrics.query.asOf != asked.asOf)
        return parameterProblem(QStringLiteral("as_of"), tr("is not that of the cursor; leave it out, or begin again"));
    return pageResponse(delivery::toJson(explanation), result.value().nextCursor, call.request);
}

Answer series(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    const delivery::Bucket bucket =
        delivery::bucketFromName(call.arguments.text(QLatin1String("bucket"))).value_or(delivery::Bucket::Week);
    const auto result = call.services.delivery.series(std::get<delivery::Query>(query), metricOf(call.arguments),
                                                      bucket, call.request.stop);
    if (!result.isOk())
        return failed(result);
    return Response::json(delivery::toJson(result.value()));
}

Route figure(const char* path, const char* id, const QString& summary, const char* schemaName,
             const QList<Parameter>& more, std::function<Answer(const Call&)> handler)
{
    Route route;
    route.path = QLatin1String("/api/v1/delivery/") + QLatin1String(path);
    route.operationId = QString::fromLatin1(id);
    route.summary = summary;
    route.tag = QStringLiteral("delivery");
    route.role = model::Role::Viewer;
    route.parameters = deliveryParameters() + more;
    route.replies = {{200, summary, "application/json", schema::ref(schemaName)}};
    route.freshness = Freshness::Data;
    route.pinnedBy = {QStringLiteral("as_of")};
    route.handler = std::move(handler);
    return route;
}

Route explainRoute()
{
    const Parameter limit{QStringLiteral("limit"),
                          Parameter::Type::Integer,
                          tr("Entries of each list on a page; the totals count all."),
                          1,
                          10'000,
                          {},
                          QStringLiteral("1000")};
    const Parameter cursor{
        QStringLiteral("cursor"), Parameter::Type::Text,
        tr("next_cursor of the page before, with the same query and metric: the next entries of each list. It keeps the "
           "first page's as_of, so what arrives later changes nothing; it is refused (410) when what the lists hold as of "
           "then has changed: begin again without it."),
        0, 4096};
    const Parameter id{
        QStringLiteral("id"), Parameter::Type::Text,
        tr("Instead of a metric: the id of a deployment or an incident, service/version, or service@sha for a "
           "change."),
        0, 600};
    Route route =
        figure("explain", "deliveryExplain",
               tr("How a metric came to be: its ids, what was left out and why, its edges; or how one deployment, "
                  "change or incident counts in each figure. Exactly one of metric and id is needed."),
               "Explanation", {metricParameter(false), id, limit, cursor}, explain);
    route.problems = {404, 410};
    route.replies.first().schema = schema::either({schema::ref("Explanation"), schema::ref("ObjectExplanation")});
    return route;
}

} // namespace

QList<Route> deliveryFigureRoutes()
{
    const Parameter bucket{QStringLiteral("bucket"),
                           Parameter::Type::Choice,
                           tr("Length of a step."),
                           0,
                           0,
                           {QStringLiteral("day"), QStringLiteral("week"), QStringLiteral("month")},
                           QStringLiteral("week")};
    return {figure("metrics", "deliveryMetrics", tr("The five delivery metrics of a selection."), "DeliveryMetrics", {},
                   metrics),
            explainRoute(),
            figure("series", "deliverySeries", tr("A metric over time, with its interval."), "Series",
                   {metricParameter(true), bucket}, series)};
}

} // namespace atalaya::api
