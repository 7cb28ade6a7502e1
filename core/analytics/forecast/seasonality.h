// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/descriptive.h"

namespace atalaya::analytics {

enum class SeasonKind { Additive, Multiplicative };

/// The classical decomposition's season: the centred moving average over a period is the trend, the mean of what is
/// left at each turn the season, brought to a mean of 0 (Additive) or 1 (Multiplicative). One value a turn, that of the
/// first step first; empty when n < 2 · period or period < 2.
std::vector<double> classicalSeason(Values series, size_t period, SeasonKind kind);

/// Whether the autocorrelation at the period is beyond 1.645 standard errors (Bartlett's), of at least three periods:
/// the test of the M4 competition's benchmarks.
bool isSeasonal(Values series, size_t period);

} // namespace atalaya::analytics
