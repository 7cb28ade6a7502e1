// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventrepository.h"
#include "store/sql/handle.h"

#include <map>
#include <utility>

namespace atalaya::store {

/// A phase event's duration as it is summed: microseconds, so that any order of adding gives the same sum.
std::optional<qint64> microsOf(const model::PhaseEvent& event);

/// What is summed of phase events, by whole seconds and the microseconds left over: neither sum can overflow.
struct EventSums
{
    qint64 events = 0;
    qint64 deployments = 0;
    qint64 deploymentDurations = 0;
    qint64 deploymentSeconds = 0;
    qint64 deploymentMicros = 0;
    qint64 successes = 0;
    qint64 failures = 0;
    qint64 restores = 0;
    qint64 restoreSeconds = 0;
    qint64 restoreMicros = 0;

    /// Adds `count` events of one phase and decision, `timed` of them with a duration.
    void add(model::Phase phase, model::Decision decision, qint64 count, qint64 timed, qint64 seconds, qint64 micros);
    /// Adds one event, or takes it away when `sign` is -1.
    void add(const model::PhaseEvent& event, int sign);
    bool isZero() const { return *this == EventSums(); }
    /// The largest number stands for a sum that is larger.
    EventTotals totals() const;

    bool operator==(const EventSums&) const = default;
};

/// Changes of the daily roll-up, collected over a transaction's events and then written at once.
class RollUpChanges
{
public:
    void add(qint64 scope, const model::PhaseEvent& event, int sign);
    Status write(Connection::Handle& handle) const;

private:
    std::map<std::pair<qint64, qint64>, EventSums> m_changes; // by day and scope: the order of the table
};

} // namespace atalaya::store
