// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "delivery/factsloader.h"
#include "delivery/tally.h"
#include "history.h"
#include "ingest/intake.h"
#include "services/deliveryservice.h"
#include "store/deploymentrepository.h"
#include "testsupport/teststore.h"

#include <QJsonArray>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>

using namespace atalaya;
using namespace atalaya::delivery;
using services::DeliveryService;
using services::Overview;
using store::DeploymentRepository;
using store::Transaction;
using test::Backend;
using test::TestStore;

namespace {

const FixedClock kClock(at(300));

/// Histories as a store can hold them: changes ship with successful production deployments, reverts come with git only.
QList<History> storable(QRandomGenerator& random, int services, int deployments)
{
    QList<History> histories = randomHistories(random, services, deployments);
    for (History& history : histories) {
        history.reverts.clear();
        history.changes.removeIf([&history](const model::Change& change) {
            const auto ships = [&change](const model::Deployment& deployment) {
                return deployment.id == change.deployment && deployment.status == model::DeploymentStatus::Success &&
                       model::tierOfEnvironment(deployment.environment) == model::Tier::Production;
            };
            return std::none_of(history.deployments.begin(), history.deployments.end(), ships);
        });
    }
    histories.removeIf([](const History& history) { return history.deployments.isEmpty() && history.incidents.isEmpty(); });
    return histories;
}

bool add(TestStore& store, const QList<model::Deployment>& deployments, const QList<model::Change>& changes = {},
         const QList<model::Incident>& incidents = {})
{
    return store.database()
        .write([&](Transaction& transaction) -> Status {
            ATALAYA_CHECK(DeploymentRepository::add(transaction, deployments, changes));
            return DeploymentRepository::putIncidents(transaction, incidents);
        })
        .isOk();
}

bool add(TestStore& store, const QList<History>& histories)
{
    return std::all_of(histories.begin(), histories.end(), [&store](const History& history) {
        return add(store, history.deployments, history.changes, history.incidents);
    });
}

/// The same in pieces of any size and any order, with some of it twice.
bool addInPieces(TestStore& store, const QList<History>& histories, QRandomGenerator& random)
{
    QList<model::Deployment> deployments;
    QList<model::Change> changes;
    QList<model::Incident> incidents;
    for (const History& history : histories) {
        for (int times = 1 + random.bounded(2); times > 0; --times) {
            deployments += history.deployments;
            changes += history.changes;
            incidents += history.incidents;
        }
    }
    std::shuffle(deployments.begin(), deployments.end(), random);
    std::shuffle(changes.begin(), changes.end(), random);
    std::shuffle(incidents.begin(), incidents.end(), random);
    while (!deployments.isEmpty() || !changes.isEmpty() || !incidents.isEmpty()) {
        const auto piece = [&random](auto& list) {
            const auto taken = list.first(std::min<qsizetype>(list.size(), random.bounded(30)));
            list.remove(0, taken.size());
            return taken;
        };
        if (!add(store, piece(deployments), deployments.isEmpty() ? piece(changes) : QList<model::Change>(), piece(incidents)))
            return false;
    }
    return true;
}

/// Without the count of commits, which is the store's and not the data's.
QByteArray bytesOf(QJsonObject object)
{
    object.remove(QStringLiteral("data_version"));
    if (object.contains(QStringLiteral("metrics"))) {
        QJsonObject metrics = object.value(QStringLiteral("metrics")).toObject();
        metrics.remove(QStringLiteral("data_version"));
        object.insert(QStringLiteral("metrics"), metrics);
    }
    return compactJson(object);
}

QByteArray answers(DeliveryService& service, const Query& query)
{
    QByteArray bytes = bytesOf(toJson(service.metrics(query).value()));
    for (const Metric metric : kMetrics)
        bytes += '\n' + bytesOf(toJson(service.explain(query, metric, 1'000'000).value()));
    return bytes;
}

QByteArray answers(const Facts& facts, const Query& query, const QList<History>& histories)
{
    QByteArray bytes = bytesOf(toJson(computeMetrics(facts, query)));
    for (const Metric metric : kMetrics)
        bytes += '\n' + bytesOf(toJson(computeExplanation(facts, query, metric, 1'000'000, changesIn(histories)).value()));
    return bytes;
}

Query everything()
{
    Query query;
    query.asOf = at(300);
    return query;
}

const QString kService = QStringLiteral("s");

model::Deployment numbered(int i, const QString& service = kService)
{
    return deployed(service, QStringLiteral("1.%1").arg(i), at(i));
}

template<class T>
bool isInvalid(const Result<T>& result)
{
    return result.isError() && result.error().code == ErrorCode::InvalidInput && !result.error().userText.isEmpty();
}

template<class T>
bool isMissing(const Result<T>& result)
{
    return result.isError() && result.error().code == ErrorCode::NotFound && !result.error().userText.isEmpty();
}

} // namespace

class DeliveryServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAreThoseOfTheSources_data() { test::addBackendRows(); }
    void answersAreThoseOfTheSources()
    {
        QFETCH(Backend, backend);
        for (quint32 seed = 1; seed <= 3; ++seed) {
            QRandomGenerator random(seed);
            TestStore store(backend);
            const QList<History> histories = storable(random, 4, 40);
            QVERIFY(add(store, histories));
            DeliveryService service(store.database(), kClock);
            const auto facts = factsOf(histories);
            for (int i = 0; i < 15; ++i) {
                const Query query = randomQuery(random);
                QCOMPARE(answers(service, query), answers(*facts, query, histories));
            }
        }
    }

    void anyOrderAndDuplicationGivesTheSameBytes_data() { test::addBackendRows(); }
    void anyOrderAndDuplicationGivesTheSameBytes()
    {
        QFETCH(Backend, backend);
        QRandomGenerator random(11);
        const QList<History> histories = storable(random, 3, 40);
        const auto facts = factsOf(histories);
        QList<Query> queries{everything()};
        for (int i = 0; i < 6; ++i)
            queries.append(randomQuery(random));
        for (int round = 0; round < 3; ++round) {
            TestStore store(backend);
            DeliveryService service(store.database(), kClock);
            QVERIFY(service.metrics(everything()).isOk()); // so that it grows from nothing
            QVERIFY(addInPieces(store, histories, random));
            for (const Query& query : std::as_const(queries))
                QCOMPARE(answers(service, query), answers(*facts, query, histories));
        }
    }

    void everyStateIsSeenAsItGrows_data() { test::addBackendRows(); }
    void everyStateIsSeenAsItGrows()
    {
        QFETCH(Backend, backend);
        QRandomGenerator random(12);
        TestStore store(backend);
        DeliveryService service(store.database(), kClock);
        const QList<History> histories = storable(random, 3, 30);
        QList<History> sofar;
        for (const History& history : histories) {
            History part{history.service, {}, {}, {}, {}};
            sofar.append(part);
            for (const model::Deployment& deployment : history.deployments) {
                QList<model::Change> changes;
                std::copy_if(history.changes.begin(), history.changes.end(), std::back_inserter(changes),
                             [&deployment](const model::Change& change) { return change.deployment == deployment.id; });
                QList<model::Incident> incidents = history.incidents.mid(sofar.last().incidents.size(), 1);
                QVERIFY(add(store, {deployment}, changes, incidents));
                sofar.last().deployments.append(deployment);
                sofar.last().changes += changes;
                sofar.last().incidents += incidents;
                QCOMPARE(bytesOf(toJson(service.metrics(everything()).value())),
                         bytesOf(toJson(computeMetrics(*factsOf(sofar), everything()))));
            }
        }
        // An incident that ends, and one that turns out to be none.
        model::Incident ended = incidentAt(kService, QStringLiteral("i"), at(1));
        QVERIFY(add(store, {numbered(1)}, {}, {ended}));
        Query query = everything();
        query.services = {kService};
        QCOMPARE(service.metrics(query).value().recovery.open, 1);
        ended.resolved = at(1.5);
        QVERIFY(add(store, {}, {}, {ended}));
        QCOMPARE(service.metrics(query).value().recovery.hours.p50, std::optional(12.0));
        QVERIFY(store.database()
                    .write([&](Transaction& transaction) { return DeploymentRepository::putIncidents(transaction, {}, {ended.id}); })
                    .isOk());
        QCOMPARE(service.metrics(query).value().incidents, 0);
    }

    void onlyWhatChangedIsReadAgain()
    {
        TestStore store;
        const QString other = QStringLiteral("other");
        QVERIFY(add(store, {numbered(1), numbered(2), numbered(1, other), numbered(2, other), numbered(3, other)}));
        QList<qint64> totals;
        const auto load = [&](const std::shared_ptr<const Facts>& before) {
            const Progress progress = [&totals](const ProgressUpdate& update) { totals.append(update.total); };
            return store.database()
                .read([&](store::Connection& connection) { return loadFacts(connection, before, Rules(), 1, {}, progress); })
                .value();
        };
        const auto first = load(nullptr);
        QCOMPARE(totals.last(), 5);
        const auto same = load(first);
        QCOMPARE(totals.last(), 0);
        for (size_t i = 0; i < 2; ++i)
            QCOMPARE(same->services[i], first->services[i]);
        QVERIFY(add(store, {numbered(3), numbered(4)}));
        const auto grown = load(same);
        QCOMPARE(totals.last(), 2); // only the new rows
        QCOMPARE(grown->find(other), first->find(other));
        QCOMPARE(grown->find(kService)->size(), 4U);
        QVERIFY(add(store, {}, {}, {incidentAt(other, QStringLiteral("i"), at(5))}));
        const auto rewritten = load(grown);
        QCOMPARE(totals.last(), 3);
        QCOMPARE(rewritten->find(kService), grown->find(kService));
        QCOMPARE(rewritten->find(other)->incidents.size(), size_t(1));
        // Other rules judge everything anew.
        Rules rules;
        rules.version = 2;
        const auto judged = store.database()
                                .read([&](store::Connection& connection) { return loadFacts(connection, rewritten, rules, 1); })
                                .value();
        QVERIFY(judged->find(kService) != rewritten->find(kService));
        QCOMPARE(judged->rules.version, 2);
    }

    void whatIsGoneIsGone()
    {
        TestStore store;
        DeliveryService service(store.database(), kClock);
        QVERIFY(add(store, {numbered(1), numbered(2)}));
        QCOMPARE(service.metrics(everything()).value().deployments, 2);
        QVERIFY(store.database().write([](Transaction& transaction) { return DeploymentRepository::clear(transaction); }).isOk());
        QCOMPARE(service.metrics(everything()).value().deployments, 0);
        QCOMPARE(service.overview(everything()).value().totalDeployments, 0);
        QVERIFY(add(store, {numbered(3)}));
        QCOMPARE(service.metrics(everything()).value().deployments, 1);
    }

    void revertsOfAGitHistoryCount_data() { test::addBackendRows(); }
    void revertsOfAGitHistoryCount()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        const QList<model::Deployment> deployments{numbered(0), numbered(10), numbered(40)};
        const QString bad = QString(40, u'a'), cure = QString(40, u'b'), unshipped = QString(40, u'c');
        QList<model::Change> changes{changeOf(deployments[1], bad, at(9)), changeOf(deployments[2], cure, at(39))};
        changes.append(changeOf(deployments[2], unshipped, at(38)));
        QList<QList<model::Change>> pieces{{}, changes};
        QVERIFY(store.database()
                    .write([&](Transaction& transaction) {
                        return DeploymentRepository::replaceGit(
                            transaction, kService, deployments, {{cure, bad}, {cure, unshipped}},
                            [&pieces]() -> Result<QList<model::Change>> { return pieces.takeLast(); });
                    })
                    .isOk());
        DeliveryService service(store.database(), kClock);
        Query query = everything();
        query.kinds = model::EdgeKind::Revert;
        const Metrics metrics = service.metrics(query).value();
        QCOMPARE(metrics.failRate.rate.numerator, 1);
        QCOMPARE(metrics.recovery.hours.p50, std::optional(30 * 24.0));
        const DeploymentDetail detail = service.deployment(kService + QStringLiteral("/1.10"), query).value();
        QCOMPARE(detail.row.blamedBy.size(), 1);
        QVERIFY(detail.row.blamedBy.first().evidence.contains(bad.left(7)));
        QCOMPARE(detail.neighbours.value(deployments[2].id).version, QStringLiteral("1.40"));
        QCOMPARE(service.changes(query, deployments[2].id, {}).value().rows.size(), 2);
    }

    // At a moment no list says more than the figures of that moment rest on.
    void listsSayWhatWasKnownThen_data() { test::addBackendRows(); }
    void listsSayWhatWasKnownThen()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        const QString git = QStringLiteral("git");
        const QList<model::Deployment> ofGit{numbered(1, git), numbered(9, git)};
        const QString early(40, u'a'), late(40, u'b');
        QList<QList<model::Change>> pieces{{}, {changeOf(ofGit[0], early, at(0.5)), changeOf(ofGit[1], late, at(2))}};
        QVERIFY(store.database()
                    .write([&](Transaction& transaction) {
                        return DeploymentRepository::replaceGit(
                            transaction, git, ofGit, {}, [&pieces]() -> Result<QList<model::Change>> { return pieces.takeLast(); });
                    })
                    .isOk());
        const QList<model::Deployment> sent{numbered(1), numbered(8)};
        model::Incident open = incidentAt(kService, QStringLiteral("open"), at(2)), inferred = incidentAt(kService, QStringLiteral("i"), at(3));
        open.resolved = at(7);
        open.statedCause = sent[0].id;
        inferred.known = at(6);
        inferred.resolved = at(6);
        QVERIFY(add(store, sent, {changeOf(sent[0], QStringLiteral("one"), at(0)), changeOf(sent[1], QStringLiteral("two"), at(1))},
                    {open, inferred}));
        DeliveryService service(store.database(), kClock);
        Query query = everything();
        query.asOf = at(5);
        const auto changes = service.changes(query, std::nullopt, {}).value();
        QCOMPARE(changes.total, 3); // nobody knew of "two" before the event of its deployment
        QStringList shipped;
        for (const model::Change& change : changes.rows)
            shipped.append(change.sha.left(3) + (change.deployment.isNull() ? QStringLiteral("-") : QStringLiteral("+")));
        QCOMPARE(shipped, QStringList({QStringLiteral("bbb-"), QStringLiteral("aaa+"), QStringLiteral("one+")}));
        const auto incidents = service.incidents(query, {}).value();
        QCOMPARE(incidents.total, service.metrics(query).value().incidents);
        QCOMPARE(incidents.rows.size(), 1);
        QVERIFY(!incidents.rows.first().resolved && incidents.rows.first().statedCause == sent[0].id);
        const DeploymentDetail detail = service.deployment(sent[0].id.text(), query).value();
        QCOMPARE(detail.incidents.size(), 1);
        QVERIFY(!detail.incidents.first().resolved);

        query.asOf = at(10);
        const auto allChanges = service.changes(query, std::nullopt, {}).value();
        QCOMPARE(allChanges.total, 4);
        for (const model::Change& change : allChanges.rows)
            QVERIFY(!change.deployment.isNull());
        const auto allIncidents = service.incidents(query, {}).value();
        QCOMPARE(allIncidents.rows.size(), 2);
        for (const model::Incident& incident : allIncidents.rows)
            QVERIFY(incident.resolved);
    }

    // An event that comes late changes what is known of deployments that are there.
    void aRollbackRepairsWhatItTookBackWhicheverCameFirst_data() { test::addBackendRows(); }
    void aRollbackRepairsWhatItTookBackWhicheverCameFirst()
    {
        QFETCH(Backend, backend);
        const auto event = [](model::Decision decision, double day, const char* version) {
            model::PhaseEvent sent;
            sent.cycleId = sent.featureId = QStringLiteral("c");
            sent.phase = model::Phase::Deployment;
            sent.decision = decision;
            sent.durationSeconds = 60;
            sent.metadata = {{QStringLiteral("version"), QString::fromLatin1(version)}};
            sent.createdAt = at(day);
            sent.project = kService;
            sent.dedupKey = model::eventKey(sent);
            return sent;
        };
        QList<model::PhaseEvent> events{event(model::Decision::Success, 1, "1.0"), event(model::Decision::Success, 2, "1.1"),
                                        event(model::Decision::Rollback, 3, "1.0")};
        const auto byTime = [](const auto& left, const auto& right) { return left.createdAt < right.createdAt; };
        do {
            TestStore store(backend);
            DeliveryService service(store.database(), kClock);
            for (const model::PhaseEvent& sent : std::as_const(events)) {
                QVERIFY(store.database().write([&sent](Transaction& transaction) { return ingest::takeIn(transaction, {sent}); }).isOk());
                QVERIFY(service.metrics(everything()).isOk()); // so that it grows from what it knew
            }
            for (int round = 0; round < 2; ++round) {
                const Metrics metrics = service.metrics(everything()).value();
                QCOMPARE(metrics.deployments, 3);
                QCOMPARE(metrics.failRate.rate.numerator, 1);
                QCOMPARE(metrics.failRate.failedByKind.value(model::EdgeKind::Rollback), 1);
                QCOMPARE(metrics.rework.rate.numerator, 1);
                QCOMPARE(metrics.recovery.hours.p50, std::optional(24.0));
                QCOMPARE(metrics.recovery.open, 0);
                QCOMPARE(metrics.incidents, 1);
                QCOMPARE(metrics.unattributedIncidents, 0);
                const auto failed = service.deployment(kService + QStringLiteral("/1.1"), everything());
                QCOMPARE(failed.value().row.outcome, Outcome::Failed);
                QCOMPARE(toJson(failed.value().row.blamedBy.first()).value(QLatin1String("rule")).toString(),
                         QStringLiteral("stated-rollback"));
                QVERIFY(store.database().write([](Transaction& transaction) { return ingest::rebuild(transaction, {}, {}); }).isOk());
            }
        } while (std::next_permutation(events.begin(), events.end(), byTime));
    }

    void anEmptyStoreIsEmptyAndNoError()
    {
        TestStore store;
        DeliveryService service(store.database(), kClock);
        const Overview overview = service.overview(everything()).value();
        QCOMPARE(overview.totalDeployments, 0);
        for (const Metric metric : kMetrics) {
            QVERIFY(!headline(overview.current, metric));
            QVERIFY(service.explain(everything(), metric, 10).value().numeratorIds.isEmpty());
        }
        QVERIFY(service.deployments(everything(), {}).value().rows.isEmpty());
        QVERIFY(service.changes(everything(), {}, {}).value().rows.isEmpty());
        QVERIFY(service.incidents(everything(), {}).value().rows.isEmpty());
        QVERIFY(service.services(everything(), {}).value().rows.isEmpty());
        QVERIFY(service.teams().value().isEmpty());
        QVERIFY(isMissing(service.deployment(QStringLiteral("a/1.0"), everything())));
        QCOMPARE(service.now(), at(300));
    }

    void aStopIsCancelledAndTheNextCallerGoesOn()
    {
        TestStore store;
        QList<model::Deployment> deployments;
        for (int i = 0; i < 50; ++i)
            deployments.append(numbered(i % 10, QStringLiteral("s%1").arg(i)));
        QVERIFY(add(store, deployments));
        DeliveryService service(store.database(), kClock);
        StopSource stop;
        const auto stopped = service.overview(everything(), stop.get_token(), [&stop](const ProgressUpdate&) { stop.request_stop(); });
        QVERIFY(stopped.isCancelled());
        QVERIFY(service.metrics(everything(), stop.get_token()).isCancelled());
        QVERIFY(service.explain(everything(), Metric::ChangeFailRate, 1, stop.get_token()).isCancelled());
        QVERIFY(service.deployments(everything(), {}, {}, stop.get_token()).isCancelled());
        QCOMPARE(service.metrics(everything()).value().deployments, 50);
        QVERIFY(service.metrics(everything(), stop.get_token()).isCancelled());
    }

    void aLoadingThatThrowsFailsAndTheNextGoesOn()
    {
        TestStore store;
        QVERIFY(add(store, {numbered(1), numbered(2)}));
        DeliveryService service(store.database(), kClock);
        const Status failed = service.prepare({}, [](const ProgressUpdate&) { throw std::bad_alloc(); });
        QVERIFY(failed.isError());
        QCOMPARE(failed.error().code, ErrorCode::Unavailable);
        // One that waited for ever would be stopped.
        StopSource stop;
        std::mutex mutex;
        std::condition_variable ended;
        bool isDone = false;
        std::jthread patience([&] {
            std::unique_lock lock(mutex);
            if (!ended.wait_for(lock, std::chrono::seconds(10), [&] { return isDone; }))
                stop.request_stop();
        });
        const auto next = service.overview(everything(), stop.get_token());
        {
            const std::lock_guard lock(mutex);
            isDone = true;
        }
        ended.notify_all();
        QVERIFY(next.isOk());
        QCOMPARE(next.value().totalDeployments, 2);
    }

    void listsCanBeStopped()
    {
        TestStore store;
        QVERIFY(add(store, {numbered(1), numbered(2)}));
        DeliveryService service(store.database(), kClock);
        QVERIFY(service.prepare().isOk());
        StopSource stop;
        stop.request_stop();
        const StopToken token = stop.get_token();
        QVERIFY(service.deployments(everything(), {}, {}, token).isCancelled());
        QVERIFY(service.deployment(numbered(1).id.text(), everything(), token).isCancelled());
        QVERIFY(service.changes(everything(), {}, {}, token).isCancelled());
        QVERIFY(service.incidents(everything(), {}, token).isCancelled());
        QVERIFY(service.teams(everything(), {}, token).isCancelled());
    }

    void callersThatWaitAreToldHowFarItIsAndMayLeave()
    {
        TestStore store;
        QVERIFY(add(store, {numbered(1), numbered(2)}));
        DeliveryService service(store.database(), kClock);
        std::atomic<bool> loading = false, mayGoOn = false;
        // The first caller holds the loading at its first word until the second was told of it and left.
        std::jthread first([&] {
            const auto overview = service.overview(everything(), {}, [&](const ProgressUpdate&) {
                loading = true;
                loading.notify_all();
                mayGoOn.wait(false);
            });
            QCOMPARE(overview.value().totalDeployments, 2);
        });
        loading.wait(false);
        StopSource stop;
        QStringList heard;
        const auto second = service.overview(everything(), stop.get_token(), [&](const ProgressUpdate& update) {
            heard.append(update.step + QString::number(update.total));
            stop.request_stop();
        });
        mayGoOn = true;
        mayGoOn.notify_all();
        QVERIFY(second.isCancelled());
        QCOMPARE(heard, QStringList{QStringLiteral("Reading deployments2")});
    }

    void everyAnswerIsOfOneStateWhileOthersWrite()
    {
        TestStore store;
        DeliveryService service(store.database(), kClock);
        constexpr int kWrites = 60;
        std::atomic<bool> done = false, wrong = false;
        std::vector<std::jthread> readers;
        for (int reader = 0; reader < 3; ++reader) {
            readers.emplace_back([&, reader] {
                qint64 last = 0;
                while (!done && !wrong) {
                    qint64 count = 0;
                    if (reader == 0) {
                        count = service.metrics(everything()).value().deployments;
                    } else if (reader == 1) {
                        count = service.deployments(everything(), {.limit = 1000}).value().total;
                    } else {
                        const Explanation explanation =
                            service.explain(everything(), Metric::ChangeLeadTime, 1000).value();
                        count = explanation.metrics.deployments;
                        // Each deployment but the baselines has one change: ids and counts belong together.
                        if (explanation.numeratorIds.size() != std::max<qint64>(0, count - 2))
                            wrong = true;
                    }
                    if (count % 2 != 0 || count < last)
                        wrong = true;
                    last = count;
                }
            });
        }
        bool added = true;
        for (int i = 0; i < kWrites; ++i) { // always two at once
            const model::Deployment a = numbered(i), b = numbered(i, QStringLiteral("t"));
            added &= add(store, {a, b}, {changeOf(a, QString::number(i), at(i - 1)), changeOf(b, QString::number(i), at(i - 1))});
        }
        done = true;
        readers.clear();
        QVERIFY(added);
        QVERIFY(!wrong);
        QCOMPARE(service.metrics(everything()).value().deployments, 2 * kWrites);
        QCOMPARE(service.metrics(everything()).value().dataVersion, service.dataVersion().value());
    }

    void pagesGoOnWhileRowsArrive_data() { test::addBackendRows(); }
    void pagesGoOnWhileRowsArrive()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        QList<model::Deployment> deployments;
        for (int i = 0; i < 25; ++i)
            deployments.append(numbered(i));
        QVERIFY(add(store, deployments));
        DeliveryService service(store.database(), kClock);
        QStringList seen;
        PageRequest page{.limit = 10};
        for (int number = 0; number < 3; ++number) {
            const auto rows = service.deployments(everything(), page).value();
            for (const DeploymentRow& row : rows.rows)
                seen.append(row.deployment.version);
            QCOMPARE(rows.total, 25 + number);
            QVERIFY(add(store, {numbered(100 + number)}));
            page.cursor = rows.nextCursor;
        }
        QVERIFY(page.cursor.isEmpty());
        QStringList expected;
        for (int i = 24; i >= 0; --i)
            expected.append(QStringLiteral("1.%1").arg(i));
        QCOMPARE(seen, expected);
    }

    void cursorsAreOfOneListOnly()
    {
        TestStore store, otherStore;
        for (TestStore* each : {&store, &otherStore}) {
            QList<model::Deployment> deployments;
            QList<model::Change> changes;
            QList<model::Incident> incidents;
            for (int i = 0; i < 5; ++i) {
                deployments.append(numbered(i, QStringLiteral("s%1").arg(i)));
                changes.append(changeOf(deployments.last(), QStringLiteral("c%1").arg(i), at(i)));
                incidents.append(incidentAt(deployments.last().service, QStringLiteral("i"), at(i)));
            }
            QVERIFY(add(*each, deployments, changes, incidents));
        }
        DeliveryService service(store.database(), kClock), other(otherStore.database(), kClock);
        const Query query = everything();
        const PageRequest two{.limit = 2};
        const QString deployments = service.deployments(query, two).value().nextCursor;
        const QString incidents = service.incidents(query, two).value().nextCursor;
        const QString changes = service.changes(query, {}, two).value().nextCursor;
        const QString services = service.services(query, two).value().nextCursor;
        for (const QString& cursor : {deployments, incidents, changes, services})
            QVERIFY(!cursor.isEmpty());
        QVERIFY(service.deployments(query, {.limit = 3, .cursor = deployments}).isOk()); // of another length is fine
        QVERIFY(isInvalid(service.deployments(query, {.cursor = incidents})));
        QVERIFY(isInvalid(service.deployments(query, {.cursor = deployments}, QStringLiteral("1."))));
        QVERIFY(isInvalid(service.deployments(query, {.cursor = deployments}, {{}, Outcome::Healthy})));
        const QString failed = service.deployments(query, two, {{}, Outcome::Failed}).value().nextCursor;
        QVERIFY(!failed.isEmpty());
        QVERIFY(service.deployments(query, {.cursor = failed}, {{}, Outcome::Failed}).isOk());
        QVERIFY(isInvalid(service.deployments(query, {.cursor = failed}, {{}, Outcome::TooNew})));
        QVERIFY(isInvalid(service.deployments(query, {.cursor = deployments.chopped(1)})));
        QVERIFY(isInvalid(service.incidents(query, {.cursor = deployments})));
        QVERIFY(isInvalid(service.changes(query, {}, {.cursor = services})));
        QVERIFY(isInvalid(service.services(query, {.cursor = changes})));
        QVERIFY(isInvalid(other.deployments(query, {.cursor = deployments})));
        Query changed = query;
        changed.team = QStringLiteral("red");
        QVERIFY(isInvalid(service.deployments(changed, {.cursor = deployments})));
    }

    void whatCannotBeAskedIsRefused()
    {
        TestStore store;
        DeliveryService service(store.database(), kClock);
        for (const int limit : {0, -1, 10'001}) {
            QVERIFY(isInvalid(service.deployments(everything(), {.limit = limit})));
            QVERIFY(isInvalid(service.changes(everything(), {}, {.limit = limit})));
            QVERIFY(isInvalid(service.incidents(everything(), {.limit = limit})));
            QVERIFY(isInvalid(service.services(everything(), {.limit = limit})));
        }
        QVERIFY(isInvalid(service.explain(everything(), Metric::ChangeFailRate, -1)));
        Query backwards = everything();
        backwards.from = at(2);
        backwards.to = at(1);
        QVERIFY(isInvalid(service.metrics(backwards)));
        QVERIFY(isInvalid(service.overview(backwards)));
        QVERIFY(isInvalid(service.explain(backwards, Metric::ChangeFailRate, 1)));
        QVERIFY(isInvalid(service.series(backwards, Metric::ChangeFailRate, Bucket::Day)));
        QVERIFY(isInvalid(service.deployments(backwards, {})));
        Query endless = everything();
        endless.from = instantFromMs(0);
        endless.asOf = *parseInstant(u"9999-12-31");
        QVERIFY(isInvalid(service.series(endless, Metric::ChangeFailRate, Bucket::Day)));
        QVERIFY(service.series(endless, Metric::ChangeFailRate, Bucket::Month).isError());
        QVERIFY(service.overview(endless).isOk());
    }

    void aDeploymentIsShownWithItsNeighbours()
    {
        TestStore store;
        QList<model::Deployment> deployments{deployed(kService, QStringLiteral("1.0.0"), at(0)),
                                             deployed(kService, QStringLiteral("1.0.1"), at(1)),
                                             deployed(kService, QStringLiteral("1.0.2"), at(2))};
        const model::Incident incident = incidentAt(kService, QStringLiteral("down"), at(1.5), at(3));
        QVERIFY(add(store, deployments, {}, {incident}));
        DeliveryService service(store.database(), kClock);
        const DeploymentDetail detail = service.deployment(deployments[1].id.text(), everything()).value();
        QCOMPARE(detail.row.deployment, deployments[1]);
        QCOMPARE(detail.row.outcome, Outcome::Failed);
        QCOMPARE(detail.row.blamedBy.size(), 2); // the hotfix and the incident
        QCOMPARE(detail.row.repairs.size(), 1);
        QCOMPARE(detail.neighbours.keys().size(), 2);
        QCOMPARE(detail.neighbours.value(deployments[0].id), deployments[0]);
        QCOMPARE(detail.neighbours.value(deployments[2].id), deployments[2]);
        QCOMPARE(detail.incidents, QList<model::Incident>{incident});
        QCOMPARE(detail.incident(incident.id), std::optional(incident));
        QVERIFY(!detail.incident(model::IncidentId{5}));
        const QJsonObject json = toJson(detail);
        QCOMPARE(json.value(QLatin1String("neighbours")).toArray().size(), 2);
        QCOMPARE(json.value(QLatin1String("incidents")).toArray().size(), 1);
        Query early = everything();
        early.asOf = at(0.5);
        QVERIFY(isMissing(service.deployment(deployments[1].id.text(), early)));
        QVERIFY(isMissing(service.changes(early, deployments[1].id, {})));
        QVERIFY(isMissing(service.deployment(QString(), everything())));
        QVERIFY(isMissing(service.deployment(QStringLiteral("s/9"), everything())));
    }

    void changesAreThoseOfTheSelection()
    {
        TestStore store;
        QList<model::Deployment> deployments{numbered(1, QStringLiteral("a")), numbered(2, QStringLiteral("b"))};
        deployments[1].team = QStringLiteral("red");
        QList<model::Change> changes;
        for (int i = 0; i < 6; ++i)
            changes.append(changeOf(deployments[i % 2], QStringLiteral("c%1").arg(i), at(i - 10)));
        model::Change unshipped = changes.first();
        unshipped.sha = QStringLiteral("later");
        unshipped.deployment = {};
        unshipped.authored = at(400);
        changes.append(unshipped);
        QVERIFY(add(store, deployments, changes));
        DeliveryService service(store.database(), kClock);
        const auto shas = [&service](const Query& query, std::optional<model::DeploymentId> deployment = {}) {
            QStringList list;
            PageRequest page{.limit = 2};
            do {
                const auto rows = service.changes(query, deployment, page).value();
                for (const model::Change& change : rows.rows)
                    list.append(change.sha);
                page.cursor = rows.nextCursor;
            } while (!page.cursor.isEmpty());
            return list.join(u' ');
        };
        Query query = everything();
        QCOMPARE(shas(query), QStringLiteral("c5 c4 c3 c2 c1 c0")); // what is from the future is not seen yet
        query.asOf = at(500);
        QCOMPARE(shas(query), QStringLiteral("later c5 c4 c3 c2 c1 c0"));
        QCOMPARE(shas(query, deployments[0].id), QStringLiteral("c4 c2 c0"));
        query.services = {QStringLiteral("b")};
        QCOMPARE(shas(query), QStringLiteral("c5 c3 c1"));
        query.services = {QStringLiteral("nobody")};
        QCOMPARE(shas(query), QString());
        query.services.clear();
        query.team = QStringLiteral("red");
        QCOMPARE(shas(query), QStringLiteral("c5 c3 c1"));
        query.team = QStringLiteral("green");
        QCOMPARE(shas(query), QString());
        query.team.clear();
        query.from = at(-9);
        query.to = at(-6);
        QCOMPARE(shas(query), QStringLiteral("c3 c2 c1"));
        QCOMPARE(service.changes(query, {}, {}).value().total, 3);
        QCOMPARE(shas(query, deployments[0].id), QStringLiteral("c4 c2 c0")); // all that it shipped, however old
    }

    void incidentsServicesAndTeamsAreListed()
    {
        TestStore store;
        QList<model::Deployment> deployments;
        QList<model::Incident> incidents;
        for (int i = 0; i < 5; ++i) {
            deployments.append(numbered(i, QStringLiteral("s%1").arg(i)));
            deployments.last().team = QStringLiteral("t%1").arg(i % 2);
            incidents.append(incidentAt(deployments.last().service, QStringLiteral("i%1").arg(i), at(i + 1)));
        }
        QVERIFY(add(store, deployments, {}, incidents));
        DeliveryService service(store.database(), kClock);
        QStringList titles, names;
        PageRequest page{.limit = 2};
        do {
            const auto rows = service.incidents(everything(), page).value();
            QCOMPARE(rows.total, 5);
            for (const model::Incident& incident : rows.rows)
                titles.append(incident.title);
            page.cursor = rows.nextCursor;
        } while (!page.cursor.isEmpty());
        QCOMPARE(titles.join(u' '), QStringLiteral("i4 i3 i2 i1 i0"));
        do {
            const auto rows = service.services(everything(), page).value();
            QCOMPARE(rows.total, 5);
            for (const ServiceRow& row : rows.rows)
                names.append(row.name);
            page.cursor = rows.nextCursor;
        } while (!page.cursor.isEmpty());
        QCOMPARE(names.join(u' '), QStringLiteral("s0 s1 s2 s3 s4"));
        QCOMPARE(service.teams().value(), (QStringList{QStringLiteral("t0"), QStringLiteral("t1")}));
        Query query = everything();
        query.team = QStringLiteral("t1");
        QCOMPARE(service.services(query, {}).value().total, 2);
        QCOMPARE(service.deployments(query, {}, QStringLiteral("S3")).value().rows.first().deployment.service, QStringLiteral("s3"));
    }
};

QTEST_GUILESS_MAIN(DeliveryServiceTest)
#include "tst_deliveryservice.moc"
