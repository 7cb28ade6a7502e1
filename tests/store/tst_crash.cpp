// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deploymentrepository.h"
#include "store/eventrepository.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <limits>
#include <thread>

using namespace atalaya;
using namespace atalaya::store;
using model::PhaseEvent;

namespace {

constexpr int kKills = 20;
constexpr int kEvents = 3000; // a transaction
constexpr int kDeployments = 500;
constexpr qint64 kHour = 3'600'000;

PhaseEvent eventOf(const QByteArray& writer, int batch, int n)
{
    PhaseEvent event;
    event.cycleId = QStringLiteral("%1-%2").arg(QString::fromLatin1(writer)).arg(batch);
    event.featureId = QStringLiteral("f");
    event.project = QStringLiteral("p%1").arg(n % 5);
    event.phase = model::Phase::Deployment;
    event.decision = n % 4 ? model::Decision::Success : model::Decision::Failed;
    event.durationSeconds = n;
    event.createdAt = instantFromMs(kHour * n);
    event.dedupKey = writer + '-' + QByteArray::number(batch) + '-' + QByteArray::number(n);
    return event;
}

model::Deployment deploymentOf(const QByteArray& writer, int batch, int n)
{
    model::Deployment deployment;
    deployment.service = QStringLiteral("p%1").arg(n % 5);
    deployment.environment = QStringLiteral("production");
    deployment.version = QStringLiteral("%1-%2").arg(QString::fromLatin1(writer)).arg(batch);
    deployment.dedupKey = QStringLiteral("%1 %2").arg(deployment.version).arg(n);
    deployment.id = model::deploymentId(deployment.service, deployment.environment, deployment.dedupKey);
    return deployment;
}

/// What the child process does until it is killed: big transactions, and a line after each.
int writeForEver(const QString& folder, const QByteArray& writer)
{
    const Opened opened = Database::open(Location::inFolder(folder));
    if (!opened.database)
        return 1;
    for (int batch = 0;; ++batch) {
        QList<PhaseEvent> events;
        QList<model::Deployment> deployments;
        for (int n = 0; n < kEvents; ++n)
            events.append(eventOf(writer, batch, n));
        for (int n = 0; n < kDeployments; ++n)
            deployments.append(deploymentOf(writer, batch, n));
        const Status status = opened.database->write([&](Transaction& transaction) -> Status {
            ATALAYA_CHECK(EventRepository::insert(transaction, events));
            return DeploymentRepository::add(transaction, deployments, {});
        });
        if (!status.isOk())
            return 2;
        std::printf("%d\n", batch);
        std::fflush(stdout);
    }
}

struct Counts {
    QHash<QString, int> events, deployments; // by writer and batch
    qint64 rolledUp = 0;
    qint64 counted = 0;
    qint64 dataVersion = 0;
};

Result<Counts> countIn(Database& database)
{
    return database.read([&database](Connection& connection) -> Result<Counts> {
        Counts counts;
        EventRepository events(connection);
        ATALAYA_CHECK(events.forEachSent([&counts](const PhaseEvent& event) {
            ++counts.events[event.cycleId];
            return ok();
        }));
        DeploymentRepository deployments(connection);
        ATALAYA_CHECK(deployments.forEachDeployment(QString(), 0, [&counts](DeploymentRepository::Row&& row) {
            ++counts.deployments[row.deployment.version];
        }));
        ATALAYA_TRY(const EventTotals totals, events.totals({}));
        counts.rolledUp = totals.deployments;
        ATALAYA_TRY(counts.counted, events.count({}));
        ATALAYA_TRY(counts.dataVersion, database.dataVersion());
        return counts;
    });
}

} // namespace

class TestCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKilledWriterLeavesOnlyWholeTransactions();
};

void TestCrash::aKilledWriterLeavesOnlyWholeTransactions()
{
    QTemporaryDir folder;
    QRandomGenerator random(7);
    QHash<QString, int> promised; // batches whose commit the writer had told of
    int batches = 0;
    for (int kill = 0; kill < kKills; ++kill) {
        const QByteArray writer = "w" + QByteArray::number(kill);
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("--write"), folder.path(), QString::fromLatin1(writer)});
        QVERIFY(process.waitForReadyRead());
        // Not an event to wait for, but a moment in the middle of something: that is the point.
        std::this_thread::sleep_for(std::chrono::microseconds(random.bounded(250'000)));
        process.kill();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        for (const QByteArray& line : process.readAllStandardOutput().split('\n')) {
            if (!line.isEmpty())
                promised.insert(QStringLiteral("%1-%2").arg(QString::fromLatin1(writer), QString::fromLatin1(line)), 1);
        }

        const Opened opened = Database::open(Location::inFolder(folder.path()));
        QCOMPARE(opened.outcome, OpenOutcome::Current);
        const Result<Counts> counted = countIn(*opened.database);
        QVERIFY(counted.isOk());
        const Counts& counts = counted.value();
        for (const int events : counts.events)
            QCOMPARE(events, kEvents);
        for (const int deployments : counts.deployments)
            QCOMPARE(deployments, kDeployments);
        QCOMPARE(counts.deployments.size(), counts.events.size());
        for (auto batch = promised.cbegin(); batch != promised.cend(); ++batch)
            QVERIFY2(counts.events.contains(batch.key()), qPrintable(batch.key()));
        batches = int(counts.events.size());
        QVERIFY(batches >= promised.size() && batches <= promised.size() + kill + 1);
        QCOMPARE(counts.counted, qint64(batches) * kEvents);
        QCOMPARE(counts.rolledUp, counts.counted);
        QCOMPARE(counts.dataVersion, 1 + batches);
    }
    QVERIFY(batches >= kKills);
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--write") == 0)
        return writeForEver(QString::fromLocal8Bit(argv[2]), argv[3]);
    TestCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crash.moc"
