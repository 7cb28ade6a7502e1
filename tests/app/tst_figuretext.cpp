// SPDX-License-Identifier: GPL-3.0-or-later
// What the terminal says of figures that are easily misread.
#include "program.h"
#include "repository.h"

#include <QJsonArray>
#include <QTest>

using namespace atalaya::test;

namespace {

const QByteArray kHeader = "cycle_id,feature_id,phase_name,decision,duration_seconds,created_at\n";

QByteArray plain(const QByteArray& text)
{
    return QString::fromUtf8(text).replace(QChar(0x00A0), u' ').replace(QChar(0x202F), u' ').simplified().toUtf8();
}

QJsonObject part(const QJsonObject& object, const char* name)
{
    return object.value(QLatin1String(name)).toObject();
}

QByteArray warningsOf(const QJsonObject& metrics)
{
    QStringList texts;
    for (const QJsonValue& warning : metrics.value(QLatin1String("warnings")).toArray())
        texts.append(warning.toString());
    return plain(texts.join(u'\n').toUtf8());
}

} // namespace

class FigureTextTest : public QObject
{
    Q_OBJECT

private:
    struct Said {
        QByteArray text; ///< without line breaks
        QJsonObject metrics;
    };
    static Said delivery(Program& program, const QString& more)
    {
        const QStringList options = more.split(u' ', Qt::SkipEmptyParts);
        const Outcome text = program.run(QStringList{QStringLiteral("delivery")} + options);
        const Outcome json = program.run(QStringList{QStringLiteral("delivery"), QStringLiteral("--json")} + options);
        return {plain(text.out), json.json()};
    }
    static Said deliveryOfEvents(const QByteArray& rows, const QString& more)
    {
        Program program;
        const QString file = program.write(QStringLiteral("events.csv"), kHeader + rows);
        const Outcome read = program.run({QStringLiteral("import"), QStringLiteral("csv"), file});
        return read.code == 0 ? delivery(program, more) : Said{read.err, {}};
    }
    static Said deliveryOfRepository(Program& program, const QList<MadeCommit>& commits)
    {
        makeRepository(program.path(QStringLiteral("payments")), commits);
        const Outcome read =
            program.run({QStringLiteral("import"), QStringLiteral("git"), program.path(QStringLiteral("payments"))});
        return read.code == 0 ? delivery(program, QStringLiteral("--as-of 2026-03-01")) : Said{read.err, {}};
    }

private Q_SLOTS:
    void oneEventMakesNoRate()
    {
        const Said said = deliveryOfEvents("c1,f1,deployment,go,60,2026-01-05T10:00:00Z\n",
                                           QStringLiteral("--as-of 2026-01-05T10:00:00Z"));
        QVERIFY2(said.text.contains("Deployment frequency – n 1"), said.text.constData());
        QVERIFY2(!said.text.contains("a week n"), said.text.constData());
        QVERIFY2(said.text.contains("Mind: The window is only 0 s: a rate per week needs at least one day."),
                 said.text.constData());
        QVERIFY(part(said.metrics, "deployment_frequency").value(QLatin1String("per_week")).isNull());
        QVERIFY(part(part(said.metrics, "benchmark"), "scores").value(QLatin1String("deployment_frequency")).isNull());
    }

    void anEmptyWindowIsNotScored()
    {
        const Said said = deliveryOfEvents("c1,f1,deployment,go,60,2026-01-05T10:00:00Z\n",
                                           QStringLiteral("--from 2026-02-01 --to 2026-02-13 --as-of 2026-03-01"));
        QVERIFY2(said.text.contains("0 a week n 0") && !said.text.contains("of 10"), said.text.constData());
    }

