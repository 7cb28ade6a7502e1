// SPDX-License-Identifier: GPL-3.0-or-later
#include "history.h"
#include "services/deliveryservice.h"
#include "store/deploymentrepository.h"
#include "testsupport/teststore.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;
using services::DeliveryService;
using services::Overview;
using test::TestStore;

namespace {

const FixedClock kClock(at(300));
const QString kService = QStringLiteral("s");

/// Every deployment of the store, as of day 300.
Query everything()
{
    Query query;
    query.asOf = at(300);
    return query;
}

model::Deployment numbered(int i)
{
    return deployed(kService, QStringLiteral("1.%1").arg(i), at(i));
}

bool add(TestStore& store, const QList<model::Deployment>& deployments)
{
    return store.database()
        .write([&](store::Transaction& transaction) -> Status {
            return store::DeploymentRepository::add(transaction, deployments, {});
        })
        .isOk();
}

} // namespace

/// What the console's first page is made of.
class OverviewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOverviewHoldsWhatTheScreenShows()
    {
        TestStore store;
        QList<model::Deployment> deployments;
        for (int i = 0; i < 100; ++i)
            deployments.append(numbered(i));
        deployments.last().team = QStringLiteral("red");
        QVERIFY(add(store, deployments));
        DeliveryService service(store.database(), kClock);
        Query query = everything();
        query.from = at(80);
        query.to = at(90);
        QList<ProgressUpdate> heard;
        const Overview overview =
            service.overview(query, {}, [&heard](const ProgressUpdate& update) { heard.append(update); }).value();
        QCOMPARE(overview.current.deployments, 10);
        QVERIFY(overview.previous);
        QCOMPARE(toIso(*overview.previous->window.from), toIso(at(70)));
        QCOMPARE(toIso(overview.previous->window.to), toIso(at(80)));
        QCOMPARE(overview.previous->deployments, 10);
        QCOMPARE(overview.series.size(), 5);
        QCOMPARE(overview.series.value(Metric::DeploymentFrequency).points.size(), 10);
        QCOMPARE(overview.series.value(Metric::DeploymentFrequency).bucket, Bucket::Day);
        QCOMPARE(overview.services, QStringList{kService});
        QCOMPARE(overview.teams, QStringList{QStringLiteral("red")});
        QCOMPARE(overview.environments, QStringList{QStringLiteral("production")});
        QCOMPARE(overview.totalDeployments, 100);
        QCOMPARE(heard.last().step, QStringLiteral("Reading deployments"));
        QCOMPARE(heard.last().done, 100);
        QCOMPARE(heard.last().total, 100);
        query.from.reset();
        query.to.reset();
        const Overview whole = service.overview(query).value();
        QVERIFY(!whole.previous);
        QCOMPARE(whole.first, overview.first); // whatever the window
        QCOMPARE(whole.first, whole.current.window.from);
        QCOMPARE(whole.series.value(Metric::ChangeFailRate).bucket, Bucket::Month); // weeks would hold two deployments each
        for (const Metric metric : kMetrics)
            QCOMPARE(toJson(whole.series.value(metric)), toJson(service.series(query, metric, Bucket::Month).value()));
        QCOMPARE(toJson(whole.current), toJson(service.metrics(query).value()));
        query.from = query.asOf; // a window without length has nothing before it
        QVERIFY(!service.overview(query).value().previous);
        query.from = query.asOf + Milliseconds(1);
        const Result<Overview> invalid = service.overview(query);
        QVERIFY(invalid.isError() && invalid.error().code == ErrorCode::InvalidInput);
    }

    void thePeriodBeforeIsOfWholeDays_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("asOf");
        QTest::addColumn<QString>("before");
        const auto row = [](const char* name, const char* zone, const char* from, const char* to, const char* asOf, const char* before) {
            QTest::newRow(name) << QString::fromUtf8(zone) << QString::fromUtf8(from) << QString::fromUtf8(to)
                                << QString::fromUtf8(asOf) << QString::fromUtf8(before);
        };
        const char* const asOf = "2026-11-25T17:34:00Z";
        row("today counts as a day", "UTC", "2026-08-28T00:00:00Z", "2026-11-26T00:00:00Z", asOf, "2026-05-30T00:00:00Z");
        row("without an end", "UTC", "2026-08-28T00:00:00Z", "", asOf, "2026-05-30T00:00:00Z");
        row("whole days", "UTC", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z", asOf, "2026-05-02T00:00:00Z");
        row("across the end of summer time", "Europe/Madrid", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", asOf,
            "2026-10-23T22:00:00Z");
        row("from within a day", "UTC", "2026-11-25T10:00:00Z", "2026-11-25T12:00:00Z", asOf, "2026-11-25T08:00:00Z");
        row("a day of another zone", "Europe/Madrid", "2026-11-25T00:00:00Z", "2026-11-25T12:00:00Z", asOf, "2026-11-24T12:00:00Z");
    }
    void thePeriodBeforeIsOfWholeDays()
    {
        QFETCH(QString, zone);
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, asOf);
        QFETCH(QString, before);
        TestStore store;
        QVERIFY(add(store, {numbered(1)}));
        DeliveryService service(store.database(), kClock);
        Query query = everything();
        query.timeZone = QTimeZone(zone.toUtf8());
        query.from = *parseInstant(from);
        query.to = to.isEmpty() ? std::nullopt : std::optional(*parseInstant(to));
        query.asOf = *parseInstant(asOf);
        const Overview overview = service.overview(query).value();
        QVERIFY(overview.previous);
        QCOMPARE(toIso(*overview.previous->window.from), before);
        QCOMPARE(toIso(overview.previous->window.to), from);
    }
};

QTEST_GUILESS_MAIN(OverviewTest)
#include "tst_overview.moc"
