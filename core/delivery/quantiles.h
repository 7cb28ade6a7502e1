// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

#include <span>
#include <vector>

namespace atalaya::delivery {

/// Durations in milliseconds, none negative, in pieces that are read but never changed.
using DurationPieces = std::span<const std::span<const qint64>>;

/// Percentiles of all pieces together, in hours. Selects by histogram instead of sorting: two passes over the values, of many on
/// all cores.
Percentiles percentilesOf(DurationPieces pieces);
Percentiles percentilesOf(const std::vector<qint64>& durations);

/// The values that stand at `ranks` (0-based, ascending, below the number of values) in ascending order of all pieces.
std::vector<qint64> valuesAtRanks(DurationPieces pieces, const std::vector<qint64>& ranks);

/// Type 7 quantile of values in ascending order; nothing for none.
std::optional<double> quantileOfSorted(std::span<const qint64> ascending, double share);

} // namespace atalaya::delivery
