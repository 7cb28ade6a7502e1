// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/catalogjson.h"
#include "api/handlers/routes.h"
#include "api/mcp/health.h"
#include "api/mcp/offers.h"
#include "api/mcp/tools/toolparts.h"
#include "api/openapi.h"
#include "base/json.h"
#include "catalog/exports.h"
#include "services/catalogservice.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>
#include <QUrl>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QJsonObject textContents(const QJsonObject& json)
{
    return {{QStringLiteral("text"), QString::fromUtf8(compactJson(json))}};
}

/// What stands in the place of the template's variable, decoded.
QString variableOf(const QString& uri, int segment)
{
    return QUrl::fromPercentEncoding(uri.section(u'/', segment, segment).toUtf8());
}

QJsonObject schemaJson(const catalog::Dataset& dataset)
{
    QJsonArray fields, history;
    for (const catalog::Field& field : dataset.fields)
        fields.append(toJson(field));
    for (const catalog::SchemaVersion& version : dataset.history)
        history.append(QJsonObject{{QStringLiteral("version"), version.version},
                                   {QStringLiteral("since"), version.since},
                                   {QStringLiteral("change"), version.change}});
    return {{QStringLiteral("dataset"), dataset.id()},
            {QStringLiteral("version"), dataset.version()},
            {QStringLiteral("key"), QJsonArray::fromStringList(dataset.shape.key)},
            {QStringLiteral("time_field"), jsonOf(dataset.shape.timeField)},
            {QStringLiteral("fields"), fields},
            {QStringLiteral("history"), history}};
}

QJsonObject datasetJson(const catalog::Dataset& dataset, const services::CatalogService::Size& size)
{
    QJsonArray examples;
    for (const QJsonObject& example : dataset.exampleQueries)
        examples.append(example);
    return {{QStringLiteral("id"), dataset.id()},
            {QStringLiteral("name"), dataset.name},
            {QStringLiteral("description"), dataset.description},
            {QStringLiteral("type"), dataset.type},
            {QStringLiteral("update_frequency"), dataset.updateFrequency},
            {QStringLiteral("schema_version"), dataset.version()},
            {QStringLiteral("records"), size.records},
            {QStringLiteral("bytes"), size.bytes},
            {QStringLiteral("first"), jsonOf(size.first)},
            {QStringLiteral("last"), jsonOf(size.last)},
            {QStringLiteral("example_queries"), examples},
            {QStringLiteral("tags"), QJsonArray::fromStringList(dataset.tags)}};
}

Result<QJsonObject> readCatalog(const Caller& caller, const QString&)
{
    ATALAYA_TRY(const auto sizes, caller.services.catalog.sizes(caller.stop));
    QJsonArray datasets;
    for (const catalog::Dataset& dataset : catalog::datasets())
        datasets.append(datasetJson(dataset, sizes.value(dataset.id())));
    return textContents(
        {{QStringLiteral("catalog_version"), catalog::catalogVersion()}, {QStringLiteral("datasets"), datasets}});
}

Result<const catalog::Dataset*> datasetOf(const QString& uri)
{
    ToolResult error;
    if (const catalog::Dataset* dataset = datasetCalled(variableOf(uri, 3), error))
        return dataset;
    return Error{ErrorCode::NotFound, error.content.first().toObject().value(QLatin1String("text")).toString()};
}

Result<QJsonObject> readDataset(const Caller& caller, const QString& uri)
{
    ATALAYA_TRY(const catalog::Dataset* dataset, datasetOf(uri));
    ATALAYA_TRY(const auto sizes, caller.services.catalog.sizes(caller.stop));
    return textContents(datasetJson(*dataset, sizes.value(dataset->id())));
}

Result<QJsonObject> readSchema(const Caller&, const QString& uri)
{
    ATALAYA_TRY(const catalog::Dataset* dataset, datasetOf(uri));
    return textContents(schemaJson(*dataset));
}

/// Paths in it have no host: over stdio there is none.
Result<QJsonObject> readContract(const Caller& caller, const QString& uri)
{
    ATALAYA_TRY(const catalog::Dataset* dataset, datasetOf(uri));
    ATALAYA_TRY(const auto sizes, caller.services.catalog.sizes(caller.stop));
    ATALAYA_TRY(const std::optional<Instant> changed, caller.services.catalog.dataChanged());
    return textContents(catalog::odcs({*dataset}, {QString(), changed.value_or(caller.services.catalog.now()), sizes}));
}

delivery::Query everything(const Services& services)
{
    delivery::Query query;
    query.asOf = services.delivery.now();
    return query;
}

Result<QJsonObject> readServices(const Caller& caller, const QString&)
{
    constexpr int kMost = 10'000;
    ATALAYA_TRY(const delivery::Page<delivery::ServiceRow> page,
                caller.services.delivery.services(everything(caller.services), {kMost, {}}, caller.stop));
    QJsonArray rows;
    for (const delivery::ServiceRow& row : page.rows)
        rows.append(delivery::toJson(row));
    return textContents({{QStringLiteral("services"), rows},
                         {QStringLiteral("returned"), rows.size()},
                         {QStringLiteral("total"), page.total},
                         {QStringLiteral("truncated"), !page.nextCursor.isEmpty()}});
}

