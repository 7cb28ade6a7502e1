// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriestable.h"

#include "widgets/common/rowdelegate.h"
#include "widgets/theme/fonts.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace atalaya::widgets {

void SeriesModel::setSeries(const delivery::Series& series, const QTimeZone& timeZone, std::optional<DurationUnit> unit)
{
    beginResetModel();
    m_series = series;
    m_timeZone = timeZone;
    m_unit = plotWords(series, CutOff::Nothing, unit).unit;
    endResetModel();
}

void SeriesModel::setBrief(bool brief)
{
    if (m_brief == brief)
        return;
    m_brief = brief;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Period), index(rowCount() - 1, Period));
}

QString SeriesModel::periodText(int row, bool brief) const
{
    const delivery::SeriesPoint& point = m_series.points[row];
    const QString period = bucketText(point.start, point.end, m_series.bucket, m_timeZone, m_series.window.asOf);
    if (!point.partial)
        return period;
    return brief ? QString(period + QStringLiteral(" *")) : tr("%1, partial").arg(period);
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
        return index.column() == Period ? periodText(index.row(), m_brief) : display(point, index.column());
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return index.column() == Period && point.partial ? periodText(index.row(), false) : QVariant();
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

void SeriesTable::setSeries(const delivery::Series& series, const QTimeZone& timeZone, std::optional<DurationUnit> unit)
{
    m_model->setSeries(series, timeZone, unit);
    const bool bars = series.metric == delivery::Metric::DeploymentFrequency;
    setColumnHidden(SeriesModel::Low, bars);
    setColumnHidden(SeriesModel::High, bars);
    // For the frequency n and the value are the same number.
    setColumnHidden(SeriesModel::Count, bars);
    setAccessibleName(plotWords(series, CutOff::Nothing, unit).title);
    fitPeriod();
}

void SeriesTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitPeriod();
}

void SeriesTable::fitPeriod()
{
    constexpr int kPadding = 20;
    double full = 0, brief = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        full = std::max(full, tabularWidth(uiFont(), m_model->periodText(row, false)));
        brief = std::max(brief, tabularWidth(uiFont(), m_model->periodText(row, true)));
    }
    int others = 0;
    for (int column = SeriesModel::Period + 1; column < SeriesModel::ColumnCount; ++column)
        others += isColumnHidden(column) ? 0 : std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
    const int room = viewport()->width() - others - kPadding;
    m_model->setBrief(room < full);
    // Where not even the period itself fits, the table is scrolled sideways; otherwise it fills its width.
    horizontalHeader()->setSectionResizeMode(SeriesModel::Period, room < brief ? QHeaderView::ResizeToContents : QHeaderView::Stretch);
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
