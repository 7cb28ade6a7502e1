// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace atalaya::widgets {

class CommandRegistry;

/// The keyboard shortcuts as HTML, by group, made from the registry.
QString shortcutsHtml(const CommandRegistry& registry);

/// Help → Keyboard shortcuts.
class ShortcutsPage : public QDialog
{
    Q_OBJECT

public:
    ShortcutsPage(const CommandRegistry& registry, QWidget* parent);
};

} // namespace atalaya::widgets
