// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotrange.h"

#include <algorithm>

namespace atalaya::widgets {

namespace {

constexpr qint64 kEnough = 5; ///< with fewer, a value is the luck of one and its interval spans nearly everything
constexpr double kTallest = 4; ///< a band of durations, times the largest median

bool hasEnough(const delivery::SeriesPoint& point)
{
    return point.n >= kEnough;
}

bool mostHaveEnough(const delivery::Series& series)
{
    qsizetype known = 0;
    qsizetype enough = 0;
    for (const delivery::SeriesPoint& point : series.points) {
        known += point.value ? 1 : 0;
        enough += point.value && hasEnough(point) ? 1 : 0;
    }
    return enough > 0 && 2 * enough >= known;
}

/// Of everything, so that an axis has some length.
double largestOfAll(const delivery::Series& series)
{
    double largest = 0;
    for (const delivery::SeriesPoint& point : series.points) {
        if (point.value)
            largest = std::max({largest, *point.value, point.high.value_or(0)});
    }
    return largest;
}

} // namespace

double scaleEnd(const delivery::Series& series)
{
    if (series.metric == delivery::Metric::DeploymentFrequency)
        return largestOfAll(series);
    const bool few = mostHaveEnough(series);
    double value = 0;
    double high = 0;
    for (const delivery::SeriesPoint& point : series.points) {
        if (!point.value) // then it has no interval either
            continue;
        if (hasEnough(point) || !few)
            value = std::max(value, *point.value);
        if (hasEnough(point) || (!few && isDuration(series.metric)))
            high = std::max(high, point.high.value_or(0));
    }
    if (isDuration(series.metric) && value > 0)
        high = std::min(high, kTallest * value);
    const double end = std::max(value, high);
    return end > 0 ? end : largestOfAll(series);
}

CutOff beyond(const delivery::Series& series, double end)
{
    const double top = end * (1 + 1e-9);
    const bool value = std::any_of(series.points.begin(), series.points.end(),
                                   [top](const delivery::SeriesPoint& point) { return point.value.value_or(0) > top; });
    if (value)
        return CutOff::Value;
    return largestOfAll(series) > top ? CutOff::Interval : CutOff::Nothing;
}

QList<QPointF> withCrossings(const QList<QPointF>& line, double top)
{
    QList<QPointF> result;
    for (qsizetype at = 0; at < line.size(); ++at) {
        if (at > 0 && (line[at - 1].y() > top) != (line[at].y() > top)) {
            const QPointF from = line[at - 1];
            const double part = (top - from.y()) / (line[at].y() - from.y());
            result << QPointF(from.x() + part * (line[at].x() - from.x()), top);
        }
        result << line[at];
    }
    return result;
}

QList<QList<QPointF>> partsBelow(const QList<QPointF>& line, double top)
{
    QList<QList<QPointF>> parts;
    QList<QPointF> part;
    const auto finish = [&] {
        if (part.size() > 1)
            parts << part;
        part.clear();
    };
    for (const QPointF& point : withCrossings(line, top)) {
        if (point.y() > top)
            finish();
        else
            part << point;
    }
    finish();
    return parts;
}

QList<QPointF> cutAt(const QList<QPointF>& line, double top)
{
    QList<QPointF> result = withCrossings(line, top);
    for (QPointF& point : result)
        point.setY(std::min(point.y(), top));
    return result;
}

} // namespace atalaya::widgets
