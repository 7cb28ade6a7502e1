// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotview.h"

#include "widgets/charts/plotrange.h"
#include "widgets/charts/plotseries.h"
#include "widgets/common/card.h"
#include "widgets/theme/fonts.h"

#include <QAccessible>
#include <QChart>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QValueAxis>

#include <cmath>

namespace atalaya::widgets {

namespace {

constexpr double kTop = 10;
constexpr double kRight = 6;
constexpr Scaled kBottom{24};
constexpr double kLabelGap = 8;
constexpr Scaled kRoomForLabel{56};
constexpr Scaled kRoomForStep{38};
constexpr double kPaleOpacity = 0.4; ///< of what is partial

bool isIn(std::optional<int> index, int count)
{
    return index && *index >= 0 && *index < count;
}

} // namespace

PlotView::PlotView(ReadOut readOut, QWidget* parent)
    : QChartView(new QChart, parent), m_readOut(std::move(readOut)), m_x(new QValueAxis(this)), m_y(new QValueAxis(this))
{
    QChart* plot = chart();
    plot->legend()->hide();
    plot->setAnimationOptions(QChart::NoAnimation);
    plot->setBackgroundVisible(false);
    plot->setMargins({});
    plot->layout()->setContentsMargins(0, 0, 0, 0);
    plot->addAxis(m_x, Qt::AlignBottom);
    plot->addAxis(m_y, Qt::AlignLeft);
    m_x->setVisible(false);
    m_y->setLineVisible(false);
    // Painted here: the thousands are parted as everywhere, and a line stands where its label does.
    m_y->setLabelsVisible(false);
    m_y->setGridLineVisible(false);
    m_y->setTickType(QValueAxis::TicksDynamic);
    m_y->setTickAnchor(0);

    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(200, 88);
    rebuild();
}

void PlotView::setSeries(const delivery::Series& series, DurationUnit unit, const QTimeZone& timeZone,
                         const QString& missing)
{
    m_series = series;
    m_isBlank = std::none_of(series.points.begin(), series.points.end(),
                             [](const delivery::SeriesPoint& point) { return point.value.has_value(); });
    m_missing = m_isBlank ? missing : QString();
    setAccessibleDescription(m_missing);
    m_unit = unit;
    m_timeZone = timeZone;
    if (!isIn(m_crosshair, count()))
        m_crosshair.reset();
    if (!isIn(m_selected, count()))
        m_selected.reset();
    rebuild();
}

void PlotView::setCrosshair(std::optional<int> index)
{
    m_crosshair = isIn(index, count()) ? index : std::nullopt;
    viewport()->update();
}

void PlotView::setSelected(std::optional<int> index)
{
    m_selected = isIn(index, count()) ? index : std::nullopt;
    viewport()->update();
}

void PlotView::setCrosshairMode(CrosshairMode mode)
{
    m_mode = mode;
    viewport()->update();
}

void PlotView::rebuild()
{
    chart()->removeAllSeries();
    m_x->setRange(-0.5, std::max(1, count()) - 0.5);
    fit(size());
    viewport()->update();
}

void PlotView::fit(QSizeF size)
{
    const CutOff before = m_cutOff;
    layOut(size);
    if (m_cutOff != before)
        Q_EMIT cutOffChanged();
}

Scale PlotView::scaleAt(QSizeF size) const
{
    const bool whole = m_series.metric == delivery::Metric::DeploymentFrequency;
    const int steps = std::clamp(int((size.height() - kTop - kBottom) / kRoomForStep), 2, 5);
    return niceScale(plotted(m_series.metric, m_unit, scaleEnd(m_series)), steps, whole);
}

CutOff PlotView::cutOffAt(QSizeF size) const
{
    return beyond(m_series, scaleAt(size).top / plotted(m_series.metric, m_unit, 1));
}

void PlotView::layOut(QSizeF size)
{
    const double height = std::max(1.0, size.height() - kTop - kBottom);
    const PlotSeries drawing{m_series, m_unit, colorsOf(palette())};
    const double before = m_scale.top;
    m_scale = scaleAt(size);
    m_cutOff = cutOffAt(size);
    // What is cut off is cut off at the end of the axis.
    if (m_scale.top != before || chart()->series().isEmpty()) {
        chart()->removeAllSeries();
        drawing.addTo(*chart(), m_x, m_y, m_scale.top);
    }
    // In the order that never asks for many ticks: a wide range at the old, fine step would draw thousands of lines.
    if (m_scale.step > m_y->tickInterval()) {
        m_y->setTickInterval(m_scale.step);
        m_y->setRange(0, m_scale.top);
    } else {
        m_y->setRange(0, m_scale.top);
        m_y->setTickInterval(m_scale.step);
    }
    const double left = std::ceil(tabularWidth(uiFont(TextSize::Small), valueLabel(m_scale.top))) + kLabelGap + 4;
    m_area = QRectF(left, kTop, std::max(1.0, size.width() - left - kRight), height);
    chart()->setPlotArea(m_area);
}

void PlotView::renderAt(QPainter& painter, const QRectF& target)
{
    const QSizeF shown = size();
    chart()->resize(target.size());
    scene()->setSceneRect(QRectF(QPointF(), target.size()));
    layOut(target.size());
    chart()->layout()->activate();
    painter.save();
    painter.translate(target.topLeft());
    if (!m_isBlank)
        paintGrid(painter);
    painter.restore();
    scene()->render(&painter, target, QRectF(QPointF(), target.size()));
    painter.save();
    painter.translate(target.topLeft());
    paintLabels(painter);
    painter.restore();
    chart()->resize(shown);
    scene()->setSceneRect(QRectF(QPointF(), shown));
    layOut(shown);
}

QString PlotView::valueLabel(double value) const
{
    return fixedText(value, m_scale.decimals, locale());
}

double PlotView::xOf(qsizetype index) const
{
    return m_area.left() + m_area.width() * (double(index) + 0.5) / std::max(1, count());
}

std::optional<QPointF> PlotView::pointAt(int index) const
{
    const std::optional<double> value = m_series.points[index].value;
    if (!value)
        return std::nullopt;
    return QPointF(xOf(index), yOf(std::min(m_scale.top, plotted(m_series.metric, m_unit, *value))));
}

std::optional<int> PlotView::indexAt(QPointF position) const
{
    if (m_isBlank || !m_area.adjusted(-4, -kTop, 4, int(kBottom)).contains(position))
        return std::nullopt;
    const int index = int(std::floor((position.x() - m_area.left()) / m_area.width() * count()));
    return std::clamp(index, 0, count() - 1);
}

void PlotView::drawBackground(QPainter* painter, const QRectF&)
{
    if (m_isBlank)
        return;
    paintGrid(*painter);
    if (!m_selected)
        return;
    const double width = m_area.width() / count();
    const QRectF band(xOf(*m_selected) - width / 2, m_area.top(), width, m_area.height());
    painter->fillRect(band, colorsOf(palette())[Role::AccentSoft]);
}

void PlotView::drawForeground(QPainter* painter, const QRectF&)
{
    paintLabels(*painter);
    if (!m_isBlank && m_crosshair && m_mode != CrosshairMode::Off)
        paintCrosshair(*painter);
    if (hasFocus())
        paintFocusRing(*painter, rect(), colorsOf(palette()), 4);
}

void PlotView::paintLabels(QPainter& painter) const
{
    if (m_isBlank) {
        paintMissing(painter);
        return;
    }
    paintValueLabels(painter);
    paintTimeLabels(painter);
    paintValuesBeyond(painter);
}

void PlotView::paintValuesBeyond(QPainter& painter) const
{
    constexpr double kHalf = 4;
    const double end = m_scale.top * (1 + 1e-9);
    const Colors& colors = colorsOf(palette());
    const Role role = seriesRole(m_series.metric);
    painter.setPen(Qt::NoPen);
    for (qsizetype at = 0; at < m_series.points.size(); ++at) {
        const delivery::SeriesPoint& point = m_series.points[at];
        if (!point.value || plotted(m_series.metric, m_unit, *point.value) <= end)
            continue;
        const double x = xOf(at);
        painter.setBrush(point.partial ? colors.pale(role, kPaleOpacity) : colors[role]);
        painter.drawPolygon(QPolygonF({{x - kHalf, m_area.top()}, {x, m_area.top() - 7}, {x + kHalf, m_area.top()}}));
    }
}

void PlotView::paintMissing(QPainter& painter) const
{
    painter.setFont(uiFont(TextSize::Body));
    painter.setPen(colorsOf(palette()).text(Role::Muted));
    const QRectF box(kLabelGap, kTop, m_area.right() + kRight - 2 * kLabelGap, m_area.height() + kBottom - kTop);
    painter.drawText(box, int(Qt::AlignCenter) | int(Qt::TextWordWrap), m_missing);
}

double PlotView::yOf(double value) const
{
    return m_area.bottom() - m_area.height() * value / m_scale.top;
}

void PlotView::paintGrid(QPainter& painter) const
{
    painter.setPen(QPen(colorsOf(palette())[Role::Grid], 1));
    const int steps = int(std::lround(m_scale.top / m_scale.step));
    for (int step = 0; step <= steps; ++step) {
        const double y = std::round(yOf(step * m_scale.step)) + 0.5;
        painter.drawLine(QPointF(m_area.left(), y), QPointF(m_area.right(), y));
    }
}

void PlotView::paintValueLabels(QPainter& painter) const
{
    painter.setFont(uiFont(TextSize::Small));
    painter.setPen(colorsOf(palette()).text(Role::Muted));
    const double height = QFontMetricsF(painter.font()).height();
    const int steps = int(std::lround(m_scale.top / m_scale.step));
    for (int step = 0; step <= steps; ++step) {
        const QRectF box(0, yOf(step * m_scale.step) - height / 2, m_area.left() - kLabelGap, height);
        drawTabular(painter, box, Qt::AlignRight, valueLabel(step * m_scale.step));
    }
}

/// As many labels as stand side by side.
std::vector<PlotView::PlacedLabel> PlotView::placedLabels() const
{
    const QFontMetricsF metrics(uiFont(TextSize::Small));
    for (int most = std::max(1, int(m_area.width() / kRoomForLabel)); most > 0; --most) {
        std::vector<PlacedLabel> placed;
        bool fits = true;
        const auto labels = timeLabels(m_series.points, m_series.bucket, m_timeZone, most, locale());
        for (const TimeLabel& label : labels) {
            const double width = metrics.horizontalAdvance(label.text);
            const double last = std::max(0.0, m_area.right() + kRight - width);
            const QRectF box(std::clamp(xOf(label.index) - width / 2, 0.0, last), m_area.bottom() + 6, width + 1, kBottom - 6);
            fits = fits && (placed.empty() || placed.back().box.right() + kLabelGap <= box.left());
            placed.push_back({box, label.text});
        }
        if (fits || most == 1)
            return placed;
        most = std::min(most, int(labels.size()));
    }
    return {};
}

void PlotView::paintTimeLabels(QPainter& painter) const
{
    painter.setFont(uiFont(TextSize::Small));
    painter.setPen(colorsOf(palette()).text(Role::Muted));
    for (const PlacedLabel& label : placedLabels())
        painter.drawText(label.box, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine, label.text);
}

void PlotView::paintCrosshair(QPainter& painter) const
{
    const Colors& colors = colorsOf(palette());
    const double x = std::round(xOf(*m_crosshair)) + 0.5;
    painter.setPen(QPen(colors[Role::Faint], 1));
    painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
    if (const std::optional<QPointF> point = pointAt(*m_crosshair)) {
        painter.setPen(QPen(colors[seriesRole(m_series.metric)], 2));
        painter.setBrush(colors[Role::Surface]);
        painter.drawEllipse(QPointF(x, point->y()), 4, 4);
    }
    if (m_mode == CrosshairMode::LineAndValues)
        paintReadOut(painter, x, m_readOut(*m_crosshair));
}

void PlotView::paintReadOut(QPainter& painter, double x, const QStringList& lines) const
{
    if (lines.isEmpty())
        return;
    constexpr double kPadding = 8;
    constexpr double kGap = 10;
    constexpr Scaled kLine{16};
    const Colors& colors = colorsOf(palette());
    const QFont bold = uiFont(TextSize::Secondary, QFont::DemiBold);
    const QFont plain = uiFont(TextSize::Secondary);
    double width = 0;
    for (const QString& line : lines)
        width = std::max(width, std::max(tabularWidth(bold, line), tabularWidth(plain, line)));
    QRectF box(x + kGap, m_area.top() + 4, std::ceil(width) + 2 * kPadding, double(lines.size()) * kLine + 2 * kPadding - 4);
    if (box.right() > m_area.right() + kRight)
        box.moveRight(x - kGap);
    box.moveLeft(std::max(1.0, box.left()));
    painter.setPen(QPen(colors[Role::Line], 1));
    painter.setBrush(colors[Role::Raised]);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    QRectF row(box.left() + kPadding, box.top() + kPadding - 2, width + 1, kLine);
    for (qsizetype at = 0; at < lines.size(); ++at) {
        painter.setFont(at == 0 ? bold : plain);
        painter.setPen(colors.text(at == 0 ? Role::Text : Role::Muted, Role::Raised));
        drawTabular(painter, row, Qt::AlignLeft, lines[at]);
        row.translate(0, kLine);
    }
}

void PlotView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    fit(event->size());
}

