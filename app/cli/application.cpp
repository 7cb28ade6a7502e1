// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/application.h"

#include "app/cli/text.h"

#include <QApplication>
#include <QTranslator>

#include <cstdio>

namespace atalaya::app {

namespace {

constexpr const char* kPlatform = "QT_QPA_PLATFORM";

// QApplication keeps references to both for as long as it lives.
struct Arguments
{
    explicit Arguments(char* name) : values{name, nullptr} {}
    int count = 1;
    char* values[2];
};

/// Qt remarks on the environment while it starts; only what ends the program is for the person.
void dropRemarks(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    if (type == QtFatalMsg)
        std::fprintf(stderr, "atalaya: %s\n", qPrintable(message.simplified()));
}

std::shared_ptr<QCoreApplication> make(Action::Needs needs, char* programName)
{
    struct Holder
    {
        explicit Holder(char* name) : arguments(name) {}
        Arguments arguments;
        QTranslator plurals;
        std::unique_ptr<QCoreApplication> application;
    };
    const auto holder = std::make_shared<Holder>(programName);
    const QtMessageHandler before = qInstallMessageHandler(dropRemarks);
    if (needs == Action::Needs::Core)
        holder->application = std::make_unique<QCoreApplication>(holder->arguments.count, holder->arguments.values);
    else
        holder->application = std::make_unique<QApplication>(holder->arguments.count, holder->arguments.values);
    qInstallMessageHandler(before);
    // English is what the source says, but for "1 deployment" and "2 deployments".
    if (holder->plurals.load(QStringLiteral(":/translations/atalaya_en.qm")))
        QCoreApplication::installTranslator(&holder->plurals);
    return {holder, holder->application.get()};
}

} // namespace

Result<std::shared_ptr<QCoreApplication>> makeApplication(Action::Needs needs, char* programName)
{
    QCoreApplication::setApplicationName(QStringLiteral("atalaya"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ATALAYA_VERSION));
    if (needs == Action::Needs::Core)
        return make(needs, programName);
    QGuiApplication::setDesktopFileName(QStringLiteral("atalaya"));
    if (!qEnvironmentVariableIsEmpty(kPlatform)) // the person, or a test, knows better
        return make(needs, programName);
    if (needs == Action::Needs::Pictures) {
        qputenv(kPlatform, "offscreen");
        return make(needs, programName);
    }
    // Qt ends the program when no platform works. With one in the list that always does, we can say it in words.
    const bool wayland = qEnvironmentVariable("XDG_SESSION_TYPE") == QLatin1String("wayland");
    qputenv(kPlatform, wayland ? "wayland;xcb;offscreen" : "xcb;wayland;offscreen");
    auto application = make(needs, programName);
    qunsetenv(kPlatform); // not for programs that this one starts
    if (QGuiApplication::platformName() != QLatin1String("offscreen"))
        return application;
    return Error{ErrorCode::Io,
                 tr("There is no display to show the console on; use \"atalaya delivery\" or \"atalaya serve\".")};
}

} // namespace atalaya::app
