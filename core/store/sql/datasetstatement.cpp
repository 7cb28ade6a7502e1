// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/datasetstatement.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace atalaya::store {

using model::AggregateFunction;
using model::Comparison;
using model::Condition;
using model::FieldShape;
using model::FieldType;
using model::TimeBucket;

namespace {

constexpr const char* kHour = "3600000";
constexpr const char* kDay = "86400000";

QByteArray place(const char* letter, qsizetype number)
{
    return letter + QByteArray::number(number);
}

/// The beginning of the bucket that a time in milliseconds lies in.
QByteArray bucketSql(const QByteArray& time, TimeBucket bucket, bool isSqlite)
{
    const auto floored = [&time](const QByteArray& length, const QByteArray& shift) {
        return QByteArray("(" + time + " - (" + time + " + " + shift + ") % " + length + ')');
    };
    switch (bucket) {
    case TimeBucket::None:
        return time;
    case TimeBucket::Hour:
        return floored(kHour, "0");
    case TimeBucket::Day:
        return floored(kDay, "0");
    case TimeBucket::Week:
        return floored("604800000", "259200000"); // 1970-01-01 was a Thursday: three days after a Monday
    case TimeBucket::Month:
        // Without FROM_UNIXTIME(), which ends in 2038 and depends on the session's time zone.
        return isSqlite ? QByteArray("(CAST(strftime('%s', " + time + " / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000)")
                        : QByteArray("((TO_DAYS(DATE_FORMAT(DATE_ADD('1970-01-01', INTERVAL (" + time + " DIV " + kDay +
                                     ") DAY), '%Y-%m-01')) - 719528) * " + kDay + ')');
    }
    Q_UNREACHABLE();
}

/// 50 of P50; 0 of what is no percentile.
int percentOf(AggregateFunction function)
{
    switch (function) {
    case AggregateFunction::P50:
        return 50;
    case AggregateFunction::P75:
        return 75;
    case AggregateFunction::P90:
        return 90;
    case AggregateFunction::P95:
        return 95;
    case AggregateFunction::P99:
        return 99;
    default:
        return 0;
    }
}

FieldType typeOf(const model::Aggregate& aggregate, const DatasetTable& table)
{
    switch (aggregate.function) {
    case AggregateFunction::Count:
    case AggregateFunction::CountDistinct:
        return FieldType::Integer;
    case AggregateFunction::Min:
    case AggregateFunction::Max:
    case AggregateFunction::Sum: {
        const FieldType type = table.shape.field(aggregate.field)->type;
        return aggregate.function == AggregateFunction::Sum && type == FieldType::Boolean ? FieldType::Integer : type;
    }
    default:
        return FieldType::Number;
    }
}

} // namespace

DatasetStatement::DatasetStatement(const DatasetTable& table, const model::DatasetQuery& query, bool isSqlite)
    : m_table(table), m_query(query), m_isSqlite(isSqlite)
{
    describe();
}

void DatasetStatement::describe()
{
    if (!m_query.isGrouped()) {
        for (const QString& name : m_query.select)
            m_columns.append({name, m_table.shape.field(name)->type});
    }
    for (const model::GroupKey& key : m_query.groupBy)
        m_columns.append({key.name, m_table.shape.field(key.field)->type});
    for (const model::Aggregate& aggregate : m_query.aggregates)
        m_columns.append({aggregate.name, typeOf(aggregate, m_table)});
    for (const model::Ordering& ordering : m_query.orderBy)
        m_orderTypes.append(ordered(ordering).shape.type);
}

DatasetStatement::Operand DatasetStatement::field(const QString& name) const
{
    const qsizetype index = m_table.indexOf(name);
    const FieldShape& shape = m_table.shape.fields[index];
    return {m_table.shown(index, m_isSqlite),
            shape.choices.isEmpty() ? QByteArray() : m_table.expressions[index].in(m_isSqlite), shape};
}

DatasetStatement::Operand DatasetStatement::column(const QString& name) const
{
    const auto found =
        std::find_if(m_columns.begin(), m_columns.end(), [&name](const model::DataColumn& it) { return it.name == name; });
    FieldShape shape{name, found->type, true};
    return {place("q.c", found - m_columns.begin()), {}, shape};
}

DatasetStatement::Operand DatasetStatement::ordered(const model::Ordering& ordering) const
{
    return m_query.isGrouped() ? column(ordering.column) : field(ordering.column);
}

