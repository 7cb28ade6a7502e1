// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/phaseevent.h"

#include <QRandomGenerator>

namespace atalaya::services {

/// Events `first` to `first + count` of a year that has `total`, as they come: in order of time, five or so of a cycle close together,
/// of a thousand services.
QList<model::PhaseEvent> someEvents(QRandomGenerator& random, int first, int count, int total);

} // namespace atalaya::services
