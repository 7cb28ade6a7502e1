// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/series.h"
#include "widgets/charts/metricwords.h"

#include <QAbstractTableModel>
#include <QTableView>
#include <QTimeZone>

namespace atalaya::widgets {

/// The rows of a series: bucket, n, value, interval. Text for people under DisplayRole, all digits under kExactRole. A partial
/// bucket says so in a word, or where there is no room for that by a star that a tool tip explains.
class SeriesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Period, Count, Value, Low, High, ColumnCount };
    static constexpr int kExactRole = Qt::UserRole + 100;

    using QAbstractTableModel::QAbstractTableModel;
    void setSeries(const delivery::Series& series, const QTimeZone& timeZone, std::optional<DurationUnit> unit = {});
    void setBrief(bool brief);
    QString periodText(int row, bool brief) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString display(const delivery::SeriesPoint& point, int column) const;
    QString exact(const delivery::SeriesPoint& point, int column) const;

    delivery::Series m_series;
    QTimeZone m_timeZone = QTimeZone::utc();
    DurationUnit m_unit = DurationUnit::Hours;
    bool m_brief = false;
};

/// The table twin of a plot. Ctrl+C copies the selected rows, tab-separated, with all digits.
class SeriesTable : public QTableView
{
    Q_OBJECT

public:
    explicit SeriesTable(QWidget* parent = nullptr);
    void setSeries(const delivery::Series& series, const QTimeZone& timeZone, std::optional<DurationUnit> unit = {});
    void selectPoint(std::optional<int> index);

Q_SIGNALS:
    void pointSelected(int index);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitPeriod();

    SeriesModel* m_model;
};

} // namespace atalaya::widgets
