// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricwords.h"

#include "delivery/benchmark.h"

#include <QCoreApplication>

namespace atalaya::widgets {

namespace {

using delivery::Metric;
using delivery::Metrics;

/// From here on a median has a 95 % interval (delivery::Percentiles).
constexpr qint64 kEnough = 6;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::Metrics)
};

QString parted(const QStringList& parts)
{
    QStringList said = parts;
    said.removeAll(QString());
    return said.join(QStringLiteral(" · "));
}

QString nText(qint64 n, const QLocale& locale)
{
    return Words::tr("n %1").arg(countText(n, locale));
}

/// How many more a median needs.
QString missingText(qint64 n, const QLocale& locale)
{
    return n > 0 && n < kEnough ? Words::tr("%1 more for an interval").arg(countText(kEnough - n, locale)) : QString();
}

/// In the unit in which the figure itself is said.
QString endsText(Metric metric, const delivery::Proportion::Interval& interval, const Metrics& metrics, const QLocale& locale)
{
    if (isRate(metric))
        return percentIntervalText(interval.low, interval.high, locale);
    if (isDuration(metric))
        return durationIntervalText(interval.low, interval.high, unitFor(headline(metrics, metric).value_or(0)), locale);
    return numberIntervalText(interval.low, interval.high, locale);
}

QString ofText(const delivery::Proportion& rate, const QLocale& locale)
{
    return Words::tr("%1 of %2").arg(countText(rate.numerator, locale), countText(rate.denominator, locale));
}

void describeFrequency(MetricWords& words, const Metrics& metrics, const QLocale& locale)
{
    const auto& frequency = metrics.frequency;
    words.figure = numberText(frequency.perWeek, locale);
    if (!frequency.perWeek) {
        words.detail = metrics.deployments == 0
                           ? Words::tr("no deployments")
                           : Words::tr("%1 in %2, too short for a rate", "a number of deployments, and a time of less than a day")
                                 .arg(countText(metrics.deployments, locale), durationText(metrics.window.days() * 24, locale));
        return;
    }
    words.unit = Words::tr("/ week");
    // Between the deployments of several services a gap is nobody's.
    const QString gap = frequency.medianGapHours && metrics.services.size() <= 1
                            ? Words::tr("median gap %1", "the median time between two deployments").arg(durationText(frequency.medianGapHours, locale))
                            : QString();
    const QString count = Words::tr("%1 deployment(s)", nullptr, int(metrics.deployments)).arg(countText(metrics.deployments, locale));
    words.detail = parted({count, gap});
}

void describeLeadTime(MetricWords& words, const Metrics& metrics, const QLocale& locale)
{
    const delivery::Percentiles& hours = metrics.leadTime.hours;
    if (!hours.p50) {
        words.detail = metrics.deployments == 0             ? Words::tr("no deployments")
                       : metrics.leadTime.excludedBaseline > 0 ? Words::tr("only the first deployment, its changes have no lead time")
                                                               : Words::tr("no changes were shipped");
        return;
    }
    const DurationUnit unit = unitFor(*hours.p50);
    words.figure = durationFigure(hours.p50, unit, locale);
    words.durations = unit;
    words.unit = Words::tr("%1 p50").arg(unitSign(unit));
    const QString p90 = hours.p90 ? Words::tr("p90 %1").arg(durationText(hours.p90, locale)) : QString();
    words.interval = missingText(hours.n, locale);
    words.detail = parted({nText(hours.n, locale), p90});
}

void describeRate(MetricWords& words, const delivery::Proportion& rate, const QLocale& locale)
{
    words.figure = percentFigure(rate.value(), locale);
    words.unit = QStringLiteral("%");
    words.detail = ofText(rate, locale);
}

void describeFailRate(MetricWords& words, const Metrics& metrics, const QLocale& locale)
{
    const QString unjudged = countText(metrics.failRate.unjudged, locale);
    if (metrics.failRate.rate.value()) {
        describeRate(words, metrics.failRate.rate, locale);
        if (metrics.failRate.unjudged > 0) {
            const delivery::Proportion& rate = metrics.failRate.rate;
            words.shortDetails = {Words::tr("%1, %2 unjudged", "the same, shorter").arg(words.detail, unjudged),
                                  Words::tr("%1/%2, %3 unjudged", "the same, shorter still: 8/79, 4 unjudged")
                                      .arg(countText(rate.numerator, locale), countText(rate.denominator, locale), unjudged)};
            words.detail = Words::tr("%1, %2 not judged", "8 of 79; a number of deployments that are too new").arg(words.detail, unjudged);
        }
    } else if (metrics.failRate.unjudged > 0)
        words.detail = Words::tr("%1 too new to judge").arg(unjudged);
    else
        words.detail = Words::tr("no deployments");
}

