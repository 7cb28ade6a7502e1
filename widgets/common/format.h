// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "delivery/query.h"

#include <QList>
#include <QLocale>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace atalaya::widgets {

// Numbers and moments as people read them. Pure; the decimal sign and the names of months are the locale's, thousands are
// parted by a narrow no-break space, a minus is U+2212, a number and its unit are held together by a no-break space.
// Nothing to show is noValue(), never 0.

/// "–".
QString noValue();

/// All digits of a whole number: "48 210".
QString countText(qint64 value, const QLocale& locale = {});
/// Two or three significant digits: "1 240", "83.2", "6.4", "0.062"; "0" only for zero itself.
QString numberText(std::optional<double> value, const QLocale& locale = {});
/// "5.7–7.2": both ends with the decimals of the higher.
QString numberIntervalText(double low, double high, const QLocale& locale = {});
/// Always so many decimals: "0.98".
QString fixedText(std::optional<double> value, int decimals, const QLocale& locale = {});
/// A benchmark score, 0..10: "8.0".
QString scoreText(std::optional<double> score, const QLocale& locale = {});

enum class DurationUnit { Seconds, Minutes, Hours, Days };
/// "s", "min", "h", "d".
QString unitSign(DurationUnit unit);
/// "seconds", "minutes", "hours", "days".
QString unitWord(DurationUnit unit);
/// How many of the unit so many hours are.
double inUnit(double hours, DurationUnit unit);
/// The unit for one duration: days from 24 h on, hours from 1 h, minutes from 1 min, otherwise seconds.
DurationUnit unitFor(double hours);
/// The one unit of a column or plot: that of the median of what is above zero; hours when there is nothing.
DurationUnit unitFor(const QList<double>& hours);
/// "2.1": a duration without its unit; below a tenth it says "< 0.1".
QString durationFigure(std::optional<double> hours, DurationUnit unit, const QLocale& locale = {});
/// "0.4 d", "3.4 h", "16 min".
QString durationText(std::optional<double> hours, DurationUnit unit, const QLocale& locale = {});
QString durationText(std::optional<double> hours, const QLocale& locale = {});
/// "1.9–3.4 d".
QString durationIntervalText(double lowHours, double highHours, DurationUnit unit, const QLocale& locale = {});

/// "9.6": a share 0..1 in percent, without the sign; "0" and "100" only when they are meant.
QString percentFigure(std::optional<double> share, const QLocale& locale = {});
/// "9.6 %".
QString percentText(std::optional<double> share, const QLocale& locale = {});
/// "5.0–17.9 %".
QString percentIntervalText(double low, double high, const QLocale& locale = {});

/// "+12 %": by how much `now` differs from `before`, of `before`; empty when either is missing or `before` is 0.
QString relativeChangeText(std::optional<double> now, std::optional<double> before, const QLocale& locale = {});
/// "+1.1 pp": between two shares 0..1; empty when either is missing.
QString pointsChangeText(std::optional<double> now, std::optional<double> before, const QLocale& locale = {});
/// "−0.9 h", in the unit that `nowHours` is shown in; empty when either is missing.
QString durationChangeText(std::optional<double> nowHours, std::optional<double> beforeHours, const QLocale& locale = {});

/// "25 Nov 09:12", with the year when it is not that of `now`: "25 Nov 2025 09:12".
QString momentText(Instant moment, const QTimeZone& zone, Instant now, const QLocale& locale = {});
/// "25 Nov", "25 Nov 2025".
QString dateText(Instant moment, const QTimeZone& zone, Instant now, const QLocale& locale = {});
/// "17–23 Nov", "25 Nov", "Nov 2025": the days of a bucket, whose end is the first moment that is not in it.
QString bucketText(Instant start, Instant end, delivery::Bucket bucket, const QTimeZone& zone, Instant now,
                   const QLocale& locale = {});
/// "134 deployments, 4 of them not successful": what is shown, with those that are in no figure.
QString deploymentsText(qint64 successful, qint64 notSuccessful, const QLocale& locale = {});
/// "just now", "2 min ago", "3 h ago", "5 d ago".
QString ageText(Milliseconds age, const QLocale& locale = {});

/// For copy and export: the shortest text that reads back as the same number, with a point and without groups; empty for null.
QString exactText(std::optional<double> value);

} // namespace atalaya::widgets
