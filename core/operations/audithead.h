// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "operations/auditentry.h"

#include <optional>

namespace atalaya::store {
class Database;
}

namespace atalaya::operations {

/// What the store knows of the end of an audit log. Any thread.
class AuditHead
{
public:
    AuditHead(store::Database& database, QString log, QString file)
        : m_database(database), m_log(std::move(log)), m_file(std::move(file))
    {
    }

    /// The last entry that it knows; nothing when it knows none, or does not answer.
    std::optional<AuditLink> known() const;
    /// Tells it the last entry of the file. It goes on only from an entry that the file still has: what was cut off or replaced
    /// stays known, and is found. Waits for a busy store for at most a second.
    Status advance(Instant now);

private:

    store::Database& m_database;
    const QString m_log, m_file;
};

} // namespace atalaya::operations