BoundSql DatasetStatement::condition(const Condition& it, Resolve resolve) const
{
    switch (it.kind) {
    case Condition::Kind::Compare:
        return comparison(it, (this->*resolve)(it.field));
    case Condition::Kind::Not: {
        BoundSql sql{"NOT (", {}};
        sql += condition(it.parts.first(), resolve);
        sql += ")";
        return sql;
    }
    case Condition::Kind::All:
    case Condition::Kind::Any: {
        const bool isAll = it.kind == Condition::Kind::All;
        if (it.parts.isEmpty())
            return {isAll ? "1 = 1" : "1 = 0", {}};
        BoundSql sql;
        for (const Condition& part : it.parts) {
            sql += sql.sql.isEmpty() ? "(" : isAll ? " AND (" : " OR (";
            sql += condition(part, resolve);
            sql += ")";
        }
        return sql;
    }
    }
    Q_UNREACHABLE();
}

BoundSql DatasetStatement::comparison(const Condition& it, const Operand& operand) const
{
    // The number of a choice is compared where that says the same: an index or a plain number is faster than a word.
    const auto value = [&](const QJsonValue& json, bool asNumber) {
        return asNumber ? QVariant(qlonglong(operand.shape.choices.indexOf(json.toString()))) : boundValue(json, operand.shape.type);
    };
    const auto compared = [&](const char* op) {
        const bool asNumber = !operand.number.isEmpty() && (it.comparison == Comparison::Eq || it.comparison == Comparison::Ne);
        return BoundSql{QByteArray((asNumber ? operand.number : operand.sql) + ' ' + op + " ?"), {value(it.values.first(), asNumber)}};
    };
    const auto listed = [&](const char* op) {
        const bool asNumber = !operand.number.isEmpty();
        BoundSql sql{QByteArray((asNumber ? operand.number : operand.sql) + ' ' + op + " ("), {}};
        for (const QJsonValue& json : it.values) {
            sql += sql.values.isEmpty() ? "?" : ", ?";
            sql.values.append(value(json, asNumber));
        }
        sql += ")";
        return sql;
    };
    const QString text = it.values.isEmpty() ? QString() : it.values.first().toString();
    switch (it.comparison) {
    case Comparison::Eq:
        return compared("=");
    case Comparison::Ne:
        return compared("<>");
    case Comparison::Lt:
        return compared("<");
    case Comparison::Le:
        return compared("<=");
    case Comparison::Gt:
        return compared(">");
    case Comparison::Ge:
        return compared(">=");
    case Comparison::In:
        return listed("IN");
    case Comparison::NotIn:
        return listed("NOT IN");
    case Comparison::Contains:
        return {QByteArray("INSTR(LOWER(" + operand.sql + "), LOWER(?)) > 0"), {text}};
    case Comparison::StartsWith: // a position, since a pattern would have to be escaped
        return {QByteArray("SUBSTR(LOWER(" + operand.sql + "), 1, " + QByteArray::number(text.toUcs4().size()) + ") = LOWER(?)"), {text}};
    case Comparison::IsNull:
        return {QByteArray(operand.sql + " IS NULL"), {}};
    case Comparison::IsNotNull:
        return {QByteArray(operand.sql + " IS NOT NULL"), {}};
    }
    Q_UNREACHABLE();
}

BoundSql DatasetStatement::where(bool withAfter) const
{
    BoundSql sql{" WHERE (", {}};
    sql += condition(m_query.where, &DatasetStatement::field);
    sql += ")";
    if (m_query.upTo) {
        // Plus nothing: it narrows hardly anything, and must not win over an index that does.
        sql += QByteArray(" AND " + field(m_table.shape.key.first()).sql + " + 0 <= ?");
        sql.values.append(qlonglong(*m_query.upTo));
    }
    if (withAfter && m_query.after) {
        sql += " AND ";
        sql += after();
    }
    return sql;
}

// (a > ?) OR (a = ? AND b > ?) OR …, and for an index on the first column once more a >= ?.
BoundSql DatasetStatement::after() const
{
    const QJsonArray& last = *m_query.after;
    BoundSql sql;
    BoundSql equal;
    for (qsizetype i = 0; i < m_query.orderBy.size(); ++i) {
        const model::Ordering& ordering = m_query.orderBy[i];
        const Operand operand = ordered(ordering);
        const QJsonValue value = last.at(i);
        if (i == 0 && !operand.shape.isNullable && operand.shape.choices.isEmpty()) {
            sql += QByteArray(operand.sql + (ordering.isDescending ? " <= ?" : " >= ?") + " AND ");
            sql.values.append(boundValue(value, operand.shape.type));
        }
        sql += i == 0 ? "(" : " OR ";
        sql += "(";
        sql += equal;
        sql += beyond(operand, ordering.isDescending, value);
        sql += ")";
        if (value.isNull()) {
            equal += QByteArray(operand.sql + " IS NULL AND ");
        } else {
            equal += QByteArray(operand.sql + " = ? AND ");
            equal.values.append(boundValue(value, operand.shape.type));
        }
    }
    sql += ")";
    return sql;
}

