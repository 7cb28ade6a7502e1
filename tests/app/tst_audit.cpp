// SPDX-License-Identifier: GPL-3.0-or-later
// `atalaya audit`, and what the commands and the server leave in the log.
#include "program.h"
#include "service.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace atalaya::test;

namespace {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

QString logOf(const Program& program)
{
    return program.dataDir() + QStringLiteral("/audit.log");
}

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

QJsonArray entriesOf(Program& program)
{
    return program.run(words("audit list --json --limit 100000")).json().value(QLatin1String("entries")).toArray();
}

/// "action outcome", of each entry.
QStringList deeds(Program& program)
{
    QStringList deeds;
    for (const QJsonValue& entry : entriesOf(program))
        deeds.append(entry[QLatin1String("action")].toString() + u' ' + entry[QLatin1String("outcome")].toString());
    return deeds;
}

constexpr char kCsv[] = "cycle_id,feature_id,phase_name,decision,duration_seconds,created_at\n"
                        "c1,f1,deployment,success,60,2026-01-01T00:00:00Z\n";

} // namespace

class AuditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandsThatChangeSomethingAreRecorded()
    {
        Program program;
        QCOMPARE(program.run(words("token create --name ci --role viewer")).code, 0);
        QCOMPARE(program.run(words("token create --name ci --role viewer")).code, 1);
        QCOMPARE(program.run({QStringLiteral("import"), QStringLiteral("csv"), program.write(QStringLiteral("a.csv"), kCsv)}).code, 0);
        QVERIFY(program.run(words("import git /nowhere")).code != 0);
        QCOMPARE(program.run(words("rebuild")).code, 0);
        QVERIFY(program.run(words("demo --days 5 --projects 1")).code != 0); // the store is not empty
        QCOMPARE(program.run(words("token revoke ci")).code, 0);
        QCOMPARE(program.run(words("delivery")).code, 0); // only reads
        QCOMPARE(deeds(program),
                 (QStringList{QStringLiteral("token.create ok"), QStringLiteral("token.create refused"), QStringLiteral("import.csv ok"),
                              QStringLiteral("import.git refused"), QStringLiteral("rebuild ok"), QStringLiteral("demo.fill refused"),
                              QStringLiteral("token.revoke ok")}));
        const QJsonObject csv = entriesOf(program)[2].toObject();
        QCOMPARE(csv.value(QLatin1String("details")).toObject().value(QLatin1String("created")).toInt(), 1);
        QVERIFY(csv.value(QLatin1String("subject")).toString().endsWith(QLatin1String("a.csv")));
        QVERIFY(csv.value(QLatin1String("actor")).toString().startsWith(QLatin1String("cli:")));
        QCOMPARE(QFile::permissions(logOf(program)) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const QByteArray table = program.run(words("audit list --limit 2")).out;
        QCOMPARE(table.count('\n'), 3);
        QVERIFY(table.contains("token.revoke"));
        QVERIFY(!table.contains("rebuild"));
    }

    void anUnbrokenLogIsSaidToBe()
    {
        Program program;
        const Outcome none = program.run(words("audit verify"));
        QCOMPARE(none.code, 0);
        QVERIFY(none.out.startsWith("0 entries"));
        QCOMPARE(program.run(words("token create --name a --role viewer")).code, 0);
        QCOMPARE(program.run(words("token create --name b --role viewer")).code, 0);
        const Outcome good = program.run(words("audit verify"));
        QCOMPARE(good.code, 0);
        QVERIFY2(good.out.startsWith("2 entries, unbroken since 20"), good.out.constData());
        const QJsonObject json = program.run(words("audit verify --json")).json();
        QCOMPARE(json.value(QLatin1String("unbroken")).toBool(), true);
        QCOMPARE(json.value(QLatin1String("entries")).toInt(), 2);
        QVERIFY(json.value(QLatin1String("faults")).toArray().isEmpty());
        // A copy anywhere, too, without a store.
        const QString copy = program.write(QStringLiteral("copy.log"), read(logOf(program)));
        QCOMPARE(program.runBare({QStringLiteral("audit"), QStringLiteral("verify"), copy}).code, 0);
        QCOMPARE(program.runBare(words("audit verify /nowhere/audit.log")).code, 1);
    }

    void tamperingIsNamed_data()
    {
        QTest::addColumn<int>("removed"); ///< line; 0: none
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("line");
        QTest::newRow("changed") << 0 << QByteArray(R"("subject":"b")") << QByteArray(R"("subject":"x")") << QStringLiteral("changed") << 2;
        QTest::newRow("removed") << 2 << QByteArray() << QByteArray() << QStringLiteral("removed") << 2;
        QTest::newRow("tail cut") << 3 << QByteArray() << QByteArray() << QStringLiteral("cut_tail") << 3;
    }
    void tamperingIsNamed()
    {
        QFETCH(int, removed);
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, kind);
        QFETCH(int, line);
        Program program;
        for (const char* name : {"a", "b", "c"})
            QCOMPARE(program.run(words("token create --role viewer --name") + QStringList{QString::fromLatin1(name)}).code, 0);
        QByteArrayList lines = read(logOf(program)).split('\n');
        if (removed > 0)
            lines.removeAt(removed - 1);
        QByteArray bytes = lines.join('\n');
        if (!from.isEmpty())
            bytes.replace(from, to);
        write(logOf(program), bytes);
        const Outcome found = program.run(words("audit verify"));
        QCOMPARE(found.code, 1);
        QVERIFY2(found.out.contains(QByteArray("line " + QByteArray::number(line) + ": ")), found.out.constData());
        const Outcome json = program.run(words("audit verify --json"));
        QCOMPARE(json.code, 1);
        const QJsonObject fault = json.json().value(QLatin1String("faults")).toArray().first().toObject();
        QCOMPARE(fault.value(QLatin1String("kind")).toString(), kind);
        QCOMPARE(fault.value(QLatin1String("line")).toInt(), line);
        QCOMPARE(json.json().value(QLatin1String("unbroken")).toBool(), false);
    }

    void theLogMovesWithItsFolder()
    {
        Program program;
        QCOMPARE(program.run(words("token create --name a --role viewer")).code, 0);
        const QString moved = program.path(QStringLiteral("moved"));
        QVERIFY(QDir().rename(program.dataDir(), moved));
        write(moved + QStringLiteral("/audit.log"), QByteArray());
        const Outcome found = program.runBare({QStringLiteral("--data-dir"), moved, QStringLiteral("audit"), QStringLiteral("verify")});
        QCOMPARE(found.code, 1); // the store knew it here, too
    }

    void theServerRecordsAndGivesNoSecretAway()
    {
        Program program;
        const QByteArray secret = program.run(words("token create --name writer --role operator")).out.trimmed();
        {
            Service service(program);
            QVERIFY(service.isListening());
            const QByteArray record = R"({"cycle_id":"c","feature_id":"f","phase_name":"review","decision":"go","duration_seconds":1})";
            QCOMPARE(curl(service.url() + QStringLiteral("/api/v1/dora/metrics/"), secret,
                          {QStringLiteral("-H"), QStringLiteral("X-Request-Id: from-me")}, record)
                         .status,
                     201);
            QCOMPARE(curl(service.url() + QStringLiteral("/docs"), secret, {QStringLiteral("-H"), QStringLiteral("Host: evil.example")}).status,
                     403);
            for (int i = 0; i < 30; ++i)
                QCOMPARE(curl(service.url() + QStringLiteral("/docs?token=") + QString::fromLatin1(secret), "atl_wrong").status, 401);
            // Others may write to it meanwhile, and it can be verified.
            QCOMPARE(program.run(words("token create --name other --role viewer")).code, 0);
            QCOMPARE(program.run(words("audit verify")).code, 0);
            QCOMPARE(service.terminate().code, 0);
        }
        const QStringList all = deeds(program);
        QCOMPARE(all.first(), QStringLiteral("token.create ok"));
        QCOMPARE(all.count(QStringLiteral("server.start ok")), 1);
        QCOMPARE(all.count(QStringLiteral("server.stop ok")), 1);
        QCOMPARE(all.count(QStringLiteral("event.create ok")), 1);
        QCOMPARE(all.count(QStringLiteral("auth.forbidden refused")), 1);
        QVERIFY(all.count(QStringLiteral("auth.refused refused")) < 25); // the others are counted
        for (const QJsonValue& entry : entriesOf(program)) {
            if (entry[QLatin1String("action")] == QLatin1String("event.create")) {
                QCOMPARE(entry[QLatin1String("actor")].toString(), QStringLiteral("api:writer"));
                QCOMPARE(entry[QLatin1String("request_id")].toString(), QStringLiteral("from-me"));
            }
        }
        QCOMPARE(program.run(words("audit verify")).code, 0);
        QDirIterator files(program.dataDir(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        int looked = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            QVERIFY2(!read(path).contains(secret.mid(4)), qPrintable(path));
            ++looked;
        }
        QVERIFY(looked >= 3);
    }

    void aTokenIsNotMadeWhenItCannotBeRecorded()
    {
        Program program;
        QVERIFY(QDir().mkpath(logOf(program)));
        const Outcome refused = program.run(words("token create --name a --role admin"));
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.saysOneLine() && refused.err.contains("audit.log"), refused.err.constData());
        QVERIFY(program.run(words("token list --json")).json().value(QLatin1String("tokens")).toArray().isEmpty());
        // What was measured is stored all the same.
        QCOMPARE(program.run({QStringLiteral("import"), QStringLiteral("csv"), program.write(QStringLiteral("a.csv"), kCsv)}).code, 0);
        QVERIFY(read(program.dataDir() + QStringLiteral("/logs/application.log")).contains("import.csv"));
    }

    void namesAndOriginsAreChecked_data()
    {
        QTest::addColumn<QString>("option");
        QTest::newRow("port") << QStringLiteral("--allow-host=a:1");
        QTest::newRow("everything") << QStringLiteral("--allow-host=*");
        QTest::newRow("any origin") << QStringLiteral("--allow-origin=*");
        QTest::newRow("no scheme") << QStringLiteral("--allow-origin=tool.example");
        QTest::newRow("path") << QStringLiteral("--allow-origin=https://tool.example/x");
    }
    void namesAndOriginsAreChecked()
    {
        QFETCH(QString, option);
        Program program;
        const Outcome refused = program.run({QStringLiteral("serve"), option});
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.saysOneLine(), refused.err.constData());
    }

    void namedHostsAndOriginsAreLetIn()
    {
        Program program;
        const QByteArray secret = program.run(words("token create --name a --role viewer")).out.trimmed();
        Service service(program, words("--allow-host metrics.example --allow-host other.example --allow-origin https://tool.example"));
        QVERIFY(service.isListening());
        const auto status = [&](const char* header) {
            return curl(service.url() + QStringLiteral("/healthz"), secret, {QStringLiteral("-H"), QString::fromLatin1(header)}).status;
        };
        QCOMPARE(status("Host: metrics.example"), 200);
        QCOMPARE(status("Host: other.example"), 200);
        QCOMPARE(status("Host: evil.example"), 403);
        QCOMPARE(status("Origin: https://tool.example"), 200);
        QCOMPARE(status("Origin: https://evil.example"), 403);
    }

    void aPersonSignsIn()
    {
        Program program;
        const QByteArray secret = program.run(words("token create --name me --role viewer")).out.trimmed();
        Service service(program);
        QVERIFY(service.isListening());
        const QString page = service.url() + QStringLiteral("/docs"), jar = program.path(QStringLiteral("jar"));
        const QStringList browser{QStringLiteral("-H"), QStringLiteral("Accept: text/html"), QStringLiteral("-b"), jar, QStringLiteral("-c"), jar};
        const Answer asked = curl(page, {}, browser);
        QCOMPARE(asked.status, 401);
        QVERIFY(asked.body.contains("action=\"/session\""));
        const Answer entered = curl(service.url() + QStringLiteral("/session"), {},
                                    browser + QStringList{QStringLiteral("-H"), QStringLiteral("Origin: ") + service.url(),
                                                          QStringLiteral("--data-urlencode"), QStringLiteral("token=") + QString::fromLatin1(secret),
                                                          QStringLiteral("--data-urlencode"), QStringLiteral("next=/docs")});
        QCOMPARE(entered.status, 303);
        QCOMPARE(curl(page, {}, browser).status, 200);
        QVERIFY(!read(jar).contains(secret.mid(4)));
        QCOMPARE(program.run(words("token revoke me")).code, 0);
        QTRY_COMPARE(curl(page, {}, browser).status, 401);
    }
};

QTEST_GUILESS_MAIN(AuditTest)
#include "tst_audit.moc"
