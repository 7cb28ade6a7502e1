// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/distributions.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace atalaya::analytics {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

} // namespace

double normalCumulative(double z)
{
    return std::erfc(-z / std::sqrt(2.0)) / 2;
}

double normalQuantile(double share)
{
    if (share <= 0 || share >= 1)
        return share <= 0 ? -kInfinity : kInfinity;
    return boost::math::quantile(boost::math::normal(), share);
}

double normalTwoSided(double z)
{
    return std::erfc(std::abs(z) / std::sqrt(2.0));
}

double studentTwoSided(double t, double freedom)
{
    if (!std::isfinite(t))
        return 0;
    return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), std::abs(t)));
}

double studentQuantile(double share, double freedom)
{
    if (share <= 0 || share >= 1)
        return share <= 0 ? -kInfinity : kInfinity;
    return boost::math::quantile(boost::math::students_t(freedom), share);
}

} // namespace atalaya::analytics
