// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
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
    /// What stands in the filters' place, at full width; it stays who gave it. Null: the filters.
    void setTools(QWidget* tools);
    void setTitle(const QString& title);
    void setExportPossible(bool possible);
    void openExportMenu();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_title;
    FilterBar* m_filters;
    QPointer<QWidget> m_tools;
    QToolButton* m_export;
};

} // namespace atalaya::widgets
