// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/stoptoken.h"
#include "delivery/facts.h"
#include "store/database.h"

namespace atalaya::delivery {

/// The facts of the state that `connection` sees. What `before` (may be null) holds is taken over: services that did not change
/// are shared, services that only grew are read from where they ended, the others are read anew. `dataVersion` is that of the
/// state. With its database, many rows are read on several threads, over connections that see the same state. Reports
/// "Reading deployments" with the number of rows read.
Result<std::shared_ptr<const Facts>> loadFacts(store::Connection& connection, const std::shared_ptr<const Facts>& before,
                                               const Rules& rules, qint64 dataVersion, const StopToken& stop = {},
                                               const Progress& progress = {}, store::Database* database = nullptr);

/// Whether `connection` still sees the deployments, changes and incidents of which `facts` were made.
Result<bool> areCurrent(const Facts& facts, store::Connection& connection);

} // namespace atalaya::delivery
