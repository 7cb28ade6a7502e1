// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/change.h"
#include "model/incident.h"
#include "store/database.h"

#include <QHash>
#include <QList>

#include <functional>

namespace atalaya::store {

/// How the rows of one service stand: what a cache compares to know what to read again.
struct ServiceState
{
    QString name;
    qint64 version = 0;   ///< data version of its newest change of any kind
    qint64 rewritten = 0; ///< data version of the newest change that was more than added deployments and changes
    /// When its first production deployment finished that a git import left out (because of its start).
    std::optional<Instant> leftOut = {};
};

/// "The commit `reverting` says that it reverts `reverted`"; both are changes of the service.
struct RevertFact
{
    QString reverting; ///< full sha
    QString reverted;  ///< full sha
};

/// Deployments, changes, incidents and reverts: folds of what the sources sent.
class DeploymentRepository
{
public:
    explicit DeploymentRepository(Connection& connection) : m_connection(connection) {}

    /// Adds rows; deployments whose id is there already are left as they are. Of two changes with the same service and
    /// sha the one whose deployment finished first stays, whichever came first; one from git stays in any case.
    static Status add(Transaction& transaction, const QList<model::Deployment>& deployments,
                      const QList<model::Change>& changes);
    /// What deployments say that they repair (model::Deployment::fixes), when it became known after they were added; ids that
    /// are not there are left out.
    static Status putFixes(Transaction& transaction, const QHash<model::DeploymentId, QString>& fixes);
    /// Puts incidents: replaces those with the same id. Removes the ids in `gone`.
    static Status putIncidents(Transaction& transaction, const QList<model::Incident>& incidents,
                               const QList<model::IncidentId>& gone = {});

    /// What may have become another of a change that came from git.
    struct GitChange
    {
        QString sha;
        model::DeploymentId deployment;
        std::optional<int> lines, files;
    };
    using Stays = std::function<bool(const GitChange& stored)>;
    /// Afterwards exactly this is what a git repository gave the service; rows that are the same stay as they are. Stand-ins that
    /// finished at the same moment have ascending sequences in the order of `deployments`: they have no names to sort by.
    /// `changes` is called until it returns an empty list, so that a long history passes through in pieces. It may leave out what
    /// is stored of the repository already: before, `stays` is asked about each of these changes whether it is among them.
    static Status replaceGit(Transaction& transaction, const QString& service,
                             const QList<model::Deployment>& deployments, const QList<RevertFact>& reverts,
                             const std::function<Result<QList<model::Change>>()>& changes, const Stays& stays = {});
    /// When the first of the deployments finished that the import of the service's repository left out; nothing when it left
    /// out none.
    static Status putLeftOut(Transaction& transaction, const QString& service, std::optional<Instant> first);
    /// Empties every table of this repository, before a rebuild. services() lists a service again when it has rows
    /// again.
    static Status clear(Transaction& transaction);

    Result<QList<ServiceState>> services();

    /// A deployment and its place in the order of arrival.
    struct Row
    {
        qint64 sequence = 0;
        model::Deployment deployment;
    };
    /// Rows of one service (or of all: null) with a sequence above `after`, in order of service and sequence. One pass,
    /// constant memory, fast (native statements on SQLite).
    Status forEachDeployment(const QString& service, qint64 after, const std::function<void(Row&&)>& each);

    /// In the order of the ids; ids that are not there are left out.
    Result<QList<model::Deployment>> byIds(const QList<model::DeploymentId>& ids);
    Result<QList<model::Incident>> incidentsByIds(const QList<model::IncidentId>& ids);

    /// Changes newest author date first, then by sha (and in a fixed order of services); at most `limit`, strictly
    /// after `after` in that order.
    struct ChangeFilter
    {
        QStringList services; ///< empty: all
        std::optional<model::DeploymentId> deployment;
        std::optional<Instant> from, to; ///< half-open, on authored
        /// Leaves out what only the event of a later deployment tells of.
        std::optional<Instant> asOf;
    };
    struct ChangePosition
    {
        Instant authored;
        QString service, sha;
    };
    Result<QList<model::Change>> changes(const ChangeFilter& filter, int limit, std::optional<ChangePosition> after);
    /// The change of a service with the sha, or the only one whose sha begins with these 7 or more hex digits.
    Result<std::optional<model::Change>> change(const QString& service, const QString& sha);
    Result<qint64> countChanges(const ChangeFilter& filter);
    Result<qint64> countDeployments();

private:
    Connection& m_connection;
};

} // namespace atalaya::store
