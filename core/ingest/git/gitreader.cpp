// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitreader.h"

#include "ingest/git/commitgraph.h"
#include "ingest/git/commitmessage.h"
#include "ingest/git/countingpool.h"
#include "ingest/git/gitrefs.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace atalaya::ingest {

namespace {

using model::GitCommit;

QString tr(const char* text) { return QCoreApplication::translate("Git", text); }

QString gitDirectoryOf(git_repository* repository)
{
    return QDir(QFile::decodeName(git_repository_path(repository))).absolutePath();
}

GitReading describe(git_repository* repository)
{
    GitReading reading;
    const char* workTree = git_repository_workdir(repository);
    reading.path = QFileInfo(workTree ? QFile::decodeName(workTree) : gitDirectoryOf(repository)).canonicalFilePath();
    reading.name = QDir(reading.path).dirName();
    if (!workTree && reading.name.endsWith(QLatin1String(".git")) && reading.name.size() > 4)
        reading.name.chop(4);
    return reading;
}

Result<GitReading> look(git_repository* repository, bool shallow)
{
    GitReading reading = describe(repository);
    ATALAYA_TRY(GitRefs read, readRefs(repository));
    reading.refs = std::move(read.refs);
    reading.warnings = std::move(read.warnings);
    reading.shallow = shallow;
    reading.unborn = reading.refs.isEmpty();
    if (reading.shallow)
        reading.warnings.append(tr("%1 is a shallow clone: older history is missing, so lead times and failures are incomplete. "
                                   "`git fetch --unshallow` brings the rest.")
                                    .arg(reading.path));
    if (reading.unborn)
        reading.warnings.append(tr("%1 holds no commit yet.").arg(reading.path));
    return reading;
}

Result<GitCommit> readCommit(git_repository* repository, const model::GitOid& oid)
{
    const git_oid raw = toGit(oid);
    const auto commit = fetched<CommitHandle>(git_commit_lookup, repository, &raw);
    if (!commit)
        return Error{ErrorCode::Io, tr("Commit %1 cannot be read; `git fsck` says more.").arg(oid.hex()), lastGitError()};
    GitCommit read;
    read.oid = oid;
    for (unsigned parent = 0; parent < git_commit_parentcount(commit.get()); ++parent)
        read.parents.append(fromGit(*git_commit_parent_id(commit.get(), parent)));
    const git_signature* author = git_commit_author(commit.get());
    read.committed = instantOf(git_commit_time(commit.get()));
    read.authored = author ? instantOf(author->when.time) : read.committed;
    const CommitMessage message =
        parseCommitMessage(QByteArray(git_commit_message_raw(commit.get())), QByteArray(git_commit_message_encoding(commit.get())));
    read.subject = message.subject;
    read.reverts = message.reverts;
    read.pickedFrom = message.pickedFrom;
    return read;
}

/// Puts commits and their counts together and hands them on, oldest first.
class Delivery
{
public:
    Delivery(git_repository* repository, const std::function<Status(const QList<GitCommit>&)>& sink, StopToken stop,
             const Progress& progress)
        : m_repository(repository), m_sink(sink), m_stop(std::move(stop)), m_progress(progress)
    {}

    Status deliver(const std::vector<GraphNode>& nodes)
    {
        CountingPool pool(gitDirectoryOf(m_repository), nodes, m_stop);
        report(m_progress, tr("Reading commits"), 0, qint64(nodes.size()));
        for (size_t piece = 0; piece < pool.pieces(); ++piece) {
            ATALAYA_TRY(const std::vector<LineCount> counts, pool.take(piece));
            const std::span<const GraphNode> of = pool.nodes(piece);
            QList<GitCommit> commits;
            commits.reserve(qsizetype(of.size()));
            for (size_t place = 0; place < of.size(); ++place) {
                ATALAYA_TRY(GitCommit commit, readCommit(m_repository, of[place].oid));
                commit.lines = counts[place].lines;
                commit.files = counts[place].files;
                m_incomplete += counts[place].incomplete;
                commits.append(std::move(commit));
            }
            ATALAYA_CHECK(m_sink(commits));
            m_delivered += qint64(of.size());
            report(m_progress, tr("Reading commits"), m_delivered, qint64(nodes.size()));
        }
        return ok();
    }

    int incomplete() const { return m_incomplete; }

private:
    git_repository* m_repository;
    const std::function<Status(const QList<GitCommit>&)>& m_sink;
    StopToken m_stop;
    const Progress& m_progress;
    qint64 m_delivered = 0;
    int m_incomplete = 0;
};

} // namespace

Result<GitReading> lookAtGit(const QString& path)
{
    const LibGit2 library;
    ATALAYA_TRY(const RepositoryHandle repository, openRepository(path));
    return look(repository.get(), !shallowBoundary(repository.get()).isEmpty());
}

Result<GitReading> readGit(const QString& path, const QSet<model::GitOid>& known,
                           const std::function<Status(const QList<GitCommit>&)>& sink, StopToken stop, const Progress& progress,
                           Behind behind)
{
    const LibGit2 library;
    ATALAYA_TRY(const RepositoryHandle repository, openRepository(path));
    const QSet<model::GitOid> boundary = shallowBoundary(repository.get());
    ATALAYA_TRY(GitReading reading, look(repository.get(), !boundary.isEmpty()));
    const QSet<model::GitOid> walkedUntil = behind == Behind::IsKnown ? known : QSet<model::GitOid>();
    ATALAYA_TRY(std::vector<GraphNode> nodes,
                newCommits(repository.get(), reading.refs, walkedUntil, boundary, stop, progress));
    std::erase_if(nodes, [&known](const GraphNode& node) { return known.contains(node.oid); });
    reading.newCommits = qint64(nodes.size());
    Delivery delivery(repository.get(), sink, stop, progress);
    ATALAYA_CHECK(delivery.deliver(nodes));
    if (delivery.incomplete() > 0)
        reading.warnings.append(QCoreApplication::translate("Git",
                                                            "The contents of %n commit(s) are not all there (a partial clone?), so "
                                                            "their line counts are too low.",
                                                            nullptr, delivery.incomplete()));
    return reading;
}

Result<bool> holdsAnyOf(const QString& path, const QList<model::GitOid>& commits)
{
    const LibGit2 library;
    ATALAYA_TRY(const RepositoryHandle repository, openRepository(path));
    return std::any_of(commits.begin(), commits.end(), [&repository](const model::GitOid& oid) {
        const git_oid raw = toGit(oid);
        return fetched<CommitHandle>(git_commit_lookup, repository.get(), &raw) != nullptr;
    });
}

} // namespace atalaya::ingest
