// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/migration.h"

#include "base/log.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUuid>

void initMigrationResources()
{
    Q_INIT_RESOURCE(migrations);
}

namespace atalaya::store {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Store", text);
}

/// What a database says about itself before anything is changed.
struct Found
{
    bool empty = true;      ///< no table at all
    bool ours = false;      ///< has our record of steps
    bool described = false; ///< has its row in meta
    int version = 0;
    int minCompatible = 0;
    int newestStep = 0; ///< version of the newest recorded step
};

class Migrator
{
public:
    Migrator(Connection::Handle& handle, const Location& location, const QList<Migration>& migrations)
        : m_handle(handle), m_location(location), m_migrations(migrations)
    {
    }

    Result<Migrated> run();
    Result<bool> isCurrent();

private:
    Result<bool> hasTable(const QString& name);
    Result<bool> hasAnyTable();
    Result<Found> look();
    std::optional<Migrated> refusal(const Found& found) const;
    Status checkTables();
    Status apply(const Migration& migration);
    Status applyStep(const Migration& migration, int step, bool isFirst);
    Status describe(const Migration& migration);
    Status copyFile(int version);
    Result<QByteArray> collation();
    int known() const { return m_migrations.last().version; }

    Connection::Handle& m_handle;
    const Location& m_location;
    const QList<Migration>& m_migrations;
    QByteArray m_collation;
};

Result<bool> Migrator::hasTable(const QString& name)
{
    ATALAYA_TRY(Statement statement,
                m_handle.prepare(m_handle.isSqlite()
                                     ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
                                     : "SELECT COUNT(*) FROM information_schema.tables "
                                       "WHERE table_schema = DATABASE() AND table_name = ?"));
    ATALAYA_CHECK(statement.bind(name).next());
    return statement.integer(0) > 0;
}

Result<bool> Migrator::hasAnyTable()
{
    ATALAYA_TRY(
        const qint64 count,
        m_handle.integer(m_handle.isSqlite()
                             ? "SELECT COUNT(*) FROM sqlite_master"
                             : "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"));
    return count > 0;
}

Result<Found> Migrator::look()
{
    Found found;
    ATALAYA_TRY(const bool any, hasAnyTable());
    ATALAYA_TRY(found.ours, hasTable(QStringLiteral("schema_step")));
    ATALAYA_TRY(const bool meta, hasTable(QStringLiteral("meta")));
    found.empty = !any;
    if (!found.ours)
        return found;
    ATALAYA_TRY(const qint64 newest, m_handle.integer("SELECT COALESCE(MAX(version), 0) FROM schema_step"));
    found.newestStep = int(newest);
    if (!meta)
        return found;
    ATALAYA_TRY(Statement row, m_handle.prepare("SELECT schema_version, min_compatible FROM meta WHERE id = 1"));
    ATALAYA_TRY(found.described, row.next());
    if (found.described) {
        found.version = int(row.integer(0));
        found.minCompatible = int(row.integer(1));
    }
    return found;
}

std::optional<Migrated> Migrator::refusal(const Found& found) const
{
    const QString where = m_handle.isSqlite() ? QDir::toNativeSeparators(m_location.path) : m_location.url();
    if (!found.empty && !found.ours)
        return Migrated{
            OpenOutcome::Broken,
            {ErrorCode::Conflict,
             tr("%1 holds the tables of another program. Choose another database for Atalaya.").arg(where)}};
    const bool upgradeWasInterrupted = found.newestStep > qMax(found.version, known());
    if ((found.version > known() && found.minCompatible > known()) || upgradeWasInterrupted)
        return Migrated{
            OpenOutcome::NewerIncompatible,
            {ErrorCode::Conflict,
             tr("%1 was written by a newer version of Atalaya. Install that version to open it; nothing was changed.")
                 .arg(where),
             QStringLiteral("store %1 (needs %2), program %3")
                 .arg(found.version)
                 .arg(found.minCompatible)
                 .arg(known())}};
    return std::nullopt;
}

