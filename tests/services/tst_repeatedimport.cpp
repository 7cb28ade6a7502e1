// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever was imported before, an import leaves what one from scratch leaves.
#include "ingest/intake.h"
#include "services/importservice.h"
#include "testsupport/gitfolder.h"
#include "testsupport/storerows.h"
#include "testsupport/teststore.h"

#include <QMap>
#include <QTest>

#include <random>
#include <thread>

using namespace atalaya;
using services::ImportService;
using test::GitFolder;
using test::TestStore;

namespace {

constexpr qint64 kDay = 86'400;
constexpr qint64 kStart = 1'700'000'000;
const FixedClock kClock(instantFromMs((kStart + 400 * kDay) * 1000));

/// Commits that pick, repeat and revert one another, and refs that are set, moved and deleted. Without a work tree.
class RestlessRepository
{
public:
    explicit RestlessRepository(unsigned seed) : m_random(seed)
    {
        git.init();
        for (int content = 0; content < 3; ++content)
            m_blobs.append(git.run({QStringLiteral("hash-object"), QStringLiteral("-w"), QStringLiteral("--stdin")},
                                   QByteArray::number(content) + '\n'));
    }

    void addCommit()
    {
        QStringList parents;
        if (!m_commits.isEmpty())
            parents.append(recent());
        if (below(6) == 0 && m_commits.size() > 2) {
            if (const QString other = recent(); !parents.contains(other))
                parents.append(other);
        }
        QMap<QString, QString> tree = m_trees.value(parents.value(0));
        tree.insert(QStringLiteral("f%1").arg(below(4)), m_blobs[below(3)]); // so few that patches repeat
        QStringList command{QStringLiteral("commit-tree"), write(tree), QStringLiteral("-m"), message()};
        for (const QString& parent : std::as_const(parents))
            command += {QStringLiteral("-p"), parent};
        git.setTime(kStart + (m_time += 1 + below(3)) * kDay);
        const QString commit = git.run(command);
        m_trees.insert(commit, tree);
        m_commits.append(commit);
    }

    void moveRefs()
    {
        point(QStringLiteral("refs/heads/main"), recent());
        for (int branch = 0; branch < 2; ++branch) {
            const QString name = QStringLiteral("refs/heads/b%1").arg(branch);
            below(3) == 0 ? remove(name) : point(name, any());
        }
        for (int tag = 0; tag < 3; ++tag) {
            const QString name = QStringLiteral("refs/tags/1.%1.%2").arg(below(3)).arg(below(3));
            below(4) == 0 ? remove(name) : point(name, any());
        }
    }

    GitFolder git;

private:
    int below(int end) { return int(m_random() % unsigned(end)); }
    QString any() { return m_commits[below(int(m_commits.size()))]; }
    QString recent() { return m_commits[m_commits.size() - 1 - below(int(std::min<qsizetype>(m_commits.size(), 4)))]; }

    QString message()
    {
        if (m_commits.isEmpty())
            return QStringLiteral("Start");
        switch (below(4)) {
        case 0:
            return QStringLiteral("Port\n\n(cherry picked from commit %1)").arg(recent());
        case 1:
            return QStringLiteral("Revert\n\nThis reverts commit %1.").arg(recent().left(below(2) == 0 ? 40 : 8));
        default:
            return QStringLiteral("Change");
        }
    }

    QString write(const QMap<QString, QString>& tree)
    {
        QByteArray lines;
        for (auto file = tree.cbegin(); file != tree.cend(); ++file)
            lines += "100644 blob " + file.value().toLatin1() + '\t' + file.key().toLatin1() + '\n';
        return git.run({QStringLiteral("mktree")}, lines);
    }

    void point(const QString& name, const QString& commit)
    {
        git.run({QStringLiteral("update-ref"), name, commit});
        m_refs.insert(name);
    }
    void remove(const QString& name)
    {
        if (m_refs.remove(name))
            git.run({QStringLiteral("update-ref"), QStringLiteral("-d"), name});
    }

