// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"

#include "base/guarded.h"
#include "store/sql/connectionpool.h"
#include "store/sql/interrupter.h"
#include "store/sql/migration.h"
#include "store/sql/sqlerror.h"
#include "store/sql/writer.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLockFile>

namespace atalaya::store {

namespace {
constexpr int kOpenLockMs = 30'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("Store", text);
}

/// Lets one program at a time look at the version of a store and change it.
class OpeningLock
{
public:
    Status take(Connection::Handle& handle, const Location& location)
    {
        const Error busy{ErrorCode::Unavailable,
                         tr("Another program is opening or upgrading the store. Try again in a moment.")};
        if (handle.isSqlite()) {
            m_file = std::make_unique<QLockFile>(location.path + QLatin1String(".opening"));
            if (m_file->tryLock(kOpenLockMs))
                return ok();
            return m_file->error() == QLockFile::LockFailedError ? busy : lockFileError(m_file->fileName(), location);
        }
        m_handle = &handle; // the server's lock ends with RELEASE_LOCK or the connection
        ATALAYA_TRY(const qint64 taken, handle.integer("SELECT GET_LOCK(CONCAT('atalaya:', DATABASE()), 30)"));
        return taken == 1 ? ok() : Status(busy);
    }
    ~OpeningLock()
    {
        if (m_handle)
            (void)m_handle->integer("SELECT RELEASE_LOCK(CONCAT('atalaya:', DATABASE()))").isOk();
    }

private:
    std::unique_ptr<QLockFile> m_file;
    Connection::Handle* m_handle = nullptr;
};

Opened broken(const Error& error)
{
    return {OpenOutcome::Broken, nullptr, error};
}

} // namespace

/// The data version that was read last.
class SeenVersion
{
public:
    using Clock = std::chrono::steady_clock;

    /// To be given to note(): a version that was read while this program changed the data is no news.
    quint64 changes() const { return m_changes.load(); }
    void markChanged() { ++m_changes; }
    void note(qint64 version, quint64 changes)
    {
        const std::lock_guard lock(m_mutex);
        m_version = version;
        m_changesThen = changes;
        m_read = Clock::now();
    }
    std::optional<qint64> recent(std::chrono::milliseconds age) const
    {
        const std::lock_guard lock(m_mutex);
        const bool isRecent = m_version > 0 && m_changesThen == m_changes.load() && Clock::now() - m_read <= age;
        return isRecent ? std::optional(m_version) : std::nullopt;
    }

private:
    std::atomic<quint64> m_changes{0};
    mutable std::mutex m_mutex;
    qint64 m_version = 0;
    quint64 m_changesThen = 0;
    Clock::time_point m_read;
};

class Database::Private
{
public:
    explicit Private(Location where)
        : location(std::move(where)), readers(std::make_shared<ConnectionPool>(location)),
          interrupter(location.backend == Location::Backend::MySql ? std::make_unique<Interrupter>(location) : nullptr)
    {
    }
    ~Private() { readers->close(); }
    Q_DISABLE_COPY_MOVE(Private)

    /// Begins a transaction; over a new connection when the server had closed the old one.
    template<class Reopen>
    static Result<Connection::Handle*> begin(Connection::Handle* handle, const QByteArray& sql, Reopen reopen)
    {
        const Status begun = handle->begin(sql);
        if (begun.isOk())
            return handle;
        if (!handle->isLost())
            return begun.failure();
        ATALAYA_TRY(Connection::Handle * again, reopen());
        ATALAYA_CHECK(again->begin(sql));
        return again;
    }

    /// After a server has interrupted a statement, its client may have lost step with it (that of MariaDB 11.8 does, and then
    /// reads nonsense), so the connection is given up.
    static bool isSpent(const Connection::Handle& handle, const StopToken& stop)
    {
        return !handle.isSqlite() && stop.stop_requested();
    }

    const Location location;
    QString storeId;
    std::shared_ptr<ConnectionPool> readers;
    std::unique_ptr<Interrupter> interrupter;    // null on SQLite
    std::unique_ptr<Connection::Handle> writing; // made and used by the writer thread, once the store is open
    SeenVersion seen;
    Writer writer;
};

Opened Database::open(const Location& location)
{
    const Result<QList<Migration>> migrations = shippedMigrations(location.backend);
    if (!migrations.isOk())
        return broken(migrations.error());
    return Opener::open(location, migrations.value());
}

Opened Opener::open(const Location& location, const QList<Migration>& migrations)
{
    std::unique_ptr<Database::Private> d(new Database::Private(location));
    Migrated migrated;
    // In the writer thread, which keeps the connection.
    const Status status = d->writer.run(
        [&]() -> Status {
            ATALAYA_TRY(d->writing, Connection::Handle::open(location));
            // Mostly there is nothing to change, and then no need of the lock, which costs writing a file to the disk.
            ATALAYA_TRY(const bool current, isCurrent(*d->writing, location, migrations));
            migrated.outcome = OpenOutcome::Current;
            if (!current) {
                OpeningLock lock;
                ATALAYA_CHECK(lock.take(*d->writing, location));
                migrated = migrate(*d->writing, location, migrations);
            }
            if (migrated.outcome == OpenOutcome::Broken || migrated.outcome == OpenOutcome::NewerIncompatible)
                return migrated.error;
            ATALAYA_TRY(Statement row, d->writing->prepare("SELECT store_id FROM meta WHERE id = 1"));
            ATALAYA_CHECK(row.next());
            d->storeId = row.text(0);
            return ok();
        },
        {});
    if (!status.isOk())
        return {migrated.outcome == OpenOutcome::NewerIncompatible ? migrated.outcome : OpenOutcome::Broken, nullptr,
                status.error()};
    return {migrated.outcome, std::unique_ptr<Database>(new Database(std::move(d))), {}};
}

