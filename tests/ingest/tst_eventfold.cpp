// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/eventfold.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace atalaya;
using model::Decision;
using model::Phase;
using model::PhaseEvent;

namespace {

constexpr qint64 kHour = 3'600'000;
constexpr qint64 kBase = 1'700'000'000'000;

Instant atHour(double hour) { return instantFromMs(kBase + qint64(hour * kHour)); }

PhaseEvent made(Phase phase, Decision decision, double hour, std::optional<double> seconds = 0.0)
{
    PhaseEvent event;
    event.cycleId = QStringLiteral("cycle-1");
    event.featureId = QStringLiteral("feature-1");
    event.phase = phase;
    event.decision = decision;
    event.durationSeconds = seconds;
    event.createdAt = atHour(hour);
    event.project = QStringLiteral("shop");
    event.dedupKey = model::eventKey(event);
    return event;
}

PhaseEvent with(PhaseEvent event, const QJsonObject& metadata)
{
    event.metadata = metadata;
    event.dedupKey = model::eventKey(event);
    return event;
}

} // namespace

class EventFoldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDecisionBecomesTheStatus_data()
    {
        QTest::addColumn<QString>("decision");
        QTest::addColumn<QString>("status");
        const auto row = [](const char* decision, const char* status) {
            QTest::newRow(decision) << QString::fromLatin1(decision) << QString::fromLatin1(status);
        };
        row("go", "success");
        row("approved", "success");
        row("success", "success");
        row("rollback", "success");
        row("failed", "failed");
        row("no-go", "cancelled");
        row("rejected", "cancelled");
        row("pending", "pending");
    }
    void theDecisionBecomesTheStatus()
    {
        QFETCH(QString, decision);
        const auto deployment = ingest::deploymentOf(made(Phase::Deployment, *model::decisionFromName(decision), 1));
        QTEST(model::statusName(deployment.status), "status");
    }

    void whatTheSenderLeftOutHasADefault()
    {
        PhaseEvent bare = made(Phase::Deployment, Decision::Go, 1);
        bare.project.clear();
        const auto deployment = ingest::deploymentOf(bare);
        QCOMPARE(deployment.service, QStringLiteral("default"));
        QCOMPARE(deployment.environment, QStringLiteral("production"));
        QCOMPARE(deployment.version, QStringLiteral("cycle-1"));
        QCOMPARE(deployment.sha, QString());
        QCOMPARE(deployment.finished, atHour(1));
        QVERIFY(!deployment.started);
        QCOMPARE(deployment.id, model::deploymentId(deployment.service, deployment.environment, deployment.dedupKey));
    }

    void theMetadataNamesVersionShaAndWhatIsFixed()
    {
        const auto deployment = ingest::deploymentOf(with(made(Phase::Deployment, Decision::Go, 1),
                                                          {{QStringLiteral("version"), QStringLiteral("1.2")},
                                                           {QStringLiteral("sha"), QStringLiteral("abc1234")},
                                                           {QStringLiteral("fixes"), QStringLiteral("1.1")}}));
        QCOMPARE(deployment.version, QStringLiteral("1.2"));
        QCOMPARE(deployment.sha, QStringLiteral("abc1234"));
        QCOMPARE(deployment.fixes, QStringLiteral("1.1"));
        const auto odd = ingest::deploymentOf(with(made(Phase::Deployment, Decision::Go, 1),
                                                   {{QStringLiteral("version"), 7},
                                                    {QStringLiteral("sha"), QJsonObject()},
                                                    {QStringLiteral("fixes"), QString(300, u'x')}}));
        QCOMPARE(odd.version, QStringLiteral("7"));
        QCOMPARE(odd.sha, QString());
        QCOMPARE(odd.fixes, QString());
    }

    void onlyADeploymentWithADurationIsAChange()
    {
        QVERIFY(!ingest::changeOf(made(Phase::Deployment, Decision::Go, 1, std::nullopt)));
        QVERIFY(!ingest::changeOf(made(Phase::Review, Decision::Go, 1, 60)));
        const PhaseEvent sent = made(Phase::Deployment, Decision::Go, 10, 7200.5);
        const auto change = ingest::changeOf(sent);
        QVERIFY(change);
        QCOMPARE(change->authored, instantFromMs(toMs(atHour(8)) - 500));
        QCOMPARE(change->sha, QString::fromLatin1(sent.dedupKey.toHex()));
        QCOMPARE(change->deployment, ingest::deploymentOf(sent).id);
        QVERIFY(!change->lines && !change->files);
    }

    void aRollbackThatNamesWhatItFixesIsNoChange()
    {
        const QJsonObject fixes{{QStringLiteral("fixes"), QStringLiteral("1.2.0")}};
        QVERIFY(!ingest::changeOf(with(made(Phase::Deployment, Decision::Rollback, 1, 60), fixes)));
        QVERIFY(ingest::changeOf(with(made(Phase::Deployment, Decision::Go, 1, 60), fixes)));
        QVERIFY(ingest::changeOf(made(Phase::Deployment, Decision::Rollback, 1, 60)));
    }

    void aFailedRunShipsNothing()
    {
        QVERIFY(ingest::changeOf(made(Phase::Deployment, Decision::Failed, 1, 60))->deployment.isNull());
        QVERIFY(ingest::changeOf(made(Phase::Deployment, Decision::Pending, 1, 60))->deployment.isNull());
    }

    void eachEnvironmentShipsACommitForItself()
    {
        PhaseEvent live = with(made(Phase::Deployment, Decision::Go, 2, 60), {{QStringLiteral("sha"), QStringLiteral("abc1234")}});
        QCOMPARE(ingest::changeOf(live)->sha, QStringLiteral("abc1234"));
        live.environment = QStringLiteral("staging");
        QCOMPARE(ingest::changeOf(live)->sha, QStringLiteral("abc1234@staging"));
    }

    void incidentsComeFromTheEventsOfACycle_data()
    {
        QTest::addColumn<QList<PhaseEvent>>("events");
        QTest::addColumn<double>("detected"); // hours; −1: no incident
        QTest::addColumn<double>("resolved"); // −1: open
        QTest::addColumn<double>("cause");    // when the deployment finished; −1: none
        const PhaseEvent deployed = made(Phase::Deployment, Decision::Success, 1);
        const PhaseEvent again = made(Phase::Deployment, Decision::Go, 2);
        const PhaseEvent failed = made(Phase::Deployment, Decision::Failed, 2.5);
        const PhaseEvent incident = made(Phase::Incident, Decision::Pending, 3);
        const PhaseEvent second = made(Phase::Incident, Decision::Failed, 3.5);
        const PhaseEvent recovery = made(Phase::Recovery, Decision::Resolved, 5, 2 * 3600);
        const PhaseEvent early = made(Phase::Recovery, Decision::Fixed, 2.75, 3600);
        const PhaseEvent long_ = made(Phase::Recovery, Decision::Resolved, 9, 8 * 3600);
        const PhaseEvent atOnce = made(Phase::Recovery, Decision::Resolved, 3, 3600);
        const PhaseEvent closed = made(Phase::Incident, Decision::Fixed, 6.5, 2 * 3600);
        const PhaseEvent upkeep = made(Phase::Maintenance, Decision::Resolved, 2, 3600);
        const PhaseEvent attempt = made(Phase::Recovery, Decision::Failed, 6, 3600);
        const PhaseEvent maintenance = made(Phase::Maintenance, Decision::Fixed, 7, 3600);
        const PhaseEvent rollback = made(Phase::Deployment, Decision::Rollback, 4);
        const PhaseEvent late = made(Phase::Deployment, Decision::Rollback, 8);
        const PhaseEvent together = made(Phase::Deployment, Decision::Go, 4);
        const PhaseEvent after = made(Phase::Deployment, Decision::Go, 6);
        using Events = QList<PhaseEvent>;
        QTest::newRow("nothing happened") << Events{deployed, again} << -1. << -1. << -1.;
        QTest::newRow("failed deployment") << Events{deployed, failed} << -1. << -1. << -1.;
        QTest::newRow("open") << Events{deployed, incident} << 3. << -1. << 1.;
        QTest::newRow("latest deployment before it") << Events{deployed, again, failed, incident} << 3. << -1. << 2.;
        QTest::newRow("first report counts") << Events{second, incident} << 3. << -1. << -1.;
        QTest::newRow("resolved") << Events{deployed, incident, recovery} << 3. << 5. << 1.;
        QTest::newRow("recovery before the report") << Events{incident, early} << 1.75 << 2.75 << -1.;
        QTest::newRow("first restoration counts") << Events{incident, recovery, maintenance, attempt} << 3. << 5. << -1.;
        QTest::newRow("of recoveries the first decides") << Events{deployed, recovery, long_} << 3. << 5. << 1.;
        QTest::newRow("report and recovery at once") << Events{incident, atOnce} << 3. << 3. << -1.;
        QTest::newRow("resolved by its own report") << Events{deployed, incident, closed} << 3. << 6.5 << 1.;
        QTest::newRow("its own report and a recovery") << Events{incident, closed, recovery, maintenance} << 3. << 5. << -1.;
        QTest::newRow("resolved report alone") << Events{deployed, closed} << 4.5 << 6.5 << 1.;
        QTest::newRow("maintenance before it restores nothing") << Events{upkeep, incident} << 3. << -1. << -1.;
        QTest::newRow("recovery alone") << Events{deployed, recovery} << 3. << 5. << 1.;
        QTest::newRow("maintenance alone") << Events{deployed, maintenance} << -1. << -1. << -1.;
        QTest::newRow("attempt alone") << Events{deployed, attempt} << -1. << -1. << -1.;
        QTest::newRow("rolled back") << Events{deployed, rollback, recovery} << 4. << 4. << 1.;
        QTest::newRow("a rollback restores") << Events{deployed, rollback} << 4. << 4. << 1.;
        QTest::newRow("report before rollback") << Events{deployed, rollback, incident} << 3. << 4. << 1.;
        QTest::newRow("a rollback after it was restored") << Events{deployed, incident, recovery, late} << 3. << 5. << 1.;
        QTest::newRow("latest that is no rollback") << Events{deployed, again, rollback, late} << 4. << 4. << 2.;
        QTest::newRow("one that failed was not live") << Events{deployed, failed, rollback} << 4. << 4. << 1.;
        QTest::newRow("at the same moment") << Events{deployed, together, rollback} << 4. << 4. << 4.;
        QTest::newRow("a lone rollback") << Events{rollback} << 4. << -1. << 4.;
        QTest::newRow("a lone rollback and what repaired it") << Events{rollback, recovery} << 4. << 5. << 4.;
        QTest::newRow("rollbacks alone") << Events{rollback, late} << 4. << -1. << 4.;
        QTest::newRow("deployed again after it") << Events{rollback, after} << 4. << -1. << 4.;
    }
    void incidentsComeFromTheEventsOfACycle()
    {
        QFETCH(QList<PhaseEvent>, events);
        QFETCH(double, detected);
        QFETCH(double, resolved);
        QFETCH(double, cause);
        std::sort(events.begin(), events.end(),
                  [](const PhaseEvent& left, const PhaseEvent& right) { return left.dedupKey < right.dedupKey; });
        const auto first = ingest::incidentOf(events);
        QCOMPARE(first.has_value(), detected >= 0);
        if (first) {
            QCOMPARE(first->detected, atHour(detected));
            QCOMPARE(first->resolved.has_value(), resolved >= 0);
            if (first->resolved)
                QCOMPARE(*first->resolved, atHour(resolved));
            model::DeploymentId stated;
            for (const PhaseEvent& sent : std::as_const(events)) {
                const bool isNamed = sent.phase == Phase::Deployment && sent.decision != Decision::Failed &&
                                     sent.createdAt == atHour(cause);
                if (isNamed && (stated.isNull() || sent.decision != Decision::Rollback))
                    stated = ingest::deploymentOf(sent).id;
            }
            QCOMPARE(first->statedCause, stated);
            QCOMPARE(first->title, QStringLiteral("cycle-1"));
        }
        // What had been created by a moment gives what was known by then.
        for (const PhaseEvent& moment : std::as_const(events)) {
            QList<PhaseEvent> then;
            std::copy_if(events.cbegin(), events.cend(), std::back_inserter(then),
                         [&moment](const PhaseEvent& event) { return event.createdAt <= moment.createdAt; });
            std::optional<model::Incident> seen = first && first->known <= moment.createdAt ? first : std::nullopt;
            if (seen && seen->resolved && *seen->resolved > moment.createdAt)
                seen->resolved.reset();
            QVERIFY(ingest::incidentOf(then) == seen);
        }
        // Any order, any repetition.
        do {
            QVERIFY(ingest::incidentOf(events) == first);
        } while (std::next_permutation(events.begin(), events.end(), [](const PhaseEvent& left, const PhaseEvent& right) {
            return left.dedupKey < right.dedupKey;
        }));
        QVERIFY(ingest::incidentOf(events + events) == first);
    }

    void rollbacksTakeBackTheLatestThatIsNone()
    {
        const PhaseEvent early = made(Phase::Deployment, Decision::Rollback, 0.5), first = made(Phase::Deployment, Decision::Success, 1),
                         failed = made(Phase::Deployment, Decision::Failed, 1.5), second = made(Phase::Deployment, Decision::Go, 2),
                         back = made(Phase::Deployment, Decision::Rollback, 3), again = made(Phase::Deployment, Decision::Rollback, 4),
                         third = made(Phase::Deployment, Decision::Approved, 5), third2 = made(Phase::Deployment, Decision::Rollback, 5);
        const auto id = [](const PhaseEvent& event) { return ingest::deploymentOf(event).id; };
        const QHash<model::DeploymentId, model::DeploymentId> expected{
            {id(back), id(second)}, {id(again), id(second)}, {id(third2), id(third)}};
        QList<PhaseEvent> events{early, first, failed, second, back, again, third, third2};
        std::mt19937 random(3);
        for (int round = 0; round < 20; ++round) {
            QCOMPARE(ingest::rollbacksOf(events), expected);
            QCOMPARE(ingest::rollbacksOf(events + events), expected);
            std::shuffle(events.begin(), events.end(), random);
        }
        QVERIFY(ingest::rollbacksOf({first, second}).isEmpty());
    }

    void ofTwoDeploymentsAtOnceTheChoiceIsFixed()
    {
        const PhaseEvent one = with(made(Phase::Deployment, Decision::Go, 1), {{QStringLiteral("version"), QStringLiteral("a")}});
        const PhaseEvent two = with(made(Phase::Deployment, Decision::Go, 1), {{QStringLiteral("version"), QStringLiteral("b")}});
        const PhaseEvent incident = made(Phase::Incident, Decision::Pending, 3);
        QCOMPARE(ingest::incidentOf({one, two, incident})->statedCause, ingest::incidentOf({incident, two, one})->statedCause);
    }
};

QTEST_GUILESS_MAIN(EventFoldTest)
#include "tst_eventfold.moc"
