// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "service.h"

#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace atalaya::test;

namespace {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

QByteArray tokenOf(Program& program, const char* role)
{
    return program
        .run({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--name"), QString::fromLatin1(role),
              QStringLiteral("--role"), QString::fromLatin1(role)})
        .out.trimmed();
}

constexpr const char* kEvent =
    R"({"cycle_id":"c1","feature_id":"f1","phase_name":"deployment","decision":"success","duration_seconds":3600})";

} // namespace

class ServingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itAnswersUntilItIsTerminated_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
    }
    void itAnswersUntilItIsTerminated()
    {
        QFETCH(int, signal);
        Program program;
        Service service(program);
        QVERIFY(service.isListening());
        QVERIFY(service.url().startsWith(QLatin1String("http://127.0.0.1:")));
        QCOMPARE(curl(service.url() + QStringLiteral("/healthz")).status, 200);
        ::kill(pid_t(service.process().processId()), signal);
        const Outcome outcome = outcomeOf(service.process(), 20'000);
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.out, QByteArray()); // its one line was read already
        QCOMPARE(curl(service.url() + QStringLiteral("/healthz")).status, 0);
    }

    void aTokenOpensTheDoorUntilItIsRevoked()
    {
        Program program;
        const QByteArray viewer = tokenOf(program, "viewer"), writer = tokenOf(program, "operator");
        Service service(program);
        const QString metrics = service.url() + QStringLiteral("/api/v1/delivery/metrics");
        const QString events = service.url() + QStringLiteral("/api/v1/dora/metrics/");
        QCOMPARE(curl(metrics).status, 401);
        QCOMPARE(curl(metrics, "atl_wrong").status, 401);
        QCOMPARE(curl(metrics, viewer).status, 200);
        QCOMPARE(curl(events, viewer, {}, kEvent).status, 403);
        QCOMPARE(curl(events, writer, {}, kEvent).status, 201);
        QCOMPARE(program.run(words("token revoke viewer")).code, 0);
        // A server trusts a token that it has just seen for two seconds more.
        QTRY_COMPARE_WITH_TIMEOUT(curl(metrics, viewer).status, 401, 10'000);
    }

    void theCommandLineAndTheApiGiveTheSameObject()
    {
        Program program;
        QCOMPARE(program.run(words("demo --days 60 --projects 3")).code, 0);
        const QByteArray viewer = tokenOf(program, "viewer");
        Service service(program);
        // Services and numbers are the same, and so is the data version: reading changes nothing.
        const Answer answer =
            curl(service.url() + QStringLiteral("/api/v1/delivery/metrics?as_of=2026-11-20T00:00:00Z"), viewer);
        QCOMPARE(answer.status, 200);
        const QJsonObject printed = program.run(words("delivery --json --as-of 2026-11-20T00:00:00Z")).json();
        QCOMPARE(QJsonDocument::fromJson(answer.body).object(), printed);
    }

    void anEtagOutlivesTheServer()
    {
        Program program;
        QCOMPARE(program.run(words("demo --days 30 --projects 1")).code, 0);
        const QByteArray viewer = tokenOf(program, "viewer");
        const QString metrics = QStringLiteral("/api/v1/delivery/metrics?as_of=2026-11-20T00:00:00Z");
        QByteArray etag;
        {
            Service service(program);
            const QByteArray answer = curl(service.url() + metrics, viewer, words("-D -")).body;
            const qsizetype begin = answer.indexOf("\r\nETag: ") + 8;
            etag = answer.mid(begin, answer.indexOf("\r\n", begin) - begin);
            QVERIFY2(etag.startsWith("W/\""), answer.constData());
        }
        const QStringList known{QStringLiteral("-H"),
                                QString(QStringLiteral("If-None-Match: ") + QString::fromLatin1(etag))};
        Service again(program);
        QCOMPARE(curl(again.url() + metrics, viewer, known).status, 304);
        // Another store with the same history is another source.
        Program other;
        QCOMPARE(other.run(words("demo --days 30 --projects 1")).code, 0);
        const QByteArray stranger = tokenOf(other, "viewer");
        Service elsewhere(other);
        QCOMPARE(curl(elsewhere.url() + metrics, stranger, known).status, 200);
    }

    void thePdfExportIsThere()
    {
        Program program;
        const QByteArray viewer = tokenOf(program, "viewer");
        Service service(program);
        const Answer answer =
            curl(service.url() + QStringLiteral("/api/v1/dora/export/pdf/?start_date=2026-01-01&end_date=2026-01-31"),
                 viewer);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.startsWith("%PDF-"));
    }

    void theToolsAreThereOverPipesUntilTheClientLeaves_data()
    {
        QTest::addColumn<bool>("isTerminated");
        QTest::newRow("end of input") << false;
        QTest::newRow("SIGTERM") << true;
    }
    void theToolsAreThereOverPipesUntilTheClientLeaves()
    {
        QFETCH(bool, isTerminated);
        Program program;
        QCOMPARE(program.run(words("demo --days 30 --projects 1")).code, 0);
        const auto mcp = program.start({QStringLiteral("--data-dir"), program.dataDir(), QStringLiteral("mcp")}, Program::Input::Pipe);
        mcp->write(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},)"
                   R"("clientInfo":{"name":"test","version":"1"}}})"
                   "\n"
                   R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                   "\n"
                   R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_datasets","arguments":{}}})"
                   "\n");
        QByteArray said;
        QVERIFY(waitWhileRunning(*mcp, [&mcp, &said] {
            said += mcp->readAllStandardOutput();
            return said.count('\n') == 2;
        }));
        QVERIFY2(said.contains("deployment_cycles"), said.constData());
        if (isTerminated)
            mcp->terminate();
        else
            mcp->closeWriteChannel();
        const Outcome outcome = outcomeOf(*mcp, 20'000);
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.out, QByteArray());
        QCOMPARE(outcome.err, QByteArray());
    }

    void aPortThatIsTakenIsAFailure()
    {
        Program program;
        Service service(program);
        QVERIFY(service.isListening());
        Program second;
        const Outcome outcome = second.run({QStringLiteral("serve"), QStringLiteral("--listen"), service.url().mid(7)});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
    }

    void aCertificateThatIsNotThereIsRefused()
    {
        Program program;
        const Outcome outcome =
            program.run(words("serve --listen 127.0.0.1:0 --tls-cert /no/cert.pem --tls-key /no/key.pem"));
        QVERIFY(outcome.code == 1 || outcome.code == 2);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY(outcome.err.contains("/no/cert.pem"));
    }
};

QTEST_GUILESS_MAIN(ServingTest)
#include "tst_serving.moc"
