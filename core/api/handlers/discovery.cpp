// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/conditional.h"
#include "api/handlers/common.h"
#include "api/mcp/endpoint.h"
#include "api/openapi.h"
#include "api/schema.h"
#include "base/json.h"
#include "routes.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

Answer index(const Call&)
{
    QJsonObject links{{QStringLiteral("openapi"), QStringLiteral("/openapi.json")},
                      {QStringLiteral("explain"), QStringLiteral("/api/v1/delivery/explain?metric=change_lead_time")},
                      {QStringLiteral("series"), QStringLiteral("/api/v1/delivery/series?metric=change_lead_time")},
                      {QStringLiteral("summary"), QStringLiteral("/api/v1/dora/summary/")},
                      {QStringLiteral("health"), QStringLiteral("/healthz")},
                      {QStringLiteral("ready"), QStringLiteral("/readyz")}};
    for (const char* name : {"services", "metrics", "deployments", "changes", "incidents", "teams"})
        links.insert(QLatin1String(name), QString(QLatin1String("/api/v1/delivery/") + QLatin1String(name)));
    Response response =
        Response::json({{QStringLiteral("name"), QStringLiteral("Atalaya")},
                        {QStringLiteral("version"), QStringLiteral(ATALAYA_VERSION)},
                        {QStringLiteral("about"),
                         tr("Software delivery measured: the five delivery metrics, how each came to be, and the "
                            "deployments, changes and incidents behind them. openapi describes every route and "
                            "parameter.")},
                        {QStringLiteral("links"), links}});
    return response.with("Link", "</openapi.json>; rel=\"service-desc\"");
}

// The process answers; that is all it says.
Answer health(const Call&)
{
    return Response::json({{QStringLiteral("status"), QStringLiteral("ok")}});
}

Answer readiness(const Call& call)
{
    const auto version = call.services.delivery.dataVersion();
    if (!version.isOk())
        return failed(version);
    return Response::json(
        {{QStringLiteral("status"), QStringLiteral("ready")}, {QStringLiteral("data_version"), version.value()}});
}

Route open(const char* path, const char* id, const QString& summary, const QJsonObject& schema,
           std::function<Answer(const Call&)> handler)
{
    Route route;
    route.path = QString::fromLatin1(path);
    route.operationId = QString::fromLatin1(id);
    route.summary = summary;
    route.tag = QStringLiteral("server");
    route.replies = {{200, summary, "application/json", schema}};
    route.handler = std::move(handler);
    return route;
}

} // namespace

QList<Route> discoveryRoutes(const QList<Route>& others)
{
    using namespace schema;
    QList<Route> routes{
        open("/", "index", tr("Where things are."),
             object({{"name", text()}, {"version", text()}, {"about", text()}, {"links", anyObject()}}), index),
        open("/openapi.json", "openapi", tr("This description."),
             object({{"openapi", text()},
                     {"info", anyObject()},
                     {"servers", array(anyObject())},
                     {"paths", anyObject()},
                     {"components", anyObject()}}),
             nullptr),
        open("/healthz", "health", tr("Whether the process answers."), object({{"status", text()}}), health),
        open("/readyz", "readiness", tr("Whether the store answers."),
             object({{"status", text()}, {"data_version", integer()}}), readiness)};
    routes[0].role = routes[1].role = model::Role::Viewer;
    routes[2].isImmediate = true;
    const QByteArray description = compactJson(openApi(others + routes));
    routes[1].handler = [description, etag = weakEtag({description})](const Call&) {
        return Response{200, "application/json", description, {{"ETag", etag}}};
    };
    return routes;
}

QList<Route> allRoutes(const DrawPdf& pdf, bool mcpConformance)
{
    const QList<Route> others =
        iactReadRoutes() + iactWriteRoutes() + iactExportRoutes(pdf) + deliveryFigureRoutes() + deliveryListRoutes() +
        mcp::mcpRoutes(mcpConformance ? mcp::joined(mcp::standardOffer(), mcp::conformanceOffer()) : mcp::standardOffer(),
                       mcpConformance);
    return others + discoveryRoutes(others);
}

} // namespace atalaya::api
