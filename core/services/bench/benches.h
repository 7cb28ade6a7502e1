// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/bench/stopwatch.h"

namespace atalaya::services {

// One function a bench; runBench() calls them.

/// How long the delivery service takes for all that is asked of it.
Status benchDelivery(const BenchOptions& options, Stopwatch& watch, const StopToken& stop, const Progress& progress);
/// How long phase events take to be stored.
Status benchEvents(const BenchOptions& options, Stopwatch& watch, const StopToken& stop, const Progress& progress);
/// How long the first and the second import of a git repository take.
Status benchGit(const BenchOptions& options, Stopwatch& watch, const StopToken& stop, const Progress& progress);

} // namespace atalaya::services
