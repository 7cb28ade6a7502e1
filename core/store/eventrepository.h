// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/phaseevent.h"
#include "store/database.h"

#include <QList>

#include <functional>

namespace atalaya::store {

/// Which phase events: half-open [from, to) on created_at, and equality filters that are off when empty. What its
/// sender left unnamed counts as project "default" and environment "production".
struct EventFilter
{
    std::optional<Instant> from;
    std::optional<Instant> to;
    QString project, team, environment;
    std::optional<model::Phase> phase;
    QString featureId;
};

/// Sums over phase events; durations in microseconds so that any order of adding gives the same sum.
struct EventTotals
{
    qint64 deployments = 0;         ///< deployment events
    qint64 deploymentDurations = 0; ///< of them with a duration
    qint64 deploymentMicros = 0;
    qint64 successes = 0; ///< deployment events with a success decision
    qint64 failures = 0;  ///< deployment events with a failure decision
    qint64 restores = 0;  ///< recovery and maintenance events with a restored decision and a duration
    qint64 restoreMicros = 0;
};

/// The totals of one UTC day.
struct DailyTotals
{
    qint64 day = 0; ///< days since 1970-01-01
    EventTotals totals;
};

/// Position in a list ordered by (created_at, id), newest first.
struct EventPosition
{
    Instant createdAt;
    qint64 id = 0;
};

/// Phase events as they came, append-only, and their daily roll-up (project × environment × team × UTC day), which is
/// kept in the transaction that adds them. Projected events stand for objects of another source (a git deployment);
/// they are replaced as a whole when that source is folded again, and are otherwise like any other.
class EventRepository
{
public:
    explicit EventRepository(Connection& connection) : m_connection(connection) {}

    struct Inserted
    {
        QList<qint64> ids;           ///< one an event, in order: of the new row, or of the one that was there
        QList<Instant> createdAt;    ///< as stored
        QList<qsizetype> newIndexes; ///< which of the events were new
    };
    /// Events whose dedupKey is there already (or twice in the list) are not stored again. Any number of events.
    static Result<Inserted> insert(Transaction& transaction, const QList<model::PhaseEvent>& events);
    /// Afterwards exactly these are the projected events of the project; rows that stay keep their id.
    static Status replaceProjected(Transaction& transaction, const QString& project,
                                   const QList<model::PhaseEvent>& events);

    /// Newest first, strictly after `after` in that order; at most `limit`. Rows with an id above `maxId` are not seen,
    /// so that pages neither skip nor repeat while events arrive.
    Result<QList<model::PhaseEvent>> page(const EventFilter& filter, int limit, std::optional<EventPosition> after,
                                          std::optional<qint64> maxId);
    Result<qint64> count(const EventFilter& filter);
    Result<qint64> maxId();
    /// Whole days from the roll-up, the cut days at both ends from the events. `phase` and `featureId` are ignored.
    Result<EventTotals> totals(const EventFilter& filter);
    /// Days without an event are left out. Oldest first. `phase` and `featureId` are ignored.
    Result<QList<DailyTotals>> daily(const EventFilter& filter);
    Result<qint64> distinctCycles(const EventFilter& filter);
    /// Sent (not projected) incident, recovery and maintenance events of one cycle, and its deployment events, in order
    /// of id. Unnamed project and environment are those of EventFilter: "" and "production" are one environment.
    Result<QList<model::PhaseEvent>> ofCycle(const QString& project, const QString& environment,
                                             const QString& cycleId);
    /// The time of the latest incident or recovery event or rollback of ofCycle(); without one a cycle tells only of deployments.
    Result<std::optional<Instant>> lastTrouble(const QString& project, const QString& environment, const QString& cycleId);
    /// Every sent event in order of id, for rebuilding; stops at the first failure that `each` returns.
    Status forEachSent(const std::function<Status(const model::PhaseEvent&)>& each);

private:
    Connection& m_connection;
};

} // namespace atalaya::store
