// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/query.h"
#include "model/deployment.h"

#include <optional>
#include <utility>

namespace atalaya::widgets {

/// What is selected, one through the whole window: card, plot, row and inspector show the same thing. Nothing, a metric (in all of
/// the window of time, or in one bucket of it), or a deployment.
struct Subject {
    std::optional<delivery::Metric> metric;
    std::optional<std::pair<Instant, Instant>> window; ///< of the bucket, half-open; only with a metric
    std::optional<model::DeploymentId> deployment;

    static Subject of(delivery::Metric metric) { return {metric, std::nullopt, std::nullopt}; }
    static Subject of(delivery::Metric metric, Instant start, Instant end) { return {metric, std::pair(start, end), std::nullopt}; }
    static Subject of(model::DeploymentId id) { return {std::nullopt, std::nullopt, id}; }
    bool isNothing() const { return !metric && !deployment; }
    bool operator==(const Subject&) const = default;
};

} // namespace atalaya::widgets
