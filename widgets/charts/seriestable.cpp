// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriestable.h"

#include "widgets/common/rowdelegate.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace atalaya::widgets {

void SeriesModel::setSeries(const delivery::Series& series, const QTimeZone& timeZone)
{
    beginResetModel();
    m_series = series;
    m_timeZone = timeZone;
    m_unit = plotWords(series).unit;
    endResetModel();
}

int SeriesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_series.points.size());
}

int SeriesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SeriesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const delivery::SeriesPoint& point = m_series.points[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return display(point, index.column());
    case kExactRole:
        return exact(point, index.column());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == Period ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

QVariant SeriesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == Period ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    const bool rate = isRate(m_series.metric);
    const QString unit = rate ? QStringLiteral("%") : unitSign(m_unit);
    switch (section) {
    case Period:
        return tr("Period");
    case Count:
        return tr("n");
    case Value:
        return m_series.metric == delivery::Metric::DeploymentFrequency ? tr("Deployments")
               : rate                                                    ? tr("Share, %1").arg(unit)
                                                                         : tr("Median, %1").arg(unit);
    case Low:
        return rate ? tr("Low, %1").arg(unit) : tr("p25, %1").arg(unit);
    case High:
        return rate ? tr("High, %1").arg(unit) : tr("p90, %1").arg(unit);
    default:
        return {};
    }
}

QString SeriesModel::display(const delivery::SeriesPoint& point, int column) const
{
    const auto figure = [this](std::optional<double> value) {
        if (isRate(m_series.metric))
            return percentFigure(value);
        return isDuration(m_series.metric) ? durationFigure(value, m_unit) : valueText(m_series.metric, m_unit, value);
    };
    switch (column) {
    case Period: {
        const QString period = bucketText(point.start, point.end, m_series.bucket, m_timeZone, m_series.window.asOf);
        return point.partial ? tr("%1, partial").arg(period) : period;
    }
    case Count:
        return countText(point.n);
    case Value:
        return figure(point.value);
    case Low:
        return figure(point.low);
    case High:
        return figure(point.high);
    default:
        return {};
    }
}

QString SeriesModel::exact(const delivery::SeriesPoint& point, int column) const
{
    switch (column) {
    case Period:
        return toIso(point.start);
    case Count:
        return QString::number(point.n);
    case Value:
        return exactText(point.value);
    case Low:
        return exactText(point.low);
    case High:
        return exactText(point.high);
    default:
        return {};
    }
}

SeriesTable::SeriesTable(QWidget* parent) : QTableView(parent), m_model(new SeriesModel(this))
{
    setModel(m_model);
    dressTable(this);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(SeriesModel::Period, QHeaderView::Stretch);
    horizontalHeader()->setStretchLastSection(false);
    connect(this, &QTableView::activated, this, [this](const QModelIndex& index) { Q_EMIT pointSelected(index.row()); });
    connect(this, &QTableView::clicked, this, [this](const QModelIndex& index) { Q_EMIT pointSelected(index.row()); });
}

void SeriesTable::setSeries(const delivery::Series& series, const QTimeZone& timeZone)
{
    m_model->setSeries(series, timeZone);
    const bool bars = series.metric == delivery::Metric::DeploymentFrequency;
    setColumnHidden(SeriesModel::Low, bars);
    setColumnHidden(SeriesModel::High, bars);
    // For the frequency n and the value are the same number.
    setColumnHidden(SeriesModel::Count, bars);
    setAccessibleName(plotWords(series).title);
}

void SeriesTable::selectPoint(std::optional<int> index)
{
    if (!index || *index < 0 || *index >= m_model->rowCount()) {
        clearSelection();
        return;
    }
    selectRow(*index);
    scrollTo(m_model->index(*index, 0));
}

void SeriesTable::keyPressEvent(QKeyEvent* event)
{
    if (!event->matches(QKeySequence::Copy)) {
        QTableView::keyPressEvent(event);
        return;
    }
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int column = 0; column < SeriesModel::ColumnCount; ++column) {
            if (!isColumnHidden(column))
                cells << row.siblingAtColumn(column).data(SeriesModel::kExactRole).toString();
        }
        lines << cells.join(QChar(u'\t'));
    }
    QGuiApplication::clipboard()->setText(lines.join(QChar(u'\n')));
}

} // namespace atalaya::widgets
