// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QColor;
class QWidget;

namespace atalaya::widgets {

class Colors;

/// The program's one style sheet, made from the colours of a scheme. It dresses Qt's own controls; chips, cards, badges and
/// plots paint themselves. A widget asks for a look by a dynamic property:
///  - QLabel: "look" = muted | secondary | faint | title | heading | good | warning | bad | mono
///  - QPushButton: "look" = primary (accent outline) | flat | choice (one of several: checked it is softly filled)
///  - QWidget: "look" = surface | page (the ground of bars and of the page) | raised (an item view or a calendar in a popup)
QString styleSheetOf(const Colors& colors);

/// The line around what opens over the page: stronger than that around the cards it lies on.
QColor edgeOf(const Colors& colors);

/// Sets the property "look" and lets the style see it.
void setLook(QWidget* widget, const QString& look);

} // namespace atalaya::widgets
