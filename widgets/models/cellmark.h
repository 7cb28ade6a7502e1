// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace atalaya::widgets {

/// What stands before the text of a cell, and its colour: a state is never said by colour alone.
enum class CellMark { Good, Warning, Bad, Muted };

/// int of CellMark; an invalid value: the cell has no mark.
inline constexpr int kCellMarkRole = Qt::UserRole + 100;

} // namespace atalaya::widgets
