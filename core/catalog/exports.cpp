// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/exports.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace atalaya::catalog {

using model::FieldType;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

QString rowsUrl(const Dataset& dataset, const ExportContext& context)
{
    return context.baseUrl + QLatin1String("/api/v1/dora/data-catalog/datasets/") + dataset.id() + QLatin1String("/rows/?format=csv&limit=10000");
}

QString datasetUrl(const Dataset& dataset, const ExportContext& context)
{
    return context.baseUrl + QLatin1String("/api/v1/dora/data-catalog/datasets/") + dataset.id() + u'/';
}

QString catalogUrl(const ExportContext& context)
{
    return context.baseUrl + QLatin1String("/api/v1/dora/data-catalog/");
}

/// Of one dataset its own name, otherwise that of the catalogue.
QString titleOf(const QList<Dataset>& datasets)
{
    return datasets.size() == 1 ? datasets.first().name : tr("Atalaya data catalogue");
}

QString slugOf(const QList<Dataset>& datasets)
{
    return datasets.size() == 1 ? QString(datasets.first().id()).replace(u'_', u'-') : QStringLiteral("atalaya");
}

QString descriptionOf(const QList<Dataset>& datasets)
{
    return datasets.size() == 1 ? datasets.first().description : tr("How software gets delivered: deployments, changes, incidents, and the events and measurements behind their figures.");
}

// As the specification gives it.
QJsonObject croissantContext()
{
    QJsonObject context{{QStringLiteral("@language"), QStringLiteral("en")},
                        {QStringLiteral("@vocab"), QStringLiteral("https://schema.org/")},
                        {QStringLiteral("sc"), QStringLiteral("https://schema.org/")},
                        {QStringLiteral("cr"), QStringLiteral("http://mlcommons.org/croissant/")},
                        {QStringLiteral("rai"), QStringLiteral("http://mlcommons.org/croissant/RAI/")},
                        {QStringLiteral("dct"), QStringLiteral("http://purl.org/dc/terms/")},
                        {QStringLiteral("conformsTo"), QStringLiteral("dct:conformsTo")}};
    for (const char* name :
         {"citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes",
          "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated", "replace",
          "samplingRate", "separator", "source", "subField", "transform"})
        context.insert(QLatin1String(name), QString(QLatin1String("cr:") + QLatin1String(name)));
    for (const char* name : {"data", "examples"})
        context.insert(QLatin1String(name), QJsonObject{{QStringLiteral("@id"), QString(QLatin1String("cr:") + QLatin1String(name))},
                                                        {QStringLiteral("@type"), QStringLiteral("@json")}});
    context.insert(QStringLiteral("dataType"),
                   QJsonObject{{QStringLiteral("@id"), QStringLiteral("cr:dataType")}, {QStringLiteral("@type"), QStringLiteral("@vocab")}});
    return context;
}

QString croissantType(FieldType type)
{
    switch (type) {
    case FieldType::Integer:
        return QStringLiteral("sc:Integer");
    case FieldType::Number:
        return QStringLiteral("sc:Float");
    case FieldType::Boolean:
        return QStringLiteral("sc:Boolean");
    case FieldType::Time:
        return QStringLiteral("sc:DateTime");
    case FieldType::Text:
    case FieldType::Id:
    case FieldType::Object:
        return QStringLiteral("sc:Text");
    }
    Q_UNREACHABLE();
}

QJsonObject idOf(const QString& id)
{
    return {{QStringLiteral("@id"), id}};
}

QJsonObject croissantRecords(const Dataset& dataset)
{
    QJsonArray fields, key;
    for (const Field& field : dataset.fields) {
        const QString id = dataset.id() + u'/' + field.shape.name;
        fields.append(QJsonObject{
            {QStringLiteral("@type"), QStringLiteral("cr:Field")},
            {QStringLiteral("@id"), id},
            {QStringLiteral("name"), field.shape.name},
            {QStringLiteral("description"), field.description},
            {QStringLiteral("dataType"), croissantType(field.shape.type)},
            {QStringLiteral("source"), QJsonObject{{QStringLiteral("fileObject"), idOf(dataset.id() + QLatin1String(".csv"))},
                                                   {QStringLiteral("extract"), QJsonObject{{QStringLiteral("column"), field.shape.name}}}}}});
    }
    for (const QString& name : dataset.shape.key)
        key.append(idOf(dataset.id() + u'/' + name));
    return {{QStringLiteral("@type"), QStringLiteral("cr:RecordSet")},
            {QStringLiteral("@id"), dataset.id()},
            {QStringLiteral("name"), dataset.id()},
            {QStringLiteral("description"), dataset.description},
            {QStringLiteral("key"), key.size() == 1 ? key.first() : QJsonValue(key)},
            {QStringLiteral("field"), fields}};
}

