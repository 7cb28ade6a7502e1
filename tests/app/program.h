// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace atalaya::test {

/// What came of running a program.
struct Outcome
{
    int code = -1; ///< -1 when a signal ended it
    QByteArray out, err;

    QJsonObject json() const; ///< of stdout; fails the test when it is none
    bool saysOneLine() const; ///< on stderr, and nothing on stdout
};

/// The real `atalaya` (that of ATALAYA_TEST_BINARY, for example an installed one, otherwise the one just built), with a
/// home and a data folder of its own, and without a display.
class Program
{
public:
    Program();

    static QString binary();
    /// --data-dir and `always` are added; the folder is made when it is not there.
    Outcome run(const QStringList& arguments, int timeoutMs = 60'000);
    /// As run(), with nothing added.
    Outcome runBare(const QStringList& arguments, int timeoutMs = 60'000);
    /// Started, and not waited for.
    enum class Input { None, Pipe };
    std::unique_ptr<QProcess> start(const QStringList& arguments, Input input = Input::None);

    QString dataDir() const { return m_folder.filePath(QStringLiteral("data")); }
    /// A path in the temporary folder.
    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// Writes a file there and returns its path.
    QString write(const QString& name, const QByteArray& content) const;

    QProcessEnvironment environment;
    /// Stand before the arguments of every run().
    QStringList always;
    /// Called in the new process before it becomes the program (limits, another user).
    std::function<void()> inChild;

private:
    QTemporaryDir m_folder;
};

/// Waits for a process that was started; it is killed when it takes too long.
Outcome outcomeOf(QProcess& process, int timeoutMs = 60'000);
/// Runs any program, for example git or curl.
Outcome runTool(const QString& program, const QStringList& arguments, const QByteArray& input = {});
/// Until `condition` holds or the process has ended; the value of the condition.
bool waitWhileRunning(QProcess& process, const std::function<bool()>& condition, int timeoutMs = 30'000);

} // namespace atalaya::test
