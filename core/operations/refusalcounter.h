// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QHash>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace atalaya::operations {

/// Which refusals are written one by one, so that who is refused a thousand times a second does not fill the disk: in each minute
/// the first kEach of a caller (a token, or an address without one) and kAll of all of them. The others are counted, and told in one
/// line. One thread at a time.
class RefusalCounter
{
public:
    static constexpr int kEach = 10;
    static constexpr int kAll = 120;
    static constexpr int kNamed = 5;        ///< callers that are named in the line
    static constexpr int kCallers = 5'000; ///< that are told apart in a minute

    /// Whether this one is written; otherwise it was counted.
    bool admit(const QString& caller, Instant now);
    /// What was counted in a minute that is over: {"refusals", "callers", "from", "most": {caller: refusals}}; with `isEnd` also in
    /// the one that is not. Nothing when nothing was.
    std::optional<QJsonObject> take(Instant now, bool isEnd = false);

private:
    qint64 m_minute = 0;
    int m_written = 0;
    qint64 m_left = 0; ///< that were not written
    Instant m_leftSince;
    QHash<QString, int> m_writtenOf;  ///< by caller
    QHash<QString, qint64> m_leftOf;
};

} // namespace atalaya::operations
