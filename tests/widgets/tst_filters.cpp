// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/filters.h"

#include "delivery/benchmark.h"
#include "widgets/models/storefacts.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace atalaya;
using widgets::DateRange;
using widgets::Filters;
using widgets::StoreFacts;

namespace {

const QString kStore = QStringLiteral("6f1c-store");

Instant at(QStringView text)
{
    return *parseInstant(text);
}

} // namespace

class FiltersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSavedIsLoaded_data()
    {
        QTest::addColumn<DateRange>("range");
        QTest::newRow("default") << DateRange();
        for (const DateRange& preset : Filters::presets())
            QTest::addRow("%s", qPrintable(Filters::rangeText(preset))) << preset;
        QTest::newRow("dates") << DateRange{DateRange::Kind::Dates, 90, QDate(2026, 6, 1), QDate(2026, 6, 30)};
    }
    void whatIsSavedIsLoaded()
    {
        QFETCH(DateRange, range);
        Filters filters;
        filters.services = {QStringLiteral("payments"), QStringLiteral("a, b; \"c\"")};
        filters.team = QStringLiteral("core");
        filters.environment.clear();
        filters.range = range;
        filters.rangeChosen = true;
        filters.timeZone = QStringLiteral("Europe/Madrid");
        filters.edition = QStringLiteral("dora-2024");
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("f.ini"));
        {
            QSettings settings(path, QSettings::IniFormat);
            filters.save(settings, kStore);
        }
        QSettings settings(path, QSettings::IniFormat);
        QVERIFY(Filters::load(settings, kStore) == filters);
    }

    void everyStoreHasItsOwn()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("f.ini")), QSettings::IniFormat);
        Filters filters;
        filters.services = {QStringLiteral("payments")};
        filters.team = QStringLiteral("core");
        filters.environment.clear();
        filters.range = {DateRange::Kind::LastDays, 7, {}, {}};
        filters.rangeChosen = true;
        filters.timeZone = QStringLiteral("Europe/Madrid");
        filters.edition = QStringLiteral("dora-2024");
        filters.save(settings, kStore);
        const Filters other = Filters::load(settings, QStringLiteral("another"));
        QVERIFY(other == filters.reset()); // zone and benchmark are the person's
        QVERIFY(other.isReset() && !filters.isReset());
        QCOMPARE(other.timeZone, QStringLiteral("Europe/Madrid"));
        other.save(settings, QStringLiteral("another"));
        QVERIFY(Filters::load(settings, kStore) == filters);
        filters.reset().save(settings, kStore);
        QVERIFY(Filters::load(settings, kStore) == filters.reset());
        for (const QString& key : settings.allKeys())
            QVERIFY2(!key.startsWith(QStringLiteral("stores/")), qPrintable(key)); // nothing chosen, nothing kept
    }

    void whatTheStoreDoesNotKnowIsDropped_data()
    {
        QTest::addColumn<Filters>("filters");
        QTest::addColumn<Filters>("kept");
        const auto filters = [](const QStringList& services, const QString& team, const QString& environment) {
            Filters made;
            made.services = services;
            made.team = team;
            made.environment = environment;
            return made;
        };
        const QString payments = QStringLiteral("payments"), gone = QStringLiteral("gone"), core = QStringLiteral("core"),
                      staging = QStringLiteral("staging"), production = QStringLiteral("production");
        QTest::newRow("known") << filters({payments}, core, staging) << filters({payments}, core, staging);
        QTest::newRow("a service") << filters({gone, payments}, {}, production) << filters({payments}, {}, production);
        QTest::newRow("every service") << filters({gone}, {}, production) << filters({}, {}, production);
        QTest::newRow("team") << filters({}, gone, production) << filters({}, {}, production);
        QTest::newRow("environment") << filters({}, {}, gone) << filters({}, {}, production);
        QTest::newRow("any environment") << filters({}, {}, {}) << filters({}, {}, {});
    }
    void whatTheStoreDoesNotKnowIsDropped()
    {
        QFETCH(Filters, filters);
        QFETCH(Filters, kept);
        StoreFacts store;
        store.services = {QStringLiteral("payments"), QStringLiteral("search")};
        store.teams = {QStringLiteral("core")};
        store.environments = {QStringLiteral("staging")};
        QVERIFY(filters.knownTo(store) == kept);
    }

    void aRangeThatNobodyChoseIsNotRemembered()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("f.ini")), QSettings::IniFormat);
        Filters filters;
        filters.range = {DateRange::Kind::Dates, 90, QDate(2026, 6, 1), QDate(2026, 6, 30)};
        filters.rangeChosen = true;
        filters.save(settings, kStore);
        filters.rangeChosen = false;
        filters.save(settings, kStore);
        QVERIFY(Filters::load(settings, kStore) == Filters());
    }

    void unusableSettingsGiveTheDefaults_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value");
        QTest::newRow("zone") << QStringLiteral("timeZone") << QVariant(QStringLiteral("Mars/Olympus"));
        QTest::newRow("edition") << QStringLiteral("edition") << QVariant(QStringLiteral("dora-1999"));
        QTest::newRow("kind") << QStringLiteral("range") << QVariant(QStringLiteral("weeks"));
        QTest::newRow("count") << QStringLiteral("rangeCount") << QVariant(-3);
        QTest::newRow("no number") << QStringLiteral("rangeCount") << QVariant(QStringLiteral("many"));
        QTest::newRow("dates missing") << QStringLiteral("range") << QVariant(QStringLiteral("dates"));
    }
    void unusableSettingsGiveTheDefaults()
    {
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("f.ini")), QSettings::IniFormat);
        Filters written;
        written.rangeChosen = true;
        written.save(settings, kStore);
        const QString group = settings.allKeys().filter(key).value(0, QStringLiteral("nowhere"));
        QVERIFY2(group.endsWith(key), qPrintable(group));
        settings.setValue(group, value);
        Filters loaded = Filters::load(settings, kStore);
        QCOMPARE(loaded.rangeChosen, key == QLatin1String("timeZone") || key == QLatin1String("edition"));
        loaded.rangeChosen = false;
        QVERIFY(loaded == Filters());
    }

    void theRangeBecomesAWindow_data()
    {
        QTest::addColumn<DateRange>("range");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        const auto row = [](const char* name, const DateRange& range, const char* zone, const char* from, const char* to) {
            QTest::newRow(name) << range << QString::fromUtf8(zone) << QString::fromUtf8(from) << QString::fromUtf8(to);
        };
        row("today", {DateRange::Kind::LastDays, 1, {}, {}}, "UTC", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z");
        row("7 days", {DateRange::Kind::LastDays, 7, {}, {}}, "UTC", "2026-11-19T00:00:00Z", "2026-11-26T00:00:00Z");
        row("90 days", {DateRange::Kind::LastDays, 90, {}, {}}, "UTC", "2026-08-28T00:00:00Z", "2026-11-26T00:00:00Z");
        row("90 days, across the end of summer time", {DateRange::Kind::LastDays, 90, {}, {}}, "Europe/Madrid",
            "2026-08-27T22:00:00Z", "2026-11-25T23:00:00Z");
        row("7 days, where it is tomorrow", {DateRange::Kind::LastDays, 7, {}, {}}, "Pacific/Auckland",
            "2026-11-19T11:00:00Z", "2026-11-26T11:00:00Z");
        row("12 months", {DateRange::Kind::LastMonths, 12, {}, {}}, "UTC", "2025-11-26T00:00:00Z", "2026-11-26T00:00:00Z");
        row("all time", {DateRange::Kind::AllTime, 90, {}, {}}, "UTC", "", "");
        const DateRange june{DateRange::Kind::Dates, 90, QDate(2026, 6, 1), QDate(2026, 6, 30)};
        row("June, UTC", june, "UTC", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z");
        row("June, Madrid", june, "Europe/Madrid", "2026-05-31T22:00:00Z", "2026-06-30T22:00:00Z");
        const DateRange change{DateRange::Kind::Dates, 90, QDate(2026, 3, 29), QDate(2026, 3, 29)};
        row("the day of 23 hours", change, "Europe/Madrid", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        row("the year 1970", {DateRange::Kind::LastDays, 3660 * 10, {}, {}}, "UTC", "1970-01-01T00:00:00Z", "2026-11-26T00:00:00Z");
    }

    void aPresetIsTheDaysThatItMeans_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<DateRange>("range");
        for (const char* zone : {"UTC", "Europe/Madrid", "Pacific/Auckland", "America/Los_Angeles"}) {
            for (const DateRange& preset : Filters::presets())
                QTest::addRow("%s, %s", qPrintable(Filters::rangeText(preset)), zone) << QString::fromUtf8(zone) << preset;
        }
    }
    void aPresetIsTheDaysThatItMeans()
    {
        QFETCH(QString, zone);
        QFETCH(DateRange, range);
        const Instant now = at(u"2026-11-25T17:34:00Z");
        Filters preset;
        preset.timeZone = zone;
        preset.range = range;
        Filters typed = preset;
        typed.range = Filters::datesOf(range, preset.dayOf(now));
        QVERIFY(preset.toQuery(now) == typed.toQuery(now));
        QCOMPARE(typed.range.kind == DateRange::Kind::Dates, range.kind != DateRange::Kind::AllTime);
        if (range.kind == DateRange::Kind::LastDays)
            QCOMPARE(typed.range.first.daysTo(typed.range.last) + 1, range.count);
    }

    void monthsEndWithTheLastDayOfThem()
    {
        const DateRange month{DateRange::Kind::LastMonths, 1, {}, {}};
        QCOMPARE(Filters::datesOf(month, QDate(2026, 3, 31)).first, QDate(2026, 3, 1)); // the 31st of February
        QCOMPARE(Filters::datesOf(month, QDate(2026, 3, 15)).first, QDate(2026, 2, 16));
        QCOMPARE(Filters::datesOf(month, QDate(2026, 3, 15)).last, QDate(2026, 3, 15));
    }
    void theRangeBecomesAWindow()
    {
        QFETCH(DateRange, range);
        QFETCH(QString, zone);
        QFETCH(QString, from);
        QFETCH(QString, to);
        Filters filters;
        filters.range = range;
        filters.timeZone = zone;
        const Instant now = at(u"2026-11-25T12:00:00Z");
        const delivery::Query query = filters.toQuery(now);
        QCOMPARE(query.from ? toIso(*query.from) : QString(), from);
        QCOMPARE(query.to ? toIso(*query.to) : QString(), to);
        QVERIFY(query.asOf == now);
        QVERIFY(delivery::validate(query).isOk());
    }

    void theNamesGoIntoTheQuery()
    {
        Filters filters;
        filters.services = {QStringLiteral("payments")};
        filters.team = QStringLiteral("core");
        filters.environment = QStringLiteral("staging");
        const delivery::Query query = filters.toQuery(at(u"2026-11-25T12:00:00Z"));
        QCOMPARE(query.services, filters.services);
        QCOMPARE(query.team, filters.team);
        QCOMPARE(query.environment, filters.environment);
    }

    void oneDayIsNamedOnce()
    {
        const QDate day(2026, 11, 25);
        DateRange range{DateRange::Kind::Dates, DateRange().count, day, day};
        QCOMPARE(Filters::rangeText(range), QStringLiteral("25 Nov 2026"));
        range.first = day.addDays(-1);
        QCOMPARE(Filters::rangeText(range), QStringLiteral("24 Nov – 25 Nov 2026"));
    }

    void whatNarrowsIsSaid()
    {
        Filters filters;
        filters.services = {QStringLiteral("payments")};
        filters.range.kind = DateRange::Kind::AllTime;
        QCOMPARE(filters.narrowing(),
                 (QStringList{QStringLiteral("service payments"), QStringLiteral("environment production")}));
        QCOMPARE(filters.nothingMatches(), QStringLiteral("No deployment matches: service payments, environment production."));
        filters.services.clear();
        filters.environment.clear();
        QVERIFY(filters.narrowing().isEmpty());
    }
};

QTEST_MAIN(FiltersTest)
#include "tst_filters.moc"
