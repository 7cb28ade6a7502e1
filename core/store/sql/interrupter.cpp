// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/interrupter.h"

#include "base/log.h"

#include <system_error>

namespace atalaya::store {

namespace {
constexpr auto kRepeat = std::chrono::milliseconds(50);
}

Interrupter::~Interrupter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Interrupter::start(qint64 serverId)
{
    const std::lock_guard lock(m_mutex);
    m_targets.insert(serverId);
    try {
        if (!m_thread.joinable())
            m_thread = std::thread([this] { work(); });
    } catch (const std::system_error&) {
        return; // no thread to be had: the statement ends by itself, then the job
    }
    m_wake.notify_all();
}

void Interrupter::end(qint64 serverId)
{
    const std::lock_guard lock(m_mutex);
    m_targets.erase(serverId);
}

void Interrupter::work()
{
    std::unique_ptr<Connection::Handle> connection;
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        if (m_targets.empty()) {
            m_wake.wait(lock);
            continue;
        }
        if (!connection) {
            lock.unlock();
            Result<std::unique_ptr<Connection::Handle>> opened = Connection::Handle::open(m_location);
            lock.lock();
            if (opened.isOk())
                connection = std::move(opened).value();
        } else {
            // Under the lock, so that end() returns only when no kill is on its way to the next job's statement.
            for (const qint64 serverId : m_targets) {
                if (const Status status = connection->execute("KILL QUERY " + QByteArray::number(serverId));
                    !status.isOk())
                    qCInfo(lcStore) << "could not interrupt the connection" << serverId;
            }
            if (connection->isLost())
                connection.reset();
        }
        m_wake.wait_for(lock, kRepeat, [this] { return m_ending; });
    }
}

StopScope::StopScope(Connection::Handle& handle, const StopToken& stop, Interrupter* interrupter)
    : m_handle(handle), m_interrupter(interrupter)
{
    m_handle.setStop(stop);
    if (m_interrupter && stop.stop_possible())
        m_callback = std::make_unique<std::stop_callback<std::function<void()>>>(
            stop, [interrupter, serverId = handle.serverId()] { interrupter->start(serverId); });
}

StopScope::~StopScope()
{
    if (m_callback) {
        m_callback.reset(); // waits for a callback under way
        m_interrupter->end(m_handle.serverId());
    }
    const bool stopped = m_interrupter && m_handle.isStopRequested();
    m_handle.setStop({});
    if (stopped) // takes the blow of a kill that came when nothing ran
        (void)m_handle.execute("DO 0").isOk();
}

} // namespace atalaya::store
