// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importservice.h"

#include "base/log.h"
#include "delivery/query.h"
#include "delivery/unfinishedimport.h"
#include "ingest/git/gitprojection.h"
#include "ingest/git/gitreader.h"
#include "ingest/intake.h"
#include "ingest/recordreader.h"
#include "operations/auditevent.h"
#include "operations/auditlog.h"
#include "services/inputfile.h"
#include "store/database.h"
#include "store/gitrepository.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <iterator>

namespace atalaya::services {

namespace {

using ingest::GitReading;
using store::GitRepository;
using store::GitSource;

QString tr(const char* text)
{
    return QCoreApplication::translate("Import", text);
}

/// What the store knows of a service's repository before an import.
struct GitBefore
{
    std::optional<GitSource> source;
    QList<model::GitRef> refs;
    qint64 commits = 0;
};

/// One run of importGit().
class GitImport
{
public:
    GitImport(store::Database& database, const GitImportOptions& options, StopToken stop, const Progress& progress)
        : m_database(database), m_stop(std::move(stop)),
          m_progress(progress), m_foldOptions{delivery::Rules().tagPattern, options.deployTags, options.since},
          m_project(options.project.trimmed())
    {
    }

    Result<GitImported> run(const QString& path)
    {
        for (;;) {
            ATALAYA_TRY(std::optional<GitImported> imported, attempt(path));
            if (!imported)
                continue; // somebody else finished an import of it meanwhile: begin with what is there now
            imported->newCommits = m_added;
            return *std::move(imported);
        }
    }

private:
    /// Nothing when what it started from is no longer so.
    Result<std::optional<GitImported>> attempt(const QString& path)
    {
        if (m_stop.stop_requested())
            return Cancelled{};
        ATALAYA_TRY(GitReading reading, ingest::lookAtGit(path));
        if (reading.unborn)
            return Error{ErrorCode::NotFound,
                         tr("%1 holds no commit yet: its branch is unborn, so there is nothing to import.").arg(path)};
        m_source = {m_project.isEmpty() ? reading.name : m_project, reading.path, ingest::toText(m_foldOptions),
                    reading.shallow};
        ATALAYA_CHECK(checkName());
        ATALAYA_TRY(const GitBefore before, look());
        if (isUnchanged(before, reading))
            return unchanged(before, reading);
        ATALAYA_CHECK(checkHistory(before, path));
        ATALAYA_TRY(reading, readNew(before, path));
        return fold(before, reading);
    }

    Status checkName() const
    {
        if (!m_source.service.isEmpty() && m_source.service.size() <= model::PhaseEvent::kMaxText &&
            !m_source.service.contains(QChar(u'\0')))
            return ok();
        return Error{ErrorCode::InvalidInput,
                     tr("The service needs a name of 1 to 255 characters; give it one with --project.")};
    }

    Result<GitBefore> look()
    {
        return m_database.read(
            [this](store::Connection& connection) -> Result<GitBefore> {
                GitRepository repository(connection);
                GitBefore before;
                ATALAYA_TRY(before.source, repository.source(m_source.service));
                ATALAYA_TRY(before.refs, repository.refs(m_source.service));
                ATALAYA_TRY(before.commits, repository.countCommits(m_source.service));
                return before;
            },
            m_stop);
    }

    bool isUnchanged(const GitBefore& before, const GitReading& reading) const
    {
        // A shallow clone may be deeper now, and no ref tells.
        return before.source && !before.source->unfinished && !reading.shallow && isSame(*before.source, m_source) &&
               before.refs == reading.refs;
    }

