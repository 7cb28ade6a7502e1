// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/rows.h"

#include "base/json.h"
#include "model/names.h"

#include <QJsonArray>

#include <algorithm>

namespace atalaya::delivery {

namespace {

constexpr model::Names<Outcome, 4> kOutcomes{{{
    {Outcome::Healthy, QLatin1String("healthy")},
    {Outcome::Failed, QLatin1String("failed")},
    {Outcome::TooNew, QLatin1String("too-new")},
    {Outcome::NotSuccessful, QLatin1String("not-successful")},
}}};

QJsonObject deploymentJson(const model::Deployment& deployment)
{
    return {{QStringLiteral("id"), deployment.id.text()},
            {QStringLiteral("service"), deployment.service},
            {QStringLiteral("environment"), deployment.environment},
            {QStringLiteral("tier"), model::tierName(model::tierOfEnvironment(deployment.environment))},
            {QStringLiteral("team"), jsonOf(deployment.team)},
            {QStringLiteral("version"), jsonOf(deployment.version)},
            {QStringLiteral("sha"), jsonOf(deployment.sha)},
            {QStringLiteral("started"), jsonOf(deployment.started)},
            {QStringLiteral("finished"), toIso(deployment.finished)},
            {QStringLiteral("status"), model::statusName(deployment.status)},
            {QStringLiteral("source"), model::sourceName(deployment.source)},
            {QStringLiteral("proxy"), model::isProxy(deployment.source)}};
}

QJsonArray edgesJson(const QList<model::RemediationEdge>& edges)
{
    QJsonArray array;
    for (const model::RemediationEdge& edge : edges)
        array.append(toJson(edge));
    return array;
}

} // namespace

QString outcomeName(Outcome outcome) { return kOutcomes.of(outcome); }

std::optional<model::Incident> DeploymentDetail::incident(model::IncidentId id) const
{
    const auto found =
        std::find_if(incidents.begin(), incidents.end(), [id](const model::Incident& incident) { return incident.id == id; });
    return found == incidents.end() ? std::nullopt : std::optional(*found);
}

QJsonObject toJson(const DeploymentRow& row)
{
    QJsonObject object = deploymentJson(row.deployment);
    object.insert(QStringLiteral("outcome"), outcomeName(row.outcome));
    object.insert(QStringLiteral("baseline"), row.baseline);
    object.insert(QStringLiteral("changes"), row.changes);
    object.insert(QStringLiteral("lead_time_p50_hours"), jsonOf(row.leadTimeP50Hours));
    object.insert(QStringLiteral("recovery_hours"), jsonOf(row.recoveryHours));
    object.insert(QStringLiteral("blamed_by"), edgesJson(row.blamedBy));
    object.insert(QStringLiteral("repairs"), edgesJson(row.repairs));
    return object;
}

QJsonObject toJson(const DeploymentDetail& detail)
{
    QJsonObject object = toJson(detail.row);
    QJsonArray neighbours, incidents;
    for (const model::Deployment& neighbour : detail.neighbours)
        neighbours.append(deploymentJson(neighbour));
    for (const model::Incident& incident : detail.incidents)
        incidents.append(toJson(incident));
    object.insert(QStringLiteral("neighbours"), neighbours);
    object.insert(QStringLiteral("incidents"), incidents);
    return object;
}

QJsonObject toJson(const model::Change& change)
{
    const auto count = [](std::optional<int> value) { return value ? QJsonValue(*value) : QJsonValue(); };
    return {{QStringLiteral("id"), QString(change.service + u'@' + change.sha)},
            {QStringLiteral("service"), change.service},
            {QStringLiteral("sha"), change.sha},
            {QStringLiteral("deployment"), change.deployment.isNull() ? QJsonValue() : QJsonValue(change.deployment.text())},
            {QStringLiteral("authored"), toIso(change.authored)},
            {QStringLiteral("committed"), toIso(change.committed)},
            {QStringLiteral("subject"), jsonOf(change.subject)},
            {QStringLiteral("lines"), count(change.lines)},
            {QStringLiteral("files"), count(change.files)}};
}

QJsonObject toJson(const model::Incident& incident)
{
    return {{QStringLiteral("id"), incident.id.text()},
            {QStringLiteral("service"), incident.service},
            {QStringLiteral("environment"), incident.environment},
            {QStringLiteral("title"), jsonOf(incident.title)},
            {QStringLiteral("detected"), toIso(incident.detected)},
            {QStringLiteral("resolved"), jsonOf(incident.resolved)},
            {QStringLiteral("stated_cause"),
             incident.statedCause.isNull() ? QJsonValue() : QJsonValue(incident.statedCause.text())}};
}

QJsonObject toJson(const ServiceRow& row)
{
    return {{QStringLiteral("name"), row.name},
            {QStringLiteral("deployments"), row.deployments},
            {QStringLiteral("last_deployment"), jsonOf(row.lastDeployment)},
            {QStringLiteral("teams"), QJsonArray::fromStringList(row.teams)},
            {QStringLiteral("environments"), QJsonArray::fromStringList(row.environments)}};
}

} // namespace atalaya::delivery
