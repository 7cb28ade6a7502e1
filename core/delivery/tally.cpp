// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/tally.h"

#include "delivery/benchmark.h"
#include "delivery/parallel.h"
#include "delivery/quantiles.h"
#include "delivery/warnings.h"

#include <algorithm>

namespace atalaya::delivery {

namespace {

/// The pass over one service.
class ServicePass
{
public:
    ServicePass(Tally& tally, const Slice& slice, const Judge& judge)
        : m_tally(tally), m_slice(slice), m_facts(*slice.facts), m_judge(judge)
    {}

    void run()
    {
        for (quint32 row = m_slice.begin; row < m_slice.end; ++row) {
            if (m_slice.counts(row))
                take(row);
            else if (m_slice.takes(row))
                ++m_tally.notSuccessful;
        }
    }

private:
    void take(quint32 row)
    {
        const qint64 finished = m_facts.finished[row];
        m_bucketHint = m_tally.buckets.count() == 0 ? 0 : m_tally.buckets.find(finished, m_bucketHint);
        BucketTally& bucket = m_tally.inBucket[m_bucketHint];
        ++bucket.deployments;
        m_tally.daysWithDeployment[m_tally.days.find(finished, m_dayHint)] = true;
        if (m_previous != kNever)
            m_tally.gaps.push_back(finished - m_previous);
        m_previous = finished;
        m_tally.standIns += (m_facts.flags[row] & ServiceFacts::Proxy) != 0;
        m_tally.commitStandIns += (m_facts.flags[row] & ServiceFacts::CommitProxy) != 0;

        takeLeads(row, bucket);
        takeVerdict(row, finished, bucket);
        const Repair repair = m_judge.repair(m_facts, row);
        bucket.rework += repair.any;
        bucket.reworkAccepted += repair.accepted;
    }

    void takeLeads(quint32 row, BucketTally& bucket)
    {
        const auto first = m_facts.lead.begin() + m_facts.changeStart[row];
        const auto last = m_facts.lead.begin() + m_facts.changeStart[row + 1];
        if (m_facts.flags[row] & ServiceFacts::Baseline) {
            m_tally.baseline.push_back({m_facts.id[row]});
            m_tally.baselineChanges += last - first;
            return;
        }
        const auto sane = std::find_if(first, last, [](qint64 lead) { return lead >= 0; });
        m_tally.clockSkew += sane - first;
        if (sane == last)
            return;
        // Rows that follow each other mostly make one piece.
        if (!bucket.leads.empty() && std::to_address(bucket.leads.back().end()) == std::to_address(sane))
            bucket.leads.back() = std::span(bucket.leads.back().data(), bucket.leads.back().size() + size_t(last - sane));
        else
            bucket.leads.emplace_back(sane, last);
    }

    void takeVerdict(quint32 row, qint64 finished, BucketTally& bucket)
    {
        const Verdict verdict = m_judge.verdict(m_facts, row);
        const bool judgeable = m_judge.isJudgeable(finished);
        bucket.judgeable += judgeable;
        if (!judgeable)
            m_tally.oldestUnjudged = std::min(finished, m_tally.oldestUnjudged.value_or(finished));
        if (!verdict.failed)
            return;
        if (judgeable) {
            ++bucket.failed;
            bucket.failedAccepted += verdict.accepted;
            ++m_tally.failedByKind[verdict.kind];
        }
        if (verdict.recovered == kNever) {
            ++m_tally.open;
        } else if (verdict.recovered < finished) {
            ++m_tally.recoverySkew;
        } else {
            bucket.recoveries.push_back(verdict.recovered - finished);
            m_tally.upperBounds += verdict.upperBound;
        }
        if (verdict.accepted && verdict.recoveredAccepted == kNever)
            ++m_tally.openAccepted;
        else if (verdict.accepted && verdict.recoveredAccepted >= finished)
            bucket.recoveriesAccepted.push_back(verdict.recoveredAccepted - finished);
    }

