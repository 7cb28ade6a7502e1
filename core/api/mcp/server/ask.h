// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/jsonrpc.h"
#include "api/mcp/tool.h"

#include <QMap>
#include <QStringList>

#include <variant>

namespace atalaya::api::mcp {

/// Revisions before 2026-07-28 begin with a handshake; since then each request says for itself what it needs to.
enum class Era { Legacy, Modern };

inline constexpr QLatin1String kModernVersion("2026-07-28");
/// Newest first.
QStringList legacyVersions();
QStringList allVersions();

inline constexpr QLatin1String kMetaVersion("io.modelcontextprotocol/protocolVersion");
inline constexpr QLatin1String kMetaCapabilities("io.modelcontextprotocol/clientCapabilities");
inline constexpr QLatin1String kMetaLogLevel("io.modelcontextprotocol/logLevel");
inline constexpr QLatin1String kMetaServer("io.modelcontextprotocol/serverInfo");
inline constexpr QLatin1String kMetaSubscription("io.modelcontextprotocol/subscriptionId");

/// What the transport knows beside the message.
struct Origin
{
    /// Of the HTTP request, names in lower case. Null: another transport, where headers are not looked at.
    const QMap<QByteArray, QByteArray>* headers = nullptr;
    /// Of a client before 2026-07-28: what it declared when it began. Empty when that is not known.
    QJsonObject capabilities = {};
};

/// A message, understood.
struct Ask
{
    Message message;
    Era era = Era::Legacy;
    QString version;
    QJsonObject capabilities; ///< that the client declared
    QString operation;        ///< "tools/call query_dataset", for the log
    bool talks = false;       ///< the tool that is called wants a peer
};

/// What is said to a message.
struct Reply
{
    int status = 200;    ///< of HTTP
    QJsonObject message; ///< empty: nothing is said (202)
    QString operation = {};
};

using Outcome = std::variant<QJsonObject, RpcError>;

/// The text members of params; empty when they are not there or no texts.
QString textOf(const QJsonObject& params, const char* name);
/// What names the thing that a request is about: params.name or params.uri; empty when it names none.
QString nameOf(const Message& message);
QJsonObject serverInfo();

} // namespace atalaya::api::mcp
