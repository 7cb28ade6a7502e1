// SPDX-License-Identifier: GPL-3.0-or-later
// The same events and commits, in any order, any number of times and in pieces of any size, make the same store.
#include "base/json.h"
#include "delivery/metrics.h"
#include "delivery/rows.h"
#include "ingest/eventfold.h"
#include "ingest/git/gitprojection.h"
#include "ingest/git/gitreader.h"
#include "ingest/intake.h"
#include "services/deliveryservice.h"
#include "testsupport/gitfolder.h"
#include "testsupport/randomevents.h"
#include "testsupport/storerows.h"
#include "testsupport/teststore.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace atalaya;
using model::GitCommit;
using model::GitRef;
using model::PhaseEvent;
using store::GitRepository;
using store::Transaction;
using test::Backend;
using test::TestStore;

namespace {

constexpr int kEvents = 300;
constexpr int kDays = 40;
const QString kGitService = QStringLiteral("search"); // events name it, too

Instant day(double number)
{
    return instantFromMs(1'767'225'600'000) + Milliseconds(qint64(number * 86'400'000));
}

qint64 seconds(double number)
{
    return toMs(day(number)) / 1000;
}

using Random = std::mt19937;

template<class T>
void shuffle(QList<T>& list, Random& random)
{
    std::shuffle(list.begin(), list.end(), random);
}

/// What a repository holds at the end, and what it once held.
struct Repository
{
    QList<GitCommit> commits;
    QList<GitRef> earlier; ///< refs of a first reading
    QList<GitRef> now;
    store::GitSource source;
};

QList<GitRef> readInto(QList<GitCommit>& commits, const QString& path)
{
    const auto keep = [&commits](const QList<GitCommit>& piece) {
        commits += piece;
        return ok();
    };
    return ingest::readGit(path, {}, keep, {}, {}).value().refs;
}

/// Releases, one undone, one back-ported, a merge, and a branch that goes between the two readings.
Repository repository()
{
    test::GitFolder folder(kGitService);
    const auto tag = [&folder](const char* name) { folder.run({QStringLiteral("tag"), QString::fromLatin1(name)}); };
    const auto checkout = [&folder](const QStringList& what) {
        folder.run(QStringList{QStringLiteral("checkout"), QStringLiteral("--quiet")} + what);
    };
    const QString main = QStringLiteral("main"), old = QStringLiteral("old"), side = QStringLiteral("side");
    const QString file = QStringLiteral("f");
    folder.init();
    folder.commit(QStringLiteral("Start"), seconds(1), file, "1\n");
    tag("v1.0.0");
    const QString refunds = folder.commit(QStringLiteral("Add refunds"), seconds(4), file, "1\n2\n");
    folder.commit(QStringLiteral("Polish"), seconds(5), file, "1\n2\n3\n");
    tag("v1.1.0");
    checkout({QStringLiteral("-b"), old});
    const QString lost = folder.commit(QStringLiteral("Try something"), seconds(6), QStringLiteral("g"), "g\n");
    checkout({main});
    folder.commit(QStringLiteral("Undo refunds\n\nThis reverts commit %1.").arg(refunds), seconds(7), file, "1\n3\n");
    tag("v1.1.1");
    Repository made;
    made.earlier = readInto(made.commits, folder.path());

    checkout({QStringLiteral("-b"), side});
    folder.commit(QStringLiteral("Pick it\n\n(cherry picked from commit %1)").arg(lost), seconds(8),
                  QStringLiteral("g"), "g\n");
    checkout({main});
    folder.commit(QStringLiteral("Meanwhile"), seconds(9), file, "1\n3\n4\n");
    folder.setTime(seconds(10));
    folder.run({QStringLiteral("merge"), QStringLiteral("--quiet"), QStringLiteral("--no-edit"), side});
    tag("v1.2.0");
    folder.commit(QStringLiteral("Not shipped yet"), seconds(12), file, "5\n");
    folder.run({QStringLiteral("branch"), QStringLiteral("--quiet"), QStringLiteral("-D"), old, side});
    QList<GitCommit> again;
    made.now = readInto(again, folder.path());
    made.commits += again; // most of them twice
    made.source = {kGitService, folder.path(), ingest::toText({delivery::Rules().tagPattern, {}, {}}), false};
    return made;
}

/// Random events made to meet: several are of one cycle, one moment, one version, one commit (also one of the
/// repository's).
QList<PhaseEvent> meetingEvents(const QList<GitCommit>& commits)
{
    QList<PhaseEvent> events = test::randomEvents(kEvents, 20'261'125, day(0), kDays);
    Random random(5);
    const auto below = [&random](qsizetype limit) { return qsizetype(random() % quint32(limit)); };
    for (PhaseEvent& event : events) {
        event.cycleId = QStringLiteral("cycle-%1").arg(below(9));
        constexpr Milliseconds kQuarter = std::chrono::hours(6);
        event.createdAt -= event.createdAt.time_since_epoch() % kQuarter;
        const QString version = QStringLiteral("2.%1").arg(below(12));
        const QString sha = commits[below(commits.size())].oid.hex();
        if (const qsizetype kind = below(4); kind == 0)
            event.metadata = {{QStringLiteral("version"), version}};
        else if (kind == 1)
            event.metadata = {{QStringLiteral("version"), version}, {QStringLiteral("sha"), sha}};
        else if (kind == 2)
            event.metadata = {{QStringLiteral("fixes"), sha}};
        event.dedupKey = model::eventKey(event);
    }
    return events;
}

QList<delivery::Query> queries()
{
    delivery::Query everything;
    everything.asOf = day(kDays + 20);
    QList<delivery::Query> list(5, everything);
    list[1].services = {kGitService};
    list[2].environment = QStringLiteral("staging");
    list[3].environment.clear();
    list[3].kinds = model::EdgeKinds(model::EdgeKind::Revert) | model::EdgeKind::Rollback;
    list[4].team = QStringLiteral("a");
    list[4].from = day(10);
    list[4].to = day(30);
    return list;
}

/// Without the count of commits, which is the store's and not the data's.
QString textOf(QJsonObject answer)
{
    const QString version = QStringLiteral("data_version"), metrics = QStringLiteral("metrics");
    answer.remove(version);
    if (answer.contains(metrics)) {
        QJsonObject inner = answer.value(metrics).toObject();
        inner.remove(version);
        answer.insert(metrics, inner);
    }
    return QString::fromUtf8(compactJson(answer));
}

QStringList answersOf(store::Database& database)
{
    const FixedClock clock(day(kDays + 20));
    services::DeliveryService service(database, clock);
    QStringList answers;
    for (const delivery::Query& query : queries()) {
        answers.append(textOf(toJson(service.metrics(query).value())));
        for (const delivery::Metric metric : delivery::kMetrics)
            answers.append(textOf(toJson(service.explain(query, metric, 1'000'000).value())));
    }
    return answers;
}

/// Figures and lists at a moment. Of changes only those that are shipped: the events of failed runs leave no trace of their time.
QStringList seenAt(store::Database& database, Instant moment)
{
    const FixedClock clock(day(kDays + 20));
    services::DeliveryService service(database, clock);
    const delivery::PageRequest all{10'000, {}};
    QStringList seen;
    for (delivery::Query query : queries()) {
        query.asOf = moment;
        seen.append(textOf(toJson(service.metrics(query).value())));
        for (const delivery::Metric metric : delivery::kMetrics)
            seen.append(textOf(toJson(service.explain(query, metric, 1'000'000).value())));
        const auto incidents = service.incidents(query, all).value();
        for (const model::Incident& incident : incidents.rows)
            seen.append(textOf(delivery::toJson(incident)));
        const auto deployments = service.deployments(query, all, {}, {}).value();
        for (const delivery::DeploymentRow& row : deployments.rows)
            seen.append(textOf(toJson(row)));
        const auto changes = service.changes(query, std::nullopt, all).value();
        for (const model::Change& change : changes.rows) {
            if (!change.deployment.isNull())
                seen.append(textOf(delivery::toJson(change)));
        }
    }
    return seen;
}

QStringList stateOf(TestStore& store)
{
    return test::contentsOf(store.location()) + answersOf(store.database());
}

using Step = std::function<Status(Transaction&)>;

/// Hands the list on in pieces, each a step of its own.
template<class T, class Take>
void addSteps(QList<Step>& steps, const QList<T>& list, qsizetype piece, Take take)
{
    for (qsizetype first = 0; first < list.size(); first += piece)
        steps.append(
            [part = list.mid(first, piece), take](Transaction& transaction) { return take(transaction, part); });
}

Status takeIn(Transaction& transaction, const QList<PhaseEvent>& events)
{
    ATALAYA_CHECK(ingest::takeIn(transaction, events));
    return ok();
}

Status fold(Transaction& transaction, const store::GitSource& source, const QList<GitRef>& refs)
{
    ATALAYA_CHECK(GitRepository::putSource(transaction, source));
    ATALAYA_CHECK(GitRepository::replaceRefs(transaction, source.service, refs));
    ATALAYA_CHECK(ingest::projectGit(transaction, source, {}));
    return ok();
}

} // namespace

class IntakeTest : public QObject
{
    Q_OBJECT

private:
    Repository m_repository;
    QList<PhaseEvent> m_events;
    QStringList m_expected; ///< the state after everything in its own order

