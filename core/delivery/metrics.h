// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/query.h"

#include <QJsonObject>
#include <QMap>

#include <optional>

namespace atalaya::delivery {

/// A share with its Wilson score interval at 95 % (Wilson 1927). Without a value when the denominator is 0.
struct Proportion {
    qint64 numerator = 0;
    qint64 denominator = 0;
    std::optional<double> value() const;
    struct Interval {
        double low = 0; ///< 0..1
        double high = 0;
    };
    std::optional<Interval> wilson95() const;
};

/// Percentiles by linear interpolation of order statistics (Hyndman & Fan 1996, type 7), in hours.
struct Percentiles {
    qint64 n = 0;
    std::optional<double> p25, p50, p75, p90, p95;
    /// Distribution-free 95 % interval of the median from binomial order statistics; without below n = 6.
    std::optional<double> medianLow, medianHigh;
};

struct Window {
    /// Without when the selection holds no deployment and the query named no start.
    std::optional<Instant> from;
    Instant to;
    Instant asOf;
    double days() const;
    /// Whether it is long enough, a day (the shortest has 23 hours), to say how often something happens in it.
    bool hasRate() const;
};

/// Scores of one benchmark edition, 0..10, null where the metric is null. A band is named only when the whole interval
/// of the metric lies in it.
struct Benchmark {
    QString edition;
    QMap<Metric, std::optional<double>> scores;
    QMap<Metric, QString> bands;
    std::optional<double> throughput, stability, overall;
    /// Why nothing is scored although there are figures; empty otherwise.
    QString withheld;
};

/// The five metrics over the successful deployments of a selection (definitions.md, "The five metrics"). The recovery time
/// is that of every failed deployment, judgeable or not; the fail rate looks only at judgeable ones.
struct Metrics {
    Query query;
    Window window;
    QStringList services;
    int rulesVersion = 0;
    qint64 dataVersion = 0;

    qint64 deployments = 0;              ///< |D|
    qint64 notSuccessful = 0;            ///< further runs of the selection: they are in no figure
    QList<model::DeploymentId> baseline; ///< in D, but their changes have no lead time
    bool proxy = false;                  ///< some deployments stand in for real ones (a repository without tags)

    struct {
        std::optional<double> perWeek; ///< none where the window is too short for a rate
        std::optional<double> medianGapHours;
        /// Median over the full weeks of the window of the days with at least one deployment, 0..7.
        std::optional<double> deploymentDaysPerWeek;
    } frequency;

    struct {
        Percentiles hours;
        qint64 excludedBaseline = 0;
        qint64 excludedClockSkew = 0;
    } leadTime;

    struct {
        Proportion rate; ///< failed of judgeable
        qint64 unjudged = 0;
        /// Each failed judgeable deployment once, under the kind with the highest precedence.
        QMap<model::EdgeKind, qint64> failedByKind;
        /// The same figure without proposed edges (hotfix guesses).
        Proportion withoutProposed;
    } failRate;

    struct {
        Percentiles hours;
        qint64 open = 0; ///< failed and not recovered by asOf
        qint64 excludedClockSkew = 0; ///< recovered before they had finished
        /// Of hours.n, those that end with a deployment read from git: a tag may come after the repair, so they are upper bounds.
        qint64 upperBounds = 0;
        /// The same without proposed edges: what only those blame has not failed, what only those repair is open.
        struct {
            Percentiles hours;
            qint64 open = 0;
        } withoutProposed;
    } recovery;

    struct {
        Proportion rate; ///< deployments with an outgoing fix edge, of D
        Proportion withoutProposed;
    } rework;

    /// Incidents of the window, whoever caused them: resolved − detected, hours, and detected − finished for those attributed.
    Percentiles timeToRestoreHours;
    Percentiles timeToDetectHours;
    qint64 incidents = 0;
    qint64 unattributedIncidents = 0;

    Benchmark benchmark;
    QStringList warnings;
};

/// The figure by which a metric is known: deployments a week, the median in hours, or the share 0..1.
std::optional<double> headline(const Metrics& metrics, Metric metric);

/// The object of contract/delivery-api.md, key for key.
QJsonObject toJson(const Metrics& metrics);

} // namespace atalaya::delivery
