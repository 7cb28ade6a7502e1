// SPDX-License-Identifier: GPL-3.0-or-later
#include "format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace atalaya::widgets {

namespace {

constexpr QChar kMinus(0x2212);
constexpr QChar kGroup(0x202F);
constexpr QChar kHold(0x00A0); ///< between a number and its unit
constexpr QChar kTo(0x2013);

struct Words {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::Format)
};

QString joined(const QString& figure, const QString& unit)
{
    return figure + kHold + unit;
}

/// The locale's digits and decimal sign, our groups and minus.
QString grouped(double value, int decimals, QLocale locale)
{
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    const QString plain = locale.toString(std::abs(value), 'f', decimals);
    const QString point = locale.decimalPoint();
    qsizetype whole = plain.indexOf(point);
    if (whole < 0)
        whole = plain.size();
    QString text = plain;
    for (qsizetype at = whole - 3; at > 0; at -= 3)
        text.insert(at, kGroup);
    return value < 0 ? kMinus + text : text;
}

bool isShown(double value, int decimals)
{
    return std::abs(value) >= 0.5 * std::pow(10.0, -decimals);
}

QString signedText(double value, int decimals, const QLocale& locale)
{
    if (!isShown(value, decimals))
        return QChar(u'±') + grouped(0, 0, locale);
    const QString text = grouped(value, decimals, locale);
    return value > 0 ? QChar(u'+') + text : text;
}

int durationDecimals(double value, DurationUnit unit)
{
    const double size = std::abs(value);
    if (size >= 99.95)
        return 0;
    const bool coarse = unit == DurationUnit::Seconds || unit == DurationUnit::Minutes;
    return coarse && size >= 9.95 ? 0 : 1;
}

int percentDecimals(double percent)
{
    const double size = std::abs(percent);
    if (size >= 99.95 || size == 0)
        return 0;
    return size < 0.095 ? 2 : 1;
}

/// Two or three significant digits.
int numberDecimals(double value)
{
    const double size = std::abs(value);
    if (size == 0 || size >= 99.95)
        return 0;
    if (size >= 0.995)
        return 1;
    // Two significant digits: 0.062 needs three decimals. Rounded first, so that 0.0996 is 0.10 and not 0.100.
    int decimals = 1 - int(std::floor(std::log10(size)));
    if (std::round(size * std::pow(10.0, decimals)) >= 100)
        --decimals;
    return std::min(decimals, 6);
}

QDateTime local(Instant moment, const QTimeZone& zone)
{
    return QDateTime::fromMSecsSinceEpoch(toMs(moment), zone);
}

/// "25 Nov", "25 Nov 2025".
QString dayText(const QDate& date, bool withYear, const QLocale& locale)
{
    return locale.toString(date, withYear ? QStringLiteral("d MMM yyyy") : QStringLiteral("d MMM"));
}

} // namespace

QString noValue()
{
    return QString(kTo);
}

QString countText(qint64 value, const QLocale& locale)
{
    // Beyond 2^53 a double loses digits; nothing that is counted here gets there.
    return grouped(double(value), 0, locale);
}

QString numberText(std::optional<double> value, const QLocale& locale)
{
    if (!value || !std::isfinite(*value))
        return noValue();
    return grouped(*value, numberDecimals(*value), locale);
}

QString numberIntervalText(double low, double high, const QLocale& locale)
{
    const int decimals = numberDecimals(high);
    return fixedText(low, decimals, locale) + kTo + fixedText(high, decimals, locale);
}

QString fixedText(std::optional<double> value, int decimals, const QLocale& locale)
{
    if (!value || !std::isfinite(*value))
        return noValue();
    return grouped(isShown(*value, decimals) ? *value : 0.0, decimals, locale);
}

QString scoreText(std::optional<double> score, const QLocale& locale)
{
    return fixedText(score, 1, locale);
}

