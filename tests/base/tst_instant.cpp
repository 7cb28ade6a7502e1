// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "base/instant.h"

#include <QTest>

using namespace atalaya;

class InstantTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understandsIso8601_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("canonical"); // empty: refused
        const auto row = [](const char* text, const char* canonical) {
            QTest::newRow(*text ? text : "empty") << QString::fromUtf8(text) << QString::fromUtf8(canonical);
        };
        row("2026-01-31", "2026-01-31T00:00:00Z");
        row("2026-01-31T08:15:00Z", "2026-01-31T08:15:00Z");
        row("2026-01-31T08:15Z", "2026-01-31T08:15:00Z");
        row("2026-01-31 08:15:00", "2026-01-31T08:15:00Z");
        row(" 2026-01-31T08:15:00Z ", "2026-01-31T08:15:00Z");
        row("2026-01-31T08:15:00z", "2026-01-31T08:15:00Z");
        row("2026-01-31T08:15:00.25Z", "2026-01-31T08:15:00.250Z");
        row("2026-01-31T08:15:00,250Z", "2026-01-31T08:15:00.250Z");
        row("2026-01-31T08:15:00.000Z", "2026-01-31T08:15:00Z");
        row("2026-01-31T08:15:00.123456789Z", "2026-01-31T08:15:00.123Z");
        row("2026-01-31T08:15:00+02:00", "2026-01-31T06:15:00Z");
        row("2026-01-31T08:15:00-0330", "2026-01-31T11:45:00Z");
        row("2026-01-31T08:15:00+00:00", "2026-01-31T08:15:00Z");
        row("2026-01-31T08:15:00-00:00", "2026-01-31T08:15:00Z");
        row("1970-01-01", "1970-01-01T00:00:00Z");
        row("1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00Z");
        row("2100-12-31T23:59:59.999Z", "2100-12-31T23:59:59.999Z");
        row("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z");
        row("2024-02-29", "2024-02-29T00:00:00Z");

        row("", "");
        row("2023-02-29", "");
        row("2026-13-01", "");
        row("2026-01-32", "");
        row("2026-01-31T25:00:00Z", "");
        row("2026-01-31T08:60:00Z", "");
        row("2026-01-31T08:15:60Z", "");
        row("2026-01-31T08:15:00+25:00", "");
        row("1969-12-31T23:59:59Z", "");
        row("1970-01-01T00:00:00+01:00", "");
        row("9999-12-31T23:59:59-01:00", "");
        row("20260131", "");
        row("2026-1-31", "");
        row("31/01/2026", "");
        row("2026-01-31T08:15:00 UTC", "");
        row("2026-01-31T8:15", "");
        row("yesterday", "");
        row("1769847300", "");
        row("٢٠٢٦-٠١-٣١", "");
    }
    void understandsIso8601()
    {
        QFETCH(QString, text);
        QFETCH(QString, canonical);
        const std::optional<Instant> instant = parseInstant(text);
        QCOMPARE(instant.has_value(), !canonical.isEmpty());
        if (instant)
            QCOMPARE(toIso(*instant), canonical);
    }

    void writesWhatItReads()
    {
        for (const qint64 ms : {0LL, 1LL, 999LL, 1000LL, 1'769'847'300'250LL, 4'133'980'799'999LL, 253'402'300'799'000LL}) {
            const auto back = parseInstant(toIso(instantFromMs(ms)));
            QVERIFY(back);
            QCOMPARE(toMs(*back), ms);
        }
    }

    void daysAreThoseOfUtc()
    {
        QCOMPARE(utcDay(instantFromMs(0)), 0);
        QCOMPARE(utcDay(instantFromMs(86'399'999)), 0);
        QCOMPARE(utcDay(instantFromMs(86'400'000)), 1);
        QCOMPARE(utcDay(instantFromMs(-1)), -1);
        QCOMPARE(toMs(startOfUtcDay(20'484)), 20'484LL * 86'400'000);
        QCOMPARE(utcDateText(*parseInstant(u"2026-01-31T23:59:59Z")), QStringLiteral("2026-01-31"));
    }

    void theFixedClockStandsStill()
    {
        FixedClock clock(instantFromMs(5));
        QCOMPARE(toMs(clock.now()), 5);
        clock.set(instantFromMs(7));
        QCOMPARE(toMs(clock.now()), 7);
    }

    void theSystemClockGoesOn()
    {
        const SystemClock clock;
        const Instant first = clock.now();
        QVERIFY(toMs(first) > 1'700'000'000'000);
        QTRY_VERIFY(clock.now() > first);
    }
};

QTEST_GUILESS_MAIN(InstantTest)
#include "tst_instant.moc"
