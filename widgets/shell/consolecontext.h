// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "base/stoptoken.h"

#include <QStringList>

#include <functional>

class QSettings;
class QThreadPool;

namespace atalaya::services {
class Activity;
class CatalogService;
class DeliveryService;
class ImportService;
class TokenService;
}

namespace atalaya::widgets {

/// What the console works with. All of it outlives the window, and the services outlive the jobs of the pool: wait for the
/// pool before they end.
struct ConsoleContext {
    services::DeliveryService& delivery;
    services::ImportService& imports;
    services::CatalogService& catalog;
    services::TokenService& tokens;
    services::Activity& activity;
    /// Fills an empty store with demo data and returns how many records it wrote. Called on a thread of the pool.
    std::function<Result<qint64>(StopToken, const Progress&)> loadDemo;
    QThreadPool& pool;
    QSettings& settings;
    /// Program and arguments with which an AI client starts MCP on this store; empty: not known.
    QStringList mcpCommand = {};
};

} // namespace atalaya::widgets
