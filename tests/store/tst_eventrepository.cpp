// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "store/eventrepository.h"
#include "testsupport/teststore.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace atalaya;
using namespace atalaya::store;
using model::Decision;
using model::Phase;
using model::PhaseEvent;
using test::Backend;
using test::TestStore;

namespace {

constexpr qint64 kDayMs = 86'400'000;
constexpr qint64 kStart = 19'700 * kDayMs; // some UTC midnight
constexpr int kDays = 12;

/// Random, but the same in every run.
class Maker
{
public:
    explicit Maker(quint32 seed) : m_random(seed) {}

    int below(int limit) { return int(m_random.bounded(limit)); }
    QString pick(const char* prefix, int kinds)
    {
        const int kind = below(kinds + 1);
        return kind == 0 ? QString() : QLatin1String(prefix) + QString::number(kind);
    }
    PhaseEvent event()
    {
        PhaseEvent event;
        event.project = pick("project-", 3);
        event.team = pick("team-", 2);
        event.environment = below(3) == 0 ? QStringLiteral("production") : pick("env-", 2);
        event.cycleId = QStringLiteral("cycle-%1").arg(below(40));
        event.featureId = QStringLiteral("feature-%1").arg(below(5));
        event.phase = Phase(below(9));
        event.decision = Decision(below(10));
        // Many at the same moment, and some on the edges of days.
        const qint64 day = kStart + below(kDays) * kDayMs;
        const qint64 moments[] = {day, day + kDayMs - 1, day + 3'600'000 * below(24), day + below(int(kDayMs))};
        event.createdAt = instantFromMs(moments[below(4)]);
        if (below(5) != 0)
            event.durationSeconds = below(2) ? below(1'000'000) / 7.0 : double(below(100));
        if (below(4) == 0)
            event.metadata = {{QStringLiteral("sha"), pick("abc", 9)}, {QStringLiteral("n"), below(1000)}};
        event.dedupKey = model::eventKey(event, QByteArray::number(below(1 << 30)));
        return event;
    }
    QList<PhaseEvent> events(int count)
    {
        QList<PhaseEvent> list;
        for (int i = 0; i < count; ++i)
            list.append(event());
        return list;
    }
    EventFilter filter()
    {
        EventFilter filter;
        const auto moment = [this] {
            const qint64 day = kStart + (below(kDays + 4) - 2) * kDayMs;
            return instantFromMs(below(3) == 0 ? day : day + below(int(kDayMs)));
        };
        if (below(4) != 0)
            filter.from = moment();
        if (below(4) != 0)
            filter.to = moment();
        if (below(3) == 0)
            filter.project = below(4) == 0 ? QStringLiteral("default") : pick("project-", 4);
        if (below(3) == 0)
            filter.team = pick("team-", 2);
        if (below(3) == 0)
            filter.environment = below(2) == 0 ? QStringLiteral("production") : pick("env-", 3);
        return filter;
    }

private:
    QRandomGenerator m_random;
};

/// What the repository is to do, done the plain way.
bool matches(const EventFilter& filter, const PhaseEvent& event)
{
    const auto named = [](const QString& name, const char* unnamed) {
        return name.isEmpty() ? QString::fromLatin1(unnamed) : name;
    };
    return (!filter.from || event.createdAt >= *filter.from) && (!filter.to || event.createdAt < *filter.to) &&
           (filter.project.isEmpty() || named(event.project, "default") == filter.project) &&
           (filter.team.isEmpty() || event.team == filter.team) &&
           (filter.environment.isEmpty() || named(event.environment, "production") == filter.environment) &&
           (!filter.phase || event.phase == *filter.phase) &&
           (filter.featureId.isEmpty() || event.featureId == filter.featureId);
}

void addTo(EventTotals& totals, const PhaseEvent& event)
{
    const qint64 micros = event.durationSeconds ? qint64(std::llround(*event.durationSeconds * 1e6)) : 0;
    if (event.phase == Phase::Deployment) {
        ++totals.deployments;
        totals.deploymentDurations += event.durationSeconds ? 1 : 0;
        totals.deploymentMicros += micros;
        totals.successes += model::isSuccess(event.decision) ? 1 : 0;
        totals.failures += model::isFailure(event.decision) ? 1 : 0;
    } else if ((event.phase == Phase::Recovery || event.phase == Phase::Maintenance) &&
               model::isRestored(event.decision) && event.durationSeconds) {
        ++totals.restores;
        totals.restoreMicros += micros;
    }
}

QString text(const EventTotals& t)
{
    return QStringLiteral("%1 deployments, %2 timed, %3 us, %4 + %5, %6 restores, %7 us")
        .arg(t.deployments)
        .arg(t.deploymentDurations)
        .arg(t.deploymentMicros)
        .arg(t.successes)
        .arg(t.failures)
        .arg(t.restores)
        .arg(t.restoreMicros);
}

QString text(const PhaseEvent& event)
{
    QJsonObject object = model::toJson(event);
    object.insert(QStringLiteral("key"), QString::fromLatin1(event.dedupKey.toHex()));
    return QString::fromUtf8(compactJson(object));
}

QStringList texts(const QList<PhaseEvent>& events)
{
    QStringList list;
    for (const PhaseEvent& event : events)
        list.append(text(event));
    return list;
}

QList<PhaseEvent> newestFirst(QList<PhaseEvent> events)
{
    std::sort(events.begin(), events.end(), [](const PhaseEvent& a, const PhaseEvent& b) {
        return std::pair(a.createdAt, a.id) > std::pair(b.createdAt, b.id);
    });
    return events;
}

EventRepository::Inserted insert(Database& database, const QList<PhaseEvent>& events)
{
    const auto inserted =
        database.write([&](Transaction& transaction) { return EventRepository::insert(transaction, events); });
    if (!inserted.isOk())
        qFatal("insert failed: %s", qUtf8Printable(inserted.isError() ? inserted.error().detail : QString()));
    return inserted.value();
}

template<class Ask>
auto ask(Database& database, Ask question)
{
    auto answer = database.read([&](Connection& connection) {
        EventRepository repository(connection);
        return question(repository);
    });
    if (!answer.isOk())
        qFatal("a question failed: %s", qUtf8Printable(answer.isError() ? answer.error().detail : QString()));
    return std::move(answer).value();
}

QList<PhaseEvent> everything(Database& database)
{
    return ask(database, [](EventRepository& r) { return r.page({}, std::numeric_limits<int>::max(), {}, {}); });
}

/// Compares every answer with the plain way over `events`, which have their ids.
void compareAnswers(Database& database, const QList<PhaseEvent>& events, Maker& make, int questions)
{
    for (int i = 0; i < questions; ++i) {
        EventFilter filter = make.filter();
        EventTotals totals;
        QMap<qint64, EventTotals> days;
        QSet<QString> cycles;
        for (const PhaseEvent& event : events) {
            if (!matches(filter, event))
                continue;
            addTo(totals, event);
            addTo(days[utcDay(event.createdAt)], event);
            cycles.insert(event.cycleId);
        }
        QCOMPARE(text(ask(database, [&](EventRepository& r) { return r.totals(filter); })), text(totals));
        const auto daily = ask(database, [&](EventRepository& r) { return r.daily(filter); });
        QCOMPARE(daily.size(), days.size());
        auto day = days.cbegin();
        for (const DailyTotals& found : daily) {
            QCOMPARE(found.day, day.key());
            QCOMPARE(text(found.totals), text(day.value()));
            ++day;
        }
        QCOMPARE(ask(database, [&](EventRepository& r) { return r.distinctCycles(filter); }), cycles.size());

        if (i % 2)
            filter.phase = Phase(make.below(9));
        if (i % 3 == 0)
            filter.featureId = QStringLiteral("feature-%1").arg(make.below(6));
        QList<PhaseEvent> matching;
        std::copy_if(events.begin(), events.end(), std::back_inserter(matching),
                     [&filter](const PhaseEvent& event) { return matches(filter, event); });
        QCOMPARE(ask(database, [&](EventRepository& r) { return r.count(filter); }), matching.size());
        QCOMPARE(texts(ask(database, [&](EventRepository& r) { return r.page(filter, 7, {}, {}); })),
                 texts(newestFirst(matching).mid(0, 7)));
    }
}

} // namespace

class TestEventRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void returnsEventsAsTheyCame_data() { test::addBackendRows(); }
    void returnsEventsAsTheyCame();
    void storesAnEventOnce_data() { test::addBackendRows(); }
    void storesAnEventOnce();
    void answersAsThePlainWayDoes_data() { test::addBackendRows(); }
    void answersAsThePlainWayDoes();
    void pagesNeitherSkipNorRepeatWhileEventsArrive_data() { test::addBackendRows(); }
    void pagesNeitherSkipNorRepeatWhileEventsArrive();
    void replacesProjectedEventsAndKeepsIds_data() { test::addBackendRows(); }
    void replacesProjectedEventsAndKeepsIds();
    void givesNoIdTwice_data() { test::addBackendRows(); }
    void givesNoIdTwice();
    void findsTheEventsOfACycle_data() { test::addBackendRows(); }
    void findsTheEventsOfACycle();
    void replaysSentEventsInOrder_data() { test::addBackendRows(); }
    void replaysSentEventsInOrder();
    void sumsOfVeryLongDurationsDoNotRunOver_data() { test::addBackendRows(); }
    void sumsOfVeryLongDurationsDoNotRunOver();
    void refusesWhatIsTooLongForTheServer();
};

void TestEventRepository::returnsEventsAsTheyCame()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    QList<PhaseEvent> events;
    Maker make(1);
    const QString odd[] = {QString(),
                           QStringLiteral("'; DROP TABLE phase_event; --"),
                           QStringLiteral("Ünïcödé 日本語 \U0001F680"),
                           QStringLiteral("trailing space "),
                           QStringLiteral("case"),
                           QStringLiteral("CASE"),
                           QString(255, QChar(0xe9)),
                           QStringLiteral("%_\\\"`\n\t?")};
    const std::optional<double> durations[] = {std::nullopt, 0.0,          0.1,
                                               1e-7,         12345.678901, PhaseEvent::kMaxDurationSeconds};
    const qint64 times[] = {0, -1, 1, kStart, 4'102'444'800'000, 253'402'300'799'999};
    int n = 0;
    for (const QString& text : odd) {
        PhaseEvent event = make.event();
        event.cycleId = event.featureId = event.project = event.team = event.environment = text;
        event.metadata = QJsonObject{{QStringLiteral("key ") + text, QJsonArray{text, 1.5, QJsonValue(), true}}};
        event.durationSeconds = durations[n % std::size(durations)];
        event.createdAt = instantFromMs(times[n % std::size(times)]);
        event.dedupKey = model::eventKey(event, QByteArray::number(n++));
        events.append(event);
    }
    PhaseEvent large = make.event();
    large.metadata = {{QStringLiteral("text"), QString(60'000, QLatin1Char('x'))}};
    large.dedupKey = QByteArray("\0\xff\0 binary", 10);
    events.append(large);

    const auto inserted = insert(store.database(), events);
    QCOMPARE(inserted.newIndexes.size(), events.size());
    for (qsizetype i = 0; i < events.size(); ++i) {
        QCOMPARE(inserted.createdAt[i], events[i].createdAt);
        events[i].id = inserted.ids[i];
    }
    QCOMPARE(texts(everything(store.database())), texts(newestFirst(events)));
    // Texts compare as they are: case and trailing spaces count.
    for (const PhaseEvent& event : std::as_const(events)) {
        if (event.project.isEmpty())
            continue;
        EventFilter filter;
        filter.project = event.project;
        filter.team = event.team;
        filter.environment = event.environment;
        QCOMPARE(texts(ask(store.database(), [&](EventRepository& r) { return r.page(filter, 10, {}, {}); })),
                 QStringList{text(event)});
    }
}

void TestEventRepository::storesAnEventOnce()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Maker make(2);
    const QList<PhaseEvent> first = make.events(700); // more than one piece
    const auto inserted = insert(store.database(), first);
    QCOMPARE(inserted.newIndexes.size(), 700);
    QCOMPARE(QSet<qint64>(inserted.ids.begin(), inserted.ids.end()).size(), 700);
    QVERIFY(std::is_sorted(inserted.ids.begin(), inserted.ids.end())); // in the order in which they came
    QCOMPARE(store.database().dataVersion().value(), 2);

    // Old ones, new ones, and the same new one several times, far apart and side by side.
    QList<PhaseEvent> second = first.mid(100, 50) + make.events(600) + first.mid(0, 10);
    second.append(second[55]);
    second.append(second[55]);
    PhaseEvent changed = second[0];
    changed.createdAt += Milliseconds(5); // same key: the stored one counts
    second.append(changed);
    const auto again = insert(store.database(), second);
    QCOMPARE(again.newIndexes.size(), 600);
    QCOMPARE(again.ids.size(), second.size());
    for (int i = 0; i < 50; ++i)
        QCOMPARE(again.ids[i], inserted.ids[100 + i]);
    for (int i = 0; i < 600; ++i)
        QCOMPARE(again.newIndexes[i], 50 + i);
    QCOMPARE(again.ids[660], again.ids[55]);
    QCOMPARE(again.ids[661], again.ids[55]);
    QCOMPARE(again.ids[662], inserted.ids[100]);
    QCOMPARE(again.createdAt[662], first[100].createdAt);
    QCOMPARE(everything(store.database()).size(), 1300);
    QCOMPARE(store.database().dataVersion().value(), 3);

    QVERIFY(insert(store.database(), first + second).newIndexes.isEmpty());
    QVERIFY(insert(store.database(), {}).ids.isEmpty());
    QCOMPARE(store.database().dataVersion().value(), 3); // nothing was new
}

void TestEventRepository::answersAsThePlainWayDoes()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Maker make(3);
    QList<PhaseEvent> events;
    compareAnswers(store.database(), events, make, 10); // of an empty store, too
    for (const int count : {1, 30, 900}) {
        QList<PhaseEvent> more = make.events(count);
        const auto inserted = insert(store.database(), more);
        for (qsizetype i = 0; i < more.size(); ++i)
            more[i].id = inserted.ids[i];
        events += more;
        compareAnswers(store.database(), events, make, 60);
        if (QTest::currentTestFailed())
            return;
    }
}

