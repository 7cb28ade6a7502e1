// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cmath>
#include <numbers>
#include <random>

namespace atalaya::services {

/// Chance that comes out the same everywhere: the standard fixes the generator but not its distributions, so they are
/// here.
class DemoRandom
{
public:
    explicit DemoRandom(quint64 seed) : m_engine(seed) {}

    /// [0, 1).
    double uniform() { return double(m_engine() >> 11) * 0x1p-53; }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    bool chance(double share) { return uniform() < share; }
    /// Long-tailed, > 0: half of the values are below the median.
    double logNormal(double median, double sigma) { return median * std::exp(sigma * normal()); }
    /// How many of something that happens `mean` times on average (Knuth's method; means are small here).
    int poisson(double mean)
    {
        const double limit = std::exp(-mean);
        int count = 0;
        for (double product = uniform(); product > limit; product *= uniform())
            ++count;
        return count;
    }

private:
    /// Box and Muller.
    double normal()
    {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

    std::mt19937_64 m_engine;
};

} // namespace atalaya::services
