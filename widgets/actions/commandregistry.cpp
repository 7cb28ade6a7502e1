// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandregistry.h"

#include <QWidget>

#include <algorithm>

namespace atalaya::widgets {

CommandRegistry::CommandRegistry(QWidget* window) : QObject(window), m_window(window) {}

QAction* CommandRegistry::add(Command command)
{
    Q_ASSERT(!command.id.isEmpty() && !m_actions.contains(command.id));
    for (const Command& other : std::as_const(m_commands)) {
        for (const QKeySequence& shortcut : std::as_const(command.shortcuts))
            Q_ASSERT_X(!other.shortcuts.contains(shortcut), "CommandRegistry::add", qPrintable(shortcut.toString()));
    }
    auto* action = new QAction(command.icon, command.text, m_window);
    action->setData(command.id);
    action->setShortcuts(command.shortcuts);
    action->setShortcutContext(Qt::WindowShortcut);
    if (command.run)
        connect(action, &QAction::triggered, this, [run = command.run] { run(); });
    m_window->addAction(action);
    m_actions.insert(command.id, action);
    m_commands.append(std::move(command));
    return action;
}

QAction* CommandRegistry::action(const QString& id) const
{
    return m_actions.value(id);
}

void CommandRegistry::refresh()
{
    for (const Command& command : std::as_const(m_commands)) {
        if (command.isPossible)
            m_actions.value(command.id)->setEnabled(command.isPossible());
    }
}

bool CommandRegistry::run(const QString& id)
{
    refresh();
    QAction* found = action(id);
    if (!found || !found->isEnabled())
        return false;
    found->trigger();
    return true;
}

std::optional<int> fuzzyScore(QStringView pattern, QStringView text)
{
    int score = 0;
    qsizetype at = 0;
    qsizetype previous = -2;
    for (const QChar wanted : pattern) {
        if (wanted.isSpace())
            continue;
        const qsizetype found = text.indexOf(wanted, at, Qt::CaseInsensitive);
        if (found < 0)
            return std::nullopt;
        const bool startsWord = found == 0 || !text[found - 1].isLetterOrNumber();
        score += (found == previous + 1 ? 8 : 0) + (startsWord ? 6 : 0) - int(std::min<qsizetype>(found - at, 5));
        previous = found;
        at = found + 1;
    }
    return score;
}

} // namespace atalaya::widgets
