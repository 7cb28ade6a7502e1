// SPDX-License-Identifier: GPL-3.0-or-later
#include "snippets.h"

#include "widgets/common/shelltext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace atalaya::widgets {

namespace {

const QString kPlaceholder = QStringLiteral("<token>");

/// A value as JSON on one line.
QString json(const QJsonValue& value)
{
    const QByteArray inBrackets = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(inBrackets.mid(1, inBrackets.size() - 2));
}

/// Members in the order in which one reads them, which an object does not keep.
QString servers(std::initializer_list<std::pair<QString, QJsonValue>> members)
{
    QStringList lines;
    for (const auto& [name, value] : members)
        lines.append(QStringLiteral("      %1: ").arg(json(name)) + json(value));
    return QStringLiteral("{\n  \"mcpServers\": {\n    \"atalaya\": {\n") + lines.join(QStringLiteral(",\n")) + QStringLiteral("\n    }\n  }\n}");
}

} // namespace

QUrl mcpUrl(const QUrl& api)
{
    QUrl url = api;
    url.setPath(QStringLiteral("/mcp"));
    return url;
}

QString snippet(Way way, const QUrl& api, const QString& secret, const QStringList& command)
{
    const QString bearer = QStringLiteral("Bearer ") + (secret.isEmpty() ? kPlaceholder : secret);
    switch (way) {
    case Way::McpHttp:
        return servers({{QStringLiteral("type"), QStringLiteral("http")},
                        {QStringLiteral("url"), mcpUrl(api).toString()},
                        {QStringLiteral("headers"), QJsonObject{{QStringLiteral("Authorization"), bearer}}}});
    case Way::McpStdio: {
        const QStringList words = command.isEmpty() ? QStringList{QStringLiteral("atalaya"), QStringLiteral("mcp")} : command;
        return servers({{QStringLiteral("command"), words.first()}, {QStringLiteral("args"), QJsonArray::fromStringList(words.mid(1))}});
    }
    case Way::Curl: {
        QUrl url = api;
        url.setPath(QStringLiteral("/api/v1/dora/summary/"));
        return QStringLiteral("curl -sS -H %1 %2").arg(shellQuoted(QStringLiteral("Authorization: ") + bearer), shellQuoted(url.toString() + QStringLiteral("?days=30")));
    }
    }
    Q_UNREACHABLE();
}

} // namespace atalaya::widgets