    std::mt19937 m_random;
    QStringList m_blobs, m_commits;
    QHash<QString, QMap<QString, QString>> m_trees;
    QSet<QString> m_refs;
    qint64 m_time = 0;
};

services::GitImported import(store::Database& database, const QString& path)
{
    const auto imported = ImportService(database, kClock).importGit(path, {}, {}, {});
    if (!imported.isOk())
        qFatal("not imported: %s", qUtf8Printable(imported.isError() ? imported.error().userText : QString()));
    return imported.value();
}

} // namespace

class RepeatedImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
    }

    void anImportLeavesWhatOneFromScratchLeaves_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 8; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void anImportLeavesWhatOneFromScratchLeaves()
    {
        QFETCH(unsigned, seed);
        RestlessRepository repository(seed);
        TestStore store(test::Backend::Sqlite);
        for (int round = 0; round < 4; ++round) {
            for (int commit = 0; commit < 7; ++commit)
                repository.addCommit();
            repository.moveRefs();
            import(store.database(), repository.git.path());
            TestStore fresh(test::Backend::Sqlite);
            import(fresh.database(), repository.git.path());
            const QStringList expected = test::contentsOf(fresh.location());
            QVERIFY(test::countOf(expected, QStringLiteral("deployment")) > 0);
            QCOMPARE(test::contentsOf(store.location()), expected);
        }
        const QStringList before = test::contentsOf(store.location());
        const auto rebuilt = store.database().write(
            [](store::Transaction& transaction) { return ingest::rebuild(transaction, {}, {}); });
        QVERIFY(rebuilt.isOk());
        QCOMPARE(test::contentsOf(store.location()), before);
    }

    // Where it was cut off, lines could not be counted.
    void aShallowCloneThatIsDeepenedIsAsIfItHadNeverBeenShallow()
    {
        GitFolder git;
        git.init();
        git.makeLine(20, 5);
        const QString clone = git.around(QStringLiteral("clone"));
        git.run({QStringLiteral("clone"), QStringLiteral("-q"), QStringLiteral("--depth=7"),
                 QString(QStringLiteral("file://") + git.path()), clone});
        TestStore store(test::Backend::Sqlite);
        QCOMPARE(import(store.database(), clone).newCommits, 7);
        QCOMPARE(import(store.database(), clone).newCommits, 0);
        const auto fetch = [&git, &clone](const QString& depth) {
            git.runIn(clone, {QStringLiteral("fetch"), QStringLiteral("-q"), depth});
        };
        fetch(QStringLiteral("--depth=9"));
        QCOMPARE(import(store.database(), clone).newCommits, 2);
        fetch(QStringLiteral("--unshallow"));
        QCOMPARE(import(store.database(), clone).newCommits, 11);
        TestStore fresh(test::Backend::Sqlite);
        QCOMPARE(import(fresh.database(), clone).newCommits, 20);
        QCOMPARE(test::contentsOf(store.location()), test::contentsOf(fresh.location()));
    }

    // Each counts what it added; together that is what there is.
    void importsAtTheSameTimeShareTheCommits_data() { test::addBackendRows(); }
    void importsAtTheSameTimeShareTheCommits()
    {
        QFETCH(test::Backend, backend);
        GitFolder git;
        git.init();
        git.makeLine(5'000, 50);
        TestStore store(backend);
        store::Database& database = store.database();
        services::GitImported left, right;
        {
            const std::jthread other([&] { right = import(database, git.path()); });
            left = import(database, git.path());
        }
        QCOMPARE(left.newCommits + right.newCommits, 5'000);
        for (const services::GitImported& imported : {left, right}) {
            QCOMPARE(imported.commits, 5'000);
            QCOMPARE(imported.deployments, 100);
        }
        TestStore fresh(test::Backend::Sqlite);
        import(fresh.database(), git.path());
        QCOMPARE(test::contentsOf(store.location()), test::contentsOf(fresh.location()));
        QVERIFY(ImportService(database, kClock).unfinished().value().isEmpty());
        QCOMPARE(import(database, git.path()).newCommits, 0);
    }
};

QTEST_GUILESS_MAIN(RepeatedImportTest)
#include "tst_repeatedimport.moc"
