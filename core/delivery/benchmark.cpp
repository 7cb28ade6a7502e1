// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/benchmark.h"

#include "base/json.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace atalaya::delivery {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kDay = 24;
constexpr double kWeek = 7 * kDay;
constexpr double kMonth = 365.25 / 12 * kDay;

/// A band of a metric, [low, high) in its own unit: hours (for the frequency: hours from one deployment to the next), or
/// percent. Bands of equal limits are one answer with a joint name. What an edition leaves open between two bands stays without
/// one.
struct Band {
    Metric metric;
    const char* name;
    double low = 0, high = kInfinite;
};

struct Edition {
    const char* id;
    const char* name;
    std::span<const Band> bands;
};

using enum Metric;

// The limits that an edition writes as "≤ 15 %" stand in the band: the next double begins the next band.
const double kOver5 = std::nextafter(5.0, kInfinite), kOver10 = std::nextafter(10.0, kInfinite),
             kOver15 = std::nextafter(15.0, kInfinite), kOver30 = std::nextafter(30.0, kInfinite), kOver45 = std::nextafter(45.0, kInfinite);
// "On demand" of the cluster editions is several a day.
constexpr double kOnDemand = kDay;

const std::array kQuickCheck = {
    Band{ChangeLeadTime, "< 1 hour", 0, 1},
    Band{ChangeLeadTime, "< 1 day", 1, kDay},
    Band{ChangeLeadTime, "1 day – 1 week", kDay, kWeek},
    Band{ChangeLeadTime, "1 week – 1 month", kWeek, kMonth},
    Band{ChangeLeadTime, "1 – 6 months", kMonth, 6 * kMonth},
    Band{ChangeLeadTime, "> 6 months", 6 * kMonth, kInfinite},
    Band{FailedDeploymentRecoveryTime, "< 1 hour", 0, 1},
    Band{FailedDeploymentRecoveryTime, "< 1 day", 1, kDay},
    Band{FailedDeploymentRecoveryTime, "1 day – 1 week", kDay, kWeek},
    Band{FailedDeploymentRecoveryTime, "1 week – 1 month", kWeek, kMonth},
    Band{FailedDeploymentRecoveryTime, "1 – 6 months", kMonth, 6 * kMonth},
    Band{FailedDeploymentRecoveryTime, "> 6 months", 6 * kMonth, kInfinite},
    Band{DeploymentFrequency, "on demand", 0, 1},
    Band{DeploymentFrequency, "1 per hour – 1 per day", 1, kDay},
    Band{DeploymentFrequency, "1 per day – 1 per week", kDay, kWeek},
    Band{DeploymentFrequency, "1 per week – 1 per month", kWeek, kMonth},
    Band{DeploymentFrequency, "1 per month – 1 per 6 months", kMonth, 6 * kMonth},
    Band{DeploymentFrequency, "< 1 per 6 months", 6 * kMonth, kInfinite},
};

const std::array kDora2024 = {
    Band{ChangeLeadTime, "elite", 0, kDay},
    Band{ChangeLeadTime, "high", kDay, kWeek},
    Band{ChangeLeadTime, "medium", kWeek, kMonth},
    Band{ChangeLeadTime, "low", kMonth, 6 * kMonth},
    Band{DeploymentFrequency, "elite", 0, kOnDemand},
    Band{DeploymentFrequency, "high", kOnDemand, kWeek},
    Band{DeploymentFrequency, "medium", kWeek, kMonth},
    Band{DeploymentFrequency, "low", kMonth, 6 * kMonth},
    Band{FailedDeploymentRecoveryTime, "elite", 0, 1},
    Band{FailedDeploymentRecoveryTime, "high or medium", 1, kDay},
    Band{FailedDeploymentRecoveryTime, "low", kWeek, kMonth},
};

