// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/tool.h"

/// The fixtures of the conformance suite (@modelcontextprotocol/conformance), by the names and with the contents that
/// its scenarios look for. They show the protocol, not our figures.
namespace atalaya::api::mcp::conformance {

/// Those that answer, notify, or ask as the revisions before 2026-07-28 do.
QList<Tool> tools();
/// Those that need something from the client first, as in 2026-07-28.
QList<Tool> inputTools();
QList<Resource> resources();
QList<Prompt> prompts();

/// A constant JSON object of this program.
QJsonObject json(const char* text);
QJsonObject textContent(const QString& text);
ToolResult textResult(const QString& text);
QJsonObject imageContent();
/// A tool that takes no arguments.
Tool tool(const char* name, const QString& description, std::function<ToolResult(const ToolCall&)> run);

} // namespace atalaya::api::mcp::conformance
