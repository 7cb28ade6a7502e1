// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deployment.h"
#include "model/incident.h"
#include "store/database.h"

#include <QList>

#include <functional>
#include <memory>

namespace atalaya::store {

/// A deployment as figures need it. What it refers to holds until the call that it is given to returns.
struct DeploymentFact
{
    qint64 sequence = 0; ///< its place in the order of arrival
    model::DeploymentId id;
    const QString& environment;
    const QString& team;
    QByteArrayView version, sha, fixes; ///< UTF-8
    Instant finished;
    model::DeploymentStatus status = model::DeploymentStatus::Success;
    model::DeploymentSource source = model::DeploymentSource::PhaseEvent;
};

/// A change that has shipped, as figures need it.
struct ChangeFact
{
    qint64 sequence = 0;
    model::DeploymentId deployment;
    Instant authored;
};

/// A revert with the deployments that shipped both sides.
struct ShippedRevert
{
    model::DeploymentId fix, cause;
    QString reverting, reverted; ///< full shas
};

/// Reads the rows of services from which figures are made. Made for many services and millions of rows: it asks for the services'
/// numbers once, reads few columns, and makes no text that is not kept. An unknown service has no rows.
class FactReader
{
public:
    /// Sees the state of `connection`, which outlives it.
    static Result<FactReader> of(Connection& connection);
    FactReader(FactReader&& other) noexcept;
    ~FactReader();

    /// How many deployments have a sequence above `after`; costs as much as there are.
    Result<qint64> countDeployments(const QString& service, qint64 after);
    /// Rows with a sequence above `after`, in order of sequence.
    Status deployments(const QString& service, qint64 after, const std::function<void(const DeploymentFact&)>& each);
    Status shippedChanges(const QString& service, qint64 after, const std::function<void(const ChangeFact&)>& each);
    /// By (detected, id).
    Result<QList<model::Incident>> incidents(const QString& service);
    /// By (reverting, reverted); reverts of what never shipped are left out.
    Result<QList<ShippedRevert>> reverts(const QString& service);

private:
    class Private;
    explicit FactReader(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace atalaya::store