// Null comes before everything, in both databases.
BoundSql DatasetStatement::beyond(const Operand& operand, bool isDescending, const QJsonValue& value) const
{
    if (value.isNull())
        return {isDescending ? QByteArray("1 = 0") : QByteArray(operand.sql + " IS NOT NULL"), {}};
    const QVariant bound = boundValue(value, operand.shape.type);
    if (!isDescending)
        return {QByteArray(operand.sql + " > ?"), {bound}};
    QByteArray below = operand.sql + " < ?";
    if (operand.shape.isNullable)
        below = '(' + below + " OR " + operand.sql + " IS NULL)";
    return {below, {bound}};
}

QByteArray DatasetStatement::orderBy() const
{
    QByteArray sql;
    for (const model::Ordering& ordering : m_query.orderBy)
        sql += (sql.isEmpty() ? " ORDER BY " : ", ") + ordered(ordering).sql + (ordering.isDescending ? " DESC" : " ASC");
    return sql;
}

QByteArray DatasetStatement::groupSql(const model::GroupKey& key) const
{
    return bucketSql(field(key.field).sql, key.bucket, m_isSqlite);
}

QByteArray DatasetStatement::percentileSql(const QByteArray& value, const QByteArray& rank, const QByteArray& count, int percent) const
{
    // Hyndman–Fan 7: between the values at the places ⌊(n − 1)p⌋ and one further, of those in order from 0.
    const QByteArray reach = "((" + count + " - 1) * " + QByteArray::number(percent) + ')';
    const QByteArray below = m_isSqlite ? QByteArray(reach + " / 100") : QByteArray(reach + " DIV 100");
    const auto at = [&](const char* further) {
        return QByteArray("MAX(CASE WHEN " + rank + " = " + below + " + " + further + " THEN " + value + " * 1e0 END)");
    };
    const QByteArray share = "MAX(" + reach + " % 100)";
    return '(' + at("1") + " + CASE WHEN " + share + " = 0 THEN 0e0 ELSE " + share + " / 1e2 * (" + at("2") + " - " + at("1") + ") END)";
}

QByteArray DatasetStatement::aggregateSql(const model::Aggregate& aggregate, qsizetype number) const
{
    const QByteArray value = place("w.f", number);
    switch (aggregate.function) {
    case AggregateFunction::Count:
        return aggregate.field.isEmpty() ? QByteArray("COUNT(*)") : QByteArray("COUNT(" + value + ')');
    case AggregateFunction::CountDistinct:
        return "COUNT(DISTINCT " + value + ')';
    case AggregateFunction::Sum:
        return "SUM(" + value + " * 1e0)"; // a sum of whole numbers could overflow
    case AggregateFunction::Avg:
        return "AVG(" + value + " * 1e0)";
    case AggregateFunction::Min:
        return "MIN(" + value + ')';
    case AggregateFunction::Max:
        return "MAX(" + value + ')';
    case AggregateFunction::StdDev: {
        const QByteArray away = '(' + value + " * 1e0 - " + place("w.m", number) + ')';
        return "SQRT(SUM(" + away + " * " + away + ") / NULLIF(COUNT(" + value + ") - 1, 0))";
    }
    default:
        return percentileSql(value, place("w.r", number), place("w.n", number), percentOf(aggregate.function));
    }
}

