// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventstream.h"

#include <utility>

namespace atalaya::api {

bool EventStream::hasRoomFor(qsizetype bytes) const
{
    return m_waiting.isEmpty() || m_waiting.size() + bytes <= m_options.mostWaiting;
}

void EventStream::wake()
{
    if (m_wake && !std::exchange(m_isAwake, true))
        m_wake();
}

void EventStream::append(const QByteArray& bytes)
{
    m_waiting += bytes;
    wake();
}

bool EventStream::write(const QByteArray& bytes, StopToken stop)
{
    std::unique_lock lock(m_mutex);
    m_taken.wait(lock, stop, [&] { return m_isGone || m_isClosed || hasRoomFor(bytes.size()); });
    if (m_isGone || m_isClosed || stop.stop_requested())
        return false;
    append(bytes);
    return true;
}

EventStream::Offered EventStream::offer(const QByteArray& bytes)
{
    const std::lock_guard lock(m_mutex);
    if (m_isGone || m_isClosed)
        return Offered::Gone;
    if (!hasRoomFor(bytes.size()))
        return Offered::Full;
    append(bytes);
    return Offered::Taken;
}

void EventStream::close()
{
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_taken.notify_all();
    wake();
}

bool EventStream::isGone() const
{
    const std::lock_guard lock(m_mutex);
    return m_isGone;
}

void EventStream::attach(std::function<void()> wakeUp)
{
    const std::lock_guard lock(m_mutex);
    m_wake = std::move(wakeUp);
    if (!m_waiting.isEmpty() || m_isClosed)
        wake();
}

EventStream::Taken EventStream::take(qsizetype most)
{
    const std::lock_guard lock(m_mutex);
    m_isAwake = false;
    Taken taken;
    if (m_waiting.size() <= most) {
        taken.bytes = std::exchange(m_waiting, {});
    } else {
        taken.bytes = m_waiting.first(most);
        m_waiting.remove(0, most);
    }
    taken.isEnd = m_isClosed && m_waiting.isEmpty();
    m_taken.notify_all();
    return taken;
}

void EventStream::leave()
{
    const std::lock_guard lock(m_mutex);
    m_isGone = true;
    m_wake = nullptr;
    m_waiting.clear();
    m_taken.notify_all();
}

QByteArray serverSentEvent(const QByteArray& data)
{
    return "event: message\ndata: " + data + "\n\n";
}

} // namespace atalaya::api
