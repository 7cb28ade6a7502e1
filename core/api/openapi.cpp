// SPDX-License-Identifier: GPL-3.0-or-later
#include "openapi.h"

#include "api/requesthead.h"
#include "api/router.h"
#include "api/schema.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("OpenApi", text);
}

QJsonObject parameterJson(const Parameter& parameter, const QString& place)
{
    QJsonObject object{{QStringLiteral("name"), parameter.name},
                       {QStringLiteral("in"), place},
                       {QStringLiteral("description"), parameter.description},
                       {QStringLiteral("required"), parameter.isRequired || parameter.isInPath},
                       {QStringLiteral("schema"), parameter.schema()}};
    if (parameter.type == Parameter::Type::Choices)
        object.insert(QStringLiteral("explode"), false);
    return object;
}

QJsonObject content(const QByteArray& type, const QJsonObject& schema)
{
    return {{QString::fromLatin1(type), QJsonObject{{QStringLiteral("schema"), schema}}}};
}

QJsonObject problemReply(const QString& description)
{
    return {{QStringLiteral("description"), description},
            {QStringLiteral("content"), content("application/problem+json", schema::ref("Problem"))}};
}

QJsonObject repliesJson(const Route& route)
{
    QJsonObject replies;
    for (const Reply& reply : route.replies) {
        const bool isJson = reply.contentType == "application/json";
        const QJsonObject binary{{QStringLiteral("type"), QStringLiteral("string")},
                                 {QStringLiteral("contentMediaType"), QString::fromLatin1(reply.contentType)}};
        replies.insert(
            QString::number(reply.status),
            QJsonObject{{QStringLiteral("description"), reply.description},
                        {QStringLiteral("content"), content(reply.contentType, isJson ? reply.schema : binary)}});
    }
    if (route.method == Method::Get)
        replies.insert(QStringLiteral("304"),
                       QJsonObject{{QStringLiteral("description"), tr("If-None-Match names the ETag of the answer.")}});
    replies.insert(QStringLiteral("400"),
                   problemReply(tr("A parameter or the body does not fit; the answer names it.")));
    if (route.role) {
        replies.insert(QStringLiteral("401"),
                       problemReply(tr("No token, or one that is unknown, revoked or expired.")));
        replies.insert(QStringLiteral("403"),
                       problemReply(tr("The token's role is too low, or the Host or Origin is not allowed.")));
    }
    if (!route.bodySchema.isEmpty()) {
        replies.insert(QStringLiteral("413"), problemReply(tr("The body is too large.")));
        replies.insert(QStringLiteral("415"), problemReply(tr("The body is not application/json.")));
    }
    replies.insert(QStringLiteral("429"), problemReply(tr("Too many requests; Retry-After says when to come back.")));
    replies.insert(QStringLiteral("503"), problemReply(tr("The store is busy or being shut down; try again.")));
    return replies;
}

QJsonObject operationJson(const Route& route, bool isDeprecated)
{
    QJsonArray parameters;
    for (const Parameter& parameter : route.parameters)
        parameters.append(
            parameterJson(parameter, parameter.isInPath ? QStringLiteral("path") : QStringLiteral("query")));
    for (const Parameter& header : route.headers)
        parameters.append(parameterJson(header, QStringLiteral("header")));
    QJsonObject operation{{QStringLiteral("operationId"),
                           isDeprecated ? QString(route.operationId + QLatin1String("Deprecated")) : route.operationId},
                          {QStringLiteral("summary"), route.summary},
                          {QStringLiteral("tags"), QJsonArray{route.tag}},
                          {QStringLiteral("parameters"), parameters},
                          {QStringLiteral("responses"), repliesJson(route)}};
    if (isDeprecated)
        operation.insert(QStringLiteral("deprecated"), true);
    if (!route.bodySchema.isEmpty())
        operation.insert(QStringLiteral("requestBody"),
                         QJsonObject{{QStringLiteral("required"), true},
                                     {QStringLiteral("content"), content("application/json", route.bodySchema)}});
    QJsonArray security; // empty: no token needed
    if (route.role) {
        security.append(QJsonObject{{QStringLiteral("bearer"), QJsonArray()}});
        operation.insert(QStringLiteral("x-role"), model::roleName(*route.role));
    }
    operation.insert(QStringLiteral("security"), security);
    return operation;
}

void addOperation(QJsonObject& paths, const QString& path, const Route& route, bool isDeprecated)
{
    QJsonObject item = paths.value(path).toObject();
    item.insert(QString::fromLatin1(methodName(route.method).toLower()), operationJson(route, isDeprecated));
    paths.insert(path, item);
}

} // namespace

QJsonObject openApi(const QList<Route>& routes)
{
    QJsonObject paths;
    for (const Route& route : routes) {
        addOperation(paths, route.path, route, false);
        if (route.path.startsWith(kCanonicalPrefix))
            addOperation(paths, QString(kDeprecatedPrefix + route.path.mid(kCanonicalPrefix.size())), route, true);
    }
    const QString about =
        tr("Software delivery measured from what teams already produce. A slash at the end of a path is optional; HEAD "
           "works wherever GET does; errors are RFC 9457 problems; lists are paged by an opaque cursor.");
    const QJsonObject info{
        {QStringLiteral("title"), QStringLiteral("Atalaya")},
        {QStringLiteral("version"), QStringLiteral(ATALAYA_VERSION)},
        {QStringLiteral("description"), about},
        {QStringLiteral("license"), QJsonObject{{QStringLiteral("name"), QStringLiteral("GPL-3.0-or-later")},
                                                {QStringLiteral("identifier"), QStringLiteral("GPL-3.0-or-later")}}}};
    const QJsonObject bearer{{QStringLiteral("type"), QStringLiteral("http")},
                             {QStringLiteral("scheme"), QStringLiteral("bearer")}};
    return {{QStringLiteral("openapi"), QStringLiteral("3.1.0")},
            {QStringLiteral("info"), info},
            {QStringLiteral("servers"), QJsonArray{QJsonObject{{QStringLiteral("url"), QStringLiteral("/")}}}},
            {QStringLiteral("paths"), paths},
            {QStringLiteral("components"),
             QJsonObject{{QStringLiteral("schemas"), sharedSchemas()},
                         {QStringLiteral("securitySchemes"), QJsonObject{{QStringLiteral("bearer"), bearer}}}}}};
}

} // namespace atalaya::api
