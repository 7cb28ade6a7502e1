// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"

#include <QByteArray>
#include <QtGlobal>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace atalaya::api {

/// Threads that do jobs of many callers, fairly: callers that wait take turns, whoever has many jobs gets no more turns for it,
/// and one caller never has all threads at once, so that another one's short question need not wait for long answers. The
/// jobs of one caller begin in their order. Any thread may submit.
class Workers
{
public:
    /// Starts so many threads; throws std::system_error when the system has none left.
    explicit Workers(int threads);
    /// Does what waits, then ends the threads.
    ~Workers();
    Q_DISABLE_COPY_MOVE(Workers)

    /// `job` must not throw. It is dropped when `stop` was asked for before its turn came.
    void submit(const QByteArray& caller, StopToken stop, std::function<void()> job);
    /// Until nothing waits and nothing is under way.
    void waitForDone();

private:
    struct Job
    {
        StopToken stop;
        std::function<void()> run;
    };
    struct Caller
    {
        std::deque<Job> waiting;
        int running = 0;
    };
    using Callers = std::map<QByteArray, Caller>;

    void work();
    void end();
    Callers::iterator next();
    void forget(Callers::iterator caller);

    std::mutex m_mutex;
    std::condition_variable m_arrived, m_done;
    Callers m_callers;      ///< those with a job that waits or is under way
    QByteArray m_lastTaken; ///< whose turn it was; the next in order of name is next
    const int m_mostOfOne;
    bool m_isEnding = false;
    std::vector<std::thread> m_threads;
};

} // namespace atalaya::api
