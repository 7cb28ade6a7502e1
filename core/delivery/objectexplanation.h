// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

namespace atalaya::delivery {

/// How one object counts in one figure: one of the five metrics or, for an incident, also time_to_restore and time_to_detect.
struct Standing {
    QString figure;
    bool numerator = false;
    bool denominator = false;
    /// Why it is not in the numerator; empty when it is. Of the object: outside_window, other_service, other_team,
    /// other_environment, not_successful, baseline, no_changes, clock_skew, not_shipped, left_out, unjudged, no_cause_edge, not_failed, open,
    /// no_fix_edge, unattributed, rejected_edge, other_kind; or counts_deployments, counts_changes: the figure is of other things.
    QString reason;
    std::optional<double> valueHours; ///< what it adds to a figure of durations; of a deployment's lead times the median
};

/// How a deployment, a change or an incident came into each figure under a query, or why not.
struct ObjectExplanation {
    enum class Kind { Deployment, Change, Incident };
    Kind kind = Kind::Deployment;
    QString id;    ///< of a change "service@sha"
    QString label; ///< what a person calls it
    QString sentence;
    Window window;
    int rulesVersion = 0;
    qint64 dataVersion = 0;
    /// The deployment by which a change or an incident counts: what shipped it, what is blamed for it. Null without, and for a
    /// deployment itself.
    model::DeploymentId through;
    QList<Standing> standings;
    struct EdgeStanding {
        model::RemediationEdge edge;
        QString reason; ///< why it does not count: rejected_edge, other_kind; empty when it does
    };
    /// Every edge at it that was known by asOf.
    QList<EdgeStanding> edges;
};

/// deployment, change, incident.
QString objectKindName(ObjectExplanation::Kind kind);
QJsonObject toJson(const ObjectExplanation& explanation);

} // namespace atalaya::delivery
