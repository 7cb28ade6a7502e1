// SPDX-License-Identifier: GPL-3.0-or-later
#include "explanationlist.h"

#include "services/deliveryservice.h"
#include "widgets/models/deploymentlist.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace atalaya::widgets {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::ExplanationWords)
};

/// The deployment of each change of a lead time's explanation, as far as they are listed: the changes stand in the order of
/// the deployments that shipped them.
Result<QHash<QString, model::DeploymentId>> deploymentsOfChanges(services::DeliveryService& service, const delivery::Query& query,
                                                                 const delivery::Explanation& explanation, const StopToken& stop)
{
    QSet<QString> open(explanation.numeratorIds.begin(), explanation.numeratorIds.end());
    QHash<QString, model::DeploymentId> places;
    for (const QString& text : explanation.denominatorIds) {
        if (open.isEmpty())
            break;
        if (stop.stop_requested())
            return Cancelled{};
        const auto id = model::DeploymentId::fromText(text);
        if (!id)
            continue;
        ATALAYA_TRY(const auto page, service.changes(query, *id, {.limit = 1000, .cursor = {}}));
        for (const model::Change& change : page.rows) {
            const QString key = change.service + u'@' + change.sha;
            if (open.remove(key))
                places.insert(key, *id);
        }
    }
    return places;
}

ExplainedItem itemOfChange(const QString& id, model::DeploymentId deployment)
{
    const qsizetype at = id.lastIndexOf(u'@');
    ExplainedItem item;
    item.id = id;
    item.label = QString(id.left(at) + u' ' + id.mid(at + 1, 7));
    item.leadsTo = deployment;
    return item;
}

/// The edge that says why a deployment is counted, of those listed.
std::optional<model::RemediationEdge> edgeFor(const delivery::Explanation& explanation, model::DeploymentId id)
{
    const bool rework = explanation.metric == delivery::Metric::DeploymentReworkRate;
    std::optional<model::RemediationEdge> best;
    for (const model::RemediationEdge& edge : explanation.edges) {
        if ((rework ? edge.fix : edge.cause) != id)
            continue;
        if (!best || edge.kind < best->kind)
            best = edge;
    }
    return best;
}

QString chainOf(const model::RemediationEdge& edge, const delivery::DeploymentDetail& detail)
{
    const auto name = [&detail](model::DeploymentId id) {
        if (id.isNull())
            return QString();
        return id == detail.row.deployment.id ? nameOf(detail.row.deployment)
                                              : nameOf(detail.neighbours.value(id, model::Deployment{.id = id}));
    };
    const QString fix = name(edge.fix);
    return fix.isEmpty() ? name(edge.cause) : Words::tr("%1 → %2", "cause and fix").arg(name(edge.cause), fix);
}

ExplainedItem itemOfDeployment(services::DeliveryService& service, const delivery::Query& query,
                               const delivery::Explanation& explanation, const QString& text)
{
    ExplainedItem item;
    item.id = text;
    item.label = text;
    const auto id = model::DeploymentId::fromText(text);
    if (!id)
        return item;
    item.leadsTo = *id;
    item.edge = edgeFor(explanation, *id);
    const auto detail = service.deployment(text, query);
    if (!detail.isOk())
        return item;
    item.label = labelOf(detail.value().row.deployment);
    item.finished = detail.value().row.deployment.finished;
    if (item.edge)
        item.chain = chainOf(*item.edge, detail.value());
    return item;
}

/// The newest of what is counted. The explanation lists its ids service by service, so its first ones would not be.
Result<QList<ExplainedItem>> newestDeployments(services::DeliveryService& service, const delivery::Query& query, const StopToken& stop)
{
    QList<ExplainedItem> items;
    delivery::PageRequest page{.limit = kExplainedItems, .cursor = {}};
    do {
        ATALAYA_TRY(const auto rows, service.deployments(query, page, {}, stop));
        for (const delivery::DeploymentRow& row : rows.rows) {
            if (row.outcome == delivery::Outcome::NotSuccessful || items.size() == kExplainedItems)
                continue;
            ExplainedItem item;
            item.id = row.deployment.id.text();
            item.label = labelOf(row.deployment);
            item.leadsTo = row.deployment.id;
            item.finished = row.deployment.finished;
            items.append(std::move(item));
        }
        page.cursor = rows.nextCursor;
    } while (!page.cursor.isEmpty() && items.size() < kExplainedItems);
    return items;
}

void sortNewestFirst(QList<ExplainedItem>& items)
{
    std::stable_sort(items.begin(), items.end(), [](const ExplainedItem& left, const ExplainedItem& right) {
        return left.finished && right.finished ? *left.finished > *right.finished : left.finished.has_value() && !right.finished;
    });
}

} // namespace

Result<ExplainedFigure> explainFigure(services::DeliveryService& service, const delivery::Query& query,
                                      delivery::Metric metric, const StopToken& stop)
{
    ATALAYA_TRY(delivery::Explanation explanation, service.explain(query, metric, kExplainedItems, stop));
    ExplainedFigure figure{std::move(explanation), {}, {}};
    figure.exclusions = countExclusions(figure.explanation);
    if (metric == delivery::Metric::DeploymentFrequency) {
        ATALAYA_TRY(figure.items, newestDeployments(service, query, stop));
        return figure;
    }
    const QStringList& ids = figure.explanation.numeratorIds;
    const bool changes = metric == delivery::Metric::ChangeLeadTime;
    QHash<QString, model::DeploymentId> places;
    if (changes) {
        ATALAYA_TRY(places, deploymentsOfChanges(service, query, figure.explanation, stop));
    }
    for (qsizetype index = 0; index < ids.size(); ++index) {
        if (stop.stop_requested())
            return Cancelled{};
        ExplainedItem item = changes ? itemOfChange(ids.at(index), places.value(ids.at(index)))
                                     : itemOfDeployment(service, query, figure.explanation, ids.at(index));
        if (index < figure.explanation.valuesHours.size())
            item.hours = figure.explanation.valuesHours.at(index);
        figure.items.append(std::move(item));
    }
    if (!changes)
        sortNewestFirst(figure.items);
    return figure;
}

QString reasonText(const QString& reason)
{
    if (reason == QLatin1String("unjudged"))
        return Words::tr("too new to judge");
    if (reason == QLatin1String("baseline"))
        return Words::tr("first deployments (baseline)");
    if (reason == QLatin1String("clock_skew"))
        return Words::tr("clock skew (negative time)");
    if (reason == QLatin1String("not_successful"))
        return Words::tr("runs that did not succeed");
    if (reason == QLatin1String("other_environment"))
        return Words::tr("other environments");
    if (reason == QLatin1String("rejected_edge"))
        return Words::tr("rejected causes");
    if (reason == QLatin1String("open"))
        return Words::tr("failed, not recovered yet");
    return reason;
}

QList<ExclusionCount> countExclusions(const delivery::Explanation& explanation)
{
    QList<ExclusionCount> result;
    for (auto reason = explanation.excludedByReason.cbegin(); reason != explanation.excludedByReason.cend(); ++reason)
        result.append({reason.key(), reason.value()});
    std::stable_sort(result.begin(), result.end(),
                     [](const ExclusionCount& left, const ExclusionCount& right) { return left.count > right.count; });
    return result;
}

} // namespace atalaya::widgets
