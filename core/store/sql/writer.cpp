// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/writer.h"

#include "base/guarded.h"
#include "base/log.h"

#include <algorithm>
#include <optional>

namespace atalaya::store {

struct Writer::Task
{
    std::function<Status()> job;
    QString requestId;
    std::condition_variable_any done;
    std::optional<Status> answer;
};

Writer::Writer() : m_thread([this] { work(); }) {}

Writer::~Writer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_arrived.notify_all();
    m_thread.join();
}

Status Writer::run(std::function<Status()> job, const StopToken& stop)
{
    Task task;
    task.job = std::move(job);
    task.requestId = LogScope::requestId();
    std::unique_lock lock(m_mutex);
    m_waiting.push_back(&task);
    m_arrived.notify_one();
    // A stop takes the task out of the line; once it is at work it ends by itself, and is waited for.
    task.done.wait(lock, stop, [&task] { return task.answer.has_value(); });
    if (!task.answer && std::erase(m_waiting, &task) > 0)
        return Cancelled{};
    task.done.wait(lock, [&task] { return task.answer.has_value(); });
    return *std::move(task.answer);
}

void Writer::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_arrived.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        Task* task = m_waiting.front();
        m_waiting.pop_front();
        lock.unlock();
        Status answer = guarded([task] {
            const LogScope scope(task->requestId);
            return task->job();
        });
        lock.lock();
        task->answer = std::move(answer);
        task->done.notify_all(); // under the lock: the caller's stack, and the task with it, goes once it wakes
    }
}

} // namespace atalaya::store