QString packageType(FieldType type)
{
    return type == FieldType::Time ? QStringLiteral("datetime") : model::fieldTypeName(type);
}

QJsonObject packageField(const Dataset& dataset, const Field& field)
{
    QJsonObject constraints{{QStringLiteral("required"), !field.shape.isNullable}};
    if (dataset.shape.key.size() == 1 && dataset.shape.key.first() == field.shape.name)
        constraints.insert(QStringLiteral("unique"), true);
    if (field.minimum)
        constraints.insert(QStringLiteral("minimum"), *field.minimum);
    if (field.maximum)
        constraints.insert(QStringLiteral("maximum"), *field.maximum);
    if (!field.shape.choices.isEmpty())
        constraints.insert(QStringLiteral("enum"), QJsonArray::fromStringList(field.shape.choices));
    QJsonObject object{{QStringLiteral("name"), field.shape.name},
                       {QStringLiteral("type"), packageType(field.shape.type)},
                       {QStringLiteral("description"), field.description},
                       {QStringLiteral("example"), field.example},
                       {QStringLiteral("constraints"), constraints}};
    if (field.shape.type == FieldType::Time)
        object.insert(QStringLiteral("format"), QStringLiteral("any")); // with milliseconds where there are any
    if (!field.unit.isEmpty())
        object.insert(QStringLiteral("unit"), field.unit);
    return object;
}

QString odcsType(FieldType type)
{
    return type == FieldType::Time ? QStringLiteral("timestamp") : model::fieldTypeName(type);
}

QJsonObject odcsProperty(const Dataset& dataset, const Field& field)
{
    QJsonObject property{{QStringLiteral("name"), field.shape.name},
                         {QStringLiteral("logicalType"), odcsType(field.shape.type)},
                         {QStringLiteral("description"), field.description},
                         {QStringLiteral("required"), !field.shape.isNullable},
                         {QStringLiteral("examples"), QJsonArray{field.example}}};
    if (const qsizetype place = dataset.shape.key.indexOf(field.shape.name); place >= 0) {
        property.insert(QStringLiteral("primaryKey"), true);
        property.insert(QStringLiteral("primaryKeyPosition"), place + 1);
    }
    if (field.isPersonal)
        property.insert(QStringLiteral("classification"), QStringLiteral("personal"));
    QJsonObject options;
    if (field.minimum)
        options.insert(QStringLiteral("minimum"), *field.minimum);
    if (field.maximum)
        options.insert(QStringLiteral("maximum"), *field.maximum);
    if (!options.isEmpty() && (field.shape.type == FieldType::Number || field.shape.type == FieldType::Integer))
        property.insert(QStringLiteral("logicalTypeOptions"), options);
    if (!field.shape.isNullable)
        property.insert(QStringLiteral("quality"),
                        QJsonArray{QJsonObject{{QStringLiteral("metric"), QStringLiteral("nullValues")},
                                               {QStringLiteral("mustBe"), 0},
                                               {QStringLiteral("dimension"), QStringLiteral("completeness")},
                                               {QStringLiteral("unit"), QStringLiteral("rows")}}});
    return property;
}

// How often new data come, as DCAT has it.
QString periodicity(const Dataset& dataset)
{
    const QString frequency = dataset.updateFrequency == QLatin1String("daily") ? QStringLiteral("DAILY") : QStringLiteral("CONT");
    return QLatin1String("http://publications.europa.eu/resource/authority/frequency/") + frequency;
}

} // namespace

