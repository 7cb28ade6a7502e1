// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/phaseevent.h"

#include <QList>

namespace atalaya::test {

/// Events of every phase and decision over some days, with durations of all sizes, several projects, teams and
/// environments, moments on the very edges of days, and some events that are equal but for their id. The same seed
/// gives the same events.
QList<model::PhaseEvent> randomEvents(int count, quint64 seed, Instant begin, int days);

} // namespace atalaya::test
