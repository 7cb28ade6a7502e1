// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deployment.h"

namespace atalaya::model {

using IncidentId = StrongId<struct IncidentTag>;

/// Something in an environment that needed someone at once.
struct Incident {
    IncidentId id;
    QString service;
    QString environment;
    QString title; ///< the source's own name of it
    Instant detected;
    /// When it could first be known: an inferred detection lies before what it is inferred from. Counts as `detected` where that is
    /// later (also when nobody says).
    Instant known;
    std::optional<Instant> resolved;
    /// The deployment that the source itself names as the cause; null when it names none.
    DeploymentId statedCause;
    QString dedupKey; ///< one incident per (service, environment, dedupKey)

    bool operator==(const Incident&) const = default;
};

IncidentId incidentId(const QString& service, const QString& environment, const QString& dedupKey);

} // namespace atalaya::model
