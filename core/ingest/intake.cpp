// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/intake.h"

#include "ingest/eventfold.h"
#include "ingest/git/gitprojection.h"
#include "model/rollback.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <tuple>

namespace atalaya::ingest {

namespace {

using model::PhaseEvent;
using store::DeploymentRepository;
using store::EventRepository;
using store::Transaction;

constexpr qsizetype kPiece = 1'000;
constexpr size_t kMostCycles = 20'000;

} // namespace

/// Folds events as they come: each into its deployment and change, piece by piece, and the cycles that they belong to into
/// incidents. A cycle is read back from the store as a whole, so that is done as late as possible: once for all its events.
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
        if (concernsIncidents(event)) {
            const bool isPlain = event.phase == model::Phase::Deployment && event.decision != model::Decision::Rollback;
            const Instant matters = isPlain ? event.createdAt : Instant::min();
            const auto [cycle, isNew] = m_cycles.try_emplace({serviceOf(event), environmentOf(event), event.cycleId}, matters);
            cycle->second = std::min(cycle->second, matters);
        }
        if (m_cycles.size() >= kMostCycles)
            return finish();
        return ++m_pending < kPiece ? ok() : addDeployments();
    }

    Status finish()
    {
        EventRepository events(m_transaction);
        QList<model::Incident> incidents;
        QHash<model::DeploymentId, QString> fixes;
        for (const auto& [key, matters] : m_cycles) {
            const auto& [service, environment, cycle] = key;
            ATALAYA_TRY(const std::optional<Instant> trouble, events.lastTrouble(service, environment, cycle));
            if (!trouble || matters > *trouble) // nothing to fold, or nothing new: most cycles are so
                continue;
            ATALAYA_TRY(const QList<PhaseEvent> ofCycle, events.ofCycle(service, environment, cycle));
            if (auto incident = incidentOf(ofCycle))
                incidents.append(*std::move(incident));
            addRollbacks(ofCycle, fixes);
        }
        for (model::Deployment& deployment : m_deployments)
            deployment.fixes = fixes.value(deployment.id, deployment.fixes);
        ATALAYA_CHECK(addDeployments());
        ATALAYA_CHECK(DeploymentRepository::putFixes(m_transaction, fixes)); // of those that were there before
        ATALAYA_CHECK(DeploymentRepository::putIncidents(m_transaction, incidents));
        m_cycles.clear();
        return ok();
    }

private:
    Status addDeployments()
    {
        ATALAYA_CHECK(DeploymentRepository::add(m_transaction, m_deployments, m_changes));
        m_deployments.clear();
        m_changes.clear();
        m_pending = 0;
        return ok();
    }

    /// What the rollbacks of a cycle take back; a sender that names what a deployment fixes knows better.
    static void addRollbacks(const QList<PhaseEvent>& ofCycle, QHash<model::DeploymentId, QString>& fixes)
    {
        const QHash<model::DeploymentId, model::DeploymentId> takenBack = rollbacksOf(ofCycle);
        if (takenBack.isEmpty())
            return;
        for (const PhaseEvent& event : ofCycle) {
            if (event.decision != model::Decision::Rollback)
                continue; // takes nothing back
            const model::Deployment deployment = deploymentOf(event);
            const auto found = takenBack.constFind(deployment.id);
            if (found != takenBack.cend() && deployment.fixes.isEmpty())
                fixes.insert(deployment.id, model::rollbackOf(*found));
        }
    }

    Transaction& m_transaction;
    QList<model::Deployment> m_deployments;
    QList<model::Change> m_changes;
    /// Service, environment and cycle, and from when on what is new there may matter: a plain deployment after the last piece of
    /// trouble is blamed for none and taken back by none; anything else always may.
    std::map<std::tuple<QString, QString, QString>, Instant> m_cycles;
    qsizetype m_pending = 0;
};

Intake::Intake(Transaction& transaction) : m_transaction(transaction), m_folding(std::make_unique<Folding>(transaction)) {}

Intake::~Intake() = default;

Result<EventRepository::Inserted> Intake::add(const QList<PhaseEvent>& events)
{
    ATALAYA_TRY(EventRepository::Inserted inserted, EventRepository::insert(m_transaction, events));
    for (const qsizetype index : std::as_const(inserted.newIndexes))
        ATALAYA_CHECK(m_folding->add(events[index]));
    return inserted;
}

Status Intake::finish() { return m_folding->finish(); }

Result<EventRepository::Inserted> takeIn(Transaction& transaction, const QList<PhaseEvent>& events)
{
    Intake intake(transaction);
    ATALAYA_TRY(EventRepository::Inserted inserted, intake.add(events));
    ATALAYA_CHECK(intake.finish());
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
