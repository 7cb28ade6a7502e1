// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonrpc.h"

#include "base/json.h"

#include <QCoreApplication>

#include <cmath>

namespace atalaya::api::mcp {

namespace {

constexpr double kLargestExact = 9007199254740991.0; // 2^53 - 1

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

bool isId(const QJsonValue& value)
{
    const double number = value.toDouble();
    return value.isString() || (value.isDouble() && std::floor(number) == number && std::abs(number) <= kLargestExact);
}

QJsonObject message()
{
    return {{QStringLiteral("jsonrpc"), QStringLiteral("2.0")}};
}

} // namespace

std::variant<Message, Unreadable> readMessage(const QByteArray& bytes)
{
    const auto parsed = parseJson(bytes);
    if (!parsed.isOk())
        return Unreadable{{code::kParse, parsed.isError() ? parsed.error().userText : tr("This is no JSON.")}};
    if (!parsed.value().isObject())
        return Unreadable{{code::kInvalidRequest, tr("Send one message at a time: an object, not a batch.")}};
    Message message;
    message.whole = parsed.value().toObject();
    const QJsonValue id = message.whole.value(QStringLiteral("id"));
    const QJsonValue known = isId(id) ? id : QJsonValue(QJsonValue::Undefined);
    if (message.whole.value(QStringLiteral("jsonrpc")) != QLatin1String("2.0"))
        return Unreadable{{code::kInvalidRequest, tr("\"jsonrpc\" must be \"2.0\".")}, known};
    if (!id.isUndefined() && !isId(id))
        return Unreadable{{code::kInvalidRequest, tr("\"id\" must be a text or a whole number.")}};
    message.id = id;
    const QJsonValue method = message.whole.value(QStringLiteral("method"));
    if (method.isUndefined()) {
        const bool isResponse = !id.isUndefined() && (message.whole.value(QStringLiteral("result")).isObject() ||
                                                      message.whole.value(QStringLiteral("error")).isObject());
        if (!isResponse)
            return Unreadable{
                {code::kInvalidRequest, tr("A message needs a \"method\", or is an answer with an \"id\".")}, known};
        message.kind = Message::Kind::Response;
        return message;
    }
    if (message.whole.contains(QStringLiteral("result")) || message.whole.contains(QStringLiteral("error")))
        return Unreadable{{code::kInvalidRequest, tr("A message with a \"method\" has neither a \"result\" nor an \"error\".")}, known};
    if (!method.isString() || method.toString().isEmpty())
        return Unreadable{{code::kInvalidRequest, tr("\"method\" must be a text.")}, known};
    message.method = method.toString();
    message.kind = id.isUndefined() ? Message::Kind::Notification : Message::Kind::Request;
    const QJsonValue params = message.whole.value(QStringLiteral("params"));
    if (!params.isUndefined() && !params.isObject())
        return Unreadable{{code::kInvalidParams, tr("\"params\" must be an object.")}, known};
    message.params = params.toObject();
    return message;
}

QJsonObject resultMessage(const QJsonValue& id, const QJsonObject& result)
{
    QJsonObject object = message();
    object.insert(QStringLiteral("id"), id);
    object.insert(QStringLiteral("result"), result);
    return object;
}

QJsonObject errorMessage(const QJsonValue& id, const RpcError& error)
{
    QJsonObject inner{{QStringLiteral("code"), error.code}, {QStringLiteral("message"), error.message}};
    if (!error.data.isEmpty())
        inner.insert(QStringLiteral("data"), error.data);
    QJsonObject object = message();
    if (!id.isUndefined())
        object.insert(QStringLiteral("id"), id);
    object.insert(QStringLiteral("error"), inner);
    return object;
}

QJsonObject notificationMessage(const QString& method, const QJsonObject& params)
{
    QJsonObject object = message();
    object.insert(QStringLiteral("method"), method);
    object.insert(QStringLiteral("params"), params);
    return object;
}

QJsonObject requestMessage(const QString& id, const QString& method, const QJsonObject& params)
{
    QJsonObject object = notificationMessage(method, params);
    object.insert(QStringLiteral("id"), id);
    return object;
}

} // namespace atalaya::api::mcp
