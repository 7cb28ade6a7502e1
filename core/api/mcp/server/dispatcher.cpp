// SPDX-License-Identifier: GPL-3.0-or-later
#include "dispatcher.h"

#include "api/problem.h"

#include <QCoreApplication>

namespace atalaya::api::mcp {

namespace {

QByteArray sentVersion(const Origin& origin)
{
    return origin.headers ? origin.headers->value("mcp-protocol-version") : QByteArray();
}

// A client says which era it speaks by what it sends: since 2026-07-28 each request names its revision. A header of a
// revision that we do not know is of a later one when the body speaks like it.
Era eraOf(const Message& message, const QByteArray& header)
{
    if (header == QByteArray(kModernVersion.latin1()))
        return Era::Modern;
    const QJsonObject meta = message.params.value(QLatin1String("_meta")).toObject();
    if (meta.contains(kMetaVersion))
        return Era::Modern;
    const bool isKnown = header.isEmpty() || legacyVersions().contains(QString::fromLatin1(header));
    return !isKnown && meta.contains(kMetaCapabilities) ? Era::Modern : Era::Legacy;
}

QString operationOf(const Message& message)
{
    constexpr qsizetype kLongest = 120; // of what a client sent
    const QString name = nameOf(message);
    return (name.isEmpty() ? message.method : QString(message.method + u' ' + name)).left(kLongest);
}

} // namespace

Dispatcher::Dispatcher(Offer offer, qsizetype pageSize, bool canWatch)
    : m_offer(std::move(offer)), m_methods(m_offer, pageSize), m_canWatch(canWatch)
{
}

std::variant<Ask, Reply> Dispatcher::understand(const QByteArray& bytes, const Origin& origin, model::Role role) const
{
    auto read = readMessage(bytes);
    if (const Unreadable* unreadable = std::get_if<Unreadable>(&read))
        return Reply{400, errorMessage(unreadable->id, unreadable->error)};
    Ask ask{std::get<Message>(std::move(read)), Era::Legacy, {}, origin.capabilities, {}, false};
    const Message& message = ask.message;
    ask.operation = operationOf(message);
    const QByteArray header = sentVersion(origin);
    ask.era = eraOf(message, header);
    if (std::optional<Reply> refusal =
            ask.era == Era::Modern ? refuseModern(message, origin) : refuseLegacy(message, origin)) {
        refusal->operation = ask.operation;
        return *std::move(refusal);
    }
    ask.version = ask.era == Era::Modern ? QString(kModernVersion) : QString::fromLatin1(header);
    if (ask.era == Era::Modern)
        ask.capabilities = message.params.value(QLatin1String("_meta")).toObject().value(kMetaCapabilities).toObject();
    if (message.kind == Message::Kind::Request && message.method == QLatin1String("tools/call")) {
        const Tool* tool = m_methods.findTool(nameOf(message), role);
        ask.talks = tool && tool->talks;
    }
    return ask;
}

Reply Dispatcher::answer(const Ask& ask, const Caller& caller) const
{
    if (ask.message.kind != Message::Kind::Request)
        return {202, {}, ask.operation};
    Reply reply = ask.era == Era::Modern ? answerModern(ask, caller) : answerLegacy(ask, caller);
    reply.operation = ask.operation;
    return reply;
}

} // namespace atalaya::api::mcp
