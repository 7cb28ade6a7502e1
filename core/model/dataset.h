// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace atalaya::model {

/// What the values of a field are, and how they look in JSON.
enum class FieldType {
    Text,    ///< string
    Integer, ///< number without a fraction
    Number,  ///< number
    Boolean, ///< true, false
    Time,    ///< string, ISO 8601 in UTC with milliseconds
    Id,      ///< string, 16 hex digits (StrongId)
    Object,  ///< object; cannot be compared, grouped or ordered by
};
/// "string", "integer", "number", "boolean", "timestamp", "string", "object".
QString fieldTypeName(FieldType type);

/// A column of a dataset, as the store has it.
struct FieldShape {
    QString name;
    FieldType type = FieldType::Text;
    bool isNullable = false;
    bool isIndexed = false;  ///< a filter or an order by it need not look at every row
    QStringList choices = {}; ///< all the values that there can be; empty: any
};

/// A dataset, as the store has it. Its words are core/catalog's.
struct DatasetShape {
    QString id;    ///< "dora_metrics"
    QString table; ///< what its rows are read from: "phase_event"
    QList<FieldShape> fields;
    /// Fields that together name a row; they end every order, so that pages have one. Never null.
    QStringList key;
    QString timeField; ///< when a row happened; empty: rows have no time
    /// Rows are only added, with rising keys of one Integer field: a list of them can be paged while others arrive.
    bool isAppendOnly = false;
    QStringList indexes; ///< "created_at, id": the fields of each index, in order

    const FieldShape* field(QStringView name) const
    {
        for (const FieldShape& shape : fields) {
            if (shape.name == name)
                return &shape;
        }
        return nullptr;
    }
};

} // namespace atalaya::model
