// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/explanation.h"
#include "model/change.h"

namespace atalaya::delivery {

/// What became of a deployment.
enum class Outcome { Healthy, Failed, TooNew, NotSuccessful };
QString outcomeName(Outcome outcome);

/// A deployment as a table shows it.
struct DeploymentRow {
    model::Deployment deployment;
    Outcome outcome = Outcome::Healthy;
    bool baseline = false;
    qint64 changes = 0;
    std::optional<double> leadTimeP50Hours; ///< null for a baseline and without changes
    std::optional<double> recoveryHours;    ///< failed and recovered
    /// Edges that count under the query: those that blame this deployment, and those by which it repairs others.
    QList<model::RemediationEdge> blamedBy;
    QList<model::RemediationEdge> repairs;
};

/// A deployment with what the inspector needs: the names of its neighbours along the edges.
struct DeploymentDetail {
    DeploymentRow row;
    QMap<model::DeploymentId, model::Deployment> neighbours;
    std::optional<model::Incident> incident(model::IncidentId id) const;
    QList<model::Incident> incidents;
};

struct ServiceRow {
    QString name;
    qint64 deployments = 0; ///< successful, in the environment asked for, up to asOf
    std::optional<Instant> lastDeployment;
    QStringList teams;
    QStringList environments;
};

QJsonObject toJson(const DeploymentRow& row);
QJsonObject toJson(const DeploymentDetail& detail);
QJsonObject toJson(const model::Change& change);
QJsonObject toJson(const model::Incident& incident);
QJsonObject toJson(const ServiceRow& row);

/// What a list of deployments is narrowed to, beyond its query.
struct DeploymentFilter {
    DeploymentFilter() = default;
    DeploymentFilter(const QString& wanted, std::optional<Outcome> became = {}) : text(wanted), outcome(became) {}

    QString text; ///< in the service, version, sha or team, without regard to case; empty: any
    std::optional<Outcome> outcome;
};

/// A page of a list. Cursors are opaque; an empty one is the beginning, and the end when returned.
struct PageRequest {
    int limit = 100; ///< 1..10 000
    QString cursor;
};
template<class T>
struct Page {
    QList<T> rows;
    qint64 total = 0;
    QString nextCursor;
};

} // namespace atalaya::delivery
