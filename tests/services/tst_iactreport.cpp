// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/iactreport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace atalaya;
using namespace atalaya::services;

namespace {

IactReport report()
{
    IactReport report;
    report.startDate = QStringLiteral("2026-01-30");
    report.endDate = QStringLiteral("2026-02-01");
    report.summary = {.deploymentFrequency = 12'345,
                      .leadTimeHours = 1.01,
                      .changeFailureRate = 6.67,
                      .mttrHours = 0,
                      .classification = QStringLiteral("Elite"),
                      .totalCycles = 7};
    const qint64 first = utcDay(*parseInstant(u"2026-01-30"));
    report.days = {
        {.day = first, .deployments = 2, .leadTimeHours = 30.5, .changeFailureRate = 50.0, .mttrHours = std::nullopt},
        {.day = first + 1},
        {.day = first + 2, .deployments = 0, .mttrHours = 0.25}};
    return report;
}

/// The cells of the workbook's sheets by "Sheet!A1", as Python's own library reads them.
QMap<QString, QJsonObject> cellsOf(const QByteArray& workbook, QJsonObject& sheets)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("report.xlsx")));
    if (!file.open(QIODevice::WriteOnly) || file.write(workbook) != workbook.size())
        return {};
    file.close();
    QProcess python;
    python.start(QStringLiteral("python3"),
                 {QStringLiteral(ATALAYA_SOURCE_DIR "/tests/services/readxlsx.py"), file.fileName()});
    if (!python.waitForFinished() || python.exitCode() != 0) {
        qWarning("%s", python.readAllStandardError().constData());
        return {};
    }
    sheets = QJsonDocument::fromJson(python.readAllStandardOutput()).object();
    QMap<QString, QJsonObject> cells;
    for (const QString& name : sheets.keys()) {
        for (const QJsonValue cell : sheets.value(name).toObject().value(QLatin1String("cells")).toArray())
            cells.insert(name + u'!' + cell.toObject().value(QLatin1String("cell")).toString(), cell.toObject());
    }
    return cells;
}

bool hasPython()
{
    if (!QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty())
        return true;
    std::fputs("SKIPPED: python3 is missing, the workbook was not opened by an independent reader.\n", stderr);
    return false;
}

} // namespace

class IactReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCsvHasOneRowADay()
    {
        QCOMPARE(
            QString::fromUtf8(toCsv(report())),
            QStringLiteral(
                "Date,Deployment Frequency,Lead Time (hours),Change Failure Rate (%),MTTR (hours),Classification\r\n"
                "2026-01-30,2,30.50,50.00,,Low\r\n"
                "2026-01-31,0,,0.00,,\r\n"
                "2026-02-01,0,,0.00,0.25,Elite\r\n"));
    }

    void anEmptyReportHasItsHeader()
    {
        QCOMPARE(toCsv({}).count("\r\n"), 1);
        QVERIFY(toXlsx({}).isOk());
    }

    void theWorkbookShowsEachFigureAndWhatItIsOf()
    {
        if (!hasPython())
            QSKIP("python3 is missing");
        IactReport restricted = report();
        restricted.team = QStringLiteral("=core");
        const auto workbook = toXlsx(restricted);
        QVERIFY(workbook.isOk());
        QJsonObject sheets;
        const QMap<QString, QJsonObject> cells = cellsOf(workbook.value(), sheets);
        QCOMPARE(cells.value(QStringLiteral("Summary!A10")).value(QLatin1String("value")).toString(), QStringLiteral("Team"));
        QCOMPARE(cells.value(QStringLiteral("Summary!B10")).value(QLatin1String("value")).toString(), QStringLiteral("=core"));
        for (int chart = 1; chart <= 4; ++chart)
            QVERIFY(workbook.value().contains(QByteArray("xl/charts/chart" + QByteArray::number(chart) + ".xml")));
        QVERIFY(!workbook.value().contains("xl/charts/chart5.xml"));
    }

    void theWorkbookHoldsNumbersAndDates()
    {
        if (!hasPython())
            QSKIP("python3 is missing");
        const auto workbook = toXlsx(report());
        QVERIFY(workbook.isOk());
        QJsonObject sheets;
        const QMap<QString, QJsonObject> cells = cellsOf(workbook.value(), sheets);
        QCOMPARE(sheets.keys(), (QStringList{QStringLiteral("Daily Metrics"), QStringLiteral("Summary")}));
        const auto value = [&cells](const char* name) {
            return cells.value(QLatin1String(name)).value(QLatin1String("value")).toVariant();
        };
        const auto format = [&cells](const char* name) {
            return cells.value(QLatin1String(name)).value(QLatin1String("format")).toString();
        };

        QCOMPARE(value("Summary!B4").toDouble(), 12'345.0);
        QCOMPARE(format("Summary!B4"), QStringLiteral("#,##0"));
        QCOMPARE(value("Summary!B5").toDouble(), 1.01);
        QCOMPARE(format("Summary!B5"), QStringLiteral("#,##0.00"));
        QCOMPARE(value("Summary!B6").toDouble(), 6.67);
        QCOMPARE(value("Summary!B7").toDouble(), 0.0);
        QCOMPARE(value("Summary!B8").toString(), QStringLiteral("Elite"));
        QCOMPARE(value("Summary!B9").toDouble(), 7.0);
        QCOMPARE(value("Summary!B2").toDouble(), 46'052.0); // 2026-01-30 in a workbook's days
        QCOMPARE(format("Summary!B2"), QStringLiteral("yyyy-mm-dd"));

        const QStringList header{QStringLiteral("Date"),
                                 QStringLiteral("Deployment Frequency"),
                                 QStringLiteral("Lead Time (hours)"),
                                 QStringLiteral("Change Failure Rate (%)"),
                                 QStringLiteral("MTTR (hours)"),
                                 QStringLiteral("Classification")};
        for (int column = 0; column < header.size(); ++column) {
            const QJsonObject cell = cells.value(QStringLiteral("Daily Metrics!%1%2").arg(QChar(u'A' + column)).arg(1));
            QCOMPARE(cell.value(QLatin1String("value")).toString(), header[column]);
            QVERIFY(cell.value(QLatin1String("bold")).toBool());
        }
        for (const char* name : {"Summary", "Daily Metrics"})
            QCOMPARE(sheets.value(QLatin1String(name)).toObject().value(QLatin1String("frozen")).toString(),
                     QStringLiteral("A2"));
        QCOMPARE(value("Daily Metrics!A2").toDouble(), 46'052.0);
        QCOMPARE(format("Daily Metrics!A4"), QStringLiteral("yyyy-mm-dd"));
        QCOMPARE(value("Daily Metrics!B2").toDouble(), 2.0);
        QCOMPARE(value("Daily Metrics!C2").toDouble(), 30.5);
        QCOMPARE(value("Daily Metrics!D2").toDouble(), 50.0);
        QVERIFY(!cells.contains(QStringLiteral("Daily Metrics!E2"))); // what is not known is no number
        QVERIFY(!cells.contains(QStringLiteral("Daily Metrics!C3")));
        QCOMPARE(value("Daily Metrics!E4").toDouble(), 0.25);
        QVERIFY(!cells.contains(QStringLiteral("Daily Metrics!A5")));
    }

    void textsNeverBecomeFormulas()
    {
        if (!hasPython())
            QSKIP("python3 is missing");
        IactReport hostile = report();
        hostile.startDate = QStringLiteral("=HYPERLINK(\"http://example.org\")");
        hostile.endDate = QStringLiteral("+1<&>\"");
        hostile.summary.classification = QStringLiteral("@SUM(A1)");
        const auto workbook = toXlsx(hostile);
        QVERIFY(workbook.isOk());
        QJsonObject sheets;
        const QMap<QString, QJsonObject> cells = cellsOf(workbook.value(), sheets);
        QVERIFY(!cells.isEmpty());
        for (const QJsonObject& cell : cells)
            QVERIFY(!cell.value(QLatin1String("formula")).toBool());
        const QJsonObject start = cells.value(QStringLiteral("Summary!B2"));
        QCOMPARE(start.value(QLatin1String("value")).toString(), hostile.startDate);
        QCOMPARE(start.value(QLatin1String("kind")).toString(), QStringLiteral("text"));
        QCOMPARE(cells.value(QStringLiteral("Summary!B3")).value(QLatin1String("value")).toString(), hostile.endDate);
    }
};

QTEST_GUILESS_MAIN(IactReportTest)
#include "tst_iactreport.moc"
