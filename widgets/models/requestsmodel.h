// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/activity.h"

#include <QAbstractTableModel>
#include <QDate>
#include <QSortFilterProxyModel>
#include <QTimeZone>

#include <optional>

namespace atalaya::widgets {

/// What became of a request, as a person sorts them.
enum class Answered {
    Ok,      ///< below 400
    Refused, ///< 4xx but 429
    Limited, ///< 429
    Failed,  ///< 5xx
};
Answered answeredOf(int status);
/// "ok", "refused", "limited", "failed".
QString answeredWord(Answered answered);
/// "200 ok", "404 not found", "429 limited", "503 unavailable".
QString statusText(int status);
/// The name of the token, or words for none.
QString clientText(const QString& client);

/// The requests that the API answered, newest first; at most kMost of them.
class RequestsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Client, Method, Path, Operation, Status, Duration, Bytes, ColumnCount };
    static constexpr int kMost = 5'000;

    using QAbstractTableModel::QAbstractTableModel;

    /// Oldest first, as Activity::since() gives them.
    void add(const QList<services::ApiRequest>& requests);
    /// In which zone times are said; those of the day of `now` without their day.
    void setMoment(const QTimeZone& zone, Instant now);
    /// Some request is of another day than now.
    bool hasOldOnes() const;
    /// Of the newest that it holds; 0: none.
    quint64 lastNumber() const { return m_requests.isEmpty() ? 0 : m_requests.last().number; }
    const services::ApiRequest& request(int row) const { return m_requests.at(m_requests.size() - 1 - row); }
    QString tsv(const QModelIndexList& rows) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString textOf(const services::ApiRequest& request, int column) const;
    QString toolTipOf(const services::ApiRequest& request) const;

    QList<services::ApiRequest> m_requests; ///< oldest first
    QTimeZone m_zone = QTimeZone::utc();
    QDate m_today;
};

/// Those of one client or with one outcome.
class RequestsFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setClient(const std::optional<QString>& client);
    void setAnswered(std::optional<Answered> answered);
    const std::optional<QString>& client() const { return m_client; }
    std::optional<Answered> answered() const { return m_answered; }
    bool isNarrowed() const { return m_client || m_answered; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    std::optional<QString> m_client;
    std::optional<Answered> m_answered;
};

} // namespace atalaya::widgets
