// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar.h"

#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"

#include <QTextCharFormat>

namespace atalaya::widgets {

namespace {

constexpr int kRadius = 6;
constexpr int kMargin = 8;

} // namespace

Calendar::Calendar(QWidget* parent) : QCalendarWidget(parent)
{
    setAttribute(Qt::WA_StyledBackground); // the style sheet's ground and line
    setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    dressHeader();
}

void Calendar::dressHeader()
{
    QTextCharFormat format;
    format.setForeground(colorsOf(palette()).text(Role::Muted, Role::Raised));
    for (int day = Qt::Monday; day <= Qt::Sunday; ++day)
        setWeekdayTextFormat(Qt::DayOfWeek(day), format); // the weekend, too, which is red by default
}

void Calendar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        dressHeader();
    QCalendarWidget::changeEvent(event);
}

void Calendar::paintCell(QPainter* painter, const QRect& rect, QDate date) const
{
    const Colors& colors = colorsOf(palette());
    const bool selected = date == selectedDate();
    const bool otherMonth = date.month() != monthShown() || date < minimumDate() || date > maximumDate();
    const QRectF cell = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected || date == QDate::currentDate()) {
        painter->setPen(QPen(colors[selected ? Role::AccentSoft : Role::Faint], 1));
        painter->setBrush(selected ? QBrush(colors[Role::AccentSoft]) : QBrush());
        painter->drawRoundedRect(cell, kRadius, kRadius);
    }
    painter->setFont(uiFont(TextSize::Body, selected ? QFont::DemiBold : QFont::Normal));
    painter->setPen(selected     ? colors.text(Role::Accent, Role::AccentSoft)
                    : otherMonth ? colors[Role::Faint]
                                 : colors.text(Role::Text, Role::Raised));
    painter->drawText(rect, Qt::AlignCenter, QString::number(date.day()));
    painter->restore();
}

} // namespace atalaya::widgets
