// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QUrl>

namespace atalaya::widgets {

/// How a program reaches the API.
enum class Way { McpHttp, McpStdio, Curl };

/// "http://127.0.0.1:8787/mcp".
QUrl mcpUrl(const QUrl& api);
/// What an AI client's settings take, or a line for a shell. Without a secret its place is held by words; a `command` that is
/// empty stands for `atalaya mcp` on the usual store. Stdio needs no token: it has the rights of who starts it.
QString snippet(Way way, const QUrl& api, const QString& secret, const QStringList& command);

} // namespace atalaya::widgets
