// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/conditional.h"
#include "api/discoverytext.h"
#include "api/docspage.h"
#include "api/handlers/common.h"
#include "api/mcp/endpoint.h"
#include "api/openapi.h"
#include "api/schema.h"
#include "api/signin.h"
#include "api/webassets.h"
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

constexpr char kHtml[] = "text/html; charset=utf-8";
constexpr char kText[] = "text/plain; charset=utf-8";
constexpr char kLinkset[] = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";

Answer index(const Call& call)
{
    if (prefersHtml(call.request)) {
        Response page{200, kHtml, webPage(QStringLiteral("start.html"), {{QStringLiteral("version"), QStringLiteral(ATALAYA_VERSION)}}), {}};
        return page.with("Link", discoveryLinks()).with("Vary", "Accept");
    }
    QJsonObject links{{QStringLiteral("openapi"), QStringLiteral("/openapi.json")},
                      {QStringLiteral("docs"), QStringLiteral("/docs")},
                      {QStringLiteral("llms"), QStringLiteral("/llms.txt")},
                      {QStringLiteral("api_catalog"), QStringLiteral("/.well-known/api-catalog")},
                      {QStringLiteral("dashboard"), QStringLiteral("/api/v1/dora/dashboard/")},
                      {QStringLiteral("explain"), QStringLiteral("/api/v1/delivery/explain?metric=change_lead_time")},
                      {QStringLiteral("series"), QStringLiteral("/api/v1/delivery/series?metric=change_lead_time")},
                      {QStringLiteral("summary"), QStringLiteral("/api/v1/dora/summary/")},
                      {QStringLiteral("catalogue"), QStringLiteral("/api/v1/dora/data-catalog/")},
                      {QStringLiteral("query"), QStringLiteral("/api/v1/dora/data-catalog/query/")},
                      {QStringLiteral("mcp"), QStringLiteral("/mcp")},
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
    return response.with("Link", discoveryLinks()).with("Vary", "Accept");
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

// An answer that is always the same.
std::function<Answer(const Call&)> constant(const char* type, const QByteArray& body)
{
    return [type, body, etag = weakEtag({body})](const Call&) {
        Response response{200, type, body, {{"ETag", etag}}};
        return response.with("Link", discoveryLinks());
    };
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
        open("/docs", "docs", tr("This description as a page to read, search and try."), {}, nullptr),
        open("/llms.txt", "llms", tr("What there is to ask and how, in brief, for a language model (llmstxt.org)."), {}, nullptr),
        open("/.well-known/api-catalog", "apiCatalog", tr("Links to the descriptions of the API (RFC 9727)."),
             object({{"linkset", array(anyObject())}}), nullptr),
        open("/healthz", "health", tr("Whether the process answers."), object({{"status", text()}}), health),
        open("/readyz", "readiness", tr("Whether the store answers."),
             object({{"status", text()}, {"data_version", integer()}}), readiness)};
    Route &root = routes[0], &description = routes[1], &docs = routes[2], &llms = routes[3], &catalog = routes[4];
    root.role = description.role = docs.role = model::Role::Viewer;
    routes[5].isImmediate = true;
    root.replies.append({200, tr("The same as a page, for who accepts text/html first."), kHtml, {}});
    docs.replies.first().contentType = kHtml;
    llms.replies.first().contentType = kText;
    catalog.replies.first().contentType = kLinkset;
    // Once: the routes do not change while the server runs.
    const QList<Route> all = others + routes;
    const QJsonObject document = openApi(all);
    description.handler = constant("application/json", compactJson(document));
    docs.handler = constant(kHtml, docsPage(document));
    llms.handler = constant(kText, llmsText(all));
    catalog.handler = constant(kLinkset, compactJson(apiCatalog(all)));
    return routes;
}

QList<Route> allRoutes(const DrawPdf& pdf, bool mcpConformance)
{
    const QList<Route> others =
        iactReadRoutes() + iactWriteRoutes() + iactExportRoutes(pdf) + catalogRoutes() + catalogDataRoutes() + pageRoutes(bool(pdf)) + deliveryFigureRoutes() + deliveryListRoutes() +
        mcp::mcpRoutes(mcpConformance ? mcp::joined(mcp::standardOffer(bool(pdf)), mcp::conformanceOffer())
                                      : mcp::standardOffer(bool(pdf)),
                       mcpConformance);
    return others + discoveryRoutes(others);
}

} // namespace atalaya::api
