// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/patience.h"

namespace atalaya::services {

Patience::Patience(const Waiting& waiting)
    : m_forward(waiting.stop, [source = m_source]() mutable { source.request_stop(); })
{
    if (waiting.until != Waiting::Moment::max())
        m_thread = std::thread([this, until = waiting.until] { watch(until); });
}

Patience::~Patience()
{
    (void)begin();
    if (m_thread.joinable())
        m_thread.join();
}

bool Patience::begin()
{
    {
        const std::lock_guard lock(m_mutex);
        m_over = true;
    }
    m_wake.notify_one();
    return !ranOut();
}

bool Patience::ranOut() const
{
    const std::lock_guard lock(m_mutex);
    return m_ranOut;
}

void Patience::watch(Waiting::Moment until)
{
    std::unique_lock lock(m_mutex);
    if (m_wake.wait_until(lock, until, [this] { return m_over; }))
        return;
    m_ranOut = true;
    lock.unlock();
    m_source.request_stop();
}

} // namespace atalaya::services
