// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploymentsmodel.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>

namespace atalaya::widgets {

namespace {

bool isSame(const ListedDeployment& left, const ListedDeployment& right)
{
    return left.row.deployment == right.row.deployment && left.row.changes == right.row.changes &&
           left.row.leadTimeP50Hours == right.row.leadTimeP50Hours && outcomeText(left) == outcomeText(right) &&
           fixesText(left) == fixesText(right) && left.row.blamedBy.size() == right.row.blamedBy.size() &&
           left.row.repairs.size() == right.row.repairs.size();
}

const QString kEmSpace = QStringLiteral("\u2003"); ///< as RowDelegate indents the cells

bool isNumber(int column)
{
    return column == DeploymentsModel::Changes || column == DeploymentsModel::LeadTime;
}

QString exact(const ListedDeployment& listed, int column)
{
    const delivery::DeploymentRow& row = listed.row;
    switch (column) {
    case DeploymentsModel::Version:
        return nameOf(row.deployment);
    case DeploymentsModel::Service:
        return row.deployment.service;
    case DeploymentsModel::Environment:
        return row.deployment.environment;
    case DeploymentsModel::Finished:
        return toIso(row.deployment.finished);
    case DeploymentsModel::Changes:
        return QString::number(row.changes);
    case DeploymentsModel::LeadTime:
        return exactText(row.leadTimeP50Hours);
    case DeploymentsModel::Fixes:
        return fixesText(listed);
    case DeploymentsModel::OutcomeColumn:
        return outcomeText(listed);
    default:
        return {};
    }
}

} // namespace

DeploymentsModel::DeploymentsModel(QThreadPool& pool, QObject* parent) : QAbstractTableModel(parent), m_pager(pool) {}

void DeploymentsModel::setSource(Load load, const QTimeZone& zone)
{
    m_zone = zone;
    m_fresh = true;
    m_failed = false;
    m_pager.first(std::move(load), Pager<ListedDeployment>::kPage,
                  [this](Result<delivery::Page<ListedDeployment>> page) { arrived(std::move(page), true); });
}

void DeploymentsModel::refresh(Load load)
{
    m_failed = false;
    const int limit = std::max(Pager<ListedDeployment>::kPage, int(m_rows.size()));
    m_pager.first(std::move(load), limit,
                  [this](Result<delivery::Page<ListedDeployment>> page) { arrived(std::move(page), true); });
}

void DeploymentsModel::arrived(Result<delivery::Page<ListedDeployment>> page, bool replaces)
{
    if (page.isCancelled())
        return;
    if (page.isError()) {
        m_failed = true; // no further page by itself: the view would ask for it again and again
        Q_EMIT failed(page.error());
        return;
    }
    m_total = page.value().total;
    if (!replaces)
        append(page.value().rows);
    else if (m_fresh || !merge(page.value().rows))
        replace(page.value().rows);
    m_fresh = false;
    Q_EMIT loaded();
}

void DeploymentsModel::replace(const QList<ListedDeployment>& rows)
{
    beginResetModel();
    m_rows = rows;
    chooseUnit();
    endResetModel();
}

void DeploymentsModel::chooseUnit()
{
    QList<double> hours;
    for (const ListedDeployment& listed : std::as_const(m_rows)) {
        if (listed.row.leadTimeP50Hours)
            hours << *listed.row.leadTimeP50Hours;
    }
    m_unit = m_wantedUnit.value_or(unitFor(hours));
}

void DeploymentsModel::setUnit(std::optional<DurationUnit> unit)
{
    m_wantedUnit = unit;
    const DurationUnit before = m_unit;
    chooseUnit();
    if (m_unit == before)
        return;
    Q_EMIT headerDataChanged(Qt::Horizontal, LeadTime, LeadTime);
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, LeadTime), index(int(m_rows.size()) - 1, LeadTime));
}

bool DeploymentsModel::hasEnvironments() const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [this](const ListedDeployment& listed) {
        return listed.row.deployment.environment != m_rows.first().row.deployment.environment;
    });
}

