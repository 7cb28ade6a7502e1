// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QMenu;
class QToolButton;

namespace atalaya::widgets {

class FilterBar;

/// The line above a view: its name, the filters, and the export at the right.
class TopBar : public QWidget
{
    Q_OBJECT

public:
    explicit TopBar(QMenu* exportMenu, QWidget* parent = nullptr);

    FilterBar* filters() const { return m_filters; }
    void setTitle(const QString& title);
    void setExportPossible(bool possible);
    void openExportMenu();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_title;
    FilterBar* m_filters;
    QToolButton* m_export;
};

} // namespace atalaya::widgets
