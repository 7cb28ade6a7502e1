// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deployment.h"

#include "model/incident.h"
#include "model/names.h"
#include "model/remediation.h"
#include "model/token.h"

#include <algorithm>

namespace atalaya::model {

namespace {

constexpr Names<Tier, 5> kTiers{{{
    {Tier::Production, QLatin1String("production")},
    {Tier::Staging, QLatin1String("staging")},
    {Tier::Testing, QLatin1String("testing")},
    {Tier::Development, QLatin1String("development")},
    {Tier::Other, QLatin1String("other")},
}}};

constexpr Names<DeploymentStatus, 4> kStatuses{{{
    {DeploymentStatus::Success, QLatin1String("success")},
    {DeploymentStatus::Failed, QLatin1String("failed")},
    {DeploymentStatus::Cancelled, QLatin1String("cancelled")},
    {DeploymentStatus::Pending, QLatin1String("pending")},
}}};

constexpr Names<DeploymentSource, 4> kSources{{{
    {DeploymentSource::PhaseEvent, QLatin1String("phase-event")},
    {DeploymentSource::GitTag, QLatin1String("git-tag")},
    {DeploymentSource::GitMergeProxy, QLatin1String("git-merge-proxy")},
    {DeploymentSource::GitCommitProxy, QLatin1String("git-commit-proxy")},
}}};

constexpr Names<EdgeKind, 5> kEdgeKindNames{{{
    {EdgeKind::Manual, QLatin1String("manual")},
    {EdgeKind::Revert, QLatin1String("revert")},
    {EdgeKind::Rollback, QLatin1String("rollback")},
    {EdgeKind::Hotfix, QLatin1String("hotfix")},
    {EdgeKind::Incident, QLatin1String("incident")},
}}};

constexpr Names<EdgeState, 3> kEdgeStates{{{
    {EdgeState::Proposed, QLatin1String("proposed")},
    {EdgeState::Accepted, QLatin1String("accepted")},
    {EdgeState::Rejected, QLatin1String("rejected")},
}}};

constexpr Names<Role, 3> kRoles{{{
    {Role::Viewer, QLatin1String("viewer")},
    {Role::Operator, QLatin1String("operator")},
    {Role::Admin, QLatin1String("admin")},
}}};

} // namespace

QString tierName(Tier tier) { return kTiers.of(tier); }
QString statusName(DeploymentStatus status) { return kStatuses.of(status); }
QString sourceName(DeploymentSource source) { return kSources.of(source); }
std::optional<DeploymentStatus> statusFromName(QStringView name) { return kStatuses.find(name); }
QString edgeKindName(EdgeKind kind) { return kEdgeKindNames.of(kind); }
std::optional<EdgeKind> edgeKindFromName(QStringView name) { return kEdgeKindNames.find(name); }
QString edgeStateName(EdgeState state) { return kEdgeStates.of(state); }
QString roleName(Role role) { return kRoles.of(role); }
std::optional<Role> roleFromName(QStringView name) { return kRoles.find(name); }

Tier tierOfEnvironment(QStringView environment)
{
    const QString name = environment.toString().trimmed().toLower();
    const auto is = [&name](std::initializer_list<const char*> words) {
        return std::any_of(words.begin(), words.end(), [&name](const char* word) { return name == QLatin1String(word); });
    };
    if (is({"production", "prod", "live"}))
        return Tier::Production;
    if (is({"staging", "stage", "preprod", "pre-production", "uat"}))
        return Tier::Staging;
    if (is({"testing", "test", "qa"}))
        return Tier::Testing;
    if (is({"development", "dev"}))
        return Tier::Development;
    return Tier::Other;
}

DeploymentId deploymentId(const QString& service, const QString& environment, const QString& dedupKey)
{
    return {contentId({u"deployment", service, environment, dedupKey})};
}

IncidentId incidentId(const QString& service, const QString& environment, const QString& dedupKey)
{
    return {contentId({u"incident", service, environment, dedupKey})};
}

EdgeId edgeId(EdgeKind kind, DeploymentId cause, DeploymentId fix, IncidentId incident)
{
    return {contentId({u"edge", edgeKindName(kind), cause.text(), fix.text(), incident.text()})};
}

} // namespace atalaya::model
