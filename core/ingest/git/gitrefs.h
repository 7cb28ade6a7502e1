// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ingest/git/libgit2.h"

#include <QSet>
#include <QStringList>

namespace atalaya::ingest {

struct GitRefs {
    QList<model::GitRef> refs; ///< tags first, each kind by name
    QStringList warnings;
};

/// Tags and branches (local, remote-tracking, and a HEAD that is on none) that lead to a commit.
Result<GitRefs> readRefs(git_repository* repository);

/// The commits at which a shallow clone was cut off: their parents are not there.
QSet<model::GitOid> shallowBoundary(git_repository* repository);

} // namespace atalaya::ingest
