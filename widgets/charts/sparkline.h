// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/series.h"
#include "widgets/theme/colors.h"

#include <QWidget>

class QPainter;

namespace atalaya::widgets {

/// Draws the course of a series without axes into `rect`: gaps are gaps, a partial last point is pale, a point between two gaps is
/// a dot. Counts begin at 0, everything else fills the height.
void paintSparkline(QPainter& painter, const QRectF& rect, const delivery::Series& series, const Colors& colors);

class Sparkline : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(QWidget* parent = nullptr);
    void setSeries(const delivery::Series& series);
    QSize sizeHint() const override { return {96, 28}; }
    QSize minimumSizeHint() const override { return {40, 20}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    delivery::Series m_series;
};

} // namespace atalaya::widgets
