// SPDX-License-Identifier: GPL-3.0-or-later
// The revision 2026-07-28.
#include "api/mcp/server/headercheck.h"
#include "dispatcher.h"

#include <QCoreApplication>

namespace atalaya::api::mcp {

namespace {

constexpr qint64 kListsHoldMs = 3'600'000; // they are what the program was built with

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QString member(const char* name)
{
    return QString::fromLatin1(name);
}

Reply refusal(const Message& message, const RpcError& error)
{
    return {400, errorMessage(message.id, error)};
}

int statusOf(int errorCode)
{
    if (errorCode == code::kMethodNotFound)
        return 404;
    return errorCode == code::kMissingCapability ? 400 : 200;
}

// How long a client may keep what it got, where it may keep it.
void addCaching(QJsonObject& result, const QString& method)
{
    const bool isDiscovery = method == QLatin1String("server/discover");
    const bool isRead = method == QLatin1String("resources/read");
    if (!isDiscovery && !isRead && !method.endsWith(QLatin1String("/list")))
        return;
    result.insert(member("ttlMs"), isRead ? 0 : kListsHoldMs);
    result.insert(member("cacheScope"),
                  isDiscovery ? member("public") : member("private")); // roles see different tools
}

} // namespace

std::optional<Reply> Dispatcher::refuseModern(const Message& message, const Origin& origin) const
{
    if (message.kind != Message::Kind::Request)
        return std::nullopt; // the revision asks nothing of notifications
    const QJsonObject meta = message.params.value(member("_meta")).toObject();
    if (!meta.value(kMetaVersion).isString())
        return refusal(message,
                       {code::kInvalidParams, tr("\"_meta\" must name the revision: \"%1\".").arg(kMetaVersion)});
    if (!meta.value(kMetaCapabilities).isObject())
        return refusal(
            message, {code::kInvalidParams,
                      tr("\"_meta\" must declare what the client can do: \"%1\", an object.").arg(kMetaCapabilities)});
    if (origin.headers) {
        if (const std::optional<RpcError> wrong = headerMismatch(message, *origin.headers, m_offer))
            return refusal(message, *wrong);
    }
    const QString version = meta.value(kMetaVersion).toString();
    if (version == kModernVersion)
        return std::nullopt;
    return refusal(message, {code::kUnsupportedVersion,
                             tr("This server speaks %1.").arg(allVersions().join(QLatin1String(", "))),
                             {{member("supported"), QJsonArray::fromStringList(allVersions())},
                              {member("requested"), version.left(100)}}});
}

Reply Dispatcher::answerModern(const Ask& ask, const Caller& caller) const
{
    const QString& method = ask.message.method;
    Outcome outcome = RpcError{code::kMethodNotFound,
                               tr("There is no method '%1' in revision %2.").arg(method.left(100), kModernVersion)};
    if (method == QLatin1String("server/discover")) {
        QJsonObject capabilities = m_methods.capabilities();
        if (m_canWatch && capabilities.contains(member("resources")))
            capabilities.insert(member("resources"), QJsonObject{{member("subscribe"), true}});
        QJsonObject result{{member("supportedVersions"), QJsonArray::fromStringList(allVersions())},
                           {member("capabilities"), capabilities}};
        if (!m_offer.instructions.isEmpty())
            result.insert(member("instructions"), m_offer.instructions);
        outcome = result;
    } else if (m_methods.knows(method)) {
        outcome = m_methods.answer(ask, caller);
    }
    if (const RpcError* error = std::get_if<RpcError>(&outcome))
        return {statusOf(error->code), errorMessage(ask.message.id, *error)};
    QJsonObject result = std::get<QJsonObject>(std::move(outcome));
    if (!result.contains(member("resultType"))) {
        result.insert(member("resultType"), member("complete"));
        addCaching(result, method);
    }
    result.insert(member("_meta"), QJsonObject{{QString(kMetaServer), serverInfo()}});
    return {200, resultMessage(ask.message.id, result)};
}

} // namespace atalaya::api::mcp
