// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListWidget;

namespace atalaya::widgets {

class CommandRegistry;

/// All commands behind one field: type a few letters, choose with the arrow keys, Enter runs, Esc closes. It lies over the top of
/// its window.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(CommandRegistry& registry, QWidget* window);

    void open();
    /// What is listed for the text typed, best first.
    QStringList shownIds() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fill(const QString& pattern);
    void fit();
    void runCurrent();
    void dismiss();

    CommandRegistry& m_registry;
    QLineEdit* m_field;
    QListWidget* m_list;
    QLabel* m_nothing; ///< instead of the list where nothing matches
    QPointer<QWidget> m_focusBefore;
};

} // namespace atalaya::widgets
