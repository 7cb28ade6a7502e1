// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "base/stoptoken.h"
#include "model/git.h"

#include <QSet>
#include <QStringList>

#include <functional>

namespace atalaya::ingest {

/// What a reading found beside the commits.
struct GitReading {
    QString name;          ///< the work tree's folder, or the bare folder without ".git"
    QString path;          ///< canonical
    QList<model::GitRef> refs; ///< tags and branches (local and remote-tracking) that lead to a commit; tags first, by name
    bool shallow = false;
    bool unborn = false; ///< no commit at all
    qint64 newCommits = 0;
    QStringList warnings; ///< tags on missing objects, damaged refs, a shallow clone, an unborn branch; in words for a person
};

/// Only what is quick: everything but commits. An Error (InvalidInput) when the path is no repository.
Result<GitReading> lookAtGit(const QString& path);

/// What is to be thought of commits behind known ones: that they are known, too, or, since a shallow clone may have been deepened,
/// that some may be new. To find these takes a walk through the whole graph.
enum class Behind { IsKnown, MayBeNew };

/// Reads a repository from disk: all that is reachable from its tags and branches, without network, hooks, filters or
/// running anything that the repository holds. Commits not in `known` go to `sink` in pieces of at most 2 000, parents
/// before children; a failure of `sink` ends the reading.
/// Memory grows with the graph, not with messages or diffs. An Error (InvalidInput) when the path is no repository.
Result<GitReading> readGit(const QString& path, const QSet<model::GitOid>& known,
                           const std::function<Status(const QList<model::GitCommit>&)>& sink, StopToken stop,
                           const Progress& progress, Behind behind = Behind::IsKnown);

/// Whether the repository holds one of the commits.
Result<bool> holdsAnyOf(const QString& path, const QList<model::GitOid>& commits);

} // namespace atalaya::ingest