QString unitSign(DurationUnit unit)
{
    switch (unit) {
    case DurationUnit::Seconds:
        return Words::tr("s");
    case DurationUnit::Minutes:
        return Words::tr("min");
    case DurationUnit::Hours:
        return Words::tr("h");
    case DurationUnit::Days:
        break;
    }
    return Words::tr("d");
}

QString unitWord(DurationUnit unit)
{
    switch (unit) {
    case DurationUnit::Seconds:
        return Words::tr("seconds");
    case DurationUnit::Minutes:
        return Words::tr("minutes");
    case DurationUnit::Hours:
        return Words::tr("hours");
    case DurationUnit::Days:
        break;
    }
    return Words::tr("days");
}

double inUnit(double hours, DurationUnit unit)
{
    switch (unit) {
    case DurationUnit::Seconds:
        return hours * 3600;
    case DurationUnit::Minutes:
        return hours * 60;
    case DurationUnit::Hours:
        return hours;
    case DurationUnit::Days:
        break;
    }
    return hours / 24;
}

DurationUnit unitFor(double hours)
{
    const double size = std::abs(hours);
    if (size >= 24)
        return DurationUnit::Days;
    if (size >= 1)
        return DurationUnit::Hours;
    return size >= 1.0 / 60 ? DurationUnit::Minutes : DurationUnit::Seconds;
}

DurationUnit unitFor(const QList<double>& hours)
{
    QList<double> shown;
    std::copy_if(hours.begin(), hours.end(), std::back_inserter(shown),
                 [](double value) { return std::isfinite(value) && value > 0; });
    if (shown.isEmpty())
        return DurationUnit::Hours;
    const auto middle = shown.begin() + shown.size() / 2;
    std::nth_element(shown.begin(), middle, shown.end());
    return unitFor(*middle);
}

QString durationFigure(std::optional<double> hours, DurationUnit unit, const QLocale& locale)
{
    if (!hours || !std::isfinite(*hours))
        return noValue();
    const double value = inUnit(*hours, unit);
    if (value == 0)
        return grouped(0, 0, locale);
    const int decimals = durationDecimals(value, unit);
    if (!isShown(value, decimals))
        return QStringLiteral("<") + kHold + grouped(0.1, 1, locale);
    return grouped(value, decimals, locale);
}

QString durationText(std::optional<double> hours, DurationUnit unit, const QLocale& locale)
{
    if (!hours || !std::isfinite(*hours))
        return noValue();
    return joined(durationFigure(hours, unit, locale), unitSign(unit));
}

QString durationText(std::optional<double> hours, const QLocale& locale)
{
    return durationText(hours, unitFor(hours.value_or(0)), locale);
}

QString durationIntervalText(double lowHours, double highHours, DurationUnit unit, const QLocale& locale)
{
    const QString range = durationFigure(lowHours, unit, locale) + kTo + durationFigure(highHours, unit, locale);
    return joined(range, unitSign(unit));
}

QString percentFigure(std::optional<double> share, const QLocale& locale)
{
    if (!share || !std::isfinite(*share))
        return noValue();
    // The ends of an interval come with the noise of its arithmetic.
    constexpr double kNoise = 1e-9;
    const double percent = std::abs(*share) < kNoise ? 0 : *share * 100;
    if (*share < 1 - kNoise && percent >= 99.95)
        return QStringLiteral(">") + kHold + grouped(99.9, 1, locale);
    const int decimals = percentDecimals(percent);
    if (percent != 0 && !isShown(percent, decimals))
        return QStringLiteral("<") + kHold + grouped(0.01, 2, locale);
    return grouped(percent, decimals, locale);
}

QString percentText(std::optional<double> share, const QLocale& locale)
{
    if (!share || !std::isfinite(*share))
        return noValue();
    return joined(percentFigure(share, locale), QStringLiteral("%"));
}

QString percentIntervalText(double low, double high, const QLocale& locale)
{
    const QString range = percentFigure(low, locale) + kTo + percentFigure(high, locale);
    return joined(range, QStringLiteral("%"));
}

