// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/objectexplanation.h"

#include "base/json.h"
#include "delivery/explanation.h"
#include "model/names.h"

#include <QJsonArray>

namespace atalaya::delivery {

namespace {

using Kind = ObjectExplanation::Kind;

constexpr model::Names<Kind, 3> kKindNames{{{
    {Kind::Deployment, QLatin1String("deployment")},
    {Kind::Change, QLatin1String("change")},
    {Kind::Incident, QLatin1String("incident")},
}}};

} // namespace

QString objectKindName(Kind kind) { return kKindNames.of(kind); }

QJsonObject toJson(const ObjectExplanation& explanation)
{
    QJsonArray standings, edges;
    for (const Standing& standing : explanation.standings)
        standings.append(QJsonObject{{QStringLiteral("figure"), standing.figure},
                                     {QStringLiteral("numerator"), standing.numerator},
                                     {QStringLiteral("denominator"), standing.denominator},
                                     {QStringLiteral("value_hours"), jsonOf(standing.valueHours)},
                                     {QStringLiteral("reason"), jsonOf(standing.reason)}});
    for (const ObjectExplanation::EdgeStanding& standing : explanation.edges) {
        QJsonObject edge = toJson(standing.edge);
        edge.insert(QStringLiteral("counts"), standing.reason.isEmpty());
        edge.insert(QStringLiteral("reason"), jsonOf(standing.reason));
        edges.append(edge);
    }
    const Window& window = explanation.window;
    return {{QStringLiteral("object"), objectKindName(explanation.kind)},
            {QStringLiteral("id"), explanation.id},
            {QStringLiteral("label"), explanation.label},
            {QStringLiteral("sentence"), explanation.sentence},
            {QStringLiteral("window"), QJsonObject{{QStringLiteral("from"), jsonOf(window.from)},
                                                   {QStringLiteral("to"), toIso(window.to)},
                                                   {QStringLiteral("as_of"), toIso(window.asOf)}}},
            {QStringLiteral("rules_version"), explanation.rulesVersion},
            {QStringLiteral("data_version"), explanation.dataVersion},
            {QStringLiteral("through"),
             explanation.through.isNull() ? QJsonValue() : QJsonValue(explanation.through.text())},
            {QStringLiteral("counts_in"), standings},
            {QStringLiteral("edges"), edges}};
}

} // namespace atalaya::delivery
