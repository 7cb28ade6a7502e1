// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "services/bench/benches.h"
#include "services/importservice.h"
#include "store/database.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>

namespace atalaya::services {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Bench", text); }

/// What git itself takes to walk the history and count its lines.
Result<double> gitLog(const QString& repository, const StopToken& stop)
{
    constexpr int kPollMs = 20;
    return millisecondsOf([&]() -> Status {
        QProcess git;
        git.setStandardInputFile(QProcess::nullDevice());
        git.setStandardOutputFile(QProcess::nullDevice());
        git.setStandardErrorFile(QProcess::nullDevice());
        git.start(QStringLiteral("git"), {QStringLiteral("-C"), repository, QStringLiteral("log"), QStringLiteral("--all"),
                                          QStringLiteral("--numstat"), QStringLiteral("--no-ext-diff"), QStringLiteral("--no-textconv")});
        if (!git.waitForStarted())
            return Error{ErrorCode::NotFound, tr("the program git is missing; install the package git")};
        while (!git.waitForFinished(kPollMs) && git.state() != QProcess::NotRunning) {
            if (stop.stop_requested()) {
                git.kill();
                git.waitForFinished();
                return Cancelled{};
            }
        }
        if (git.exitStatus() != QProcess::NormalExit || git.exitCode() != 0)
            return Error{ErrorCode::InvalidInput, tr("git cannot read the history of %1").arg(repository)};
        return ok();
    });
}

/// What two imports into a new store take, in milliseconds.
Result<std::pair<double, double>> importTwice(const QString& repository, const StopToken& stop)
{
    const QTemporaryDir folder;
    const store::Opened opened = store::Database::open(store::Location::inFolder(folder.path()));
    if (!opened.database)
        return opened.error;
    const SystemClock clock;
    ImportService imports(*opened.database, clock);
    const auto once = [&] { return millisecondsOf([&] { return imports.importGit(repository, {}, stop, {}); }); };
    ATALAYA_TRY(const double first, once());
    ATALAYA_TRY(const double second, once());
    return std::pair(first, second);
}

} // namespace

Status benchGit(const BenchOptions& options, Stopwatch& watch, const StopToken& stop, const Progress&)
{
    constexpr double kFirstLimit = 1.5, kSecondLimit = 5, kPercent = 100;
    if (options.repository.isEmpty())
        return Error{ErrorCode::InvalidInput, tr("name the repository that is to be imported")};
    std::vector<double> seconds;
    ATALAYA_CHECK(watch.take(QStringLiteral("first import"), QStringLiteral("× git log"), kFirstLimit, [&]() -> Result<double> {
        ATALAYA_TRY(const double git, gitLog(options.repository, stop));
        ATALAYA_TRY(const auto imports, importTwice(options.repository, stop));
        seconds.push_back(imports.second / imports.first * kPercent);
        return imports.first / git;
    }));
    auto next = seconds.begin();
    return watch.take(QStringLiteral("second import"), QStringLiteral("% of the first"), kSecondLimit,
                      [&next]() -> Result<double> { return *next++; });
}

} // namespace atalaya::services
