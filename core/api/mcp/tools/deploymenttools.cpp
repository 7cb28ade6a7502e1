// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/componentschemas.h"
#include "api/mcp/offers.h"
#include "api/schema.h"
#include "base/json.h"
#include "figureparts.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QJsonArray array(const QJsonObject& object, const char* name)
{
    return object.value(QLatin1String(name)).toArray();
}

/// A cursor of the service, and the moment as of which the first page was read: a window of days must not move with the
/// clock.
struct Place
{
    std::optional<Instant> asOf;
    QString inner;
};

std::variant<Place, ToolResult> placeOf(const ToolCall& call, const QByteArray& scope)
{
    const auto position = listPlace(scope, argumentText(call.arguments, "cursor"));
    if (!position.isOk())
        return errorResult(position.failure(), call.arguments);
    const QString& pin = position.value().pin;
    return pin.isEmpty() ? Place() : Place{instantFromMs(pin.section(u' ', 0, 0).toLongLong()), pin.section(u' ', 1)};
}

QString cursorOf(const QByteArray& scope, Instant asOf, const QString& inner)
{
    return inner.isEmpty() ? inner : listCursor(scope, {0, QString(QString::number(toMs(asOf)) + u' ' + inner)});
}

DraftOrError metricDraft(const ToolCall& call, const delivery::Query& query, delivery::Metric metric,
                         const QByteArray& scope, const QString& inner, int limit)
{
    const auto result =
        call.caller.services.delivery.explain(query, metric, delivery::PageRequest{limit, inner}, call.caller.stop);
    if (result.isError() && result.error().code == ErrorCode::Conflict)
        return changedSince();
    if (!result.isOk())
        return errorResult(result.failure(), call.arguments);
    const delivery::Explanation& explanation = result.value().explanation;
    const QJsonObject json = delivery::toJson(explanation);
    Draft draft;
    for (const char* name : {"metric", "value", "window", "totals", "data_version", "rules_version"})
        draft.head.insert(QString::fromLatin1(name), json.value(QLatin1String(name)));
    QJsonObject reasons;
    for (auto it = explanation.excludedByReason.begin(); it != explanation.excludedByReason.end(); ++it)
        reasons.insert(it.key(), it.value());
    draft.parts = {{QStringLiteral("sentence"), explanation.sentence},
                   {QStringLiteral("excluded_by_reason"), reasons},
                   {QStringLiteral("warnings"), QJsonArray::fromStringList(explanation.metrics.warnings)},
                   {QStringLiteral("edges"), array(json, "edges")}};
    draft.rowsName = QStringLiteral("numerator_ids");
    draft.rows = array(json, "numerator_ids");
    for (const char* name : {"denominator_ids", "excluded"})
        draft.lists.insert(QString::fromLatin1(name), array(json, name));
    draft.parts.append({QStringLiteral("values_hours"), array(json, "values_hours"), true});
    draft.total = explanation.numeratorTotal + explanation.denominatorTotal + explanation.excludedTotal;
    draft.cursor = argumentText(call.arguments, "cursor");
    draft.nextCursor = cursorOf(scope, query.asOf, result.value().nextCursor);
    return draft;
}

/// How one object counts in each figure.
DraftOrError objectDraft(const ToolCall& call, const delivery::ObjectExplanation& explanation, const QByteArray& scope,
                         const ListPlace& place, int limit)
{
    const QJsonObject json = delivery::toJson(explanation);
    Draft draft;
    for (const char* name : {"object", "data_version", "rules_version", "through"})
        draft.head.insert(QString::fromLatin1(name), json.value(QLatin1String(name)));
    for (const char* name : {"sentence", "id", "label", "window", "edges"})
        draft.parts.append({QString::fromLatin1(name), json.value(QLatin1String(name))});
    draft.rowsName = QStringLiteral("counts_in");
    cutRows(draft, array(json, "counts_in"), scope, {place.offset, QString::number(toMs(explanation.window.asOf))},
            argumentText(call.arguments, "cursor"), limit);
    return draft;
}

