// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/fonts.h"

#include <QAbstractButton>

namespace atalaya::widgets {

/// A button that looks like a link: accent text, underlined under the mouse, with a focus ring. "Why this number".
class LinkButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit LinkButton(const QString& text, QWidget* parent = nullptr);
    LinkButton(const QString& text, TextSize size, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace atalaya::widgets
