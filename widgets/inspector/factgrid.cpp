// SPDX-License-Identifier: GPL-3.0-or-later
#include "factgrid.h"

#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace atalaya::widgets {

namespace {

constexpr qsizetype kLongName = 32; ///< the title of an incident, say: it must not push its value out

} // namespace

FactGrid::FactGrid(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
}

void FactGrid::addRow()
{
    Row row{new QLabel(this), new QLabel(this)};
    setLook(row.name, QStringLiteral("muted"));
    row.name->setTextFormat(Qt::PlainText);
    row.name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row.value->setAlignment(Qt::AlignRight | Qt::AlignTop);
    row.value->setWordWrap(true);
    row.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row.value->setTextFormat(Qt::PlainText);
    for (QLabel* label : {row.name, row.value})
        label->setContentsMargins(0, 6, 0, 6);
    m_grid->addWidget(row.name, int(m_rows.size()), 0);
    m_grid->addWidget(row.value, int(m_rows.size()), 1);
    m_rows.append(row);
}

void FactGrid::setFacts(const QList<Fact>& facts)
{
    // Labels are kept: to make and style a dozen of them costs more than all else that the inspector does.
    while (m_rows.size() < facts.size())
        addRow();
    m_shown = facts.size();
    for (qsizetype at = 0; at < m_rows.size(); ++at) {
        const Row& row = m_rows.at(at);
        row.name->setVisible(at < m_shown);
        row.value->setVisible(at < m_shown);
        if (at >= m_shown)
            continue;
        const Fact& fact = facts.at(at);
        row.name->setWordWrap(fact.name.size() > kLongName);
        row.name->setText(fact.name);
        row.value->setText(fact.value);
        row.value->setFont(fact.monospace ? monospaceFont() : uiFont());
        row.value->setAccessibleName(fact.name + QStringLiteral(": ") + fact.value);
        row.value->setToolTip(fact.toolTip);
    }
}

void FactGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(colorsOf(palette())[Role::Line]);
    for (qsizetype at = 0; at + 1 < m_shown; ++at) {
        const Row& row = m_rows.at(at);
        const int y = std::max(row.name->geometry().bottom(), row.value->geometry().bottom());
        painter.drawLine(0, y, width(), y);
    }
}

} // namespace atalaya::widgets
