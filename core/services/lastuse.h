// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QHash>
#include <QtGlobal>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace atalaya::store {
class Database;
}

namespace atalaya::services {

/// Writes when tokens were last used, on a thread of its own, so that nobody waits for the store: at most one write a
/// token and minute. The destructor writes what is left. Any thread.
class LastUse
{
public:
    explicit LastUse(store::Database& database) : m_database(database) {}
    ~LastUse();
    Q_DISABLE_COPY_MOVE(LastUse)

    void note(qint64 tokenId, Instant at);

private:
    using Uses = QHash<qint64, Instant>;
    void work();
    void write(const Uses& uses);

    store::Database& m_database;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    Uses m_noted;   ///< the newest minute of each token that was ever handed to the thread
    Uses m_pending; ///< not written yet
    bool m_ending = false;
    std::thread m_thread; ///< begins with the first use
};

} // namespace atalaya::services
