// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/datasetquery.h"
#include "store/sql/datasettables.h"
#include "store/sql/statement.h"

#include <QVariantList>

namespace atalaya::store {

/// SQL with the values that it binds, in order.
struct BoundSql
{
    QByteArray sql;
    QVariantList values;

    BoundSql& operator+=(const char* text)
    {
        sql += text;
        return *this;
    }
    BoundSql& operator+=(const QByteArray& text)
    {
        sql += text;
        return *this;
    }
    BoundSql& operator+=(const BoundSql& other)
    {
        sql += other.sql;
        values += other.values;
        return *this;
    }
    void bindTo(Statement& statement) const
    {
        for (const QVariant& value : values)
            statement.addVariant(value);
    }
};

/// A question of a dataset as SQL. Columns of the answer are called c0, c1, …, and behind them stand k0, k1, …, the values of the
/// order, from which the next page begins.
class DatasetStatement
{
public:
    /// `query` fits the table (DatasetQuery) and outlives this.
    DatasetStatement(const DatasetTable& table, const model::DatasetQuery& query, bool isSqlite);

    /// Rows of the page, and one more.
    BoundSql page() const;
    /// How many rows the filter keeps.
    BoundSql matching() const;
    /// How many rows the whole answer has.
    BoundSql total() const;

    const QList<model::DataColumn>& columns() const { return m_columns; }
    /// Types of k0, k1, …
    const QList<model::FieldType>& orderTypes() const { return m_orderTypes; }

private:
    /// Something that can be compared: SQL, what it is, and whether SQL gives the number of a choice.
    struct Operand
    {
        QByteArray sql;
        QByteArray number; ///< the number of a choice instead of its word; empty: there is none
        model::FieldShape shape;
    };
    Operand field(const QString& name) const;
    Operand column(const QString& name) const;
    using Resolve = Operand (DatasetStatement::*)(const QString&) const;

    BoundSql condition(const model::Condition& condition, Resolve resolve) const;
    BoundSql comparison(const model::Condition& condition, const Operand& operand) const;
    BoundSql where(bool withAfter) const;
    BoundSql after() const;
    BoundSql beyond(const Operand& operand, bool isDescending, const QJsonValue& value) const;
    QByteArray orderBy() const;
    Operand ordered(const model::Ordering& ordering) const;
    QByteArray groupSql(const model::GroupKey& key) const;
    QByteArray aggregateSql(const model::Aggregate& aggregate, qsizetype place) const;
    QByteArray percentileSql(const QByteArray& value, const QByteArray& rank, const QByteArray& count, int percent) const;
    BoundSql grouped() const;
    BoundSql rows() const;
    void describe();

    const DatasetTable& m_table;
    const model::DatasetQuery& m_query;
    const bool m_isSqlite;
    QList<model::DataColumn> m_columns;
    QList<model::FieldType> m_orderTypes;
};

/// A value of a question as it is bound for a field of this type: a time as milliseconds, an id as a number.
QVariant boundValue(const QJsonValue& value, model::FieldType type);
/// A column of the row that was read, in the form of its type.
QJsonValue shownValue(const Statement& row, int column, model::FieldType type);

} // namespace atalaya::store
