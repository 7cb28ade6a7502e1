// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/catalogjson.h"
#include "api/conditional.h"
#include "api/handlers/common.h"
#include "api/schema.h"
#include "catalog/exports.h"
#include "routes.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace atalaya::api {

namespace {

constexpr int kSampleRows = 5;
constexpr double kMegabyte = 1'000'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

/// A form in which the catalogue can be had.
struct Form
{
    const char* name;
    const char* mediaType;
    QJsonObject (*make)(const QList<catalog::Dataset>&, const catalog::ExportContext&); ///< null: our own
};
constexpr Form kForms[] = {
    {"json", "application/json", nullptr},
    {"dcat", "application/ld+json", catalog::dcat},
    {"croissant", "application/ld+json; profile=\"http://mlcommons.org/croissant/1.1\"", catalog::croissant},
    {"datapackage", "application/vnd.datapackage+json", catalog::dataPackage},
    {"odcs", "application/vnd.odcs+json", catalog::odcs},
};

QStringList formNames()
{
    QStringList names;
    for (const Form& form : kForms)
        names.append(QString::fromLatin1(form.name));
    return names;
}

Parameter formParameter()
{
    Parameter parameter{QStringLiteral("format"), Parameter::Type::Choice,
                        tr("Croissant 1.1, Data Package 2.0, DCAT 3 or ODCS 3.1.0 instead of our own form; Accept may say the same.")};
    parameter.choices = formNames();
    return parameter;
}

// What ?format= or, without it, Accept asks for; ours when neither says anything that we know.
const Form& formOf(const Call& call)
{
    const QString name = call.arguments.text(QLatin1String("format"));
    const QByteArray accept = call.request.header("accept").toLower();
    const Form* best = &kForms[0];
    for (const Form& form : kForms) {
        if (name == QLatin1String(form.name))
            return form;
        const QByteArray type = QByteArray(form.mediaType).split(';').first();
        const bool isAsked = form.make && accept.contains(type) && (form.make != catalog::croissant || accept.contains("croissant"));
        if (name.isEmpty() && isAsked)
            best = &form;
    }
    return *best;
}

// What an answer about the catalogue depends on.
struct State
{
    qint64 dataVersion = 0;
    QMap<QString, services::CatalogService::Size> sizes;
    Instant modified;
};

Result<State> stateOf(const Call& call)
{
    services::CatalogService& catalog = call.services.catalog;
    State state;
    ATALAYA_TRY(state.dataVersion, catalog.dataVersion());
    ATALAYA_TRY(state.sizes, catalog.sizes(call.request.stop));
    ATALAYA_TRY(const std::optional<Instant> changed, catalog.dataChanged());
    state.modified = changed.value_or(catalog.now());
    return state;
}

catalog::ExportContext contextOf(const Call& call, const State& state)
{
    const QByteArray host = call.request.header("host");
    const QString base = host.isEmpty() ? QString()
                                        : QString(QLatin1String(call.request.isSecure ? "https://" : "http://") + QString::fromLatin1(host));
    return {base, state.modified, state.sizes};
}

Response tagged(const Call& call, Response response, const State& state)
{
    return response.with("ETag", weakEtag({ATALAYA_VERSION, QByteArray::number(state.dataVersion), call.request.path, call.request.query,
                                           call.request.header("accept"), call.request.header("host")}));
}

Response exported(const Call& call, const Form& form, const QList<catalog::Dataset>& datasets, const State& state)
{
    Response response = Response::json(form.make(datasets, contextOf(call, state)));
    response.contentType = form.mediaType;
    return tagged(call, std::move(response), state);
}

Answer list(const Call& call)
{
    const auto state = stateOf(call);
    if (!state.isOk())
        return failed(state);
    if (const Form& form = formOf(call); form.make)
        return exported(call, form, catalog::datasets(), state.value());
    QJsonArray datasets;
    for (const catalog::Dataset& dataset : catalog::datasets()) {
        QJsonObject object = toJson(dataset);
        object.insert(QStringLiteral("record_count"), state.value().sizes.value(dataset.id()).records);
        datasets.append(object);
    }
    return tagged(call,
                  Response::json({{QStringLiteral("catalog_version"), catalog::catalogVersion()},
                                  {QStringLiteral("generated_at"), toIso(call.services.catalog.now())},
                                  {QStringLiteral("total_datasets"), datasets.size()},
                                  {QStringLiteral("datasets"), datasets}}),
                  state.value());
}

QJsonObject sizeJson(const services::CatalogService::Size& size)
{
    return {{QStringLiteral("records"), size.records},
            {QStringLiteral("bytes_estimate"), size.bytes},
            {QStringLiteral("first"), jsonOf(size.first)},
            {QStringLiteral("last"), jsonOf(size.last)}};
}

std::variant<const catalog::Dataset*, Problem> datasetOf(const Call& call)
{
    const QString id = call.arguments.text(QLatin1String("dataset_id"));
    if (const catalog::Dataset* dataset = catalog::findDataset(id))
        return dataset;
    return unknownDataset(id);
}

Answer one(const Call& call)
{
    const auto found = datasetOf(call);
    if (const Problem* problem = std::get_if<Problem>(&found))
        return *problem;
    const catalog::Dataset& dataset = *std::get<const catalog::Dataset*>(found);
    const auto state = stateOf(call);
    if (!state.isOk())
        return failed(state);
    if (const Form& form = formOf(call); form.make)
        return exported(call, form, {dataset}, state.value());
    const auto request = call.services.catalog.read({{QStringLiteral("dataset"), dataset.id()}, {QStringLiteral("limit"), kSampleRows}});
    const auto sample = call.services.catalog.query(std::get<catalog::QueryRequest>(request), call.request.stop);
    if (!sample.isOk())
        return failed(sample);
    QJsonObject object = toJson(dataset);
    object.insert(QStringLiteral("size"), sizeJson(state.value().sizes.value(dataset.id())));
    object.insert(QStringLiteral("last_updated"), toIso(state.value().modified));
    object.insert(QStringLiteral("history"), historyJson(dataset));
    object.insert(QStringLiteral("sample"), recordsJson(sample.value()));
    return tagged(call, Response::json(object), state.value());
}

QJsonObject metadataOf(const catalog::Dataset& dataset, const State& state)
{
    QJsonArray fields;
    for (const catalog::Field& field : dataset.fields)
        fields.append(toJson(field));
    const services::CatalogService::Size size = state.sizes.value(dataset.id());
    return {{QStringLiteral("dataset_id"), dataset.id()},
            {QStringLiteral("schema_version"), dataset.version()},
            {QStringLiteral("table"), dataset.shape.table},
            {QStringLiteral("record_count"), size.records},
            {QStringLiteral("size_estimate_mb"), double(size.bytes) / kMegabyte},
            {QStringLiteral("last_updated"), jsonOf(size.last)},
            {QStringLiteral("fields"), fields},
            {QStringLiteral("indexes"), QJsonArray::fromStringList(dataset.shape.indexes)},
            {QStringLiteral("history"), historyJson(dataset)}};
}

Answer metadata(const Call& call)
{
    const auto state = stateOf(call);
    if (!state.isOk())
        return failed(state);
    QJsonArray datasets;
    for (const catalog::Dataset& dataset : catalog::datasets())
        datasets.append(metadataOf(dataset, state.value()));
    return tagged(call,
                  Response::json({{QStringLiteral("registry_version"), catalog::catalogVersion()},
                                  {QStringLiteral("last_updated"), toIso(state.value().modified)},
                                  {QStringLiteral("datasets"), datasets}}),
                  state.value());
}

Route route(const char* path, const char* id, const QString& about, const QJsonObject& answer, std::function<Answer(const Call&)> handler)
{
    Route route;
    route.path = QLatin1String("/api/v1/dora/") + QLatin1String(path);
    route.operationId = QString::fromLatin1(id);
    route.summary = about;
    route.tag = QStringLiteral("catalogue");
    route.role = model::Role::Viewer;
    route.replies = {{200, about, "application/json", answer}};
    route.handler = std::move(handler);
    return route;
}

void addForms(Route& route)
{
    route.parameters.append(formParameter());
    for (const Form& form : kForms) {
        if (form.make)
            route.replies.append({200, tr("The catalogue in another form."), form.mediaType, {}});
    }
}

} // namespace

QList<Route> catalogRoutes()
{
    using namespace schema;
    Route all = route("data-catalog/", "catalog", tr("Every dataset: what it holds, field by field, and how to ask it."),
                      object({{"catalog_version", text()},
                              {"generated_at", time()},
                              {"total_datasets", integer()},
                              {"datasets", array(ref("Dataset"))}}),
                      list);
    addForms(all);
    Route single = route("data-catalog/datasets/{dataset_id}/", "catalogDataset",
                         tr("One dataset in full: its fields, size, schema versions and first rows."), ref("DatasetDetail"), one);
    single.parameters = {datasetParameter()};
    single.problems = {404};
    addForms(single);
    Route registry = route("ecosystem/metadata/", "ecosystemMetadata", tr("The metadata registry: tables, sizes, fields, indexes and schema versions."),
                           object({{"registry_version", text()}, {"last_updated", time()}, {"datasets", array(ref("DatasetMetadata"))}}), metadata);
    return {all, single, registry};
}

} // namespace atalaya::api
