// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/descriptive.h"

#include <string>

namespace atalaya::analytics {

/// What comes next, steps 1 … horizon after the series.
struct Prediction
{
    std::vector<double> points;     ///< the middle of what is expected
    std::vector<double> deviations; ///< standard deviation of each; empty where the method knows none
};

} // namespace atalaya::analytics
