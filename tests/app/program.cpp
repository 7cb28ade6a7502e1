// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTest>

namespace atalaya::test {

namespace {
constexpr int kPollMs = 5;
}

QJsonObject Outcome::json() const
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(out, &error);
    if (!document.isObject())
        QTest::qFail(QByteArray("no JSON object: " + out.left(200) + err.left(200)).constData(), __FILE__, __LINE__);
    return document.object();
}

bool Outcome::saysOneLine() const
{
    return out.isEmpty() && err.size() > 1 && err.count('\n') == 1 && err.endsWith('\n');
}

Program::Program() : environment(QProcessEnvironment::systemEnvironment())
{
    for (const char* name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "ATALAYA_DATABASE_PASSWORD",
                             "ATALAYA_DATABASE_PASSWORD_FILE"})
        environment.remove(QString::fromLatin1(name));
    environment.insert(QStringLiteral("HOME"), m_folder.path());
    environment.insert(QStringLiteral("XDG_DATA_HOME"), path(QStringLiteral("share")));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path(QStringLiteral("config")));
}

QString Program::write(const QString& name, const QByteArray& content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

QString Program::binary()
{
    return qEnvironmentVariable("ATALAYA_TEST_BINARY", QStringLiteral(ATALAYA_BINARY));
}

std::unique_ptr<QProcess> Program::start(const QStringList& arguments, Input input)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    if (input == Input::None)
        process->setStandardInputFile(QProcess::nullDevice());
    if (inChild)
        process->setChildProcessModifier(inChild);
    process->start(binary(), arguments);
    return process;
}

Outcome Program::runBare(const QStringList& arguments, int timeoutMs)
{
    return outcomeOf(*start(arguments), timeoutMs);
}

Outcome Program::run(const QStringList& arguments, int timeoutMs)
{
    if (!QFileInfo::exists(dataDir()))
        QDir().mkpath(dataDir()); // an empty folder is an empty store, also for commands that only read
    return runBare(QStringList{QStringLiteral("--data-dir"), dataDir()} + always + arguments, timeoutMs);
}

Outcome outcomeOf(QProcess& process, int timeoutMs)
{
    if (process.state() != QProcess::NotRunning && !process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

Outcome runTool(const QString& program, const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    return outcomeOf(process);
}

bool waitWhileRunning(QProcess& process, const std::function<bool()>& condition, int timeoutMs)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (process.state() == QProcess::NotRunning || timer.elapsed() > timeoutMs)
            return false;
        process.waitForFinished(kPollMs);
    }
    return true;
}

} // namespace atalaya::test
