// SPDX-License-Identifier: GPL-3.0-or-later
// How often the trend tests are wrong, on series whose neighbours resemble each other, and how often they see a trend
// that is there.
#include "analytics/regression.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace atalaya::analytics;

namespace {

constexpr int kSeries = 3'000;

/// A first-order process with a standard deviation of 1.
std::vector<double> process(std::mt19937_64& random, size_t n, double phi)
{
    std::normal_distribution<double> normal;
    std::vector<double> values(n);
    double value = normal(random);
    for (double& each : values) {
        each = value;
        value = phi * value + std::sqrt(1 - phi * phi) * normal(random);
    }
    return values;
}

} // namespace

class TrendsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void falseAlarmsAreRareAndTrendsAreSeen_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("phi");
        QTest::addColumn<double>("seen"); // at least; of a rise of three standard deviations
        QTest::newRow("30, 0") << 30 << 0.0 << 0.97;
        QTest::newRow("30, 0.3") << 30 << 0.3 << 0.82;
        QTest::newRow("30, 0.6") << 30 << 0.6 << 0.50;
        QTest::newRow("90, 0") << 90 << 0.0 << 0.99;
        QTest::newRow("90, 0.3") << 90 << 0.3 << 0.99;
        QTest::newRow("90, 0.6") << 90 << 0.6 << 0.94;
    }
    void falseAlarmsAreRareAndTrendsAreSeen()
    {
        QFETCH(int, n);
        QFETCH(double, phi);
        QFETCH(double, seen);
        std::mt19937_64 random(20'261'201);
        constexpr double kLevel = 0.05, kMostFalse = 0.08;
        int falseLines = 0, falseKendall = 0, lines = 0, kendall = 0;
        for (int i = 0; i < kSeries; ++i) {
            std::vector<double> values = process(random, size_t(n), phi);
            falseLines += trendLine(values)->p < kLevel;
            falseKendall += mannKendall(values)->p < kLevel;
            for (int step = 0; step < n; ++step)
                values[size_t(step)] += 3.0 * step / (n - 1);
            lines += trendLine(values)->p < kLevel;
            kendall += mannKendall(values)->p < kLevel;
        }
        const auto share = [](int count) { return double(count) / kSeries; };
        qInfo("false %.3f and %.3f, seen %.3f and %.3f (line and Mann-Kendall)", share(falseLines), share(falseKendall),
              share(lines), share(kendall));
        QVERIFY(share(falseLines) <= kMostFalse && share(falseKendall) <= kMostFalse);
        QVERIFY(share(lines) >= seen && share(kendall) >= seen);
    }

    void withoutTheCorrectionTheyWouldNotBe()
    {
        std::mt19937_64 random(1);
        int alarms = 0;
        for (int i = 0; i < kSeries; ++i)
            alarms += mannKendall(process(random, 90, 0.6), Correction::None)->p < 0.05;
        QVERIFY(double(alarms) / kSeries > 0.25);
    }
};

QTEST_APPLESS_MAIN(TrendsTest)
#include "tst_trends.moc"
