// SPDX-License-Identifier: GPL-3.0-or-later
#include "elidedlabel.h"

#include <QPainter>

#include <cmath>

namespace atalaya::widgets {

ElidedLabel::ElidedLabel(Role role, TextSize size, QWidget* parent) : QWidget(parent), m_role(role)
{
    setFont(uiFont(size));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString& text, const QString& shorter)
{
    if (m_text == text && m_shorter == shorter)
        return;
    m_text = text;
    m_shorter = shorter;
    setAccessibleName(text);
    updateToolTip();
    updateGeometry();
    update();
}

void ElidedLabel::setDispensable(bool dispensable)
{
    m_isDispensable = dispensable;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetricsF metrics(font());
    return {int(std::ceil(metrics.horizontalAdvance(m_text))) + 1, int(std::ceil(metrics.height()))};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(colorsOf(palette()).text(m_role));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shownText());
}

QString ElidedLabel::shownText() const
{
    constexpr int kFewestLetters = 10; // fewer than that are no help
    const QString& chosen = m_shorter.isEmpty() || fits(m_text) ? m_text : m_shorter;
    const QString shown = QFontMetricsF(font()).elidedText(chosen, Qt::ElideRight, width());
    return m_isDispensable && shown != chosen && shown.size() < kFewestLetters ? QString() : shown;
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateToolTip();
}

void ElidedLabel::updateToolTip()
{
    setToolTip(fits(m_text) ? QString() : m_text);
}

bool ElidedLabel::fits(const QString& text) const
{
    return QFontMetricsF(font()).horizontalAdvance(text) <= width();
}

} // namespace atalaya::widgets
