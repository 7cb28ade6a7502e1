// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "repository.h"

#include <QDateTime>
#include <QDir>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace atalaya::test;

namespace {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class CommandLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongUseIsOneLineAndTwo_data()
    {
        QTest::addColumn<QString>("said");
        const auto row = [](const char* arguments, const char* said) {
            QTest::newRow(arguments) << QString::fromUtf8(said);
        };
        row("imprt git .", "did you mean \"import\"?");
        row("nonsense-word", "neither a command nor a folder");
        row("/no/such/folder", "neither a command nor a folder");
        row("import", "git, csv, jsonl");
        row("import gti .", "did you mean \"git\"?");
        row("import git", "PATH");
        row("import webhooks .", "use git, csv or jsonl");
        row("import git . --sinse 2026-01-01", "did you mean \"--since\"?");
        row("import git . --since yesterday", "\"yesterday\" is not a date");
        row("import git a b --project x", "--project names one service");
        row("import csv", "FILE");
        row("import csv a b", "one word too many");
        row("delivery extra", "one word too many");
        row("delivery --form 2026-01-01", "did you mean \"--from\"?");
        row("delivery --from 2026-13-01", "\"2026-13-01\" is not a date");
        row("delivery --as-of 1969-01-01", "years 1970 to 9999");
        row("delivery --from 2030-01-01 --as-of 2026-01-01", "'from' is after 2026-01-01T00:00:00Z");
        row("explain change_lead_time --environment nope", "--environment: \"nope\" is not known");
        row("delivery --team nope", "--team: \"nope\" is not known");
        row("delivery --from", "--from");
        row("delivery --kinds revrt", "did you mean \"revert\"?");
        row("delivery --tz Europe/Madird", "did you mean \"Europe/Madrid\"?");
        row("delivery --service nothing", "nothing is imported yet");
        row("delivery --from 2026-02-01 --to 2026-01-01", "");
        row("explain", "METRIC");
        row("explain lead-time", "use deployment_frequency");
        row("explain change_lead_tme", "did you mean \"change_lead_time\"?");
        row("explain change_fail_rate --limit 0", "is not a whole number from 1");
        row("summary --days 0", "is not a whole number from 1 to 3650");
        row("summary --days 4000", "is not a whole number from 1 to 3650");
        row("summary --days many", "\"many\" is not a whole number");
        row("serve --listen 8787", "\"8787\" is no address and port");
        row("serve --listen nohost:80", "is no address and port");
        row("serve --listen 0.0.0.0:0", "--insecure");
        row("serve --tls-cert a.pem", "--tls-key");
        row("token", "create, list, revoke");
        row("token crate", "did you mean \"create\"?");
        row("token create --role viewer", "--name");
        row("token create --name x", "--role");
        row("token create --name x --role viewr", "did you mean \"viewer\"?");
        row("token create --name x --role viewer --rate 5", "\"5\" is no limit");
        row("token create --name x --role viewer --expires never", "is not a whole number");
        row("render", "overview");
        row("render ovrview --out a.png", "did you mean \"overview\"?");
        row("render overview", "--out");
        row("render overview --out a.jpg", "--out a.png");
        row("render overview --out a.svg.gz", "--out a.svg.png");
        row("render overview --out picture", "--out picture.png");
        row("render overview --out a.png --size big", "is no size");
        row("render overview --out a.png --size 10x10", "is no size");
        row("render overview --out a.png --theme drak", "did you mean \"dark\"?");
        row("demo --days -1", "is not a whole number");
        row("rebuild now", "one word too many");
        row("bench deliver", "did you mean \"delivery\"?");
        row("bench delivery --rounds 0", "is not a whole number from 1");
        row("collect", "neither a command nor a folder"); // a later version's
        row("--databse x", "did you mean \"--database\"?");
        row("delivery --database postgres://x", "names no store");
        row("delivery --database mysql://u:secret@h/d", "does not belong in a URL");
        row("delivery --config /no/such/file", "configuration file");
    }
    void wrongUseIsOneLineAndTwo()
    {
        Program program;
        const Outcome outcome = program.run(words(QTest::currentDataTag()));
        QVERIFY2(outcome.saysOneLine(), QByteArray(outcome.out + outcome.err).constData());
        QVERIFY2(outcome.err.startsWith("atalaya: "), outcome.err.constData());
        QFETCH(QString, said);
        QVERIFY2(outcome.err.contains(said.toUtf8()), outcome.err.constData());
        QVERIFY(!outcome.err.contains("secret"));
        QCOMPARE(outcome.code, 2);
    }

