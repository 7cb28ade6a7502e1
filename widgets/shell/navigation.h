// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"

#include <QWidget>

class QMenu;
class QToolButton;
class QVBoxLayout;

namespace atalaya::widgets {

class NavigationItem;

/// The views, by group, at the left edge; 196 px wide, or icons alone. Up and Down move through them.
class Navigation : public QWidget
{
    Q_OBJECT

public:
    static constexpr Scaled kWidth{196};
    static constexpr int kNarrow = 56;

    explicit Navigation(QMenu* menu, QWidget* parent = nullptr);

    /// A view of the group; groups are parted by a line.
    void addItem(const QString& id, int group, IconName icon);
    void setWords(const QString& id, const QString& text, const QString& toolTip);
    void setCurrent(const QString& id);
    bool isCollapsed() const { return m_collapsed; }
    void setCollapsed(bool collapsed);
    void openMenu();

Q_SIGNALS:
    void chosen(const QString& id);
    /// A person pressed the button at the bottom.
    void collapseToggled();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void sayCollapsed();

    QList<NavigationItem*> m_items;
    QVBoxLayout* m_list;
    QWidget* m_brand;
    QToolButton* m_menuButton;
    QToolButton* m_collapseButton;
    QWidget* m_hint;
    int m_lastGroup = -1;
    bool m_collapsed = false;
};

} // namespace atalaya::widgets
