// SPDX-License-Identifier: GPL-3.0-or-later
#include "sparkline.h"

#include "widgets/charts/metricwords.h"

#include <QEvent>
#include <QPainter>

namespace atalaya::widgets {

namespace {

constexpr double kLine = 1.5;
constexpr double kPale = 0.4;

struct Frame {
    QRectF rect;
    qsizetype count = 0;
    double low = 0;
    double high = 0;

    QPointF at(qsizetype index, double value) const
    {
        const double x = count > 1 ? rect.left() + rect.width() * double(index) / double(count - 1) : rect.center().x();
        const double share = high > low ? (value - low) / (high - low) : 0.5;
        return {x, rect.bottom() - share * rect.height()};
    }
};

Frame frameOf(const QRectF& rect, const delivery::Series& series)
{
    Frame frame{rect, series.points.size()};
    bool first = true;
    for (const delivery::SeriesPoint& point : series.points) {
        if (!point.value)
            continue;
        frame.low = first ? *point.value : std::min(frame.low, *point.value);
        frame.high = first ? *point.value : std::max(frame.high, *point.value);
        first = false;
    }
    if (series.metric == delivery::Metric::DeploymentFrequency)
        frame.low = 0;
    return frame;
}

} // namespace

void paintSparkline(QPainter& painter, const QRectF& rect, const delivery::Series& series, const Colors& colors)
{
    // Room for half a line at each side.
    const Frame frame = frameOf(rect.adjusted(1.5, 1.5, -1.5, -1.5), series);
    const Role role = seriesRole(series.metric);
    const QPen solid(colors[role], kLine, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    QPen pale = solid;
    pale.setColor(colors.pale(role, kPale));

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const auto& points = series.points;
    QPolygonF run;
    const auto drawRun = [&] {
        painter.setPen(solid);
        if (run.size() > 1)
            painter.drawPolyline(run);
        run.clear();
    };
    for (qsizetype at = 0; at < points.size(); ++at) {
        if (!points[at].value) {
            drawRun();
            continue;
        }
        const QPointF here = frame.at(at, *points[at].value);
        const bool before = at > 0 && points[at - 1].value;
        const bool after = at + 1 < points.size() && points[at + 1].value;
        if (!before && !after) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(points[at].partial ? pale.color() : solid.color());
            painter.drawEllipse(here, kLine, kLine);
            painter.setBrush(Qt::NoBrush);
        } else if (before && (points[at].partial || points[at - 1].partial)) {
            drawRun();
            painter.setPen(pale);
            painter.drawLine(frame.at(at - 1, *points[at - 1].value), here);
            run << here;
        } else {
            run << here;
        }
    }
    drawRun();
    painter.restore();
}

Sparkline::Sparkline(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::setSeries(const delivery::Series& series)
{
    m_series = series;
    setAccessibleName(tr("Course of: %1").arg(metricTitle(series.metric)));
    update();
}

void Sparkline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintSparkline(painter, rect(), m_series, colorsOf(palette()));
}

} // namespace atalaya::widgets
