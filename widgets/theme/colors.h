// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

#include <array>

namespace atalaya::widgets {

enum class Scheme { Light, Dark };

/// What a colour is for; the only way in which the console names one.
enum class Role {
    Background,
    Surface,
    Raised,
    Line,
    Grid,
    Text,
    Muted,
    Faint, ///< only for what may be missed
    Accent,
    AccentSoft,
    Good,
    Warning,
    Bad,
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
};
inline constexpr int kRoleCount = 18;

/// One scheme's colour for each role.
class Colors
{
public:
    explicit constexpr Colors(const std::array<QRgb, kRoleCount>& values) : m_values(values) {}
    QColor operator[](Role role) const { return QColor::fromRgb(m_values[size_t(role)]); }
    /// The role at an opacity of 0..1.
    QColor pale(Role role, double opacity) const;
    /// The role for words on a ground: moved towards black or white as little as it takes for a contrast of 4.5. The faint role
    /// stays as it is.
    QColor text(Role role, Role ground = Role::Surface) const;

private:
    std::array<QRgb, kRoleCount> m_values;
};

const Colors& colorsOf(Scheme scheme);
/// Of the scheme that the palette's window colour belongs to.
const Colors& colorsOf(const QPalette& palette);
/// Dark when the window colour's relative luminance is below 0.18; where that is transparent, the program's counts.
Scheme schemeOf(const QPalette& palette);
QPalette paletteOf(Scheme scheme);

/// Relative luminance, 0..1 (WCAG 2.1).
double luminance(const QColor& color);
/// Contrast ratio, 1..21 (WCAG 2.1).
double contrast(const QColor& one, const QColor& other);

} // namespace atalaya::widgets
