// SPDX-License-Identifier: GPL-3.0-or-later
#include "sizetext.h"

#include "widgets/common/format.h"

#include <iterator>

namespace atalaya::widgets {

QString sizeText(qint64 bytes, const QLocale& locale)
{
    static constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
    double value = double(bytes);
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < std::size(kUnits)) {
        value /= 1000;
        ++unit;
    }
    return numberText(value, locale) + QChar(0x00A0) + QString::fromLatin1(kUnits[unit]);
}

} // namespace atalaya::widgets
