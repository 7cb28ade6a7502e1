// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/autocorrelation.h"

#include <algorithm>
#include <limits>

namespace atalaya::analytics {

std::vector<double> autocorrelations(Values series, size_t lags)
{
    const size_t n = series.size();
    const std::optional<double> middle = mean(series);
    if (!middle)
        return {};
    std::vector<double> centred;
    centred.reserve(n);
    double squares = 0;
    for (const double value : series) {
        centred.push_back(value - *middle);
        squares += centred.back() * centred.back();
    }
    if (!(squares > 0) || !(squares <= std::numeric_limits<double>::max()))
        return {};
    std::vector<double> found;
    for (size_t lag = 1; lag <= lags && lag < n; ++lag) {
        double products = 0;
        for (size_t i = lag; i < n; ++i)
            products += centred[i] * centred[i - lag];
        found.push_back(products / squares);
    }
    return found;
}

double persistence(Values series)
{
    const std::vector<double> first = autocorrelations(series, 1);
    if (first.empty())
        return 0;
    constexpr double kMost = 0.97;
    const double n = double(series.size());
    const double r = first[0] * n / (n - 1);
    return std::clamp(r + (2 + 4 * r) / n, 0.0, kMost);
}

double effectiveSize(size_t n, double persistence)
{
    return std::max(2.0, double(n) * (1 - persistence) / (1 + persistence));
}

} // namespace atalaya::analytics
