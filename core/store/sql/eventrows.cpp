// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/eventrows.h"

#include <QJsonDocument>

namespace atalaya::store {

model::PhaseEvent readEvent(const Statement& row)
{
    model::PhaseEvent event;
    event.id = row.integer(0);
    event.dedupKey = row.blob(1);
    event.cycleId = row.text(2);
    event.featureId = row.text(3);
    event.phase = model::Phase(row.integer(4));
    event.decision = model::Decision(row.integer(5));
    event.durationSeconds = row.optional<double>(6);
    event.createdAt = row.instant(7);
    if (const QByteArray metadata = row.text(8).toUtf8(); metadata != "{}")
        event.metadata = QJsonDocument::fromJson(metadata).object();
    event.project = row.text(9);
    event.team = row.text(10);
    event.environment = row.text(11);
    return event;
}

void addName(Where& where, const QByteArray& column, const QString& name, QLatin1String unnamed)
{
    if (name.isEmpty() || name == unnamed)
        where.add(column + " IN (?, ?)", QString(), QString(unnamed));
    else
        where.add(column + " = ?", name);
}

void addScope(Where& where, const EventFilter& filter)
{
    Where scope;
    if (!filter.project.isEmpty())
        addName(scope, "project", filter.project, kUnnamedProject);
    if (!filter.team.isEmpty())
        scope.add("team = ?", filter.team);
    if (!filter.environment.isEmpty())
        addName(scope, "environment", filter.environment, kUnnamedEnvironment);
    if (!scope.sql().isEmpty())
        where.add("e.scope_id IN (SELECT id FROM event_scope" + scope.sql() + ")", scope);
}

} // namespace atalaya::store