ToolResult explainObject(const ToolCall& call, const delivery::Query& query, const QString& id, const QByteArray& scope,
                         int limit)
{
    const auto place = listPlace(scope, argumentText(call.arguments, "cursor"));
    if (!place.isOk())
        return errorResult(place.failure(), call.arguments);
    const auto result = call.caller.services.delivery.explainObject(query, id, call.caller.stop);
    if (result.isError() && result.error().code == ErrorCode::NotFound) {
        const QString near = nearest(id, deploymentLabels(call.caller.services, id, call.caller.stop) +
                                             deploymentLabels(call.caller.services, {}, call.caller.stop));
        const QString said = result.error().userText + u'.';
        return ToolResult::error(near.isEmpty() ? said + u' ' + tr("list_deployments tells ids.")
                                                : said + u' ' + tr("Did you mean '%1'?").arg(near));
    }
    if (!result.isOk())
        return errorResult(result.failure());
    return withinBudget(call.arguments, limit,
                        [&](int most) { return objectDraft(call, result.value(), scope, place.value(), most); });
}

ToolResult explainMetric(const ToolCall& call)
{
    const QByteArray scope = scopeOf("explain_metric", call.caller.services, call.arguments);
    const auto place = placeOf(call, scope);
    if (const ToolResult* error = std::get_if<ToolResult>(&place))
        return *error;
    const auto asked = deliveryQuery(call, std::get<Place>(place).asOf);
    if (const ToolResult* error = std::get_if<ToolResult>(&asked))
        return *error;
    const delivery::Query& query = std::get<delivery::Query>(asked);
    const auto metric = delivery::metricFromName(argumentText(call.arguments, "metric"));
    const QString id = argumentText(call.arguments, "id");
    if (metric.has_value() == !id.isEmpty())
        return ToolResult::error(metric ? tr("'metric' contradicts 'id'; send one of them.")
                                        : tr("Send 'metric' (one of %1) or 'id' (of a deployment, change or incident).")
                                              .arg(metricNames().join(QLatin1String(", "))));
    const int limit = argumentNumber(call.arguments, "limit", 100);
    if (!metric)
        return explainObject(call, query, id, scope, limit);
    return withinBudget(call.arguments, limit, [&](int most) {
        return metricDraft(call, query, *metric, scope, std::get<Place>(place).inner, most);
    });
}

/// What a model needs of an edge to say why; explain_metric with the deployment's id tells all.
QJsonArray shortEdges(const QJsonArray& edges, const char* otherEnd)
{
    QJsonArray list;
    for (const QJsonValue& value : edges) {
        const QJsonObject edge = value.toObject();
        QJsonObject row;
        for (const char* name : {"kind", "state", "evidence", otherEnd, "incident"}) {
            if (!edge.value(QLatin1String(name)).isNull())
                row.insert(QString::fromLatin1(name), edge.value(QLatin1String(name)));
        }
        list.append(row);
    }
    return list;
}

QJsonObject rowJson(const delivery::DeploymentRow& deployment)
{
    QJsonObject row = delivery::toJson(deployment);
    row.insert(QStringLiteral("blamed_by"), shortEdges(array(row, "blamed_by"), "fix"));
    row.insert(QStringLiteral("repairs"), shortEdges(array(row, "repairs"), "cause"));
    for (const char* name : {"tier", "source"})
        row.remove(QLatin1String(name));
    return row;
}

