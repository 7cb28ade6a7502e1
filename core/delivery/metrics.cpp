// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/metrics.h"

#include "base/json.h"
#include "delivery/benchmark.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace atalaya::delivery {

namespace {

QJsonValue intervalJson(const Proportion& rate)
{
    const auto interval = rate.wilson95();
    return interval ? QJsonValue(QJsonArray{interval->low, interval->high}) : QJsonValue();
}

QJsonValue medianInterval(const Percentiles& hours)
{
    return hours.medianLow && hours.medianHigh ? QJsonValue(QJsonArray{*hours.medianLow, *hours.medianHigh}) : QJsonValue();
}

QJsonObject shareJson(const Proportion& rate, const char* numerator)
{
    return {{QStringLiteral("value"), jsonOf(rate.value())},
            {QString::fromLatin1(numerator), rate.numerator},
            {QStringLiteral("wilson95"), intervalJson(rate)}};
}

QJsonObject leadTimeJson(const Metrics& metrics)
{
    const Percentiles& hours = metrics.leadTime.hours;
    return {{QStringLiteral("p25_hours"), jsonOf(hours.p25)},
            {QStringLiteral("p50_hours"), jsonOf(hours.p50)},
            {QStringLiteral("p75_hours"), jsonOf(hours.p75)},
            {QStringLiteral("p90_hours"), jsonOf(hours.p90)},
            {QStringLiteral("p95_hours"), jsonOf(hours.p95)},
            {QStringLiteral("median95"), medianInterval(hours)},
            {QStringLiteral("n"), hours.n},
            {QStringLiteral("excluded"), QJsonObject{{QStringLiteral("baseline"), metrics.leadTime.excludedBaseline},
                                                     {QStringLiteral("clock_skew"), metrics.leadTime.excludedClockSkew}}},
            {QStringLiteral("stages"), QJsonValue()}};
}

QJsonObject failRateJson(const Metrics& metrics)
{
    const auto& rate = metrics.failRate;
    QJsonObject byKind;
    for (const model::EdgeKind kind : model::kEdgeKinds) {
        if (!metrics.query.kinds.testFlag(kind))
            continue;
        const Proportion share{rate.failedByKind.value(kind), rate.rate.denominator};
        byKind.insert(model::edgeKindName(kind), QJsonObject{{QStringLiteral("failed"), share.numerator},
                                                             {QStringLiteral("value"), jsonOf(share.value())}});
    }
    return {{QStringLiteral("value"), jsonOf(rate.rate.value())},
            {QStringLiteral("failed"), rate.rate.numerator},
            {QStringLiteral("judgeable"), rate.rate.denominator},
            {QStringLiteral("unjudged"), rate.unjudged},
            {QStringLiteral("wilson95"), intervalJson(rate.rate)},
            {QStringLiteral("by_kind"), byKind},
            {QStringLiteral("without_proposed"), shareJson(rate.withoutProposed, "failed")}};
}

QJsonObject timesJson(const Percentiles& hours)
{
    return {{QStringLiteral("p50_hours"), jsonOf(hours.p50)},
            {QStringLiteral("p90_hours"), jsonOf(hours.p90)},
            {QStringLiteral("n"), hours.n}};
}

QJsonObject populationJson(const Metrics& metrics)
{
    QJsonArray baseline;
    for (const model::DeploymentId id : metrics.baseline)
        baseline.append(id.text());
    return {{QStringLiteral("deployments"), metrics.deployments},
            {QStringLiteral("not_successful"), metrics.notSuccessful},
            {QStringLiteral("baseline"), baseline},
            {QStringLiteral("proxy"), metrics.proxy}};
}

} // namespace

std::optional<double> Proportion::value() const
{
    if (denominator == 0)
        return std::nullopt;
    return double(numerator) / double(denominator);
}

std::optional<Proportion::Interval> Proportion::wilson95() const
{
    if (denominator == 0)
        return std::nullopt;
    constexpr double kZ = 1.959963984540054;
    const double n = double(denominator);
    const double p = double(numerator) / n;
    const double middle = p + kZ * kZ / (2 * n);
    const double reach = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
    const double scale = 1 + kZ * kZ / n;
    // At the ends middle and reach are equal but for rounding.
    return Interval{numerator == 0 ? 0.0 : std::clamp((middle - reach) / scale, 0.0, 1.0),
                    numerator == denominator ? 1.0 : std::clamp((middle + reach) / scale, 0.0, 1.0)};
}

double Window::days() const { return from ? hoursOf(to - *from) / 24 : 0; }

