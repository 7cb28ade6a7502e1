// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/pendingasks.h"
#include "api/mcp/server/dispatcher.h"
#include "api/workers.h"

#include <atomic>
#include <memory>

namespace atalaya::api::mcp {

/// The Model Context Protocol over a pair of pipes: one message a line, for one client, which started this program.
/// Requests are answered side by side, in the order in which they are done; notifications/cancelled stops one.
class StdioServer
{
public:
    /// `output` and `input` are open descriptors. All that is given outlives it.
    StdioServer(const Dispatcher& dispatcher, const Services& services, model::Role role, int input, int output);
    ~StdioServer();
    Q_DISABLE_COPY_MOVE(StdioServer)

    /// Until the client closes its end, or until a stop is asked for: what is under way is answered then, or stopped.
    /// False when the client could not be written to.
    bool run(StopToken stop);

    static constexpr qsizetype kLongestLine = 16 * 1024 * 1024;

private:
    class LinePeer;

    void take(const QByteArray& line);
    void start(Ask ask);
    void cancel(const Message& message);
    bool write(const QJsonObject& message);
    bool waitForRoom() const;
    static QString keyOf(const QJsonValue& id);

    const Dispatcher& m_dispatcher;
    const Services& m_services;
    const model::Role m_role;
    const int m_input, m_output;
    int m_stopped = -1; ///< becomes readable when a stop is asked for
    QJsonObject m_capabilities; ///< that a client of an older revision declared; the reading thread's
    PendingAsks m_asks;
    std::mutex m_mutex;
    std::map<QString, StopSource> m_running; ///< by request id
    std::mutex m_outputMutex;
    std::atomic<bool> m_isBroken = false; ///< the client does not read any more
    Workers m_workers{4};                 ///< ends before what its jobs use
};

} // namespace atalaya::api::mcp