    Tally& m_tally;
    const Slice& m_slice;
    const ServiceFacts& m_facts;
    const Judge& m_judge;
    size_t m_bucketHint = 0;
    size_t m_dayHint = 0;
    qint64 m_previous = kNever;
};

/// Median over the full weeks of the window of the days with a deployment.
std::optional<double> deploymentDaysPerWeek(const Tally& tally, const Query& query)
{
    if (!tally.window.from)
        return std::nullopt;
    const Buckets weeks(Bucket::Week, *tally.window.from, tally.window.to, query.timeZone);
    std::vector<qint64> days;
    size_t hint = 0;
    for (size_t week = 0; week < weeks.count(); ++week) {
        if (weeks.start(week) < toMs(*tally.window.from) || weeks.end(week) > toMs(tally.window.to))
            continue;
        qint64 count = 0;
        for (size_t day = tally.days.find(weeks.start(week), hint);
             day < tally.days.count() && tally.days.start(day) < weeks.end(week); ++day)
            count += tally.daysWithDeployment[day];
        days.push_back(count);
    }
    std::sort(days.begin(), days.end());
    return quantileOfSorted(days, 0.5);
}

/// Incidents of the window: they are their own population, whoever caused them.
void addIncidents(const Selection& selection, Metrics& metrics)
{
    std::vector<qint64> restore, detect;
    for (const Slice& slice : selection.slices()) {
        for (const IncidentFact& incident : slice.facts->incidents) {
            const bool taken = incident.detected >= selection.from() && incident.detected < selection.end() &&
                               incident.known <= selection.asOf() && slice.environmentTaken[incident.environment] &&
                               slice.teamTaken[incident.team];
            if (!taken)
                continue;
            ++metrics.incidents;
            if (incident.resolved <= selection.asOf() && incident.resolved >= incident.detected)
                restore.push_back(incident.resolved - incident.detected);
            const bool attributed = incident.cause != kNone && slice.facts->finished[incident.cause] <= selection.asOf();
            if (!attributed)
                ++metrics.unattributedIncidents;
            else if (incident.detected >= slice.facts->finished[incident.cause])
                detect.push_back(incident.detected - slice.facts->finished[incident.cause]);
        }
    }
    metrics.timeToRestoreHours = percentilesOf(restore);
    metrics.timeToDetectHours = percentilesOf(detect);
}

SeriesPoint rated(SeriesPoint point, const Proportion& rate)
{
    point.n = rate.denominator;
    point.value = rate.value();
    if (const auto interval = rate.wilson95()) {
        point.low = interval->low;
        point.high = interval->high;
    }
    return point;
}

SeriesPoint timed(SeriesPoint point, const Percentiles& hours)
{
    point.n = hours.n;
    point.value = hours.p50;
    point.low = hours.p25;
    point.high = hours.p90;
    return point;
}

SeriesPoint filled(SeriesPoint point, const BucketTally& tally, Metric metric)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        point.n = tally.deployments;
        point.value = double(tally.deployments);
        return point;
    case Metric::ChangeLeadTime:
        return timed(point, percentilesOf(tally.leads));
    case Metric::ChangeFailRate:
        return rated(point, {tally.failed, tally.judgeable});
    case Metric::FailedDeploymentRecoveryTime:
        return timed(point, percentilesOf(tally.recoveries));
    case Metric::DeploymentReworkRate:
        return rated(point, {tally.rework, tally.deployments});
    }
    return point;
}

} // namespace

Tally Tally::of(const Selection& selection, std::optional<Bucket> bucket, const StopToken& stop)
{
    Tally tally;
    tally.window = selection.window();
    const Query& query = selection.query();
    if (tally.window.from) {
        // A deployment may stand at the very end, when that is asOf; so there is a bucket even when the window has no length.
        const Instant end = std::max(tally.window.to, *tally.window.from + Milliseconds(1));
        tally.days = Buckets(Bucket::Day, *tally.window.from, end, query.timeZone);
        tally.daysWithDeployment.assign(tally.days.count(), false);
        if (bucket)
            tally.buckets = Buckets(*bucket, *tally.window.from, end, query.timeZone);
    }
    tally.inBucket.resize(bucket ? tally.buckets.count() : 1);
    if (!tally.window.from)
        return tally;
    const Judge judge(query, selection.facts().rules);
    const auto& slices = selection.slices();
    std::vector<Tally> parts = inParts(slices.size(), selection.rows(), tally, [&](Tally& part, size_t begin, size_t end) {
        for (size_t i = begin; i < end && !stop.stop_requested(); ++i)
            ServicePass(part, slices[i], judge).run();
    });
    tally = std::move(parts.front());
    for (size_t i = 1; i < parts.size(); ++i)
        tally.add(parts[i]);
    return tally;
}

void Tally::add(const Tally& part)
{
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    for (size_t i = 0; i < inBucket.size(); ++i) {
        BucketTally& to = inBucket[i];
        const BucketTally& from = part.inBucket[i];
        to.deployments += from.deployments;
        to.judgeable += from.judgeable;
        to.failed += from.failed;
        to.failedAccepted += from.failedAccepted;
        to.rework += from.rework;
        to.reworkAccepted += from.reworkAccepted;
        append(to.leads, from.leads);
        append(to.recoveries, from.recoveries);
        append(to.recoveriesAccepted, from.recoveriesAccepted);
    }
    append(gaps, part.gaps);
    append(baseline, part.baseline);
    baselineChanges += part.baselineChanges;
    clockSkew += part.clockSkew;
    open += part.open;
    openAccepted += part.openAccepted;
    upperBounds += part.upperBounds;
    notSuccessful += part.notSuccessful;
    if (part.oldestUnjudged)
        oldestUnjudged = std::min(*part.oldestUnjudged, oldestUnjudged.value_or(*part.oldestUnjudged));
    recoverySkew += part.recoverySkew;
    for (const auto& [kind, count] : part.failedByKind)
        failedByKind[kind] += count;
    standIns += part.standIns;
    commitStandIns += part.commitStandIns;
    for (size_t day = 0; day < daysWithDeployment.size(); ++day) {
        if (part.daysWithDeployment[day])
            daysWithDeployment[day] = true;
    }
}

