// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eventrepository.h"
#include "store/sql/migration.h"
#include "testsupport/mariadbserver.h"
#include "testsupport/othersmayrun.h"
#include "testsupport/teststore.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTest>

#include <cstdio>
#include <sys/mount.h>
#include <thread>
#include <unistd.h>

using namespace atalaya;
using namespace atalaya::store;
using test::Backend;
using test::TestStore;

namespace {

constexpr uint kNobody = 65534;

QList<Migration> shipped(Backend backend)
{
    return shippedMigrations(backend).value();
}

/// The shipped migrations and one that may come some day.
QList<Migration> later(Backend backend, int minCompatible, QList<QByteArray> statements)
{
    QList<Migration> migrations = shipped(backend);
    migrations.append({migrations.last().version + 1, minCompatible, std::move(statements)});
    return migrations;
}

const QList<QByteArray>& someStatements()
{
    static const QList<QByteArray> statements{"CREATE TABLE extra_one (id INT NOT NULL PRIMARY KEY)",
                                              "ALTER TABLE service ADD COLUMN extra_text VARCHAR(20)",
                                              "CREATE TABLE extra_two (id INT NOT NULL PRIMARY KEY)"};
    return statements;
}

model::PhaseEvent someEvent(const QByteArray& key)
{
    model::PhaseEvent event;
    event.cycleId = QStringLiteral("c");
    event.featureId = QStringLiteral("f");
    event.phase = model::Phase::Deployment;
    event.decision = model::Decision::Success;
    event.createdAt = instantFromMs(1'700'000'000'000);
    event.dedupKey = key;
    return event;
}

Status addEvent(Database& database, const QByteArray& key)
{
    return database.write([&key](Transaction& transaction) -> Status {
        ATALAYA_CHECK(EventRepository::insert(transaction, {someEvent(key)}));
        return ok();
    });
}

qint64 countEvents(Database& database)
{
    return database.read([](Connection& connection) { return EventRepository(connection).count({}); }).value();
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(not readable)");
}

QStringList copiesIn(const QString& folder)
{
    return QDir(folder).entryList({QStringLiteral("*.before-upgrade*")}, QDir::Files);
}

/// Opens the store and tells how it went: what the child process of openAsNobody() does.
int openAndTell(const QString& path)
{
    Location location;
    location.path = path;
    const Opened opened = Database::open(location);
    std::printf("%d %s", int(opened.outcome), qUtf8Printable(opened.error.userText));
    return opened.database ? 0 : 1;
}

/// Root may write everywhere, so the opening is done by a process of somebody who may not.
QString openAsNobody(const QString& path)
{
    QProcess process;
    if (::geteuid() == 0)
        process.setChildProcessModifier([] {
            if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)
                ::_exit(99);
        });
    process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--open"), path});
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput());
}

/// A tiny disk, if this user may mount one.
class TinyDisk
{
public:
    explicit TinyDisk(const QString& size) : m_path(QFile::encodeName(m_folder.path()))
    {
        const QByteArray options = "size=" + size.toLatin1();
        m_isMounted = ::mount("tmpfs", m_path.constData(), "tmpfs", 0, options.constData()) == 0;
    }
    ~TinyDisk()
    {
        if (m_isMounted)
            ::umount2(m_path.constData(), MNT_DETACH);
    }
    Q_DISABLE_COPY_MOVE(TinyDisk)
    bool isMounted() const { return m_isMounted; }
    QString path() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
    QByteArray m_path;
    bool m_isMounted = false;
};

} // namespace

