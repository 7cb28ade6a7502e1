// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sql/statement.h"

#include <QVariantList>

namespace atalaya::store {

/// Conditions that all must hold, with the values that they bind.
class Where
{
public:
    template<class... Values>
    Where& add(const QByteArray& condition, const Values&... values)
    {
        m_sql += (m_sql.isEmpty() ? " WHERE " : " AND ") + condition;
        (m_values.append(sqlValue(values)), ...);
        return *this;
    }
    /// A condition that holds another Where's conditions, and so binds its values.
    Where& add(const QByteArray& condition, const Where& inner)
    {
        add(condition);
        m_values += inner.m_values;
        return *this;
    }
    /// One more value for the place holders of the last condition.
    template<class Value>
    void bind(const Value& value)
    {
        m_values.append(sqlValue(value));
    }
    /// " WHERE a AND b", or nothing.
    const QByteArray& sql() const { return m_sql; }
    void bindTo(Statement& statement) const
    {
        for (const QVariant& value : m_values)
            statement.addVariant(value);
    }

private:
    QByteArray m_sql;
    QVariantList m_values;
};

} // namespace atalaya::store