Metrics metricsOf(const Selection& selection, const Tally& tally)
{
    Metrics metrics;
    metrics.query = selection.query();
    metrics.window = tally.window;
    metrics.services = selection.services();
    metrics.rulesVersion = selection.facts().rules.version;
    metrics.dataVersion = selection.facts().dataVersion;
    metrics.baseline = QList<model::DeploymentId>(tally.baseline.begin(), tally.baseline.end());
    metrics.proxy = tally.standIns > 0;
    metrics.notSuccessful = tally.notSuccessful;

    qint64 judgeable = 0, failed = 0, accepted = 0, rework = 0, reworkAccepted = 0;
    std::vector<std::span<const qint64>> leads, recoveries, recoveriesAccepted;
    for (const BucketTally& bucket : tally.inBucket) {
        metrics.deployments += bucket.deployments;
        judgeable += bucket.judgeable;
        failed += bucket.failed;
        accepted += bucket.failedAccepted;
        rework += bucket.rework;
        reworkAccepted += bucket.reworkAccepted;
        leads.insert(leads.end(), bucket.leads.begin(), bucket.leads.end());
        recoveries.emplace_back(bucket.recoveries);
        recoveriesAccepted.emplace_back(bucket.recoveriesAccepted);
    }
    if (metrics.window.hasRate())
        metrics.frequency.perWeek = double(metrics.deployments) / metrics.window.days() * 7;
    const Percentiles gaps = percentilesOf(tally.gaps);
    metrics.frequency.medianGapHours = gaps.p50;
    metrics.frequency.deploymentDaysPerWeek = deploymentDaysPerWeek(tally, selection.query());

    metrics.leadTime.hours = percentilesOf(leads);
    metrics.leadTime.excludedBaseline = tally.baselineChanges;
    metrics.leadTime.excludedClockSkew = tally.clockSkew;
    metrics.failRate.rate = {failed, judgeable};
    metrics.failRate.withoutProposed = {accepted, judgeable};
    metrics.failRate.unjudged = metrics.deployments - judgeable;
    for (const auto& [kind, count] : tally.failedByKind)
        metrics.failRate.failedByKind.insert(kind, count);
    metrics.recovery.hours = percentilesOf(recoveries);
    metrics.recovery.open = tally.open;
    metrics.recovery.excludedClockSkew = tally.recoverySkew;
    metrics.recovery.upperBounds = tally.upperBounds;
    metrics.recovery.withoutProposed.hours = percentilesOf(recoveriesAccepted);
    metrics.recovery.withoutProposed.open = tally.openAccepted;
    metrics.rework.rate = {rework, metrics.deployments};
    metrics.rework.withoutProposed = {reworkAccepted, metrics.deployments};
    addIncidents(selection, metrics);
    metrics.benchmark = benchmarkOf(metrics, defaultEdition());
    metrics.warnings = warningsOf(selection, tally, metrics);
    return metrics;
}

Series seriesOf(const Selection& selection, const Tally& tally, Metric metric, Bucket bucket)
{
    Series series;
    series.metric = metric;
    series.bucket = bucket;
    series.window = tally.window;
    using Points = QList<SeriesPoint>;
    const auto fill = [&](Points& points, size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i) {
            SeriesPoint point;
            point.start = instantFromMs(tally.buckets.start(i));
            point.end = instantFromMs(tally.buckets.end(i));
            point.partial = point.start < *series.window.from || point.end > series.window.to;
            points.append(filled(point, tally.inBucket[i], metric));
        }
    };
    const bool hasDurations = metric == Metric::ChangeLeadTime || metric == Metric::FailedDeploymentRecoveryTime;
    for (const Points& points : inParts(tally.buckets.count(), hasDurations ? selection.rows() : 0, Points(), fill))
        series.points += points;
    return series;
}

Metrics computeMetrics(const Facts& facts, const Query& query, const StopToken& stop)
{
    const Selection selection(facts, query);
    return metricsOf(selection, Tally::of(selection, std::nullopt, stop));
}

Series computeSeries(const Facts& facts, const Query& query, Metric metric, Bucket bucket, const StopToken& stop)
{
    const Selection selection(facts, query);
    return seriesOf(selection, Tally::of(selection, bucket, stop), metric, bucket);
}

} // namespace atalaya::delivery
