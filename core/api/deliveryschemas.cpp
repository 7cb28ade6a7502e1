// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"
#include "componentschemas.h"
#include "delivery/query.h"
#include "model/remediation.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

using namespace schema;

QString tr(const char* text)
{
    return QCoreApplication::translate("Schemas", text);
}

QJsonObject maybeNumber(const QString& description)
{
    return about(nullable(number()), description);
}

QJsonObject count(const QString& description)
{
    QJsonObject schema = integer();
    schema.insert(QStringLiteral("minimum"), 0);
    return about(schema, description);
}

QJsonObject share(const QString& description)
{
    QJsonObject schema = nullable(number());
    schema.insert(QStringLiteral("minimum"), 0);
    schema.insert(QStringLiteral("maximum"), 1);
    return about(schema, description);
}

QJsonObject interval(const QString& description)
{
    QJsonObject pair = array(number());
    pair.insert(QStringLiteral("minItems"), 2);
    pair.insert(QStringLiteral("maxItems"), 2);
    return about(nullable(pair), description);
}

QJsonObject ids(const QString& description)
{
    return about(array(text()), description);
}

QStringList metricNames()
{
    QStringList names;
    for (const delivery::Metric metric : delivery::kMetrics)
        names.append(delivery::metricName(metric));
    return names;
}

QJsonObject window()
{
    return object({{"from", about(nullable(time()), tr("Included. Null when nothing was ever deployed and the question "
                                                       "named no start."))},
                   {"to", about(time(), tr("Not included."))},
                   {"as_of", about(time(), tr("Nothing later was seen; ask with it to get the same answer again."))}});
}

QJsonObject frequency()
{
    return object(
        {{"per_week", maybeNumber(tr("Deployments a week: n by the days of the window, by 7. Null where the window is "
                                    "shorter than a day."))},
         {"per_week95", interval(tr("95 % interval of per_week, as n is counted (Poisson, Byar's approximation)."))},
         {"n", count(tr("Successful deployments in the window."))},
         {"median_gap_hours", maybeNumber(tr("Median hours between one deployment of a service and its next."))},
         {"days_with_deployment_per_week",
          maybeNumber(tr("Median over the full weeks of the window of the days with a deployment, 0 to 7."))}});
}

QJsonObject leadTime()
{
    const QJsonObject excluded =
        object({{"baseline", count(tr("Changes of a first deployment: nobody knows since when they waited."))},
                {"clock_skew", count(tr("Changes that were written after they were deployed."))}});
    return object({{"p25_hours", maybeNumber(tr("Hours from a change's author date to the end of the deployment that "
                                                "shipped it: the first quartile."))},
                   {"p50_hours", maybeNumber(tr("The median, in hours: the figure by which the metric is known."))},
                   {"p75_hours", maybeNumber(tr("Hours."))},
                   {"p90_hours", maybeNumber(tr("Hours."))},
                   {"p95_hours", maybeNumber(tr("Hours."))},
                   {"median95", interval(tr("95 % interval of the median, hours; null below n = 6."))},
                   {"n", count(tr("Changes with a lead time."))},
                   {"excluded", about(excluded, tr("Changes that were left out."))},
                   {"stages", about(nullable(anyObject()), tr("Null: nothing read so far tells the stages apart."))}});
}

QJsonObject failRate()
{
    QJsonObject kinds{{QStringLiteral("type"), QStringLiteral("object")},
                      {QStringLiteral("additionalProperties"), false}};
    const QJsonObject ofKind = object({{"failed", count(tr("Failed deployments counted under this kind."))},
                                       {"value", share(tr("As a share of the judgeable ones, 0 to 1."))}});
    QJsonObject members;
    for (const model::EdgeKind kind : model::kEdgeKinds)
        members.insert(model::edgeKindName(kind), ofKind);
    kinds.insert(QStringLiteral("properties"), members);
    const QJsonObject interval95 = interval(tr("95 % interval of the share (Wilson)."));
    const QJsonObject without = object(
        {{"value", share(tr("0 to 1."))}, {"failed", count(tr("Failed deployments."))}, {"wilson95", interval95}});
    return object({{"value", share(tr("Failed by judgeable, 0 to 1; null when none can be judged."))},
                   {"failed", count(tr("Judgeable deployments that something blames."))},
                   {"judgeable", count(tr("Deployments that are old enough to be judged (7 days)."))},
                   {"unjudged", count(tr("Deployments that are too new to be judged: in neither number."))},
                   {"wilson95", interval95},
                   {"by_kind",
                    about(kinds, tr("Each failed deployment once, under the strongest reason; only kinds asked for."))},
                   {"without_proposed", about(without, tr("The same without guesses (edges in state proposed)."))}});
}

