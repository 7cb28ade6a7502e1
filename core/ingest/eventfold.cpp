// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/eventfold.h"

#include <algorithm>
#include <cmath>

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
    return (event.phase == Phase::Recovery || event.phase == Phase::Maintenance) && model::isRestored(event.decision);
}

void keepFirst(std::optional<Instant>& first, Instant instant)
{
    first = first ? std::min(*first, instant) : instant;
}

std::optional<Instant> detectionOf(const QList<PhaseEvent>& events)
{
    std::optional<Instant> reported, inferred;
    for (const PhaseEvent& event : events) {
        if (event.phase == Phase::Incident || (event.phase == Phase::Deployment && event.decision == Decision::Rollback))
            keepFirst(reported, event.createdAt);
        else if (event.phase == Phase::Recovery && isRestoration(event))
            keepFirst(inferred, begunAt(event));
    }
    return reported ? reported : inferred;
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

std::optional<model::Incident> incidentOf(const QList<PhaseEvent>& eventsOfCycle)
{
    const std::optional<Instant> detected = detectionOf(eventsOfCycle);
    if (!detected)
        return std::nullopt;
    const PhaseEvent& any = eventsOfCycle.first();
    model::Incident incident;
    incident.service = serviceOf(any);
    incident.environment = environmentOf(any);
    incident.title = any.cycleId;
    incident.dedupKey = any.cycleId;
    incident.id = model::incidentId(incident.service, incident.environment, incident.dedupKey);
    incident.detected = *detected;
    std::optional<Deployment> cause;
    for (const PhaseEvent& event : eventsOfCycle) {
        if (isRestoration(event) && event.createdAt >= *detected)
            incident.resolved = incident.resolved ? std::max(*incident.resolved, event.createdAt) : event.createdAt;
        if (event.phase != Phase::Deployment || event.createdAt > *detected)
            continue;
        const Deployment deployment = deploymentOf(event);
        if (deployment.status != DeploymentStatus::Success)
            continue;
        if (!cause || std::tie(cause->finished, cause->id) < std::tie(deployment.finished, deployment.id))
            cause = deployment;
    }
    if (cause)
        incident.statedCause = cause->id;
    return incident;
}

bool concernsIncidents(const PhaseEvent& event)
{
    return event.phase == Phase::Deployment || event.phase == Phase::Incident || event.phase == Phase::Recovery ||
           event.phase == Phase::Maintenance;
}

} // namespace atalaya::ingest
