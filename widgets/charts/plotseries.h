// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/series.h"
#include "widgets/common/format.h"
#include "widgets/theme/colors.h"

class QAbstractAxis;
class QChart;

namespace atalaya::widgets {

/// Fills a chart with the drawing of a series: x is the place of a bucket, y the value in the unit of the plot.
struct PlotSeries {
    const delivery::Series& series;
    DurationUnit unit;
    const Colors& colors;

    /// Nothing goes beyond `top`, where the value axis ends.
    void addTo(QChart& chart, QAbstractAxis* x, QAbstractAxis* y, double top) const;

private:
    struct Target;
    double y(double value) const;
    void addBars(const Target& target) const;
    void addBands(const Target& target, double top) const;
    void addLines(const Target& target, double top) const;
    void addDots(const Target& target, double top) const;
};

} // namespace atalaya::widgets