    void runsThatDidNotSucceedAreMentioned()
    {
        const Said said = deliveryOfEvents("c1,f1,deployment,go,60,2026-01-05T10:00:00Z\n"
                                           "c2,f1,deployment,go,60,2026-01-07T10:00:00Z\n"
                                           "c3,f1,deployment,failed,60,2026-01-08T10:00:00Z\n"
                                           "c4,f1,deployment,go,60,2026-01-09T10:00:00Z\n",
                                           QStringLiteral("--as-of 2026-03-01"));
        QVERIFY2(said.text.contains("4 runs, of which 1 did not succeed"), said.text.constData());
        QCOMPARE(part(said.metrics, "population").value(QLatin1String("not_successful")).toInt(), 1);
    }

    void wrongYearsAreNamed()
    {
        const Said said = deliveryOfEvents("c0,f1,deployment,go,60,1970-01-02T10:00:00Z\n"
                                           "c1,f1,deployment,go,60,2026-01-05T10:00:00Z\n"
                                           "c2,f1,deployment,go,60,2026-01-07T10:00:00Z\n"
                                           "c3,f1,deployment,go,60,2100-01-07T10:00:00Z\n",
                                           QStringLiteral("--as-of 2026-03-01"));
        for (const QByteArray& text : {said.text, warningsOf(said.metrics)}) {
            QVERIFY2(text.contains("Nothing was deployed between 1970-01-02 and 2026-01-05, which is nearly all of the window."),
                     text.constData());
            QVERIFY2(text.contains("(deployments: 1 of 3, the last on 1970-01-02)"), text.constData());
            QVERIFY2(text.contains("a window that begins on 2026-01-05 leaves it out."), text.constData());
            QVERIFY2(text.contains("dated in the future are not counted yet: 1, the first on 2100-01-07."), text.constData());
        }
    }

    void standInsAreNotScoredOnAnySurface()
    {
        Program program;
        const Said said = deliveryOfRepository(program, {{0, "Start", ""}, {3, "Add refunds", ""}, {9, "Mend", ""}});
        QVERIFY2(!said.text.contains("of 10"), said.text.constData());
        const char* why = "No score and no band: only deployments can be compared, not what stands in for them.";
        QVERIFY2(said.text.contains(why), said.text.constData());
        const QJsonObject benchmark = part(said.metrics, "benchmark");
        QCOMPARE(benchmark.value(QLatin1String("withheld")).toString(), QLatin1String(why));
        const QJsonObject scores = part(benchmark, "scores");
        QCOMPARE(scores.size(), 5);
        for (const QString& metric : scores.keys())
            QVERIFY2(scores.value(metric).isNull(), qPrintable(metric));
        for (const char* mean : {"throughput", "stability", "overall"})
            QVERIFY(benchmark.value(QLatin1String(mean)).isNull());
    }

    void guessesAndUpperBoundsAreSaid()
    {
        Program program;
        const Said said = deliveryOfRepository(program, {{0, "Start", "v1.0.0"}, {3, "Add", "v1.1.0"}, {4, "Mend", "v1.1.1"}});
        // The hotfix v1.1.1 is a guess: without it nothing failed, nothing was repaired.
        QCOMPARE(said.text.count("without proposed causes: 0 % (95 %: 0–56.1 %), 0 of 3"), 2); // fail rate and rework rate
        QVERIFY2(said.text.contains("without proposed causes: –, n 0; still open: 0"), said.text.constData());
        const QByteArray bound =
            "A recovery time that ends with a tag or commit in git is an upper bound, as the repair may have been live before: 1 of 1.";
        QVERIFY2(said.text.contains(bound), said.text.constData());
        QVERIFY2(warningsOf(said.metrics).contains(bound), warningsOf(said.metrics).constData());
        const QByteArray explained =
            plain(program
                      .run({QStringLiteral("explain"), QStringLiteral("failed_deployment_recovery_time"),
                            QStringLiteral("--as-of"), QStringLiteral("2026-03-01")})
                      .out);
        QVERIFY2(explained.contains(bound), explained.constData());
        QVERIFY2(explained.contains("without proposed causes: –, n 0; still open: 0"), explained.constData());
    }
};

QTEST_GUILESS_MAIN(FigureTextTest)
#include "tst_figuretext.moc"
