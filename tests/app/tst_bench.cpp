// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "repository.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace atalaya::test;

namespace {

QStringList words(const char* line)
{
    return QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts);
}

/// Small enough for a test; how long anything takes is not looked at, only that it is told.
const QStringList kSmall = words("--services 3 --deployments 40 --events 500 --rounds 2");

bool isMeasured(const Outcome& outcome)
{
    return outcome.code == 0 || outcome.code == 1; // 1: something was slower than its limit on this machine
}

} // namespace

class BenchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFigureStandsBesideItsLimit()
    {
        Program program;
        const Outcome outcome = program.run(words("bench delivery events --json") + kSmall);
        QVERIFY2(isMeasured(outcome), outcome.err.constData());
        const QJsonObject json = outcome.json();
        QCOMPARE(json.value(QLatin1String("services")).toInt(), 3);
        QCOMPARE(json.value(QLatin1String("rounds")).toInt(), 2);
        const QJsonArray results = json.value(QLatin1String("results")).toArray();
        QSet<QString> names, benches;
        bool anyOver = false;
        for (const QJsonValue& value : results) {
            const QJsonObject result = value.toObject();
            benches.insert(result.value(QLatin1String("bench")).toString());
            names.insert(result.value(QLatin1String("name")).toString());
            const double median = result.value(QLatin1String("median")).toDouble();
            const double limit = result.value(QLatin1String("limit")).toDouble();
            QVERIFY(median > 0);
            QVERIFY(limit > 0);
            QVERIFY(result.value(QLatin1String("most")).toDouble() >= median);
            QCOMPARE(result.value(QLatin1String("ratio")).toDouble(), median / limit);
            QCOMPARE(result.value(QLatin1String("over")).toBool(), median > limit);
            QVERIFY(!result.value(QLatin1String("unit")).toString().isEmpty());
            anyOver = anyOver || median > limit;
        }
        QCOMPARE(outcome.code, anyOver ? 1 : 0);
        QCOMPARE(names.size(), results.size()); // each once
        QCOMPARE(benches, (QSet<QString>{QStringLiteral("delivery"), QStringLiteral("events")}));
        for (const char* name : {"load the facts", "show one new deployment", "overview: everything", "metrics: everything",
                                 "explain: change_lead_time", "series by day: change_lead_time", "services: first page",
                                 "insert new events", "insert the same events again"})
            QVERIFY2(names.contains(QString::fromLatin1(name)), name);
    }

    void aLineForEachOnATerminal()
    {
        Program program;
        const Outcome outcome = program.run(words("bench events") + kSmall);
        QVERIFY2(isMeasured(outcome), outcome.err.constData());
        QCOMPARE(outcome.err, QByteArray());
        static const QRegularExpression form(
            QStringLiteral("^events: .+ [0-9.]+ µs/event +most [0-9.]+ +limit 10 +ratio [0-9.]+ +(ok|over)$"));
        const QStringList lines = QString::fromUtf8(outcome.out).trimmed().split(u'\n');
        QCOMPARE(lines.size(), 2);
        for (const QString& line : lines)
            QVERIFY2(form.match(line).hasMatch(), qPrintable(line));
        QCOMPARE(lines[0].indexOf(QStringLiteral("limit")), lines[1].indexOf(QStringLiteral("limit")));
    }

    void aRepositoryIsComparedWithGit()
    {
        Program program;
        makeRepository(program.path(QStringLiteral("payments")), {{0, "Start", "v1.0.0"}, {1, "Go on", "v1.1.0"}});
        const Outcome outcome =
            program.run(words("bench git --json --rounds 1 --repository") + QStringList{program.path(QStringLiteral("payments"))});
        QVERIFY2(isMeasured(outcome), outcome.err.constData());
        QCOMPARE(outcome.err, QByteArray());
        const QJsonArray results = outcome.json().value(QLatin1String("results")).toArray();
        QCOMPARE(results.size(), 2);
        QCOMPARE(results[0].toObject().value(QLatin1String("name")).toString(), QStringLiteral("first import"));
        QCOMPARE(results[0].toObject().value(QLatin1String("limit")).toDouble(), 1.5);
        QCOMPARE(results[1].toObject().value(QLatin1String("name")).toString(), QStringLiteral("second import"));
    }

    void withoutARepositoryGitSaysSo()
    {
        Program program;
        for (const QStringList& more : {QStringList{}, QStringList{QStringLiteral("--repository"), program.path(QStringLiteral("nothing"))}}) {
            const Outcome outcome = program.run(words("bench git") + more);
            QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
            QCOMPARE(outcome.code, 2);
        }
    }

    void theUsersStoreIsNotTouched()
    {
        Program program;
        QVERIFY(isMeasured(program.run(words("bench events") + kSmall)));
        QVERIFY(QDir(program.dataDir()).isEmpty()); // made for it, and nothing in it
        QVERIFY(!QDir(program.path(QStringLiteral("share"))).exists());
    }
};

QTEST_GUILESS_MAIN(BenchTest)
#include "tst_bench.moc"
