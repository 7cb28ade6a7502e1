// SPDX-License-Identifier: GPL-3.0-or-later
#include "headercheck.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::api::mcp {

namespace {

using Headers = QMap<QByteArray, QByteArray>;

constexpr qsizetype kShown = 200; // characters of what a client sent

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

RpcError mismatch(const QString& sentence)
{
    return {code::kHeaderMismatch, sentence};
}

// A value as it is meant: what a header cannot hold comes as =?base64?…?=. Nothing when that is malformed.
std::optional<QString> decoded(const QByteArray& value)
{
    static constexpr QByteArrayView kBegin("=?base64?"), kEnd("?=");
    if (!value.startsWith(kBegin) || !value.endsWith(kEnd) || value.size() < kBegin.size() + kEnd.size()) {
        const bool isPrintable =
            std::all_of(value.begin(), value.end(), [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); });
        return isPrintable ? std::optional(QString::fromLatin1(value)) : std::nullopt;
    }
    const QByteArray inner = value.sliced(kBegin.size(), value.size() - kBegin.size() - kEnd.size());
    const auto bytes = QByteArray::fromBase64Encoding(inner, QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes || inner.size() % 4 != 0)
        return std::nullopt;
    return QString::fromUtf8(bytes.decoded);
}

std::optional<RpcError> compare(const Headers& headers, const QByteArray& name, const QString& expected)
{
    const QString shown = QString::fromLatin1(name);
    const auto found = headers.find(name.toLower());
    if (found == headers.end())
        return mismatch(
            tr("The header %1 is missing; it must repeat what the body says: %2").arg(shown, expected.left(kShown)));
    const std::optional<QString> value = decoded(found.value());
    if (!value)
        return mismatch(tr("The header %1 is neither plain text nor =?base64?…?=.").arg(shown));
    if (*value != expected)
        return mismatch(
            tr("The header %1 says '%2', the body says '%3'.").arg(shown, value->left(kShown), expected.left(kShown)));
    return std::nullopt;
}

std::optional<RpcError> compareArgument(const Headers& headers, const QByteArray& name, const QJsonValue& value)
{
    if (value.isString())
        return compare(headers, name, value.toString());
    if (value.isBool())
        return compare(headers, name, value.toBool() ? QStringLiteral("true") : QStringLiteral("false"));
    if (!value.isDouble())
        return std::nullopt; // not there, or of a type that the schema refuses
    const auto found = headers.find(name.toLower());
    bool isNumber = false;
    const double sent = found == headers.end() ? 0 : found.value().toDouble(&isNumber);
    if (isNumber && sent == value.toDouble()) // 42.0 is 42
        return std::nullopt;
    return compare(headers, name, QString::number(value.toDouble(), 'g', 17));
}

// Only through `properties`: anywhere else the mark means nothing.
std::optional<RpcError> compareMarked(const Headers& headers, const QJsonObject& schema, const QJsonObject& arguments)
{
    const QJsonObject properties = schema.value(QLatin1String("properties")).toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QJsonObject property = it.value().toObject();
        const QString mark = property.value(QLatin1String("x-mcp-header")).toString();
        const QJsonValue value = arguments.value(it.key());
        if (!mark.isEmpty()) {
            if (auto wrong = compareArgument(headers, "Mcp-Param-" + mark.toLatin1(), value))
                return wrong;
        }
        if (value.isObject()) {
            if (auto wrong = compareMarked(headers, property, value.toObject()))
                return wrong;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<RpcError> headerMismatch(const Message& message, const Headers& headers, const Offer& offer)
{
    const QJsonObject meta = message.params.value(QLatin1String("_meta")).toObject();
    if (auto wrong = compare(headers, "MCP-Protocol-Version", meta.value(kMetaVersion).toString()))
        return wrong;
    if (auto wrong = compare(headers, "Mcp-Method", message.method))
        return wrong;
    if (const QString name = nameOf(message); !name.isEmpty()) {
        if (auto wrong = compare(headers, "Mcp-Name", name))
            return wrong;
    }
    if (message.method != QLatin1String("tools/call"))
        return std::nullopt;
    const auto tool = std::find_if(offer.tools.begin(), offer.tools.end(),
                                   [name = nameOf(message)](const Tool& one) { return one.name == name; });
    if (tool == offer.tools.end())
        return std::nullopt;
    return compareMarked(headers, tool->inputSchema, message.params.value(QLatin1String("arguments")).toObject());
}

} // namespace atalaya::api::mcp
