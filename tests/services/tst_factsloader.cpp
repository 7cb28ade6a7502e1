// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/factsloader.h"
#include "store/deploymentrepository.h"
#include "testsupport/teststore.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace atalaya;
using namespace atalaya::delivery;
using store::Connection;
using store::DeploymentRepository;
using store::Transaction;
using test::TestStore;

namespace {

// More rows than one thread reads (threadsFor()).
constexpr int kServices = 24, kDeployments = 4'600;
const Instant kStart = instantFromMs(1'700'000'000'000);

QString serviceName(int service) { return QStringLiteral("service-%1").arg(service, 2, 10, QLatin1Char('0')); }

model::Deployment deployed(int service, int number)
{
    model::Deployment deployment;
    deployment.service = serviceName(service);
    deployment.environment = number % 5 == 0 ? QStringLiteral("staging") : QStringLiteral("production");
    deployment.team = QStringLiteral("team-%1").arg(number % 3);
    deployment.version = QStringLiteral("1.%1.%2 ü").arg(number / 3).arg(number % 3);
    deployment.sha = QString::number(number, 16).rightJustified(40, u'a');
    deployment.finished = kStart + std::chrono::minutes(number * 7919LL % 100'003);
    deployment.status = number % 11 == 0 ? model::DeploymentStatus::Failed : model::DeploymentStatus::Success;
    deployment.fixes = number % 1000 == 3 ? QStringLiteral("1.%1.0 ü").arg(number / 3 - 1) : QString();
    deployment.dedupKey = QString::number(number);
    deployment.id = model::deploymentId(deployment.service, deployment.environment, deployment.dedupKey);
    return deployment;
}

Status addService(store::Database& database, int service)
{
    QList<model::Deployment> deployments;
    QList<model::Change> changes;
    for (int i = 0; i < kDeployments; ++i) {
        deployments.append(deployed(service, i));
        model::Change change;
        change.service = deployments.last().service;
        change.sha = QStringLiteral("change-%1").arg(i);
        change.deployment = deployments.last().id;
        change.authored = change.committed = deployments.last().finished - std::chrono::minutes(i % 999);
        if (i % 4 == 0)
            changes.append(change);
    }
    return database.write([&](Transaction& transaction) { return DeploymentRepository::add(transaction, deployments, changes); });
}

void compare(const Facts& one, const Facts& other)
{
    QCOMPARE(one.names, other.names);
    QCOMPARE(one.teams, other.teams);
    QCOMPARE(one.environments, other.environments);
    QCOMPARE(one.deployments, other.deployments);
    for (size_t i = 0; i < one.services.size(); ++i) {
        const ServiceFacts &left = *one.services[i], &right = *other.services[i];
        QCOMPARE(left.name, right.name);
        QCOMPARE(left.version, right.version);
        QCOMPARE(left.environments, right.environments);
        QCOMPARE(left.teams, right.teams);
        QCOMPARE(left.text, right.text);
        QCOMPARE(left.edges.size(), right.edges.size());
        QVERIFY(left.id == right.id && left.finished == right.finished && left.environment == right.environment &&
                left.team == right.team && left.flags == right.flags && left.blamedKinds == right.blamedKinds &&
                left.repairKinds == right.repairKinds && left.changeStart == right.changeStart && left.lead == right.lead &&
                left.textStart == right.textStart && left.fixes == right.fixes && left.lastDeployment == right.lastDeployment &&
                left.lastChange == right.lastChange);
    }
}

} // namespace

class FactsLoaderTest : public QObject
{
    Q_OBJECT

private:
    using Shared = std::shared_ptr<const Facts>;
    TestStore m_store;

    Shared load(bool alone, qint64 versionOff = 0)
    {
        store::Database& database = m_store.database();
        const auto loaded = database.read([&](Connection& connection) -> Result<Shared> {
            ATALAYA_TRY(const qint64 version, database.dataVersion());
            return loadFacts(connection, nullptr, Rules(), version + versionOff, {}, {}, alone ? nullptr : &database);
        });
        return loaded.isOk() ? loaded.value() : nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int service = 0; service < kServices; ++service)
            QVERIFY(addService(m_store.database(), service).isOk());
    }

    void manyThreadsReadWhatOneReads()
    {
        const Shared alone = load(true), together = load(false);
        QVERIFY(alone && together);
        QCOMPARE(alone->deployments, qint64(kServices) * kDeployments);
        compare(*alone, *together);
        QVERIFY(!alone->services.front()->edges.empty());
        QVERIFY(alone->services.front()->versionOf(0).endsWith("ü"));
    }

    void whoSeesAnotherStateDoesNotHelp()
    {
        // As if somebody had written between the beginning of this read and that of the helper's.
        const Shared alone = load(true), together = load(false, -1);
        QVERIFY(alone && together);
        compare(*alone, *together);
    }

    void aWriterDoesNotMixStates()
    {
        store::Database& database = m_store.database();
        std::atomic<bool> done = false, wrote = true;
        std::jthread writer([&] {
            for (int i = 0; !done; ++i) {
                const QList<model::Deployment> more{deployed(i % kServices, kDeployments + i)};
                const Status status =
                    database.write([&](Transaction& transaction) { return DeploymentRepository::add(transaction, more, {}); });
                wrote = wrote && status.isOk();
            }
        });
        for (int round = 0; round < 4; ++round) {
            qint64 rows = 0;
            const auto loaded = database.read([&](Connection& connection) -> Result<Shared> {
                ATALAYA_TRY(const qint64 version, database.dataVersion());
                ATALAYA_TRY(rows, DeploymentRepository(connection).countDeployments());
                return loadFacts(connection, nullptr, Rules(), version, {}, {}, &database);
            });
            QVERIFY(loaded.isOk());
            QCOMPARE(loaded.value()->deployments, rows);
        }
        done = true;
        writer.join();
        QVERIFY(wrote);
    }

    void aStopEndsAllThreads()
    {
        StopSource stop;
        store::Database& database = m_store.database();
        const Progress stopSoon = [&stop](const ProgressUpdate& update) {
            if (update.done > 0)
                stop.request_stop();
        };
        const auto loaded = database.read([&](Connection& connection) -> Result<Shared> {
            ATALAYA_TRY(const qint64 version, database.dataVersion());
            return loadFacts(connection, nullptr, Rules(), version, stop.get_token(), stopSoon, &database);
        });
        QVERIFY(loaded.isCancelled());
    }
};

QTEST_GUILESS_MAIN(FactsLoaderTest)
#include "tst_factsloader.moc"
