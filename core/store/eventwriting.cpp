// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "store/eventrepository.h"
#include "store/sql/bulk.h"
#include "store/sql/eventrows.h"
#include "store/sql/eventsums.h"

#include <QHash>

namespace atalaya::store {

namespace {

constexpr qsizetype kChunk = kLongestList;

constexpr char kInsert[] =
    "INSERT INTO phase_event (dedup_key, origin, scope_id, cycle_id, feature_id, phase, decision, "
    "duration_s, duration_us, created_at, metadata)";
constexpr int kInsertColumns = 11;

Utf8Text metadataText(const model::PhaseEvent& event)
{
    return {event.metadata.isEmpty() ? QByteArrayLiteral("{}") : compactJson(event.metadata)};
}

/// Numbers of (project, environment, team), made when they are new.
class Scopes
{
public:
    explicit Scopes(Connection::Handle& handle) : m_handle(handle) {}

    Result<qint64> idOf(const model::PhaseEvent& event)
    {
        qint64& id = m_ids[{event.project, {event.environment, event.team}}];
        if (id == 0) {
            ATALAYA_TRY(id, findOrAdd(event));
        }
        return id;
    }

private:
    Result<qint64> findOrAdd(const model::PhaseEvent& event)
    {
        ATALAYA_TRY(Statement find,
                    m_handle.prepare("SELECT id FROM event_scope WHERE project = ? AND environment = ? AND team = ?"));
        ATALAYA_TRY(const bool found, find.bind(event.project, event.environment, event.team).next());
        if (found)
            return find.integer(0);
        ATALAYA_TRY(Statement add,
                    m_handle.prepare("INSERT INTO event_scope (project, environment, team) VALUES (?, ?, ?)"));
        ATALAYA_CHECK(add.bind(event.project, event.environment, event.team).run());
        return add.lastInsertId();
    }

    Connection::Handle& m_handle;
    QHash<std::pair<QString, std::pair<QString, QString>>, qint64> m_ids;
};

/// Adds, changes and removes events of one origin, and the roll-up with them.
class EventWriter
{
public:
    EventWriter(Transaction& transaction, EventOrigin origin)
        : m_transaction(transaction), m_handle(transaction.handle()), m_origin(origin), m_scopes(m_handle),
          m_rows(m_handle, kInsert, kInsertColumns)
    {
    }

    Status insert(const QList<model::PhaseEvent>& events, EventRepository::Inserted& inserted)
    {
        for (qsizetype first = 0; first < events.size(); first += kChunk)
            ATALAYA_CHECK(insertChunk(events, first, qMin(first + kChunk, events.size()), inserted));
        return ok();
    }
    Status update(const model::PhaseEvent& before, const model::PhaseEvent& after);
    Status remove(const QList<model::PhaseEvent>& events);
    Status finish()
    {
        if (!m_changed)
            return ok();
        m_transaction.markChanged();
        return m_rollUp.write(m_handle);
    }

private:
    struct Stored
    {
        qint64 id = 0;
        Instant createdAt;
    };
    using StoredByKey = QHash<QByteArray, Stored>;

    Status look(const QList<QByteArray>& keys, StoredByKey& stored)
    {
        return forEachIn(m_handle, "SELECT dedup_key, id, created_at FROM phase_event WHERE dedup_key IN ", {}, keys,
                         [&stored](const Statement& row) {
                             stored.insert(row.blob(0), {row.integer(1), row.instant(2)});
                         });
    }
    Result<bool> isThere(const QByteArray& key);
    Status insertChunk(const QList<model::PhaseEvent>& events, qsizetype first, qsizetype end,
                       EventRepository::Inserted& inserted);
    Status insertNew(const QList<model::PhaseEvent>& events, qsizetype first, qsizetype end,
                     EventRepository::Inserted& inserted);
    Status add(const model::PhaseEvent& event);
    void added(qint64 scope, const model::PhaseEvent& event)
    {
        m_rollUp.add(scope, event, 1);
        m_changed = true;
    }

