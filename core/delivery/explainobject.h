// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/objectexplanation.h"
#include "delivery/rowquery.h"
#include "model/change.h"
#include "model/incident.h"

namespace atalaya::delivery {

/// How a deployment counts.
ObjectExplanation explainDeployment(const Facts& facts, const Query& query, const RowRef& ref);

/// Both ends of a revert that a change takes part in.
struct RevertEnds {
    model::DeploymentId fix, cause;
};
/// How a change counts; its edges are those of the reverts that it takes part in.
ObjectExplanation explainChange(const Facts& facts, const Query& query, const model::Change& change,
                                const QList<RevertEnds>& reverts);

/// The incident with the id, if it was detected by asOf: its place in ServiceFacts::incidents.
std::optional<RowRef> findIncident(const Facts& facts, const Query& query, model::IncidentId id);
/// How an incident counts; `title` is what its source calls it.
ObjectExplanation explainIncident(const Facts& facts, const Query& query, const RowRef& ref, const QString& title);

} // namespace atalaya::delivery