Database::Database(std::unique_ptr<Private> data) : d(std::move(data)) {}

Database::~Database() = default;

const Location& Database::location() const
{
    return d->location;
}

QString Database::storeId() const
{
    return d->storeId;
}

Result<qint64> Database::dataVersion()
{
    const quint64 changes = d->seen.changes();
    ATALAYA_TRY(const qint64 version, read([](Connection& connection) {
                    return connection.handle().integer("SELECT data_version FROM meta WHERE id = 1");
                }));
    d->seen.note(version, changes);
    return version;
}

std::optional<qint64> Database::recentDataVersion(std::chrono::milliseconds age) const
{
    return d->seen.recent(age);
}

Result<std::optional<Instant>> Database::dataChanged()
{
    return read([](Connection& connection) -> Result<std::optional<Instant>> {
        ATALAYA_TRY(Statement row, connection.handle().prepare("SELECT data_changed_at FROM meta "
                                                               "WHERE id = 1 AND data_changed_version = data_version"));
        ATALAYA_TRY(const bool known, row.next());
        return known ? row.optional<Instant>(0) : std::nullopt;
    });
}

Status Database::runRead(const std::function<Status(Connection&)>& job, const StopToken& stop)
{
    ATALAYA_TRY(Connection::Handle * handle, d->readers->mine());
    ReadConnection outer(*handle);
    if (handle->inTransaction()) // a read within a read sees the same state
        return job(outer);
    if (stop.stop_requested())
        return Cancelled{};
    const QByteArray begin = handle->isSqlite() ? "BEGIN" : "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
    ATALAYA_TRY(handle, Private::begin(handle, begin, [this] {
                    d->readers->forgetMine();
                    return d->readers->mine();
                }));
    ReadConnection connection(*handle);
    const Status status = guarded([&] {
        const StopScope scope(*handle, stop, d->interrupter.get());
        return job(connection);
    });
    handle->rollback(); // nothing was written
    if (Private::isSpent(*handle, stop))
        d->readers->forgetMine();
    return status;
}

Status Database::runWrite(const std::function<Status(Transaction&)>& job, const StopToken& stop)
{
    Q_ASSERT(!d->writer.isCurrentThread()); // a write within a write would wait for itself
    return d->writer.run([this, &job, &stop] { return writeNow(job, stop); }, stop);
}

Status Database::writeNow(const std::function<Status(Transaction&)>& job, const StopToken& stop)
{
    const QByteArray begin = d->writing->isSqlite() ? "BEGIN IMMEDIATE" : "START TRANSACTION";
    Status status = ok();
    {
        d->writing->setStop(stop); // waiting for another program's transaction can be stopped, too
        const Result<Connection::Handle*> begun =
            Private::begin(d->writing.get(), begin, [this]() -> Result<Connection::Handle*> {
                ATALAYA_TRY(d->writing, Connection::Handle::open(d->location));
                return d->writing.get();
            });
        d->writing->setStop({});
        if (!begun.isOk())
            return begun.failure();
    }
    Connection::Handle& handle = *d->writing;
    status = guarded([&]() -> Status {
        qint64 version = 0;
        {
            const StopScope scope(handle, stop, d->interrupter.get());
            // On a server this row is the lock that makes all programs write one after another.
            ATALAYA_TRY(version,
                        handle.integer(handle.isSqlite() ? "SELECT data_version FROM meta WHERE id = 1"
                                                         : "SELECT data_version FROM meta WHERE id = 1 FOR UPDATE"));
            Transaction transaction(handle, version + 1);
            ATALAYA_CHECK(job(transaction));
            if (!transaction.isChanged())
                version = 0;
        }
        if (stop.stop_requested())
            return Cancelled{};
        if (version > 0) {
            ATALAYA_TRY(Statement update, handle.prepare("UPDATE meta SET data_version = ?, data_changed_version = ?, "
                                                         "data_changed_at = ? WHERE id = 1"));
            ATALAYA_CHECK(update.bind(version + 1, version + 1, SystemClock().now()).run());
        }
        const Status committed = handle.commit();
        if (version > 0) // whatever came of it
            d->seen.markChanged();
        return committed;
    });
    if (!status.isOk())
        handle.rollback();
    if (Private::isSpent(handle, stop)) {
        if (Result<std::unique_ptr<Connection::Handle>> fresh = Connection::Handle::open(d->location); fresh.isOk())
            d->writing = std::move(fresh).value();
    }
    return status;
}

} // namespace atalaya::store