void describeRecovery(MetricWords& words, const Metrics& metrics, const QLocale& locale)
{
    const delivery::Percentiles& hours = metrics.recovery.hours;
    const qint64 open = metrics.recovery.open;
    const QString openText = open > 0 ? Words::tr("%1 open").arg(countText(open, locale)) : QString();
    if (!hours.p50) {
        words.detail = open > 0                   ? Words::tr("%1 open, none recovered").arg(countText(open, locale))
                       : metrics.deployments == 0 ? Words::tr("no deployments")
                                                  : Words::tr("no failed deployments");
        return;
    }
    const DurationUnit unit = unitFor(*hours.p50);
    words.figure = durationFigure(hours.p50, unit, locale);
    words.durations = unit;
    words.unit = Words::tr("%1 p50").arg(unitSign(unit));
    const QString p90 = hours.p90 ? Words::tr("p90 %1").arg(durationText(hours.p90, locale)) : QString();
    words.interval = missingText(hours.n, locale);
    words.detail = parted({nText(hours.n, locale), openText, p90});
}

void describeRework(MetricWords& words, const Metrics& metrics, const QLocale& locale)
{
    if (metrics.rework.rate.value())
        describeRate(words, metrics.rework.rate, locale);
    else
        words.detail = Words::tr("no deployments");
}

/// A figure without what is only proposed.
struct Sure {
    QString figure; ///< "4.4 %"
    QString basis;  ///< "2 of 45"
};

std::optional<Sure> sureRate(const delivery::Proportion& all, const delivery::Proportion& sure, const QLocale& locale)
{
    if (!sure.value() || (sure.numerator == all.numerator && sure.denominator == all.denominator))
        return std::nullopt;
    return Sure{percentText(sure.value(), locale), ofText(sure, locale)};
}

std::optional<Sure> sureRecovery(const Metrics& metrics, const QLocale& locale)
{
    const auto& sure = metrics.recovery.withoutProposed;
    const delivery::Percentiles& hours = metrics.recovery.hours;
    if (sure.hours.n == hours.n && sure.hours.p50 == hours.p50 && sure.open == metrics.recovery.open)
        return std::nullopt;
    const QString open = sure.open > 0 ? Words::tr("%1 open").arg(countText(sure.open, locale)) : QString();
    if (!sure.hours.p50)
        return Sure{Words::tr("none", "no recovery time"), open};
    const QString figure = durationText(sure.hours.p50, unitFor(hours.p50.value_or(*sure.hours.p50)), locale);
    return Sure{figure, parted({nText(sure.hours.n, locale), open})};
}

std::optional<Sure> sureOf(Metric metric, const Metrics& metrics, const QLocale& locale)
{
    if (metric == Metric::ChangeFailRate)
        return sureRate(metrics.failRate.rate, metrics.failRate.withoutProposed, locale);
    if (metric == Metric::DeploymentReworkRate)
        return sureRate(metrics.rework.rate, metrics.rework.withoutProposed, locale);
    return metric == Metric::FailedDeploymentRecoveryTime ? sureRecovery(metrics, locale) : std::nullopt;
}

void describeSure(MetricWords& words, Metric metric, const Metrics& metrics, const QLocale& locale)
{
    const std::optional<Sure> sure = sureOf(metric, metrics, locale);
    if (!sure || words.figure == noValue())
        return;
    words.sure = Words::tr("%1 without guesses", "a figure without the causes that are only proposed").arg(sure->figure);
    words.shortSure = Words::tr("%1 w/o guesses", "the same, shorter").arg(sure->figure);
}

QString changeText(Metric metric, std::optional<double> now, std::optional<double> before, const QLocale& locale)
{
    if (isRate(metric))
        return pointsChangeText(now, before, locale);
    if (metric == Metric::FailedDeploymentRecoveryTime)
        return durationChangeText(now, before, locale);
    return relativeChangeText(now, before, locale);
}

