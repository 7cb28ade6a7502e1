// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCalendarWidget>

namespace atalaya::widgets {

/// Qt's calendar in our colours, on a raised panel with a line around it; today is outlined, the chosen day filled.
class Calendar : public QCalendarWidget
{
    Q_OBJECT

public:
    explicit Calendar(QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;
    void paintCell(QPainter* painter, const QRect& rect, QDate date) const override;

private:
    void dressHeader();
};

} // namespace atalaya::widgets
