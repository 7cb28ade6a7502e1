// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "delivery/explanation.h"
#include "delivery/facts.h"
#include "delivery/objectexplanation.h"
#include "model/change.h"

#include <functional>

namespace atalaya::delivery {

/// Every change that a deployment shipped, in any order. The facts know only when changes were written, not what they are called.
using ChangesOf = std::function<Result<QList<model::Change>>(model::DeploymentId)>;

/// How a metric came to be, with at most `limit` entries in each list (the totals count all). Lists are in order of service and
/// time.
Result<Explanation> computeExplanation(const Facts& facts, const Query& query, Metric metric, qsizetype limit,
                                       const ChangesOf& changesOf, const StopToken& stop = {});

class Selection;
struct Slice;

/// How a row of the selection's window counts in a metric, by the same rules.
Standing standingOf(const Selection& selection, const Slice& slice, quint32 row, Metric metric);

} // namespace atalaya::delivery
