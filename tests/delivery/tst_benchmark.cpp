// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/benchmark.h"

#include <QTest>

#include <cmath>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

using enum Metric;
constexpr double kDay = 24, kWeek = 168, kMonth = 730.5;

/// Metrics whose median and its whole interval are `hours`, for lead and recovery time.
Metrics timed(double hours)
{
    Metrics metrics;
    for (Percentiles* times : {&metrics.leadTime.hours, &metrics.recovery.hours}) {
        times->n = 100;
        times->p50 = times->medianLow = times->medianHigh = hours;
    }
    return metrics;
}

/// So many deployments that the interval is narrow, one every `hours`.
Metrics frequent(double hours)
{
    Metrics metrics;
    metrics.deployments = 1'000'000;
    metrics.window.to = instantFromMs(0);
    metrics.window.from = instantFromMs(-qint64(hours * 3'600'000 * 1e6));
    metrics.frequency.perWeek = double(metrics.deployments) / metrics.window.days() * 7;
    return metrics;
}

Metrics rated(double percent)
{
    Metrics metrics;
    metrics.failRate.rate = metrics.rework.rate = {qint64(std::llround(percent * 1e7)), 1'000'000'000};
    return metrics;
}

QString edition(const char* id) { return QString::fromLatin1(id); }

} // namespace

class BenchmarkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quickCheckScores_data()
    {
        QTest::addColumn<double>("hours");
        QTest::addColumn<double>("score");
        const auto row = [](const char* name, double hours, double score) { QTest::newRow(name) << hours << score; };
        row("at once", 0, 10);
        row("just below an hour", 0.999, 10);
        row("an hour", 1, 8);
        row("just below a day", 23.99, 8);
        row("a day", kDay, 6);
        row("just below a week", 167.9, 6);
        row("a week", kWeek, 4);
        row("just below a month", 730.4, 4);
        row("a month", kMonth, 2);
        row("just below six months", 6 * kMonth - 0.1, 2);
        row("six months", 6 * kMonth, 0);
        row("years", 100'000, 0);
    }
    void quickCheckScores()
    {
        QFETCH(double, hours);
        QFETCH(double, score);
        const Benchmark benchmark = benchmarkOf(timed(hours), defaultEdition());
        QCOMPARE(benchmark.scores.value(ChangeLeadTime), std::optional(score));
        QCOMPARE(benchmark.scores.value(FailedDeploymentRecoveryTime), std::optional(score));
        if (hours > 0)
            QCOMPARE(benchmarkOf(frequent(hours), defaultEdition()).scores.value(DeploymentFrequency), std::optional(score));
    }

    void sharesAreScoredByPercent()
    {
        for (const double percent : {0.0, 5.0, 12.5, 50.0, 100.0}) {
            const Benchmark benchmark = benchmarkOf(rated(percent), defaultEdition());
            QCOMPARE(benchmark.scores.value(ChangeFailRate).value(), 10 - percent / 10);
            QCOMPARE(benchmark.scores.value(DeploymentReworkRate).value(), 10 - percent / 10);
        }
    }

    void meansNeedAllTheirParts()
    {
        Metrics metrics = timed(2); // 8 and 8
        Benchmark benchmark = benchmarkOf(metrics, defaultEdition());
        QVERIFY(!benchmark.throughput && !benchmark.stability && !benchmark.overall);
        const Metrics often = frequent(100); // 6
        metrics.deployments = often.deployments;
        metrics.window = often.window;
        benchmark = benchmarkOf(metrics, defaultEdition());
        QCOMPARE(benchmark.throughput.value(), (8.0 + 8 + 6) / 3);
        QVERIFY(!benchmark.stability && !benchmark.overall);
        metrics.failRate.rate = {1, 10};
        metrics.rework.rate = {2, 10};
        benchmark = benchmarkOf(metrics, defaultEdition());
        QCOMPARE(benchmark.stability.value(), (9.0 + 8) / 2);
        QCOMPARE(benchmark.overall.value(), (8.0 + 8 + 6 + 9 + 8) / 5);
    }

    void intervalsAreInTheUnitOfTheHeadline()
    {
        Metrics metrics = timed(50);
        metrics.leadTime.hours.medianLow = 45;
        metrics.deployments = 83;
        metrics.window = {instantFromMs(0), instantFromMs(90 * 86'400'000LL), instantFromMs(90 * 86'400'000LL)};
        metrics.frequency.perWeek = 83 / 90.0 * 7;
        metrics.failRate.rate = {2, 20};
        metrics.rework.rate = {0, 0};
        QCOMPARE(interval95(metrics, ChangeLeadTime)->low, 45.0);
        QCOMPARE(interval95(metrics, ChangeLeadTime)->high, 50.0);
        // The exact Poisson limits of 83 are 66.11 and 102.89; the approximation is good to a tenth of a per cent.
        QVERIFY(std::abs(interval95(metrics, DeploymentFrequency)->low / (66.11 / 90 * 7) - 1) < 1e-3);
        QVERIFY(std::abs(interval95(metrics, DeploymentFrequency)->high / (102.89 / 90 * 7) - 1) < 1e-3);
        QVERIFY(std::abs(interval95(metrics, ChangeFailRate)->low - 0.028) < 5e-4);
        QVERIFY(std::abs(interval95(metrics, ChangeFailRate)->high - 0.301) < 5e-4);
        QVERIFY(!interval95(metrics, DeploymentReworkRate));
        metrics.recovery.hours.medianLow.reset(); // fewer than six
        QVERIFY(!interval95(metrics, FailedDeploymentRecoveryTime));
    }

    void whatIsUnknownHasNoScore()
    {
        const Benchmark benchmark = benchmarkOf({}, defaultEdition());
        for (const Metric metric : kMetrics)
            QVERIFY(!benchmark.scores.value(metric) && !benchmark.bands.contains(metric));
    }

    void aWindowWithoutDeploymentsHasNoScore()
    {
        Metrics metrics;
        metrics.window = {instantFromMs(0), instantFromMs(12 * 86'400'000LL), instantFromMs(12 * 86'400'000LL)};
        metrics.frequency.perWeek = 0;
        const Benchmark benchmark = benchmarkOf(metrics, defaultEdition());
        QVERIFY(!benchmark.scores.value(DeploymentFrequency) && !benchmark.bands.contains(DeploymentFrequency));
        QVERIFY(!benchmark.throughput && !benchmark.overall);
    }

    void aWindowOfLessThanADayHasNeitherScoreNorInterval()
    {
        Metrics metrics;
        metrics.deployments = 1000;
        const Instant end = instantFromMs(0) + std::chrono::hours(23); // the shortest day
        metrics.window = {instantFromMs(0), end, end};
        QVERIFY(benchmarkOf(metrics, defaultEdition()).scores.value(DeploymentFrequency).has_value());
        QVERIFY(interval95(metrics, DeploymentFrequency).has_value());
        metrics.window.to -= Milliseconds(1);
        for (const QString& id : benchmarkEditions()) {
            QVERIFY(!benchmarkOf(metrics, id).scores.value(DeploymentFrequency));
            QVERIFY(!benchmarkOf(metrics, id).bands.contains(DeploymentFrequency));
        }
        QVERIFY(!interval95(metrics, DeploymentFrequency));
    }

    void standInsAreNotScoredAndItIsSaidWhy()
    {
        Metrics metrics = timed(2);
        metrics.failRate.rate = metrics.rework.rate = {1, 1000};
        const Metrics often = frequent(2);
        metrics.deployments = often.deployments;
        metrics.window = often.window;
        QVERIFY(benchmarkOf(metrics, defaultEdition()).overall.has_value());
        QVERIFY(toJson(benchmarkOf(metrics, defaultEdition())).value(QLatin1String("withheld")).isNull());
        metrics.proxy = true;
        for (const QString& id : benchmarkEditions()) {
            const Benchmark benchmark = benchmarkOf(metrics, id);
            QCOMPARE(benchmark.edition, id);
            QVERIFY(benchmark.bands.isEmpty() && !benchmark.throughput && !benchmark.stability && !benchmark.overall);
            for (const Metric metric : kMetrics)
                QVERIFY(!benchmark.scores.value(metric));
            QVERIFY(toJson(benchmark).value(QLatin1String("withheld")).toString().contains(QLatin1String("only deployments can")));
        }
    }

    void bandsOfTheEditions_data()
    {
        QTest::addColumn<QString>("edition");
        QTest::addColumn<int>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("band");
        const auto row = [](const char* id, Metric metric, double value, const char* band) {
            QTest::addRow("%s %d %g", id, int(metric), value)
                << edition(id) << int(metric) << value << QString::fromUtf8(band);
        };
        row("dora-2024", ChangeLeadTime, 23, "elite");
        row("dora-2024", ChangeLeadTime, 24, "high");
        row("dora-2024", ChangeLeadTime, 167, "high");
        row("dora-2024", ChangeLeadTime, 168, "medium");
        row("dora-2024", ChangeLeadTime, 730, "medium");
        row("dora-2024", ChangeLeadTime, 731, "low");
        row("dora-2024", ChangeLeadTime, 6 * kMonth, "");
        row("dora-2024", DeploymentFrequency, 12, "elite");
        row("dora-2024", DeploymentFrequency, 30, "high");
        row("dora-2024", DeploymentFrequency, 200, "medium");
        row("dora-2024", DeploymentFrequency, 1000, "low");
        row("dora-2024", DeploymentFrequency, 9000, "");
        for (const double percent : {0.0, 5.0, 10.0, 20.0, 40.0, 80.0})
            row("dora-2024", ChangeFailRate, percent, ""); // not monotone: no tier
        row("dora-2024", FailedDeploymentRecoveryTime, 0.5, "elite");
        row("dora-2024", FailedDeploymentRecoveryTime, 1, "high or medium");
        row("dora-2024", FailedDeploymentRecoveryTime, 48, "");
        row("dora-2024", FailedDeploymentRecoveryTime, 200, "low");
        row("dora-2024", FailedDeploymentRecoveryTime, 800, "");
        row("dora-2023", ChangeLeadTime, 23, "elite");
        row("dora-2023", ChangeLeadTime, 100, "high");
        row("dora-2023", DeploymentFrequency, 12, "elite");
        row("dora-2023", DeploymentFrequency, 100, "high");
        row("dora-2023", DeploymentFrequency, 200, "medium or low");
        row("dora-2023", DeploymentFrequency, 800, "");
        row("dora-2023", FailedDeploymentRecoveryTime, 0.5, "elite");
        row("dora-2023", FailedDeploymentRecoveryTime, 5000, "");
        row("dora-2021", DeploymentFrequency, 12, "elite");
        row("dora-2021", DeploymentFrequency, 100, "");
        row("dora-2021", DeploymentFrequency, 200, "high");
        row("dora-2021", DeploymentFrequency, 1000, "medium");
        row("dora-2021", DeploymentFrequency, 5000, "low");
        row("dora-2021", ChangeLeadTime, 200, "");
        row("dora-2021", FailedDeploymentRecoveryTime, 0.5, "elite");
        row("dora-2021", FailedDeploymentRecoveryTime, 12, "high");
        row("dora-2021", FailedDeploymentRecoveryTime, 100, "medium");
        row("dora-2021", FailedDeploymentRecoveryTime, 200, "");
        row("dora-2021", FailedDeploymentRecoveryTime, 5000, "low");
        row("dora-2023", ChangeLeadTime, 200, "medium or low");
        row("dora-2023", ChangeLeadTime, 800, "");
        row("dora-2023", ChangeFailRate, 5, "");   // its interval reaches over the limit
        row("dora-2023", ChangeFailRate, 4.9, "elite");
        row("dora-2023", ChangeFailRate, 9.9, "high");
        row("dora-2023", ChangeFailRate, 14.9, "medium");
        row("dora-2023", ChangeFailRate, 64, "low");
        row("dora-2023", FailedDeploymentRecoveryTime, 2, "high");
        row("dora-2023", FailedDeploymentRecoveryTime, 100, "medium");
        row("dora-2023", FailedDeploymentRecoveryTime, 200, "");
        row("dora-2023", FailedDeploymentRecoveryTime, 1000, "low");
        row("dora-2021", ChangeLeadTime, 0.5, "elite");
        row("dora-2021", ChangeLeadTime, 12, "");
        row("dora-2021", ChangeLeadTime, 100, "high");
        row("dora-2021", ChangeLeadTime, 1000, "medium");
        row("dora-2021", ChangeLeadTime, 5000, "low");
        row("dora-2021", ChangeFailRate, 14, "elite");
        row("dora-2021", ChangeFailRate, 20, "high, medium or low");
        row("dora-2021", ChangeFailRate, 40, "");
        row("iact", ChangeLeadTime, 0.5, "elite");
        row("iact", ChangeLeadTime, 1, "high");
        row("iact", ChangeLeadTime, 24, "medium");
        row("iact", ChangeLeadTime, 168, "low");
        row("iact", DeploymentFrequency, 23, "elite");
        row("iact", DeploymentFrequency, 25, "high");
        row("iact", DeploymentFrequency, 169, "medium");
        row("iact", DeploymentFrequency, 700, "low");
        row("iact", ChangeFailRate, 14.9, "elite");
        row("iact", ChangeFailRate, 29.9, "high");
        row("iact", ChangeFailRate, 44.9, "medium");
        row("iact", ChangeFailRate, 46, "low");
        row("quick-check-2025", DeploymentFrequency, 0.5, "on demand");
        row("quick-check-2025", DeploymentFrequency, 5000, "< 1 per 6 months");
        row("quick-check-2025", ChangeLeadTime, 100, "1 day – 1 week");
        row("quick-check-2025", ChangeFailRate, 10, "");
        row("dora-2024", DeploymentReworkRate, 10, "");
    }
    void bandsOfTheEditions()
    {
        QFETCH(QString, edition);
        QFETCH(int, metric);
        QFETCH(double, value);
        QFETCH(QString, band);
        const bool isRate = Metric(metric) == ChangeFailRate || Metric(metric) == DeploymentReworkRate;
        const Metrics metrics =
            isRate ? rated(value) : Metric(metric) == DeploymentFrequency ? frequent(value) : timed(value);
        const Benchmark benchmark = benchmarkOf(metrics, edition);
        QCOMPARE(benchmark.bands.value(Metric(metric)), band);
        QCOMPARE(benchmark.scores.value(Metric(metric)).has_value(), edition == defaultEdition());
    }

    void aBandNeedsTheWholeInterval()
    {
        Metrics metrics = timed(100);
        metrics.leadTime.hours.medianLow = 30;
        metrics.leadTime.hours.medianHigh = 160;
        QCOMPARE(benchmarkOf(metrics, edition("dora-2024")).bands.value(ChangeLeadTime), QStringLiteral("high"));
        metrics.leadTime.hours.medianHigh = 168;
        QVERIFY(!benchmarkOf(metrics, edition("dora-2024")).bands.contains(ChangeLeadTime));
        metrics.leadTime.hours.medianLow = metrics.leadTime.hours.medianHigh = std::nullopt;
        QVERIFY(!benchmarkOf(metrics, edition("dora-2024")).bands.contains(ChangeLeadTime));
        // 2 of 20 is 2.8 to 30.1 %: no tier of 15 % can be named.
        Metrics few;
        few.failRate.rate = {2, 20};
        QVERIFY(!benchmarkOf(few, edition("iact")).bands.contains(ChangeFailRate));
        few.failRate.rate = {0, 100};
        QCOMPARE(benchmarkOf(few, edition("iact")).bands.value(ChangeFailRate), QStringLiteral("elite"));
    }

    void theFrequencyIntervalIsThatOfPoisson()
    {
        // The exact limits of 10 are 4.80 and 18.39 (Garwood 1936): over 10 days, 13 to 50 hours apart.
        Metrics metrics;
        metrics.deployments = 10;
        metrics.window = {instantFromMs(0), instantFromMs(10 * 86'400'000), {}};
        QVERIFY(!benchmarkOf(metrics, edition("dora-2024")).bands.contains(DeploymentFrequency)); // around a day
        metrics.window.to = instantFromMs(qint64(4.7 * 86'400'000)); // 23.5 hours at the slowest
        QCOMPARE(benchmarkOf(metrics, edition("dora-2024")).bands.value(DeploymentFrequency), QStringLiteral("elite"));
        metrics.window.to = instantFromMs(qint64(4.9 * 86'400'000)); // 24.5
        QVERIFY(!benchmarkOf(metrics, edition("dora-2024")).bands.contains(DeploymentFrequency));
    }

    void editionsAreNamedAndWarned()
    {
        QCOMPARE(benchmarkEditions().join(u' '), QStringLiteral("quick-check-2025 dora-2024 dora-2023 dora-2021 iact"));
        for (const QString& id : benchmarkEditions()) {
            QVERIFY(!editionName(id).isEmpty());
            QVERIFY(editionCaveats(id).size() >= 3);
        }
        QVERIFY(editionCaveats(edition("dora-2024")).join(u' ').contains(QStringLiteral("not monotone")));
        QVERIFY(editionCaveats(edition("dora-2023")).join(u' ').contains(QStringLiteral("5, 10, 15, 64 %")));
        QVERIFY(editionCaveats(edition("dora-2021")).join(u' ').contains(QStringLiteral("time to restore service")));
        QVERIFY(editionName(edition("dora-1999")).isEmpty());
        QVERIFY(benchmarkOf(timed(5), edition("dora-1999")).bands.isEmpty());
    }

    void theIndustryOf2025()
    {
        const IndustryScores means = industryScores2025();
        double sum = 0;
        for (const double score : means.scores)
            sum += score;
        QCOMPARE(means.scores.size(), 5);
        QVERIFY(std::abs(sum / 5 - means.overall) < 0.005);
    }

    void jsonHasEveryMetric()
    {
        const QJsonObject json = toJson(benchmarkOf({}, defaultEdition()));
        for (const Metric metric : kMetrics) {
            QVERIFY(json.value(QLatin1String("scores")).toObject().value(metricName(metric)).isNull());
            QVERIFY(json.value(QLatin1String("bands")).toObject().value(metricName(metric)).isNull());
        }
        for (const char* key : {"throughput", "stability", "overall"})
            QVERIFY(json.value(QLatin1String(key)).isNull());
        QCOMPARE(json.value(QLatin1String("all_industries")).toObject().value(QLatin1String("overall")).toDouble(), 6.72);
        QVERIFY(!toJson(benchmarkOf({}, edition("iact"))).contains(QLatin1String("all_industries")));
    }
};

QTEST_GUILESS_MAIN(BenchmarkTest)
#include "tst_benchmark.moc"
