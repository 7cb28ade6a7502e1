// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/dataset.h"

#include <QByteArray>
#include <QList>

namespace atalaya::store {

/// SQL in the two dialects; both the same where there is no difference.
struct Dialects
{
    Dialects(const char* both) : sqlite(both), mysql(both) {}
    Dialects(const char* inSqlite, const char* inMySql) : sqlite(inSqlite), mysql(inMySql) {}
    const QByteArray& in(bool isSqlite) const { return isSqlite ? sqlite : mysql; }

    QByteArray sqlite, mysql;
};

/// A dataset as SQL: what stands behind FROM, and an expression for each field, in the order of the shape's. A field with choices is
/// a number there, the place of its value among them. Constant text: nothing of a question is in it.
struct DatasetTable
{
    model::DatasetShape shape;
    Dialects from;
    QList<Dialects> expressions;

    /// The place of a field, or -1.
    qsizetype indexOf(QStringView field) const;
    /// The value of a field in the form in which it is shown and ordered: the word of a choice, not its number.
    QByteArray shown(qsizetype field, bool isSqlite) const;
};

/// Every dataset, in order of importance.
const QList<DatasetTable>& datasetTables();
/// Null when there is none.
const DatasetTable* datasetTable(QStringView id);

} // namespace atalaya::store
