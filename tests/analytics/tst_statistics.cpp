// SPDX-License-Identifier: GPL-3.0-or-later
// Against values that R computed (reference/statistics.R).
#include "analytics/autocorrelation.h"
#include "analytics/regression.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <limits>

using namespace atalaya::analytics;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kShares[] = {0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 1};

std::vector<double> numbers(const QJsonValue& list)
{
    std::vector<double> values;
    const QJsonArray array = list.toArray();
    for (const QJsonValue& value : array)
        values.push_back(value.toDouble());
    return values;
}

/// How many of the larger of both they differ by.
double difference(double ours, double theirs)
{
    const double size = std::max(std::abs(ours), std::abs(theirs));
    return size == 0 ? 0 : std::abs(ours - theirs) / size;
}

std::vector<double> steps(size_t n)
{
    std::vector<double> xs(n);
    for (size_t i = 0; i < n; ++i)
        xs[i] = double(i);
    return xs;
}

} // namespace

class StatisticsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalTheReference_data()
    {
        QTest::addColumn<QJsonObject>("known");
        QFile file(QStringLiteral(REFERENCE_FOLDER "/statistics.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
        QVERIFY(all.size() >= 6);
        for (auto it = all.begin(); it != all.end(); ++it)
            QTest::newRow(qPrintable(it.key())) << it->toObject();
    }
    void equalTheReference()
    {
        constexpr double kTolerance = 1e-8;
        QFETCH(QJsonObject, known);
        const std::vector<double> values = numbers(known.value(QStringLiteral("values")));
        const auto check = [&known](const char* name, std::optional<double> ours) {
            QVERIFY2(ours, name);
            const double theirs = known.value(QLatin1String(name)).toDouble();
            QVERIFY2(difference(*ours, theirs) <= kTolerance, qPrintable(QStringLiteral("%1: %2, not %3")
                                                                             .arg(QLatin1String(name))
                                                                             .arg(*ours, 0, 'g', 17)
                                                                             .arg(theirs, 0, 'g', 17)));
        };
        check("mean", mean(values));
        check("variance", sampleVariance(values));
        check("median", median(values));
        check("mad", medianAbsoluteDeviation(values));
        const std::vector<double> exclusive = numbers(known.value(QStringLiteral("quantiles6"))),
                                  linear = numbers(known.value(QStringLiteral("quantiles7")));
        for (size_t i = 0; i < std::size(kShares); ++i) {
            QVERIFY(difference(*quantile(values, kShares[i], QuantileRule::Exclusive), exclusive[i]) <= kTolerance);
            QVERIFY(difference(*quantile(values, kShares[i]), linear[i]) <= kTolerance);
        }
        const std::vector<double> correlations = numbers(known.value(QStringLiteral("correlations"))),
                                  ours = autocorrelations(values, 5);
        QCOMPARE(ours.size(), correlations.size());
        for (size_t i = 0; i < ours.size(); ++i)
            QVERIFY(std::abs(ours[i] - correlations[i]) <= kTolerance);

        const std::vector<double> xs = steps(values.size());
        const std::optional<Line> line = leastSquares(xs, values, 0.9);
        QVERIFY(line);
        check("intercept", line->intercept);
        check("slope", line->slope);
        check("slope_error", line->slopeError);
        check("p", line->p);
        check("determination", line->determination);
        check("residual", line->residualDeviation);
        check("slope_low", line->slopeLow);
        check("slope_high", line->slopeHigh);
        check("band_at_10", bandAt(*line, xs, 10, 0.9));

        const std::optional<MannKendall> test = mannKendall(values, Correction::None);
        QVERIFY(test);
        check("kendall_z", test->z);
        check("kendall_p", test->p);
        check("kendall_tau", test->tau);
        check("median_slope", theilSen(values)->slope);
    }

    void whatCannotBeComputedIsNothing_data()
    {
        QTest::addColumn<std::vector<double>>("values");
        QTest::newRow("nothing") << std::vector<double>{};
        QTest::newRow("one") << std::vector<double>{1};
        QTest::newRow("two") << std::vector<double>{1, 2};
        QTest::newRow("a constant") << std::vector<double>(20, 3);
        QTest::newRow("zeros") << std::vector<double>(20, 0);
        QTest::newRow("the largest") << std::vector<double>{1e308, -1e308, 1e308, 1e308, -1e308, 1e308};
        QTest::newRow("the smallest") << std::vector<double>{5e-324, 0, 5e-324, 5e-324, 0};
    }
    void whatCannotBeComputedIsNothing()
    {
        QFETCH(std::vector<double>, values);
        const auto isFine = [](std::optional<double> value) { return !value || std::isfinite(*value); };
        QVERIFY(isFine(mean(values)) && isFine(sampleVariance(values)) && isFine(standardDeviation(values)) &&
                isFine(median(values)) && isFine(medianAbsoluteDeviation(values)));
        for (const double share : kShares)
            QVERIFY(isFine(quantile(values, share)) && isFine(quantile(values, share, QuantileRule::Exclusive)));
        QVERIFY(!quantile(values, -0.1) && !quantile(values, 1.1) && !quantile(values, std::nan("")));
        for (const std::optional<Line>& line : {trendLine(values), theilSen(values)})
            QVERIFY(!line ||
                    (std::isfinite(line->slope) && std::isfinite(line->slopeLow) && line->p >= 0 && line->p <= 1));
        if (const auto test = mannKendall(values))
            QVERIFY(std::isfinite(test->z) && test->p >= 0 && test->p <= 1);
        for (const double value : autocorrelations(values, 3))
            QVERIFY(std::isfinite(value));
        QVERIFY(persistence(values) >= 0 && persistence(values) < 1);
    }

    void notANumberIsLeftOut()
    {
        QCOMPARE(finiteOnly(std::vector<double>{1, std::nan(""), 2, kInfinity, -kInfinity, 3}),
                 (std::vector<double>{1, 2, 3}));
    }

    void aMeanOfManyIsExact()
    {
        std::vector<double> values(1'000'001, 0.1);
        values.back() = 1e15;
        QCOMPARE(*mean(values), (1e15 + 100'000) / 1'000'001);
    }

    void theLongestSeriesHasASlopeToo()
    {
        std::vector<double> values(20'000);
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = double(i) / 4 + (i % 2 == 0 ? 1 : -1);
        const std::optional<Line> line = theilSen(values);
        QVERIFY(line);
        QVERIFY(std::abs(line->slope - 0.25) < 1e-4 && line->p < 1e-6);
    }
};

QTEST_APPLESS_MAIN(StatisticsTest)
#include "tst_statistics.moc"