    Result<std::optional<GitImported>> unchanged(const GitBefore& before, const GitReading& reading)
    {
        GitImported imported{m_source.service, 0, before.commits, 0, reading.warnings};
        auto source = model::DeploymentSource::GitTag;
        ATALAYA_CHECK(m_database.read(
            [&](store::Connection& connection) {
                return store::DeploymentRepository(connection)
                    .forEachDeployment(m_source.service, 0, [&](store::DeploymentRepository::Row&& row) {
                        if (row.deployment.source == model::DeploymentSource::PhaseEvent)
                            return;
                        ++imported.deployments;
                        source = row.deployment.source;
                    });
            },
            m_stop));
        const QString warning = ingest::proxyWarning(m_source.service, reading.refs, m_foldOptions, source);
        if (!warning.isEmpty())
            imported.warnings.append(warning);
        return std::optional(imported);
    }

    /// The commits of a service may come from another folder only when that holds the same history: it was moved or
    /// cloned.
    Status checkHistory(const GitBefore& before, const QString& path)
    {
        if (before.commits == 0 || (before.source && before.source->path == m_source.path))
            return ok();
        ATALAYA_TRY(const QList<model::GitOid> starts, withoutKnownParents(false));
        ATALAYA_TRY(const bool same, ingest::holdsAnyOf(path, starts));
        if (same)
            return ok();
        const QString other = before.source ? before.source->path : tr("another repository");
        return Error{ErrorCode::Conflict,
                     tr("The service %1 was imported from %2, which has another history than %3. Name this "
                        "one differently with --project.")
                         .arg(m_source.service, other, m_source.path)};
    }

    /// Commits that the history begins with; with `cutOff` only those that have parents which were not there.
    Result<QList<model::GitOid>> withoutKnownParents(bool cutOff)
    {
        return m_database.read(
            [this, cutOff](store::Connection& connection) -> Result<QList<model::GitOid>> {
                GitRepository repository(connection);
                ATALAYA_TRY(const QSet<model::GitOid> known, repository.knownCommits(m_source.service));
                QList<model::GitOid> starts;
                ATALAYA_CHECK(repository.forEachCommit(m_source.service, true, [&](model::GitCommit&& commit) {
                    const auto isKnown = [&known](const model::GitOid& parent) { return known.contains(parent); };
                    if (std::none_of(commit.parents.begin(), commit.parents.end(), isKnown) &&
                        (!cutOff || !commit.parents.isEmpty()))
                        starts.append(commit.oid);
                    return ok();
                }));
                return starts;
            },
            m_stop);
    }

    Result<GitReading> readNew(const GitBefore& before, const QString& path)
    {
        ATALAYA_TRY(QSet<model::GitOid> known, m_database.read(
                                                   [this](store::Connection& connection) {
                                                       return GitRepository(connection).knownCommits(m_source.service);
                                                   },
                                                   m_stop));
        QSet<model::GitOid> cutOff;
        const bool wasShallow = before.source && before.source->shallow;
        if (wasShallow) {
            // What was cut off then may be there now: look at it again, and behind it.
            ATALAYA_TRY(const QList<model::GitOid> boundary, withoutKnownParents(true));
            cutOff = {boundary.begin(), boundary.end()};
            known.subtract(cutOff);
        }
        const auto keep = [this, &cutOff](const QList<model::GitCommit>& commits) -> Status {
            // Not stopped half-way: a piece that was read is a piece that is kept.
            qint64 added = 0;
            ATALAYA_CHECK(m_database.write([&](store::Transaction& transaction) -> Status {
                ATALAYA_CHECK(GitRepository::markUnfinished(transaction, m_source));
                ATALAYA_TRY(added, GitRepository::addCommits(transaction, m_source.service, commits));
                QList<model::GitCommit> counted;
                std::copy_if(commits.begin(), commits.end(), std::back_inserter(counted),
                             [&cutOff](const model::GitCommit& commit) { return cutOff.contains(commit.oid); });
                return GitRepository::recount(transaction, m_source.service, counted);
            }));
            m_added += added;
            return ok();
        };
        return ingest::readGit(path, known, keep, m_stop, m_progress,
                               wasShallow ? ingest::Behind::MayBeNew : ingest::Behind::IsKnown);
    }

