// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "base/strongid.h"

#include <QString>

#include <optional>

namespace atalaya::model {

using DeploymentId = StrongId<struct DeploymentTag>;

enum class Tier { Production, Staging, Testing, Development, Other };
enum class DeploymentStatus { Success, Failed, Cancelled, Pending };
/// Where a deployment was read from; the two git proxies stand in where a repository has no release tags.
enum class DeploymentSource { PhaseEvent, GitTag, GitMergeProxy, GitCommitProxy };

QString tierName(Tier tier);
/// production, prod, live → Production and so on; anything else Other.
Tier tierOfEnvironment(QStringView environment);
QString statusName(DeploymentStatus status);
QString sourceName(DeploymentSource source);
std::optional<DeploymentStatus> statusFromName(QStringView name);
constexpr bool isProxy(DeploymentSource source)
{
    return source == DeploymentSource::GitMergeProxy || source == DeploymentSource::GitCommitProxy;
}

/// One run that put a version of a service into an environment.
struct Deployment {
    DeploymentId id;
    QString service;
    QString environment; ///< as the source names it; "production" from git tags
    QString team;        ///< empty when not known
    QString version;     ///< tag name or what the source calls it; may be empty
    QString sha;         ///< full hex; empty when not known
    std::optional<Instant> started;
    Instant finished;
    DeploymentStatus status = DeploymentStatus::Success;
    DeploymentSource source = DeploymentSource::PhaseEvent;
    /// One deployment per (service, environment, dedupKey).
    QString dedupKey;
    /// What the source says this deployment repairs: a version, sha, cycle or deployment id. Empty mostly.
    QString fixes;

    bool operator==(const Deployment&) const = default;
};

DeploymentId deploymentId(const QString& service, const QString& environment, const QString& dedupKey);

} // namespace atalaya::model
