// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/componentschemas.h"
#include "api/handlers/common.h"
#include "api/schema.h"
#include "base/json.h"
#include "routes.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <iterator>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

template<class T>
Answer pageAnswer(const Call& call, const char* name, const Result<delivery::Page<T>>& result)
{
    if (!result.isOk())
        return pageProblem(failed(result), call.arguments);
    QJsonArray rows;
    for (const T& row : result.value().rows) {
        if constexpr (std::is_same_v<T, QString>)
            rows.append(row);
        else
            rows.append(delivery::toJson(row));
    }
    return pageResponse({{QString::fromLatin1(name), rows}, {QStringLiteral("total"), result.value().total}},
                        result.value().nextCursor, call.request);
}

Parameter outcomeParameter()
{
    Parameter parameter{QStringLiteral("outcome"), Parameter::Type::Choice, tr("Only rows with this outcome.")};
    for (const delivery::Outcome outcome : kOutcomes)
        parameter.choices.append(delivery::outcomeName(outcome));
    return parameter;
}

delivery::DeploymentFilter deploymentFilter(const Arguments& arguments)
{
    const QString name = arguments.text(QLatin1String("outcome"));
    const auto isAsked = [&name](delivery::Outcome outcome) { return delivery::outcomeName(outcome) == name; };
    const auto* found = std::find_if(std::begin(kOutcomes), std::end(kOutcomes), isAsked);
    return {arguments.text(QLatin1String("text")), found == std::end(kOutcomes) ? std::nullopt : std::optional(*found)};
}

Answer deployments(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    return pageAnswer(call, "deployments",
                      call.services.delivery.deployments(std::get<delivery::Query>(query), pageOf(call.arguments),
                                                         deploymentFilter(call.arguments), call.request.stop));
}

Answer deployment(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    const delivery::Query& asked = std::get<delivery::Query>(query);
    const QString id = call.arguments.text(QLatin1String("id"));
    const auto result = call.services.delivery.deployment(id, asked, call.request.stop);
    if (!result.isOk())
        return failed(result);
    delivery::Query filters = asked;
    if (!call.arguments.isGiven(QLatin1String("environment")))
        filters.environment.clear(); // whose id is known may be of any
    if (!delivery::takes(filters, result.value().row.deployment))
        return Problem{404, tr("The deployment %1 is none of those that the filters select.").arg(id), {}, {}, {}};
    return Response::json(delivery::toJson(result.value()));
}

Answer changes(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    std::optional<model::DeploymentId> of;
    if (const QString id = call.arguments.text(QLatin1String("deployment")); !id.isEmpty()) {
        of = model::DeploymentId::fromText(id);
        if (!of)
            return parameterProblem(QStringLiteral("deployment"), tr("is no deployment's id (16 hex digits)"));
    }
    return pageAnswer(call, "changes",
                      call.services.delivery.changes(std::get<delivery::Query>(query), of, pageOf(call.arguments),
                                                     call.request.stop));
}

Answer incidents(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    return pageAnswer(call, "incidents",
                      call.services.delivery.incidents(std::get<delivery::Query>(query), pageOf(call.arguments),
                                                       call.request.stop));
}

Answer servicesOf(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    return pageAnswer(call, "services",
                      call.services.delivery.services(std::get<delivery::Query>(query), pageOf(call.arguments),
                                                      call.request.stop));
}

Answer teams(const Call& call)
{
    const auto query = deliveryQuery(call);
    if (const Problem* problem = std::get_if<Problem>(&query))
        return *problem;
    return pageAnswer(call, "teams",
                      call.services.delivery.teams(std::get<delivery::Query>(query), pageOf(call.arguments),
                                                   call.request.stop));
}

Route list(const char* name, const char* id, const QString& summary, const QJsonObject& item,
           const QList<Parameter>& parameters, std::function<Answer(const Call&)> handler)
{
    Route route;
    route.path = QLatin1String("/api/v1/delivery/") + QLatin1String(name);
    route.operationId = QString::fromLatin1(id);
    route.summary = summary;
    route.tag = QStringLiteral("delivery");
    route.role = model::Role::Viewer;
    route.parameters = parameters + pageParameters();
    route.replies = {{200, summary, "application/json",
                      schema::object({{name, schema::array(item)},
                                      {"total", schema::integer()},
                                      {"next_cursor", schema::nullable(schema::text())}})}};
    route.freshness = Freshness::Data;
    route.pinnedBy = {QStringLiteral("as_of")};
    route.handler = std::move(handler);
    return route;
}

Route deploymentRoute()
{
    Route route;
    route.path = QStringLiteral("/api/v1/delivery/deployments/{id}");
    route.operationId = QStringLiteral("deliveryDeployment");
    route.summary = tr("One deployment with its edges, the deployments at their other ends, and its incidents.");
    route.tag = QStringLiteral("delivery");
    route.role = model::Role::Viewer;
    Parameter id{QStringLiteral("id"), Parameter::Type::Text,
                 tr("Its id, or service/version with the slash written as %2F."), 0, 600};
    id.isInPath = true;
    route.parameters = QList<Parameter>{id} + deliveryParameters();
    route.replies = {{200, route.summary, "application/json", schema::ref("DeploymentDetail")}};
    route.problems = {404};
    route.freshness = Freshness::Data;
    route.pinnedBy = {QStringLiteral("as_of")};
    route.handler = deployment;
    return route;
}

} // namespace

QList<Route> deliveryListRoutes()
{
    const QList<Parameter> filters = deliveryParameters();
    const Parameter text{QStringLiteral("text"), Parameter::Type::Text,
                         tr("Only rows whose service, version, sha or team contains it.")};
    const Parameter of{QStringLiteral("deployment"), Parameter::Type::Text,
                       tr("Only what this deployment shipped: its id, 16 hex digits.")};
    return {list("deployments", "deliveryDeployments", tr("Deployments, newest first, successful or not."),
                 schema::ref("DeploymentRow"), filters + QList<Parameter>{text, outcomeParameter()}, deployments),
            deploymentRoute(),
            list("changes", "deliveryChanges", tr("Changes, newest first."), schema::ref("Change"),
                 filters + QList<Parameter>{of}, changes),
            list("incidents", "deliveryIncidents", tr("Incidents, newest first."), schema::ref("Incident"), filters,
                 incidents),
            list("services", "deliveryServices", tr("The services of a selection, by name."), schema::ref("Service"),
                 filters, servicesOf),
            list("teams", "deliveryTeams", tr("The teams of a selection's deployments, by name."), schema::text(), filters,
                 teams)};
}

} // namespace atalaya::api