class TestOpening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createsThenFindsCurrent_data() { test::addBackendRows(); }
    void createsThenFindsCurrent();
    void upgradesAndKeepsWhatIsThere_data() { test::addBackendRows(); }
    void upgradesAndKeepsWhatIsThere();
    void anUpgradedStoreDoesNotKnowWhenItChanged_data() { test::addBackendRows(); }
    void anUpgradedStoreDoesNotKnowWhenItChanged();
    void copiesTheFileBeforeAnUpgrade();
    void resumesAnInterruptedUpgrade_data() { test::addBackendRows(); }
    void resumesAnInterruptedUpgrade();
    void resumesAnInterruptedCreation_data() { test::addBackendRows(); }
    void resumesAnInterruptedCreation();
    void resumesWhenAStepWasDoneAndNotRecorded();
    void worksWithANewerCompatibleStore_data() { test::addBackendRows(); }
    void worksWithANewerCompatibleStore();
    void leavesANewerIncompatibleStoreAlone_data() { test::addBackendRows(); }
    void leavesANewerIncompatibleStoreAlone();
    void reportsAMissingTable_data() { test::addBackendRows(); }
    void reportsAMissingTable();
    void leavesTablesOfAnotherProgramAlone_data() { test::addBackendRows(); }
    void leavesTablesOfAnotherProgramAlone();
    void refusesAReadOnlyFolder();
    void refusesAReadOnlyFile();
    void refusesWhatIsNoDatabase();
    void refusesADamagedFile();
    void refusesAFolder();
    void createsTheFolder();
    void saysThatTheDiskIsFullAndLosesNothing();
    void saysThatTheDiskIsFullWhenItIs();
    void opensOrSaysThatTheDiskIsFullWhateverIsLeft();
    void twoProgramsCreateOneStore_data() { test::addBackendRows(); }
    void twoProgramsCreateOneStore();
    void saysWhatIsWrongWithTheServer();
    void goesOnAfterTheServerRestarted();
    void parsesMigrations();
    void refusesMalformedMigrations_data();
    void refusesMalformedMigrations();
};

void TestOpening::createsThenFindsCurrent()
{
    QFETCH(Backend, backend);
    const TestStore store(backend);
    Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::Created);
    QVERIFY(opened.database);
    QCOMPARE(opened.database->dataVersion().value(), 1);
    const QString id = opened.database->storeId();
    QVERIFY(addEvent(*opened.database, "1").isOk());
    opened = Database::open(store.location()); // while the first is open, too
    QCOMPARE(opened.outcome, OpenOutcome::Current);
    QCOMPARE(opened.database->storeId(), id);
    QCOMPARE(countEvents(*opened.database), 1);
}

void TestOpening::upgradesAndKeepsWhatIsThere()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    QVERIFY(addEvent(store.database(), "1").isOk());
    const QString id = store.database().storeId();
    store.close();
    {
        const Opened upgraded = Opener::open(store.location(), later(backend, 1, someStatements()));
        QCOMPARE(upgraded.outcome, OpenOutcome::Upgraded);
        QCOMPARE(upgraded.database->storeId(), id);
        QCOMPARE(countEvents(*upgraded.database), 1);
        QCOMPARE(upgraded.database->dataVersion().value(), 2);
    }
    QCOMPARE(Opener::open(store.location(), later(backend, 1, someStatements())).outcome, OpenOutcome::Current);
    QVERIFY(store.execute(QStringLiteral("SELECT extra_text FROM service")));
    QVERIFY(store.execute(QStringLiteral("SELECT id FROM extra_two")));
}

void TestOpening::anUpgradedStoreDoesNotKnowWhenItChanged()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    constexpr int kWithoutTheTime = 4;
    QCOMPARE(Opener::open(store.location(), shipped(backend).first(kWithoutTheTime)).outcome, OpenOutcome::Created);
    QVERIFY(store.execute(QStringLiteral("UPDATE meta SET data_version = 7")));
    QCOMPARE(store.database().dataVersion().value(), 7);
    QVERIFY(!store.database().dataChanged().value());
    QVERIFY(addEvent(store.database(), "1").isOk());
    QCOMPARE(store.database().dataVersion().value(), 8);
    QVERIFY(store.database().dataChanged().value());
}

void TestOpening::copiesTheFileBeforeAnUpgrade()
{
    TestStore store;
    QVERIFY(addEvent(store.database(), "1").isOk());
    store.close();
    QCOMPARE(Opener::open(store.location(), later(Backend::Sqlite, 1, someStatements())).outcome,
             OpenOutcome::Upgraded);
    const QStringList copies = copiesIn(store.folder());
    QCOMPARE(
        copies,
        QStringList{QStringLiteral("atalaya.db.before-upgrade-from-%1").arg(shipped(Backend::Sqlite).last().version)});
    Location copy;
    copy.path = store.folder() + QLatin1Char('/') + copies.first();
    const Opened opened = Database::open(copy);
    QCOMPARE(opened.outcome, OpenOutcome::Current);
    QCOMPARE(countEvents(*opened.database), 1);
}

