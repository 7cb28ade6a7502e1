// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestsmodel.h"

#include "widgets/common/format.h"
#include "widgets/common/sizetext.h"
#include "widgets/models/cellmark.h"
#include "widgets/models/deploymentsmodel.h"

#include <utility>

namespace atalaya::widgets {

namespace {

bool isFigure(int column)
{
    return column == RequestsModel::Duration || column == RequestsModel::Bytes;
}

CellMark markOf(int status)
{
    switch (answeredOf(status)) {
    case Answered::Ok:
        return CellMark::Good;
    case Answered::Refused:
    case Answered::Limited:
        return CellMark::Warning;
    case Answered::Failed:
        return CellMark::Bad;
    }
    Q_UNREACHABLE();
}

QString statusWord(int status)
{
    switch (status) {
    case 201:
        return RequestsModel::tr("created");
    case 202:
        return RequestsModel::tr("accepted");
    case 204:
        return RequestsModel::tr("no content");
    case 304:
        return RequestsModel::tr("not modified");
    case 400:
        return RequestsModel::tr("not understood");
    case 401:
        return RequestsModel::tr("no valid token");
    case 403:
        return RequestsModel::tr("not allowed");
    case 404:
        return RequestsModel::tr("not found");
    case 405:
        return RequestsModel::tr("wrong method");
    case 409:
        return RequestsModel::tr("conflict");
    case 410:
        return RequestsModel::tr("gone");
    case 413:
        return RequestsModel::tr("too large");
    case 503:
        return RequestsModel::tr("unavailable");
    default:
        return answeredWord(answeredOf(status));
    }
}

QDateTime local(Instant at, const QTimeZone& zone)
{
    return QDateTime::fromMSecsSinceEpoch(toMs(at), zone);
}

/// "12:00:05", with the day where it is not today.
QString clockText(const QDateTime& moment, const QDate& today)
{
    return QLocale().toString(moment, moment.date() == today ? QStringLiteral("HH:mm:ss") : QStringLiteral("d MMM HH:mm:ss"));
}

} // namespace

Answered answeredOf(int status)
{
    if (status == 429)
        return Answered::Limited;
    return status >= 500 ? Answered::Failed : status >= 400 ? Answered::Refused : Answered::Ok;
}

QString answeredWord(Answered answered)
{
    switch (answered) {
    case Answered::Ok:
        return RequestsModel::tr("ok");
    case Answered::Refused:
        return RequestsModel::tr("refused");
    case Answered::Limited:
        return RequestsModel::tr("limited");
    case Answered::Failed:
        return RequestsModel::tr("failed");
    }
    Q_UNREACHABLE();
}

QString statusText(int status)
{
    return QString::number(status) + u' ' + statusWord(status);
}

QString clientText(const QString& client)
{
    return client.isEmpty() ? RequestsModel::tr("without a token") : client;
}

void RequestsModel::add(const QList<services::ApiRequest>& requests)
{
    const QList<services::ApiRequest> added = requests.size() > kMost ? requests.last(kMost) : requests;
    if (added.isEmpty())
        return;
    const qsizetype over = m_requests.size() + added.size() - kMost;
    if (over > 0) {
        const int rows = int(m_requests.size());
        beginRemoveRows({}, rows - int(over), rows - 1);
        m_requests.remove(0, over);
        endRemoveRows();
    }
    beginInsertRows({}, 0, int(added.size()) - 1);
    m_requests += added;
    endInsertRows();
}

bool RequestsModel::hasOldOnes() const
{
    return !m_requests.isEmpty() && local(m_requests.first().at, m_zone).date() != m_today;
}

void RequestsModel::setMoment(const QTimeZone& zone, Instant now)
{
    const QDate today = local(now, zone).date();
    if (zone == m_zone && today == m_today)
        return;
    m_zone = zone;
    m_today = today;
    if (!m_requests.isEmpty())
        Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time));
}

int RequestsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_requests.size());
}

int RequestsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString RequestsModel::textOf(const services::ApiRequest& request, int column) const
{
    switch (column) {
    case Time:
        return clockText(local(request.at, m_zone), m_today);
    case Client:
        return clientText(request.client);
    case Method:
        return request.method;
    case Path:
        return request.path;
    case Operation:
        return request.operation.isEmpty() ? noValue() : request.operation;
    case Status:
        return statusText(request.status);
    case Duration:
        return numberText(request.durationMs);
    case Bytes:
        return sizeText(request.bytes);
    default:
        return {};
    }
}

QString RequestsModel::toolTipOf(const services::ApiRequest& request) const
{
    return tr("%1 %2\n%3 from %4, %5\nrequest %6")
        .arg(request.method, request.path, clientText(request.client), request.peer, toIso(request.at), request.requestId);
}

QVariant RequestsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const services::ApiRequest& item = request(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return textOf(item, index.column());
    case Qt::ToolTipRole:
        return toolTipOf(item);
    case Qt::TextAlignmentRole:
        return int((isFigure(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case DeploymentsModel::MonospaceRole:
        return index.column() == Method || index.column() == Path || index.column() == Operation;
    case kCellMarkRole:
        return index.column() == Status ? QVariant(int(markOf(item.status))) : QVariant();
    default:
        return {};
    }
}

QVariant RequestsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Time"), tr("Client"), tr("Method"), tr("Path"), tr("Operation"), tr("Status"), tr("Took, ms"), tr("Size")};
    return names[section];
}

QString RequestsModel::tsv(const QModelIndexList& rows) const
{
    QStringList lines{QStringLiteral("at\tclient\tpeer\tmethod\tpath\toperation\tstatus\tduration_ms\tbytes\trequest_id")};
    for (const QModelIndex& index : rows) {
        const services::ApiRequest& item = request(index.row());
        QStringList cells{toIso(item.at), item.client, item.peer, item.method, item.path, item.operation, QString::number(item.status),
                          exactText(item.durationMs), QString::number(item.bytes), item.requestId};
        for (QString& cell : cells)
            cell.replace(u'\t', u' ').replace(u'\n', u' ');
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

void RequestsFilter::setClient(const std::optional<QString>& client)
{
    m_client = client;
    invalidateFilter();
}

void RequestsFilter::setAnswered(std::optional<Answered> answered)
{
    m_answered = answered;
    invalidateFilter();
}

bool RequestsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    Q_UNUSED(parent)
    const services::ApiRequest& request = static_cast<const RequestsModel*>(sourceModel())->request(row);
    return (!m_client || request.client == *m_client) && (!m_answered || answeredOf(request.status) == *m_answered);
}

} // namespace atalaya::widgets
