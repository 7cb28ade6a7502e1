// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "operations/auditentry.h"

#include <functional>

namespace atalaya::operations {

/// How an audit log ends.
struct AuditTail
{
    std::optional<AuditLink> last; ///< the last line that is an entry
    /// What follows the last line break (a line that was not written whole, or one that only lacks its end), with the lines before
    /// it that are no entries.
    QByteArray torn;
    bool isTornWhole = false; ///< it only lacks its end, and is `last`
};

/// The file of an audit log: opened when it is first needed, only ever added to. One thread at a time.
class AuditFile
{
public:
    explicit AuditFile(QString path) : m_path(std::move(path)) {}
    ~AuditFile();
    Q_DISABLE_COPY_MOVE(AuditFile)

    const QString& path() const { return m_path; }
    /// Makes the file (mode 0600) when it is not there, keeps every other process out, and adds what `lines` makes of the end of
    /// the file: whole lines with their line breaks. `isSynced`: they are on the disk when this returns. When that fails nothing
    /// is left of them, or (should even that fail) a torn line.
    Status add(const std::function<QByteArray(const AuditTail&)>& lines, bool isSynced);
    /// What was added is on the disk when this returns.
    Status sync();

private:
    Status open();
    Status write(const QByteArray& bytes);
    Error failure(const char* what) const;

    QString m_path;
    int m_fd = -1;
};

/// Calls `line` with the lines of a file from its end to its beginning, each without its line break, until it returns false. An
/// empty last line (the file ends with a line break) is handed over, too. False when it cannot be read.
bool forEachLineBackwards(int fd, const std::function<bool(const QByteArray& line)>& line);

} // namespace atalaya::operations
