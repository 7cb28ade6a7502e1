// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>

#include <functional>
#include <optional>

class QWidget;

namespace atalaya::widgets {

/// Something a person can do, whichever way: menu, shortcut, button or palette.
struct Command {
    QString id;    ///< "import.git"; unique
    QString group; ///< translated: "Data"
    QString text;  ///< translated, an imperative: "Import a repository…"
    QList<QKeySequence> shortcuts = {};
    QIcon icon = {};
    std::function<void()> run = {};
    /// Asked whenever a list of commands is shown; without one it is always possible.
    std::function<bool()> isPossible = {};
};

/// Every command of the window, in the order in which they were added. One QAction a command, owned by the window.
class CommandRegistry : public QObject
{
    Q_OBJECT

public:
    explicit CommandRegistry(QWidget* window);

    /// The action; its data is the command's id. An id or a shortcut that is taken is a programming error.
    QAction* add(Command command);
    /// Calls `addAll`, in which add() only renews the words of the commands that there are: for another language.
    void rename(const std::function<void()>& addAll);
    /// Null when there is none with this id.
    QAction* action(const QString& id) const;
    const QList<Command>& commands() const { return m_commands; }
    /// Looks again which commands are possible.
    void refresh();
    /// Runs the command if it exists and is possible; whether it did.
    bool run(const QString& id);

private:
    QAction* renamed(const Command& command);

    QWidget* m_window;
    bool m_renames = false;
    QList<Command> m_commands;
    QHash<QString, QAction*> m_actions;
};

/// How well `text` fits what was typed: every letter in order, better when together and at the beginnings of words. Nothing when
/// it does not; the empty pattern fits everything alike.
std::optional<int> fuzzyScore(QStringView pattern, QStringView text);

} // namespace atalaya::widgets
