// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/iactreport.h"

#include "base/csv.h"

#include <xlsxwriter.h>

#include <QCoreApplication>
#include <QDate>
#include <QFile>
#include <QTemporaryDir>

namespace atalaya::services {

namespace {

constexpr double kDateWidth = 12, kFigureWidth = 24;

/// In English like every name of the contract: other programs read these.
const char* const kColumns[] = {"Date",         "Deployment Frequency", "Lead Time (hours)", "Change Failure Rate (%)",
                                "MTTR (hours)", "Classification"};
enum Column : lxw_col_t { Date, Frequency, LeadTime, FailureRate, Restore, Classification };

/// Nothing for a day on which nothing happened: there is nothing to classify.
QString classificationOf(const IactDay& day)
{
    if (day.deployments == 0 && !day.mttrHours)
        return {};
    return iactClassification(day.deployments, 1, day.leadTimeHours.value_or(0), day.changeFailureRate.value_or(0),
                              day.mttrHours.value_or(0));
}

Error cannotWrite(const QString& detail)
{
    return {ErrorCode::Io,
            QCoreApplication::translate("IactReport", "The workbook could not be made; is there room in the folder for "
                                                      "temporary files?"),
            detail};
}

/// The cells of one sheet. Texts are always texts: nothing that somebody sent becomes a formula.
class Sheet
{
public:
    Sheet(lxw_workbook* book, const char* name) : m_sheet(workbook_add_worksheet(book, name)) {}

    lxw_worksheet* sheet() const { return m_sheet; }
    void text(lxw_row_t row, lxw_col_t column, const QString& value, lxw_format* format = nullptr)
    {
        note(worksheet_write_string(m_sheet, row, column, value.toUtf8().constData(), format));
    }
    void number(lxw_row_t row, lxw_col_t column, std::optional<double> value, lxw_format* format)
    {
        if (value)
            note(worksheet_write_number(m_sheet, row, column, *value, format));
    }
    void date(lxw_row_t row, lxw_col_t column, QDate value, lxw_format* format)
    {
        lxw_datetime time{value.year(), value.month(), value.day(), 0, 0, 0};
        note(worksheet_write_datetime(m_sheet, row, column, &time, format));
    }
    lxw_error error() const { return m_error; }

private:
    void note(lxw_error error)
    {
        if (m_error == LXW_NO_ERROR)
            m_error = error;
    }

