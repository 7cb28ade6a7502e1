// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/warnings.h"
#include "naive.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

QString textOf(std::optional<double> value) { return value ? QString::number(*value, 'g', 17) : QStringLiteral("null"); }

bool same(std::optional<double> left, std::optional<double> right)
{
    if (!left || !right)
        return left.has_value() == right.has_value();
    return std::abs(*left - *right) <= 1e-9 * std::max(1.0, std::abs(*right));
}

} // namespace

class TallyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheDefinitions_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 60; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void agreesWithTheDefinitions()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        Rules rules;
        rules.rollbackBlamesLast = seed % 2 == 0;
        rules.version = int(seed);
        const QList<History> histories = randomHistories(random, 3, 45);
        const auto facts = factsOf(histories, rules);
        const Naive naive(histories, rules);
        for (int i = 0; i < 25; ++i) {
            const Query query = randomQuery(random);
            const Metrics metrics = computeMetrics(*facts, query);
            const Naive::Figures expected = naive.metrics(query);
            const Naive::Figures figures = figuresOf(metrics);
            QCOMPARE(figures.keys(), expected.keys());
            for (auto it = expected.cbegin(); it != expected.cend(); ++it) {
                const QString what = QStringLiteral("%1: %2, expected %3 (query %4)")
                                         .arg(it.key(), textOf(figures.value(it.key())), textOf(it.value())).arg(i);
                QVERIFY2(same(figures.value(it.key()), it.value()), qPrintable(what));
            }
            QCOMPARE(metrics.rulesVersion, int(seed));
        }
    }

    void seriesAgreeWithTheDefinitions_data() { agreesWithTheDefinitions_data(); }
    void seriesAgreeWithTheDefinitions()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed + 1000);
        const QList<History> histories = randomHistories(random, 2, 40);
        const auto facts = factsOf(histories);
        const Naive naive(histories, Rules());
        for (int i = 0; i < 6; ++i) {
            const Query query = randomQuery(random);
            const Metric metric = kMetrics[random.bounded(5)];
            const Bucket bucket = std::array{Bucket::Day, Bucket::Week, Bucket::Month}[size_t(random.bounded(3))];
            const Series series = computeSeries(*facts, query, metric, bucket);
            const auto expected = naive.series(query, metric, bucket);
            QCOMPARE(series.points.size(), expected.size());
            auto want = expected.cbegin();
            for (const SeriesPoint& point : series.points) {
                QCOMPARE(toIso(point.start), toIso(want.key()));
                const auto& [value, n, partial] = *want;
                const QString what = QStringLiteral("%1 %2 %3: %4 of %5, expected %6 of %7")
                                         .arg(metricName(metric), bucketName(bucket), toIso(point.start), textOf(point.value))
                                         .arg(point.n).arg(textOf(value)).arg(n);
                QVERIFY2(same(point.value, value) && point.n == n, qPrintable(what));
                QCOMPARE(point.partial, partial);
                ++want;
            }
            for (qsizetype next = 1; next < series.points.size(); ++next)
                QCOMPARE(toMs(series.points[next].start), toMs(series.points[next - 1].end));
        }
    }

    void aPassInBucketsGivesTheSameMetrics()
    {
        QRandomGenerator random(5);
        const auto facts = factsOf(randomHistories(random, 3, 60));
        for (int i = 0; i < 50; ++i) {
            const Query query = randomQuery(random);
            const Selection selection(*facts, query);
            const QJsonObject whole = toJson(computeMetrics(*facts, query));
            for (const Bucket bucket : {Bucket::Day, Bucket::Week, Bucket::Month})
                QCOMPARE(toJson(metricsOf(selection, Tally::of(selection, bucket, {}))), whole);
        }
    }

    void nothingIsNullNotZero()
    {
        const auto facts = factsOf({});
        Query query;
        query.asOf = at(10);
        const Metrics metrics = computeMetrics(*facts, query);
        QVERIFY(!metrics.window.from);
        for (const Metric metric : kMetrics) {
            QVERIFY(!headline(metrics, metric));
            QVERIFY(computeSeries(*facts, query, metric, Bucket::Day).points.isEmpty());
        }
    }

    void anEmptyWindowHasAFrequencyOfZeroAndNothingElse()
    {
        const auto facts = factsOf({});
        Query query;
        query.asOf = at(10);
        query.from = at(0);
        const Metrics metrics = computeMetrics(*facts, query);
        QCOMPARE(metrics.frequency.perWeek, std::optional(0.0));
        QVERIFY(!metrics.leadTime.hours.p50 && !metrics.failRate.rate.value() && !metrics.rework.rate.value());
        const Series series = computeSeries(*facts, query, Metric::DeploymentFrequency, Bucket::Day);
        QCOMPARE(series.points.size(), 10);
        for (const SeriesPoint& point : series.points)
            QCOMPARE(point.value, std::optional(0.0));
        for (const SeriesPoint& point : computeSeries(*facts, query, Metric::ChangeFailRate, Bucket::Day).points)
            QVERIFY(!point.value && !point.low && !point.high);
    }

    void warnsOfWhatToKnow()
    {
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        history.deployments = {deployed(QStringLiteral("a"), QStringLiteral("1.0"), at(1)),
                               deployed(QStringLiteral("a"), QStringLiteral("1.1"), at(2))};
        history.deployments.last().source = model::DeploymentSource::GitCommitProxy;
        history.changes = {changeOf(history.deployments.last(), QStringLiteral("c"), at(3))};
        Query query;
        query.asOf = at(10);
        query.services = {QStringLiteral("a"), QStringLiteral("nobody")};
        const QString warnings = computeMetrics(*factsOf({history}), query).warnings.join(u'\n');
        for (const char* word : {"No service is called nobody", "stand-ins", "1 change"})
            QVERIFY2(warnings.contains(QLatin1String(word)), qPrintable(warnings));
        query.services.clear();
        query.from = at(-6);
        query.asOf = at(1.5);
        QCOMPARE(computeMetrics(*factsOf({history}), query).warnings, QStringList());
    }

    void standInsAreSaidAndWhatTheyMakeOfTheLeadTime_data()
    {
        using Source = model::DeploymentSource;
        QTest::addColumn<QList<Source>>("sources");
        QTest::addColumn<QString>("begins");
        QTest::addColumn<bool>("ofCommits");
        QTest::newRow("all commits") << QList<Source>{Source::GitCommitProxy, Source::GitCommitProxy} << QStringLiteral("All") << true;
        QTest::newRow("all merges") << QList<Source>{Source::GitMergeProxy, Source::GitMergeProxy} << QStringLiteral("All") << false;
        QTest::newRow("a tag and a commit") << QList<Source>{Source::GitTag, Source::GitCommitProxy} << QStringLiteral("Some") << true;
        QTest::newRow("tags") << QList<Source>{Source::GitTag, Source::GitTag} << QString() << false;
    }
    void standInsAreSaidAndWhatTheyMakeOfTheLeadTime()
    {
        QFETCH(QList<model::DeploymentSource>, sources);
        QFETCH(QString, begins);
        QFETCH(bool, ofCommits);
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        for (const model::DeploymentSource source : std::as_const(sources)) {
            const qsizetype n = history.deployments.size();
            history.deployments.append(deployed(history.service, QStringLiteral("1.%1").arg(n), at(double(n))));
            history.deployments.last().source = source;
        }
        history.changes = {changeOf(history.deployments.last(), QStringLiteral("c"), at(0.5))};
        Query query;
        query.asOf = at(10);
        const auto facts = factsOf({history});
        const QString said = computeMetrics(*facts, query).warnings.join(u'\n');
        const QString note = QStringLiteral("lead time only runs from author date to commit date.");
        QCOMPARE(said.contains(QStringLiteral("stand-ins")), !begins.isEmpty());
        QVERIFY2(begins.isEmpty() || said.startsWith(begins + QStringLiteral(" deployments are stand-ins")), qPrintable(said));
        QCOMPARE(said.contains(note), ofCommits);
        for (const Metric metric : kMetrics) {
            const QString sentence = computeExplanation(*facts, query, metric, 5, changesIn({history})).value().sentence;
            QCOMPARE(sentence.endsWith(note), ofCommits && metric == Metric::ChangeLeadTime);
        }
    }

    void aRecoveryThatOnlyGitSawIsAnUpperBound()
    {
        const QString service = QStringLiteral("a");
        History history{service, {}, {}, {}, {}};
        history.deployments = {deployed(service, QStringLiteral("1.0.0"), at(0)), deployed(service, QStringLiteral("1.0.1"), at(1))};
        history.reverts = {{history.deployments[1].id, history.deployments[0].id, QStringLiteral("c0ffee0")}};
        Query query;
        query.asOf = at(30);
        const auto upperBounds = [&] { return computeMetrics(*factsOf({history}), query).recovery.upperBounds; };
        const auto explained = [&] {
            return computeExplanation(*factsOf({history}), query, Metric::FailedDeploymentRecoveryTime, 5, changesIn({history}))
                .value();
        };
        const QString said = QStringLiteral("is an upper bound, as the repair may have been live before: 1 of 1.");
        QCOMPARE(upperBounds(), 0); // a phase event said when it was deployed
        QVERIFY(!explained().sentence.contains(said) && explained().metrics.warnings.isEmpty());
        history.deployments[1].source = model::DeploymentSource::GitTag;
        QCOMPARE(upperBounds(), 1);
        QVERIFY(explained().sentence.endsWith(said));
        QCOMPARE(explained().metrics.warnings.size(), 1);
        QVERIFY(explained().metrics.warnings.first().endsWith(said));
        // An incident that was over before the tag, and one that ended just then: when it was restored is known.
        for (const double end : {0.5, 1.0}) {
            history.incidents = {incidentAt(service, QStringLiteral("i"), at(0.25), at(end))};
            QCOMPARE(upperBounds(), 0);
        }
        history.incidents = {incidentAt(service, QStringLiteral("i"), at(0.25), at(1.5))};
        QCOMPARE(upperBounds(), 1);
    }

    void runsThatDidNotSucceedAreCounted()
    {
        const QString service = QStringLiteral("a");
        History history{service, {}, {}, {}, {}};
        for (int day = 0; day < 6; ++day)
            history.deployments.append(deployed(service, QStringLiteral("1.%1").arg(day), at(day)));
        history.deployments[1].status = history.deployments[5].status = model::DeploymentStatus::Failed;
        history.deployments[2].status = model::DeploymentStatus::Pending;
        history.deployments[3].status = model::DeploymentStatus::Failed;
        history.deployments[3].environment = QStringLiteral("staging");
        Query query;
        query.from = at(0);
        query.to = at(5);
        query.asOf = at(30);
        const Metrics metrics = computeMetrics(*factsOf({history}), query);
        QCOMPARE(metrics.deployments, 2);
        QCOMPARE(metrics.notSuccessful, 2); // not that of staging, nor that outside of the window
        QCOMPARE(toJson(metrics).value(QLatin1String("population")).toObject().value(QLatin1String("not_successful")).toInt(), 2);
    }

    void aGapThatMakesUpTheWindowIsNamed_data()
    {
        QTest::addColumn<QList<double>>("days");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("one wrong date before") << QList<double>{-16'000, 0, 3, 6}
                                               << QStringList{QStringLiteral("between 1982-03-17 and 2026-01-05, which is nearly all of the window."),
                                                              QStringLiteral("1 of 4, the last on 1982-03-17"),
                                                              QStringLiteral("a window that begins on 2026-01-05 leaves it out.")};
        QTest::newRow("one wrong date after") << QList<double>{-16'000, -15'990, -15'980, 0}
                                              << QStringList{QStringLiteral("1 of 4, the first on 2026-01-05"),
                                                             QStringLiteral("a window that ends before 1982-04-07 leaves it out.")};
        QTest::newRow("a year of four") << QList<double>{-1461, -1000, -500, -200, 6} << QStringList{};
        QTest::newRow("a year") << QList<double>{-365, 0} << QStringList{};
        QTest::newRow("just over a year") << QList<double>{-365.1, 0} << QStringList{QStringLiteral("a window that begins on 2026-01-05 leaves it out.")};
        QTest::newRow("nothing since") << QList<double>{-1000, -900, -800, -700}
                                       << QStringList{QStringLiteral("after 2024-02-05, which is 70 % of the window"),
                                                      QStringLiteral("A window that ends before 2024-02-06 leaves that time out.")};
        QTest::newRow("nothing since the only one") << QList<double>{-400}
                                                    << QStringList{QStringLiteral("after 2024-12-01, which is nearly all of the window")};
        QTest::newRow("just under half of the window since") << QList<double>{-1000, -700, -493} << QStringList{};
        QTest::newRow("not a year since") << QList<double>{-360, -353} << QStringList{};
        QTest::newRow("on one day") << QList<double>{0, 0.1, 0.2} << QStringList{};
        QTest::newRow("nothing") << QList<double>{} << QStringList{};
    }
    void aGapThatMakesUpTheWindowIsNamed()
    {
        QFETCH(QList<double>, days);
        QFETCH(QStringList, words);
        // Of two services, in turn: it does not matter which of them deploys.
        QList<History> histories{{QStringLiteral("a"), {}, {}, {}, {}}, {QStringLiteral("b"), {}, {}, {}, {}}};
        for (qsizetype i = 0; i < days.size(); ++i) {
            const QString version = QStringLiteral("1.%1").arg(i);
            histories[i % 2].deployments.append(deployed(histories[i % 2].service, version, at(days[i])));
        }
        Query query;
        query.asOf = at(12);
        const QString warnings = computeMetrics(*factsOf(histories), query).warnings.join(u'\n');
        QCOMPARE(warnings.contains(QStringLiteral("Nothing was deployed")), !words.isEmpty());
        for (const QString& word : std::as_const(words))
            QVERIFY2(warnings.contains(word), qPrintable(warnings));
        QVERIFY2(!warnings.contains(QStringLiteral("--")), qPrintable(warnings)); // the console has no options
    }

    void whatIsDatedInTheFutureIsSaid()
    {
        const QString service = QStringLiteral("a");
        History history{service, {}, {}, {}, {}};
        history.deployments = {deployed(service, QStringLiteral("1.0"), at(0)), deployed(service, QStringLiteral("1.1"), at(27'000)),
                               deployed(service, QStringLiteral("1.2"), at(27'001))};
        history.incidents = {incidentAt(service, QStringLiteral("i"), at(26'000))};
        const auto facts = factsOf({history});
        Query query;
        query.asOf = at(20);
        const QString said =
            QStringLiteral("Deployments and incidents that are dated in the future are not counted yet: 3, the first on 2097-03-13.");
        QCOMPARE(futureSentence(*facts, query, at(20)), said);
        query.asOf = at(10); // looking back makes nothing else the future
        QCOMPARE(futureSentence(*facts, query, at(20)), said);
        QCOMPARE(futureSentence(*facts, query, at(30'000)), QString());
        query.asOf = at(30'000); // asked to see it
        QCOMPARE(futureSentence(*facts, query, at(20)), QString());
        query.asOf = at(10);
        query.to = at(15); // would not count anyway
        QCOMPARE(futureSentence(*facts, query, at(20)), QString());
        query.to.reset();
        query.environment = QStringLiteral("staging");
        QCOMPARE(futureSentence(*facts, query, at(20)), QString());
    }

    void aRatePerWeekFromLessThanAWeekIsSaidToBeExtrapolated()
    {
        History history{QStringLiteral("a"), {}, {}, {}, {}};
        history.deployments = {deployed(QStringLiteral("a"), QStringLiteral("1.0"), at(1)),
                               deployed(QStringLiteral("a"), QStringLiteral("1.1"), at(2))};
        const auto facts = factsOf({history});
        const auto warningsOf = [&facts](double from, double to) {
            Query query;
            query.from = at(from);
            query.asOf = at(to);
            return computeMetrics(*facts, query).warnings;
        };
        QCOMPARE(warningsOf(0.5, 3), QStringList{QStringLiteral("The window is only 2.5\u00A0d: the rate per week is extrapolated.")});
        QCOMPARE(warningsOf(0.75, 1.25).size(), 1);
        QCOMPARE(warningsOf(0, 7), QStringList());
        QCOMPARE(warningsOf(3, 4), QStringList()); // no deployment: nothing to extrapolate
    }
};

QTEST_GUILESS_MAIN(TallyTest)
#include "tst_tally.moc"
