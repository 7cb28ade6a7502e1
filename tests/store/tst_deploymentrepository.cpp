// SPDX-License-Identifier: GPL-3.0-or-later
#include "plaindeployments.h"
#include "store/deploymentrepository.h"
#include "testsupport/teststore.h"

#include <QTest>

#include <limits>

using namespace atalaya;
using namespace atalaya::store;
using model::Change;
using model::Deployment;
using model::DeploymentId;
using model::Incident;
using model::IncidentId;
using test::Backend;
using test::Maker;
using test::PlainDeployments;
using test::Reader;
using test::TestStore;

namespace {

template<class Ask>
auto ask(Database& database, Ask question)
{
    auto answer = database.read([&](Connection& connection) {
        DeploymentRepository repository(connection);
        return question(repository);
    });
    if (!answer.isOk())
        qFatal("a question failed: %s", qUtf8Printable(answer.isError() ? answer.error().detail : QString()));
    return std::move(answer).value();
}

Status add(Database& database, const QList<Deployment>& deployments, const QList<Change>& changes)
{
    return database.write([&](Transaction& t) { return DeploymentRepository::add(t, deployments, changes); });
}

/// Hands out a list in pieces.
std::function<Result<QList<Change>>()> pieces(const QList<Change>& changes, qsizetype size)
{
    return [changes, size, at = qsizetype(0)]() mutable -> Result<QList<Change>> {
        const QList<Change> piece = changes.mid(at, size);
        at += piece.size();
        return piece;
    };
}

Status replaceGit(Database& database, const QString& service, const test::GitFold& fold)
{
    return database.write([&](Transaction& transaction) {
        return DeploymentRepository::replaceGit(transaction, service, fold.deployments, fold.reverts,
                                                pieces(fold.changes, 37));
    });
}

ServiceState stateOf(Database& database, const QString& service)
{
    const QList<ServiceState> states = ask(database, [](DeploymentRepository& r) { return r.services(); });
    for (const ServiceState& state : states) {
        if (state.name == service)
            return state;
    }
    return {};
}

void compareWithPlain(Database& database, const PlainDeployments& plain, Maker& make)
{
    QStringList services{QString()};
    for (const ServiceState& state : ask(database, [](DeploymentRepository& r) { return r.services(); }))
        services.append(state.name);
    QCOMPARE(QStringList(services.mid(1)), plain.services());
    services.append(QStringLiteral("nobody"));
    for (const QString& service : std::as_const(services)) {
        QCOMPARE(test::texts(Reader::deployments(database, service)), test::texts(plain.deployments(service)));
        QCOMPARE(Reader::shippedChanges(database, service), plain.shippedChanges(service));
        QCOMPARE(test::texts(Reader::incidents(database, service)), test::texts(plain.incidents(service)));
        QCOMPARE(Reader::facts(database, service), plain.facts(service));
        QCOMPARE(Reader::shippedReverts(database, service), plain.shippedReverts(service));
    }
    QCOMPARE(ask(database, [](DeploymentRepository& r) { return r.countDeployments(); }),
             plain.deployments(QString()).size());
    for (int i = 0; i < 12; ++i) {
        const DeploymentRepository::ChangeFilter filter = make.changeFilter(plain);
        const QStringList wanted = plain.changes(filter);
        QCOMPARE(ask(database, [&](DeploymentRepository& r) { return r.countChanges(filter); }), wanted.size());
        QCOMPARE(Reader::changesInPages(database, filter, 1 + make.below(50)), wanted);
    }
}

} // namespace

class TestDeploymentRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAsThePlainWayDoes_data() { test::addBackendRows(); }
    void answersAsThePlainWayDoes();
    void anyOrderOfAddingGivesTheSame_data() { test::addBackendRows(); }
    void anyOrderOfAddingGivesTheSame();
    void readersNeedOnlyWhatCameAfterUnlessRewritten_data() { test::addBackendRows(); }
    void readersNeedOnlyWhatCameAfterUnlessRewritten();
    void appendsAreNoRewriting_data() { test::addBackendRows(); }
    void appendsAreNoRewriting();
    void standInsOfOneMomentKeepTheOrderOfTheirBranch_data() { test::addBackendRows(); }
    void standInsOfOneMomentKeepTheOrderOfTheirBranch();
    void theSameAgainIsNoChange_data() { test::addBackendRows(); }
    void theSameAgainIsNoChange();
    void aFailingHistoryLeavesEverythingAsItWas_data() { test::addBackendRows(); }
    void aFailingHistoryLeavesEverythingAsItWas();
    void clearHidesServicesUntilTheyHaveRowsAgain_data() { test::addBackendRows(); }
    void clearHidesServicesUntilTheyHaveRowsAgain();
    void findsByIdsInTheirOrder_data() { test::addBackendRows(); }
    void findsByIdsInTheirOrder();
    void pagesOfChangesGoThroughTies_data() { test::addBackendRows(); }
    void pagesOfChangesGoThroughTies();
    void manyServicesCanBeAskedFor_data() { test::addBackendRows(); }
    void manyServicesCanBeAskedFor();
};

void TestDeploymentRepository::answersAsThePlainWayDoes()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(1);
    PlainDeployments plain;
    for (int round = 0; round < 25; ++round) {
        switch (make.below(3)) {
        case 0: {
            const test::EventFold fold = make.eventFold(plain);
            QVERIFY(add(database, fold.deployments, fold.changes).isOk());
            plain.add(fold.deployments, fold.changes);
            break;
        }
        case 1: {
            const QString service = make.service();
            const test::GitFold fold = make.gitFold(plain, service);
            QVERIFY(replaceGit(database, service, fold).isOk());
            plain.replaceGit(service, fold);
            break;
        }
        default: {
            const QList<Incident> incidents = make.incidents(make.below(30));
            const QList<IncidentId> gone = make.someOf(plain.incidents(QString()));
            QVERIFY(
                database.write([&](Transaction& t) { return DeploymentRepository::putIncidents(t, incidents, gone); })
                    .isOk());
            plain.putIncidents(incidents, gone);
        }
        }
        compareWithPlain(database, plain, make);
        if (QTest::currentTestFailed())
            return;
    }
}

void TestDeploymentRepository::anyOrderOfAddingGivesTheSame()
{
    QFETCH(Backend, backend);
    // Several deployments of one sha, shipped and not: whoever comes first must not decide.
    Maker make(2);
    QList<std::pair<Deployment, std::optional<Change>>> events;
    for (int i = 0; i < 60; ++i) {
        Deployment deployment = make.deployment(QStringLiteral("s"));
        Change change = make.change(QStringLiteral("s"));
        change.sha = QStringLiteral("sha-%1").arg(make.below(8));
        change.deployment = make.below(3) == 0 ? DeploymentId() : deployment.id;
        events.append({deployment, change});
    }
    QStringList first;
    for (int order = 0; order < 6; ++order) {
        TestStore store(backend);
        make.shuffle(events);
        for (qsizetype at = 0; at < events.size();) {
            QList<Deployment> deployments;
            QList<Change> changes;
            for (int n = 1 + make.below(20); n > 0 && at < events.size(); --n, ++at) {
                deployments.append(events[at].first);
                changes.append(*events[at].second);
            }
            QVERIFY(add(store.database(), deployments, changes).isOk());
        }
        QStringList shipped = Reader::shippedChanges(store.database(), QString());
        const QStringList all = Reader::changesInPages(store.database(), {}, 100);
        QVERIFY(all.size() == 8 && shipped.size() > 1);
        if (first.isEmpty())
            first = all + shipped;
        QCOMPARE(QStringList(all + shipped), first);
    }
}

void TestDeploymentRepository::readersNeedOnlyWhatCameAfterUnlessRewritten()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(3);
    PlainDeployments plain;
    QMap<QString, Reader> readers;
    int rewritings = 0, appends = 0;
    for (int round = 0; round < 40; ++round) {
        if (make.below(2) == 0) {
            const test::EventFold fold = make.eventFold(plain);
            QVERIFY(add(database, fold.deployments, fold.changes).isOk());
            plain.add(fold.deployments, fold.changes);
        } else {
            const QString service = make.service();
            const test::GitFold fold =
                make.below(3) == 0 ? make.gitFold(plain, service) : make.longerGitFold(plain, service);
            QVERIFY(replaceGit(database, service, fold).isOk());
            plain.replaceGit(service, fold);
        }
        for (const QString& service : plain.services()) {
            Reader& reader = readers[service];
            const bool had = reader.version() > 0;
            const Reader::Kind kind = reader.update(database, stateOf(database, service));
            rewritings += had && kind == Reader::Kind::Rewritten ? 1 : 0;
            appends += had && kind == Reader::Kind::Appended ? 1 : 0;
            QCOMPARE(Reader::shippedChanges(database, service), plain.shippedChanges(service));
            QCOMPARE(reader.deploymentTexts(), test::texts(plain.deployments(service)));
            QCOMPARE(reader.changeTexts(), plain.shippedChanges(service));
        }
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY2(rewritings > 3 && appends > 3, qPrintable(QStringLiteral("%1, %2").arg(rewritings).arg(appends)));
}

