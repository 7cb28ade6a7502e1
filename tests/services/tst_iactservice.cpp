// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "services/iactservice.h"
#include "testsupport/randomevents.h"
#include "testsupport/teststore.h"

#include <QSemaphore>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>
#include <vector>

using namespace atalaya;
using namespace atalaya::services;
using delivery::Page;
using model::Decision;
using model::Phase;
using model::PhaseEvent;
using test::Backend;
using test::TestStore;

namespace {

const Instant kBegin = *parseInstant(u"2026-01-01");
const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");
constexpr int kDays = 50;

PhaseEvent eventOf(Phase phase, Decision decision, double seconds, Instant at,
                   const QString& cycle = QStringLiteral("c"))
{
    PhaseEvent event;
    event.cycleId = cycle;
    event.featureId = QStringLiteral("f");
    event.phase = phase;
    event.decision = decision;
    event.durationSeconds = seconds;
    event.createdAt = at;
    event.dedupKey = model::eventKey(event);
    return event;
}

/// Each event once.
QList<PhaseEvent> distinct(const QList<PhaseEvent>& events)
{
    QSet<QByteArray> seen;
    QList<PhaseEvent> once;
    for (const PhaseEvent& event : events) {
        if (!seen.contains(event.dedupKey))
            once.append(event);
        seen.insert(event.dedupKey);
    }
    return once;
}

/// What its sender left unnamed has a name all the same.
QString named(const QString& name, const char* otherwise)
{
    return name.isEmpty() ? QString::fromLatin1(otherwise) : name;
}

bool isIn(const PhaseEvent& event, const EventFilter& filter)
{
    return (!filter.from || event.createdAt >= *filter.from) && (!filter.to || event.createdAt < *filter.to) &&
           (filter.project.isEmpty() || named(event.project, "default") == filter.project) &&
           (filter.team.isEmpty() || event.team == filter.team) &&
           (filter.environment.isEmpty() || named(event.environment, "production") == filter.environment);
}

/// contract/api.md, word by word, in long doubles.
struct Naive
{
    qint64 deployments = 0, successes = 0, failures = 0, restores = 0;
    long double leadSeconds = 0, restoreSeconds = 0;
    QSet<QString> cycles;

    void add(const PhaseEvent& event)
    {
        cycles.insert(event.cycleId);
        const long double seconds = (long double)(*event.durationSeconds);
        if (event.phase == Phase::Deployment) {
            ++deployments;
            leadSeconds += seconds;
            const QString decision = model::decisionName(event.decision);
            if (QStringList{QStringLiteral("go"), QStringLiteral("approved"), QStringLiteral("success")}.contains(
                    decision))
                ++successes;
            if (QStringList{QStringLiteral("no-go"), QStringLiteral("rollback"), QStringLiteral("failed")}.contains(
                    decision))
                ++failures;
        }
        if ((event.phase == Phase::Recovery || event.phase == Phase::Maintenance) &&
            (event.decision == Decision::Resolved || event.decision == Decision::Fixed)) {
            ++restores;
            restoreSeconds += seconds;
        }
    }
    double lead() const { return deployments == 0 ? 0 : double(leadSeconds / deployments / 3600); }
    double restore() const { return restores == 0 ? 0 : double(restoreSeconds / restores / 3600); }
    double rate() const
    {
        return successes + failures == 0 ? 0 : 100.0 * double(failures) / double(successes + failures);
    }
};

/// Two decimals of the same figure: within half a hundredth, and a hair for the naive sum's own rounding.
bool isRounded(double published, double exact)
{
    return std::abs(published - exact) <= 0.005 + 1e-7 &&
           qFuzzyCompare(1 + published * 100, 1 + std::round(published * 100));
}

Naive naive(const QList<PhaseEvent>& events, const EventFilter& filter)
{
    Naive figures;
    for (const PhaseEvent& event : events) {
        if (isIn(event, filter))
            figures.add(event);
    }
    return figures;
}

} // namespace

class IactServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fourFiguresHaveOneWord_data()
    {
        QTest::addColumn<qint64>("deployments");
        QTest::addColumn<double>("days");
        QTest::addColumn<double>("lead");
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("restore");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, qint64 deployments, double days, double lead, double rate, double restore,
                            const char* word) {
            QTest::newRow(name) << deployments << days << lead << rate << restore << QString::fromLatin1(word);
        };
        row("the contract's check", 5, 30, 30, 30, 200, "High");
        row("the contract's check with 31 %", 5, 30, 30, 31, 200, "Medium");
        row("three elite", 8, 7, 0.99, 15, 500, "Elite");
        row("more than seven a week, not seven", 7, 7, 0.5, 15, 500, "Low");
        row("once a week is high", 4, 28, 23.99, 99, 999, "High");
        row("a little less is not", 4, 28.01, 23.99, 46, 167.99, "Medium");
        row("lead time below one day", 0, 30, 24, 30, 23.99, "High");
        row("a month between deployments", 1, 28, 167.99, 99, 999, "Medium");
        row("a little longer", 1, 28.01, 167.99, 99, 999, "Low");
        row("fail rate at 45", 0, 30, 168, 45, 167.99, "Medium");
        row("fail rate above 45", 0, 30, 168, 45.01, 167.99, "Low");
        row("two elite and two low", 8, 7, 0.5, 99, 999, "Low");
        row("no days", 5, 0, 30, 30, 30, "Medium");
    }
    void fourFiguresHaveOneWord()
    {
        QFETCH(qint64, deployments);
        QFETCH(double, days);
        QFETCH(double, lead);
        QFETCH(double, rate);
        QFETCH(double, restore);
        QTEST(iactClassification(deployments, days, lead, rate, restore), "word");
    }

    void figuresAreRoundedHalfAwayFromZero_data()
    {
        QTest::addColumn<QList<double>>("seconds");
        QTest::addColumn<double>("hours");
        QTest::newRow("half a hundredth") << QList<double>{18} << 0.01;
        QTest::newRow("just below") << QList<double>{17.999999} << 0.0;
        QTest::newRow("1.005 h, which no double holds") << QList<double>{3618} << 1.01;
        QTest::newRow("mean of three at a half") << QList<double>{3618, 3618, 3618} << 1.01;
        QTest::newRow("mean of two") << QList<double>{0, 3636} << 0.51;
        QTest::newRow("ten years, many times")
            << QList<double>(200, model::PhaseEvent::kMaxDurationSeconds) << 87'660.0;
    }
    void figuresAreRoundedHalfAwayFromZero()
    {
        QFETCH(QList<double>, seconds);
        TestStore store;
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        QList<PhaseEvent> events;
        for (qsizetype place = 0; place < seconds.size(); ++place) {
            const QString cycle = QString::number(place);
            events.append(eventOf(Phase::Deployment, Decision::Pending, seconds[place], kNow, cycle));
            events.append(eventOf(Phase::Maintenance, Decision::Fixed, seconds[place], kNow, cycle));
        }
        QVERIFY(service.add(events).isOk());
        const auto summary = service.summary(lastDays(kNow, 1));
        QVERIFY(summary.isOk());
        QTEST(summary.value().leadTimeHours, "hours");
        QTEST(summary.value().mttrHours, "hours");
        QCOMPARE(summary.value().changeFailureRate, 0.0);
    }

    void failureRateIsRoundedFromWholeNumbers()
    {
        TestStore store;
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        QList<PhaseEvent> events;
        for (int number = 0; number < 16; ++number) // 1 of 16 is 6.25, 1 of 15 is 6.666…
            events.append(eventOf(Phase::Deployment, number == 0 ? Decision::NoGo : Decision::Go, number, kNow));
        QVERIFY(service.add(events.first(15)).isOk());
        QCOMPARE(service.summary(lastDays(kNow, 1)).value().changeFailureRate, 6.67);
        QVERIFY(service.add(events).isOk());
        QCOMPARE(service.summary(lastDays(kNow, 1)).value().changeFailureRate, 6.25);
    }

    void anyWindowAndFilterGivesWhatTheContractSays_data() { test::addBackendRows(); }
    void anyWindowAndFilterGivesWhatTheContractSays()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        const QList<PhaseEvent> sent = test::randomEvents(3000, 7, kBegin, kDays);
        const QList<PhaseEvent> events = distinct(sent);
        QCOMPARE(service.add(sent).value().created, events.size());

        std::mt19937_64 random(11);
        const auto below = [&random](qint64 limit) { return qint64(random() % quint64(limit)); };
        const QStringList projects{QString(), QString(), QStringLiteral("payments"), QStringLiteral("ñandú \"x\""),
                                   QStringLiteral("default")};
        const QStringList teams{QString(), QString(), QStringLiteral("b")};
        const QStringList environments{QString(), QString(), QStringLiteral("staging"), QStringLiteral("production")};
        for (int round = 0; round < 150; ++round) {
            EventFilter filter;
            const Instant one = kBegin + Milliseconds(below(kDays * 86'400'000LL)),
                          other = kBegin + Milliseconds(below(kDays * 86'400'000LL));
            filter.from = std::min(one, other);
            filter.to = std::max(one, other);
            if (round % 3 == 1) // within a day, and whole days
                filter.to = *filter.from + Milliseconds(below(86'400'000));
            if (round % 5 == 2)
                filter = wholeDays(utcDay(*filter.from), utcDay(*filter.to));
            filter.project = projects[below(projects.size())];
            filter.team = teams[below(teams.size())];
            filter.environment = environments[below(environments.size())];
            const auto summary = service.summary(filter);
            QVERIFY(summary.isOk());
            const Naive expected = naive(events, filter);
            QCOMPARE(summary.value().deploymentFrequency, expected.deployments);
            QCOMPARE(summary.value().totalCycles, expected.cycles.size());
            QVERIFY(isRounded(summary.value().leadTimeHours, expected.lead()));
            QVERIFY(isRounded(summary.value().changeFailureRate, expected.rate()));
            QVERIFY(isRounded(summary.value().mttrHours, expected.restore()));
        }
    }

    void daysFollowEachOtherWithoutHoles_data() { test::addBackendRows(); }
    void daysFollowEachOtherWithoutHoles()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        const QList<PhaseEvent> events = distinct(test::randomEvents(60, 3, kBegin, kDays)); // some days stay empty
        QVERIFY(service.add(events).isOk());
        EventFilter filter;
        filter.from = kBegin - Milliseconds(5);
        filter.to = kBegin + std::chrono::days(kDays) - std::chrono::hours(30);
        filter.environment = QStringLiteral("production");
        const auto days = service.daily(filter);
        QVERIFY(days.isOk());
        QCOMPARE(days.value().size(), kDays); // one before, one less at the end
        for (qsizetype place = 0; place < days.value().size(); ++place) {
            const IactDay& day = days.value()[place];
            QCOMPARE(day.day, utcDay(kBegin) - 1 + place);
            EventFilter ofDay = filter;
            ofDay.from = std::max(*filter.from, startOfUtcDay(day.day));
            ofDay.to = std::min(*filter.to, startOfUtcDay(day.day + 1));
            const Naive expected = naive(events, ofDay);
            QCOMPARE(day.deployments, expected.deployments);
            QCOMPARE(day.leadTimeHours.has_value(), expected.deployments > 0);
            QCOMPARE(day.changeFailureRate.has_value(), expected.successes + expected.failures > 0);
            QCOMPARE(day.mttrHours.has_value(), expected.restores > 0);
            QVERIFY(isRounded(day.leadTimeHours.value_or(0), expected.lead()));
            QVERIFY(isRounded(day.changeFailureRate.value_or(0), expected.rate()));
            QVERIFY(isRounded(day.mttrHours.value_or(0), expected.restore()));
        }
    }

    void aWindowOfDaysIsClosedAtBothEnds()
    {
        TestStore store;
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        const Instant begin = kNow - std::chrono::days(28);
        QList<PhaseEvent> events;
        for (const Instant at : {begin - Milliseconds(1), begin, kNow, kNow + Milliseconds(1)})
            events.append(eventOf(Phase::Deployment, Decision::Success, 100, at));
        events.append(eventOf(Phase::Deployment, Decision::Success, 101, kNow));
        events.append(eventOf(Phase::Deployment, Decision::Success, 102, kNow));
        QVERIFY(service.add(events).isOk());
        const IactSummary summary = service.summary(lastDays(kNow, 28)).value();
        QCOMPARE(summary.deploymentFrequency, 4);
        const QJsonObject period = toJson(summary).value(QLatin1String("period")).toObject();
        QCOMPARE(period.value(QLatin1String("start")).toString(), QStringLiteral("2026-02-01T12:00:00Z"));
        QCOMPARE(period.value(QLatin1String("end")).toString(), QStringLiteral("2026-03-01T12:00:00Z"));
        // Once a week exactly is "high": the millisecond that closes the window does not make it less.
        QCOMPARE(summary.classification, QStringLiteral("Elite"));
        QCOMPARE(service.summary(wholeDays(utcDay(begin), utcDay(begin))).value().deploymentFrequency, 2);
    }

    void withoutAWindowItIsFromTheFirstEventToNow()
    {
        TestStore store;
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        QCOMPARE(service.summary({}).value().deploymentFrequency, 0);
        QVERIFY(service.daily({}).value().isEmpty());
        QVERIFY(service
                    .add({eventOf(Phase::Deployment, Decision::Go, 1, kBegin + std::chrono::hours(7)),
                          eventOf(Phase::Deployment, Decision::Go, 1, *parseInstant(u"2100-01-01"))})
                    .isOk());
        const IactSummary summary = service.summary({}).value();
        QCOMPARE(summary.deploymentFrequency, 1);
        QCOMPARE(toIso(summary.from), QStringLiteral("2026-01-01T00:00:00Z"));
        QCOMPARE(service.daily({}).value().size(), 60);
    }

    void windowsThatAreNoneAreRefused()
    {
        TestStore store;
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        EventFilter backwards;
        backwards.from = kNow;
        backwards.to = kBegin;
        QCOMPARE(service.summary(backwards).error().code, ErrorCode::InvalidInput);
        QCOMPARE(service.daily(backwards).error().code, ErrorCode::InvalidInput);
        EventFilter long_ = wholeDays(0, 2'900'000);
        QCOMPARE(service.daily(long_).error().code, ErrorCode::InvalidInput);
        QVERIFY(service.summary(long_).isOk());
        QCOMPARE(service.daily(wholeDays(0, 47'847)).value().size(), 47'848); // 1970 to 2100
    }

    void anyOrderAndRepetitionGivesTheSameSummary_data() { test::addBackendRows(); }
    void anyOrderAndRepetitionGivesTheSameSummary()
    {
        QFETCH(Backend, backend);
        const FixedClock clock(kNow);
        const QList<PhaseEvent> events = test::randomEvents(5000, 42, kBegin, kDays);
        QSet<QByteArray> summaries;
        const auto outcome = [&](IactService& service) {
            const auto days = service.daily(wholeDays(utcDay(kBegin), utcDay(kBegin) + kDays)).value();
            QByteArray text = compactJson(toJson(service.summary({}).value()));
            for (const IactDay& day : days)
                text += QByteArray::number(day.deployments) + ' ' + QByteArray::number(day.leadTimeHours.value_or(-1)) +
                        ' ' + QByteArray::number(day.changeFailureRate.value_or(-1)) + ' ' +
                        QByteArray::number(day.mttrHours.value_or(-1)) + '\n';
            return text;
        };
        const auto addInPieces = [&](QList<PhaseEvent> list, qsizetype piece) {
            TestStore store(backend);
            IactService service(store.database(), clock);
            qint64 created = 0;
            for (qsizetype at = 0; at < list.size(); at += piece)
                created += service.add(list.mid(at, piece)).value().created;
            QCOMPARE(created, distinct(events).size());
            summaries.insert(outcome(service));
        };
        QList<PhaseEvent> shuffled = events + events.first(1000);
        std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937_64(5));
        addInPieces(events, events.size());
        addInPieces(events, 1);
        addInPieces(shuffled, 777);
        QCOMPARE(summaries.size(), 1);
    }

    void anEventThatIsThereKeepsItsId_data() { test::addBackendRows(); }
    void anEventThatIsThereKeepsItsId()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        const PhaseEvent one = eventOf(Phase::Planning, Decision::Go, 1, kNow, QStringLiteral("1"));
        const PhaseEvent two = eventOf(Phase::Planning, Decision::Go, 1, kNow, QStringLiteral("2"));
        const IactService::Added first = service.add({one, one}).value();
        QCOMPARE(first.created, 1);
        QCOMPARE(first.ids.size(), 2);
        QCOMPARE(first.ids[0], first.ids[1]);
        QCOMPARE(first.createdAt, (QList<Instant>{kNow, kNow}));
        const qint64 version = service.dataVersion().value();
        QCOMPARE(service.add({one}).value().created, 0);
        QCOMPARE(service.dataVersion().value(), version);
        const IactService::Added second = service.add({two, one}).value();
        QCOMPARE(second.created, 1);
        QCOMPARE(second.ids[1], first.ids[0]);
        QVERIFY(second.ids[0] != first.ids[0]);
        QCOMPARE(service.dataVersion().value(), version + 1);
        QCOMPARE(service.add({}).value().created, 0);
    }

    void pagesShowEachEventOnceWhileMoreArrive_data() { test::addBackendRows(); }
    void pagesShowEachEventOnceWhileMoreArrive()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        const QList<PhaseEvent> events = distinct(test::randomEvents(700, 9, kBegin, kDays));
        QVERIFY(service.add(events).isOk());
        EventFilter filter = lastDays(kNow, 90);
        filter.phase = Phase::Deployment;
        qsizetype wanted = 0;
        for (const PhaseEvent& event : events)
            wanted += event.phase == Phase::Deployment;

        QList<PhaseEvent> seen;
        delivery::PageRequest request{.limit = 37, .cursor = {}};
        int round = 0;
        do {
            // The window moves with the clock of who asks, and events arrive everywhere.
            EventFilter moved = filter;
            moved.from = *filter.from + std::chrono::minutes(round);
            moved.to = *filter.to + std::chrono::minutes(round);
            const auto page = service.events(moved, request);
            QVERIFY(page.isOk());
            QCOMPARE(page.value().total, wanted);
            QVERIFY(page.value().rows.size() <= request.limit);
            seen += page.value().rows;
            request.cursor = page.value().nextCursor;
            ++round;
            QVERIFY(
                service.add({eventOf(Phase::Deployment, Decision::Go, round, kBegin + std::chrono::days(round * 3))})
                    .isOk());
        } while (!request.cursor.isEmpty());
        QCOMPARE(seen.size(), wanted);
        QVERIFY(std::is_sorted(seen.begin(), seen.end(), [](const PhaseEvent& left, const PhaseEvent& right) {
            return std::tie(left.createdAt, left.id) > std::tie(right.createdAt, right.id);
        }));
        QCOMPARE(distinct(seen).size(), wanted);
    }

    void theLastPageHasNoNext()
    {
        TestStore store;
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        QVERIFY(
            service
                .add({eventOf(Phase::Review, Decision::Go, 1, kBegin), eventOf(Phase::Review, Decision::Go, 2, kBegin)})
                .isOk());
        QVERIFY(service.events({}, {.limit = 2, .cursor = {}}).value().nextCursor.isEmpty());
        const auto first = service.events({}, {.limit = 1, .cursor = {}}).value();
        QVERIFY(!first.nextCursor.isEmpty());
        const auto last = service.events({}, {.limit = 1, .cursor = first.nextCursor}).value();
        QVERIFY(last.nextCursor.isEmpty());
        QCOMPARE(last.rows.size(), 1);
        QVERIFY(last.rows[0].id < first.rows[0].id);
    }

    void aCursorIsGoodForItsListOnly()
    {
        TestStore store;
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        QVERIFY(service.add(test::randomEvents(20, 1, kBegin, 5)).isOk());
        const QString cursor = service.events({}, {.limit = 2, .cursor = {}}).value().nextCursor;
        EventFilter other;
        other.team = QStringLiteral("a");
        QCOMPARE(service.events(other, {.limit = 2, .cursor = cursor}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(service.events(lastDays(kNow, 7), {.limit = 2, .cursor = cursor}).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(service.events({}, {.limit = 2, .cursor = QStringLiteral("AAAA")}).error().code,
                 ErrorCode::InvalidInput);
        for (const int limit : {0, -1, 10'001})
            QCOMPARE(service.events({}, {.limit = limit, .cursor = {}}).error().code, ErrorCode::InvalidInput);
    }

    void aKeyGivesTheFirstAnswerForADay_data() { test::addBackendRows(); }
    void aKeyGivesTheFirstAnswerForADay()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        FixedClock clock(kNow);
        IactService service(store.database(), clock);
        const QString key = QStringLiteral("key-1");
        const QList<PhaseEvent> events{eventOf(Phase::Testing, Decision::Go, 1, kNow),
                                       eventOf(Phase::Testing, Decision::Go, 2, kNow)};
        const QList<PhaseEvent> others{eventOf(Phase::Testing, Decision::Go, 3, kNow)};
        const IactService::Added first = service.addOnce(key, "body", events).value();
        QCOMPARE(first.created, 2);

        clock.set(kNow + std::chrono::hours(24));
        const IactService::Added again =
            service.addOnce(key, "body", others).value(); // what it would add does not matter
        QCOMPARE(again.created, 2);
        QCOMPARE(again.ids, first.ids);
        QCOMPARE(again.createdAt, first.createdAt);
        QCOMPARE(service.addOnce(key, "another body", others).error().code, ErrorCode::Conflict);
        QCOMPARE(service.events({}, {}).value().total, 2);

        clock.set(kNow + std::chrono::hours(24) + Milliseconds(1));
        QCOMPARE(service.addOnce(key, "another body", others).value().created, 1);
        QCOMPARE(service.events({}, {}).value().total, 3);
    }

    void aWriteWaitsNoLongerThanItMay_data()
    {
        QTest::addColumn<Backend>("backend");
        QTest::addColumn<bool>("byAnotherProgram");
        QTest::newRow("this program writes, sqlite") << Backend::Sqlite << false;
        QTest::newRow("another program writes, sqlite") << Backend::Sqlite << true;
        if (test::hasMySql())
            QTest::newRow("another program writes, mysql") << Backend::MySql << true;
    }
    void aWriteWaitsNoLongerThanItMay()
    {
        QFETCH(Backend, backend);
        QFETCH(bool, byAnotherProgram);
        TestStore store(backend);
        const FixedClock clock(kNow);
        IactService service(store.database(), clock);
        const QList<PhaseEvent> events{eventOf(Phase::Testing, Decision::Go, 1, kNow)};
        const QString key = QStringLiteral("key");
        const auto soon = [] { return std::chrono::steady_clock::now() + Milliseconds(50); };
        store::Opened other = store::Database::open(store.location());
        store::Database& holder = byAnotherProgram ? *other.database : store.database();
        QSemaphore held, release;
        std::jthread writer([&] {
            (void)holder
                .write([&](store::Transaction&) {
                    held.release();
                    release.acquire();
                    return ok();
                })
                .isOk();
        });
        held.acquire();
        const auto late = service.add(events, {.until = soon()});
        const auto lateOnce = service.addOnce(key, "b", events, {.until = soon()});
        // A caller who leaves is told so, however long it would have waited.
        StopSource stop;
        std::jthread leaving([&stop] { stop.request_stop(); });
        const auto left = service.add(events, {.stop = stop.get_token()});
        release.release();
        writer.join();
        for (const auto* refused : {&late, &lateOnce}) {
            QVERIFY(refused->isError());
            QCOMPARE(refused->error().code, ErrorCode::Unavailable);
        }
        QVERIFY(left.isCancelled());
        QCOMPARE(service.events({}, {}).value().total, 0);
        QCOMPARE(service.addOnce(key, "b", events, {.until = soon() + std::chrono::minutes(1)}).value().created, 1);
    }

    void manyWithOneKeyCreateOnce_data() { test::addBackendRows(); }
    void manyWithOneKeyCreateOnce()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        const FixedClock clock(kNow);
        store::Database& database = store.database();
        std::atomic<int> created = 0, failed = 0;
        std::mutex mutex;
        QSet<qint64> ids;
        {
            std::vector<std::jthread> threads;
            for (int number = 0; number < 8; ++number) {
                threads.emplace_back([&, number] {
                    IactService service(database, clock);
                    // Without a time of its own each would be an event: only the key makes them one.
                    const auto added =
                        service.addOnce(QStringLiteral("k"), "b", {eventOf(Phase::Review, Decision::Go, number, kNow)});
                    if (!added.isOk()) {
                        ++failed;
                        return;
                    }
                    created += int(added.value().created);
                    const std::lock_guard lock(mutex);
                    ids.insert(added.value().ids[0]);
                });
            }
        }
        QCOMPARE(failed.load(), 0);
        QCOMPARE(created.load(), 8); // everybody hears that one was created …
        QCOMPARE(ids.size(), 1);     // … and it is the same one
        IactService service(database, clock);
        QCOMPARE(service.events({}, {}).value().total, 1);
    }
};

QTEST_GUILESS_MAIN(IactServiceTest)
#include "tst_iactservice.moc"
