// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/consolecommand.h"

#include "app/cli/command.h"
#include "app/cli/text.h"
#include "base/log.h"
#include "widgets/shell/mainwindow.h"

#include <QApplication>
#include <QSettings>
#include <QThreadPool>
#include <QTimer>
#include <QUrl>

namespace atalaya::app {

namespace {
constexpr std::chrono::seconds kApiStatusEvery{2};
constexpr quint16 kUsualPort = 8787; ///< that of `serve`, and of every example
} // namespace

ConsoleServer startConsoleServer(Engine& engine, quint16 port)
{
    api::ServerOptions options;
    options.port = port;
    auto server = engine.makeServer(options);
    Result<QUrl> url = server->start();
    if (url.isOk() || port == 0)
        return {std::move(server), std::move(url)};
    return startConsoleServer(engine, 0);
}

int runConsole(Context& context, const QString& path)
{
    if (const Status opened = openEngine(context); !opened.isOk())
        return failed(context, opened.failure());
    const Interruption interruption([] {
        QMetaObject::invokeMethod(
            qApp, [] { QApplication::closeAllWindows(); }, Qt::QueuedConnection);
    });

    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("atalaya"),
                       QStringLiteral("console"));
    QThreadPool pool;
    const auto [server, url] = startConsoleServer(*context.engine, kUsualPort);
    if (url.isError())
        qCWarning(lcApp, "The API of the console does not start: %s", qPrintable(url.error().userText));
    {
        widgets::MainWindow window(context.engine->consoleContext(pool, settings));
        const auto showStatus = [&window, &server = server, &url = url] {
            window.setApiStatus(url.isOk() ? url.value() : QUrl(), server->connections());
        };
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &window, showStatus);
        timer.start(kApiStatusEvery);
        showStatus();
        window.show();
        if (!path.isEmpty())
            window.importPath(path);
        QApplication::exec();
    }
    server->stop();
    pool.waitForDone();
    return kExitOk;
}

} // namespace atalaya::app
