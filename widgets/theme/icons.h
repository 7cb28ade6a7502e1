// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/colors.h"

#include <QIcon>
#include <QPixmap>

class QPainter;

namespace atalaya::widgets {

/// The drawings of resources/icons, one stroke wide on a grid of 16.
enum class IconName {
    Overview,
    Trends,
    Anomalies,
    Deployments,
    Quality,
    Lineage,
    Catalogue,
    Logs,
    Agents,
    Risk,
    Capabilities,
    Operations,
    Close,
    Export,
    Search,
    Check,
    Cross,
    Question,
    Warning,
    Chevron,
    App,
    Table,
    Activity,
};
inline constexpr int kIconCount = 23;

/// Takes the role's colour from the program's palette whenever it is drawn, so it follows the theme without being set again.
/// Disabled it is faint; switched on (QIcon::On) or selected it is in the accent.
QIcon icon(IconName name, Role role = Role::Muted);
/// A square picture of `size` device-independent pixels.
QPixmap iconPixmap(IconName name, const QColor& color, int size, qreal devicePixelRatio = 1);
/// Draws the icon in the largest square in the middle of `rect`.
void paintIcon(QPainter& painter, const QRectF& rect, IconName name, const QColor& color);

/// The mark of the program on its tile, for windows and task bars.
QIcon appIcon();

} // namespace atalaya::widgets
