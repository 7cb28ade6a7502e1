// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/activity.h"
#include "services/catalogservice.h"
#include "services/performancesampler.h"
#include "testsupport/teststore.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::services;
using test::TestStore;

class PerformanceSamplerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatItMeasuresIsTheDataset_data() { test::addBackendRows(); }

    void whatItMeasuresIsTheDataset()
    {
        QFETCH(test::Backend, backend);
        TestStore store(backend);
        const FixedClock clock(*parseInstant(u"2026-12-01T10:05:00Z"));
        Activity activity;
        PerformanceSampler sampler(store.database(), clock, activity);
        const qint64 version = store.database().dataVersion().value();
        for (int i = 1; i <= 100; ++i)
            activity.add({.at = clock.now(), .client = QStringLiteral("ci"), .status = i <= 3 ? 429 : i == 4 ? 503 : 200, .durationMs = double(i)});
        QVERIFY(sampler.sample().isOk());
        QVERIFY(sampler.sample().isOk()); // nothing more was asked since
        QCOMPARE(store.database().dataVersion().value(), version); // no figure depends on it

        CatalogService catalog(store.database(), clock);
        const auto request = catalog.read({{QStringLiteral("dataset"), QStringLiteral("performance_metrics")},
                                           {QStringLiteral("select"), QJsonArray{QStringLiteral("metric_name"), QStringLiteral("value")}},
                                           {QStringLiteral("order_by"), QJsonArray{QStringLiteral("id")}}});
        const auto answer = catalog.query(std::get<catalog::QueryRequest>(request));
        QVERIFY(answer.isOk());
        QMap<QString, QList<double>> values;
        for (const QJsonArray& row : answer.value().rows)
            values[row[0].toString()].append(row[1].toDouble());
        QCOMPARE(values.value(QStringLiteral("api_requests")), (QList<double>{100, 0}));
        QCOMPARE(values.value(QStringLiteral("api_requests_limited")), (QList<double>{3, 0}));
        QCOMPARE(values.value(QStringLiteral("api_requests_failed")), (QList<double>{1, 0}));
        QCOMPARE(values.value(QStringLiteral("api_request_p95")), (QList<double>{95}));
        QVERIFY(values.value(QStringLiteral("process_resident_memory")).value(0) > 1e6);
    }

    void whatIsOldIsDropped()
    {
        TestStore store;
        Activity activity;
        {
            const FixedClock clock(*parseInstant(u"2025-01-01"));
            QVERIFY(PerformanceSampler(store.database(), clock, activity).sample().isOk());
        }
        const FixedClock clock(*parseInstant(u"2026-12-01"));
        QVERIFY(PerformanceSampler(store.database(), clock, activity).sample().isOk());
        CatalogService catalog(store.database(), clock);
        const auto request = catalog.read({{QStringLiteral("dataset"), QStringLiteral("performance_metrics")}});
        const auto answer = catalog.query(std::get<catalog::QueryRequest>(request));
        QVERIFY(answer.isOk() && !answer.value().rows.isEmpty());
        for (const QJsonArray& row : answer.value().rows)
            QCOMPARE(row[4].toString(), QStringLiteral("2026-12-01T00:00:00Z"));
    }

    // Starting and stopping wait for nothing.
    void itEndsAtOnce()
    {
        TestStore store;
        const FixedClock clock(*parseInstant(u"2026-12-01T10:05:00Z"));
        Activity activity;
        PerformanceSampler sampler(store.database(), clock, activity);
        sampler.start();
        sampler.stop();
    }
};

QTEST_GUILESS_MAIN(PerformanceSamplerTest)
#include "tst_performancesampler.moc"
