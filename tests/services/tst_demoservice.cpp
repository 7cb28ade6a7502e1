// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "services/deliveryservice.h"
#include "services/demoservice.h"
#include "services/demostory.h"
#include "services/iactservice.h"
#include "testsupport/teststore.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace atalaya;
using namespace atalaya::services;
using model::PhaseEvent;
using test::Backend;
using test::TestStore;

namespace {

const Instant kNow = *parseInstant(u"2026-03-01T12:34:56Z");

QList<PhaseEvent> everything(store::Database& database)
{
    IactService service(database, FixedClock(kNow));
    QList<PhaseEvent> events;
    delivery::PageRequest request{.limit = 10'000, .cursor = {}};
    do {
        const auto page = service.events({}, request);
        if (!page.isOk())
            return {};
        events += page.value().rows;
        request.cursor = page.value().nextCursor;
    } while (!request.cursor.isEmpty());
    return events;
}

QList<QByteArray> keys(store::Database& database)
{
    QList<QByteArray> keys;
    for (const PhaseEvent& event : everything(database))
        keys.append(model::eventKey(event));
    std::sort(keys.begin(), keys.end());
    return keys;
}

Result<qint64> fill(TestStore& store, const DemoOptions& options, Instant now = kNow, StopToken stop = {})
{
    return fillWithDemo(store.database(), FixedClock(now), options, stop, {});
}

} // namespace

class DemoServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameSeedAndDayGiveTheSameData_data() { test::addBackendRows(); }
    void theSameSeedAndDayGiveTheSameData()
    {
        QFETCH(Backend, backend);
        TestStore first(backend), second(backend), other(backend), fewer(backend);
        const DemoOptions options{.days = 60, .projects = 4, .seed = 5};
        const auto created = fill(first, options);
        QVERIFY(created.isOk());
        QVERIFY(created.value() > 400);
        QVERIFY(fill(second, options, kNow + std::chrono::hours(9)).isOk()); // the same day
        QVERIFY(fill(other, {.days = 60, .projects = 4, .seed = 6}).isOk());
        QVERIFY(fill(fewer, {.days = 60, .projects = 3, .seed = 5}).isOk());
        const QList<QByteArray> keysOfFirst = keys(first.database());
        QCOMPARE(keysOfFirst.size(), created.value());
        QCOMPARE(keys(second.database()), keysOfFirst);
        QVERIFY(keys(other.database()) != keysOfFirst);
        // A project more changes nothing in the others.
        const QList<QByteArray> keysOfFewer = keys(fewer.database());
        QVERIFY(std::includes(keysOfFirst.begin(), keysOfFirst.end(), keysOfFewer.begin(), keysOfFewer.end()));
    }

    void everythingSaysThatItIsADemo()
    {
        TestStore store;
        QVERIFY(fill(store, {.days = 120, .projects = 10, .seed = 1}).isOk());
        const QList<PhaseEvent> events = everything(store.database());
        QSet<QString> projects, environments;
        for (const PhaseEvent& event : events) {
            QVERIFY(event.project.startsWith(QLatin1String("demo-")));
            if (event.metadata.value(QLatin1String("source")) != QLatin1String("git-tag"))
                QCOMPARE(event.metadata.value(QLatin1String("demo")), QJsonValue(true));
            QVERIFY(event.createdAt < startOfUtcDay(utcDay(kNow)));
            projects.insert(event.project);
            environments.insert(event.environment);
        }
        QCOMPARE(projects.size(), 10);
        QCOMPARE(environments, (QSet<QString>{QStringLiteral("production"), QStringLiteral("staging")}));
    }

    void aStoreThatHoldsSomethingIsLeftAlone()
    {
        TestStore store;
        QVERIFY(fill(store, {.days = 10, .projects = 1, .seed = 1}).isOk());
        const QList<QByteArray> before = keys(store.database());
        const auto again = fill(store, {.days = 10, .projects = 2, .seed = 1});
        QVERIFY(again.isError());
        QVERIFY(again.error().code == ErrorCode::Conflict);
        QCOMPARE(keys(store.database()), before);
    }

    void stoppedHalfWayNothingIsThere()
    {
        TestStore store;
        StopSource stop;
        int calls = 0;
        const auto stopped = fillWithDemo(store.database(), FixedClock(kNow), {.days = 30, .projects = 5, .seed = 1},
                                          stop.get_token(), [&](const ProgressUpdate& update) {
                                              if (++calls == 3)
                                                  stop.request_stop();
                                              QCOMPARE(update.total, 5);
                                          });
        QVERIFY(stopped.isCancelled());
        QVERIFY(everything(store.database()).isEmpty());
    }

    void optionsOutOfRangeAreRefused()
    {
        TestStore store;
        for (const DemoOptions& options : {DemoOptions{.days = 0}, DemoOptions{.days = 3651},
                                           DemoOptions{.projects = 0}, DemoOptions{.projects = 1001}})
            QCOMPARE(fill(store, options).error().code, ErrorCode::InvalidInput);
    }

