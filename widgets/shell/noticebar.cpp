// SPDX-License-Identifier: GPL-3.0-or-later
#include "noticebar.h"

#include "widgets/common/card.h"
#include "widgets/common/language.h"
#include "widgets/common/linkbutton.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/icons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QToolButton>

namespace atalaya::widgets {

namespace {

struct Sign {
    IconName icon;
    Role role;
};

Sign signOf(NoticeBar::Kind kind)
{
    switch (kind) {
    case NoticeBar::Kind::Good:
        return {IconName::Check, Role::Good};
    case NoticeBar::Kind::Warning:
        return {IconName::Warning, Role::Warning};
    case NoticeBar::Kind::Bad:
        return {IconName::Cross, Role::Bad};
    }
    return {IconName::Check, Role::Good};
}

} // namespace

NoticeBar::NoticeBar(QWidget* parent)
    : QWidget(parent), m_text(new QLabel(this)), m_links(new QWidget(this)), m_linkRow(new QHBoxLayout(m_links))
{
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFocusPolicy(Qt::NoFocus);
    m_linkRow->setContentsMargins(0, 0, 0, 0);
    m_linkRow->setSpacing(12);
    auto* close = new QToolButton(this);
    close->setIcon(icon(IconName::Close));
    sayInLanguage(this, [close] {
        close->setAccessibleName(tr("Close the message"));
        close->setToolTip(close->accessibleName());
    });
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kPageMargin + 26, 8, kPageMargin - 4, 8);
    layout->setSpacing(12);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_links);
    layout->addWidget(close);
    connect(close, &QToolButton::clicked, this, &NoticeBar::dismiss);
    hide();
}

void NoticeBar::showNotice(Kind kind, const QString& text, const QList<QAction*>& actions, const QString& details)
{
    m_kind = kind;
    m_text->setText(text);
    setAccessibleName(text);
    while (QLayoutItem* item = m_linkRow->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // one of them may be what was just pressed
        delete item;
    }
    for (QAction* action : actions) {
        auto* link = new LinkButton(action->text(), m_links);
        action->setParent(link);
        connect(link, &LinkButton::clicked, action, &QAction::trigger);
        m_linkRow->addWidget(link);
    }
    if (!details.isEmpty()) {
        auto* link = new LinkButton(tr("Copy details"), m_links);
        connect(link, &LinkButton::clicked, this, [details] { QGuiApplication::clipboard()->setText(details); });
        m_linkRow->addWidget(link);
    }
    show();
    update();
}

void NoticeBar::dismiss()
{
    hide();
}

QString NoticeBar::text() const
{
    return m_text->text();
}

void NoticeBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = colorsOf(palette());
    const Sign sign = signOf(m_kind);
    painter.fillRect(rect(), colors[Role::Surface]);
    painter.fillRect(rect(), colors.pale(sign.role, 0.08));
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors[Role::Line]);
    paintIcon(painter, QRectF(kPageMargin, height() / 2.0 - 8, 16, 16), sign.icon, colors[sign.role]);
}

} // namespace atalaya::widgets
