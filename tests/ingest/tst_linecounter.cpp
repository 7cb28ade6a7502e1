// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/linecounter.h"
#include "testsupport/gitfolder.h"

#include <QFile>
#include <QTest>

using namespace atalaya;
using ingest::LineCount;

namespace QTest {
template<>
char* toString(const LineCount& count)
{
    return qstrdup(qPrintable(QStringLiteral("%1 lines, %2 files%3")
                                  .arg(count.lines)
                                  .arg(count.files)
                                  .arg(count.incomplete ? QStringLiteral(", incomplete") : QString())));
}
} // namespace QTest

namespace {

using Make = std::unique_ptr<ingest::LineCounter> (*)(const QString&);

model::GitOid oidOf(const QString& sha) { return model::GitOid::fromBytes(QByteArray::fromHex(sha.toLatin1())); }

LineCount countOne(ingest::LineCounter& counter, const QString& sha)
{
    const auto counts = counter.count(std::vector{oidOf(sha)}, {});
    return counts && counts->size() == 1 ? counts->front() : LineCount{-1, -1};
}

} // namespace

Q_DECLARE_METATYPE(Make)

/// Both ways of counting give the same.
class LineCounterTest : public QObject
{
    Q_OBJECT

private:
    static void addCounters()
    {
        QTest::addColumn<Make>("make");
        QTest::newRow("git program") << Make(ingest::gitProgramCounter);
        QTest::newRow("libgit2") << Make(ingest::libGit2Counter);
        QTest::newRow("best") << Make(ingest::bestCounter);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!test::GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
    }

    void itCountsTextAgainstTheFirstParent_data() { addCounters(); }
    void itCountsTextAgainstTheFirstParent()
    {
        QFETCH(Make, make);
        test::GitFolder git;
        git.init();
        const QByteArray ten = QByteArray("line\n").repeated(10);
        const QString root = git.commit(QStringLiteral("root"), 1000, QStringLiteral("a.txt"), ten);
        const QString edit = git.commit(QStringLiteral("edit"), 1001, QStringLiteral("a.txt"), ten + "more\n");
        const QString binary = git.commit(QStringLiteral("binary"), 1002, QStringLiteral("b.bin"), QByteArray("\0\1\2", 3).repeated(9));
        const QString odd = git.commit(QStringLiteral("odd"), 1003, QString::fromUtf8("tab\tü \"q\"/new\nline"), "1\n2\n");
        const QString none = git.commit(QStringLiteral("none"), 1004);
        git.run({QStringLiteral("mv"), QStringLiteral("a.txt"), QStringLiteral("c.txt")});
        const QString renamed = git.commit(QStringLiteral("renamed"), 1005);
        const auto counter = make(git.path() + QStringLiteral("/.git"));
        QVERIFY(counter);
        const std::vector commits{oidOf(root), oidOf(edit), oidOf(binary), oidOf(odd), oidOf(none), oidOf(renamed)};
        const std::vector<LineCount> expected{{10, 1}, {1, 1}, {0, 0}, {2, 1}, {0, 0}, {0, 1}};
        // In one piece, twice: the counter lives on; and each by itself.
        for (int round = 0; round < 2; ++round) {
            const auto counts = counter->count(commits, {});
            QVERIFY(counts.has_value());
            QVERIFY(*counts == expected);
        }
        for (size_t place = 0; place < commits.size(); ++place)
            QCOMPARE(countOne(*counter, commits[place].hex()), expected[place]);
        QCOMPARE(counter->count({}, {})->size(), size_t(0));
    }

    void aStopEndsIt_data() { addCounters(); }
    void aStopEndsIt()
    {
        QFETCH(Make, make);
        test::GitFolder git;
        git.init();
        const QString sha = git.commit(QStringLiteral("root"), 1000, QStringLiteral("a.txt"), "a\n");
        const auto counter = make(git.path() + QStringLiteral("/.git"));
        StopSource stop;
        stop.request_stop();
        QVERIFY(!counter->count(std::vector{oidOf(sha)}, stop.get_token()).has_value());
        QCOMPARE(countOne(*counter, sha), (LineCount{1, 1})); // and it can go on afterwards
    }

