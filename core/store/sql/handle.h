// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/sql/statement.h"

#include <QHash>
#include <QSqlDatabase>

#include <memory>
#include <mutex>

struct sqlite3;
class QSqlError;

namespace atalaya::store {

/// One connection to the database: opened by Qt SQL under a name of its own, closed before the name is given back. Used
/// by one thread at a time.
class Connection::Handle
{
public:
    using Failure = Status::Failure;

    static Result<std::unique_ptr<Handle>> open(const Location& location);
    ~Handle();
    Q_DISABLE_COPY_MOVE(Handle)

    bool isSqlite() const { return m_native != nullptr; }
    /// Null unless SQLite.
    sqlite3* native() const { return m_native; }
    /// How the server knows this connection (KILL QUERY); 0 on SQLite.
    qint64 serverId() const { return m_serverId; }
    /// Bytes that one statement may carry.
    qint64 maxStatementBytes() const { return m_maxStatementBytes; }

    /// The statement, parsed once a connection.
    Result<Statement> prepare(const QByteArray& sql);
    /// The same, forgotten after its use: for statements of which there can be any number.
    Result<Statement> prepareOnce(const QByteArray& sql);
    /// Executes a statement without parameters; not kept.
    Status execute(const QByteArray& sql);
    /// Executes a step of a migration, which a server cannot take back: when the step was done before and its record
    /// was lost, that is well, too.
    Status executeAgain(const QByteArray& sql);
    /// The first column of the only row.
    Result<qint64> integer(const QByteArray& sql);

    Status begin(const QByteArray& sql);
    Status commit();
    void rollback();
    bool inTransaction() const { return m_inTransaction; }
    /// Whether the last begin() failed because the server had gone: worth one more try over a new connection.
    bool isLost() const { return m_lost; }

    /// Statements that run longer than this is asked for are interrupted; an empty token: never.
    void setStop(StopToken stop) { m_stop = std::move(stop); }
    bool isStopRequested() const { return m_stop.stop_requested(); }

    /// What a failed statement means to the person, or Cancelled when it was stopped.
    Failure failure(int sqliteCode);
    Failure failure(const QSqlError& error);

private:
    Handle(const Location& location, QString name);
    Result<std::shared_ptr<Prepared>> parse(const QByteArray& sql, bool isKept);
    Status openSqlite();
    Status openMySql();

    Location m_location;
    QString m_name;
    QSqlDatabase m_database;
    sqlite3* m_native = nullptr;
    qint64 m_serverId = 0;
    qint64 m_maxStatementBytes = 1 << 20;
    bool m_inTransaction = false;
    bool m_lost = false;
    StopToken m_stop;
    QHash<QByteArray, std::shared_ptr<Prepared>> m_statements;
};

/// The reading half of a connection, as repositories see it.
class ReadConnection final : public Connection
{
public:
    explicit ReadConnection(Handle& handle) : Connection(handle) {}
};

} // namespace atalaya::store
