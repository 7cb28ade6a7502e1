// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitreader.h"
#include "testsupport/gitfolder.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace atalaya;
using ingest::GitReading;
using model::GitCommit;
using model::GitOid;
using model::GitRef;
using test::GitFolder;

namespace {

struct Reading {
    Result<GitReading> result = Cancelled{};
    QList<GitCommit> commits;
    QSet<GitOid> oids;
    QList<qsizetype> pieces;
};

Reading read(const QString& path, const QSet<GitOid>& known = {})
{
    Reading reading;
    reading.result = ingest::readGit(
        path, known,
        [&](const QList<GitCommit>& piece) {
            reading.pieces.append(piece.size());
            reading.commits += piece;
            return ok();
        },
        {}, {});
    for (const GitCommit& commit : std::as_const(reading.commits))
        reading.oids.insert(commit.oid);
    return reading;
}

QString errorOf(const Reading& reading) { return reading.result.isError() ? reading.result.error().userText : QString(); }

QStringList namesOf(const QList<GitRef>& refs)
{
    QStringList names;
    for (const GitRef& ref : refs)
        names.append(ref.name + (ref.isTag ? QStringLiteral("*") : QString()) + (ref.isDefaultBranch ? QStringLiteral("!") : QString()));
    return names;
}

} // namespace

class GitReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
    }

    void everythingThatBranchesAndTagsLeadToIsRead()
    {
        GitFolder git;
        git.init();
        const QString root = git.commit(QStringLiteral("root"), 1'000, QStringLiteral("a"), "1\n");
        git.run({QStringLiteral("checkout"), QStringLiteral("-qb"), QStringLiteral("side")});
        const QString side = git.commit(QStringLiteral("side\n\nThis reverts commit ") + root + u'.', 2'000, QStringLiteral("b"), "1\n2\n");
        git.run({QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("main")});
        const QString onMain = git.commit(QStringLiteral("on main\n\n(cherry picked from commit ") + side + u')', 3'000,
                                          QStringLiteral("a"), "2\n");
        git.setTime(4'000);
        git.run({QStringLiteral("merge"), QStringLiteral("-q"), QStringLiteral("--no-ff"), QStringLiteral("-m"), QStringLiteral("merge"),
                 QStringLiteral("side")});
        git.run({QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("--detach")});
        const QString tagged = git.commit(QStringLiteral("only a tag leads here"), 5'000);
        git.run({QStringLiteral("tag"), QStringLiteral("light")});
        git.run({QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("main")});

        const Reading reading = read(git.path());
        QVERIFY2(reading.result.isOk(), qPrintable(errorOf(reading)));
        const GitReading& found = reading.result.value();
        QCOMPARE(found.name, QStringLiteral("project"));
        QCOMPARE(found.path, QDir(git.path()).canonicalPath());
        QCOMPARE(found.newCommits, 5);
        QVERIFY(!found.shallow && !found.unborn && found.warnings.isEmpty());
        QCOMPARE(namesOf(found.refs), (QStringList{QStringLiteral("light*"), QStringLiteral("main!"), QStringLiteral("side")}));

        QHash<QString, GitCommit> bySha;
        QSet<GitOid> seen;
        for (const GitCommit& commit : reading.commits) {
            for (const GitOid& parent : commit.parents)
                QVERIFY2(seen.contains(parent), "a child came before its parent");
            seen.insert(commit.oid);
            bySha.insert(commit.oid.hex(), commit);
        }
        QVERIFY(bySha.contains(tagged));
        QCOMPARE(bySha[side].reverts, QStringList{root});
        QCOMPARE(bySha[side].lines, 2);
        QCOMPARE(bySha[side].files, 1);
        QCOMPARE(bySha[onMain].lines, 2); // one added, one deleted
        QCOMPARE(bySha[onMain].pickedFrom, QStringList{side});
        QCOMPARE(bySha[onMain].subject, QStringLiteral("on main"));
        QCOMPARE(toMs(bySha[onMain].authored), 3'000'000);
        const auto merge = std::find_if(reading.commits.begin(), reading.commits.end(),
                                        [](const GitCommit& commit) { return commit.parents.size() == 2; });
        QVERIFY(merge != reading.commits.end());
        QCOMPARE(merge->lines, 0);
    }

    void tagsHaveTheirOwnTime()
    {
        GitFolder git;
        git.init();
        git.commit(QStringLiteral("root"), 1'000);
        git.run({QStringLiteral("tag"), QStringLiteral("light")});
        git.setTime(2'000);
        git.run({QStringLiteral("tag"), QStringLiteral("-am"), QStringLiteral("x"), QStringLiteral("annotated")});
        git.setTime(3'000);
        git.run({QStringLiteral("tag"), QStringLiteral("-am"), QStringLiteral("x"), QStringLiteral("nested"), QStringLiteral("annotated")});
        QMap<QString, GitRef> refs;
        const Result<GitReading> look = ingest::lookAtGit(git.path());
        QVERIFY(look.isOk());
        for (const GitRef& ref : look.value().refs)
            refs.insert(ref.name, ref);
        QCOMPARE(toMs(refs[QStringLiteral("light")].time), 1'000'000);
        QCOMPARE(toMs(refs[QStringLiteral("annotated")].time), 2'000'000);
        QCOMPARE(toMs(refs[QStringLiteral("nested")].time), 3'000'000);
        QCOMPARE(refs[QStringLiteral("nested")].commit, refs[QStringLiteral("light")].commit);
    }

    void tagsThatLeadToNoCommitAreLeftOut()
    {
        GitFolder git;
        git.init();
        git.commit(QStringLiteral("root"), 1'000, QStringLiteral("a"), "1\n");
        git.run({QStringLiteral("tag"), QStringLiteral("tree"), QStringLiteral("HEAD^{tree}")});
        git.run({QStringLiteral("tag"), QStringLiteral("-am"), QStringLiteral("x"), QStringLiteral("blob"), QStringLiteral("HEAD:a")});
        git.write(QStringLiteral(".git/refs/tags/lost"), QByteArray(40, 'a') + '\n');
        git.write(QStringLiteral(".git/refs/heads/gone"), QByteArray(40, 'b') + '\n');
        const Reading reading = read(git.path());
        QVERIFY2(reading.result.isOk(), qPrintable(errorOf(reading)));
        QCOMPARE(namesOf(reading.result.value().refs), QStringList{QStringLiteral("main!")});
        const QString warnings = reading.result.value().warnings.join(u'\n');
        QCOMPARE(reading.result.value().warnings.size(), 3);
        QVERIFY(warnings.contains(QLatin1String("lost")) && warnings.contains(QLatin1String("gone")) &&
                warnings.contains(QLatin1String("blob, tree")));
    }

    void damagedRefsAreCountedAndNamed()
    {
        GitFolder git;
        git.init();
        git.commit(QStringLiteral("root"), 1'000, QStringLiteral("a"), "1\n");
        git.run({QStringLiteral("tag"), QStringLiteral("v1.0")});
        git.run({QStringLiteral("tag"), QStringLiteral("v1.1")});
        git.run({QStringLiteral("pack-refs"), QStringLiteral("--all")});
        git.write(QStringLiteral(".git/refs/tags/v1.1"), "garbage\n"); // over the packed one
        git.write(QStringLiteral(".git/refs/tags/v1.2"), "");          // as after a crash
        git.write(QStringLiteral(".git/refs/heads/deep/er"), QByteArray(39, 'a') + '\n');
        git.write(QStringLiteral(".git/refs/heads/main.lock"), "");
        const Reading reading = read(git.path());
        QVERIFY2(reading.result.isOk(), qPrintable(errorOf(reading)));
        QCOMPARE(namesOf(reading.result.value().refs), (QStringList{QStringLiteral("v1.0*"), QStringLiteral("main!")}));
        const QStringList warnings = reading.result.value().warnings;
        QCOMPARE(warnings.size(), 1);
        QVERIFY2(warnings.first().startsWith(u'3') &&
                     warnings.first().endsWith(QLatin1String("refs/heads/deep/er, refs/tags/v1.1, refs/tags/v1.2")),
                 qPrintable(warnings.first()));
    }

    void theDefaultBranchIsThatOfTheRemote()
    {
        GitFolder origin;
        origin.init({QStringLiteral("--initial-branch=trunk")});
        origin.commit(QStringLiteral("root"), 1'000);
        GitFolder clone(QStringLiteral("clone"));
        clone.runIn(QStringLiteral("/"), {QStringLiteral("clone"), QStringLiteral("-q"), origin.path(), clone.path()});
        clone.run({QStringLiteral("checkout"), QStringLiteral("-qb"), QStringLiteral("feature")});
        QCOMPARE(namesOf(ingest::lookAtGit(clone.path()).value().refs),
                 (QStringList{QStringLiteral("feature"), QStringLiteral("origin/trunk"), QStringLiteral("trunk!")}));
        // Behind the remote, the remote's own counts.
        origin.commit(QStringLiteral("more"), 2'000);
        clone.run({QStringLiteral("fetch"), QStringLiteral("-q")});
        QCOMPARE(namesOf(ingest::lookAtGit(clone.path()).value().refs),
                 (QStringList{QStringLiteral("feature"), QStringLiteral("origin/trunk!"), QStringLiteral("trunk")}));
        clone.run({QStringLiteral("remote"), QStringLiteral("remove"), QStringLiteral("origin")});
        QCOMPARE(namesOf(ingest::lookAtGit(clone.path()).value().refs),
                 (QStringList{QStringLiteral("feature!"), QStringLiteral("trunk")}));
    }

    void aDetachedHeadIsReadToo()
    {
        GitFolder git;
        git.init();
        git.commit(QStringLiteral("root"), 1'000);
        git.run({QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("--detach")});
        const QString loose = git.commit(QStringLiteral("loose"), 2'000);
        const Reading reading = read(git.path());
        QCOMPARE(reading.commits.last().oid.hex(), loose);
        QCOMPARE(namesOf(reading.result.value().refs), (QStringList{QStringLiteral("HEAD"), QStringLiteral("main!")}));
    }

    void knownCommitsAreNotReadAgain()
    {
        GitFolder git;
        git.init();
        git.commit(QStringLiteral("one"), 1'000);
        git.commit(QStringLiteral("two"), 2'000);
        const Reading first = read(git.path());
        QCOMPARE(read(git.path(), first.oids).commits.size(), 0);
        const QString third = git.commit(QStringLiteral("three"), 3'000);
        const Reading second = read(git.path(), first.oids);
        QCOMPARE(second.commits.size(), 1);
        QCOMPARE(second.commits.first().oid.hex(), third);
        QCOMPARE(second.result.value().newCommits, 1);
    }

    void piecesHaveAtMostTwoThousand()
    {
        GitFolder git;
        git.init();
        git.makeLine(4'321);
        const Reading reading = read(git.path());
        QCOMPARE(reading.commits.size(), 4'321);
        QVERIFY(*std::max_element(reading.pieces.begin(), reading.pieces.end()) <= 2'000);
        QVERIFY(std::all_of(reading.commits.begin() + 1, reading.commits.end(),
                            [](const GitCommit& commit) { return commit.lines == 2 && commit.files == 1; }));
        QCOMPARE(reading.commits.first().lines, 1);
    }

    void aFailureOfTheSinkEndsTheReading()
    {
        GitFolder git;
        git.init();
        git.makeLine(4'000);
        int calls = 0;
        const auto result = ingest::readGit(
            git.path(), {},
            [&calls](const QList<GitCommit>&) -> Status {
                ++calls;
                return Error{ErrorCode::Io, QStringLiteral("full")};
            },
            {}, {});
        QVERIFY(result.isError());
        QCOMPARE(result.error().userText, QStringLiteral("full"));
        QCOMPARE(calls, 1);
    }

    void aStopEndsTheReading()
    {
        GitFolder git;
        git.init();
        git.makeLine(4'000);
        StopSource stop;
        const auto result = ingest::readGit(
            git.path(), {},
            [&stop](const QList<GitCommit>&) {
                stop.request_stop();
                return ok();
            },
            stop.get_token(), {});
        QVERIFY(result.isCancelled());
    }

    void progressCountsUpToTheEnd()
    {
        GitFolder git;
        git.init();
        git.makeLine(1'000);
        ProgressUpdate last;
        QVERIFY(ingest::readGit(git.path(), {}, [](const QList<GitCommit>&) { return ok(); }, {},
                                [&last](const ProgressUpdate& update) { last = update; })
                    .isOk());
        QCOMPARE(last.done, 1'000);
        QCOMPARE(last.total, 1'000);
    }

    void aShallowCloneIsReadAndSaidSo()
    {
        GitFolder origin;
        origin.init();
        for (int number = 1; number <= 5; ++number)
            origin.commit(QStringLiteral("c"), number * 1'000, QStringLiteral("f"), QByteArray::number(number) + '\n');
        const QString clone = origin.around(QStringLiteral("clone"));
        origin.run({QStringLiteral("clone"), QStringLiteral("-q"), QStringLiteral("--depth=2"), QStringLiteral("file://") + origin.path(), clone});
        const Reading reading = read(clone);
        QVERIFY2(reading.result.isOk(), qPrintable(errorOf(reading)));
        QVERIFY(reading.result.value().shallow);
        QCOMPARE(reading.result.value().warnings.size(), 1);
        QCOMPARE(reading.commits.size(), 2);
        QCOMPARE(reading.commits.first().lines, 0); // its parent is not there to compare with
        QCOMPARE(reading.commits.last().lines, 2);
    }

    void everyKindOfRepositoryIsRead_data()
    {
        QTest::addColumn<QStringList>("make"); // git arguments, run in the project
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("name");
        const auto words = [](const char* text) { return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts); };
        QTest::newRow("its .git folder") << QStringList() << QStringLiteral("project/.git") << QStringLiteral("project");
        QTest::newRow("bare") << words("clone -q --bare . ../shop.git") << QStringLiteral("shop.git") << QStringLiteral("shop");
        QTest::newRow("mirror") << words("clone -q --mirror . ../m") << QStringLiteral("m") << QStringLiteral("m");
        QTest::newRow("linked work tree") << words("worktree add -q ../linked") << QStringLiteral("linked") << QStringLiteral("linked");
        QTest::newRow("separate git folder") << words("clone -q --separate-git-dir=../apart . ../work") << QStringLiteral("work")
                                             << QStringLiteral("work");
        QTest::newRow("submodule") << words("-c protocol.file.allow=always submodule --quiet add ./ sub")
                                   << QStringLiteral("project/sub") << QStringLiteral("sub");
        QTest::newRow("shared objects") << words("clone -q --shared . ../shared") << QStringLiteral("shared") << QStringLiteral("shared");
        QTest::newRow("packed") << words("gc -q") << QStringLiteral("project") << QStringLiteral("project");
    }
    void everyKindOfRepositoryIsRead()
    {
        QFETCH(QStringList, make);
        QFETCH(QString, folder);
        GitFolder git;
        git.init();
        git.commit(QStringLiteral("one"), 1'000, QStringLiteral("f"), "1\n");
        git.commit(QStringLiteral("two"), 2'000, QStringLiteral("f"), "2\n");
        git.run({QStringLiteral("tag"), QStringLiteral("1.0")});
        if (!make.isEmpty())
            git.run(make);
        const Reading reading = read(git.around(folder));
        QVERIFY2(reading.result.isOk(), qPrintable(errorOf(reading)));
        QTEST(reading.result.value().name, "name");
        QCOMPARE(reading.commits.size(), 2);
        QCOMPARE(reading.commits.last().lines, 2);
        QVERIFY(namesOf(reading.result.value().refs).contains(QLatin1String("1.0*")));
    }

    void whatIsNoRepositoryIsRefused()
    {
        GitFolder git;
        git.init();
        git.commit(QStringLiteral("one"), 1'000, QStringLiteral("deep/f"), "1\n");
        const auto refused = [&](const QString& path, const char* word) {
            const Reading reading = read(path);
            return reading.result.isError() && reading.result.error().code == ErrorCode::InvalidInput &&
                   errorOf(reading).contains(QLatin1String(word)) && !errorOf(reading).contains(u'\n');
        };
        QVERIFY(refused(QString(), "no folder"));
        QVERIFY(refused(git.around(QStringLiteral("nowhere")), "no folder"));
        QVERIFY(refused(git.path() + QStringLiteral("/deep/f"), "file"));
        QVERIFY(refused(git.around(QString()), "no git repository"));
        QVERIFY2(refused(git.path() + QStringLiteral("/deep"), "inside"), "the folder above is named");
        git.run({QStringLiteral("bundle"), QStringLiteral("create"), QStringLiteral("../all.bundle"), QStringLiteral("--all")});
        QVERIFY(refused(git.around(QStringLiteral("all.bundle")), "bundle"));
        GitFolder modern(QStringLiteral("modern"));
        modern.init({QStringLiteral("--object-format=sha256")});
        modern.commit(QStringLiteral("one"), 1'000);
        QVERIFY(refused(modern.path(), "SHA-256"));
        QVERIFY(QDir(git.path()).rename(QStringLiteral(".git/objects"), QStringLiteral(".git/lost")));
        QVERIFY(refused(git.path(), "damaged"));
    }

    void anUnbornBranchIsSaidSo()
    {
        GitFolder git;
        git.init();
        const Reading reading = read(git.path());
        QVERIFY(reading.result.isOk());
        QVERIFY(reading.result.value().unborn);
        QCOMPARE(reading.result.value().warnings.size(), 1);
    }

    void aDamagedCommitIsAnError()
    {
        GitFolder git;
        git.init();
        const QString lost = git.commit(QStringLiteral("one"), 1'000);
        git.commit(QStringLiteral("two"), 2'000);
        const QString object = git.path() + QStringLiteral("/.git/objects/") + lost.left(2) + u'/' + lost.mid(2);
        QFile::setPermissions(object, QFile::ReadOwner | QFile::WriteOwner);
        QFile file(object);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("garbage");
        file.close();
        const Reading damaged = read(git.path());
        QVERIFY(damaged.result.isError());
        QVERIFY(errorOf(damaged).contains(lost));
        QVERIFY(file.remove());
        QVERIFY(errorOf(read(git.path())).contains(lost));
        QVERIFY(damaged.commits.isEmpty());
    }

    void aCommitIsFoundInItsRepositoryOnly()
    {
        GitFolder git;
        git.init();
        const GitOid oid = GitOid::fromBytes(QByteArray::fromHex(git.commit(QStringLiteral("one"), 1'000).toLatin1()));
        QCOMPARE(ingest::holdsAnyOf(git.path(), {GitOid(), oid}).value(), true);
        QCOMPARE(ingest::holdsAnyOf(git.path(), {GitOid()}).value(), false);
    }
};

QTEST_GUILESS_MAIN(GitReaderTest)
#include "tst_gitreader.moc"