    void nothingThatTheRepositoryNamesIsRun_data() { addCounters(); }
    void nothingThatTheRepositoryNamesIsRun()
    {
        QFETCH(Make, make);
        test::GitFolder git;
        git.init();
        git.commit(QStringLiteral("attributes"), 999, QStringLiteral(".gitattributes"), "*.txt diff=evil filter=evil\n");
        const QString sha = git.commit(QStringLiteral("root"), 1000, QStringLiteral("a.txt"), "a\n");
        const QString trap = git.around(QStringLiteral("trap"));
        const QString script = git.around(QStringLiteral("script"));
        QFile file(script);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\ntouch " + trap.toUtf8() + "\ncat \"$1\"\n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QFile attributes(git.path() + QStringLiteral("/.git/info/attributes"));
        QVERIFY(attributes.open(QIODevice::WriteOnly));
        attributes.write("*.txt diff=evil filter=evil\n");
        attributes.close();
        for (const char* setting : {"diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean",
                                    "filter.evil.smudge", "filter.evil.process", "core.fsmonitor", "core.pager", "pager.diff-tree",
                                    "core.sshCommand", "core.editor", "alias.diff-tree", "core.alternateRefsCommand",
                                    "core.gitProxy", "credential.helper", "core.askPass", "remote.origin.uploadpack"})
            git.run({QStringLiteral("config"), QString::fromLatin1(setting), script});
        git.run({QStringLiteral("config"), QStringLiteral("core.hooksPath"), git.around(QString())});
        QCOMPARE(countOne(*make(git.path() + QStringLiteral("/.git")), sha), (LineCount{1, 1}));
        QVERIFY(!QFile::exists(trap));
        // The trap works: git itself steps into it.
        (void)git.tryRun({QStringLiteral("diff"), QStringLiteral("HEAD~1")});
        QVERIFY(QFile::exists(trap));
    }

    void missingContentsAreNotFetched_data() { addCounters(); }
    void missingContentsAreNotFetched()
    {
        QFETCH(Make, make);
        test::GitFolder git;
        git.init();
        const QString kept = git.commit(QStringLiteral("kept"), 1000, QStringLiteral("a.txt"), "a\n");
        const QString lost = git.commit(QStringLiteral("lost"), 1001, QStringLiteral("b.txt"), "b\nb\n");
        const QString trap = git.around(QStringLiteral("trap"));
        // A partial clone, whose remote is a command.
        git.run({QStringLiteral("config"), QStringLiteral("remote.origin.url"),
                 QStringLiteral("ext::sh -c touch%% ") + trap});
        git.run({QStringLiteral("config"), QStringLiteral("remote.origin.promisor"), QStringLiteral("true")});
        git.run({QStringLiteral("config"), QStringLiteral("protocol.ext.allow"), QStringLiteral("always")});
        git.run({QStringLiteral("config"), QStringLiteral("extensions.partialClone"), QStringLiteral("origin")});
        git.run({QStringLiteral("config"), QStringLiteral("core.repositoryFormatVersion"), QStringLiteral("1")});
        const QString blob = git.run({QStringLiteral("rev-parse"), lost + QStringLiteral(":b.txt")});
        QVERIFY(QFile::remove(git.path() + QStringLiteral("/.git/objects/") + blob.left(2) + u'/' + blob.mid(2)));
        const auto counter = make(git.path() + QStringLiteral("/.git"));
        QVERIFY(counter);
        const auto counts = counter->count(std::vector{oidOf(kept), oidOf(lost)}, {});
        if (make == Make(ingest::gitProgramCounter)) {
            QVERIFY(!counts.has_value()); // all or nothing; the other one takes over
        } else {
            QVERIFY(counts.has_value());
            QCOMPARE((*counts)[0], (LineCount{1, 1}));
            QVERIFY((*counts)[1].incomplete);
        }
        QVERIFY(!QFile::exists(trap));
    }

    void aFolderThatIsNoRepositoryCountsNothing()
    {
        const QTemporaryDir folder;
        QVERIFY(!ingest::libGit2Counter(folder.path()));
        const auto counter = ingest::bestCounter(folder.path());
        QVERIFY(!counter->count(std::vector{oidOf(QString(40, u'a'))}, {}).has_value());
    }
};

QTEST_GUILESS_MAIN(LineCounterTest)
#include "tst_linecounter.moc"