    /// Folds outside of any transaction, since that, and git naming patches, may take its time. The transaction looks whether what
    /// it was folded from is still so, and writes.
    Result<std::optional<GitImported>> fold(const GitBefore& before, const GitReading& reading)
    {
        report(m_progress, tr("Putting deployments together"), 0, 0);
        const ingest::ReadPatches readPatches = [this](const QList<model::GitOid>& commits, ingest::PatchPart part) {
            return ingest::namePatches(m_source.path, commits, part, m_stop);
        };
        for (;;) {
            ATALAYA_TRY(const ingest::GitInputs inputs, m_database.read(
                                                            [this](store::Connection& connection) {
                                                                return ingest::storedInputs(connection, m_source.service, m_stop);
                                                            },
                                                            m_stop));
            ATALAYA_TRY(const ingest::GitFolded folded, ingest::foldGit(m_source.service, inputs.commits, reading.refs,
                                                                        m_foldOptions, inputs.patches, readPatches));
            GitImported imported{m_source.service, 0, inputs.extent.commits, 0, reading.warnings};
            ATALAYA_TRY(const Standing standing,
                        m_database.write(
                            [&](store::Transaction& transaction) -> Result<Standing> {
                                ATALAYA_TRY(const Standing found, standingOf(transaction, before, inputs.extent));
                                if (found == Standing::Same)
                                    ATALAYA_CHECK(put(transaction, reading.refs, inputs, folded, imported));
                                return found;
                            },
                            m_stop));
            if (standing == Standing::Overtaken)
                return std::optional<GitImported>();
            if (standing == Standing::Grown)
                continue;
            qCInfo(lcIngest, "Imported %s: %lld new commits, %lld deployments.", qUtf8Printable(m_source.service),
                   static_cast<long long>(m_added), static_cast<long long>(imported.deployments));
            return std::optional(imported);
        }
    }

    /// What others did since this import began: nothing that matters, added commits or patches, or finished an import.
    enum class Standing { Same, Grown, Overtaken };
    Result<Standing> standingOf(store::Transaction& transaction, const GitBefore& before, const store::GitExtent& extent) const
    {
        GitRepository repository(transaction);
        ATALAYA_TRY(const std::optional<GitSource> source, repository.source(m_source.service));
        ATALAYA_TRY(const QList<model::GitRef> refs, repository.refs(m_source.service));
        // Who has only begun has changed no more than the mark that says so.
        const bool isSameSource = before.source ? source && isSame(*source, *before.source) : !source || source->unfinished;
        if (!isSameSource || refs != before.refs)
            return Standing::Overtaken;
        ATALAYA_TRY(const store::GitExtent now, repository.extent(m_source.service));
        return now == extent ? Standing::Same : Standing::Grown;
    }

    static bool isSame(const GitSource& left, const GitSource& right)
    {
        return left.path == right.path && left.options == right.options && left.shallow == right.shallow;
    }

    Status put(store::Transaction& transaction, const QList<model::GitRef>& refs, const ingest::GitInputs& inputs,
               const ingest::GitFolded& folded, GitImported& imported) const
    {
        ATALAYA_CHECK(GitRepository::putSource(transaction, m_source));
        ATALAYA_CHECK(GitRepository::replaceRefs(transaction, m_source.service, refs));
        if (!folded.learnt.isEmpty())
            ATALAYA_CHECK(GitRepository::putPatches(transaction, m_source.service, folded.learnt));
        ATALAYA_TRY(const ingest::GitProjected projected, ingest::putFolded(transaction, m_source, inputs, folded, m_stop));
        imported.deployments = projected.deployments;
        imported.warnings += projected.warnings;
        return ok();
    }

    store::Database& m_database;
    StopToken m_stop;
    const Progress& m_progress;
    ingest::GitFoldOptions m_foldOptions;
    QString m_project;
    GitSource m_source;
    qint64 m_added = 0; ///< commits
};

using MakeReader = std::unique_ptr<ingest::RecordReader> (*)(QIODevice&, Instant);
using TakeRows = std::function<Status(const QList<model::PhaseEvent>&)>;

/// One run of importCsv() or importJsonl(): looks at every row first, then takes them in within one transaction.
class RowImport
{
public:
    RowImport(store::Database& database, QString path, MakeReader makeReader, ImportService::BadRows badRows,
              Instant now, StopToken stop, const Progress& progress)
        : m_database(database), m_path(std::move(path)), m_makeReader(makeReader), m_badRows(badRows), m_now(now),
          m_stop(std::move(stop)), m_progress(progress)
    {
    }

