// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace atalaya {

/// The candidate that a mistyped word most likely meant, whatever the case, or empty when none is near: at most half of the letters, and
/// no more than three, are missing, too many, wrong or swapped; or the word begins it.
QString nearest(const QString& word, const QStringList& candidates);

} // namespace atalaya
