// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "services/demoproject.h"
#include "services/demorandom.h"

#include <vector>

namespace atalaya::services {

inline Milliseconds hoursOf(double value)
{
    return std::chrono::seconds(qint64(value * 3600));
}

/// The days that the demo covers, and when releases go out in them.
struct DemoPlan
{
    Instant begin, end; ///< midnights, UTC
    int days = 0;

    /// 0 at the beginning, 1 at the end.
    double progressAt(Instant at) const;
    /// In office hours of mostly working days, oldest first.
    std::vector<Instant> releases(const Trend& perWeek, DemoRandom& random) const;
};

} // namespace atalaya::services
