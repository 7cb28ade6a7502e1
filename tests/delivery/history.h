// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/explain.h"
#include "delivery/facts.h"
#include "model/incident.h"

#include <QRandomGenerator>

namespace atalaya::delivery {

/// What the sources said about one service, as the store would hold it.
struct History {
    struct Revert {
        model::DeploymentId fix, cause;
        QString reverted;
    };
    QString service;
    QList<model::Deployment> deployments;
    QList<model::Change> changes; ///< shipped
    QList<model::Incident> incidents;
    QList<Revert> reverts;
};

/// 2026-01-05T00:00:00Z, a Monday: histories begin here.
inline constexpr Instant kBegin = instantFromMs(1'767'571'200'000);
constexpr Instant at(double days) { return kBegin + Milliseconds(qint64(days * 86'400'000)); }

/// A successful production deployment, named by its version.
model::Deployment deployed(const QString& service, const QString& version, Instant finished, const QString& sha = {});
model::Incident incidentAt(const QString& service, const QString& title, Instant detected, std::optional<Instant> resolved = {});
model::Change changeOf(const model::Deployment& deployment, const QString& sha, Instant authored);

/// A history of every kind of trouble: versions of several lines, redeployments, failed runs, environments, teams, ties, clock
/// skew, stated fixes, reverts, incidents with and without cause. `deployments` at most, over 120 days.
History randomHistory(QRandomGenerator& random, const QString& service, int deployments);
/// One history a service, "s0" and on.
QList<History> randomHistories(QRandomGenerator& random, int services, int deployments);
/// Any filter that makes sense for random histories.
Query randomQuery(QRandomGenerator& random);

/// When the incident could first be known.
Instant knownOf(const model::Incident& incident);
/// What was known at `moment`.
History knownAt(const History& history, Instant moment);

/// The facts of histories; with `random` everything is added in a random order.
std::shared_ptr<const Facts> factsOf(const QList<History>& histories, const Rules& rules = {}, QRandomGenerator* random = nullptr);
/// The same, built in two steps as the store grows: the first `share` of the deployments and changes, then the rest.
std::shared_ptr<const Facts> grownFactsOf(const QList<History>& histories, double share);

/// Reads the changes of a deployment from histories; refers to them.
ChangesOf changesIn(const QList<History>& histories);

} // namespace atalaya::delivery
