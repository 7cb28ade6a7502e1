// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/bench/bench.h"

namespace atalaya::api {

/// Measures the API as its clients see it, beside a bare QHttpServer that sends a body of the same size, in the same run: how long an
/// answer of `GET summary/` over `options.apiEvents` events takes under 100 keep-alive clients (throughput and 95th percentile, the
/// limit is twice what the bare server takes), and the 95th percentile of a 429 (limit: 5 ms). Bench "api".
Status benchApi(const services::BenchOptions& options, const services::BenchSink& sink, const StopToken& stop,
                const Progress& progress);

} // namespace atalaya::api
