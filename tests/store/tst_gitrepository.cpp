// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deploymentrepository.h"
#include "store/gitrepository.h"
#include "testsupport/teststore.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace atalaya;
using namespace atalaya::store;
using model::GitCommit;
using model::GitOid;
using model::GitRef;
using test::Backend;
using test::TestStore;

namespace {

GitOid randomOid(QRandomGenerator& random)
{
    GitOid oid;
    for (quint8& byte : oid.bytes)
        byte = quint8(random.bounded(256)); // zero bytes, too
    return oid;
}

QList<GitCommit> randomCommits(QRandomGenerator& random, int count)
{
    QList<GitCommit> commits;
    for (int i = 0; i < count; ++i) {
        GitCommit commit;
        commit.oid = randomOid(random);
        for (int n = random.bounded(4); n > 0; --n)
            commit.parents.append(randomOid(random));
        commit.committed = instantFromMs(1000LL * random.bounded(200) - 50'000); // ties, and before 1970
        commit.authored = instantFromMs(random.bounded(1 << 30));
        commit.subject = QStringLiteral("Änderung \U0001F680 %1").arg(i);
        commit.lines = random.bounded(1000);
        commit.files = random.bounded(10);
        for (int n = random.bounded(3); n > 0; --n)
            commit.reverts.append(randomOid(random).hex());
        for (int n = random.bounded(3); n > 0; --n)
            commit.pickedFrom.append(randomOid(random).hex().left(7));
        commits.append(commit);
    }
    return commits;
}

QString text(const GitCommit& c, bool light)
{
    QStringList parts{c.oid.hex(),
                      toIso(c.authored),
                      QString::number(toMs(c.committed)),
                      QString::number(c.lines),
                      QString::number(c.files),
                      c.reverts.join(QLatin1Char('+')),
                      c.pickedFrom.join(QLatin1Char('+'))};
    for (const GitOid& parent : c.parents)
        parts.append(parent.hex());
    if (!light)
        parts.append(c.subject);
    return parts.join(QLatin1Char('|'));
}

QStringList inStoreOrder(QList<GitCommit> commits, bool light)
{
    std::sort(commits.begin(), commits.end(), [](const GitCommit& a, const GitCommit& b) {
        return std::tuple(a.committed, a.oid) < std::tuple(b.committed, b.oid);
    });
    QStringList list;
    for (const GitCommit& commit : std::as_const(commits))
        list.append(text(commit, light));
    return list;
}

QStringList storedCommits(Database& database, const QString& service, bool light)
{
    QStringList list;
    const Status status = database.read([&](Connection& connection) {
        return GitRepository(connection).forEachCommit(service, light, [&](GitCommit&& commit) {
            if (light && !commit.subject.isEmpty())
                return Status(Error{ErrorCode::Io, QStringLiteral("not light")});
            list.append(text(commit, light));
            return ok();
        });
    });
    if (!status.isOk())
        qFatal("reading commits failed: %s",
               qUtf8Printable(status.isError() ? status.error().userText + status.error().detail : QString()));
    return list;
}

template<class Ask>
auto ask(Database& database, Ask question)
{
    return database
        .read([&](Connection& connection) {
            GitRepository repository(connection);
            return question(repository);
        })
        .value();
}

} // namespace

class TestGitRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsCommitsInAFixedOrder_data() { test::addBackendRows(); }
    void keepsCommitsInAFixedOrder();
    void keepsServicesApart_data() { test::addBackendRows(); }
    void keepsServicesApart();
    void replacesRefs_data() { test::addBackendRows(); }
    void replacesRefs();
    void rawReadingsAreNoDataUntilTheyAreFolded_data() { test::addBackendRows(); }
    void rawReadingsAreNoDataUntilTheyAreFolded();
    void tellsAnUnfinishedReading_data() { test::addBackendRows(); }
    void tellsAnUnfinishedReading();
    void remembersSources_data() { test::addBackendRows(); }
    void remembersSources();
    void stopsAtTheFirstFailure_data() { test::addBackendRows(); }
    void stopsAtTheFirstFailure();
};

