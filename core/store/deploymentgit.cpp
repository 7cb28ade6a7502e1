// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deploymentrepository.h"
#include "store/sql/changemerge.h"

#include <QSet>

#include <set>
#include <vector>

namespace atalaya::store {

namespace {

using RevertPair = std::pair<QString, QString>;

/// Stand-ins have no names; those of one moment follow each other by their sequences. So one can only stay as it is when all that
/// come before it in its moment stay, too.
class StandInOrder
{
public:
    explicit StandInOrder(const QList<model::Deployment>& deployments)
    {
        QHash<qint64, qsizetype> counts;
        for (const model::Deployment& deployment : deployments) {
            if (model::isProxy(deployment.source))
                m_places.insert(deployment.id, counts[toMs(deployment.finished)]++);
        }
    }

    /// Whether the row may stay; rows are asked by their sequence.
    bool isNext(const model::Deployment& stored)
    {
        if (!model::isProxy(stored.source))
            return true;
        qsizetype& kept = m_kept[toMs(stored.finished)];
        if (m_places.value(stored.id, -1) != kept)
            return false;
        ++kept;
        return true;
    }

private:
    QHash<model::DeploymentId, qsizetype> m_places; ///< within their moment
    QHash<qint64, qsizetype> m_kept;                ///< of each moment
};

/// Brings the rows of one service to what its git repository gives now. Rows that stay are not touched, so that who has
/// read them before needs only the new ones; a change that ships becomes a new row for the same reason.
class GitReplacement
{
public:
    GitReplacement(Transaction& transaction, const QString& service)
        : m_handle(transaction.handle()), m_name(service), m_services(transaction), m_sequence(m_handle)
    {
    }

    Status run(const QList<model::Deployment>& deployments, const QList<RevertFact>& reverts,
               const std::function<Result<QList<model::Change>>()>& changes, const DeploymentRepository::Stays& stays);

private:
    Status putDeployments(const QList<model::Deployment>& deployments);
    Status lookAtChanges(const DeploymentRepository::Stays& stays);
    Status putChanges(const std::function<Result<QList<model::Change>>()>& changes);
    Status putPiece(const QList<model::Change>& piece, ChangeInsert& rows);
    Status removeOtherChanges();
    Status putReverts(const QList<RevertFact>& reverts);
    Status markIfNew();
    void replaced(bool wasShipped)
    {
        if (!wasShipped)
            m_services.markAdded(m_service); // nobody has read it among the shipped ones
        else
            m_services.markRewritten(m_service);
    }

