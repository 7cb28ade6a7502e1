// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

namespace atalaya::delivery {

/// Something that was looked at and left out, and why.
struct Exclusion {
    QString id;
    QString label; ///< what a person calls it: "payments 2.14.0"
    QString reason; ///< unjudged, baseline, clock_skew, open, not_successful, other_environment, rejected_edge
};

/// How a figure came to be: recomputing it from the ids gives the value. With N the numerator ids, D the denominator ids and V the
/// values: frequency is |N| / window days · 7; lead time and recovery time are the median of V; the two rates are |N| / |D|.
struct Explanation {
    Metric metric = Metric::DeploymentFrequency;
    Metrics metrics;
    /// Deployments for frequency, fail rate, recovery, rework; changes ("service@sha") for the lead time.
    QStringList numeratorIds;
    QStringList denominatorIds;
    /// One value an id of the numerator, in hours; for the lead time and the recovery time.
    QList<double> valuesHours;
    QList<Exclusion> excluded;
    /// How many of each there are, listed or not.
    qint64 numeratorTotal = 0, denominatorTotal = 0, excludedTotal = 0;
    QMap<QString, qint64> excludedByReason; ///< adds up to excludedTotal
    QList<model::RemediationEdge> edges;
    /// The same as long as the whole lists, their values and edges are the same; says nothing else.
    quint64 digest = 0;
    /// One sentence a person can check: "8 of 45 judged deployments failed: …"
    QString sentence;
};

QJsonObject toJson(const model::RemediationEdge& edge);
QJsonObject toJson(const Explanation& explanation);

} // namespace atalaya::delivery