    Result<RowsImported> run()
    {
        // All that may wait (for a pipe, for a disk) comes before the transaction: nobody else can write during that.
        ATALAYA_TRY(m_file, openInput(m_path, m_stop));
        RowsImported checked;
        ATALAYA_CHECK(scan(
            tr("Checking rows"), [](const QList<model::PhaseEvent>&) { return ok(); }, checked));
        m_rows = checked.read;
        RowsImported imported;
        ATALAYA_CHECK(m_database.write(
            [&](store::Transaction& transaction) -> Status {
                ingest::Intake intake(transaction);
                ATALAYA_CHECK(scan(
                    tr("Importing rows"),
                    [&](const QList<model::PhaseEvent>& events) -> Status {
                        ATALAYA_TRY(const auto inserted, intake.add(events));
                        imported.created += inserted.newIndexes.size();
                        return ok();
                    },
                    imported));
                return intake.finish();
            },
            m_stop));
        imported.duplicates = imported.read - imported.bad - imported.created;
        qCInfo(lcIngest, "Imported rows of %s: %lld new, %lld known, %lld bad.", qUtf8Printable(m_path),
               static_cast<long long>(imported.created), static_cast<long long>(imported.duplicates),
               static_cast<long long>(imported.bad));
        return imported;
    }

private:
    static constexpr qsizetype kPiece = 1'000;
    static constexpr qsizetype kMostProblems = 100;

    Status scan(const QString& step, const TakeRows& take, RowsImported& result)
    {
        QFile& file = *m_file;
        if (!file.seek(0))
            return Error{ErrorCode::Io, tr("%1 cannot be read: %2").arg(m_path, file.errorString())};
        const auto reader = m_makeReader(file, m_now);
        QList<model::PhaseEvent> piece;
        for (;;) {
            Result<std::optional<ingest::RecordRow>> next = reader->next();
            if (next.isError())
                return Error{next.error().code,
                             QFileInfo(m_path).fileName() + QLatin1String(": ") + next.error().userText};
            std::optional<ingest::RecordRow> row = std::move(next).value();
            if (!row)
                break;
            ++result.read;
            if (row->problems.isEmpty())
                piece.append(std::move(row->event));
            else
                note(row->problems, result);
            if (m_stop.stop_requested())
                return Cancelled{};
            if (piece.size() < kPiece)
                continue;
            ATALAYA_CHECK(hand(piece, take, result));
            report(m_progress, step, result.read, rowsIn(file, result.read));
        }
        if (file.error() != QFile::NoError)
            return Error{ErrorCode::Io, tr("%1 cannot be read to its end: %2").arg(m_path, file.errorString())};
        ATALAYA_CHECK(hand(piece, take, result));
        if (result.bad > 0 && m_badRows == ImportService::BadRows::RefuseFile)
            return refusal(result);
        return ok();
    }

    /// How many rows the file has: as counted, otherwise judging by those that were read; 0 when that says too little
    /// yet.
    qint64 rowsIn(const QFile& file, qint64 read) const
    {
        constexpr qint64 kEnoughBytes = 1 << 20; // reading is up to 64 KiB ahead of the rows
        if (m_rows > 0)
            return std::max(m_rows, read);
        if (file.pos() < kEnoughBytes)
            return 0;
        const double likely = double(read) * double(file.size()) / double(file.pos());
        return std::max(read, qRound64(likely / kPiece) * kPiece); // no more exact than it is
    }

