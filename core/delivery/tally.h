// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "delivery/buckets.h"
#include "delivery/selection.h"
#include "delivery/series.h"

#include <map>
#include <span>

namespace atalaya::delivery {

/// What one pass over the deployments of a bucket counts. Adds up over buckets and services.
struct BucketTally {
    qint64 deployments = 0;
    qint64 judgeable = 0;
    qint64 failed = 0;         ///< of the judgeable
    qint64 failedAccepted = 0; ///< of those, also without proposed edges
    qint64 rework = 0;
    qint64 reworkAccepted = 0; ///< of those, also without proposed edges
    std::vector<std::span<const qint64>> leads; ///< pieces of ServiceFacts::lead, none negative
    std::vector<qint64> recoveries; ///< milliseconds, none negative
    std::vector<qint64> recoveriesAccepted; ///< the same without proposed edges
};

/// Everything that the metrics of a selection and its series need, from one pass over its deployments. Refers to the facts.
struct Tally {
    Window window;
    Buckets buckets;
    std::vector<BucketTally> inBucket;
    std::vector<qint64> gaps; ///< milliseconds between consecutive deployments of a service
    std::vector<model::DeploymentId> baseline;
    qint64 baselineChanges = 0;
    qint64 clockSkew = 0; ///< changes
    qint64 open = 0;
    qint64 openAccepted = 0;  ///< without proposed edges
    qint64 upperBounds = 0;   ///< recoveries
    qint64 notSuccessful = 0; ///< runs
    std::optional<qint64> oldestUnjudged; ///< when the oldest that is too new to judge finished
    qint64 recoverySkew = 0;
    std::map<model::EdgeKind, qint64> failedByKind;
    qint64 standIns = 0;       ///< deployments
    qint64 commitStandIns = 0; ///< of those, mere commits
    std::vector<bool> daysWithDeployment; ///< by day of `days`
    Buckets days;

    /// With `bucket`, in buckets of that size, otherwise in one. A stop ends it early: then it means nothing.
    static Tally of(const Selection& selection, std::optional<Bucket> bucket, const StopToken& stop);

private:
    void add(const Tally& part);
};

Metrics metricsOf(const Selection& selection, const Tally& tally);
Series seriesOf(const Selection& selection, const Tally& tally, Metric metric, Bucket bucket);

/// The five metrics of a query. A stop ends it early: then the answer means nothing.
Metrics computeMetrics(const Facts& facts, const Query& query, const StopToken& stop = {});
Series computeSeries(const Facts& facts, const Query& query, Metric metric, Bucket bucket, const StopToken& stop = {});

} // namespace atalaya::delivery
