// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the store is: bench_store [sqlite|mysql] [rows]. Not a test: it prints, and asserts nothing.
#include "services/bench/someevents.h"
#include "store/deploymentrepository.h"
#include "store/eventrepository.h"
#include "store/factreader.h"
#include "store/gitrepository.h"
#include "testsupport/teststore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>

#include <cstdio>

using namespace atalaya;
using namespace atalaya::store;
using test::TestStore;

namespace {

constexpr int kServices = 1000;
constexpr int kPiece = 20'000;

/// Prints what a step took.
template<class Step>
void measure(const char* name, qint64 rows, Step step)
{
    QElapsedTimer timer;
    timer.start();
    if (const auto status = step(); !status.isOk())
        qFatal("%s failed: %s", name, qUtf8Printable(status.isError() ? status.error().detail : QString()));
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    std::printf("%-34s %9.3f s %12.0f rows/s\n", name, seconds, double(rows) / seconds);
    std::fflush(stdout);
}

QString sha(QRandomGenerator& random)
{
    return QStringLiteral("%1%2%3")
        .arg(random.generate64(), 16, 16, QLatin1Char('0'))
        .arg(random.generate64(), 16, 16, QLatin1Char('0'))
        .arg(random.generate() & 0xffff, 8, 16, QLatin1Char('0'));
}

void measureEvents(Database& database, int rows)
{
    QRandomGenerator random(1);
    QList<QList<model::PhaseEvent>> pieces;
    for (int done = 0; done < rows; done += kPiece)
        pieces.append(services::someEvents(random, done, kPiece, rows));
    const auto insertAll = [&] {
        return database.write([&](Transaction& transaction) -> Status { // as a file is imported
            for (const QList<model::PhaseEvent>& piece : pieces)
                ATALAYA_CHECK(EventRepository::insert(transaction, piece));
            return ok();
        });
    };
    measure("insert new events", rows, insertAll);
    measure("insert the same events again", rows, insertAll);
    const QList<model::PhaseEvent> late = services::someEvents(random, rows, kPiece, rows);
    measure("insert a piece more", kPiece,
            [&] { return database.write([&](Transaction& t) { return EventRepository::insert(t, late); }); });
    EventFilter filter;
    filter.from = instantFromMs(1'700'000'000'000 + 30LL * 86'400'000 + 5);
    filter.to = instantFromMs(1'700'000'000'000 + 330LL * 86'400'000 + 5);
    const auto ask = [&database](auto question) {
        return database.read([&](Connection& connection) {
            EventRepository repository(connection);
            return question(repository);
        });
    };
    measure("totals of 300 days", 1, [&] { return ask([&](EventRepository& r) { return r.totals(filter); }); });
    measure("distinct cycles of 300 days", 1,
            [&] { return ask([&](EventRepository& r) { return r.distinctCycles(filter); }); });
    measure("newest 100 events", 100,
            [&] { return ask([&](EventRepository& r) { return r.page(filter, 100, {}, {}); }); });
    filter.project = QStringLiteral("service-7");
    measure("totals of one service", 1, [&] { return ask([&](EventRepository& r) { return r.totals(filter); }); });
    measure("newest 100 events of one service", 100,
            [&] { return ask([&](EventRepository& r) { return r.page(filter, 100, {}, {}); }); });
    measure("every sent event", rows, [&] {
        return ask([](EventRepository& r) { return r.forEachSent([](const model::PhaseEvent&) { return ok(); }); });
    });
}

void measureDeployments(Database& database, int rows)
{
    QRandomGenerator random(2);
    const int each = rows / kServices;
    const auto service = [](int n) { return QStringLiteral("service-%1").arg(n); };
    QList<QList<model::Deployment>> deployments;
    QList<QList<model::Change>> changes;
    for (int s = 0; s < kServices; ++s) {
        deployments.append(QList<model::Deployment>());
        changes.append(QList<model::Change>());
        for (int i = 0; i < each; ++i) {
            model::Deployment deployment;
            deployment.service = service(s);
            deployment.environment = QStringLiteral("production");
            deployment.team = QStringLiteral("team-%1").arg(s % 50);
            deployment.version = QStringLiteral("1.%1.0").arg(i);
            deployment.sha = sha(random);
            deployment.finished = instantFromMs(1'700'000'000'000 + 1000LL * random.bounded(30'000'000));
            deployment.dedupKey = deployment.version;
            deployment.id = model::deploymentId(deployment.service, deployment.environment, deployment.dedupKey);
            model::Change change;
            change.service = deployment.service;
            change.sha = sha(random);
            change.deployment = deployment.id;
            change.authored = change.committed = deployment.finished - std::chrono::hours(random.bounded(500));
            change.subject = QStringLiteral("Do the next thing that has to be done (%1)").arg(i);
            deployments.last().append(deployment);
            changes.last().append(change);
        }
    }
    measure("add deployments and changes", 2LL * rows, [&]() -> Status {
        for (int s = 0; s < kServices; s += 20) {
            ATALAYA_CHECK(database.write([&](Transaction& transaction) -> Status {
                for (int i = s; i < s + 20; ++i)
                    ATALAYA_CHECK(DeploymentRepository::add(transaction, deployments[i], changes[i]));
                return ok();
            }));
        }
        return ok();
    });
    const auto ask = [&database](auto question) {
        return database.read([&](Connection& connection) {
            DeploymentRepository repository(connection);
            return question(repository);
        });
    };
    measure("every deployment", rows, [&] {
        return ask(
            [](DeploymentRepository& r) { return r.forEachDeployment({}, 0, [](DeploymentRepository::Row&&) {}); });
    });
    measure("every shipped change", rows, [&] {
        return database.read([&](Connection& connection) -> Status {
            ATALAYA_TRY(FactReader reader, FactReader::of(connection));
            for (int s = 0; s < kServices; ++s)
                ATALAYA_CHECK(reader.shippedChanges(service(s), 0, [](const ChangeFact&) {}));
            return ok();
        });
    });
    DeploymentRepository::ChangeFilter filter;
    measure("newest 100 changes", 100,
            [&] { return ask([&](DeploymentRepository& r) { return r.changes(filter, 100, {}); }); });
    for (int i = 0; i < 20; ++i)
        filter.services.append(service(i * 3));
    measure("newest 100 changes of 20 services", 100,
            [&] { return ask([&](DeploymentRepository& r) { return r.changes(filter, 100, {}); }); });
    const auto replace = [&](int shift) {
        return database.write([&](Transaction& transaction) {
            bool given = false;
            QList<model::Change> shifted = changes[0];
            shifted[0].authored += Milliseconds(shift);
            return DeploymentRepository::replaceGit(
                transaction, QStringLiteral("git"), {}, {}, [&]() -> Result<QList<model::Change>> {
                    return std::exchange(given, true) ? QList<model::Change>() : shifted;
                });
        });
    };
    measure("replace the changes of one service", each, [&] { return replace(0); });
    measure("the same but for one change", each, [&] { return replace(1); });
}

void measureCommits(Database& database, int rows)
{
    QRandomGenerator random(3);
    QList<model::GitCommit> commits;
    for (int i = 0; i < rows; ++i) {
        model::GitCommit commit;
        for (quint8& byte : commit.oid.bytes)
            byte = quint8(random.bounded(256));
        if (i > 0)
            commit.parents.append(commits.last().oid);
        commit.committed = commit.authored = instantFromMs(1000LL * i);
        commit.subject = QStringLiteral("Do the next thing that has to be done (%1)").arg(i);
        commits.append(commit);
    }
    const QString service = QStringLiteral("git");
    measure("add commits", rows, [&] {
        return database.write([&](Transaction& t) { return GitRepository::addCommits(t, service, commits); });
    });
    measure("every commit, light", rows, [&] {
        return database.read([&](Connection& connection) {
            return GitRepository(connection).forEachCommit(service, true, [](model::GitCommit&&) { return ok(); });
        });
    });
    measure("known commits", rows, [&] {
        return database.read([&](Connection& connection) { return GitRepository(connection).knownCommits(service); });
    });
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const bool isMySql = argc > 1 && qstrcmp(argv[1], "mysql") == 0;
    const int rows = argc > 2 ? qMax(kServices, atoi(argv[2])) : isMySql ? 200'000 : 1'000'000;
    if (isMySql && !test::hasMySql())
        return 1;
    TestStore store(isMySql ? test::Backend::MySql : test::Backend::Sqlite);
    measureEvents(store.database(), rows);
    measureDeployments(store.database(), rows);
    measureCommits(store.database(), rows / 4);
    return 0;
}
