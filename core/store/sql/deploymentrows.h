// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deploymentrepository.h"
#include "store/sql/bulk.h"
#include "store/sql/servicetable.h"

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
