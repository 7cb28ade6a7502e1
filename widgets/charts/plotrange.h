// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/series.h"
#include "widgets/charts/metricwords.h"

#include <QList>
#include <QPointF>

namespace atalaya::widgets {

/// Up to where the value axis of a series has to reach, in the series' own unit; 0 where there is nothing to show. Bars are shown
/// whole. Of rates and durations the buckets with few deployments do not set the scale where most buckets have enough of them, and
/// never does the interval of a rate over few; long durations must not press the medians onto the axis.
double scaleEnd(const delivery::Series& series);
/// What of the values and the ends of their intervals lies beyond `end`, in the series' own unit.
CutOff beyond(const delivery::Series& series, double end);

/// A line with a further point wherever it crosses the height `top`.
QList<QPointF> withCrossings(const QList<QPointF>& line, double top);
/// The parts of a line that are not above `top`.
QList<QList<QPointF>> partsBelow(const QList<QPointF>& line, double top);
/// The line pressed down to `top` where it is above.
QList<QPointF> cutAt(const QList<QPointF>& line, double top);

} // namespace atalaya::widgets
