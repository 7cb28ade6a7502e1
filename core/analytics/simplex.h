// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace atalaya::analytics {

struct Minimum
{
    std::vector<double> point;
    double value = std::numeric_limits<double>::infinity();
    int evaluations = 0;
};

inline constexpr double kOutside = std::numeric_limits<double>::max(); ///< the value of what is no part of a function's domain

struct SimplexOptions
{
    int evaluations = 1'000; ///< at most, about
    double tolerance = 1e-8; ///< ends when the values of the simplex differ by less, relative to them
};

/// The downhill simplex of Nelder & Mead (1965) as Nash (1990) has it: after a reflection that is no new best the worst
/// corner is drawn to the middle, too. `function` takes a point (const std::vector<double>&) and is +infinity, or NaN,
/// outside of its domain: bounds are kept so. `steps`: from the start to the other corners.
template<class Function>
Minimum minimise(const Function& function, const std::vector<double>& start, const std::vector<double>& steps,
                 const SimplexOptions& options)
{
    const size_t n = start.size();
    Minimum best{start, std::numeric_limits<double>::infinity(), 0};
    const auto valueAt = [&](const std::vector<double>& point) {
        ++best.evaluations;
        const double value = function(point);
        return std::isfinite(value) ? value : kOutside;
    };
    struct Corner
    {
        std::vector<double> point;
        double value;
    };
    std::vector<Corner> corners{{start, valueAt(start)}};
    for (size_t i = 0; i < n; ++i) {
        std::vector<double> point = start;
        point[i] += steps[i];
        corners.push_back({point, valueAt(point)});
    }
    std::vector<double> middle(n), trial(n), further(n);
    const double tolerance = options.tolerance * (std::abs(corners[0].value) + options.tolerance);
    for (;;) {
        size_t low = 0, high = 0;
        for (size_t j = 1; j <= n; ++j) {
            if (corners[j].value < corners[low].value)
                low = j;
            if (corners[j].value > corners[high].value)
                high = j;
        }
        best.point = corners[low].point;
        best.value = corners[low].value;
        if (!(corners[high].value > best.value + tolerance) || best.evaluations >= options.evaluations)
            return best;
        for (size_t i = 0; i < n; ++i) {
            double sum = -corners[high].point[i];
            for (const Corner& corner : corners)
                sum += corner.point[i];
            middle[i] = sum / double(n);
        }
        const auto along = [&](double factor, std::vector<double>& to) {
            for (size_t i = 0; i < n; ++i)
                to[i] = middle[i] + factor * (middle[i] - corners[high].point[i]);
            return valueAt(to);
        };
        const double reflected = along(1, trial);
        if (reflected < best.value) {
            const double expanded = along(2, further);
            corners[high] = expanded < reflected ? Corner{further, expanded} : Corner{trial, reflected};
            continue;
        }
        const bool isBetter = reflected < corners[high].value;
        if (isBetter)
            corners[high] = {trial, reflected};
        const double contracted = along(-0.5, further);
        if (contracted < corners[high].value) {
            corners[high] = {further, contracted};
        } else if (!isBetter) {
            for (size_t j = 0; j <= n; ++j) {
                if (j == low)
                    continue;
                for (size_t i = 0; i < n; ++i)
                    corners[j].point[i] = (corners[j].point[i] + corners[low].point[i]) / 2;
                corners[j].value = valueAt(corners[j].point);
            }
        }
    }
}

} // namespace atalaya::analytics
