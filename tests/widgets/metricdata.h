// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"
#include "delivery/series.h"

namespace atalaya::test {

/// The figures of the design's overview.
inline delivery::Metrics designMetrics()
{
    delivery::Metrics metrics;
    metrics.window = {*parseInstant(u"2026-08-27"), *parseInstant(u"2026-11-25"), *parseInstant(u"2026-11-25")};
    metrics.deployments = 83;
    metrics.frequency.perWeek = 6.4;
    metrics.frequency.medianGapHours = 24;
    metrics.leadTime.hours = {612, 20, 50.4, 90, 235.2, 300, 45, 56};
    metrics.failRate.rate = {8, 79};
    metrics.failRate.unjudged = 4;
    metrics.recovery.hours = {8, 1, 3.4, 7, 22, 30, 2, 5};
    metrics.recovery.open = 1;
    metrics.recovery.withoutProposed.hours = metrics.recovery.hours;
    metrics.recovery.withoutProposed.open = metrics.recovery.open;
    metrics.rework.rate = {11, 83};
    metrics.failRate.withoutProposed = metrics.failRate.rate;
    metrics.rework.withoutProposed = metrics.rework.rate;
    for (const delivery::Metric metric : delivery::kMetrics)
        metrics.benchmark.scores[metric] = 8.0;
    return metrics;
}

/// The period before it: everything but the fail rate was worse, but only the lead time by more than chance.
inline delivery::Metrics earlierMetrics()
{
    delivery::Metrics metrics = designMetrics();
    metrics.window = {*parseInstant(u"2026-05-29"), *parseInstant(u"2026-08-27"), *parseInstant(u"2026-11-25")};
    metrics.deployments = 73;
    metrics.frequency.perWeek = 5.7;
    metrics.leadTime.hours.p50 = 61.5;
    metrics.leadTime.hours.medianLow = 57;
    metrics.leadTime.hours.medianHigh = 66;
    metrics.failRate.rate = {7, 78};
    metrics.recovery.hours.p50 = 4.3;
    metrics.recovery.hours.medianLow = 3;
    metrics.recovery.hours.medianHigh = 6;
    metrics.rework.rate = {13, 85};
    return metrics;
}

/// Weeks from 2 November 2026 on; a nothing among the values is a gap; the last one is partial.
inline delivery::Series weeks(delivery::Metric metric, const QList<std::optional<double>>& values)
{
    constexpr std::chrono::weeks kWeek(1);
    delivery::Series series;
    series.metric = metric;
    series.bucket = delivery::Bucket::Week;
    Instant start = *parseInstant(u"2026-11-02");
    for (const std::optional<double>& value : values) {
        delivery::SeriesPoint point{start, start + kWeek, value ? 12 : 0, value};
        if (value && metric != delivery::Metric::DeploymentFrequency) {
            point.low = *value / 2;
            point.high = *value * 2;
        }
        series.points << point;
        start += kWeek;
    }
    if (!series.points.isEmpty())
        series.points.last().partial = true;
    series.window = {*parseInstant(u"2026-11-02"), start, start};
    return series;
}

} // namespace atalaya::test
