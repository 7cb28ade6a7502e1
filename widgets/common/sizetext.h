// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace atalaya::widgets {

/// "812 B", "6.1 kB", "1.2 MB": by thousands, with two or three significant digits.
QString sizeText(qint64 bytes, const QLocale& locale = {});

} // namespace atalaya::widgets
