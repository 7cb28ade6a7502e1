// SPDX-License-Identifier: GPL-3.0-or-later
// What the figures make of a repository: back-ports, merges that are undone, a start, a history that was rewritten.
#include "delivery/query.h"
#include "ingest/eventfold.h"
#include "ingest/intake.h"
#include "services/deliveryservice.h"
#include "services/iactservice.h"
#include "services/importservice.h"
#include "testsupport/gitfolder.h"
#include "testsupport/teststore.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace atalaya;
using delivery::Metrics;
using services::DeliveryService;
using services::GitImportOptions;
using services::ImportService;
using store::Transaction;
using test::Backend;
using test::GitFolder;
using test::TestStore;

namespace {

constexpr qint64 kDay = 86'400;
constexpr qint64 kStart = 1'700'000'000;
const FixedClock kClock(instantFromMs((kStart + 400 * kDay) * 1000));
const QString kMain = QStringLiteral("main"), kFile = QStringLiteral("f");

/// A repository and the store that it is imported into.
struct Project
{
    explicit Project(Backend backend = Backend::Sqlite) : store(backend) { git.init(); }

    QString commit(const QString& message, double day, const QByteArray& content, const QString& file = kFile)
    {
        return git.commit(message, qint64(kStart + day * kDay), file, content);
    }
    void tag(const char* name) { git.run({QStringLiteral("tag"), QString::fromLatin1(name)}); }
    void checkout(const QStringList& what)
    {
        git.run(QStringList{QStringLiteral("checkout"), QStringLiteral("-q")} + what);
    }
    void branchOff(const QString& name, const QString& from) { checkout({QStringLiteral("-b"), name, from}); }

    services::GitImported import(const GitImportOptions& options = {})
    {
        const auto imported = imports.importGit(git.path(), options, {}, {});
        if (!imported.isOk())
            qFatal("not imported: %s", qUtf8Printable(imported.isError() ? imported.error().userText : QString()));
        return imported.value();
    }
    Metrics metrics() { return delivery.metrics({.asOf = kClock.now()}).value(); }
    /// "cause <- fix" of the revert edges, by version.
    QStringList reverts()
    {
        QStringList found;
        const auto page = delivery.deployments({.asOf = kClock.now()}, {});
        for (const delivery::DeploymentRow& row : page.value().rows) {
            for (const model::RemediationEdge& edge : row.blamedBy) {
                const auto fix = delivery.deployment(edge.fix.text(), {.asOf = kClock.now()});
                if (edge.kind == model::EdgeKind::Revert)
                    found.append(row.deployment.version + QStringLiteral(" <- ") + fix.value().row.deployment.version);
            }
        }
        found.sort();
        return found;
    }
    void rebuild()
    {
        const auto rebuilt =
            store.database().write([](Transaction& transaction) { return ingest::rebuild(transaction, {}, {}); });
        if (!rebuilt.isOk())
            qFatal("not rebuilt");
    }

    GitFolder git;
    TestStore store;
    ImportService imports{store.database(), kClock};
    DeliveryService delivery{store.database(), kClock};
};

QByteArray lines(std::initializer_list<const char*> texts)
{
    QByteArray all;
    for (const char* text : texts)
        all += QByteArray(text) + '\n';
    return all;
}

} // namespace

class GitImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
    }

    void theSamePatchIsABackPort_data()
    {
        QTest::addColumn<QByteArray>("backPort"); // what the release branch changed
        QTest::addColumn<QStringList>("reverts");
        // The fix replaces 5 by five. On the release branch a line was added far above, so its patch stands elsewhere.
        QTest::newRow("the same lines") << lines({"0", "1", "2", "3", "4", "five", "6", "7", "8"})
                                        << QStringList{QStringLiteral("1.0.1 <- 1.1.0")};
        QTest::newRow("other lines, as many")
            << lines({"0", "1", "2", "3", "4", "FIVE", "6", "7", "8"}) << QStringList();
        QTest::newRow("the same line elsewhere")
            << lines({"0", "1", "2", "3", "4", "5", "6", "7", "five"}) << QStringList();
    }
    void theSamePatchIsABackPort()
    {
        QFETCH(QByteArray, backPort);
        QFETCH(QStringList, reverts);
        Project project;
        project.commit(QStringLiteral("Start"), 0, lines({"1", "2", "3", "4", "5", "6", "7", "8"}));
        project.tag("1.0.0");
        const QString original =
            project.commit(QStringLiteral("Fix"), 1, lines({"1", "2", "3", "4", "five", "6", "7", "8"}));
        project.branchOff(QStringLiteral("release"), QStringLiteral("1.0.0"));
        project.commit(QStringLiteral("Prepare"), 2, lines({"0", "1", "2", "3", "4", "5", "6", "7", "8"}));
        project.commit(QStringLiteral("Fix, too"), 3, backPort);
        project.tag("1.0.1");
        project.checkout({kMain});
        project.commit(QStringLiteral("No fix\n\nThis reverts commit %1.").arg(original), 4,
                       lines({"1", "2", "3", "4", "5", "6", "7", "8"}));
        project.tag("1.1.0");

        QCOMPARE(project.import().newCommits, 5);
        QCOMPARE(project.reverts(), reverts);
        // Nothing is read again, and what is computed again comes out the same.
        QCOMPARE(project.import().newCommits, 0);
        project.rebuild();
        QCOMPARE(project.reverts(), reverts);
        // What was learnt stays: also when more is read.
        project.commit(QStringLiteral("Go on"), 5, lines({"e"}));
        project.tag("1.2.0");
        QCOMPARE(project.import().newCommits, 1);
        QCOMPARE(project.reverts(), reverts);
    }

    // The order in which a repository is read does not matter.
    void aBackPortThatIsReadLaterIsFound()
    {
        Project project;
        project.commit(QStringLiteral("Start"), 0, lines({"a"}));
        project.tag("1.0.0");
        const QString original = project.commit(QStringLiteral("Fix"), 1, lines({"b"}));
        project.commit(QStringLiteral("No fix\n\nThis reverts commit %1.").arg(original), 4, lines({"a"}));
        project.tag("1.1.0");
        project.import();
        QCOMPARE(project.reverts(), QStringList());
        project.branchOff(QStringLiteral("release"), QStringLiteral("1.0.0"));
        project.commit(QStringLiteral("Fix"), 3, lines({"b"}));
        project.tag("1.0.1");
        project.import();
        QCOMPARE(project.reverts(), QStringList{QStringLiteral("1.0.1 <- 1.1.0")});
    }

    // A git program that answers only once somebody else has written shows that no transaction waits for it.
    void othersCanWriteWhilePatchesAreRead()
    {
        Project project;
        project.commit(QStringLiteral("Start"), 0, lines({"a"}));
        project.tag("1.0.0");
        const QString original = project.commit(QStringLiteral("Fix"), 1, lines({"b"}));
        project.branchOff(QStringLiteral("release"), QStringLiteral("1.0.0"));
        for (int i = 0; i < 60; ++i) // so many that they are worth a process
            project.commit(QStringLiteral("Go on"), 2 + i / 100.0, QByteArray::number(i), QStringLiteral("other"));
        project.commit(QStringLiteral("Fix, too"), 3, lines({"b"}));
        project.tag("1.0.1");
        project.checkout({kMain});
        project.commit(QStringLiteral("No fix\n\nThis reverts commit %1.").arg(original), 4, lines({"a"}));
        project.tag("1.1.0");

        const QTemporaryDir folder;
        const QString asked = folder.filePath(QStringLiteral("asked")), go = folder.filePath(QStringLiteral("go"));
        QFile program(folder.filePath(QStringLiteral("git")));
        QVERIFY(program.open(QIODevice::WriteOnly));
        program.write("#!/bin/sh\n: > '" + QFile::encodeName(asked) + "'\nwhile [ ! -e '" + QFile::encodeName(go) +
                      "' ]; do sleep 0.02; done\nexit 1\n");
        program.close();
        QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", QFile::encodeName(folder.path()) + ':' + path);
        std::jthread import([&project] { project.import(); });
        const bool wasAsked = QTest::qWaitFor([&asked] { return QFile::exists(asked); }, 30'000);
        services::IactService other(project.store.database(), kClock);
        const auto added =
            other.add({}, {.until = std::chrono::steady_clock::now() + std::chrono::seconds(wasAsked ? 5 : 0)});
        QFile release(go);
        const bool released = release.open(QIODevice::WriteOnly);
        import.join();
        qputenv("PATH", path);
        QVERIFY(wasAsked && released);
        QVERIFY(added.isOk());
        QCOMPARE(project.reverts(), QStringList{QStringLiteral("1.0.1 <- 1.1.0")}); // libgit2 read them instead
    }

    void aRevertOfAMergeIsAFailureOfWhatShippedIt_data() { test::addBackendRows(); }
    void aRevertOfAMergeIsAFailureOfWhatShippedIt()
    {
        QFETCH(Backend, backend);
        Project project(backend);
        project.commit(QStringLiteral("Start"), 0, lines({"a"}));
        project.tag("1.0.0");
        project.branchOff(QStringLiteral("side"), kMain);
        project.commit(QStringLiteral("Part one"), 1, lines({"1"}), QStringLiteral("g"));
        project.commit(QStringLiteral("Part two"), 2, lines({"2"}), QStringLiteral("h"));
        project.checkout({kMain});
        project.commit(QStringLiteral("Meanwhile"), 3, lines({"b"}));
        project.git.setTime(kStart + 4 * kDay);
        project.git.run(
            {QStringLiteral("merge"), QStringLiteral("-q"), QStringLiteral("--no-edit"), QStringLiteral("side")});
        project.tag("1.1.0");
        project.git.setTime(kStart + 5 * kDay);
        project.git.run({QStringLiteral("revert"), QStringLiteral("--no-edit"), QStringLiteral("-m"),
                         QStringLiteral("1"), QStringLiteral("HEAD")});
        project.tag("1.2.0");
        project.import();
        QCOMPARE(project.reverts(), QStringList{QStringLiteral("1.1.0 <- 1.2.0")});
        QCOMPARE(project.metrics().recovery.hours.p50, std::optional(24.0));
        project.rebuild();
        QCOMPARE(project.reverts(), QStringList{QStringLiteral("1.1.0 <- 1.2.0")});
    }

    void deploymentsBeforeTheStartAreBoundaries_data() { test::addBackendRows(); }
    void deploymentsBeforeTheStartAreBoundaries()
    {
        QFETCH(Backend, backend);
        Project project(backend);
        project.commit(QStringLiteral("One"), 0, lines({"1"}));
        project.tag("1.0.0");
        project.commit(QStringLiteral("Two"), 10, lines({"2"}));
        project.commit(QStringLiteral("Three"), 12, lines({"3"}));
        project.tag("1.1.0");
        project.commit(QStringLiteral("Four"), 20, lines({"4"}));
        project.tag("1.2.0");
        const auto events = [&project] {
            QStringList durations;
            store::EventFilter filter;
            const auto page = project.store.database().read([&filter](store::Connection& connection) {
                return store::EventRepository(connection).page(filter, 10, std::nullopt, std::nullopt);
            });
            for (const model::PhaseEvent& event : page.value())
                durations.append(event.durationSeconds ? QString::number(*event.durationSeconds / kDay)
                                                       : QStringLiteral("-"));
            return durations.join(u' ');
        };

        project.import();
        QCOMPARE(project.metrics().baseline.size(), 1);
        QCOMPARE(project.metrics().leadTime.hours.n, 3);
        QCOMPARE(events(), QStringLiteral("0 2 -"));

        const GitImportOptions late{{}, {}, instantFromMs((kStart + 11 * kDay) * 1000)};
        project.import(late);
        for (int round = 0; round < 2; ++round) {
            const Metrics metrics = project.metrics();
            QCOMPARE(metrics.deployments, 2);
            QVERIFY(metrics.baseline.isEmpty());
            QCOMPARE(metrics.leadTime.excludedBaseline, 0);
            QCOMPARE(metrics.leadTime.hours.n, 3); // Two and Three of 1.1.0, Four; One was shipped before
            QVERIFY(metrics.leadTime.hours.p95.value() <= 48);
            QCOMPARE(events(), QStringLiteral("0 2"));
            project.rebuild();
        }
        // One that begins with the first is the whole again, with its baseline.
        project.import({{}, {}, instantFromMs(kStart * 1000)});
        QCOMPARE(project.metrics().baseline.size(), 1);
        QCOMPARE(project.metrics().leadTime.hours.n, 3);
    }

    void whatARewrittenHistoryDropsGoesBackToTheEventThatClaimsIt()
    {
        Project project;
        project.commit(QStringLiteral("Start"), 0, lines({"1"}));
        project.tag("1.0.0");
        const QString dropped = project.commit(QStringLiteral("Soon gone"), 2, lines({"2"}));
        project.import();

        model::PhaseEvent event;
        event.cycleId = event.featureId = QStringLiteral("c");
        event.phase = model::Phase::Deployment;
        event.decision = model::Decision::Success;
        event.durationSeconds = 3600;
        event.metadata = {{QStringLiteral("sha"), dropped}};
        event.createdAt = instantFromMs((kStart + 3 * kDay) * 1000);
        event.project = QStringLiteral("project");
        event.dedupKey = model::eventKey(event);
        QVERIFY(project.store.database()
                    .write([&event](Transaction& transaction) { return ingest::takeIn(transaction, {event}); })
                    .isOk());
        const auto owner = [&]() -> QString {
            const auto changes = project.delivery.changes({.asOf = kClock.now()}, std::nullopt, {});
            for (const model::Change& change : changes.value().rows) {
                if (change.sha == dropped)
                    return change.deployment.isNull() ? QStringLiteral("not shipped") : change.deployment.text();
            }
            return QStringLiteral("gone");
        };
        QCOMPARE(owner(), QStringLiteral("not shipped")); // the repository's word stands
        const auto explained = project.delivery.explainObject({.asOf = kClock.now()},
                                                              QString(QStringLiteral("project@") + dropped.left(7)));
        QVERIFY(explained.isOk());
        QCOMPARE(explained.value().id, QString(QStringLiteral("project@") + dropped));
        QCOMPARE(explained.value().standings.at(qsizetype(delivery::Metric::ChangeLeadTime)).reason,
                 QStringLiteral("not_shipped"));
        QVERIFY(project.delivery
                    .explainObject({.asOf = kClock.now()}, QString(QStringLiteral("project@") + dropped.left(6)))
                    .isError());
        project.git.run(
            {QStringLiteral("reset"), QStringLiteral("-q"), QStringLiteral("--hard"), QStringLiteral("1.0.0")});
        project.commit(QStringLiteral("Instead"), 4, lines({"3"}));
        project.import();
        const QString claimed = ingest::deploymentOf(event).id.text();
        QCOMPARE(owner(), claimed);
        project.rebuild();
        QCOMPARE(owner(), claimed);
    }
};

QTEST_GUILESS_MAIN(GitImportTest)
#include "tst_gitimport.moc"
