// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/series.h"
#include "widgets/charts/chartscale.h"
#include "widgets/charts/metricchart.h"
#include "widgets/charts/metricwords.h"

#include <QChartView>
#include <QTimeZone>

#include <functional>
#include <optional>
#include <vector>

class QValueAxis;

namespace atalaya::widgets {

/// The plot of a series, with the labels of its time axis, its selected point and its crosshair painted over it.
class PlotView : public QChartView
{
    Q_OBJECT

public:
    using ReadOut = std::function<QStringList(int)>;

    explicit PlotView(ReadOut readOut, QWidget* parent = nullptr);

    /// Without a single value there is no axis to draw: then `missing` stands in the middle.
    void setSeries(const delivery::Series& series, DurationUnit unit, const QTimeZone& timeZone, const QString& missing);
    /// What the scale leaves out, as it is shown or at another size. Where a value is, a small triangle points up.
    CutOff cutOff() const { return m_cutOff; }
    CutOff cutOffAt(QSizeF size) const;
    int count() const { return int(m_series.points.size()); }

    std::optional<int> crosshair() const { return m_crosshair; }
    void setCrosshair(std::optional<int> index);
    std::optional<int> selected() const { return m_selected; }
    void setSelected(std::optional<int> index);
    CrosshairMode crosshairMode() const { return m_mode; }
    void setCrosshairMode(CrosshairMode mode);

    /// Draws the plot as it would be shown at this size, without crosshair and selection.
    void renderAt(QPainter& painter, const QRectF& target);

Q_SIGNALS:
    void pointSelected(int index);
    void crosshairMoved(int index);
    void crosshairModeChanged(atalaya::widgets::CrosshairMode mode);
    void cutOffChanged();

protected:
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct PlacedLabel {
        QRectF box;
        QString text;
    };

    void rebuild();
    Scale scaleAt(QSizeF size) const;
    void fit(QSizeF size);
    void layOut(QSizeF size);
    void moveCrosshair(std::optional<int> index);
    std::optional<int> indexAt(QPointF position) const;
    double xOf(qsizetype index) const;
    std::optional<QPointF> pointAt(int index) const;
    QString valueLabel(double value) const;
    double yOf(double value) const;
    void paintLabels(QPainter& painter) const;
    void paintMissing(QPainter& painter) const;
    void paintGrid(QPainter& painter) const;
    void paintValueLabels(QPainter& painter) const;
    std::vector<PlacedLabel> placedLabels() const;
    void paintTimeLabels(QPainter& painter) const;
    void paintValuesBeyond(QPainter& painter) const;
    void paintCrosshair(QPainter& painter) const;
    void paintReadOut(QPainter& painter, double x, const QStringList& lines) const;

    ReadOut m_readOut;
    delivery::Series m_series;
    QString m_missing;
    bool m_isBlank = true; ///< no point has a value
    CutOff m_cutOff = CutOff::Nothing;
    DurationUnit m_unit = DurationUnit::Hours;
    QTimeZone m_timeZone = QTimeZone::utc();
    Scale m_scale;
    QRectF m_area;
    QValueAxis* m_x = nullptr;
    QValueAxis* m_y = nullptr;
    std::optional<int> m_crosshair;
    std::optional<int> m_selected;
    CrosshairMode m_mode = CrosshairMode::LineAndValues;
};

} // namespace atalaya::widgets