DraftOrError deploymentsDraft(const ToolCall& call, const delivery::Query& query,
                              const delivery::DeploymentFilter& filter, const QByteArray& scope, const QString& inner,
                              int limit)
{
    const auto version = call.caller.services.delivery.dataVersion();
    if (!version.isOk())
        return errorResult(version.failure());
    const auto page = call.caller.services.delivery.deployments(query, {limit, inner}, filter, call.caller.stop);
    if (!page.isOk())
        return errorResult(page.failure(), call.arguments);
    Draft draft;
    draft.rowsName = QStringLiteral("deployments");
    draft.head = {{QStringLiteral("as_of"), toIso(query.asOf)}, {QStringLiteral("data_version"), version.value()}};
    for (const delivery::DeploymentRow& row : page.value().rows)
        draft.rows.append(rowJson(row));
    draft.total = page.value().total;
    draft.cursor = argumentText(call.arguments, "cursor");
    draft.nextCursor = cursorOf(scope, query.asOf, page.value().nextCursor);
    return draft;
}

ToolResult listDeployments(const ToolCall& call)
{
    const QByteArray scope = scopeOf("list_deployments", call.caller.services, call.arguments);
    const auto place = placeOf(call, scope);
    if (const ToolResult* error = std::get_if<ToolResult>(&place))
        return *error;
    const auto asked = deliveryQuery(call, std::get<Place>(place).asOf);
    if (const ToolResult* error = std::get_if<ToolResult>(&asked))
        return *error;
    const QString name = argumentText(call.arguments, "outcome");
    const auto* found = std::find_if(std::begin(kOutcomes), std::end(kOutcomes), [&name](delivery::Outcome outcome) {
        return delivery::outcomeName(outcome) == name;
    });
    const delivery::DeploymentFilter filter(argumentText(call.arguments, "text"),
                                            found == std::end(kOutcomes) ? std::nullopt : std::optional(*found));
    return withinBudget(call.arguments, argumentNumber(call.arguments, "limit", 20), [&](int most) {
        return deploymentsDraft(call, std::get<delivery::Query>(asked), filter, scope, std::get<Place>(place).inner,
                                most);
    });
}

} // namespace

QList<Tool> deploymentTools()
{
    QStringList outcomes;
    for (const delivery::Outcome outcome : kOutcomes)
        outcomes.append(delivery::outcomeName(outcome));
    Tool explain;
    explain.name = QStringLiteral("explain_metric");
    explain.title = tr("Explain a figure");
    explain.description = tr("Why a figure is what it is. With metric: a sentence, the ids that count (numerator of "
                             "denominator; values_hours beside "
                             "numerator_ids), what was excluded and why, and the edges: which deployment was repaired "
                             "by which, by what rule and "
                             "evidence. With id (of a deployment, SERVICE/VERSION, SERVICE@SHA for a change, or an "
                             "incident): how that one counts in "
                             "each figure, or why not.");
    explain.inputSchema =
        inputSchema(deliveryArguments() +
                    QList<Argument>{{"metric", choice(metricNames(), tr("This figure; or id."))},
                                    {"id", schema::about(schema::text(), tr("This object, instead of a metric."))}} +
                    pageArguments(100));
    // Of a metric and of an object there are other lists.
    explain.outputSchema = answerSchema(
        "", {{"sentence", schema::text()}, {"edges", QJsonObject{{QStringLiteral("type"), QStringLiteral("array")}}}});
    explain.run = explainMetric;

    Tool list;
    list.name = QStringLiteral("list_deployments");
    list.title = tr("Deployments");
    list.description = tr("Single deployments, newest first: version, when, status, outcome (failed: something "
                          "repaired it or an incident is its fault; "
                          "too-new: not judged yet; not-successful: the run itself failed), lead time, recovery time, "
                          "and what blames it. Use it to name "
                          "the deployments behind a figure, for example outcome=failed.");
    list.inputSchema = inputSchema(
        deliveryArguments() +
        QList<Argument>{{"outcome", choice(outcomes, tr("Only these."))},
                        {"text", schema::about(schema::text(), tr("Part of service, version, sha or team."))}} +
        pageArguments(20));
    list.outputSchema = answerSchema("deployments", {});
    list.run = listDeployments;
    return {explain, list};
}

} // namespace atalaya::api::mcp