    void bothFamiliesCountTheSame()
    {
        TestStore store;
        const FixedClock clock(kNow);
        QVERIFY(fill(store, {.projects = 5}).isOk()); // those that are known by events
        IactService iact(store.database(), clock);
        DeliveryService delivery(store.database(), clock);
        EventFilter production;
        production.environment = QStringLiteral("production");
        const auto summary = iact.summary(production);
        const auto metrics = delivery.metrics({.asOf = kNow});
        QVERIFY(summary.isOk() && metrics.isOk());
        qint64 neverLive = 0, live = 0, wentBack = 0;
        for (const PhaseEvent& event : everything(store.database())) {
            if (event.phase != model::Phase::Deployment || event.environment != production.environment)
                continue;
            neverLive += event.decision == model::Decision::Failed;
            live += event.decision != model::Decision::Failed;
            wentBack += event.decision == model::Decision::Rollback && event.metadata.contains(QLatin1String("fixes"));
        }
        QVERIFY(neverLive > 0);
        QCOMPARE(metrics.value().deployments, summary.value().deploymentFrequency - neverLive);
        QCOMPARE(metrics.value().deployments, live);
        // One change a deployment, but none where an older version came back or one is said to be taken back; those of
        // the first deployment of each service have no lead time.
        const auto rows = delivery.deployments({.asOf = kNow}, {.limit = 10'000}, {});
        QVERIFY(rows.isOk());
        for (const delivery::DeploymentRow& row : rows.value().rows)
            wentBack += std::any_of(row.repairs.cbegin(), row.repairs.cend(), [](const model::RemediationEdge& edge) {
                return edge.kind == model::EdgeKind::Rollback;
            });
        QVERIFY(wentBack > 0);
        QCOMPARE(metrics.value().leadTime.hours.n + metrics.value().leadTime.excludedBaseline, live - wentBack);
        QCOMPARE(metrics.value().baseline.size(), 5);
        QCOMPARE(metrics.value().leadTime.excludedClockSkew, 0);
    }

    void aProjectReleasedByTagsHasItsChanges()
    {
        TestStore store;
        QVERIFY(fill(store, {}).isOk());
        DeliveryService delivery(store.database(), FixedClock(kNow));
        const delivery::Query query{.services = {QStringLiteral("demo-reporting")}, .asOf = kNow};
        const auto rows = delivery.deployments(query, {.limit = 1'000}, {});
        QVERIFY(rows.isOk());
        QVERIFY(rows.value().total > 10);
        const auto changes = delivery.changes(query, std::nullopt, {.limit = 10'000});
        QVERIFY(changes.isOk());
        QVERIFY(changes.value().total > 3 * rows.value().total);
        for (const model::Change& change : changes.value().rows)
            QVERIFY(!change.subject.isEmpty() && change.lines > 0 && change.authored < kNow);
    }

    // What the console shows first must be worth looking at.
    void theNumbersTellAStory()
    {
        TestStore store;
        const FixedClock clock(kNow);
        QVERIFY(fill(store, {}).isOk());
        DeliveryService delivery(store.database(), clock);
        const auto metricsOf = [&](const char* service, int firstDay, int lastDay) {
            delivery::Query query{.asOf = kNow};
            query.services = {QLatin1String(service)};
            query.from = kNow - std::chrono::days(firstDay);
            query.to = kNow - std::chrono::days(lastDay);
            return delivery.metrics(query).value();
        };
        const delivery::Metrics before = metricsOf("demo-payments", 180, 120),
                                after = metricsOf("demo-payments", 60, 0);
        QVERIFY(*after.frequency.perWeek > *before.frequency.perWeek * 1.4);
        QVERIFY(*after.leadTime.hours.p50 < *before.leadTime.hours.p50 / 2);
        QVERIFY(*after.failRate.rate.value() < *before.failRate.rate.value());
        const delivery::Metrics ill = metricsOf("demo-search", 60, 0);
        QVERIFY(*ill.failRate.rate.value() > 0.2);
        QVERIFY(*ill.failRate.rate.value() > *metricsOf("demo-storefront", 60, 0).failRate.rate.value());

        const delivery::Metrics all = delivery.metrics({.asOf = kNow}).value();
        QVERIFY(all.failRate.unjudged > 0);
        QVERIFY(all.recovery.hours.n > 20);
        QVERIFY(all.rework.rate.numerator > 10);
        QVERIFY(all.unattributedIncidents > 0);
        QVERIFY(*all.leadTime.hours.p90 > 4 * *all.leadTime.hours.p50); // a long tail
        for (const model::EdgeKind kind :
             {model::EdgeKind::Manual, model::EdgeKind::Rollback, model::EdgeKind::Incident, model::EdgeKind::Revert,
              model::EdgeKind::Hotfix})
            QVERIFY2(all.failRate.failedByKind.value(kind) > 0, qPrintable(model::edgeKindName(kind)));
    }
};

QTEST_GUILESS_MAIN(DemoServiceTest)
#include "tst_demoservice.moc"
