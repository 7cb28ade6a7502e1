// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "store/eventrepository.h"

namespace atalaya::ingest {

/// The one way in for phase events, whoever sent them: stores those that are new and folds them into deployments, changes
/// and incidents, in the caller's transaction. What comes out does not depend on order or repetition.
Result<store::EventRepository::Inserted> takeIn(store::Transaction& transaction, const QList<model::PhaseEvent>& events);

/// Empties and folds again everything that is derived: from the sent events and from the stored commits. `atalaya rebuild`.
Status rebuild(store::Transaction& transaction, StopToken stop, const Progress& progress);

} // namespace atalaya::ingest
