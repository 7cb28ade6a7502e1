// SPDX-License-Identifier: GPL-3.0-or-later
#include "importjob.h"

#include "services/importservice.h"
#include "widgets/common/format.h"

#include <QElapsedTimer>
#include <QFileInfo>

namespace atalaya::widgets {

namespace {

using services::ImportService;

constexpr qint64 kProgressPause = 50; // ms between two reports of one step

/// Passes on at most some twenty reports a second, and every new step: the window redraws for each.
Progress thinned(const Progress& progress)
{
    if (!progress)
        return {};
    auto last = std::make_shared<std::pair<QString, QElapsedTimer>>();
    return [progress, last](const ProgressUpdate& update) {
        const bool same = last->second.isValid() && last->first == update.step;
        if (same && last->second.elapsed() < kProgressPause && update.done != update.total)
            return;
        last->first = update.step;
        last->second.start();
        progress(update);
    };
}

QString suffixOf(const QString& path)
{
    return QFileInfo(path).suffix().toLower();
}

bool isRowFile(const QString& path)
{
    const QString suffix = suffixOf(path);
    return suffix == QLatin1String("csv") || suffix == QLatin1String("jsonl") || suffix == QLatin1String("ndjson");
}

ImportOutcome outcomeOf(const services::GitImported& git)
{
    const QString commits = git.newCommits == 0 ? ImportJob::tr("no new commits")
                                                : ImportJob::tr("%1 new commit(s)", nullptr, int(git.newCommits)).arg(countText(git.newCommits));
    return {ImportJob::tr("Read %1: %2, %3 deployment(s).", nullptr, int(git.deployments)).arg(git.service, commits, countText(git.deployments)),
            git.warnings, git.service};
}

ImportOutcome outcomeOf(const QString& name, const services::RowsImported& rows)
{
    ImportOutcome outcome{ImportJob::tr("Read %1: %2 new of %3 row(s).", nullptr, int(rows.read))
                              .arg(name, countText(rows.created), countText(rows.read)),
                          {}};
    if (rows.bad > 0) {
        outcome.warnings.append(ImportJob::tr("%1 row(s) could not be read and were left out.", nullptr, int(rows.bad)).arg(countText(rows.bad)));
        outcome.warnings += rows.problems;
    }
    return outcome;
}

Result<ImportOutcome> importAny(ImportService& imports, const QString& path, bool skipBadRows, const StopToken& stop,
                                const Progress& progress)
{
    const QFileInfo file(path);
    if (!file.exists())
        return Error{ErrorCode::NotFound, ImportJob::tr("There is nothing at %1.").arg(path)};
    if (file.isDir()) {
        ATALAYA_TRY(const auto git, imports.importGit(path, {}, stop, progress));
        return outcomeOf(git);
    }
    const auto badRows = skipBadRows ? ImportService::BadRows::Skip : ImportService::BadRows::RefuseFile;
    if (suffixOf(path) == QLatin1String("csv")) {
        ATALAYA_TRY(const auto rows, imports.importCsv(path, badRows, stop, progress));
        return outcomeOf(file.fileName(), rows);
    }
    if (isRowFile(path)) {
        ATALAYA_TRY(const auto rows, imports.importJsonl(path, badRows, stop, progress));
        return outcomeOf(file.fileName(), rows);
    }
    return Error{ErrorCode::InvalidInput,
                 ImportJob::tr("%1 is neither the folder of a git repository nor a .csv or .jsonl file.").arg(file.fileName())};
}

} // namespace

ImportJob::ImportJob(const ConsoleContext& context, QObject* parent)
    : QObject(parent), m_context(context), m_runner(context.pool)
{
}

ImportJob::~ImportJob() = default;

template<class Job>
void ImportJob::start(const QString& title, Job job, bool canSkip)
{
    m_running = true;
    Q_EMIT started(title);
    m_runner.start(
        std::move(job),
        [this, canSkip](Result<ImportOutcome> outcome) {
            m_running = false;
            if (outcome.isOk())
                Q_EMIT finished(outcome.value());
            else if (outcome.isError())
                Q_EMIT failed(outcome.error(), canSkip && outcome.error().code == ErrorCode::InvalidInput);
            else
                Q_EMIT cancelled();
        },
        [this](const ProgressUpdate& update) { Q_EMIT progressed(update); });
}

bool ImportJob::importPath(const QString& path, bool skipBadRows)
{
    if (m_running)
        return false;
    m_path = path;
    start(
        tr("Importing %1").arg(QFileInfo(path).fileName().isEmpty() ? path : QFileInfo(path).fileName()),
        [&imports = m_context.imports, path, skipBadRows](const StopToken& stop, const Progress& progress) {
            return importAny(imports, path, skipBadRows, stop, thinned(progress));
        },
        isRowFile(path) && !skipBadRows);
    return true;
}

bool ImportJob::loadDemo()
{
    if (m_running)
        return false;
    m_path.clear();
    start(
        tr("Loading the demo"),
        [load = m_context.loadDemo](const StopToken& stop, const Progress& progress) -> Result<ImportOutcome> {
            ATALAYA_TRY(const qint64 records, load(stop, thinned(progress)));
            return ImportOutcome{tr("Loaded the demo: %1 record(s), marked “demo-”.", nullptr, int(records)).arg(countText(records)), {}};
        },
        false);
    return true;
}

void ImportJob::cancel()
{
    if (!m_running)
        return;
    m_runner.stop(); // its answer, should there still be one, is dropped
    m_running = false;
    Q_EMIT cancelled();
}

} // namespace atalaya::widgets
