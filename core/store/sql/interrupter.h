// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "store/sql/handle.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace atalaya::store {

/// Stops statements of a MariaDB/MySQL server from a second connection, in a thread of its own (who asks may be the
/// GUI). A KILL QUERY that falls between two statements is lost, so it is repeated until the job has ended.
class Interrupter
{
public:
    explicit Interrupter(Location location) : m_location(std::move(location)) {}
    ~Interrupter();
    Q_DISABLE_COPY_MOVE(Interrupter)

    /// From now on the statements of the server's connection are interrupted.
    void start(qint64 serverId);
    /// And from now on they are not.
    void end(qint64 serverId);

private:
    void work();

    const Location m_location;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::set<qint64> m_targets;
    bool m_ending = false;
    std::thread m_thread; // started by the first stop; most stores never see one
};

/// While it lives, a stop interrupts what the connection runs.
class StopScope
{
public:
    /// `interrupter` is null on SQLite, which looks at the token itself.
    StopScope(Connection::Handle& handle, const StopToken& stop, Interrupter* interrupter);
    ~StopScope();
    Q_DISABLE_COPY_MOVE(StopScope)

private:
    Connection::Handle& m_handle;
    Interrupter* m_interrupter;
    std::unique_ptr<std::stop_callback<std::function<void()>>> m_callback;
};

} // namespace atalaya::store