void DeploymentsModel::append(const QList<ListedDeployment>& rows)
{
    if (rows.isEmpty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + rows.size()) - 1);
    m_rows += rows;
    endInsertRows();
}

// Removes what is gone and inserts what is new, row by row; false when the rows that stayed changed their order.
bool DeploymentsModel::merge(const QList<ListedDeployment>& rows)
{
    QHash<quint64, qsizetype> places;
    for (qsizetype place = 0; place < rows.size(); ++place)
        places.insert(rows.at(place).row.deployment.id.value, place);
    qsizetype before = -1;
    for (const ListedDeployment& old : std::as_const(m_rows)) {
        const auto place = places.constFind(old.row.deployment.id.value);
        if (place == places.constEnd())
            continue;
        if (*place < before)
            return false;
        before = *place;
    }
    for (qsizetype row = m_rows.size() - 1; row >= 0; --row) {
        if (places.contains(m_rows.at(row).row.deployment.id.value))
            continue;
        beginRemoveRows({}, int(row), int(row));
        m_rows.removeAt(row);
        endRemoveRows();
    }
    for (qsizetype row = 0; row < rows.size(); ++row) {
        if (row < m_rows.size() && m_rows.at(row).row.deployment.id == rows.at(row).row.deployment.id) {
            if (isSame(m_rows.at(row), rows.at(row)))
                continue;
            m_rows[row] = rows.at(row);
            Q_EMIT dataChanged(index(int(row), 0), index(int(row), ColumnCount - 1));
            continue;
        }
        beginInsertRows({}, int(row), int(row));
        m_rows.insert(row, rows.at(row));
        endInsertRows();
    }
    return true;
}

int DeploymentsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int DeploymentsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant DeploymentsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ListedDeployment& listed = m_rows.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        if (column == Finished)
            return momentText(listed.row.deployment.finished, m_zone, instantFromMs(QDateTime::currentMSecsSinceEpoch()));
        if (column == Changes)
            return countText(listed.row.changes);
        if (column == LeadTime)
            return durationFigure(listed.row.leadTimeP50Hours, m_unit);
        return exact(listed, column);
    case Qt::ToolTipRole:
        if (column == LeadTime && listed.row.baseline)
            return tr("The first deployment of the service is the baseline: its changes have no lead time.");
        return exact(listed, column);
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        if (column == LeadTime)
            return durationText(listed.row.leadTimeP50Hours, m_unit);
        return data(index, Qt::DisplayRole);
    case OutcomeRole:
        return column == OutcomeColumn ? QVariant(int(listed.row.outcome)) : QVariant();
    case MonospaceRole:
        return column == Version;
    case ApartRole:
        return column == Fixes;
    case ExactRole:
        return exact(listed, column);
    default:
        return {};
    }
}

QVariant DeploymentsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == LeadTime)
        return tr("Median (p50) of its changes' lead times, in %1", "in days").arg(unitWord(m_unit));
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Version"), tr("Service"), tr("Environment"), tr("Finished"), tr("Changes"),
                             tr("Lead time, %1", "a column and its unit").arg(unitSign(m_unit)), kEmSpace + tr("Fixes"), tr("Outcome")};
    return names[section];
}

bool DeploymentsModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_pager.hasMore() && !m_pager.isBusy() && !m_failed;
}

void DeploymentsModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        m_pager.more([this](Result<delivery::Page<ListedDeployment>> page) { arrived(std::move(page), false); });
}

QModelIndex DeploymentsModel::indexOf(model::DeploymentId id) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [id](const ListedDeployment& listed) {
        return listed.row.deployment.id == id;
    });
    return found == m_rows.end() ? QModelIndex() : index(int(found - m_rows.begin()), 0);
}

QString DeploymentsModel::tsv(const QModelIndexList& indexes) const
{
    QList<int> rows;
    for (const QModelIndex& index : indexes)
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());

    QStringList lines{QStringLiteral("version\tservice\tenvironment\tfinished\tchanges\tlead_time_p50_hours\tfixes\toutcome")};
    for (const int row : std::as_const(rows)) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column)
            cells.append(exact(m_rows.at(row), column).replace(u'\t', u' ').replace(u'\n', u' '));
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace atalaya::widgets
