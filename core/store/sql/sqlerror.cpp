// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/sqlerror.h"

#include <sqlite3.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSqlError>
#include <QStorageInfo>

namespace atalaya::store {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Store", text);
}

// Numbers of MariaDB and MySQL (mysqld_error.h, errmsg.h); the same in both.
enum ServerError {
    kDiskFull = 1021,
    kDatabaseAccessDenied = 1044,
    kAccessDenied = 1045,
    kUnknownDatabase = 1049,
    kTableExists = 1050,
    kUnknownTable = 1051,
    kDuplicateColumn = 1060,
    kDuplicateKeyName = 1061,
    kCannotDrop = 1091,
    kTableFull = 1114,
    kPacketTooLarge = 1153,
    kLockWaitTimeout = 1205,
    kDeadlock = 1213,
    kReadOnly = 1290,
    kInterrupted = 1317,
    kDataTooLong = 1406,
    kSocketError = 2002,
    kConnectionError = 2003,
    kUnknownHost = 2005,
    kServerGone = 2006,
    kServerLost = 2013,
};

/// Whether there is no room for even the smallest of the files that a store keeps beside itself.
bool isDiskFull(const QString& path)
{
    constexpr qint64 kLeastBytes = 64 * 1024;
    const QStorageInfo disk(QFileInfo(path).absolutePath());
    return disk.isValid() && disk.bytesAvailable() < kLeastBytes;
}

int numberOf(const QSqlError& error)
{
    return error.nativeErrorCode().toInt();
}

} // namespace

Error sqliteError(int extendedCode, const QString& message, const Location& location)
{
    const QString path = QDir::toNativeSeparators(location.path);
    const QString detail = QStringLiteral("SQLite %1: %2 (%3)").arg(extendedCode).arg(message, location.path);
    int code = extendedCode & 0xff;
    // Where SQLite maps memory to a file, a full disk is an I/O error to it; where it makes one, a file that does not
    // open.
    if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && isDiskFull(location.path))
        code = SQLITE_FULL;
    switch (code) {
    case SQLITE_FULL:
        return {ErrorCode::Io,
                tr("The disk that holds %1 is full. Free some space and try again; what was stored before is kept.").arg(path),
                detail};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Unavailable, tr("The store is busy with another program's work. Try again in a moment."),
                detail};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        return {ErrorCode::Io,
                tr("The store %1 cannot be written. Give yourself write access to the file and its folder, or choose "
                   "another "
                   "folder with --data-dir.")
                    .arg(path),
                detail};
    case SQLITE_NOTADB:
        return {ErrorCode::Io,
                tr("%1 is not a database. Move it away, or choose another folder with --data-dir.").arg(path), detail};
    case SQLITE_CORRUPT:
        return {ErrorCode::Io, tr("The store %1 is damaged. Restore a backup of it.").arg(path), detail};
    case SQLITE_TOOBIG:
        return {ErrorCode::InvalidInput, tr("A value is too large to be stored."), detail};
    default:
        return {ErrorCode::Io, tr("The store %1 could not be used. The application log says why.").arg(path), detail};
    }
}

Error lockFileError(const QString& file, const Location& location)
{
    return sqliteError(isDiskFull(file) ? SQLITE_FULL : SQLITE_CANTOPEN, QStringLiteral("no lock file ") + file,
                       location);
}

Error mysqlError(const QSqlError& error, const Location& location)
{
    const QString where = location.url();
    const QString detail = QStringLiteral("%1: %2 (%3)").arg(error.nativeErrorCode(), error.text(), where);
    switch (numberOf(error)) {
    case kSocketError:
    case kConnectionError:
    case kUnknownHost:
    case kServerGone:
    case kServerLost:
        return {ErrorCode::Unavailable,
                tr("The database server of %1 cannot be reached. Start it, or check host and port.").arg(where),
                detail};
    case kAccessDenied:
        return {ErrorCode::Io, tr("The database server refused the user or password of %1. Check both.").arg(where),
                detail};
    case kDatabaseAccessDenied:
        return {ErrorCode::Io,
                tr("The user of %1 may not use the database. Grant the user all privileges on it.").arg(where), detail};
    case kUnknownDatabase:
        return {ErrorCode::Io,
                tr("The server has no database \"%1\". Create it: CREATE DATABASE `%1` CHARACTER SET utf8mb4.")
                    .arg(location.name),
                detail};
    case kLockWaitTimeout:
    case kDeadlock:
        return {ErrorCode::Unavailable, tr("The store is busy with another program's work. Try again in a moment."),
                detail};
    case kDiskFull:
    case kTableFull:
        return {ErrorCode::Io,
                tr("The disk of the database server is full. Free some space and try again; what was stored before is kept."),
                detail};
    case kReadOnly:
        return {ErrorCode::Io, tr("The database server only allows reading. Make %1 writable.").arg(where), detail};
    case kDataTooLong:
        return {ErrorCode::InvalidInput, tr("A text is longer than the store can hold (255 characters for a name)."),
                detail};
    case kPacketTooLarge:
        return {ErrorCode::InvalidInput, tr("A value is larger than the server's max_allowed_packet. Raise it."),
                detail};
    default:
        return {ErrorCode::Io, tr("The store %1 could not be used. The application log says why.").arg(where), detail};
    }
}

bool isConnectionLost(const QSqlError& error)
{
    return numberOf(error) == kServerGone || numberOf(error) == kServerLost;
}

bool isDoneAlready(const QSqlError& error)
{
    switch (numberOf(error)) {
    case kTableExists:
    case kUnknownTable:
    case kDuplicateColumn:
    case kDuplicateKeyName:
    case kCannotDrop:
        return true;
    default:
        return false;
    }
}

bool isInterrupted(const QSqlError& error)
{
    return numberOf(error) == kInterrupted;
}

} // namespace atalaya::store
