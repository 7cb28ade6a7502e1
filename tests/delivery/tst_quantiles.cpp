// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/quantiles.h"
#include "naive.h"

#include <QTest>

#include <cmath>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

constexpr double kHour = 3'600'000;

std::vector<qint64> randomDurations(QRandomGenerator& random, int n, int shape)
{
    std::vector<qint64> values;
    for (int i = 0; i < n; ++i) {
        switch (shape) {
        case 0: // many equal ones
            values.push_back(random.bounded(4));
            break;
        case 1: // within a day
            values.push_back(random.bounded(86'400'000));
            break;
        default: // over all magnitudes
            values.push_back(qint64(random.generate64() >> (1 + random.bounded(63))));
        }
    }
    return values;
}

/// The order statistics that enclose the median with at least 95 %, by summing the binomial distribution.
std::optional<std::pair<qint64, qint64>> exactMedianRanks(int n)
{
    std::optional<std::pair<qint64, qint64>> best;
    for (int k = 0; 2 * k < n - 1; ++k) {
        long double tail = 0; // P(fewer than k + 1 of n lie below the median)
        for (int i = 0; i <= k; ++i)
            tail += std::exp(std::lgamma((long double)(n + 1)) - std::lgamma((long double)(i + 1)) -
                             std::lgamma((long double)(n - i + 1)) - n * std::log(2.0L));
        if (tail > 0.025L)
            break;
        best = {k, n - 1 - k};
    }
    return best;
}

} // namespace

class QuantilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knownValues()
    {
        // The example of R's manual: quantile(c(1, 2, 3, 4), c(.25, .5, .9), type = 7) is 1.75, 2.5, 3.7.
        const std::vector<qint64> values{1, 2, 3, 4};
        QCOMPARE(*quantileOfSorted(values, 0.25), 1.75);
        QCOMPARE(*quantileOfSorted(values, 0.5), 2.5);
        QCOMPARE(*quantileOfSorted(values, 0.9), 3.7);
        QCOMPARE(*quantileOfSorted(values, 0), 1.0);
        QCOMPARE(*quantileOfSorted(values, 1), 4.0);
        QVERIFY(!quantileOfSorted({}, 0.5));
    }

    void agreeWithSorting_data()
    {
        QTest::addColumn<int>("n");
        for (const int n : {1, 2, 3, 5, 6, 7, 100, 999, 1000, 1001, 2047, 2048, 2049, 5000, 40'000})
            QTest::addRow("%d", n) << n;
    }
    void agreeWithSorting()
    {
        QFETCH(int, n);
        for (int shape = 0; shape < 3; ++shape) {
            QRandomGenerator random(quint32(n + shape));
            const std::vector<qint64> values = randomDurations(random, n, shape);
            QList<double> hours;
            for (const qint64 value : values)
                hours.append(double(value) / kHour);
            // In pieces, some of them empty.
            std::vector<std::span<const qint64>> pieces{{}};
            for (size_t from = 0; from < values.size();) {
                const size_t length = std::min(values.size() - from, size_t(random.bounded(n / 3 + 2)));
                pieces.push_back(std::span(values).subspan(from, length));
                from += length;
            }
            const Percentiles found = percentilesOf(pieces);
            QCOMPARE(found.n, qint64(n));
            const std::array got{found.p25, found.p50, found.p75, found.p90, found.p95};
            const std::array shares{0.25, 0.5, 0.75, 0.9, 0.95};
            for (size_t i = 0; i < shares.size(); ++i) {
                const double want = *Naive::quantile(hours, shares[i]);
                QVERIFY2(std::abs(*got[i] - want) <= 1e-9 * std::max(1.0, want), qPrintable(QString::number(shares[i])));
            }
        }
    }

    void nothingGivesNothing()
    {
        const Percentiles none = percentilesOf(std::vector<qint64>());
        QCOMPARE(none.n, 0);
        QVERIFY(!none.p25 && !none.p50 && !none.p75 && !none.p90 && !none.p95 && !none.medianLow && !none.medianHigh);
    }

    void valuesStandAtTheirRanks()
    {
        QRandomGenerator random(3);
        std::vector<qint64> values = randomDurations(random, 10'000, 2);
        values.push_back(0);
        values.push_back(std::numeric_limits<qint64>::max());
        const std::span<const qint64> whole(values);
        const std::vector<qint64> ranks{0, 1, 17, 5000, 9999, 10'001};
        const std::vector<qint64> found = valuesAtRanks(DurationPieces(&whole, 1), ranks);
        std::sort(values.begin(), values.end());
        for (size_t i = 0; i < ranks.size(); ++i)
            QCOMPARE(found[i], values[size_t(ranks[i])]);
    }

    void theIntervalOfTheMedianIsThatOfTheBinomial()
    {
        for (const int n : {1, 2, 5, 6, 7, 8, 9, 10, 20, 50, 100, 333, 1000}) {
            std::vector<qint64> values;
            for (int i = 0; i < n; ++i)
                values.push_back(i * qint64(kHour));
            const Percentiles found = percentilesOf(values);
            const auto ranks = exactMedianRanks(n);
            QCOMPARE(found.medianLow.has_value(), n >= 6);
            QCOMPARE(found.medianHigh.has_value(), ranks.has_value());
            if (!ranks)
                continue;
            QCOMPARE(*found.medianLow, double(ranks->first));
            QCOMPARE(*found.medianHigh, double(ranks->second));
        }
    }

    void theIntervalOfManyIsNearlyTheExactOne()
    {
        constexpr int n = 4001;
        std::vector<qint64> values;
        for (int i = 0; i < n; ++i)
            values.push_back(i * qint64(kHour));
        const Percentiles found = percentilesOf(values);
        const auto ranks = exactMedianRanks(n);
        QVERIFY(std::abs(*found.medianLow - double(ranks->first)) <= 1);
        QVERIFY(std::abs(*found.medianHigh - double(ranks->second)) <= 1);
        QVERIFY(*found.medianLow <= double(ranks->first)); // never narrower
    }
};

QTEST_GUILESS_MAIN(QuantilesTest)
#include "tst_quantiles.moc"
