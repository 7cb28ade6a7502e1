// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sql/handle.h"

#include <memory>
#include <mutex>
#include <vector>

namespace atalaya::store {

/// One reading connection for each thread that asks. It is closed when its thread ends or when the pool is closed,
/// whichever is first; hence shared: a thread that ends holds the pool for that moment.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool>
{
public:
    explicit ConnectionPool(Location location) : m_location(std::move(location)) {}
    Q_DISABLE_COPY_MOVE(ConnectionPool)

    /// The calling thread's connection, opened when it is the first time.
    Result<Connection::Handle*> mine();
    /// Closes and forgets the calling thread's connection; mine() then opens another.
    void forgetMine();
    /// Closes all of them. No thread is reading any more.
    void close();

private:
    struct ThreadSlots;
    static ThreadSlots& threadSlots();
    void remove(Connection::Handle* handle);

    const Location m_location;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Connection::Handle>> m_handles;
};

} // namespace atalaya::store
