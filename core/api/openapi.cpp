// SPDX-License-Identifier: GPL-3.0-or-later
#include "openapi.h"

#include "api/requesthead.h"
#include "api/router.h"
#include "api/schema.h"

#include <QCoreApplication>

#include <algorithm>

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
    if (!parameter.example.isNull())
        object.insert(QStringLiteral("example"), parameter.example);
    return object;
}

QJsonObject content(const QByteArray& type, const QJsonObject& schema)
{
    return {{QString::fromLatin1(type), QJsonObject{{QStringLiteral("schema"), schema}}}};
}

QJsonObject refTo(const char* area, const QString& name)
{
    return {{QStringLiteral("$ref"), QString(QLatin1String("#/components/") + QLatin1String(area) + u'/' + name)}};
}

struct SharedHeader
{
    const char* name;
    const char* description;
};
constexpr SharedHeader kHeaders[] = {
    {"ETag", QT_TRANSLATE_NOOP("OpenApi", "Send it as If-None-Match to be told 304 while nothing has changed.")},
    {"Link",
     QT_TRANSLATE_NOOP("OpenApi", "The next page (rel=next), the same as next_cursor tells; on old paths also the "
                                  "path that took their place (rel=successor-version).")},
    {"Deprecation", QT_TRANSLATE_NOOP("OpenApi", "Since when this path is deprecated (RFC 9745).")},
    {"Content-Disposition", QT_TRANSLATE_NOOP("OpenApi", "The name of the file.")},
    {"Retry-After", QT_TRANSLATE_NOOP("OpenApi", "Seconds to wait before asking again.")},
    {"WWW-Authenticate", QT_TRANSLATE_NOOP("OpenApi", "What kind of token is wanted.")},
};

// What several routes answer alike; 0 stands for every other status.
struct SharedReply
{
    int status;
    const char* name;
    const char* description;
    const char* header; ///< of its own, or null
};
constexpr SharedReply kReplies[] = {
    {304, "NotModified", QT_TRANSLATE_NOOP("OpenApi", "If-None-Match names the ETag of the answer."), "ETag"},
    {400, "BadRequest", QT_TRANSLATE_NOOP("OpenApi", "A parameter or the body does not fit; the answer names it."),
     nullptr},
    {401, "Unauthorized", QT_TRANSLATE_NOOP("OpenApi", "No token, or one that is unknown, revoked or expired."),
     "WWW-Authenticate"},
    {403, "Forbidden",
     QT_TRANSLATE_NOOP("OpenApi", "The token's role is too low, or the Host or Origin is not allowed."), nullptr},
    {404, "NotFound", QT_TRANSLATE_NOOP("OpenApi", "There is no such thing."), nullptr},
    {409, "Conflict", QT_TRANSLATE_NOOP("OpenApi", "The Idempotency-Key came with another body before."), nullptr},
    {410, "Gone",
     QT_TRANSLATE_NOOP("OpenApi", "The lists that the cursor leads through have changed; begin again without it."),
     nullptr},
    {413, "TooLarge", QT_TRANSLATE_NOOP("OpenApi", "The body, or the array in it, is too large."), nullptr},
    {415, "WrongMediaType", QT_TRANSLATE_NOOP("OpenApi", "The body is of another media type, or encoded."), nullptr},
    {429, "TooManyRequests", QT_TRANSLATE_NOOP("OpenApi", "Too many requests; Retry-After says when to come back."),
     "Retry-After"},
    {503, "Unavailable", QT_TRANSLATE_NOOP("OpenApi", "The store is busy or being shut down; try again."),
     "Retry-After"},
    {0, "Refused", QT_TRANSLATE_NOOP("OpenApi", "HTTP itself was not kept: 408, 414, 417, 431, or 405 with Allow."),
     nullptr},
};

QJsonObject headerRefs(const QStringList& names)
{
    QJsonObject headers;
    for (const QString& name : names)
        headers.insert(name, refTo("headers", name));
    return headers;
}

QJsonObject sharedHeaders()
{
    QJsonObject headers;
    for (const SharedHeader& header : kHeaders)
        headers.insert(QString::fromLatin1(header.name),
                       QJsonObject{{QStringLiteral("description"), tr(header.description)},
                                   {QStringLiteral("schema"), schema::text()}});
    return headers;
}

