// SPDX-License-Identifier: GPL-3.0-or-later
#include "workers.h"

#include <algorithm>
#include <system_error>

namespace atalaya::api {

Workers::Workers(int threads) : m_mostOfOne(std::max(1, threads - 1))
{
    m_threads.reserve(size_t(threads));
    try {
        for (int i = 0; i < threads; ++i)
            m_threads.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
        end();
        throw;
    }
}

Workers::~Workers()
{
    end();
}

void Workers::end()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_arrived.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

void Workers::submit(const QByteArray& caller, StopToken stop, std::function<void()> job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_callers[caller].waiting.push_back({std::move(stop), std::move(job)});
    }
    m_arrived.notify_one();
}

void Workers::waitForDone()
{
    std::unique_lock lock(m_mutex);
    m_done.wait(lock, [this] { return m_callers.empty(); });
}

// The next caller after the last one, round and round, that may have a further thread.
Workers::Callers::iterator Workers::next()
{
    const auto mayRun = [this](const Callers::value_type& entry) {
        return !entry.second.waiting.empty() && entry.second.running < m_mostOfOne;
    };
    const auto middle = m_callers.upper_bound(m_lastTaken);
    const auto found = std::find_if(middle, m_callers.end(), mayRun);
    if (found != m_callers.end())
        return found;
    const auto wrapped = std::find_if(m_callers.begin(), middle, mayRun);
    return wrapped == middle ? m_callers.end() : wrapped;
}

void Workers::forget(Callers::iterator caller)
{
    if (caller->second.waiting.empty() && caller->second.running == 0)
        m_callers.erase(caller);
    if (m_callers.empty())
        m_done.notify_all();
}

void Workers::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        auto caller = m_callers.end();
        m_arrived.wait(lock, [this, &caller] {
            caller = next();
            return caller != m_callers.end() || (m_isEnding && m_callers.empty());
        });
        if (caller == m_callers.end())
            return;
        Job job = std::move(caller->second.waiting.front());
        caller->second.waiting.pop_front();
        if (job.stop.stop_requested()) { // nobody waits for it: no turn was taken
            forget(caller);
            if (m_isEnding)
                m_arrived.notify_all();
            continue;
        }
        m_lastTaken = caller->first;
        ++caller->second.running;
        lock.unlock();
        job.run();
        job = {}; // what it holds goes while nobody waits for the lock
        lock.lock();
        --caller->second.running; // the entry stays as long as something of it runs
        forget(caller);
        if (!m_callers.empty() || m_isEnding)
            m_arrived.notify_all(); // this caller may run more again, or all is done
    }
}

} // namespace atalaya::api
