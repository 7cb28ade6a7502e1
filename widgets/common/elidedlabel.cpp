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

void ElidedLabel::setText(const QString& text)
{
    if (m_text == text)
        return;
    m_text = text;
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
    constexpr int kFewestLetters = 10; // fewer than that are no help
    const QString shown = QFontMetricsF(font()).elidedText(m_text, Qt::ElideRight, width());
    if (m_isDispensable && shown != m_text && shown.size() < kFewestLetters)
        return;
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateToolTip();
}

void ElidedLabel::updateToolTip()
{
    setToolTip(QFontMetricsF(font()).horizontalAdvance(m_text) > width() ? m_text : QString());
}

} // namespace atalaya::widgets
