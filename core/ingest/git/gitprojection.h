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

/// Folds the stored commits and refs of a source into deployments, changes, reverts and projected phase events, and
/// replaces what was there. The same function serves an import and a rebuild, so that both give the same.
struct GitProjected {
    qint64 deployments = 0;
    QStringList warnings;
};
/// Of patches only what is stored is known.
Result<GitProjected> projectGit(store::Transaction& transaction, const store::GitSource& source, StopToken stop);

/// What projectGit() will want to know of patches once these refs are stored, and what is known of them. To be answered
/// and stored before it, since reading patches takes long and a transaction keeps all others from writing.
struct GitQuestions {
    QList<PatchQuestion> questions;
    PatchNames known;
};
Result<GitQuestions> gitQuestions(store::Connection& connection, const store::GitSource& source,
                                  const QList<model::GitRef>& refs, StopToken stop);

} // namespace atalaya::ingest