    Connection::Handle& m_handle;
    const QString m_name;
    ServiceChanges m_services;
    Sequence m_sequence;
    qint64 m_service = 0;
    qint64 m_firstNew = 0;
    std::vector<std::pair<qint64, bool>> m_open; // of the repository's changes before: sequence, whether it was shipped
    QSet<qint64> m_settled;                      // sequences of those that were met again
};

Status GitReplacement::run(const QList<model::Deployment>& deployments, const QList<RevertFact>& reverts,
                           const std::function<Result<QList<model::Change>>()>& changes,
                           const DeploymentRepository::Stays& stays)
{
    ATALAYA_TRY(m_service, m_services.idOf(m_name));
    ATALAYA_CHECK(putDeployments(deployments));
    ATALAYA_CHECK(lookAtChanges(stays));
    ATALAYA_CHECK(putChanges(changes));
    ATALAYA_CHECK(putReverts(reverts));
    ATALAYA_CHECK(markIfNew());
    ATALAYA_CHECK(m_sequence.finish());
    return m_services.finish();
}

Status GitReplacement::putDeployments(const QList<model::Deployment>& deployments)
{
    QMap<model::DeploymentId, model::Deployment> wanted;
    QList<model::DeploymentId> order;
    for (const model::Deployment& deployment : deployments) {
        if (!wanted.contains(deployment.id))
            order.append(deployment.id);
        wanted.insert(deployment.id, deployment);
    }
    StandInOrder standIns(deployments);
    QList<qint64> outdated;
    DeploymentTexts texts;
    {
        ATALAYA_TRY(Statement rows, m_handle.prepare(QByteArray("SELECT ") + kDeploymentColumns +
                                                     " FROM deployment d WHERE d.service_id = ? ORDER BY d.sequence"));
        rows.bind(m_service);
        for (;;) {
            ATALAYA_TRY(const bool found, rows.next());
            if (!found)
                break;
            const model::Deployment stored = readDeployment(rows, m_name, texts);
            const auto now = wanted.constFind(stored.id);
            if (now == wanted.cend() && stored.source == model::DeploymentSource::PhaseEvent)
                continue;
            if (now != wanted.cend() && *now == stored && standIns.isNext(stored))
                wanted.erase(now);
            else
                outdated.append(rows.integer(0));
        }
    }
    if (!outdated.isEmpty())
        m_services.markRewritten(m_service);
    ATALAYA_CHECK(runIn(m_handle, "DELETE FROM deployment WHERE service_id = ? AND sequence IN ", {sqlValue(m_service)},
                        outdated));
    DeploymentInsert inserts(m_handle, m_sequence);
    for (const model::DeploymentId id : std::as_const(order)) {
        if (const auto added = wanted.constFind(id); added != wanted.cend()) {
            ATALAYA_CHECK(inserts.add(m_service, *added));
            m_services.markAdded(m_service);
        }
    }
    return inserts.flush();
}

Status GitReplacement::lookAtChanges(const DeploymentRepository::Stays& stays)
{
    ATALAYA_TRY(Statement rows, m_handle.prepare("SELECT sequence, deployment_id, sha, line_count, file_count "
                                                 "FROM change_item WHERE service_id = ? AND origin = ?"));
    rows.bind(m_service, int(ChangeOrigin::Git));
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return ok();
        const auto deployment = rows.id<model::DeploymentId>(1);
        if (!stays || !stays({rows.text(2), deployment, rows.optional<int>(3), rows.optional<int>(4)}))
            m_open.emplace_back(rows.integer(0), !deployment.isNull());
    }
}

Status GitReplacement::putChanges(const std::function<Result<QList<model::Change>>()>& changes)
{
    ATALAYA_TRY(m_firstNew, m_sequence.peek());
    ChangeInsert rows(m_handle, m_sequence);
    for (;;) {
        ATALAYA_TRY(const QList<model::Change> piece, changes());
        if (piece.isEmpty())
            break;
        ATALAYA_CHECK(putPiece(piece, rows));
        ATALAYA_CHECK(rows.flush()); // the next piece may repeat one of these
    }
    return removeOtherChanges();
}

Status GitReplacement::putPiece(const QList<model::Change>& piece, ChangeInsert& rows)
{
    QStringList shas;
    for (const model::Change& change : piece)
        shas.append(change.sha);
    ATALAYA_TRY(const StoredChanges stored, storedChanges(m_handle, m_service, m_name, shas));
    QSet<QString> seen;
    QList<qint64> outdated;
    QList<const model::Change*> added;
    for (const model::Change& change : piece) {
        if (seen.contains(change.sha))
            continue;
        seen.insert(change.sha);
        const auto before = stored.constFind(change.sha);
        if (before != stored.cend()) {
            if (before->sequence >= m_firstNew || m_settled.contains(before->sequence))
                continue; // an earlier piece had it
            m_settled.insert(before->sequence);
            if (before->origin == ChangeOrigin::Git && before->change == change)
                continue;
            outdated.append(before->sequence);
            replaced(!before->change.deployment.isNull());
        }
        added.append(&change);
    }
    ATALAYA_CHECK(runIn(m_handle, "DELETE FROM change_item WHERE service_id = ? AND sequence IN ",
                        {sqlValue(m_service)}, outdated));
    for (const model::Change* change : std::as_const(added)) {
        ATALAYA_CHECK(rows.add(m_service, ChangeOrigin::Git, *change));
        m_services.markAdded(m_service);
    }
    return ok();
}

Status GitReplacement::removeOtherChanges()
{
    QList<qint64> gone;
    for (const auto& [sequence, wasShipped] : m_open) {
        if (m_settled.contains(sequence))
            continue;
        gone.append(sequence);
        replaced(wasShipped);
    }
    return runIn(m_handle, "DELETE FROM change_item WHERE service_id = ? AND sequence IN ", {sqlValue(m_service)},
                 gone);
}

Status GitReplacement::putReverts(const QList<RevertFact>& reverts)
{
    std::set<RevertPair> wanted;
    for (const RevertFact& revert : reverts)
        wanted.emplace(revert.reverting, revert.reverted);
    std::set<RevertPair> stored;
    {
        ATALAYA_TRY(Statement rows,
                    m_handle.prepare("SELECT reverting, reverted FROM git_revert WHERE service_id = ?"));
        rows.bind(m_service);
        for (;;) {
            ATALAYA_TRY(const bool found, rows.next());
            if (!found)
                break;
            stored.emplace(rows.text(0), rows.text(1));
        }
    }
    if (stored == wanted)
        return ok();
    m_services.markRewritten(m_service);
    ATALAYA_TRY(Statement remove, m_handle.prepare("DELETE FROM git_revert WHERE service_id = ?"));
    ATALAYA_CHECK(remove.bind(m_service).run());
    BulkInsert rows(m_handle, "INSERT INTO git_revert (service_id, reverting, reverted)", 3);
    for (const RevertPair& pair : wanted)
        ATALAYA_CHECK(rows.add(m_service, pair.first, pair.second));
    return rows.flush();
}

// A repository in which nothing was deployed is a service, too.
Status GitReplacement::markIfNew()
{
    ATALAYA_TRY(Statement row, m_handle.prepare("SELECT version FROM service WHERE id = ?"));
    ATALAYA_CHECK(row.bind(m_service).next());
    if (row.integer(0) == 0)
        m_services.markAdded(m_service);
    return ok();
}

} // namespace

Status DeploymentRepository::replaceGit(Transaction& transaction, const QString& service,
                                        const QList<model::Deployment>& deployments, const QList<RevertFact>& reverts,
                                        const std::function<Result<QList<model::Change>>()>& changes, const Stays& stays)
{
    return GitReplacement(transaction, service).run(deployments, reverts, changes, stays);
}

Status DeploymentRepository::putLeftOut(Transaction& transaction, const QString& service, std::optional<Instant> first)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    ATALAYA_TRY(const qint64 id, services.idOf(service));
    std::optional<Instant> before;
    {
        ATALAYA_TRY(Statement row, handle.prepare("SELECT first FROM git_left_out WHERE service_id = ?"));
        ATALAYA_TRY(const bool found, row.bind(id).next());
        if (found)
            before = row.instant(0);
    }
    if (before == first)
        return ok();
    ATALAYA_TRY(Statement remove, handle.prepare("DELETE FROM git_left_out WHERE service_id = ?"));
    ATALAYA_CHECK(remove.bind(id).run());
    if (first) {
        ATALAYA_TRY(Statement add, handle.prepare("INSERT INTO git_left_out (service_id, first) VALUES (?, ?)"));
        ATALAYA_CHECK(add.bind(id, *first).run());
    }
    services.markRewritten(id);
    return services.finish();
}

} // namespace atalaya::store