void TestOpening::resumesAnInterruptedUpgrade()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    QVERIFY(addEvent(store.database(), "1").isOk());
    store.close();
    QList<QByteArray> statements = someStatements();
    statements[1] = "ALTER TABLE there_is_no_such_table ADD COLUMN x INT";
    for (int attempt = 0; attempt < 2; ++attempt) {
        const Opened failed = Opener::open(store.location(), later(backend, 1, statements));
        QCOMPARE(failed.outcome, OpenOutcome::Broken);
        QVERIFY(!failed.database);
        QVERIFY(!failed.error.userText.isEmpty());
    }
    // Half a newer version is none that this one knows.
    const Opened older = Database::open(store.location());
    QCOMPARE(older.outcome, OpenOutcome::NewerIncompatible);
    QVERIFY(!older.database);

    const Opened resumed = Opener::open(store.location(), later(backend, 1, someStatements()));
    QCOMPARE(resumed.outcome, OpenOutcome::Upgraded);
    QCOMPARE(countEvents(*resumed.database), 1);
    QVERIFY(store.execute(QStringLiteral("SELECT id FROM extra_one")));
    QVERIFY(store.execute(QStringLiteral("SELECT id FROM extra_two")));
    if (backend == Backend::Sqlite)
        QCOMPARE(copiesIn(store.folder()).size(), 1); // from before the first attempt
}

void TestOpening::resumesAnInterruptedCreation()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    QList<Migration> migrations = shipped(backend);
    migrations.first().statements.insert(4, "CREATE THIS MAKES NO SENSE");
    QCOMPARE(Opener::open(store.location(), migrations).outcome, OpenOutcome::Broken);
    const Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::Created);
    QVERIFY(addEvent(*opened.database, "1").isOk());
}

// A server commits a CREATE TABLE at once; the program may be gone before it has written that down.
void TestOpening::resumesWhenAStepWasDoneAndNotRecorded()
{
    if (!test::hasMySql())
        QSKIP("SKIPPED: there is no MariaDB/MySQL server");
    TestStore store(Backend::MySql);
    (void)store.database();
    store.close();
    const QList<QByteArray>& all = someStatements();
    for (qsizetype done = 1; done <= all.size(); ++done) {
        QVERIFY(store.execute(QString::fromLatin1(all[done - 1])));
        QList<QByteArray> statements = all;
        if (done < all.size())
            statements[done] = "CREATE THIS MAKES NO SENSE";
        const Opened opened = Opener::open(store.location(), later(Backend::MySql, 1, statements));
        QCOMPARE(opened.outcome, done < all.size() ? OpenOutcome::Broken : OpenOutcome::Upgraded);
    }
}

void TestOpening::worksWithANewerCompatibleStore()
{
    QFETCH(Backend, backend);
    const TestStore store(backend);
    QCOMPARE(Opener::open(store.location(), later(backend, 1, someStatements())).outcome, OpenOutcome::Created);
    const Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::NewerCompatible);
    QVERIFY(addEvent(*opened.database, "1").isOk());
    QCOMPARE(countEvents(*opened.database), 1);
}

void TestOpening::leavesANewerIncompatibleStoreAlone()
{
    QFETCH(Backend, backend);
    const TestStore store(backend);
    QCOMPARE(
        Opener::open(store.location(), later(backend, shipped(backend).last().version + 1, someStatements())).outcome,
        OpenOutcome::Created);
    const QByteArray before = contentOf(store.location().path);
    const Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::NewerIncompatible);
    QVERIFY(!opened.database);
    QVERIFY(opened.error.userText.contains(QLatin1String("newer version")));
    if (backend == Backend::Sqlite)
        QCOMPARE(contentOf(store.location().path), before);
}

void TestOpening::reportsAMissingTable()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    (void)store.database();
    store.close();
    QVERIFY(store.execute(QStringLiteral("DROP TABLE change_item")));
    const Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::Broken);
    QVERIFY(!opened.database);
    QVERIFY(opened.error.userText.contains(QLatin1String("change_item")));
}

