// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitprogram.h"

#include <QStandardPaths>

namespace atalaya::ingest {

namespace {

/// Nothing of the caller's environment but the search path, so that GIT_* variables, a home folder's settings and
/// credential helpers do not reach it.
QProcessEnvironment environmentFor(const QString& gitDirectory)
{
    QProcessEnvironment environment;
    const auto set = [&environment](const char* name, const QString& value) {
        environment.insert(QString::fromLatin1(name), value);
    };
    set("PATH", qEnvironmentVariable("PATH"));
    set("LC_ALL", QStringLiteral("C"));
    set("HOME", QStringLiteral("/nonexistent"));
    set("XDG_CONFIG_HOME", QStringLiteral("/nonexistent"));
    set("GIT_DIR", gitDirectory); // given, not discovered: no look at who owns it
    set("GIT_INDEX_FILE", QStringLiteral("/nonexistent/index"));
    set("GIT_CONFIG_NOSYSTEM", QStringLiteral("1"));
    set("GIT_CONFIG_SYSTEM", QStringLiteral("/dev/null"));
    set("GIT_CONFIG_GLOBAL", QStringLiteral("/dev/null"));
    set("GIT_ATTR_NOSYSTEM", QStringLiteral("1"));
    set("GIT_NO_REPLACE_OBJECTS", QStringLiteral("1"));
    set("GIT_NO_LAZY_FETCH", QStringLiteral("1"));
    set("GIT_ALLOW_PROTOCOL", QStringLiteral("none")); // for a git that does not know the one before
    set("GIT_TERMINAL_PROMPT", QStringLiteral("0"));
    set("GIT_OPTIONAL_LOCKS", QStringLiteral("0"));
    set("GIT_FLUSH", QStringLiteral("0")); // not after each commit, only at the end mark
    set("GIT_ASKPASS", QStringLiteral("/bin/false"));
    return environment;
}

QStringList settings()
{
    QStringList list{QStringLiteral("--no-pager")};
    for (const char* setting : {"core.bare=true", "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat",
                                "core.attributesFile=/dev/null", "core.sshCommand=/bin/false", "diff.external=",
                                "core.alternateRefsCommand=/bin/false", "protocol.allow=never",
                                // Half the memory at the same speed: windows on packs that are looked at, not whole packs.
                                "core.packedGitLimit=64m", "core.packedGitWindowSize=4m"}) {
        list << QStringLiteral("-c") << QString::fromLatin1(setting);
    }
    return list;
}

} // namespace

bool prepareGit(QProcess& process, const QString& gitDirectory, const QStringList& command)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("git"));
    if (program.isEmpty())
        return false;
    process.setProgram(program);
    process.setArguments(settings() + command);
    process.setProcessEnvironment(environmentFor(gitDirectory));
    process.setWorkingDirectory(QStringLiteral("/"));
    process.setStandardErrorFile(QProcess::nullDevice());
    return true;
}

} // namespace atalaya::ingest
