// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/forecast/seasonality.h"

#include "analytics/autocorrelation.h"

#include <cmath>

namespace atalaya::analytics {

std::vector<double> classicalSeason(Values series, size_t period, SeasonKind kind)
{
    const size_t n = series.size();
    if (period < 2 || n < 2 * period)
        return {};
    std::vector<double> sums(period, 0.0), counts(period, 0.0);
    const size_t half = period / 2;
    for (size_t i = half; i + half < n; ++i) {
        double trend = 0;
        for (size_t j = i - half; j <= i + half; ++j)
            trend += series[j];
        if (period % 2 == 0) // the ends count half
            trend -= (series[i - half] + series[i + half]) / 2;
        trend /= double(period);
        sums[i % period] += kind == SeasonKind::Additive ? series[i] - trend : series[i] / trend;
        counts[i % period] += 1;
    }
    double middle = 0;
    for (size_t turn = 0; turn < period; ++turn) {
        sums[turn] /= counts[turn];
        middle += sums[turn] / double(period);
    }
    for (double& turn : sums)
        turn = kind == SeasonKind::Additive ? turn - middle : turn / middle;
    return sums;
}

bool isSeasonal(Values series, size_t period)
{
    constexpr double kBound = 1.645;
    if (period < 2 || series.size() < 3 * period)
        return false;
    const std::vector<double> correlations = autocorrelations(series, period);
    if (correlations.size() < period)
        return false;
    double squares = 1;
    for (size_t lag = 1; lag < period; ++lag)
        squares += 2 * correlations[lag - 1] * correlations[lag - 1];
    return std::abs(correlations[period - 1]) > kBound / std::sqrt(double(series.size())) * std::sqrt(squares);
}

} // namespace atalaya::analytics
