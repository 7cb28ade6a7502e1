// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/forecast/etssearch.h"

#include "analytics/leastsquares.h"
#include "analytics/simplex.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atalaya::analytics {

namespace {

using Season = EtsForm::Season;
using Trend = EtsForm::Trend;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLeast = 1e-4, kMost = 0.9999, kLeastPhi = 0.8, kMostPhi = 0.98;

bool isWithin(const EtsSmoothing& smoothing, const EtsForm& form)
{
    const auto inside = [](double value) { return value >= kLeast && value <= kMost; };
    return inside(smoothing.alpha) &&
           (form.trend == Trend::None || (inside(smoothing.beta) && smoothing.beta < smoothing.alpha)) &&
           (form.season == Season::None || (inside(smoothing.gamma) && smoothing.gamma < 1 - smoothing.alpha)) &&
           (form.trend != Trend::Damped || (smoothing.phi >= kLeastPhi && smoothing.phi <= kMostPhi));
}

} // namespace

EtsSearch::EtsSearch(Values series, size_t period, const EtsForm& form, EtsCriterion criterion)
    : m_series(series), m_period(period), m_form(form), m_recursion(etsRecursion(form)),
      m_isLikelihood(criterion == EtsCriterion::Likelihood), m_states(etsStart(series, period, form)), m_work(m_states)
{
    m_smoothing.alpha = kLeast + 0.2 * (kMost - kLeast) / double(period);
    m_smoothing.beta = kLeast + 0.1 * (m_smoothing.alpha - kLeast);
    m_smoothing.gamma = kLeast + 0.05 * (1 - m_smoothing.alpha - kLeast);
    m_smoothing.phi = form.trend == Trend::Damped ? kLeastPhi + 0.99 * (kMostPhi - kLeastPhi) : 1;
    m_value = valueOf(m_smoothing, m_states.level, m_states.slope, m_states.season);
}

double EtsSearch::scale() const
{
    return std::max(std::abs(m_states.level), 1e-3);
}

std::vector<double> EtsSearch::packed() const
{
    std::vector<double> point{m_smoothing.alpha};
    if (hasTrend())
        point.push_back(m_smoothing.beta);
    if (m_form.season != Season::None)
        point.push_back(m_smoothing.gamma);
    if (m_form.trend == Trend::Damped)
        point.push_back(m_smoothing.phi);
    point.push_back(m_states.level);
    if (hasTrend())
        point.push_back(m_states.slope);
    return point;
}

void EtsSearch::unpack(const std::vector<double>& point, EtsSmoothing& smoothing, double& level, double& slope) const
{
    size_t at = 0;
    smoothing.alpha = point[at++];
    if (hasTrend())
        smoothing.beta = point[at++];
    if (m_form.season != Season::None)
        smoothing.gamma = point[at++];
    if (m_form.trend == Trend::Damped)
        smoothing.phi = point[at++];
    level = point[at++];
    if (hasTrend())
        slope = point[at];
}

double EtsSearch::valueOf(const EtsSmoothing& smoothing, double level, double slope,
                          const std::vector<double>& season) const
{
    m_work.level = level;
    m_work.slope = slope;
    std::copy(season.begin(), season.end(), m_work.season.begin());
    const EtsErrors sums = m_recursion(m_series, smoothing, m_work, nullptr);
    if (!std::isfinite(sums.squares) || !(sums.squares > 0))
        return kInfinity;
    return m_isLikelihood ? double(m_series.size()) * std::log(sums.squares) + 2 * sums.logs : sums.squares;
}

void EtsSearch::search(const std::vector<double>& steps, int evaluations, double tolerance)
{
    EtsSmoothing smoothing = m_smoothing;
    double level = m_states.level, slope = m_states.slope;
    const auto value = [&](const std::vector<double>& point) {
        unpack(point, smoothing, level, slope);
        return isWithin(smoothing, m_form) ? valueOf(smoothing, level, slope, m_states.season) : kInfinity;
    };
    const Minimum found = minimise(value, packed(), steps, {evaluations, tolerance});
    if (found.value < m_value) {
        unpack(found.point, m_smoothing, m_states.level, m_states.slope);
        m_value = found.value;
    }
}

