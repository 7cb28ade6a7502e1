// SPDX-License-Identifier: GPL-3.0-or-later
#include "ask.h"

namespace atalaya::api::mcp {

QStringList legacyVersions()
{
    return {QStringLiteral("2025-11-25"), QStringLiteral("2025-06-18")};
}

QStringList allVersions()
{
    return QStringList{QString(kModernVersion)} + legacyVersions();
}

QString textOf(const QJsonObject& params, const char* name)
{
    return params.value(QLatin1String(name)).toString();
}

QString nameOf(const Message& message)
{
    if (message.method == QLatin1String("tools/call") || message.method == QLatin1String("prompts/get"))
        return textOf(message.params, "name");
    return message.method == QLatin1String("resources/read") ? textOf(message.params, "uri") : QString();
}

QJsonObject serverInfo()
{
    return {{QStringLiteral("name"), QStringLiteral("atalaya")},
            {QStringLiteral("title"), QStringLiteral("Atalaya")},
            {QStringLiteral("version"), QStringLiteral(ATALAYA_VERSION)}};
}

} // namespace atalaya::api::mcp
