// SPDX-License-Identifier: GPL-3.0-or-later
#include "navigation.h"

#include "widgets/common/elidedlabel.h"
#include "widgets/common/language.h"
#include "widgets/shell/navigationitem.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace atalaya::widgets {

namespace {

/// The name of the program beside its mark.
class Brand : public QWidget
{
public:
    explicit Brand(QWidget* parent) : QWidget(parent) { setFixedHeight(Scaled{28}); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colors& colors = colorsOf(palette());
        paintIcon(painter, QRectF(8, height() / 2.0 - 10, 20, 20), IconName::App, colors[Role::Accent]);
        painter.setPen(colors[Role::Text]);
        painter.setFont(uiFont(TextSize::Title, QFont::DemiBold));
        painter.drawText(rect().adjusted(38, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("Atalaya"));
    }
};

/// Three lines: the main menu.
class MenuButton : public QToolButton
{
public:
    using QToolButton::QToolButton;

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QToolButton::paintEvent(event);
        QPainter painter(this);
        painter.setPen(QPen(colorsOf(palette()).text(Role::Muted, Role::Surface), 1.5, Qt::SolidLine, Qt::RoundCap));
        painter.setRenderHint(QPainter::Antialiasing);
        for (const int offset : {-4, 0, 4})
            painter.drawLine(QPointF(width() / 2.0 - 6, height() / 2.0 + offset), QPointF(width() / 2.0 + 6, height() / 2.0 + offset));
    }
};

/// A chevron to the left, or to the right while collapsed.
class CollapseButton : public QToolButton
{
public:
    using QToolButton::QToolButton;

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QToolButton::paintEvent(event);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colorsOf(palette()).text(Role::Muted, Role::Surface), 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const double way = isChecked() ? -1 : 1;
        const QPointF middle(width() / 2.0, height() / 2.0);
        painter.drawPolyline(QPolygonF{middle + QPointF(2.5 * way, -5), middle + QPointF(-2.5 * way, 0), middle + QPointF(2.5 * way, 5)});
    }
};

/// The line between two groups.
class Separator : public QWidget
{
public:
    explicit Separator(QWidget* parent) : QWidget(parent) { setFixedHeight(17); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(QRect(8, height() / 2, width() - 16, 1), colorsOf(palette())[Role::Line]);
    }
};

} // namespace

Navigation::Navigation(QMenu* menu, QWidget* parent)
    : QWidget(parent), m_list(new QVBoxLayout), m_brand(new Brand(this)), m_menuButton(new MenuButton(this)),
      m_collapseButton(new CollapseButton(this)), m_hint(nullptr)
{
    m_menuButton->setMenu(menu);
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setFixedSize(30, 28);
    m_menuButton->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    m_collapseButton->setCheckable(true);
    m_collapseButton->setFixedSize(30, 28);
    auto* hint = new ElidedLabel(Role::Faint, TextSize::Small, this);
    m_hint = hint;

    auto* head = new QHBoxLayout;
    head->setSpacing(0);
    head->addWidget(m_brand, 1);
    head->addWidget(m_menuButton);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_hint, 1);
    foot->addWidget(m_collapseButton);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 12, 8, 8);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addSpacing(12);
    m_list->setSpacing(0);
    layout->addLayout(m_list);
    layout->addStretch(1);
    layout->addLayout(foot);
    setFixedWidth(kWidth);
    connect(m_collapseButton, &QToolButton::clicked, this, &Navigation::collapseToggled);
    sayInLanguage(this, [this, hint] {
        setAccessibleName(tr("Views"));
        m_menuButton->setToolTip(tr("Menu (F10)"));
        m_menuButton->setAccessibleName(tr("Menu"));
        hint->setText(tr("%1 all commands").arg(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P).toString(QKeySequence::NativeText)));
        sayCollapsed();
    });
}

void Navigation::addItem(const QString& id, int group, IconName icon)
{
    if (m_lastGroup >= 0 && m_lastGroup != group)
        m_list->addWidget(new Separator(this));
    m_lastGroup = group;
    auto* item = new NavigationItem(id, {}, icon, this);
    m_list->addWidget(item);
    m_items.append(item);
    connect(item, &NavigationItem::clicked, this, [this, id] { Q_EMIT chosen(id); });
}

void Navigation::setWords(const QString& id, const QString& text, const QString& toolTip)
{
    for (NavigationItem* item : std::as_const(m_items)) {
        if (item->id() != id)
            continue;
        item->setText(text);
        item->setAccessibleName(text);
        item->setToolTip(toolTip);
    }
}

void Navigation::setCurrent(const QString& id)
{
    for (NavigationItem* item : std::as_const(m_items))
        item->setChecked(item->id() == id);
}

void Navigation::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    setFixedWidth(collapsed ? kNarrow : int(kWidth));
    m_brand->setVisible(!collapsed);
    m_hint->setVisible(!collapsed);
    m_menuButton->setFixedWidth(collapsed ? kNarrow - 16 : 30);
    m_collapseButton->setChecked(collapsed);
    m_collapseButton->setFixedWidth(collapsed ? kNarrow - 16 : 30);
    sayCollapsed();
    for (NavigationItem* item : std::as_const(m_items))
        item->setIconOnly(collapsed);
}

void Navigation::sayCollapsed()
{
    m_collapseButton->setAccessibleName(m_collapsed ? tr("Show the navigation with names") : tr("Show the navigation as icons"));
    m_collapseButton->setToolTip(m_collapseButton->accessibleName());
}

void Navigation::openMenu()
{
    m_menuButton->setFocus(Qt::ShortcutFocusReason);
    m_menuButton->menu()->popup(m_menuButton->mapToGlobal(QPoint(0, m_menuButton->height())));
}

void Navigation::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    painter.fillRect(rect(), colors[Role::Surface]);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), colors[Role::Line]);
}

void Navigation::keyPressEvent(QKeyEvent* event)
{
    const int by = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    for (qsizetype index = 0; by != 0 && index < m_items.size(); ++index) {
        if (!m_items.at(index)->hasFocus())
            continue;
        if (NavigationItem* next = m_items.value(index + by))
            next->setFocus(Qt::TabFocusReason);
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace atalaya::widgets
