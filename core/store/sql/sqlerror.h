// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/location.h"

class QSqlError;

namespace atalaya::store {

/// What a result code of SQLite means to a person, and what to do about it.
Error sqliteError(int extendedCode, const QString& message, const Location& location);
/// Why a small file beside a SQLite store could not be written.
Error lockFileError(const QString& file, const Location& location);
/// What an error of MariaDB/MySQL or of its Qt driver means to a person, and what to do about it.
Error mysqlError(const QSqlError& error, const Location& location);

/// The connection was there and is gone.
bool isConnectionLost(const QSqlError& error);
/// What the statement makes is there already, or what it drops has gone: a step that was done and not recorded.
bool isDoneAlready(const QSqlError& error);
/// The server was told to interrupt the statement.
bool isInterrupted(const QSqlError& error);

} // namespace atalaya::store
