// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/buckets.h"

#include <QDateTime>

#include <algorithm>
#include <limits>

namespace atalaya::delivery {

namespace {

QDate firstDay(Bucket bucket, QDate day)
{
    switch (bucket) {
    case Bucket::Day:
        return day;
    case Bucket::Week:
        return day.addDays(1 - day.dayOfWeek());
    case Bucket::Month:
        return QDate(day.year(), day.month(), 1);
    case Bucket::Quarter:
        return QDate(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
    case Bucket::Year:
        return QDate(day.year(), 1, 1);
    }
    return day;
}

QDate next(Bucket bucket, QDate day)
{
    switch (bucket) {
    case Bucket::Day:
        return day.addDays(1);
    case Bucket::Week:
        return day.addDays(7);
    case Bucket::Month:
        return day.addMonths(1);
    case Bucket::Quarter:
        return day.addMonths(3);
    case Bucket::Year:
        return day.addYears(1);
    }
    return day;
}

/// When days begin in a time zone. Asks the zone once for its transitions, which is what makes it fast; days are asked in ascending
/// order.
class DayStarts
{
public:
    DayStarts(const QTimeZone& timeZone, qint64 from, qint64 to)
    {
        constexpr qint64 kMargin = 370 * kDay; // a year may begin so long before, or end so long after
        const QDateTime begin = QDateTime::fromMSecsSinceEpoch(from - kMargin, Qt::UTC);
        m_spans.push_back({std::numeric_limits<qint64>::min(), timeZone.offsetFromUtc(begin) * qint64(1000)});
        if (!timeZone.hasTransitions())
            return;
        const QDateTime end = QDateTime::fromMSecsSinceEpoch(to + kMargin, Qt::UTC);
        const QTimeZone::OffsetDataList transitions = timeZone.transitions(begin, end);
        for (const QTimeZone::OffsetData& transition : transitions)
            m_spans.push_back({transition.atUtc.toMSecsSinceEpoch(), transition.offsetFromUtc * qint64(1000)});
    }

    /// The first moment whose local date is `day` or later.
    qint64 of(QDate day)
    {
        const qint64 midnight = (day.toJulianDay() - kEpochDay) * kDay;
        for (;; ++m_span) {
            const qint64 start = std::max(m_spans[m_span].begin, midnight - m_spans[m_span].offset);
            if (m_span + 1 == m_spans.size() || start < m_spans[m_span + 1].begin)
                return start;
        }
    }

private:
    static constexpr qint64 kDay = 86'400'000;
    static constexpr qint64 kEpochDay = 2'440'588; // Julian day of 1970-01-01
    struct Span {
        qint64 begin = 0, offset = 0;
    };
    std::vector<Span> m_spans; ///< of one offset each
    size_t m_span = 0;
};

} // namespace

Buckets::Buckets(Bucket bucket, Instant from, Instant to, const QTimeZone& timeZone)
{
    if (to <= from)
        return;
    DayStarts starts(timeZone, toMs(from), toMs(to));
    QDate day = firstDay(bucket, QDateTime::fromMSecsSinceEpoch(toMs(from), timeZone).date());
    m_starts.push_back(starts.of(day));
    while (m_starts.back() < toMs(to)) {
        day = next(bucket, day);
        const qint64 start = starts.of(day);
        if (start > m_starts.back())
            m_starts.push_back(start);
        // Otherwise the day before does not exist: Samoa went from 29 to 31 December 2011.
    }
}

size_t Buckets::search(qint64 moment, size_t& hint) const
{
    if (moment >= m_starts[hint + 1]) {
        const auto after = std::upper_bound(m_starts.begin() + qsizetype(hint) + 1, m_starts.end(), moment);
        hint = std::min(size_t(after - m_starts.begin()), count()) - 1;
    }
    return hint;
}

double bucketDays(Bucket bucket)
{
    constexpr double kYear = 365.2425;
    switch (bucket) {
    case Bucket::Day:
        return 1;
    case Bucket::Week:
        return 7;
    case Bucket::Month:
        return kYear / 12;
    case Bucket::Quarter:
        return kYear / 4;
    case Bucket::Year:
        break;
    }
    return kYear;
}

Bucket bucketFor(double days, qint64 deployments)
{
    const auto count = [days](Bucket bucket) { return days / bucketDays(bucket); };
    const auto coarser = [](Bucket bucket) { return Bucket(int(bucket) + 1); };
    Bucket bucket = Bucket::Day;
    while (bucket != Bucket::Year && count(bucket) > kMostBuckets)
        bucket = coarser(bucket);
    while (bucket != Bucket::Year && double(deployments) < kTypicalInBucket * count(bucket) && count(coarser(bucket)) >= kFewestBuckets)
        bucket = coarser(bucket);
    return bucket;
}

} // namespace atalaya::delivery
