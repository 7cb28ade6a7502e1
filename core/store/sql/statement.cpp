// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/statement.h"

#include "store/sql/handle.h"

#include <sqlite3.h>

#include <QSqlError>

namespace atalaya::store {

Prepared::~Prepared()
{
    sqlite3_finalize(native); // nothing to do for null
}

Statement::Statement(Connection::Handle& handle, std::shared_ptr<Prepared> prepared)
    : m_handle(&handle), m_prepared(std::move(prepared))
{
    m_prepared->leased = true;
}

Statement::~Statement()
{
    if (!m_prepared)
        return; // moved away
    reset();
    m_prepared->leased = false;
}

void Statement::reset()
{
    if (m_prepared->native) {
        sqlite3_reset(m_prepared->native);
    } else if (m_prepared->query) {
        m_prepared->query->finish();
    }
    m_bound = 0;
    m_executed = false;
}

void Statement::bindNative(qint64 value)
{
    sqlite3_bind_int64(m_prepared->native, ++m_bound, value);
}

void Statement::bindNative(double value)
{
    sqlite3_bind_double(m_prepared->native, ++m_bound, value);
}

void Statement::bindNative(const QString& value)
{
    bindNative(Utf8Text{value.toUtf8()});
}

void Statement::bindNative(const Utf8Text& value)
{
    const QByteArray& utf8 = value.bytes;
    sqlite3_bind_text64(m_prepared->native, ++m_bound, utf8.isNull() ? "" : utf8.constData(), quint64(utf8.size()),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bindNative(const QByteArray& value)
{
    sqlite3_bind_blob64(m_prepared->native, ++m_bound, value.isNull() ? "" : value.constData(), quint64(value.size()),
                        SQLITE_TRANSIENT);
}

void Statement::bindNull()
{
    sqlite3_bind_null(m_prepared->native, ++m_bound);
}

void Statement::addVariant(const QVariant& value)
{
    if (!m_prepared->native) {
        m_prepared->query->bindValue(m_bound++, value);
        return;
    }
    switch (value.typeId()) {
    case QMetaType::Double:
        return bindNative(value.toDouble());
    case QMetaType::QString:
        return bindNative(value.toString());
    case QMetaType::QByteArray:
        return bindNative(value.toByteArray());
    default:
        return value.isNull() ? bindNull() : bindNative(qint64(value.toLongLong()));
    }
}

Status Statement::executeQuery()
{
    m_executed = true;
    if (m_handle->isStopRequested())
        return Cancelled{};
    if (m_prepared->query->exec())
        return ok();
    return Status(m_handle->failure(m_prepared->query->lastError()));
}

Result<qint64> Statement::run()
{
    if (m_prepared->native) {
        if (m_handle->isStopRequested())
            return Cancelled{};
        const int code = sqlite3_step(m_prepared->native);
        if (code != SQLITE_DONE && code != SQLITE_ROW) {
            const auto failure = m_handle->failure(code);
            reset();
            return failure;
        }
        reset();
        return qint64(sqlite3_changes64(m_handle->native()));
    }
    ATALAYA_CHECK(executeQuery());
    const qint64 changed = m_prepared->query->numRowsAffected();
    m_bound = 0;
    return changed;
}

Result<bool> Statement::next()
{
    if (m_prepared->native) {
        if (!m_executed && m_handle->isStopRequested())
            return Cancelled{};
        m_executed = true;
        const int code = sqlite3_step(m_prepared->native);
        if (code == SQLITE_ROW)
            return true;
        if (code == SQLITE_DONE)
            return false;
        const auto failure = m_handle->failure(code);
        reset();
        return failure;
    }
    if (!m_executed)
        ATALAYA_CHECK(executeQuery());
    if (m_prepared->query->next())
        return true;
    if (m_prepared->query->lastError().isValid())
        return m_handle->failure(m_prepared->query->lastError());
    return false;
}

qint64 Statement::lastInsertId() const
{
    return m_prepared->native ? qint64(sqlite3_last_insert_rowid(m_handle->native()))
                              : m_prepared->query->lastInsertId().toLongLong();
}

bool Statement::isNull(int column) const
{
    return m_prepared->native ? sqlite3_column_type(m_prepared->native, column) == SQLITE_NULL
                              : m_prepared->query->isNull(column);
}

qint64 Statement::integer(int column) const
{
    return m_prepared->native ? qint64(sqlite3_column_int64(m_prepared->native, column))
                              : m_prepared->query->value(column).toLongLong();
}

double Statement::real(int column) const
{
    return m_prepared->native ? sqlite3_column_double(m_prepared->native, column)
                              : m_prepared->query->value(column).toDouble();
}

QString Statement::text(int column) const
{
    if (!m_prepared->native)
        return m_prepared->query->value(column).toString();
    const auto* utf8 = reinterpret_cast<const char*>(sqlite3_column_text(m_prepared->native, column));
    return QString::fromUtf8(utf8, sqlite3_column_bytes(m_prepared->native, column));
}

QString Statement::text(int column, RepeatedText& last) const
{
    if (!m_prepared->native)
        return m_prepared->query->value(column).toString();
    const auto* utf8 = reinterpret_cast<const char*>(sqlite3_column_text(m_prepared->native, column));
    const QByteArrayView bytes(utf8, sqlite3_column_bytes(m_prepared->native, column));
    if (bytes != last.utf8 || last.text.isNull()) {
        last.utf8 = bytes.toByteArray();
        last.text = QString::fromUtf8(bytes);
    }
    return last.text;
}

QByteArrayView Statement::utf8(int column, QByteArray& kept) const
{
    if (!m_prepared->native) {
        kept = m_prepared->query->value(column).toString().toUtf8();
        return kept;
    }
    const auto* utf8 = reinterpret_cast<const char*>(sqlite3_column_text(m_prepared->native, column));
    return QByteArrayView(utf8, sqlite3_column_bytes(m_prepared->native, column));
}

QByteArray Statement::blob(int column) const
{
    if (!m_prepared->native)
        return m_prepared->query->value(column).toByteArray();
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_prepared->native, column));
    return QByteArray(bytes, sqlite3_column_bytes(m_prepared->native, column));
}

} // namespace atalaya::store
