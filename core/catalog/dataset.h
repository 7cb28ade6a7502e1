// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/dataset.h"

#include <QJsonObject>
#include <QJsonValue>

#include <optional>

namespace atalaya::catalog {

/// What a field means, beside its shape.
struct Field {
    model::FieldShape shape;
    QString description;
    QString unit;                               ///< "seconds", "bytes", "1" for a share; empty: none
    std::optional<double> minimum, maximum = {}; ///< of a number; without: no bound
    QJsonValue example;
    bool isPersonal = false; ///< may name a person
};

/// A version of a dataset's schema. The newest stands last.
struct SchemaVersion {
    QString version; ///< "1.0.0", as semver.org counts
    QString since;   ///< the date from which it holds: "2026-12-01"
    QString change;  ///< one sentence
};

/// A dataset as the catalogue describes it.
struct Dataset {
    model::DatasetShape shape;
    QString name, description;
    QString type;            ///< time_series, aggregated, reference
    QString updateFrequency; ///< real_time, 5_minutes, daily
    QList<Field> fields;     ///< as shape.fields, in their order
    QList<SchemaVersion> history;
    QString apiEndpoint;                ///< "/api/v1/dora/data-catalog/dora-metrics/"
    QList<QJsonObject> queryParameters; ///< name, type, description, default
    QList<QJsonObject> exampleQueries;  ///< description, query (bodies of data-catalog/query/), or url
    QStringList tags;

    const QString& id() const { return shape.id; }
    const QString& version() const { return history.last().version; }
    const Field* field(QStringView fieldName) const
    {
        for (const Field& item : fields) {
            if (item.shape.name == fieldName)
                return &item;
        }
        return nullptr;
    }
};

/// Every dataset that the store can serve, described. Constant but for the language of its words.
const QList<Dataset>& datasets();
/// Null when there is none.
const Dataset* findDataset(QStringView id);
/// The version of the catalogue as a whole: it rises with every change of a schema.
QString catalogVersion();

} // namespace atalaya::catalog
