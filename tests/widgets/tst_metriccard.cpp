// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricdata.h"

#include "widgets/charts/metriccard.h"
#include "widgets/charts/sparkline.h"
#include "widgets/common/card.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QSignalSpy>
#include <QTest>

using namespace atalaya;
using namespace atalaya::widgets;
using delivery::Metric;

namespace {

const QLocale kEnglish(QLocale::English, QLocale::UnitedStates);

QString plain(QString text)
{
    return text.replace(QChar(0x00A0), u' ').replace(QChar(0x202F), u' ').replace(QChar(0x2212), u'-');
}

bool holds(const QImage& image, const QRect& rect, const QColor& wanted)
{
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        for (int x = rect.left(); x <= rect.right(); ++x) {
            const QColor here = image.pixelColor(x, y);
            if (qAbs(here.red() - wanted.red()) + qAbs(here.green() - wanted.green()) + qAbs(here.blue() - wanted.blue()) < 24)
                return true;
        }
    }
    return false;
}

QImage sparklineOf(const delivery::Series& series)
{
    QImage image(200, 40, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintSparkline(painter, image.rect(), series, colorsOf(Scheme::Light));
    return image;
}

} // namespace

class MetricCardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(kEnglish);
        m_theme.setMode(ThemeMode::Light);
    }

    void everyMetricSaysItsFigureWithWhatItStandsOn_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<QString>("figure");
        QTest::addColumn<QString>("interval");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("verdict");
        const auto row = [](Metric metric, const char* figure, const char* interval, const char* detail, const char* change,
                            const char* verdict) {
            QTest::newRow(qPrintable(delivery::metricName(metric)))
                << int(metric) << QString::fromUtf8(figure) << QString::fromUtf8(interval) << QString::fromUtf8(detail)
                << QString::fromUtf8(change) << QString::fromUtf8(verdict);
        };
        row(Metric::DeploymentFrequency, "6.4 / week", "95 %: 5.1–8.0", "83 deployment(s) · median gap 1.0 d", "+12 %", "within the noise");
        row(Metric::ChangeLeadTime, "2.1 d p50", "95 %: 1.9–2.3 d", "n 612 · p90 9.8 d", "-18 %", "better");
        row(Metric::ChangeFailRate, "10.1 %", "95 %: 5.2–18.7 %", "8 of 79, 4 not judged", "+1.2 pp", "within the noise");
        row(Metric::FailedDeploymentRecoveryTime, "3.4 h p50", "95 %: 2.0–5.0 h", "n 8 · 1 open · p90 22.0 h", "-0.9 h",
            "within the noise");
        row(Metric::DeploymentReworkRate, "13.3 %", "95 %: 7.6–22.2 %", "11 of 83", "-2.0 pp", "within the noise");
    }
    void everyMetricSaysItsFigureWithWhatItStandsOn()
    {
        QFETCH(int, metric);
        QFETCH(QString, figure);
        QFETCH(QString, interval);
        QFETCH(QString, detail);
        QFETCH(QString, change);
        QFETCH(QString, verdict);
        const MetricWords words = metricWords(Metric(metric), test::designMetrics(), test::earlierMetrics(), kEnglish);
        QCOMPARE(plain(QString(words.figure + u' ' + words.unit)), figure);
        QCOMPARE(plain(words.interval), interval);
        QCOMPARE(plain(words.detail), detail);
        QCOMPARE(plain(words.change), change);
        QCOMPARE(words.verdict, verdict);
        QCOMPARE(words.better, verdict == QLatin1String("better") ? std::optional(true) : std::nullopt);
        QCOMPARE(words.score, QStringLiteral("8.0"));
        for (const QString& part : {words.figure, words.interval, words.detail, words.change, words.verdict, metricTitle(Metric(metric))})
            QVERIFY2(words.sentence.contains(part), qPrintable(words.sentence));
    }

    void aFigureThatStandsOnGuessesHasTheOneWithoutThemBeside_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<QString>("sure");
        QTest::addColumn<QString>("inFull");
        const auto row = [](Metric metric, const char* sure, const char* inFull) {
            QTest::newRow(qPrintable(delivery::metricName(metric))) << int(metric) << QString::fromUtf8(sure) << QString::fromUtf8(inFull);
        };
        row(Metric::DeploymentFrequency, "", "");
        row(Metric::ChangeLeadTime, "", "");
        row(Metric::ChangeFailRate, "2.5 % without guesses", "2.5 % (2 of 79)");
        row(Metric::FailedDeploymentRecoveryTime, "5.0 h without guesses", "5.0 h (n 3 · 4 open)");
        row(Metric::DeploymentReworkRate, "3.6 % without guesses", "3.6 % (3 of 83)");
    }
    void aFigureThatStandsOnGuessesHasTheOneWithoutThemBeside()
    {
        QFETCH(int, metric);
        QFETCH(QString, sure);
        QFETCH(QString, inFull);
        delivery::Metrics metrics = test::designMetrics();
        QCOMPARE(metricWords(Metric(metric), metrics, std::nullopt, kEnglish).sure, QString());
        metrics.failRate.withoutProposed = {2, 79};
        metrics.rework.withoutProposed = {3, 83};
        metrics.recovery.withoutProposed.hours.n = 3;
        metrics.recovery.withoutProposed.hours.p50 = 5;
        metrics.recovery.withoutProposed.open = 4;
        const MetricWords words = metricWords(Metric(metric), metrics, std::nullopt, kEnglish);
        QCOMPARE(plain(words.sure), sure);
        QCOMPARE(plain(sureText(Metric(metric), metrics, kEnglish)), inFull);
        QVERIFY(words.sentence.contains(words.sure));

        // A line of its own, and no higher than that.
        MetricCard card, plainCard;
        fill(plainCard, Metric(metric));
        card.setMetric(Metric(metric), metrics, std::nullopt, test::weeks(Metric(metric), {1., 2.}));
        const int more = card.minimumSizeHint().height() - plainCard.minimumSizeHint().height();
        QCOMPARE(more > 0, !sure.isEmpty());
        QVERIFY(more <= 2 * QFontMetrics(uiFont(TextSize::Secondary)).height());
    }

    void whatIsSureFitsTheNarrowestCard()
    {
        delivery::Metrics metrics = test::designMetrics();
        metrics.failRate.withoutProposed = {2, 79};
        const QString words = metricWords(Metric::ChangeFailRate, metrics, std::nullopt, kEnglish).shortSure;
        QCOMPARE(plain(words), QStringLiteral("2.5 % w/o guesses"));
        MetricCard card;
        QVERIFY(QFontMetricsF(uiFont(TextSize::Secondary)).horizontalAdvance(words) <= card.minimumSizeHint().width() - 2 * kCardPaddingX);
    }

    void evenTheNarrowestCardSaysHowManyAreNotJudged()
    {
        delivery::Metrics metrics = test::designMetrics();
        metrics.failRate.rate = {46, 371};
        metrics.failRate.unjudged = 25;
        MetricCard card;
        const auto shown = [&](int width) {
            card.setMetric(Metric::ChangeFailRate, metrics, std::nullopt, {});
            card.resize(width, card.minimumSizeHint().height());
            return card.grab().toImage();
        };
        for (const int width : {card.minimumSizeHint().width(), 160, 240}) {
            metrics.failRate.unjudged = 25;
            const QImage before = shown(width);
            metrics.failRate.unjudged = 26;
            QVERIFY2(shown(width) != before, qPrintable(QString::number(width)));
        }
        const MetricWords words = metricWords(Metric::ChangeFailRate, metrics, std::nullopt, kEnglish);
        QCOMPARE(words.shortDetails, QStringList({QStringLiteral("46 of 371, 26 unjudged"), QStringLiteral("46/371, 26 unjudged")}));
        const double room = 152 - 2 * kCardPaddingX; // the narrowest of five in a row
        const double needed = tabularWidth(uiFont(TextSize::Secondary), words.shortDetails.last());
        QVERIFY2(needed <= room, qPrintable(QStringLiteral("%1 > %2").arg(needed).arg(room)));
    }

    void onlyWhatIsMoreThanChanceIsBetterOrWorse_data()
    {
        QTest::addColumn<int>("failedBefore"); // of 100; now 10 of 100, which is 5.5–17.4 %
        QTest::addColumn<QString>("verdict");
        QTest::newRow("far more") << 40 << QStringLiteral("better");
        QTest::newRow("a little more") << 14 << QStringLiteral("within the noise");
        QTest::newRow("the same") << 10 << QStringLiteral("within the noise");
        QTest::newRow("none") << 0 << QStringLiteral("worse");
    }
    void onlyWhatIsMoreThanChanceIsBetterOrWorse()
    {
        QFETCH(int, failedBefore);
        QFETCH(QString, verdict);
        delivery::Metrics now = test::designMetrics();
        now.failRate.rate = {10, 100};
        delivery::Metrics before = now;
        before.failRate.rate.numerator = failedBefore;
        const MetricWords words = metricWords(Metric::ChangeFailRate, now, before, kEnglish);
        QCOMPARE(words.verdict, verdict);
        QCOMPARE(words.better.has_value(), verdict != QLatin1String("within the noise"));
        before.failRate.rate = {};
        QCOMPARE(metricWords(Metric::ChangeFailRate, now, before, kEnglish).verdict, QStringLiteral("none before"));
        before.recovery.hours.medianLow.reset();
        QCOMPARE(metricWords(Metric::FailedDeploymentRecoveryTime, now, before, kEnglish).verdict, QStringLiteral("too few to tell"));
    }

    void withoutAFigureItSaysWhy_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<qint64>("deployments");
        QTest::addColumn<qint64>("unjudged");
        QTest::addColumn<qint64>("open");
        QTest::addColumn<qint64>("baseline");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, Metric metric, qint64 deployments, qint64 unjudged, qint64 open, qint64 baseline,
                            const char* why) {
            QTest::newRow(name) << int(metric) << deployments << unjudged << open << baseline << QString::fromUtf8(why);
        };
        row("nothing at all", Metric::DeploymentFrequency, 0, 0, 0, 0, "no deployments");
        row("no lead time at all", Metric::ChangeLeadTime, 0, 0, 0, 0, "no deployments");
        row("only a first one", Metric::ChangeLeadTime, 1, 0, 0, 900,
            "only the first deployment, its changes have no lead time");
        row("no changes", Metric::ChangeLeadTime, 4, 0, 0, 0, "no changes were shipped");
        row("all too new", Metric::ChangeFailRate, 3, 3, 0, 0, "3 too new to judge");
        row("none to judge", Metric::ChangeFailRate, 0, 0, 0, 0, "no deployments");
        row("all healthy", Metric::FailedDeploymentRecoveryTime, 9, 0, 0, 0, "no failed deployments");
        row("nothing recovered", Metric::FailedDeploymentRecoveryTime, 9, 0, 2, 0, "2 open, none recovered");
        row("no recovery at all", Metric::FailedDeploymentRecoveryTime, 0, 0, 0, 0, "no deployments");
        row("no rework at all", Metric::DeploymentReworkRate, 0, 0, 0, 0, "no deployments");
    }
    void withoutAFigureItSaysWhy()
    {
        QFETCH(int, metric);
        QFETCH(qint64, deployments);
        QFETCH(qint64, unjudged);
        QFETCH(qint64, open);
        QFETCH(qint64, baseline);
        QFETCH(QString, why);
        delivery::Metrics metrics;
        metrics.deployments = deployments;
        metrics.failRate.unjudged = unjudged;
        metrics.recovery.open = open;
        metrics.leadTime.excludedBaseline = baseline;
        const MetricWords words = metricWords(Metric(metric), metrics, test::earlierMetrics(), kEnglish);
        QCOMPARE(words.figure, noValue());
        QCOMPARE(words.detail, why);
        QCOMPARE(words.unit, QString());
        QCOMPARE(words.change, QString());
        QCOMPARE(words.score, QString());
        QVERIFY(!words.better);
    }

    void theGapIsThatOfOneService()
    {
        delivery::Metrics metrics = test::designMetrics();
        metrics.services = {QStringLiteral("cart"), QStringLiteral("search")};
        QCOMPARE(metricWords(Metric::DeploymentFrequency, metrics, std::nullopt, kEnglish).detail, QStringLiteral("83 deployment(s)"));
        metrics.services.removeLast();
        QVERIFY(metricWords(Metric::DeploymentFrequency, metrics, std::nullopt, kEnglish).detail.contains(QStringLiteral("median gap")));
    }

    void deploymentsOfLessThanADayAreCountedWithoutARate()
    {
        delivery::Metrics metrics;
        metrics.deployments = 194;
        metrics.window.from = *parseInstant(u"2026-11-25");
        metrics.window.to = *metrics.window.from + std::chrono::minutes(13 * 60 + 48);
        const MetricWords words = metricWords(Metric::DeploymentFrequency, metrics, std::nullopt, kEnglish);
        QCOMPARE(words.figure, noValue());
        QCOMPARE(plain(words.detail), QStringLiteral("194 in 13.8 h, too short for a rate"));
        QVERIFY(words.sentence.contains(words.detail));
    }

    void tooLittleDataSaysHowMuchIsMissing()
    {
        delivery::Metrics metrics = test::designMetrics();
        metrics.recovery.open = 0;
        metrics.recovery.hours.n = 3;
        metrics.recovery.hours.medianLow.reset();
        metrics.recovery.hours.medianHigh.reset();
        const auto said = [&] {
            const MetricWords words = metricWords(Metric::FailedDeploymentRecoveryTime, metrics, std::nullopt, kEnglish);
            return plain(QString(words.interval + u'|' + words.detail));
        };
        QCOMPARE(said(), QStringLiteral("3 more for an interval|n 3 · p90 22.0 h"));
        metrics.recovery.hours.n = 6;
        QCOMPARE(said(), QStringLiteral("|n 6 · p90 22.0 h"));
    }

    void whatStayedTheSameIsNeitherBetterNorWorse()
    {
        const delivery::Metrics metrics = test::designMetrics();
        for (const Metric metric : delivery::kMetrics) {
            const MetricWords words = metricWords(metric, metrics, metrics, kEnglish);
            QVERIFY(words.change.startsWith(u'±'));
            QVERIFY(!words.better);
            const MetricWords alone = metricWords(metric, metrics, std::nullopt, kEnglish);
            QVERIFY(alone.change.isEmpty() && !alone.better);
        }
    }

    void theSameMetricAlwaysHasTheSameColour()
    {
        QCOMPARE(seriesRole(Metric::DeploymentFrequency), Role::Series1);
        QCOMPARE(seriesRole(Metric::ChangeLeadTime), Role::Series2);
        QCOMPARE(seriesRole(Metric::ChangeFailRate), Role::Series4);
        QCOMPARE(seriesRole(Metric::FailedDeploymentRecoveryTime), Role::Series5);
        QCOMPARE(seriesRole(Metric::DeploymentReworkRate), Role::Series3);
    }

    void theWholeCardAsksWhy()
    {
        MetricCard card;
        fill(card, Metric::ChangeFailRate);
        card.resize(180, card.minimumSizeHint().height());
        QSignalSpy why(&card, &MetricCard::whyRequested);
        QTest::mouseClick(&card, Qt::LeftButton, {}, QPoint(170, 10));
        QTest::keyClick(&card, Qt::Key_Return);
        QTest::keyClick(&card, Qt::Key_Space);
        QCOMPARE(why.count(), 3);
        QVERIFY(card.focusPolicy() & Qt::TabFocus);
        QCOMPARE(card.accessibleName(), card.words().sentence);
    }

    void selectionIsOutlinedAndTold()
    {
        MetricCard card;
        fill(card, Metric::ChangeLeadTime);
        card.resize(180, card.minimumSizeHint().height());
        const QColor accent = colorsOf(Scheme::Light)[Role::Accent];
        const QRect leftEdge(0, 60, 3, 20);
        QVERIFY(!holds(card.grab().toImage(), leftEdge, accent));
        QSignalSpy changed(&card, &MetricCard::selectedChanged);
        card.setSelected(true);
        card.setSelected(true);
        QCOMPARE(changed.count(), 1);
        QVERIFY(holds(card.grab().toImage(), leftEdge, accent));
    }

    void theChangeIsInTheColourOfWhatItMeans()
    {
        MetricCard card;
        const Colors& colors = colorsOf(Scheme::Light);
        card.resize(180, card.minimumSizeHint().height());
        const QRect corner(card.width() - 70, card.height() - 44, 60, 36);
        delivery::Metrics worse = test::designMetrics();
        worse.leadTime.hours = {612, 80, 100, 150, 235.2, 300, 90, 110};
        const auto show = [&card](const delivery::Metrics& now, const delivery::Metrics& before) {
            card.setMetric(Metric::ChangeLeadTime, now, before, test::weeks(Metric::ChangeLeadTime, {1., 2., 3., 2.}));
            return card.grab().toImage();
        };
        QVERIFY(holds(show(worse, test::earlierMetrics()), corner, colors.text(Role::Bad)));
        const QImage better = show(test::designMetrics(), test::earlierMetrics());
        QVERIFY(holds(better, corner, colors.text(Role::Good)));
        QVERIFY(!holds(better, corner, colors.text(Role::Bad)));
        const QImage same = show(test::designMetrics(), test::designMetrics());
        QVERIFY(!holds(same, corner, colors.text(Role::Good)) && !holds(same, corner, colors.text(Role::Bad)));
    }

    void aRowOfCardsIsOneHeightHoweverLongTheNames()
    {
        MetricCard one;
        MetricCard other;
        fill(one, Metric::ChangeLeadTime);
        fill(other, Metric::FailedDeploymentRecoveryTime);
        QCOMPARE(one.sizeHint().height(), other.sizeHint().height());
        // Five of them, four gaps and the page's margins fit beside a navigation of icons, at 1024 px.
        QVERIFY(5 * one.minimumSizeHint().width() + 4 * 12 + 2 * 20 + 196 <= 1024);
    }

    void pendingShowsNoFigure()
    {
        MetricCard card;
        fill(card, Metric::ChangeFailRate);
        card.setPending(Metric::ChangeFailRate);
        QCOMPARE(card.words().figure, QString());
        QVERIFY(card.accessibleName().contains(QStringLiteral("being computed")));
    }

    void aSparklineLeavesGapsOpen()
    {
        const Metric metric = Metric::ChangeLeadTime;
        const QColor color = colorsOf(Scheme::Light)[Role::Series2];
        const QRect middle(75, 0, 50, 40);
        const QImage whole = sparklineOf(test::weeks(metric, {1., 2., 1., 2., 1., 2., 1., 2., 1.}));
        QVERIFY(holds(whole, middle, color));
        const QImage gap = sparklineOf(test::weeks(metric, {1., 2., 1., {}, {}, {}, 1., 2., 1.}));
        QVERIFY(!holds(gap, middle, color));
        QVERIFY(holds(gap, QRect(0, 0, 50, 40), color));
    }

    void aPointBetweenGapsIsADot()
    {
        const QImage dot = sparklineOf(test::weeks(Metric::ChangeLeadTime, {1., {}, {}, {}, 2., {}, {}, {}, 1.}));
        QVERIFY(holds(dot, QRect(92, 0, 16, 40), colorsOf(Scheme::Light)[Role::Series2]));
    }

    void thePartialEndIsPale()
    {
        const QImage image = sparklineOf(test::weeks(Metric::ChangeLeadTime, {1., 2., 1., 2., 1.}));
        const QColor color = colorsOf(Scheme::Light)[Role::Series2];
        QVERIFY(!holds(image, QRect(160, 0, 40, 40), color));
        QVERIFY(holds(image, QRect(100, 0, 45, 40), color));
    }

    void anythingCanBeDrawn()
    {
        for (const Metric metric : delivery::kMetrics) {
            for (const auto& values : QList<QList<std::optional<double>>>{{}, {0.}, {{}, {}}, {5., 5., 5.}})
                QVERIFY(!sparklineOf(test::weeks(metric, values)).isNull());
        }
    }

private:
    static void fill(MetricCard& card, Metric metric)
    {
        card.setMetric(metric, test::designMetrics(), test::earlierMetrics(), test::weeks(metric, {1., 2., 3., 2.}));
    }

    Theme m_theme;
};

QTEST_MAIN(MetricCardTest)
#include "tst_metriccard.moc"
