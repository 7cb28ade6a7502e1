// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/sentences.h"
#include "delivery/words.h"

#include <QTest>

#include <cmath>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

QString plain(QString text)
{
    return text.replace(QChar(0x00A0), u' ').replace(QChar(0x202F), u'_');
}

} // namespace

class SentencesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durationsHaveTheUnitThatFits_data()
    {
        QTest::addColumn<double>("hours");
        QTest::addColumn<QString>("text");
        const auto row = [](double hours, const char* text) {
            QTest::addRow("%s", text) << hours << QString::fromUtf8(text);
        };
        row(0, "0 s");
        row(0.004, "14 s");
        row(1.0 / 60, "1 min");
        row(0.26, "16 min");
        row(1, "1.0 h");
        row(15.42, "15.4 h");
        row(24, "1.0 d");
        row(1731.4, "72.1 d");
        row(30'000, "1_250 d");
        row(-2.5, "-2.5 h");
        row(std::nan(""), "–");
    }
    void durationsHaveTheUnitThatFits()
    {
        QFETCH(double, hours);
        QFETCH(QString, text);
        QCOMPARE(plain(durationWords(hours)), text);
    }

    void countsArePartedByThousands()
    {
        QCOMPARE(plain(countWords(0)), QStringLiteral("0"));
        QCOMPARE(plain(countWords(999)), QStringLiteral("999"));
        QCOMPARE(plain(countWords(-1234)), QStringLiteral("-1_234"));
        QCOMPARE(plain(countWords(12'345'678)), QStringLiteral("12_345_678"));
    }

    void everyFigureIsSaidInOneSentence()
    {
        Metrics metrics;
        metrics.deployments = 12'345;
        metrics.window = {instantFromMs(0), instantFromMs(90 * 86'400'000LL), instantFromMs(90 * 86'400'000LL)};
        metrics.leadTime.hours.n = 1'718;
        metrics.leadTime.hours.p50 = 0.2;
        metrics.failRate.rate = {1, 79};
        metrics.recovery.hours.n = 8;
        metrics.recovery.hours.p50 = 67.4;
        metrics.recovery.open = 1;
        metrics.rework.rate = {11, 83};
        const auto said = [&metrics](Metric metric) { return plain(sentenceOf(metrics, metric)); };
        QCOMPARE(said(Metric::DeploymentFrequency), QStringLiteral("12_345 deployment(s) in 90.0 days."));
        QCOMPARE(said(Metric::ChangeLeadTime),
                 QStringLiteral("Half of 1_718 change(s) took at most 12 min from the author date to production."));
        QCOMPARE(said(Metric::ChangeFailRate), QStringLiteral("1 of 79 judged deployment(s) failed: a later repair, rollback or incident points back to them."));
        QCOMPARE(said(Metric::FailedDeploymentRecoveryTime),
                 QStringLiteral("Half of 8 failed deployment(s) recovered within 2.8 d. Not recovered yet: 1."));
        QCOMPARE(said(Metric::DeploymentReworkRate),
                 QStringLiteral("An earlier deployment is repaired by 11 of 83 deployment(s)."));
    }

    void whatIsNotThereIsSaid()
    {
        Metrics metrics;
        const auto said = [&metrics](Metric metric) { return sentenceOf(metrics, metric); };
        QCOMPARE(said(Metric::ChangeLeadTime), QStringLiteral("No change has a lead time."));
        QCOMPARE(said(Metric::FailedDeploymentRecoveryTime), QStringLiteral("No deployment failed."));
        metrics.recovery.excludedClockSkew = 3;
        QCOMPARE(said(Metric::FailedDeploymentRecoveryTime),
                 QStringLiteral("3 failure(s) were resolved before they were deployed and are left out of the recovery time."));
        metrics.recovery.open = 2;
        QCOMPARE(said(Metric::FailedDeploymentRecoveryTime), QStringLiteral("Not recovered yet: 2."));
        metrics.recovery.hours.n = 3;
        metrics.recovery.hours.p50 = 1;
        metrics.recovery.open = 0;
        QVERIFY(!said(Metric::FailedDeploymentRecoveryTime).contains(QStringLiteral("Not recovered")));
    }
};

QTEST_GUILESS_MAIN(SentencesTest)
#include "tst_sentences.moc"
