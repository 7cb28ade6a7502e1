// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/change.h"
#include "model/git.h"
#include "store/deploymentrepository.h"

#include <QHash>
#include <QStringList>

namespace atalaya::ingest {

struct GitFoldOptions {
    QString tagPattern; ///< regular expression; which tags are deployments
    QString tagGlob;    ///< narrows it further; empty: no
    std::optional<Instant> since; ///< deployments before it are left out (and so is the baseline's role: it is theirs)
};

/// What a repository's history means (definitions.md, "From a bare git repository").
struct GitFolded {
    QList<model::Deployment> deployments; ///< by time, then name
    /// Which deployment first shipped a commit; commits that have not shipped, and merges, are not in it.
    QHash<model::GitOid, model::DeploymentId> shippedBy;
    QList<store::RevertFact> reverts; ///< resolved to full shas; both sides known commits
    QStringList warnings; ///< which proxy is in use and why
};

/// Pure: the same commits and refs, in any order, give the same result. `commits` need no subject.
Result<GitFolded> foldGit(const QString& service, const QList<model::GitCommit>& commits, const QList<model::GitRef>& refs,
                          const GitFoldOptions& options);

} // namespace atalaya::ingest
