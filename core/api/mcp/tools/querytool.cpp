// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mcp/offers.h"
#include "api/schema.h"
#include "base/json.h"
#include "catalog/querytext.h"
#include "services/catalogservice.h"
#include "toolparts.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

ToolResult problemResult(const catalog::QueryProblem& problem)
{
    constexpr qsizetype kMostErrors = 5;
    QString text = problem.detail;
    for (const model::FieldError& error : problem.errors.mid(1, kMostErrors - 1))
        text += QStringLiteral(" '%1' %2.").arg(error.pointer, error.detail);
    if (!problem.allowed.isEmpty() && problem.nearest.isEmpty())
        text +=
            u' ' +
            tr("There are: %1.")
                .arg(problem.allowed.first(std::min<qsizetype>(problem.allowed.size(), 50)).join(QLatin1String(", ")));
    else if (!problem.nearest.isEmpty() && !text.contains(problem.nearest))
        text += u' ' + tr("Did you mean '%1'?").arg(problem.nearest);
    return ToolResult::error(text);
}

QJsonObject provenanceJson(const services::Provenance& provenance)
{
    return {{QStringLiteral("dataset"), provenance.dataset},
            {QStringLiteral("schema_version"), provenance.schemaVersion},
            {QStringLiteral("data_version"), provenance.dataVersion},
            {QStringLiteral("as_of"), toIso(provenance.asOf)},
            {QStringLiteral("rows_scanned"), provenance.rowsScanned}};
}

DraftOrError answerDraft(const ToolCall& call, const QJsonObject& body, int limit)
{
    QJsonObject limited = body;
    limited.insert(QStringLiteral("limit"), limit);
    const auto parsed = call.caller.services.catalog.read(limited);
    if (const auto* problem = std::get_if<catalog::QueryProblem>(&parsed))
        return problemResult(*problem);
    const auto& request = std::get<catalog::QueryRequest>(parsed);
    const auto result = call.caller.services.catalog.query(request, call.caller.stop);
    if (!result.isOk())
        return errorResult(result.failure(), call.arguments);
    const services::QueryAnswer& answer = result.value();
    QJsonArray columns;
    QJsonObject units;
    for (const model::DataColumn& column : answer.columns) {
        columns.append(column.name);
        if (!column.unit.isEmpty())
            units.insert(column.name, column.unit);
    }
    Draft draft;
    draft.head.insert(QStringLiteral("provenance"), provenanceJson(answer.provenance));
    draft.parts = {{QStringLiteral("columns"), columns, true},
                   {QStringLiteral("units"), units, true},
                   {QStringLiteral("warnings"), QJsonArray::fromStringList(answer.warnings)}};
    draft.rowsName = QStringLiteral("rows");
    for (const QJsonArray& row : answer.rows)
        draft.rows.append(row);
    draft.total = answer.total;
    draft.cursor = request.cursor;
    draft.nextCursor = answer.nextCursor;
    draft.narrower = tr("Select fewer fields.");
    return draft;
}

ToolResult queryDataset(const ToolCall& call)
{
    ToolResult unknown;
    if (!datasetCalled(argumentText(call.arguments, "dataset"), unknown))
        return unknown;
    QJsonObject body = call.arguments;
    body.remove(QStringLiteral("max_tokens"));
    return withinBudget(call.arguments, argumentNumber(call.arguments, "limit", 100),
                        [&](int most) { return answerDraft(call, body, most); });
}

} // namespace

Tool queryTool()
{
    const QJsonObject list{{QStringLiteral("type"), QStringLiteral("array")}};
    const auto listOf = [&list](const QString& about) { return schema::about(list, about); };
    Tool tool;
    tool.name = QStringLiteral("query_dataset");
    tool.title = tr("Query a dataset");
    tool.description = tr("Any question about the rows of one dataset, counted over all of them, not a sample: filter, "
                          "group, aggregate, order. Group and "
                          "aggregate instead of fetching rows to count. columns names the values of each row. Example: "
                          "{dataset: dora_metrics, filter: "
                          "\"phase_name = deployment AND created_at >= now-30d\", group_by: [project], aggregate: "
                          "[{fn: p50, field: duration_seconds, as: "
                          "median}], order_by: [-median]}. describe_dataset tells the fields.");
    QStringList functions = model::kAggregateFunctions.all();
    tool.inputSchema = inputSchema(
        QList<Argument>{
            {"dataset", choice(datasetIds(), tr("Its id.")), true},
            {"select", listOf(tr("Fields; all by default."))},
            {"filter",
             schema::about(schema::text(),
                           tr("Condition: AND OR NOT IN (..) BETWEEN IS NULL CONTAINS STARTS WITH = != < <= > >=; "
                              "times ISO 8601 or now-7d (m h d w)."))},
            {"where", listOf(tr("The same as [{field, op, value}], nested by any, all, not."))},
            {"group_by", listOf(tr("Fields, or {field, bucket: hour|day|week|month, as}."))},
            {"aggregate", listOf(tr("[{fn, field, as}]; fn: %1.").arg(functions.join(QLatin1String(", "))))},
            {"having", listOf(tr("As where, over columns of the answer."))},
            {"order_by", listOf(tr("Columns; -column: descending."))}} +
        pageArguments(100));
    tool.outputSchema =
        answerSchema("rows", {{"columns", schema::array(schema::text())}, {"units", schema::anyObject()}, {"provenance", schema::anyObject()}});
    tool.run = queryDataset;
    return tool;
}

} // namespace atalaya::api::mcp
