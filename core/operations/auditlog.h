// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "operations/auditentry.h"

#include <memory>

namespace atalaya::store {
class Database;
}

namespace atalaya::operations {

/// Who did what: `audit.log`, only ever added to, one JSON object a line, each sealed with the hash of the one before it, so that
/// verifyAuditLog() finds a line that was changed, removed, inserted or moved. Several processes may write to one file.
///
/// The store keeps which entry was the last, so that a tail that was cut off is found, too. It is told within kHeadPause of an
/// entry and when the log is closed; the window is what a process wrote in its last second before it was killed. A busy or
/// broken store is told later, and keeps nobody waiting.
///
/// Who can change the file and the store and knows how can forge both: then only a copy of the file elsewhere helps.
///
/// A log that cannot be written: append() says so, and who changes what people may do (a token) does not do it then. Everything
/// else goes on, since a full disk must not stop the measuring; what is missing is said in the application log, as an error.
/// Any thread.
class AuditLog
{
public:
    static constexpr std::chrono::milliseconds kHeadPause{1'000};
    struct Options
    {
        QString file;
        QString name;  ///< of this log in the store
        QString actor; ///< of events that name none
    };
    /// The database outlives the log. Reads how far the store knows the log, and makes nothing: the file begins with the first entry.
    AuditLog(Options options, store::Database& database, const Clock& clock);
    /// Writes what waits and tells the store, for at most a second.
    ~AuditLog();
    Q_DISABLE_COPY_MOVE(AuditLog)

    QString file() const;
    /// The name that verifyAuditLog() asks the store for.
    QString name() const;
    /// Of events that name none, from now on.
    void setActor(const QString& actor);

    /// Written: it is there after this process was killed. Synced: also after the power has failed.
    enum class Durability { Written, Synced };
    /// Adds an entry, and waits for that; a failure is in the application log, too.
    Status append(const AuditEvent& event, Durability durability);
    /// Adds an entry soon, and waits for nothing.
    void note(AuditEvent event);
    /// The same for somebody who was refused; beyond RefusalCounter's limits it is only counted.
    void noteRefusal(AuditEvent event);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace atalaya::operations
