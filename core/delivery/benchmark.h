// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

namespace atalaya::delivery {

/// "quick-check-2025".
QString defaultEdition();
/// quick-check-2025, dora-2024, dora-2023, dora-2021, iact.
QStringList benchmarkEditions();
/// "DORA Quick Check 2025" and so on; empty for an unknown edition.
QString editionName(const QString& edition);
/// What to know before comparing: DORA's own warnings, and what the edition lacks.
QStringList editionCaveats(const QString& edition);

/// Scores by the Quick Check: an answer k of six gives 2(k − 1), a share p in percent 10 − p/10; the overall score is the mean of
/// five, throughput that of three, stability that of two, each null while one of its parts is. The other editions only name
/// bands. A band is named when the 95 % interval of the metric lies in it: Wilson for shares, order statistics for medians,
/// Byar's approximation to the exact Poisson limits for the frequency. An unknown edition gives neither.
Benchmark benchmarkOf(const Metrics& metrics, const QString& edition);

/// The 95 % interval by which a band is judged, in the unit of headline(): deployments a week, hours of the median, or shares. Nothing
/// without a figure, and for a median of fewer than six.
std::optional<Proportion::Interval> interval95(const Metrics& metrics, Metric metric);

/// What all industries scored in 2025, by the Quick Check's survey.
struct IndustryScores {
    QMap<Metric, double> scores;
    double overall = 0;
};
IndustryScores industryScores2025();

QJsonObject toJson(const Benchmark& benchmark);

} // namespace atalaya::delivery
