// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QWidget;

namespace atalaya::widgets {

/// Calls `say`, which sets the translated texts of a widget: now, and whenever the language of the program changes, for
/// as long as the widget lives.
void sayInLanguage(QWidget* widget, std::function<void()> say);

} // namespace atalaya::widgets