const std::array kDora2023 = {
    Band{ChangeLeadTime, "elite", 0, kDay},
    Band{ChangeLeadTime, "high", kDay, kWeek},
    Band{ChangeLeadTime, "medium or low", kWeek, kMonth},
    Band{DeploymentFrequency, "elite", 0, kOnDemand},
    Band{DeploymentFrequency, "high", kOnDemand, kWeek},
    Band{DeploymentFrequency, "medium or low", kWeek, kMonth},
    Band{ChangeFailRate, "elite", 0, kOver5},
    Band{ChangeFailRate, "high", kOver5, kOver10},
    Band{ChangeFailRate, "medium", kOver10, kOver15},
    Band{ChangeFailRate, "low", kOver15, kInfinite},
    Band{FailedDeploymentRecoveryTime, "elite", 0, 1},
    Band{FailedDeploymentRecoveryTime, "high", 1, kDay},
    Band{FailedDeploymentRecoveryTime, "medium", kDay, kWeek},
    Band{FailedDeploymentRecoveryTime, "low", kMonth, 6 * kMonth},
};

const std::array kDora2021 = {
    Band{ChangeLeadTime, "elite", 0, 1},
    Band{ChangeLeadTime, "high", kDay, kWeek},
    Band{ChangeLeadTime, "medium", kMonth, 6 * kMonth},
    Band{ChangeLeadTime, "low", 6 * kMonth, kInfinite},
    Band{DeploymentFrequency, "elite", 0, kOnDemand},
    Band{DeploymentFrequency, "high", kWeek, kMonth},
    Band{DeploymentFrequency, "medium", kMonth, 6 * kMonth},
    Band{DeploymentFrequency, "low", 6 * kMonth, kInfinite},
    Band{ChangeFailRate, "elite", 0, kOver15},
    Band{ChangeFailRate, "high, medium or low", kOver15, kOver30},
    Band{FailedDeploymentRecoveryTime, "elite", 0, 1},
    Band{FailedDeploymentRecoveryTime, "high", 1, kDay},
    Band{FailedDeploymentRecoveryTime, "medium", kDay, kWeek},
    Band{FailedDeploymentRecoveryTime, "low", 6 * kMonth, kInfinite},
};

const std::array kIact = {
    Band{ChangeLeadTime, "elite", 0, 1},
    Band{ChangeLeadTime, "high", 1, kDay},
    Band{ChangeLeadTime, "medium", kDay, kWeek},
    Band{ChangeLeadTime, "low", kWeek, kInfinite},
    Band{DeploymentFrequency, "elite", 0, kWeek / 7},
    Band{DeploymentFrequency, "high", kWeek / 7, std::nextafter(kWeek, kInfinite)},
    Band{DeploymentFrequency, "medium", std::nextafter(kWeek, kInfinite), std::nextafter(4 * kWeek, kInfinite)},
    Band{DeploymentFrequency, "low", std::nextafter(4 * kWeek, kInfinite), kInfinite},
    Band{ChangeFailRate, "elite", 0, kOver15},
    Band{ChangeFailRate, "high", kOver15, kOver30},
    Band{ChangeFailRate, "medium", kOver30, kOver45},
    Band{ChangeFailRate, "low", kOver45, kInfinite},
    Band{FailedDeploymentRecoveryTime, "elite", 0, 1},
    Band{FailedDeploymentRecoveryTime, "high", 1, kDay},
    Band{FailedDeploymentRecoveryTime, "medium", kDay, kWeek},
    Band{FailedDeploymentRecoveryTime, "low", kWeek, kInfinite},
};

const std::array kEditions = {
    Edition{"quick-check-2025", "DORA Quick Check 2025", kQuickCheck}, Edition{"dora-2024", "DORA 2024", kDora2024},
    Edition{"dora-2023", "DORA 2023", kDora2023}, Edition{"dora-2021", "DORA 2021", kDora2021},
    Edition{"iact", "IACT", kIact}};

const Edition* find(const QString& id)
{
    for (const Edition& edition : kEditions) {
        if (id == QLatin1String(edition.id))
            return &edition;
    }
    return nullptr;
}

