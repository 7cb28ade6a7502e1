// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/fonts.h"

#include <QStyledItemDelegate>

class QTableView;

namespace atalaya::widgets {

/// Draws the cells of the console's tables: numbers right-aligned with tabular digits, versions in the monospace face, outcomes
/// as icon, word and colour, one thin line below each row, the selection as a soft band over the whole row.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static constexpr Scaled kRowHeight{30};

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// The look and the habits that all tables share: whole rows, one at a time, no grid, rows of RowDelegate::kRowHeight.
void dressTable(QTableView* table);
/// As wide as the first rows need; `stretched` takes what is left. Cheap, whatever the number of rows.
void fitColumns(QTableView* table, int stretched);

} // namespace atalaya::widgets
