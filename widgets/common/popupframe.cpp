// SPDX-License-Identifier: GPL-3.0-or-later
#include "popupframe.h"

#include "widgets/theme/colors.h"
#include "widgets/theme/stylesheet.h"

#include <QGuiApplication>
#include <QPainter>

namespace atalaya::widgets {

namespace {

constexpr double kRadius = 8;

bool windowsAreBlended()
{
    const QString platform = QGuiApplication::platformName();
    return platform.startsWith(QLatin1String("wayland")) || platform == QLatin1String("windows")
           || platform == QLatin1String("cocoa") || platform == QLatin1String("offscreen");
}

} // namespace

PopupFrame::PopupFrame(QWidget* parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TranslucentBackground, windowsAreBlended());
}

void PopupFrame::paintEvent(QPaintEvent*)
{
    const Colors& colors = colorsOf(palette());
    const double radius = testAttribute(Qt::WA_TranslucentBackground) ? kRadius : 0;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(edgeOf(colors), 1));
    painter.setBrush(colors[Role::Raised]);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

} // namespace atalaya::widgets