void TestDeploymentRepository::appendsAreNoRewriting()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(4);
    const QString service = QStringLiteral("s");
    test::GitFold fold;
    fold.deployments = {make.gitDeployment(service), make.gitDeployment(service)};
    for (int i = 0; i < 100; ++i) {
        fold.changes.append(make.change(service));
        fold.changes.last().deployment = i < 40   ? fold.deployments[0].id
                                         : i < 80 ? fold.deployments[1].id
                                                  : DeploymentId();
    }
    QVERIFY(replaceGit(database, service, fold).isOk());
    ServiceState state = stateOf(database, service);
    QCOMPARE(state.version, 2);
    QCOMPARE(state.rewritten, 2); // new to everybody

    // A new tag ships what was waiting, and commits came.
    fold.deployments.append(make.gitDeployment(service));
    for (int i = 80; i < 100; ++i)
        fold.changes[i].deployment = fold.deployments[2].id;
    fold.changes.append(make.change(service));
    fold.changes.last().deployment = {};
    QVERIFY(replaceGit(database, service, fold).isOk());
    state = stateOf(database, service);
    QCOMPARE(state.version, 3);
    QCOMPARE(state.rewritten, 2);

    // A tag between the others takes changes from one of them.
    fold.deployments.append(make.gitDeployment(service));
    fold.changes[50].deployment = fold.deployments[3].id;
    QVERIFY(replaceGit(database, service, fold).isOk());
    QCOMPARE(stateOf(database, service).rewritten, 4);

    // A tag was moved; a tag was removed; a revert became known.
    fold.deployments[3].sha = QStringLiteral("other");
    QVERIFY(replaceGit(database, service, fold).isOk());
    QCOMPARE(stateOf(database, service).rewritten, 5);
    fold.deployments.removeLast();
    fold.changes[50].deployment = fold.deployments[1].id;
    QVERIFY(replaceGit(database, service, fold).isOk());
    QCOMPARE(stateOf(database, service).rewritten, 6);
    fold.reverts.append({fold.changes[60].sha, fold.changes[10].sha});
    QVERIFY(replaceGit(database, service, fold).isOk());
    QCOMPARE(stateOf(database, service).rewritten, 7);

    // Another service's changes are nothing to this one.
    QVERIFY(add(database, {make.deployment(QStringLiteral("t"))}, {}).isOk());
    QCOMPARE(stateOf(database, service).version, 7);
    QCOMPARE(stateOf(database, QStringLiteral("t")).version, 8);
}

