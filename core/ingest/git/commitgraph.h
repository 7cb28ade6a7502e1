// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/stoptoken.h"
#include "ingest/git/libgit2.h"

#include <QSet>

#include <vector>

namespace atalaya::ingest {

/// A commit to read, as the graph needs it.
struct GraphNode {
    model::GitOid oid;
    /// Lines can be counted: it is no merge, and not where a shallow clone was cut off.
    bool countable = false;
};

/// What the tips lead to, parents before children; does not go on behind `known` commits, nor behind the boundary of a shallow
/// clone. About 60 bytes a commit. An Error when a commit is missing or damaged.
Result<std::vector<GraphNode>> newCommits(git_repository* repository, const QList<model::GitRef>& tips,
                                          const QSet<model::GitOid>& known, const QSet<model::GitOid>& boundary, StopToken stop,
                                          const Progress& progress);

} // namespace atalaya::ingest
