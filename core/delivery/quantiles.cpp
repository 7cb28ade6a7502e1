// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/quantiles.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace atalaya::delivery {

namespace {

/// Bins that widen with the value: 256 to every doubling, so that no bin holds more than a sliver of a wide distribution.
constexpr int kSubBits = 8;
constexpr size_t kBins = size_t(64 - kSubBits) << kSubBits;

size_t binOf(qint64 duration)
{
    const quint64 value = quint64(duration);
    const int shift = std::max(0, int(std::bit_width(value)) - kSubBits - 1);
    return (size_t(shift) << kSubBits) + size_t(value >> shift);
}

/// Where the type 7 quantile lies between two order statistics.
struct Place {
    qint64 low = 0, high = 0;
    double weight = 0;
};

Place placeOf(qint64 n, double share)
{
    const double position = double(n - 1) * share;
    const qint64 low = std::min(qint64(std::floor(position)), n - 1);
    return {low, std::min(low + 1, n - 1), position - double(low)};
}

/// The ranks (0-based) of the order statistics that enclose the median with at least 95 %.
std::optional<std::pair<qint64, qint64>> medianRanks(qint64 n)
{
    constexpr qint64 kExactUpTo = 1000;
    if (n < 6)
        return std::nullopt;
    if (n > kExactUpTo) {
        constexpr double kZ = 1.959963984540054;
        const qint64 low = qint64(std::floor((double(n) - kZ * std::sqrt(double(n))) / 2)) - 1;
        return std::pair(low, n - 1 - low);
    }
    // The largest k with P(Bin(n, 1/2) < k) <= 2.5 %.
    double term = std::pow(0.5, double(n));
    double below = 0;
    qint64 k = 0;
    while (below + term <= 0.025) {
        below += term;
        term *= double(n - k) / double(k + 1);
        ++k;
    }
    return std::pair(k - 1, n - k);
}

} // namespace

std::vector<qint64> valuesAtRanks(DurationPieces pieces, const std::vector<qint64>& ranks)
{
    constexpr size_t kSmall = 2048;
    size_t n = 0;
    for (const auto piece : pieces)
        n += piece.size();
    std::vector<qint64> values;
    values.reserve(ranks.size());
    if (n <= kSmall) {
        std::vector<qint64> all;
        all.reserve(n);
        for (const auto piece : pieces)
            all.insert(all.end(), piece.begin(), piece.end());
        auto from = all.begin(); // what lies before is smaller
        for (const qint64 rank : ranks) {
            const auto nth = all.begin() + rank;
            std::nth_element(from, nth, all.end());
            values.push_back(*nth);
            from = nth;
        }
        return values;
    }

    std::vector<quint32> counts(kBins, 0);
    for (const auto piece : pieces) {
        for (const qint64 value : piece)
            ++counts[binOf(value)];
    }
    // Which bins hold a wanted rank, and how many values lie in the bins before.
    struct Wanted {
        qint64 before = 0;
        std::vector<qint64> values;
    };
    std::vector<Wanted> wanted;
    std::vector<size_t> wantedOfRank;
    std::vector<quint8> slot(kBins, 0); // 1-based; there are never more ranks than fit
    qint64 before = 0;
    size_t bin = 0;
    for (const qint64 rank : ranks) {
        while (before + counts[bin] <= rank)
            before += counts[bin++];
        if (slot[bin] == 0) {
            wanted.push_back({before, {}});
            wanted.back().values.reserve(counts[bin]);
            slot[bin] = quint8(wanted.size());
        }
        wantedOfRank.push_back(slot[bin] - 1U);
    }
    for (const auto piece : pieces) {
        for (const qint64 value : piece) {
            if (const quint8 place = slot[binOf(value)])
                wanted[place - 1U].values.push_back(value);
        }
    }
    for (size_t i = 0; i < ranks.size(); ++i) {
        Wanted& source = wanted[wantedOfRank[i]];
        const auto nth = source.values.begin() + (ranks[i] - source.before);
        std::nth_element(source.values.begin(), nth, source.values.end());
        values.push_back(*nth);
    }
    return values;
}

Percentiles percentilesOf(DurationPieces pieces)
{
    Percentiles result;
    for (const auto piece : pieces)
        result.n += qint64(piece.size());
    if (result.n == 0)
        return result;

    constexpr std::array kShares = {0.25, 0.50, 0.75, 0.90, 0.95};
    const std::array kTargets = {&result.p25, &result.p50, &result.p75, &result.p90, &result.p95};
    std::vector<qint64> ranks;
    for (const double share : kShares) {
        const Place place = placeOf(result.n, share);
        ranks.insert(ranks.end(), {place.low, place.high});
    }
    const auto interval = medianRanks(result.n);
    if (interval)
        ranks.insert(ranks.end(), {interval->first, interval->second});
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());

    const std::vector<qint64> values = valuesAtRanks(pieces, ranks);
    const auto at = [&](qint64 rank) {
        return double(values[size_t(std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin())]);
    };
    constexpr double kHour = 3'600'000.0;
    for (size_t i = 0; i < kShares.size(); ++i) {
        const Place place = placeOf(result.n, kShares[i]);
        *kTargets[i] = (at(place.low) + place.weight * (at(place.high) - at(place.low))) / kHour;
    }
    if (interval) {
        result.medianLow = at(interval->first) / kHour;
        result.medianHigh = at(interval->second) / kHour;
    }
    return result;
}

Percentiles percentilesOf(const std::vector<qint64>& durations)
{
    const std::span<const qint64> piece(durations);
    return percentilesOf(DurationPieces(&piece, 1));
}

std::optional<double> quantileOfSorted(std::span<const qint64> ascending, double share)
{
    if (ascending.empty())
        return std::nullopt;
    const Place place = placeOf(qint64(ascending.size()), share);
    const double low = double(ascending[size_t(place.low)]);
    return low + place.weight * (double(ascending[size_t(place.high)]) - low);
}

} // namespace atalaya::delivery
