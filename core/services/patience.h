// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"

#include <QtGlobal>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace atalaya::services {

/// How long a caller waits for the store to be free for writing. Only the wait is limited, not the work after it.
struct Waiting
{
    using Moment = std::chrono::steady_clock::time_point;

    StopToken stop = {};          ///< ends wait and work at once
    Moment until = Moment::max(); ///< ends the wait
};

/// A stop token for a write that may not wait for longer than it was given. What waits is asked to stop then; what has
/// begun is not.
class Patience
{
public:
    explicit Patience(const Waiting& waiting);
    ~Patience();
    Q_DISABLE_COPY_MOVE(Patience)

    /// To be given to Database::write().
    StopToken token() const { return m_source.get_token(); }
    /// Called by the write once its turn has come: from now on it has all the time that it takes. False: too late.
    bool begin();
    /// Whether it was the wait that ended the write, not the caller.
    bool ranOut() const;

private:
    void watch(Waiting::Moment until);

    StopSource m_source;
    std::stop_callback<std::function<void()>> m_forward; ///< of the caller's stop
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_over = false; ///< nothing is watched any more
    bool m_ranOut = false;
    std::thread m_thread; ///< last: it starts when everything else is there
};

} // namespace atalaya::services
