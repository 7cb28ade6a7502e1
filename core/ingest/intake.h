// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "store/eventrepository.h"

#include <memory>

namespace atalaya::ingest {

class Folding;

/// The one way in for phase events, whoever sent them: stores those that are new and folds them into deployments, changes
/// and incidents, in the caller's transaction. What comes out does not depend on order or repetition, nor on how the events
/// are cut into pieces; the cost of a cycle is paid once for all pieces.
class Intake
{
public:
    explicit Intake(store::Transaction& transaction);
    ~Intake();
    Q_DISABLE_COPY_MOVE(Intake)

    Result<store::EventRepository::Inserted> add(const QList<model::PhaseEvent>& events);
    /// After the last piece; until then incidents and rollbacks of the pieces may be missing.
    Status finish();

private:
    store::Transaction& m_transaction;
    std::unique_ptr<Folding> m_folding;
};

/// One piece, finished.
Result<store::EventRepository::Inserted> takeIn(store::Transaction& transaction, const QList<model::PhaseEvent>& events);

/// Empties and folds again everything that is derived: from the sent events and from the stored commits. `atalaya rebuild`.
Status rebuild(store::Transaction& transaction, StopToken stop, const Progress& progress);

} // namespace atalaya::ingest