void TestOpening::leavesTablesOfAnotherProgramAlone()
{
    QFETCH(Backend, backend);
    const TestStore store(backend);
    QVERIFY(store.execute(QStringLiteral("CREATE TABLE theirs (id INT)")));
    const Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::Broken);
    QCOMPARE(opened.error.code, ErrorCode::Conflict);
    QVERIFY(store.execute(QStringLiteral("INSERT INTO theirs (id) VALUES (1)")));
}

void TestOpening::refusesAReadOnlyFolder()
{
    if (!test::othersMayRun(QCoreApplication::applicationFilePath()))
        QSKIP("SKIPPED: another user cannot reach the build folder");
    QTemporaryDir folder;
    QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther);
    const QString said = openAsNobody(folder.filePath(QStringLiteral("atalaya.db")));
    QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QVERIFY2(said.startsWith(QStringLiteral("%1 ").arg(int(OpenOutcome::Broken))), qPrintable(said));
    QVERIFY2(said.contains(folder.path()) && said.contains(QLatin1String("read-only")), qPrintable(said));
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestOpening::refusesAReadOnlyFile()
{
    if (!test::othersMayRun(QCoreApplication::applicationFilePath()))
        QSKIP("SKIPPED: another user cannot reach the build folder");
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("atalaya.db"));
    Location location;
    location.path = path;
    QVERIFY(Database::open(location).database);
    const QByteArray before = contentOf(path);
    QFile::setPermissions(folder.path(), QFile::Permissions::fromInt(0x7777)); // the folder is not the trouble
    QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadOther);
    const QString said = openAsNobody(path);
    QVERIFY2(said.startsWith(QStringLiteral("%1 ").arg(int(OpenOutcome::Broken))), qPrintable(said));
    QVERIFY2(said.contains(path) && said.contains(QLatin1String("read-only")), qPrintable(said));
    QCOMPARE(contentOf(path), before);
}

void TestOpening::refusesWhatIsNoDatabase()
{
    const TestStore store;
    QFile file(store.location().path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray text = QByteArray("Dear diary, ").repeated(500);
    file.write(text);
    file.close();
    const Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::Broken);
    QVERIFY(opened.error.userText.contains(QLatin1String("not a database")));
    QCOMPARE(contentOf(store.location().path), text);
}

