// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotseries.h"

#include "widgets/charts/metricwords.h"
#include "widgets/charts/plotrange.h"

#include <QAreaSeries>
#include <QBarSet>
#include <QChart>
#include <QLineSeries>
#include <QScatterSeries>
#include <QStackedBarSeries>

namespace atalaya::widgets {

namespace {

constexpr double kBandOpacity = 0.14;
constexpr double kPaleOpacity = 0.4;
constexpr double kBarWidth = 0.72;
constexpr double kLineWidth = 2;

QPen linePen(const QColor& color)
{
    return QPen(color, kLineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
}

} // namespace

struct PlotSeries::Target {
    QChart& chart;
    QAbstractAxis* x;
    QAbstractAxis* y;

    void add(QAbstractSeries* added) const
    {
        chart.addSeries(added);
        added->attachAxis(x);
        added->attachAxis(y);
    }
    void addLine(const QList<QPointF>& points, const QPen& pen) const
    {
        auto* line = new QLineSeries;
        line->setPen(pen);
        line->append(points);
        add(line);
    }
};

double PlotSeries::y(double value) const
{
    return plotted(series.metric, unit, value);
}

void PlotSeries::addTo(QChart& chart, QAbstractAxis* x, QAbstractAxis* y, double top) const
{
    const Target target{chart, x, y};
    if (series.metric == delivery::Metric::DeploymentFrequency) {
        addBars(target);
        return;
    }
    addBands(target, top);
    addLines(target, top);
    addDots(target, top);
}

void PlotSeries::addBars(const Target& target) const
{
    const Role role = seriesRole(series.metric);
    auto* full = new QBarSet({});
    auto* partial = new QBarSet({});
    full->setColor(colors[role]);
    partial->setColor(colors.pale(role, kPaleOpacity));
    for (QBarSet* set : {full, partial})
        set->setPen(Qt::NoPen);
    for (const delivery::SeriesPoint& point : series.points) {
        const double height = y(point.value.value_or(0));
        full->append(point.partial ? 0 : height);
        partial->append(point.partial ? height : 0);
    }
    auto* bars = new QStackedBarSeries;
    bars->setBarWidth(kBarWidth);
    bars->append({full, partial});
    target.add(bars);
}

void PlotSeries::addBands(const Target& target, double top) const
{
    const QColor color = colors.pale(seriesRole(series.metric), kBandOpacity);
    QList<QPointF> low;
    QList<QPointF> high;
    const auto finish = [&] {
        if (low.size() == 1) {
            // An area has no width here: its interval is a stroke.
            QPen stroke(color, 6, Qt::SolidLine, Qt::FlatCap);
            target.addLine({cutAt(low, top).first(), cutAt(high, top).first()}, stroke);
        } else if (low.size() > 1) {
            auto* area = new QAreaSeries;
            auto* upper = new QLineSeries(area);
            auto* lower = new QLineSeries(area);
            upper->append(cutAt(high, top));
            lower->append(cutAt(low, top));
            area->setUpperSeries(upper);
            area->setLowerSeries(lower);
            area->setPen(Qt::NoPen);
            area->setBrush(color);
            target.add(area);
        }
        low.clear();
        high.clear();
    };
    for (qsizetype at = 0; at < series.points.size(); ++at) {
        const delivery::SeriesPoint& point = series.points[at];
        if (!point.value || !point.low || !point.high) {
            finish();
            continue;
        }
        low << QPointF(double(at), y(*point.low));
        high << QPointF(double(at), y(*point.high));
    }
    finish();
}

void PlotSeries::addLines(const Target& target, double top) const
{
    const Role role = seriesRole(series.metric);
    const auto& points = series.points;
    QList<QPointF> run;
    const auto draw = [&](const QList<QPointF>& line, const QColor& color) {
        for (const QList<QPointF>& part : partsBelow(line, top))
            target.addLine(part, linePen(color));
    };
    const auto finish = [&] {
        draw(run, colors[role]);
        run.clear();
    };
    for (qsizetype at = 0; at < points.size(); ++at) {
        if (!points[at].value) {
            finish();
            continue;
        }
        const QPointF here(double(at), y(*points[at].value));
        const bool continues = at > 0 && points[at - 1].value;
        if (continues && (points[at].partial || points[at - 1].partial)) {
            finish();
            const QPointF before(double(at - 1), y(*points[at - 1].value));
            draw({before, here}, colors.pale(role, kPaleOpacity));
        }
        run << here;
    }
    finish();
}

void PlotSeries::addDots(const Target& target, double top) const
{
    const Role role = seriesRole(series.metric);
    const auto& points = series.points;
    auto* full = new QScatterSeries;
    auto* partial = new QScatterSeries;
    full->setColor(colors[role]);
    partial->setColor(colors.pale(role, kPaleOpacity));
    for (qsizetype at = 0; at < points.size(); ++at) {
        const bool before = at > 0 && points[at - 1].value;
        const bool after = at + 1 < points.size() && points[at + 1].value;
        if (points[at].value && !before && !after && y(*points[at].value) <= top)
            (points[at].partial ? partial : full)->append(double(at), y(*points[at].value));
    }
    for (QScatterSeries* dots : {full, partial}) {
        dots->setMarkerSize(6);
        dots->setBorderColor(Qt::transparent);
        if (dots->count() > 0)
            target.add(dots);
        else
            delete dots;
    }
}

} // namespace atalaya::widgets
