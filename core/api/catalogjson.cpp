// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogjson.h"

#include "base/csv.h"
#include "base/json.h"

#include <QJsonDocument>

namespace atalaya::api {

namespace {

QJsonArray arrayOf(const QList<QJsonObject>& objects)
{
    QJsonArray array;
    for (const QJsonObject& object : objects)
        array.append(object);
    return array;
}

QString csvText(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return {};
    case QJsonValue::String:
        return value.toString();
    default: {
        const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
        return QString::fromUtf8(json.sliced(1).chopped(1));
    }
    }
}

QJsonObject recordOf(const services::QueryAnswer& answer, const QJsonArray& row)
{
    QJsonObject record;
    for (qsizetype i = 0; i < answer.columns.size(); ++i)
        record.insert(answer.columns[i].name, row[i]);
    return record;
}

} // namespace

QJsonObject toJson(const catalog::Field& field)
{
    QJsonObject object{{QStringLiteral("name"), field.shape.name},
                       {QStringLiteral("type"), model::fieldTypeName(field.shape.type)},
                       {QStringLiteral("description"), field.description},
                       {QStringLiteral("required"), !field.shape.isNullable},
                       {QStringLiteral("nullable"), field.shape.isNullable},
                       {QStringLiteral("indexed"), field.shape.isIndexed},
                       {QStringLiteral("example"), field.example},
                       {QStringLiteral("unit"), jsonOf(field.unit)},
                       {QStringLiteral("minimum"), jsonOf(field.minimum)},
                       {QStringLiteral("maximum"), jsonOf(field.maximum)},
                       {QStringLiteral("personal"), field.isPersonal}};
    if (!field.shape.choices.isEmpty())
        object.insert(QStringLiteral("values"), QJsonArray::fromStringList(field.shape.choices));
    return object;
}

QJsonObject toJson(const catalog::Dataset& dataset)
{
    QJsonArray fields;
    for (const catalog::Field& field : dataset.fields)
        fields.append(toJson(field));
    return {{QStringLiteral("dataset_id"), dataset.id()},
            {QStringLiteral("name"), dataset.name},
            {QStringLiteral("description"), dataset.description},
            {QStringLiteral("type"), dataset.type},
            {QStringLiteral("update_frequency"), dataset.updateFrequency},
            {QStringLiteral("schema"), QJsonObject{{QStringLiteral("version"), dataset.version()},
                                                   {QStringLiteral("key"), QJsonArray::fromStringList(dataset.shape.key)},
                                                   {QStringLiteral("time_field"), jsonOf(dataset.shape.timeField)},
                                                   {QStringLiteral("fields"), fields}}},
            {QStringLiteral("api_endpoint"), dataset.apiEndpoint},
            {QStringLiteral("query_parameters"), arrayOf(dataset.queryParameters)},
            {QStringLiteral("example_queries"), arrayOf(dataset.exampleQueries)},
            {QStringLiteral("tags"), QJsonArray::fromStringList(dataset.tags)}};
}

QJsonObject toJson(const services::Provenance& provenance)
{
    return {{QStringLiteral("dataset"), provenance.dataset},
            {QStringLiteral("schema_version"), provenance.schemaVersion},
            {QStringLiteral("data_version"), provenance.dataVersion},
            {QStringLiteral("as_of"), toIso(provenance.asOf)},
            {QStringLiteral("rows_scanned"), provenance.rowsScanned},
            {QStringLiteral("elapsed_ms"), provenance.elapsedMs}};
}

QJsonArray historyJson(const catalog::Dataset& dataset)
{
    QJsonArray history;
    for (const catalog::SchemaVersion& version : dataset.history)
        history.append(QJsonObject{{QStringLiteral("version"), version.version},
                                   {QStringLiteral("since"), version.since},
                                   {QStringLiteral("change"), version.change}});
    return history;
}

QJsonArray columnsJson(const services::QueryAnswer& answer)
{
    QJsonArray columns;
    for (const model::DataColumn& column : answer.columns)
        columns.append(QJsonObject{{QStringLiteral("name"), column.name},
                                   {QStringLiteral("type"), model::fieldTypeName(column.type)},
                                   {QStringLiteral("unit"), jsonOf(column.unit)}});
    return columns;
}

QJsonArray recordsJson(const services::QueryAnswer& answer)
{
    QJsonArray records;
    for (const QJsonArray& row : answer.rows)
        records.append(recordOf(answer, row));
    return records;
}

void declare(QJsonObject& object, const services::QueryAnswer& answer)
{
    object.insert(QStringLiteral("returned"), answer.rows.size());
    object.insert(QStringLiteral("total"), answer.total);
    object.insert(QStringLiteral("truncated"), answer.isTruncated);
    object.insert(QStringLiteral("next_cursor"), jsonOf(answer.nextCursor));
    object.insert(QStringLiteral("provenance"), toJson(answer.provenance));
    object.insert(QStringLiteral("warnings"), QJsonArray::fromStringList(answer.warnings));
    if (answer.plan)
        object.insert(QStringLiteral("plan"), QJsonObject{{QStringLiteral("statement"), answer.plan->statement},
                                                          {QStringLiteral("steps"), QJsonArray::fromStringList(answer.plan->steps)}});
}

QByteArray toNdJson(const services::QueryAnswer& answer)
{
    QByteArray lines;
    for (const QJsonArray& row : answer.rows)
        lines += compactJson(recordOf(answer, row)) + '\n';
    return lines;
}

QByteArray toCsv(const services::QueryAnswer& answer)
{
    QStringList names;
    for (const model::DataColumn& column : answer.columns)
        names.append(column.name);
    QString text = csvRecord(names);
    for (const QJsonArray& row : answer.rows) {
        QStringList fields;
        for (const QJsonValue value : row)
            fields.append(csvText(value));
        text += csvRecord(fields);
    }
    return text.toUtf8();
}

void declareInHeaders(Response& response, const services::QueryAnswer& answer)
{
    response.with("X-Total-Count", QByteArray::number(answer.total))
        .with("X-Returned-Count", QByteArray::number(answer.rows.size()))
        .with("X-Truncated", answer.isTruncated ? "true" : "false");
    if (!answer.nextCursor.isEmpty())
        response.with("X-Next-Cursor", answer.nextCursor.toLatin1());
}

Problem toProblem(const catalog::QueryProblem& problem)
{
    return {400, problem.detail, problem.errors, problem.allowed, QStringLiteral("invalid-query")};
}

} // namespace atalaya::api
