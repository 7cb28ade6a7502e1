// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "delivery/explain.h"
#include "delivery/rowquery.h"
#include "delivery/tally.h"
#include "model/rollback.h"
#include "naive.h"

#include <QJsonArray>
#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

constexpr qsizetype kAll = 1'000'000;

/// Everything that the room says about a query, as bytes.
QByteArray answers(const Facts& facts, const Query& query, const QList<History>& histories)
{
    QByteArray bytes = compactJson(toJson(computeMetrics(facts, query)));
    for (const Metric metric : kMetrics) {
        const auto explanation = computeExplanation(facts, query, metric, kAll, changesIn(histories));
        bytes += '\n' + compactJson(toJson(explanation.value()));
        bytes += '\n' + compactJson(toJson(computeSeries(facts, query, metric, Bucket::Week)));
    }
    const RowPage rows = deploymentPage(facts, query, QString(), int(kAll), std::nullopt, {});
    for (const RowRef& ref : rows.rows)
        bytes += '\n' + compactJson(toJson(rowOf(facts, query, ref)));
    return bytes;
}

void addSeeds(quint32 count)
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= count; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

bool same(std::optional<double> left, std::optional<double> right)
{
    return left.has_value() == right.has_value() && (!left || std::abs(*left - *right) <= 1e-9 * std::max(1.0, std::abs(*right)));
}

} // namespace

class InvarianceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyOrderGivesTheSameBytes_data() { addSeeds(25); }
    void anyOrderGivesTheSameBytes()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const QList<History> histories = randomHistories(random, 3, 40);
        QList<Query> queries;
        for (int i = 0; i < 4; ++i)
            queries.append(randomQuery(random));
        const auto facts = factsOf(histories);
        for (int round = 0; round < 4; ++round) {
            const auto other = factsOf(histories, {}, &random);
            for (const Query& query : std::as_const(queries))
                QCOMPARE(answers(*other, query, histories), answers(*facts, query, histories));
        }
    }

    void growingGivesTheSameBytes_data() { addSeeds(15); }
    void growingGivesTheSameBytes()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const QList<History> histories = randomHistories(random, 2, 40);
        const auto facts = factsOf(histories);
        for (const double share : {0.0, 0.3, 0.9, 1.0}) {
            const auto grown = grownFactsOf(histories, share);
            for (int i = 0; i < 4; ++i) {
                const Query query = randomQuery(random);
                QCOMPARE(answers(*grown, query, histories), answers(*facts, query, histories));
            }
        }
    }

    void lookingBackIsLikeHavingAskedThen_data() { addSeeds(25); }
    void lookingBackIsLikeHavingAskedThen()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        QList<History> histories = randomHistories(random, 3, 40);
        for (History& history : histories) {
            // A cause that finished after its incident was detected changes the answer when it appears: no looking back sees that.
            for (model::Incident& incident : history.incidents) {
                for (const model::Deployment& deployment : std::as_const(history.deployments)) {
                    if (deployment.id == incident.statedCause && deployment.finished > incident.detected)
                        incident.statedCause = {};
                }
            }
        }
        const auto facts = factsOf(histories);
        for (int i = 0; i < 8; ++i) {
            const Query query = randomQuery(random);
            QList<History> then;
            for (const History& history : std::as_const(histories))
                then.append(knownAt(history, query.asOf));
            Facts known = *factsOf(then);
            known.teams = facts->teams; // which names the store has never heard of is not looked back at
            known.environments = facts->environments;
            QCOMPARE(answers(*facts, query, histories), answers(known, query, then));
        }
    }

    void recomputingFromTheIdsGivesTheValue_data() { addSeeds(30); }
    void recomputingFromTheIdsGivesTheValue()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const QList<History> histories = randomHistories(random, 3, 40);
        const auto facts = factsOf(histories);
        QHash<QString, const model::Deployment*> deployments;
        QHash<QString, const model::Change*> changes;
        for (const History& history : histories) {
            for (const model::Deployment& deployment : history.deployments)
                deployments.insert(deployment.id.text(), &deployment);
            for (const model::Change& change : history.changes)
                changes.insert(change.service + u'@' + change.sha, &change);
        }
        for (int i = 0; i < 8; ++i) {
            const Query query = randomQuery(random);
            const Metrics metrics = computeMetrics(*facts, query);
            for (const Metric metric : kMetrics) {
                const Explanation explained = computeExplanation(*facts, query, metric, kAll, changesIn(histories)).value();
                QCOMPARE(toJson(explained.metrics), toJson(metrics));
                QCOMPARE(explained.numeratorTotal, explained.numeratorIds.size());
                QCOMPARE(explained.denominatorTotal, explained.denominatorIds.size());
                QCOMPARE(explained.excludedTotal, explained.excluded.size());
                QMap<QString, qint64> byReason;
                for (const Exclusion& exclusion : explained.excluded)
                    ++byReason[exclusion.reason];
                QCOMPARE(explained.excludedByReason, byReason);
                const qint64 n = explained.numeratorIds.size(), d = explained.denominatorIds.size();
                QCOMPARE(QSet<QString>(explained.numeratorIds.begin(), explained.numeratorIds.end()).size(), n);
                std::optional<double> value;
                switch (metric) {
                case Metric::DeploymentFrequency:
                    if (metrics.window.days() >= 1)
                        value = double(n) / metrics.window.days() * 7;
                    break;
                case Metric::ChangeLeadTime: {
                    QList<double> hours;
                    for (const QString& id : explained.numeratorIds) {
                        const model::Change* change = changes.value(id);
                        QVERIFY2(change, qPrintable(id));
                        hours.append(hoursOf(deployments.value(change->deployment.text())->finished - change->authored));
                    }
                    QCOMPARE(hours, explained.valuesHours);
                    value = Naive::quantile(hours, 0.5);
                    break;
                }
                case Metric::FailedDeploymentRecoveryTime:
                    QCOMPARE(explained.valuesHours.size(), n);
                    value = Naive::quantile(explained.valuesHours, 0.5);
                    for (const QString& id : explained.numeratorIds)
                        QVERIFY(explained.denominatorIds.contains(id));
                    break;
                case Metric::ChangeFailRate:
                case Metric::DeploymentReworkRate:
                    if (d > 0)
                        value = double(n) / double(d);
                    for (const QString& id : explained.numeratorIds)
                        QVERIFY(explained.denominatorIds.contains(id));
                }
                QVERIFY2(same(value, headline(metrics, metric)), qPrintable(metricName(metric)));
                QVERIFY(!explained.sentence.isEmpty());
                // Each counted failure and repair is proven by an edge, which counts under the query.
                QSet<QString> proven;
                for (const model::RemediationEdge& edge : explained.edges) {
                    QVERIFY(query.kinds.testFlag(edge.kind) && edge.known <= query.asOf);
                    proven.insert(metric == Metric::DeploymentReworkRate ? edge.fix.text() : edge.cause.text());
                }
                if (metric != Metric::DeploymentFrequency && metric != Metric::ChangeLeadTime)
                    QCOMPARE(proven, QSet<QString>(explained.numeratorIds.begin(), explained.numeratorIds.end()));
            }
        }
    }

    void goingBackShipsNothingNew_data()
    {
        QTest::addColumn<bool>("reported");
        QTest::addColumn<bool>("stated");
        QTest::addRow("rollback, reported") << true << true;
        QTest::addRow("older version, reported") << true << false;
        QTest::addRow("older version, its commits counted by git") << false << false;
    }
    void goingBackShipsNothingNew()
    {
        QFETCH(bool, reported);
        QFETCH(bool, stated);
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        const QStringList versions{QStringLiteral("1.0.0"), QStringLiteral("1.1.0"), QStringLiteral("1.3.0"),
                                   stated ? QStringLiteral("1.4.0") : QStringLiteral("1.1.0"), QStringLiteral("1.6.0")};
        for (int day = 0; day < versions.size(); ++day) {
            model::Deployment deployment = deployed(QStringLiteral("a"), versions[day], at(day));
            deployment.source = reported ? model::DeploymentSource::PhaseEvent : model::DeploymentSource::GitTag;
            history.deployments.append(deployment);
            history.changes.append(changeOf(deployment, QString::number(day), at(day - 0.5)));
        }
        if (stated)
            history.deployments[3].fixes = model::rollbackOf(history.deployments[2].id);
        Query query;
        query.asOf = at(20);
        for (const auto& facts : {factsOf({history}), grownFactsOf({history}, 0.9), grownFactsOf({history}, 0.3)}) {
            const Metrics metrics = computeMetrics(*facts, query);
            QCOMPARE(metrics.deployments, 5);
            QCOMPARE(metrics.rework.rate.numerator, 1);
            QCOMPARE(metrics.leadTime.excludedBaseline, 1);
            QCOMPARE(metrics.leadTime.hours.n, reported ? 3 : 4);
            const auto ref = findDeployment(*facts, history.deployments[3].id);
            QCOMPARE(rowOf(*facts, query, *ref).changes, reported ? 0 : 1);
        }
    }

    void whatIsLeftOutIsNamedWithItsReason()
    {
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        const auto add = [&history](const char* version, double day) -> model::Deployment& {
            history.deployments.append(deployed(QStringLiteral("a"), QString::fromLatin1(version), at(day)));
            return history.deployments.last();
        };
        add("1.0.0", 0);
        add("1.1.0", 1).status = model::DeploymentStatus::Failed;
        add("1.1.1", 2).environment = QStringLiteral("staging");
        add("1.2.0", 3);
        add("1.2.1", 4);
        add("1.3.0", 28);
        history.changes = {changeOf(history.deployments[0], QStringLiteral("base"), at(-1)),
                           changeOf(history.deployments[3], QStringLiteral("future"), at(5)),
                           changeOf(history.deployments[3], QStringLiteral("fine"), at(2))};
        history.incidents = {incidentAt(QStringLiteral("a"), QStringLiteral("i"), at(4.5))};
        const QList<History> histories{history};
        const auto facts = factsOf(histories);
        Query query;
        query.asOf = at(30);
        const auto reasons = [&](Metric metric) {
            QStringList found;
            const Explanation explained = computeExplanation(*facts, query, metric, kAll, changesIn(histories)).value();
            for (const Exclusion& exclusion : explained.excluded)
                found.append(exclusion.label + u' ' + exclusion.reason);
            return found.join(QStringLiteral(", "));
        };
        const QString rows = QStringLiteral("a 1.1.0 not_successful, a 1.1.1 other_environment");
        QCOMPARE(reasons(Metric::DeploymentFrequency), rows);
        QCOMPARE(reasons(Metric::ChangeLeadTime),
                 QStringLiteral("a 1.0.0 baseline, ") + rows + QStringLiteral(", a 1.2.0 future clock_skew"));
        QCOMPARE(reasons(Metric::ChangeFailRate), rows + QStringLiteral(", a 1.3.0 unjudged"));
        QCOMPARE(reasons(Metric::FailedDeploymentRecoveryTime), rows + QStringLiteral(", a 1.2.1 open"));
        QCOMPARE(reasons(Metric::DeploymentReworkRate), rows);
    }

    void partsThatFollowEachOtherMakeUpTheLists()
    {
        QRandomGenerator random(9);
        const QList<History> histories = randomHistories(random, 5, 60);
        const auto facts = factsOf(histories);
        Query query;
        query.asOf = at(200);
        for (const Metric metric : kMetrics) {
            const QJsonObject whole = toJson(computeExplanation(*facts, query, metric, kAll, changesIn(histories)).value());
            QVERIFY(!whole.value(QLatin1String("numerator_ids")).toArray().isEmpty());
            for (const qint64 length : {1, 2, 7, 64}) {
                QMap<QString, QJsonArray> lists;
                qint64 longest = 1;
                for (ListPart part{0, length}; part.begin < longest; part = {part.end, part.end + length}) {
                    const Explanation page = computeExplanation(*facts, query, metric, part, changesIn(histories)).value();
                    longest = std::max({page.numeratorTotal, page.denominatorTotal, page.excludedTotal});
                    QVERIFY(page.numeratorIds.size() <= length && page.denominatorIds.size() <= length);
                    const QJsonObject object = toJson(page);
                    QCOMPARE(object.value(QLatin1String("totals")), whole.value(QLatin1String("totals")));
                    QCOMPARE(object.value(QLatin1String("value")), whole.value(QLatin1String("value")));
                    for (const char* list : {"numerator_ids", "denominator_ids", "values_hours", "excluded", "edges"}) {
                        for (const QJsonValue& item : object.value(QLatin1String(list)).toArray())
                            lists[QString::fromLatin1(list)].append(item);
                    }
                }
                for (auto list = lists.cbegin(); list != lists.cend(); ++list)
                    QCOMPARE(list.value(), whole.value(list.key()).toArray());
            }
        }
    }

    void listsAreNoLongerThanAskedButTheTotalsCountAll()
    {
        QRandomGenerator random(4);
        const QList<History> histories = randomHistories(random, 2, 60);
        const auto facts = factsOf(histories);
        Query query;
        query.asOf = at(200);
        query.environment.clear();
        for (const Metric metric : kMetrics) {
            const Explanation whole = computeExplanation(*facts, query, metric, kAll, changesIn(histories)).value();
            for (const qsizetype limit : {0, 1, 3}) {
                const Explanation part = computeExplanation(*facts, query, metric, limit, changesIn(histories)).value();
                QCOMPARE(part.numeratorIds, whole.numeratorIds.first(std::min(limit, whole.numeratorIds.size())));
                QCOMPARE(part.denominatorIds, whole.denominatorIds.first(std::min(limit, whole.denominatorIds.size())));
                QCOMPARE(part.excluded.size(), std::min(limit, whole.excluded.size()));
                QCOMPARE(part.numeratorTotal, whole.numeratorTotal);
                QCOMPARE(part.denominatorTotal, whole.denominatorTotal);
                QCOMPARE(part.excludedTotal, whole.excludedTotal);
                QCOMPARE(part.excludedByReason, whole.excludedByReason);
                QCOMPARE(part.sentence, whole.sentence);
            }
        }
    }

    void aStopIsCancelledAndAFailureIsHandedOn()
    {
        QRandomGenerator random(4);
        const QList<History> histories = randomHistories(random, 1, 60);
        const auto facts = factsOf(histories);
        Query query;
        query.asOf = at(200);
        StopSource stop;
        stop.request_stop();
        QVERIFY(computeExplanation(*facts, query, Metric::ChangeFailRate, 5, changesIn(histories), stop.get_token()).isCancelled());
        const auto broken = [](model::DeploymentId) -> Result<QList<model::Change>> { return Error{ErrorCode::Io, {}}; };
        QVERIFY(computeExplanation(*facts, query, Metric::ChangeLeadTime, 5, broken).isError());
    }
};

QTEST_GUILESS_MAIN(InvarianceTest)
#include "tst_invariance.moc"