Status Migrator::checkTables()
{
    for (const char* table :
         {"meta", "event_scope", "phase_event", "event_daily", "service", "deployment", "change_item", "incident",
          "git_revert", "git_source", "git_commit", "git_ref", "api_token", "idempotency"}) {
        ATALAYA_TRY(const bool there, hasTable(QLatin1String(table)));
        if (!there)
            return Error{ErrorCode::Io,
                         tr("The store lacks the table \"%1\". Restore a backup of it.").arg(QLatin1String(table))};
    }
    return ok();
}

Result<QByteArray> Migrator::collation()
{
    // MariaDB and MySQL have the same thing under two names.
    ATALAYA_TRY(const qint64 maria,
                m_handle.integer(
                    "SELECT COUNT(*) FROM information_schema.collations WHERE collation_name = 'utf8mb4_nopad_bin'"));
    return QByteArray(maria > 0 ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
}

Status Migrator::applyStep(const Migration& migration, int step, bool isFirst)
{
    QByteArray sql = migration.statements[step];
    sql.replace("${collation}", m_collation);
    if (m_handle.isSqlite()) {
        // A step and its record are one transaction.
        ATALAYA_CHECK(m_handle.begin("BEGIN IMMEDIATE"));
        ATALAYA_CHECK(m_handle.execute(sql));
    } else {
        // The step at which an earlier run ended may have been done.
        ATALAYA_CHECK(isFirst ? m_handle.executeAgain(sql) : m_handle.execute(sql));
    }
    ATALAYA_TRY(Statement record, m_handle.prepare("INSERT INTO schema_step (version, step) VALUES (?, ?)"));
    ATALAYA_CHECK(record.bind(migration.version, step).run());
    return m_handle.isSqlite() ? m_handle.commit() : ok();
}

Status Migrator::describe(const Migration& migration)
{
    ATALAYA_TRY(Statement update,
                m_handle.prepare("UPDATE meta SET schema_version = ?, min_compatible = ? WHERE id = 1"));
    ATALAYA_TRY(const qint64 changed, update.bind(migration.version, migration.minCompatible).run());
    if (changed > 0)
        return ok();
    ATALAYA_TRY(Statement insert,
                m_handle.prepare("INSERT INTO meta (id, store_id, data_version, next_sequence, schema_version, "
                                 "min_compatible) VALUES (1, ?, 1, 1, ?, ?)"));
    ATALAYA_CHECK(
        insert.bind(QUuid::createUuid().toString(QUuid::WithoutBraces), migration.version, migration.minCompatible)
            .run());
    return ok();
}

Status Migrator::apply(const Migration& migration)
{
    ATALAYA_TRY(Statement count, m_handle.prepare("SELECT COUNT(*) FROM schema_step WHERE version = ?"));
    ATALAYA_CHECK(count.bind(migration.version).next());
    const int done = int(count.integer(0));
    count.reset();
    for (int step = done; step < migration.statements.size(); ++step) {
        if (Status status = applyStep(migration, step, step == done); !status.isOk()) {
            m_handle.rollback();
            qCWarning(lcStore) << "migration" << migration.version << "stopped at step" << step;
            return status;
        }
    }
    return describe(migration);
}

Status Migrator::copyFile(int version)
{
    const QString stem = QStringLiteral("%1.before-upgrade-from-%2").arg(m_location.path).arg(version);
    QString copy = stem;
    for (int n = 2; QFile::exists(copy); ++n)
        copy = QStringLiteral("%1.%2").arg(stem).arg(n);
    const QString part = copy + QLatin1String(".part");
    QFile::remove(part);
    ATALAYA_TRY(Statement vacuum, m_handle.prepare("VACUUM INTO ?"));
    if (const Result<qint64> status = vacuum.bind(part).run(); !status.isOk()) {
        QFile::remove(part);
        return status.failure();
    }
    if (!QFile::rename(part, copy))
        return Error{ErrorCode::Io, tr("The copy %1 could not be kept; the store was not upgraded.").arg(copy)};
    qCInfo(lcStore).noquote() << "copied the store to" << copy << "before its upgrade";
    return ok();
}

Result<bool> Migrator::isCurrent()
{
    ATALAYA_TRY(const Found found, look());
    if (!found.described || found.version != known() || found.newestStep > known())
        return false;
    return checkTables().isOk();
}

Result<Migrated> Migrator::run()
{
    ATALAYA_TRY(const Found found, look());
    if (std::optional<Migrated> refused = refusal(found))
        return *std::move(refused);
    if (found.version >= known()) {
        ATALAYA_CHECK(checkTables());
        return Migrated{found.version > known() ? OpenOutcome::NewerCompatible : OpenOutcome::Current, {}};
    }
    if (!m_handle.isSqlite()) {
        ATALAYA_TRY(m_collation, collation());
    } else if (found.version > 0 && found.newestStep <= found.version) {
        ATALAYA_CHECK(copyFile(found.version)); // when an upgrade is resumed, the copy is there already
    }
    ATALAYA_CHECK(m_handle.execute("CREATE TABLE IF NOT EXISTS schema_step (version INT NOT NULL, step INT NOT NULL, "
                                   "PRIMARY KEY (version, step))"));
    for (const Migration& migration : m_migrations) {
        if (migration.version > found.version)
            ATALAYA_CHECK(apply(migration));
    }
    ATALAYA_CHECK(checkTables());
    return Migrated{found.described ? OpenOutcome::Upgraded : OpenOutcome::Created, {}};
}

} // namespace

