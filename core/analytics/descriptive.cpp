// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/descriptive.h"

#include <algorithm>
#include <cmath>

namespace atalaya::analytics {

namespace {

/// Neumaier 1974.
class CompensatedSum
{
public:
    void add(double value)
    {
        const double next = m_sum + value;
        m_lost += std::abs(m_sum) >= std::abs(value) ? (m_sum - next) + value : (value - next) + m_sum;
        m_sum = next;
    }
    double value() const { return m_sum + m_lost; }

private:
    double m_sum = 0, m_lost = 0;
};

} // namespace

std::vector<double> finiteOnly(Values values)
{
    std::vector<double> kept;
    kept.reserve(values.size());
    std::copy_if(values.begin(), values.end(), std::back_inserter(kept),
                 [](double value) { return std::isfinite(value); });
    return kept;
}

std::optional<double> quantileOfSorted(Values ascending, double share, QuantileRule rule)
{
    if (ascending.empty() || !(share >= 0 && share <= 1))
        return std::nullopt;
    const double n = double(ascending.size());
    const double place = rule == QuantileRule::Exclusive ? share * (n + 1) - 1 : share * (n - 1); // 0-based
    const double bounded = std::clamp(place, 0.0, n - 1);
    const size_t low = size_t(bounded);
    const size_t high = std::min(low + 1, ascending.size() - 1);
    const double weight = bounded - double(low);
    // Not low + weight · (high − low): that overflows where the values do not.
    return ascending[low] * (1 - weight) + ascending[high] * weight;
}

std::optional<double> quantile(Values values, double share, QuantileRule rule)
{
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return quantileOfSorted(sorted, share, rule);
}

std::optional<double> median(Values values)
{
    if (values.empty())
        return std::nullopt;
    std::vector<double> copy(values.begin(), values.end());
    const auto middle = copy.begin() + std::ptrdiff_t(copy.size() / 2);
    std::nth_element(copy.begin(), middle, copy.end());
    if (copy.size() % 2 == 1)
        return *middle;
    return *std::max_element(copy.begin(), middle) * 0.5 + *middle * 0.5;
}

std::optional<double> mean(Values values)
{
    if (values.empty())
        return std::nullopt;
    const double n = double(values.size());
    CompensatedSum sum;
    for (const double value : values)
        sum.add(value / n);
    return std::isfinite(sum.value()) ? std::optional(sum.value()) : std::nullopt;
}

std::optional<double> sampleVariance(Values values)
{
    if (values.size() < 2)
        return std::nullopt;
    const std::optional<double> middle = mean(values);
    if (!middle)
        return std::nullopt;
    CompensatedSum squares;
    for (const double value : values)
        squares.add((value - *middle) * (value - *middle));
    const double variance = squares.value() / double(values.size() - 1);
    return std::isfinite(variance) ? std::optional(variance) : std::nullopt;
}

std::optional<double> standardDeviation(Values values)
{
    const std::optional<double> variance = sampleVariance(values);
    return variance ? std::optional(std::sqrt(*variance)) : std::nullopt;
}

std::optional<double> medianAbsoluteDeviation(Values values)
{
    const std::optional<double> middle = median(values);
    if (!middle)
        return std::nullopt;
    std::vector<double> distances;
    distances.reserve(values.size());
    for (const double value : values)
        distances.push_back(std::abs(value - *middle));
    return median(distances);
}

} // namespace atalaya::analytics
