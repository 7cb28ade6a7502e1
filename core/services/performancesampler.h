// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "model/performance.h"

#include <QList>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace atalaya::store {
class Database;
}

namespace atalaya::services {

class Activity;

/// Measures every five minutes how the program does, for the dataset performance_metrics: requests of the API and how long they took
/// (api_requests, api_requests_failed, api_requests_limited, api_request_p50, api_request_p95) and the memory in use
/// (process_resident_memory). Any thread.
class PerformanceSampler
{
public:
    static constexpr std::chrono::minutes kEvery{5};
    static constexpr std::chrono::days kKept{400};

    /// All outlive it.
    PerformanceSampler(store::Database& database, const Clock& clock, const Activity& activity);
    /// Stops.
    ~PerformanceSampler();
    Q_DISABLE_COPY_MOVE(PerformanceSampler)

    /// From now on measures by itself, in a thread of its own, at the full five minutes.
    void start();
    void stop();
    /// Measures and stores what happened since the last time; drops what is older than kKept.
    Status sample();

private:
    struct Counts
    {
        qint64 requests = 0, failed = 0, limited = 0;
    };
    QList<model::PerformanceSample> measure(Instant now);
    Counts counts() const;
    void work();

    store::Database& m_database;
    const Clock& m_clock;
    const Activity& m_activity;
    Counts m_last;
    quint64 m_lastNumber = 0; ///< of the requests that were measured
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace atalaya::services
