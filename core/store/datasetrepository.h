// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/datasetquery.h"
#include "store/database.h"

#include <QJsonArray>

namespace atalaya::store {

/// Reads any dataset by any question, in one bound statement: the language of core/catalog made SQL. Values are bound, names come from
/// the tables of shapes() alone, so that no text of a question ever becomes SQL.
class DatasetRepository
{
public:
    explicit DatasetRepository(Connection& connection) : m_connection(connection) {}

    /// Every dataset, in order of importance. Constant.
    static const QList<model::DatasetShape>& shapes();

    struct Rows
    {
        QList<model::DataColumn> columns;
        QList<QJsonArray> rows; ///< values in the form of their type, in the order of the columns
        /// With hasMore: where the next page begins (orderBy's values of the last row).
        QJsonArray last;
        bool hasMore = false;
        bool isCutByBytes = false; ///< fewer than the limit since more would have been too many bytes
    };
    /// At most query.limit rows, and no more than fit `maxBytes` of JSON (but one at least). Cancelled when it was stopped.
    Result<Rows> rows(const model::DatasetQuery& query, qint64 maxBytes);
    /// Rows of the dataset that `where` (and upTo) keeps; the columns and pages of the query do not matter.
    Result<qint64> matching(const model::DatasetQuery& query);
    /// Rows of the whole answer, all its pages; of a query without groups the same as matching().
    Result<qint64> total(const model::DatasetQuery& query);
    /// The greatest key of an append-only dataset; 0 when it is empty.
    Result<qint64> lastKey(const QString& dataset);

    struct Plan
    {
        QString statement; ///< the SQL, with a ? for each value
        QStringList steps; ///< what the database says that it will do
    };
    Result<Plan> plan(const model::DatasetQuery& query);

    /// How large a dataset is. Bytes are an estimate from a sample of its rows.
    struct Size
    {
        qint64 records = 0;
        qint64 bytes = 0;
        std::optional<Instant> first, last; ///< of its time field
    };
    Result<Size> size(const QString& dataset);

private:
    Connection& m_connection;
};

} // namespace atalaya::store
