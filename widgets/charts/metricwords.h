// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"
#include "delivery/series.h"
#include "widgets/common/format.h"
#include "widgets/theme/colors.h"

#include <QString>
#include <QStringList>

namespace atalaya::widgets {

/// The metric's colour, the same wherever it is drawn.
Role seriesRole(delivery::Metric metric);
/// "Deployment frequency".
QString metricTitle(delivery::Metric metric);
/// For all but the frequency.
bool lowerIsBetter(delivery::Metric metric);
bool isRate(delivery::Metric metric);
bool isDuration(delivery::Metric metric);

/// What a card says of a metric. Texts are empty where there is nothing to say.
struct MetricWords {
    QString figure;   ///< "2.1", or noValue()
    QString unit;     ///< "d p50"
    std::optional<DurationUnit> durations; ///< the unit of a duration, for what stands beside it
    QString interval; ///< "95 %: 1.9–2.3 d", or how much is missing for one
    QString detail;   ///< "n 612 · p90 9.8 d", the weightiest first; or why there is no figure
    QStringList shortDetails; ///< the same for narrow cards, ever shorter, where none of it may be left out
    /// "4.4 % without guesses": the figure without what is only proposed; empty where that changes nothing.
    QString sure;
    QString shortSure; ///< the same for a narrow card
    QString score;    ///< "8.0"
    QString change;   ///< "−18 %"
    QString verdict;  ///< "better", "worse", "within the noise": of the change, or why there is none
    std::optional<bool> better; ///< than before; only where the 95 % intervals of the two periods do not overlap
    QString sentence; ///< all of it, to be read aloud
};
MetricWords metricWords(delivery::Metric metric, const delivery::Metrics& current,
                        const std::optional<delivery::Metrics>& previous, const QLocale& locale = {});

/// "4.4 % (2 of 45)", "4.8 h (n 8, 1 open)": the figure of a rate or of the recovery time without what is only proposed; empty
/// where that changes nothing.
QString sureText(delivery::Metric metric, const delivery::Metrics& metrics, const QLocale& locale = {});

/// "1.9–2.3 d", "5.2–18.7 %", "5.1–8.0 a week": the 95 % interval of a metric; empty without one.
QString figureIntervalText(delivery::Metric metric, const delivery::Metrics& metrics, const QLocale& locale = {});

/// What lies beyond the end of a plot's axis, the weightiest.
enum class CutOff { Nothing, Interval, Value };

/// How a series is plotted: its unit, title and subtitle.
struct PlotWords {
    DurationUnit unit = DurationUnit::Hours; ///< for durations
    QString title;    ///< "Lead time, days"
    QString subtitle; ///< "median, p25–p90 band"
    QString shortSubtitle; ///< "p25–p90 band", for a narrow chart; empty when there is no shorter one
};
/// In the unit, if one is given, otherwise in that which suits the medians. They say what the axis ends before.
PlotWords plotWords(const delivery::Series& series, CutOff cutOff = CutOff::Nothing, std::optional<DurationUnit> unit = {});
/// A value of the series in the unit of its plot: deployments, the duration's unit, or percent.
double plotted(delivery::Metric metric, DurationUnit unit, double value);
/// "2.1 d", "9.6 %", "6".
QString valueText(delivery::Metric metric, DurationUnit unit, std::optional<double> value, const QLocale& locale = {});
/// "1.2–9.8 d", "5.0–17.9 %"; empty without an interval.
QString intervalText(delivery::Metric metric, DurationUnit unit, const delivery::SeriesPoint& point,
                     const QLocale& locale = {});

} // namespace atalaya::widgets
