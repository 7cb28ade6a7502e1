// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/filters.h"

#include "delivery/benchmark.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace atalaya;
using widgets::DateRange;
using widgets::Filters;

namespace {

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
            filters.save(settings);
        }
        QSettings settings(path, QSettings::IniFormat);
        QVERIFY(Filters::load(settings) == filters);
    }

    void aRangeThatNobodyChoseIsNotRemembered()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("f.ini")), QSettings::IniFormat);
        Filters filters;
        filters.range = {DateRange::Kind::Dates, 90, QDate(2026, 6, 1), QDate(2026, 6, 30)};
        filters.rangeChosen = true;
        filters.save(settings);
        filters.rangeChosen = false;
        filters.save(settings);
        QVERIFY(Filters::load(settings) == Filters());
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
        settings.setValue(QStringLiteral("filters/range"), QStringLiteral("days"));
        settings.setValue(QString(QStringLiteral("filters/") + key), value);
        Filters loaded = Filters::load(settings);
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
        row("7 days", {DateRange::Kind::LastDays, 7, {}, {}}, "UTC", "2026-11-18T12:00:00Z", "");
        row("12 months", {DateRange::Kind::LastMonths, 12, {}, {}}, "UTC", "2025-11-25T12:00:00Z", "");
        row("all time", {DateRange::Kind::AllTime, 90, {}, {}}, "UTC", "", "");
        const DateRange june{DateRange::Kind::Dates, 90, QDate(2026, 6, 1), QDate(2026, 6, 30)};
        row("June, UTC", june, "UTC", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z");
        row("June, Madrid", june, "Europe/Madrid", "2026-05-31T22:00:00Z", "2026-06-30T22:00:00Z");
        const DateRange change{DateRange::Kind::Dates, 90, QDate(2026, 3, 29), QDate(2026, 3, 29)};
        row("the day of 23 hours", change, "Europe/Madrid", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        row("the year 1970", {DateRange::Kind::LastDays, 3660 * 10, {}, {}}, "UTC", "1970-01-01T00:00:00Z", "");
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
        QVERIFY(delivery::validate(query).isOk() || from == QLatin1String("1970-01-01T00:00:00Z"));
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

    void whatNarrowsIsSaid()
    {
        Filters filters;
        filters.services = {QStringLiteral("payments")};
        filters.range.kind = DateRange::Kind::AllTime;
        QCOMPARE(filters.narrowing(),
                 (QStringList{QStringLiteral("service payments"), QStringLiteral("environment production")}));
        filters.services.clear();
        filters.environment.clear();
        QVERIFY(filters.narrowing().isEmpty());
    }
};

QTEST_MAIN(FiltersTest)
#include "tst_filters.moc"
