// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/phaseevent.h"
#include "services/demoproject.h"

namespace atalaya::services {

/// Everything that one project sent in the `days` days before `endDay` (days since 1970-01-01, not included), in no
/// particular order: cycles of planning, development, review, testing and deployment on working days, rollbacks,
/// hotfixes, fixes forward, and incidents with their recovery, unless that came after the end. Pure: the same inputs
/// give the same events.
QList<model::PhaseEvent> demoStory(const DemoProject& project, qint64 endDay, int days, quint64 seed);

} // namespace atalaya::services
