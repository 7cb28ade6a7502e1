// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "delivery/rows.h"

namespace atalaya::services {
class DeliveryService;
}

namespace atalaya::widgets {

/// A row of the table, with the names of the deployments along its edges.
struct ListedDeployment {
    delivery::DeploymentRow row;
    QMap<model::DeploymentId, QString> neighbours; ///< what a person calls them: "2.14.0", or a short sha
};

/// The version, else the short sha, else the start of the id.
QString nameOf(const model::Deployment& deployment);
/// "payments 2.14.0".
QString labelOf(const model::Deployment& deployment);

/// A page of deployments with their neighbours named. Blocks: for the pool only.
Result<delivery::Page<ListedDeployment>> listDeployments(services::DeliveryService& service, const delivery::Query& query,
                                                         const delivery::DeploymentFilter& filter,
                                                         const delivery::PageRequest& page, const StopToken& stop);

/// "hotfix of 2.14.0"; empty when it repairs nothing.
QString fixesText(const ListedDeployment& listed);
/// "healthy", "failed: reverted in 2.14.1", "too new to judge".
QString outcomeText(const ListedDeployment& listed);
/// What became of a deployment, without its edges: "healthy", "failed", "too new to judge", "did not succeed".
QString outcomeWord(delivery::Outcome outcome);
/// "revert", "rollback", "hotfix", "incident", "stated".
QString edgeKindText(model::EdgeKind kind);
/// "proposed", "accepted", "rejected".
QString edgeStateText(model::EdgeState state);

} // namespace atalaya::widgets
