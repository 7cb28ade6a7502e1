// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/stoptoken.h"

namespace atalaya::store {
class Database;
}

namespace atalaya::services {

/// Plausible data to try the program with, marked as such: every project's name begins with "demo-" and the metadata of
/// every record that was not made from a git history says {"demo": true}.
struct DemoOptions
{
    int days = 180;   ///< 1..3650, up to the beginning of today (UTC)
    int projects = 6; ///< 1..1000
    quint64 seed = 1;
};

/// Fills an empty store in one transaction and returns how many events it has then; a Conflict when it already holds
/// something, InvalidInput for options out of range. The same seed and day give the same data. `progress` is called
/// from the store's writer thread.
Result<qint64> fillWithDemo(store::Database& database, const Clock& clock, const DemoOptions& options, StopToken stop,
                            const Progress& progress);

} // namespace atalaya::services