void describeInterval(MetricWords& words, Metric metric, const Metrics& metrics, const QLocale& locale)
{
    const auto interval = delivery::interval95(metrics, metric);
    if (!interval || words.figure == noValue())
        return;
    words.interval = Words::tr("95 %: %1", "an interval").arg(endsText(metric, *interval, metrics, locale));
}

/// Whether a change is more than chance: where the intervals of both periods overlap, nothing is called better or worse.
void describeChange(MetricWords& words, Metric metric, const Metrics& current, const Metrics& previous, const QLocale& locale)
{
    const std::optional<double> now = headline(current, metric);
    const std::optional<double> before = headline(previous, metric);
    if (!now)
        return;
    words.change = changeText(metric, now, before, locale);
    if (words.change.isEmpty()) {
        words.verdict = Words::tr("none before", "no figure in the period before");
        return;
    }
    const auto interval = delivery::interval95(current, metric);
    const auto earlier = delivery::interval95(previous, metric);
    if (!interval || !earlier) {
        words.verdict = Words::tr("too few to tell");
    } else if (interval->low > earlier->high || interval->high < earlier->low) {
        words.better = (*now < *before) == lowerIsBetter(metric);
        words.verdict = *words.better ? Words::tr("better") : Words::tr("worse");
    } else {
        words.verdict = Words::tr("within the noise");
    }
}

QString spoken(Metric metric, const MetricWords& words)
{
    QStringList facts{words.unit.isEmpty() ? words.figure : QString(words.figure + QChar(u' ') + words.unit), words.interval, words.detail, words.sure};
    if (!words.score.isEmpty())
        facts << Words::tr("score %1 of 10").arg(words.score);
    if (!words.change.isEmpty())
        facts << Words::tr("%1 against the period before, %2", "a change, and what it is worth").arg(words.change, words.verdict);
    facts.removeAll(QString());
    return Words::tr("%1: %2", "a metric's name, and what is known of it")
        .arg(metricTitle(metric), facts.join(QStringLiteral("; ")));
}

QString bucketWord(delivery::Bucket bucket)
{
    switch (bucket) {
    case delivery::Bucket::Day:
        return Words::tr("day");
    case delivery::Bucket::Week:
        return Words::tr("week");
    case delivery::Bucket::Month:
        return Words::tr("month");
    case delivery::Bucket::Quarter:
        return Words::tr("quarter");
    case delivery::Bucket::Year:
        break;
    }
    return Words::tr("year");
}

/// Beside a subtitle and a link there is no room for the whole name, which the card above has.
QString shortTitle(Metric metric)
{
    if (metric == Metric::ChangeLeadTime)
        return Words::tr("Lead time");
    if (metric == Metric::FailedDeploymentRecoveryTime)
        return Words::tr("Recovery");
    return metric == Metric::DeploymentReworkRate ? Words::tr("Rework rate") : metricTitle(metric);
}

QString partialText(const delivery::Series& series)
{
    const bool last = !series.points.isEmpty() && series.points.last().partial;
    const bool first = series.points.size() > 1 && series.points.first().partial;
    if (first && last)
        return Words::tr("pale bars are partial");
    if (last)
        return Words::tr("last bar is partial");
    return first ? Words::tr("first bar is partial") : QString();
}

} // namespace

Role seriesRole(Metric metric)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        return Role::Series1;
    case Metric::ChangeLeadTime:
        return Role::Series2;
    case Metric::ChangeFailRate:
        return Role::Series4;
    case Metric::FailedDeploymentRecoveryTime:
        return Role::Series5;
    case Metric::DeploymentReworkRate:
        break;
    }
    return Role::Series3;
}

QString metricTitle(Metric metric)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        return Words::tr("Deployment frequency");
    case Metric::ChangeLeadTime:
        return Words::tr("Change lead time");
    case Metric::ChangeFailRate:
        return Words::tr("Change fail rate");
    case Metric::FailedDeploymentRecoveryTime:
        return Words::tr("Failed deployment recovery");
    case Metric::DeploymentReworkRate:
        break;
    }
    return Words::tr("Deployment rework rate");
}

bool lowerIsBetter(Metric metric)
{
    return metric != Metric::DeploymentFrequency;
}

bool isRate(Metric metric)
{
    return metric == Metric::ChangeFailRate || metric == Metric::DeploymentReworkRate;
}

bool isDuration(Metric metric)
{
    return metric == Metric::ChangeLeadTime || metric == Metric::FailedDeploymentRecoveryTime;
}

