// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace atalaya::delivery {

// Figures inside the sentences that every face shows. English digits with a point; thousands are parted by a narrow
// no-break space, a number and its unit are held together by a no-break space.

/// All digits of a whole number: "48 210".
QString countWords(qint64 count);
/// With one decimal below 100: "15.4", "1 240".
QString numberWords(double value);
/// In the unit that a person would choose: "45 s", "16 min", "3.4 h", "2.1 d"; "–" for nothing.
QString durationWords(std::optional<double> hours);

} // namespace atalaya::delivery
