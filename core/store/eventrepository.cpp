// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eventrepository.h"

#include "store/sql/eventrows.h"
#include "store/sql/eventsums.h"
#include "store/sql/where.h"

#include <limits>

namespace atalaya::store {

namespace {

constexpr int kSentPage = 2000;

Where conditions(const EventFilter& filter)
{
    Where where;
    if (filter.from)
        where.add("e.created_at >= ?", *filter.from);
    if (filter.to)
        where.add("e.created_at < ?", *filter.to);
    addScope(where, filter);
    if (filter.phase)
        where.add("e.phase = ?", int(*filter.phase));
    if (!filter.featureId.isEmpty())
        where.add("e.feature_id = ?", filter.featureId);
    return where;
}

/// A window as whole UTC days and the cut days at its ends; a part may be empty.
struct Window
{
    std::optional<EventFilter> head, tail;
    qint64 firstDay = std::numeric_limits<int>::min();
    qint64 endDay = std::numeric_limits<int>::max();
};

Window windowOf(EventFilter filter)
{
    filter.phase.reset();
    filter.featureId.clear();
    Window window;
    const auto isCut = [](const std::optional<Instant>& end) { return end && startOfUtcDay(utcDay(*end)) != *end; };
    if (filter.from)
        window.firstDay = utcDay(*filter.from) + (isCut(filter.from) ? 1 : 0);
    if (filter.to)
        window.endDay = utcDay(*filter.to);
    if (filter.from && filter.to && window.firstDay > window.endDay) { // within one day
        window.head = filter;
        return window;
    }
    if (isCut(filter.from)) {
        window.head = filter;
        window.head->to = startOfUtcDay(window.firstDay);
    }
    if (isCut(filter.to)) {
        window.tail = filter;
        window.tail->from = startOfUtcDay(window.endDay);
    }
    return window;
}

/// The sums of a part of one day, from its events.
Result<EventSums> sumsOfEvents(Connection::Handle& handle, const EventFilter& filter)
{
    const Where where = conditions(filter);
    ATALAYA_TRY(Statement rows,
                handle.prepare("SELECT e.phase, e.decision, COUNT(*), COUNT(e.duration_us), "
                               "CAST(COALESCE(SUM((e.duration_us - e.duration_us % 1000000) / 1000000), 0) AS SIGNED), "
                               "CAST(COALESCE(SUM(e.duration_us % 1000000), 0) AS SIGNED) FROM phase_event e" +
                               where.sql() + " GROUP BY e.phase, e.decision"));
    where.bindTo(rows);
    EventSums sums;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return sums;
        sums.add(model::Phase(rows.integer(0)), model::Decision(rows.integer(1)), rows.integer(2), rows.integer(3),
                 rows.integer(4), rows.integer(5));
    }
}

Status appendPart(Connection::Handle& handle, const std::optional<EventFilter>& part, QList<DailyTotals>& days)
{
    if (!part)
        return ok();
    ATALAYA_TRY(const EventSums sums, sumsOfEvents(handle, *part));
    if (sums.events > 0)
        days.append({utcDay(*part->from), sums.totals()});
    return ok();
}

Status appendWholeDays(Connection::Handle& handle, const EventFilter& filter, const Window& window,
                       QList<DailyTotals>& days)
{
    if (window.firstDay >= window.endDay)
        return ok();
    Where where;
    where.add("e.day >= ?", window.firstDay).add("e.day < ?", window.endDay);
    addScope(where, filter);
    QByteArray sums;
    for (const char* column : {"deployments", "deployment_durations", "deployment_s", "deployment_us", "successes",
                               "failures", "restores", "restore_s", "restore_us"})
        sums += QByteArray(", CAST(SUM(e.") + column + ") AS SIGNED)";
    ATALAYA_TRY(Statement rows, handle.prepare("SELECT e.day" + sums + " FROM event_daily e" + where.sql() +
                                               " GROUP BY e.day ORDER BY e.day"));
    where.bindTo(rows);
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return ok();
        const EventSums day{0,
                            rows.integer(1),
                            rows.integer(2),
                            rows.integer(3),
                            rows.integer(4),
                            rows.integer(5),
                            rows.integer(6),
                            rows.integer(7),
                            rows.integer(8),
                            rows.integer(9)};
        days.append({rows.integer(0), day.totals()});
    }
}

Result<QList<model::PhaseEvent>> readAll(Statement& rows)
{
    QList<model::PhaseEvent> events;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return events;
        events.append(readEvent(rows));
    }
}

Result<qint64> integerOf(Connection::Handle& handle, const QByteArray& select, const Where& where)
{
    ATALAYA_TRY(Statement row, handle.prepare(select + where.sql()));
    where.bindTo(row);
    ATALAYA_CHECK(row.next());
    return row.integer(0);
}

// Sums saturate instead of running over.
void addTo(qint64& sum, qint64 value)
{
    sum = value > std::numeric_limits<qint64>::max() - sum ? std::numeric_limits<qint64>::max() : sum + value;
}

} // namespace

