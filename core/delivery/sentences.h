// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

namespace atalaya::delivery {

/// A figure in one sentence that a person can check: "8 of 45 judged deployments failed: …"
QString sentenceOf(const Metrics& metrics, Metric metric);

} // namespace atalaya::delivery
