// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/series.h"

#include <QList>
#include <QLocale>
#include <QString>
#include <QTimeZone>

namespace atalaya::widgets {

/// A value axis from 0 whose labels stand at round values.
struct Scale {
    double top = 1;  ///< a multiple of step, at least the largest value
    double step = 1; ///< 1, 2, 3, 4 or 5 times a power of ten (also 2.5 where values need not be whole)
    int decimals = 0; ///< that the labels need
};
/// At most `steps` of them. With `whole` no step is below 1.
Scale niceScale(double largest, int steps, bool whole);

/// A label of a time axis, at the bucket with which a day, month or year begins.
struct TimeLabel {
    qsizetype index = 0;
    QString text;
    bool operator==(const TimeLabel&) const = default;
};
/// At most `most` of them, evenly spread over the calendar: days, Mondays, months, quarters or years, none finer than the bucket.
/// January is called by its year, and the year can always be told: where no January has a label, the first one carries it.
QList<TimeLabel> timeLabels(const QList<delivery::SeriesPoint>& points, delivery::Bucket bucket, const QTimeZone& zone,
                            int most, const QLocale& locale = {});

} // namespace atalaya::widgets
