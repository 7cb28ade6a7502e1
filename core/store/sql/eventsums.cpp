// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/eventsums.h"

#include "store/sql/bulk.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atalaya::store {

namespace {

constexpr qint64 kMicros = 1'000'000;

qint64 joined(qint64 seconds, qint64 micros)
{
    constexpr qint64 largest = std::numeric_limits<qint64>::max();
    seconds += micros / kMicros;
    micros %= kMicros;
    return seconds > (largest - micros) / kMicros ? largest : seconds * kMicros + micros;
}

} // namespace

std::optional<qint64> microsOf(const model::PhaseEvent& event)
{
    if (!event.durationSeconds)
        return std::nullopt;
    return std::llround(std::clamp(*event.durationSeconds, 0.0, model::PhaseEvent::kMaxDurationSeconds) *
                        double(kMicros));
}

void EventSums::add(model::Phase phase, model::Decision decision, qint64 count, qint64 timed, qint64 seconds,
                    qint64 micros)
{
    using model::Phase;
    events += count;
    if (phase == Phase::Deployment) {
        deployments += count;
        deploymentDurations += timed;
        deploymentSeconds += seconds;
        deploymentMicros += micros;
        successes += model::isSuccess(decision) ? count : 0;
        failures += model::isFailure(decision) ? count : 0;
    } else if ((phase == Phase::Recovery || phase == Phase::Maintenance) && model::isRestored(decision)) {
        restores += timed;
        restoreSeconds += seconds;
        restoreMicros += micros;
    }
}

void EventSums::add(const model::PhaseEvent& event, int sign)
{
    const std::optional<qint64> micros = microsOf(event);
    add(event.phase, event.decision, sign, micros ? sign : 0, sign * (micros.value_or(0) / kMicros),
        sign * (micros.value_or(0) % kMicros));
}

EventTotals EventSums::totals() const
{
    return {deployments,
            deploymentDurations,
            joined(deploymentSeconds, deploymentMicros),
            successes,
            failures,
            restores,
            joined(restoreSeconds, restoreMicros)};
}

void RollUpChanges::add(qint64 scope, const model::PhaseEvent& event, int sign)
{
    m_changes[{utcDay(event.createdAt), scope}].add(event, sign);
}

Status RollUpChanges::write(Connection::Handle& handle) const
{
    static const QList<QByteArray> columns{"events",       "deployments",   "deployment_durations",
                                           "deployment_s", "deployment_us", "successes",
                                           "failures",     "restores",      "restore_s",
                                           "restore_us"};
    QByteArray head = "INSERT INTO event_daily (day, scope_id, " + columns.join(", ") + ")";
    QByteArray tail = handle.isSqlite() ? " ON CONFLICT (day, scope_id) DO UPDATE SET " : " ON DUPLICATE KEY UPDATE ";
    const QByteArray before = handle.isSqlite() ? " + excluded." : " + VALUES(";
    const QByteArray after = handle.isSqlite() ? ", " : "), ";
    for (const QByteArray& column : columns)
        tail += column + " = event_daily." + column + before + column + after;
    tail.chop(2);
    BulkInsert rows(handle, std::move(head), 2 + int(columns.size()), std::move(tail));
    QList<qint64> shrunk;
    for (const auto& [key, sums] : m_changes) {
        if (sums.isZero())
            continue;
        if (sums.events < 0)
            shrunk.append(key.first);
        ATALAYA_CHECK(rows.add(key.first, key.second, sums.events, sums.deployments, sums.deploymentDurations,
                               sums.deploymentSeconds, sums.deploymentMicros, sums.successes, sums.failures,
                               sums.restores, sums.restoreSeconds, sums.restoreMicros));
    }
    ATALAYA_CHECK(rows.flush());
    return runIn(handle, "DELETE FROM event_daily WHERE events = 0 AND day IN ", {}, shrunk);
}

} // namespace atalaya::store
