// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowsmodel.h"

#include "widgets/common/format.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/models/fieldsmodel.h"

#include <algorithm>
#include <set>
#include <utility>

namespace atalaya::widgets {

namespace {

constexpr qsizetype kLongest = 300; ///< letters of a cell: what is more is in its copy

/// The shortest form of a moment that a filter understands: without milliseconds that are none.
QString timeText(const QString& text, bool isDay)
{
    const auto moment = parseInstant(text);
    if (!moment)
        return text;
    return isDay && startOfUtcDay(utcDay(*moment)) == *moment ? utcDateText(*moment) : toIso(*moment);
}

bool isNoDay(const QJsonValue& value)
{
    const auto moment = parseInstant(value.toString());
    return moment && startOfUtcDay(utcDay(*moment)) != *moment;
}

} // namespace

void RowsModel::setRows(const QList<model::DataColumn>& columns, const QList<QJsonArray>& rows)
{
    beginResetModel();
    m_columns = columns;
    m_rows = rows;
    m_areDays.clear();
    for (qsizetype column = 0; column < columns.size(); ++column)
        m_areDays.append(columns.at(column).type == model::FieldType::Time
                         && std::none_of(rows.begin(), rows.end(), [column](const QJsonArray& row) { return isNoDay(row.at(column)); }));
    endResetModel();
}

void RowsModel::append(const QList<QJsonArray>& rows)
{
    if (rows.isEmpty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(rows.size()) - 1);
    m_rows += rows;
    endInsertRows();
}

int RowsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int RowsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

bool RowsModel::isFigure(int column) const
{
    const model::FieldType type = m_columns.at(column).type;
    return type == model::FieldType::Integer || type == model::FieldType::Number;
}

QString RowsModel::textOf(const QJsonValue& value, int column) const
{
    if (value.isNull() || value.isUndefined())
        return noValue();
    switch (m_columns.at(column).type) {
    case model::FieldType::Integer:
        return countText(value.toInteger());
    case model::FieldType::Number:
        return numberText(value.toDouble());
    case model::FieldType::Time:
        return timeText(value.toString(), m_areDays.at(column));
    default:
        return plainText(value).left(kLongest).replace(u'\n', u' ');
    }
}

QVariant RowsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QJsonValue value = m_rows.at(index.row()).at(index.column());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return textOf(value, column);
    case Qt::ToolTipRole: {
        const QString exact = plainText(value);
        return exact.isEmpty() ? tr("null") : exact.left(4 * kLongest);
    }
    case Qt::TextAlignmentRole:
        return int((isFigure(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case DeploymentsModel::MonospaceRole: {
        const model::FieldType type = m_columns.at(column).type;
        return type == model::FieldType::Id || type == model::FieldType::Time || type == model::FieldType::Object;
    }
    case DeploymentsModel::ExactRole:
        return plainText(value);
    default:
        return {};
    }
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const model::DataColumn& column = m_columns.at(section);
    return column.unit.isEmpty() || column.unit == QLatin1String("1") ? column.name
                                                                      : tr("%1, %2", "a column and its unit").arg(column.name, column.unit);
}

QString RowsModel::tsv(const QModelIndexList& cells) const
{
    std::set<int> rows;
    std::set<int> columns;
    std::set<std::pair<int, int>> chosen;
    for (const QModelIndex& index : cells) {
        rows.insert(index.row());
        columns.insert(index.column());
        chosen.emplace(index.row(), index.column());
    }
    QStringList lines;
    if (int(columns.size()) == columnCount() && columnCount() > 1) {
        QStringList names;
        for (const int column : columns)
            names.append(m_columns.at(column).name);
        lines.append(names.join(u'\t'));
    }
    for (const int row : rows) {
        QStringList texts;
        for (const int column : columns) {
            texts.append(chosen.contains({row, column}) ? plainText(m_rows.at(row).at(column)).replace(u'\t', u' ').replace(u'\n', u' ') : QString());
        }
        lines.append(texts.join(u'\t'));
    }
    return lines.join(u'\n') + (lines.size() > 1 ? QStringLiteral("\n") : QString());
}

} // namespace atalaya::widgets