void TestEventRepository::pagesNeitherSkipNorRepeatWhileEventsArrive()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Maker make(4);
    insert(store.database(), make.events(500));
    EventFilter filter;
    filter.environment = QStringLiteral("production");
    const qint64 maxId = ask(store.database(), [](EventRepository& r) { return r.maxId(); });
    const QList<PhaseEvent> wanted =
        ask(store.database(), [&](EventRepository& r) { return r.page(filter, 10'000, {}, {}); });
    QVERIFY(wanted.size() > 100);
    QList<PhaseEvent> found;
    std::optional<EventPosition> after;
    for (;;) {
        const auto page = ask(store.database(), [&](EventRepository& r) { return r.page(filter, 13, after, maxId); });
        if (page.isEmpty())
            break;
        found += page;
        after = EventPosition{page.last().createdAt, page.last().id};
        insert(store.database(), make.events(20)); // some of them land before, at and after the position
    }
    QCOMPARE(texts(found), texts(wanted));
}

void TestEventRepository::replacesProjectedEventsAndKeepsIds()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(5);
    const auto project = [&](const QList<PhaseEvent>& events) {
        return database.write([&](Transaction& transaction) {
            return EventRepository::replaceProjected(transaction, QStringLiteral("service"), events);
        });
    };
    QList<PhaseEvent> others = make.events(50); // sent, of other projects
    const auto sent = insert(database, others);
    for (qsizetype i = 0; i < others.size(); ++i)
        others[i].id = sent.ids[i];

    QList<PhaseEvent> now;
    QHash<QByteArray, qint64> ids;
    for (int round = 0; round < 8; ++round) {
        QList<PhaseEvent> next;
        for (PhaseEvent event : std::as_const(now)) {
            const int fate = make.below(3);
            if (fate == 0)
                continue;    // goes
            if (fate == 1) { // changes
                const QByteArray key = event.dedupKey;
                event = make.event();
                event.dedupKey = key;
            }
            event.project = QStringLiteral("service");
            next.append(event);
        }
        QList<PhaseEvent> fresh = make.events(round == 5 ? 0 : 600);
        for (PhaseEvent& event : fresh)
            event.project = QStringLiteral("service");
        next += fresh;
        QVERIFY(project(next).isOk());

        QList<PhaseEvent> stored = everything(database);
        QHash<QByteArray, qint64> newIds;
        for (const PhaseEvent& event : std::as_const(stored))
            newIds.insert(event.dedupKey, event.id);
        for (PhaseEvent& event : next) {
            event.id = newIds.value(event.dedupKey);
            if (ids.contains(event.dedupKey))
                QCOMPARE(event.id, ids.value(event.dedupKey));
        }
        now = next;
        ids = newIds;
        QCOMPARE(texts(stored), texts(newestFirst(now + others)));
        compareAnswers(database, now + others, make, 15);
        if (QTest::currentTestFailed())
            return;
    }
    const qint64 version = database.dataVersion().value();
    QVERIFY(project(now).isOk());
    QCOMPARE(database.dataVersion().value(), version); // the same again is no change
    QVERIFY(project({}).isOk());
    QCOMPARE(texts(everything(database)), texts(newestFirst(others)));
    compareAnswers(database, others, make, 15);
}

void TestEventRepository::givesNoIdTwice()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Maker make(6);
    PhaseEvent event = make.event();
    event.project = QStringLiteral("service");
    QSet<qint64> seen;
    for (int i = 0; i < 5; ++i) {
        event.dedupKey = QByteArray::number(i);
        const Status status = store.database().write([&](Transaction& transaction) {
            return EventRepository::replaceProjected(transaction, event.project, {event}); // the last one goes
        });
        QVERIFY(status.isOk());
        const qint64 id = everything(store.database()).first().id;
        QVERIFY(!seen.contains(id));
        seen.insert(id);
        store.close();
    }
}

