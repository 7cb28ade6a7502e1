// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/regression.h"

#include "analytics/autocorrelation.h"
#include "analytics/distributions.h"

#include <algorithm>
#include <cmath>

namespace atalaya::analytics {

namespace {

constexpr size_t kMostPairs = 12'500'000; // of Theil–Sen: all of them up to n = 5 000

struct Sums
{
    double middleX = 0, middleY = 0, xx = 0, xy = 0, yy = 0;
};

std::optional<Sums> sumsOf(Values xs, Values ys)
{
    const std::optional<double> middleX = mean(xs), middleY = mean(ys);
    if (!middleX || !middleY)
        return std::nullopt;
    Sums sums{*middleX, *middleY};
    for (size_t i = 0; i < xs.size(); ++i) {
        const double dx = xs[i] - sums.middleX, dy = ys[i] - sums.middleY;
        sums.xx += dx * dx;
        sums.xy += dx * dy;
        sums.yy += dy * dy;
    }
    return sums;
}

std::vector<double> residualsOf(const Line& line, Values xs, Values ys)
{
    std::vector<double> residuals;
    residuals.reserve(xs.size());
    for (size_t i = 0; i < xs.size(); ++i)
        residuals.push_back(ys[i] - line.at(xs[i]));
    return residuals;
}

std::vector<double> upTo(size_t n)
{
    std::vector<double> xs(n);
    for (size_t i = 0; i < n; ++i)
        xs[i] = double(i);
    return xs;
}

/// Slopes between pairs of points; of very many every so many-th distance.
std::vector<double> pairSlopes(Values series)
{
    const size_t n = series.size();
    const size_t pairs = n * (n - 1) / 2;
    const size_t step = (pairs + kMostPairs - 1) / kMostPairs;
    std::vector<double> slopes;
    slopes.reserve(std::min(pairs, kMostPairs) + n);
    for (size_t distance = step; distance < n; distance += step) {
        for (size_t i = distance; i < n; ++i)
            slopes.push_back((series[i] - series[i - distance]) / double(distance));
    }
    return slopes;
}

/// How many of each value there are, of those that occur more than once; and the rank of each value.
struct Ranks
{
    std::vector<size_t> rank; ///< 1-based, equal values share one
    std::vector<double> ties; ///< sizes
    size_t distinct = 0;
};

Ranks ranksOf(Values series)
{
    std::vector<double> sorted(series.begin(), series.end());
    std::sort(sorted.begin(), sorted.end());
    Ranks ranks;
    for (size_t i = 0; i < sorted.size();) {
        size_t end = i;
        while (end < sorted.size() && sorted[end] == sorted[i])
            ++end;
        if (end - i > 1)
            ranks.ties.push_back(double(end - i));
        sorted[ranks.distinct++] = sorted[i];
        i = end;
    }
    const auto last = sorted.begin() + std::ptrdiff_t(ranks.distinct);
    for (const double value : series)
        ranks.rank.push_back(size_t(std::lower_bound(sorted.begin(), last, value) - sorted.begin()) + 1);
    return ranks;
}

/// Pairs that rise less pairs that fall, by counting what came before (a Fenwick tree): n log n.
double risesLessFalls(const Ranks& ranks)
{
    std::vector<long long> tree(ranks.distinct + 1, 0);
    const auto countUpTo = [&tree](size_t rank) {
        long long count = 0;
        for (; rank > 0; rank &= rank - 1)
            count += tree[rank];
        return count;
    };
    long long s = 0, seen = 0;
    for (const size_t rank : ranks.rank) {
        const long long less = countUpTo(rank - 1);
        const long long more = seen - countUpTo(rank);
        s += less - more;
        ++seen;
        for (size_t place = rank; place < tree.size(); place += place & (~place + 1))
            ++tree[place];
    }
    return double(s);
}

double varianceOfS(size_t count, const std::vector<double>& ties)
{
    const double n = double(count);
    double variance = n * (n - 1) * (2 * n + 5);
    for (const double tie : ties)
        variance -= tie * (tie - 1) * (2 * tie + 5);
    return variance / 18;
}

double persistenceFactor(size_t count, double r)
{
    constexpr double kNegligible = 1e-15;
    const double n = double(count);
    double factor = 1, power = r;
    for (size_t lag = 1; lag < count && power > kNegligible; ++lag, power *= r)
        factor += 2 * (1 - double(lag) / n) * power;
    return factor;
}

double persistenceAround(Values series, double slope)
{
    std::vector<double> rest;
    rest.reserve(series.size());
    for (size_t i = 0; i < series.size(); ++i)
        rest.push_back(series[i] - slope * double(i));
    return persistence(rest);
}

MannKendall mannKendallAround(Values series, double slope, Correction correction)
{
    const Ranks ranks = ranksOf(series);
    MannKendall found;
    found.s = risesLessFalls(ranks);
    found.variance = varianceOfS(series.size(), ranks.ties);
    if (correction == Correction::EffectiveSize)
        found.variance *= persistenceFactor(series.size(), persistenceAround(series, slope));
    if (!(found.variance > 0))
        return found; // a constant
    found.z = found.s == 0 ? 0 : (found.s - std::copysign(1.0, found.s)) / std::sqrt(found.variance);
    found.p = normalTwoSided(found.z);
    const double n = double(series.size()), pairs = n * (n - 1) / 2;
    double tied = 0;
    for (const double tie : ranks.ties)
        tied += tie * (tie - 1) / 2;
    found.tau = found.s / std::sqrt(pairs * (pairs - tied));
    return found;
}

bool areFinite(const Line& line)
{
    return std::isfinite(line.intercept) && std::isfinite(line.slope) && std::isfinite(line.slopeLow) &&
           std::isfinite(line.slopeHigh);
}

} // namespace

std::optional<Line> leastSquares(Values xs, Values ys, double level, Correction correction)
{
    const size_t n = xs.size();
    if (n < 3 || ys.size() != n || !(level > 0 && level < 1))
        return std::nullopt;
    const std::optional<Sums> sums = sumsOf(xs, ys);
    if (!sums || !(sums->xx > 0) || !std::isfinite(sums->xx) || !std::isfinite(sums->yy))
        return std::nullopt;
    Line line;
    line.slope = sums->xy / sums->xx;
    line.intercept = sums->middleY - line.slope * sums->middleX;
    std::vector<double> residuals; // around the middle, or values far from 0 would cost digits
    for (size_t i = 0; i < n; ++i)
        residuals.push_back((ys[i] - sums->middleY) - line.slope * (xs[i] - sums->middleX));
    double squares = 0;
    for (const double residual : residuals)
        squares += residual * residual;
    line.determination = sums->yy > 0 ? std::clamp(1 - squares / sums->yy, 0.0, 1.0) : 0;
    line.residualDeviation = std::sqrt(squares / double(n - 2));
    const double share = correction == Correction::None ? 1 : effectiveSize(n, persistence(residuals)) / double(n);
    line.size = double(n) * share;
    line.slopeError = line.residualDeviation / std::sqrt(sums->xx * share);
    const double freedom = std::max(1.0, line.size - 2);
    const double reach = studentQuantile(0.5 + level / 2, freedom) * line.slopeError;
    line.slopeLow = line.slope - reach;
    line.slopeHigh = line.slope + reach;
    line.p = line.slopeError > 0 ? studentTwoSided(line.slope / line.slopeError, freedom) : line.slope == 0 ? 1 : 0;
    return areFinite(line) ? std::optional(line) : std::nullopt;
}

std::optional<Line> trendLine(Values series, double level)
{
    return leastSquares(upTo(series.size()), series, level, Correction::EffectiveSize);
}

double bandAt(const Line& line, Values xs, double x, double level)
{
    const double middle = mean(xs).value_or(0);
    double xx = 0;
    for (const double one : xs)
        xx += (one - middle) * (one - middle);
    const double error = std::sqrt(line.residualDeviation * line.residualDeviation / line.size +
                                   (x - middle) * (x - middle) * line.slopeError * line.slopeError);
    return studentQuantile(0.5 + level / 2, std::max(1.0, line.size - 2)) * error;
}

std::optional<Line> theilSen(Values series, double level, Correction correction)
{
    if (series.size() < 3 || !(level > 0 && level < 1))
        return std::nullopt;
    std::vector<double> slopes = pairSlopes(series);
    std::sort(slopes.begin(), slopes.end());
    Line line;
    line.slope = *quantileOfSorted(slopes, 0.5);
    const double n = double(series.size());
    line.intercept = *median(series) - line.slope * (n - 1) / 2;
    const MannKendall test = mannKendallAround(series, line.slope, correction);
    line.p = test.p;
    // The statistic counts all pairs; of the chosen ones the same share lies outside.
    const double pairs = n * (n - 1) / 2, chosen = double(slopes.size());
    const double outside = normalQuantile(0.5 + level / 2) * std::sqrt(test.variance) * chosen / pairs;
    const double low = std::max(std::nearbyint((chosen - outside) / 2) - 1, 0.0);
    const double high = std::min(std::nearbyint((chosen + outside) / 2), chosen - 1);
    line.slopeLow = slopes[size_t(low)];
    line.slopeHigh = slopes[size_t(high)];
    const std::vector<double> xs = upTo(series.size());
    const std::vector<double> residuals = residualsOf(line, xs, series);
    line.residualDeviation = kMadToDeviation * medianAbsoluteDeviation(residuals).value_or(0);
    line.size = correction == Correction::None ? n : effectiveSize(series.size(), persistence(residuals));
    const double width = 2 * normalQuantile(0.5 + level / 2);
    line.slopeError = (line.slopeHigh - line.slopeLow) / width;
    return areFinite(line) ? std::optional(line) : std::nullopt;
}

std::optional<MannKendall> mannKendall(Values series, Correction correction)
{
    if (series.size() < 3)
        return std::nullopt;
    double slope = 0;
    if (correction == Correction::EffectiveSize) {
        std::vector<double> slopes = pairSlopes(series);
        const auto middle = slopes.begin() + std::ptrdiff_t(slopes.size() / 2);
        std::nth_element(slopes.begin(), middle, slopes.end());
        slope = *middle;
    }
    return mannKendallAround(series, slope, correction);
}

} // namespace atalaya::analytics
