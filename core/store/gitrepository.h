// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/git.h"
#include "store/database.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <functional>

namespace atalaya::store {

/// What was imported from one repository, and how.
struct GitSource
{
    QString service;
    QString path; ///< where it was last read from
    /// Canonical JSON of what decides the fold (tag pattern, globs, since); changed options fold again.
    QString options;
    bool shallow = false;
    bool unfinished = false; ///< commits of a later reading are here, with which it was not folded yet
};

/// How much the store holds of a repository. It only grows, so equal extents are equal commits and patches.
struct GitExtent
{
    qint64 commits = 0;
    qint64 lines = 0; ///< of all commits
    qint64 patchBytes = 0;
    bool operator==(const GitExtent&) const = default;
};

/// Commits and refs as the repositories hold them. Commits are append-only; refs are those of the last reading.
class GitRepository
{
public:
    explicit GitRepository(Connection& connection) : m_connection(connection) {}

    /// As a finished import leaves it, whatever `unfinished` says.
    static Status putSource(Transaction& transaction, const GitSource& source);
    /// Before the first commits of a reading are added: says so, until putSource(). A source that is there keeps its
    /// path and options, since they belong to what was folded.
    static Status markUnfinished(Transaction& transaction, const GitSource& source);
    /// Commits that are there already are left as they are; returns how many were not. Does not change the data version:
    /// raw commits are not seen until they are folded.
    static Result<qint64> addCommits(Transaction& transaction, const QString& service,
                                     const QList<model::GitCommit>& commits);
    /// Puts the counts of lines and files of commits that are there: where a shallow clone was cut off they were not known.
    static Status recount(Transaction& transaction, const QString& service, const QList<model::GitCommit>& commits);
    /// Does not change the data version either.
    static Status replaceRefs(Transaction& transaction, const QString& service, const QList<model::GitRef>& refs);

    /// What names the patches of commits (at most 64 bytes); replaces what was there of the same commits. Does not
    /// change the data version.
    static Status putPatches(Transaction& transaction, const QString& service,
                             const QHash<model::GitOid, QByteArray>& names);

    Result<std::optional<GitSource>> source(const QString& service);
    Result<QList<GitSource>> sources();
    Result<QList<model::GitRef>> refs(const QString& service);
    Result<QHash<model::GitOid, QByteArray>> patches(const QString& service);
    Result<qint64> countCommits(const QString& service);
    Result<GitExtent> extent(const QString& service);
    Result<QSet<model::GitOid>> knownCommits(const QString& service);
    /// Every commit in a fixed order (committed, then oid), in constant memory; stops at the first failure of `each`.
    /// With `light`, the subject stays empty.
    Status forEachCommit(const QString& service, bool light, const std::function<Status(model::GitCommit&&)>& each);
    /// The next thousands in that order: after `last`, or from the beginning when it is null. Empty at the end.
    Result<QList<model::GitCommit>> commitsAfter(const QString& service, const model::GitCommit* last, bool light);

private:
    Connection& m_connection;
};

} // namespace atalaya::store
