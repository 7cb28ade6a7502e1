// SPDX-License-Identifier: GPL-3.0-or-later
#include "discoverytext.h"

#include "api/requesthead.h"
#include "catalog/dataset.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QMap>

#include <algorithm>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Discovery", text);
}

/// One line of a Markdown list, so that nothing in the words begins another one.
QString item(const QString& title, const QString& address, const QString& about)
{
    return QStringLiteral("- [%1](%2): %3\n").arg(title, address, about.simplified());
}

QString heading(const QString& text)
{
    return u'\n' + QStringLiteral("## ") + text + QStringLiteral("\n\n");
}

bool has(const QList<Route>& routes, QLatin1String path)
{
    return std::any_of(routes.begin(), routes.end(), [path](const Route& route) { return route.path == path; });
}

/// Files and pages for people: a model reads what they are made from.
bool isOptional(const Route& route)
{
    const QByteArray type = route.replies.isEmpty() ? QByteArray() : route.replies.first().contentType;
    return !type.startsWith("application/json") || route.tag == QLatin1String("server");
}

QString routeItem(const Route& route)
{
    const bool isRead = route.method == Method::Get;
    return item(isRead ? route.path : QString(QString::fromLatin1(methodName(route.method)) + u' ' + route.path), route.path,
                route.summary);
}

QString routeList(const QList<Route>& routes, const QString& tag)
{
    QString list;
    for (const Route& route : routes) {
        if (route.tag == tag && !isOptional(route))
            list += routeItem(route);
    }
    return list;
}

/// Where a dataset can be read, when there is such a route.
QString endpointOf(const catalog::Dataset& dataset, const QList<Route>& routes)
{
    QString anyDataset = dataset.apiEndpoint;
    anyDataset.replace(u'/' + dataset.id() + u'/', QLatin1String("/{dataset_id}/"));
    const bool isServed = std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
        return route.path == dataset.apiEndpoint || route.path == anyDataset;
    });
    return isServed ? dataset.apiEndpoint : QStringLiteral("/openapi.json");
}

QString datasetList(const QList<Route>& routes)
{
    QString list;
    for (const catalog::Dataset& dataset : catalog::datasets()) {
        QStringList fields;
        for (const catalog::Field& field : dataset.fields)
            fields.append(field.shape.name);
        const QString about = dataset.description + QLatin1String(" Fields: ") + fields.join(QLatin1String(", ")) + u'.';
        list += item(dataset.id(), endpointOf(dataset, routes), about);
    }
    return list;
}

QString optionalList(const QList<Route>& routes)
{
    QString list;
    for (const Route& route : routes) {
        if (isOptional(route) && route.method == Method::Get && !route.path.contains(u'{') && route.path != QLatin1String("/llms.txt"))
            list += routeItem(route);
    }
    return list;
}

QString groupTitle(const QString& tag)
{
    if (tag == QLatin1String("delivery"))
        return tr("Delivery metrics (rates are shares from 0 to 1, times are hours)");
    if (tag == QLatin1String("dora"))
        return tr("IACT family (the older figures: rates are percent)");
    if (tag == QLatin1String("mcp"))
        return tr("Model Context Protocol");
    if (tag == QLatin1String("catalogue"))
        return tr("Data catalogue");
    return tag.left(1).toUpper() + tag.mid(1);
}

QJsonObject target(const char* address, const char* type)
{
    return {{QStringLiteral("href"), QLatin1String(address)}, {QStringLiteral("type"), QLatin1String(type)}};
}

} // namespace

