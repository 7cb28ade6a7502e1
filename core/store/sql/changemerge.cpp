// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/changemerge.h"

#include <limits>
#include <tuple>

namespace atalaya::store {

namespace {

using ShippedAt = QHash<model::DeploymentId, Instant>;

Result<ShippedAt> finishedOf(Connection::Handle& handle, const QList<model::Change>& changes)
{
    QList<model::DeploymentId> ids;
    for (const model::Change& change : changes) {
        if (!change.deployment.isNull())
            ids.append(change.deployment);
    }
    ShippedAt finished;
    ATALAYA_CHECK(
        forEachIn(handle, "SELECT id, finished FROM deployment WHERE id IN ", {}, ids,
                  [&](const Statement& row) { finished.insert(row.id<model::DeploymentId>(0), row.instant(1)); }));
    return finished;
}

/// A total order on what claims to be the same change: the smaller one stays.
auto rankOf(const model::Change& change, std::optional<Instant> shipped)
{
    const qint64 at = shipped ? toMs(*shipped) : std::numeric_limits<qint64>::max();
    return std::tuple(change.deployment.isNull(), at, change.deployment.value, toMs(change.authored),
                      toMs(change.committed), change.subject, change.lines.value_or(-1), change.files.value_or(-1));
}

/// What came for one service: of each sha the one that stays.
struct Incoming
{
    model::Change change;
    std::optional<Instant> shipped;
};
using IncomingBySha = QMap<QString, Incoming>; // in a fixed order: sequence numbers follow it

} // namespace

Result<StoredChanges> storedChanges(Connection::Handle& handle, qint64 service, const QString& name,
                                    const QStringList& shas)
{
    StoredChanges stored;
    ATALAYA_CHECK(forEachIn(handle,
                            QByteArray("SELECT ") + kChangeColumns +
                                ", c.sequence, c.origin, d.finished FROM change_item c LEFT JOIN deployment d "
                                "ON d.id = c.deployment_id WHERE c.service_id = ? AND c.sha IN ",
                            {sqlValue(service)}, shas, [&](const Statement& row) {
                                StoredChange found{row.integer(8), ChangeOrigin(row.integer(9)), readChange(row, name),
                                                   row.optional<Instant>(10)};
                                stored.insert(found.change.sha, std::move(found));
                            }));
    return stored;
}

Status mergeChanges(Transaction& transaction, ServiceChanges& services, Sequence& sequence,
                    const QList<model::Change>& changes)
{
    Connection::Handle& handle = transaction.handle();
    ATALAYA_TRY(const ShippedAt finished, finishedOf(handle, changes));
    QMap<QString, IncomingBySha> byService;
    for (const model::Change& change : changes) {
        const auto found = finished.constFind(change.deployment);
        const Incoming incoming{change, found == finished.cend() ? std::nullopt : std::optional(*found)};
        IncomingBySha& ofService = byService[change.service];
        const auto rival = ofService.constFind(change.sha);
        if (rival == ofService.cend() || rankOf(change, incoming.shipped) < rankOf(rival->change, rival->shipped))
            ofService.insert(change.sha, incoming);
    }

    ChangeInsert rows(handle, sequence);
    for (auto ofService = byService.cbegin(); ofService != byService.cend(); ++ofService) {
        ATALAYA_TRY(const qint64 service, services.idOf(ofService.key()));
        ATALAYA_TRY(const StoredChanges stored, storedChanges(handle, service, ofService.key(), ofService->keys()));
        QList<qint64> beaten;
        QList<const model::Change*> winners;
        for (const Incoming& incoming : *ofService) {
            if (const auto rival = stored.constFind(incoming.change.sha); rival != stored.cend()) {
                if (rival->origin == ChangeOrigin::Git ||
                    rankOf(rival->change, rival->shipped) <= rankOf(incoming.change, incoming.shipped))
                    continue;
                beaten.append(rival->sequence);
                if (!rival->change.deployment.isNull())
                    services.markRewritten(service);
            }
            winners.append(&incoming.change);
            services.markAdded(service);
        }
        ATALAYA_CHECK(runIn(handle, "DELETE FROM change_item WHERE service_id = ? AND sequence IN ",
                            {sqlValue(service)}, beaten));
        for (const model::Change* change : std::as_const(winners))
            ATALAYA_CHECK(rows.add(service, ChangeOrigin::Events, *change));
        ATALAYA_CHECK(rows.flush());
    }
    return ok();
}

} // namespace atalaya::store
