// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "delivery/query.h"

namespace atalaya::app {

/// The filters that `delivery` and `explain` share.
struct DeliveryOptions
{
    QStringList services, kinds;
    QString environment = QStringLiteral("production");
    QString team, timeZone;
    std::optional<Instant> from, to, asOf;
    bool json = false;

    /// `app` keeps references to this.
    void addTo(CLI::App& app);
};

/// The query that the options mean; InvalidInput, with the nearest name, for a service, an environment, a team or a time
/// zone that is not there.
Result<delivery::Query> queryOf(Engine& engine, const DeliveryOptions& options);

/// InvalidInput, with the nearest name, when the store does not know a service.
Status checkServices(Engine& engine, const QStringList& services);

} // namespace atalaya::app
