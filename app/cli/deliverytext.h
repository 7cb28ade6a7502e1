// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/explanation.h"
#include "delivery/metrics.h"
#include "delivery/objectexplanation.h"

namespace atalaya::app {

/// "Change fail rate".
QString metricTitle(delivery::Metric metric);

/// The five metrics for a terminal of 80 columns: each with its n, interval or percentiles and score; what was left
/// out; the warnings.
QString metricsText(const delivery::Metrics& metrics);

/// How a figure came to be. `labels` names the deployments that are listed.
QString explanationText(const delivery::Explanation& explanation, const QMap<QString, QString>& labels);

/// How a deployment, a change or an incident counts in each figure, and its edges.
QString objectText(const delivery::ObjectExplanation& explanation);

} // namespace atalaya::app
