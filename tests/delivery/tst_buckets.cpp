// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/buckets.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

/// The starts in local time and UTC, and the end of the last.
QStringList shown(const Buckets& buckets, const QTimeZone& zone)
{
    QStringList starts;
    for (size_t i = 0; i <= buckets.count() && buckets.count() > 0; ++i) {
        const qint64 start = i < buckets.count() ? buckets.start(i) : buckets.end(i - 1);
        starts.append(QDateTime::fromMSecsSinceEpoch(start, zone).toString(QStringLiteral("MM-dd HH:mm")) + u' ' +
                      toIso(instantFromMs(start)));
    }
    return starts;
}

Instant moment(const char* text) { return *parseInstant(QString::fromLatin1(text)); }

} // namespace

class BucketsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followTheClocksOfAZone_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<int>("bucket");
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QStringList>("starts");
        const auto row = [](const char* name, const char* zone, Bucket bucket, const char* from, const char* to,
                            std::initializer_list<const char*> starts) {
            QStringList list;
            for (const char* start : starts)
                list.append(QString::fromLatin1(start));
            QTest::newRow(name) << QByteArray(zone) << int(bucket) << QByteArray(from) << QByteArray(to) << list;
        };
        row("UTC days", "UTC", Bucket::Day, "2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z",
            {"03-01 00:00 2026-03-01T00:00:00Z", "03-02 00:00 2026-03-02T00:00:00Z"});
        row("a day of 23 hours in Madrid", "Europe/Madrid", Bucket::Day, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z",
            {"03-28 00:00 2026-03-27T23:00:00Z", "03-29 00:00 2026-03-28T23:00:00Z", "03-30 00:00 2026-03-29T22:00:00Z",
             "03-31 00:00 2026-03-30T22:00:00Z"});
        row("a day of 25 hours in Madrid", "Europe/Madrid", Bucket::Day, "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z",
            {"10-25 00:00 2026-10-24T22:00:00Z", "10-26 00:00 2026-10-25T23:00:00Z"});
        row("weeks over the change in Madrid", "Europe/Madrid", Bucket::Week, "2026-03-25T00:00:00Z", "2026-03-31T00:00:00Z",
            {"03-23 00:00 2026-03-22T23:00:00Z", "03-30 00:00 2026-03-29T22:00:00Z", "04-06 00:00 2026-04-05T22:00:00Z"});
        row("months over the change in Madrid", "Europe/Madrid", Bucket::Month, "2026-03-15T00:00:00Z", "2026-03-31T22:00:00Z",
            {"03-01 00:00 2026-02-28T23:00:00Z", "04-01 00:00 2026-03-31T22:00:00Z"});
        row("quarters over both changes in Madrid", "Europe/Madrid", Bucket::Quarter, "2026-03-15T00:00:00Z", "2026-07-01T00:00:00Z",
            {"01-01 00:00 2025-12-31T23:00:00Z", "04-01 00:00 2026-03-31T22:00:00Z", "07-01 00:00 2026-06-30T22:00:00Z",
             "10-01 00:00 2026-09-30T22:00:00Z"});
        row("years in Madrid", "Europe/Madrid", Bucket::Year, "2025-12-31T22:59:59Z", "2025-12-31T23:00:01Z",
            {"01-01 00:00 2024-12-31T23:00:00Z", "01-01 00:00 2025-12-31T23:00:00Z", "01-01 00:00 2026-12-31T23:00:00Z"});
        row("the last moment is of the month before", "Europe/Madrid", Bucket::Month, "2026-03-31T21:59:59Z",
            "2026-03-31T22:00:00.001Z",
            {"03-01 00:00 2026-02-28T23:00:00Z", "04-01 00:00 2026-03-31T22:00:00Z", "05-01 00:00 2026-04-30T22:00:00Z"});
        row("a day in São Paulo that begins at one", "America/Sao_Paulo", Bucket::Day, "2018-11-03T12:00:00Z",
            "2018-11-04T12:00:00Z",
            {"11-03 00:00 2018-11-03T03:00:00Z", "11-04 01:00 2018-11-04T03:00:00Z", "11-05 00:00 2018-11-05T02:00:00Z"});
        row("a day in São Paulo whose last hour comes twice", "America/Sao_Paulo", Bucket::Day, "2018-02-17T12:00:00Z",
            "2018-02-18T12:00:00Z",
            {"02-17 00:00 2018-02-17T02:00:00Z", "02-18 00:00 2018-02-18T03:00:00Z", "02-19 00:00 2018-02-19T03:00:00Z"});
        row("the day that Samoa never had", "Pacific/Apia", Bucket::Day, "2011-12-29T20:00:00Z", "2011-12-31T20:00:00Z",
            {"12-29 00:00 2011-12-29T10:00:00Z", "12-31 00:00 2011-12-30T10:00:00Z", "01-01 00:00 2011-12-31T10:00:00Z",
             "01-02 00:00 2012-01-01T10:00:00Z"});
        row("a week of six days in Samoa", "Pacific/Apia", Bucket::Week, "2011-12-27T00:00:00Z", "2012-01-01T09:00:00Z",
            {"12-26 00:00 2011-12-26T10:00:00Z", "01-02 00:00 2012-01-01T10:00:00Z"});
        row("a fixed offset", "UTC+05:30", Bucket::Day, "2026-01-01T18:29:59Z", "2026-01-01T18:30:01Z",
            {"01-01 00:00 2025-12-31T18:30:00Z", "01-02 00:00 2026-01-01T18:30:00Z", "01-03 00:00 2026-01-02T18:30:00Z"});
        row("a year's end in weeks", "UTC", Bucket::Week, "2025-12-31T00:00:00Z", "2026-01-05T00:00:00Z",
            {"12-29 00:00 2025-12-29T00:00:00Z", "01-05 00:00 2026-01-05T00:00:00Z"});
        row("nothing", "UTC", Bucket::Day, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", {});
        row("backwards", "UTC", Bucket::Day, "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", {});
    }
    void followTheClocksOfAZone()
    {
        QFETCH(QByteArray, zone);
        QFETCH(int, bucket);
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QStringList, starts);
        const QTimeZone timeZone(zone);
        QVERIFY(timeZone.isValid());
        QCOMPARE(shown(Buckets(Bucket(bucket), moment(from.constData()), moment(to.constData()), timeZone), timeZone), starts);
    }

    void agreeWithQtEverywhere()
    {
        QRandomGenerator random(11);
        for (const QByteArray& id : {QByteArray("Europe/Madrid"), QByteArray("America/Sao_Paulo"), QByteArray("Australia/Lord_Howe"),
                                     QByteArray("Asia/Kathmandu"), QByteArray("Africa/Casablanca"), QByteArray("UTC")}) {
            const QTimeZone zone(id);
            for (int round = 0; round < 20; ++round) {
                const qint64 from = qint64(random.generate64() % 2'000'000'000'000ULL);
                const Buckets days(Bucket::Day, instantFromMs(from), instantFromMs(from + 400 * 86'400'000LL), zone);
                QDate day = QDateTime::fromMSecsSinceEpoch(from, zone).date();
                for (size_t i = 0; i < days.count(); ++i, day = day.addDays(1))
                    QCOMPARE(toIso(instantFromMs(days.start(i))), toIso(instantFromMs(day.startOfDay(zone).toMSecsSinceEpoch())));
            }
        }
    }

    void holdEveryMomentOnce()
    {
        QRandomGenerator random(12);
        for (const QByteArray& id : {QByteArray("Pacific/Apia"), QByteArray("Europe/Madrid")}) {
            const Buckets days(Bucket::Day, moment("2011-10-01T00:00:00Z"), moment("2012-05-01T00:00:00Z"), QTimeZone(id));
            for (size_t i = 1; i < days.count(); ++i)
                QCOMPARE(days.start(i), days.end(i - 1));
            QList<qint64> moments;
            for (int i = 0; i < 500; ++i)
                moments.append(days.start(0) + qint64(random.generate64() % quint64(days.end(days.count() - 1) - days.start(0))));
            std::sort(moments.begin(), moments.end());
            size_t hint = 0;
            for (const qint64 value : std::as_const(moments)) {
                const size_t bucket = days.find(value, hint);
                QCOMPARE(hint, bucket);
                QVERIFY(days.start(bucket) <= value && value < days.end(bucket));
            }
            QCOMPARE(days.find(days.end(days.count() - 1), hint), days.count() - 1);
        }
    }

    void survivesTheFarthestWindow()
    {
        const Buckets months(Bucket::Month, moment("1970-01-01"), moment("9999-12-31T22:59:59Z"), QTimeZone("Europe/Madrid"));
        QCOMPARE(months.count(), size_t(8030 * 12));
    }

    void theBucketGivesAtMostAboutSixtyPointsThatHoldSomething_data()
    {
        QTest::addColumn<double>("days");
        QTest::addColumn<int>("deployments");
        QTest::addColumn<Bucket>("bucket");
        const int many = 1'000'000;
        QTest::newRow("nothing") << 0.0 << 0 << Bucket::Day;
        QTest::newRow("60 days") << 60.0 << many << Bucket::Day;
        QTest::newRow("61 days") << 60.1 << many << Bucket::Week;
        QTest::newRow("420 days") << 420.0 << many << Bucket::Week;
        QTest::newRow("421 days") << 421.0 << many << Bucket::Month;
        QTest::newRow("5 years") << 1826.0 << many << Bucket::Month;
        QTest::newRow("6 years") << 6 * 365.0 << many << Bucket::Quarter;
        QTest::newRow("16 years") << 16 * 365.25 << many << Bucket::Year;
        QTest::newRow("27 centuries") << 1e6 << many << Bucket::Year;
        QTest::newRow("three a week, 90 days") << 90.0 << 39 << Bucket::Week;
        QTest::newRow("one a day, 60 days") << 60.0 << 60 << Bucket::Week;
        QTest::newRow("one a day, 30 days: four weeks show no course") << 30.0 << 30 << Bucket::Day;
        QTest::newRow("one a month, 12 months: four quarters neither") << 365.0 << 12 << Bucket::Month;
        QTest::newRow("one a month, 14 years") << 14 * 365.25 << 170 << Bucket::Quarter;
        QTest::newRow("three a year, 14 years") << 14 * 365.25 << 45 << Bucket::Year;
        QTest::newRow("two ever, 14 years") << 14 * 365.25 << 2 << Bucket::Year;
    }
    void theBucketGivesAtMostAboutSixtyPointsThatHoldSomething()
    {
        QFETCH(double, days);
        QFETCH(int, deployments);
        QFETCH(Bucket, bucket);
        QCOMPARE(bucketFor(days, deployments), bucket);
    }
};

QTEST_GUILESS_MAIN(BucketsTest)
#include "tst_buckets.moc"
