// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/buckets.h"

#include <QDateTime>

#include <algorithm>

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
    }
    return day;
}

} // namespace

Buckets::Buckets(Bucket bucket, Instant from, Instant to, const QTimeZone& timeZone)
{
    if (to <= from)
        return;
    const bool utc = timeZone == QTimeZone::utc();
    const auto begin = [&](QDate day) {
        return utc ? QDate(1970, 1, 1).daysTo(day) * qint64(86'400'000) : day.startOfDay(timeZone).toMSecsSinceEpoch();
    };
    QDate day = firstDay(bucket, QDateTime::fromMSecsSinceEpoch(toMs(from), timeZone).date());
    m_starts.push_back(begin(day));
    while (m_starts.back() < toMs(to)) {
        day = next(bucket, day);
        m_starts.push_back(begin(day));
    }
}

size_t Buckets::find(qint64 moment, size_t& hint) const
{
    if (moment >= m_starts[hint + 1]) {
        const auto after = std::upper_bound(m_starts.begin() + qsizetype(hint) + 1, m_starts.end(), moment);
        hint = std::min(size_t(after - m_starts.begin()), count()) - 1;
    }
    return hint;
}

Bucket bucketFor(double days)
{
    constexpr double kMost = 60;
    if (days <= kMost)
        return Bucket::Day;
    return days <= 7 * kMost ? Bucket::Week : Bucket::Month;
}

} // namespace atalaya::delivery