// Three levels: the values of the groups and of what is computed of them; ranks and means within each group; the groups.
BoundSql DatasetStatement::grouped() const
{
    BoundSql inner{"SELECT 1 AS one", {}};
    QByteArray groups, partition;
    for (qsizetype i = 0; i < m_query.groupBy.size(); ++i) {
        inner += QByteArray(", " + groupSql(m_query.groupBy[i]) + " AS " + place("g", i));
        groups += (i == 0 ? " GROUP BY " : ", ") + place("w.g", i);
        partition += (i == 0 ? "PARTITION BY " : ", ") + place("b.g", i);
    }
    QByteArray windows;
    for (qsizetype i = 0; i < m_query.aggregates.size(); ++i) {
        const model::Aggregate& aggregate = m_query.aggregates[i];
        if (aggregate.field.isEmpty())
            continue;
        const QByteArray value = place("b.f", i);
        inner += QByteArray(", " + field(aggregate.field).sql + " AS " + place("f", i));
        if (percentOf(aggregate.function) > 0)
            windows += ", ROW_NUMBER() OVER (" + partition + " ORDER BY " + value + " IS NULL, " + value + ") AS " + place("r", i) +
                       ", COUNT(" + value + ") OVER (" + partition + ") AS " + place("n", i);
        if (aggregate.function == AggregateFunction::StdDev)
            windows += ", AVG(" + value + " * 1e0) OVER (" + partition + ") AS " + place("m", i);
    }
    inner += QByteArray(" FROM " + m_table.from.in(m_isSqlite));
    inner += where(false);

    BoundSql sql{"SELECT ", {}};
    qsizetype number = 0;
    for (qsizetype i = 0; i < m_query.groupBy.size(); ++i)
        sql += QByteArray((number++ == 0 ? "" : ", ") + place("w.g", i) + " AS " + place("c", i));
    for (qsizetype i = 0; i < m_query.aggregates.size(); ++i) {
        sql += QByteArray((number == 0 ? "" : ", ") + aggregateSql(m_query.aggregates[i], i) + " AS " + place("c", number));
        ++number;
    }
    sql += QByteArray(" FROM (SELECT b.*" + windows + " FROM (");
    sql += inner;
    sql += QByteArray(") b) w" + groups);
    return sql;
}

// The groups, with what having and after leave of them.
BoundSql DatasetStatement::rows() const
{
    BoundSql sql;
    sql += grouped();
    BoundSql outer{" FROM (", {}};
    outer += sql;
    outer += ") q WHERE (";
    outer += condition(m_query.having, &DatasetStatement::column);
    outer += ")";
    return outer;
}

BoundSql DatasetStatement::page() const
{
    BoundSql sql{"SELECT ", {}};
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        const QByteArray value = m_query.isGrouped() ? place("q.c", i) : field(m_columns[i].name).sql;
        sql += QByteArray((i == 0 ? "" : ", ") + value + " AS " + place("c", i));
    }
    for (qsizetype i = 0; i < m_query.orderBy.size(); ++i)
        sql += QByteArray(", " + ordered(m_query.orderBy[i]).sql + " AS " + place("k", i));
    if (m_query.isGrouped()) {
        sql += rows();
        if (m_query.after) {
            sql += " AND ";
            sql += after();
        }
    } else {
        sql += QByteArray(" FROM " + m_table.from.in(m_isSqlite));
        sql += where(true);
    }
    sql += orderBy();
    sql += QByteArray(" LIMIT " + QByteArray::number(m_query.limit + 1));
    return sql;
}

BoundSql DatasetStatement::matching() const
{
    BoundSql sql{QByteArray("SELECT COUNT(*) FROM " + m_table.from.in(m_isSqlite)), {}};
    sql += where(false);
    return sql;
}

BoundSql DatasetStatement::total() const
{
    if (!m_query.isGrouped())
        return matching();
    BoundSql sql{"SELECT COUNT(*)", {}};
    sql += rows();
    return sql;
}

QVariant boundValue(const QJsonValue& value, FieldType type)
{
    switch (type) {
    case FieldType::Time:
        if (const std::optional<Instant> instant = parseInstant(value.toString()))
            return sqlValue(*instant);
        return sqlValue(value.toInteger());
    case FieldType::Id:
        // An id is 64 bits without a sign; the store keeps the same bits with one.
        return sqlValue(qint64(value.toString().toULongLong(nullptr, 16)));
    case FieldType::Integer:
        // A fraction is compared as one, not cut.
        return value.toInteger(-1) == value.toInteger(-2) ? sqlValue(value.toInteger()) : sqlValue(value.toDouble());
    case FieldType::Number:
        return sqlValue(value.toDouble());
    case FieldType::Boolean:
        return sqlValue(value.toBool());
    case FieldType::Text:
    case FieldType::Object:
        return sqlValue(value.toString());
    }
    Q_UNREACHABLE();
}

QJsonValue shownValue(const Statement& row, int column, FieldType type)
{
    if (row.isNull(column))
        return QJsonValue::Null;
    switch (type) {
    case FieldType::Text:
        return row.text(column);
    case FieldType::Integer:
        return row.integer(column);
    case FieldType::Number:
        return row.real(column);
    case FieldType::Boolean:
        return row.integer(column) != 0;
    case FieldType::Time:
        return toIso(row.instant(column));
    case FieldType::Id:
        return QStringLiteral("%1").arg(quint64(row.integer(column)), 16, 16, QLatin1Char('0'));
    case FieldType::Object: {
        const QJsonObject object = QJsonDocument::fromJson(row.text(column).toUtf8()).object();
        return object;
    }
    }
    Q_UNREACHABLE();
}

} // namespace atalaya::store
