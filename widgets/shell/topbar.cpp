// SPDX-License-Identifier: GPL-3.0-or-later
#include "topbar.h"

#include "widgets/common/card.h"
#include "widgets/common/language.h"
#include "widgets/shell/filterbar.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace atalaya::widgets {

TopBar::TopBar(QMenu* exportMenu, QWidget* parent)
    : QWidget(parent), m_title(new QLabel(this)), m_filters(new FilterBar(this)), m_export(new QToolButton(this))
{
    setLook(m_title, QStringLiteral("title"));
    m_title->setFixedHeight(Scaled{32});
    m_export->setMenu(exportMenu);
    m_export->setPopupMode(QToolButton::InstantPopup);
    setLook(m_export, QStringLiteral("button"));
    m_export->setFixedHeight(Scaled{30}); // as high as the chips
    m_export->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    sayInLanguage(this, [this] {
        m_export->setText(tr("Export"));
        m_export->setToolTip(tr("Export (%1)").arg(QKeySequence(Qt::CTRL | Qt::Key_E).toString(QKeySequence::NativeText)));
    });
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kPageMargin, 10, kPageMargin, 11);
    layout->setSpacing(20);
    layout->addWidget(m_title, 0, Qt::AlignTop);
    layout->addWidget(m_filters, 1);
    layout->addWidget(m_export, 0, Qt::AlignTop);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TopBar::setTools(QWidget* tools)
{
    if (m_tools == tools)
        return;
    auto* row = static_cast<QHBoxLayout*>(layout());
    if (m_tools) {
        row->removeWidget(m_tools);
        m_tools->hide();
    }
    m_tools = tools;
    m_filters->setVisible(!tools);
    if (tools) {
        row->insertWidget(row->indexOf(m_export), tools, 1, Qt::AlignTop);
        tools->show();
    }
}

void TopBar::setTitle(const QString& title)
{
    m_title->setText(title);
}

void TopBar::setExportPossible(bool possible)
{
    m_export->setEnabled(possible);
}

void TopBar::openExportMenu()
{
    m_export->setFocus(Qt::ShortcutFocusReason);
    m_export->menu()->popup(m_export->mapToGlobal(QPoint(0, m_export->height())));
}

void TopBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    painter.fillRect(rect(), colors[Role::Surface]);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors[Role::Line]);
}

} // namespace atalaya::widgets
