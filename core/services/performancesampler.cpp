// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/performancesampler.h"

#include "base/log.h"
#include "services/activity.h"
#include "store/database.h"
#include "store/performancerepository.h"

#include <QFile>

#include <algorithm>
#include <vector>

#include <unistd.h>

namespace atalaya::services {

namespace {

/// Bytes of memory that the program has; 0 where the system does not tell.
double residentMemory()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE));
}

double quantile(const std::vector<double>& sorted, double share)
{
    return sorted[size_t(share * double(sorted.size() - 1) + 0.5)];
}

} // namespace

PerformanceSampler::PerformanceSampler(store::Database& database, const Clock& clock, const Activity& activity)
    : m_database(database), m_clock(clock), m_activity(activity)
{
}

PerformanceSampler::~PerformanceSampler()
{
    stop();
}

void PerformanceSampler::start()
{
    if (!m_thread.joinable())
        m_thread = std::thread([this] { work(); });
}

void PerformanceSampler::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void PerformanceSampler::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        const auto step = std::chrono::duration_cast<Milliseconds>(kEvery).count();
        const Milliseconds untilNext(step - toMs(m_clock.now()) % step);
        if (m_wake.wait_for(lock, untilNext, [this] { return m_isEnding; }))
            return;
        lock.unlock();
        if (const Status status = sample(); status.isError())
            qCWarning(lcApp).noquote() << "How the program does could not be noted:" << status.error().userText << status.error().detail;
        lock.lock();
    }
}

Status PerformanceSampler::sample()
{
    const Instant now = m_clock.now();
    const QList<model::PerformanceSample> samples = measure(now);
    return m_database.write([&](store::Transaction& transaction) -> Status {
        ATALAYA_CHECK(store::PerformanceRepository::add(transaction, samples));
        return store::PerformanceRepository::forgetBefore(transaction, now - kKept);
    });
}

QList<model::PerformanceSample> PerformanceSampler::measure(Instant now)
{
    const Counts counted = counts();
    std::vector<double> durations;
    for (const ApiRequest& request : m_activity.since(m_lastNumber)) {
        durations.push_back(request.durationMs);
        m_lastNumber = request.number;
    }
    std::sort(durations.begin(), durations.end());
    const QString count = QStringLiteral("1"), milliseconds = QStringLiteral("ms");
    QList<model::PerformanceSample> samples{
        {QStringLiteral("api_requests"), count, double(counted.requests - m_last.requests), now},
        {QStringLiteral("api_requests_failed"), count, double(counted.failed - m_last.failed), now},
        {QStringLiteral("api_requests_limited"), count, double(counted.limited - m_last.limited), now},
        {QStringLiteral("process_resident_memory"), QStringLiteral("bytes"), residentMemory(), now}};
    if (!durations.empty()) {
        samples.append({QStringLiteral("api_request_p50"), milliseconds, quantile(durations, 0.5), now});
        samples.append({QStringLiteral("api_request_p95"), milliseconds, quantile(durations, 0.95), now});
    }
    m_last = counted;
    return samples;
}

PerformanceSampler::Counts PerformanceSampler::counts() const
{
    Counts counts{m_activity.total()};
    for (const ClientActivity& client : m_activity.clients()) {
        counts.failed += client.failed;
        counts.limited += client.limited;
    }
    // A client that was forgotten takes its counts with it; then nothing is better than less than nothing.
    counts.failed = std::max(counts.failed, m_last.failed);
    counts.limited = std::max(counts.limited, m_last.limited);
    return counts;
}

} // namespace atalaya::services
