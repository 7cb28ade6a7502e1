// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sql/deploymentrows.h"

namespace atalaya::store {

/// A change as it is stored.
struct StoredChange
{
    qint64 sequence = 0;
    ChangeOrigin origin = ChangeOrigin::Events;
    model::Change change;
    std::optional<Instant> shipped; ///< when its deployment finished
};
using StoredChanges = QHash<QString, StoredChange>; // by sha

/// Those of the shas that a service has.
Result<StoredChanges> storedChanges(Connection::Handle& handle, qint64 service, const QString& name,
                                    const QStringList& shas);

/// Adds changes that came one by one. Of two that claim one sha, the one that shipped first stays, whichever came
/// first; one that came with a git history stays in any case.
Status mergeChanges(Transaction& transaction, ServiceChanges& services, Sequence& sequence,
                    const QList<model::Change>& changes);

} // namespace atalaya::store
