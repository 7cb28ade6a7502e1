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

/// Plausible data to try the program with, marked as such: every project's name begins with "demo-" and every record's
/// metadata says {"demo": true}.
struct DemoOptions {
    int days = 180;
    int projects = 6;
    quint64 seed = 1;
};

/// Fills an empty store; a Conflict when it already holds something. The same seed and day give the same data.
Result<qint64> fillWithDemo(store::Database& database, const Clock& clock, const DemoOptions& options, StopToken stop,
                            const Progress& progress);

} // namespace atalaya::services
