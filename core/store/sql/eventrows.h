// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventrepository.h"
#include "store/sql/where.h"

namespace atalaya::store {

/// Who made a phase event: its sender, or the fold of another source.
enum class EventOrigin { Sent, Projected };

/// What an event counts under whose sender named none.
inline constexpr QLatin1String kUnnamedProject("default");
inline constexpr QLatin1String kUnnamedEnvironment("production");

/// The columns that readEvent() reads, in its order, and the tables they are in.
inline constexpr char kEventColumns[] =
    "e.id, e.dedup_key, e.cycle_id, e.feature_id, e.phase, e.decision, e.duration_s, "
    "e.created_at, e.metadata, s.project, s.team, s.environment";
inline constexpr char kEventTables[] = " FROM phase_event e JOIN event_scope s ON s.id = e.scope_id";

model::PhaseEvent readEvent(const Statement& row);

/// `column = name`, where the name of what is not named also finds the empty text.
void addName(Where& where, const QByteArray& column, const QString& name, QLatin1String unnamed);
/// The filter's project, team and environment, as a condition on e.scope_id.
void addScope(Where& where, const EventFilter& filter);

} // namespace atalaya::store
