// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "delivery/explanation.h"

namespace atalaya::services {
class DeliveryService;
}

namespace atalaya::widgets {

/// One of the things a figure is counted from.
struct ExplainedItem {
    QString id;    ///< as the explanation has it
    QString label; ///< "payments 2.14.0", "payments 4be1c02"
    /// What the inspector goes to; null when it is not known.
    model::DeploymentId leadsTo;
    std::optional<Instant> finished; ///< of a deployment
    std::optional<double> hours;     ///< lead time or recovery time
    /// Why it counts, for the two rates and the recovery time: the edge of the highest precedence.
    std::optional<model::RemediationEdge> edge;
    /// "2.14.0 → 2.14.1": the ends of the edge; the fix is missing while it is open.
    QString chain;
};

/// How many were left out for one reason.
struct ExclusionCount {
    QString reason; ///< machine word of delivery::Exclusion
    qint64 count = 0;
};

/// An explanation with what a person needs to read it.
struct ExplainedFigure {
    delivery::Explanation explanation;
    /// Of the numerator, or of the population where there is no numerator; deployments newest first.
    QList<ExplainedItem> items;
    QList<ExclusionCount> exclusions;
};

/// At most so many items are named; the totals stay whole.
inline constexpr int kExplainedItems = 200;

/// Explains a figure and names what it is counted from. Blocks: for the pool only.
Result<ExplainedFigure> explainFigure(services::DeliveryService& service, const delivery::Query& query,
                                      delivery::Metric metric, const StopToken& stop);

/// "not judged yet": what a reason means.
QString reasonText(const QString& reason);
/// Most frequent first; exact, however many of them are listed.
QList<ExclusionCount> countExclusions(const delivery::Explanation& explanation);

} // namespace atalaya::widgets
