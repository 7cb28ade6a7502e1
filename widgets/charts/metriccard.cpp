// SPDX-License-Identifier: GPL-3.0-or-later
#include "metriccard.h"

#include "widgets/charts/sparkline.h"
#include "widgets/common/badge.h"
#include "widgets/common/card.h"
#include "widgets/theme/fonts.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace atalaya::widgets {

namespace {

constexpr Scaled kNameLine{17};
constexpr int kNameLines = 2;
constexpr Scaled kFigureHeight{34};
constexpr Scaled kDetailLine{16};
constexpr int kDetailLines = 2;
constexpr Scaled kCourseHeight{32};
constexpr Scaled kChangeLine{16};
constexpr int kCourseGap = 6;
constexpr Scaled kNarrowest{148};
const QString kDot = QStringLiteral(" · "); ///< between the parts of a detail
constexpr int kWidestCourse = 120;

/// The lines that a text breaks into, of which the first may be shorter; the last one of `most` is elided when there is more.
QStringList wrapped(const QString& text, const QFont& font, double first, double width, int most)
{
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QStringList lines;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(lines.isEmpty() ? first : width);
        if (lines.size() + 1 == most) {
            lines << QFontMetricsF(font).elidedText(text.mid(line.textStart()).trimmed(), Qt::ElideRight, width);
            break;
        }
        lines << text.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

/// The largest of three sizes at which the name has room in its lines.
QFont nameFont(const QString& name, double first, double width)
{
    for (const TextSize size : {TextSize::Body, TextSize::Secondary}) {
        const QStringList lines = wrapped(name, uiFont(size), first, width, kNameLines);
        if (lines.join(QChar(u' ')) == name)
            return uiFont(size);
    }
    return uiFont(TextSize::Small);
}

/// Without its last parts where there is no room for them.
QString shortened(QString text, const QFont& font, double width)
{
    while (tabularWidth(font, text) > width) {
        const qsizetype at = std::max(text.lastIndexOf(kDot), text.lastIndexOf(QStringLiteral(", ")));
        if (at <= 0)
            break;
        text.truncate(at);
    }
    return text;
}

/// The fullest wording for which there is room.
QString fittingDetail(const MetricWords& words, const QFont& font, double width)
{
    if (words.shortDetails.isEmpty() || tabularWidth(font, words.detail) <= width)
        return shortened(words.detail, font, width);
    const auto fits = [&](const QString& text) { return tabularWidth(font, text) <= width; };
    const auto found = std::find_if(words.shortDetails.begin(), words.shortDetails.end(), fits);
    return found == words.shortDetails.end() ? words.shortDetails.last() : *found;
}

/// The interval on one line and what it stands on below; of that, the last parts give way where there is no room (the tool tip has
/// them). Without an interval the words may take both lines. A third one says the figure without guesses.
QStringList detailLines(const MetricWords& words, double width)
{
    const QFont font = uiFont(TextSize::Secondary);
    QStringList lines;
    if (words.interval.isEmpty() && tabularWidth(font, words.detail) > width) {
        lines = wrapped(words.detail, font, width, width, kDetailLines);
    } else {
        for (const QString& line : {shortened(words.interval, font, width), fittingDetail(words, font, width)}) {
            if (!line.isEmpty())
                lines << QFontMetricsF(font).elidedText(line, Qt::ElideRight, width + 1);
        }
    }
    const bool fits = tabularWidth(font, words.sure) <= width;
    if (!words.sure.isEmpty())
        lines << QFontMetricsF(font).elidedText(fits ? words.sure : words.shortSure, Qt::ElideRight, width + 1);
    return lines;
}

} // namespace

MetricCard::MetricCard(QWidget* parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(policy);
    connect(this, &QAbstractButton::clicked, this, &MetricCard::whyRequested);
}

void MetricCard::setMetric(delivery::Metric metric, const delivery::Metrics& current,
                           const std::optional<delivery::Metrics>& previous, const delivery::Series& series)
{
    m_metric = metric;
    m_series = series;
    m_series.metric = metric;
    setWords(metricWords(metric, current, previous, locale()));
    setRoomForDetails(wantedDetails());
}

void MetricCard::setPending(delivery::Metric metric)
{
    m_metric = metric;
    m_series = {};
    MetricWords words;
    words.sentence = tr("%1: being computed").arg(metricTitle(metric));
    setWords(words);
}

void MetricCard::setWords(const MetricWords& words)
{
    m_words = words;
    setText(metricTitle(m_metric));
    setAccessibleName(words.sentence);
    setAccessibleDescription(tr("Press to see why."));
    setToolTip(words.sentence);
    updateGeometry();
    update();
}

void MetricCard::setRoomForDetails(int lines)
{
    if (m_detailRoom == lines)
        return;
    m_detailRoom = lines;
    updateGeometry();
    update();
}

void MetricCard::setSelected(bool selected)
{
    if (m_selected == selected)
        return;
    m_selected = selected;
    update();
    Q_EMIT selectedChanged(selected);
}

QSize MetricCard::sizeHint() const
{
    return {Scaled{190}, minimumSizeHint().height()};
}

QSize MetricCard::minimumSizeHint() const
{
    return {kNarrowest, 2 * kCardPaddingY + kNameLines * kNameLine + kFigureHeight + m_detailRoom * kDetailLine + kCourseGap
                            + kCourseHeight};
}

void MetricCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = colorsOf(palette());
    paintCard(painter, rect(), colors, m_selected || underMouse());
    if (m_selected)
        paintFocusRing(painter, rect(), colors, kCardRadius - 1);
    if (hasFocus())
        paintFocusRing(painter, QRectF(rect()).adjusted(4, 4, -4, -4), colors, kCardRadius - 3);