Result<QJsonObject> readDelivery(const Caller& caller, const QString& uri)
{
    const QString name = variableOf(uri, 3);
    ATALAYA_TRY(const QStringList known, serviceNames(caller.services, caller.stop));
    if (!known.contains(name)) {
        const ToolResult error = unknownName(tr("No service is called '%1'.").arg(name.left(100)), name, known);
        return Error{ErrorCode::NotFound, error.content.first().toObject().value(QLatin1String("text")).toString()};
    }
    delivery::Query query = everything(caller.services);
    query.services = {name};
    ATALAYA_TRY(const delivery::Metrics metrics, caller.services.delivery.metrics(query, caller.stop));
    return textContents(delivery::toJson(metrics));
}

Result<QJsonObject> readHealth(const Caller& caller, const QString&)
{
    const DraftOrError draft = healthDraft(caller.services, caller.stop);
    if (const ToolResult* error = std::get_if<ToolResult>(&draft))
        return Error{ErrorCode::Unavailable, error->content.first().toObject().value(QLatin1String("text")).toString()};
    const Draft& health = std::get<Draft>(draft);
    QJsonObject json = health.head;
    for (const Draft::Part& part : health.parts)
        json.insert(part.name, part.value);
    json.insert(health.rowsName, health.rows);
    return textContents(json);
}

Resource resource(const char* uri, const char* name, const QString& title, const QString& description,
                  Result<QJsonObject> (*read)(const Caller&, const QString&))
{
    Resource resource;
    resource.uri = QString::fromLatin1(uri);
    resource.name = QString::fromLatin1(name);
    resource.title = title;
    resource.description = description;
    resource.mimeType = QStringLiteral("application/json");
    resource.isTemplate = resource.uri.contains(u'{');
    resource.read = read;
    return resource;
}

QStringList begunWith(const QStringList& names, const QString& begun)
{
    QStringList found;
    for (const QString& name : names) {
        if (name.startsWith(begun, Qt::CaseInsensitive))
            found.append(name);
    }
    return found;
}

QStringList completeDataset(const Caller&, const QString&, const QString& begun)
{
    return begunWith(datasetIds(), begun);
}

/// In a URI a name is percent-encoded, and so is what completes it.
QStringList completeService(const Caller& caller, const QString&, const QString& begun)
{
    const auto names = serviceNames(caller.services, caller.stop);
    QStringList encoded;
    for (const QString& name :
         begunWith(names.isOk() ? names.value() : QStringList(), QUrl::fromPercentEncoding(begun.toUtf8())))
        encoded.append(QString::fromLatin1(QUrl::toPercentEncoding(name)));
    return encoded;
}

/// Read when it is asked for: the routes hold this offer themselves.
Resource openApiResource(bool drawsPdf)
{
    Resource described = resource("atalaya://openapi", "openapi", tr("HTTP API"),
                                  tr("OpenAPI 3.1 of the HTTP API that answers the same."), nullptr);
    described.isConstant = true;
    described.read = [drawsPdf](const Caller&, const QString&) -> Result<QJsonObject> {
        DrawPdf draw;
        if (drawsPdf)
            draw = [](const services::IactReport&) -> Result<QByteArray> { return QByteArray(); };
        return textContents(openApi(allRoutes(draw)));
    };
    return described;
}

} // namespace

QList<Resource> standardResources(bool drawsPdf)
{
    Resource catalog = resource("atalaya://catalog", "catalog", tr("Catalogue"),
                                tr("Every dataset, with its size and example queries."), readCatalog);
    Resource dataset = resource("atalaya://datasets/{id}", "dataset", tr("Dataset"),
                                tr("What a dataset holds, how much, and example queries."), readDataset);
    Resource schema =
        resource("atalaya://datasets/{id}/schema", "dataset-schema", tr("Schema of a dataset"),
                 tr("Its fields with types, units, ranges and examples, and the history of the schema."), readSchema);
    Resource contract = resource("atalaya://datasets/{id}/contract", "dataset-contract", tr("Contract of a dataset"),
                                 tr("The data contract (Open Data Contract Standard 3.1.0)."), readContract);
    contract.mimeType = QStringLiteral("application/vnd.odcs+json");
    Resource services = resource("atalaya://services", "services", tr("Services"),
                                 tr("The services with their teams, environments and last deployments."), readServices);
    Resource delivery = resource("atalaya://delivery/{service}", "delivery", tr("Delivery of a service"),
                                 tr("The five metrics of a service over its whole history."), readDelivery);
    Resource health = resource("atalaya://health", "health", tr("Health"),
                               tr("The store, the age of its data, and what was imported."), readHealth);
    dataset.complete = schema.complete = contract.complete = completeDataset;
    delivery.complete = completeService;
    return {catalog, dataset, schema, contract, services, delivery, health, openApiResource(drawsPdf)};
}

} // namespace atalaya::api::mcp
