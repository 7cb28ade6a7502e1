// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientsmodel.h"

#include "widgets/common/format.h"
#include "widgets/models/cellmark.h"
#include "widgets/models/requestsmodel.h"

#include <algorithm>

namespace atalaya::widgets {

namespace {

auto named(const QString& name)
{
    return [&name](const services::ClientActivity& client) { return client.client == name; };
}

QString countOrNone(qint64 count)
{
    return count == 0 ? noValue() : countText(count);
}

} // namespace

void ClientsModel::setClients(const QList<services::ClientActivity>& clients, const QTimeZone& zone, Instant now)
{
    m_zone = zone;
    m_now = now;
    dropMissing(clients);
    QList<services::ClientActivity> fresh;
    for (const services::ClientActivity& client : clients) {
        const auto known = std::find_if(m_clients.begin(), m_clients.end(), named(client.client));
        if (known != m_clients.end())
            *known = client;
        else
            fresh.prepend(client); // the service gives the last active first
    }
    if (!m_clients.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    if (fresh.isEmpty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(fresh.size()) - 1);
    m_clients += fresh;
    endInsertRows();
}

void ClientsModel::dropMissing(const QList<services::ClientActivity>& clients)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (std::any_of(clients.begin(), clients.end(), named(m_clients.at(row).client)))
            continue;
        beginRemoveRows({}, row, row);
        m_clients.removeAt(row);
        endRemoveRows();
    }
}

int ClientsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_clients.size());
}

int ClientsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ClientsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const services::ClientActivity& item = m_clients.at(index.row());
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Client ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == kCellMarkRole) {
        if (index.column() == Limited && item.limited > 0)
            return int(CellMark::Warning);
        if (index.column() == Failed && item.failed > 0)
            return int(CellMark::Bad);
        return {};
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case Client:
        return clientText(item.client);
    case Requests:
        return countText(item.requests);
    case Refused:
        return countOrNone(item.refused);
    case Limited:
        return countOrNone(item.limited);
    case Failed:
        return countOrNone(item.failed);
    case P50:
        return numberText(item.p50Ms);
    case P95:
        return numberText(item.p95Ms);
    case Last:
        return ageText(m_now - item.last);
    default:
        return {};
    }
}

QVariant ClientsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Client ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Client"), tr("Requests"), tr("Refused"), tr("Limited"), tr("Failed"), tr("p50, ms"), tr("p95, ms"), tr("Last")};
    return names[section];
}

} // namespace atalaya::widgets
