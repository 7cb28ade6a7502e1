// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/forecast/etsrecursion.h"

#include "analytics/forecast/seasonality.h"
#include "analytics/regression.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atalaya::analytics {

namespace {

using Season = EtsForm::Season;
using Trend = EtsForm::Trend;

/// Many factors with one logarithm.
class LogSum
{
public:
    void multiply(double factor)
    {
        m_product *= factor;
        if (m_product > 1e200 || m_product < 1e-200) {
            m_sum += std::log(m_product);
            m_product = 1;
        }
    }
    double value() const { return m_sum + std::log(m_product); }

private:
    double m_sum = 0, m_product = 1;
};

template<bool hasTrend, Season season, bool isRelative>
EtsErrors through(Values series, const EtsSmoothing& smoothing, EtsStates& states, double* errors)
{
    EtsErrors sums;
    LogSum logs;
    double level = states.level, slope = states.slope;
    const double share = hasTrend ? smoothing.beta / smoothing.alpha : 0;
    size_t turn = 0;
    for (size_t i = 0; i < series.size(); ++i) {
        const double y = series[i];
        const double drifted = hasTrend ? smoothing.phi * slope : 0;
        const double before = level + drifted;
        double* const seasonal = season == Season::None ? nullptr : &states.season[turn];
        const double expected = season == Season::None       ? before
                                : season == Season::Additive ? before + *seasonal
                                                             : before * *seasonal;
        double error = y - expected;
        if constexpr (isRelative) {
            if (!(expected > 0))
                return {std::numeric_limits<double>::infinity(), 0};
            error /= expected;
            logs.multiply(expected);
        }
        sums.squares += error * error;
        if (errors)
            errors[i] = error;
        const double bare = season == Season::None ? y : season == Season::Additive ? y - *seasonal : y / *seasonal;
        const double next = before + smoothing.alpha * (bare - before);
        if constexpr (hasTrend)
            slope = drifted + share * (next - level - drifted);
        if constexpr (season != Season::None) {
            const double seen = season == Season::Additive ? y - before : y / before;
            *seasonal += smoothing.gamma * (seen - *seasonal);
            turn = turn + 1 == states.season.size() ? 0 : turn + 1;
        }
        level = next;
    }
    states.level = level;
    states.slope = slope;
    sums.logs = logs.value();
    return sums;
}

template<bool hasTrend, bool isRelative>
EtsRecursion recursionOf(Season season)
{
    switch (season) {
    case Season::None:
        return through<hasTrend, Season::None, isRelative>;
    case Season::Additive:
        return through<hasTrend, Season::Additive, isRelative>;
    case Season::Multiplicative:
        break;
    }
    return through<hasTrend, Season::Multiplicative, isRelative>;
}

/// The series without the season, which is brought to factors that it can be divided by.
std::vector<double> withoutSeason(Values series, Season kind, std::vector<double>& season)
{
    constexpr double kLeastFactor = 1e-2;
    std::vector<double> bare(series.begin(), series.end());
    if (season.empty())
        return bare;
    const bool isFactor = kind == Season::Multiplicative;
    if (isFactor) {
        for (double& factor : season)
            factor = std::max(factor, kLeastFactor);
    }
    for (size_t i = 0; i < bare.size(); ++i) {
        const double turn = season[i % season.size()];
        bare[i] = isFactor ? bare[i] / turn : bare[i] - turn;
    }
    return bare;
}

} // namespace

EtsRecursion etsRecursion(const EtsForm& form)
{
    const bool isRelative = form.error == EtsForm::Error::Multiplicative;
    if (form.trend == Trend::None)
        return isRelative ? recursionOf<false, true>(form.season) : recursionOf<false, false>(form.season);
    return isRelative ? recursionOf<true, true>(form.season) : recursionOf<true, false>(form.season);
}

EtsStates etsStart(Values series, size_t period, const EtsForm& form)
{
    EtsStates states;
    if (form.season != Season::None)
        states.season = classicalSeason(
            series, period, form.season == Season::Multiplicative ? SeasonKind::Multiplicative : SeasonKind::Additive);
    const std::vector<double> bare = withoutSeason(series, form.season, states.season);
    constexpr size_t kFirst = 10;
    const size_t first = std::min(bare.size(), std::max(kFirst, 2 * states.season.size()));
    const Values begin(bare.data(), first);
    states.level = mean(begin).value_or(0);
    if (form.trend == Trend::None)
        return states;
    std::vector<double> steps(first);
    for (size_t i = 0; i < first; ++i)
        steps[i] = double(i + 1);
    const std::optional<Line> line = leastSquares(steps, begin);
    const bool canGrow = form.error == EtsForm::Error::Additive || (line && line->intercept + line->slope > 0);
    if (line && canGrow) {
        states.level = line->intercept;
        states.slope = line->slope;
    }
    return states;
}

size_t etsParameters(const EtsForm& form, size_t period)
{
    size_t count = 3; // alpha, the level, the variance
    if (form.trend != Trend::None)
        count += 2;
    if (form.trend == Trend::Damped)
        ++count;
    if (form.season != Season::None)
        count += period; // gamma, and all turns but one
    return count;
}

} // namespace atalaya::analytics
