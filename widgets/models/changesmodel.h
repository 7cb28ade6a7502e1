// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/pager.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace atalaya::widgets {

/// The changes of one deployment, newest first, read in pages; never blocks.
class ChangesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Sha, Subject, Lines, ColumnCount };
    using Load = Pager<model::Change>::Load;

    explicit ChangesModel(QThreadPool& pool, QObject* parent = nullptr);

    /// Empties the list and reads another.
    void setSource(Load load, const QTimeZone& zone);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    qint64 total() const { return m_total; }
    bool isBusy() const { return m_pager.isBusy(); }
    QString tsv() const;

Q_SIGNALS:
    void loaded();
    void failed(const atalaya::Error& error);

private:
    void arrived(Result<delivery::Page<model::Change>> page);

    Pager<model::Change> m_pager;
    QTimeZone m_zone = QTimeZone::utc();
    QList<model::Change> m_rows;
    qint64 m_total = 0;
    bool m_failed = false;
};

} // namespace atalaya::widgets
