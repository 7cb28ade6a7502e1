// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/connectionpool.h"

#include <algorithm>

namespace atalaya::store {

/// The connections of one thread, in the thread's own storage.
struct ConnectionPool::ThreadSlots
{
    struct Slot
    {
        std::weak_ptr<ConnectionPool> pool;
        Connection::Handle* handle;
    };
    std::vector<Slot> slots;

    ~ThreadSlots()
    {
        for (const Slot& slot : slots) {
            if (const std::shared_ptr<ConnectionPool> pool = slot.pool.lock())
                pool->remove(slot.handle);
        }
    }
};

ConnectionPool::ThreadSlots& ConnectionPool::threadSlots()
{
    thread_local ThreadSlots slots;
    return slots;
}

Result<Connection::Handle*> ConnectionPool::mine()
{
    std::vector<ThreadSlots::Slot>& slots = threadSlots().slots;
    std::erase_if(slots, [](const ThreadSlots::Slot& slot) { return slot.pool.expired(); });
    for (const ThreadSlots::Slot& slot : slots) {
        if (slot.pool.lock().get() == this)
            return slot.handle;
    }
    ATALAYA_TRY(std::unique_ptr<Connection::Handle> opened, Connection::Handle::open(m_location));
    Connection::Handle* handle = opened.get();
    const std::lock_guard lock(m_mutex);
    m_handles.push_back(std::move(opened));
    slots.push_back({weak_from_this(), handle});
    return handle;
}

void ConnectionPool::forgetMine()
{
    std::vector<ThreadSlots::Slot>& slots = threadSlots().slots;
    const auto mine = std::find_if(slots.begin(), slots.end(),
                                   [this](const ThreadSlots::Slot& slot) { return slot.pool.lock().get() == this; });
    if (mine == slots.end())
        return;
    remove(mine->handle);
    slots.erase(mine);
}

void ConnectionPool::close()
{
    const std::lock_guard lock(m_mutex);
    m_handles.clear();
}

void ConnectionPool::remove(Connection::Handle* handle)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_handles, [handle](const auto& owned) { return owned.get() == handle; });
}

} // namespace atalaya::store
