// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of two real histories against those that an independent program computed (shared/data/history).
#include "program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <cmath>

using namespace atalaya::test;

namespace {

const QString kFolder = qEnvironmentVariable("ATALAYA_HISTORY_DATA", QStringLiteral("/work/shared/data/history"));

QJsonObject objectIn(const QJsonObject& object, const char* key)
{
    return object.value(QLatin1String(key)).toObject();
}

bool close(const QJsonValue& actual, const QJsonValue& expected)
{
    return actual.isDouble() && expected.isDouble() &&
           std::abs(actual.toDouble() - expected.toDouble()) <= 1e-6 * std::abs(expected.toDouble());
}

} // namespace

#define COMPARE_FIGURE(actual, expected)                                                                               \
    QVERIFY2(close(actual, expected), qPrintable(QStringLiteral("%1 is %2, not %3")                                    \
                                                     .arg(QStringLiteral(#expected))                                   \
                                                     .arg((actual).toDouble(), 0, 'g', 12)                             \
                                                     .arg((expected).toDouble(), 0, 'g', 12)))

class HistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFiguresAreThoseOfAnIndependentProgram_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("a") << QStringLiteral("history-a");
        QTest::newRow("b") << QStringLiteral("history-b");
    }
    void theFiguresAreThoseOfAnIndependentProgram()
    {
        QFETCH(QString, name);
        QFile file(kFolder + u'/' + name + QStringLiteral(".expected.json"));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the recorded histories are not on this machine (ATALAYA_HISTORY_DATA names their folder)");
        const QJsonObject expected = QJsonDocument::fromJson(file.readAll()).object();

        Program program;
        const QString repository = program.path(name);
        QCOMPARE(
            runTool(QStringLiteral("git"), {QStringLiteral("clone"), QStringLiteral("-q"), QStringLiteral("--bare"),
                                            kFolder + u'/' + name + QStringLiteral(".bundle"), repository})
                .code,
            0);
        QCOMPARE(program.run({QStringLiteral("import"), QStringLiteral("git"), repository}).code, 0);
        compare(program, expected, QStringLiteral("revert"), objectIn(expected, "reverts_only"));
        compare(program, expected, QStringLiteral("revert,hotfix"), objectIn(expected, "reverts_and_hotfixes"));
        compareEnds(program, expected);
    }

private:
    static QStringList asOf(const QString& command, const QString& more)
    {
        return QStringLiteral("%1 --as-of 2026-01-01T00:00:00Z %2").arg(command, more).split(u' ');
    }

    static void compare(Program& program, const QJsonObject& expected, const QString& kinds,
                        const QJsonObject& failures)
    {
        const QJsonObject metrics =
            program.run(asOf(QStringLiteral("delivery"), QStringLiteral("--json --kinds ") + kinds)).json();
        const QJsonObject lead = objectIn(metrics, "change_lead_time"), rate = objectIn(metrics, "change_fail_rate");
        QCOMPARE(objectIn(metrics, "population").value(QLatin1String("deployments")),
                 expected.value(QLatin1String("deployments")));
        QCOMPARE(lead.value(QLatin1String("n")), expected.value(QLatin1String("changes_with_lead_time")));
        QCOMPARE(objectIn(lead, "excluded").value(QLatin1String("clock_skew")),
                 expected.value(QLatin1String("clock_skew_excluded")));
        for (const QString& percentile :
             {QStringLiteral("p50"), QStringLiteral("p75"), QStringLiteral("p90"), QStringLiteral("p95")})
            COMPARE_FIGURE(lead.value(percentile + QStringLiteral("_hours")),
                           objectIn(expected, "lead_time_hours").value(percentile));

        QCOMPARE(rate.value(QLatin1String("failed")), failures.value(QLatin1String("failed")));
        QCOMPARE(rate.value(QLatin1String("judgeable")), failures.value(QLatin1String("judgeable")));
        COMPARE_FIGURE(rate.value(QLatin1String("value")), failures.value(QLatin1String("rate")));
        const QJsonArray interval = rate.value(QLatin1String("wilson95")).toArray();
        const QJsonArray expectedInterval = failures.value(QLatin1String("wilson95")).toArray();
        QCOMPARE(interval.size(), 2);
        for (int end = 0; end < 2; ++end)
            COMPARE_FIGURE(interval[end], expectedInterval[end]);
        COMPARE_FIGURE(objectIn(metrics, "failed_deployment_recovery_time").value(QLatin1String("p50_hours")),
                       failures.value(QLatin1String("recovery_median_hours")));
        COMPARE_FIGURE(objectIn(metrics, "deployment_rework_rate").value(QLatin1String("value")),
                       failures.value(QLatin1String("rework")));
        if (kinds == QLatin1String("revert"))
            QCOMPARE(rate.value(QLatin1String("failed")), expected.value(QLatin1String("shipped_reverts")));
    }

    static void compareEnds(Program& program, const QJsonObject& expected)
    {
        const QByteArray text =
            program.run(asOf(QStringLiteral("explain deployment_frequency"), QStringLiteral("--limit 1000"))).out;
        for (const char* end : {"first", "last"}) {
            const QByteArray version = expected.value(QLatin1String(end)).toString().toUtf8();
            QVERIFY2(text.contains(QByteArray(' ' + version + '\n')),
                     QByteArray(version + " is not in " + text).constData());
        }
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"
