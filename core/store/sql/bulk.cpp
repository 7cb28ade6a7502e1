// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/bulk.h"

#include <algorithm>

namespace atalaya::store {

namespace {
// Few lengths, so that few statements are prepared.
constexpr qsizetype kRowCounts[] = {512, 64, 8, 1};
constexpr qsizetype kListLengths[] = {1, 8, 64, kLongestList};
} // namespace

QByteArray placeholders(qsizetype count)
{
    QByteArray text = QByteArray("?, ").repeated(count);
    text.chop(2);
    return text;
}

qsizetype listLength(qsizetype count)
{
    return *std::find_if(std::begin(kListLengths), std::prev(std::end(kListLengths)),
                         [count](qsizetype length) { return length >= count; });
}

QByteArray orLeaveAlone(const Connection::Handle& handle, const QByteArray& column)
{
    if (handle.isSqlite())
        return " ON CONFLICT DO NOTHING";
    return " ON DUPLICATE KEY UPDATE " + column + " = " + column;
}

BulkInsert::BulkInsert(Connection::Handle& handle, QByteArray head, int columns, QByteArray tail)
    : m_handle(handle), m_head(std::move(head)), m_columns(columns), m_tail(std::move(tail))
{
}

Status BulkInsert::ready()
{
    if (m_statement)
        return ok();
    ATALAYA_TRY(Statement statement, m_handle.prepare(m_head + " VALUES (" + placeholders(m_columns) + ")" + m_tail));
    m_statement.emplace(std::move(statement));
    return ok();
}

void BulkInsert::keep(QVariant value)
{
    switch (value.typeId()) {
    case QMetaType::QString:
        m_keptBytes += value.toString().size() * 3;
        break;
    case QMetaType::QByteArray:
        m_keptBytes += value.toByteArray().size();
        break;
    default:
        m_keptBytes += 8;
    }
    m_kept.append(std::move(value));
}

bool BulkInsert::isFull() const
{
    return m_kept.size() >= kRowCounts[0] * m_columns || m_keptBytes > m_handle.maxStatementBytes() / 4;
}

Status BulkInsert::flush()
{
    qsizetype start = 0;
    while (start < m_kept.size()) {
        const qsizetype left = (m_kept.size() - start) / m_columns;
        const qsizetype rows = *std::find_if(std::begin(kRowCounts), std::end(kRowCounts),
                                             [left](qsizetype count) { return count <= left; });
        QByteArray groups = QByteArray("(" + placeholders(m_columns) + "), ").repeated(rows);
        groups.chop(2);
        ATALAYA_TRY(Statement statement, m_handle.prepare(m_head + " VALUES " + groups + m_tail));
        for (qsizetype i = 0; i < rows * m_columns; ++i)
            statement.addVariant(m_kept[start + i]);
        ATALAYA_TRY(const qint64 changed, statement.run());
        m_changedRows += changed;
        start += rows * m_columns;
    }
    m_kept.clear();
    m_keptBytes = 0;
    return ok();
}

} // namespace atalaya::store
