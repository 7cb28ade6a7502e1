// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deploymentrepository.h"
#include "store/sql/bulk.h"
#include "store/sql/servicetable.h"

#include <limits>

namespace atalaya::store {

/// Whether a change came with a git history, which is replaced as a whole, or one by one.
enum class ChangeOrigin { Events, Git };

/// The columns that readDeployment(), readChange() and readIncident() read from the first one on. The service's name is
/// the caller's.
inline constexpr char kDeploymentColumns[] =
    "d.sequence, d.id, d.environment, d.team, d.version, d.sha, d.started, d.finished, "
    "d.status, d.source, d.dedup_key, d.fixes, d.service_id";
inline constexpr char kChangeColumns[] = "c.sha, c.deployment_id, c.authored, c.committed, c.subject, c.line_count, "
                                         "c.file_count, c.service_id";
inline constexpr char kIncidentColumns[] =
    "i.id, i.environment, i.title, i.detected, i.resolved, i.stated_cause, i.dedup_key, "
    "i.service_id, i.known";

/// Texts that repeat from row to row, kept so that neighbours share them.
struct DeploymentTexts
{
    RepeatedText environment, team, sha, fixes;
};
model::Deployment readDeployment(const Statement& row, const QString& service, DeploymentTexts& texts);
model::Change readChange(const Statement& row, const QString& service);
model::Incident readIncident(const Statement& row, const QString& service);

/// Calls read(row) for the rows of one service above `after`, by sequence. `sql` ends with "… sequence > ? ORDER BY …
/// LIMIT ?", and its first column is the sequence. A server sends a whole answer at once: it is asked for in pieces.
template<class Read>
Status forEachOfService(Connection::Handle& handle, const QByteArray& sql, qint64 service, qint64 after, const Read& read)
{
    constexpr qint64 kServerPage = 20'000;
    const qint64 page = handle.isSqlite() ? std::numeric_limits<qint64>::max() : kServerPage;
    for (;;) {
        ATALAYA_TRY(Statement rows, handle.prepare(sql));
        rows.bind(service, after, page);
        qint64 count = 0;
        for (;;) {
            ATALAYA_TRY(const bool found, rows.next());
            if (!found)
                break;
            ++count;
            after = rows.integer(0);
            read(rows);
        }
        if (count < page)
            return ok();
    }
}

/// Inserts rows under the next sequence numbers.
class DeploymentInsert
{
public:
    DeploymentInsert(Connection::Handle& handle, Sequence& sequence);
    Status add(qint64 service, const model::Deployment& deployment);
    Status flush() { return m_rows.flush(); }

private:
    Sequence& m_sequence;
    BulkInsert m_rows;
};

class ChangeInsert
{
public:
    ChangeInsert(Connection::Handle& handle, Sequence& sequence);
    Status add(qint64 service, ChangeOrigin origin, const model::Change& change);
    Status flush() { return m_rows.flush(); }

private:
    Sequence& m_sequence;
    BulkInsert m_rows;
};

} // namespace atalaya::store