    /// Everything, in its own order and once, or shuffled with a third of it twice (seed ≠ 0); the repository is folded
    /// half-way as it was then, and at the end as it is now.
    bool feed(store::Database& database, quint32 seed, qsizetype piece) const
    {
        QList<PhaseEvent> events = m_events;
        QList<GitCommit> commits = m_repository.commits;
        Random random(seed);
        if (seed != 0) {
            events += events.first(kEvents / 3);
            shuffle(events, random);
            shuffle(commits, random);
        }
        QList<Step> steps;
        addSteps(steps, events, piece, takeIn);
        addSteps(steps, commits, piece, [](Transaction& transaction, const QList<GitCommit>& part) -> Status {
            ATALAYA_CHECK(GitRepository::addCommits(transaction, kGitService, part));
            return ok();
        });
        if (seed != 0) {
            steps.append([this](Transaction& transaction) {
                return fold(transaction, m_repository.source, m_repository.earlier);
            });
            shuffle(steps, random);
        }
        steps.append(
            [this](Transaction& transaction) { return fold(transaction, m_repository.source, m_repository.now); });
        return std::all_of(steps.begin(), steps.end(),
                           [&database](const Step& step) { return database.write(step).isOk(); });
    }

    static Status rebuild(store::Database& database, StopToken stop = {})
    {
        return database.write([&stop](Transaction& transaction) { return ingest::rebuild(transaction, stop, {}); });
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!test::GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
        m_repository = repository();
        m_events = meetingEvents(m_repository.commits);
        TestStore store;
        QVERIFY(feed(store.database(), 0, m_events.size()));
        m_expected = stateOf(store);
        // Enough of everything, so that equal is not just empty.
        QVERIFY(test::countOf(m_expected, QStringLiteral("deployment")) > 80);
        QVERIFY(test::countOf(m_expected, QStringLiteral("change")) > 60);
        QVERIFY(test::countOf(m_expected, QStringLiteral("incident")) > 20);
        QCOMPARE(test::countOf(m_expected, QStringLiteral("revert")), 1);
        const FixedClock clock(day(kDays + 20));
        for (const delivery::Query& query : queries()) {
            const auto metrics = services::DeliveryService(store.database(), clock).metrics(query).value();
            QVERIFY(metrics.leadTime.hours.n > 0 && metrics.failRate.rate.numerator > 0 &&
                    metrics.recovery.hours.n > 0);
        }
    }

