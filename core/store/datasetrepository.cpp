// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/datasetrepository.h"

#include "store/sql/datasetstatement.h"
#include "store/sql/handle.h"

#include <QJsonDocument>

#include <limits>

namespace atalaya::store {

using model::DatasetQuery;
using model::FieldType;

namespace {

constexpr int kSample = 200; ///< rows that the size of a row is estimated from

DatasetStatement statementOf(const DatasetQuery& query, const Connection::Handle& handle)
{
    const DatasetTable* table = datasetTable(query.dataset);
    Q_ASSERT(table); // the catalogue has checked the name
    return DatasetStatement(*table, query, handle.isSqlite());
}

Result<qint64> count(Connection::Handle& handle, const BoundSql& sql)
{
    ATALAYA_TRY(Statement row, handle.prepareOnce(sql.sql));
    sql.bindTo(row);
    ATALAYA_CHECK(row.next());
    return row.integer(0);
}

/// About how many bytes of JSON a value is.
qint64 bytesOf(const QJsonValue& value)
{
    constexpr qint64 kOther = 12;
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString().size() + 3;
    case QJsonValue::Object:
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact).size() + 1;
    default:
        return kOther;
    }
}

} // namespace

const QList<model::DatasetShape>& DatasetRepository::shapes()
{
    static const QList<model::DatasetShape> all = [] {
        QList<model::DatasetShape> list;
        for (const DatasetTable& table : datasetTables())
            list.append(table.shape);
        return list;
    }();
    return all;
}

Result<DatasetRepository::Rows> DatasetRepository::rows(const DatasetQuery& query, qint64 maxBytes)
{
    const DatasetStatement statement = statementOf(query, m_connection.handle());
    const BoundSql sql = statement.page();
    ATALAYA_TRY(Statement row, m_connection.handle().prepareOnce(sql.sql));
    sql.bindTo(row);
    Rows answer{.columns = statement.columns()};
    qint64 bytes = 0;
    for (;;) {
        ATALAYA_TRY(const bool found, row.next());
        if (!found)
            return answer;
        if (answer.rows.size() == query.limit) {
            answer.hasMore = true;
            return answer;
        }
        QJsonArray values;
        int column = 0;
        for (const model::DataColumn& it : statement.columns()) {
            values.append(shownValue(row, column++, it.type));
            bytes += bytesOf(values.last());
        }
        if (bytes > maxBytes && !answer.rows.isEmpty()) {
            answer.hasMore = answer.isCutByBytes = true;
            return answer;
        }
        QJsonArray last;
        for (const FieldType type : statement.orderTypes())
            last.append(shownValue(row, column++, type));
        answer.last = last;
        answer.rows.append(values);
    }
}

Result<qint64> DatasetRepository::matching(const DatasetQuery& query)
{
    return count(m_connection.handle(), statementOf(query, m_connection.handle()).matching());
}

Result<qint64> DatasetRepository::total(const DatasetQuery& query)
{
    return count(m_connection.handle(), statementOf(query, m_connection.handle()).total());
}

Result<qint64> DatasetRepository::lastKey(const QString& dataset)
{
    const DatasetTable* table = datasetTable(dataset);
    Q_ASSERT(table && table->shape.isAppendOnly);
    return count(m_connection.handle(), {"SELECT COALESCE(MAX(" + table->shown(0, true) + "), 0) FROM " +
                                             table->from.in(m_connection.handle().isSqlite()),
                                         {}});
}

Result<DatasetRepository::Plan> DatasetRepository::plan(const DatasetQuery& query)
{
    Connection::Handle& handle = m_connection.handle();
    const BoundSql sql = statementOf(query, handle).page();
    constexpr int kDetail = 3;   // of EXPLAIN QUERY PLAN: id, parent, not used, detail
    constexpr int kColumns = 10; // of EXPLAIN: id, select_type, table, …; FORMAT=JSON is longer than the driver has room for
    ATALAYA_TRY(Statement row, handle.prepareOnce((handle.isSqlite() ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql.sql));
    sql.bindTo(row);
    Plan plan{QString::fromUtf8(sql.sql), {}};
    for (;;) {
        ATALAYA_TRY(const bool found, row.next());
        if (!found)
            return plan;
        QStringList words;
        for (int column = handle.isSqlite() ? kDetail : 0; column < (handle.isSqlite() ? kDetail + 1 : kColumns); ++column) {
            if (!row.isNull(column))
                words.append(row.text(column));
        }
        plan.steps.append(words.join(QLatin1String(" | ")));
    }
}

Result<DatasetRepository::Size> DatasetRepository::size(const QString& dataset)
{
    const DatasetTable* table = datasetTable(dataset);
    Q_ASSERT(table);
    DatasetQuery query{.dataset = dataset};
    for (const model::FieldShape& field : table->shape.fields)
        query.select.append(field.name);
    query.limit = kSample;
    ATALAYA_TRY(const Rows sample, rows(query, std::numeric_limits<qint64>::max()));
    Size size;
    for (const QJsonArray& row : sample.rows) {
        for (const QJsonValue value : row)
            size.bytes += bytesOf(value);
    }
    const bool isSqlite = m_connection.handle().isSqlite();
    const qsizetype time = table->indexOf(table->shape.timeField);
    const QByteArray moment = time < 0 ? QByteArray("NULL") : table->shown(time, isSqlite);
    ATALAYA_TRY(Statement row, m_connection.handle().prepareOnce("SELECT COUNT(*), MIN(" + moment + "), MAX(" + moment + ") FROM " +
                                                                 table->from.in(isSqlite)));
    ATALAYA_CHECK(row.next());
    size.records = row.integer(0);
    size.first = row.optional<Instant>(1);
    size.last = row.optional<Instant>(2);
    if (!sample.rows.isEmpty())
        size.bytes = qint64(double(size.bytes) / double(sample.rows.size()) * double(size.records));
    return size;
}

} // namespace atalaya::store