// As when a shallow clone gets the rest of its history, in which some are older within the same second.
void TestDeploymentRepository::standInsOfOneMomentKeepTheOrderOfTheirBranch()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(8);
    const QString service = QStringLiteral("s");
    QList<Deployment> branch;
    for (int i = 0; i < 6; ++i) {
        branch.append(make.gitDeployment(service));
        branch.last().version.clear();
        branch.last().source = model::DeploymentSource::GitCommitProxy;
        branch.last().finished = instantFromMs(i == 0 ? 1'000 : 2'000);
    }
    const auto stored = [&] {
        QList<DeploymentId> ids;
        const Status read = database.read([&](Connection& connection) {
            return DeploymentRepository(connection).forEachDeployment(service, 0, [&](DeploymentRepository::Row&& row) {
                if (row.deployment.finished == instantFromMs(2'000))
                    ids.append(row.deployment.id);
            });
        });
        return read.isOk() ? ids : QList<DeploymentId>();
    };
    const auto idsOf = [](const QList<Deployment>& deployments) {
        QList<DeploymentId> ids;
        for (const Deployment& deployment : deployments)
            ids.append(deployment.id);
        return ids;
    };
    const auto replace = [&](const QList<Deployment>& deployments) {
        return replaceGit(database, service, {deployments, {}, {}}).isOk();
    };
    QVERIFY(replace(branch.mid(0, 1) + branch.mid(3, 2)));
    QCOMPARE(stored(), idsOf(branch.mid(3, 2)));
    QVERIFY(replace(branch.mid(0, 1) + branch.mid(3)));
    QCOMPARE(stored(), idsOf(branch.mid(3)));
    QVERIFY2(stateOf(database, service).rewritten < stateOf(database, service).version, "what comes last is only added");
    QVERIFY(replace(branch));
    QCOMPARE(stored(), idsOf(branch.mid(1)));
    const qint64 version = stateOf(database, service).version;
    QVERIFY(replace(branch));
    QCOMPARE(stateOf(database, service).version, version);
}

void TestDeploymentRepository::theSameAgainIsNoChange()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(5);
    PlainDeployments plain;
    const test::GitFold git = make.gitFold(plain, QStringLiteral("a"));
    const test::EventFold events = make.eventFold(plain);
    const QList<Incident> incidents = make.incidents(20);
    qint64 version = 0;
    for (int round = 0; round < 3; ++round) {
        QVERIFY(replaceGit(database, QStringLiteral("a"), git).isOk());
        QVERIFY(add(database, events.deployments, events.changes).isOk());
        QVERIFY(
            database.write([&](Transaction& t) { return DeploymentRepository::putIncidents(t, incidents); }).isOk());
        if (round == 0)
            version = database.dataVersion().value();
        QCOMPARE(database.dataVersion().value(), version);
    }
    QVERIFY(
        database.write([&](Transaction& t) { return DeploymentRepository::putIncidents(t, {}, {IncidentId{12345}}); })
            .isOk());
    QCOMPARE(database.dataVersion().value(), version);
    // A repository without any deployment is a service, too: once.
    QVERIFY(replaceGit(database, QStringLiteral("empty"), {}).isOk());
    QCOMPARE(database.dataVersion().value(), version + 1);
    QVERIFY(replaceGit(database, QStringLiteral("empty"), {}).isOk());
    QCOMPARE(database.dataVersion().value(), version + 1);
    QCOMPARE(stateOf(database, QStringLiteral("empty")).version, version + 1);
}

void TestDeploymentRepository::aFailingHistoryLeavesEverythingAsItWas()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(6);
    PlainDeployments plain;
    const QString service = QStringLiteral("a");
    const test::GitFold before = make.gitFold(plain, service);
    QVERIFY(replaceGit(database, service, before).isOk());
    plain.replaceGit(service, before);
    const test::GitFold after = make.gitFold(plain, service);
    const Status status = database.write([&](Transaction& transaction) {
        int calls = 0;
        return DeploymentRepository::replaceGit(
            transaction, service, after.deployments, after.reverts, [&]() -> Result<QList<Change>> {
                if (++calls > 1)
                    return Error{ErrorCode::Io, QStringLiteral("the disk went away")};
                return after.changes;
            });
    });
    QVERIFY(status.isError());
    QCOMPARE(status.error().userText, QStringLiteral("the disk went away"));
    compareWithPlain(database, plain, make);
    QCOMPARE(database.dataVersion().value(), 2);
}

void TestDeploymentRepository::clearHidesServicesUntilTheyHaveRowsAgain()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(7);
    PlainDeployments plain;
    const test::GitFold fold = make.gitFold(plain, QStringLiteral("a"));
    QVERIFY(replaceGit(database, QStringLiteral("a"), fold).isOk());
    QVERIFY(add(database, {make.deployment(QStringLiteral("b"))}, {make.change(QStringLiteral("b"))}).isOk());
    const Status rebuilt = database.write([&](Transaction& transaction) -> Status {
        ATALAYA_CHECK(DeploymentRepository::clear(transaction));
        return DeploymentRepository::replaceGit(transaction, QStringLiteral("a"), fold.deployments, fold.reverts,
                                                pieces(fold.changes, 50));
    });
    QVERIFY(rebuilt.isOk());
    plain.replaceGit(QStringLiteral("a"), fold);
    compareWithPlain(database, plain, make);
    const ServiceState state = stateOf(database, QStringLiteral("a"));
    QCOMPARE(state.version, 4);
    QCOMPARE(state.rewritten, 4); // who had read it before reads it again
}

