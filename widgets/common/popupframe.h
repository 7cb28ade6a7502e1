// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace atalaya::widgets {

/// The panel of what opens over the page: a raised ground inside a line of one pixel, so that it stands apart without a shadow. Its
/// corners are round where windows are blended with what is below them, and square where nobody can promise that (X11 may run
/// without a compositor, and then what is left out of a round corner is black).
class PopupFrame : public QWidget
{
    Q_OBJECT

public:
    explicit PopupFrame(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace atalaya::widgets
