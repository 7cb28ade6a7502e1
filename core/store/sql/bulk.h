// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sql/handle.h"

#include <QVariantList>

#include <optional>

namespace atalaya::store {

/// "?, ?, ?" for three.
QByteArray placeholders(qsizetype count);

/// Many rows into one table: row by row through one native statement on SQLite, several rows a statement on a server,
/// where each statement is a journey. Rows that were added are there after flush().
class BulkInsert
{
public:
    /// `head` is "INSERT INTO t (a, b)", `tail` what follows the values.
    BulkInsert(Connection::Handle& handle, QByteArray head, int columns, QByteArray tail = {});
    Q_DISABLE_COPY_MOVE(BulkInsert)

    template<class... Values>
    Status add(const Values&... values)
    {
        Q_ASSERT(int(sizeof...(Values)) == m_columns);
        if (m_handle.isSqlite()) {
            ATALAYA_CHECK(ready());
            ATALAYA_TRY(const qint64 changed, m_statement->bind(values...).run());
            m_changedRows += changed;
            return ok();
        }
        (keep(sqlValue(values)), ...);
        return isFull() ? flush() : ok();
    }
    Status flush();
    /// How many rows are there that were not, after flush().
    qint64 changedRows() const { return m_changedRows; }

private:
    Status ready();
    void keep(QVariant value);
    bool isFull() const;

    Connection::Handle& m_handle;
    const QByteArray m_head;
    const int m_columns;
    const QByteArray m_tail;
    std::optional<Statement> m_statement; // SQLite
    QVariantList m_kept;                  // server
    qint64 m_keptBytes = 0;
    qint64 m_changedRows = 0;
};

/// A list in `IN (…)` comes in few lengths, so that few statements are prepared; the last value is repeated to fill it.
qsizetype listLength(qsizetype count);
inline constexpr qsizetype kLongestList = 512;

/// Runs `before + "(?, ?, …)" + after` for all values, some hundreds at a time, and calls `each(Statement&)` for every
/// row. `first` are the parameters that stand before the list. The order of the rows is the database's.
template<class Value, class Each>
Status forEachIn(Connection::Handle& handle, const QByteArray& before, const QVariantList& first,
                 const QList<Value>& values, Each each)
{
    for (qsizetype start = 0; start < values.size(); start += kLongestList) {
        const qsizetype length = listLength(qMin(kLongestList, values.size() - start));
        ATALAYA_TRY(Statement statement, handle.prepare(before + "(" + placeholders(length) + ")"));
        for (const QVariant& value : first)
            statement.addVariant(value);
        for (qsizetype i = 0; i < length; ++i)
            statement.bind(values[qMin(start + i, values.size() - 1)]);
        for (;;) {
            ATALAYA_TRY(const bool found, statement.next());
            if (!found)
                break;
            each(statement);
        }
    }
    return ok();
}

/// As forEachIn, for a statement without rows.
template<class Value>
Status runIn(Connection::Handle& handle, const QByteArray& before, const QVariantList& first,
             const QList<Value>& values)
{
    return forEachIn(handle, before, first, values, [](Statement&) {});
}

/// The end of an INSERT that leaves a row alone whose key is there; `column` is any of its columns.
QByteArray orLeaveAlone(const Connection::Handle& handle, const QByteArray& column);

} // namespace atalaya::store
