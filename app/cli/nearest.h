// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace atalaya::app {

/// The candidate that a mistyped word most likely means: the fewest insertions, deletions, replacements and swaps of
/// neighbours, case aside; or one that the word begins. Empty when none is near.
QString nearest(const QString& word, const QStringList& candidates);

/// `did you mean "x"?` for the nearest, otherwise `use a, b or c`; at most a dozen candidates are listed.
QString suggestion(const QString& word, const QStringList& candidates);

} // namespace atalaya::app
