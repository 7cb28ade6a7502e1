// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/forecast/theta.h"

#include "analytics/forecast/ets.h"
#include "analytics/regression.h"
#include "analytics/simplex.h"

#include <cmath>

namespace atalaya::analytics {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLeastAlpha = 0.1, kMostAlpha = 0.99;

/// The recursions; step() takes the next value, next() says what is expected of it.
struct Dotm
{
    double alpha, share; ///< share: 1 − 1/theta
    double level, middle, intercept, slope;
    double power; ///< (1 − alpha)^t
    double t = 1;

    Dotm(double first, double alphaGiven, double theta, double firstLevel)
        : alpha(alphaGiven), share(1 - 1 / theta), level(alphaGiven * first + (1 - alphaGiven) * firstLevel),
          middle(first), intercept(first), slope(0), power(1 - alphaGiven)
    {
    }
    double next() const { return level + share * (power * intercept + (1 - power * (1 - alpha)) / alpha * slope); }
    void step(double y)
    {
        t += 1;
        const double before = middle;
        middle = ((t - 1) * middle + y) / t;
        slope = ((t - 2) * slope + 6 * (y - before) / t) / (t + 1);
        intercept = middle - (t + 1) / 2 * slope;
        level = alpha * y + (1 - alpha) * level;
        power *= 1 - alpha;
    }
};

double squaredErrors(Values series, double alpha, double theta, double firstLevel)
{
    if (alpha < kLeastAlpha || alpha > kMostAlpha || !(theta >= 1))
        return kInfinity;
    Dotm model(series[0], alpha, theta, firstLevel);
    double squares = 0;
    for (size_t i = 1; i < series.size(); ++i) {
        const double error = series[i] - model.next();
        if (i >= 2)
            squares += error * error;
        model.step(series[i]);
    }
    return squares;
}

} // namespace

std::optional<Prediction> thetaForecast(Values series, size_t horizon)
{
    if (series.size() < 4)
        return std::nullopt;
    std::vector<double> steps(series.size());
    for (size_t i = 0; i < steps.size(); ++i)
        steps[i] = double(i + 1);
    const std::optional<Line> line = leastSquares(steps, series);
    if (!line)
        return std::nullopt;
    std::vector<double> doubled(series.size());
    for (size_t i = 0; i < series.size(); ++i)
        doubled[i] = 2 * series[i] - line->at(steps[i]);
    const std::optional<EtsFit> smooth = fitEts(doubled, 1, {}, EtsCriterion::Squares);
    const Prediction level =
        smooth ? smooth->predict(horizon) : Prediction{std::vector<double>(horizon, doubled.back()), {}};
    Prediction prediction;
    for (size_t step = 1; step <= horizon; ++step)
        prediction.points.push_back((level.points[step - 1] + line->at(double(series.size() + step))) / 2);
    return prediction;
}

std::optional<DotmFit> fitDotm(Values series)
{
    const size_t n = series.size();
    if (n < 4 || std::all_of(series.begin(), series.end(), [&series](double value) { return value == series[0]; }))
        return std::nullopt;
    const double scale = std::max(std::abs(series[0]), 1e-3);
    const auto value = [&series](const std::vector<double>& point) {
        return squaredErrors(series, point[1], point[2], point[0]);
    };
    Minimum found = minimise(value, {series[0] / 2, 0.5, 2}, {0.1 * scale, 0.2, 1}, {600, 1e-9});
    found = minimise(value, found.point, {0.05 * scale, 0.1, 0.5},
                     {400, 1e-10}); // from a fresh simplex, lest it stood still
    if (!(found.value < kOutside))
        return std::nullopt;
    DotmFit fit;
    fit.firstLevel = found.point[0];
    fit.alpha = found.point[1];
    fit.theta = found.point[2];
    fit.variance = found.value / double(std::max<size_t>(n - 2, 4) - 3);
    fit.size = n;
    Dotm model(series[0], fit.alpha, fit.theta, fit.firstLevel);
    for (size_t i = 1; i < n; ++i)
        model.step(series[i]);
    fit.level = model.level;
    fit.middle = model.middle;
    fit.intercept = model.intercept;
    fit.slope = model.slope;
    return fit;
}

Prediction DotmFit::predict(size_t horizon) const
{
    Dotm model(0, alpha, theta, 0);
    model.level = level;
    model.middle = middle;
    model.intercept = intercept;
    model.slope = slope;
    model.t = double(size);
    model.power = std::pow(1 - alpha, double(size));
    Prediction prediction;
    for (size_t step = 0; step < horizon; ++step) {
        const double point = model.next();
        prediction.points.push_back(point);
        prediction.deviations.push_back(std::sqrt(variance * (1 + double(step) * alpha * alpha)));
        model.step(point);
    }
    return prediction;
}

} // namespace atalaya::analytics