    lxw_worksheet* m_sheet;
    lxw_error m_error = LXW_NO_ERROR;
};

struct Formats
{
    explicit Formats(lxw_workbook* book)
        : bold(workbook_add_format(book)), whole(workbook_add_format(book)), decimals(workbook_add_format(book)),
          date(workbook_add_format(book))
    {
        format_set_bold(bold);
        format_set_bottom(bold, LXW_BORDER_THIN);
        format_set_num_format(whole, "#,##0");
        format_set_num_format(decimals, "#,##0.00");
        format_set_num_format(date, "yyyy-mm-dd");
        format_set_align(date, LXW_ALIGN_LEFT);
    }
    lxw_format* bold;
    lxw_format* whole;
    lxw_format* decimals;
    lxw_format* date;
};

/// The course of one column of Daily Metrics, beside the summary.
lxw_error addChart(lxw_workbook* book, const Sheet& summary, Column column, uint8_t type, lxw_row_t row, qsizetype days)
{
    constexpr char kDays[] = "Daily Metrics";
    constexpr lxw_col_t kPlace = 3;
    lxw_chart* chart = workbook_add_chart(book, type);
    lxw_chart_series* series = chart ? chart_add_series(chart, nullptr, nullptr) : nullptr;
    if (!series)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    const auto last = lxw_row_t(days);
    chart_series_set_categories(series, kDays, 1, Date, last, Date);
    chart_series_set_values(series, kDays, 1, column, last, column);
    chart_title_set_name(chart, kColumns[column]);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_axis_set_num_format(chart->x_axis, "d mmm");
    chart_axis_set_min(chart->y_axis, 0);
    lxw_chart_options options{};
    options.x_scale = 1.2;
    return worksheet_insert_chart_opt(summary.sheet(), row, kPlace, chart, &options);
}

lxw_error addCharts(lxw_workbook* book, const Sheet& summary, qsizetype days)
{
    if (days == 0)
        return LXW_NO_ERROR;
    constexpr lxw_row_t kRows = 15; // of one chart
    lxw_row_t row = 0;
    for (const Column column : {Frequency, LeadTime, FailureRate, Restore}) {
        const auto type = uint8_t(column == Frequency ? LXW_CHART_COLUMN : LXW_CHART_LINE);
        if (const lxw_error error = addChart(book, summary, column, type, row, days); error != LXW_NO_ERROR)
            return error;
        row += kRows;
    }
    return LXW_NO_ERROR;
}

lxw_error writeSummary(lxw_workbook* book, const Formats& formats, const IactReport& report)
{
    Sheet sheet(book, "Summary");
    worksheet_set_column(sheet.sheet(), 0, 1, kFigureWidth, nullptr);
    sheet.text(0, 0, QStringLiteral("Metric"), formats.bold);
    sheet.text(0, 1, QStringLiteral("Value"), formats.bold);
    worksheet_freeze_panes(sheet.sheet(), 1, 0);

    const IactSummary& summary = report.summary;
    lxw_row_t row = 0;
    const auto label = [&sheet, &row](const char* text) { sheet.text(++row, 0, QLatin1String(text)); };
    const auto date = [&](const char* name, const QString& text) {
        label(name);
        if (const QDate value = QDate::fromString(text, Qt::ISODate); value.isValid() && value.year() >= 1900)
            sheet.date(row, 1, value, formats.date);
        else
            sheet.text(row, 1, text);
    };
    const auto number = [&](const char* name, double value, lxw_format* format) {
        label(name);
        sheet.number(row, 1, value, format);
    };
    date("Start Date", report.startDate);
    date("End Date", report.endDate);
    number(kColumns[Frequency], double(summary.deploymentFrequency), formats.whole);
    number(kColumns[LeadTime], summary.leadTimeHours, formats.decimals);
    number(kColumns[FailureRate], summary.changeFailureRate, formats.decimals);
    number(kColumns[Restore], summary.mttrHours, formats.decimals);
    label(kColumns[Classification]);
    sheet.text(row, 1, summary.classification);
    number("Total Cycles", double(summary.totalCycles), formats.whole);
    const std::pair<const char*, const QString&> filters[] = {
        {"Project", report.project}, {"Team", report.team}, {"Environment", report.environment}};
    for (const auto& [name, value] : filters) {
        if (value.isEmpty())
            continue;
        label(name);
        sheet.text(row, 1, value);
    }
    const lxw_error charts = addCharts(book, sheet, report.days.size());
    return sheet.error() != LXW_NO_ERROR ? sheet.error() : charts;
}

lxw_error writeDays(lxw_workbook* book, const Formats& formats, const IactReport& report)
{
    Sheet sheet(book, "Daily Metrics");
    worksheet_set_column(sheet.sheet(), Date, Date, kDateWidth, nullptr);
    worksheet_set_column(sheet.sheet(), Frequency, Classification, kFigureWidth, nullptr);
    for (lxw_col_t column = Date; column <= Classification; ++column)
        sheet.text(0, column, QLatin1String(kColumns[column]), formats.bold);
    worksheet_freeze_panes(sheet.sheet(), 1, 0);

    lxw_row_t row = 0;
    for (const IactDay& day : report.days) {
        sheet.date(++row, Date, QDate(1970, 1, 1).addDays(day.day), formats.date);
        sheet.number(row, Frequency, double(day.deployments), formats.whole);
        sheet.number(row, LeadTime, day.leadTimeHours, formats.decimals);
        sheet.number(row, FailureRate, day.changeFailureRate.value_or(0), formats.decimals);
        sheet.number(row, Restore, day.mttrHours, formats.decimals);
        if (const QString word = classificationOf(day); !word.isEmpty())
            sheet.text(row, Classification, word);
    }
    return sheet.error();
}

} // namespace

QByteArray toCsv(const IactReport& report)
{
    const auto decimals = [](std::optional<double> value) {
        return value ? QString::number(*value, 'f', 2) : QString();
    };
    QStringList header;
    for (const char* name : kColumns)
        header.append(QLatin1String(name));
    QByteArray csv = csvRecord(header).toUtf8();
    for (const IactDay& day : report.days) {
        csv += csvRecord({utcDateText(startOfUtcDay(day.day)), QString::number(day.deployments),
                          decimals(day.leadTimeHours), decimals(day.changeFailureRate.value_or(0)),
                          decimals(day.mttrHours), classificationOf(day)})
                   .toUtf8();
    }
    return csv;
}

Result<QByteArray> toXlsx(const IactReport& report)
{
    // The library of Debian 12 writes to a path only; its own temporary files go beside.
    const QTemporaryDir folder;
    if (!folder.isValid())
        return cannotWrite(folder.errorString());
    const QString path = folder.filePath(QStringLiteral("report.xlsx"));
    QByteArray temporary = QFile::encodeName(folder.path());
    lxw_workbook_options options{};
    options.tmpdir = temporary.data();
    lxw_workbook* book = workbook_new_opt(QFile::encodeName(path).constData(), &options);
    if (!book)
        return cannotWrite(QStringLiteral("workbook_new_opt failed"));
    const Formats formats(book);
    const lxw_error summary = writeSummary(book, formats, report);
    const lxw_error days = writeDays(book, formats, report);
    const lxw_error closed = workbook_close(book);
    for (const lxw_error error : {summary, days, closed}) {
        if (error != LXW_NO_ERROR)
            return cannotWrite(QString::fromUtf8(lxw_strerror(error)));
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return cannotWrite(file.errorString());
    return file.readAll();
}

} // namespace atalaya::services
