// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/query.h"

#include <QCoreApplication>
#include <QDate>
#include <QStringList>
#include <QTimeZone>

class QSettings;

namespace atalaya::widgets {

/// A stretch of time as a person chooses it.
struct DateRange {
    enum class Kind { LastDays, LastMonths, AllTime, Dates };
    Kind kind = Kind::LastDays;
    int count = 90;     ///< of days or months, 1..3 660
    QDate first, last;  ///< both inclusive, in the filters' time zone; of Kind::Dates

    bool operator==(const DateRange&) const = default;
};

/// What the console's views are asked of: everything that the chips at the top say.
struct Filters {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::Filters)

public:
    QStringList services; ///< empty: every service
    QString team;         ///< empty: any
    QString environment = QStringLiteral("production"); ///< empty: any
    DateRange range;
    bool rangeChosen = false; ///< by a person; otherwise the window takes StoreFacts::fittingRange
    QString timeZone = QStringLiteral("UTC"); ///< "UTC", "local" (follows the system) or an IANA name
    QString edition;                          ///< of the benchmark; always one of delivery::benchmarkEditions()

    Filters();
    bool operator==(const Filters&) const = default;

    /// 7, 30, 90, 180 days, 12 months, all time.
    static QList<DateRange> presets();
    /// Those that a console may open with, the one to prefer first: 90 days, 12 months. The first that holds at least
    /// kEnoughToOpenWith deployments is taken, and all time when none does: an old repository must not open on an empty window.
    static QList<DateRange> openingRanges();
    static constexpr qint64 kEnoughToOpenWith = 5;
    /// "last 90 days", "1 Jun – 30 Jun 2026".
    static QString rangeText(const DateRange& range);
    /// The zone that the name means; UTC when the system does not know it.
    QTimeZone zone() const;
    /// "UTC", "local (Europe/Madrid)".
    QString zoneText() const;

    delivery::Query toQuery(Instant now) const;
    /// What narrows the selection beyond the defaults, in words: "service payments", "team core". For "nothing matches".
    QStringList narrowing() const;

    void save(QSettings& settings) const;
    /// Anything missing or unusable gets its default.
    static Filters load(QSettings& settings);
};

} // namespace atalaya::widgets
