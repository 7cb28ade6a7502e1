// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "base/strongid.h"
#include "store/database.h"

#include <QByteArray>
#include <QSqlQuery>
#include <QVariant>

#include <memory>
#include <optional>

struct sqlite3_stmt;

namespace atalaya::store {

/// A statement that the database has parsed; kept by the connection for the next time.
struct Prepared
{
    Prepared() = default;
    ~Prepared();
    Q_DISABLE_COPY_MOVE(Prepared)

    sqlite3_stmt* native = nullptr;   ///< SQLite: without the cost of a QVariant a value
    std::unique_ptr<QSqlQuery> query; ///< MariaDB/MySQL
    bool leased = false;
};

/// A value in the form in which it is bound: texts and blobs are never null, instants are milliseconds, ids are signed.
inline QVariant sqlValue(bool value)
{
    return QVariant(qlonglong(value));
}
inline QVariant sqlValue(int value)
{
    return QVariant(qlonglong(value));
}
inline QVariant sqlValue(qint64 value)
{
    return QVariant(qlonglong(value));
}
inline QVariant sqlValue(double value)
{
    return QVariant(value);
}
inline QVariant sqlValue(const QString& value)
{
    return value.isNull() ? QVariant(QLatin1String("")) : QVariant(value);
}
inline QVariant sqlValue(const QByteArray& value)
{
    return QVariant(value.isNull() ? QByteArray("") : value);
}
inline QVariant sqlValue(Instant value)
{
    return sqlValue(qint64(toMs(value)));
}
/// A text that is UTF-8 already.
struct Utf8Text
{
    QByteArray bytes;
};
inline QVariant sqlValue(const Utf8Text& value)
{
    return sqlValue(QString::fromUtf8(value.bytes));
}
QVariant sqlValue(const char*) = delete; // would otherwise be taken for a bool
template<class Tag>
QVariant sqlValue(StrongId<Tag> id)
{
    return id.isNull() ? QVariant(QMetaType(QMetaType::LongLong)) : sqlValue(qint64(id.value));
}
template<class T>
QVariant sqlValue(const std::optional<T>& value)
{
    return value ? sqlValue(*value) : QVariant(QMetaType(QMetaType::LongLong));
}

/// The text of a column in the row before: neighbours that are equal share one QString.
struct RepeatedText
{
    QByteArray utf8;
    QString text;
};

/// The lease of a prepared statement: bind, then run() or next() until false. Gives the statement back at its end.
class Statement
{
public:
    Statement(Connection::Handle& handle, std::shared_ptr<Prepared> prepared);
    ~Statement();
    Statement(Statement&& other) noexcept = default;
    Statement& operator=(Statement&&) = delete;
    Q_DISABLE_COPY(Statement)

    /// Binds the next parameters, from the first one again after run() or a reset.
    template<class... Values>
    Statement& bind(const Values&... values)
    {
        (add(values), ...);
        return *this;
    }
    /// For values that come as a list.
    void addVariant(const QVariant& value);

    /// Executes a statement that gives no rows; how many rows it changed. Can be bound again afterwards.
    Result<qint64> run();
    /// Steps to the next row; false at the end.
    Result<bool> next();
    /// Ends the reading of rows, so that the statement can be bound again.
    void reset();
    /// The id that the last insert of this connection made.
    qint64 lastInsertId() const;

    bool isNull(int column) const;
    qint64 integer(int column) const;
    double real(int column) const;
    QString text(int column) const;
    QString text(int column, RepeatedText& last) const;
    /// The text as UTF-8, without a copy where the database has it so (then until the next step), otherwise in `kept`.
    QByteArrayView utf8(int column, QByteArray& kept) const;
    QByteArray blob(int column) const;
    Instant instant(int column) const { return instantFromMs(integer(column)); }
    template<class Id>
    Id id(int column) const
    {
        return Id{quint64(integer(column))}; // NULL reads as 0: the null id
    }
    template<class T>
    std::optional<T> optional(int column) const
    {
        if (isNull(column))
            return std::nullopt;
        if constexpr (std::is_same_v<T, Instant>)
            return instant(column);
        else if constexpr (std::is_floating_point_v<T>)
            return T(real(column));
        else
            return T(integer(column));
    }

private:
    template<class Value>
    void add(const Value& value)
    {
        if (m_prepared->native)
            bindNative(value);
        else
            addVariant(sqlValue(value));
    }
    void bindNative(qint64 value);
    void bindNative(int value) { bindNative(qint64(value)); }
    void bindNative(bool value) { bindNative(qint64(value)); }
    void bindNative(Instant value) { bindNative(qint64(toMs(value))); }
    void bindNative(double value);
    void bindNative(const QString& value);
    void bindNative(const QByteArray& value);
    void bindNative(const Utf8Text& value);
    void bindNull();
    template<class Tag>
    void bindNative(StrongId<Tag> id)
    {
        if (id.isNull())
            bindNull();
        else
            bindNative(qint64(id.value));
    }
    template<class T>
    void bindNative(const std::optional<T>& value)
    {
        if (value)
            bindNative(*value);
        else
            bindNull();
    }
    Status executeQuery();

    Connection::Handle* m_handle;
    std::shared_ptr<Prepared> m_prepared;
    int m_bound = 0;
    bool m_executed = false;
};

} // namespace atalaya::store
