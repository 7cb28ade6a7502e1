// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/forecast/ets.h"

#include "analytics/forecast/etssearch.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace atalaya::analytics {

namespace {

using Error = EtsForm::Error;
using Season = EtsForm::Season;
using Trend = EtsForm::Trend;

bool canBe(Values series, size_t period, const EtsForm& form)
{
    if (period < 1 || series.size() < etsParameters(form, period) + 2 ||
        (form.season != Season::None && (period < 2 || series.size() < 2 * period)))
        return false;
    const bool isMultiplicative = form.error == Error::Multiplicative || form.season == Season::Multiplicative;
    const auto [low, high] = std::minmax_element(series.begin(), series.end());
    return (!isMultiplicative || *low > 0) && *low < *high;
}

std::vector<EtsForm> candidates(Values series, size_t period)
{
    constexpr size_t kLongestPeriod = 24;
    std::vector<EtsForm> forms;
    for (const Error error : {Error::Additive, Error::Multiplicative}) {
        for (const Trend trend : {Trend::None, Trend::Additive, Trend::Damped}) {
            for (const Season season : {Season::None, Season::Additive, Season::Multiplicative}) {
                const EtsForm form{error, trend, season};
                const bool hasInfiniteVariance = error == Error::Additive && season == Season::Multiplicative;
                if (!hasInfiniteVariance && (season == Season::None || period <= kLongestPeriod) &&
                    canBe(series, period, form))
                    forms.push_back(form);
            }
        }
    }
    return forms;
}

} // namespace

std::string etsName(const EtsForm& form)
{
    static constexpr std::array kTrends{"N", "A", "Ad"};
    static constexpr std::array kSeasons{"N", "A", "M"};
    return std::string("ETS(") + (form.error == Error::Additive ? "A" : "M") + ',' + kTrends[size_t(form.trend)] + ',' +
           kSeasons[size_t(form.season)] + ')';
}

std::optional<EtsFit> fitEts(Values series, size_t period, const EtsForm& form, EtsCriterion criterion)
{
    if (!canBe(series, period, form))
        return std::nullopt;
    EtsSearch search(series, period, form, criterion);
    if (!std::isfinite(search.value()))
        return std::nullopt;
    if (form.season == Season::None) {
        search.searchNearStart();
        return search.fit();
    }
    constexpr int kRounds = 4;
    for (int round = 0; round < kRounds; ++round) {
        const double before = search.value();
        search.searchSimplex(400, 1e-9);
        search.fitStates();
        if (before - search.value() < 1e-7 * std::abs(before))
            break;
    }
    return search.fit();
}

std::optional<EtsFit> selectEts(Values series, size_t period)
{
    constexpr double kOutOfReach = 8; // of a criterion whose search has not come to its end
    std::vector<EtsSearch> searches;
    std::vector<std::pair<double, size_t>> order;
    for (const EtsForm& form : candidates(series, period)) {
        EtsSearch& search = searches.emplace_back(series, period, form, EtsCriterion::Likelihood);
        if (!std::isfinite(search.value())) {
            searches.pop_back();
            continue;
        }
        search.searchSimplex(150, 1e-5);
        search.fitStates();
        search.searchSimplex(100, 1e-6);
        order.emplace_back(search.fit().aicc, order.size());
    }
    std::sort(order.begin(), order.end());
    std::optional<EtsFit> best;
    for (const auto& [aicc, place] : order) {
        if (best && aicc > best->aicc + kOutOfReach)
            break;
        searches[place].fitStates();
        searches[place].searchSimplex(200, 1e-8);
        if (EtsFit fit = searches[place].fit(); !best || fit.aicc < best->aicc)
            best = std::move(fit);
    }
    return best;
}

Prediction EtsFit::predict(size_t horizon) const
{
    Prediction prediction;
    double damping = 0, power = 1;  // φ + φ² + … + φʰ; φʰ
    std::vector<double> weights;    // how much of an error is still there j steps later
    std::vector<double> ownSquares; // with relative errors: E of the squared level, of each step
    for (size_t step = 1; step <= horizon; ++step) {
        power *= phi;
        damping += power;
        const double bare = level + damping * slope;
        const double turn = season.empty() ? 0 : season[(step - 1) % period];
        const double factor = form.season == Season::Multiplicative ? turn : 1;
        const double own = form.season == Season::Additive ? bare + turn : bare;
        double sum = 0;
        for (size_t j = 1; j < step; ++j)
            sum += weights[j - 1] * weights[j - 1] * (form.error == Error::Additive ? 1 : ownSquares[step - j - 1]);
        double spread = variance * (1 + sum);
        if (form.error == Error::Multiplicative) {
            ownSquares.push_back(own * own + variance * sum);
            const double turns = form.season == Season::Multiplicative ? double((step - 1) / period) : 0;
            spread = ownSquares.back() * (1 + variance) * std::pow(1 + gamma * gamma * variance, turns) - own * own;
        }
        prediction.points.push_back(own * factor);
        prediction.deviations.push_back(std::abs(factor) * std::sqrt(std::max(0.0, spread)));
        weights.push_back(alpha + beta * damping + (form.season == Season::Additive && step % period == 0 ? gamma : 0));
    }
    return prediction;
}

} // namespace atalaya::analytics
