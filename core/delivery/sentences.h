// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

namespace atalaya::delivery {

/// A figure in one sentence that a person can check: "A cause edge blames 8 of 45 judgeable deployments."
QString sentenceOf(const Metrics& metrics, Metric metric);

} // namespace atalaya::delivery
