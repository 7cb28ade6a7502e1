// SPDX-License-Identifier: GPL-3.0-or-later
#include "badge.h"

#include "widgets/theme/fonts.h"

#include <QPainter>

#include <cmath>

namespace atalaya::widgets {

namespace {

constexpr double kPaddingX = 7;
constexpr double kPaddingY = 2;

} // namespace

QSizeF pillSize(const QString& text)
{
    const QFont font = uiFont(TextSize::Small);
    const double height = QFontMetricsF(font).height() + 2 * kPaddingY;
    return {std::max(height, std::ceil(tabularWidth(font, text)) + 2 * kPaddingX), std::ceil(height)};
}

void paintPill(QPainter& painter, const QRectF& rect, const QString& text, const Colors& colors, Role textRole)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF line = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(colors[Role::Line], 1));
    painter.setBrush(colors[Role::Raised]);
    painter.drawRoundedRect(line, line.height() / 2, line.height() / 2);
    painter.setFont(uiFont(TextSize::Small));
    painter.setPen(colors.text(textRole, Role::Raised));
    const double inset = (rect.width() - tabularWidth(painter.font(), text)) / 2;
    drawTabular(painter, rect.adjusted(inset, 0, 0, 0), Qt::AlignLeft, text);
    painter.restore();
}

Badge::Badge(const QString& text, QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setText(text);
}

void Badge::setText(const QString& text)
{
    m_text = text;
    setAccessibleName(text);
    setHidden(text.isEmpty());
    updateGeometry();
    update();
}

void Badge::setTextRole(Role role)
{
    m_role = role;
    update();
}

QSize Badge::sizeHint() const
{
    return pillSize(m_text).toSize();
}

void Badge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintPill(painter, rect(), m_text, colorsOf(palette()), m_role);
}

} // namespace atalaya::widgets
