// SPDX-License-Identifier: GPL-3.0-or-later
#include "navigationitem.h"

#include "widgets/common/card.h"
#include "widgets/theme/fonts.h"

#include <QPainter>

namespace atalaya::widgets {

NavigationItem::NavigationItem(const QString& id, const QString& text, IconName icon, QWidget* parent)
    : QAbstractButton(parent), m_id(id), m_icon(icon)
{
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setAutoExclusive(true);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NavigationItem::setIconOnly(bool iconOnly)
{
    m_iconOnly = iconOnly;
    update();
}

void NavigationItem::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = colorsOf(palette());
    const QRectF ground = QRectF(rect()).adjusted(0, 1, 0, -1);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? colors[Role::AccentSoft] : colors[Role::Grid]);
        painter.drawRoundedRect(ground, 6, 6);
    }
    const QColor color = isChecked() ? colors.text(Role::Accent, Role::AccentSoft) : colors.text(Role::Muted, Role::Surface);
    const QRectF box = m_iconOnly ? QRectF(rect()) : QRectF(10, 0, 16, height());
    paintIcon(painter, QRectF(box.center().x() - 8, box.center().y() - 8, 16, 16), m_icon, color);
    if (!m_iconOnly) {
        painter.setFont(uiFont(TextSize::Body, isChecked() ? QFont::DemiBold : QFont::Normal));
        painter.setPen(color);
        painter.drawText(rect().adjusted(36, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
    }
    if (hasFocus())
        paintFocusRing(painter, ground, colors, 6);
}

} // namespace atalaya::widgets
