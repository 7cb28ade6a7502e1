// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/query.h"

#include <vector>

namespace atalaya::delivery {

/// Days, weeks (from Monday), months, quarters or years of a time zone, without holes.
class Buckets
{
public:
    Buckets() = default;
    /// Those that hold [from, to); none when that is empty.
    Buckets(Bucket bucket, Instant from, Instant to, const QTimeZone& timeZone);

    size_t count() const { return m_starts.empty() ? 0 : m_starts.size() - 1; }
    qint64 start(size_t bucket) const { return m_starts[bucket]; }
    qint64 end(size_t bucket) const { return m_starts[bucket + 1]; }
    /// The bucket that holds `moment`, or the last when it lies at the very end. There is a bucket, and `hint` is that of an
    /// earlier moment; it is set to the answer.
    size_t find(qint64 moment, size_t& hint) const
    {
        // Moments come close to each other, so most of the time one of the next few buckets is it.
        for (int step = 0; step < 4 && hint + 2 < m_starts.size() && moment >= m_starts[hint + 1]; ++step)
            ++hint;
        return moment < m_starts[hint + 1] ? hint : search(moment, hint);
    }

private:
    size_t search(qint64 moment, size_t& hint) const;

    std::vector<qint64> m_starts; ///< and the end of the last
};

/// How long a bucket is, on average.
double bucketDays(Bucket bucket);

inline constexpr double kMostBuckets = 60;     ///< more cannot be told apart in a plot
inline constexpr double kFewestBuckets = 6;    ///< fewer show no course
inline constexpr double kTypicalInBucket = 3;  ///< with fewer deployments a median is one deployment's luck
/// The finest bucket of which a window of so many days has at most about kMostBuckets; a coarser one where these would hold fewer than
/// kTypicalInBucket of its deployments each, as long as kFewestBuckets remain.
Bucket bucketFor(double days, qint64 deployments);

} // namespace atalaya::delivery