    void helpAndVersionStandAtEveryLevel_data()
    {
        QTest::addColumn<bool>("hasCommand");
        QTest::newRow("") << false;
        for (const char* command :
             {"import", "import git", "import csv", "import jsonl", "delivery", "explain", "summary", "query", "serve", "mcp", "audit", "token",
              "token create", "token list", "token revoke", "render", "demo", "rebuild", "bench"})
            QTest::newRow(command) << true;
    }
    void helpAndVersionStandAtEveryLevel()
    {
        Program program;
        const QStringList command = words(QTest::currentDataTag());
        const Outcome help = program.run(command + words("--help"));
        QCOMPARE(help.code, 0);
        QCOMPARE(help.err, QByteArray());
        QVERIFY(help.out.contains("Usage:"));
        QFETCH(bool, hasCommand);
        const QString usage =
            QStringLiteral("Usage: atalaya ") + (hasCommand ? command.join(u' ') : QStringLiteral("[OPTIONS]"));
        QVERIFY2(help.out.contains(usage.toUtf8()), help.out.constData());
        QVERIFY2(!help.out.contains("\u2026"), "counted in bytes, so the columns would shift");
        for (const QByteArray& line : help.out.split('\n'))
            QVERIFY2(QString::fromUtf8(line).size() <= 100, line.constData());

        const Outcome version = program.run(command + words("--version"));
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.startsWith("atalaya "));
        QCOMPARE(version.out.count('\n'), 1);
        // Neither looks at the disk.
        QVERIFY(QDir(program.dataDir()).isEmpty()); // made for it, and nothing in it
        QVERIFY(!QDir(program.path(QStringLiteral("share"))).exists());
    }

    void commandsOfLaterVersionsAreNotOffered()
    {
        Program program;
        const QByteArray help = program.run(words("--help")).out;
        for (const char* word : {"backup", "restore", "collect", "analyse", "doctor", "webhooks", "--log-store"})
            QVERIFY2(!help.contains(word), word);
    }

    void withoutADisplayTheConsoleSaysSo()
    {
        Program program;
        const Outcome outcome = program.run({});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY(outcome.err.contains("no display"));
    }

    void anEmptyStoreSaysWhatToDo()
    {
        Program program;
        const Outcome human = program.run(words("delivery"));
        QCOMPARE(human.code, 0);
        QVERIFY(human.out.contains("Deployment frequency"));
        QVERIFY(human.err.contains("atalaya import git"));
        for (const char* other : {"summary", "explain change_fail_rate"}) {
            const Outcome outcome = program.run(words(other));
            QCOMPARE(outcome.code, 0);
            QCOMPARE(outcome.err, human.err);
        }
        const QJsonObject json = program.run(words("delivery --json")).json();
        QVERIFY(json.value(QLatin1String("change_fail_rate")).toObject().value(QLatin1String("value")).isNull());
        QVERIFY(json.value(QLatin1String("deployment_frequency")).toObject().contains(QLatin1String("per_week")));
        QCOMPARE(program.run(words("summary --json")).json().value(QLatin1String("total_cycles")).toInt(-1), 0);
    }

    void globalOptionsStandAnywhere()
    {
        Program program;
        const QString folder = program.path(QStringLiteral("elsewhere"));
        const QStringList create = words("token create --name me --role viewer");
        QCOMPARE(program.runBare(create + QStringList{QStringLiteral("--data-dir"), folder}).code, 0);
        QVERIFY(QFile::exists(folder + QStringLiteral("/atalaya.db")));
        const QString config =
            program.write(QStringLiteral("atalaya.conf"),
                          "data-dir = \"" + program.path(QStringLiteral("configured")).toUtf8() + "\"\n");
        QCOMPARE(program.runBare(create + QStringList{QStringLiteral("--config"), config}).code, 0);
        QVERIFY(QFile::exists(program.path(QStringLiteral("configured/atalaya.db"))));
        const QString wrong = program.write(QStringLiteral("wrong.conf"), "data-dri = \"x\"\n");
        const Outcome outcome = program.runBare({QStringLiteral("summary"), QStringLiteral("--config"), wrong});
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.saysOneLine());
        QVERIFY2(outcome.err.contains("data-dri"), outcome.err.constData());
    }

    void theDataFolderIsTheUsersByDefaultAndPrivate()
    {
        Program program;
        QCOMPARE(program.runBare(words("summary")).code, 0);
        const QString folder = program.path(QStringLiteral("share/atalaya"));
        QVERIFY(QFile::exists(folder + QStringLiteral("/atalaya.db")));
        QVERIFY(QFile::exists(folder + QStringLiteral("/logs/application.log")));
        const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther;
        QVERIFY(!(QFile::permissions(folder) & others));
    }

    void aSqliteUrlNamesTheFile()
    {
        Program program;
        const QString file = program.path(QStringLiteral("other.db"));
        program.always = {QStringLiteral("--database"), QStringLiteral("sqlite://") + file};
        QCOMPARE(program.run(words("token create --name me --role viewer")).code, 0);
        QVERIFY(QFile::exists(file));
        QVERIFY(program.run(words("token list")).out.contains("me"));
    }

    void readingMakesNoStoreWhereNoneIs_data()
    {
        QTest::addColumn<QString>("command");
        for (const char* command : {"delivery", "delivery --json", "explain change_fail_rate", "explain payments/v1.0.0", "summary",
                                    "render overview --out picture.png", "token list", "token revoke me", "rebuild"})
            QTest::newRow(command) << QString::fromLatin1(command);
    }
    void readingMakesNoStoreWhereNoneIs()
    {
        Program program;
        QFETCH(QString, command);
        const QStringList asked = command.split(u' ');
        const QString folder = program.path(QStringLiteral("mistyped")), deep = folder + QStringLiteral("/deep/x.db");
        const QString others = program.path(QStringLiteral("others"));
        QVERIFY(QDir().mkpath(others));
        program.write(QStringLiteral("others/letter.txt"), "Dear reader");
        const std::pair<QStringList, QString> places[] = {
            {{QStringLiteral("--data-dir"), folder}, folder},
            {{QStringLiteral("--data-dir"), others}, others},
            {{QStringLiteral("--database"), QString(QStringLiteral("sqlite://") + deep)}, deep},
            {{QStringLiteral("--config"),
              program.write(QStringLiteral("a.conf"), "data-dir = \"" + folder.toUtf8() + "\"\n")},
             folder}};
        for (const auto& [options, place] : places) {
            const Outcome outcome = program.runBare(options + asked);
            QCOMPARE(outcome.code, 1);
            QVERIFY2(outcome.saysOneLine(), QByteArray(outcome.out + outcome.err).constData());
            QVERIFY2(outcome.err.contains(QByteArray("no store at " + place.toUtf8())), outcome.err.constData());
            QVERIFY2(outcome.err.contains("atalaya import") && outcome.err.contains("atalaya demo"), outcome.err.constData());
            QVERIFY(!QFile::exists(folder));
            QCOMPARE(QDir(others).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList(QStringLiteral("letter.txt")));
            QVERIFY(!QFile::exists(program.path(QStringLiteral("share"))));
        }
    }

    void anEmptyFolderIsAnEmptyStore()
    {
        Program program;
        const QString folder = program.path(QStringLiteral("empty"));
        QVERIFY(QDir().mkpath(folder));
        const Outcome outcome = program.runBare(QStringList{QStringLiteral("--data-dir"), folder} + words("delivery"));
        QCOMPARE(outcome.code, 0);
        QVERIFY(outcome.err.contains("Nothing is imported yet"));
    }

    void theFiguresFitEightyColumns()
    {
        Program program;
        makeRepository(program.path(QStringLiteral("payments")),
                       {{0, "Start", "v1.0.0"},
                        {3, "Add refunds", ""},
                        {4, "Ship", "v1.1.0"},
                        {5, "Revert refunds\n\nThis reverts commit %1.", "v1.1.1", 1}});
        QCOMPARE(
            program.run({QStringLiteral("import"), QStringLiteral("git"), program.path(QStringLiteral("payments"))})
                .code,
            0);
        const Outcome outcome = program.run(words("delivery --as-of 2026-02-01"));
        QCOMPARE(outcome.code, 0);
        for (const QByteArray& line : outcome.out.split('\n'))
            QVERIFY2(QString::fromUtf8(line).size() <= 80, line.constData());
        for (const char* part :
             {"payments", "Deployment frequency", "Change lead time", "Change fail rate", "%)  1 of 3", "revert 1",
              "Failed deployment recovery time", "Deployment rework rate", "benchmark", "p90"})
            QVERIFY2(outcome.out.contains(part), outcome.out.constData());
    }

    void whatWasNotMeasuredIsNoZeroInTheSummary()
    {
        Program program;
        const QByteArray restored = "Time to restore, mean", failed = "Change failure rate";
        const auto valueOf = [](const Outcome& outcome, const QByteArray& title) {
            for (const QByteArray& line : outcome.out.split('\n')) {
                if (line.startsWith(title))
                    return line.sliced(title.size()).trimmed();
            }
            return QByteArray("no such line");
        };
        const QByteArray header = "cycle_id,feature_id,phase_name,decision,duration_seconds,created_at\n";
        const QByteArray now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toLatin1();
        const auto import = [&](const QByteArray& rows) {
            const QString file = program.write(QStringLiteral("events.csv"), header + rows);
            return program.run({QStringLiteral("import"), QStringLiteral("csv"), file}).code;
        };
        QCOMPARE(import("c1,f1,deployment,pending,60," + now + "\n"), 0);
        const Outcome unknown = program.run(words("summary"));
        QCOMPARE(valueOf(unknown, restored), QByteArray("–"));
        QCOMPARE(valueOf(unknown, failed), QByteArray("–"));
        QVERIFY2(unknown.out.contains("atalaya delivery"), unknown.out.constData());
        const QJsonObject json = program.run(words("summary --json")).json(); // as the contract has it
        QCOMPARE(json.value(QLatin1String("mttr_hours")).toDouble(-1), 0.0);
        QCOMPARE(json.value(QLatin1String("change_failure_rate")).toDouble(-1), 0.0);

        QCOMPARE(import("c2,f1,deployment,success,60," + now + "\n"), 0);
        const Outcome known = program.run(words("summary"));
        QCOMPARE(valueOf(known, restored), QByteArray("–"));
        QVERIFY2(valueOf(known, failed).startsWith("0"), known.out.constData());
    }

    void aReaderThatGoesAwayIsNoError()
    {
        Program program;
        QCOMPARE(program.run(words("summary")).code, 0);
        int ends[2];
        QVERIFY(::pipe2(ends, 0) == 0);
        ::close(ends[0]);
        program.inChild = [&ends] { ::dup2(ends[1], STDOUT_FILENO); };
        const Outcome outcome = program.run(words("delivery --json"));
        ::close(ends[1]);
        QCOMPARE(outcome.code, 0);
        QVERIFY2(!outcome.err.contains("could not be written"), outcome.err.constData());
    }

    void anOutputThatCannotBeWrittenIsAFailure()
    {
        Program program;
        program.inChild = [] { ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO); };
        const Outcome outcome = program.run(words("token list --json"));
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY(outcome.err.contains("No space left"));
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "tst_commandline.moc"