QJsonObject sharedReplies()
{
    QJsonObject replies;
    for (const SharedReply& shared : kReplies) {
        QJsonObject reply{{QStringLiteral("description"), tr(shared.description)}};
        if (shared.status != 304) {
            QJsonObject contents = content("application/problem+json", schema::ref("Problem"));
            if (shared.status == 401) // for who takes text/html first: a page to sign in
                contents.insert(QStringLiteral("text/html; charset=utf-8"), QJsonObject{{QStringLiteral("schema"), schema::text()}});
            reply.insert(QStringLiteral("content"), contents);
        }
        if (shared.header)
            reply.insert(QStringLiteral("headers"), headerRefs({QString::fromLatin1(shared.header)}));
        replies.insert(QString::fromLatin1(shared.name), reply);
    }
    return replies;
}

bool mayAnswer(const Route& route, int status)
{
    switch (status) {
    case 304:
        return route.method == Method::Get;
    case 401:
        return route.role.has_value() || route.door == Route::Door::SignIn;
    case 413:
    case 415:
        return !route.bodySchema.isEmpty();
    case 404:
    case 409:
    case 410:
        return route.problems.contains(status);
    default:
        return true;
    }
}

QStringList headersOf(const Route& route, const Reply& reply, bool isDeprecated)
{
    QStringList names;
    if (route.method == Method::Get)
        names.append(QStringLiteral("ETag"));
    const bool isPaged = std::any_of(route.parameters.begin(), route.parameters.end(), [](const Parameter& parameter) {
        return parameter.name == QLatin1String("cursor");
    });
    if (isPaged || isDeprecated)
        names.append(QStringLiteral("Link"));
    if (isDeprecated)
        names.append(QStringLiteral("Deprecation"));
    const QByteArray type = reply.contentType;
    if (route.tag != QLatin1String("pages") && !type.isEmpty() && type != "application/json" &&
        type != "text/event-stream" && !type.startsWith("text/html") && !type.startsWith("text/plain") && !type.startsWith("application/linkset"))
        names.append(QStringLiteral("Content-Disposition")); // a file
    return names;
}

QJsonObject repliesJson(const Route& route, bool isDeprecated)
{
    QJsonObject replies;
    for (const Reply& reply : route.replies) {
        const bool isJson = reply.contentType.contains("json") && !reply.contentType.contains("ndjson");
        const QJsonObject json = reply.schema.isEmpty() ? schema::anyObject() : reply.schema;
        const QJsonObject binary{{QStringLiteral("type"), QStringLiteral("string")},
                                 {QStringLiteral("contentMediaType"), QString::fromLatin1(reply.contentType)}};
        const QString status = QString::number(reply.status);
        QJsonObject object = replies.value(status).toObject(); // one status may come in several media types
        if (object.isEmpty())
            object.insert(QStringLiteral("description"), reply.description);
        if (!reply.contentType.isEmpty()) {
            QJsonObject contents = object.value(QStringLiteral("content")).toObject();
            const QJsonObject more = content(reply.contentType, isJson ? json : binary);
            for (auto it = more.begin(); it != more.end(); ++it)
                contents.insert(it.key(), it.value());
            object.insert(QStringLiteral("content"), contents);
        }
        QJsonObject headers = object.value(QStringLiteral("headers")).toObject();
        const QJsonObject others = headerRefs(headersOf(route, reply, isDeprecated));
        for (auto it = others.begin(); it != others.end(); ++it)
            headers.insert(it.key(), it.value());
        if (!headers.isEmpty())
            object.insert(QStringLiteral("headers"), headers);
        replies.insert(status, object);
    }
    for (const SharedReply& shared : kReplies) {
        if (!mayAnswer(route, shared.status))
            continue;
        if (QJsonObject own = replies.value(QString::number(shared.status)).toObject(); !own.isEmpty()) {
            // The route has an answer of its own for this status, beside the problem.
            QJsonObject contents = own.value(QLatin1String("content")).toObject();
            contents.insert(QStringLiteral("application/problem+json"), QJsonObject{{QStringLiteral("schema"), schema::ref("Problem")}});
            own.insert(QStringLiteral("content"), contents);
            replies.insert(QString::number(shared.status), own);
        } else {
            replies.insert(shared.status == 0 ? QStringLiteral("default") : QString::number(shared.status),
                           refTo("responses", QString::fromLatin1(shared.name)));
        }
    }
    return replies;
}

