// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/format.h"
#include "widgets/models/deploymentlist.h"
#include "widgets/models/pager.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace atalaya::widgets {

/// Deployments, newest first, read in pages as the view asks for them; never blocks. After a refresh the rows that stayed
/// keep their persistent indexes, so selection and scroll position stay too.
class DeploymentsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Version, Service, Environment, Finished, Changes, LeadTime, Fixes, OutcomeColumn, ColumnCount };
    enum Role {
        OutcomeRole = Qt::UserRole + 1, ///< int of delivery::Outcome, in the outcome's column
        MonospaceRole,                  ///< true where the text is a version, a sha or an id
        ApartRole,                      ///< true where text follows a column of right-aligned numbers: an em more between them
        ExactRole,                      ///< the value in full, as copies and exports have it
    };
    using Load = Pager<ListedDeployment>::Load;

    explicit DeploymentsModel(QThreadPool& pool, QObject* parent = nullptr);

    /// Reads another list; the rows stay until the new ones arrive.
    void setSource(Load load, const QTimeZone& zone);
    /// Reads the same list again, as many rows as there are, from another state of the store.
    void refresh(Load load);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    /// Of the lead times; without, the one that suits the rows of the first page (unitFor()).
    void setUnit(std::optional<DurationUnit> unit);
    DurationUnit unit() const { return m_unit; }
    /// The rows read so far are of more than one environment.
    bool hasEnvironments() const;

    const delivery::DeploymentRow& row(int row) const { return m_rows.at(row).row; }
    /// An invalid index when it is not among the rows read so far.
    QModelIndex indexOf(model::DeploymentId id) const;
    qint64 total() const { return m_total; }
    bool isBusy() const { return m_pager.isBusy(); }
    /// Nothing has arrived yet since setSource().
    bool isFresh() const { return m_fresh; }
    /// Tab-separated, with a header, in full precision and ISO times.
    QString tsv(const QModelIndexList& rows) const;

Q_SIGNALS:
    /// Rows or the total changed, or nothing had to.
    void loaded();
    void failed(const atalaya::Error& error);

private:
    void arrived(Result<delivery::Page<ListedDeployment>> page, bool replaces);
    void replace(const QList<ListedDeployment>& rows);
    bool merge(const QList<ListedDeployment>& rows);
    void append(const QList<ListedDeployment>& rows);
    void chooseUnit();

    Pager<ListedDeployment> m_pager;
    QTimeZone m_zone = QTimeZone::utc();
    QList<ListedDeployment> m_rows;
    std::optional<DurationUnit> m_wantedUnit;
    DurationUnit m_unit = DurationUnit::Hours;
    qint64 m_total = 0;
    bool m_fresh = true;
    bool m_failed = false;
};

} // namespace atalaya::widgets
