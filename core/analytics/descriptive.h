// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

/// Numbers in, numbers out. Where nothing else is said every value is finite (see finiteOnly()), a series has equal
/// steps, and what cannot be computed from so few or such values is nothing, never NaN.
namespace atalaya::analytics {

using Values = std::span<const double>;

/// The values without NaN and infinities, in their order.
std::vector<double> finiteOnly(Values values);

/// How a quantile is read between two order statistics (Hyndman & Fan 1996).
enum class QuantileRule {
    Exclusive, ///< type 6: position p·(n + 1); what spreadsheets call QUARTILE.EXC, and the IACT family uses
    Linear,    ///< type 7: position p·(n − 1) + 1; the default of R and NumPy
};

/// `ascending`: sorted. 0 ≤ share ≤ 1. Beyond the first and the last value (Exclusive): that value. Nothing for no
/// values.
std::optional<double> quantileOfSorted(Values ascending, double share, QuantileRule rule = QuantileRule::Linear);
std::optional<double> quantile(Values values, double share, QuantileRule rule = QuantileRule::Linear);
std::optional<double> median(Values values);

/// Sums are compensated (Neumaier), so that a mean of many is as exact as its values.
std::optional<double> mean(Values values);
/// Sum of squares / (n − 1), in two passes; nothing for n < 2.
std::optional<double> sampleVariance(Values values);
std::optional<double> standardDeviation(Values values);
/// Median of the distances from the median; as it is, not scaled to a standard deviation (× 1.4826 for that).
std::optional<double> medianAbsoluteDeviation(Values values);

/// Of a normal distribution, the standard deviation for a median absolute deviation of 1: 1 / Φ⁻¹(3/4).
inline constexpr double kMadToDeviation = 1.482602218505602;

} // namespace atalaya::analytics
