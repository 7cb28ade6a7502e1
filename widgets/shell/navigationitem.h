// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"

#include <QAbstractButton>

namespace atalaya::widgets {

/// One view in the navigation: icon and name, or the icon alone; soft accent while it is shown.
class NavigationItem : public QAbstractButton
{
    Q_OBJECT

public:
    NavigationItem(const QString& id, const QString& text, IconName icon, QWidget* parent = nullptr);

    QString id() const { return m_id; }
    void setIconOnly(bool iconOnly);
    QSize sizeHint() const override { return {Scaled{160}, Scaled{34}}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_id;
    IconName m_icon;
    bool m_iconOnly = false;
};

} // namespace atalaya::widgets