void TestEventRepository::findsTheEventsOfACycle()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Maker make(7);
    QList<PhaseEvent> events = make.events(2000);
    const auto inserted = insert(store.database(), events);
    for (qsizetype i = 0; i < events.size(); ++i)
        events[i].id = inserted.ids[i];
    PhaseEvent projected = events.first();
    projected.dedupKey = "projected";
    projected.project = QStringLiteral("project-1");
    projected.phase = Phase::Deployment;
    projected.cycleId = QStringLiteral("cycle-1");
    QVERIFY(
        store.database()
            .write([&](Transaction& t) { return EventRepository::replaceProjected(t, projected.project, {projected}); })
            .isOk());
    const auto wanted = [&events](const QString& project, const QString& environment, const QString& cycle) {
        QStringList found;
        for (const PhaseEvent& event : std::as_const(events)) {
            const bool kind = event.phase == Phase::Deployment || event.phase == Phase::Incident ||
                              event.phase == Phase::Recovery || event.phase == Phase::Maintenance;
            const bool here =
                (event.project.isEmpty() ? QStringLiteral("default") : event.project) == project &&
                (event.environment.isEmpty() ? QStringLiteral("production") : event.environment) == environment;
            if (kind && here && event.cycleId == cycle)
                found.append(text(event));
        }
        return found;
    };
    qsizetype total = 0;
    for (int cycle = 0; cycle < 41; ++cycle) {
        const QString id = QStringLiteral("cycle-%1").arg(cycle);
        for (const char* project : {"", "default", "project-1", "project-9"}) {
            for (const char* environment : {"", "production", "env-1"}) {
                const QString p = QString::fromLatin1(project), e = QString::fromLatin1(environment);
                const QStringList found =
                    texts(ask(store.database(), [&](EventRepository& r) { return r.ofCycle(p, e, id); }));
                QCOMPARE(found, wanted(p.isEmpty() ? QStringLiteral("default") : p,
                                       e.isEmpty() ? QStringLiteral("production") : e, id));
                total += found.size();
            }
        }
    }
    QVERIFY(total > 500);
}