    // Counted from the bottom, so that the figures of a row of cards stand on one line however long the names are.
    const QRectF inner = QRectF(rect()).adjusted(kCardPaddingX, kCardPaddingY, -kCardPaddingX, -kCardPaddingY);
    QRectF course = inner;
    course.setTop(inner.bottom() - kCourseHeight);
    QRectF figure = inner;
    figure.setBottom(course.top() - kCourseGap);
    figure.setTop(figure.bottom() - m_detailRoom * kDetailLine - kFigureHeight);
    QRectF head = inner;
    head.setBottom(figure.top());
    paintHead(painter, head, colors);
    paintFigure(painter, figure, colors);
    paintCourse(painter, course, colors);
}

void MetricCard::paintHead(QPainter& painter, const QRectF& rect, const Colors& colors) const
{
    double room = rect.width();
    if (!m_words.score.isEmpty()) {
        const QSizeF size = pillSize(m_words.score);
        room -= size.width() + 6;
        paintPill(painter, QRectF(QPointF(rect.right() - size.width(), rect.top() - 1), size), m_words.score, colors);
    }
    // Only the first line has the score beside it.
    painter.setFont(nameFont(text(), room, rect.width()));
    painter.setPen(colors.text(Role::Muted));
    const QStringList lines = wrapped(text(), painter.font(), room, rect.width(), kNameLines);
    QRectF line(rect.left(), rect.top(), rect.width(), kNameLine);
    for (const QString& words : lines) {
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, words);
        line.translate(0, kNameLine);
    }
}

void MetricCard::paintFigure(QPainter& painter, const QRectF& rect, const Colors& colors) const
{
    const QRectF line(rect.left(), rect.top(), rect.width(), kFigureHeight);
    const QFont figureFont = uiFont(TextSize::Figure, QFont::DemiBold);
    const bool known = m_words.figure != noValue();
    painter.setFont(figureFont);
    painter.setPen(colors.text(known ? Role::Text : Role::Muted));
    drawTabular(painter, line, Qt::AlignLeft, m_words.figure);

    // The unit stands on the baseline of the figure.
    const QFontMetricsF metrics(figureFont);
    const double baseline = line.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    painter.setFont(uiFont());
    painter.setPen(colors.text(Role::Muted));
    painter.drawText(QPointF(line.left() + tabularWidth(figureFont, m_words.figure) + 5, baseline), m_words.unit);

    painter.setFont(uiFont(TextSize::Secondary));
    QRectF detail(rect.left(), line.bottom(), rect.width(), kDetailLine);
    for (const QString& words : detailLines(m_words, rect.width())) {
        drawTabular(painter, detail, Qt::AlignLeft, words);
        detail.translate(0, kDetailLine);
    }
}

void MetricCard::paintCourse(QPainter& painter, const QRectF& rect, const Colors& colors) const
{
    const QFont bold = uiFont(TextSize::Secondary, QFont::Medium);
    const QFont small = uiFont(TextSize::Small);
    const double words = std::ceil(std::max(tabularWidth(bold, m_words.change), tabularWidth(small, m_words.verdict)));
    QRectF course = rect;
    course.setWidth(std::min<double>(kWidestCourse, rect.width() - (words > 0 ? words + 8 : 0)));
    paintSparkline(painter, course, m_series, colors);
    painter.setPen(colors.text(!m_words.better ? Role::Muted : *m_words.better ? Role::Good : Role::Bad));
    QRectF line(rect.left(), rect.bottom() - 2 * kChangeLine, rect.width(), kChangeLine);
    painter.setFont(bold);
    drawTabular(painter, line, Qt::AlignRight, m_words.change);
    line.translate(0, kChangeLine);
    painter.setFont(small);
    drawTabular(painter, line, Qt::AlignRight, m_words.verdict);
}

void MetricCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void MetricCard::changeEvent(QEvent* event)
{
    QAbstractButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

} // namespace atalaya::widgets
