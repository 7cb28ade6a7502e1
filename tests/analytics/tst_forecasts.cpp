// SPDX-License-Identifier: GPL-3.0-or-later
// The forecasts of all 3 003 series of the M3 competition against those of R (shared/data/forecast), and against what
// came.
#include "analytics/forecast/ets.h"
#include "analytics/forecast/smoothing.h"
#include "analytics/forecast/theta.h"

#include <zlib.h>

#include <QFile>
#include <QHash>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace atalaya::analytics;

namespace {

const QString kFolder = qEnvironmentVariable("ATALAYA_FORECAST_DATA", QStringLiteral("/work/shared/data/forecast"));

QByteArray unpacked(const QString& name)
{
    QByteArray text;
    gzFile file = gzopen(QFile::encodeName(kFolder + u'/' + name).constData(), "rb");
    if (!file)
        return text;
    QByteArray piece(1 << 16, Qt::Uninitialized);
    for (int got = 0; (got = gzread(file, piece.data(), unsigned(piece.size()))) > 0;)
        text.append(piece.constData(), got);
    gzclose(file);
    return text;
}

std::vector<double> numbers(const QByteArray& list)
{
    std::vector<double> values;
    for (const QByteArray& value : list.split(';'))
        values.push_back(value.toDouble());
    return values;
}

struct Competitor
{
    double mase = 0, smape = 0;
    std::vector<double> differences; ///< from the reference, relative, of every step
};

struct M3Series
{
    size_t period = 1;
    std::vector<double> train, test;
    QHash<QByteArray, std::vector<double>> reference;

    /// Mean absolute error of the seasonal naive forecast within the series.
    double scale() const
    {
        const size_t lag = train.size() > period ? period : 1;
        double sum = 0;
        for (size_t i = lag; i < train.size(); ++i)
            sum += std::abs(train[i] - train[i - lag]);
        return sum / double(train.size() - lag);
    }
    void score(Competitor& competitor, const std::vector<double>& points) const
    {
        double errors = 0, shares = 0;
        for (size_t i = 0; i < test.size(); ++i) {
            errors += std::abs(test[i] - points[i]);
            shares += 200 * std::abs(test[i] - points[i]) / (std::abs(test[i]) + std::abs(points[i]));
        }
        competitor.mase += errors / double(test.size()) / scale();
        competitor.smape += shares / double(test.size());
    }
};

QList<M3Series> m3()
{
    const QByteArrayList rows = unpacked(QStringLiteral("m3_series.csv.gz")).trimmed().split('\n'),
                         references = unpacked(QStringLiteral("m3_reference_forecasts_R.csv.gz")).trimmed().split('\n');
    QList<M3Series> all;
    if (rows.size() < 2 || rows.size() != references.size())
        return all;
    const QByteArrayList names = references.first().split(',');
    for (qsizetype i = 1; i < rows.size(); ++i) {
        const QByteArrayList fields = rows[i].trimmed().split(','), known = references[i].trimmed().split(',');
        M3Series series{size_t(fields[2].toInt()), numbers(fields[6]), numbers(fields[7]), {}};
        for (qsizetype j = 1; j < names.size(); ++j)
            series.reference.insert(names[j].trimmed(), numbers(known[j]));
        all.append(series);
    }
    return all;
}

Prediction etsOrNaive(Values series, size_t period, size_t horizon)
{
    const std::optional<EtsFit> fit = selectEts(series, period);
    return fit ? fit->predict(horizon) : naive(series, horizon);
}

Prediction dotmOrNaive(Values series, size_t horizon)
{
    const std::optional<DotmFit> fit = fitDotm(series);
    return fit ? fit->predict(horizon) : naive(series, horizon);
}

Prediction thetaOrNaive(Values series, size_t horizon)
{
    return thetaForecast(series, horizon).value_or(naive(series, horizon));
}

std::vector<double> forecast(const QByteArray& method, const M3Series& series)
{
    const size_t horizon = series.test.size();
    if (method == "ets")
        return etsOrNaive(series.train, series.period, horizon).points;
    Prediction (*plain)(Values, size_t) = method == "naive2"   ? naive
                                          : method == "ses"    ? simpleSmoothing
                                          : method == "holt"   ? holt
                                          : method == "damped" ? dampedHolt
                                          : method == "comb"   ? comb
                                          : method == "theta"  ? thetaOrNaive
                                                               : dotmOrNaive;
    return deseasonalised(series.train, series.period, horizon, plain).points;
}

} // namespace

class ForecastsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_series = m3();
        if (m_series.isEmpty())
            QSKIP(qPrintable(QStringLiteral("SKIPPED: the M3 series are not in %1").arg(kFolder)));
        QCOMPARE(m_series.size(), 3'003);
    }

    void simpleMethodsEqualTheReference_data()
    {
        QTest::addColumn<QByteArray>("method");
        for (const char* method : {"naive2", "ses", "holt", "damped", "comb", "theta"})
            QTest::newRow(method) << QByteArray(method);
    }
    void simpleMethodsEqualTheReference()
    {
        QFETCH(QByteArray, method);
        std::vector<double> differences;
        for (const M3Series& series : m_series) {
            const std::vector<double> ours = forecast(method, series), theirs = series.reference.value(method);
            QCOMPARE(ours.size(), theirs.size());
            for (size_t i = 0; i < ours.size(); ++i) {
                // The benchmarks cut theta, and that alone, at 0.
                const double point = method == "theta" ? std::max(0.0, ours[i]) : ours[i];
                differences.push_back(std::abs(point - theirs[i]) / std::max(std::abs(theirs[i]), 1e-9));
            }
        }
        std::sort(differences.begin(), differences.end());
        const double middle = *quantileOfSorted(differences, 0.5), nearlyAll = *quantileOfSorted(differences, 0.95);
        qInfo("%s: median difference %.1e, 95 %% of them below %.1e", method.constData(), middle, nearlyAll);
        QVERIFY(middle < 1e-3);
        QVERIFY(nearlyAll < 1e-3);
    }

    void theMixIsBetterThanItsPartsAndTheReference()
    {
        Competitor ets, dotm, mix, naive2, referenceEts, referenceDotm;
        for (const M3Series& series : m_series) {
            const std::vector<double> first = forecast("ets", series), second = forecast("dotm", series);
            std::vector<double> both;
            for (size_t i = 0; i < first.size(); ++i)
                both.push_back((first[i] + second[i]) / 2);
            series.score(ets, first);
            series.score(dotm, second);
            series.score(mix, both);
            series.score(naive2, series.reference.value("naive2"));
            series.score(referenceEts, series.reference.value("ets"));
            series.score(referenceDotm, series.reference.value("dotm"));
        }
        const double n = double(m_series.size());
        const auto mase = [n](const Competitor& it) { return it.mase / n; };
        const auto owa = [&naive2](const Competitor& it) {
            return (it.mase / naive2.mase + it.smape / naive2.smape) / 2;
        };
        qInfo("MASE: ETS %.4f (R %.4f), DOTM %.4f (R %.4f), mean of both %.4f; OWA of the mean %.4f", mase(ets),
              mase(referenceEts), mase(dotm), mase(referenceDotm), mase(mix), owa(mix));
        QVERIFY(std::abs(mase(ets) - mase(referenceEts)) <= 0.01);
        QVERIFY(std::abs(mase(dotm) - mase(referenceDotm)) <= 0.01);
        QVERIFY(owa(mix) <= 0.83);
    }

    void anySeriesHasAForecast_data()
    {
        QTest::addColumn<std::vector<double>>("series");
        QTest::newRow("one") << std::vector<double>{5};
        QTest::newRow("two") << std::vector<double>{5, 6};
        QTest::newRow("four") << std::vector<double>{5, 6, 5, 7};
        QTest::newRow("a constant") << std::vector<double>(40, 2);
        QTest::newRow("zeros") << std::vector<double>(40, 0);
        QTest::newRow("few counts") << std::vector<double>{0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0,
                                                           0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0};
        QTest::newRow("negative") << std::vector<double>{-5, -3, -8, -2, -9, -1, -4, -6, -3, -7, -2, -5};
        QTest::newRow("tiny") << std::vector<double>{1e-300, 2e-300, 1e-300, 3e-300, 2e-300,
                                                     1e-300, 4e-300, 2e-300, 1e-300, 5e-300};
        QTest::newRow("huge") << std::vector<double>{1e150, 2e150, 1e150, 3e150, 2e150,
                                                     1e150, 4e150, 2e150, 1e150, 5e150};
        std::vector<double> line(60);
        for (size_t i = 0; i < line.size(); ++i)
            line[i] = double(i);
        QTest::newRow("a straight line") << line;
    }
    void anySeriesHasAForecast()
    {
        QFETCH(std::vector<double>, series);
        for (const size_t period : {1u, 4u, 12u}) {
            for (const char* method : {"naive2", "ses", "holt", "damped", "comb", "theta", "dotm", "ets"}) {
                const std::vector<double> points = forecast(method, {period, series, std::vector<double>(12), {}});
                QCOMPARE(points.size(), size_t(12));
                for (const double point : points)
                    QVERIFY2(std::isfinite(point), method);
            }
        }
    }

    void deviationsGrowWithTheStep()
    {
        std::vector<double> series;
        for (int i = 0; i < 72; ++i)
            series.push_back(100 + i + 20 * std::sin(i * 0.5236) + (i * 7919 % 13));
        const std::optional<EtsFit> fit = selectEts(series, 12);
        QVERIFY(fit && fit->form.season != EtsForm::Season::None);
        const Prediction ahead = fit->predict(24);
        QVERIFY(ahead.deviations.front() > 0 && ahead.deviations.back() >= ahead.deviations.front());
        const std::optional<DotmFit> dotm = fitDotm(series);
        QVERIFY(dotm && dotm->predict(24).deviations.back() > dotm->predict(24).deviations.front());
    }

private:
    QList<M3Series> m_series;
};

QTEST_APPLESS_MAIN(ForecastsTest)
#include "tst_forecasts.moc"
