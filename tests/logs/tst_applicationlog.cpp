// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"
#include "logs/applicationlog.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace atalaya;
using logs::ApplicationLog;

namespace {

QJsonObject parsed(const QByteArray& line)
{
    return QJsonDocument::fromJson(line).object();
}

QJsonObject lineOf(const QString& message, QtMsgType type = QtInfoMsg, const QString& requestId = {})
{
    return parsed(logs::logLine(1'769'847'300'250, type, QStringLiteral("atalaya.api"), message, requestId));
}

QList<QByteArray> linesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<QByteArray> lines = file.readAll().split('\n');
    if (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

} // namespace

class ApplicationLogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLineHoldsEveryMember()
    {
        const QJsonObject line = lineOf(QStringLiteral("Request answered | {\"duration_ms\":12.5,\"status\":200}"),
                                        QtInfoMsg, QStringLiteral("req-1"));
        QCOMPARE(line.value(QLatin1String("timestamp")).toString(), QStringLiteral("2026-01-31T08:15:00.250Z"));
        QCOMPARE(line.value(QLatin1String("level")).toString(), QStringLiteral("INFO"));
        QCOMPARE(line.value(QLatin1String("logger")).toString(), QStringLiteral("atalaya.api"));
        QCOMPARE(line.value(QLatin1String("message")).toString(), QStringLiteral("Request answered"));
        QCOMPARE(line.value(QLatin1String("request_id")).toString(), QStringLiteral("req-1"));
        QCOMPARE(line.value(QLatin1String("duration_ms")).toDouble(), 12.5);
        QCOMPARE(line.value(QLatin1String("metadata")).toObject(), (QJsonObject{{QStringLiteral("status"), 200}}));
    }

    void whatIsMissingIsNull()
    {
        const QJsonObject line = lineOf(QStringLiteral("Started."));
        QVERIFY(line.value(QLatin1String("request_id")).isNull());
        QVERIFY(line.value(QLatin1String("duration_ms")).isNull());
        QCOMPARE(line.value(QLatin1String("metadata")).toObject(), QJsonObject());
        QVERIFY(line.contains(QLatin1String("metadata")));
    }

    void aBrokenObjectStaysInTheMessage()
    {
        const QString message = QStringLiteral("half | {\"a\":}");
        QCOMPARE(lineOf(message).value(QLatin1String("message")).toString(), message);
    }

    void lineBreaksNeverBreakALine()
    {
        const QByteArray line =
            logs::logLine(0, QtWarningMsg, QStringLiteral("x"), QStringLiteral("one\ntwo\r\nthree"), {});
        QVERIFY(!line.contains('\n'));
        QCOMPARE(parsed(line).value(QLatin1String("message")).toString(), QStringLiteral("one\ntwo\r\nthree"));
    }

    void levelsHaveTheirNames_data()
    {
        QTest::addColumn<QtMsgType>("type");
        QTest::addColumn<QString>("name");
        QTest::newRow("debug") << QtDebugMsg << QStringLiteral("DEBUG");
        QTest::newRow("info") << QtInfoMsg << QStringLiteral("INFO");
        QTest::newRow("warning") << QtWarningMsg << QStringLiteral("WARNING");
        QTest::newRow("critical") << QtCriticalMsg << QStringLiteral("ERROR");
        QTest::newRow("fatal") << QtFatalMsg << QStringLiteral("CRITICAL");
    }
    void levelsHaveTheirNames()
    {
        QFETCH(QtMsgType, type);
        QTEST(lineOf(QStringLiteral("m"), type).value(QLatin1String("level")).toString(), "name");
    }

