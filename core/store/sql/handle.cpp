// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/handle.h"

#include "base/log.h"
#include "store/sql/sqlerror.h"

#include <sqlite3.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSqlDriver>
#include <QSqlError>

#include <atomic>
#include <thread>

namespace atalaya::store {

namespace {

constexpr int kBusyTries = 500;
constexpr auto kBusyPause = std::chrono::milliseconds(20);
// Virtual-machine steps between two looks at the stop token: well under a millisecond.
constexpr int kStepsBetweenLooks = 4000;

QString tr(const char* text)
{
    return QCoreApplication::translate("Store", text);
}

QString uniqueName()
{
    static std::atomic<quint64> counter{0};
    return QStringLiteral("atalaya-%1").arg(++counter);
}

// Interrupts the running statement from inside: unlike sqlite3_interrupt() it cannot fall between two statements.
int onProgress(void* handle)
{
    return static_cast<Connection::Handle*>(handle)->isStopRequested() ? 1 : 0;
}

int onBusy(void* handle, int tries)
{
    if (tries >= kBusyTries || static_cast<Connection::Handle*>(handle)->isStopRequested())
        return 0;
    std::this_thread::sleep_for(kBusyPause);
    return 1;
}

/// What is wrong with the place of a SQLite file, before SQLite says it less clearly.
std::optional<Error> placeTrouble(const QString& path)
{
    const QFileInfo file(path);
    const QString folder = file.absolutePath();
    if (file.isDir())
        return Error{ErrorCode::Io, tr("%1 is a folder; a file is needed there. Choose another place.").arg(path)};
    if (!QDir().mkpath(folder))
        return Error{ErrorCode::Io, tr("The folder %1 cannot be created. Choose another with --data-dir.").arg(folder)};
    if (!QFileInfo(folder).isWritable())
        return Error{ErrorCode::Io,
                     tr("The folder %1 is read-only. Give yourself write access, or choose another with --data-dir.")
                         .arg(folder)};
    if (file.exists() && !file.isWritable())
        return Error{
            ErrorCode::Io,
            tr("The file %1 is read-only. Give yourself write access, or choose another folder with --data-dir.")
                .arg(path)};
    return std::nullopt;
}

} // namespace

Connection::~Connection() = default;

Connection::Handle::Handle(const Location& location, QString name) : m_location(location), m_name(std::move(name)) {}

Connection::Handle::~Handle()
{
    m_statements.clear();
    if (m_native)
        sqlite3_progress_handler(m_native, 0, nullptr, nullptr);
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<Connection::Handle>> Connection::Handle::open(const Location& location)
{
    const bool sqlite = location.backend == Location::Backend::Sqlite;
    const QString driver = sqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QMYSQL");
    if (!QSqlDatabase::isDriverAvailable(driver))
        return Error{ErrorCode::Io, tr("Qt's database driver %1 is missing. Install the package %2.")
                                        .arg(driver, sqlite ? QStringLiteral("libqt6sql6-sqlite")
                                                            : QStringLiteral("libqt6sql6-mysql"))};
    std::unique_ptr<Handle> handle(new Handle(location, uniqueName()));
    handle->m_database = QSqlDatabase::addDatabase(driver, handle->m_name);
    ATALAYA_CHECK(sqlite ? handle->openSqlite() : handle->openMySql());
    return handle;
}

Status Connection::Handle::openSqlite()
{
    if (std::optional<Error> trouble = placeTrouble(m_location.path))
        return *std::move(trouble);
    // SQLite's sums of the memory in use take a lock for every allocation, and nobody reads them. Without effect once a
    // part of the program has used SQLite.
    static const int unsummed = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    Q_UNUSED(unsummed)
    m_database.setDatabaseName(m_location.path);
    if (!m_database.open())
        return sqliteError(SQLITE_CANTOPEN, m_database.lastError().text(), m_location);
    const QVariant driverHandle = m_database.driver()->handle();
    m_native = *static_cast<sqlite3* const*>(driverHandle.constData());
    sqlite3_extended_result_codes(m_native, 1);
    sqlite3_busy_handler(m_native, onBusy, this);
    sqlite3_progress_handler(m_native, kStepsBetweenLooks, onProgress, this);
    m_maxStatementBytes = sqlite3_limit(m_native, SQLITE_LIMIT_LENGTH, -1);
    for (const char* pragma :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON",
          "PRAGMA cache_size = -65536", "PRAGMA temp_store = MEMORY", "PRAGMA journal_size_limit = 67108864",
          "PRAGMA wal_autocheckpoint = 4096"}) // 16 MiB: each time waits for the disk
        ATALAYA_CHECK(execute(pragma));
    return ok();
}

Status Connection::Handle::openMySql()
{
    m_database.setHostName(m_location.host);
    m_database.setPort(m_location.port);
    m_database.setUserName(m_location.user);
    m_database.setPassword(m_location.password);
    m_database.setDatabaseName(m_location.name);
    m_database.setConnectOptions(QStringLiteral("MYSQL_OPT_CONNECT_TIMEOUT=10"));
    if (!m_database.open())
        return mysqlError(m_database.lastError(), m_location);
    // Texts that are too long must fail, not be cut; a blocked writer must be told within seconds.
    ATALAYA_CHECK(
        execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 10"));
    ATALAYA_CHECK(execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
    ATALAYA_TRY(m_serverId, integer("SELECT CONNECTION_ID()"));
    ATALAYA_TRY(m_maxStatementBytes, integer("SELECT @@max_allowed_packet"));
    return ok();
}

Result<Statement> Connection::Handle::prepare(const QByteArray& sql)
{
    std::shared_ptr<Prepared>& kept = m_statements[sql];
    if (kept && !kept->leased)
        return Statement(*this, kept);
    ATALAYA_TRY(std::shared_ptr<Prepared> prepared, parse(sql, true));
    if (!kept) // one that is in use stays where it is; this one is for the moment
        kept = prepared;
    return Statement(*this, std::move(prepared));
}

Result<Statement> Connection::Handle::prepareOnce(const QByteArray& sql)
{
    ATALAYA_TRY(std::shared_ptr<Prepared> prepared, parse(sql, false));
    return Statement(*this, std::move(prepared));
}

Result<std::shared_ptr<Prepared>> Connection::Handle::parse(const QByteArray& sql, bool isKept)
{
    auto prepared = std::make_shared<Prepared>();
    if (m_native) {
        const int code = sqlite3_prepare_v3(m_native, sql.constData(), int(sql.size()), isKept ? SQLITE_PREPARE_PERSISTENT : 0,
                                            &prepared->native, nullptr);
        if (code != SQLITE_OK)
            return failure(code);
        return prepared;
    }
    prepared->query = std::make_unique<QSqlQuery>(m_database);
    prepared->query->setForwardOnly(true);
    if (!prepared->query->prepare(QString::fromUtf8(sql)))
        return failure(prepared->query->lastError());
    return prepared;
}

Status Connection::Handle::execute(const QByteArray& sql)
{
    if (m_native) {
        const int code = sqlite3_exec(m_native, sql.constData(), nullptr, nullptr, nullptr);
        return code == SQLITE_OK ? ok() : Status(failure(code));
    }
    QSqlQuery query(m_database);
    return query.exec(QString::fromUtf8(sql)) ? ok() : Status(failure(query.lastError()));
}

Status Connection::Handle::executeAgain(const QByteArray& sql)
{
    if (m_native)
        return execute(sql);
    QSqlQuery query(m_database);
    if (query.exec(QString::fromUtf8(sql)) || isDoneAlready(query.lastError()))
        return ok();
    return Status(failure(query.lastError()));
}

Result<qint64> Connection::Handle::integer(const QByteArray& sql)
{
    ATALAYA_TRY(Statement statement, prepare(sql));
    ATALAYA_TRY(const bool found, statement.next());
    if (!found)
        return Error{ErrorCode::Io, tr("The store is damaged. Restore a backup of it."),
                     QString::fromUtf8("no row: " + sql)};
    return statement.integer(0);
}

Status Connection::Handle::begin(const QByteArray& sql)
{
    m_lost = false;
    ATALAYA_CHECK(execute(sql));
    m_inTransaction = true;
    return ok();
}

Status Connection::Handle::commit()
{
    ATALAYA_CHECK(execute("COMMIT"));
    m_inTransaction = false;
    return ok();
}

void Connection::Handle::rollback()
{
    if (!m_inTransaction)
        return;
    m_inTransaction = false;
    setStop({}); // a late stop must not keep the transaction open
    if (m_native && sqlite3_get_autocommit(m_native))
        return; // SQLite has rolled back by itself, as it does when the disk is full
    // A KILL QUERY that came late hits the first try.
    if (Status status = execute("ROLLBACK"); !status.isOk() && !m_lost)
        status = execute("ROLLBACK");
}

Connection::Handle::Failure Connection::Handle::failure(int sqliteCode)
{
    if (isStopRequested() && ((sqliteCode & 0xff) == SQLITE_INTERRUPT || (sqliteCode & 0xff) == SQLITE_BUSY))
        return Cancelled{};
    const Error error = sqliteError(sqliteCode, QString::fromUtf8(sqlite3_errmsg(m_native)), m_location);
    qCWarning(lcStore).noquote() << error.detail;
    return error;
}

Connection::Handle::Failure Connection::Handle::failure(const QSqlError& sqlError)
{
    if (isConnectionLost(sqlError))
        m_lost = true;
    if (isInterrupted(sqlError) && isStopRequested())
        return Cancelled{};
    const Error error = mysqlError(sqlError, m_location);
    qCWarning(lcStore).noquote() << error.detail;
    return error;
}

} // namespace atalaya::store
