// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitfold.h"
#include "ingest/git/historyindex.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace atalaya;
using model::GitCommit;
using model::GitOid;
using model::GitRef;

namespace {

constexpr qint64 kDay = 86'400'000;
const QString kPattern = QStringLiteral(R"(^((?:[A-Za-z][A-Za-z0-9]*[-_/])?)v?(\d+(?:\.\d+){1,3})$)");

/// Commit 'a' has the name "61000…": its letter in hex, padded.
GitOid oid(QChar letter) { return GitOid::fromBytes(QByteArray(1, letter.toLatin1()).leftJustified(20, '\0')); }
QString sha(QChar letter) { return oid(letter).hex(); }

/// A history you can read: one commit a word, "name<parents@day" with single letters for names; "c<ba@3" is a merge of a
/// into b on the third day.
QList<GitCommit> history(const QString& text)
{
    QList<GitCommit> commits;
    for (const QString& word : text.split(u' ', Qt::SkipEmptyParts)) {
        GitCommit commit;
        commit.oid = oid(word.at(0));
        for (const QChar parent : word.section(u'<', 1).section(u'@', 0, 0))
            commit.parents.append(oid(parent));
        commit.committed = instantFromMs(word.section(u'@', 1).toInt() * kDay);
        commit.authored = commit.committed;
        commits.append(commit);
    }
    return commits;
}

GitRef tag(const QString& name, QChar commit, int day) { return {name, oid(commit), true, false, instantFromMs(day * kDay)}; }
GitRef branch(QChar commit) { return {QStringLiteral("main"), oid(commit), false, true, {}}; }

ingest::GitFolded fold(const QList<GitCommit>& commits, const QList<GitRef>& refs, ingest::GitFoldOptions options = {kPattern, {}, {}})
{
    const auto folded = ingest::foldGit(QStringLiteral("app"), commits, refs, options);
    return folded.isOk() ? folded.value() : ingest::GitFolded{};
}

/// Answers what a fold asks of patches, and keeps what it was asked: "files:pq contents:p".
class Patches
{
public:
    explicit Patches(ingest::PatchNames names) : m_names(std::move(names)) {}

    ingest::GitFolded fold(const QList<GitCommit>& commits, const QList<GitRef>& refs, const ingest::PatchNames& known = {})
    {
        m_asked.clear();
        const auto read = [this](const QList<GitOid>& wanted, ingest::PatchPart part) { return answer(wanted, part); };
        const auto folded = ingest::foldGit(QStringLiteral("app"), commits, refs, {kPattern, {}, {}}, known, read);
        return folded.isOk() ? folded.value() : ingest::GitFolded{};
    }
    QString asked() const { return m_asked.join(u' '); }

private:
    Result<ingest::PatchNames> answer(const QList<GitOid>& wanted, ingest::PatchPart part)
    {
        const bool isFiles = part == ingest::PatchPart::Files;
        QString letters = isFiles ? QStringLiteral("files:") : QStringLiteral("contents:");
        ingest::PatchNames names;
        for (const GitOid& commit : wanted) {
            letters += QChar(char16_t(commit.bytes[0]));
            if (const QByteArray name = m_names.value(commit); !name.isEmpty())
                names.insert(commit, isFiles ? name.first(ingest::kFilesName) : name);
        }
        m_asked.append(letters);
        return names;
    }