/// What an edition cannot answer, and how its table was read where that is not plain.
QString gapsOf(const Edition& edition)
{
    if (edition.bands.data() == kDora2024.data())
        return QCoreApplication::translate("Delivery", "The fail rate of this edition is not monotone (5, 20, 10, 40 %), so no band is "
                                                       "derived from it. A recovery of a day to a week has no band, and high and "
                                                       "medium share one.");
    if (edition.bands.data() == kDora2023.data())
        return QCoreApplication::translate("Delivery", "This edition gives one fail rate a cluster (5, 10, 15, 64 %): a band reaches up "
                                                       "to its cluster's, the last from there on. Medium and low share the lead time "
                                                       "and the frequency; a recovery of a week to a month has no band.");
    if (edition.bands.data() == kDora2021.data())
        return QCoreApplication::translate("Delivery", "This edition asked for the time to restore service after any incident, not "
                                                       "after a failed deployment. Lead times of an hour to a day and of a week to a "
                                                       "month, daily to weekly deployments, fail rates above 30 % and restoring in a "
                                                       "week to six months have no band; all but elite share a fail rate.");
    return {};
}

/// The value of a metric in the unit of the bands, with its interval where it has one.
struct Measured {
    std::optional<double> value, low, high;
};

Measured measured(const Proportion& rate)
{
    const auto interval = rate.wilson95();
    if (!interval)
        return {};
    return {*rate.value() * 100, interval->low * 100, interval->high * 100};
}

/// Hours between deployments, from the deployments in the window; the limits by Byar's approximation.
Measured measuredFrequency(const Metrics& metrics)
{
    const double hours = metrics.window.days() * kDay;
    if (!metrics.window.hasRate() || metrics.deployments == 0)
        return {};
    constexpr double kZ = 1.959963984540054;
    const double n = double(metrics.deployments);
    const double fewest = n * std::pow(1 - 1 / (9 * n) - kZ / (3 * std::sqrt(n)), 3);
    const double most = (n + 1) * std::pow(1 - 1 / (9 * (n + 1)) + kZ / (3 * std::sqrt(n + 1)), 3);
    return {hours / n, hours / most, fewest > 0 ? hours / fewest : std::numeric_limits<double>::max()};
}

Measured measured(const Metrics& metrics, Metric metric)
{
    switch (metric) {
    case DeploymentFrequency:
        return measuredFrequency(metrics);
    case ChangeLeadTime:
        return {metrics.leadTime.hours.p50, metrics.leadTime.hours.medianLow, metrics.leadTime.hours.medianHigh};
    case ChangeFailRate:
        return measured(metrics.failRate.rate);
    case FailedDeploymentRecoveryTime:
        return {metrics.recovery.hours.p50, metrics.recovery.hours.medianLow, metrics.recovery.hours.medianHigh};
    case DeploymentReworkRate:
        return measured(metrics.rework.rate);
    }
    return {};
}

std::optional<double> quickCheckScore(Metric metric, const Measured& measured)
{
    if (!measured.value)
        return std::nullopt;
    if (metric == ChangeFailRate || metric == DeploymentReworkRate)
        return 10 - *measured.value / 10;
    double score = 10;
    for (const Band& band : kQuickCheck) { // from the best answer down
        if (band.metric != metric)
            continue;
        if (*measured.value < band.high)
            break;
        score -= 2;
    }
    return score;
}

std::optional<double> mean(const QMap<Metric, std::optional<double>>& scores, std::initializer_list<Metric> metrics)
{
    double sum = 0;
    for (const Metric metric : metrics) {
        const std::optional<double> score = scores.value(metric);
        if (!score)
            return std::nullopt;
        sum += *score;
    }
    return sum / double(metrics.size());
}

} // namespace

QString defaultEdition() { return QString::fromLatin1(kEditions[0].id); }

QStringList benchmarkEditions()
{
    QStringList ids;
    for (const Edition& edition : kEditions)
        ids.append(QString::fromLatin1(edition.id));
    return ids;
}

QString editionName(const QString& edition)
{
    const Edition* found = find(edition);
    return found ? QString::fromUtf8(found->name) : QString();
}

QStringList editionCaveats(const QString& edition)
{
    const Edition* found = find(edition);
    if (!found)
        return {};
    QStringList caveats = {
        QCoreApplication::translate("Delivery", "Compare with your own previous period first."),
        QCoreApplication::translate("Delivery", "One service at a time; teams are not blended, and there is no competition."),
        QCoreApplication::translate("Delivery", "A metric is no goal, and never about a person."),
    };
    const QString gaps = gapsOf(*found);
    if (!gaps.isEmpty())
        caveats.append(gaps);
    if (found->bands.data() != kQuickCheck.data())
        caveats.append(QCoreApplication::translate("Delivery", "This edition knows no deployment rework rate and gives no scores."));
    return caveats;
}