    Transaction& m_transaction;
    Connection::Handle& m_handle;
    const EventOrigin m_origin;
    Scopes m_scopes;
    BulkInsert m_rows;
    RollUpChanges m_rollUp;
    bool m_changed = false;
};

Status EventWriter::add(const model::PhaseEvent& event)
{
    ATALAYA_TRY(const qint64 scope, m_scopes.idOf(event));
    added(scope, event);
    return m_rows.add(event.dedupKey, int(m_origin), scope, event.cycleId, event.featureId, int(event.phase),
                      int(event.decision), event.durationSeconds, microsOf(event), event.createdAt,
                      metadataText(event));
}

Result<bool> EventWriter::isThere(const QByteArray& key)
{
    ATALAYA_TRY(Statement find, m_handle.prepare("SELECT 1 FROM phase_event WHERE dedup_key = ?"));
    return find.bind(key).next();
}

/// Leaves it to the unique index to find those that are there: each event is looked for once, by its own insertion.
Status EventWriter::insertNew(const QList<model::PhaseEvent>& events, qsizetype first, qsizetype end,
                              EventRepository::Inserted& inserted)
{
    ATALAYA_TRY(Statement row, m_handle.prepare(QByteArray(kInsert) + " VALUES (" + placeholders(kInsertColumns) + ")" +
                                                orLeaveAlone(m_handle, "dedup_key")));
    QList<QByteArray> knownKeys;
    for (qsizetype i = first; i < end; ++i) {
        const model::PhaseEvent& event = events[i];
        ATALAYA_TRY(const qint64 scope, m_scopes.idOf(event));
        ATALAYA_TRY(const qint64 count, row.bind(event.dedupKey, int(m_origin), scope, event.cycleId, event.featureId,
                                                 int(event.phase), int(event.decision), event.durationSeconds,
                                                 microsOf(event), event.createdAt, metadataText(event))
                                            .run());
        inserted.createdAt.append(event.createdAt);
        if (count == 0) {
            knownKeys.append(event.dedupKey);
            inserted.ids.append(0); // to be looked up
            continue;
        }
        inserted.ids.append(row.lastInsertId());
        inserted.newIndexes.append(i);
        added(scope, event);
    }
    if (knownKeys.isEmpty())
        return ok();
    StoredByKey stored;
    ATALAYA_CHECK(look(knownKeys, stored));
    const qsizetype offset = inserted.ids.size() - (end - first);
    for (qsizetype i = first; i < end; ++i) {
        const qsizetype place = offset + i - first;
        if (inserted.ids[place] != 0)
            continue;
        const Stored& known = stored[events[i].dedupKey];
        inserted.ids[place] = known.id;
        inserted.createdAt[place] = known.createdAt;
    }
    return ok();
}

Status EventWriter::insertChunk(const QList<model::PhaseEvent>& events, qsizetype first, qsizetype end,
                                EventRepository::Inserted& inserted)
{
    if (m_handle.isSqlite()) {
        // What was sent before is mostly sent again as a whole; then nothing is to be written.
        ATALAYA_TRY(const bool known, isThere(events[first].dedupKey));
        if (!known)
            return insertNew(events, first, end, inserted);
    }
    QList<QByteArray> keys;
    for (qsizetype i = first; i < end; ++i)
        keys.append(events[i].dedupKey);
    StoredByKey stored;
    ATALAYA_CHECK(look(keys, stored));
    QList<QByteArray> newKeys;
    for (qsizetype i = first; i < end; ++i) {
        if (stored.contains(events[i].dedupKey))
            continue;
        stored.insert(events[i].dedupKey, {0, events[i].createdAt});
        ATALAYA_CHECK(add(events[i]));
        newKeys.append(events[i].dedupKey);
        inserted.newIndexes.append(i);
    }
    ATALAYA_CHECK(m_rows.flush());
    ATALAYA_CHECK(look(newKeys, stored)); // the database gave the ids
    for (const QByteArray& key : keys) {
        const Stored& row = stored[key];
        inserted.ids.append(row.id);
        inserted.createdAt.append(row.createdAt);
    }
    return ok();
}

Status EventWriter::update(const model::PhaseEvent& before, const model::PhaseEvent& after)
{
    ATALAYA_TRY(const qint64 oldScope, m_scopes.idOf(before));
    ATALAYA_TRY(const qint64 newScope, m_scopes.idOf(after));
    ATALAYA_TRY(Statement row,
                m_handle.prepare("UPDATE phase_event SET scope_id = ?, cycle_id = ?, feature_id = ?, phase = ?, "
                                 "decision = ?, duration_s = ?, duration_us = ?, created_at = ?, metadata = ? "
                                 "WHERE id = ?"));
    ATALAYA_CHECK(row.bind(newScope, after.cycleId, after.featureId, int(after.phase), int(after.decision),
                           after.durationSeconds, microsOf(after), after.createdAt, metadataText(after), before.id)
                      .run());
    m_rollUp.add(oldScope, before, -1);
    m_rollUp.add(newScope, after, 1);
    m_changed = true;
    return ok();
}

Status EventWriter::remove(const QList<model::PhaseEvent>& events)
{
    QList<qint64> ids;
    for (const model::PhaseEvent& event : events) {
        ATALAYA_TRY(const qint64 scope, m_scopes.idOf(event));
        m_rollUp.add(scope, event, -1);
        ids.append(event.id);
    }
    m_changed = m_changed || !ids.isEmpty();
    return runIn(m_handle, "DELETE FROM phase_event WHERE id IN ", {}, ids);
}

bool isSameContent(const model::PhaseEvent& a, const model::PhaseEvent& b)
{
    return a.cycleId == b.cycleId && a.featureId == b.featureId && a.phase == b.phase && a.decision == b.decision &&
           a.durationSeconds == b.durationSeconds && a.metadata == b.metadata && a.createdAt == b.createdAt &&
           a.team == b.team && a.environment == b.environment;
}

using EventsByKey = QHash<QByteArray, model::PhaseEvent>;

Result<EventsByKey> projectedEvents(Connection::Handle& handle, const QString& project)
{
    EventsByKey events;
    ATALAYA_TRY(Statement rows,
                handle.prepare(QByteArray("SELECT ") + kEventColumns + kEventTables +
                               " WHERE e.origin = 1 AND e.scope_id IN (SELECT id FROM event_scope WHERE project = ?)"));
    rows.bind(project);
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return events;
        model::PhaseEvent event = readEvent(rows);
        events.insert(event.dedupKey, std::move(event));
    }
}

} // namespace

Result<EventRepository::Inserted> EventRepository::insert(Transaction& transaction,
                                                          const QList<model::PhaseEvent>& events)
{
    Inserted inserted;
    EventWriter writer(transaction, EventOrigin::Sent);
    ATALAYA_CHECK(writer.insert(events, inserted));
    ATALAYA_CHECK(writer.finish());
    return inserted;
}

Status EventRepository::replaceProjected(Transaction& transaction, const QString& project,
                                         const QList<model::PhaseEvent>& events)
{
    ATALAYA_TRY(EventsByKey gone, projectedEvents(transaction.handle(), project));
    EventWriter writer(transaction, EventOrigin::Projected);
    QList<model::PhaseEvent> added;
    for (const model::PhaseEvent& event : events) {
        Q_ASSERT(event.project == project);
        const auto before = gone.constFind(event.dedupKey);
        if (before == gone.cend()) {
            added.append(event);
            continue;
        }
        if (!isSameContent(*before, event))
            ATALAYA_CHECK(writer.update(*before, event));
        gone.erase(before);
    }
    ATALAYA_CHECK(writer.remove(gone.values()));
    Inserted inserted;
    ATALAYA_CHECK(writer.insert(added, inserted));
    return writer.finish();
}

} // namespace atalaya::store
