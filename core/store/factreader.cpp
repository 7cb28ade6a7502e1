// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/factreader.h"

#include "store/sql/deploymentrows.h"

namespace atalaya::store {

class FactReader::Private
{
public:
    Private(Connection::Handle& connection, ServiceNames services) : handle(connection), names(std::move(services)) {}

    /// As forEachOfService(); nothing for a service that is not known.
    template<class Read>
    Status forEach(const QByteArray& sql, const QString& service, qint64 after, const Read& read)
    {
        const std::optional<qint64> number = names.idOf(service);
        return number ? forEachOfService(handle, sql, *number, after, read) : ok();
    }

    /// Calls read(row) for all rows of one service.
    template<class Read>
    Status forAll(const QByteArray& sql, const QString& service, const Read& read)
    {
        const std::optional<qint64> number = names.idOf(service);
        if (!number)
            return ok();
        ATALAYA_TRY(Statement rows, handle.prepare(sql));
        rows.bind(*number);
        for (;;) {
            ATALAYA_TRY(const bool found, rows.next());
            if (!found)
                return ok();
            read(rows);
        }
    }

    Connection::Handle& handle;
    const ServiceNames names;
};

FactReader::FactReader(std::unique_ptr<Private> data) : d(std::move(data)) {}
FactReader::FactReader(FactReader&& other) noexcept = default;
FactReader::~FactReader() = default;

Result<FactReader> FactReader::of(Connection& connection)
{
    ATALAYA_TRY(ServiceNames names, ServiceNames::read(connection.handle()));
    return FactReader(std::make_unique<Private>(connection.handle(), std::move(names)));
}

Result<qint64> FactReader::countDeployments(const QString& service, qint64 after)
{
    const std::optional<qint64> number = d->names.idOf(service);
    if (!number)
        return qint64(0);
    ATALAYA_TRY(Statement row,
                d->handle.prepare("SELECT COUNT(*) FROM deployment WHERE service_id = ? AND sequence > ?"));
    ATALAYA_CHECK(row.bind(*number, after).next());
    return row.integer(0);
}

Status FactReader::deployments(const QString& service, qint64 after,
                               const std::function<void(const DeploymentFact&)>& each)
{
    RepeatedText environment, team;
    QByteArray version, sha, fixes;
    return d->forEach("SELECT sequence, id, environment, team, version, sha, fixes, finished, status, source "
                      "FROM deployment WHERE service_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
                      service, after, [&](const Statement& row) {
                          const QString ofEnvironment = row.text(2, environment), ofTeam = row.text(3, team);
                          each({row.integer(0), row.id<model::DeploymentId>(1), ofEnvironment, ofTeam,
                                row.utf8(4, version), row.utf8(5, sha), row.utf8(6, fixes), row.instant(7),
                                model::DeploymentStatus(row.integer(8)), model::DeploymentSource(row.integer(9))});
                      });
}

Status FactReader::shippedChanges(const QString& service, qint64 after,
                                  const std::function<void(const ChangeFact&)>& each)
{
    return d->forEach("SELECT sequence, deployment_id, authored FROM change_item WHERE service_id = ? "
                      "AND sequence > ? AND deployment_id IS NOT NULL ORDER BY sequence LIMIT ?",
                      service, after, [&each](const Statement& row) {
                          each({row.integer(0), row.id<model::DeploymentId>(1), row.instant(2)});
                      });
}

Result<QList<model::Incident>> FactReader::incidents(const QString& service)
{
    QList<model::Incident> incidents;
    ATALAYA_CHECK(d->forAll(
        QByteArray("SELECT ") + kIncidentColumns +
            " FROM incident i WHERE i.service_id = ? ORDER BY i.detected, i.id",
        service, [&](const Statement& row) { incidents.append(readIncident(row, service)); }));
    return incidents;
}

Result<QList<ShippedRevert>> FactReader::reverts(const QString& service)
{
    QList<ShippedRevert> reverts;
    ATALAYA_CHECK(d->forAll(
        "SELECT later.deployment_id, earlier.deployment_id, r.reverting, r.reverted FROM git_revert r "
        "JOIN change_item later ON later.service_id = r.service_id AND later.sha = r.reverting "
        "JOIN change_item earlier ON earlier.service_id = r.service_id AND earlier.sha = r.reverted "
        "WHERE r.service_id = ? AND later.deployment_id IS NOT NULL AND earlier.deployment_id IS NOT NULL "
        "ORDER BY r.reverting, r.reverted",
        service, [&reverts](const Statement& row) {
            reverts.append({row.id<model::DeploymentId>(0), row.id<model::DeploymentId>(1), row.text(2), row.text(3)});
        }));
    return reverts;
}

} // namespace atalaya::store