QJsonObject croissant(const QList<Dataset>& datasets, const ExportContext& context)
{
    QJsonArray files, records;
    for (const Dataset& dataset : datasets) {
        files.append(QJsonObject{{QStringLiteral("@type"), QStringLiteral("cr:FileObject")},
                                 {QStringLiteral("@id"), QString(dataset.id() + QLatin1String(".csv"))},
                                 {QStringLiteral("name"), QString(dataset.id() + QLatin1String(".csv"))},
                                 {QStringLiteral("contentUrl"), rowsUrl(dataset, context)},
                                 {QStringLiteral("encodingFormat"), QStringLiteral("text/csv")}});
        records.append(croissantRecords(dataset));
    }
    return {{QStringLiteral("@context"), croissantContext()},
            {QStringLiteral("@type"), QStringLiteral("sc:Dataset")},
            {QStringLiteral("conformsTo"), QStringLiteral("http://mlcommons.org/croissant/1.1")},
            {QStringLiteral("name"), slugOf(datasets)},
            {QStringLiteral("description"), descriptionOf(datasets)},
            {QStringLiteral("url"), datasets.size() == 1 ? datasetUrl(datasets.first(), context) : catalogUrl(context)},
            {QStringLiteral("license"), tr("Belongs to whoever runs this store; ask them.")},
            {QStringLiteral("creator"), QJsonObject{{QStringLiteral("@type"), QStringLiteral("sc:Organization")},
                                                    {QStringLiteral("name"), QStringLiteral("Atalaya")}}},
            {QStringLiteral("datePublished"), toIso(context.modified)},
            {QStringLiteral("version"), datasets.size() == 1 ? datasets.first().version() : catalogVersion()},
            {QStringLiteral("isLiveDataset"), true},
            {QStringLiteral("distribution"), files},
            {QStringLiteral("recordSet"), records}};
}

QJsonObject dataPackage(const QList<Dataset>& datasets, const ExportContext& context)
{
    QJsonArray resources;
    for (const Dataset& dataset : datasets) {
        QJsonArray fields;
        for (const Field& field : dataset.fields)
            fields.append(packageField(dataset, field));
        QJsonObject resource{{QStringLiteral("name"), dataset.id()},
                             {QStringLiteral("title"), dataset.name},
                             {QStringLiteral("description"), dataset.description},
                             {QStringLiteral("path"), rowsUrl(dataset, context)},
                             {QStringLiteral("type"), QStringLiteral("table")},
                             {QStringLiteral("format"), QStringLiteral("csv")},
                             {QStringLiteral("mediatype"), QStringLiteral("text/csv")},
                             {QStringLiteral("encoding"), QStringLiteral("utf-8")},
                             {QStringLiteral("schema"), QJsonObject{{QStringLiteral("fields"), fields},
                                                                    {QStringLiteral("missingValues"), QJsonArray{QString()}},
                                                                    {QStringLiteral("primaryKey"), QJsonArray::fromStringList(dataset.shape.key)}}}};
        if (const auto size = context.sizes.constFind(dataset.id()); size != context.sizes.cend())
            resource.insert(QStringLiteral("rowCount"), size->records);
        resources.append(resource);
    }
    return {{QStringLiteral("$schema"), QStringLiteral("https://datapackage.org/profiles/2.0/datapackage.json")},
            {QStringLiteral("name"), slugOf(datasets)},
            {QStringLiteral("title"), titleOf(datasets)},
            {QStringLiteral("description"), descriptionOf(datasets)},
            {QStringLiteral("homepage"), catalogUrl(context)},
            {QStringLiteral("version"), datasets.size() == 1 ? datasets.first().version() : catalogVersion()},
            {QStringLiteral("created"), toIso(context.modified)},
            {QStringLiteral("resources"), resources}};
}

