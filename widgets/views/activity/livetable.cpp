// SPDX-License-Identifier: GPL-3.0-or-later
#include "livetable.h"

#include "widgets/common/rowdelegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>

#include <utility>

namespace atalaya::widgets {

LiveTable::LiveTable(QWidget* parent) : QTableView(parent)
{
    dressTable(this);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &LiveTable::scrolled);
}

void LiveTable::setModel(QAbstractItemModel* model)
{
    QTableView::setModel(model); // first, so that the rows are there when they are looked at here
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int first, int last) { rowsCameIn(first, last); });
    connect(model, &QAbstractItemModel::modelReset, this, &LiveTable::follow);
}

bool LiveTable::isLookedAt() const
{
    return viewport()->underMouse() || selectionModel()->hasSelection();
}

void LiveTable::rowsCameIn(int first, int last)
{
    if (first != 0 || last + 1 == model()->rowCount() || (m_follows && !isLookedAt()))
        return;
    const int rows = last - first + 1;
    m_adjusting = true;
    const int value = verticalScrollBar()->value();
    executeDelayedItemsLayout(); // else the scroll bar does not know of the rows yet
    verticalScrollBar()->setValue(value + rows * verticalHeader()->defaultSectionSize());
    m_adjusting = false;
    setHeld(m_held + rows);
}

void LiveTable::scrolled(int value)
{
    if (m_adjusting)
        return;
    m_follows = value == 0;
    if (m_follows)
        setHeld(0);
}

void LiveTable::follow()
{
    clearSelection();
    m_follows = true;
    scrollToTop();
    setHeld(0);
}

void LiveTable::setHeld(int rows)
{
    if (std::exchange(m_held, rows) != rows)
        Q_EMIT heldChanged(rows);
}

bool LiveTable::viewportEvent(QEvent* event)
{
    const bool handled = QTableView::viewportEvent(event);
    if (event->type() == QEvent::Leave && m_follows && m_held > 0 && !selectionModel()->hasSelection())
        follow();
    return handled;
}

} // namespace atalaya::widgets
