// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/servicetable.h"

namespace atalaya::store {

Result<ServiceNames> ServiceNames::read(Connection::Handle& handle)
{
    ATALAYA_TRY(Statement rows, handle.prepare("SELECT id, name FROM service ORDER BY name"));
    return readAll(rows);
}

Result<ServiceNames> ServiceNames::ofDeployment(Connection::Handle& handle, model::DeploymentId deployment)
{
    ATALAYA_TRY(Statement rows, handle.prepare("SELECT id, name FROM service WHERE id IN (SELECT DISTINCT service_id FROM "
                                               "change_item WHERE deployment_id = ?) ORDER BY name"));
    return readAll(rows.bind(deployment));
}

Result<ServiceNames> ServiceNames::readAll(Statement& rows)
{
    ServiceNames names;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return names;
        const Entry entry{rows.integer(0), rows.text(1)};
        names.m_entries.append(entry);
        names.m_names.insert(entry.id, entry.name);
        names.m_ids.insert(entry.name, entry.id);
    }
}

QList<ServiceNames::Entry> ServiceNames::matching(const QString& name) const
{
    if (name.isNull())
        return m_entries;
    const std::optional<qint64> id = idOf(name);
    return id ? QList<Entry>{{*id, name}} : QList<Entry>{};
}

std::optional<qint64> ServiceNames::idOf(const QString& name) const
{
    const auto found = m_ids.constFind(name);
    return found == m_ids.cend() ? std::nullopt : std::optional(*found);
}

Result<qint64> ServiceChanges::idOf(const QString& name)
{
    if (const qint64 id = m_ids.value(name))
        return id;
    Connection::Handle& handle = m_transaction.handle();
    ATALAYA_TRY(Statement find, handle.prepare("SELECT id FROM service WHERE name = ?"));
    ATALAYA_TRY(const bool found, find.bind(name).next());
    qint64 id = 0;
    if (found) {
        id = find.integer(0);
    } else {
        ATALAYA_TRY(Statement add, handle.prepare("INSERT INTO service (name, version, rewritten) VALUES (?, 0, 0)"));
        ATALAYA_CHECK(add.bind(name).run());
        id = add.lastInsertId();
    }
    m_ids.insert(name, id);
    return id;
}

Status ServiceChanges::finish()
{
    if (m_touched.empty())
        return ok();
    m_transaction.markChanged();
    // A service that was not shown before is new to everybody.
    ATALAYA_TRY(Statement update, m_transaction.handle().prepare(
                                      "UPDATE service SET rewritten = CASE WHEN version = 0 OR ? THEN ? ELSE rewritten "
                                      "END, version = ? WHERE id = ?"));
    const qint64 version = m_transaction.dataVersion();
    for (const auto& [id, isRewritten] : m_touched)
        ATALAYA_CHECK(update.bind(isRewritten, version, version, id).run());
    return ok();
}

Result<qint64> Sequence::peek()
{
    if (m_start == 0) {
        ATALAYA_TRY(m_start, m_handle.integer("SELECT next_sequence FROM meta WHERE id = 1"));
        m_next = m_start;
    }
    return m_next;
}

Result<qint64> Sequence::next()
{
    ATALAYA_CHECK(peek());
    return m_next++;
}

Status Sequence::finish()
{
    if (m_next == m_start)
        return ok();
    ATALAYA_TRY(Statement update, m_handle.prepare("UPDATE meta SET next_sequence = ? WHERE id = 1"));
    ATALAYA_CHECK(update.bind(m_next).run());
    return ok();
}

} // namespace atalaya::store
