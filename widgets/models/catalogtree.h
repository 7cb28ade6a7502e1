// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/dataset.h"
#include "services/catalogservice.h"

#include <QAbstractItemModel>

namespace atalaya::widgets {

/// "seconds", "number · 1": what a field's values are, in a few letters.
QString fieldKind(const catalog::Field& field);

/// The catalogue as a tree: topics (the first tag of each dataset), the datasets of each, their fields.
class CatalogTree : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        DetailRole = Qt::UserRole + 1, ///< what stands at the right: rows of a dataset, kind of a field
        DatasetRole,                   ///< its id, also of its fields; empty: a topic
        FieldRole,                     ///< its name; empty: not a field
    };

    explicit CatalogTree(QObject* parent = nullptr);

    void setDatasets(const QList<catalog::Dataset>& datasets);
    void setSizes(const QMap<QString, services::CatalogService::Size>& sizes);
    /// An invalid index when there is none.
    QModelIndex indexOf(const QString& dataset, const QString& field = {}) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Group {
        QString topic;
        QList<qsizetype> datasets; ///< places in m_datasets
    };
    struct Place {
        qsizetype group = -1;
        qsizetype dataset = -1; ///< place in m_datasets; -1: a group
    };
    /// Of what an index belongs to: 0 for a group, 1 + group for a dataset, 1000 + dataset for a field.
    Place placeOf(const QModelIndex& index) const;
    QVariant datasetData(const catalog::Dataset& dataset, int role) const;
    QVariant fieldData(const catalog::Dataset& dataset, const catalog::Field& field, int role) const;

    QList<catalog::Dataset> m_datasets;
    QList<Group> m_groups;
    QMap<QString, services::CatalogService::Size> m_sizes;
};

} // namespace atalaya::widgets
