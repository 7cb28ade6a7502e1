// SPDX-License-Identifier: GPL-3.0-or-later
// The same 5 000 events, whichever way they come and wherever they are kept, give the same figures.
#include "events.h"
#include "program.h"
#include "service.h"
#include "testsupport/teststore.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <optional>

using namespace atalaya::test;

namespace {

constexpr int kEvents = 5000;
constexpr int kBatch = 1000;

} // namespace

class SameFiguresTest : public QObject
{
    Q_OBJECT

private:
    const QList<QJsonObject> m_events = randomEvents(kEvents, 42);
    std::optional<QJsonObject> m_first; ///< what the first way gave

    void importFile(Program& program, const char* kind, const QByteArray& content)
    {
        const QString file = program.write(QStringLiteral("events"), content);
        const Outcome outcome = program.run({QStringLiteral("import"), QString::fromLatin1(kind), file});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
    }

    void post(Program& program)
    {
        const QByteArray token = program
                                     .run({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--name"),
                                           QStringLiteral("t"), QStringLiteral("--role"), QStringLiteral("operator")})
                                     .out.trimmed();
        Service service(program);
        QVERIFY(service.isListening());
        for (int from = 0; from < kEvents; from += kBatch) {
            const Answer answer = curl(service.url() + QStringLiteral("/api/v1/dora/metrics/"), token, {},
                                       toJsonArray(m_events.mid(from, kBatch)));
            QVERIFY2(answer.status == 201, answer.body.constData());
            QCOMPARE(QJsonDocument::fromJson(answer.body).object().value(QLatin1String("created")).toInt(), kBatch);
        }
    }

    /// Shuffled, and the first thousand twice.
    QList<QJsonObject> disturbed() const
    {
        QList<QJsonObject> events = m_events + m_events.mid(0, kBatch);
        QRandomGenerator random(99);
        std::shuffle(events.begin(), events.end(), random);
        return events;
    }

private Q_SLOTS:
    void everyWayGivesTheSame_data()
    {
        QTest::addColumn<Backend>("backend");
        QTest::addColumn<QByteArray>("way");
        for (const Backend backend : {Backend::Sqlite, Backend::MySql}) {
            if (backend == Backend::MySql && !hasMySql())
                continue;
            for (const char* way : {"csv", "jsonl", "post", "shuffled"})
                QTest::addRow("%s, %s", way, backend == Backend::Sqlite ? "sqlite" : "mysql")
                    << backend << QByteArray(way);
        }
    }
    void everyWayGivesTheSame()
    {
        QFETCH(Backend, backend);
        QFETCH(QByteArray, way);
        const TestStore store(backend);
        Program program;
        const QString config =
            program.write(QStringLiteral("atalaya.conf"), "database = \"" + store.location().url().toUtf8() + "\"\n");
        program.environment.insert(QStringLiteral("ATALAYA_DATABASE_PASSWORD"), store.location().password);
        program.always = {QStringLiteral("--config"), config};

        if (way == "csv")
            importFile(program, "csv", toCsv(m_events));
        else if (way == "jsonl")
            importFile(program, "jsonl", toJsonl(m_events));
        else if (way == "post")
            post(program);
        else
            importFile(program, "jsonl", toJsonl(disturbed()));
        if (QTest::currentTestFailed())
            return;

        QJsonObject summary = program.run({QStringLiteral("summary"), QStringLiteral("--json")}).json();
        summary.remove(QLatin1String("period")); // of the moment of asking
        QVERIFY(summary.value(QLatin1String("deployment_frequency")).toInt() > 1000);
        QVERIFY(summary.value(QLatin1String("total_cycles")).toInt() > 1000);
        if (!m_first)
            m_first = summary;
        QCOMPARE(summary, *m_first);
    }
};

QTEST_GUILESS_MAIN(SameFiguresTest)
#include "tst_samefigures.moc"