void EtsSearch::searchSimplex(int evaluations, double tolerance)
{
    std::vector<double> steps{m_smoothing.alpha < 0.5 ? 0.15 : -0.15};
    if (hasTrend())
        steps.push_back(-0.5 * m_smoothing.beta);
    if (m_form.season != Season::None)
        steps.push_back(0.05);
    if (m_form.trend == Trend::Damped)
        steps.push_back(-0.05);
    steps.push_back(0.05 * scale());
    if (hasTrend())
        steps.push_back(0.1 * std::abs(m_states.slope) + 0.005 * scale());
    search(steps, evaluations, tolerance);
}

void EtsSearch::searchNearStart()
{
    const std::vector<double> start = packed();
    double step = 0;
    for (const double value : start)
        step = std::max(step, 0.1 * std::abs(value));
    search(std::vector<double>(start.size(), step), 2'000, std::sqrt(std::numeric_limits<double>::epsilon()));
}

/// The unknowns: level, slope, then all turns of the season but the last, which keeps their sum.
void EtsSearch::move(EtsStates& states, size_t unknown, double by) const
{
    if (unknown == 0) {
        states.level += by;
    } else if (hasTrend() && unknown == 1) {
        states.slope += by;
    } else {
        states.season[unknown - 1 - hasTrend()] += by;
        states.season.back() -= by;
    }
}

void EtsSearch::fitStates()
{
    constexpr double kStep = 1e-4;
    const size_t n = m_series.size();
    const size_t turns = m_states.season.empty() ? 0 : m_period - 1;
    const size_t unknowns = 1 + hasTrend() + turns;
    std::vector<double> errors(n), moved(n), columns(n * unknowns);
    m_work = m_states;
    m_recursion(m_series, m_smoothing, m_work, errors.data());
    for (size_t j = 0; j < unknowns; ++j) {
        const bool isFactor = m_form.season == Season::Multiplicative && j >= unknowns - turns;
        const double step = isFactor ? kStep : kStep * scale();
        m_work = m_states;
        move(m_work, j, step);
        if (std::isinf(m_recursion(m_series, m_smoothing, m_work, moved.data()).squares))
            return;
        for (size_t i = 0; i < n; ++i)
            columns[j * n + i] = (moved[i] - errors[i]) / step;
    }
    const std::optional<std::vector<double>> change = leastSquaresSolution(columns, errors, unknowns);
    if (!change)
        return;
    for (const double share : {1.0, 0.5, 0.25}) {
        EtsStates tried = m_states;
        for (size_t j = 0; j < unknowns; ++j)
            move(tried, j, -share * (*change)[j]);
        if (const double value = valueOf(m_smoothing, tried.level, tried.slope, tried.season); value < m_value) {
            m_states = std::move(tried);
            m_value = value;
            return;
        }
    }
}

EtsFit EtsSearch::fit() const
{
    EtsFit found;
    found.form = m_form;
    found.period = m_states.season.empty() ? 1 : m_period;
    found.alpha = m_smoothing.alpha;
    found.beta = hasTrend() ? m_smoothing.beta : 0;
    found.gamma = m_states.season.empty() ? 0 : m_smoothing.gamma;
    found.phi = m_smoothing.phi;
    found.errors.resize(m_series.size());
    EtsStates states = m_states;
    const EtsErrors sums = m_recursion(m_series, m_smoothing, states, found.errors.data());
    found.level = states.level;
    found.slope = hasTrend() ? states.slope : 0;
    for (size_t i = 0; i < states.season.size(); ++i)
        found.season.push_back(states.season[(m_series.size() + i) % m_period]);
    const double n = double(m_series.size()), parameters = double(etsParameters(m_form, m_period));
    found.deviance = n * std::log(sums.squares) + 2 * sums.logs;
    found.aicc = found.deviance + 2 * parameters + 2 * parameters * (parameters + 1) / (n - parameters - 1);
    found.variance = sums.squares / std::max(1.0, n - parameters + 1);
    return found;
}

} // namespace atalaya::analytics
