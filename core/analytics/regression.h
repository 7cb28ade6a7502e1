// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/descriptive.h"

namespace atalaya::analytics {

/// A straight line y = intercept + slope · x, and how sure its slope is.
struct Line
{
    double intercept = 0, slope = 0;
    double slopeError = 0;              ///< standard error
    double slopeLow = 0, slopeHigh = 0; ///< the interval of the level that was asked for
    double p = 1;                       ///< two-sided, of slope = 0
    double determination = 0;           ///< R², 0…1; of least squares alone
    double residualDeviation = 0;       ///< of a residual, with n − 2 degrees of freedom
    double size = 0;                    ///< n, or how many independent values it counted as

    double at(double x) const { return intercept + slope * x; }
};

/// Whether neighbours in a series resemble each other more than its trend explains. Ordinary tests then find trends
/// that are none (at a first autocorrelation of 0.6 in a third of all series): the corrected ones count n as
/// effectiveSize() of the residuals.
enum class Correction { None, EffectiveSize };

/// Ordinary least squares. `xs` and `ys` have one length; 0 < level < 1. Nothing for n < 3, or where all x are the
/// same. EffectiveSize takes the values for a series in the order in which they stand.
std::optional<Line> leastSquares(Values xs, Values ys, double level = 0.95, Correction correction = Correction::None);
/// Over 0, 1, … n − 1, corrected.
std::optional<Line> trendLine(Values series, double level = 0.95);

/// The interval of the line itself at x (not of a further value), as the slope's: half its width.
double bandAt(const Line& line, Values xs, double x, double level);

/// Theil–Sen: the median of all slopes between two points, an intercept by medians, and the interval that Kendall's
/// statistic gives (Sen 1968). `p` is mannKendall()'s. Of more than kMostPairs pairs evenly chosen ones. Nothing for n
/// < 3.
std::optional<Line> theilSen(Values series, double level = 0.95, Correction correction = Correction::EffectiveSize);

struct MannKendall
{
    double s = 0;        ///< pairs that rise less pairs that fall
    double variance = 0; ///< of s without a trend, corrected for ties and (EffectiveSize) for persistence
    double z = 0;        ///< with the continuity correction
    double p = 1;        ///< two-sided
    double tau = 0;      ///< Kendall's tau-b against time, −1…1
};
/// EffectiveSize multiplies the variance by 1 + 2 Σ (1 − k/n) r^k, r being the persistence of what Theil–Sen's line
/// leaves (Yue & Wang 2004). Nothing for n < 3.
std::optional<MannKendall> mannKendall(Values series, Correction correction = Correction::EffectiveSize);

} // namespace atalaya::analytics
