// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stoptoken.h"

#include <QtGlobal>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace atalaya::store {

/// The one thread that writes: jobs run there one after another while their callers wait.
class Writer
{
public:
    Writer();
    /// Ends the thread. No caller is waiting any more.
    ~Writer();
    Q_DISABLE_COPY_MOVE(Writer)

    /// Runs the job and returns its answer; Cancelled when it was stopped before its turn came, Unavailable when it threw.
    Status run(std::function<Status()> job, const StopToken& stop);
    bool isCurrentThread() const { return std::this_thread::get_id() == m_thread.get_id(); }

private:
    struct Task;
    void work();

    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<Task*> m_waiting; // tasks live on their callers' stacks
    bool m_ending = false;
    std::thread m_thread; // last: it starts when everything else is there
};

} // namespace atalaya::store
