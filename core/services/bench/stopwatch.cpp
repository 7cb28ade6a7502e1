// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/bench/stopwatch.h"

#include <algorithm>

namespace atalaya::services {

Status Stopwatch::take(const QString& name, const QString& unit, double limit, const std::function<Result<double>()>& round)
{
    std::vector<double> measured;
    for (int i = 0; i < m_rounds; ++i) {
        if (m_stop.stop_requested())
            return Cancelled{};
        report(m_progress, name, i, m_rounds);
        ATALAYA_TRY(const double one, round());
        measured.push_back(one);
    }
    std::sort(measured.begin(), measured.end());
    m_sink({m_bench, name, unit, measured[measured.size() / 2], measured.back(), limit});
    return ok();
}

} // namespace atalaya::services