void TestDeploymentRepository::findsByIdsInTheirOrder()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(8);
    QList<Deployment> deployments;
    for (int i = 0; i < 1500; ++i)
        deployments.append(make.deployment(QStringLiteral("service-%1").arg(i % 7)));
    const QList<Incident> incidents = make.incidents(700);
    QVERIFY(add(database, deployments, {}).isOk());
    QVERIFY(database.write([&](Transaction& t) { return DeploymentRepository::putIncidents(t, incidents); }).isOk());
    make.shuffle(deployments);
    QList<DeploymentId> ids;
    QList<Deployment> wanted;
    for (int i = 0; i < 1200; ++i) {
        ids.append(deployments[i].id);
        wanted.append(deployments[i]);
        if (i % 10 == 0)
            ids.append(DeploymentId{quint64(i) + 1}); // nobody's
    }
    QCOMPARE(test::texts(ask(database, [&](DeploymentRepository& r) { return r.byIds(ids); })), test::texts(wanted));
    QVERIFY(ask(database, [](DeploymentRepository& r) { return r.byIds({}); }).isEmpty());
    QList<IncidentId> incidentIds;
    QList<Incident> reversed;
    for (auto incident = incidents.crbegin(); incident != incidents.crend(); ++incident) {
        incidentIds.append(incident->id);
        reversed.append(*incident);
    }
    QCOMPARE(test::texts(ask(database, [&](DeploymentRepository& r) { return r.incidentsByIds(incidentIds); })),
             test::texts(reversed));
}

void TestDeploymentRepository::pagesOfChangesGoThroughTies()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(9);
    PlainDeployments plain;
    QList<Change> changes;
    for (int i = 0; i < 300; ++i) { // a few moments, the same shas in several services
        Change change = make.change(QStringLiteral("service-%1").arg(i % 5));
        change.sha = QStringLiteral("%1").arg(i / 5, 40, 16, QLatin1Char('0'));
        change.authored = instantFromMs(1'000'000 * (i % 3));
        change.deployment = {};
        changes.append(change);
    }
    QVERIFY(add(database, {}, changes).isOk());
    plain.add({}, changes);
    for (const int limit : {1, 2, 7, 299, 300, 301}) {
        QCOMPARE(Reader::changesInPages(database, {}, limit), plain.changes({}));
        DeploymentRepository::ChangeFilter filter;
        filter.services = {QStringLiteral("service-1"), QStringLiteral("service-3"), QStringLiteral("service-3")};
        QCOMPARE(Reader::changesInPages(database, filter, limit), plain.changes(filter));
    }
}

void TestDeploymentRepository::manyServicesCanBeAskedFor()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    Maker make(10);
    PlainDeployments plain;
    QList<Change> changes;
    DeploymentRepository::ChangeFilter filter;
    for (int i = 0; i < 1300; ++i) {
        changes.append(make.change(QStringLiteral("service-%1").arg(i, 4, 10, QLatin1Char('0'))));
        changes.last().deployment = {};
        filter.services.append(changes.last().service);
    }
    QVERIFY(add(database, {}, changes).isOk());
    plain.add({}, changes);
    QCOMPARE(Reader::changesInPages(database, filter, 400), plain.changes(filter));
    filter.services = filter.services.mid(600, 40) + QStringList{QStringLiteral("nobody")};
    QCOMPARE(Reader::changesInPages(database, filter, 7), plain.changes(filter));
    filter.services = {QStringLiteral("nobody")};
    QVERIFY(Reader::changesInPages(database, filter, 7).isEmpty());
    filter.services = QStringList(20'000, QStringLiteral("service-0001"));
    const auto refused =
        database.read([&](Connection& connection) { return DeploymentRepository(connection).countChanges(filter); });
    QVERIFY(refused.isError());
    QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
}

QTEST_GUILESS_MAIN(TestDeploymentRepository)
#include "tst_deploymentrepository.moc"