bool Window::hasRate() const { return from && to - *from >= std::chrono::hours(23); } // the day on which clocks go forward

std::optional<double> headline(const Metrics& metrics, Metric metric)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        return metrics.frequency.perWeek;
    case Metric::ChangeLeadTime:
        return metrics.leadTime.hours.p50;
    case Metric::ChangeFailRate:
        return metrics.failRate.rate.value();
    case Metric::FailedDeploymentRecoveryTime:
        return metrics.recovery.hours.p50;
    case Metric::DeploymentReworkRate:
        return metrics.rework.rate.value();
    }
    return std::nullopt;
}

QJsonObject toJson(const Metrics& metrics)
{
    QJsonObject recovery = timesJson(metrics.recovery.hours);
    recovery.insert(QStringLiteral("p75_hours"), jsonOf(metrics.recovery.hours.p75));
    recovery.insert(QStringLiteral("median95"), medianInterval(metrics.recovery.hours));
    recovery.insert(QStringLiteral("open"), metrics.recovery.open);
    recovery.insert(QStringLiteral("excluded"),
                    QJsonObject{{QStringLiteral("clock_skew"), metrics.recovery.excludedClockSkew}});
    recovery.insert(QStringLiteral("upper_bounds"), metrics.recovery.upperBounds);
    QJsonObject sureRecovery = timesJson(metrics.recovery.withoutProposed.hours);
    sureRecovery.insert(QStringLiteral("open"), metrics.recovery.withoutProposed.open);
    recovery.insert(QStringLiteral("without_proposed"), sureRecovery);
    const auto perWeek95 = interval95(metrics, Metric::DeploymentFrequency);
    const QJsonObject frequency{
        {QStringLiteral("per_week"), jsonOf(metrics.frequency.perWeek)},
        {QStringLiteral("per_week95"),
         perWeek95 ? QJsonValue(QJsonArray{perWeek95->low, perWeek95->high}) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("n"), metrics.deployments},
        {QStringLiteral("median_gap_hours"), jsonOf(metrics.frequency.medianGapHours)},
        {QStringLiteral("days_with_deployment_per_week"), jsonOf(metrics.frequency.deploymentDaysPerWeek)}};
    const QJsonObject rework{{QStringLiteral("value"), jsonOf(metrics.rework.rate.value())},
                             {QStringLiteral("n"), metrics.rework.rate.denominator},
                             {QStringLiteral("rework"), metrics.rework.rate.numerator},
                             {QStringLiteral("wilson95"), intervalJson(metrics.rework.rate)},
                             {QStringLiteral("without_proposed"), shareJson(metrics.rework.withoutProposed, "rework")}};
    QJsonObject editions;
    for (const QString& edition : benchmarkEditions())
        editions.insert(edition, toJson(benchmarkOf(metrics, edition)));
    return {
        {QStringLiteral("window"), QJsonObject{{QStringLiteral("from"), jsonOf(metrics.window.from)},
                                               {QStringLiteral("to"), toIso(metrics.window.to)},
                                               {QStringLiteral("as_of"), toIso(metrics.window.asOf)}}},
        {QStringLiteral("services"), QJsonArray::fromStringList(metrics.services)},
        {QStringLiteral("environment"), jsonOf(metrics.query.environment)},
        {QStringLiteral("rules_version"), metrics.rulesVersion},
        {QStringLiteral("data_version"), metrics.dataVersion},
        {QStringLiteral("population"), populationJson(metrics)},
        {QStringLiteral("deployment_frequency"), frequency},
        {QStringLiteral("change_lead_time"), leadTimeJson(metrics)},
        {QStringLiteral("change_fail_rate"), failRateJson(metrics)},
        {QStringLiteral("failed_deployment_recovery_time"), recovery},
        {QStringLiteral("deployment_rework_rate"), rework},
        {QStringLiteral("time_to_restore"), timesJson(metrics.timeToRestoreHours)},
        {QStringLiteral("time_to_detect"), timesJson(metrics.timeToDetectHours)},
        {QStringLiteral("incidents"), QJsonObject{{QStringLiteral("n"), metrics.incidents},
                                                  {QStringLiteral("unattributed"), metrics.unattributedIncidents}}},
        {QStringLiteral("benchmark"), toJson(metrics.benchmark)},
        {QStringLiteral("benchmark_editions"), editions},
        {QStringLiteral("warnings"), QJsonArray::fromStringList(metrics.warnings)},
    };
}

} // namespace atalaya::delivery