Result<Migration> parseMigration(int version, const QByteArray& text)
{
    Migration migration{version, 0, {}};
    static const QRegularExpression header(QStringLiteral("^-- compatible-with: (\\d+)$"));
    QByteArray statement;
    for (const QByteArray& line : text.split('\n')) {
        const QByteArray trimmed = line.trimmed();
        if (const auto match = header.match(QString::fromUtf8(trimmed)); match.hasMatch())
            migration.minCompatible = match.captured(1).toInt();
        if (trimmed.isEmpty() || trimmed.startsWith("--"))
            continue;
        statement += line + '\n';
        if (trimmed.endsWith(';')) {
            statement.truncate(statement.lastIndexOf(';'));
            migration.statements.append(std::exchange(statement, {}));
        }
    }
    if (migration.minCompatible < 1 || !statement.isEmpty() || migration.statements.isEmpty())
        return Error{ErrorCode::Io, tr("This program is damaged; install it again."),
                     QStringLiteral("migration %1 is malformed").arg(version)};
    return migration;
}

Result<QList<Migration>> shippedMigrations(Location::Backend backend)
{
    initMigrationResources();
    const QDir folder(backend == Location::Backend::Sqlite ? QStringLiteral(":/atalaya/migrations/sqlite")
                                                           : QStringLiteral(":/atalaya/migrations/mysql"));
    QList<Migration> migrations;
    for (const QString& name : folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        Q_UNUSED(file.open(QIODevice::ReadOnly)); // compiled in; an empty text is refused below
        ATALAYA_TRY(Migration migration, parseMigration(name.left(4).toInt(), file.readAll()));
        migrations.append(std::move(migration));
    }
    Q_ASSERT(!migrations.isEmpty());
    return migrations;
}

Result<bool> isCurrent(Connection::Handle& handle, const Location& location, const QList<Migration>& migrations)
{
    return Migrator(handle, location, migrations).isCurrent();
}

Migrated migrate(Connection::Handle& handle, const Location& location, const QList<Migration>& migrations)
{
    const Result<Migrated> migrated = Migrator(handle, location, migrations).run();
    if (migrated.isOk())
        return migrated.value();
    return {OpenOutcome::Broken, migrated.error()};
}

} // namespace atalaya::store
