// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/activity.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace atalaya::widgets {

/// Who asked the API, one row a client. Rows keep their places while their figures change: the first asked stands first.
class ClientsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Client, Requests, Refused, Limited, Failed, P50, P95, Last, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setClients(const QList<services::ClientActivity>& clients, const QTimeZone& zone, Instant now);
    const services::ClientActivity& client(int row) const { return m_clients.at(row); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void dropMissing(const QList<services::ClientActivity>& clients);

    QList<services::ClientActivity> m_clients;
    QTimeZone m_zone = QTimeZone::utc();
    Instant m_now;
};

} // namespace atalaya::widgets
