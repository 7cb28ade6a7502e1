// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/intake.h"

#include "ingest/eventfold.h"
#include "ingest/git/gitprojection.h"
#include "model/rollback.h"

#include <QCoreApplication>

#include <set>

namespace atalaya::ingest {

namespace {

using model::PhaseEvent;
using store::DeploymentRepository;
using store::EventRepository;
using store::Transaction;

constexpr qsizetype kPiece = 1'000;

/// Folds events, piece by piece, as they come: each into its deployment and change, and the cycles that they belong to
/// into incidents.
class Folding
{
public:
    explicit Folding(Transaction& transaction) : m_transaction(transaction) {}

    Status add(const PhaseEvent& event)
    {
        if (event.phase == model::Phase::Deployment) {
            m_deployments.append(deploymentOf(event));
            if (auto change = changeOf(event))
                m_changes.append(*std::move(change));
        }
        if (concernsIncidents(event))
            m_cycles.emplace(serviceOf(event), environmentOf(event), event.cycleId);
        return ++m_pending < kPiece ? ok() : finish();
    }

    Status finish()
    {
        EventRepository events(m_transaction);
        QList<model::Incident> incidents;
        QHash<model::DeploymentId, QString> fixes;
        for (const auto& [service, environment, cycle] : m_cycles) {
            ATALAYA_TRY(const QList<PhaseEvent> ofCycle, events.ofCycle(service, environment, cycle));
            if (auto incident = incidentOf(ofCycle))
                incidents.append(*std::move(incident));
            addRollbacks(ofCycle, fixes);
        }
        for (model::Deployment& deployment : m_deployments)
            deployment.fixes = fixes.value(deployment.id, deployment.fixes);
        ATALAYA_CHECK(DeploymentRepository::add(m_transaction, m_deployments, m_changes));
        ATALAYA_CHECK(DeploymentRepository::putFixes(m_transaction, fixes)); // of those that were there before
        ATALAYA_CHECK(DeploymentRepository::putIncidents(m_transaction, incidents));
        m_deployments.clear();
        m_changes.clear();
        m_cycles.clear();
        m_pending = 0;
        return ok();
    }

private:
    /// What the rollbacks of a cycle take back; a sender that names what a deployment fixes knows better.
    static void addRollbacks(const QList<PhaseEvent>& ofCycle, QHash<model::DeploymentId, QString>& fixes)
    {
        const QHash<model::DeploymentId, model::DeploymentId> takenBack = rollbacksOf(ofCycle);
        if (takenBack.isEmpty())
            return;
        for (const PhaseEvent& event : ofCycle) {
            const model::Deployment deployment = deploymentOf(event);
            const auto found = takenBack.constFind(deployment.id);
            if (found != takenBack.cend() && deployment.fixes.isEmpty())
                fixes.insert(deployment.id, model::rollbackOf(*found));
        }
    }

    Transaction& m_transaction;
    QList<model::Deployment> m_deployments;
    QList<model::Change> m_changes;
    std::set<std::tuple<QString, QString, QString>> m_cycles;
    qsizetype m_pending = 0;
};

} // namespace

Result<EventRepository::Inserted> takeIn(Transaction& transaction, const QList<PhaseEvent>& events)
{
    ATALAYA_TRY(EventRepository::Inserted inserted, EventRepository::insert(transaction, events));
    Folding folding(transaction);
    for (const qsizetype index : std::as_const(inserted.newIndexes))
        ATALAYA_CHECK(folding.add(events[index]));
    ATALAYA_CHECK(folding.finish());
    return inserted;
}

Status rebuild(Transaction& transaction, StopToken stop, const Progress& progress)
{
    const QString step = QCoreApplication::translate("Intake", "Rebuilding");
    ATALAYA_CHECK(DeploymentRepository::clear(transaction));
    Folding folding(transaction);
    qint64 done = 0;
    ATALAYA_CHECK(EventRepository(transaction).forEachSent([&](const PhaseEvent& event) -> Status {
        if (stop.stop_requested())
            return Cancelled{};
        if (++done % kPiece == 0)
            report(progress, step, done, 0);
        return folding.add(event);
    }));
    ATALAYA_CHECK(folding.finish());
    ATALAYA_TRY(const QList<store::GitSource> sources, store::GitRepository(transaction).sources());
    for (const store::GitSource& source : sources) {
        report(progress, step, ++done, 0);
        ATALAYA_CHECK(projectGit(transaction, source, stop));
    }
    return ok();
}

} // namespace atalaya::ingest