void PlotView::moveCrosshair(std::optional<int> index)
{
    if (index == m_crosshair)
        return;
    setCrosshair(index);
    if (m_crosshair) {
        setAccessibleDescription(m_readOut(*m_crosshair).join(QStringLiteral(", ")));
        QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&changed);
    }
    Q_EMIT crosshairMoved(m_crosshair.value_or(-1));
}

void PlotView::mouseMoveEvent(QMouseEvent* event)
{
    moveCrosshair(indexAt(event->position()));
}

void PlotView::mousePressEvent(QMouseEvent* event)
{
    const std::optional<int> index = indexAt(event->position());
    if (event->button() != Qt::LeftButton || !index) {
        event->ignore();
        return;
    }
    setFocus(Qt::MouseFocusReason);
    setSelected(index);
    Q_EMIT pointSelected(*index);
}

void PlotView::leaveEvent(QEvent* event)
{
    QChartView::leaveEvent(event);
    moveCrosshair(std::nullopt);
}

void PlotView::focusOutEvent(QFocusEvent* event)
{
    QChartView::focusOutEvent(event);
    moveCrosshair(std::nullopt);
    viewport()->update();
}

void PlotView::keyPressEvent(QKeyEvent* event)
{
    const int last = m_isBlank ? -1 : count() - 1;
    const int from = m_crosshair.value_or(m_selected.value_or(last));
    const bool stands = m_crosshair.has_value();
    if (last >= 0 && event->key() == Qt::Key_Left)
        moveCrosshair(std::max(0, stands ? from - 1 : from));
    else if (last >= 0 && event->key() == Qt::Key_Right)
        moveCrosshair(std::min(last, stands ? from + 1 : from));
    else if (last >= 0 && event->key() == Qt::Key_Home)
        moveCrosshair(0);
    else if (last >= 0 && event->key() == Qt::Key_End)
        moveCrosshair(last);
    else if (event->key() == Qt::Key_C && event->modifiers() == Qt::NoModifier) {
        setCrosshairMode(CrosshairMode((int(m_mode) + 1) % 3));
        Q_EMIT crosshairModeChanged(m_mode);
    } else if (stands && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)) {
        setSelected(m_crosshair);
        Q_EMIT pointSelected(*m_crosshair);
    } else
        event->ignore();
}

void PlotView::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LocaleChange)
        rebuild();
}

} // namespace atalaya::widgets