QJsonObject times(const QString& what)
{
    return object({{"p50_hours", maybeNumber(QString(what + u' ' + tr("Median, hours.")))},
                   {"p90_hours", maybeNumber(tr("Hours."))},
                   {"n", count(tr("How many were measured."))}});
}

QJsonObject recovery()
{
    const QJsonObject excluded = object({{"clock_skew", count(tr("Recovered before the deployment had finished."))}});
    return withRequired(
        times(tr("From the end of a failed deployment to the end of its fix, or of the incident.")),
        object({{"p75_hours", maybeNumber(tr("Hours."))},
                {"median95", interval(tr("95 % interval of the median, hours; null below n = 6."))},
                {"open", count(tr("Failed deployments that had not recovered by as_of; in no percentile."))},
                {"excluded", excluded},
                {"upper_bounds", count(tr("Of n, those that end with a deployment read from git: a tag may come after the "
                                          "repair, so they are upper bounds."))},
                {"without_proposed",
                 about(withRequired(times(tr("Without guesses.")),
                                    object({{"open", count(tr("Failed deployments that nothing but a guess repaired."))}})),
                       tr("The same without guesses (edges in state proposed)."))}}));
}

QJsonObject benchmark()
{
    QJsonObject score = nullable(number());
    score.insert(QStringLiteral("minimum"), 0);
    score.insert(QStringLiteral("maximum"), 10);
    return withOptional(
        object({{"edition", about(text(), tr("Which edition of the benchmark."))},
                {"withheld", about(nullable(text()), tr("Why there is no score and no band although there are figures: stand-ins "
                                                        "for deployments are not scored. Null otherwise."))},
                {"name", text()},
                {"scores", about(objectOf(metricNames(), score),
                                 tr("0 (worst) to 10; null where the metric is null, or the edition does "
                                    "not score it."))},
                {"bands", about(objectOf(metricNames(), nullable(text())),
                                tr("Named only when the whole interval of the metric lies in the band."))},
                {"throughput", about(score, tr("Mean of frequency, lead time and recovery time."))},
                {"stability", about(score, tr("Mean of fail rate and rework rate."))},
                {"overall", about(score, tr("Mean of the five."))},
                {"caveats", about(array(text()), tr("What the edition is not good for."))}}),
        {{"all_industries", about(withRequired(objectOf(metricNames(), number()), object({{"overall", number()}})),
                                  tr("The edition's own means over all industries."))}});
}

QJsonObject metrics()
{
    const QJsonObject population = object(
        {{"deployments", count(tr("Successful deployments of the selection in the window."))},
         {"not_successful", count(tr("Further runs of the selection in the window, which did not succeed: in no figure."))},
         {"baseline", ids(tr("First deployments: counted, but their changes have no lead time."))},
         {"proxy", about(boolean(), tr("Some stand in for deployments: merges or commits of a repository without "
                                       "release tags."))}});
    const QJsonObject sureRework =
        object({{"value", share(tr("0 to 1."))},
                {"rework", count(tr("Deployments that repair another."))},
                {"wilson95", interval(tr("95 % interval of the share (Wilson)."))}});
    const QJsonObject rework = object({{"value", share(tr("Deployments that repair another, by n; 0 to 1."))},
                                       {"n", count(tr("Successful deployments in the window."))},
                                       {"rework", count(tr("Those that repair another."))},
                                       {"wilson95", interval(tr("95 % interval of the share (Wilson)."))},
                                       {"without_proposed", about(sureRework, tr("The same without guesses (edges in state "
                                                                                 "proposed)."))}});
    const QJsonObject incidents = object({{"n", count(tr("Incidents detected in the window."))},
                                          {"unattributed", count(tr("Those that no deployment is blamed for."))}});
    QJsonObject editions = anyObject();
    editions.insert(QStringLiteral("additionalProperties"), ref("Benchmark"));
    return object(
        {{"window", window()},
         {"services",
          about(array(text()), tr("The services that were looked at, whether they deployed in the window or not."))},
         {"environment", about(nullable(text()), tr("What was asked for; null for any."))},
         {"rules_version", about(integer(), tr("Version of the rules that judged."))},
         {"data_version", about(integer(), tr("State of the store; grows with each change of it."))},
         {"population", population},
         {"deployment_frequency", frequency()},
         {"change_lead_time", leadTime()},
         {"change_fail_rate", failRate()},
         {"failed_deployment_recovery_time", recovery()},
         {"deployment_rework_rate", rework},
         {"time_to_restore", times(tr("From the detection of an incident to its end."))},
         {"time_to_detect", times(tr("From the end of a deployment to the incident it is blamed for."))},
         {"incidents", incidents},
         {"benchmark", about(ref("Benchmark"), tr("The default edition."))},
         {"benchmark_editions", about(editions, tr("Every edition, by its name."))},
         {"warnings", about(array(text()), tr("What a reader should know before quoting a figure."))}});
}

