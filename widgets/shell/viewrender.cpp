// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewrender.h"

#include "widgets/models/filters.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/stylesheet.h"

#include <QDialog>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPainter>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

namespace atalaya::widgets {

namespace {

constexpr int kDrawMs = 80; // for what is drawn a moment after its data: plots lay themselves out

Filters filtersOf(const RenderOptions& options)
{
    Filters filters;
    filters.services = options.services;
    filters.team = options.team;
    filters.environment = options.environment;
    filters.rangeChosen = options.days.has_value();
    if (options.days)
        filters.range = {DateRange::Kind::LastDays, *options.days, {}, {}};
    return filters;
}

/// Whether the window came to rest in time.
bool waitFor(MainWindow& window, int timeoutMs)
{
    QEventLoop loop;
    QTimer::singleShot(timeoutMs, &loop, &QEventLoop::quit);
    QObject::connect(&window, &MainWindow::settled, &loop, &QEventLoop::quit);
    if (!window.isSettled())
        loop.exec();
    if (!window.isSettled())
        return false;
    QTimer::singleShot(kDrawMs, &loop, &QEventLoop::quit);
    loop.exec();
    return window.isSettled();
}

/// The window, and in its middle the dialog that stands over it.
QImage pictureOf(MainWindow& window)
{
    QImage picture = window.grab().toImage();
    for (QDialog* dialog : window.findChildren<QDialog*>(Qt::FindDirectChildrenOnly)) {
        if (!dialog->isVisible())
            continue;
        const QPixmap own = dialog->grab();
        QRect place(QPoint(), own.deviceIndependentSize().toSize());
        place.moveCenter(window.rect().center());
        QPainter painter(&picture);
        painter.fillRect(window.rect(), QColor(0, 0, 0, 90));
        painter.drawPixmap(place.topLeft(), own);
        painter.setPen(edgeOf(colorsOf(window.palette())));
        painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
    return picture;
}

} // namespace

QStringList renderableViews()
{
    return MainWindow::viewIds();
}

Result<QImage> renderView(const ConsoleContext& context, const RenderOptions& options, int timeoutMs)
{
    if (!renderableViews().contains(options.view))
        return Error{ErrorCode::InvalidInput, MainWindow::tr("There is no view “%1”; there are: %2.")
                                                  .arg(options.view, renderableViews().join(QStringLiteral(", ")))};
    if (options.size.width() < 640 || options.size.height() < 480)
        return Error{ErrorCode::InvalidInput, MainWindow::tr("A picture has at least 640 × 480 pixels.")};
    // The person's own settings neither shape the picture nor are changed by it.
    const QTemporaryDir folder;
    if (!folder.isValid())
        return Error{ErrorCode::Io, MainWindow::tr("The temporary folder cannot be written."), folder.errorString()};
    QSettings settings(folder.filePath(QStringLiteral("render.ini")), QSettings::IniFormat);
    const ConsoleContext own{context.delivery, context.imports, context.catalog, context.tokens,    context.activity,
                             context.loadDemo, context.pool,    settings,        context.mcpCommand};
    MainWindow window(own);
    window.setTheme(options.theme);
    window.setFilters(filtersOf(options));
    window.setAttribute(Qt::WA_DontShowOnScreen);
    window.resize(options.size);
    window.show();
    window.showView(options.view);
    QElapsedTimer clock;
    clock.start();
    bool settled = false;
    while (!settled && clock.elapsed() < timeoutMs)
        settled = waitFor(window, timeoutMs - int(clock.elapsed()));
    if (!settled)
        return Error{ErrorCode::Unavailable, MainWindow::tr("The view was not ready in time.")};
    return pictureOf(window);
}

} // namespace atalaya::widgets