Benchmark benchmarkOf(const Metrics& metrics, const QString& edition)
{
    Benchmark benchmark;
    benchmark.edition = edition;
    const Edition* found = find(edition);
    if (!found)
        return benchmark;
    if (metrics.proxy) {
        benchmark.withheld = QCoreApplication::translate("Delivery", "No score and no band: only deployments can be compared, not what "
                                                                     "stands in for them.");
        return benchmark;
    }
    const bool scored = found->bands.data() == kQuickCheck.data();
    for (const Metric metric : kMetrics) {
        const Measured value = measured(metrics, metric);
        benchmark.scores.insert(metric, scored ? quickCheckScore(metric, value) : std::nullopt);
        for (const Band& band : found->bands) {
            if (band.metric == metric && value.low && value.high && *value.low >= band.low && *value.high < band.high)
                benchmark.bands.insert(metric, QString::fromUtf8(band.name));
        }
    }
    benchmark.throughput = mean(benchmark.scores, {ChangeLeadTime, DeploymentFrequency, FailedDeploymentRecoveryTime});
    benchmark.stability = mean(benchmark.scores, {ChangeFailRate, DeploymentReworkRate});
    benchmark.overall = mean(benchmark.scores, {ChangeLeadTime, DeploymentFrequency, FailedDeploymentRecoveryTime, ChangeFailRate,
                                                DeploymentReworkRate});
    return benchmark;
}

std::optional<Proportion::Interval> interval95(const Metrics& metrics, Metric metric)
{
    const Measured value = measured(metrics, metric);
    if (!value.low || !value.high)
        return std::nullopt;
    switch (metric) {
    case DeploymentFrequency: // hours from one to the next: the shortest is the most frequent
        return Proportion::Interval{kWeek / *value.high, kWeek / *value.low};
    case ChangeFailRate:
    case DeploymentReworkRate:
        return Proportion::Interval{*value.low / 100, *value.high / 100};
    case ChangeLeadTime:
    case FailedDeploymentRecoveryTime:
        break;
    }
    return Proportion::Interval{*value.low, *value.high};
}

IndustryScores industryScores2025()
{
    return {{{ChangeLeadTime, 5.5},
             {DeploymentFrequency, 4.8},
             {FailedDeploymentRecoveryTime, 7.4},
             {ChangeFailRate, 8.1},
             {DeploymentReworkRate, 7.8}},
            6.72};
}

QJsonObject toJson(const Benchmark& benchmark)
{
    QJsonObject scores, bands, industry;
    for (const Metric metric : kMetrics) {
        scores.insert(metricName(metric), jsonOf(benchmark.scores.value(metric)));
        bands.insert(metricName(metric), jsonOf(benchmark.bands.value(metric)));
    }
    QJsonObject object{{QStringLiteral("edition"), benchmark.edition},
                       {QStringLiteral("name"), editionName(benchmark.edition)},
                       {QStringLiteral("scores"), scores},
                       {QStringLiteral("bands"), bands},
                       {QStringLiteral("throughput"), jsonOf(benchmark.throughput)},
                       {QStringLiteral("stability"), jsonOf(benchmark.stability)},
                       {QStringLiteral("overall"), jsonOf(benchmark.overall)},
                       {QStringLiteral("withheld"), jsonOf(benchmark.withheld)},
                       {QStringLiteral("caveats"), QJsonArray::fromStringList(editionCaveats(benchmark.edition))}};
    if (benchmark.edition == defaultEdition()) {
        const IndustryScores means = industryScores2025();
        for (auto it = means.scores.cbegin(); it != means.scores.cend(); ++it)
            industry.insert(metricName(it.key()), it.value());
        industry.insert(QStringLiteral("overall"), means.overall);
        object.insert(QStringLiteral("all_industries"), industry);
    }
    return object;
}

} // namespace atalaya::delivery
