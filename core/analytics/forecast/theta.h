// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/forecast/prediction.h"

namespace atalaya::analytics {

/// Assimakopoulos & Nikolopoulos 2000, of a series without season: the mean of its straight line and of simple
/// exponential smoothing of the theta line that doubles the distance to it. Nothing for n < 4.
std::optional<Prediction> thetaForecast(Values series, size_t horizon);

/// The dynamic optimised theta model (Fiorucci et al. 2016), of a series without season: the line is fitted anew at
/// each step, and the smoothing, the theta and the first level are those with the least squared errors from the third
/// step on.
struct DotmFit
{
    double alpha = 0.5, theta = 2, firstLevel = 0;
    double variance = 0; ///< of an error
    /// At the end of the series: level, mean, and the line's intercept and slope.
    double level = 0, middle = 0, intercept = 0, slope = 0;
    size_t size = 0;

    Prediction predict(size_t horizon) const;
};
/// Nothing for n < 4 or a constant series.
std::optional<DotmFit> fitDotm(Values series);

} // namespace atalaya::analytics
