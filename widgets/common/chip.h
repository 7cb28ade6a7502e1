// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QToolButton>

namespace atalaya::widgets {

/// A filter that says its name and its value: "Service **all 12**". Pressing it (mouse, Space, Enter or Down) opens its
/// menu (QToolButton::setMenu) or its popup. A value that is not the default is outlined in the accent.
class Chip : public QToolButton
{
    Q_OBJECT

public:
    explicit Chip(const QString& name, QWidget* parent = nullptr);

    QString name() const { return m_name; }
    void setName(const QString& name);
    QString value() const { return m_value; }
    /// Long values are elided at about 240 px; the tool tip has them whole.
    void setValue(const QString& value);
    bool isDefault() const { return m_isDefault; }
    void setDefault(bool isDefault);

    /// A widget instead of a menu; the chip becomes its owner. It opens below the chip, closes on Esc or a click elsewhere, and
    /// gives the focus back.
    void setPopup(QWidget* popup);
    QWidget* popup() const { return m_popup; }
    void openPopup();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    /// Before the menu or popup is shown: time to fill it.
    void aboutToOpen();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void updateTexts();
    QString shownValue() const;

    QString m_name;
    QString m_value;
    bool m_isDefault = true;
    QPointer<QWidget> m_popup;
};

} // namespace atalaya::widgets
