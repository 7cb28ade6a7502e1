// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/dataset.h"
#include "catalog/datasetwords.h"
#include "store/datasetrepository.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace atalaya::catalog {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

QJsonValue jsonValue(const char* text)
{
    return QJsonDocument::fromJson('[' + QByteArray(text) + ']').array().first();
}

Field fieldOf(const model::FieldShape& shape, std::span<const FieldWords> words)
{
    const auto found =
        std::find_if(words.begin(), words.end(), [&shape](const FieldWords& it) { return shape.name == QLatin1String(it.name); });
    if (found == words.end())
        qFatal("the field %s has no words", qPrintable(shape.name));
    const auto bound = [](double value) { return std::isnan(value) ? std::nullopt : std::optional(value); };
    return {.shape = shape,
            .description = tr(found->description),
            .unit = QString::fromLatin1(found->unit),
            .minimum = bound(found->minimum),
            .maximum = bound(found->maximum),
            .example = jsonValue(found->example),
            .isPersonal = found->isPersonal};
}

/// Where the rows of a dataset are: four have a path of their own, which clients of the earlier service know.
QString endpointOf(const QString& id)
{
    static const QStringList own{QStringLiteral("dora_metrics"), QStringLiteral("deployment_cycles"), QStringLiteral("performance_metrics"),
                                 QStringLiteral("quality_metrics")};
    if (own.contains(id))
        return QLatin1String("/api/v1/dora/data-catalog/") + QString(id).replace(u'_', u'-') + u'/';
    return QLatin1String("/api/v1/dora/data-catalog/datasets/") + id + QLatin1String("/rows/");
}

QJsonObject parameter(const char* name, const char* type, const QString& about, const QJsonValue& fallback)
{
    return {{QStringLiteral("name"), QString::fromLatin1(name)},
            {QStringLiteral("type"), QString::fromLatin1(type)},
            {QStringLiteral("description"), about},
            {QStringLiteral("default"), fallback}};
}

QList<QJsonObject> parametersOf(const QString& id)
{
    const QJsonObject days = parameter("days", "integer", tr("The last so many days, 1 to 3650."), 30);
    QList<QJsonObject> paged{parameter("limit", "integer", tr("Rows of a page, 1 to 10 000."), 100),
                             parameter("cursor", "string", tr("next_cursor of the page before."), QJsonValue())};
    if (id == QLatin1String("dora_metrics"))
        return QList<QJsonObject>{days, parameter("phase_name", "string", tr("Only this phase."), QJsonValue()),
                                  parameter("feature_id", "string", tr("Only this feature."), QJsonValue())} +
               paged;
    if (id == QLatin1String("deployment_cycles"))
        return QList<QJsonObject>{days, parameter("failed_only", "boolean", tr("Only cycles that failed."), false)} + paged;
    if (id == QLatin1String("performance_metrics") || id == QLatin1String("quality_metrics"))
        return QList<QJsonObject>{days} + paged;
    return QList<QJsonObject>{
               parameter("select", "string", tr("Fields of the answer, comma separated."), QJsonValue()),
               parameter("filter", "string", tr("A condition, such as: service = payments AND finished >= now-30d."), QJsonValue()),
               parameter("order_by", "string", tr("Fields, comma separated; a minus before one: descending."), QJsonValue())} +
           paged;
}

QList<QJsonObject> examplesOf(const DatasetWords& words)
{
    QList<QJsonObject> examples;
    for (size_t i = 0; i + 1 < words.examples.size(); i += 2)
        examples.append({{QStringLiteral("description"), tr(words.examples[i])},
                         {QStringLiteral("query"), QJsonDocument::fromJson(words.examples[i + 1]).object()}});
    return examples;
}

Dataset datasetOf(const model::DatasetShape& shape)
{
    const auto all = datasetWords();
    const auto words = std::find_if(all.begin(), all.end(), [&shape](const DatasetWords& it) { return shape.id == QLatin1String(it.id); });
    if (words == all.end())
        qFatal("the dataset %s has no words", qPrintable(shape.id));
    Dataset dataset;
    dataset.shape = shape;
    dataset.name = tr(words->name);
    dataset.description = tr(words->description);
    dataset.type = QString::fromLatin1(words->type);
    dataset.updateFrequency = QString::fromLatin1(words->updateFrequency);
    for (const model::FieldShape& field : shape.fields)
        dataset.fields.append(fieldOf(field, words->fields));
    // A change of the fields gets a line of its own here; tests/catalog holds the fingerprint of each.
    dataset.history = {{QStringLiteral("1.0.0"), QStringLiteral("2026-12-01"), tr("First described.")}};
    dataset.apiEndpoint = endpointOf(shape.id);
    dataset.queryParameters = parametersOf(shape.id);
    dataset.exampleQueries = examplesOf(*words);
    dataset.tags = QString::fromLatin1(words->tags).split(u' ');
    return dataset;
}

} // namespace

const QList<Dataset>& datasets()
{
    static const QList<Dataset> all = [] {
        QList<Dataset> list;
        for (const model::DatasetShape& shape : store::DatasetRepository::shapes())
            list.append(datasetOf(shape));
        return list;
    }();
    return all;
}

const Dataset* findDataset(QStringView id)
{
    const QList<Dataset>& all = datasets();
    const auto found = std::find_if(all.begin(), all.end(), [id](const Dataset& it) { return it.id() == id; });
    return found == all.end() ? nullptr : &*found;
}

QString catalogVersion()
{
    return QStringLiteral("1.0.0");
}

} // namespace atalaya::catalog
