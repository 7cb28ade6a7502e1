// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/query.h"

#include <QCoreApplication>
#include <QDate>
#include <QStringList>
#include <QTimeZone>

class QSettings;

namespace atalaya::widgets {

struct StoreFacts;

/// A stretch of time as a person chooses it.
struct DateRange {
    enum class Kind { LastDays, LastMonths, AllTime, Dates };
    Kind kind = Kind::LastDays;
    int count = 90;     ///< of days or months, 1..3 660; whole ones, the last of which is today
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
    /// The days that a range means when it is `today`, as Kind::Dates: "last 90 days" is today and the 89 days before it. All time
    /// stays as it is.
    static DateRange datesOf(const DateRange& range, const QDate& today);
    /// "last 90 days", "1 Jun – 30 Jun 2026".
    static QString rangeText(const DateRange& range);
    /// The zone that the name means; UTC when the system does not know it.
    QTimeZone zone() const;
    /// "UTC", "local (Europe/Madrid)".
    QString zoneText() const;
    /// The day in this time zone.
    QDate dayOf(Instant moment) const;

    /// Ranges of days and dates are whole days of the time zone, today among them, though nothing after `now` is seen.
    delivery::Query toQuery(Instant now) const;
    /// What narrows the selection beyond the defaults, in words: "service payments", "team core". For "nothing matches".
    QStringList narrowing() const;
    /// "No deployment matches: team core, last 7 days."
    QString nothingMatches() const;

    /// As in a fresh store, but for the time zone and the benchmark, which are the person's and narrow nothing.
    Filters reset() const;
    /// Nothing that reset() would change.
    bool isReset() const;
    /// Without the services, the team and the environment that the store has nothing of.
    Filters knownTo(const StoreFacts& store) const;

    /// Remembers them for the store of that id (DeliveryService::storeId()); time zone and benchmark for every store.
    void save(QSettings& settings, const QString& storeId) const;
    /// Anything missing or unusable gets its default.
    static Filters load(QSettings& settings, const QString& storeId);
};

} // namespace atalaya::widgets
