// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/descriptive.h"

namespace atalaya::analytics {

/// Sample autocorrelations of lags 1 … `lags`, with the series' own mean and the divisor n (Box & Jenkins). Fewer where
/// the series is shorter; none of a constant one.
std::vector<double> autocorrelations(Values series, size_t lags);

/// The first autocorrelation, corrected for its bias in short series: r + (2 + 4r) / n, cut to [0, 0.97]. Of a series
/// without trend, or of residuals. 0 of a constant.
double persistence(Values series);

/// How many independent values tell as much about a level or a slope as n with this persistence: n · (1 − r) / (1 + r)
/// (Bayley & Hammersley 1946, for a first-order process); at least 2.
double effectiveSize(size_t n, double persistence);

} // namespace atalaya::analytics