MetricWords metricWords(Metric metric, const Metrics& current, const std::optional<Metrics>& previous,
                        const QLocale& locale)
{
    MetricWords words;
    words.figure = noValue();
    switch (metric) {
    case Metric::DeploymentFrequency:
        describeFrequency(words, current, locale);
        break;
    case Metric::ChangeLeadTime:
        describeLeadTime(words, current, locale);
        break;
    case Metric::ChangeFailRate:
        describeFailRate(words, current, locale);
        break;
    case Metric::FailedDeploymentRecoveryTime:
        describeRecovery(words, current, locale);
        break;
    case Metric::DeploymentReworkRate:
        describeRework(words, current, locale);
        break;
    }
    if (const std::optional<double> score = current.benchmark.scores.value(metric))
        words.score = scoreText(score, locale);
    describeInterval(words, metric, current, locale);
    describeSure(words, metric, current, locale);
    if (previous)
        describeChange(words, metric, current, *previous, locale);
    words.sentence = spoken(metric, words);
    return words;
}

QString sureText(Metric metric, const Metrics& metrics, const QLocale& locale)
{
    const std::optional<Sure> sure = sureOf(metric, metrics, locale);
    if (!sure)
        return {};
    return sure->basis.isEmpty() ? sure->figure : Words::tr("%1 (%2)", "a figure, and what it stands on").arg(sure->figure, sure->basis);
}

QString figureIntervalText(Metric metric, const Metrics& metrics, const QLocale& locale)
{
    const auto interval = delivery::interval95(metrics, metric);
    if (!interval)
        return {};
    const QString ends = endsText(metric, *interval, metrics, locale);
    return metric == Metric::DeploymentFrequency ? Words::tr("%1 a week", "an interval of a frequency").arg(ends) : ends;
}

PlotWords plotWords(const delivery::Series& series, CutOff cutOff, std::optional<DurationUnit> unit)
{
    PlotWords words;
    if (series.metric == Metric::DeploymentFrequency) {
        words.title = Words::tr("Deployments per %1", "day, week or month").arg(bucketWord(series.bucket));
        words.subtitle = partialText(series);
        return words;
    }
    const bool isCutOff = cutOff != CutOff::Nothing;
    if (isRate(series.metric)) {
        words.title = Words::tr("%1, %", "a rate in percent").arg(shortTitle(series.metric));
        words.subtitle = isCutOff ? Words::tr("share, 95 % interval, cut off") : Words::tr("share, 95 % interval");
        words.shortSubtitle = isCutOff ? Words::tr("interval cut off") : Words::tr("95 % interval");
        if (cutOff == CutOff::Value) {
            words.subtitle = Words::tr("95 % interval, a value cut off");
            words.shortSubtitle = Words::tr("a value cut off");
        }
        return words;
    }
    QList<double> hours;
    for (const delivery::SeriesPoint& point : series.points) {
        if (point.value)
            hours << *point.value;
    }
    words.unit = unit.value_or(unitFor(hours));
    words.title = Words::tr("%1, %2", "a duration and its unit").arg(shortTitle(series.metric), unitWord(words.unit));
    words.subtitle = isCutOff ? Words::tr("median, p25–p90 cut off") : Words::tr("median, p25–p90 band");
    words.shortSubtitle = isCutOff ? Words::tr("p25–p90 cut off") : Words::tr("p25–p90 band");
    if (cutOff == CutOff::Value) {
        words.subtitle = Words::tr("p25–p90 band, a value cut off");
        words.shortSubtitle = Words::tr("a value cut off");
    }
    return words;
}

double plotted(Metric metric, DurationUnit unit, double value)
{
    if (isRate(metric))
        return value * 100;
    return isDuration(metric) ? inUnit(value, unit) : value;
}

QString valueText(Metric metric, DurationUnit unit, std::optional<double> value, const QLocale& locale)
{
    if (isRate(metric))
        return percentText(value, locale);
    if (isDuration(metric))
        return durationText(value, unit, locale);
    return value ? countText(qRound64(*value), locale) : noValue();
}

QString intervalText(Metric metric, DurationUnit unit, const delivery::SeriesPoint& point, const QLocale& locale)
{
    if (!point.low || !point.high)
        return {};
    if (isRate(metric))
        return percentIntervalText(*point.low, *point.high, locale);
    return isDuration(metric) ? durationIntervalText(*point.low, *point.high, unit, locale) : QString();
}

} // namespace atalaya::widgets
