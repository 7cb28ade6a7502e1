// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace atalaya::api::mcp {

/// Something of the catalogue that words found.
struct CatalogHit
{
    enum class Kind { Dataset, Field, Metric };
    Kind kind = Kind::Dataset;
    QString dataset; ///< empty for a metric
    QString name;    ///< of the field or the metric, or the dataset's id
    QString description;
    int score = 0; ///< higher is better
};
QJsonObject toJson(const CatalogHit& hit);

/// Datasets, their fields, and the five metrics that at least one of the words is found in, the best first. A name
/// counts more than a description, a whole word more than a part, and every word that is found counts.
QList<CatalogHit> searchedCatalog(const QString& words);
/// What to try when nothing was found: the name nearest to one of the words.
QString hintFor(const QString& words);

} // namespace atalaya::api::mcp
