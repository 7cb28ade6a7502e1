// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "delivery/series.h"
#include "widgets/charts/metricwords.h"
#include "widgets/common/card.h"

#include <QByteArray>
#include <QImage>
#include <QTimeZone>

#include <optional>

class QPainter;
class QStackedLayout;
class QToolButton;

namespace atalaya::widgets {

class LinkButton;
class PlotView;
class SeriesTable;

enum class CrosshairMode { Off, Line, LineAndValues };

/// A metric over time: bars for counts, a line with its band for durations and rates, partial buckets pale, gaps left open.
/// The mouse, or the left and right arrow keys, move a crosshair that reads out value, n, interval and days; a click, or Enter, selects
/// its point. The same data stand in a table that can be shown instead.
class MetricChart : public Card
{
    Q_OBJECT

public:
    explicit MetricChart(QWidget* parent = nullptr);
    ~MetricChart() override;

    /// Where the series has no value at all, the words say why in the place of the plot. Durations are shown in the unit, if one is
    /// given, otherwise in that which suits them.
    void setSeries(const delivery::Series& series, const QTimeZone& timeZone, const QString& missing = {},
                   std::optional<DurationUnit> unit = {});
    /// In which durations are shown.
    DurationUnit unit() const { return m_words.unit; }
    const delivery::Series& series() const { return m_series; }

    bool isTableVisible() const;
    void setTableVisible(bool visible);

    /// The point that is selected wherever it is shown; nothing, or out of range: none.
    void setSelectedIndex(std::optional<int> index);
    std::optional<int> selectedIndex() const;
    /// How much the crosshair shows; the key C goes through the three.
    CrosshairMode crosshairMode() const;
    void setCrosshairMode(CrosshairMode mode);
    /// Where the crosshair stands; set from outside to follow the other plots of a view. Emits nothing.
    void setCrosshair(std::optional<int> index);
    std::optional<int> crosshair() const;
    /// What the crosshair says: "17–23 Nov", "2.1 d", "n 34", "1.2–9.8 d". Empty for no point.
    QStringList readOut(int index) const;

    /// RFC 4180: start, end, n, value, low, high, partial, with the unit in the header and all digits.
    QByteArray toCsv() const;
    /// The plot with its title, on its ground.
    QImage toImage(QSize size, qreal devicePixelRatio = 2) const;
    QByteArray toSvg(QSize size) const;
    /// As .png, .svg or .csv, by the name's ending.
    Status exportTo(const QString& path) const;
    /// "png", "svg", "csv".
    static QStringList exportFormats();

Q_SIGNALS:
    void pointSelected(int index);
    /// The crosshair moved here by mouse or key; −1 when it left.
    void crosshairMoved(int index);
    void crosshairModeChanged(atalaya::widgets::CrosshairMode mode);
    void whyRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void paintExport(QPainter& painter, QSize size) const;
    void updateWords();

    delivery::Series m_series;
    QTimeZone m_timeZone = QTimeZone::utc();
    std::optional<DurationUnit> m_unit;
    PlotWords m_words;
    QString m_missing;
    PlotView* m_plot = nullptr;
    SeriesTable* m_table = nullptr;
    QToolButton* m_twin = nullptr;
    LinkButton* m_why = nullptr;
    QStackedLayout* m_stack = nullptr;
};

} // namespace atalaya::widgets