    void anyOrderNumberAndPieceGiveTheSame_data()
    {
        QTest::addColumn<Backend>("backend");
        QTest::addColumn<quint32>("seed");
        QTest::addColumn<int>("piece");
        for (const Backend backend : {Backend::Sqlite, Backend::MySql}) {
            if (backend == Backend::MySql && !test::hasMySql())
                continue;
            const bool isSqlite = backend == Backend::Sqlite;
            quint32 seed = isSqlite ? 0 : 100;
            for (const int piece : isSqlite ? QList<int>{1, 1, 7, 7, 64, 10'000, 10'000} : QList<int>{1, 7, 10'000}) {
                ++seed;
                QTest::addRow("%s, pieces of %d, seed %u", isSqlite ? "sqlite" : "mysql", piece, seed)
                    << backend << seed << piece;
            }
        }
    }
    void anyOrderNumberAndPieceGiveTheSame()
    {
        QFETCH(Backend, backend);
        QFETCH(quint32, seed);
        QFETCH(int, piece);
        TestStore store(backend);
        QVERIFY(feed(store.database(), seed, piece));
        QCOMPARE(stateOf(store), m_expected);
        QVERIFY(rebuild(store.database()).isOk());
        QCOMPARE(stateOf(store), m_expected);
    }

    void lookingBackIsLikeHavingAskedThen_data()
    {
        QTest::addColumn<double>("days");
        for (const double days : {11.0, 15.25, 21.5, 30.0, 38.75})
            QTest::addRow("day %g", days) << days;
    }
    void lookingBackIsLikeHavingAskedThen()
    {
        QFETCH(double, days);
        const Instant moment = day(days);
        QList<PhaseEvent> then;
        std::copy_if(m_events.cbegin(), m_events.cend(), std::back_inserter(then),
                     [moment](const PhaseEvent& event) { return event.createdAt <= moment; });
        QVERIFY(then.size() < m_events.size());
        TestStore whole, early;
        QVERIFY(whole.database().write([&](Transaction& transaction) { return takeIn(transaction, m_events); }).isOk());
        QVERIFY(early.database().write([&](Transaction& transaction) { return takeIn(transaction, then); }).isOk());
        QStringList now = seenAt(whole.database(), moment), before = seenAt(early.database(), moment);
        QVERIFY(now.size() > 40); // enough rows, so that equal is not just empty
        for (qsizetype i = 0; i < std::min(now.size(), before.size()); ++i)
            QCOMPARE(now[i], before[i]);
        QCOMPARE(now.size(), before.size());
    }

    void aRebuildMendsWhatWasDamaged_data() { test::addBackendRows(); }
    void aRebuildMendsWhatWasDamaged()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        QVERIFY(feed(store.database(), 0, 100));
        for (const char* damage :
             {"DELETE FROM change_item WHERE sequence % 2 = 0", "DELETE FROM deployment WHERE sequence % 3 = 0",
              "UPDATE incident SET resolved = NULL", "DELETE FROM git_revert"})
            QVERIFY(store.execute(QString::fromLatin1(damage)));
        QVERIFY(stateOf(store) != m_expected);
        QVERIFY(rebuild(store.database()).isOk());
        QCOMPARE(stateOf(store), m_expected);
    }

