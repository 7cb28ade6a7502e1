// SPDX-License-Identifier: GPL-3.0-or-later
#include "filters.h"

#include "delivery/benchmark.h"
#include "widgets/models/storefacts.h"

#include <QLocale>
#include <QSettings>

namespace atalaya::widgets {

namespace {

constexpr int kMaxCount = 3660;

QString kindName(DateRange::Kind kind)
{
    switch (kind) {
    case DateRange::Kind::LastDays:
        return QStringLiteral("days");
    case DateRange::Kind::LastMonths:
        return QStringLiteral("months");
    case DateRange::Kind::AllTime:
        return QStringLiteral("all");
    case DateRange::Kind::Dates:
        return QStringLiteral("dates");
    }
    return {};
}

bool isUsable(const DateRange& range)
{
    switch (range.kind) {
    case DateRange::Kind::LastDays:
    case DateRange::Kind::LastMonths:
        return range.count >= 1 && range.count <= kMaxCount;
    case DateRange::Kind::AllTime:
        return true;
    case DateRange::Kind::Dates:
        return range.first.isValid() && range.last.isValid() && range.first <= range.last && range.first.year() >= 1970 &&
               range.last.year() < 9999;
    }
    return false;
}

/// Nothing when none was chosen, or it cannot be used.
std::optional<DateRange> loadRange(const QSettings& settings)
{
    DateRange range;
    bool known = false;
    const QString name = settings.value(QStringLiteral("range")).toString();
    for (const DateRange::Kind kind : {DateRange::Kind::LastDays, DateRange::Kind::LastMonths, DateRange::Kind::AllTime,
                                       DateRange::Kind::Dates}) {
        if (kindName(kind) != name)
            continue;
        range.kind = kind;
        known = true;
    }
    range.count = settings.value(QStringLiteral("rangeCount"), DateRange().count).toInt();
    range.first = QDate::fromString(settings.value(QStringLiteral("rangeFirst")).toString(), Qt::ISODate);
    range.last = QDate::fromString(settings.value(QStringLiteral("rangeLast")).toString(), Qt::ISODate);
    return known && isUsable(range) ? std::optional(range) : std::nullopt;
}

Instant startOfDay(const QDate& date, const QTimeZone& zone)
{
    return instantFromMs(date.startOfDay(zone).toMSecsSinceEpoch());
}

QString storeGroup(const QString& storeId)
{
    return QStringLiteral("stores/%1/filters").arg(storeId);
}

} // namespace

Filters::Filters() : edition(delivery::defaultEdition()) {}

QList<DateRange> Filters::presets()
{
    QList<DateRange> presets;
    for (const int days : {7, 30, 90, 180})
        presets.append({DateRange::Kind::LastDays, days, {}, {}});
    presets.append({DateRange::Kind::LastMonths, 12, {}, {}});
    presets.append({DateRange::Kind::AllTime, DateRange().count, {}, {}});
    return presets;
}

QList<DateRange> Filters::openingRanges()
{
    return {{DateRange::Kind::LastDays, 90, {}, {}}, {DateRange::Kind::LastMonths, 12, {}, {}}};
}

QString Filters::rangeText(const DateRange& range)
{
    switch (range.kind) {
    case DateRange::Kind::LastDays:
        return tr("last %n day(s)", nullptr, range.count);
    case DateRange::Kind::LastMonths:
        return tr("last %n month(s)", nullptr, range.count);
    case DateRange::Kind::AllTime:
        return tr("all time");
    case DateRange::Kind::Dates:
        break;
    }
    const QLocale locale;
    if (range.first == range.last)
        return locale.toString(range.first, QStringLiteral("d MMM yyyy"));
    const bool sameYear = range.first.year() == range.last.year();
    return tr("%1 – %2", "first and last day of a range")
        .arg(locale.toString(range.first, sameYear ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy")),
             locale.toString(range.last, QStringLiteral("d MMM yyyy")));
}

DateRange Filters::datesOf(const DateRange& range, const QDate& today)
{
    switch (range.kind) {
    case DateRange::Kind::LastDays:
        return {DateRange::Kind::Dates, range.count, today.addDays(1 - range.count), today};
    case DateRange::Kind::LastMonths:
        return {DateRange::Kind::Dates, range.count, today.addMonths(-range.count).addDays(1), today};
    case DateRange::Kind::AllTime:
    case DateRange::Kind::Dates:
        break;
    }
    return range;
}

QTimeZone Filters::zone() const
{
    if (timeZone == QLatin1String("UTC"))
        return QTimeZone::utc();
    const QTimeZone zone = timeZone == QLatin1String("local") ? QTimeZone::systemTimeZone() : QTimeZone(timeZone.toUtf8());
    return zone.isValid() ? zone : QTimeZone::utc();
}

QString Filters::zoneText() const
{
    if (timeZone == QLatin1String("local"))
        return tr("local (%1)").arg(QString::fromUtf8(zone().id()));
    return QString::fromUtf8(zone().id());
}

QDate Filters::dayOf(Instant moment) const
{
    return QDateTime::fromMSecsSinceEpoch(toMs(moment), zone()).date();
}

delivery::Query Filters::toQuery(Instant now) const
{
    delivery::Query query;
    query.services = services;
    query.team = team;
    query.environment = environment;
    query.timeZone = zone();
    query.asOf = now;
    if (range.kind != DateRange::Kind::AllTime) {
        const DateRange dates = datesOf(range, dayOf(now));
        query.from = startOfDay(dates.first, query.timeZone);
        query.to = startOfDay(dates.last.addDays(1), query.timeZone);
    }
    if (query.from && toMs(*query.from) < 0)
        query.from = instantFromMs(0);
    return query;
}

QStringList Filters::narrowing() const
{
    QStringList words;
    if (services.size() == 1)
        words.append(tr("service %1").arg(services.first()));
    else if (services.size() > 1)
        words.append(tr("%n service(s)", nullptr, int(services.size())));
    if (!team.isEmpty())
        words.append(tr("team %1").arg(team));
    if (!environment.isEmpty())
        words.append(tr("environment %1").arg(environment));
    if (range.kind != DateRange::Kind::AllTime)
        words.append(rangeText(range));
    return words;
}

QString Filters::nothingMatches() const
{
    return tr("No deployment matches: %1.").arg(narrowing().join(QStringLiteral(", ")));
}

Filters Filters::reset() const
{
    Filters filters;
    filters.timeZone = timeZone;
    filters.edition = edition;
    return filters;
}

bool Filters::isReset() const
{
    return services.isEmpty() && team.isEmpty() && environment == Filters().environment && !rangeChosen;
}

Filters Filters::knownTo(const StoreFacts& store) const
{
    Filters filters = *this;
    filters.services.removeIf([&store](const QString& name) { return !store.services.contains(name); });
    if (!store.teams.contains(team))
        filters.team.clear();
    if (!environment.isEmpty() && !store.environments.contains(environment))
        filters.environment = Filters().environment;
    return filters;
}

void Filters::save(QSettings& settings, const QString& storeId) const
{
    settings.beginGroup(QStringLiteral("filters"));
    settings.setValue(QStringLiteral("timeZone"), timeZone);
    settings.setValue(QStringLiteral("edition"), edition);
    settings.endGroup();
    settings.beginGroup(storeGroup(storeId));
    settings.remove(QString()); // stores come and go: those without a choice leave nothing behind
    if (!services.isEmpty())
        settings.setValue(QStringLiteral("services"), services);
    if (!team.isEmpty())
        settings.setValue(QStringLiteral("team"), team);
    if (environment != Filters().environment)
        settings.setValue(QStringLiteral("environment"), environment);
    if (rangeChosen) {
        settings.setValue(QStringLiteral("range"), kindName(range.kind));
        settings.setValue(QStringLiteral("rangeCount"), range.count);
        settings.setValue(QStringLiteral("rangeFirst"), range.first.toString(Qt::ISODate));
        settings.setValue(QStringLiteral("rangeLast"), range.last.toString(Qt::ISODate));
    }
    settings.endGroup();
}

Filters Filters::load(QSettings& settings, const QString& storeId)
{
    Filters filters;
    settings.beginGroup(storeGroup(storeId));
    filters.services = settings.value(QStringLiteral("services")).toStringList();
    filters.team = settings.value(QStringLiteral("team")).toString();
    filters.environment = settings.value(QStringLiteral("environment"), filters.environment).toString();
    const std::optional<DateRange> range = loadRange(settings);
    filters.range = range.value_or(filters.range);
    filters.rangeChosen = range.has_value();
    settings.endGroup();
    settings.beginGroup(QStringLiteral("filters"));
    const QString zone = settings.value(QStringLiteral("timeZone")).toString();
    if (zone == QLatin1String("local") || (!zone.isEmpty() && QTimeZone(zone.toUtf8()).isValid()))
        filters.timeZone = zone;
    const QString edition = settings.value(QStringLiteral("edition")).toString();
    if (delivery::benchmarkEditions().contains(edition))
        filters.edition = edition;
    settings.endGroup();
    return filters;
}

} // namespace atalaya::widgets
