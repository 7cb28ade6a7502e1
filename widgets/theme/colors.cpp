// SPDX-License-Identifier: GPL-3.0-or-later
#include "colors.h"

#include <QGuiApplication>

#include <cmath>

namespace atalaya::widgets {

namespace {

constexpr QRgb rgb(quint32 value)
{
    return 0xff000000U | value;
}

constexpr Colors kLight({rgb(0xf6f7f9), rgb(0xffffff), rgb(0xffffff), rgb(0xe3e6eb), rgb(0xeceff3), rgb(0x1b2330),
                         rgb(0x5d6878), rgb(0x8c96a5), rgb(0x2f6fde), rgb(0xe8f0fd), rgb(0x1a8a5a), rgb(0xb26b00),
                         rgb(0xc2362f), rgb(0x2f6fde), rgb(0xd9822b), rgb(0x1a8a5a), rgb(0x8a4fc7), rgb(0x0f8c99)});
constexpr Colors kDark({rgb(0x14181f), rgb(0x1b212b), rgb(0x222a36), rgb(0x2c3543), rgb(0x252d39), rgb(0xe6eaf0),
                        rgb(0x9aa6b6), rgb(0x6d798a), rgb(0x6aa1ff), rgb(0x22324d), rgb(0x45c08a), rgb(0xe0a23c),
                        rgb(0xf0766f), rgb(0x6aa1ff), rgb(0xf0a45a), rgb(0x45c08a), rgb(0xb48af0), rgb(0x4cc3cf)});

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

} // namespace

QColor Colors::pale(Role role, double opacity) const
{
    QColor color = (*this)[role];
    color.setAlphaF(float(opacity));
    return color;
}

QColor Colors::text(Role role, Role ground) const
{
    constexpr double kWanted = 4.5;
    constexpr int kSteps = 50;
    const QColor below = (*this)[ground];
    const QColor color = (*this)[role];
    if (role == Role::Faint || contrast(color, below) >= kWanted)
        return color;
    const int end = luminance(below) < 0.18 ? 255 : 0;
    const auto towards = [end](int channel, int step) { return channel + (end - channel) * step / kSteps; };
    for (int step = 1; step < kSteps; ++step) {
        const QColor moved(towards(color.red(), step), towards(color.green(), step), towards(color.blue(), step));
        if (contrast(moved, below) >= kWanted)
            return moved;
    }
    return {end, end, end};
}

const Colors& colorsOf(Scheme scheme)
{
    return scheme == Scheme::Dark ? kDark : kLight;
}

const Colors& colorsOf(const QPalette& palette)
{
    return colorsOf(schemeOf(palette));
}

Scheme schemeOf(const QPalette& palette)
{
    // A style sheet that asks for a transparent ground makes it a transparent black, which says nothing of the scheme.
    QColor window = palette.color(QPalette::Active, QPalette::Window);
    if (window.alpha() == 0)
        window = QGuiApplication::palette().color(QPalette::Active, QPalette::Window);
    return luminance(window) < 0.18 ? Scheme::Dark : Scheme::Light;
}

QPalette paletteOf(Scheme scheme)
{
    const Colors& colors = colorsOf(scheme);
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor& color) { palette.setColor(role, color); };
    set(QPalette::Window, colors[Role::Background]);
    set(QPalette::WindowText, colors[Role::Text]);
    set(QPalette::Base, colors[Role::Surface]);
    set(QPalette::AlternateBase, colors[Role::Background]);
    set(QPalette::Text, colors[Role::Text]);
    set(QPalette::Button, colors[Role::Raised]);
    set(QPalette::ButtonText, colors[Role::Text]);
    set(QPalette::BrightText, colors[Role::Bad]);
    set(QPalette::ToolTipBase, colors[Role::Raised]);
    set(QPalette::ToolTipText, colors[Role::Text]);
    set(QPalette::PlaceholderText, colors[Role::Muted]);
    set(QPalette::Highlight, colors[Role::AccentSoft]);
    set(QPalette::HighlightedText, colors[Role::Text]);
    set(QPalette::Link, colors[Role::Accent]);
    set(QPalette::LinkVisited, colors[Role::Accent]);
    set(QPalette::Light, colors[Role::Raised]);
    set(QPalette::Midlight, colors[Role::Grid]);
    set(QPalette::Mid, colors[Role::Line]);
    set(QPalette::Dark, colors[Role::Line]);
    set(QPalette::Shadow, colors[Role::Line]);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colors[Role::Faint]);
    return palette;
}

double luminance(const QColor& color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& one, const QColor& other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace atalaya::widgets
