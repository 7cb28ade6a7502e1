// SPDX-License-Identifier: GPL-3.0-or-later
#include "card.h"

#include "widgets/common/elidedlabel.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace atalaya::widgets {

void paintCard(QPainter& painter, const QRectF& rect, const Colors& colors, bool outlined)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors[outlined ? Role::Accent : Role::Line], 1));
    painter.setBrush(colors[Role::Surface]);
    // Half a pixel in, so that a line of one pixel covers one.
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), kCardRadius, kCardRadius);
    painter.restore();
}

void paintFocusRing(QPainter& painter, const QRectF& rect, const Colors& colors, double radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors[Role::Accent], 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

Card::Card(QWidget* parent) : QFrame(parent)
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(kCardPaddingX, kCardPaddingY, kCardPaddingX, kCardPaddingY);
    all->setSpacing(8);
    m_body = new QVBoxLayout;
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(8);
    all->addLayout(m_body, 1);
}

Card::Card(const QString& title, QWidget* parent) : Card(parent)
{
    setTitle(title);
}

void Card::ensureHead()
{
    if (m_head)
        return;
    m_head = new QWidget(this);
    m_headRow = new QHBoxLayout(m_head);
    m_headRow->setContentsMargins(0, 0, 0, 0);
    m_headRow->setSpacing(8);
    m_title = new ElidedLabel(Role::Text, TextSize::Body, m_head);
    m_title->setFont(uiFont(TextSize::Body, QFont::DemiBold));
    m_subtitleLabel = new ElidedLabel(Role::Muted, TextSize::Secondary, m_head);
    m_subtitleLabel->setDispensable(true);
    // It takes what the title leaves.
    m_subtitleLabel->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_headRow->addWidget(m_title);
    m_headRow->addWidget(m_subtitleLabel, 1);
    static_cast<QVBoxLayout*>(layout())->insertWidget(0, m_head);
}

QString Card::title() const
{
    return m_title ? m_title->text() : QString();
}

void Card::setTitle(const QString& title)
{
    ensureHead();
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::setSubtitle(const QString& subtitle, const QString& shorter)
{
    ensureHead();
    m_subtitle = subtitle;
    m_subtitleLabel->setText(subtitle, shorter);
    setAccessibleDescription(subtitle);
}

void Card::addHeadWidget(QWidget* widget)
{
    ensureHead();
    m_headRow->addWidget(widget, 0, Qt::AlignVCenter);
}

void Card::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintCard(painter, rect(), colorsOf(palette()));
}

void Card::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

} // namespace atalaya::widgets
