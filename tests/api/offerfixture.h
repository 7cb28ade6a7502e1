// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcpfixture.h"

namespace atalaya::test {

inline QString word(const char* text)
{
    return QString::fromLatin1(text);
}

inline QJsonObject json(const char* text)
{
    return QJsonDocument::fromJson(text).object();
}

/// Atalaya's offer over the deliveries of the fixture and 40 phase events.
class OfferFixture
{
public:
    explicit OfferFixture(bool isFilled = true)
    {
        if (!isFilled)
            return;
        api.fillWithDeliveries();
        QJsonArray events;
        for (int i = 0; i < 40; ++i)
            events.append(QJsonObject{{word("cycle_id"), QStringLiteral("c%1").arg(i / 2)},
                                      {word("feature_id"), word("login")},
                                      {word("phase_name"), i % 2 == 0 ? word("testing") : word("deployment")},
                                      {word("decision"), i % 5 == 0 ? word("failed") : word("go")},
                                      {word("duration_seconds"), 60 * (i + 1)},
                                      {word("project"), word("pay")},
                                      {word("created_at"), toIso(kNow - std::chrono::hours(24 * (41 - i)))}});
        const api::Response stored = api.post("/api/v1/dora/metrics/", QJsonDocument(events).toJson());
        if (stored.status != 201)
            qFatal("not recorded: %s", stored.body.constData());
    }

    QJsonObject reply(const QJsonObject& message, model::Role role = model::Role::Viewer)
    {
        const auto understood = dispatcher.understand(QJsonDocument(message).toJson(), {}, role);
        if (const api::mcp::Reply* refused = std::get_if<api::mcp::Reply>(&understood))
            return refused->message;
        const api::mcp::Ask& ask = std::get<api::mcp::Ask>(understood);
        return dispatcher.answer(ask, {api.services, role, word("me"), ask.capabilities, nullptr, {}}).message;
    }
    QJsonObject result(const char* method, const QJsonObject& params = {}, model::Role role = model::Role::Viewer)
    {
        return reply(McpFixture::legacy(word(method), params), role).value(word("result")).toObject();
    }
    QJsonObject error(const char* method, const QJsonObject& params = {})
    {
        return reply(McpFixture::legacy(word(method), params)).value(word("error")).toObject();
    }
    QJsonObject call(const QString& tool, const QJsonObject& arguments = {}, model::Role role = model::Role::Operator)
    {
        return result("tools/call", {{word("name"), tool}, {word("arguments"), arguments}}, role);
    }
    /// structuredContent; empty with an error.
    QJsonObject ask(const char* tool, const QJsonObject& arguments = {})
    {
        return call(word(tool), arguments).value(word("structuredContent")).toObject();
    }
    QString failure(const char* tool, const QJsonObject& arguments)
    {
        const QJsonObject answer = call(word(tool), arguments);
        const QString text = answer.value(word("content")).toArray().first().toObject().value(word("text")).toString();
        return answer.value(word("isError")).toBool() ? text : QString(u"no error: " + text);
    }
    QJsonArray list() { return result("tools/list", {}, model::Role::Admin).value(word("tools")).toArray(); }
    QJsonObject described(const QString& tool)
    {
        for (const QJsonValue& one : list()) {
            if (one.toObject().value(word("name")) == tool)
                return one.toObject();
        }
        return {};
    }

    ApiFixture api;
    api::mcp::Dispatcher dispatcher{api::mcp::standardOffer()};
};

} // namespace atalaya::test
