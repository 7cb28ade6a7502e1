// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/eventfold.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

namespace atalaya::ingest {

namespace {

using model::Decision;
using model::Deployment;
using model::DeploymentStatus;
using model::Phase;
using model::PhaseEvent;

/// A member of the metadata that is a text (or a number, as version 7 may be) of a length that fits a name.
QString text(const PhaseEvent& event, QLatin1String member)
{
    const QJsonValue value = event.metadata.value(member);
    const QString text = value.isDouble() ? value.toVariant().toString() : value.toString();
    const QString trimmed = text.trimmed();
    return trimmed.size() > PhaseEvent::kMaxText || trimmed.contains(QChar(u'\0')) ? QString() : trimmed;
}

DeploymentStatus statusOf(Decision decision)
{
    switch (decision) {
    case Decision::Failed:
        return DeploymentStatus::Failed;
    case Decision::NoGo:
    case Decision::Rejected:
        return DeploymentStatus::Cancelled;
    case Decision::Pending:
        return DeploymentStatus::Pending;
    case Decision::Go:
    case Decision::Approved:
    case Decision::Success:
    case Decision::Rollback:
    case Decision::Resolved: // a deployment that resolved or fixed something went live
    case Decision::Fixed:
        break;
    }
    return DeploymentStatus::Success;
}

Instant begunAt(const PhaseEvent& event)
{
    return event.createdAt - Milliseconds(std::llround(event.durationSeconds.value_or(0) * 1000));
}

bool isRestoration(const PhaseEvent& event)
{
    return (event.phase == Phase::Recovery || event.phase == Phase::Maintenance || event.phase == Phase::Incident) &&
           model::isRestored(event.decision);
}

bool isRollback(const PhaseEvent& event)
{
    return event.phase == Phase::Deployment && event.decision == Decision::Rollback;
}

/// Successful deployments, oldest first.
class LiveRuns
{
public:
    /// Of a cycle: those that are rollbacks, or the others.
    LiveRuns(const QList<PhaseEvent>& events, bool rollbacks)
    {
        for (const PhaseEvent& event : events) {
            const bool live = event.phase == Phase::Deployment && statusOf(event.decision) == DeploymentStatus::Success;
            if (live && isRollback(event) == rollbacks)
                m_runs.push_back(&event);
        }
        std::sort(m_runs.begin(), m_runs.end(),
                  [](const PhaseEvent* left, const PhaseEvent* right) { return left->createdAt < right->createdAt; });
    }

    /// The latest that had finished by `moment`; null when there is none.
    model::DeploymentId latestBy(Instant moment) const
    {
        const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), moment,
                                            [](Instant wanted, const PhaseEvent* run) { return wanted < run->createdAt; });
        model::DeploymentId latest;
        for (auto run = after; run != m_runs.begin() && (*std::prev(run))->createdAt == (*std::prev(after))->createdAt; --run)
            latest = std::max(latest, deploymentOf(**std::prev(run)).id); // of one moment: whichever order they came in
        return latest;
    }

private:
    std::vector<const PhaseEvent*> m_runs; ///< of the list that it was made of
};

/// What opened the incident of a cycle, for good: its first piece of evidence. Later pieces change nothing, so that what was known
/// by some moment is the same whenever it is asked for.
struct Opening {
    Instant known;
    bool isReport = false; ///< stands before what a restoration of the same moment gives to infer
    Instant detected;

    bool operator<(const Opening& other) const
    {
        return std::tuple(known, !isReport, detected) < std::tuple(other.known, !other.isReport, other.detected);
    }
};

std::optional<Opening> openingOf(const QList<PhaseEvent>& events)
{
    std::optional<Opening> first;
    for (const PhaseEvent& event : events) {
        const bool restores = isRestoration(event);
        const bool isReport = (event.phase == Phase::Incident && !restores) || isRollback(event);
        if (!isReport && (!restores || event.phase == Phase::Maintenance))
            continue;
        const Opening opening{event.createdAt, isReport, isReport ? event.createdAt : begunAt(event)};
        first = first ? std::min(*first, opening) : opening;
    }
    return first;
}

} // namespace

