// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/datasetquery.h"

namespace atalaya::catalog {

// What both databases can still read as one statement: SQLite's parser has a stack of 100 places, of which a level takes up to three,
// its expressions at most 1 000 levels (each AND of a list is one), a statement at most 32 766 values.
inline constexpr int kDeepest = 20;
inline constexpr int kMostComparisons = 500;
inline constexpr qsizetype kMostValues = 1'000; ///< of one list
inline constexpr qsizetype kMostValuesInAll = 10'000;

/// What a condition has too much of ("has more than 500 comparisons"); empty: nothing.
QString excessOf(const model::Condition& condition);

} // namespace atalaya::catalog
