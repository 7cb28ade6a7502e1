// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowdelegate.h"

#include "delivery/rows.h"
#include "widgets/models/cellmark.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>

#include <algorithm>
#include <optional>

namespace atalaya::widgets {

namespace {

constexpr int kPadding = 8;
constexpr int kIcon = 14;

int indentOf(const QModelIndex& index)
{
    return index.data(DeploymentsModel::ApartRole).toBool() ? QFontMetrics(uiFont()).horizontalAdvance(QChar(0x2003)) : 0;
}

struct Mark {
    IconName icon;
    Role role;
};

Mark markOf(delivery::Outcome outcome)
{
    switch (outcome) {
    case delivery::Outcome::Healthy:
        return {IconName::Check, Role::Good};
    case delivery::Outcome::Failed:
        return {IconName::Cross, Role::Bad};
    case delivery::Outcome::TooNew:
        return {IconName::Question, Role::Warning};
    case delivery::Outcome::NotSuccessful:
        return {IconName::Warning, Role::Muted};
    }
    return {IconName::Question, Role::Muted};
}

Mark markOf(CellMark mark)
{
    switch (mark) {
    case CellMark::Good:
        return {IconName::Check, Role::Good};
    case CellMark::Warning:
        return {IconName::Warning, Role::Warning};
    case CellMark::Bad:
        return {IconName::Cross, Role::Bad};
    case CellMark::Muted:
        break;
    }
    return {IconName::Question, Role::Muted};
}

std::optional<Mark> markAt(const QModelIndex& index)
{
    if (const QVariant outcome = index.data(DeploymentsModel::OutcomeRole); outcome.isValid())
        return markOf(delivery::Outcome(outcome.toInt()));
    if (const QVariant mark = index.data(kCellMarkRole); mark.isValid())
        return markOf(CellMark(mark.toInt()));
    return std::nullopt;
}

QRectF paintMark(QPainter& painter, const QRectF& rect, const Mark& mark, const QColor& color)
{
    paintIcon(painter, QRectF(rect.left(), rect.center().y() - kIcon / 2.0, kIcon, kIcon), mark.icon, color);
    return rect.adjusted(kIcon + 6, 0, 0, 0);
}

} // namespace

QSize RowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool monospace = index.data(DeploymentsModel::MonospaceRole).toBool();
    const bool marked = markAt(index).has_value();
    const QFont font = monospace ? monospaceFont() : uiFont();
    Q_UNUSED(option)
    return {int(tabularWidth(font, index.data().toString())) + 2 * kPadding + indentOf(index) + (marked ? kIcon + 6 : 0) + 2, kRowHeight};
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colors& colors = colorsOf(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const Role ground = selected ? Role::AccentSoft : Role::Surface;
    painter->save();
    if (selected)
        painter->fillRect(option.rect, colors[Role::AccentSoft]);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, colors.pale(Role::AccentSoft, 0.5));
    // Where the keys go is seen: the row between two lines of the accent.
    const bool focused = selected && option.widget && option.widget->hasFocus();
    painter->setPen(colors[focused ? Role::Accent : Role::Line]);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    if (focused)
        painter->drawLine(option.rect.topLeft(), option.rect.topRight());

    const bool monospace = index.data(DeploymentsModel::MonospaceRole).toBool();
    painter->setFont(monospace ? monospaceFont() : uiFont());
    QRectF rect = QRectF(option.rect).adjusted(kPadding + indentOf(index), 0, -kPadding, 0);
    Role role = monospace ? Role::Muted : Role::Text;
    if (monospace && selected)
        role = Role::Text;
    const Qt::Alignment alignment(index.data(Qt::TextAlignmentRole).toInt());
    if (const std::optional<Mark> mark = markAt(index)) {
        role = mark->role;
        painter->setRenderHint(QPainter::Antialiasing);
        QRectF from = rect; // a figure at the right has its mark beside it, not at the other edge
        if (alignment.testFlag(Qt::AlignRight))
            from.setLeft(std::max(rect.left(), rect.right() - tabularWidth(painter->font(), index.data().toString()) - kIcon - 6));
        rect = paintMark(*painter, from, *mark, colors.text(role, ground));
    }
    painter->setPen(colors.text(role, ground));
    const QString text = painter->fontMetrics().elidedText(index.data().toString(), monospace ? Qt::ElideMiddle : Qt::ElideRight,
                                                          int(rect.width()) + 1);
    if (alignment.testFlag(Qt::AlignRight))
        drawTabular(*painter, rect, alignment, text);
    else
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, text);
    painter->restore();
}

void dressTable(QTableView* table)
{
    table->setItemDelegate(new RowDelegate(table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false); // Tab leaves the table
    table->setWordWrap(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setMouseTracking(true);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(RowDelegate::kRowHeight);
    table->verticalHeader()->setMinimumSectionSize(RowDelegate::kRowHeight);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionsClickable(false);
    table->horizontalHeader()->setMinimumSectionSize(48);
}

void fitColumns(QTableView* table, int stretched)
{
    constexpr int kSample = 24;
    const QAbstractItemModel* model = table->model();
    QHeaderView* header = table->horizontalHeader();
    for (int column = 0; column < model->columnCount(); ++column) {
        header->setSectionResizeMode(column, column == stretched ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (column == stretched)
            continue;
        int width = model->headerData(column, Qt::Horizontal).toString().isEmpty() ? 0 : header->sectionSizeHint(column);
        for (int row = 0; row < std::min(kSample, model->rowCount()); ++row)
            width = std::max(width, table->itemDelegate()->sizeHint({}, model->index(row, column)).width());
        header->resizeSection(column, width);
    }
}

} // namespace atalaya::widgets
