// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "widgets/shell/consolecontext.h"
#include "widgets/theme/theme.h"

#include <QImage>
#include <QSize>
#include <QStringList>

#include <optional>

namespace atalaya::widgets {

struct RenderOptions {
    QString view = QStringLiteral("overview");
    QSize size{1600, 1000}; ///< at least 640 × 480
    ThemeMode theme = ThemeMode::Light;
    QStringList services; ///< empty: every service
    QString team;         ///< empty: any
    QString environment = QStringLiteral("production");
    std::optional<int> days; ///< only the last so many days; without: the range that a console opens with
};

/// The names that renderView() knows.
QStringList renderableViews();

/// A picture of a view as it looks on screen: builds the real window, waits for it to settle (at most `timeoutMs`) in an
/// event loop, and grabs it. Needs a QApplication, any platform plugin ("offscreen" too); GUI thread only.
Result<QImage> renderView(const ConsoleContext& context, const RenderOptions& options, int timeoutMs = 60'000);

} // namespace atalaya::widgets
