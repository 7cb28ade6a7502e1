// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandregistry.h"

#include <QWidget>

#include <algorithm>
#include <limits>
#include <vector>

namespace atalaya::widgets {

namespace {

constexpr int kTogether = 8;   ///< for a letter that follows the one before at once
constexpr int kStartsWord = 6; ///< for a letter with which a word begins

} // namespace

CommandRegistry::CommandRegistry(QWidget* window) : QObject(window), m_window(window) {}

QAction* CommandRegistry::renamed(const Command& command)
{
    const auto known = std::find_if(m_commands.begin(), m_commands.end(), [&](const Command& other) { return other.id == command.id; });
    if (known == m_commands.end())
        return nullptr;
    known->group = command.group;
    known->text = command.text;
    QAction* action = m_actions.value(command.id);
    action->setText(command.text);
    return action;
}

void CommandRegistry::rename(const std::function<void()>& addAll)
{
    m_renames = true;
    addAll();
    m_renames = false;
}

QAction* CommandRegistry::add(Command command)
{
    if (m_renames)
        return renamed(command);
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
    // The best score of the letters so far, by the place where the last of them stands; one row a letter.
    constexpr int kNever = std::numeric_limits<int>::min();
    const qsizetype width = text.size();
    std::vector<int> best;
    for (const QChar wanted : pattern) {
        if (wanted.isSpace())
            continue;
        std::vector<int> next(size_t(width), kNever);
        int before = best.empty() ? 0 : kNever; // the best of the places before the last one
        for (qsizetype at = 0; at < width; ++at) {
            const int together = !best.empty() && at > 0 && best[size_t(at - 1)] != kNever ? best[size_t(at - 1)] + kTogether : kNever;
            if (!best.empty() && at > 1)
                before = std::max(before, best[size_t(at - 2)]);
            const int reached = std::max(before, together);
            if (reached == kNever || text[at].toCaseFolded() != wanted.toCaseFolded())
                continue;
            const bool startsWord = at == 0 || !text[at - 1].isLetterOrNumber();
            next[size_t(at)] = reached + (startsWord ? kStartsWord : 0);
        }
        best = std::move(next);
    }
    if (best.empty())
        return pattern.trimmed().isEmpty() ? std::optional(0) : std::nullopt;
    const int score = *std::max_element(best.begin(), best.end());
    return score == kNever ? std::nullopt : std::optional(score);
}

} // namespace atalaya::widgets
