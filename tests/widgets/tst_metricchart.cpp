// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricdata.h"

#include "widgets/charts/chartscale.h"
#include "widgets/charts/metricchart.h"
#include "widgets/charts/missingwords.h"
#include "widgets/charts/plotrange.h"
#include "widgets/charts/seriestable.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QAbstractScrollArea>
#include <QAbstractButton>
#include <QClipboard>
#include <QGuiApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace atalaya;
using namespace atalaya::widgets;
using delivery::Metric;

namespace {

const QLocale kEnglish(QLocale::English, QLocale::UnitedStates);

QStringList texts(std::initializer_list<const char*> literals)
{
    QStringList all;
    for (const char* literal : literals)
        all << QString::fromUtf8(literal);
    return all;
}

QString plain(QString text)
{
    return text.replace(QChar(0x00A0), u' ').replace(QChar(0x202F), u' ');
}

/// How many pixels are of about this colour.
int inked(const QImage& image, const QColor& wanted)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor here = image.pixelColor(x, y);
            const int off = qAbs(here.red() - wanted.red()) + qAbs(here.green() - wanted.green()) + qAbs(here.blue() - wanted.blue());
            count += off < 12 ? 1 : 0;
        }
    }
    return count;
}

/// The texts of a drawing, in the order in which they were painted.
QStringList textsOf(const QByteArray& svg)
{
    QXmlStreamReader xml(svg);
    QStringList all;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String("text"))
            all << xml.readElementText();
    }
    return all;
}

QDate next(const QDate& date, delivery::Bucket bucket)
{
    switch (bucket) {
    case delivery::Bucket::Day:
        return date.addDays(1);
    case delivery::Bucket::Week:
        return date.addDays(7);
    case delivery::Bucket::Month:
        return date.addMonths(1);
    case delivery::Bucket::Quarter:
        return date.addMonths(3);
    case delivery::Bucket::Year:
        break;
    }
    return date.addYears(1);
}

QStringList labelsOf(delivery::Bucket bucket, const char* from, int count, int most)
{
    QList<delivery::SeriesPoint> points;
    QDate date = QDate::fromString(QString::fromLatin1(from), Qt::ISODate);
    for (int at = 0; at < count; ++at) {
        delivery::SeriesPoint point;
        point.start = instantFromMs(date.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch());
        points << point;
        date = next(date, bucket);
    }
    QStringList shown;
    for (const TimeLabel& label : timeLabels(points, bucket, QTimeZone::utc(), most, kEnglish))
        shown << label.text;
    return shown;
}

} // namespace