QJsonObject dcat(const QList<Dataset>& datasets, const ExportContext& context)
{
    QJsonArray list;
    for (const Dataset& dataset : datasets) {
        const QString url = datasetUrl(dataset, context);
        list.append(QJsonObject{
            {QStringLiteral("@id"), url},
            {QStringLiteral("@type"), QStringLiteral("dcat:Dataset")},
            {QStringLiteral("dct:identifier"), dataset.id()},
            {QStringLiteral("dct:title"), dataset.name},
            {QStringLiteral("dct:description"), dataset.description},
            {QStringLiteral("dct:accrualPeriodicity"), idOf(periodicity(dataset))},
            {QStringLiteral("dct:modified"), QJsonObject{{QStringLiteral("@type"), QStringLiteral("xsd:dateTime")}, {QStringLiteral("@value"), toIso(context.modified)}}},
            {QStringLiteral("dcat:version"), dataset.version()},
            {QStringLiteral("dcat:keyword"), QJsonArray::fromStringList(dataset.tags)},
            {QStringLiteral("dcat:distribution"),
             QJsonArray{QJsonObject{{QStringLiteral("@id"), rowsUrl(dataset, context)},
                                    {QStringLiteral("@type"), QStringLiteral("dcat:Distribution")},
                                    {QStringLiteral("dcat:accessURL"), idOf(url)},
                                    {QStringLiteral("dcat:downloadURL"), idOf(rowsUrl(dataset, context))},
                                    {QStringLiteral("dcat:mediaType"), idOf(QStringLiteral("https://www.iana.org/assignments/media-types/text/csv"))}}}}});
    }
    return {{QStringLiteral("@context"), QJsonObject{{QStringLiteral("dcat"), QStringLiteral("http://www.w3.org/ns/dcat#")},
                                                     {QStringLiteral("dct"), QStringLiteral("http://purl.org/dc/terms/")},
                                                     {QStringLiteral("foaf"), QStringLiteral("http://xmlns.com/foaf/0.1/")},
                                                     {QStringLiteral("xsd"), QStringLiteral("http://www.w3.org/2001/XMLSchema#")}}},
            {QStringLiteral("@id"), catalogUrl(context)},
            {QStringLiteral("@type"), QStringLiteral("dcat:Catalog")},
            {QStringLiteral("dct:title"), titleOf(datasets)},
            {QStringLiteral("dct:description"), descriptionOf(datasets)},
            {QStringLiteral("dcat:version"), catalogVersion()},
            {QStringLiteral("dct:publisher"), QJsonObject{{QStringLiteral("@type"), QStringLiteral("foaf:Agent")}, {QStringLiteral("foaf:name"), QStringLiteral("Atalaya")}}},
            {QStringLiteral("dcat:dataset"), list}};
}

QJsonObject odcs(const QList<Dataset>& datasets, const ExportContext& context)
{
    QJsonArray schema;
    for (const Dataset& dataset : datasets) {
        QJsonArray properties;
        for (const Field& field : dataset.fields)
            properties.append(odcsProperty(dataset, field));
        schema.append(QJsonObject{{QStringLiteral("name"), dataset.id()},
                                  {QStringLiteral("logicalType"), QStringLiteral("object")},
                                  {QStringLiteral("physicalName"), dataset.shape.table},
                                  {QStringLiteral("physicalType"), dataset.type == QLatin1String("aggregated") ? QStringLiteral("view") : QStringLiteral("table")},
                                  {QStringLiteral("description"), dataset.description},
                                  {QStringLiteral("tags"), QJsonArray::fromStringList(dataset.tags)},
                                  {QStringLiteral("properties"), properties}});
    }
    return {{QStringLiteral("apiVersion"), QStringLiteral("v3.1.0")},
            {QStringLiteral("kind"), QStringLiteral("DataContract")},
            {QStringLiteral("id"), QString(QLatin1String("urn:atalaya:contract:") + slugOf(datasets))},
            {QStringLiteral("name"), titleOf(datasets)},
            {QStringLiteral("version"), datasets.size() == 1 ? datasets.first().version() : catalogVersion()},
            {QStringLiteral("status"), QStringLiteral("active")},
            {QStringLiteral("dataProduct"), QStringLiteral("Atalaya")},
            {QStringLiteral("description"), QJsonObject{{QStringLiteral("purpose"), descriptionOf(datasets)}}},
            {QStringLiteral("servers"), QJsonArray{QJsonObject{{QStringLiteral("server"), QStringLiteral("api")},
                                                               {QStringLiteral("type"), QStringLiteral("api")},
                                                               {QStringLiteral("location"), catalogUrl(context)}}}},
            {QStringLiteral("schema"), schema}};
}

} // namespace atalaya::catalog
