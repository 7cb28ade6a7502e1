// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/explainobject.h"
#include "delivery/tally.h"
#include "history.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

constexpr qsizetype kAll = 1'000'000;

const Standing& of(const ObjectExplanation& explanation, const QString& figure)
{
    static const Standing missing;
    const auto found = std::find_if(explanation.standings.begin(), explanation.standings.end(),
                                    [&figure](const Standing& standing) { return standing.figure == figure; });
    return found == explanation.standings.end() ? missing : *found;
}
const Standing& of(const ObjectExplanation& explanation, Metric metric) { return of(explanation, metricName(metric)); }

/// "deployment_frequency: 1/0 reason" of all figures that say anything else than `usual`.
QStringList words(const ObjectExplanation& explanation)
{
    QStringList texts;
    for (const Standing& standing : explanation.standings)
        texts.append(QStringLiteral("%1: %2/%3 %4").arg(standing.figure).arg(standing.numerator).arg(standing.denominator).arg(standing.reason));
    return texts;
}

struct Lists {
    QSet<QString> numerator, denominator;
    QHash<QString, QString> excluded;
    QHash<QString, double> values;
};

Lists listsOf(const Explanation& explanation)
{
    Lists lists;
    lists.numerator = QSet<QString>(explanation.numeratorIds.begin(), explanation.numeratorIds.end());
    lists.denominator = QSet<QString>(explanation.denominatorIds.begin(), explanation.denominatorIds.end());
    for (const Exclusion& exclusion : explanation.excluded)
        lists.excluded.insert(exclusion.id, exclusion.reason);
    for (qsizetype i = 0; i < explanation.valuesHours.size(); ++i)
        lists.values.insert(explanation.numeratorIds[i], explanation.valuesHours[i]);
    return lists;
}

void addSeeds(quint32 count)
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= count; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

} // namespace

class ExplainObjectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deploymentsStandWhereTheListsHaveThem_data() { addSeeds(12); }
    void deploymentsStandWhereTheListsHaveThem()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const QList<History> histories = randomHistories(random, 3, 30);
        const auto facts = factsOf(histories);
        for (int i = 0; i < 6; ++i) {
            const Query query = randomQuery(random);
            for (const Metric metric : kMetrics) {
                const Lists lists = listsOf(computeExplanation(*facts, query, metric, kAll, changesIn(histories)).value());
                for (const History& history : histories) {
                    for (const model::Deployment& deployment : history.deployments) {
                        const auto ref = findDeployment(*facts, deployment.id);
                        const ObjectExplanation explanation = explainDeployment(*facts, query, *ref);
                        const Standing& standing = of(explanation, metric);
                        const QString id = deployment.id.text();
                        QCOMPARE(explanation.id, id);
                        QCOMPARE(standing.denominator, lists.denominator.contains(id));
                        QCOMPARE(standing.reason.isEmpty(), standing.numerator);
                        if (lists.excluded.contains(id))
                            QCOMPARE(standing.reason, lists.excluded.value(id));
                        if (metric == Metric::ChangeLeadTime) {
                            QCOMPARE(standing.numerator, lists.denominator.contains(id));
                            continue;
                        }
                        QCOMPARE(standing.numerator, lists.numerator.contains(id));
                        QCOMPARE(standing.valueHours.value_or(-1), lists.values.value(id, -1));
                    }
                }
            }
        }
    }

    void changesStandWhereTheListHasThem_data() { addSeeds(12); }
    void changesStandWhereTheListHasThem()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed + 100);
        const QList<History> histories = randomHistories(random, 2, 30);
        const auto facts = factsOf(histories);
        for (int i = 0; i < 8; ++i) {
            const Query query = randomQuery(random);
            const Lists lists =
                listsOf(computeExplanation(*facts, query, Metric::ChangeLeadTime, kAll, changesIn(histories)).value());
            for (const History& history : histories) {
                for (const model::Change& change : history.changes) {
                    const ObjectExplanation explanation = explainChange(*facts, query, change, {});
                    const Standing& standing = of(explanation, Metric::ChangeLeadTime);
                    const QString id = change.service + u'@' + change.sha;
                    QCOMPARE(explanation.id, id);
                    QCOMPARE(standing.numerator, lists.numerator.contains(id));
                    QCOMPARE(standing.valueHours.value_or(-1), lists.values.value(id, -1));
                    if (lists.excluded.contains(id))
                        QCOMPARE(standing.reason, lists.excluded.value(id));
                    QVERIFY(!of(explanation, Metric::ChangeFailRate).numerator);
                }
            }
        }
    }

    void incidentsStandAsTheyAreCounted_data() { addSeeds(12); }
    void incidentsStandAsTheyAreCounted()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed + 200);
        const QList<History> histories = randomHistories(random, 3, 30);
        const auto facts = factsOf(histories);
        for (int i = 0; i < 8; ++i) {
            const Query query = randomQuery(random);
            const Metrics metrics = computeMetrics(*facts, query);
            qint64 restored = 0, noticed = 0, unattributed = 0;
            QSet<QString> blamed;
            for (const History& history : histories) {
                for (const model::Incident& incident : history.incidents) {
                    const auto ref = findIncident(*facts, query, incident.id);
                    QCOMPARE(ref.has_value(), knownOf(incident) <= query.asOf);
                    if (!ref)
                        continue;
                    const ObjectExplanation explanation = explainIncident(*facts, query, *ref, incident.title);
                    QCOMPARE(explanation.standings.size(), 7);
                    restored += of(explanation, QStringLiteral("time_to_restore")).numerator;
                    noticed += of(explanation, QStringLiteral("time_to_detect")).numerator;
                    unattributed += of(explanation, QStringLiteral("time_to_detect")).reason == u"unattributed";
                    if (of(explanation, Metric::ChangeFailRate).numerator)
                        blamed.insert(explanation.through.text());
                }
            }
            QCOMPARE(restored, metrics.timeToRestoreHours.n);
            QCOMPARE(noticed, metrics.timeToDetectHours.n);
            QCOMPARE(unattributed, metrics.unattributedIncidents);
            const Lists lists =
                listsOf(computeExplanation(*facts, query, Metric::ChangeFailRate, kAll, changesIn(histories)).value());
            QVERIFY(lists.numerator.contains(blamed));
        }
    }

    void edgesAreShownWhetherTheyCountOrNot()
    {
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        for (const char* version : {"1.0.0", "1.0.1", "1.1.0"})
            history.deployments.append(
                deployed(QStringLiteral("a"), QString::fromLatin1(version), at(double(history.deployments.size()))));
        history.incidents = {incidentAt(QStringLiteral("a"), QStringLiteral("down"), at(1.5), at(1.75))};
        const auto facts = factsOf({history});
        Query query;
        query.asOf = at(30);
        query.kinds = model::EdgeKind::Hotfix;
        const auto explained = [&](int place) {
            return explainDeployment(*facts, query, *findDeployment(*facts, history.deployments[place].id));
        };
        const ObjectExplanation first = explained(0), second = explained(1);
        QCOMPARE(words(first), (QStringList{QStringLiteral("deployment_frequency: 1/0 "),
                                            QStringLiteral("change_lead_time: 0/0 baseline"),
                                            QStringLiteral("change_fail_rate: 1/1 "),
                                            QStringLiteral("failed_deployment_recovery_time: 1/1 "),
                                            QStringLiteral("deployment_rework_rate: 0/1 no_fix_edge")}));
        QCOMPARE(of(first, Metric::FailedDeploymentRecoveryTime).valueHours, std::optional(24.0));
        QCOMPARE(words(second), (QStringList{QStringLiteral("deployment_frequency: 1/0 "),
                                             QStringLiteral("change_lead_time: 0/0 no_changes"),
                                             QStringLiteral("change_fail_rate: 0/1 no_cause_edge"),
                                             QStringLiteral("failed_deployment_recovery_time: 0/0 not_failed"),
                                             QStringLiteral("deployment_rework_rate: 1/1 ")}));
        QCOMPARE(second.edges.size(), 2);
        QSet<QString> reasons;
        for (const auto& edge : second.edges)
            reasons.insert(model::edgeKindName(edge.edge.kind) + u' ' + edge.reason);
        QCOMPARE(reasons, (QSet<QString>{QStringLiteral("hotfix "), QStringLiteral("incident other_kind")}));
        // What was not known yet is not shown.
        query.asOf = at(1.25);
        QCOMPARE(explained(1).edges.size(), 1);
        QCOMPARE(of(explained(1), Metric::ChangeFailRate).reason, QStringLiteral("unjudged"));

        query.asOf = at(30);
        query.kinds = model::allEdgeKinds();
        const ObjectExplanation incident =
            explainIncident(*facts, query, *findIncident(*facts, query, history.incidents.first().id), QStringLiteral("down"));
        QCOMPARE(incident.label, QStringLiteral("a down"));
        QCOMPARE(incident.through, history.deployments[1].id);
        QCOMPARE(of(incident, Metric::FailedDeploymentRecoveryTime).valueHours, std::optional(18.0));
        QCOMPARE(of(incident, QStringLiteral("time_to_restore")).valueHours, std::optional(6.0));
        QCOMPARE(of(incident, QStringLiteral("time_to_detect")).valueHours, std::optional(12.0));
        QVERIFY(!incident.sentence.isEmpty());
    }

    void aChangeShowsTheRevertThatItTakesPartIn()
    {
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        for (const char* version : {"1.0", "1.1", "1.2"})
            history.deployments.append(
                deployed(QStringLiteral("a"), QString::fromLatin1(version), at(double(history.deployments.size()))));
        const auto& [base, cause, fix] = std::tie(history.deployments[0], history.deployments[1], history.deployments[2]);
        history.changes = {changeOf(cause, QStringLiteral("c0ffee0"), at(0.5)), changeOf(fix, QStringLiteral("dec0de0"), at(1.5))};
        history.reverts = {{fix.id, cause.id, QStringLiteral("c0ffee0")}};
        const auto facts = factsOf({history});
        Query query;
        query.asOf = at(30);
        const ObjectExplanation reverted = explainChange(*facts, query, history.changes[0], {{fix.id, cause.id}});
        QCOMPARE(reverted.through, cause.id);
        QCOMPARE(reverted.edges.size(), 1);
        QVERIFY(reverted.edges.first().reason.isEmpty());
        QCOMPARE(of(reverted, Metric::ChangeLeadTime).valueHours, std::optional(12.0));
        QVERIFY(explainChange(*facts, query, history.changes[0], {}).edges.isEmpty());
        model::Change waiting = history.changes[0];
        waiting.deployment = {};
        QCOMPARE(of(explainChange(*facts, query, waiting, {}), Metric::ChangeLeadTime).reason, QStringLiteral("not_shipped"));
        waiting.deployment = model::DeploymentId{77}; // which the import left out
        const ObjectExplanation leftOut = explainChange(*facts, query, waiting, {});
        QCOMPARE(of(leftOut, Metric::ChangeLeadTime).reason, QStringLiteral("left_out"));
        QVERIFY(leftOut.through.isNull() && leftOut.sentence.endsWith(QLatin1String("before those that the import was to read.")));
        query.asOf = at(0.75); // before it was deployed
        QCOMPARE(of(explainChange(*facts, query, history.changes[0], {}), Metric::ChangeLeadTime).reason, QStringLiteral("not_shipped"));
        QVERIFY(explainChange(*facts, query, history.changes[0], {}).through.isNull());
        QVERIFY(!base.id.isNull());
    }

    void whatIsBlamedButTooNewIsNotSaidToCountYet()
    {
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        history.deployments = {deployed(QStringLiteral("a"), QStringLiteral("1.0"), at(0)),
                               deployed(QStringLiteral("a"), QStringLiteral("1.1"), at(1))};
        history.incidents = {incidentAt(QStringLiteral("a"), QStringLiteral("i"), at(1.5), at(1.75))};
        const auto facts = factsOf({history});
        const auto explainedAt = [&](double day) {
            Query query;
            query.asOf = at(day);
            return explainDeployment(*facts, query, *findDeployment(*facts, history.deployments.last().id));
        };
        const ObjectExplanation early = explainedAt(2), late = explainedAt(60);
        QCOMPARE(of(early, Metric::ChangeFailRate).reason, QStringLiteral("unjudged"));
        QCOMPARE(early.sentence, QStringLiteral("An edge blames a 1.1: the fail rate counts it as failed once it is old enough to be judged."));
        QVERIFY(of(late, Metric::ChangeFailRate).numerator);
        QCOMPARE(late.sentence, QStringLiteral("a 1.1 counts as failed: an edge blames it."));
    }

    void whatTheSelectionLeavesOutSaysWhy_data()
    {
        QTest::addColumn<Query>("query");
        QTest::addColumn<QString>("reason");
        Query query;
        query.asOf = at(30);
        const auto row = [&query](const char* reason, auto change) {
            Query changed = query;
            change(changed);
            QTest::newRow(reason) << changed << QString::fromLatin1(reason);
        };
        row("other_service", [](Query& changed) { changed.services = QStringList{QStringLiteral("b")}; });
        row("outside_window", [](Query& changed) { changed.from = at(5); });
        row("other_team", [](Query& changed) { changed.team = QStringLiteral("red"); });
        row("other_environment", [](Query& changed) { changed.environment = QStringLiteral("staging"); });
    }
    void whatTheSelectionLeavesOutSaysWhy()
    {
        QFETCH(Query, query);
        QFETCH(QString, reason);
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        history.deployments = {deployed(QStringLiteral("a"), QStringLiteral("1.0"), at(1))};
        history.incidents = {incidentAt(QStringLiteral("a"), QStringLiteral("i"), at(2))};
        History other{QStringLiteral("b"), {}, {}, {}, {}};
        other.deployments = {deployed(QStringLiteral("b"), QStringLiteral("1.0"), at(1))};
        const auto facts = factsOf({history, other});
        const ObjectExplanation explanation =
            explainDeployment(*facts, query, *findDeployment(*facts, history.deployments.first().id));
        for (const Standing& standing : explanation.standings)
            QCOMPARE(standing.reason, reason);
        const auto incident = findIncident(*facts, query, history.incidents.first().id);
        QCOMPARE(of(explainIncident(*facts, query, *incident, {}), QStringLiteral("time_to_restore")).reason, reason);
    }
};

QTEST_GUILESS_MAIN(ExplainObjectTest)
#include "tst_explainobject.moc"
