// SPDX-License-Identifier: GPL-3.0-or-later
#include "treedelegate.h"

#include "widgets/models/catalogtree.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"

#include <QPainter>

#include <algorithm>

namespace atalaya::widgets {

namespace {
constexpr Scaled kRowHeight{26};
constexpr int kPadding = 6;
} // namespace

QSize TreeDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    Q_UNUSED(option)
    Q_UNUSED(index)
    return {100, kRowHeight};
}

void TreeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colors& colors = colorsOf(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool isGroup = index.data(CatalogTree::DatasetRole).toString().isEmpty();
    const bool isField = !index.data(CatalogTree::FieldRole).toString().isEmpty();
    const Role ground = selected ? Role::AccentSoft : Role::Surface;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(option.rect).adjusted(0, 1, -1, -1);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? colors[Role::AccentSoft] : colors.pale(Role::AccentSoft, 0.5));
        painter->drawRoundedRect(box, 6, 6);
    }
    if (selected && option.widget && option.widget->hasFocus()) {
        painter->setPen(colors[Role::Accent]);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
    QRectF line = box.adjusted(kPadding, 0, -kPadding, 0);
    const QString detail = index.data(CatalogTree::DetailRole).toString();
    painter->setFont(uiFont(TextSize::Secondary));
    const double most = line.width() * (isField ? 0.45 : 0.6);
    const QString shown = painter->fontMetrics().elidedText(detail, Qt::ElideRight, int(most));
    painter->setPen(colors.text(Role::Muted, ground));
    drawTabular(*painter, line, Qt::AlignRight | Qt::AlignVCenter, shown);
    if (!shown.isEmpty())
        line.setRight(line.right() - tabularWidth(painter->font(), shown) - 8);
    painter->setFont(isField ? monospaceFont() : uiFont(isGroup ? TextSize::Secondary : TextSize::Body, isGroup ? QFont::DemiBold : QFont::Normal));
    painter->setPen(colors.text(isGroup ? Role::Muted : Role::Text, ground));
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, int(std::max(0.0, line.width()))));
    painter->restore();
}

} // namespace atalaya::widgets