    static void note(const QStringList& problems, RowsImported& result)
    {
        ++result.bad;
        result.found += problems.size();
        for (const QString& problem : problems) {
            if (result.problems.size() < kMostProblems)
                result.problems.append(problem);
        }
    }

    /// Hands a piece on, unless the file will be refused anyway.
    Status hand(QList<model::PhaseEvent>& piece, const TakeRows& take, const RowsImported& result) const
    {
        if (result.bad == 0 || m_badRows == ImportService::BadRows::Skip)
            ATALAYA_CHECK(take(piece));
        piece.clear();
        return ok();
    }

    Error refusal(const RowsImported& result) const
    {
        constexpr qsizetype kNamed = 3;
        QString named = result.problems.mid(0, kNamed).join(QLatin1String("; "));
        if (result.found > kNamed)
            named += QCoreApplication::translate("Import", "; and %n more problem(s)", nullptr, int(result.found - kNamed));
        return {ErrorCode::InvalidInput,
                QCoreApplication::translate("Import", "%1: nothing was imported, since %n row(s) are bad: %2", nullptr,
                                            int(result.bad))
                    .arg(QFileInfo(m_path).fileName(), named),
                result.problems.join(QLatin1Char('\n'))};
    }

    store::Database& m_database;
    QString m_path;
    std::unique_ptr<QFile> m_file;
    MakeReader m_makeReader;
    ImportService::BadRows m_badRows;
    Instant m_now;
    qint64 m_rows = 0; ///< in the file, once they were counted
    StopToken m_stop;
    const Progress& m_progress;
};

QJsonObject rowDetails(const RowsImported& done)
{
    return {{QStringLiteral("read"), done.read},
            {QStringLiteral("created"), done.created},
            {QStringLiteral("duplicates"), done.duplicates},
            {QStringLiteral("bad"), done.bad}};
}

template<class Imported, class Details>
void record(operations::AuditLog* audit, const char* action, const QString& path, const Result<Imported>& imported, Details details)
{
    if (audit)
        (void)audit->append(operations::eventOf(QLatin1String(action), path, imported, details), operations::AuditLog::Durability::Synced)
            .isOk();
}

} // namespace

ImportService::ImportService(store::Database& database, const Clock& clock, operations::AuditLog* audit)
    : m_database(database), m_clock(clock), m_audit(audit)
{
}

Result<GitImported> ImportService::importGit(const QString& path, const GitImportOptions& options, StopToken stop,
                                             const Progress& progress)
{
    Result<GitImported> imported = GitImport(m_database, options, std::move(stop), progress).run(path);
    record(m_audit, "import.git", path, imported, [](const GitImported& done) {
        return QJsonObject{{QStringLiteral("service"), done.service},
                           {QStringLiteral("new_commits"), done.newCommits},
                           {QStringLiteral("deployments"), done.deployments}};
    });
    return imported;
}

Result<RowsImported> ImportService::importCsv(const QString& path, BadRows badRows, StopToken stop,
                                              const Progress& progress)
{
    Result<RowsImported> imported =
        RowImport(m_database, path, ingest::csvRecords, badRows, m_clock.now(), std::move(stop), progress).run();
    record(m_audit, "import.csv", path, imported, rowDetails);
    return imported;
}

Result<RowsImported> ImportService::importJsonl(const QString& path, BadRows badRows, StopToken stop,
                                                const Progress& progress)
{
    Result<RowsImported> imported =
        RowImport(m_database, path, ingest::jsonLineRecords, badRows, m_clock.now(), std::move(stop), progress).run();
    record(m_audit, "import.jsonl", path, imported, rowDetails);
    return imported;
}

Result<QStringList> ImportService::unfinished()
{
    return m_database.read([](store::Connection& connection) -> Result<QStringList> {
        ATALAYA_TRY(const QList<delivery::UnfinishedImport> imports, delivery::unfinishedImports(connection));
        QStringList sentences;
        for (const delivery::UnfinishedImport& import : imports)
            sentences.append(delivery::sentenceOf(import));
        return sentences;
    });
}

} // namespace atalaya::services