void TestOpening::refusesADamagedFile()
{
    TestStore store;
    (void)store.database();
    store.close();
    QFile file(store.location().path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(100); // the header is well, the first page is not
    file.write(QByteArray(20'000, '\xff'));
    file.close();
    const Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::Broken);
    QVERIFY2(opened.error.userText.contains(QLatin1String("damaged")), qPrintable(opened.error.userText));
}

void TestOpening::refusesAFolder()
{
    const TestStore store;
    QVERIFY(QDir().mkpath(store.location().path));
    const Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::Broken);
    QVERIFY(opened.error.userText.contains(QLatin1String("is a folder")));
}

void TestOpening::createsTheFolder()
{
    QTemporaryDir folder;
    const Location location = Location::inFolder(folder.filePath(QStringLiteral("not/yet/there")));
    QCOMPARE(Database::open(location).outcome, OpenOutcome::Created);
    // A file stands where a folder is needed.
    const Opened opened = Database::open(Location::inFolder(location.path));
    QCOMPARE(opened.outcome, OpenOutcome::Broken);
    QVERIFY(opened.error.userText.contains(location.path));
}

void TestOpening::saysThatTheDiskIsFullAndLosesNothing()
{
    TestStore store;
    Database& database = store.database();
    QVERIFY(addEvent(database, "before").isOk());
    const Status full = database.write([](Transaction& transaction) -> Status {
        ATALAYA_TRY(const qint64 pages, transaction.handle().integer("PRAGMA page_count"));
        ATALAYA_CHECK(transaction.handle().execute("PRAGMA max_page_count = " + QByteArray::number(pages + 3)));
        QList<model::PhaseEvent> events;
        for (int i = 0; i < 5000; ++i)
            events.append(someEvent(QByteArray::number(i)));
        ATALAYA_CHECK(EventRepository::insert(transaction, events));
        return ok();
    });
    QVERIFY(full.isError());
    QVERIFY2(full.error().userText.contains(QLatin1String("full")), qPrintable(full.error().userText));
    QCOMPARE(countEvents(database), 1);
    QCOMPARE(database.dataVersion().value(), 2);
    const Status roomAgain = database.write(
        [](Transaction& transaction) { return transaction.handle().execute("PRAGMA max_page_count = 1000000"); });
    QVERIFY(roomAgain.isOk());
    QVERIFY(addEvent(database, "after").isOk());
    QCOMPARE(countEvents(database), 2);
}

void TestOpening::saysThatTheDiskIsFullWhenItIs()
{
    const TinyDisk tiny(QStringLiteral("64k"));
    if (!tiny.isMounted())
        QSKIP("SKIPPED: this user may not mount a tiny disk");
    const Opened opened = Database::open(Location::inFolder(tiny.path()));
    QCOMPARE(opened.outcome, OpenOutcome::Broken);
    QVERIFY2(opened.error.userText.contains(QLatin1String("full")), qPrintable(opened.error.userText));

    const TinyDisk small(QStringLiteral("4m"));
    Opened working = Database::open(Location::inFolder(small.path()));
    QCOMPARE(working.outcome, OpenOutcome::Created);
    Status status = ok();
    qint64 kept = 0;
    for (int batch = 0; status.isOk() && batch < 100; ++batch) {
        QList<model::PhaseEvent> events;
        for (int i = 0; i < 1000; ++i)
            events.append(someEvent(QByteArray::number(batch * 1000 + i)));
        status = working.database->write([&events](Transaction& transaction) -> Status {
            ATALAYA_CHECK(EventRepository::insert(transaction, events));
            return ok();
        });
        kept += status.isOk() ? events.size() : 0;
    }
    QVERIFY(status.isError());
    QVERIFY2(status.error().userText.contains(QLatin1String("full")), qPrintable(status.error().userText));
    QCOMPARE(countEvents(*working.database), kept);
}

// The lock file, the shared memory and the log that opening makes need room, each a little more than the one before.
void TestOpening::opensOrSaysThatTheDiskIsFullWhateverIsLeft()
{
    constexpr qsizetype kStep = 4096;
    const TinyDisk disk(QStringLiteral("1m"));
    if (!disk.isMounted())
        QSKIP("SKIPPED: this user may not mount a tiny disk");
    const Location location = Location::inFolder(disk.path());
    {
        const Opened opened = Database::open(location);
        QCOMPARE(opened.outcome, OpenOutcome::Created);
        QVERIFY(addEvent(*opened.database, "1").isOk());
    }
    int full = 0, well = 0;
    for (int left = 0; left < 24; ++left) {
        QFile filler(disk.path() + QLatin1String("/filler"));
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (filler.write(QByteArray(kStep, 'x')) == kStep) {
        }
        filler.resize(std::max<qint64>(0, filler.size() / kStep - left) * kStep);
        const Opened opened = Database::open(location);
        if (opened.database && addEvent(*opened.database, QByteArray::number(100 + left)).isOk()) {
            ++well;
        } else if (!opened.database) {
            ++full;
            QVERIFY2(opened.error.userText.contains(QLatin1String("full")),
                     qPrintable(QString::number(left) + u' ' + opened.error.userText + opened.error.detail));
        }
        QVERIFY(filler.remove());
    }
    QVERIFY(full > 0);
    QVERIFY(well > 0);
    const Opened opened = Database::open(location);
    QVERIFY(opened.database);
    QCOMPARE(countEvents(*opened.database), 1 + well);
}

void TestOpening::twoProgramsCreateOneStore()
{
    QFETCH(Backend, backend);
    const TestStore store(backend);
    std::vector<Opened> opened(4);
    {
        std::vector<std::jthread> threads;
        for (Opened& slot : opened)
            threads.emplace_back([&slot, &store] { slot = Database::open(store.location()); });
    }
    int created = 0;
    for (const Opened& slot : opened) {
        QVERIFY2(slot.database, qPrintable(slot.error.userText + slot.error.detail));
        created += slot.outcome == OpenOutcome::Created ? 1 : 0;
        QCOMPARE(slot.database->storeId(), opened.front().database->storeId());
    }
    QCOMPARE(created, 1);
}

void TestOpening::saysWhatIsWrongWithTheServer()
{
    Location location;
    location.backend = Backend::MySql;
    location.host = QStringLiteral("127.0.0.1");
    location.user = QStringLiteral("me");
    location.name = QStringLiteral("metrics");
    QTcpServer port; // takes a port, so that nobody else answers there
    QVERIFY(port.listen(QHostAddress::LocalHost));
    location.port = port.serverPort();
    port.close();
    const Opened nobody = Database::open(location);
    QCOMPARE(nobody.outcome, OpenOutcome::Broken);
    QCOMPARE(nobody.error.code, ErrorCode::Unavailable);
    QVERIFY(nobody.error.userText.contains(QLatin1String("cannot be reached")));

    if (!test::hasMySql())
        QSKIP("SKIPPED: there is no MariaDB/MySQL server");
    TestStore store(Backend::MySql);
    Location wrong = store.location();
    wrong.name += QStringLiteral("_that_is_not_there");
    QVERIFY(Database::open(wrong).error.userText.contains(QLatin1String("CREATE DATABASE")));
    wrong = store.location();
    wrong.password = QStringLiteral("wrong secret");
    const Opened refused = Database::open(wrong);
    QVERIFY(refused.error.userText.contains(QLatin1String("refused the user or password")));
    QVERIFY(!QString(refused.error.userText + refused.error.detail).contains(wrong.password));
}

void TestOpening::goesOnAfterTheServerRestarted()
{
    Result<std::unique_ptr<test::MariaDbServer>> started = test::MariaDbServer::start();
    if (!started.isOk())
        QSKIP("SKIPPED: there is no MariaDB server");
    test::MariaDbServer& server = *started.value();
    Location location = server.location();
    location.name = QStringLiteral("mysql"); // there from the start; only this server's own
    const Opened theirs = Database::open(location);
    QCOMPARE(theirs.error.code, ErrorCode::Conflict);

    location.name = QStringLiteral("atalaya");
    QVERIFY(test::executeOn(server.location(), QStringLiteral("CREATE DATABASE atalaya CHARACTER SET utf8mb4")));
    const Opened opened = Database::open(location);
    QCOMPARE(opened.outcome, OpenOutcome::Created);
    QVERIFY(addEvent(*opened.database, "1").isOk());
    QCOMPARE(countEvents(*opened.database), 1);
    server.stop();
    QVERIFY(addEvent(*opened.database, "2").isError());
    QVERIFY(opened.database->dataVersion().isError());
    QVERIFY(server.restart().isOk());
    if (server.location().port != location.port)
        QSKIP("SKIPPED: somebody took the server's port");
    QVERIFY(addEvent(*opened.database, "3").isOk());
    QCOMPARE(countEvents(*opened.database), 2);
}

void TestOpening::parsesMigrations()
{
    const Result<Migration> parsed =
        parseMigration(3, "-- SPDX: x\n-- compatible-with: 2\n\nCREATE TABLE a (\n  x INT -- one; "
                          "two\n);\n-- between\nDROP TABLE b;\n");
    QVERIFY(parsed.isOk());
    QCOMPARE(parsed.value().version, 3);
    QCOMPARE(parsed.value().minCompatible, 2);
    QCOMPARE(parsed.value().statements.size(), 2);
    QCOMPARE(parsed.value().statements[1], QByteArray("DROP TABLE b"));
    // Both back ends have the same versions with the same promises.
    const QList<Migration> sqlite = shipped(Backend::Sqlite), mysql = shipped(Backend::MySql);
    QCOMPARE(sqlite.size(), mysql.size());
    for (qsizetype i = 0; i < sqlite.size(); ++i) {
        QCOMPARE(sqlite[i].version, int(i) + 1);
        QCOMPARE(mysql[i].version, sqlite[i].version);
        QCOMPARE(mysql[i].minCompatible, sqlite[i].minCompatible);
    }
}

void TestOpening::refusesMalformedMigrations_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no promise") << QByteArray("DROP TABLE a;\n");
    QTest::newRow("no statement") << QByteArray("-- compatible-with: 1\n");
    QTest::newRow("unfinished") << QByteArray("-- compatible-with: 1\nDROP TABLE a;\nDROP TABLE b\n");
}

void TestOpening::refusesMalformedMigrations()
{
    QFETCH(QByteArray, text);
    QVERIFY(parseMigration(1, text).isError());
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--open") == 0)
        return openAndTell(QString::fromLocal8Bit(argv[2]));
    TestOpening test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_opening.moc"