void TestGitRepository::keepsCommitsInAFixedOrder()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    QRandomGenerator random(1);
    const QString service = QStringLiteral("s");
    const QList<GitCommit> commits = randomCommits(random, 11'000); // more than two pieces
    // In two runs that overlap: commits that are there stay as they are.
    for (const QList<GitCommit>& part : {commits.mid(0, 7000), commits.mid(5000)}) {
        QVERIFY(database.write([&](Transaction& t) { return GitRepository::addCommits(t, service, part); }).isOk());
    }
    QCOMPARE(ask(database, [&](GitRepository& r) { return r.countCommits(service); }), commits.size());
    for (const bool light : {false, true})
        QCOMPARE(storedCommits(database, service, light), inStoreOrder(commits, light));
    QStringList inPieces;
    std::optional<GitCommit> last;
    for (;;) {
        const auto piece =
            ask(database, [&](GitRepository& r) { return r.commitsAfter(service, last ? &*last : nullptr, false); });
        if (piece.isEmpty())
            break;
        for (const GitCommit& commit : piece)
            inPieces.append(text(commit, false));
        last = piece.last();
    }
    QCOMPARE(inPieces, inStoreOrder(commits, false));
    QSet<GitOid> oids;
    for (const GitCommit& commit : commits)
        oids.insert(commit.oid);
    QCOMPARE(ask(database, [&](GitRepository& r) { return r.knownCommits(service); }), oids);
}

void TestGitRepository::keepsServicesApart()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    QRandomGenerator random(2);
    const QList<GitCommit> commits = randomCommits(random, 100); // two services of one repository
    QVERIFY(database.write([&](Transaction& t) { return GitRepository::addCommits(t, QStringLiteral("a"), commits); })
                .isOk());
    QVERIFY(
        database
            .write([&](Transaction& t) { return GitRepository::addCommits(t, QStringLiteral("b"), commits.mid(50)); })
            .isOk());
    QCOMPARE(storedCommits(database, QStringLiteral("a"), false), inStoreOrder(commits, false));
    QCOMPARE(storedCommits(database, QStringLiteral("b"), false), inStoreOrder(commits.mid(50), false));
    for (const QString& nobody : {QString(), QStringLiteral("nobody")}) {
        QVERIFY(storedCommits(database, nobody, false).isEmpty());
        QCOMPARE(ask(database, [&](GitRepository& r) { return r.countCommits(nobody); }), 0);
        QVERIFY(ask(database, [&](GitRepository& r) { return r.knownCommits(nobody); }).isEmpty());
        QVERIFY(ask(database, [&](GitRepository& r) { return r.refs(nobody); }).isEmpty());
        QVERIFY(!ask(database, [&](GitRepository& r) { return r.source(nobody); }));
    }
}

void TestGitRepository::replacesRefs()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    QRandomGenerator random(3);
    const QString service = QStringLiteral("s");
    for (const int count : {3, 1500, 2, 0, 5}) {
        QList<GitRef> refs;
        for (int i = 0; i < count; ++i) {
            const QString name = QStringLiteral("refs %1/%2").arg(random.bounded(100)).arg(i);
            refs.append({name, randomOid(random), i % 2 == 0, i == 1, instantFromMs(random.bounded(1 << 30))});
        }
        for (int again = 0; again < 2; ++again) {
            QVERIFY(
                database.write([&](Transaction& t) { return GitRepository::replaceRefs(t, service, refs); }).isOk());
            QVERIFY(ask(database, [&](GitRepository& r) { return r.refs(service); }) == refs);
        }
    }
}

void TestGitRepository::rawReadingsAreNoDataUntilTheyAreFolded()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    QRandomGenerator random(4);
    const QString service = QStringLiteral("s");
    const QList<GitRef> refs{{QStringLiteral("main"), randomOid(random), false, true, instantFromMs(5)}};
    const Status status = database.write([&](Transaction& transaction) -> Status {
        ATALAYA_CHECK(GitRepository::addCommits(transaction, service, randomCommits(random, 10)));
        return GitRepository::replaceRefs(transaction, service, refs);
    });
    QVERIFY(status.isOk());
    QCOMPARE(database.dataVersion().value(), 1);
    const auto services =
        database.read([](Connection& connection) { return DeploymentRepository(connection).services(); });
    QVERIFY(services.value().isEmpty());
}

