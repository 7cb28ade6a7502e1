// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>
#include <functional>
#include <thread>

namespace atalaya::app {

/// While it lives, the first SIGINT or SIGTERM calls `stop` on a thread of its own instead of ending the program; a
/// second one ends it as usual. At most one at a time.
class Interruption
{
public:
    explicit Interruption(std::function<void()> stop);
    ~Interruption();
    Q_DISABLE_COPY_MOVE(Interruption)

    /// The signal that arrived, or 0.
    int signalNumber() const { return m_signal; }

private:
    std::atomic<int> m_signal = 0;
    std::thread m_thread;
};

} // namespace atalaya::app
