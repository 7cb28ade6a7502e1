// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <compare>
#include <optional>

namespace atalaya {

using Milliseconds = std::chrono::milliseconds;

/// A moment in UTC, to the millisecond. The only kind of time that is stored or compared.
using Instant = std::chrono::sys_time<Milliseconds>;

constexpr Instant instantFromMs(qint64 msSinceEpoch) { return Instant(Milliseconds(msSinceEpoch)); }
constexpr qint64 toMs(Instant instant) { return instant.time_since_epoch().count(); }
constexpr double hoursOf(Milliseconds duration) { return double(duration.count()) / 3'600'000.0; }

/// `2026-01-31T08:15:00Z`, with `.250` before the Z only when there are milliseconds.
QString toIso(Instant instant);

/// ISO 8601: a date (midnight UTC), or a date and a time with `Z`, an offset, or nothing (UTC). Years 1970 to 9999.
/// Nothing else is understood.
std::optional<Instant> parseInstant(QStringView text);

/// Days since 1970-01-01 of the UTC day that holds the instant.
qint64 utcDay(Instant instant);
constexpr Instant startOfUtcDay(qint64 day) { return instantFromMs(day * 86'400'000); }
/// `2026-01-31`.
QString utcDateText(Instant instant);

} // namespace atalaya
