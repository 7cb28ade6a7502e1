// SPDX-License-Identifier: GPL-3.0-or-later
#include "changesmodel.h"

#include "widgets/common/format.h"
#include "widgets/models/deploymentsmodel.h"

namespace atalaya::widgets {

ChangesModel::ChangesModel(QThreadPool& pool, QObject* parent) : QAbstractTableModel(parent), m_pager(pool) {}

void ChangesModel::setSource(Load load, const QTimeZone& zone)
{
    m_zone = zone;
    m_failed = false;
    m_total = 0;
    beginResetModel();
    m_rows.clear();
    endResetModel();
    m_pager.first(std::move(load), Pager<model::Change>::kPage,
                  [this](Result<delivery::Page<model::Change>> page) { arrived(std::move(page)); });
}

void ChangesModel::arrived(Result<delivery::Page<model::Change>> page)
{
    if (page.isCancelled())
        return;
    if (page.isError()) {
        m_failed = true;
        Q_EMIT failed(page.error());
        return;
    }
    m_total = page.value().total;
    const QList<model::Change>& rows = page.value().rows;
    if (!rows.isEmpty()) {
        beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + rows.size()) - 1);
        m_rows += rows;
        endInsertRows();
    }
    Q_EMIT loaded();
}

int ChangesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ChangesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ChangesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const model::Change& change = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case Sha:
            return change.sha.left(7);
        case Subject:
            return change.subject;
        case Lines:
            return change.lines ? countText(*change.lines) : noValue();
        default:
            return {};
        }
    case Qt::ToolTipRole: {
        const Instant now = instantFromMs(QDateTime::currentMSecsSinceEpoch());
        return tr("%1\n%2\nauthored %3, committed %4")
            .arg(change.sha, change.subject, momentText(change.authored, m_zone, now),
                 momentText(change.committed, m_zone, now));
    }
    case Qt::TextAlignmentRole:
        return int((index.column() == Lines ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case DeploymentsModel::MonospaceRole:
        return index.column() == Sha;
    default:
        return {};
    }
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Lines ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Change"), tr("Subject"), tr("Lines")};
    return names[section];
}

bool ChangesModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_pager.hasMore() && !m_pager.isBusy() && !m_failed;
}

void ChangesModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        m_pager.more([this](Result<delivery::Page<model::Change>> page) { arrived(std::move(page)); });
}

QString ChangesModel::tsv() const
{
    QStringList lines{QStringLiteral("sha\tsubject\tauthored\tcommitted\tlines\tfiles")};
    for (const model::Change& change : m_rows) {
        const auto count = [](std::optional<int> value) { return value ? QString::number(*value) : QString(); };
        lines.append(QStringList{change.sha, QString(change.subject).replace(u'\t', u' '), toIso(change.authored),
                                 toIso(change.committed), count(change.lines), count(change.files)}
                         .join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace atalaya::widgets
