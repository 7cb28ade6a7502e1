// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stoptoken.h"
#include "operations/auditentry.h"

#include <QList>
#include <QStringList>

namespace atalaya::store {
class Database;
}

namespace atalaya::operations {

/// What is wrong with an audit log at one place.
struct AuditFault
{
    enum class Kind {
        Changed,    ///< the line is not what was written
        Removed,    ///< entries before the line are missing
        Misplaced,  ///< the line was moved or inserted: its number has been
        Unlinked,   ///< the line does not follow on the one before it: either was put in place of another
        CutTail,    ///< entries at the end are missing
    };
    Kind kind = Kind::Changed;
    qint64 line = 0; ///< 1 is the first; of CutTail the one after the last
    QString text;    ///< what is wrong, a sentence
};
QString faultName(AuditFault::Kind kind);

struct AuditReport
{
    static constexpr qsizetype kMostFaults = 100; ///< that are described

    qint64 entries = 0;
    std::optional<Instant> since, until; ///< the first and the last entry
    QList<AuditFault> faults;
    qint64 found = 0;  ///< all faults, also those that are not described
    QStringList notes; ///< what is no fault but worth knowing: lines that a crash left unfinished, in sentences
    qint64 bytes = 0;
};

/// Reads the file once, from its beginning to its end. `head`: the last entry that the store knows; without, a tail that was cut off
/// is not found. A file that is not there is an empty one. An Error when it cannot be read; Cancelled when stopped.
Result<AuditReport> verifyAuditLog(const QString& file, const std::optional<AuditLink>& head, const StopToken& stop = {});
/// The last entry that the store knows of the log of this name, if any.
Result<std::optional<AuditLink>> auditHeadOf(store::Database& database, const QString& log);

/// The last `count` entries, oldest first, as they were read; lines that are none are left out.
Result<QList<QJsonObject>> lastAuditEntries(const QString& file, qsizetype count);

} // namespace atalaya::operations
