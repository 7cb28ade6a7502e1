// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/explanation.h"

#include "base/json.h"

#include <QJsonArray>

namespace atalaya::delivery {

namespace {

QJsonValue idJson(quint64 value, const QString& text) { return value == 0 ? QJsonValue() : QJsonValue(text); }

/// The rule that saw an edge, by the name under which it is documented.
QString ruleOf(const model::RemediationEdge& edge)
{
    switch (edge.kind) {
    case model::EdgeKind::Manual:
        return QStringLiteral("stated-fix");
    case model::EdgeKind::Revert:
        return QStringLiteral("shipped-revert");
    case model::EdgeKind::Rollback:
        return edge.confidence < 1 ? QStringLiteral("older-version-redeployed") : QStringLiteral("stated-rollback");
    case model::EdgeKind::Hotfix:
        return QStringLiteral("next-patch-version");
    case model::EdgeKind::Incident:
        break;
    }
    return edge.state == model::EdgeState::Accepted ? QStringLiteral("stated-cause") : QStringLiteral("latest-deployment-before");
}

} // namespace

QJsonObject toJson(const model::RemediationEdge& edge)
{
    return {{QStringLiteral("id"), edge.id.text()},
            {QStringLiteral("kind"), model::edgeKindName(edge.kind)},
            {QStringLiteral("rule"), ruleOf(edge)},
            {QStringLiteral("state"), model::edgeStateName(edge.state)},
            {QStringLiteral("confidence"), edge.confidence},
            {QStringLiteral("cause"), idJson(edge.cause.value, edge.cause.text())},
            {QStringLiteral("fix"), idJson(edge.fix.value, edge.fix.text())},
            {QStringLiteral("incident"), idJson(edge.incident.value, edge.incident.text())},
            {QStringLiteral("known"), toIso(edge.known)},
            {QStringLiteral("evidence"), edge.evidence}};
}

QJsonObject toJson(const Explanation& explanation)
{
    QJsonArray values, excluded, edges;
    for (const double hours : explanation.valuesHours)
        values.append(hours);
    for (const Exclusion& exclusion : explanation.excluded)
        excluded.append(QJsonObject{{QStringLiteral("id"), exclusion.id},
                                    {QStringLiteral("label"), exclusion.label},
                                    {QStringLiteral("reason"), exclusion.reason}});
    for (const model::RemediationEdge& edge : explanation.edges)
        edges.append(toJson(edge));
    const Window& window = explanation.metrics.window;
    return {{QStringLiteral("metric"), metricName(explanation.metric)},
            {QStringLiteral("value"), jsonOf(headline(explanation.metrics, explanation.metric))},
            {QStringLiteral("sentence"), explanation.sentence},
            {QStringLiteral("window"), QJsonObject{{QStringLiteral("from"), jsonOf(window.from)},
                                                   {QStringLiteral("to"), toIso(window.to)},
                                                   {QStringLiteral("as_of"), toIso(window.asOf)},
                                                   {QStringLiteral("days"), window.days()}}},
            {QStringLiteral("rules_version"), explanation.metrics.rulesVersion},
            {QStringLiteral("data_version"), explanation.metrics.dataVersion},
            {QStringLiteral("numerator_ids"), QJsonArray::fromStringList(explanation.numeratorIds)},
            {QStringLiteral("denominator_ids"), QJsonArray::fromStringList(explanation.denominatorIds)},
            {QStringLiteral("values_hours"), values},
            {QStringLiteral("excluded"), excluded},
            {QStringLiteral("totals"), QJsonObject{{QStringLiteral("numerator"), explanation.numeratorTotal},
                                                   {QStringLiteral("denominator"), explanation.denominatorTotal},
                                                   {QStringLiteral("excluded"), explanation.excludedTotal}}},
            {QStringLiteral("edges"), edges},
            {QStringLiteral("metrics"), toJson(explanation.metrics)}};
}

} // namespace atalaya::delivery
