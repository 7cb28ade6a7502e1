// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "ingest/git/gitfold.h"
#include "model/phaseevent.h"
#include "store/gitrepository.h"

namespace atalaya::ingest {

/// The fold's options as store::GitSource keeps them: canonical JSON, so that equal options are equal texts.
QString toText(const GitFoldOptions& options);
GitFoldOptions gitFoldOptions(const QString& text);

/// Deployments as records of the IACT family: successful deployment events, whose duration is the lead time of the oldest
/// change that they shipped (first commit to production); without one for the baseline and where nothing, or only what was
/// authored later, was shipped.
QList<model::PhaseEvent> phaseEventsOf(const GitFolded& folded, const QList<model::GitCommit>& commits);

/// What the store holds of a source that its fold is computed from.
struct GitInputs {
    QList<model::GitCommit> commits; ///< by (committed, oid), without subjects
    PatchNames patches;
    store::GitExtent extent; ///< still the same: so are commits and patches
};
Result<GitInputs> storedInputs(store::Connection& connection, const QString& service, StopToken stop);

struct GitProjected {
    qint64 deployments = 0;
    QStringList warnings;
};
/// Replaces what a source gave by what it was folded into: deployments, changes, reverts and projected phase events. Rows that
/// stay the same are not touched. `inputs` are what it was folded from, and what the store still holds.
Result<GitProjected> putFolded(store::Transaction& transaction, const store::GitSource& source, const GitInputs& inputs,
                               const GitFolded& folded, StopToken stop);

/// Both at once, from the stored commits and refs; of patches only what is stored is known. So that a rebuild and an import give
/// the same.
Result<GitProjected> projectGit(store::Transaction& transaction, const store::GitSource& source, StopToken stop);

} // namespace atalaya::ingest
