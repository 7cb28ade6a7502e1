// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/change.h"
#include "model/incident.h"
#include "model/phaseevent.h"

#include <QHash>
#include <QList>

namespace atalaya::ingest {

/// The service that an event belongs to: its project, or "default"; and its environment, or "production".
QString serviceOf(const model::PhaseEvent& event);
QString environmentOf(const model::PhaseEvent& event);

/// The deployment that a deployment event stands for. go, approved, success and rollback (it was live and was rolled back)
/// are successful runs, failed a failed one, no-go and rejected a cancelled one, pending a pending one. finished = created_at;
/// version, sha and fixes come from the metadata members of these names, version otherwise from the cycle.
model::Deployment deploymentOf(const model::PhaseEvent& event);

/// The change that a deployment event with a duration stands for: authored at created_at − duration. Its sha is the
/// metadata's `sha` (outside production followed by "@" and the environment, for there it is another deployment that ships
/// it), otherwise the event's key; shipped only by a successful run. A rollback that names what it fixes is none.
std::optional<model::Change> changeOf(const model::PhaseEvent& event);

/// Which deployments of one cycle of one service and environment were taken back, by the rollback that did it: each rollback
/// takes back the latest successful deployment before it (or at the same moment) that is no rollback itself. Rollbacks with
/// nothing to take back are left out: those are reports of the deployment that was rolled back. From all events of the cycle,
/// in any order.
QHash<model::DeploymentId, model::DeploymentId> rollbacksOf(const QList<model::PhaseEvent>& eventsOfCycle);

/// The incident of one cycle of one service and environment, from all its events in any order. The first of its evidence by
/// created_at decides for good when it was detected: a report (an incident event, a rollback) at its created_at, a restored recovery
/// or incident event at created_at − duration; of the same moment reports come first. Known from that created_at. Resolved at
/// the first restored recovery, maintenance or incident event, or rollback that took something back, that was not created before;
/// the stated cause is the cycle's latest successful deployment finished by the detection, a rollback only when there is no
/// other. So the events up to a moment give what is known of it then. Nothing when no event says that there was one.
std::optional<model::Incident> incidentOf(const QList<model::PhaseEvent>& eventsOfCycle);

/// Whether incidentOf() looks at the event at all.
bool concernsIncidents(const model::PhaseEvent& event);

} // namespace atalaya::ingest
