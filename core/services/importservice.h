// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/stoptoken.h"

#include <QStringList>

#include <optional>

namespace atalaya::operations {
class AuditLog;
}
namespace atalaya::store {
class Database;
}

namespace atalaya::services {

struct GitImportOptions
{
    QString project;              ///< the service's name; default: the folder's
    QString deployTags;           ///< a glob (* ? […]) that further narrows which tags are deployments
    std::optional<Instant> since; ///< commits and tags before it are read, but deployments before it are left out
};

struct GitImported
{
    QString service;
    qint64 newCommits = 0; ///< that this import added
    qint64 commits = 0; ///< that the store holds of it
    qint64 deployments = 0;
    QStringList warnings; ///< shallow clone, tags on missing objects, damaged refs, proxies in use
};

struct RowsImported
{
    qint64 read = 0;
    qint64 created = 0;
    qint64 duplicates = 0;
    /// "line 7, column duration_seconds: …", the first 100 of them.
    QStringList problems;
    qint64 found = 0; ///< all problems, also those that are not among the first 100
    qint64 bad = 0;   ///< rows
};

/// Brings data in: reads a source, keeps it raw, folds it into deployments, changes and incidents, all in transactions.
/// Stopping loses nothing that was committed, and shows nothing half-way. Not for the GUI thread.
class ImportService
{
public:
    /// `audit`, when given, outlives the service and hears of every import, also of one that failed. One that cannot be recorded
    /// goes on all the same.
    ImportService(store::Database& database, const Clock& clock, operations::AuditLog* audit = nullptr);
    Q_DISABLE_COPY_MOVE(ImportService)

    /// Reads what is new, in pieces that stay when it is stopped, folds the whole, and writes what came of it in one transaction
    /// at the end; that of two imports at the same time which is later folds again if it has to.
    /// When neither refs nor options have changed, nothing is written. InvalidInput when the path is no repository,
    /// NotFound when it has no commit yet, Conflict when the service's commits came from a repository with another
    /// history.
    Result<GitImported> importGit(const QString& path, const GitImportOptions& options, StopToken stop,
                                  const Progress& progress);

    enum class BadRows { RefuseFile, Skip };
    /// Columns by header name: cycle_id, feature_id, phase_name, decision, duration_seconds and, if wanted, metadata,
    /// created_at, project, team, environment. With RefuseFile one bad row refuses the whole file (an Error with the
    /// first problems); with Skip the good rows are kept. A row without created_at gets the time of its first import:
    /// importing the file again, also when it has grown, adds only what is new, and equal rows within the file stay as
    /// many as they are.
    Result<RowsImported> importCsv(const QString& path, BadRows badRows, StopToken stop, const Progress& progress);
    /// One record a line.
    Result<RowsImported> importJsonl(const QString& path, BadRows badRows, StopToken stop, const Progress& progress);

    /// A sentence for each repository whose import was interrupted (or is running): so, and what to do. They stand
    /// among the warnings of the figures, too.
    Result<QStringList> unfinished();

private:
    store::Database& m_database;
    const Clock& m_clock;
    operations::AuditLog* const m_audit;
};

} // namespace atalaya::services
