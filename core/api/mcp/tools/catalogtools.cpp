// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/catalogjson.h"
#include "api/mcp/offers.h"
#include "api/schema.h"
#include "base/json.h"
#include "catalogsearch.h"
#include "services/catalogservice.h"
#include "toolparts.h"

#include <QCoreApplication>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QJsonObject sizeJson(const services::CatalogService::Size& size)
{
    return {{QStringLiteral("records"), size.records},
            {QStringLiteral("bytes"), size.bytes},
            {QStringLiteral("first"), jsonOf(size.first)},
            {QStringLiteral("last"), jsonOf(size.last)}};
}

/// Lists of what does not change while the program runs.
std::variant<ListPlace, ToolResult> placeIn(const ToolCall& call, const QByteArray& scope)
{
    const auto place = listPlace(scope, argumentText(call.arguments, "cursor"));
    if (!place.isOk())
        return errorResult(place.failure(), call.arguments);
    return place.value();
}

ToolResult listDatasets(const ToolCall& call)
{
    const QByteArray scope = scopeOf("list_datasets", call.caller.services, call.arguments);
    const auto place = placeIn(call, scope);
    if (const ToolResult* error = std::get_if<ToolResult>(&place))
        return *error;
    const auto sizes = call.caller.services.catalog.sizes(call.caller.stop);
    if (!sizes.isOk())
        return errorResult(sizes.failure());
    QJsonArray rows;
    for (const catalog::Dataset& dataset : catalog::datasets()) {
        const services::CatalogService::Size size = sizes.value().value(dataset.id());
        rows.append(QJsonObject{{QStringLiteral("id"), dataset.id()},
                                {QStringLiteral("name"), dataset.name},
                                {QStringLiteral("description"), dataset.description},
                                {QStringLiteral("type"), dataset.type},
                                {QStringLiteral("records"), size.records},
                                {QStringLiteral("last"), jsonOf(size.last)},
                                {QStringLiteral("fields"), dataset.fields.size()}});
    }
    return withinBudget(call.arguments, argumentNumber(call.arguments, "limit", 100), [&](int most) -> DraftOrError {
        Draft draft;
        draft.head.insert(QStringLiteral("catalog_version"), catalog::catalogVersion());
        draft.rowsName = QStringLiteral("datasets");
        cutRows(draft, rows, scope, std::get<ListPlace>(place), argumentText(call.arguments, "cursor"), most);
        return draft;
    });
}

ToolResult searchCatalog(const ToolCall& call)
{
    const QString query = argumentText(call.arguments, "query");
    const QByteArray scope = scopeOf("search_catalog", call.caller.services, call.arguments);
    const auto place = placeIn(call, scope);
    if (const ToolResult* error = std::get_if<ToolResult>(&place))
        return *error;
    QJsonArray rows;
    for (const CatalogHit& hit : searchedCatalog(query))
        rows.append(toJson(hit));
    return withinBudget(call.arguments, argumentNumber(call.arguments, "limit", 20), [&](int most) -> DraftOrError {
        Draft draft;
        draft.rowsName = QStringLiteral("results");
        if (rows.isEmpty())
            draft.parts.append({QStringLiteral("hint"), hintFor(query)});
        cutRows(draft, rows, scope, std::get<ListPlace>(place), argumentText(call.arguments, "cursor"), most);
        return draft;
    });
}

/// Without what is the usual: fewer words for a model to read.
QJsonObject fieldJson(const catalog::Field& field)
{
    QJsonObject json{{QStringLiteral("name"), field.shape.name},
                     {QStringLiteral("type"), model::fieldTypeName(field.shape.type)},
                     {QStringLiteral("description"), field.description},
                     {QStringLiteral("nullable"), field.shape.isNullable},
                     {QStringLiteral("example"), field.example}};
    if (!field.unit.isEmpty())
        json.insert(QStringLiteral("unit"), field.unit);
    if (field.minimum)
        json.insert(QStringLiteral("minimum"), *field.minimum);
    if (field.maximum)
        json.insert(QStringLiteral("maximum"), *field.maximum);
    if (!field.shape.choices.isEmpty())
        json.insert(QStringLiteral("values"), QJsonArray::fromStringList(field.shape.choices));
    if (field.shape.isIndexed)
        json.insert(QStringLiteral("indexed"), true);
    if (field.isPersonal)
        json.insert(QStringLiteral("personal"), true);
    return json;
}

