// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/format.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

const QLocale kEnglish(QLocale::English, QLocale::UnitedStates);
const QLocale kSpanish(QLocale::Spanish, QLocale::Spain);

/// What is expected is written with plain signs: _ is the no-break space before a unit, ' the narrow one between groups, - the minus.
QString expected(const char* text)
{
    QString out = QString::fromUtf8(text);
    return out.replace(u'_', QChar(0x00A0)).replace(u'\'', QChar(0x202F)).replace(u'-', QChar(0x2212));
}

Instant at(const char* iso)
{
    return *parseInstant(QString::fromLatin1(iso));
}

const Instant kNow = at("2026-11-25T12:00:00Z");

} // namespace

class FormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsMissingIsADashAndNeverZero()
    {
        QCOMPARE(noValue(), QString(QChar(0x2013)));
        QCOMPARE(numberText(std::nullopt), noValue());
        QCOMPARE(fixedText(std::nullopt, 2), noValue());
        QCOMPARE(scoreText(std::nullopt), noValue());
        QCOMPARE(durationText(std::nullopt), noValue());
        QCOMPARE(durationFigure(std::nullopt, DurationUnit::Days), noValue());
        QCOMPARE(percentText(std::nullopt), noValue());
        QCOMPARE(numberText(std::nan("")), noValue());
        QCOMPARE(percentText(std::numeric_limits<double>::infinity()), noValue());
        QCOMPARE(exactText(std::nullopt), QString());
    }

    void countsKeepAllDigits_data()
    {
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << expected("0");
        QTest::newRow("three digits") << qint64(612) << expected("612");
        QTest::newRow("four digits") << qint64(3312) << expected("3'312");
        QTest::newRow("seven digits") << qint64(1'234'567) << expected("1'234'567");
        QTest::newRow("negative") << qint64(-48'210) << expected("-48'210");
    }
    void countsKeepAllDigits()
    {
        QFETCH(qint64, value);
        QFETCH(QString, text);
        QCOMPARE(countText(value, kEnglish), text);
        QCOMPARE(countText(value, kSpanish), text);
        QCOMPARE(countText(value, QLocale::c()), text);
    }

    void numbersHaveTwoOrThreeSignificantDigits_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << expected("0");
        QTest::newRow("thousands") << 1240.4 << expected("1'240");
        QTest::newRow("tens") << 83.17 << expected("83.2");
        QTest::newRow("rounds up to three digits") << 99.97 << expected("100");
        QTest::newRow("ones") << 6.42 << expected("6.4");
        QTest::newRow("rounds up to one") << 0.996 << expected("1.0");
        QTest::newRow("tenths") << 0.71 << expected("0.71");
        QTest::newRow("hundredths") << 0.0617 << expected("0.062");
        QTest::newRow("rounds up to a tenth") << 0.0996 << expected("0.10");
        QTest::newRow("negative") << -2.04 << expected("-2.0");
    }
    void numbersHaveTwoOrThreeSignificantDigits()
    {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(numberText(value, kEnglish), text);
        QCOMPARE(numberText(value, kSpanish), QString(text).replace(u'.', u','));
    }

    void durationsTakeASensibleUnit_data()
    {
        QTest::addColumn<double>("hours");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << expected("0_s");
        QTest::newRow("seconds") << 42.0 / 3600 << expected("42_s");
        QTest::newRow("minutes") << 16.2 / 60 << expected("16_min");
        QTest::newRow("a few minutes") << 2.5 / 60 << expected("2.5_min");
        QTest::newRow("hours") << 3.4 << expected("3.4_h");
        QTest::newRow("most of a day") << 16.5 << expected("16.5_h");
        QTest::newRow("days") << 50.4 << expected("2.1_d");
        QTest::newRow("months") << 1731.41 << expected("72.1_d");
        QTest::newRow("years") << 24.0 * 1234 << expected("1'234_d");
        QTest::newRow("negative") << -0.9 * 24 * 2 << expected("-1.8_d");
    }
    void durationsTakeASensibleUnit()
    {
        QFETCH(double, hours);
        QFETCH(QString, text);
        QCOMPARE(durationText(hours, kEnglish), text);
    }

    void aColumnHasOneUnit()
    {
        QCOMPARE(unitFor(QList<double>{}), DurationUnit::Hours);
        QCOMPARE(unitFor(QList<double>{0, 0, std::nan("")}), DurationUnit::Hours);
        QCOMPARE(unitFor(QList<double>{0.2, 72, 80}), DurationUnit::Days);
        QCOMPARE(unitFor(QList<double>{0.2, 0.3, 80}), DurationUnit::Minutes);
        QCOMPARE(durationText(9.6, DurationUnit::Days, kEnglish), expected("0.4_d"));
        // Small, but not nothing.
        QCOMPARE(durationText(0.5, DurationUnit::Days, kEnglish), expected("<_0.1_d"));
        QCOMPARE(durationText(0.0, DurationUnit::Days, kEnglish), expected("0_d"));
        QCOMPARE(durationIntervalText(45.6, 81.6, DurationUnit::Days, kEnglish), expected("1.9–3.4_d"));
    }

    void sharesBecomePercent_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0.0 << expected("0_%");
        QTest::newRow("arithmetic noise") << 1e-17 << expected("0_%");
        QTest::newRow("some") << 0.1778 << expected("17.8_%");
        QTest::newRow("few") << 0.0004 << expected("0.04_%");
        QTest::newRow("very few") << 0.00001 << expected("<_0.01_%");
        QTest::newRow("nearly all") << 0.99999 << expected(">_99.9_%");
        QTest::newRow("all") << 1.0 << expected("100_%");
    }
    void sharesBecomePercent()
    {
        QFETCH(double, share);
        QFETCH(QString, text);
        QCOMPARE(percentText(share, kEnglish), text);
        QCOMPARE(percentText(share, kSpanish), QString(text).replace(u'.', u','));
    }

    void anIntervalNamesItsUnitOnce()
    {
        QCOMPARE(percentIntervalText(0.05, 0.179, kEnglish), expected("5.0–17.9_%"));
        QCOMPARE(percentIntervalText(0, 0.561, kEnglish), expected("0–56.1_%"));
    }

    void changesCarryTheirSign()
    {
        QCOMPARE(relativeChangeText(6.4, 5.7, kEnglish), expected("+12_%"));
        QCOMPARE(relativeChangeText(50.4, 61.5, kEnglish), expected("-18_%"));
        QCOMPARE(relativeChangeText(1.02, 1.0, kEnglish), expected("+2.0_%"));
        QCOMPARE(relativeChangeText(1.0, 1.0, kEnglish), expected("±0_%"));
        QCOMPARE(relativeChangeText(9'000.0, 1.0, kEnglish), expected("+899'900_%"));
        QCOMPARE(pointsChangeText(0.101, 0.09, kEnglish), expected("+1.1_pp"));
        QCOMPARE(pointsChangeText(0.133, 0.153, kEnglish), expected("-2.0_pp"));
        QCOMPARE(pointsChangeText(0.1, 0.10001, kEnglish), expected("±0_pp"));
        QCOMPARE(durationChangeText(3.4, 4.3, kEnglish), expected("-0.9_h"));
        QCOMPARE(durationChangeText(72.0, 48.0, kEnglish), expected("+1.0_d"));
    }

    void withoutSomethingToCompareThereIsNoChange()
    {
        QCOMPARE(relativeChangeText(std::nullopt, 1.0), QString());
        QCOMPARE(relativeChangeText(1.0, std::nullopt), QString());
        QCOMPARE(relativeChangeText(1.0, 0.0), QString());
        QCOMPARE(pointsChangeText(std::nullopt, 0.1), QString());
        QCOMPARE(durationChangeText(1.0, std::nullopt), QString());
    }

    void momentsAreInTheChosenZone()
    {
        const Instant moment = at("2026-11-25T09:12:00Z");
        const QTimeZone utc = QTimeZone::utc();
        QCOMPARE(momentText(moment, utc, kNow, kEnglish), QStringLiteral("25 Nov 09:12"));
        QCOMPARE(momentText(moment, QTimeZone("Asia/Tokyo"), kNow, kEnglish), QStringLiteral("25 Nov 18:12"));
        QCOMPARE(momentText(at("2025-11-25T09:12:00Z"), utc, kNow, kEnglish), QStringLiteral("25 Nov 2025 09:12"));
        // 23:30 UTC of the last day of the year is next year in Tokyo, and so is "now".
        const Instant newYear = at("2026-12-31T23:30:00Z");
        QCOMPARE(dateText(newYear, QTimeZone("Asia/Tokyo"), newYear, kEnglish), QStringLiteral("1 Jan"));
        QCOMPARE(dateText(newYear, utc, newYear, kEnglish), QStringLiteral("31 Dec"));
        QCOMPARE(dateText(moment, utc, kNow, kSpanish), QStringLiteral("25 nov"));
    }

    void bucketsNameTheirDays_data()
    {
        QTest::addColumn<QByteArray>("start");
        QTest::addColumn<QByteArray>("end");
        QTest::addColumn<int>("bucket");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, const char* start, const char* end, delivery::Bucket bucket, const char* text) {
            QTest::newRow(name) << QByteArray(start) << QByteArray(end) << int(bucket) << QString::fromUtf8(text);
        };
        row("day", "2026-11-25", "2026-11-26", delivery::Bucket::Day, "25 Nov");
        row("week", "2026-11-16", "2026-11-23", delivery::Bucket::Week, "16–22 Nov");
        row("week over a month's end", "2026-10-26", "2026-11-02", delivery::Bucket::Week, "26 Oct – 1 Nov");
        row("week over a year's end", "2025-12-29", "2026-01-05", delivery::Bucket::Week, "29 Dec 2025 – 4 Jan");
        row("week of another year", "2025-11-17", "2025-11-24", delivery::Bucket::Week, "17–23 Nov 2025");
        row("month", "2026-11-01", "2026-12-01", delivery::Bucket::Month, "Nov 2026");
        row("quarter", "2026-07-01", "2026-10-01", delivery::Bucket::Quarter, "Jul–Sep 2026");
        row("year", "2025-01-01", "2026-01-01", delivery::Bucket::Year, "2025");
    }
    void bucketsNameTheirDays()
    {
        QFETCH(QByteArray, start);
        QFETCH(QByteArray, end);
        QFETCH(int, bucket);
        QFETCH(QString, text);
        QCOMPARE(bucketText(at(start.constData()), at(end.constData()), delivery::Bucket(bucket), QTimeZone::utc(), kNow, kEnglish),
                 text);
    }

    void agesAreRough()
    {
        using namespace std::chrono;
        QCOMPARE(ageText(seconds(-5), kEnglish), QStringLiteral("just now"));
        QCOMPARE(ageText(seconds(59), kEnglish), QStringLiteral("just now"));
        QCOMPARE(ageText(minutes(2), kEnglish), expected("2_min ago"));
        QCOMPARE(ageText(hours(47), kEnglish), expected("47_h ago"));
        QCOMPARE(ageText(days(5), kEnglish), expected("5_d ago"));
    }

    void exactTextReadsBackAsTheSameNumber()
    {
        for (const double value : {1.0 / 3, 1731.4129, 1e-7, 6.02e23, -0.1778}) {
            const QString text = exactText(value);
            QCOMPARE(text.toDouble(), value);
            QVERIFY(!text.contains(u','));
        }
    }
};

QTEST_APPLESS_MAIN(FormatTest)
#include "tst_format.moc"
