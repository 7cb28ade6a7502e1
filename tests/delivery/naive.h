// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/series.h"
#include "history.h"

namespace atalaya::delivery {

/// definitions.md computed as it is written, without a thought for speed, and from the sources' words instead of the facts: what
/// the engine is compared with.
class Naive
{
public:
    struct Edge {
        const model::Deployment* cause = nullptr;
        const model::Deployment* fix = nullptr;
        const model::Incident* incident = nullptr;
        model::EdgeKind kind = model::EdgeKind::Manual;
        bool accepted = false;
        Instant known;
    };
    /// One figure a name; null where there is none.
    using Figures = QMap<QString, std::optional<double>>;

    Naive(const QList<History>& histories, const Rules& rules);

    Figures metrics(const Query& query) const;
    /// value, n and partial of each bucket, by its start.
    QMap<Instant, std::tuple<std::optional<double>, qint64, bool>> series(const Query& query, Metric metric, Bucket bucket) const;

    /// Type 7, as Hyndman and Fan write it, by sorting.
    static std::optional<double> quantile(QList<double> values, double share);

private:
    using Rows = QList<const model::Deployment*>;
    struct Service {
        const History* history = nullptr;
        Rows rows; ///< in order of time, then name
        QList<Edge> edges;
    };
    /// What counts under a query, of all services.
    struct Population {
        Rows rows;
        QList<const Service*> serviceOf; ///< of each row
        std::optional<Instant> from;
        Instant to;
    };

    Population populationOf(const Query& query) const;
    QList<Edge> edgesOf(const Service& service, const Query& query) const;
    bool isBaseline(const Service& service, const model::Deployment& deployment) const;
    void addRates(Figures& figures, const Population& population, const Query& query) const;
    void addFrequency(Figures& figures, const Population& population, const Query& query) const;
    void addIncidents(Figures& figures, const Query& query) const;

    Rules m_rules;
    QList<Service> m_services;
};

/// The same figures out of the engine's answer.
Naive::Figures figuresOf(const Metrics& metrics);

} // namespace atalaya::delivery
