// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/deliverytext.h"
#include "app/cli/format.h"
#include "app/cli/nearest.h"
#include "app/cli/reasons.h"
#include "app/cli/terminal.h"
#include "app/cli/values.h"
#include "base/nearest.h"
#include "delivery/benchmark.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::app;

namespace {

QString plain(QString text) { return text.replace(QChar(0x00A0), u' ').replace(QChar(0x202F), u' '); }

} // namespace

class CliWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNearestWordIsFound_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* word, const char* expected) {
            QTest::newRow(word) << QString::fromLatin1(word) << QString::fromLatin1(expected);
        };
        row("imprt", "import");
        row("improt", "import"); // two neighbours swapped
        row("IMPORT", "import");
        row("deliv", "delivery"); // begun
        row("delivary", "delivery");
        row("srve", "serve");
        row("xyz", "");
        row("x", "");
        row("", "");
        row("reinstall", "");
    }
    void theNearestWordIsFound()
    {
        QFETCH(QString, word);
        QTEST(nearest(word, {QStringLiteral("import"), QStringLiteral("delivery"), QStringLiteral("serve"),
                             QStringLiteral("token")}),
              "expected");
    }

    void aSuggestionNamesTheWordsWhenNoneIsNear()
    {
        const QStringList words{QStringLiteral("git"), QStringLiteral("csv"), QStringLiteral("jsonl")};
        QCOMPARE(suggestion(QStringLiteral("gti"), words), QStringLiteral("did you mean \"git\"?"));
        QCOMPARE(suggestion(QStringLiteral("webhooks"), words), QStringLiteral("use git, csv or jsonl"));
        QCOMPARE(suggestion(QStringLiteral("x"), {}), QString());
    }

    void sizes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QSize>("size");
        QTest::newRow("usual") << QStringLiteral("1600x1000") << QSize(1600, 1000);
        for (const char* bad : {"1600", "1600x", "x1000", "-1x5", "1600X1000", "1600x1000x2", "123456x1", "a", ""})
            QTest::newRow(bad) << QString::fromLatin1(bad) << QSize();
    }
    void sizes()
    {
        QFETCH(QString, text);
        QTEST(parseSize(text).value_or(QSize()), "size");
    }

    void rates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        QTest::addColumn<int>("minute");
        QTest::addColumn<int>("hour");
        QTest::newRow("both") << QStringLiteral("60/600") << true << 60 << 600;
        QTest::newRow("unlimited") << QStringLiteral("unlimited") << true << 0 << 0;
        for (const char* bad : {"60", "0/10", "10/0", "-1/5", "a/b", "1/2/3", "9999999999/1", ""})
            QTest::newRow(bad) << QString::fromLatin1(bad) << false << 0 << 0;
    }
    void rates()
    {
        QFETCH(QString, text);
        const auto rate = parseRate(text);
        QTEST(rate.has_value(), "valid");
        QTEST(rate ? rate->perMinute : 0, "minute");
        QTEST(rate ? rate->perHour : 0, "hour");
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("v4") << QStringLiteral("127.0.0.1:8787") << QStringLiteral("127.0.0.1") << 8787;
        QTest::newRow("v6") << QStringLiteral("[::1]:0") << QStringLiteral("::1") << 0;
        QTest::newRow("localhost") << QStringLiteral("localhost:65535") << QStringLiteral("127.0.0.1") << 65535;
        for (const char* bad :
             {"127.0.0.1", ":8787", "::1:80", "127.0.0.1:65536", "nohost:80", "127.0.0.1:", "[::1]", "1.2.3.4:-1", ""})
            QTest::newRow(bad) << QString::fromLatin1(bad) << QString() << 0;
    }
    void addresses()
    {
        QFETCH(QString, text);
        const auto where = parseHostAndPort(text);
        QTEST(where ? where->host : QString(), "host");
        QTEST(where ? int(where->port) : 0, "port");
    }

    void numbersHaveThreeDigitsAtMost_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        const auto row = [](double value, const char* text) {
            QTest::newRow(text) << value << QString::fromUtf8(text);
        };
        row(0, "0");
        row(1731.4129, "1\u202F731");
        row(67.44, "67.4");
        row(2, "2");
        row(2.5, "2.5");
        row(0.0614, "0.06");
        row(0.0012, "0.0012");
        row(9.999, "10");
        row(-2.25, "-2.25");
    }
    void numbersHaveThreeDigitsAtMost()
    {
        QFETCH(double, value);
        QTEST(numberText(value), "text");
    }

    void whatIsNotKnownIsADash()
    {
        QCOMPARE(numberText({}), QStringLiteral("–"));
        QCOMPARE(hoursText({}), QStringLiteral("–"));
        QCOMPARE(percentText({}), QStringLiteral("–"));
    }

    void hoursAreShownInAUnitThatFits()
    {
        QCOMPARE(hoursText(10.0 / 3600), QStringLiteral("10\u00A0s"));
        QCOMPARE(hoursText(0.5), QStringLiteral("30\u00A0min"));
        QCOMPARE(hoursText(20.5), QStringLiteral("20.5\u00A0h"));
        QCOMPARE(hoursText(1731.4129), QStringLiteral("72.1\u00A0d"));
        QCOMPARE(percentText(8.0 / 45), QStringLiteral("17.8\u00A0%"));
    }

    void aNumberIsNotPartedFromItsUnit()
    {
        QCOMPARE(wrapped(QStringLiteral("took %1 or").arg(hoursText(1731.4129)), 0, 10),
                 QStringLiteral("took\n72.1\u00A0d or\n"));
    }

    void codesAreSaidInWords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("no_fix_edge") << QStringLiteral("repairs nothing");
        QTest::newRow("counts_deployments") << QStringLiteral("of deployments");
        QTest::newRow("other_environment") << QStringLiteral("another environment");
        QTest::newRow("some_later_reason") << QStringLiteral("some later reason");
        QTest::newRow("") << QString();
    }
    void codesAreSaidInWords()
    {
        QTEST(reasonText(QString::fromLatin1(QTest::currentDataTag())), "text");
        QCOMPARE(edgeKindText(model::EdgeKind::Manual), QStringLiteral("stated"));
        QCOMPARE(figureText(QStringLiteral("change_fail_rate")), QStringLiteral("Change fail rate"));
        QCOMPARE(figureText(QStringLiteral("time_to_detect")), QStringLiteral("Time to detect"));
    }

    void guessesAreTakenOutBesideEachFigureThatTheyChange()
    {
        delivery::Metrics metrics;
        metrics.deployments = 20;
        metrics.failRate.rate = metrics.failRate.withoutProposed = {4, 18};
        metrics.rework.rate = metrics.rework.withoutProposed = {5, 20};
        metrics.recovery.hours.n = metrics.recovery.withoutProposed.hours.n = 4;
        metrics.recovery.hours.p50 = metrics.recovery.withoutProposed.hours.p50 = 3;
        const auto text = [&metrics] { return plain(metricsText(metrics, 200)); };
        QVERIFY2(!text().contains(QStringLiteral("without proposed")), qPrintable(text()));
        metrics.failRate.withoutProposed.numerator = 1;
        QVERIFY2(text().contains(QStringLiteral("without proposed causes: 5.56 % (95 %: 0.99–25.8 %), 1 of 18\n")), qPrintable(text()));
        metrics.rework.withoutProposed.numerator = 2;
        QVERIFY2(text().contains(QStringLiteral("without proposed causes: 10 % (95 %: 2.79–30.1 %), 2 of 20\n")), qPrintable(text()));
        metrics.recovery.withoutProposed.hours = {};
        metrics.recovery.withoutProposed.open = 1;
        QVERIFY2(text().contains(QStringLiteral("without proposed causes: –, n 0; still open: 1\n")), qPrintable(text()));
    }

    void runsThatDidNotSucceedStandInOneLine()
    {
        delivery::Metrics metrics;
        metrics.deployments = 3;
        QVERIFY(!metricsText(metrics, 80).contains(QStringLiteral("did not succeed")));
        metrics.notSuccessful = 1;
        QVERIFY(metricsText(metrics, 80).contains(QStringLiteral("    4 runs, of which 1 did not succeed\n")));
    }

    void whatIsNotScoredSaysWhy()
    {
        delivery::Metrics metrics;
        metrics.deployments = 20;
        metrics.leadTime.hours = {20, 1, 2, 3, 4, 5, 1, 3};
        metrics.failRate.rate = metrics.rework.rate = {1, 20};
        metrics.benchmark = delivery::benchmarkOf(metrics, delivery::defaultEdition());
        QVERIFY(metricsText(metrics, 200).contains(QStringLiteral("of 10")));
        metrics.proxy = true;
        metrics.benchmark = delivery::benchmarkOf(metrics, delivery::defaultEdition());
        QVERIFY(!metricsText(metrics, 200).contains(QStringLiteral("of 10")));
        QVERIFY(metricsText(metrics, 200).contains(QStringLiteral("DORA Quick Check 2025: No score and no band: only deployments")));
    }

    void paragraphsAreBrokenAtTheEdge()
    {
        const QString text = wrapped(QStringLiteral("word ").repeated(50), 4, 40);
        for (const QString& line : text.split(u'\n', Qt::SkipEmptyParts)) {
            QVERIFY(line.size() <= 40);
            QVERIFY(line.startsWith(QLatin1String("    word")));
        }
        QCOMPARE(text.count(QLatin1String("word")), 50);
        QCOMPARE(wrapped(QString(100, u'x'), 2, 40), QStringLiteral("  ") + QString(100, u'x') + u'\n');
    }

    void columnsStandBelowEachOther()
    {
        TextTable table({QStringLiteral("NAME"), QStringLiteral("N")}, {1});
        QVERIFY(table.isEmpty());
        table.add({QStringLiteral("a"), QStringLiteral("1")});
        table.add({QStringLiteral("longer"), QStringLiteral("12345")});
        QCOMPARE(table.text(), QStringLiteral("NAME        N\n"
                                              "a           1\n"
                                              "longer  12345\n"));
    }

    void theBarFitsItsLine()
    {
        QCOMPARE(progressText({QStringLiteral("Reading"), 50, 100}, 80),
                 QStringLiteral("Reading  [##########..........]  50 %  50 of 100"));
        QCOMPARE(progressText({QStringLiteral("Reading"), 7, 0}, 80), QStringLiteral("Reading  7"));
        QCOMPARE(progressText({QStringLiteral("Reading"), 200, 100}, 80),
                 QStringLiteral("Reading  [####################] 100 %  100 of 100"));
        QCOMPARE(progressText({QStringLiteral("Reading"), 50, 100}, 30), QStringLiteral("Reading  50 %  50 of 100"));
        QCOMPARE(progressText({QStringLiteral("Reading"), 50, 100}, 10).size(), 10);
        QCOMPARE(progressText({QStringLiteral("Reading"), 0, 0}, 80), QStringLiteral("Reading"));
        QCOMPARE(progressText({QStringLiteral("Reading"), 11'250, 25'000}, 80).simplified(),
                 QStringLiteral("Reading [#########...........] 45 % 11 250 of 25 000").simplified());
    }
};

QTEST_GUILESS_MAIN(CliWordsTest)
#include "tst_cliwords.moc"