class MetricChartTest : public QObject
{
    Q_OBJECT

private:
    struct Shown {
        MetricChart chart;
        QAbstractScrollArea* plot = nullptr;
        explicit Shown(Metric metric, const QList<std::optional<double>>& values = {48., 72., {}, 96., 60., 30.})
        {
            chart.setSeries(test::weeks(metric, values), QTimeZone::utc());
            chart.resize(640, 300);
            chart.show();
            plot = chart.findChild<QAbstractScrollArea*>(QStringLiteral("plot"));
        }
        QPoint middleOf(int index) const
        {
            // The axis takes the left 30 px or so; well inside a bucket there is no doubt.
            const double left = 30;
            const double width = plot->width() - left - 6;
            return {int(left + width * (index + 0.5) / double(chart.series().points.size())), plot->height() / 2};
        }
    };

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(kEnglish);
        m_theme.setMode(ThemeMode::Light);
    }

    void valueLabelsAreRound_data()
    {
        QTest::addColumn<double>("largest");
        QTest::addColumn<bool>("whole");
        QTest::addColumn<double>("step");
        QTest::addColumn<double>("top");
        QTest::addColumn<int>("decimals");
        QTest::newRow("nothing") << 0.0 << true << 1.0 << 1.0 << 0;
        QTest::newRow("one") << 1.0 << true << 1.0 << 1.0 << 0;
        QTest::newRow("eight") << 8.0 << true << 2.0 << 8.0 << 0;
        QTest::newRow("nine days") << 8.7 << false << 2.5 << 10.0 << 1;
        QTest::newRow("eleven") << 11.4 << false << 3.0 << 12.0 << 0;
        QTest::newRow("percent") << 37.4 << false << 10.0 << 40.0 << 0;
        QTest::newRow("small") << 0.9 << false << 0.25 << 1.0 << 2;
        QTest::newRow("thousands") << 4'200.0 << true << 2000.0 << 6000.0 << 0;
    }
    void valueLabelsAreRound()
    {
        QFETCH(double, largest);
        QFETCH(bool, whole);
        const Scale scale = niceScale(largest, 4, whole);
        QTEST(scale.step, "step");
        QTEST(scale.top, "top");
        QTEST(scale.decimals, "decimals");
    }

    void aScaleHoldsEveryValueInFewSteps()
    {
        for (double largest = 1e-4; largest < 1e9; largest *= 1.37) {
            for (const bool whole : {false, true}) {
                const Scale scale = niceScale(largest, 4, whole);
                QVERIFY(scale.top >= largest * (1 - 1e-9));
                QVERIFY(scale.top / scale.step < 5.001);
                QVERIFY(!whole || scale.step >= 1);
            }
        }
        QCOMPARE(niceScale(std::numeric_limits<double>::infinity(), 4, false).top, 1.0);
    }

    void timeLabelsStandWhereSomethingBegins_data()
    {
        using delivery::Bucket;
        QTest::addColumn<int>("bucket");
        QTest::addColumn<QString>("from");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("expected");
        const auto row = [](Bucket bucket, const char* from, int count, int most, const char* expected) {
            QTest::addRow("%d %ss from %s, at most %d", count, qPrintable(delivery::bucketName(bucket)), from, most)
                << int(bucket) << QString::fromLatin1(from) << count << most << QString::fromLatin1(expected);
        };
        row(Bucket::Day, "2026-11-01", 5, 8, "1 Nov 2026, 2 Nov, 3 Nov, 4 Nov, 5 Nov");
        row(Bucket::Day, "2026-11-01", 28, 8, "2 Nov 2026, 9 Nov, 16 Nov, 23 Nov");
        row(Bucket::Day, "2026-12-30", 4, 8, "30 Dec, 31 Dec, 1 Jan 2027, 2 Jan");
        row(Bucket::Day, "2026-12-18", 28, 8, "21 Dec, 28 Dec, 4 Jan 2027, 11 Jan");
        row(Bucket::Day, "2026-11-03", 5, 1, "3 Nov 2026");
        row(Bucket::Week, "2026-06-01", 26, 8, "Jun 2026, Jul, Aug, Sep, Oct, Nov");
        row(Bucket::Week, "2025-11-03", 13, 4, "Nov, Dec, 2026");
        row(Bucket::Week, "2025-11-03", 13, 1, "2026");
        row(Bucket::Month, "2026-03-01", 9, 12, "Mar 2026, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov");
        row(Bucket::Month, "2026-03-01", 9, 3, "Apr 2026, Jul, Oct");
        row(Bucket::Month, "2026-02-01", 9, 1, "Jul 2026");
        row(Bucket::Month, "2024-10-01", 26, 12, "Oct, 2025, Apr, Jul, Oct, 2026, Apr, Jul, Oct");
        row(Bucket::Month, "2022-03-01", 48, 5, "2023, 2024, 2025, 2026");
        row(Bucket::Month, "2022-03-01", 48, 2, "2024, 2026");
        row(Bucket::Month, "2022-03-01", 0, 5, "");
        row(Bucket::Quarter, "2025-01-01", 5, 8, "2025, Apr, Jul, Oct, 2026");
        row(Bucket::Quarter, "2024-10-01", 9, 5, "2025, Jul, 2026, Jul");
        row(Bucket::Quarter, "2025-04-01", 3, 5, "Apr 2025, Jul, Oct");
        row(Bucket::Quarter, "2019-10-01", 29, 4, "2020, 2022, 2024, 2026");
        row(Bucket::Year, "2015-01-01", 5, 12, "2015, 2016, 2017, 2018, 2019");
        row(Bucket::Year, "2015-01-01", 12, 7, "2016, 2018, 2020, 2022, 2024, 2026");
        row(Bucket::Year, "2015-01-01", 12, 3, "2015, 2020, 2025");
        row(Bucket::Year, "2021-01-01", 3, 1, "2022");
        row(Bucket::Year, "2026-01-01", 1, 9, "2026");
    }
    void timeLabelsStandWhereSomethingBegins()
    {
        QFETCH(int, bucket);
        QFETCH(QString, from);
        QFETCH(int, count);
        QFETCH(int, most);
        QTEST(labelsOf(delivery::Bucket(bucket), qPrintable(from), count, most).join(QStringLiteral(", ")), "expected");
    }

    void theYearIsReadAtEveryWidthAndThereAreNeverMoreLabelsThanRoom()
    {
        using delivery::Bucket;
        const QRegularExpression year(QStringLiteral("\\b(19|20|21)\\d\\d\\b"));
        for (const Bucket bucket : {Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter, Bucket::Year}) {
            const char* from = bucket == Bucket::Year ? "2019-01-01" : bucket < Bucket::Month ? "2019-02-11" : "2019-04-01";
            for (int count = 1; count <= 200; count += bucket == Bucket::Year ? 3 : 7) {
                for (int most = 1; most <= 24; ++most) {
                    const QStringList labels = labelsOf(bucket, from, count, most);
                    QVERIFY(!labels.isEmpty() && labels.size() <= most);
                    QVERIFY2(labels.join(u' ').contains(year), qPrintable(labels.join(u' ')));
                }
            }
        }
    }

    void drawnTimeLabelsNameTheYearAndStandApart_data()
    {
        using delivery::Bucket;
        QTest::addColumn<int>("bucket");
        QTest::addColumn<int>("width");
        for (const Bucket bucket : {Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter, Bucket::Year}) {
            for (const int width : {200, 260, 330, 420, 640, 960})
                QTest::addRow("%s, %d px", qPrintable(delivery::bucketName(bucket)), width) << int(bucket) << width;
        }
    }
    void drawnTimeLabelsNameTheYearAndStandApart()
    {
        QFETCH(int, bucket);
        QFETCH(int, width);
        delivery::Series series = test::weeks(Metric::ChangeFailRate, QList<std::optional<double>>(23, 0.5));
        series.bucket = delivery::Bucket(bucket);
        QDate date(2021, bucket < int(delivery::Bucket::Month) ? 12 : 1, 1);
        for (delivery::SeriesPoint& point : series.points) {
            point.start = instantFromMs(date.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch());
            date = next(date, series.bucket);
        }
        MetricChart chart;
        chart.setSeries(series, QTimeZone::utc());
        QXmlStreamReader xml(chart.toSvg({width, 240}));
        const QFontMetricsF metrics(uiFont(TextSize::Small));
        double bottom = 0;
        double end = 0;
        QStringList row;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement || xml.name() != QLatin1String("text"))
                continue;
            const double x = xml.attributes().value(QLatin1String("x")).toDouble();
            const double y = xml.attributes().value(QLatin1String("y")).toDouble();
            const QString text = xml.readElementText();
            if (y > bottom + 4)
                row.clear();
            else
                QVERIFY2(row.isEmpty() || y < 200 || x >= end + 4, qPrintable(row.join(u' ') + text));
            bottom = std::max(bottom, y);
            end = x + metrics.horizontalAdvance(text);
            if (std::abs(y - bottom) < 1)
                row << text;
        }
        const QRegularExpression year(QStringLiteral("\\b20\\d\\d\\b"));
        QVERIFY2(row.join(u' ').contains(year), qPrintable(row.join(u' ')));
        QVERIFY(end <= width);
    }

    void theTitleNamesTheUnit()
    {
        Shown lead(Metric::ChangeLeadTime);
        QCOMPARE(lead.chart.title(), QStringLiteral("Lead time, days"));
        QCOMPARE(lead.chart.subtitle(), QStringLiteral("median, p25–p90 band"));
        Shown frequency(Metric::DeploymentFrequency);
        QCOMPARE(frequency.chart.title(), QStringLiteral("Deployments per week"));
        QCOMPARE(frequency.chart.subtitle(), QStringLiteral("last bar is partial"));
        Shown rate(Metric::ChangeFailRate, {0.1, 0.2});
        QCOMPARE(rate.chart.title(), QStringLiteral("Change fail rate, %"));
    }

    void titleAndSubtitleAreWholeBesideTheLink_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<bool>("isCutOff");
        QTest::addColumn<int>("width");
        // Of a plot in a window of 1440 px: three in a row, then two with the inspector open, and two at 1024 px.
        for (const Metric metric : delivery::kMetrics) {
            const bool large = metric == Metric::DeploymentFrequency || metric == Metric::ChangeLeadTime;
            for (const int width : {large ? 378 : 389, 406, 568}) {
                QTest::addRow("%s, %d px", qPrintable(delivery::metricName(metric)), width) << int(metric) << false << width;
                if (metric != Metric::DeploymentFrequency)
                    QTest::addRow("%s cut off, %d px", qPrintable(delivery::metricName(metric)), width) << int(metric) << true << width;
            }
        }
    }
    void titleAndSubtitleAreWholeBesideTheLink()
    {
        QFETCH(int, metric);
        QFETCH(bool, isCutOff);
        QFETCH(int, width);
        delivery::Series series = test::weeks(Metric(metric), {0.5, 0.4});
        if (isCutOff) {
            series.points.append(series.points.last());
            series.points.first().high = 24'000;
            series.points.first().n = 1;
        }
        MetricChart chart;
        chart.setSeries(series, QTimeZone::utc());
        chart.resize(width, 200);
        chart.show();
        QCoreApplication::processEvents();
        auto* link = chart.findChild<QAbstractButton*>(QStringLiteral("why"));
        QCOMPARE(link->text(), QStringLiteral("Why"));
        QCOMPARE(link->toolTip(), QStringLiteral("Why this number"));
        QVERIFY(link->accessibleName().startsWith(QStringLiteral("Why this number")));
        QVERIFY(!chart.subtitle().isEmpty());
        for (const ElidedLabel* label : chart.findChildren<ElidedLabel*>()) {
            QVERIFY2(label->width() >= label->sizeHint().width() - 1,
                     qPrintable(QStringLiteral("%1: %2 of %3").arg(label->text()).arg(label->width()).arg(label->sizeHint().width())));
        }
    }

    void theReadOutSaysValuePeriodNAndInterval()
    {
        Shown lead(Metric::ChangeLeadTime);
        QStringList lines;
        for (const QString& line : lead.chart.readOut(1))
            lines << plain(line);
        QCOMPARE(lines, texts({"3.0 d", "9–15 Nov", "n 12", "1.5–6.0 d"}));
        QCOMPARE(lead.chart.readOut(2), (QStringList{noValue(), QStringLiteral("16–22 Nov"), QStringLiteral("n 0")}));
        QCOMPARE(lead.chart.readOut(5).at(1), QStringLiteral("7–13 Dec, partial"));
        QCOMPARE(lead.chart.readOut(6), QStringList());
        QCOMPARE(lead.chart.readOut(-1), QStringList());
    }

    void withoutAValueWordsStandInsteadOfAnAxis_data()
    {
        QTest::addColumn<bool>("hasValue");
        QTest::addColumn<QString>("expected");
        QTest::newRow("no value") << false << QStringLiteral("Change fail rate, %|116 deployments too new to judge");
        // Digits of an axis are painted one by one, so that they stand below each other.
        QTest::newRow("a value") << true << QStringLiteral("Change fail rate, %|0|2|0|4|0|6|0|8|0|1|0|0|2 Nov 2026|9 Nov");
    }
    void withoutAValueWordsStandInsteadOfAnAxis()
    {
        QFETCH(bool, hasValue);
        const QString words = QStringLiteral("116 deployments too new to judge");
        MetricChart chart;
        chart.setSeries(test::weeks(Metric::ChangeFailRate, {{}, hasValue ? std::optional(0.5) : std::nullopt}), QTimeZone::utc(), words);
        chart.resize(640, 300);
        chart.show();
        QStringList shown = textsOf(chart.toSvg({600, 300}));
        shown.removeAll(chart.subtitle());
        QTEST(shown.join(u'|'), "expected");
        auto* plot = chart.findChild<QAbstractScrollArea*>(QStringLiteral("plot"));
        QCOMPARE(plot->accessibleDescription(), hasValue ? QString() : words);
        const QColor grid = colorsOf(Scheme::Light)[Role::Grid];
        QCOMPARE(inked(chart.grab().toImage(), grid) > 200, hasValue);

        // There is nothing to read or to select.
        QSignalSpy selected(&chart, &MetricChart::pointSelected);
        QTest::mouseClick(plot->viewport(), Qt::LeftButton, {}, plot->viewport()->rect().center());
        QTest::keyClick(plot, Qt::Key_Left);
        QTest::keyClick(plot, Qt::Key_Return);
        QCOMPARE(selected.count(), hasValue ? 2 : 0);
    }

    void longWordsInsteadOfAPlotBreakIntoLines()
    {
        const QString words = QStringLiteral("No change with a lead time in this range; left out: 4175 in a first deployment");
        MetricChart chart;
        chart.setSeries(test::weeks(Metric::ChangeLeadTime, {{}, {}}), QTimeZone::utc(), words);
        const QStringList lines = textsOf(chart.toSvg({240, 200})).mid(2);
        QVERIFY(lines.size() > 1);
        QStringList trimmed;
        for (const QString& line : lines) {
            trimmed << line.trimmed();
            QVERIFY(QFontMetricsF(uiFont(TextSize::Body)).horizontalAdvance(trimmed.last()) <= 240);
        }
        QCOMPARE(trimmed.join(u' '), words);
    }

    void missingWordsSayHowMuchIsMissing_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<delivery::Metrics>("metrics");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, Metric metric, const delivery::Metrics& metrics, const char* expected) {
            QTest::newRow(name) << int(metric) << metrics << QString::fromLatin1(expected);
        };
        delivery::Metrics metrics;
        metrics.window.asOf = *parseInstant(u"2026-11-25");
        row("nothing", Metric::ChangeFailRate, metrics, "No deployments in this range");
        metrics.deployments = 1116;
        metrics.failRate.unjudged = 1116;
        row("too new", Metric::ChangeFailRate, metrics, "1,116 deployment(s) too new to judge; the first on 2 Dec");
        row("no change", Metric::ChangeLeadTime, metrics, "No change with a lead time in this range");
        row("no failure", Metric::FailedDeploymentRecoveryTime, metrics, "No failed deployment in this range");
        row("always drawn", Metric::DeploymentFrequency, metrics, "");
        metrics.query.timeZone = QTimeZone(-3600);
        row("the day before, elsewhere", Metric::ChangeFailRate, metrics, "1,116 deployment(s) too new to judge; the first on 1 Dec");
        metrics.leadTime.excludedClockSkew = 3;
        row("skewed", Metric::ChangeLeadTime, metrics,
            "No change with a lead time in this range; left out: 3 authored after the deployment");
        metrics.leadTime.excludedBaseline = 4175;
        row("baseline", Metric::ChangeLeadTime, metrics,
            "No change with a lead time in this range; left out: 4,175 in a first deployment");
        metrics.recovery.excludedClockSkew = 1;
        row("skewed failure", Metric::FailedDeploymentRecoveryTime, metrics, "No failed deployment with a recovery time in this range");
        metrics.recovery.open = 2;
        row("open", Metric::FailedDeploymentRecoveryTime, metrics, "2 failed deployment(s), none recovered yet");
    }
    void missingWordsSayHowMuchIsMissing()
    {
        QFETCH(int, metric);
        QFETCH(delivery::Metrics, metrics);
        const Instant nextJudged = *parseInstant(u"2026-12-02T00:30:00Z");
        QString words = missingWords(Metric(metric), metrics, nextJudged, kEnglish);
        for (const char16_t thin : {u'\x2009', u'\x202f', u'\x00a0'})
            words.replace(QChar(thin), u',');
        QTEST(words, "expected");
    }

    void arrowKeysMoveTheCrosshairAndEnterSelects()
    {
        Shown shown(Metric::ChangeLeadTime);
        QSignalSpy moved(&shown.chart, &MetricChart::crosshairMoved);
        QSignalSpy selected(&shown.chart, &MetricChart::pointSelected);
        QTest::keyClick(shown.plot, Qt::Key_Left);
        QCOMPARE(shown.chart.crosshair(), std::optional(5));
        QTest::keyClick(shown.plot, Qt::Key_Left);
        QCOMPARE(shown.chart.crosshair(), std::optional(4));
        QVERIFY(shown.plot->accessibleDescription().contains(QStringLiteral("30 Nov")));
        QTest::keyClick(shown.plot, Qt::Key_Home);
        QTest::keyClick(shown.plot, Qt::Key_Left);
        QCOMPARE(shown.chart.crosshair(), std::optional(0));
        QTest::keyClick(shown.plot, Qt::Key_Right);
        QCOMPARE(moved.count(), 4);
        QTest::keyClick(shown.plot, Qt::Key_Return);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.first().first().toInt(), 1);
        QCOMPARE(shown.chart.selectedIndex(), std::optional(1));
    }

    void theMouseReadsAndAClickSelects()
    {
        Shown shown(Metric::DeploymentFrequency, {1., 2., 3., 4., 5., 6.});
        QSignalSpy selected(&shown.chart, &MetricChart::pointSelected);
        QTest::mouseMove(shown.plot->viewport(), shown.middleOf(1));
        QTest::mouseMove(shown.plot->viewport(), shown.middleOf(3));
        QTRY_COMPARE(shown.chart.crosshair(), std::optional(3));
        QTest::mouseClick(shown.plot->viewport(), Qt::LeftButton, {}, shown.middleOf(4));
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.first().first().toInt(), 4);
    }

    void theKeyCGoesThroughTheCrosshairsModes()
    {
        Shown shown(Metric::ChangeLeadTime);
        QSignalSpy changed(&shown.chart, &MetricChart::crosshairModeChanged);
        QCOMPARE(shown.chart.crosshairMode(), CrosshairMode::LineAndValues);
        for (const CrosshairMode mode : {CrosshairMode::Off, CrosshairMode::Line, CrosshairMode::LineAndValues}) {
            QTest::keyClick(shown.plot, Qt::Key_C);
            QCOMPARE(shown.chart.crosshairMode(), mode);
        }
        QCOMPARE(changed.count(), 3);
    }

    void aCrosshairSetFromOutsideIsSilent()
    {
        Shown shown(Metric::ChangeLeadTime);
        QSignalSpy moved(&shown.chart, &MetricChart::crosshairMoved);
        shown.chart.setCrosshair(3);
        QCOMPARE(shown.chart.crosshair(), std::optional(3));
        shown.chart.setCrosshair(99);
        QVERIFY(!shown.chart.crosshair());
        QCOMPARE(moved.count(), 0);
    }

    void fewerPointsDropASelectionThatIsGone()
    {
        Shown shown(Metric::ChangeLeadTime);
        shown.chart.setSelectedIndex(5);
        shown.chart.setCrosshair(5);
        shown.chart.setSeries(test::weeks(Metric::ChangeLeadTime, {1., 2.}), QTimeZone::utc());
        QVERIFY(!shown.chart.selectedIndex());
        QVERIFY(!shown.chart.crosshair());
        QVERIFY(!shown.chart.grab().isNull());
    }

    void theTableTwinHoldsTheSame()
    {
        Shown shown(Metric::ChangeLeadTime);
        auto* table = shown.chart.findChild<SeriesTable*>();
        QVERIFY(table && !table->isVisible());
        auto* twin = shown.chart.findChild<QAbstractButton*>(QStringLiteral("twin"));
        QVERIFY(twin && !twin->accessibleName().isEmpty());
        twin->click();
        QVERIFY(shown.chart.isTableVisible() && table->isVisible() && !shown.plot->isVisible());
        QCOMPARE(table->model()->rowCount(), 6);
        QCOMPARE(table->model()->index(1, SeriesModel::Value).data().toString(), QStringLiteral("3.0"));
        QCOMPARE(table->model()->index(2, SeriesModel::Value).data().toString(), noValue());
        QCOMPARE(table->model()->headerData(SeriesModel::Value, Qt::Horizontal).toString(), QStringLiteral("Median, d"));

        QSignalSpy selected(&shown.chart, &MetricChart::pointSelected);
        shown.chart.setSelectedIndex(1);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("2026-11-09T00:00:00Z\t12\t72\t36\t144"));
        QCOMPARE(selected.count(), 0);
        shown.chart.setTableVisible(false);
        QVERIFY(shown.plot->isVisible());
    }

    void theModelKeepsItsPromises()
    {
        SeriesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSeries(test::weeks(Metric::ChangeFailRate, {0.1, {}, 0.3}), QTimeZone::utc());
        QCOMPARE(model.rowCount(), 3);
        model.setSeries({}, QTimeZone::utc());
        QCOMPARE(model.rowCount(), 0);
    }

    void whyIsAsked()
    {
        Shown shown(Metric::ChangeFailRate, {0.1, 0.2});
        QSignalSpy why(&shown.chart, &MetricChart::whyRequested);
        auto* link = shown.chart.findChild<QAbstractButton*>(QStringLiteral("why"));
        QVERIFY(link);
        QTest::keyClick(link, Qt::Key_Return);
        QCOMPARE(why.count(), 1);
        QVERIFY(link->accessibleName().contains(QStringLiteral("Change fail rate")));
    }

    void csvHasAllDigitsAndEmptyNulls()
    {
        Shown shown(Metric::ChangeLeadTime, {1.0 / 3, {}});
        const QList<QByteArray> lines = shown.chart.toCsv().split('\n');
        QCOMPARE(lines.at(0), QByteArray("start,end,n,value_hours,low_hours,high_hours,partial\r"));
        QCOMPARE(lines.at(1), QByteArray("2026-11-02T00:00:00Z,2026-11-09T00:00:00Z,12,0.3333333333333333,"
                                         "0.16666666666666666,0.6666666666666666,false\r"));
        QCOMPARE(lines.at(2), QByteArray("2026-11-09T00:00:00Z,2026-11-16T00:00:00Z,0,,,,true\r"));
    }

    void barsLinesAndBandsAreDrawnInTheMetricsColour_data()
    {
        QTest::addColumn<int>("metric");
        for (const Metric metric : delivery::kMetrics)
            QTest::newRow(qPrintable(delivery::metricName(metric))) << int(metric);
    }
    void barsLinesAndBandsAreDrawnInTheMetricsColour()
    {
        QFETCH(int, metric);
        const Colors& colors = colorsOf(Scheme::Light);
        const double big = isRate(Metric(metric)) ? 0.5 : 50;
        Shown shown(Metric(metric), {big, big, {}, big, big, big});
        const QImage image = shown.chart.toImage({600, 300}, 1);
        QCOMPARE(image.size(), QSize(600, 300));
        QVERIFY(inked(image, colors[seriesRole(Metric(metric))]) > 100);

        Shown empty(Metric(metric), {{}, {}});
        QCOMPARE(inked(empty.chart.toImage({600, 300}, 1), colors[seriesRole(Metric(metric))]), 0);
    }

    void exportsAreWhatTheirNamesSay()
    {
        QTemporaryDir folder;
        Shown shown(Metric::ChangeLeadTime);
        for (const QString& format : MetricChart::exportFormats())
            QVERIFY(shown.chart.exportTo(folder.filePath(QStringLiteral("plot.%1").arg(format))).isOk());
        QCOMPARE(QImage(folder.filePath(QStringLiteral("plot.png"))).size(), QSize(1920, 960));
        QFile csv(folder.filePath(QStringLiteral("plot.csv")));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll(), shown.chart.toCsv());

        const auto other = shown.chart.exportTo(folder.filePath(QStringLiteral("plot.bmp")));
        QVERIFY(other.isError());
        QCOMPARE(other.error().code, ErrorCode::InvalidInput);
        const auto nowhere = shown.chart.exportTo(folder.filePath(QStringLiteral("missing/plot.png")));
        QVERIFY(nowhere.isError());
        QCOMPARE(nowhere.error().code, ErrorCode::Io);
    }

    void svgIsWellFormedAndHasItsTextAsText()
    {
        Shown shown(Metric::ChangeLeadTime);
        QXmlStreamReader xml(shown.chart.toSvg({800, 400}));
        QStringList words;
        int paths = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            paths += xml.name() == QLatin1String("path") ? 1 : 0;
            if (xml.name() == QLatin1String("text"))
                words << xml.readElementText();
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(paths > 4);
        QVERIFY(words.contains(QStringLiteral("Lead time, days")));
        QVERIFY(words.contains(QStringLiteral("2 Nov 2026")));
    }

    void aFewLongDurationsDoNotFlattenTheMedians()
    {
        delivery::Series series = test::weeks(Metric::ChangeLeadTime, {48., 72., 60.});
        QCOMPARE(scaleEnd(series), 144.0);
        series.points[1].high = 24'000;
        QCOMPARE(scaleEnd(series), 288.0);
        // Shares have an end of their own.
        QCOMPARE(scaleEnd(test::weeks(Metric::ChangeFailRate, {0.001, 0.5})), 1.0);

        const auto height = [](const delivery::Series& shown) {
            MetricChart chart;
            chart.setSeries(shown, QTimeZone::utc());
            const QImage image = chart.toImage({600, 300}, 1);
            for (int y = 0; y < image.height(); ++y) {
                if (inked(image.copy(0, y, 600, 1), colorsOf(Scheme::Light)[seriesRole(shown.metric)]) > 0)
                    return image.height() - y;
            }
            return 0;
        };
        QVERIFY(height(series) > 70);
        // The figure itself is told in full.
        MetricChart chart;
        chart.setSeries(series, QTimeZone::utc());
        QVERIFY(chart.subtitle().contains(QStringLiteral("cut off")));
        QVERIFY(plain(chart.readOut(1).last()).contains(QStringLiteral("1 000 d")));
    }

    void bucketsWithFewDeploymentsDoNotSetTheScale_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<double>("ordinary");
        QTest::addColumn<double>("odd");
        QTest::addColumn<double>("oddHigh");
        QTest::addColumn<double>("end");
        QTest::addColumn<bool>("isCutOff");
        QTest::newRow("interval of one of a rate") << int(Metric::ChangeFailRate) << 0.15 << 0.0 << 0.79 << 0.3 << true;
        QTest::newRow("rate of one") << int(Metric::DeploymentReworkRate) << 0.15 << 1.0 << 1.0 << 0.3 << true;
        QTest::newRow("long wait of one") << int(Metric::ChangeLeadTime) << 20.0 << 473.0 << 473.0 << 40.0 << true;
        QTest::newRow("short wait of one") << int(Metric::ChangeLeadTime) << 20.0 << 1.0 << 1.5 << 40.0 << false;
        QTest::newRow("many deployments") << int(Metric::DeploymentFrequency) << 20.0 << 40.0 << 0.0 << 40.0 << false;
    }
    void bucketsWithFewDeploymentsDoNotSetTheScale()
    {
        QFETCH(int, metric);
        QFETCH(double, ordinary);
        QFETCH(double, odd);
        QFETCH(double, oddHigh);
        QFETCH(bool, isCutOff);
        delivery::Series series = test::weeks(Metric(metric), {odd, ordinary, ordinary, ordinary, ordinary});
        series.points.first().n = 1;
        series.points.first().high = oddHigh;
        QTEST(scaleEnd(series), "end");
        MetricChart chart;
        chart.resize(640, 300);
        chart.setSeries(series, QTimeZone::utc());
        QCOMPARE(chart.subtitle().contains(QStringLiteral("cut off")), isCutOff);
        QCOMPARE(textsOf(chart.toSvg({600, 300})).join(u' ').contains(QStringLiteral("cut off")), isCutOff);
    }

    void aValueBeyondTheAxisIsMarkedAndSaid()
    {
        for (const Metric metric : {Metric::DeploymentReworkRate, Metric::ChangeLeadTime}) {
            delivery::Series series = test::weeks(metric, {0.15, 0.15, {}, 0.15, {}, 0.15, 0.15});
            series.points[3].n = 1;
            MetricChart chart;
            chart.resize(640, 300);
            auto* plot = chart.findChild<QWidget*>(QStringLiteral("plot"));
            const auto isMarked = [&](double value) {
                series.points[3].value = value;
                series.points[3].high = value;
                chart.setSeries(series, QTimeZone::utc());
                plot->resize(600, 220);
                const QImage image = plot->grab().toImage();
                for (int x = 0; x < image.width(); ++x) { // a row of pixels above the axis' end
                    if (image.pixelColor(x, 7) == colorsOf(Scheme::Light)[seriesRole(metric)])
                        return true;
                }
                return false;
            };
            QVERIFY(isMarked(1.0));
            QVERIFY2(chart.subtitle().contains(QStringLiteral("a value cut off")), qPrintable(chart.subtitle()));
            QVERIFY(!isMarked(0.15));
            QVERIFY(!chart.subtitle().contains(QStringLiteral("a value cut off")));
        }
    }

    void whereFewIsAllThereIsItIsShown()
    {
        delivery::Series series = test::weeks(Metric::ChangeFailRate, {0.5, 1., 0.});
        for (delivery::SeriesPoint& point : series.points) {
            point.n = 2;
            point.high = 1;
        }
        QCOMPARE(scaleEnd(series), 1.0);
        for (delivery::SeriesPoint& point : series.points)
            point.value = 0;
        QCOMPARE(scaleEnd(series), 1.0); // an axis has to have some length
        QCOMPARE(scaleEnd(test::weeks(Metric::ChangeFailRate, {{}, {}})), 0.0);
    }

    void whatReachesTheEndOfTheAxisIsNotCutOff()
    {
        // Bands are cut off at four times the largest median, 76 h; the axis ends at a round value, 80 h.
        delivery::Series series = test::weeks(Metric::ChangeLeadTime, {19., 10., 15.});
        MetricChart chart;
        chart.resize(640, 300);
        for (const double high : {79., 81.}) {
            series.points[0].high = high;
            chart.setSeries(series, QTimeZone::utc());
            QCOMPARE(chart.unit(), DurationUnit::Hours);
            QCOMPARE(chart.subtitle().contains(QStringLiteral("cut off")), high > 80);
        }
    }

    void aUnitThatIsGivenIsTakenEverywhere()
    {
        MetricChart chart;
        chart.setSeries(test::weeks(Metric::ChangeLeadTime, {48., 72.}), QTimeZone::utc(), {}, DurationUnit::Hours);
        QCOMPARE(chart.unit(), DurationUnit::Hours);
        QCOMPARE(chart.title(), QStringLiteral("Lead time, hours"));
        QCOMPARE(plain(chart.readOut(0).first()), QStringLiteral("48.0 h"));
        const auto* model = chart.findChild<SeriesTable*>()->model();
        QCOMPARE(model->index(0, SeriesModel::Value).data().toString(), QStringLiteral("48.0"));
    }

    void aLineLeavesThePlotWhereItCrossesItsEnd()
    {
        const QList<QPointF> line{{0, 5}, {1, 15}, {2, 5}};
        QCOMPARE(cutAt(line, 10), (QList<QPointF>{{0, 5}, {0.5, 10}, {1, 10}, {1.5, 10}, {2, 5}}));
        QCOMPARE(partsBelow(line, 10), (QList<QList<QPointF>>{{{0, 5}, {0.5, 10}}, {{1.5, 10}, {2, 5}}}));
        QCOMPARE(partsBelow(line, 20), (QList<QList<QPointF>>{line}));
        QCOMPARE(partsBelow(line, 1), QList<QList<QPointF>>());
    }

    void aChangeOfThemeIsDrawn()
    {
        Shown shown(Metric::ChangeLeadTime);
        const Role role = seriesRole(Metric::ChangeLeadTime);
        QVERIFY(inked(shown.chart.grab().toImage(), colorsOf(Scheme::Light)[role]) > 20);
        m_theme.setMode(ThemeMode::Dark);
        const QImage dark = shown.chart.grab().toImage();
        QVERIFY(inked(dark, colorsOf(Scheme::Dark)[role]) > 20);
        QCOMPARE(inked(dark, colorsOf(Scheme::Light)[role]), 0);
        m_theme.setMode(ThemeMode::Light);
    }

    void twoHundredPointsAreOnePlot()
    {
        QList<std::optional<double>> values;
        for (int at = 0; at < 200; ++at)
            values << (at % 7 == 3 ? std::nullopt : std::optional(20.0 + at % 13));
        Shown shown(Metric::ChangeLeadTime, values);
        shown.chart.setCrosshair(120);
        QVERIFY(!shown.chart.grab().isNull());
    }

private:
    Theme m_theme;
};

QTEST_MAIN(MetricChartTest)
#include "tst_metricchart.moc"
