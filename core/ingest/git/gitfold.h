// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ingest/git/patchid.h"
#include "model/change.h"
#include "model/git.h"
#include "store/deploymentrepository.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <functional>

namespace atalaya::ingest {

struct GitFoldOptions {
    QString tagPattern; ///< regular expression; which tags are deployments
    QString tagGlob;    ///< narrows it further (* ? […]); empty: no
    std::optional<Instant> since; ///< deployments before it are left out, but what they shipped stays shipped
};

/// What a repository's history means (definitions.md, "From a bare git repository").
struct GitFolded {
    QList<model::Deployment> deployments; ///< by time, then name
    /// Which deployment first shipped a commit, one that `since` left out, too; commits that have not shipped, and merges, are not
    /// in it.
    QHash<model::GitOid, model::DeploymentId> shippedBy;
    /// Commits that no ref leads to any more (a branch was deleted or rewritten): to all the rest it is as if they had never been.
    QSet<model::GitOid> abandoned;
    /// When the first of the deployments finished that `since` left out.
    std::optional<Instant> leftOut;
    /// Resolved to full shas; both sides known commits and no merges. A revert concerns the commit that it names. Only when that
    /// was not shipped before the revert, it concerns every back-port of it: what was cherry-picked from it, or it from; and when
    /// none of these was shipped before either, what was and is the same patch, authored at the same time or committed within 30
    /// days. A revert of a merge concerns what was merged: of that the newest change which the merge's own deployment shipped,
    /// otherwise which was shipped last.
    QList<store::RevertFact> reverts;
    PatchNames learnt; ///< what was read of patches
    QStringList warnings; ///< which proxy is in use and why
};

/// What to tell about proxies: why there are any, and what stands in. Empty for tags.
QString proxyWarning(const QString& service, const QList<model::GitRef>& refs, const GitFoldOptions& options,
                     model::DeploymentSource source);

/// Names the patches of commits, or of those that it can (ingest::namePatches). Is asked once for each part at the most, and only
/// about reverts that are shipped and of which nothing else is known.
using ReadPatches = std::function<Result<PatchNames>(const QList<model::GitOid>& commits, PatchPart part)>;

/// Pure, but for `read`: the same commits and refs, in any order, give the same result, and commits that no ref leads to change
/// nothing. `commits` need no subject. What `known` says is not read again; without `read` nothing else is known.
Result<GitFolded> foldGit(const QString& service, const QList<model::GitCommit>& commits, const QList<model::GitRef>& refs,
                          const GitFoldOptions& options, const PatchNames& known = {}, const ReadPatches& read = {});

} // namespace atalaya::ingest
