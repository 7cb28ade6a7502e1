// SPDX-License-Identifier: GPL-3.0-or-later
// The revisions 2025-06-18 and 2025-11-25.
#include "api/problem.h"
#include "dispatcher.h"

#include <QCoreApplication>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QString member(const char* name)
{
    return QString::fromLatin1(name);
}

} // namespace

QString agreedVersion(const QJsonObject& params)
{
    const QString wanted = textOf(params, "protocolVersion");
    return legacyVersions().contains(wanted) ? wanted : legacyVersions().first();
}

// A client that leaves the header out is taken for one of the oldest revision that we speak.
std::optional<Reply> Dispatcher::refuseLegacy(const Message& message, const Origin& origin) const
{
    const QString version =
        origin.headers ? QString::fromLatin1(origin.headers->value("mcp-protocol-version")) : QString();
    if (version.isEmpty() || message.method == QLatin1String("initialize") || legacyVersions().contains(version))
        return std::nullopt;
    const RpcError error{
        code::kUnsupportedVersion,
        tr("This server speaks %1.").arg(allVersions().join(QLatin1String(", "))),
        {{member("supported"), QJsonArray::fromStringList(allVersions())}, {member("requested"), version.left(100)}}};
    return Reply{400, errorMessage(message.id, error)};
}

QJsonObject Dispatcher::legacyCapabilities() const
{
    QJsonObject capabilities = m_methods.capabilities();
    if (m_offer.logs)
        capabilities.insert(member("logging"), QJsonObject());
    if (m_offer.isWatchable)
        capabilities.insert(member("resources"), QJsonObject{{member("subscribe"), true}});
    return capabilities;
}

Outcome Dispatcher::initialize(const QJsonObject& params) const
{
    if (!params.value(member("protocolVersion")).isString())
        return RpcError{
            code::kInvalidParams,
            tr("\"protocolVersion\" is missing; this server speaks %1.").arg(allVersions().join(QLatin1String(", ")))};
    QJsonObject result{{member("protocolVersion"), agreedVersion(params)},
                       {member("capabilities"), legacyCapabilities()},
                       {member("serverInfo"), serverInfo()}};
    if (!m_offer.instructions.isEmpty())
        result.insert(member("instructions"), m_offer.instructions);
    return result;
}

Outcome Dispatcher::legacyResult(const Ask& ask, const Caller& caller) const
{
    const QString& method = ask.message.method;
    if (method == QLatin1String("initialize"))
        return initialize(ask.message.params);
    if (method == QLatin1String("ping"))
        return QJsonObject();
    if (m_offer.logs && method == QLatin1String("logging/setLevel"))
        return QJsonObject();
    if (m_offer.isWatchable &&
        (method == QLatin1String("resources/subscribe") || method == QLatin1String("resources/unsubscribe"))) {
        if (!ask.message.params.value(member("uri")).isString())
            return RpcError{code::kInvalidParams, tr("\"uri\" must be a text.")};
        return QJsonObject();
    }
    if (m_methods.knows(method))
        return m_methods.answer(ask, caller);
    return RpcError{code::kMethodNotFound, tr("There is no method '%1'.").arg(method.left(100))};
}

Reply Dispatcher::answerLegacy(const Ask& ask, const Caller& caller) const
{
    const Outcome outcome = legacyResult(ask, caller);
    if (const RpcError* error = std::get_if<RpcError>(&outcome))
        return {200, errorMessage(ask.message.id, *error)};
    return {200, resultMessage(ask.message.id, std::get<QJsonObject>(outcome))};
}

} // namespace atalaya::api::mcp
