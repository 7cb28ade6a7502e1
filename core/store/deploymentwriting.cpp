// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deploymentrepository.h"
#include "store/sql/changemerge.h"
#include "store/sql/deploymentrows.h"

#include <QSet>

namespace atalaya::store {

namespace {

/// Deployments whose id is not there yet, each once.
Result<QList<model::Deployment>> newDeployments(Connection::Handle& handle, const QList<model::Deployment>& deployments)
{
    QList<model::DeploymentId> ids;
    for (const model::Deployment& deployment : deployments)
        ids.append(deployment.id);
    QSet<model::DeploymentId> seen;
    ATALAYA_CHECK(forEachIn(handle, "SELECT id FROM deployment WHERE id IN ", {}, ids,
                            [&seen](const Statement& row) { seen.insert(row.id<model::DeploymentId>(0)); }));
    QList<model::Deployment> fresh;
    for (const model::Deployment& deployment : deployments) {
        if (seen.contains(deployment.id))
            continue;
        seen.insert(deployment.id);
        fresh.append(deployment);
    }
    return fresh;
}

} // namespace

Status DeploymentRepository::add(Transaction& transaction, const QList<model::Deployment>& deployments,
                                 const QList<model::Change>& changes)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    Sequence sequence(handle);
    DeploymentInsert rows(handle, sequence);
    ATALAYA_TRY(const QList<model::Deployment> fresh, newDeployments(handle, deployments));
    for (const model::Deployment& deployment : fresh) {
        ATALAYA_TRY(const qint64 service, services.idOf(deployment.service));
        ATALAYA_CHECK(rows.add(service, deployment));
        services.markAdded(service);
    }
    ATALAYA_CHECK(rows.flush()); // the changes look at them
    ATALAYA_CHECK(mergeChanges(transaction, services, sequence, changes));
    ATALAYA_CHECK(sequence.finish());
    return services.finish();
}

Status DeploymentRepository::putFixes(Transaction& transaction, const QHash<model::DeploymentId, QString>& fixes)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    QList<std::pair<model::DeploymentId, QString>> outdated;
    ATALAYA_CHECK(forEachIn(handle, "SELECT id, fixes, service_id FROM deployment WHERE id IN ", {}, fixes.keys(),
                            [&](const Statement& row) {
                                const auto id = row.id<model::DeploymentId>(0);
                                const QString wanted = fixes.value(id);
                                if (row.text(1) == wanted)
                                    return;
                                outdated.append({id, wanted});
                                services.markRewritten(row.integer(2));
                            }));
    ATALAYA_TRY(Statement update, handle.prepare("UPDATE deployment SET fixes = ? WHERE id = ?"));
    for (const auto& [id, wanted] : std::as_const(outdated))
        ATALAYA_CHECK(update.bind(wanted, id).run());
    return services.finish();
}

Status DeploymentRepository::putIncidents(Transaction& transaction, const QList<model::Incident>& incidents,
                                          const QList<model::IncidentId>& gone)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    QMap<model::IncidentId, model::Incident> wanted; // the last of each id
    for (const model::Incident& incident : incidents)
        wanted.insert(incident.id, incident);
    for (const model::IncidentId id : gone)
        wanted.remove(id);

    QList<model::IncidentId> outdated;
    ATALAYA_TRY(const ServiceNames names, ServiceNames::read(handle));
    ATALAYA_CHECK(forEachIn(handle, QByteArray("SELECT ") + kIncidentColumns + " FROM incident i WHERE i.id IN ", {},
                            wanted.keys() + gone, [&](const Statement& row) {
                                const model::Incident stored = readIncident(row, names.nameOf(row.integer(7)));
                                const auto put = wanted.constFind(stored.id);
                                if (put != wanted.cend() && *put == stored) {
                                    wanted.erase(put);
                                    return;
                                }
                                outdated.append(stored.id);
                                services.markRewritten(row.integer(7));
                            }));
    ATALAYA_CHECK(runIn(handle, "DELETE FROM incident WHERE id IN ", {}, outdated));
    BulkInsert rows(
        handle,
        "INSERT INTO incident (id, service_id, environment, title, detected, resolved, stated_cause, dedup_key, "
        "known)",
        9);
    for (const model::Incident& incident : std::as_const(wanted)) {
        ATALAYA_TRY(const qint64 service, services.idOf(incident.service));
        ATALAYA_CHECK(rows.add(incident.id, service, incident.environment, incident.title, incident.detected,
                               incident.resolved, incident.statedCause, incident.dedupKey, incident.known));
        services.markRewritten(service);
    }
    ATALAYA_CHECK(rows.flush());
    return services.finish();
}

Status DeploymentRepository::clear(Transaction& transaction)
{
    Connection::Handle& handle = transaction.handle();
    for (const char* sql : {"DELETE FROM git_left_out", "DELETE FROM git_revert", "DELETE FROM incident",
                            "DELETE FROM change_item", "DELETE FROM deployment",
                            "UPDATE service SET version = 0, rewritten = 0"}) { // hidden until it has rows again
        ATALAYA_TRY(Statement statement, handle.prepare(sql));
        ATALAYA_TRY(const qint64 changed, statement.run());
        if (changed > 0)
            transaction.markChanged();
    }
    return ok();
}

} // namespace atalaya::store
