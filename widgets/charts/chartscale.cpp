// SPDX-License-Identifier: GPL-3.0-or-later
#include "chartscale.h"

#include <QDateTime>

#include <cmath>
#include <vector>

namespace atalaya::widgets {

namespace {

/// Which buckets a level of detail labels. Months 0: every `days` days, counted from a Monday.
struct Level {
    int days = 0;
    int months = 0;
};
constexpr Level kLevels[] = {{1, 0}, {7, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 6}, {0, 12}, {0, 24}, {0, 60}, {0, 120}};
constexpr int kWellPlaced = 7; ///< how many days into a month a first bucket may begin and still carry its label

int monthNumber(const QDate& date)
{
    return date.year() * 12 + date.month() - 1;
}

bool isLabelled(const std::vector<QDate>& starts, size_t at, Level level)
{
    const QDate& date = starts[at];
    if (level.months == 0) {
        const qint64 monday = QDate(1970, 1, 5).daysTo(date);
        return at == 0 ? monday % level.days == 0
                       : monday / level.days != QDate(1970, 1, 5).daysTo(starts[at - 1]) / level.days;
    }
    if (at == 0)
        return date.day() <= kWellPlaced && monthNumber(date) % level.months == 0;
    return monthNumber(date) / level.months != monthNumber(starts[at - 1]) / level.months;
}

/// A month or a year has no days that could be told apart.
bool suits(Level level, delivery::Bucket bucket)
{
    return level.months > 0 || bucket == delivery::Bucket::Day || bucket == delivery::Bucket::Week;
}

QString labelText(const QDate& date, bool sayDay, bool sayYear, const QLocale& locale)
{
    if (sayDay)
        return locale.toString(date, sayYear ? QStringLiteral("d MMM yyyy") : QStringLiteral("d MMM"));
    if (date.month() == 1)
        return locale.toString(date, QStringLiteral("yyyy"));
    return locale.toString(date, sayYear ? QStringLiteral("MMM yyyy") : QStringLiteral("MMM"));
}

/// A new year is said where it begins; where none does, the first label says which one it is.
QList<TimeLabel> labelled(const std::vector<QDate>& starts, const std::vector<size_t>& places, bool sayDay, const QLocale& locale)
{
    bool yearIsSaid = false;
    for (size_t at = 0; at < places.size(); ++at) {
        const QDate& date = starts[places[at]];
        yearIsSaid |= sayDay ? at > 0 && date.year() != starts[places[at - 1]].year() : date.month() == 1;
    }
    QList<TimeLabel> labels;
    for (size_t at = 0; at < places.size(); ++at) {
        const QDate& date = starts[places[at]];
        const bool isNew = at == 0 ? !yearIsSaid : sayDay && date.year() != starts[places[at - 1]].year();
        labels << TimeLabel{qsizetype(places[at]), labelText(date, sayDay, isNew, locale)};
    }
    return labels;
}

} // namespace

Scale niceScale(double largest, int steps, bool whole)
{
    if (!(largest > 0) || !std::isfinite(largest))
        return {};
    const double wanted = largest / std::max(1, steps);
    int exponent = int(std::floor(std::log10(wanted)));
    double power = std::pow(10.0, exponent);
    Scale scale;
    scale.step = 10 * power;
    bool needsHalf = false;
    for (const double factor : {1.0, 2.0, 2.5, 3.0, 4.0, 5.0}) {
        if ((factor == 2.5 && whole) || factor * power < wanted * (1 - 1e-9))
            continue;
        scale.step = factor * power;
        needsHalf = factor == 2.5;
        break;
    }
    if (whole && scale.step < 1) {
        scale.step = 1;
        exponent = 0;
        needsHalf = false;
    }
    scale.decimals = std::max(0, (needsHalf ? 1 : 0) - int(std::floor(std::log10(scale.step) + 1e-9)));
    scale.top = scale.step * std::ceil(largest / scale.step - 1e-9);
    return scale;
}

QList<TimeLabel> timeLabels(const QList<delivery::SeriesPoint>& points, delivery::Bucket bucket, const QTimeZone& zone,
                            int most, const QLocale& locale)
{
    std::vector<QDate> starts;
    starts.reserve(size_t(points.size()));
    for (const delivery::SeriesPoint& point : points)
        starts.push_back(QDateTime::fromMSecsSinceEpoch(toMs(point.start), zone).date());
    if (starts.empty() || most < 1)
        return {};
    for (const Level& level : kLevels) {
        if (!suits(level, bucket))
            continue;
        std::vector<size_t> places;
        for (size_t at = 0; at < starts.size(); ++at) {
            if (isLabelled(starts, at, level))
                places.push_back(at);
        }
        if (places.empty())
            break;
        if (places.size() <= size_t(most))
            return labelled(starts, places, level.months == 0, locale);
    }
    // Nothing begins here that is round enough: then the first bucket is named.
    return labelled(starts, {0}, suits({1, 0}, bucket), locale);
}

} // namespace atalaya::widgets