QString serviceOf(const PhaseEvent& event) { return event.project.isEmpty() ? QStringLiteral("default") : event.project; }

QString environmentOf(const PhaseEvent& event)
{
    return event.environment.isEmpty() ? QStringLiteral("production") : event.environment;
}

Deployment deploymentOf(const PhaseEvent& event)
{
    Deployment deployment;
    deployment.service = serviceOf(event);
    deployment.environment = environmentOf(event);
    deployment.team = event.team;
    deployment.version = text(event, QLatin1String("version"));
    if (deployment.version.isEmpty())
        deployment.version = event.cycleId;
    deployment.sha = text(event, QLatin1String("sha"));
    deployment.fixes = text(event, QLatin1String("fixes"));
    deployment.finished = event.createdAt;
    deployment.status = statusOf(event.decision);
    deployment.source = model::DeploymentSource::PhaseEvent;
    deployment.dedupKey = QString::fromLatin1(event.dedupKey.toHex());
    deployment.id = model::deploymentId(deployment.service, deployment.environment, deployment.dedupKey);
    return deployment;
}

std::optional<model::Change> changeOf(const PhaseEvent& event)
{
    if (event.phase != Phase::Deployment || !event.durationSeconds)
        return std::nullopt;
    const Deployment deployment = deploymentOf(event);
    if (isRollback(event) && !deployment.fixes.isEmpty())
        return std::nullopt; // it took that back, and shipped nothing new
    model::Change change;
    change.service = deployment.service;
    change.sha = deployment.sha;
    if (change.sha.isEmpty())
        change.sha = deployment.dedupKey;
    else if (model::tierOfEnvironment(deployment.environment) != model::Tier::Production)
        change.sha += u'@' + deployment.environment;
    if (deployment.status == DeploymentStatus::Success)
        change.deployment = deployment.id;
    change.authored = begunAt(event);
    change.committed = change.authored;
    change.subject = event.featureId;
    return change;
}

QHash<model::DeploymentId, model::DeploymentId> rollbacksOf(const QList<PhaseEvent>& eventsOfCycle)
{
    QHash<model::DeploymentId, model::DeploymentId> takenBack;
    if (std::none_of(eventsOfCycle.begin(), eventsOfCycle.end(), isRollback))
        return takenBack;
    const LiveRuns live(eventsOfCycle, false);
    for (const PhaseEvent& event : eventsOfCycle) {
        const model::DeploymentId before = isRollback(event) ? live.latestBy(event.createdAt) : model::DeploymentId();
        if (!before.isNull())
            takenBack.insert(deploymentOf(event).id, before);
    }
    return takenBack;
}

std::optional<model::Incident> incidentOf(const QList<PhaseEvent>& eventsOfCycle)
{
    const std::optional<Opening> opening = openingOf(eventsOfCycle);
    if (!opening)
        return std::nullopt;
    const PhaseEvent& any = eventsOfCycle.first();
    model::Incident incident;
    incident.service = serviceOf(any);
    incident.environment = environmentOf(any);
    incident.title = any.cycleId;
    incident.dedupKey = any.cycleId;
    incident.id = model::incidentId(incident.service, incident.environment, incident.dedupKey);
    incident.detected = opening->detected;
    incident.known = opening->known;
    const LiveRuns live(eventsOfCycle, false);
    for (const PhaseEvent& event : eventsOfCycle) {
        const bool restores = isRestoration(event) || (isRollback(event) && !live.latestBy(event.createdAt).isNull());
        if (restores && event.createdAt >= opening->known)
            incident.resolved = incident.resolved ? std::min(*incident.resolved, event.createdAt) : event.createdAt;
    }
    incident.statedCause = live.latestBy(incident.detected);
    if (incident.statedCause.isNull())
        incident.statedCause = LiveRuns(eventsOfCycle, true).latestBy(incident.detected);
    return incident;
}

bool concernsIncidents(const PhaseEvent& event)
{
    return event.phase == Phase::Deployment || event.phase == Phase::Incident || event.phase == Phase::Recovery ||
           event.phase == Phase::Maintenance;
}

} // namespace atalaya::ingest
