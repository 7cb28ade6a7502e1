// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/deploymentrows.h"

namespace atalaya::store {

model::Deployment readDeployment(const Statement& row, const QString& service, DeploymentTexts& texts)
{
    model::Deployment deployment;
    deployment.id = row.id<model::DeploymentId>(1);
    deployment.service = service;
    deployment.environment = row.text(2, texts.environment);
    deployment.team = row.text(3, texts.team);
    deployment.version = row.text(4);
    deployment.sha = row.text(5, texts.sha);
    deployment.started = row.optional<Instant>(6);
    deployment.finished = row.instant(7);
    deployment.status = model::DeploymentStatus(row.integer(8));
    deployment.source = model::DeploymentSource(row.integer(9));
    deployment.dedupKey = row.text(10);
    deployment.fixes = row.text(11, texts.fixes);
    return deployment;
}

model::Change readChange(const Statement& row, const QString& service)
{
    model::Change change;
    change.service = service;
    change.sha = row.text(0);
    change.deployment = row.id<model::DeploymentId>(1);
    change.authored = row.instant(2);
    change.committed = row.instant(3);
    change.subject = row.text(4);
    change.lines = row.optional<int>(5);
    change.files = row.optional<int>(6);
    return change;
}

model::Incident readIncident(const Statement& row, const QString& service)
{
    model::Incident incident;
    incident.id = row.id<model::IncidentId>(0);
    incident.service = service;
    incident.environment = row.text(1);
    incident.title = row.text(2);
    incident.detected = row.instant(3);
    incident.resolved = row.optional<Instant>(4);
    incident.statedCause = row.id<model::DeploymentId>(5);
    incident.dedupKey = row.text(6);
    incident.known = row.instant(8);
    return incident;
}

DeploymentInsert::DeploymentInsert(Connection::Handle& handle, Sequence& sequence)
    : m_sequence(sequence),
      m_rows(handle,
             "INSERT INTO deployment (service_id, sequence, id, environment, team, version, sha, started, "
             "finished, status, source, dedup_key, fixes)",
             13)
{
}

Status DeploymentInsert::add(qint64 service, const model::Deployment& deployment)
{
    ATALAYA_TRY(const qint64 sequence, m_sequence.next());
    return m_rows.add(service, sequence, deployment.id, deployment.environment, deployment.team, deployment.version,
                      deployment.sha, deployment.started, deployment.finished, int(deployment.status),
                      int(deployment.source), deployment.dedupKey, deployment.fixes);
}

ChangeInsert::ChangeInsert(Connection::Handle& handle, Sequence& sequence)
    : m_sequence(sequence),
      m_rows(handle,
             "INSERT INTO change_item (service_id, sequence, sha, origin, deployment_id, authored, "
             "committed, subject, line_count, file_count)",
             10)
{
}

Status ChangeInsert::add(qint64 service, ChangeOrigin origin, const model::Change& change)
{
    ATALAYA_TRY(const qint64 sequence, m_sequence.next());
    return m_rows.add(service, sequence, change.sha, int(origin), change.deployment, change.authored, change.committed,
                      change.subject, change.lines, change.files);
}

} // namespace atalaya::store
