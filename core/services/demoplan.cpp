// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demoplan.h"

#include <algorithm>
#include <array>

namespace atalaya::services {

namespace {

/// Of a working week's deployments, Monday first.
constexpr std::array<double, 7> kWeekday{0.17, 0.24, 0.25, 0.22, 0.10, 0.01, 0.01};

} // namespace

double DemoPlan::progressAt(Instant at) const
{
    return std::clamp(double((at - begin).count()) / double((end - begin).count()), 0.0, 1.0);
}

std::vector<Instant> DemoPlan::releases(const Trend& perWeek, DemoRandom& random) const
{
    std::vector<Instant> plan;
    for (int day = 0; day < days; ++day) {
        const Instant midnight = begin + std::chrono::days(day);
        const auto weekday = size_t((utcDay(midnight) + 3) % 7); // 1970-01-01 was a Thursday
        const int count = random.poisson(perWeek.at(progressAt(midnight)) * kWeekday[weekday]);
        for (int number = 0; number < count; ++number)
            plan.push_back(midnight + hoursOf(random.between(8, 17.5)));
    }
    std::sort(plan.begin(), plan.end());
    return plan;
}

} // namespace atalaya::services
