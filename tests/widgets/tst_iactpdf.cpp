// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/iactpdf.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <thread>

using namespace atalaya;
using services::IactReport;

namespace {

IactReport reportOf(int days)
{
    IactReport report;
    report.startDate = QStringLiteral("2026-01-01");
    report.endDate = QStringLiteral("2026-04-30");
    report.summary.deploymentFrequency = 1231;
    report.summary.leadTimeHours = 12.25;
    report.summary.leadTimes = 1230;
    report.summary.classification = QStringLiteral("High");
    report.summary.totalCycles = 1200;
    report.team = QStringLiteral("core");
    constexpr qint64 kFirstDay = 20'454; // 2026-01-01
    for (int at = 0; at < days; ++at) {
        services::IactDay day;
        day.day = kFirstDay + at;
        day.deployments = at % 5;
        if (day.deployments > 0)
            day.leadTimeHours = 7.125;
        report.days << day;
    }
    return report;
}

/// Pages as the file's own objects count them.
int pagesOf(const QByteArray& pdf)
{
    static const QRegularExpression page(QStringLiteral(R"(/Type\s*/Page\b)"));
    int count = 0;
    for (auto match = page.globalMatch(QString::fromLatin1(pdf)); match.hasNext(); match.next())
        ++count;
    return count;
}

} // namespace

class IactPdfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void itIsAWholeFile()
    {
        const auto pdf = widgets::iactPdf(reportOf(30));
        QVERIFY(pdf.isOk());
        QVERIFY(pdf.value().startsWith("%PDF-1."));
        QVERIFY(pdf.value().trimmed().endsWith("%%EOF"));
        // The last lines say where the table of objects begins, and it begins there.
        const QByteArray tail = pdf.value().mid(pdf.value().lastIndexOf("startxref") + 9);
        const qsizetype start = tail.trimmed().split('\n').first().toLongLong();
        QVERIFY(start > 0 && pdf.value().mid(start, 4) == "xref");
        // A4: 595 × 842 points.
        QVERIFY(pdf.value().contains("/MediaBox [0 0 595"));
    }

    void pagesGrowWithTheDays_data()
    {
        QTest::addColumn<int>("days");
        QTest::addColumn<int>("pages");
        QTest::newRow("no days") << 0 << 1;
        QTest::newRow("one page to the last row") << 12 << 1;
        QTest::newRow("one row more") << 13 << 2;
        QTest::newRow("two pages to the last row") << 53 << 2;
        QTest::newRow("three") << 54 << 3;
        QTest::newRow("a decade") << 3650 << 90;
    }
    void pagesGrowWithTheDays()
    {
        QFETCH(int, days);
        QFETCH(int, pages);
        const auto pdf = widgets::iactPdf(reportOf(days));
        QVERIFY(pdf.isOk());
        QCOMPARE(pagesOf(pdf.value()), pages);
    }

    void itSaysWhatTheReportSays()
    {
        const QString reader = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
        if (reader.isEmpty())
            QSKIP("pdftotext (poppler-utils) is not installed: the words of the PDF were NOT checked.");
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("report.pdf")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto pdf = widgets::iactPdf(reportOf(70));
        QVERIFY(pdf.isOk());
        file.write(pdf.value());
        file.close();
        QProcess process;
        process.start(reader, {QStringLiteral("-layout"), file.fileName(), QStringLiteral("-")});
        QVERIFY(process.waitForFinished());
        const QString text = QString::fromUtf8(process.readAllStandardOutput());
        for (const char* words : {"Delivery report", "1 Jan 2026 to 30 Apr 2026, UTC", "all projects, team core, all environments", "12.25", "High",
                                  "Deployments per day", "Lead time, hours, mean of a day", "Change failure rate of a day",
                                  "MTTR, hours, mean of a day", "Nothing in this range",
                                  "11 Mar 2026", "7.13", "Page 1 of 3", "Page 3 of 3"})
            QVERIFY2(text.contains(QString::fromLatin1(words)), words);
        QCOMPARE(text.count(QStringLiteral("Change failure rate, %")), 3);
    }

    void severalCanBeMadeAtOnce()
    {
        const IactReport report = reportOf(70);
        std::array<int, 4> pages{};
        {
            std::vector<std::jthread> threads;
            for (int& count : pages)
                threads.emplace_back([&count, &report] {
                    const auto pdf = widgets::iactPdf(report);
                    count = pdf.isOk() ? pagesOf(pdf.value()) : -1;
                });
        }
        for (const int count : pages)
            QCOMPARE(count, 3);
    }
};

QTEST_MAIN(IactPdfTest)
#include "tst_iactpdf.moc"
