// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkbutton.h"

#include "widgets/common/card.h"
#include "widgets/theme/colors.h"

#include <QKeyEvent>
#include <QPainter>

#include <cmath>

namespace atalaya::widgets {

namespace {

constexpr int kPadding = 4; ///< room for the focus ring

} // namespace

LinkButton::LinkButton(const QString& text, QWidget* parent) : LinkButton(text, TextSize::Secondary, parent) {}

LinkButton::LinkButton(const QString& text, TextSize size, QWidget* parent) : QAbstractButton(parent)
{
    setText(text);
    setFont(uiFont(size));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize LinkButton::sizeHint() const
{
    const QFontMetricsF metrics(font());
    return {int(std::ceil(metrics.horizontalAdvance(text()))) + 2 * kPadding,
            int(std::ceil(metrics.height())) + kPadding};
}

void LinkButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    QFont shown = font();
    shown.setUnderline(isEnabled() && underMouse());
    painter.setFont(shown);
    painter.setPen(isEnabled() ? colors.text(Role::Accent) : colors[Role::Faint]);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, text());
    if (hasFocus())
        paintFocusRing(painter, rect(), colors, 4);
}

void LinkButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace atalaya::widgets
