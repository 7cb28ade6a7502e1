// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/factsbuilder.h"
#include "delivery/rowquery.h"
#include "delivery/tally.h"
#include "history.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

struct Expected {
    const model::Deployment* deployment = nullptr;
    auto key() const { return std::tuple(deployment->finished, deployment->version.toUtf8(), deployment->id); }
};

/// The rows of a query by their words, newest first.
QStringList expectedRows(const QList<History>& histories, const Query& query, const QString& text)
{
    QList<Expected> rows;
    for (const History& history : histories) {
        if (!query.services.isEmpty() && !query.services.contains(history.service))
            continue;
        for (const model::Deployment& deployment : history.deployments) {
            const bool matches = text.isEmpty() || deployment.service.contains(text, Qt::CaseInsensitive) ||
                                 deployment.version.contains(text, Qt::CaseInsensitive) ||
                                 deployment.sha.contains(text, Qt::CaseInsensitive) ||
                                 deployment.team.contains(text, Qt::CaseInsensitive);
            const bool inWindow = deployment.finished <= query.asOf && (!query.from || deployment.finished >= *query.from) &&
                                  (!query.to || deployment.finished < *query.to);
            if (matches && inWindow && takesEnvironment(query, deployment.environment) &&
                (query.team.isEmpty() || query.team == deployment.team))
                rows.append({&deployment});
        }
    }
    std::sort(rows.begin(), rows.end(), [](const Expected& left, const Expected& right) { return right.key() < left.key(); });
    QStringList ids;
    for (const Expected& row : std::as_const(rows))
        ids.append(row.deployment->id.text());
    return ids;
}

QStringList idsOf(const RowPage& page)
{
    QStringList ids;
    for (const RowRef& ref : page.rows)
        ids.append(model::DeploymentId{ref.facts->id[ref.row]}.text());
    return ids;
}

} // namespace

class RowQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsWhatWasAskedForNewestFirst()
    {
        QRandomGenerator random(21);
        for (int round = 0; round < 40; ++round) {
            const QList<History> histories = randomHistories(random, 3, 60);
            const auto facts = factsOf(histories);
            const QStringList texts{QString(), QStringLiteral("APP"), QStringLiteral("abcdef0"), QStringLiteral("1.1"),
                                    QStringLiteral("red"), QStringLiteral("s1"), QStringLiteral(" Nightly "), QStringLiteral("zzz")};
            const Query query = randomQuery(random);
            for (const QString& text : texts) {
                const RowPage page = deploymentPage(*facts, query, text, 1'000'000, std::nullopt, {});
                const QStringList expected = expectedRows(histories, query, text.trimmed());
                QCOMPARE(idsOf(page), expected);
                QCOMPARE(page.total, expected.size());
                QVERIFY(!page.next);
            }
        }
    }

    void pagesNeitherLoseNorRepeatRows()
    {
        QRandomGenerator random(22);
        for (int round = 0; round < 20; ++round) {
            const QList<History> histories = randomHistories(random, 3, 50);
            const auto facts = factsOf(histories);
            const Query query = randomQuery(random);
            const QStringList whole = expectedRows(histories, query, QString());
            for (const int limit : {1, 2, 7}) {
                QStringList seen;
                std::optional<RowPosition> after;
                do {
                    const RowPage page = deploymentPage(*facts, query, QString(), limit, after, {});
                    QCOMPARE(page.total, whole.size());
                    QVERIFY(page.rows.size() <= size_t(limit));
                    seen += idsOf(page);
                    after = page.next;
                    QVERIFY(seen.size() <= whole.size());
                } while (after);
                QCOMPARE(seen, whole);
            }
        }
    }

    void anOutcomeIsWhatTheRowsSay()
    {
        QRandomGenerator random(23);
        qint64 found = 0;
        for (int round = 0; round < 20; ++round) {
            const QList<History> histories = randomHistories(random, 3, 50);
            const auto facts = factsOf(histories);
            const Query query = randomQuery(random);
            for (const QString& text : {QString(), QStringLiteral("1.1")}) {
                QMap<Outcome, QStringList> expected;
                for (const RowRef& ref : deploymentPage(*facts, query, text, 1'000'000, std::nullopt, {}).rows)
                    expected[rowOf(*facts, query, ref).outcome] << model::DeploymentId{ref.facts->id[ref.row]}.text();
                for (const Outcome outcome : {Outcome::Healthy, Outcome::Failed, Outcome::TooNew, Outcome::NotSuccessful}) {
                    const RowPage page = deploymentPage(*facts, query, {text, outcome}, 1'000'000, std::nullopt, {});
                    QCOMPARE(idsOf(page), expected.value(outcome));
                    QCOMPARE(page.total, expected.value(outcome).size());
                    found += outcome == Outcome::Failed ? page.total : 0;
                }
            }
        }
        QVERIFY(found > 20);
    }

    void textOfOtherAlphabetsIsFound_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        for (const char* text : {"größe", "GRÖß", "größe-1", "Ö", "москва", "МОСКВА"})
            QTest::newRow(text) << QString::fromUtf8(text) << true;
        QTest::newRow("over the end of a version") << QStringLiteral("2abc") << false;
    }
    void textOfOtherAlphabetsIsFound()
    {
        QFETCH(QString, text);
        QFETCH(bool, found);
        const QString service = QStringLiteral("s");
        History history{service, {}, {}, {}, {}};
        history.deployments = {deployed(service, QStringLiteral("Größe-1 Москва"), at(1)),
                               deployed(service, QStringLiteral("1.2"), at(2), QStringLiteral("abc"))};
        Query query;
        query.asOf = at(10);
        QCOMPARE(deploymentPage(*factsOf({history}), query, text, 10, std::nullopt, {}).total, found ? 1 : 0);
    }

    void incidentsAreListedNewestFirst()
    {
        QRandomGenerator random(23);
        for (int round = 0; round < 30; ++round) {
            const QList<History> histories = randomHistories(random, 3, 30);
            const auto facts = factsOf(histories);
            Query query = randomQuery(random);
            const RowPage whole = incidentPage(*facts, query, 1000, std::nullopt);
            QCOMPARE(whole.total, computeMetrics(*facts, query).incidents);
            for (size_t i = 1; i < whole.rows.size(); ++i) {
                const auto moment = [&](size_t place) { return whole.rows[place].facts->incidents[whole.rows[place].row].detected; };
                QVERIFY(moment(i - 1) >= moment(i));
            }
            size_t seen = 0;
            std::optional<RowPosition> after;
            do {
                const RowPage page = incidentPage(*facts, query, 2, after);
                for (const RowRef& ref : page.rows) {
                    QCOMPARE(ref.row, whole.rows[seen].row);
                    QCOMPARE(ref.facts, whole.rows[seen].facts);
                    ++seen;
                }
                after = page.next;
            } while (after);
            QCOMPARE(seen, whole.rows.size());
        }
    }

    // Two repositories without tags, each with commits of one second, whose ids are in no order.
    void standInsOfOneMomentStandInTheOrderOfTheirBranch()
    {
        constexpr int kRows = 12;
        const QString environment = QStringLiteral("production"), team;
        std::vector<std::shared_ptr<const ServiceFacts>> services;
        QStringList branches[2];
        for (int service = 0; service < 2; ++service) {
            const auto add = [&](FactsBuilder& builder, int number) {
                const model::DeploymentId id{quint64(1 + (number * 5 + service) % kRows) * 2 + quint64(service)};
                builder.addDeployment({100 + number, id, environment, team, "", "", "", at(1), model::DeploymentStatus::Success,
                                       model::DeploymentSource::GitCommitProxy});
                branches[service].append(id.text());
            };
            FactsBuilder first(service == 0 ? QStringLiteral("a") : QStringLiteral("b"));
            for (int number = 0; number < kRows / 2; ++number)
                add(first, number);
            const auto before = std::move(first).build(Rules(), VersionPattern::compile(Rules().tagPattern).value());
            FactsBuilder second(*before);
            for (int number = kRows / 2; number < kRows; ++number)
                add(second, number);
            services.push_back(std::move(second).build(Rules(), VersionPattern::compile(Rules().tagPattern).value()));
        }
        const auto facts = Facts::of(services, 1, Rules());
        for (int service = 0; service < 2; ++service) {
            const ServiceFacts& rows = *facts->services[size_t(service)];
            QStringList ids;
            for (quint32 row = 0; row < rows.size(); ++row) {
                ids.append(model::DeploymentId{rows.id[row]}.text());
                QCOMPARE((rows.flags[row] & ServiceFacts::Baseline) != 0, row == 0);
            }
            QCOMPARE(ids, branches[service]);
        }
        Query query;
        query.asOf = at(2);
        QStringList paged, split[2];
        std::optional<RowPosition> after;
        do {
            const RowPage page = deploymentPage(*facts, query, {}, 5, after, {});
            paged += idsOf(page);
            after = page.next;
        } while (after);
        QCOMPARE(paged.size(), 2 * kRows);
        for (auto id = paged.crbegin(); id != paged.crend(); ++id)
            split[branches[0].contains(*id) ? 0 : 1].append(*id);
        QCOMPARE(split[0], branches[0]);
        QCOMPARE(split[1], branches[1]);
    }

    void rowsSayWhatBecameOfADeployment()
    {
        const QString service = QStringLiteral("s");
        History history{service, {}, {}, {}, {}};
        history.deployments = {deployed(service, QStringLiteral("1.0.0"), at(0)), deployed(service, QStringLiteral("1.1.0"), at(2)),
                               deployed(service, QStringLiteral("1.1.1"), at(3)), deployed(service, QStringLiteral("1.2.0"), at(18)),
                               deployed(service, QStringLiteral("1.3.0"), at(4))};
        history.deployments[4].status = model::DeploymentStatus::Failed;
        history.changes = {changeOf(history.deployments[1], QStringLiteral("a"), at(1)),
                           changeOf(history.deployments[1], QStringLiteral("b"), at(0)),
                           changeOf(history.deployments[1], QStringLiteral("c"), at(4)),
                           changeOf(history.deployments[0], QStringLiteral("d"), at(-4))};
        const auto facts = factsOf({history});
        Query query;
        query.asOf = at(20);
        const auto row = [&](int place) {
            return rowOf(*facts, query, *findDeployment(*facts, history.deployments[place].id));
        };
        QVERIFY(row(0).baseline && row(0).outcome == Outcome::Healthy && !row(0).leadTimeP50Hours && row(0).changes == 1);
        QVERIFY(!row(1).baseline && row(1).outcome == Outcome::Failed && row(1).changes == 3);
        QCOMPARE(row(1).leadTimeP50Hours, std::optional(36.0)); // 24 and 48; the third is from the future
        QCOMPARE(row(1).recoveryHours, std::optional(24.0));
        QCOMPARE(row(1).blamedBy.size(), 1);
        QCOMPARE(row(1).blamedBy.first().fix, history.deployments[2].id);
        QCOMPARE(row(2).repairs.size(), 1);
        QVERIFY(row(2).outcome == Outcome::Healthy && !row(2).recoveryHours && !row(2).leadTimeP50Hours);
        QVERIFY(row(3).outcome == Outcome::TooNew);
        QVERIFY(row(4).outcome == Outcome::NotSuccessful);
        query.kinds = model::EdgeKind::Revert;
        QVERIFY(row(1).outcome == Outcome::Healthy && row(1).blamedBy.isEmpty());
    }

    void deploymentsAreFoundByIdAndByName()
    {
        const QString service = QStringLiteral("team/pay");
        History history{service, {}, {}, {}, {}};
        history.deployments = {deployed(service, QStringLiteral("web/1.0"), at(0)), deployed(service, QStringLiteral("web/1.0"), at(2)),
                               deployed(service, QStringLiteral("web/1.0"), at(3)), deployed(service, QStringLiteral("2.0"), at(9))};
        history.deployments[2].environment = QStringLiteral("staging");
        const auto facts = factsOf({history});
        Query query;
        query.asOf = at(5);
        const auto found = [&](const QString& name) -> qsizetype {
            const auto ref = findDeployment(*facts, query, name);
            for (qsizetype i = 0; ref && i < history.deployments.size(); ++i) {
                if (history.deployments[i].id.value == ref->facts->id[ref->row])
                    return i;
            }
            return -1;
        };
        QCOMPARE(found(QStringLiteral("team/pay/web/1.0")), 1); // the newest in production
        QCOMPARE(found(history.deployments[0].id.text()), 0);
        QCOMPARE(found(history.deployments[2].id.text()), 2);
        QCOMPARE(found(QStringLiteral("team/pay/2.0")), -1); // not yet
        QCOMPARE(found(history.deployments[3].id.text()), -1);
        QCOMPARE(found(QStringLiteral("team/pay/")), -1);
        QCOMPARE(found(QStringLiteral("team/pay")), -1);
        QCOMPARE(found(QString()), -1);
        query.environment = QStringLiteral("qa");
        QCOMPARE(found(QStringLiteral("team/pay/web/1.0")), 2); // the newest of any
    }

    void servicesSayWhatTheyHave()
    {
        History first{QStringLiteral("b"), {}, {}, {}, {}}, second{QStringLiteral("a"), {}, {}, {}, {}};
        first.deployments = {deployed(first.service, QStringLiteral("1.0"), at(0)), deployed(first.service, QStringLiteral("1.1"), at(2)),
                             deployed(first.service, QStringLiteral("1.2"), at(8)), deployed(first.service, QStringLiteral("1.3"), at(3))};
        first.deployments[0].team = QStringLiteral("red");
        first.deployments[3].environment = QStringLiteral("staging");
        const auto facts = factsOf({first, second});
        Query query;
        query.asOf = at(5);
        const auto services = servicesOf(*facts, query);
        QCOMPARE(services.size(), size_t(2));
        QCOMPARE(services[0]->name, QStringLiteral("a"));
        const ServiceRow row = serviceRowOf(*services[1], query);
        QCOMPARE(row.deployments, 2);
        QCOMPARE(row.lastDeployment, std::optional(at(2)));
        QCOMPARE(row.teams, QStringList{QStringLiteral("red")});
        QCOMPARE(row.environments, (QStringList{QStringLiteral("production"), QStringLiteral("staging")}));
        QVERIFY(!serviceRowOf(*services[0], query).lastDeployment);
        query.team = QStringLiteral("red");
        QCOMPARE(servicesOf(*facts, query).size(), size_t(1));
        query.team.clear();
        query.services = {QStringLiteral("nobody")};
        QVERIFY(servicesOf(*facts, query).empty());
    }
};

QTEST_GUILESS_MAIN(RowQueryTest)
#include "tst_rowquery.moc"
