// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/explanationlist.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace atalaya::widgets {

/// What a figure is counted from, a row each: "payments 2.14.0 | revert | 0.98". Columns depend on the metric.
class ExplanationModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Item, Reason, Value, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setFigure(const ExplainedFigure& figure, const QTimeZone& zone);
    const ExplainedItem& item(int row) const { return m_items.at(row); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const ExplainedItem& item, int column) const;

    delivery::Metric m_metric = delivery::Metric::DeploymentFrequency;
    QList<ExplainedItem> m_items;
    QTimeZone m_zone = QTimeZone::utc();
};

} // namespace atalaya::widgets