QJsonObject explanation()
{
    const QJsonObject exclusion =
        object({{"id", about(text(), tr("Of a deployment, or service@sha of a change."))},
                {"label", about(text(), tr("What a person calls it: payments 2.14.0."))},
                {"reason", about(text(), tr("unjudged, baseline, clock_skew, open, not_successful, other_environment "
                                            "or rejected_edge."))}});
    const QJsonObject totals = object({{"numerator", count({})}, {"denominator", count({})}, {"excluded", count({})}});
    const QJsonObject days = object({{"days", about(number(), tr("Length of the window, by which the frequency is "
                                                                 "divided; 0 without a start."))}});
    return object(
        {{"metric", oneOf(metricNames())},
         {"value", maybeNumber(tr("Deployments a week, a median in hours, or a share 0 to 1, as the metric has it."))},
         {"sentence", about(text(), tr("How the value came to be, to read aloud and to check."))},
         {"window", withRequired(window(), days)},
         {"rules_version", about(integer(), tr("Version of the rules that judged."))},
         {"data_version", about(integer(), tr("State of the store; grows with each change of it."))},
         {"numerator_ids", ids(tr("What was counted: deployments, or service@sha of changes for the lead time."))},
         {"denominator_ids",
          ids(tr(
              "What it was counted of: a rate is the one number by the other. For the times, the deployments that were "
              "looked at."))},
         {"values_hours", about(array(number()), tr("Hours, one for each id of numerator_ids; the value is their "
                                                    "median. Empty for the other metrics."))},
         {"excluded", about(array(exclusion), tr("What was looked at and left out."))},
         {"totals", about(totals, tr("How many there are of each, on this page or not."))},
         {"next_cursor", about(nullable(text()), tr("Send it as cursor for the next entries of each list; the lists of all "
                                                    "pages together recompute the value. Null when all have ended."))},
         {"edges", about(array(ref("Edge")), tr("Which deployment repaired which, and how that is known; of this page's "
                                              "numerator_ids."))},
         {"metrics", about(ref("DeliveryMetrics"), tr("All five, of the same selection."))}});
}

QJsonObject series()
{
    const QJsonObject bucket = object(
        {{"start", about(time(), tr("Included."))},
         {"end", about(time(), tr("Not included."))},
         {"n", count(tr("Deployments of the bucket; for the times, what was measured; for the fail rate, judgeable "
                        "ones."))},
         {"value", maybeNumber(tr("In the series' unit; null where there is nothing to average."))},
         {"interval",
          interval(tr("Times: first quartile and 90th percentile. Rates: 95 % (Wilson). Frequency: null."))},
         {"partial", about(boolean(), tr("The window or as_of cuts the bucket: do not compare it with whole ones."))}});
    return object(
        {{"metric", oneOf(metricNames())},
         {"bucket", oneOf({QStringLiteral("day"), QStringLiteral("week"), QStringLiteral("month")})},
         {"unit", about(oneOf({QStringLiteral("deployments"), QStringLiteral("hours"), QStringLiteral("share")}),
                        tr("Deployments in the bucket, hours (median), or a share 0 to 1."))},
         {"window", window()},
         {"buckets", about(array(bucket), tr("Oldest first, without holes."))}});
}

} // namespace

QJsonObject deliverySchemas()
{
    return {{QStringLiteral("DeliveryMetrics"), metrics()},
            {QStringLiteral("Benchmark"), benchmark()},
            {QStringLiteral("Explanation"), explanation()},
            {QStringLiteral("Series"), series()}};
}

} // namespace atalaya::api