    ingest::PatchNames m_names;
    QStringList m_asked;
};

/// "fs": twenty times f, twenty times s.
QByteArray patch(const char* parts) { return QByteArray(20, parts[0]) + QByteArray(20, parts[1]); }

/// "1.0:ab 1.1:c": what each deployment shipped.
QString shipping(const ingest::GitFolded& folded)
{
    QStringList words;
    for (const auto& deployment : folded.deployments) {
        QString letters;
        for (auto shipped = folded.shippedBy.cbegin(); shipped != folded.shippedBy.cend(); ++shipped) {
            if (shipped.value() == deployment.id)
                letters += QChar(char16_t(shipped.key().bytes[0]));
        }
        std::sort(letters.begin(), letters.end());
        const QString name = deployment.version.isEmpty() ? QString(QChar(char16_t(deployment.sha.left(2).toInt(nullptr, 16))))
                                                          : deployment.version;
        words.append(name + u':' + letters);
    }
    return words.join(u' ');
}

QString revertsOf(const ingest::GitFolded& folded)
{
    QStringList words;
    for (const auto& revert : folded.reverts)
        words.append(QString(QChar(char16_t(revert.reverting.left(2).toInt(nullptr, 16)))) + u'>' +
                     QChar(char16_t(revert.reverted.left(2).toInt(nullptr, 16))));
    return words.join(u' ');
}

GitCommit& find(QList<GitCommit>& commits, QChar letter)
{
    return *std::find_if(commits.begin(), commits.end(), [letter](const GitCommit& commit) { return commit.oid == oid(letter); });
}

/// What revertsOf() gives, by comparing each revert with each commit. Nothing in `commits` is a merge or was picked.
QString revertsByComparing(const QList<GitCommit>& commits, const ingest::GitFolded& folded, const ingest::PatchNames& names)
{
    QHash<model::DeploymentId, int> numbers;
    for (const auto& deployment : folded.deployments)
        numbers.insert(deployment.id, int(numbers.size()));
    const auto shippedIn = [&](const GitCommit& commit) { return numbers.value(folded.shippedBy.value(commit.oid), -1); };
    QStringList words;
    for (const GitCommit& revert : commits) {
        for (const GitCommit& original : commits) {
            if (!revert.reverts.contains(original.oid.hex()))
                continue;
            QString letters(QChar(char16_t(original.oid.bytes[0])));
            const int fix = shippedIn(revert), own = shippedIn(original);
            for (const GitCommit& copy : commits) {
                const bool isNear = copy.authored == original.authored ||
                                    std::chrono::abs(copy.committed - original.committed) <= std::chrono::days(30);
                const bool isSame = copy.lines == original.lines && copy.files == original.files && original.files > 0 &&
                                    names.value(copy.oid) == names.value(original.oid);
                if (!(own >= 0 && own < fix) && shippedIn(copy) >= 0 && shippedIn(copy) < fix && isNear && isSame)
                    letters += QChar(char16_t(copy.oid.bytes[0]));
            }
            std::sort(letters.begin(), letters.end());
            for (const QChar letter : std::as_const(letters))
                words.append(QString(QChar(char16_t(revert.oid.bytes[0]))) + u'>' + letter);
        }
    }
    return words.join(u' ');
}

} // namespace

class GitFoldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tagsThatAreReleasesAreDeployments_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isRelease");
        for (const char* name : {"1.0", "v1.0", "1.2.3", "v1.2.3.4", "app-1.2", "release/2.0", "rel_v3.1.4"})
            QTest::newRow(name) << QString::fromLatin1(name) << true;
        for (const char* name : {"1", "v1", "1.0-rc1", "1.0.beta", "2.0.0-alpha", "1.2.3.4.5", "nightly", "1.0 ", "a-b-1.0"})
            QTest::newRow(name) << QString::fromLatin1(name) << false;
    }
    void tagsThatAreReleasesAreDeployments()
    {
        QFETCH(QString, name);
        const auto folded = fold(history(QStringLiteral("a<@1 b<a@2")), {tag(name, u'a', 1), branch(u'b')});
        const bool isRelease = std::any_of(folded.deployments.begin(), folded.deployments.end(), [&name](const auto& deployment) {
            return deployment.version == name && deployment.source == model::DeploymentSource::GitTag;
        });
        QTEST(isRelease, "isRelease");
        QCOMPARE(folded.warnings.isEmpty(), isRelease);
    }

    void eachDeploymentShipsWhatNoneBeforeItReached()
    {
        // 1.0 - 1.1 on main; 1.0.1 branches off 1.0 and is released after 1.1, which had merged its fix d.
        const auto commits = history(QStringLiteral("a<@1 b<a@2 d<b@3 c<b@3 e<cd@4 f<e@5 g<d@6"));
        const auto folded = fold(commits, {tag(QStringLiteral("1.0"), u'b', 2), tag(QStringLiteral("1.1"), u'f', 5),
                                           tag(QStringLiteral("1.0.1"), u'g', 7)});
        QCOMPARE(shipping(folded), QStringLiteral("1.0:ab 1.1:cdf 1.0.1:g")); // the merge e is no change
    }

    void timeDecidesTheOrderThenTheName()
    {
        const auto commits = history(QStringLiteral("a<@1 b<a@2 c<b@3"));
        QCOMPARE(shipping(fold(commits, {tag(QStringLiteral("2.0"), u'c', 1), tag(QStringLiteral("1.0"), u'b', 9)})),
                 QStringLiteral("2.0:abc 1.0:"));
        QCOMPARE(shipping(fold(commits, {tag(QStringLiteral("1.10"), u'b', 4), tag(QStringLiteral("1.9"), u'c', 4)})),
                 QStringLiteral("1.10:ab 1.9:c"));
    }

    void severalTagsOfOneCommitAreOneDeployment()
    {
        const auto commits = history(QStringLiteral("a<@1 b<a@2"));
        const auto folded = fold(commits, {tag(QStringLiteral("v1.0"), u'b', 3), tag(QStringLiteral("1.0.0"), u'b', 3),
                                           tag(QStringLiteral("app-1.0"), u'b', 4)});
        QCOMPARE(shipping(folded), QStringLiteral("1.0.0:ab"));
        QCOMPARE(folded.deployments.first().finished, instantFromMs(3 * kDay));
        // A better name that comes later does not make it another deployment.
        const auto later = fold(commits, {tag(QStringLiteral("v1.0"), u'b', 3), tag(QStringLiteral("0.9"), u'b', 2)});
        QCOMPARE(later.deployments.first().id, folded.deployments.first().id);
    }

    void withoutReleasesMergesStandIn()
    {
        const auto folded = fold(history(QStringLiteral("a<@1 b<a@2 c<ab@3 d<c@4 e<c@4 f<de@5 g<f@6")),
                                 {branch(u'g'), tag(QStringLiteral("nightly"), u'b', 2)});
        QCOMPARE(shipping(folded), QStringLiteral("c:ab f:de"));
        QCOMPARE(folded.deployments.first().source, model::DeploymentSource::GitMergeProxy);
        QCOMPARE(folded.warnings.size(), 1);
    }

    void withoutMergesCommitsStandIn()
    {
        const auto folded = fold(history(QStringLiteral("a<@2 b<a@2 c<b@2")), {branch(u'c')});
        QCOMPARE(shipping(folded), QStringLiteral("a:a b:b c:c")); // within one second, in the order of the branch
        QCOMPARE(folded.deployments.first().source, model::DeploymentSource::GitCommitProxy);
        QCOMPARE(folded.warnings.size(), 1);
    }

    void aGlobNarrowsTheTags_data()
    {
        QTest::addColumn<QString>("glob");
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << QString() << QStringLiteral("app-1.0:a app-1.1:b web/1.0:c");
        QTest::newRow("star") << QStringLiteral("app-*") << QStringLiteral("app-1.0:a app-1.1:b");
        QTest::newRow("star takes slashes") << QStringLiteral("w*0") << QStringLiteral("web/1.0:abc");
        QTest::newRow("question mark") << QStringLiteral("app-1.?") << QStringLiteral("app-1.0:a app-1.1:b");
        QTest::newRow("set") << QStringLiteral("app-1.[1-9]") << QStringLiteral("app-1.1:ab");
        QTest::newRow("not a set") << QStringLiteral("app-1.[!1]") << QStringLiteral("app-1.0:a");
        QTest::newRow("a dot is a dot") << QStringLiteral("app.1.0") << QString();
    }
    void aGlobNarrowsTheTags()
    {
        QFETCH(QString, glob);
        const auto folded = fold(history(QStringLiteral("a<@1 b<a@2 c<b@3")),
                                 {tag(QStringLiteral("app-1.0"), u'a', 1), tag(QStringLiteral("app-1.1"), u'b', 2),
                                  tag(QStringLiteral("web/1.0"), u'c', 3)},
                                 {kPattern, glob, {}});
        QTEST(shipping(folded), "expected");
    }

    void sinceLeavesOutDeploymentsButNotWhatTheyShipped()
    {
        auto commits = history(QStringLiteral("a<@1 b<a@2 c<b@3"));
        for (GitCommit& commit : commits)
            commit.files = commit.lines = 1;
        find(commits, u'c').reverts = QStringList{sha(u'a')};
        const QList<GitRef> refs{tag(QStringLiteral("1.0"), u'a', 1), tag(QStringLiteral("1.1"), u'b', 2),
                                 tag(QStringLiteral("1.2"), u'c', 3)};
        const auto folded = fold(commits, refs, {kPattern, {}, instantFromMs(2 * kDay)});
        QCOMPARE(shipping(folded), QStringLiteral("1.1:b 1.2:c"));
        QCOMPARE(folded.leftOut, std::optional(instantFromMs(1 * kDay)));
        const auto whole = fold(commits, refs);
        QCOMPARE(folded.shippedBy, whole.shippedBy);
        QCOMPARE(revertsOf(folded), QStringLiteral("c>a"));
        QCOMPARE(revertsOf(whole), QStringLiteral("c>a"));
        Patches patches({});
        patches.fold(commits, refs);
        QCOMPARE(patches.asked(), QString()); // a was shipped: nothing has to be compared
    }

    void sinceBeforeTheFirstDeploymentLeavesOutNothing()
    {
        const auto commits = history(QStringLiteral("a<@1 b<a@2"));
        const QList<GitRef> refs{tag(QStringLiteral("1.0"), u'a', 1), tag(QStringLiteral("1.1"), u'b', 2)};
        QCOMPARE(fold(commits, refs).leftOut, std::nullopt);
        QCOMPARE(fold(commits, refs, {kPattern, {}, instantFromMs(1 * kDay)}).leftOut, std::nullopt);
        const auto all = fold(commits, refs, {kPattern, {}, instantFromMs(9 * kDay)});
        QCOMPARE(shipping(all), QString());
        QCOMPARE(all.leftOut, std::optional(instantFromMs(1 * kDay)));
    }

    void revertsAreResolved_data()
    {
        QTest::addColumn<QString>("named");
        QTest::addColumn<QString>("expected");
        QTest::newRow("full sha") << sha(u'a') << QStringLiteral("c>a");
        QTest::newRow("prefix") << sha(u'b').left(7) << QStringLiteral("c>b");
        QTest::newRow("unknown") << QString(40, u'f') << QString();
        QTest::newRow("itself") << sha(u'c') << QString();
        QTest::newRow("a merge") << sha(u'm') << QStringLiteral("c>b"); // it stands in for a deployment, which shipped b
    }
    void revertsAreResolved()
    {
        QFETCH(QString, named);
        auto commits = history(QStringLiteral("a<@1 b<a@2 m<ab@3 c<m@4"));
        find(commits, u'c').reverts = QStringList{named};
        QTEST(revertsOf(fold(commits, {branch(u'c')})), "expected");
    }

    // x and y are merged into main by m and shipped by 1.1; z is on main. r reverts the merge.
    void aRevertOfAMergeConcernsWhatWasMerged_data()
    {
        QTest::addColumn<QString>("named");
        QTest::addColumn<QStringList>("tags");
        QTest::addColumn<QString>("expected");
        const QString merge = sha(u'm');
        QTest::newRow("shipped with it") << merge << QStringList{QStringLiteral("1.0 a 1"), QStringLiteral("1.1 m 5")} << QStringLiteral("r>y");
        QTest::newRow("short") << merge.left(9) << QStringList{QStringLiteral("1.1 m 5")} << QStringLiteral("r>y");
        QTest::newRow("not shipped") << merge << QStringList{QStringLiteral("1.0 a 1")} << QString();
        QTest::newRow("part of it shipped before")
            << merge << QStringList{QStringLiteral("1.0 x 3"), QStringLiteral("1.1 m 5")} << QStringLiteral("r>y");
        QTest::newRow("all of it shipped before")
            << merge << QStringList{QStringLiteral("1.0 x 3"), QStringLiteral("1.0.1 y 4"), QStringLiteral("1.1 m 5")}
            << QStringLiteral("r>y");
        QTest::newRow("going back to the first parent") << QString(merge + u'^' + sha(u'z')) << QStringList{QStringLiteral("1.1 m 5")}
                                                        << QStringLiteral("r>y");
        QTest::newRow("going back to the branch") << QString(merge + u'^' + sha(u'y')) << QStringList{QStringLiteral("1.1 m 5")}
                                                  << QStringLiteral("r>z");
        QTest::newRow("going back to something else") << QString(merge + u'^' + sha(u'a')) << QStringList{QStringLiteral("1.1 m 5")}
                                                      << QStringLiteral("r>y");
    }
    void aRevertOfAMergeConcernsWhatWasMerged()
    {
        QFETCH(QString, named);
        QFETCH(QStringList, tags);
        auto commits = history(QStringLiteral("a<@1 z<a@2 x<a@2 y<x@3 m<zy@4 r<m@6"));
        find(commits, u'r').reverts = QStringList{named};
        QList<GitRef> refs{branch(u'r')};
        for (const QString& text : tags)
            refs.append(tag(text.section(u' ', 0, 0), text.section(u' ', 1, 1).at(0), text.section(u' ', 2, 2).toInt()));
        if (tags.size() < 2)
            refs.append(tag(QStringLiteral("2.0"), tags.first().contains(u'm') ? u'r' : u'a', 8));
        QTEST(revertsOf(fold(commits, refs)), "expected");
        Patches patches({});
        patches.fold(commits, refs);
        QCOMPARE(patches.asked(), QString());
    }

    // b and its copy p (the same patch) stand on two lines; 1.0 ships p; r reverts b before b was ever shipped.
    void aRevertOfWhatNeverShippedAsksForTheSamePatch()
    {
        auto commits = history(QStringLiteral("a<@1 b<a@2 p<a@3 q<p@3 t<q@3 r<b@5"));
        for (const QChar letter : QStringLiteral("bpqr"))
            find(commits, letter).files = find(commits, letter).lines = 1;
        find(commits, u'r').reverts = QStringList{sha(u'b')};
        const QList<GitRef> refs{tag(QStringLiteral("1.0"), u't', 4), tag(QStringLiteral("1.1"), u'r', 6)};
        // t is of another size, r no earlier. Of q, which changes other files, the contents are not asked for.
        Patches same({{oid(u'b'), patch("fs")}, {oid(u'p'), patch("fs")}, {oid(u'q'), patch("os")}});
        const auto found = same.fold(commits, refs);
        QCOMPARE(same.asked(), QStringLiteral("files:bpq contents:bp"));
        QCOMPARE(revertsOf(found), QStringLiteral("r>b r>p"));
        QCOMPARE(found.learnt.value(oid(u'p')), patch("fs"));
        QCOMPARE(found.learnt.value(oid(u'q')), patch("os").first(20));
        // What was learnt is not asked again, and is enough where nothing can be asked.
        QCOMPARE(revertsOf(same.fold(commits, refs, found.learnt)), QStringLiteral("r>b r>p"));
        QCOMPARE(same.asked(), QString());
        QCOMPARE(revertsOf(ingest::foldGit(QStringLiteral("app"), commits, refs, {kPattern, {}, {}}, found.learnt).value()),
                 QStringLiteral("r>b r>p"));
        QCOMPARE(revertsOf(fold(commits, refs)), QStringLiteral("r>b"));
        Patches different({{oid(u'b'), patch("fs")}, {oid(u'p'), patch("fd")}, {oid(u'q'), patch("fd")}});
        QCOMPARE(revertsOf(different.fold(commits, refs)), QStringLiteral("r>b"));
        Patches unreadable({{oid(u'p'), patch("fs")}, {oid(u'q'), patch("fs")}});
        QCOMPARE(revertsOf(unreadable.fold(commits, refs)), QStringLiteral("r>b"));
        QCOMPARE(unreadable.asked(), QStringLiteral("files:bpq"));
    }

    void copiesAreOfTheSameTimeOrNear_data()
    {
        QTest::addColumn<int>("authored"); // of the copy; b is of day 2
        QTest::addColumn<int>("committed");
        QTest::addColumn<bool>("isCopy");
        QTest::newRow("near") << 30 << 32 << true;
        QTest::newRow("far") << 30 << 33 << false;
        QTest::newRow("far, but authored at the same time") << 2 << 33 << true;
    }
    void copiesAreOfTheSameTimeOrNear()
    {
        QFETCH(int, authored);
        QFETCH(int, committed);
        auto commits = history(QStringLiteral("a<@1 b<a@2 p<a@3 r<b@50"));
        for (const QChar letter : QStringLiteral("bpr"))
            find(commits, letter).files = 1;
        find(commits, u'p').authored = instantFromMs(authored * kDay);
        find(commits, u'p').committed = instantFromMs(committed * kDay);
        find(commits, u'r').reverts = QStringList{sha(u'b')};
        Patches patches({{oid(u'b'), patch("fs")}, {oid(u'p'), patch("fs")}});
        const auto folded = patches.fold(commits, {tag(QStringLiteral("1.0"), u'p', 40), tag(QStringLiteral("1.1"), u'r', 60)});
        QTEST(revertsOf(folded) == QLatin1String("r>b r>p"), "isCopy");
    }

    // Groups give what comparing every two gives, and each commit is asked for once.
    void copiesAreThoseThatComparingEveryTwoFinds()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 40; ++round) {
            QList<GitCommit> commits;
            QList<GitRef> refs;
            ingest::PatchNames names;
            constexpr int kCount = 60, kLine = 3; // lines of commits that do not meet
            for (int place = 0; place < kCount; ++place) {
                GitCommit commit;
                commit.oid = oid(QChar(char16_t(33 + place)));
                commit.committed = instantFromMs(place * 3 * kDay);
                commit.authored = instantFromMs(qint64(random() % 6) * 40 * kDay);
                commit.files = int(random() % 3);
                commit.lines = int(random() % 2);
                if (place >= kLine)
                    commit.parents.append(oid(QChar(char16_t(33 + place - kLine))));
                if (place > 0 && random() % 3 == 0)
                    commit.reverts.append(sha(QChar(char16_t(33 + int(random() % unsigned(place))))));
                if (random() % 6 == 0)
                    refs.append(tag(QStringLiteral("1.%1").arg(place), QChar(char16_t(33 + place)), place * 3 + int(random() % 20)));
                const char parts[] = {char('f' + random() % 2), char('s' + random() % 2), 0};
                names.insert(commit.oid, patch(parts));
                commits.append(commit);
            }
            for (int line = 1; line <= kLine; ++line)
                refs.append({QStringLiteral("b%1").arg(line), commits[kCount - line].oid, false, line == 1, {}});
            Patches patches(names);
            const auto folded = patches.fold(commits, refs);
            for (const QString& asked : patches.asked().split(u' ', Qt::SkipEmptyParts)) {
                QString letters = asked.section(u':', 1);
                QCOMPARE(QSet<QChar>(letters.begin(), letters.end()).size(), letters.size());
            }
            const QString plain = revertsByComparing(commits, folded, names);
            QCOMPARE(revertsOf(folded), plain);
        }
    }

    void whatIsKnownOtherwiseIsNotAsked_data()
    {
        QTest::addColumn<QString>("tags"); // what is released, in order
        QTest::addColumn<QString>("picked");
        QTest::addColumn<int>("files");
        QTest::newRow("the original was shipped") << QStringLiteral("bpr") << QString() << 1;
        QTest::newRow("a back-port that says so was shipped") << QStringLiteral("pr") << QStringLiteral("p") << 1;
        QTest::newRow("the revert is not shipped") << QStringLiteral("p") << QString() << 1;
        QTest::newRow("nothing was shipped before the revert") << QStringLiteral("rp") << QString() << 1;
        QTest::newRow("nothing to compare") << QStringLiteral("pr") << QString() << 0;
    }
    void whatIsKnownOtherwiseIsNotAsked()
    {
        QFETCH(QString, tags);
        QFETCH(QString, picked);
        QFETCH(int, files);
        auto commits = history(QStringLiteral("a<@1 b<a@2 p<a@3 r<b@5"));
        for (const QChar letter : QStringLiteral("bp"))
            find(commits, letter).files = files;
        find(commits, u'r').reverts = QStringList{sha(u'b')};
        if (!picked.isEmpty())
            find(commits, picked.at(0)).pickedFrom = QStringList{sha(u'b')};
        QList<GitRef> refs{branch(u'r')};
        for (qsizetype place = 0; place < tags.size(); ++place)
            refs.append(tag(QStringLiteral("1.%1").arg(place), tags.at(place), int(10 + place)));
        Patches patches({});
        patches.fold(commits, refs);
        QCOMPARE(patches.asked(), QString());
    }

    void anAmbiguousPrefixIsNotResolved()
    {
        auto commits = history(QStringLiteral("a<@1 b<a@2 c<b@3"));
        GitOid twin = oid(u'a');
        twin.bytes[19] = 1;
        commits[1].oid = twin;
        commits[2].parents = {twin};
        commits[2].reverts = QStringList{sha(u'a').left(10)};
        QCOMPARE(revertsOf(fold(commits, {branch(u'c')})), QString());
        commits[2].reverts = QStringList{sha(u'a')};
        QCOMPARE(revertsOf(fold(commits, {branch(u'c')})), QStringLiteral("c>a"));
    }

    void aRevertOfWhatWasNotShippedConcernsItsBackPorts()
    {
        // b is picked to the release branch as p, p again as q; r on main reverts b.
        auto commits = history(QStringLiteral("a<@1 b<a@2 p<a@3 q<p@4 r<b@5 s<q@6"));
        find(commits, u'p').pickedFrom = QStringList{sha(u'b').left(8)};
        find(commits, u'q').pickedFrom = QStringList{sha(u'p')};
        find(commits, u'r').reverts = QStringList{sha(u'b')};
        const QList<GitRef> refs{branch(u'r'), tag(QStringLiteral("1.0"), u's', 6)};
        QCOMPARE(revertsOf(fold(commits, refs)), QStringLiteral("r>b r>p r>q"));
        // Nor was q shipped before s, which takes it back.
        find(commits, u'r').reverts.clear();
        find(commits, u's').reverts = QStringList{sha(u'q')};
        QCOMPARE(revertsOf(fold(commits, refs)), QStringLiteral("s>b s>p s>q"));
    }

    // b is shipped by 2.0 on main, its back-port p by 1.1 on the release branch. What is reverted on one line stays live on the other.
    void aRevertOfWhatWasShippedConcernsItAlone_data()
    {
        QTest::addColumn<QString>("picked");
        QTest::addColumn<QString>("named");
        QTest::addColumn<QStringList>("tags");
        QTest::addColumn<QString>("expected");
        const QStringList both{QStringLiteral("2.0 b 3"), QStringLiteral("1.1 p 5"), QStringLiteral("1.2 r 7")};
        QTest::newRow("the back-port, which says what it is") << QStringLiteral("b") << QStringLiteral("p") << both << QStringLiteral("r>p");
        QTest::newRow("the back-port, which does not") << QString() << QStringLiteral("p") << both << QStringLiteral("r>p");
        QTest::newRow("the original") << QStringLiteral("b") << QStringLiteral("b") << both << QStringLiteral("r>b");
        QTest::newRow("the back-port, of which only the original was shipped")
            << QStringLiteral("b") << QStringLiteral("p") << QStringList{both.first(), both.last()} << QStringLiteral("r>b r>p");
        QTest::newRow("the original, of which only the back-port was shipped")
            << QStringLiteral("b") << QStringLiteral("b") << both.mid(1) << QStringLiteral("r>b r>p");
    }
    void aRevertOfWhatWasShippedConcernsItAlone()
    {
        QFETCH(QString, picked);
        QFETCH(QString, named);
        QFETCH(QStringList, tags);
        auto commits = history(QStringLiteral("a<@1 b<a@2 p<a@4 r<p@6"));
        if (!picked.isEmpty())
            find(commits, u'p').pickedFrom = QStringList{sha(picked.at(0))};
        find(commits, u'r').reverts = QStringList{sha(named.at(0))};
        QList<GitRef> refs{branch(u'b')};
        for (const QString& text : std::as_const(tags))
            refs.append(tag(text.section(u' ', 0, 0), text.section(u' ', 1, 1).at(0), text.section(u' ', 2, 2).toInt()));
        QTEST(revertsOf(fold(commits, refs)), "expected");
    }

    void aBackPortOfAnUnknownOriginalIsFound()
    {
        auto commits = history(QStringLiteral("a<@1 p<a@2 r<p@3"));
        find(commits, u'p').pickedFrom = QStringList{QString(40, u'd')};
        find(commits, u'r').reverts = QStringList{QString(12, u'd')};
        QCOMPARE(revertsOf(fold(commits, {branch(u'r')})), QStringLiteral("r>p"));
    }

    void whatNoRefLeadsToIsAbandoned()
    {
        auto commits = history(QStringLiteral("a<@1 b<a@2 x<a@2"));
        find(commits, u'x').reverts = QStringList{sha(u'a')};
        const auto folded = fold(commits, {branch(u'b')});
        QCOMPARE(folded.abandoned, QSet<GitOid>{oid(u'x')});
        QVERIFY(folded.reverts.isEmpty());
    }

    // x was picked from b, p from x, and x is gone: from scratch nobody knows that p is b.
    void abandonedCommitsJoinNothing()
    {
        auto commits = history(QStringLiteral("a<@1 b<a@2 x<a@3 p<a@4 r<b@5"));
        find(commits, u'x').pickedFrom = QStringList{sha(u'b')};
        find(commits, u'p').pickedFrom = QStringList{sha(u'x')};
        find(commits, u'r').reverts = QStringList{sha(u'p')};
        const QList<GitRef> refs{tag(QStringLiteral("1.0"), u'b', 2), tag(QStringLiteral("1.1"), u'r', 6),
                                 {QStringLiteral("release"), oid(u'p'), false, false, {}}};
        QCOMPARE(revertsOf(fold(commits, refs)), QStringLiteral("r>p"));
        QCOMPARE(revertsOf(fold(commits, refs + QList<GitRef>{{QStringLiteral("x"), oid(u'x'), false, false, {}}})),
                 QStringLiteral("r>b r>p r>x"));
    }

    void abandonedCommitsMakeNoPrefixAmbiguous()
    {
        auto commits = history(QStringLiteral("a<@1 b<a@2 c<b@3"));
        GitCommit twin = commits.first();
        twin.oid.bytes[19] = 1;
        commits.append(twin);
        find(commits, u'c').reverts = QStringList{sha(u'a').left(10)};
        QCOMPARE(revertsOf(fold(commits, {branch(u'c')})), QStringLiteral("c>a"));
    }

    // What the base leads to is told by walking everything.
    void whatAMergeBroughtInIsFoundWithoutWalkingEverything()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 60; ++round) {
            QList<GitCommit> commits;
            for (int place = 0; place < 40; ++place) {
                GitCommit commit;
                commit.oid = oid(QChar(char16_t(33 + place)));
                commit.committed = instantFromMs(qint64(random() % 30) * kDay); // clocks are wrong
                for (unsigned parent = 0; place > 0 && parent < 1 + random() % 2; ++parent)
                    commit.parents.append(oid(QChar(char16_t(33 + int(random() % unsigned(place))))));
                commits.append(commit);
            }
            const ingest::HistoryIndex index(commits);
            const int tip = int(random() % 40);
            const std::optional<int> base = random() % 5 == 0 ? std::nullopt : std::optional(int(random() % 40));
            std::vector<bool> marked(40);
            if (base)
                index.reach(*base, marked, [](int) {});
            std::vector<int> expected, found = index.onlyIn(tip, base);
            index.reach(tip, marked, [&expected](int place) { expected.push_back(place); });
            std::sort(expected.begin(), expected.end());
            std::sort(found.begin(), found.end());
            QCOMPARE(found, expected);
        }
    }

    void aHistoryThatWasCutOffIsFolded()
    {
        QCOMPARE(shipping(fold(history(QStringLiteral("b<a@2 c<b@3")),
                               {tag(QStringLiteral("1.0"), u'a', 1), tag(QStringLiteral("1.1"), u'c', 3)})),
                 QStringLiteral("1.1:bc"));
    }

    void badOptionsAreRefused()
    {
        QVERIFY(ingest::foldGit(QStringLiteral("app"), {}, {}, {QStringLiteral("("), {}, {}}).isError());
        QVERIFY(ingest::foldGit(QStringLiteral("app"), {}, {}, {kPattern, QStringLiteral("[z-a]"), {}}).isError());
    }

    void nothingGivesNothing()
    {
        const auto folded = fold({}, {});
        QVERIFY(folded.deployments.isEmpty() && folded.reverts.isEmpty() && folded.warnings.isEmpty());
    }

    void theOrderOfCommitsAndRefsDoesNotMatter()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 20; ++round) {
            QList<GitCommit> commits;
            QList<GitRef> refs;
            for (int place = 0; place < 60; ++place) {
                GitCommit commit;
                commit.oid = oid(QChar(char16_t(33 + place)));
                commit.committed = commit.authored = instantFromMs(qint64(random() % 30) * kDay);
                for (unsigned parent = 0; place > 0 && parent < 1 + random() % 2; ++parent)
                    commit.parents.append(oid(QChar(char16_t(33 + int(random() % unsigned(place))))));
                if (random() % 3 == 0)
                    commit.reverts.append(sha(QChar(char16_t(33 + random() % 60))));
                if (random() % 4 == 0)
                    commit.pickedFrom.append(sha(QChar(char16_t(33 + random() % 62))));
                if (random() % 5 == 0)
                    refs.append(tag(QStringLiteral("1.%1").arg(place), QChar(char16_t(33 + place)), int(random() % 30)));
                commits.append(commit);
            }
            refs.append(branch(QChar(char16_t(33 + 59))));
            const auto first = fold(commits, refs);
            for (int shuffle = 0; shuffle < 5; ++shuffle) {
                std::shuffle(commits.begin(), commits.end(), random);
                std::shuffle(refs.begin(), refs.end(), random);
                const auto again = fold(commits + commits.mid(0, 10), refs);
                QCOMPARE(again.deployments, first.deployments);
                QCOMPARE(again.shippedBy, first.shippedBy);
                QCOMPARE(again.abandoned, first.abandoned);
                QCOMPARE(revertsOf(again), revertsOf(first));
                QCOMPARE(again.warnings, first.warnings);
            }
            // What is abandoned may as well not be there.
            commits.removeIf([&first](const GitCommit& commit) { return first.abandoned.contains(commit.oid); });
            const auto without = fold(commits, refs);
            QCOMPARE(without.deployments, first.deployments);
            QCOMPARE(without.shippedBy, first.shippedBy);
            QCOMPARE(revertsOf(without), revertsOf(first));
        }
    }
};

QTEST_GUILESS_MAIN(GitFoldTest)
#include "tst_gitfold.moc"