void TestGitRepository::tellsAnUnfinishedReading()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    const QString name = QStringLiteral("s");
    const auto stored = [&] { return ask(database, [&name](GitRepository& r) { return r.source(name); }); };
    const auto mark = [&database](const GitSource& source) {
        return database.write(
            [&](Transaction& transaction) { return GitRepository::markUnfinished(transaction, source); });
    };
    const auto put = [&database](const GitSource& source) {
        return database.write([&](Transaction& transaction) { return GitRepository::putSource(transaction, source); });
    };
    const GitSource first{name, QStringLiteral("/src/s"), QStringLiteral("{}"), true};
    QVERIFY(mark(first).isOk());
    QVERIFY(stored()->unfinished);
    QCOMPARE(stored()->path, first.path);
    QVERIFY(stored()->shallow);
    const qint64 version = database.dataVersion().value();
    QCOMPARE(version, 2); // those who show figures look again
    QVERIFY(mark(first).isOk());
    QCOMPARE(database.dataVersion().value(), version);
    QVERIFY(put(first).isOk());
    QVERIFY(!stored()->unfinished);
    QCOMPARE(database.dataVersion().value(), version + 1);

    GitSource other = first;
    other.path = QStringLiteral("/elsewhere");
    other.options = QStringLiteral("{\"since\":null}");
    QVERIFY(mark(other).isOk());
    QVERIFY(stored()->unfinished);
    QCOMPARE(stored()->path, first.path); // what was folded stays as it is
    QCOMPARE(stored()->options, first.options);
    QVERIFY(put(other).isOk());
    QVERIFY(!stored()->unfinished);
    QCOMPARE(stored()->path, other.path);
}

void TestGitRepository::remembersSources()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    const auto put = [&database](const GitSource& source) {
        return database.write([&](Transaction& transaction) { return GitRepository::putSource(transaction, source); });
    };
    const GitSource one{QStringLiteral("b"), QStringLiteral("/src/ünï"), QStringLiteral("{\"since\":null}"), false};
    const GitSource two{QStringLiteral("a"), QStringLiteral("/src/a"), QStringLiteral("{}"), true};
    QVERIFY(put(one).isOk());
    QVERIFY(put(two).isOk());
    const qint64 version = database.dataVersion().value();
    QVERIFY(put(one).isOk());
    QCOMPARE(database.dataVersion().value(), version);
    GitSource moved = one;
    moved.path = QStringLiteral("/elsewhere");
    moved.shallow = true;
    QVERIFY(put(moved).isOk());
    QCOMPARE(database.dataVersion().value(), version + 1);

    const auto found = ask(database, [](GitRepository& r) { return r.source(QStringLiteral("b")); });
    QVERIFY(found.has_value());
    QCOMPARE(found->path, moved.path);
    QCOMPARE(found->options, one.options);
    QCOMPARE(found->shallow, true);
    const auto all = ask(database, [](GitRepository& r) { return r.sources(); });
    QCOMPARE(all.size(), 2);
    QCOMPARE(all[0].service, QStringLiteral("a"));
    QCOMPARE(all[0].shallow, true);
    QCOMPARE(all[1].service, QStringLiteral("b"));
}

void TestGitRepository::stopsAtTheFirstFailure()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    QRandomGenerator random(5);
    const QString service = QStringLiteral("s");
    const QList<GitCommit> commits = randomCommits(random, 50);
    QVERIFY(database.write([&](Transaction& t) { return GitRepository::addCommits(t, service, commits); }).isOk());
    int seen = 0;
    const Status status = database.read([&](Connection& connection) {
        return GitRepository(connection).forEachCommit(service, false, [&seen](GitCommit&&) -> Status {
            if (++seen == 20)
                return Cancelled{};
            return ok();
        });
    });
    QVERIFY(status.isCancelled());
    QCOMPARE(seen, 20);
}

QTEST_GUILESS_MAIN(TestGitRepository)
#include "tst_gitrepository.moc"
