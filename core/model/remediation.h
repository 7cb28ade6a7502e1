// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident.h"

#include <QFlags>

namespace atalaya::model {

using EdgeId = StrongId<struct EdgeTag>;

/// In order of precedence: when several say why a deployment failed, the first counts it.
enum class EdgeKind : quint8 { Manual = 1, Revert = 2, Rollback = 4, Hotfix = 8, Incident = 16 };
Q_DECLARE_FLAGS(EdgeKinds, EdgeKind)
inline constexpr EdgeKind kEdgeKinds[] = {EdgeKind::Manual, EdgeKind::Revert, EdgeKind::Rollback, EdgeKind::Hotfix,
                                          EdgeKind::Incident};
constexpr EdgeKinds allEdgeKinds() { return EdgeKinds::fromInt(31); }

enum class EdgeState : quint8 { Proposed, Accepted, Rejected };

QString edgeKindName(EdgeKind kind);
std::optional<EdgeKind> edgeKindFromName(QStringView name);
QString edgeStateName(EdgeState state);

/// "`fix` repaired what `cause` broke": an arrow from a deployment to the earlier one that it answers. An edge of an
/// incident may have no fix deployment; then the incident's own resolution is the recovery.
struct RemediationEdge {
    EdgeId id;
    DeploymentId cause;
    DeploymentId fix;    ///< null when no deployment repaired it
    IncidentId incident; ///< null unless kind is Incident
    EdgeKind kind = EdgeKind::Manual;
    EdgeState state = EdgeState::Proposed;
    double confidence = 1; ///< 0..1, set by the rule
    /// When the edge could first be known: the fix finished, or the incident was detected.
    Instant known;
    QString evidence; ///< what the rule saw, in one line: "reverts 4be1c02, shipped in 2.14.0"
};

EdgeId edgeId(EdgeKind kind, DeploymentId cause, DeploymentId fix, IncidentId incident);

} // namespace atalaya::model

Q_DECLARE_OPERATORS_FOR_FLAGS(atalaya::model::EdgeKinds)
