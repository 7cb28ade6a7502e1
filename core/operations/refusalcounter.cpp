// SPDX-License-Identifier: GPL-3.0-or-later
#include "refusalcounter.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace atalaya::operations {

namespace {

qint64 minuteOf(Instant now)
{
    return toMs(now) / 60'000;
}

} // namespace

bool RefusalCounter::admit(const QString& caller, Instant now)
{
    if (const qint64 minute = minuteOf(now); minute != m_minute) {
        m_minute = minute;
        m_written = 0;
        m_writtenOf.clear();
    }
    int& written = m_writtenOf[m_writtenOf.contains(caller) || m_writtenOf.size() < kCallers ? caller : QString()];
    if (written < kEach && m_written < kAll) {
        ++written;
        ++m_written;
        return true;
    }
    if (m_left++ == 0)
        m_leftSince = now;
    ++m_leftOf[m_leftOf.contains(caller) || m_leftOf.size() < kCallers ? caller : QString()];
    return false;
}

std::optional<QJsonObject> RefusalCounter::take(Instant now, bool isEnd)
{
    if (m_left == 0 || (!isEnd && minuteOf(now) == minuteOf(m_leftSince)))
        return std::nullopt;
    std::vector<std::pair<qint64, QString>> most;
    for (auto it = m_leftOf.cbegin(); it != m_leftOf.cend(); ++it)
        most.emplace_back(it.value(), it.key());
    const auto named = std::min<size_t>(kNamed, most.size());
    std::partial_sort(most.begin(), most.begin() + qsizetype(named), most.end(), std::greater<>());
    QJsonObject names;
    for (size_t i = 0; i < named; ++i)
        names.insert(most[i].second.isEmpty() ? QStringLiteral("others") : most[i].second, most[i].first);
    const QJsonObject counted{{QStringLiteral("refusals"), m_left},
                              {QStringLiteral("callers"), qint64(most.size())},
                              {QStringLiteral("from"), toIso(m_leftSince)},
                              {QStringLiteral("most"), names}};
    m_left = 0;
    m_leftOf.clear();
    return counted;
}

} // namespace atalaya::operations
