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

/// Places in each of the lists: [begin, end).
struct ListPart {
    qint64 begin = 0, end = 0;
};

/// How a metric came to be, with `part` of each list (the totals count all). Lists are in order of service and time, the same
/// each time for the same facts and query, so that parts that follow each other make up the whole. The edges are those of the
/// numerator's part.
Result<Explanation> computeExplanation(const Facts& facts, const Query& query, Metric metric, const ListPart& part,
                                       const ChangesOf& changesOf, const StopToken& stop = {});
/// The first `limit` of each list.
Result<Explanation> computeExplanation(const Facts& facts, const Query& query, Metric metric, qsizetype limit,
                                       const ChangesOf& changesOf, const StopToken& stop = {});

class Selection;
struct Slice;

/// How a row of the selection's window counts in a metric, by the same rules.
Standing standingOf(const Selection& selection, const Slice& slice, quint32 row, Metric metric);

} // namespace atalaya::delivery
