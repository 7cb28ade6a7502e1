// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/consolecommand.h"

#include "app/cli/command.h"
#include "app/cli/text.h"
#include "base/log.h"
#include "widgets/models/apistatus.h"
#include "widgets/shell/mainwindow.h"

#include <QApplication>
#include <QDir>
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

QStringList mcpCommand(const GlobalOptions& options)
{
    QStringList command{QCoreApplication::applicationFilePath()};
    const QString folder = options.dataDir.isEmpty() ? defaultDataDir() : options.dataDir;
    command << QStringLiteral("--data-dir") << QDir(folder).absolutePath();
    if (!options.databaseUrl.isEmpty())
        command << QStringLiteral("--database") << options.databaseUrl;
    return command << QStringLiteral("mcp");
}

int runConsole(Context& context, const QString& path)
{
    if (const Status opened = openEngine(context); !opened.isOk())
        return failed(context, opened.failure());
    context.engine->audit().setActor(QStringLiteral("console"));
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
        widgets::ConsoleContext console = context.engine->consoleContext(pool, settings);
        console.mcpCommand = mcpCommand(context.options);
        widgets::MainWindow window(console);
        const auto showStatus = [&window, &server = server, &url = url] {
            window.setApiStatus({.url = url.isOk() ? url.value() : QUrl(),
                                 .clients = server->connections(),
                                 .why = url.isError() ? url.error().userText : QString()});
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