    void secretsAreMasked_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("token", "created atl_c2VjcmV0-_x9 for ci", "created *** for ci");
        row("bearer", "sent Bearer abc.def-123_~", "sent Bearer ***");
        row("header", "Authorization: Bearer abcdef, next", "Authorization: ***, next");
        row("basic", "Proxy-Authorization: Basic dXNlcjpwdw==", "Proxy-Authorization: ***");
        row("password", "connect password=hunter2 host=db", "connect password=*** host=db");
        row("quoted password", "password=\"two words\" host=db", "password=*** host=db");
        row("colon", "passwd: hunter2", "passwd: ***");
        row("url", "mysql://ana:hunter2@db:3306/atalaya", "mysql://ana:***@db:3306/atalaya");
        row("url, odd characters", "https://ana:p/w?#x@host/path", "https://ana:***@host/path");
        row("url query", "GET /x?access_token=abc&days=3", "GET /x?access_token=***&days=3");
        row("json", R"({"api_key":"abc","n":3})", R"({"api_key":"***","n":3})");
        row("json, escaped quote", R"({"client_secret": "a\"b", "n":3})", R"({"client_secret": "***", "n":3})");
        row("json number", R"({"token": 12345, "n":3})", R"({"token": "***", "n":3})");
        row("private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- after", "*** after");
        row("private key, cut off", "-----BEGIN PRIVATE KEY-----\nMIIE", "***");
        row("private key after its name", "private_key: -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
            "private_key: ***");
        row("json in json", R"({"body":"{\"api_key\":\"abc\",\"n\":3}"})",
            R"({"body":"{\"api_key\":\"***\",\"n\":3}"})");
        row("json list", R"({"tokens": ["a", "b"], "n":3})", R"({"tokens": "***", "n":3})");
        row("json, cut off", R"({"token":")", R"({"token":"***)");
        row("cookie", "Cookie: a=1; b=2\nHost: x", "Cookie: ***\nHost: x");
        row("url without a user", "redis://:hunter2@db/0", "redis://:***@db/0");
        row("several urls", "a://b:c a://b:c@d a://b a://e:f@g", "a://b:c a://b:***@d a://b a://e:***@g");
        row("name that begins like a token", "atl_password=hunter2", "atl_password=***");
        row("tokens of the forges", "ghp_abcdefgh and glpat-abcdefgh", "*** and ***");
        row("two in a row", "password=a token=b", "password=*** token=***");
        row("unicode around", "ключ password=секрет → да", "ключ password=*** → да");
        row("environment", "ATALAYA_DATABASE_PASSWORD=hunter2 set", "ATALAYA_DATABASE_PASSWORD=*** set");
    }
    void secretsAreMasked()
    {
        QFETCH(QString, text);
        QTEST(logs::masked(text), "expected");
    }

    void plainTextIsLeftAlone_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"Imported 3 deployments of payments.", "key 17 of 20", "monkey=banana is no secret",
              "http://127.0.0.1:8787/api/v1/delivery/metrics?service=a", "2 tokens were listed", "", "token",
              "token:", "password = ", "-----BEGIN CERTIFICATE-----\nMIIE", "basic: yes",
              "http://host:80/ and ana@example.org", "a::b://c", "\"token\"", "sqlite:///home/ana/atalaya.db"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void plainTextIsLeftAlone()
    {
        QFETCH(QString, text);
        QCOMPARE(logs::masked(text), text);
    }

    // What makes a backtracking matcher give up (and leave the secret) or take minutes; the suite's time limit is the
    // judge.
    void aLongHostileMessageIsMaskedToo_data()
    {
        QTest::addColumn<QString>("part");
        for (const char* part : {"a", "a-", "a://", "a://b:", "token ", "token: ", "token\\", "\"token\":\"\\\"",
                                 "-----BEGIN ", "bearer ", "password", "-", ".", "atl_", "{\"", "authorization: \n"})
            QTest::newRow(part) << QString::fromLatin1(part);
    }
    void aLongHostileMessageIsMaskedToo()
    {
        QFETCH(QString, part);
        const QString text =
            logs::masked(part.repeated(4'000'000 / int(part.size())) + u'"' + QLatin1String(" password=hunter2"));
        QVERIFY(!text.contains(QLatin1String("hunter2")));
    }

    void secretMembersOfTheMetadataAreMasked()
    {
        const QJsonObject line = lineOf(QStringLiteral(
            R"(m | {"nested":{"Password":"x","list":["Bearer abcdef"]},"token":["a","b"],"tokens_read":3})"));
        const QJsonObject metadata = line.value(QLatin1String("metadata")).toObject();
        QCOMPARE(metadata.value(QLatin1String("token")).toString(), QStringLiteral("***"));
        QCOMPARE(metadata.value(QLatin1String("tokens_read")).toInt(), 3);
        const QJsonObject nested = metadata.value(QLatin1String("nested")).toObject();
        QCOMPARE(nested.value(QLatin1String("Password")).toString(), QStringLiteral("***"));
        QCOMPARE(nested.value(QLatin1String("list")).toArray().at(0).toString(), QStringLiteral("Bearer ***"));
    }

    void everyQtMessageBecomesALine()
    {
        const QTemporaryDir folder;
        {
            auto log = ApplicationLog::open({.folder = folder.path() + QStringLiteral("/logs")});
            QVERIFY(log.isOk());
            const LogScope scope(QStringLiteral("request-7"));
            qCWarning(lcStore, "The disk is slow | {\"duration_ms\":900}");
        }
        qCWarning(lcStore, "said after the log was closed");
        const QList<QByteArray> lines = linesOf(folder.filePath(QStringLiteral("logs/application.log")));
        QCOMPARE(lines.size(), 1);
        const QJsonObject line = parsed(lines.first());
        QCOMPARE(line.value(QLatin1String("logger")).toString(), QStringLiteral("atalaya.store"));
        QCOMPARE(line.value(QLatin1String("request_id")).toString(), QStringLiteral("request-7"));
        QCOMPARE(line.value(QLatin1String("duration_ms")).toInt(), 900);
    }

    void itIsReadableOnlyByItsOwner()
    {
        const QTemporaryDir folder;
        auto log = ApplicationLog::open({.folder = folder.path()});
        QVERIFY(log.isOk());
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(folder.filePath(QStringLiteral("application.log"))) & others));
    }

    void aFolderThatCannotBeWrittenIsAnError()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("taken")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto log = ApplicationLog::open({.folder = file.fileName()});
        QVERIFY(log.isError());
        QVERIFY(log.error().userText.contains(file.fileName()));
    }

    void itRotatesAndKeepsSoManyFiles()
    {
        const QTemporaryDir folder;
        {
            auto log = ApplicationLog::open({.folder = folder.path(), .maxBytes = 1000, .keep = 2});
            QVERIFY(log.isOk());
            for (int number = 0; number < 60; ++number)
                qCInfo(lcApp, "message %d", number);
        }
        const QStringList names =
            QDir(folder.path()).entryList({QStringLiteral("application.log*")}, QDir::Files, QDir::Name);
        QCOMPARE(names, (QStringList{QStringLiteral("application.log"), QStringLiteral("application.log.1"),
                                     QStringLiteral("application.log.2"), QStringLiteral("application.log.lock")}));
        // The newest message is in the current file, and the files follow each other without a hole.
        QList<QByteArray> lines;
        for (const QString& name : {names.at(2), names.at(1), names.at(0)})
            lines += linesOf(folder.filePath(name));
        QVERIFY(lines.size() > 10);
        for (qsizetype index = 0; index < lines.size(); ++index)
            QCOMPARE(parsed(lines.at(index)).value(QLatin1String("message")).toString(),
                     QStringLiteral("message %1").arg(60 - lines.size() + index));
    }

    void noFileIsLongerThanTheLimit()
    {
        const QTemporaryDir folder;
        {
            auto log = ApplicationLog::open({.folder = folder.path(), .maxBytes = 1000, .keep = 3});
            QVERIFY(log.isOk());
            for (int number = 0; number < 40; ++number)
                qCInfo(lcApp, "%s", QByteArray(number * 7, 'x').constData());
        }
        for (const QFileInfo& file :
             QDir(folder.path()).entryInfoList({QStringLiteral("application.log*")}, QDir::Files))
            QVERIFY2(file.size() <= 1000, qPrintable(file.filePath()));
    }

    void aLogThatTakesOverGivesTheHandlerBackInTheEnd()
    {
        const QTemporaryDir folder;
        const QtMessageHandler before = qInstallMessageHandler(nullptr);
        qInstallMessageHandler(before);
        {
            auto first = ApplicationLog::open({.folder = folder.filePath(QStringLiteral("a"))});
            auto second = ApplicationLog::open({.folder = folder.filePath(QStringLiteral("b"))});
            QVERIFY(first.isOk() && second.isOk());
            qCInfo(lcApp, "said");
        }
        QVERIFY(qInstallMessageHandler(before) == before);
        QCOMPARE(linesOf(folder.filePath(QStringLiteral("a/application.log"))).size(), 0);
        QCOMPARE(linesOf(folder.filePath(QStringLiteral("b/application.log"))).size(), 1);
    }

    void linesOfThreadsAndProcessesNeverMix()
    {
        constexpr int kProcesses = 3, kThreads = 3, kMessages = 200;
        const QTemporaryDir folder;
        const auto speak = [&folder](int process) {
            auto log = ApplicationLog::open({.folder = folder.path(), .maxBytes = 40'000, .keep = 100});
            if (!log.isOk())
                return 1;
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < kThreads; ++thread)
                threads.emplace_back([process, thread] {
                    for (int number = 0; number < kMessages; ++number)
                        qCInfo(lcApp, "%d-%d-%d", process, thread, number);
                });
            return 0;
        };
        QList<pid_t> children;
        for (int process = 0; process < kProcesses; ++process) {
            const pid_t child = ::fork();
            if (child == 0)
                ::_exit(speak(process));
            children.append(child);
        }
        for (const pid_t child : children) {
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        QSet<QString> messages;
        const QStringList names = QDir(folder.path()).entryList({QStringLiteral("application.log*")}, QDir::Files);
        QVERIFY(names.size() > 3);
        for (const QString& name : names) {
            for (const QByteArray& line : linesOf(folder.filePath(name))) {
                const QString message = parsed(line).value(QLatin1String("message")).toString();
                QVERIFY2(!message.isEmpty(), line.constData());
                QVERIFY(!messages.contains(message));
                messages.insert(message);
            }
        }
        QCOMPARE(messages.size(), kProcesses * kThreads * kMessages);
    }
};

QTEST_GUILESS_MAIN(ApplicationLogTest)
#include "tst_applicationlog.moc"