/// A few of its newest rows, to see what they look like.
Result<QJsonArray> sampleOf(const ToolCall& call, const catalog::Dataset& dataset, int count)
{
    QJsonObject body{{QStringLiteral("dataset"), dataset.id()}, {QStringLiteral("limit"), count}};
    if (!dataset.shape.timeField.isEmpty())
        body.insert(QStringLiteral("order_by"), QJsonArray{QString(u'-' + dataset.shape.timeField)});
    const auto parsed = catalog::parseQuery(body, call.caller.services.catalog.now());
    if (const auto* problem = std::get_if<catalog::QueryProblem>(&parsed))
        return Error{ErrorCode::InvalidInput, problem->detail};
    ATALAYA_TRY(const services::QueryAnswer answer,
                call.caller.services.catalog.query(std::get<catalog::QueryRequest>(parsed), call.caller.stop));
    QJsonArray rows;
    for (const QJsonArray& row : answer.rows) {
        QJsonObject object;
        for (qsizetype i = 0; i < answer.columns.size(); ++i)
            object.insert(answer.columns[i].name, row[i]);
        rows.append(object);
    }
    return rows;
}

ToolResult describeDataset(const ToolCall& call)
{
    ToolResult unknown;
    const catalog::Dataset* dataset = datasetCalled(argumentText(call.arguments, "dataset"), unknown);
    if (!dataset)
        return unknown;
    const QByteArray scope = scopeOf("describe_dataset", call.caller.services, call.arguments);
    const auto place = placeIn(call, scope);
    if (const ToolResult* error = std::get_if<ToolResult>(&place))
        return *error;
    const auto sizes = call.caller.services.catalog.sizes(call.caller.stop);
    if (!sizes.isOk())
        return errorResult(sizes.failure());
    const int count = argumentNumber(call.arguments, "sample", 3);
    const auto sample = count > 0 ? sampleOf(call, *dataset, count) : Result<QJsonArray>(QJsonArray());
    if (!sample.isOk())
        return errorResult(sample.failure());
    QJsonArray fields, examples;
    for (const catalog::Field& field : dataset->fields)
        fields.append(fieldJson(field));
    for (const QJsonObject& example : dataset->exampleQueries)
        examples.append(example);
    return withinBudget(call.arguments, argumentNumber(call.arguments, "limit", 200), [&](int most) -> DraftOrError {
        Draft draft;
        draft.head = {{QStringLiteral("id"), dataset->id()}, {QStringLiteral("schema_version"), dataset->version()}};
        draft.parts = {{QStringLiteral("description"), dataset->description},
                       {QStringLiteral("size"), sizeJson(sizes.value().value(dataset->id()))},
                       {QStringLiteral("time_field"), jsonOf(dataset->shape.timeField)},
                       {QStringLiteral("key"), QJsonArray::fromStringList(dataset->shape.key)},
                       {QStringLiteral("example_queries"), examples},
                       {QStringLiteral("sample"), sample.value()},
                       {QStringLiteral("name"), dataset->name},
                       {QStringLiteral("type"), dataset->type},
                       {QStringLiteral("update_frequency"), dataset->updateFrequency},
                       {QStringLiteral("history"), historyJson(*dataset)}};
        draft.rowsName = QStringLiteral("fields");
        cutRows(draft, fields, scope, std::get<ListPlace>(place), argumentText(call.arguments, "cursor"), most);
        return draft;
    });
}

Tool catalogTool(const char* name, const QString& title, const QString& description, const QList<Argument>& arguments,
                 const char* rowsName, std::function<ToolResult(const ToolCall&)> run)
{
    Tool tool;
    tool.name = QString::fromLatin1(name);
    tool.title = title;
    tool.description = description;
    tool.inputSchema = inputSchema(arguments);
    tool.outputSchema = answerSchema(rowsName, {});
    tool.run = std::move(run);
    return tool;
}

} // namespace

QList<Tool> catalogTools()
{
    QJsonObject words = schema::about(schema::text(), tr("Words, for example: lead time."));
    words.insert(QStringLiteral("minLength"), 1);
    words.insert(QStringLiteral("maxLength"), 500);
    return {catalogTool("list_datasets", tr("Datasets"),
                        tr("Which data there are: every dataset with what it holds, how many records, and its newest. "
                           "Begin here when a question "
                           "is about records and not about one of the five delivery metrics."),
                        pageArguments(100), "datasets", listDatasets),
            catalogTool("search_catalog", tr("Search the catalogue"),
                        tr("Finds datasets, fields and metrics by words, the best first, with what each means and "
                           "which tool answers it. Use it "
                           "when you do not know where something is kept."),
                        QList<Argument>{{"query", words, true}} + pageArguments(20), "results", searchCatalog),
            catalogTool("describe_dataset", tr("Describe a dataset"),
                        tr("The fields of a dataset with types, units, ranges and allowed values, its size, its newest "
                           "rows, and example queries "
                           "that query_dataset takes. Use it before query_dataset."),
                        QList<Argument>{{"dataset", choice(datasetIds(), tr("Its id.")), true},
                                        {"sample", wholeNumber(0, 20, tr("Newest rows to show."), 3)}} +
                            pageArguments(200),
                        "fields", describeDataset)};
}

} // namespace atalaya::api::mcp