Result<QList<model::PhaseEvent>> EventRepository::page(const EventFilter& filter, int limit,
                                                       std::optional<EventPosition> after, std::optional<qint64> maxId)
{
    Where where = conditions(filter);
    if (after)
        where.add("e.created_at <= ?", after->createdAt)
            .add("(e.created_at < ? OR e.id < ?)", after->createdAt, after->id);
    if (maxId)
        where.add("e.id <= ?", *maxId);
    ATALAYA_TRY(Statement rows,
                m_connection.handle().prepare(QByteArray("SELECT ") + kEventColumns + kEventTables + where.sql() +
                                              " ORDER BY e.created_at DESC, e.id DESC LIMIT ?"));
    where.bindTo(rows);
    rows.bind(limit);
    return readAll(rows);
}

Result<qint64> EventRepository::count(const EventFilter& filter)
{
    return integerOf(m_connection.handle(), "SELECT COUNT(*) FROM phase_event e", conditions(filter));
}

Result<qint64> EventRepository::maxId()
{
    return m_connection.handle().integer("SELECT COALESCE(MAX(id), 0) FROM phase_event");
}

Result<EventTotals> EventRepository::totals(const EventFilter& filter)
{
    ATALAYA_TRY(const QList<DailyTotals> days, daily(filter));
    EventTotals sum;
    for (const DailyTotals& day : days) {
        sum.deployments += day.totals.deployments;
        sum.deploymentDurations += day.totals.deploymentDurations;
        addTo(sum.deploymentMicros, day.totals.deploymentMicros);
        sum.successes += day.totals.successes;
        sum.failures += day.totals.failures;
        sum.restores += day.totals.restores;
        addTo(sum.restoreMicros, day.totals.restoreMicros);
    }
    return sum;
}

Result<QList<DailyTotals>> EventRepository::daily(const EventFilter& filter)
{
    QList<DailyTotals> days;
    if (filter.from && filter.to && *filter.from >= *filter.to)
        return days;
    const Window window = windowOf(filter);
    Connection::Handle& handle = m_connection.handle();
    ATALAYA_CHECK(appendPart(handle, window.head, days));
    ATALAYA_CHECK(appendWholeDays(handle, filter, window, days));
    ATALAYA_CHECK(appendPart(handle, window.tail, days));
    return days;
}

Result<qint64> EventRepository::distinctCycles(const EventFilter& filter)
{
    return integerOf(m_connection.handle(), "SELECT COUNT(DISTINCT e.cycle_id) FROM phase_event e", conditions(filter));
}

Result<QList<model::PhaseEvent>> EventRepository::ofCycle(const QString& project, const QString& environment,
                                                          const QString& cycleId)
{
    using model::Phase;
    Where where;
    where.add("e.cycle_id = ?", cycleId)
        .add("e.origin = ?", int(EventOrigin::Sent))
        .add("e.phase IN (?, ?, ?, ?)", int(Phase::Deployment), int(Phase::Incident), int(Phase::Recovery),
             int(Phase::Maintenance));
    addName(where, "s.project", project, kUnnamedProject);
    addName(where, "s.environment", environment, kUnnamedEnvironment);
    ATALAYA_TRY(Statement rows, m_connection.handle().prepare(QByteArray("SELECT ") + kEventColumns + kEventTables +
                                                              where.sql() + " ORDER BY e.id"));
    where.bindTo(rows);
    return readAll(rows);
}

Result<std::optional<Instant>> EventRepository::lastTrouble(const QString& project, const QString& environment,
                                                            const QString& cycleId)
{
    using model::Phase;
    Where where;
    where.add("e.cycle_id = ?", cycleId)
        .add("e.origin = ?", int(EventOrigin::Sent))
        .add("(e.phase IN (?, ?) OR (e.phase = ? AND e.decision = ?))", int(Phase::Incident), int(Phase::Recovery),
             int(Phase::Deployment), int(model::Decision::Rollback));
    addName(where, "s.project", project, kUnnamedProject);
    addName(where, "s.environment", environment, kUnnamedEnvironment);
    ATALAYA_TRY(Statement rows,
                m_connection.handle().prepare(QByteArray("SELECT MAX(e.created_at)") + kEventTables + where.sql()));
    where.bindTo(rows);
    ATALAYA_CHECK(rows.next());
    return rows.optional<Instant>(0);
}

Status EventRepository::forEachSent(const std::function<Status(const model::PhaseEvent&)>& each)
{
    qint64 last = 0;
    for (;;) {
        QList<model::PhaseEvent> events;
        {
            ATALAYA_TRY(Statement rows,
                        m_connection.handle().prepare(QByteArray("SELECT ") + kEventColumns + kEventTables +
                                                      " WHERE e.id > ? AND e.origin = ? ORDER BY e.id LIMIT ?"));
            ATALAYA_TRY(events, readAll(rows.bind(last, int(EventOrigin::Sent), kSentPage)));
        }
        for (const model::PhaseEvent& event : events)
            ATALAYA_CHECK(each(event));
        if (events.size() < kSentPage)
            return ok();
        last = events.last().id;
    }
}

} // namespace atalaya::store
