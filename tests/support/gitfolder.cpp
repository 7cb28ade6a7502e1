// SPDX-License-Identifier: GPL-3.0-or-later
#include "testsupport/gitfolder.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>

namespace atalaya::test {

bool GitFolder::isPossible()
{
    return !QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty();
}

GitFolder::GitFolder(const QString& name) : m_path(m_folder.filePath(name)) {}

void GitFolder::init(const QStringList& options)
{
    QDir().mkpath(m_path);
    run(QStringList{QStringLiteral("init"), QStringLiteral("--quiet"), QStringLiteral("--initial-branch=main")} +
        options);
}

int GitFolder::execute(const QString& folder, const QStringList& arguments, const QByteArray& input,
                       QString* output) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const auto set = [&environment](const char* name, const QString& value) {
        environment.insert(QString::fromLatin1(name), value);
    };
    const QString time = u'@' + QString::number(m_time) + QLatin1String(" +0000");
    for (const char* who : {"AUTHOR", "COMMITTER"}) {
        set(QByteArray("GIT_").append(who).append("_NAME").constData(), QStringLiteral("Ana"));
        set(QByteArray("GIT_").append(who).append("_EMAIL").constData(), QStringLiteral("ana@example.org"));
        set(QByteArray("GIT_").append(who).append("_DATE").constData(), time);
    }
    set("GIT_CONFIG_NOSYSTEM", QStringLiteral("1"));
    set("GIT_CONFIG_GLOBAL", QStringLiteral("/dev/null"));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("git"), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return -1;
    if (output)
        *output = QString::fromUtf8(process.readAll()).trimmed();
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

QString GitFolder::run(const QStringList& arguments, const QByteArray& input) const
{
    return runIn(m_path, arguments, input);
}

QString GitFolder::runIn(const QString& folder, const QStringList& arguments, const QByteArray& input) const
{
    QString output;
    if (execute(folder, arguments, input, &output) != 0)
        qFatal("git %s: %s", qUtf8Printable(arguments.join(u' ')), qUtf8Printable(output));
    return output;
}

bool GitFolder::tryRun(const QStringList& arguments) const
{
    return execute(m_path, arguments, {}, nullptr) == 0;
}

void GitFolder::write(const QString& file, const QByteArray& content) const
{
    const QString whole = m_path + u'/' + file;
    QDir().mkpath(QFileInfo(whole).path());
    QFile out(whole);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
        qFatal("cannot write %s", qUtf8Printable(whole));
}

QString GitFolder::commit(const QString& message, qint64 time, const QString& file, const QByteArray& content)
{
    write(file, content);
    run({QStringLiteral("add"), QStringLiteral("-A")});
    return commit(message, time);
}

QString GitFolder::commit(const QString& message, qint64 time)
{
    setTime(time);
    run({QStringLiteral("commit"), QStringLiteral("--quiet"), QStringLiteral("--allow-empty"), QStringLiteral("-m"),
         message});
    return run({QStringLiteral("rev-parse"), QStringLiteral("HEAD")});
}

void GitFolder::makeLine(int count, int tagEvery) const
{
    QByteArray stream;
    for (int number = 1; number <= count; ++number) {
        const QByteArray text = QByteArray::number(number) + '\n';
        const QByteArray mark = ':' + QByteArray::number(number);
        stream += "commit refs/heads/main\nmark " + mark + "\ncommitter Ana <ana@example.org> " +
                  QByteArray::number(1'500'000'000 + number) + " +0000\ndata 3\nabc\n";
        if (number > 1)
            stream += "from :" + QByteArray::number(number - 1) + '\n';
        stream += "M 100644 inline f\ndata " + QByteArray::number(text.size()) + '\n' + text;
        if (tagEvery > 0 && number % tagEvery == 0)
            stream += "reset refs/tags/v1." + QByteArray::number(number / tagEvery) + "\nfrom " + mark + "\n\n";
    }
    run({QStringLiteral("fast-import"), QStringLiteral("--quiet")}, stream);
}

} // namespace atalaya::test
