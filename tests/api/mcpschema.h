// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace atalaya::test {

/// Whether the published schemas of the Model Context Protocol are here: in the folder of ATALAYA_MCP_SCHEMAS,
/// otherwise /work/shared/data/mcp.
bool hasMcpSchemas();
/// Where a value breaks a definition of a revision's schema ("CallToolResult"); empty when it does not. A member that
/// the definition does not describe is a breach, too.
QString mcpBreach(const QJsonValue& value, const QString& revision, const QString& definition);

} // namespace atalaya::test
