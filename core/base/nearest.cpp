// SPDX-License-Identifier: GPL-3.0-or-later
#include "nearest.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace atalaya {

namespace {

constexpr qsizetype kLongest = 64; // a longer word is no slip of the finger

/// Damerau's distance in its restricted form (optimal string alignment).
qsizetype distance(const QString& a, const QString& b)
{
    const auto width = size_t(b.size()) + 1;
    std::vector<qsizetype> twoAgo(width), before(width), row(width);
    for (size_t column = 0; column < width; ++column)
        before[column] = qsizetype(column);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const qsizetype cost = a[i - 1] == b[j - 1] ? 0 : 1;
            qsizetype best = std::min({before[size_t(j)] + 1, row[size_t(j) - 1] + 1, before[size_t(j) - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = std::min(best, twoAgo[size_t(j) - 2] + 1);
            row[size_t(j)] = best;
        }
        std::swap(twoAgo, before);
        std::swap(before, row);
    }
    return before.back();
}

} // namespace

QString nearest(const QString& word, const QStringList& candidates)
{
    if (word.size() > kLongest)
        return {};
    const QString wanted = word.toLower();
    QString best;
    // Half of the letters may be wrong, but never more than three. Of the words that it begins, the shortest.
    std::pair<qsizetype, qsizetype> least{std::min<qsizetype>(3, wanted.size() / 2) + 1, 0};
    for (const QString& candidate : candidates) {
        const QString other = candidate.toLower();
        const bool begun = wanted.size() >= 2 && other.size() > wanted.size() && other.startsWith(wanted);
        const qsizetype apart = distance(wanted, other);
        const std::pair<qsizetype, qsizetype> found{begun ? 1 : apart, apart};
        if (found < least) {
            least = found;
            best = candidate;
        }
    }
    return best;
}

} // namespace atalaya
