// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploymentlist.h"

#include "services/deliveryservice.h"

#include <QCoreApplication>

namespace atalaya::widgets {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::DeploymentWords)
};

/// Names of the page's own rows: most neighbours are among them.
QMap<model::DeploymentId, QString> namesOf(const QList<delivery::DeploymentRow>& rows)
{
    QMap<model::DeploymentId, QString> names;
    for (const delivery::DeploymentRow& row : rows)
        names.insert(row.deployment.id, nameOf(row.deployment));
    return names;
}

QList<model::DeploymentId> neighbourIds(const delivery::DeploymentRow& row)
{
    QList<model::DeploymentId> ids;
    for (const model::RemediationEdge& edge : row.blamedBy)
        ids.append(edge.fix);
    for (const model::RemediationEdge& edge : row.repairs)
        ids.append(edge.cause);
    ids.removeAll(model::DeploymentId());
    return ids;
}

QString failedText(const ListedDeployment& listed)
{
    if (listed.row.blamedBy.isEmpty())
        return Words::tr("failed");
    const model::RemediationEdge& edge = listed.row.blamedBy.first();
    const QString fix = listed.neighbours.value(edge.fix);
    if (fix.isEmpty())
        return edge.kind == model::EdgeKind::Incident ? Words::tr("failed: incident") : Words::tr("failed");
    switch (edge.kind) {
    case model::EdgeKind::Manual:
        return Words::tr("failed: repaired in %1").arg(fix);
    case model::EdgeKind::Revert:
        return Words::tr("failed: reverted in %1").arg(fix);
    case model::EdgeKind::Rollback:
        return Words::tr("failed: rolled back by %1").arg(fix);
    case model::EdgeKind::Hotfix:
        return Words::tr("failed: hotfix %1").arg(fix);
    case model::EdgeKind::Incident:
        return Words::tr("failed: incident, fixed in %1").arg(fix);
    }
    return {};
}

} // namespace

QString nameOf(const model::Deployment& deployment)
{
    if (!deployment.version.isEmpty())
        return deployment.version;
    return deployment.sha.isEmpty() ? deployment.id.text().left(8) : deployment.sha.left(7);
}

QString labelOf(const model::Deployment& deployment)
{
    return deployment.service + u' ' + nameOf(deployment);
}

Result<delivery::Page<ListedDeployment>> listDeployments(services::DeliveryService& service, const delivery::Query& query,
                                                         const delivery::DeploymentFilter& filter,
                                                         const delivery::PageRequest& page, const StopToken& stop)
{
    ATALAYA_TRY(delivery::Page<delivery::DeploymentRow> plain, service.deployments(query, page, filter, stop));
    QMap<model::DeploymentId, QString> names = namesOf(plain.rows);
    delivery::Page<ListedDeployment> result{{}, plain.total, plain.nextCursor};
    result.rows.reserve(plain.rows.size());
    for (delivery::DeploymentRow& row : plain.rows) {
        if (stop.stop_requested())
            return Cancelled{};
        ListedDeployment listed{std::move(row), {}};
        const QList<model::DeploymentId> wanted = neighbourIds(listed.row);
        for (const model::DeploymentId id : wanted) {
            if (!names.contains(id)) {
                // Not seen under this filter: the store knows it. A row that vanished meanwhile just has no name.
                const auto detail = service.deployment(listed.row.deployment.id.text(), query);
                if (!detail.isOk())
                    continue;
                for (const model::Deployment& neighbour : detail.value().neighbours)
                    names.insert(neighbour.id, nameOf(neighbour));
            }
            listed.neighbours.insert(id, names.value(id));
        }
        result.rows.append(std::move(listed));
    }
    return result;
}

QString fixesText(const ListedDeployment& listed)
{
    if (listed.row.repairs.isEmpty())
        return {};
    const model::RemediationEdge& edge = listed.row.repairs.first();
    const QString cause = listed.neighbours.value(edge.cause);
    switch (edge.kind) {
    case model::EdgeKind::Manual:
        return Words::tr("repairs %1").arg(cause);
    case model::EdgeKind::Revert:
        return Words::tr("revert of %1").arg(cause);
    case model::EdgeKind::Rollback:
        return Words::tr("rollback of %1").arg(cause);
    case model::EdgeKind::Hotfix:
        return Words::tr("hotfix of %1").arg(cause);
    case model::EdgeKind::Incident:
        return Words::tr("incident of %1").arg(cause);
    }
    return {};
}

QString outcomeText(const ListedDeployment& listed)
{
    switch (listed.row.outcome) {
    case delivery::Outcome::Healthy:
    case delivery::Outcome::TooNew:
        return outcomeWord(listed.row.outcome);
    case delivery::Outcome::Failed:
        return failedText(listed);
    case delivery::Outcome::NotSuccessful:
        switch (listed.row.deployment.status) {
        case model::DeploymentStatus::Cancelled:
            return Words::tr("run cancelled");
        case model::DeploymentStatus::Pending:
            return Words::tr("still running");
        case model::DeploymentStatus::Failed:
        case model::DeploymentStatus::Success:
            return Words::tr("run failed");
        }
    }
    return {};
}

QString outcomeWord(delivery::Outcome outcome)
{
    switch (outcome) {
    case delivery::Outcome::Healthy:
        return Words::tr("healthy");
    case delivery::Outcome::Failed:
        return Words::tr("failed");
    case delivery::Outcome::TooNew:
        return Words::tr("too new to judge");
    case delivery::Outcome::NotSuccessful:
        return Words::tr("did not succeed");
    }
    return {};
}

QString edgeKindText(model::EdgeKind kind)
{
    switch (kind) {
    case model::EdgeKind::Manual:
        return Words::tr("stated");
    case model::EdgeKind::Revert:
        return Words::tr("revert");
    case model::EdgeKind::Rollback:
        return Words::tr("rollback");
    case model::EdgeKind::Hotfix:
        return Words::tr("hotfix");
    case model::EdgeKind::Incident:
        return Words::tr("incident");
    }
    return {};
}

QString edgeStateText(model::EdgeState state)
{
    switch (state) {
    case model::EdgeState::Proposed:
        return Words::tr("proposed");
    case model::EdgeState::Accepted:
        return Words::tr("accepted");
    case model::EdgeState::Rejected:
        return Words::tr("rejected");
    }
    return {};
}

} // namespace atalaya::widgets
