// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace atalaya::app {

/// `did you mean "x"?` for the nearest, otherwise `use a, b or c`; at most a dozen candidates are listed.
QString suggestion(const QString& word, const QStringList& candidates);

} // namespace atalaya::app
