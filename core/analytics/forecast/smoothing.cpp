// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/forecast/smoothing.h"

#include "analytics/forecast/ets.h"
#include "analytics/forecast/seasonality.h"

#include <algorithm>

namespace atalaya::analytics {

namespace {

Prediction smoothed(Values series, size_t horizon, EtsForm::Trend trend)
{
    const std::optional<EtsFit> fit =
        fitEts(series, 1, {EtsForm::Error::Additive, trend, EtsForm::Season::None}, EtsCriterion::Squares);
    return fit ? Prediction{fit->predict(horizon).points, {}} : naive(series, horizon);
}

} // namespace

Prediction naive(Values series, size_t horizon)
{
    return {std::vector<double>(horizon, series.empty() ? 0.0 : series.back()), {}};
}

Prediction seasonalNaive(Values series, size_t period, size_t horizon)
{
    if (period < 1 || series.size() < period)
        return naive(series, horizon);
    Prediction prediction;
    for (size_t step = 0; step < horizon; ++step)
        prediction.points.push_back(series[series.size() - period + step % period]);
    return prediction;
}

Prediction drift(Values series, size_t horizon)
{
    Prediction prediction = naive(series, horizon);
    if (series.size() < 2)
        return prediction;
    const double change = (series.back() - series.front()) / double(series.size() - 1);
    for (size_t step = 0; step < horizon; ++step)
        prediction.points[step] += change * double(step + 1);
    return prediction;
}

Prediction simpleSmoothing(Values series, size_t horizon)
{
    return smoothed(series, horizon, EtsForm::Trend::None);
}

Prediction holt(Values series, size_t horizon)
{
    return smoothed(series, horizon, EtsForm::Trend::Additive);
}

Prediction dampedHolt(Values series, size_t horizon)
{
    return smoothed(series, horizon, EtsForm::Trend::Damped);
}

Prediction comb(Values series, size_t horizon)
{
    const Prediction parts[] = {simpleSmoothing(series, horizon), holt(series, horizon), dampedHolt(series, horizon)};
    Prediction prediction;
    for (size_t step = 0; step < horizon; ++step)
        prediction.points.push_back((parts[0].points[step] + parts[1].points[step] + parts[2].points[step]) / 3);
    return prediction;
}

std::vector<double> seasonFactors(Values series, size_t period)
{
    const bool isPositive = std::all_of(series.begin(), series.end(), [](double value) { return value > 0; });
    return isPositive && isSeasonal(series, period) ? classicalSeason(series, period, SeasonKind::Multiplicative)
                                                    : std::vector<double>();
}

} // namespace atalaya::analytics