QByteArray llmsText(const QList<Route>& routes)
{
    QString text = QLatin1String("# Atalaya\n\n> ") +
                   tr("Software delivery measured from what teams already produce: the five delivery metrics, how each came to be, "
                      "and the deployments, changes, incidents and events behind them. This server answers in JSON.") +
                   QLatin1String("\n\n") +
                   tr("Every route but this one, /.well-known/api-catalog, /healthz and /readyz wants `Authorization: Bearer TOKEN`; "
                      "`atalaya token create --name NAME --role viewer` makes one, on the server's machine. Times are UTC. Null means that "
                      "there is nothing to measure (the IACT family has 0 there, and warnings that say so). A slash at the end of a path is optional. Lists are paged by an opaque "
                      "`cursor` and tell their `total`; errors are RFC 9457 problems that name what would have been accepted.") +
                   u'\n';
    text += heading(tr("Start here"));
    text += item(QStringLiteral("/openapi.json"), QStringLiteral("/openapi.json"),
                 tr("Every route, parameter and answer (OpenAPI 3.1). Ask it when a name below does not say enough."));
    if (has(routes, QLatin1String("/mcp")))
        text += item(QStringLiteral("/mcp"), QStringLiteral("/mcp"), tr("The same as tools, for clients of the Model Context Protocol."));
    for (const char* path : {"/api/v1/delivery/services", "/api/v1/delivery/metrics", "/api/v1/delivery/explain", "/api/v1/dora/data-catalog/"}) {
        const auto found = std::find_if(routes.begin(), routes.end(), [path](const Route& route) { return route.path == QLatin1String(path); });
        if (found != routes.end())
            text += routeItem(*found);
    }
    if (const QString list = datasetList(routes); !list.isEmpty())
        text += heading(tr("Datasets (ask any of them with POST /api/v1/dora/data-catalog/query/)")) + list;
    QStringList tags{QStringLiteral("delivery"), QStringLiteral("dora")};
    for (const Route& route : routes) {
        if (!tags.contains(route.tag))
            tags.append(route.tag);
    }
    for (const QString& tag : tags) {
        if (const QString list = routeList(routes, tag); !list.isEmpty())
            text += heading(groupTitle(tag)) + list;
    }
    text += heading(QStringLiteral("Optional")) + optionalList(routes);
    return text.toUtf8();
}

QJsonObject apiCatalog(const QList<Route>& routes)
{
    const QJsonArray description{target("/openapi.json", "application/json")};
    const QJsonArray documentation{target("/docs", "text/html"), target("/llms.txt", "text/plain")};
    const QJsonArray state{target("/healthz", "application/json"), target("/readyz", "application/json")};
    QJsonArray items;
    QJsonArray sets;
    const auto api = [&](const char* address, const QString& title) {
        items.append(QJsonObject{{QStringLiteral("href"), QLatin1String(address)}, {QStringLiteral("title"), title}});
        sets.append(QJsonObject{{QStringLiteral("anchor"), QLatin1String(address)},
                                {QStringLiteral("service-desc"), description},
                                {QStringLiteral("service-doc"), documentation},
                                {QStringLiteral("status"), state}});
    };
    api("/api/v1/delivery/metrics", tr("Delivery metrics"));
    api("/api/v1/dora/data-catalog/", tr("Data catalogue"));
    api("/api/v1/dora/summary/", tr("IACT family"));
    if (has(routes, QLatin1String("/mcp"))) {
        items.append(QJsonObject{{QStringLiteral("href"), QStringLiteral("/mcp")}, {QStringLiteral("title"), tr("Model Context Protocol")}});
        sets.append(QJsonObject{{QStringLiteral("anchor"), QStringLiteral("/mcp")},
                                {QStringLiteral("service-doc"), documentation},
                                {QStringLiteral("status"), state}});
    }
    sets.prepend(QJsonObject{{QStringLiteral("anchor"), QStringLiteral("/.well-known/api-catalog")}, {QStringLiteral("item"), items}});
    return {{QStringLiteral("linkset"), sets}};
}

QByteArray discoveryLinks()
{
    return "</openapi.json>; rel=\"service-desc\"; type=\"application/json\", </docs>; rel=\"service-doc\"; type=\"text/html\", "
           "</.well-known/api-catalog>; rel=\"api-catalog\"";
}

} // namespace atalaya::api
