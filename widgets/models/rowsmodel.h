// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/datasetquery.h"

#include <QAbstractTableModel>
#include <QJsonArray>

namespace atalaya::widgets {

/// The rows of a query's answer, as far as they were read. Times stand as one would type them in a filter; where all are the beginnings
/// of days, as dates.
class RowsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<model::DataColumn>& columns, const QList<QJsonArray>& rows);
    /// The next page of the same answer.
    void append(const QList<QJsonArray>& rows);
    const QList<model::DataColumn>& columns() const { return m_columns; }
    /// The cells, tab-separated in full precision, in the rows and columns in which they stand; whole rows with their names above.
    QString tsv(const QModelIndexList& cells) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    bool isFigure(int column) const;
    QString textOf(const QJsonValue& value, int column) const;

    QList<model::DataColumn> m_columns;
    QList<QJsonArray> m_rows;
    QList<bool> m_areDays; ///< of each column, by its first rows
};

} // namespace atalaya::widgets
