// SPDX-License-Identifier: GPL-3.0-or-later
// A data folder that is not as it should be: one line, exit 1 or 2, and nothing lost.
#include "events.h"
#include "program.h"
#include "testsupport/othersmayrun.h"

#include <QDir>
#include <QFile>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace atalaya::test;

namespace {

const QStringList kSummary{QStringLiteral("summary"), QStringLiteral("--json")};

void beSomeoneElse()
{
    constexpr uid_t kNobody = 65534;
    if (::getuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
        ::_exit(99);
}

int cyclesOf(Program& program)
{
    return program.run(kSummary).json().value(QLatin1String("total_cycles")).toInt(-1);
}

} // namespace

class DataFolderTest : public QObject
{
    Q_OBJECT

private:
    QString stored(Program& program, int count)
    {
        const QString file = program.write(QStringLiteral("events.csv"), toCsv(randomEvents(count, 3)));
        const Outcome outcome = program.run({QStringLiteral("import"), QStringLiteral("csv"), file});
        if (outcome.code != 0)
            QTest::qFail(outcome.err.constData(), __FILE__, __LINE__);
        return program.dataDir() + QStringLiteral("/atalaya.db");
    }

    void execute(const QString& database, const QString& sql)
    {
        const QString name = QStringLiteral("behind");
        {
            QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
            connection.setDatabaseName(database);
            QVERIFY(connection.open());
            QSqlQuery query(connection);
            QVERIFY2(query.exec(sql), qPrintable(query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(name);
    }

    static void refuses(Program& program, const QStringList& command = kSummary)
    {
        const Outcome outcome = program.run(command);
        QVERIFY2(outcome.code == 1 || outcome.code == 2, QByteArray::number(outcome.code).constData());
        QVERIFY2(outcome.saysOneLine(), QByteArray(outcome.out + outcome.err).constData());
    }

private Q_SLOTS:
    void aFolderThatCannotBeMade()
    {
        Program program;
        const Outcome outcome =
            program.runBare({QStringLiteral("--data-dir"), QStringLiteral("/proc/atalaya"), QStringLiteral("demo")});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY(outcome.err.contains("--data-dir"));
    }

    void aFileInItsPlace()
    {
        Program program;
        program.write(QStringLiteral("data"), "no folder");
        refuses(program);
    }

    void aFolderThatOnlyOthersMayWrite()
    {
        Program program;
        stored(program, 20);
        const int cycles = cyclesOf(program);
        const auto readable = QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup |
                              QFile::ReadOther | QFile::ExeOther;
        QVERIFY(QFile::setPermissions(program.path(QStringLiteral(".")), readable | QFile::WriteOwner));
        QVERIFY(QFile::setPermissions(program.dataDir(), readable));
        if (!othersMayRun(Program::binary()))
            QSKIP("SKIPPED: another user cannot reach the build folder");
        program.inChild = beSomeoneElse;
        refuses(program);
        program.inChild = {};
        QVERIFY(QFile::setPermissions(program.dataDir(), readable | QFile::WriteOwner));
        QCOMPARE(cyclesOf(program), cycles);
    }

    void whereNoLogCanBeWrittenEachFailureIsStillOneLine()
    {
        Program program;
        const QString store = stored(program, 20);
        const auto everything = QFile::Permissions::fromInt(0x7777), nothing = QFile::ReadOwner | QFile::WriteOwner;
        QVERIFY(QFile::setPermissions(program.path(QStringLiteral(".")), everything));
        QVERIFY(QFile::setPermissions(program.dataDir(), everything));
        QVERIFY(QFile::setPermissions(store, everything));
        QVERIFY(QFile::setPermissions(program.dataDir() + QStringLiteral("/logs"), nothing));
        if (!othersMayRun(Program::binary()))
            QSKIP("SKIPPED: another user cannot reach the build folder");
        program.inChild = beSomeoneElse;
        if (::getuid() == 0) {
            QCOMPARE(program.run(kSummary).code, 0); // a log is no reason not to work
            QCOMPARE(program.run(kSummary).err, QByteArray());
        }
        refuses(program, {QStringLiteral("import"), QStringLiteral("csv"), QStringLiteral("/no/such/file")});
        refuses(program, {QStringLiteral("delivery"), QStringLiteral("--service"), QStringLiteral("unheard of")});
        program.write(QStringLiteral("data/atalaya.db-wal"), {});
        QVERIFY(QFile::setPermissions(store + QStringLiteral("-wal"), {}));
        refuses(program);
        QVERIFY(QFile::setPermissions(program.dataDir() + QStringLiteral("/logs"), everything));
    }

    void aStoreOfANewerVersionIsLeftAlone()
    {
        Program program;
        const QString database = stored(program, 20);
        execute(database, QStringLiteral("UPDATE meta SET schema_version = 99, min_compatible = 99"));
        for (const QString& command :
             {QStringLiteral("summary"), QStringLiteral("rebuild"), QStringLiteral("delivery")})
            refuses(program, {command});
        QVERIFY(program.run(kSummary).err.contains("newer version"));
        execute(database, QStringLiteral("UPDATE meta SET schema_version = 1, min_compatible = 1"));
        QVERIFY(cyclesOf(program) > 0);
    }

    void aStoreOfANewerVersionThatFitsIsUsed()
    {
        Program program;
        const QString database = stored(program, 20);
        execute(database, QStringLiteral("UPDATE meta SET schema_version = 99, min_compatible = 1"));
        QVERIFY(cyclesOf(program) > 0);
    }

    void aFileThatIsNoDatabase()
    {
        Program program;
        QVERIFY(QDir().mkpath(program.dataDir()));
        program.write(QStringLiteral("data/atalaya.db"),
                      QByteArray("this is no database, but a letter. ").repeated(100));
        refuses(program);
        QFile file(program.dataDir() + QStringLiteral("/atalaya.db"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("this is no database"));
    }

    void aDatabaseOfAnotherProgram()
    {
        Program program;
        QVERIFY(QDir().mkpath(program.dataDir()));
        execute(program.dataDir() + QStringLiteral("/atalaya.db"), QStringLiteral("CREATE TABLE theirs (id INTEGER)"));
        refuses(program);
    }

    void aTableThatIsMissing()
    {
        Program program;
        execute(stored(program, 20), QStringLiteral("DROP TABLE deployment"));
        refuses(program);
    }

    void aDiskThatFillsUpLosesNothing()
    {
        Program program;
        stored(program, 20);
        const int cycles = cyclesOf(program);
        const QString many = program.write(QStringLiteral("many.csv"), toCsv(randomEvents(20'000, 5)));
        const QStringList import{QStringLiteral("import"), QStringLiteral("csv"), many};
        program.inChild = [] { // no file may grow past it, as on a disk that is full
            const rlimit limit{1'000'000, 1'000'000};
            ::signal(SIGXFSZ, SIG_IGN);
            ::setrlimit(RLIMIT_FSIZE, &limit);
        };
        refuses(program, import);
        program.inChild = {};
        QCOMPARE(cyclesOf(program), cycles);
        QCOMPARE(program.run(import).code, 0);
        QVERIFY(cyclesOf(program) > cycles);
    }

    void aServerThatIsNotThereIsOneLine()
    {
        Program program;
        const Outcome outcome =
            program.run({QStringLiteral("--database"), QStringLiteral("mysql://atalaya@127.0.0.1:1/atalaya"),
                         QStringLiteral("summary")});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
    }

    void aPasswordFileThatIsNotThereIsSaidSo()
    {
        Program program;
        program.environment.insert(QStringLiteral("ATALAYA_DATABASE_PASSWORD_FILE"), QStringLiteral("/no/such/file"));
        const Outcome outcome =
            program.run({QStringLiteral("--database"), QStringLiteral("mysql://atalaya@127.0.0.1:1/atalaya"),
                         QStringLiteral("summary")});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY(outcome.err.contains("/no/such/file"));
    }
};

QTEST_GUILESS_MAIN(DataFolderTest)
#include "tst_datafolder.moc"
