// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

namespace atalaya::delivery {

/// "quick-check-2025".
QString defaultEdition();
/// quick-check-2025, dora-2024, dora-2023, dora-2021, iact. The bands of the cluster editions are the cells of one table each:
/// dora-2024: "Accelerate State of DevOps 2024", the performance levels of "Software delivery performance";
/// dora-2023: "Accelerate State of DevOps Report 2023", the table of performance levels in "How do you compare?" (lead time < 1 day |
///   1 day–1 week | 1 week–1 month | 1 week–1 month; frequency on demand | daily–weekly | weekly–monthly | weekly–monthly; fail rate
///   5 | 10 | 15 | 64 %; recovery < 1 hour | < 1 day | 1 day–1 week | 1–6 months);
/// dora-2021: "Accelerate State of DevOps 2021", chapter 2, "How do we compare?", the table "Software delivery performance metric"
///   (lead time < 1 hour | 1 day–1 week | 1–6 months | > 6 months; frequency on demand | weekly–monthly | monthly–6-monthly |
///   < 1 per 6 months; fail rate 0–15 | 16–30 | 16–30 | 16–30 %; time to restore < 1 hour | < 1 day | 1 day–1 week | > 6 months).
/// The tables were read in copies (Octopus Deploy's article on the clusters of 2023, Apache DevLake's documentation for 2021), not in
/// the reports. What a table leaves open between two cells has no band; editionCaveats() says where.
QStringList benchmarkEditions();
/// "DORA Quick Check 2025" and so on; empty for an unknown edition.
QString editionName(const QString& edition);
/// What to know before comparing: DORA's own warnings, and what the edition lacks.
QStringList editionCaveats(const QString& edition);

/// Scores by the Quick Check: an answer k of six gives 2(k − 1), a share p in percent 10 − p/10; the overall score is the mean of
/// five, throughput that of three, stability that of two, each null while one of its parts is. The other editions only name
/// bands. A band is named when the 95 % interval of the metric lies in it: Wilson for shares, order statistics for medians,
/// Byar's approximation to the exact Poisson limits for the frequency. An unknown edition gives neither, and nothing is scored or
/// named when the selection holds stand-ins for deployments: `withheld` says so.
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
