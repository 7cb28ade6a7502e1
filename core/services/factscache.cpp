// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/factscache.h"

#include "base/guarded.h"
#include "delivery/facts.h"

#include <QCoreApplication>

namespace atalaya::services {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("DeliveryService", text); }

} // namespace

FactsCache::FactsCache(store::Database& database) : m_database(database) {}

bool FactsCache::waitForLoading(std::unique_lock<std::mutex>& lock, const StopToken& stop, const Progress& progress)
{
    constexpr std::chrono::milliseconds kReportEvery(100);
    while (!m_loaded.wait_for(lock, stop, kReportEvery, [this] { return !m_loading; })) {
        if (stop.stop_requested())
            return false;
        lock.unlock();
        report(progress, tr("Reading deployments"), m_rowsRead, m_rowsToRead);
        lock.lock();
    }
    return true;
}

Result<FactsCache::SharedFacts> FactsCache::load(const SharedFacts& before, const StopToken& stop,
                                                           const Progress& progress)
{
    const Progress counted = [this, &progress](const ProgressUpdate& update) {
        m_rowsRead = update.done;
        m_rowsToRead = update.total;
        report(progress, update.step, update.done, update.total);
    };
    return m_database.read(
        [&](store::Connection& connection) -> Result<SharedFacts> {
            ATALAYA_TRY(const qint64 version, m_database.dataVersion()); // of the state that this transaction sees
            return delivery::loadFacts(connection, before, delivery::Rules(), version, stop, counted, &m_database);
        },
        stop);
}

Result<FactsCache::SharedFacts> FactsCache::current(const StopToken& stop, const Progress& progress)
{
    ATALAYA_TRY(const qint64 version, m_database.dataVersion());
    std::unique_lock lock(m_mutex);
    // A caller that waits for another's loading goes on by itself if that one fails, is stopped, or began too early.
    if (!waitForLoading(lock, stop, progress))
        return Cancelled{};
    if (m_facts && m_facts->dataVersion >= version)
        return m_facts;
    m_loading = true;
    const SharedFacts before = m_facts;
    lock.unlock();
    Result<SharedFacts> loaded = guarded([&] { return load(before, stop, progress); }); // others wait for m_loading
    lock.lock();
    if (loaded.isOk())
        m_facts = loaded.value();
    m_loading = false;
    lock.unlock();
    m_loaded.notify_all();
    return loaded;
}

} // namespace atalaya::services
