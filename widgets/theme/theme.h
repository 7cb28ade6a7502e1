// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>

namespace atalaya::widgets {

enum class Scheme;
enum class ThemeMode { System, Light, Dark };

QString themeModeName(ThemeMode mode);
std::optional<ThemeMode> themeModeFromName(QStringView name);

/// Gives the program its look: style, fonts, palette and style sheet. A change reaches every widget at once, as a change of
/// palette; widgets take their colours from colorsOf(palette()).
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode);
    /// Follows the system again after it changed; does nothing in the fixed modes.
    void systemChanged();

Q_SIGNALS:
    void changed();

private:
    void apply();

    ThemeMode m_mode = ThemeMode::System;
    bool m_applying = false;
    std::optional<Scheme> m_applied;
};

} // namespace atalaya::widgets
