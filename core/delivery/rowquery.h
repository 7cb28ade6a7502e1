// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "delivery/facts.h"
#include "delivery/rows.h"

namespace atalaya::delivery {

/// A place in the order (moment, name, order, id); incidents have no name.
struct RowPosition {
    qint64 moment = 0;
    QByteArray name; ///< version, UTF-8
    quint64 id = 0;
    quint32 order = 0; ///< which of the stand-ins of its service and moment it is, from 1; 0 for anything else
    bool operator<(const RowPosition& other) const;
};

/// A row of a service.
struct RowRef {
    const ServiceFacts* facts = nullptr;
    quint32 row = 0;
};
struct RowPage {
    std::vector<RowRef> rows; ///< newest first
    qint64 total = 0;         ///< of the whole list
    std::optional<RowPosition> next; ///< the last row's place, when there is more
};

/// Deployments of a query that the filter takes, newest first, strictly older than `after`.
RowPage deploymentPage(const Facts& facts, const Query& query, const DeploymentFilter& filter, int limit,
                       std::optional<RowPosition> after, const StopToken& stop);
/// Incidents detected in the window, newest first; rows are places in ServiceFacts::incidents.
RowPage incidentPage(const Facts& facts, const Query& query, int limit, std::optional<RowPosition> after);

/// Everything of a row but `deployment`, which only the store knows in full.
DeploymentRow rowOf(const Facts& facts, const Query& query, const RowRef& ref);
/// The deployment that "service/version" or an id names, if it had finished by asOf: the newest in the query's environment, otherwise
/// the newest of any.
std::optional<RowRef> findDeployment(const Facts& facts, const Query& query, const QString& name);
/// Finds rows by id in all services.
std::optional<RowRef> findDeployment(const Facts& facts, model::DeploymentId id);

/// A service as the list shows it.
ServiceRow serviceRowOf(const ServiceFacts& facts, const Query& query);
/// The services that the query asks for, by name: those with the team, if one is asked for.
std::vector<const ServiceFacts*> servicesOf(const Facts& facts, const Query& query);

} // namespace atalaya::delivery
