// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <variant>

/// JSON-RPC 2.0, as far as the Model Context Protocol uses it.
namespace atalaya::api::mcp {

namespace code {
inline constexpr int kParse = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternal = -32603;
inline constexpr int kLegacyResourceNotFound = -32002; ///< before 2026-07-28
inline constexpr int kHeaderMismatch = -32020;         ///< these from 2026-07-28 on
inline constexpr int kMissingCapability = -32021;
inline constexpr int kUnsupportedVersion = -32022;
} // namespace code

struct RpcError
{
    int code = code::kInternal;
    QString message; ///< one sentence that says what to do
    QJsonObject data = {};
};

/// One message as it came.
struct Message
{
    enum class Kind { Request, Notification, Response };
    Kind kind = Kind::Request;
    QJsonValue id = QJsonValue(QJsonValue::Undefined); ///< a text or a whole number; undefined in a notification
    QString method;                                    ///< empty in a response
    QJsonObject params;                                ///< empty in a response
    QJsonObject whole;                                 ///< a response: with result or error
};

/// Why bytes are no message, and the id by which the sender knows it, when that much could be read.
struct Unreadable
{
    RpcError error;
    QJsonValue id = QJsonValue(QJsonValue::Undefined);
};

/// Batches are refused: no revision that we speak has them.
std::variant<Message, Unreadable> readMessage(const QByteArray& bytes);

QJsonObject resultMessage(const QJsonValue& id, const QJsonObject& result);
/// Without an id when it is undefined.
QJsonObject errorMessage(const QJsonValue& id, const RpcError& error);
QJsonObject notificationMessage(const QString& method, const QJsonObject& params);
QJsonObject requestMessage(const QString& id, const QString& method, const QJsonObject& params);

} // namespace atalaya::api::mcp
