// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/patchid.h"
#include "testsupport/gitfolder.h"

#include <QFile>
#include <QTest>

using namespace atalaya;
using ingest::PatchNames;
using ingest::PatchPart;
using model::GitOid;
using test::GitFolder;

namespace {

GitOid oidOf(const QString& hex) { return GitOid::fromBytes(QByteArray::fromHex(hex.toLatin1())); }

PatchNames named(const GitFolder& git, const QStringList& commits, PatchPart part = PatchPart::Contents)
{
    QList<GitOid> oids;
    for (const QString& commit : commits)
        oids.append(oidOf(commit));
    const auto names = ingest::namePatches(git.path(), oids, part, {});
    return names.isOk() ? names.value() : PatchNames();
}

} // namespace

class PatchIdTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
    }

    void equalPatchesHaveEqualNames_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content"); // what another branch makes of it
        QTest::addColumn<bool>("sameFiles");
        QTest::addColumn<bool>("samePatch");
        const QString text = QStringLiteral("text"), binary = QStringLiteral("binary"), other = QStringLiteral("other");
        QTest::newRow("the same") << text << QByteArray("a\nB\n") << true << true;
        QTest::newRow("another line") << text << QByteArray("a\nX\n") << true << false;
        QTest::newRow("white space") << text << QByteArray("a\n B\n") << true << true;
        QTest::newRow("the same in another file") << other << QByteArray("a\nB\n") << false << false;
        QTest::newRow("deleted") << text << QByteArray() << false << false;
    }
    void equalPatchesHaveEqualNames()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(bool, sameFiles);
        QFETCH(bool, samePatch);
        GitFolder git;
        git.init();
        git.write(QStringLiteral("other"), "a\nb\n");
        git.commit(QStringLiteral("root"), 1'000, QStringLiteral("text"), "a\nb\n");
        git.run({QStringLiteral("branch"), QStringLiteral("side")});
        const QString original = git.commit(QStringLiteral("one"), 2'000, QStringLiteral("text"), "a\nB\n");
        git.run({QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("side")});
        QString candidate;
        if (content.isEmpty()) {
            git.run({QStringLiteral("rm"), QStringLiteral("-q"), file});
            candidate = git.commit(QStringLiteral("two"), 3'000);
        } else {
            candidate = git.commit(QStringLiteral("two"), 3'000, file, content);
        }
        const PatchNames names = named(git, {original, candidate});
        const QByteArray left = names.value(oidOf(original)), right = names.value(oidOf(candidate));
        QCOMPARE(left.size(), ingest::kPatchName);
        QCOMPARE(right.size(), ingest::kPatchName);
        QCOMPARE(left.first(ingest::kFilesName) == right.first(ingest::kFilesName), sameFiles);
        QCOMPARE(left == right, samePatch);
        QCOMPARE(named(git, {original}, PatchPart::Files).value(oidOf(original)), left.first(ingest::kFilesName));
    }

    // Many commits are looked at by the git program, few by libgit2.
    void bothReadersGiveTheSameNames()
    {
        GitFolder git;
        git.init();
        QStringList commits;
        const auto commit = [&](const char* message) { commits.append(git.commit(QString::fromLatin1(message), 1'000 + commits.size())); };
        const auto changed = [&](const QString& file, const QByteArray& content) {
            commits.append(git.commit(QStringLiteral("change"), 1'000 + commits.size(), file, content));
        };
        changed(QStringLiteral("plain"), "1\n");
        changed(QString::fromUtf8("folder/mit \u00fcmlaut \t\"x\""), "1\n");
        changed(QStringLiteral("plain"), QByteArray("\0\1", 2));
        git.run({QStringLiteral("update-index"), QStringLiteral("--chmod=+x"), QStringLiteral("plain")});
        commit("mode");
        git.run({QStringLiteral("mv"), QStringLiteral("plain"), QStringLiteral("moved")});
        commit("moved");
        git.run({QStringLiteral("rm"), QStringLiteral("-qf"), QStringLiteral("moved")});
        QVERIFY(QFile::link(QStringLiteral("folder"), git.path() + QStringLiteral("/moved")));
        git.run({QStringLiteral("add"), QStringLiteral("-A")});
        commit("moved is a link now");
        changed(QStringLiteral("link"), "no link\n");
        git.run({QStringLiteral("rm"), QStringLiteral("-qf"), QStringLiteral("link")});
        QVERIFY(QFile::link(QStringLiteral("folder"), git.path() + QStringLiteral("/link")));
        git.run({QStringLiteral("add"), QStringLiteral("-A")});
        commit("a file becomes a link");
        git.run({QStringLiteral("rm"), QStringLiteral("-qrf"), QStringLiteral("folder")});
        commit("deleted");
        commit("nothing");
        while (commits.size() < 60)
            changed(QStringLiteral("f%1").arg(commits.size() % 7), QByteArray::number(commits.size()));
        const PatchNames many = named(git, commits, PatchPart::Files);
        QCOMPARE(many.size(), commits.size());
        for (const QString& one : std::as_const(commits)) {
            QCOMPARE(many.value(oidOf(one)), named(git, {one}, PatchPart::Files).value(oidOf(one)));
            QCOMPARE(many.value(oidOf(one)), named(git, {one}).value(oidOf(one)).first(ingest::kFilesName));
        }
    }

    void binaryFilesAreComparedByTheirContents()
    {
        GitFolder git;
        git.init();
        const QString file = QStringLiteral("picture");
        const auto content = [](char last) -> QByteArray { return QByteArray("\0\1\2", 3) + last; };
        git.commit(QStringLiteral("root"), 1'000, file, content('a'));
        git.run({QStringLiteral("branch"), QStringLiteral("side")});
        git.run({QStringLiteral("branch"), QStringLiteral("far")});
        const QString original = git.commit(QStringLiteral("one"), 2'000, file, content('b'));
        git.run({QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("side")});
        const QString same = git.commit(QStringLiteral("two"), 3'000, file, content('b'));
        git.run({QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("far")});
        const QString different = git.commit(QStringLiteral("three"), 4'000, file, content('c'));
        const PatchNames names = named(git, {original, same, different});
        QCOMPARE(names.value(oidOf(same)), names.value(oidOf(original)));
        QVERIFY(names.value(oidOf(different)) != names.value(oidOf(original)));
    }

    void aRootCommitHasAPatchAndAMissingOneHasNone()
    {
        GitFolder git;
        git.init();
        const QString root = git.commit(QStringLiteral("root"), 1'000, QStringLiteral("a"), "1\n");
        const QString missing(40, u'e');
        for (const PatchPart part : {PatchPart::Files, PatchPart::Contents}) {
            const PatchNames names = named(git, {root, missing}, part);
            QCOMPARE(names.value(oidOf(root)).size(), part == PatchPart::Files ? ingest::kFilesName : ingest::kPatchName);
            QVERIFY(!names.contains(oidOf(missing)));
        }
    }

    void aStopIsCancelled()
    {
        GitFolder git;
        git.init();
        const QString root = git.commit(QStringLiteral("root"), 1'000, QStringLiteral("a"), "1\n");
        StopSource stop;
        stop.request_stop();
        QVERIFY(ingest::namePatches(git.path(), {oidOf(root)}, PatchPart::Files, stop.get_token()).isCancelled());
        QVERIFY(ingest::namePatches(git.around(QStringLiteral("nowhere")), {}, PatchPart::Files, {}).isError());
    }
};

QTEST_GUILESS_MAIN(PatchIdTest)
#include "tst_patchid.moc"
