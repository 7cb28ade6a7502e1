// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "delivery/factsbuilder.h"
#include "delivery/rows.h"
#include "delivery/tally.h"
#include "history.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

QString keys(const QJsonValue& object) { return object.toObject().keys().join(u' '); }

/// Every place where a number is the default of nothing: "a/b" for null, "a/b=0" for a zero.
void collectZeros(const QString& path, const QJsonValue& value, QStringList& zeros)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            collectZeros(path + u'/' + it.key(), it.value(), zeros);
    } else if (value.isDouble() && value.toDouble() == 0) {
        zeros.append(path);
    }
}

/// Three weeks of one service.
QList<History> example()
{
    const QString service = QStringLiteral("payments");
    History history{service, {}, {}, {}, {}};
    history.deployments = {deployed(service, QStringLiteral("1.0.0"), at(0)), deployed(service, QStringLiteral("1.1.0"), at(2)),
                           deployed(service, QStringLiteral("1.1.1"), at(3)), deployed(service, QStringLiteral("1.2.0"), at(10))};
    history.changes = {changeOf(history.deployments[0], QStringLiteral("a"), at(-1)),
                       changeOf(history.deployments[1], QStringLiteral("b"), at(1)),
                       changeOf(history.deployments[3], QStringLiteral("c"), at(7)),
                       changeOf(history.deployments[3], QStringLiteral("d"), at(11))};
    return {history};
}

} // namespace

class MetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wilsonIntervals_data()
    {
        QTest::addColumn<qint64>("numerator");
        QTest::addColumn<qint64>("denominator");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        // From shared/data/history, computed by an independent program; 2 of 20 as definitions.md says.
        QTest::newRow("2 of 45") << 2LL << 45LL << 0.012274126706719846 << 0.14827510769435623;
        QTest::newRow("8 of 45") << 8LL << 45LL << 0.09294389514104148 << 0.3132982462645977;
        QTest::newRow("11 of 35") << 11LL << 35LL << 0.18550844674265818 << 0.4797976361206918;
        QTest::newRow("2 of 20") << 2LL << 20LL << 0.0278664 << 0.3010336;
        QTest::newRow("0 of 10") << 0LL << 10LL << 0.0 << 0.2775328;
        QTest::newRow("10 of 10") << 10LL << 10LL << 0.7224672 << 1.0;
        QTest::newRow("0 of 7") << 0LL << 7LL << 0.0 << 0.3543304;
        QTest::newRow("7 of 7") << 7LL << 7LL << 0.6456696 << 1.0;
        QTest::newRow("1 of 1") << 1LL << 1LL << 0.2065493 << 1.0;
    }
    void wilsonIntervals()
    {
        QFETCH(qint64, numerator);
        QFETCH(qint64, denominator);
        QFETCH(double, low);
        QFETCH(double, high);
        const Proportion share{numerator, denominator};
        QVERIFY(std::abs(share.wilson95()->low - low) < 1e-7);
        QVERIFY(std::abs(share.wilson95()->high - high) < 1e-7);
        QCOMPARE(*share.value(), double(numerator) / double(denominator));
    }

    void wilsonIntervalsEndExactlyWhereNothingOrAllCounts()
    {
        for (qint64 n = 1; n <= 1000; ++n) {
            QVERIFY2((Proportion{0, n}.wilson95()->low == 0.0), qPrintable(QString::number(n)));
            QVERIFY2((Proportion{n, n}.wilson95()->high == 1.0), qPrintable(QString::number(n)));
        }
    }

    // The import began after the deployment that shipped what is reverted.
    void aRevertOfWhatWasLeftOutIsRework()
    {
        const QString service = QStringLiteral("s");
        const auto fix = deployed(service, QStringLiteral("1.1"), at(5)), other = deployed(service, QStringLiteral("1.2"), at(9));
        const auto rework = [&](std::optional<Instant> leftOut, model::EdgeKinds kinds) {
            FactsBuilder builder(service);
            builder.addDeployment(fix);
            builder.addDeployment(other);
            builder.addRevert(fix.id, model::DeploymentId{77}, QStringLiteral("c0ffee0"));
            builder.setLeftOut(leftOut);
            const VersionPattern versions = VersionPattern::compile(Rules().tagPattern).value();
            auto before = std::move(builder).build(Rules(), versions);
            FactsBuilder again(*before); // as when reverts are added anew
            again.setLeftOut(leftOut);
            const auto gone = std::move(again).build(Rules(), versions);
            Query query;
            query.asOf = at(30);
            query.kinds = kinds;
            const auto share = [&query](std::shared_ptr<const ServiceFacts> facts) {
                return computeMetrics(*Facts::of({std::move(facts)}, 1, Rules()), query).rework.rate.numerator;
            };
            return std::pair(share(before), share(gone));
        };
        const std::pair<qint64, qint64> none(0, 0), one(1, 0);
        QCOMPARE(rework(at(1), model::EdgeKind::Revert), one);
        QCOMPARE(rework(at(1), model::EdgeKind::Hotfix), none);
        QCOMPARE(rework(std::nullopt, model::EdgeKind::Revert), none);
    }

    void aShareOfNothingIsNothing()
    {
        QVERIFY(!Proportion{}.value());
        QVERIFY(!Proportion{}.wilson95());
    }

    void theObjectHasTheKeysOfTheContract()
    {
        Query query;
        query.asOf = at(21);
        const QJsonObject json = toJson(computeMetrics(*factsOf(example()), query));
        const auto has = [&json](const char* object, std::initializer_list<const char*> names) {
            const QJsonObject inner = *object ? json.value(QLatin1String(object)).toObject() : json;
            for (const char* name : names)
                QVERIFY2(inner.contains(QLatin1String(name)), name);
        };
        has("", {"window", "services", "rules_version", "data_version", "population", "deployment_frequency", "change_lead_time",
                 "change_fail_rate", "failed_deployment_recovery_time", "deployment_rework_rate", "benchmark", "warnings"});
        has("window", {"from", "to", "as_of"});
        has("population", {"deployments", "baseline", "proxy"});
        has("deployment_frequency", {"per_week", "n", "median_gap_hours", "days_with_deployment_per_week"});
        has("change_lead_time", {"p50_hours", "p75_hours", "p90_hours", "p95_hours", "n", "excluded", "stages"});
        has("change_fail_rate", {"value", "failed", "judgeable", "unjudged", "wilson95", "by_kind"});
        has("failed_deployment_recovery_time", {"p50_hours", "p90_hours", "n", "open"});
        has("deployment_rework_rate", {"value", "n", "rework"});
        has("benchmark", {"edition", "scores", "throughput", "stability", "overall"});
    }

    void theObjectHoldsTheFigures()
    {
        Query query;
        query.asOf = at(21);
        const QJsonObject json = toJson(computeMetrics(*factsOf(example()), query));
        const auto part = [&json](const char* name) { return json.value(QLatin1String(name)).toObject(); };
        const auto number = [&part](const char* object, const char* name) {
            return part(object).value(QLatin1String(name)).toDouble(-1);
        };
        QCOMPARE(part("window").value(QLatin1String("from")).toString(), toIso(at(0)));
        QCOMPARE(part("window").value(QLatin1String("to")).toString(), toIso(at(21)));
        QCOMPARE(json.value(QLatin1String("services")), QJsonValue(QJsonArray{QStringLiteral("payments")}));
        QCOMPARE(number("population", "deployments"), 4.0);
        QCOMPARE(part("population").value(QLatin1String("baseline")).toArray().size(), 1);
        QCOMPARE(number("deployment_frequency", "per_week"), 4 / 3.0);
        QCOMPARE(number("deployment_frequency", "median_gap_hours"), 48.0); // of 2, 1 and 7 days
        QCOMPARE(number("deployment_frequency", "days_with_deployment_per_week"), 1.0); // 3, 1, 0
        QCOMPARE(number("change_lead_time", "n"), 2.0);
        QCOMPARE(number("change_lead_time", "p50_hours"), 48.0); // 24 and 72
        QCOMPARE(part("change_lead_time").value(QLatin1String("excluded")),
                 QJsonValue(QJsonObject{{QStringLiteral("baseline"), 1}, {QStringLiteral("clock_skew"), 1}}));
        QVERIFY(part("change_lead_time").value(QLatin1String("stages")).isNull());
        QCOMPARE(number("change_fail_rate", "failed"), 1.0); // 1.1.0, by the hotfix 1.1.1
        QCOMPARE(number("change_fail_rate", "judgeable"), 4.0);
        QCOMPARE(number("change_fail_rate", "unjudged"), 0.0);
        QCOMPARE(part("change_fail_rate").value(QLatin1String("by_kind")).toObject().value(QLatin1String("hotfix")),
                 QJsonValue(QJsonObject{{QStringLiteral("failed"), 1}, {QStringLiteral("value"), 0.25}}));
        QCOMPARE(part("change_fail_rate").value(QLatin1String("without_proposed")).toObject().value(QLatin1String("failed")).toInt(), 0);
        QCOMPARE(number("failed_deployment_recovery_time", "p50_hours"), 24.0);
        QCOMPARE(number("failed_deployment_recovery_time", "n"), 1.0);
        QCOMPARE(number("deployment_rework_rate", "value"), 0.25);
        QCOMPARE(number("deployment_rework_rate", "rework"), 1.0);
    }

    void kindsAreThoseAskedFor()
    {
        Query query;
        query.asOf = at(21);
        query.kinds = model::EdgeKind::Revert | model::EdgeKind::Hotfix;
        const QJsonObject rate =
            toJson(computeMetrics(*factsOf(example()), query)).value(QLatin1String("change_fail_rate")).toObject();
        QCOMPARE(keys(rate.value(QLatin1String("by_kind"))), QStringLiteral("hotfix revert"));
    }

    void whatIsNotKnownIsNullAndNeverZero()
    {
        Query query;
        query.asOf = at(21);
        const QJsonObject json = toJson(computeMetrics(*factsOf({}), query));
        QStringList zeros;
        collectZeros(QString(), json, zeros);
        // Counts may be zero; figures may not.
        for (const QString& path : std::as_const(zeros)) {
            const QString name = path.section(u'/', -1);
            const QStringList counts{QStringLiteral("n"),        QStringLiteral("deployments"),  QStringLiteral("failed"),
                                     QStringLiteral("judgeable"), QStringLiteral("unjudged"),    QStringLiteral("open"),
                                     QStringLiteral("rework"),    QStringLiteral("unattributed"), QStringLiteral("baseline"),
                                     QStringLiteral("clock_skew"), QStringLiteral("upper_bounds"),
                                     QStringLiteral("not_successful")};
            QVERIFY2(counts.contains(name), qPrintable(path));
        }
        QVERIFY(json.value(QLatin1String("window")).toObject().value(QLatin1String("from")).isNull());
        QVERIFY(json.value(QLatin1String("deployment_frequency")).toObject().value(QLatin1String("per_week")).isNull());
    }

    void rowsAndSeriesHaveStableNames()
    {
        DeploymentRow row;
        QCOMPARE(keys(toJson(row)),
                 QStringLiteral("baseline blamed_by changes environment finished id lead_time_p50_hours outcome proxy recovery_hours "
                                "repairs service sha source started status team tier version"));
        for (const char* name : {"lead_time_p50_hours", "recovery_hours", "started", "sha", "version", "team"})
            QVERIFY2(toJson(row).value(QLatin1String(name)).isNull(), name);
        QCOMPARE(keys(toJson(model::Change())), QStringLiteral("authored committed deployment files id lines service sha subject"));
        for (const char* name : {"deployment", "files", "lines", "subject"})
            QVERIFY2(toJson(model::Change()).value(QLatin1String(name)).isNull(), name);
        QCOMPARE(keys(toJson(model::Incident())),
                 QStringLiteral("detected environment id resolved service stated_cause title"));
        QVERIFY(toJson(model::Incident()).value(QLatin1String("resolved")).isNull());
        QCOMPARE(keys(toJson(ServiceRow())), QStringLiteral("deployments environments last_deployment name teams"));
        QVERIFY(toJson(ServiceRow()).value(QLatin1String("last_deployment")).isNull());
        QCOMPARE(keys(toJson(model::RemediationEdge())),
                 QStringLiteral("cause confidence evidence fix id incident kind known rule state"));
        QVERIFY(toJson(model::RemediationEdge()).value(QLatin1String("fix")).isNull());
        Series series;
        series.points = {SeriesPoint{}};
        QCOMPARE(keys(toJson(series)), QStringLiteral("bucket buckets metric unit window"));
        const QJsonObject point = toJson(series).value(QLatin1String("buckets")).toArray().first().toObject();
        QCOMPARE(keys(point), QStringLiteral("end interval n partial start value"));
        QVERIFY(point.value(QLatin1String("value")).isNull() && point.value(QLatin1String("interval")).isNull());
        QCOMPARE(keys(toJson(Explanation())),
                 QStringLiteral("data_version denominator_ids edges excluded metric metrics numerator_ids rules_version sentence totals "
                                "value values_hours window"));
        QVERIFY(toJson(Explanation()).value(QLatin1String("value")).isNull());
        QStringList outcomes;
        for (const Outcome outcome : {Outcome::Healthy, Outcome::Failed, Outcome::TooNew, Outcome::NotSuccessful})
            outcomes.append(outcomeName(outcome));
        QCOMPARE(outcomes.join(u' '), QStringLiteral("healthy failed too-new not-successful"));
    }

    void namesOfMetricsAndBucketsLeadBack()
    {
        for (const Metric metric : kMetrics)
            QCOMPARE(metricFromName(metricName(metric)), std::optional(metric));
        for (const Bucket bucket : {Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter, Bucket::Year})
            QCOMPARE(bucketFromName(bucketName(bucket)), std::optional(bucket));
        QVERIFY(!metricFromName(u"speed") && !bucketFromName(u"decade"));
    }

    void queriesThatCannotBeAreRefused()
    {
        Query query;
        query.asOf = at(3);
        QVERIFY(validate(query).isOk());
        query.from = at(3); // what finished just then is seen
        QVERIFY(validate(query).isOk());
        query.from = at(3) + Milliseconds(1);
        QVERIFY(validate(query).isError());
        query.from = query.to = at(1);
        QVERIFY(validate(query).isError());
        query.to = at(2);
        QVERIFY(validate(query).isOk());
        query.timeZone = QTimeZone("Europe/Atlantis");
        QVERIFY(validate(query).isError());
        QCOMPARE(validate(query).error().code, ErrorCode::InvalidInput);
    }

    void theWindowIsHalfOpenAndAsOfIsSeen()
    {
        const auto facts = factsOf(example());
        const auto deployments = [&facts](std::optional<Instant> from, std::optional<Instant> to, Instant asOf) {
            Query query;
            query.from = from;
            query.to = to;
            query.asOf = asOf;
            return computeMetrics(*facts, query).deployments;
        };
        constexpr Milliseconds kMs(1);
        QCOMPARE(deployments({}, {}, at(10)), 4);
        QCOMPARE(deployments({}, {}, at(10) - kMs), 3);
        QCOMPARE(deployments({}, at(10), at(21)), 3);
        QCOMPARE(deployments({}, at(10) + kMs, at(21)), 4);
        QCOMPARE(deployments(at(2), {}, at(21)), 3);
        QCOMPARE(deployments(at(2) + kMs, {}, at(21)), 2);
        QCOMPARE(deployments(at(20), at(30), at(5)), 0);
    }

    void aWindowOfLessThanADayHasNoRate()
    {
        const auto facts = factsOf(example());
        Query query;
        query.asOf = at(0); // just the first deployment: the window begins with it
        const auto expectNone = [&] {
            const Metrics metrics = computeMetrics(*facts, query);
            QCOMPARE(metrics.deployments, 1);
            QVERIFY(!metrics.frequency.perWeek && !headline(metrics, Metric::DeploymentFrequency));
            QVERIFY(!metrics.benchmark.scores.value(Metric::DeploymentFrequency));
            const QJsonObject frequency = toJson(metrics).value(QLatin1String("deployment_frequency")).toObject();
            QVERIFY(frequency.value(QLatin1String("per_week")).isNull());
            QCOMPARE(frequency.value(QLatin1String("n")).toInt(), 1);
        };
        expectNone();
        QCOMPARE(computeMetrics(*facts, query).warnings,
                 QStringList{QStringLiteral("The window is only 0\u00A0s: a rate per week needs at least one day.")});
        query.from = at(-0.5); // the same when the start was asked for
        query.asOf = *query.from + std::chrono::hours(23) - Milliseconds(1);
        expectNone();
        query.asOf += Milliseconds(1); // the day on which clocks go forward
        QVERIFY(computeMetrics(*facts, query).frequency.perWeek);
        query.asOf = at(0.5);
        QCOMPARE(computeMetrics(*facts, query).frequency.perWeek, std::optional(7.0));
    }

    void newDeploymentsAreNotJudgedBeforeSevenDays()
    {
        const auto facts = factsOf(example());
        Query query;
        query.asOf = at(17);
        QCOMPARE(computeMetrics(*facts, query).failRate.unjudged, 0);
        query.asOf -= Milliseconds(1);
        QCOMPARE(computeMetrics(*facts, query).failRate.unjudged, 1);
        QCOMPARE(computeMetrics(*facts, query).failRate.rate.denominator, 3);
    }
};

QTEST_GUILESS_MAIN(MetricsTest)
#include "tst_metrics.moc"
