// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/selection.h"
#include "history.h"
#include "model/rollback.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;
using model::EdgeKind;

namespace {

const QString kService = QStringLiteral("s");

/// A history in one line: "VERSION[@day][#sha][!fixes][%environment][~]" separated by blanks; days default to 0, 10, 20 …,
/// "~" is a failed run, "_" no version.
History history(const char* text)
{
    History result{kService, {}, {}, {}, {}};
    double day = 0;
    for (QString word : QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts)) {
        const auto option = [&word](QChar mark) {
            const qsizetype at = word.lastIndexOf(mark);
            const QString value = at < 0 ? QString() : word.sliced(at + 1);
            word = at < 0 ? word : word.left(at);
            return value;
        };
        const bool failed = word.endsWith(u'~');
        if (failed)
            word.chop(1);
        const QString environment = option(u'%'), fixes = option(u'!'), sha = option(u'#'), days = option(u'@');
        if (!days.isEmpty())
            day = days.toDouble();
        model::Deployment deployment = deployed(kService, word == u"_" ? QString() : word, at(day), sha);
        deployment.fixes = fixes;
        if (!environment.isEmpty())
            deployment.environment = environment;
        if (failed)
            deployment.status = model::DeploymentStatus::Failed;
        deployment.id = model::deploymentId(kService, deployment.environment, deployment.dedupKey);
        result.deployments.append(deployment);
        day += 10;
    }
    return result;
}

/// "kind: cause <- fix" or "incident: cause <- title", by place in the history, with "?" for a proposed edge.
QStringList edgesOf(const History& history, const Rules& rules = {})
{
    const auto facts = factsOf({history}, rules);
    const ServiceFacts& service = *facts->services.front();
    const auto name = [&](model::DeploymentId id) {
        for (qsizetype i = 0; i < history.deployments.size(); ++i) {
            if (history.deployments[i].id == id)
                return QString::number(i);
        }
        return QStringLiteral("?");
    };
    QStringList edges;
    for (const EdgeFact& fact : service.edges) {
        const model::RemediationEdge edge = edgeOf(service, fact);
        QString fix = edge.fix.isNull() ? QString() : name(edge.fix);
        for (const model::Incident& incident : history.incidents) {
            if (incident.id == edge.incident)
                fix += incident.title;
        }
        edges.append(model::edgeKindName(edge.kind) + QStringLiteral(": ") + name(edge.cause) + QStringLiteral(" <- ") + fix +
                     (edge.state == model::EdgeState::Proposed ? QStringLiteral("?") : QString()));
    }
    edges.sort();
    return edges;
}

QStringList list(std::initializer_list<const char*> texts)
{
    QStringList result;
    for (const char* text : texts)
        result.append(QString::fromUtf8(text));
    return result;
}

constexpr Milliseconds kMs(1);

} // namespace

class AttributionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rulesOfDeployments_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("edges");
        const auto row = [](const char* name, const char* text, std::initializer_list<const char*> edges) {
            QTest::newRow(name) << QByteArray(text) << list(edges);
        };
        row("nothing happened", "1.0 1.1 1.2", {});

        row("stated: a version", "1.0 1.1 1.2!1.0", {"manual: 0 <- 2"});
        row("stated: the latest of that version", "1.0#aaaaaaaa 1.0#aaaaaaaa 1.2!1.0", {"manual: 1 <- 2"});
        row("stated: a sha", "1.0#abcdef0123456789 1.1 1.2!abcdef0", {"manual: 0 <- 2"});
        row("stated: the latest that begins with the sha", "1.0#abcdef01 1.1#abcdef02 1.2!abcdef0", {"manual: 1 <- 2"});
        row("stated: six digits are no sha", "1.0#abcdef0123456789 1.1 1.2!abcdef", {});
        row("stated: nobody knows it", "1.0 1.1!9.9", {});
        row("stated: never itself nor a later one", "1.0!1.0 1.1!1.2 1.2", {});
        row("stated: a failed run was never live", "1.0~ 1.1!1.0", {});
        row("stated: a failed run repairs nothing", "1.0 1.1!1.0~", {});
        row("stated: another environment is another history", "1.0%staging 1.1!1.0", {});
        row("stated: all names of production are one", "1.0%live 1.1!1.0%PROD", {"manual: 0 <- 1"});

        row("rollback: blames the first after the target", "1.0 1.1 1.2 1.0", {"rollback: 1 <- 3"});
        row("rollback: by the sha", "_#aaaaaaaa _#bbbbbbbb _#aaaaaaaa", {"rollback: 1 <- 2"});
        row("rollback: by the sha under another name", "1.0#aaaaaaaa 2.0#bbbbbbbb 1.0-again#aaaaaaaa", {"rollback: 1 <- 2"});
        row("rollback: words that are no versions say nothing", "nightly 1.1 nightly", {});
        row("rollback: the same again is none", "1.0 1.0 1.0", {});
        row("rollback: going forward again is none", "1.0 1.1 1.0 1.1", {"rollback: 1 <- 2"});
        row("rollback: twice", "1.0 1.1 1.0 1.2 1.0", {"rollback: 1 <- 2", "rollback: 3 <- 4"});
        row("rollback: a failed run between does not count", "1.0 1.1~ 1.0", {});
        row("rollback: of another environment is none", "1.0 1.1%staging 1.0", {});
        row("rollback: v1.0 and 1.0 are what they are called", "v1.0 1.1 1.0", {});

        row("hotfix: the next patch within seven days", "1.4.1 1.4.2@6", {"hotfix: 0 <- 1?"});
        row("hotfix: exactly seven days", "1.4.1 1.4.2@7", {"hotfix: 0 <- 1?"});
        row("hotfix: later", "1.4.1 1.4.2@7.0001", {});
        row("hotfix: not two patches on", "1.4.1 1.4.3@1", {});
        row("hotfix: not the next minor", "1.4.1 1.5.0@1", {});
        row("hotfix: two numbers are no patch", "1.4 1.5@1", {});
        row("hotfix: a fourth number likewise", "1.4.1.1 1.4.1.2@1", {"hotfix: 0 <- 1?"});
        row("hotfix: the first fourth number repairs nothing known", "1.4.1 1.4.1.1@1", {});
        row("hotfix: the same prefix", "app-1.4.1 web-1.4.2@1 app-v1.4.2@2", {"hotfix: 0 <- 2?"});
        row("hotfix: of the line, whatever went live between", "1.4.1 2.0.0@1 1.4.2@2", {"hotfix: 0 <- 2?"});
        row("hotfix: of the latest deployment of the version", "1.4.1 1.4.1@10 1.4.2@12", {"hotfix: 1 <- 2?"});
        row("hotfix: only its first deployment", "1.4.1 1.4.2@1 1.4.2@2", {"hotfix: 0 <- 1?"});
        row("hotfix: numbers, not letters", "1.4.9 1.4.10@1", {"hotfix: 0 <- 1?"});
        row("hotfix: a chain", "1.0.0 1.0.1@1 1.0.2@2", {"hotfix: 0 <- 1?", "hotfix: 1 <- 2?"});
        row("hotfix: at the same moment, by name", "1.4.2@1 1.4.1@1", {"hotfix: 1 <- 0?"});
        row("hotfix: a failed run was never live", "1.4.1~ 1.4.2@1", {});

        row("several rules see several things", "1.0.0 1.0.1@1!1.0.0 1.0.0@2",
            {"hotfix: 0 <- 1?", "manual: 0 <- 1", "rollback: 1 <- 2"});
    }
    void rulesOfDeployments()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, edges);
        QCOMPARE(edgesOf(history(text.constData())), edges);
    }

    void rollbackMayBlameTheLast()
    {
        Rules rules;
        rules.rollbackBlamesLast = true;
        QCOMPARE(edgesOf(history("1.0 1.1 1.2 1.0"), rules), list({"rollback: 2 <- 3"}));
    }

    void aStatedRollbackTakesBackWhatItsSourceSays_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("rollback");
        QTest::addColumn<int>("takenBack");
        QTest::addColumn<QStringList>("edges");
        const auto row = [](const char* name, const char* text, int rollback, int takenBack, std::initializer_list<const char*> edges) {
            QTest::newRow(name) << QByteArray(text) << rollback << takenBack << list(edges);
        };
        row("whatever it is called", "first second third", 2, 1, {"rollback: 1 <- 2"});
        row("named like what it took back", "1.0 2.0 2.0", 2, 1, {"rollback: 1 <- 2"});
        row("whatever the versions say", "1.0 1.1 1.2 1.0", 3, 2, {"rollback: 2 <- 3"});
        row("the first there is", "1.0 1.0", 1, 0, {"rollback: 0 <- 1"});
        row("at the same moment, by name", "b@1 a@1", 1, 0, {"rollback: 0 <- 1"});
        row("never a later one", "1.0 2.0 3.0", 1, 2, {});
        row("never itself", "1.0 2.0", 1, 1, {});
        row("a failed run was never live", "1.0 2.0~ 2.0", 2, 1, {});
        row("a failed run takes nothing back", "1.0 2.0 2.0~", 2, 1, {});
        row("another environment is another history", "1.0 2.0%staging 3.0", 2, 1, {});
        row("going forward again is no rollback", "1.0 2.0 2.0 2.0", 2, 1, {"rollback: 1 <- 2"});
        row("going back further is one", "1.0 2.0 3.0 3.0 1.0", 3, 2, {"rollback: 1 <- 4", "rollback: 2 <- 3"});
        row("a hotfix repairs the version, not its rollback", "1.4.2 1.4.2@1 1.4.3@2", 1, 0,
            {"hotfix: 0 <- 2?", "rollback: 0 <- 1"});
        row("a fix names the version, not its rollback", "1.0 2.0 2.0 3.0!2.0", 2, 1, {"manual: 1 <- 3", "rollback: 1 <- 2"});
        row("a fix names the commit, not its rollback", "_#aaaaaaaa _#bbbbbbbb _#bbbbbbbb _#cccccccc!bbbbbbbb", 2, 1,
            {"manual: 1 <- 3", "rollback: 1 <- 2"});
    }
    void aStatedRollbackTakesBackWhatItsSourceSays()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, rollback);
        QFETCH(int, takenBack);
        QFETCH(QStringList, edges);
        History stated = history(text.constData());
        stated.deployments[rollback].fixes = model::rollbackOf(stated.deployments[takenBack].id);
        QCOMPARE(edgesOf(stated), edges);
    }

    void aStatedRollbackSaysItsRule()
    {
        History stated = history("1.0 2.0 3.0 2.0");
        const auto edge = [&stated] {
            const auto facts = factsOf({stated});
            const ServiceFacts& service = *facts->services.front();
            return toJson(edgeOf(service, service.edges.at(0)));
        };
        QCOMPARE(edge().value(QLatin1String("rule")).toString(), QStringLiteral("older-version-redeployed"));
        QCOMPARE(edge().value(QLatin1String("confidence")).toDouble(), 0.9);
        stated.deployments[3].fixes = model::rollbackOf(stated.deployments[2].id);
        QCOMPARE(edge().value(QLatin1String("rule")).toString(), QStringLiteral("stated-rollback"));
        QCOMPARE(edge().value(QLatin1String("confidence")).toDouble(), 1.0);
        QCOMPARE(edge().value(QLatin1String("state")).toString(), QStringLiteral("accepted"));
        QCOMPARE(edge().value(QLatin1String("evidence")).toString(), QStringLiteral("its source calls it the rollback of s 3.0"));
    }

    void windowsAreThoseOfTheRules()
    {
        Rules rules;
        rules.hotfixWindow = std::chrono::hours(12);
        QCOMPARE(edgesOf(history("1.4.1 1.4.2@0.5"), rules), list({"hotfix: 0 <- 1?"}));
        QCOMPARE(edgesOf(history("1.4.1 1.4.2@0.51"), rules), QStringList());
        History late = history("1.0");
        late.incidents = {incidentAt(kService, QStringLiteral("i"), at(2))};
        rules.incidentWindow = std::chrono::hours(48);
        QCOMPARE(edgesOf(late, rules), list({"incident: 0 <- i?"}));
    }

    void statedById()
    {
        History stated = history("1.0 1.1 1.2");
        stated.deployments[2].fixes = stated.deployments[0].id.text();
        QCOMPARE(edgesOf(stated), list({"manual: 0 <- 2"}));
    }

    void onlyShippedRevertsAreFailures()
    {
        History reverts = history("1.0 1.1 1.2 1.3~ 1.4%staging");
        const auto revert = [&reverts](int fix, int cause, const char* sha) {
            reverts.reverts.append({reverts.deployments[fix].id, reverts.deployments[cause].id, QString::fromLatin1(sha)});
        };
        revert(2, 0, "4be1c02aaaaaaaa");
        QCOMPARE(edgesOf(reverts), list({"revert: 0 <- 2"}));
        revert(1, 1, "aaaaaaaaaaaaaaa"); // within one deployment: never shipped without it
        revert(1, 2, "bbbbbbbbbbbbbbb"); // backwards
        revert(3, 0, "ccccccccccccccc"); // by a failed run
        revert(4, 0, "ddddddddddddddd"); // in another environment
        reverts.reverts.append({reverts.deployments[2].id, model::DeploymentId{1}, QStringLiteral("eeeeeeeeeeee")});
        reverts.reverts.append({model::DeploymentId{1}, reverts.deployments[2].id, QStringLiteral("eeeeeeeeeeee")});
        QCOMPARE(edgesOf(reverts), list({"revert: 0 <- 2"}));
    }

    void revertsOfOneDeploymentAreOneEdge()
    {
        History reverts = history("1.0 1.1");
        const auto facts = [&reverts] { return factsOf({reverts}); };
        for (const char* sha : {"bbbbbbb1", "aaaaaaa1", "bbbbbbb1", "ccccccc1"})
            reverts.reverts.append({reverts.deployments[1].id, reverts.deployments[0].id, QString::fromLatin1(sha)});
        const auto known = facts();
        QCOMPARE(known->services[0]->edges.size(), size_t(1));
        const model::RemediationEdge edge = edgeOf(*known->services[0], known->services[0]->edges[0]);
        QVERIFY2(edge.evidence.contains(QStringLiteral("aaaaaaa")) && edge.evidence.contains(QStringLiteral("2 more")),
                 qPrintable(edge.evidence)); // the doubled one counts once
        QCOMPARE(edge.state, model::EdgeState::Accepted);
        QCOMPARE(edge.known, reverts.deployments[1].finished);
    }

    void incidents_data()
    {
        QTest::addColumn<qint64>("offset"); // of the detection, from the end of the deployment "1.1" at day 10
        QTest::addColumn<QStringList>("edges");
        const qint64 day = 86'400'000;
        QTest::newRow("at the end of the deployment") << qint64(0) << list({"incident: 1 <- i?"});
        QTest::newRow("a moment before") << qint64(-1) << QStringList();
        QTest::newRow("after exactly 24 hours") << day << list({"incident: 1 <- i?"});
        QTest::newRow("a moment later") << day + 1 << QStringList();
        QTest::newRow("before everything") << -11 * day << QStringList();
    }
    void incidents()
    {
        QFETCH(qint64, offset);
        QFETCH(QStringList, edges);
        History troubled = history("1.0 1.1 1.2@10.1%staging 1.3@10.1~");
        troubled.incidents = {incidentAt(kService, QStringLiteral("i"), at(10) + offset * kMs)};
        QCOMPARE(edgesOf(troubled), edges);
    }

    void aStatedCauseOutweighsTheWindow()
    {
        History troubled = history("1.0 1.1 1.2~");
        troubled.incidents = {incidentAt(kService, QStringLiteral("i"), at(10.5))};
        troubled.incidents[0].statedCause = troubled.deployments[0].id;
        QCOMPARE(edgesOf(troubled), list({"incident: 0 <- i"}));
        troubled.incidents[0].statedCause = troubled.deployments[2].id; // never live
        QCOMPARE(edgesOf(troubled), list({"incident: 1 <- i?"}));
        troubled.incidents[0].statedCause = model::DeploymentId{77}; // not there
        QCOMPARE(edgesOf(troubled), list({"incident: 1 <- i?"}));
    }

    void anIncidentBlamesItsOwnEnvironment()
    {
        History troubled = history("1.0@10%live 1.1@10.1%staging");
        troubled.incidents = {incidentAt(kService, QStringLiteral("p"), at(10.5)), incidentAt(kService, QStringLiteral("q"), at(10.5))};
        troubled.incidents[1].environment = QStringLiteral("Staging");
        QCOMPARE(edgesOf(troubled), list({"incident: 0 <- p?", "incident: 1 <- q?"}));
    }

    void theKindOfTheHighestPrecedenceCounts_data()
    {
        QTest::addColumn<int>("kinds");
        QTest::addColumn<QString>("kind"); // empty: did not fail
        const auto row = [](const char* name, model::EdgeKinds kinds, const char* kind) {
            QTest::newRow(name) << int(kinds.toInt()) << QString::fromLatin1(kind);
        };
        const model::EdgeKinds all = model::allEdgeKinds();
        row("all", all, "manual");
        row("without manual", all & ~model::EdgeKinds(EdgeKind::Manual), "revert");
        row("rollback and later", EdgeKind::Rollback | EdgeKind::Hotfix | EdgeKind::Incident, "rollback");
        row("guesses", EdgeKind::Hotfix | EdgeKind::Incident, "hotfix");
        row("incidents", EdgeKind::Incident, "incident");
        row("none", {}, "");
    }
    void theKindOfTheHighestPrecedenceCounts()
    {
        QFETCH(int, kinds);
        QFETCH(QString, kind);
        // Everything says that 1.0.1 failed.
        History all = history("1.0.0@0 1.0.1@1 1.0.2@2!1.0.1 1.0.0@3");
        all.reverts = {{all.deployments[2].id, all.deployments[1].id, QStringLiteral("abcdef0123")}};
        all.incidents = {incidentAt(kService, QStringLiteral("i"), at(1.5))};
        const auto facts = factsOf({all});
        Query query;
        query.asOf = at(100);
        query.kinds = model::EdgeKinds::fromInt(kinds);
        const Judge judge(query, facts->rules);
        const ServiceFacts& service = *facts->services[0];
        const Verdict verdict = judge.verdict(service, service.find(all.deployments[1].id.value));
        QCOMPARE(verdict.failed ? model::edgeKindName(verdict.kind) : QString(), kind);
    }

    void anEdgeIsSeenOnceItIsKnown()
    {
        History known = history("1.4.1@0 1.4.2@3");
        known.incidents = {incidentAt(kService, QStringLiteral("i"), at(0.5), at(0.75))};
        const auto facts = factsOf({known});
        const ServiceFacts& service = *facts->services[0];
        const auto verdictAt = [&](Instant asOf) {
            Query query;
            query.asOf = asOf;
            return Judge(query, facts->rules).verdict(service, 0);
        };
        QVERIFY(!verdictAt(at(0.5) - kMs).failed);
        QVERIFY(verdictAt(at(0.5)).failed);
        QCOMPARE(verdictAt(at(0.5)).kind, EdgeKind::Incident);
        QCOMPARE(verdictAt(at(0.75) - kMs).recovered, kNever);
        QCOMPARE(verdictAt(at(0.75)).recovered, toMs(at(0.75)));
        QCOMPARE(verdictAt(at(3) - kMs).kind, EdgeKind::Incident);
        QCOMPARE(verdictAt(at(3)).kind, EdgeKind::Hotfix);
        QCOMPARE(verdictAt(at(3)).recovered, toMs(at(0.75))); // the first remedy counts
    }

    void evidenceSaysWhatTheRuleSaw()
    {
        History all = history("1.0.0@0 1.0.1@1 1.0.2@2!1.0.1 1.0.0@3");
        all.incidents = {incidentAt(kService, QStringLiteral("i"), at(3.5))};
        const auto facts = factsOf({all});
        const ServiceFacts& service = *facts->services[0];
        QStringList evidence;
        for (const EdgeFact& fact : service.edges) {
            const model::RemediationEdge edge = edgeOf(service, fact);
            QVERIFY(edge.confidence > 0 && edge.confidence <= 1);
            evidence.append(edge.evidence);
        }
        evidence.sort();
        QCOMPARE(evidence, list({"detected 12.0\u00A0h after s 1.0.0, the latest deployment before it", "goes back to what was live before s 1.0.1",
                                 "says that it repairs s 1.0.1", "the next patch version, 1.0\u00A0d after s 1.0.0",
                                 "the next patch version, 1.0\u00A0d after s 1.0.1"}));
    }
};

QTEST_GUILESS_MAIN(AttributionTest)
#include "tst_attribution.moc"