// The members of components/parameters: what several routes take alike stands there once.
class SharedParameters
{
public:
    /// A reference to it; one that has the name of another gets a number.
    QJsonObject reference(const QJsonObject& parameter)
    {
        const QString name = parameter.value(QLatin1String("name")).toString();
        QString key = name;
        for (int number = 2; m_all.contains(key) && m_all.value(key) != parameter; ++number)
            key = name + QString::number(number);
        m_all.insert(key, parameter);
        return refTo("parameters", key);
    }
    QJsonObject all() const { return m_all; }

private:
    QJsonObject m_all;
};

QJsonObject operationJson(const Route& route, bool isDeprecated, SharedParameters& shared)
{
    QJsonArray parameters;
    for (const Parameter& parameter : route.parameters)
        parameters.append(shared.reference(
            parameterJson(parameter, parameter.isInPath ? QStringLiteral("path") : QStringLiteral("query"))));
    for (const Parameter& header : route.headers)
        parameters.append(shared.reference(parameterJson(header, QStringLiteral("header"))));
    QJsonObject operation{{QStringLiteral("operationId"),
                           isDeprecated ? QString(route.operationId + QLatin1String("Deprecated")) : route.operationId},
                          {QStringLiteral("summary"), route.summary},
                          {QStringLiteral("tags"), QJsonArray{route.tag}},
                          {QStringLiteral("parameters"), parameters},
                          {QStringLiteral("responses"), repliesJson(route, isDeprecated)}};
    if (isDeprecated)
        operation.insert(QStringLiteral("deprecated"), true);
    if (!route.bodySchema.isEmpty())
        operation.insert(QStringLiteral("requestBody"),
                         QJsonObject{{QStringLiteral("required"), true},
                                     {QStringLiteral("content"), content(route.bodyType, route.bodySchema)}});
    QJsonArray security; // empty: no token needed
    if (route.role) {
        security.append(QJsonObject{{QStringLiteral("bearer"), QJsonArray()}});
        operation.insert(QStringLiteral("x-role"), model::roleName(*route.role));
    }
    operation.insert(QStringLiteral("security"), security);
    return operation;
}

void addOperation(QJsonObject& paths, const QString& path, const Route& route, bool isDeprecated,
                  SharedParameters& shared)
{
    QJsonObject item = paths.value(path).toObject();
    item.insert(QString::fromLatin1(methodName(route.method).toLower()), operationJson(route, isDeprecated, shared));
    paths.insert(path, item);
}

} // namespace

QJsonObject openApi(const QList<Route>& routes)
{
    QJsonObject paths;
    SharedParameters shared;
    for (const Route& route : routes) {
        addOperation(paths, route.path, route, false, shared);
        if (route.path.startsWith(kCanonicalPrefix))
            addOperation(paths, QString(kDeprecatedPrefix + route.path.mid(kCanonicalPrefix.size())), route, true,
                         shared);
    }
    const QString about = tr(
        "Software delivery measured from what teams already produce. Begin with /api/v1/delivery/services, then ask "
        "/api/v1/delivery/metrics of one of them and /api/v1/delivery/explain for how a figure came to be. Null means "
        "that there is nothing to measure; it is 0 only in the older family, whose answers then say so in warnings. Times are UTC. Rates are shares from 0 to 1 below "
        "/api/v1/delivery/, and percent below /api/v1/dora/, the older family with formulae of its own. A slash at the "
        "end of a path is optional; HEAD and OPTIONS work wherever GET does; errors are RFC 9457 problems that say "
        "what would have been accepted; lists are paged by an opaque cursor and tell their total. Every answer has "
        "X-Request-Id, and X-RateLimit-Limit, -Remaining and -Reset (seconds).");
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
                         {QStringLiteral("parameters"), shared.all()},
                         {QStringLiteral("responses"), sharedReplies()},
                         {QStringLiteral("headers"), sharedHeaders()},
                         {QStringLiteral("securitySchemes"), QJsonObject{{QStringLiteral("bearer"), bearer}}}}}};
}

} // namespace atalaya::api
