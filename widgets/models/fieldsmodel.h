// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/dataset.h"

#include <QAbstractTableModel>

namespace atalaya::widgets {

/// "≥ 0", "0–1", "planning, development and 7 more": which values a field may have; empty: any.
QString rangeText(const catalog::Field& field);
/// A value as one would type it in a filter: texts bare, objects as JSON, nothing for null.
QString plainText(const QJsonValue& value);

/// The fields of a dataset, as its schema has them.
class FieldsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Type, Unit, Null, Description, Range, Example, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setFields(const QList<catalog::Field>& fields);
    const catalog::Field& field(int row) const { return m_fields.at(row); }
    /// -1 when there is none.
    int rowOf(const QString& name) const;
    QString tsv(const QModelIndexList& rows) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString textOf(const catalog::Field& field, int column) const;

    QList<catalog::Field> m_fields;
};

} // namespace atalaya::widgets
