// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme.h"

#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QApplication>
#include <QStyleFactory>

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
#include <QStyleHints>
#endif

namespace atalaya::widgets {

namespace {

struct Named {
    ThemeMode mode;
    QLatin1String name;
};
constexpr Named kNames[] = {{ThemeMode::System, QLatin1String("system")},
                            {ThemeMode::Light, QLatin1String("light")},
                            {ThemeMode::Dark, QLatin1String("dark")}};

Scheme systemScheme()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark ? Scheme::Dark : Scheme::Light;
#endif
    // Without a palette of our own in the way, the program's palette is the system's.
    QApplication::setPalette(QPalette());
    return schemeOf(QApplication::palette());
}

} // namespace

QString themeModeName(ThemeMode mode)
{
    for (const Named& named : kNames) {
        if (named.mode == mode)
            return named.name;
    }
    Q_UNREACHABLE();
}

std::optional<ThemeMode> themeModeFromName(QStringView name)
{
    for (const Named& named : kNames) {
        if (named.name == name)
            return named.mode;
    }
    return std::nullopt;
}

Theme::Theme(QObject* parent) : QObject(parent)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setFont(uiFont());
    apply();
}

void Theme::setMode(ThemeMode mode)
{
    if (m_mode == mode)
        return;
    m_mode = mode;
    apply();
}

void Theme::systemChanged()
{
    if (m_mode == ThemeMode::System && !m_applying)
        apply();
}

void Theme::apply()
{
    // Setting a palette tells every widget, and a widget that hears of it may call systemChanged().
    m_applying = true;
    const Scheme scheme = m_mode == ThemeMode::System ? systemScheme()
                          : m_mode == ThemeMode::Dark ? Scheme::Dark
                                                      : Scheme::Light;
    QApplication::setPalette(paletteOf(scheme));
    const bool isNew = m_applied != scheme;
    if (isNew) {
        m_applied = scheme;
        qApp->setStyleSheet(styleSheetOf(colorsOf(scheme)));
    }
    m_applying = false;
    if (isNew)
        Q_EMIT changed();
}

} // namespace atalaya::widgets
