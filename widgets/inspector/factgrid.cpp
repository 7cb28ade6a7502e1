// SPDX-License-Identifier: GPL-3.0-or-later
#include "factgrid.h"

#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace atalaya::widgets {

FactGrid::FactGrid(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
}

void FactGrid::setFacts(const QList<Fact>& facts)
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const Fact& fact : facts) {
        auto* name = new QLabel(fact.name, this);
        setLook(name, QStringLiteral("muted"));
        name->setContentsMargins(0, 6, 0, 6);
        name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        auto* value = new QLabel(fact.value, this);
        if (fact.monospace)
            value->setFont(monospaceFont());
        value->setContentsMargins(0, 6, 0, 6);
        value->setAlignment(Qt::AlignRight | Qt::AlignTop);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setTextFormat(Qt::PlainText);
        value->setAccessibleName(fact.name + QStringLiteral(": ") + fact.value);
        value->setToolTip(fact.toolTip);
        m_grid->addWidget(name, row, 0);
        m_grid->addWidget(value, row, 1);
        ++row;
    }
}

void FactGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(colorsOf(palette())[Role::Line]);
    for (int row = 0; row + 1 < m_grid->rowCount(); ++row) {
        const QLayoutItem* name = m_grid->itemAtPosition(row, 0);
        const QLayoutItem* value = m_grid->itemAtPosition(row, 1);
        if (!name || !value || !m_grid->itemAtPosition(row + 1, 0))
            continue; // rows that an earlier, longer list left behind
        const int y = std::max(name->geometry().bottom(), value->geometry().bottom());
        painter.drawLine(0, y, width(), y);
    }
}

} // namespace atalaya::widgets
