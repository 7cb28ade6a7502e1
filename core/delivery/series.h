// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

namespace atalaya::delivery {

/// One bucket of time. `value` is in the unit of its metric: deployments in the bucket, hours (median), or a share 0..1.
struct SeriesPoint {
    Instant start;
    Instant end;
    qint64 n = 0;
    std::optional<double> value;
    /// Frequency: none. Lead and recovery time: p25 and p90 in hours. Rates: Wilson 95 %.
    std::optional<double> low, high;
    bool partial = false; ///< the window or asOf cuts the bucket
};

struct Series {
    Metric metric = Metric::DeploymentFrequency;
    Bucket bucket = Bucket::Week;
    Window window;
    QList<SeriesPoint> points; ///< without holes, oldest first
};

QJsonObject toJson(const Series& series);

} // namespace atalaya::delivery