    void aStoppedRebuildChangesNothing()
    {
        TestStore store;
        QVERIFY(feed(store.database(), 0, 100));
        const qint64 version = store.database().dataVersion().value();
        StopSource stop;
        stop.request_stop();
        QVERIFY(rebuild(store.database(), stop.get_token()).isCancelled());
        QCOMPARE(store.database().dataVersion().value(), version);
        QCOMPARE(stateOf(store), m_expected);
    }

    void piecesOfOneIntakeMakeTheWhole_data()
    {
        QTest::addColumn<int>("piece");
        QTest::addColumn<quint32>("seed");
        for (const int piece : {1, 7, 100, kEvents}) {
            QTest::addRow("%d in order", piece) << piece << quint32(0);
            QTest::addRow("%d shuffled", piece) << piece << quint32(piece);
        }
    }
    void piecesOfOneIntakeMakeTheWhole()
    {
        QFETCH(int, piece);
        QFETCH(quint32, seed);
        TestStore whole, pieces;
        QVERIFY(whole.database().write([&](Transaction& transaction) { return takeIn(transaction, m_events); }).isOk());
        QList<PhaseEvent> events = m_events;
        Random random(seed);
        if (seed != 0)
            shuffle(events, random);
        const Status status = pieces.database().write([&](Transaction& transaction) -> Status {
            ingest::Intake intake(transaction);
            for (qsizetype first = 0; first < events.size(); first += piece)
                ATALAYA_CHECK(intake.add(events.mid(first, piece)));
            return intake.finish();
        });
        QVERIFY(status.isOk());
        QCOMPARE(stateOf(pieces), stateOf(whole));
    }

    /// The short question agrees with the whole fold: what is passed over has nothing to tell.
    void deploymentsAfterTheLastTroubleChangeNothing()
    {
        TestStore store;
        QVERIFY(store.database().write([&](Transaction& transaction) { return takeIn(transaction, m_events); }).isOk());
        int quiet = 0, told = 0;
        const Status status = store.database().read([&](store::Connection& connection) -> Status {
            store::EventRepository events(connection);
            for (const PhaseEvent& event : m_events) {
                const QString service = ingest::serviceOf(event), environment = ingest::environmentOf(event);
                ATALAYA_TRY(const std::optional<Instant> trouble, events.lastTrouble(service, environment, event.cycleId));
                ATALAYA_TRY(QList<PhaseEvent> cycle, events.ofCycle(service, environment, event.cycleId));
                const auto folded = [&cycle] { return std::pair(ingest::incidentOf(cycle), ingest::rollbacksOf(cycle)); };
                const auto whole = folded();
                if (!cycle.isEmpty() && !trouble && (whole.first || !whole.second.isEmpty()))
                    return Error{ErrorCode::Conflict, event.cycleId};
                cycle.removeIf([&trouble](const PhaseEvent& other) {
                    return trouble && other.phase == model::Phase::Deployment && other.createdAt > *trouble;
                });
                if (trouble && folded() != whole)
                    return Error{ErrorCode::Conflict, event.cycleId};
                ++(trouble ? told : quiet);
            }
            return ok();
        });
        QVERIFY2(status.isOk(), status.isError() ? qPrintable(status.error().userText) : "");
        QVERIFY(quiet > 0 && told > 0);
    }

    void whatIsKnownChangesNothing_data() { test::addBackendRows(); }
    void whatIsKnownChangesNothing()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        QVERIFY(feed(store.database(), 0, 100));
        const qint64 version = store.database().dataVersion().value();
        const auto again =
            store.database().write([this](Transaction& transaction) { return ingest::takeIn(transaction, m_events); });
        QVERIFY(again.isOk());
        QCOMPARE(again.value().newIndexes.size(), 0);
        QCOMPARE(again.value().ids.size(), m_events.size());
        QVERIFY(store.database()
                    .write([this](Transaction& transaction) {
                        return fold(transaction, m_repository.source, m_repository.now);
                    })
                    .isOk());
        QCOMPARE(store.database().dataVersion().value(), version);
        QCOMPARE(stateOf(store), m_expected);
    }
};

QTEST_GUILESS_MAIN(IntakeTest)
#include "tst_intake.moc"
