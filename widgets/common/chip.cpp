// SPDX-License-Identifier: GPL-3.0-or-later
#include "chip.h"

#include "widgets/common/card.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"

#include <QCursor>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>

#include <cmath>

namespace atalaya::widgets {

namespace {

constexpr int kPaddingX = 10;
constexpr int kGap = 6;
constexpr Scaled kHeight{30};
constexpr int kRadius = 6;
constexpr Scaled kWidestValue{240};

} // namespace

Chip::Chip(const QString& name, QWidget* parent) : QToolButton(parent), m_name(name)
{
    setFont(uiFont());
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    updateTexts();
}

void Chip::setName(const QString& name)
{
    m_name = name;
    updateTexts();
}

void Chip::setValue(const QString& value)
{
    m_value = value;
    updateTexts();
}

void Chip::setDefault(bool isDefault)
{
    m_isDefault = isDefault;
    update();
}

void Chip::setPopup(QWidget* popup)
{
    delete m_popup;
    m_popup = popup;
    popup->setParent(this, Qt::Popup);
    popup->installEventFilter(this);
}

bool Chip::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_popup && event->type() == QEvent::Hide) {
        // The mouse may have gone while the popup had it, and no Leave comes for that.
        setAttribute(Qt::WA_UnderMouse, rect().contains(mapFromGlobal(QCursor::pos())));
        update();
    }
    if (watched == m_popup && event->type() == QEvent::MouseButtonPress) {
        // A press on the chip closes its popup; handed on to the chip it would open it again.
        const QPoint at = static_cast<QMouseEvent*>(event)->globalPosition().toPoint();
        m_popup->setAttribute(Qt::WA_NoMouseReplay, rect().contains(mapFromGlobal(at)));
    }
    return QToolButton::eventFilter(watched, event);
}

void Chip::openPopup()
{
    if (!m_popup)
        return;
    Q_EMIT aboutToOpen();
    m_popup->adjustSize();
    QPoint at = mapToGlobal(QPoint(0, height() + 4));
    if (const QScreen* screen = this->screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - m_popup->width())));
        at.setY(std::clamp(at.y(), room.top(), std::max(room.top(), room.bottom() - m_popup->height())));
    }
    m_popup->move(at);
    m_popup->show();
    m_popup->setFocus(Qt::PopupFocusReason);
    update();
}

QString Chip::shownValue() const
{
    return QFontMetricsF(uiFont(TextSize::Body, QFont::Medium)).elidedText(m_value, Qt::ElideRight, kWidestValue);
}

void Chip::updateTexts()
{
    setText(m_name + QChar(u' ') + m_value);
    setAccessibleName(tr("%1: %2", "a filter's name and its value").arg(m_name, m_value));
    setToolTip(shownValue() == m_value ? QString() : m_value);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    const double name = QFontMetricsF(uiFont()).horizontalAdvance(m_name);
    const double value = QFontMetricsF(uiFont(TextSize::Body, QFont::Medium)).horizontalAdvance(shownValue());
    return {int(std::ceil(name + kGap + value)) + 2 * kPaddingX, kHeight};
}

void Chip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = colorsOf(palette());
    const bool open = isDown() || (m_popup && m_popup->isVisible());
    painter.setPen(QPen(colors[m_isDefault && !open ? Role::Line : Role::Accent], 1));
    const Role ground = m_isDefault && !open ? Role::Raised : Role::AccentSoft;
    painter.setBrush(colors[ground == Role::Raised && underMouse() && isEnabled() ? Role::Grid : ground]);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);

    QRectF line = QRectF(rect()).adjusted(kPaddingX, 0, -kPaddingX, 0);
    constexpr int kFlags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine;
    painter.setFont(uiFont());
    painter.setPen(isEnabled() ? colors.text(Role::Muted, ground) : colors[Role::Faint]);
    painter.drawText(line, kFlags, m_name);
    line.setLeft(line.left() + QFontMetricsF(painter.font()).horizontalAdvance(m_name) + kGap);
    painter.setFont(uiFont(TextSize::Body, QFont::Medium));
    painter.setPen(isEnabled() ? colors.text(Role::Text, ground) : colors[Role::Faint]);
    painter.drawText(line, kFlags, shownValue());
    if (hasFocus())
        paintFocusRing(painter, rect(), colors, kRadius);
}

void Chip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && m_popup) {
        openPopup();
        return;
    }
    if (event->button() == Qt::LeftButton && menu())
        Q_EMIT aboutToOpen();
    QToolButton::mousePressEvent(event);
}

void Chip::keyPressEvent(QKeyEvent* event)
{
    const bool opens = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Down
                       || event->key() == Qt::Key_Space;
    if (!opens) {
        QToolButton::keyPressEvent(event);
    } else if (m_popup) {
        openPopup();
    } else if (menu()) {
        Q_EMIT aboutToOpen();
        showMenu();
    } else {
        click();
    }
}

} // namespace atalaya::widgets
