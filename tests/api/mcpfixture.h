// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/server/dispatcher.h"
#include "apifixture.h"

namespace atalaya::test {

/// An offer of a few things, one of each kind, and messages to ask for them.
class McpFixture
{
public:
    explicit McpFixture(qsizetype pageSize = api::mcp::Dispatcher::kPageSize) : dispatcher(offer(), pageSize) {}

    static api::mcp::Offer offer();
    static QJsonObject json(const char* text) { return QJsonDocument::fromJson(text).object(); }
    /// A request of 2026-07-28; `capabilities` of the client.
    static QJsonObject modern(const QString& method, QJsonObject params = {}, const QJsonObject& capabilities = {});
    static QJsonObject legacy(const QString& method, const QJsonObject& params = {});
    /// The headers that belong to it over HTTP.
    static QMap<QByteArray, QByteArray> headersOf(const QJsonObject& message);

    /// The reply, by HTTP when there are headers.
    api::mcp::Reply ask(const QByteArray& bytes, const QMap<QByteArray, QByteArray>* headers = nullptr,
                        model::Role role = model::Role::Viewer, const QString& name = QStringLiteral("me")) const;
    /// Result or error of a message, not by HTTP.
    QJsonObject result(const QJsonObject& message, model::Role role = model::Role::Viewer,
                       const QString& name = QStringLiteral("me")) const;
    QJsonObject error(const QJsonObject& message, model::Role role = model::Role::Viewer,
                      const QString& name = QStringLiteral("me")) const;
    static QByteArray bytes(const QJsonObject& message)
    {
        return QJsonDocument(message).toJson(QJsonDocument::Compact);
    }
    /// A call of a tool of 2026-07-28.
    static QJsonObject call(const char* tool, const QJsonObject& arguments = {}, QJsonObject params = {},
                            const QJsonObject& capabilities = {});

    mutable ApiFixture api;
    api::mcp::Dispatcher dispatcher;
};

} // namespace atalaya::test
