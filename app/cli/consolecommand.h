// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/server.h"

#include <QStringList>

namespace atalaya::app {

class Engine;
struct GlobalOptions;

/// The console's own server and where it listens, or why it does not.
struct ConsoleServer
{
    std::unique_ptr<api::Server> server;
    Result<QUrl> url;
};

/// Starts it on loopback, at `port` while that is free and else at any free one.
ConsoleServer startConsoleServer(Engine& engine, quint16 port);

/// Program and arguments that start MCP on the store of these options, from any folder.
QStringList mcpCommand(const GlobalOptions& options);

} // namespace atalaya::app
