// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/forecast/prediction.h"

namespace atalaya::analytics {

/// The methods that every forecast should be measured against. Points alone; `horizon` of them. Each wants one value at
/// least; what a series is too short for, or constant, falls back on the last value.

Prediction naive(Values series, size_t horizon);
/// The value of a period ago; naive() where the series is shorter than one.
Prediction seasonalNaive(Values series, size_t period, size_t horizon);
/// The last value and the mean change from step to step.
Prediction drift(Values series, size_t horizon);

/// Exponential smoothing fitted by least squares: of a level (simple), with a trend (Holt 1957), with a damped one
/// (Gardner & McKenzie 1985), and the mean of the three, which is M4's "Comb".
Prediction simpleSmoothing(Values series, size_t horizon);
Prediction holt(Values series, size_t horizon);
Prediction dampedHolt(Values series, size_t horizon);
Prediction comb(Values series, size_t horizon);

/// Any method of a series without season, on one with: divides by the classical season where isSeasonal() finds one and
/// every value is positive, and multiplies it back (the scheme of the M4 benchmarks; with naive() it is Naive2).
template<class Method>
Prediction deseasonalised(Values series, size_t period, size_t horizon, const Method& method);

/// One factor a turn, that of the first step first; empty: no season was found.
std::vector<double> seasonFactors(Values series, size_t period);

template<class Method>
Prediction deseasonalised(Values series, size_t period, size_t horizon, const Method& method)
{
    const std::vector<double> factors = seasonFactors(series, period);
    if (factors.empty())
        return method(series, horizon);
    std::vector<double> bare(series.begin(), series.end());
    for (size_t i = 0; i < bare.size(); ++i)
        bare[i] /= factors[i % period];
    Prediction prediction = method(Values(bare), horizon);
    for (size_t step = 0; step < horizon; ++step) {
        const double factor = factors[(series.size() + step) % period];
        prediction.points[step] *= factor;
        if (!prediction.deviations.empty())
            prediction.deviations[step] *= factor;
    }
    return prediction;
}

} // namespace atalaya::analytics