void TestEventRepository::replaysSentEventsInOrder()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Maker make(8);
    const QList<PhaseEvent> events = make.events(4500); // more than two pieces
    const auto inserted = insert(store.database(), events);
    PhaseEvent projected = make.event();
    projected.project = QStringLiteral("p");
    QVERIFY(
        store.database()
            .write([&](Transaction& t) { return EventRepository::replaceProjected(t, projected.project, {projected}); })
            .isOk());
    QList<qint64> ids;
    const auto replay = [&](qsizetype stopAt) {
        ids.clear();
        return store.database().read([&](Connection& connection) {
            return EventRepository(connection).forEachSent([&](const PhaseEvent& event) -> Status {
                if (ids.size() == stopAt)
                    return Error{ErrorCode::Io, QStringLiteral("enough")};
                ids.append(event.id);
                return ok();
            });
        });
    };
    QVERIFY(replay(-1).isOk());
    QCOMPARE(ids, inserted.ids);
    const Status stopped = replay(3000);
    QVERIFY(stopped.isError());
    QCOMPARE(stopped.error().userText, QStringLiteral("enough"));
    QCOMPARE(ids, inserted.ids.mid(0, 3000));
}

void TestEventRepository::sumsOfVeryLongDurationsDoNotRunOver()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Maker make(9);
    QList<PhaseEvent> events;
    constexpr int kCount = 30'000; // ten years each: more microseconds than 63 bits hold
    for (int i = 0; i < kCount; ++i) {
        PhaseEvent event;
        event.cycleId = event.featureId = QStringLiteral("x");
        event.phase = Phase::Deployment;
        event.decision = Decision::Success;
        event.durationSeconds = PhaseEvent::kMaxDurationSeconds;
        event.createdAt = instantFromMs(kStart + i);
        event.dedupKey = QByteArray::number(i);
        events.append(event);
    }
    insert(store.database(), events.mid(0, 20'000));
    insert(store.database(), events.mid(20'000));
    for (const qint64 end : {kStart + kDayMs, kStart + kCount}) { // from the roll-up, and from the events
        EventFilter filter;
        filter.to = instantFromMs(end);
        const EventTotals totals = ask(store.database(), [&](EventRepository& r) { return r.totals(filter); });
        QCOMPARE(totals.deployments, kCount);
        QCOMPARE(totals.deploymentMicros, std::numeric_limits<qint64>::max());
        filter.to = instantFromMs(kStart + 1000);
        const EventTotals few = ask(store.database(), [&](EventRepository& r) { return r.totals(filter); });
        QCOMPARE(few.deploymentMicros, 1000 * qint64(PhaseEvent::kMaxDurationSeconds) * 1'000'000);
    }
}

void TestEventRepository::refusesWhatIsTooLongForTheServer()
{
    if (!test::hasMySql())
        QSKIP("SKIPPED: there is no MariaDB/MySQL server");
    TestStore store(Backend::MySql);
    Maker make(10);
    PhaseEvent event = make.event();
    event.cycleId = QString(256, QLatin1Char('x'));
    const auto refused = store.database().write([&](Transaction& transaction) {
        return EventRepository::insert(transaction, {make.event(), event});
    });
    QVERIFY(refused.isError());
    QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
    QVERIFY(everything(store.database()).isEmpty()); // never cut, and never half of it
}

QTEST_GUILESS_MAIN(TestEventRepository)
#include "tst_eventrepository.moc"
