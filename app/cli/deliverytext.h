// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/explanation.h"
#include "delivery/metrics.h"
#include "delivery/objectexplanation.h"

namespace atalaya::app {

/// "Change fail rate".
QString metricTitle(delivery::Metric metric);

/// The five metrics for a terminal of so many columns: each with its n, interval or percentiles and score; what was
/// left out; the warnings.
QString metricsText(const delivery::Metrics& metrics, int columns);

/// How a figure came to be. `labels` names the deployments that are listed.
QString explanationText(const delivery::Explanation& explanation, const QMap<QString, QString>& labels, int columns);

/// How a deployment, a change or an incident counts in each figure, and its edges.
QString objectText(const delivery::ObjectExplanation& explanation, int columns);

} // namespace atalaya::app
