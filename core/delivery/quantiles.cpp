// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/quantiles.h"

#include "delivery/parallel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>

namespace atalaya::delivery {

namespace {

/// Bins that widen with the value: 2^SubBits to every doubling, so that no bin holds more than a sliver of a wide distribution.
template<int SubBits>
struct Bins {
    static constexpr size_t kCount = size_t(64 - SubBits) << SubBits;
    static size_t of(qint64 duration)
    {
        const quint64 value = quint64(duration);
        const int shift = std::max(0, int(std::bit_width(value)) - SubBits - 1);
        return (size_t(shift) << SubBits) + size_t(value >> shift);
    }
};
// Few values are not worth many bins, which are to be emptied and gone through, too.
using FineBins = Bins<8>;
using CoarseBins = Bins<5>;
constexpr size_t kFineFrom = 60'000;
constexpr size_t kSortedUpTo = 256;
constexpr size_t kValuesToARow = 4; // looking at a value costs a quarter of looking at a deployment (inParts)

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

/// Calls each(value) for the values [begin, end) of all pieces in a row.
template<class Each>
void forValues(DurationPieces pieces, size_t begin, size_t end, const Each& each)
{
    for (auto piece = pieces.begin(); piece != pieces.end() && end > 0; ++piece) {
        const size_t first = std::min(begin, piece->size()), last = std::min(end, piece->size());
        for (size_t i = first; i < last; ++i)
            each((*piece)[i]);
        begin -= first;
        end -= last;
    }
}

std::vector<qint64> sortedValues(DurationPieces pieces, size_t n)
{
    std::vector<qint64> all;
    all.reserve(n);
    forValues(pieces, 0, n, [&all](qint64 value) { all.push_back(value); });
    std::sort(all.begin(), all.end());
    return all;
}

/// How many of the `n` values lie in each bin.
template<class Bins>
std::vector<quint32> countsOf(DurationPieces pieces, size_t n)
{
    using Counts = std::vector<quint32>;
    std::vector<Counts> parts = inParts(n, n / kValuesToARow, Counts(Bins::kCount), [&](Counts& part, size_t begin, size_t end) {
        forValues(pieces, begin, end, [&part](qint64 value) { ++part[Bins::of(value)]; });
    });
    Counts& whole = parts.front();
    for (size_t i = 1; i < parts.size(); ++i)
        std::transform(whole.begin(), whole.end(), parts[i].begin(), whole.begin(), std::plus());
    return std::move(whole);
}

/// valuesAtRanks() in two passes over the values: one counts them by bin, one picks those of the bins that hold a rank.
template<class Bins>
std::vector<qint64> selectedValues(DurationPieces pieces, size_t n, const std::vector<qint64>& ranks)
{
    const std::vector<quint32> counts = countsOf<Bins>(pieces, n);
    struct Wanted {
        qint64 before = 0; // how many values lie in the bins before
        std::vector<qint64> values;
    };
    std::vector<Wanted> wanted;
    std::vector<size_t> wantedOfRank;
    std::vector<quint8> slot(Bins::kCount, 0); // 1-based; there are never more ranks than fit
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
    using Found = std::vector<std::vector<qint64>>; // by place in `wanted`
    const auto pick = [&](Found& found, size_t begin, size_t end) {
        forValues(pieces, begin, end, [&](qint64 value) {
            if (const quint8 place = slot[Bins::of(value)])
                found[place - 1U].push_back(value);
        });
    };
    for (const Found& found : inParts(n, n / kValuesToARow, Found(wanted.size()), pick)) {
        for (size_t place = 0; place < wanted.size(); ++place)
            wanted[place].values.insert(wanted[place].values.end(), found[place].begin(), found[place].end());
    }
    std::vector<qint64> values;
    for (size_t i = 0; i < ranks.size(); ++i) {
        Wanted& source = wanted[wantedOfRank[i]];
        const auto nth = source.values.begin() + (ranks[i] - source.before);
        std::nth_element(source.values.begin(), nth, source.values.end());
        values.push_back(*nth);
    }
    return values;
}

} // namespace

std::vector<qint64> valuesAtRanks(DurationPieces pieces, const std::vector<qint64>& ranks)
{
    size_t n = 0;
    for (const auto piece : pieces)
        n += piece.size();
    if (n >= kFineFrom)
        return selectedValues<FineBins>(pieces, n, ranks);
    if (n > kSortedUpTo)
        return selectedValues<CoarseBins>(pieces, n, ranks);
    const std::vector<qint64> sorted = sortedValues(pieces, n);
    std::vector<qint64> values;
    for (const qint64 rank : ranks)
        values.push_back(sorted[size_t(rank)]);
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