QString relativeChangeText(std::optional<double> now, std::optional<double> before, const QLocale& locale)
{
    if (!now || !before || *before == 0 || !std::isfinite(*now / *before))
        return {};
    const double percent = (*now / *before - 1) * 100;
    const int decimals = std::abs(percent) < 9.95 ? 1 : 0;
    return joined(signedText(percent, decimals, locale), QStringLiteral("%"));
}

QString pointsChangeText(std::optional<double> now, std::optional<double> before, const QLocale& locale)
{
    if (!now || !before)
        return {};
    return joined(signedText((*now - *before) * 100, 1, locale), Words::tr("pp", "percentage points"));
}

QString durationChangeText(std::optional<double> nowHours, std::optional<double> beforeHours, const QLocale& locale)
{
    if (!nowHours || !beforeHours)
        return {};
    const DurationUnit unit = unitFor(*nowHours);
    const double value = inUnit(*nowHours - *beforeHours, unit);
    return joined(signedText(value, durationDecimals(value, unit), locale), unitSign(unit));
}

QString momentText(Instant moment, const QTimeZone& zone, Instant now, const QLocale& locale)
{
    const QString time = locale.toString(local(moment, zone).time(), QStringLiteral("HH:mm"));
    return dateText(moment, zone, now, locale) + QChar(u' ') + time;
}

QString dateText(Instant moment, const QTimeZone& zone, Instant now, const QLocale& locale)
{
    const QDate date = local(moment, zone).date();
    return dayText(date, date.year() != local(now, zone).date().year(), locale);
}

QString bucketText(Instant start, Instant end, delivery::Bucket bucket, const QTimeZone& zone, Instant now,
                   const QLocale& locale)
{
    const QDate first = local(start, zone).date();
    const QDate last = local(std::max(start, end - Milliseconds(1)), zone).date();
    if (bucket == delivery::Bucket::Year)
        return locale.toString(first, QStringLiteral("yyyy"));
    if (bucket == delivery::Bucket::Quarter)
        return Words::tr("%1–%2", "a quarter: its first month, its last month and year")
            .arg(locale.toString(first, QStringLiteral("MMM")), locale.toString(last, QStringLiteral("MMM yyyy")));
    const bool withYear = last.year() != local(now, zone).date().year();
    if (bucket == delivery::Bucket::Month)
        return locale.toString(first, QStringLiteral("MMM yyyy"));
    if (first == last)
        return dayText(first, withYear, locale);
    const bool sameMonth = first.month() == last.month() && first.year() == last.year();
    const QString from = sameMonth ? locale.toString(first, QStringLiteral("d"))
                                   : dayText(first, first.year() != last.year(), locale);
    // Spaces around the dash only where its sides have spaces of their own.
    const QString dash = sameMonth ? QString(kTo) : QStringLiteral(" – ");
    return from + dash + dayText(last, withYear, locale);
}

QString deploymentsText(qint64 successful, qint64 notSuccessful, const QLocale& locale)
{
    const qint64 all = successful + notSuccessful;
    if (notSuccessful == 0)
        return Words::tr("%1 deployment(s)", nullptr, int(all)).arg(countText(all, locale));
    return Words::tr("%1 deployment(s), %2 of them not successful", nullptr, int(all))
        .arg(countText(all, locale), countText(notSuccessful, locale));
}

QString ageText(Milliseconds age, const QLocale& locale)
{
    using namespace std::chrono;
    if (age < minutes(1))
        return Words::tr("just now");
    const auto ago = [&locale](qint64 count, DurationUnit unit) {
        return Words::tr("%1 ago").arg(joined(countText(count, locale), unitSign(unit)));
    };
    if (age < hours(1))
        return ago(floor<minutes>(age).count(), DurationUnit::Minutes);
    if (age < days(2))
        return ago(floor<hours>(age).count(), DurationUnit::Hours);
    return ago(floor<days>(age).count(), DurationUnit::Days);
}

QString exactText(std::optional<double> value)
{
    return value && std::isfinite(*value) ? QString::number(*value, 'g', QLocale::FloatingPointShortest) : QString();
}

} // namespace atalaya::widgets
