// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "base/result.h"
#include "model/deployment.h"
#include "model/remediation.h"

#include <QStringList>
#include <QTimeZone>

#include <optional>

namespace atalaya::delivery {

enum class Metric { DeploymentFrequency, ChangeLeadTime, ChangeFailRate, FailedDeploymentRecoveryTime, DeploymentReworkRate };
inline constexpr Metric kMetrics[] = {Metric::DeploymentFrequency, Metric::ChangeLeadTime, Metric::ChangeFailRate,
                                      Metric::FailedDeploymentRecoveryTime, Metric::DeploymentReworkRate};
/// "deployment_frequency" and so on: the names of contract/delivery-api.md.
QString metricName(Metric metric);
std::optional<Metric> metricFromName(QStringView name);

enum class Bucket { Day, Week, Month, Quarter, Year };
QString bucketName(Bucket bucket);
std::optional<Bucket> bucketFromName(QStringView name);

/// What a figure is asked of. The same everywhere: console, API, command line.
struct Query {
    QStringList services; ///< empty: every service
    /// Compared without regard to case; "production" also takes what the tier says is production. Empty: any.
    QString environment = QStringLiteral("production");
    QString team; ///< empty: any
    /// [from, to) on `finished`. Without from: since the first deployment of the selection. Without to: up to asOf.
    std::optional<Instant> from;
    std::optional<Instant> to;
    /// Nothing later is seen, so a figure can be reproduced.
    Instant asOf;
    model::EdgeKinds kinds = model::allEdgeKinds();
    /// Only decides where days, weeks and months begin.
    QTimeZone timeZone = QTimeZone::utc();

    bool operator==(const Query&) const = default;
};

/// InvalidInput when the window ends before it begins, or begins after asOf, or the time zone is not one.
Status validate(const Query& query);
/// Whether the query's environment takes one that is named `environment`.
bool takesEnvironment(const Query& query, const QString& environment);
/// Whether the query's filters and window take a deployment, successful or not. asOf is not looked at.
bool takes(const Query& query, const model::Deployment& deployment);
/// Environments of one group see the same deployments: every name that means production is "production", any other name
/// stands for itself, without regard to case.
QString environmentGroup(const QString& environment);

/// The rules by which deployments are judged; every figure names their version.
struct Rules {
    int version = 1;
    Milliseconds observation = std::chrono::days(7);    ///< younger deployments are not judged yet
    Milliseconds incidentWindow = std::chrono::hours(24); ///< how long after a deployment an incident may be its fault
    Milliseconds hotfixWindow = std::chrono::days(7);   ///< how soon the next patch version counts as a hotfix
    /// Versions that are deployments: group 1 is the release line's prefix, group 2 the dotted number.
    QString tagPattern = QStringLiteral(R"(^((?:[A-Za-z][A-Za-z0-9]*[-_/])?)v?(\d+(?:\.\d+){1,3})$)");
    /// After a rollback to T: blame the first deployment after T (default), or the last before the rollback.
    bool rollbackBlamesLast = false;

    bool operator==(const Rules&) const = default;
};

} // namespace atalaya::delivery
