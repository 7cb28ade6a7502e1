// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/factsbuilder.h"
#include "delivery/parallel.h"
#include "delivery/tally.h"
#include "naive.h"

#include <QTest>

#include <new>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

constexpr int kServices = 300, kDeployments = 500;

/// More rows than one thread takes.
std::shared_ptr<const Facts> manyFacts()
{
    QRandomGenerator random(1);
    const VersionPattern versions = VersionPattern::compile(Rules().tagPattern).value();
    std::vector<std::shared_ptr<const ServiceFacts>> services;
    for (int number = 0; number < kServices; ++number) {
        const QString name = QStringLiteral("s%1").arg(number);
        FactsBuilder builder(name);
        for (int i = 0; i < kDeployments; ++i) {
            const model::Deployment deployment =
                deployed(name, QStringLiteral("1.%1.%2").arg(i / 3).arg(i % 3), at(random.bounded(400.0)));
            builder.addDeployment(deployment);
            for (int changes = random.bounded(3); changes > 0; --changes)
                builder.addChange(deployment.id, deployment.finished - Milliseconds(random.bounded(1'000'000'000) - 10'000'000));
        }
        services.push_back(std::move(builder).build({}, versions));
    }
    return Facts::of(std::move(services), 1, {});
}

} // namespace

class ParallelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rangesMakeUpTheWholeInOrder_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("rows");
        for (const int count : {0, 1, 2, 3, 7, 1000}) {
            for (const int rows : {0, 49'999, 100'000, 250'000, 10'000'000})
                QTest::addRow("%d of %d", count, rows) << count << rows;
        }
    }
    void rangesMakeUpTheWholeInOrder()
    {
        QFETCH(int, count);
        QFETCH(int, rows);
        const auto parts = inParts(size_t(count), size_t(rows), std::vector<size_t>(), [](auto& part, size_t begin, size_t end) {
            for (size_t i = begin; i < end; ++i)
                part.push_back(i);
        });
        std::vector<size_t> whole;
        for (const auto& part : parts)
            whole.insert(whole.end(), part.begin(), part.end());
        QCOMPARE(whole.size(), size_t(count));
        for (size_t i = 0; i < whole.size(); ++i)
            QCOMPARE(whole[i], i);
        QVERIFY(!parts.empty());
        QVERIFY(rows >= 100'000 || parts.size() == 1);
    }

    void whatWorkThrowsReachesTheCaller_data()
    {
        QTest::addColumn<int>("where");
        for (const int where : {0, 500, 999})
            QTest::addRow("at %d", where) << where;
    }
    void whatWorkThrowsReachesTheCaller()
    {
        QFETCH(int, where);
        bool isCaught = false;
        try {
            (void)inParts(1000, 10'000'000, 0, [where](int&, size_t begin, size_t end) {
                if (begin <= size_t(where) && size_t(where) < end)
                    throw std::bad_alloc();
            });
        } catch (const std::bad_alloc&) {
            isCaught = true;
        }
        QVERIFY(isCaught);
    }

    void manyServicesAddUpToTheWhole()
    {
        const auto facts = manyFacts();
        Query query;
        query.asOf = at(400);
        const Metrics whole = computeMetrics(*facts, query);
        QCOMPARE(whole.deployments, kServices * kDeployments);
        Metrics sum;
        QList<double> leads;
        QList<model::DeploymentId> baseline;
        QMap<model::EdgeKind, qint64> byKind;
        for (const auto& service : facts->services) {
            query.services = {service->name};
            const Metrics one = computeMetrics(*facts, query); // on one thread
            sum.failRate.rate.numerator += one.failRate.rate.numerator;
            sum.failRate.rate.denominator += one.failRate.rate.denominator;
            sum.rework.rate.numerator += one.rework.rate.numerator;
            sum.recovery.open += one.recovery.open;
            sum.leadTime.excludedClockSkew += one.leadTime.excludedClockSkew;
            sum.leadTime.excludedBaseline += one.leadTime.excludedBaseline;
            sum.recovery.hours.n += one.recovery.hours.n;
            baseline += one.baseline;
            for (auto it = one.failRate.failedByKind.cbegin(); it != one.failRate.failedByKind.cend(); ++it)
                byKind[it.key()] += it.value();
            for (quint32 row = 0; row < service->size(); ++row) {
                for (quint32 change = service->changeStart[row]; change < service->changeStart[row + 1]; ++change) {
                    if (service->lead[change] >= 0 && !(service->flags[row] & ServiceFacts::Baseline))
                        leads.append(hoursOf(Milliseconds(service->lead[change])));
                }
            }
        }
        QCOMPARE(whole.failRate.rate.numerator, sum.failRate.rate.numerator);
        QCOMPARE(whole.failRate.rate.denominator, sum.failRate.rate.denominator);
        QCOMPARE(whole.rework.rate.numerator, sum.rework.rate.numerator);
        QCOMPARE(whole.recovery.open, sum.recovery.open);
        QCOMPARE(whole.recovery.hours.n, sum.recovery.hours.n);
        QCOMPARE(whole.leadTime.excludedClockSkew, sum.leadTime.excludedClockSkew);
        QCOMPARE(whole.leadTime.excludedBaseline, sum.leadTime.excludedBaseline);
        QCOMPARE(whole.baseline, baseline);
        QCOMPARE(whole.failRate.failedByKind, byKind);
        QCOMPARE(whole.leadTime.hours.n, leads.size());
        QCOMPARE(*whole.leadTime.hours.p50, *Naive::quantile(leads, 0.5));
        QCOMPARE(*whole.leadTime.hours.p95, *Naive::quantile(leads, 0.95));
    }

    void bucketsAddUpToTheWhole()
    {
        const auto facts = manyFacts();
        Query query;
        query.asOf = at(400);
        for (const Bucket bucket : {Bucket::Day, Bucket::Month}) {
            qint64 deployments = 0, changes = 0;
            for (const SeriesPoint& point : computeSeries(*facts, query, Metric::DeploymentFrequency, bucket).points)
                deployments += point.n;
            for (const SeriesPoint& point : computeSeries(*facts, query, Metric::ChangeLeadTime, bucket).points)
                changes += point.n;
            QCOMPARE(deployments, kServices * kDeployments);
            QCOMPARE(changes, computeMetrics(*facts, query).leadTime.hours.n);
        }
    }
};

QTEST_GUILESS_MAIN(ParallelTest)
#include "tst_parallel.moc"
