// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/metrics.h"

#include <QLocale>
#include <QString>

#include <optional>

namespace atalaya::widgets {

/// Why the course of a metric without a figure cannot be drawn, and how much is missing: "116 deployments too new to judge; the first on
/// 2 Dec". `nextJudged` is when the oldest of them will have been observed for long enough.
QString missingWords(delivery::Metric metric, const delivery::Metrics& metrics, std::optional<Instant> nextJudged,
                     const QLocale& locale = {});

} // namespace atalaya::widgets
