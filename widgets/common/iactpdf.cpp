// SPDX-License-Identifier: GPL-3.0-or-later
#include "iactpdf.h"

#include "base/instant.h"
#include "widgets/charts/chartscale.h"
#include "widgets/common/format.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDate>
#include <QLocale>
#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <cmath>

namespace atalaya::widgets {

namespace {

// Everything below is in points; the page is A4.
constexpr double kPageWidth = 595;
constexpr double kPageHeight = 842;
constexpr double kMargin = 48;
constexpr double kWidth = kPageWidth - 2 * kMargin;
constexpr double kFooter = 24;
constexpr double kRow = 17;
constexpr double kTilesTop = 112;
constexpr double kTilesHeight = 70;
constexpr double kChartsTop = 204;
constexpr double kChartHeight = 158;
constexpr double kChartGap = 20; ///< between one plot and the next
constexpr double kFirstTableTop = 548;
constexpr int kDotsPerInch = 600;
/// The sizes of fonts.h are meant for screens; on paper they are a little large.
constexpr double kFontScale = 0.8;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::IactPdf)
};

QFont paperFont(TextSize size, QFont::Weight weight = QFont::Normal)
{
    QFont font = uiFont(size, weight);
    // Text is laid out in the painter's units, which the painter scales to points.
    font.setPixelSize(std::max(1, int(std::lround(int(size) * kFontScale))));
    return font;
}

/// "31 Jan 2026": as people write dates, and, unlike hyphens, it survives copying out of a PDF in every font.
QString dateWords(const QDate& date)
{
    return QLocale().toString(date, QStringLiteral("d MMM yyyy"));
}

QString windowWords(const services::IactReport& report, const QString& pattern)
{
    const auto words = [](const QString& iso) {
        const QDate date = QDate::fromString(iso, Qt::ISODate);
        return date.isValid() ? dateWords(date) : iso;
    };
    return pattern.arg(words(report.startDate), words(report.endDate));
}

/// "project payments, all teams, environment production".
QString scopeWords(const services::IactReport& report)
{
    return QStringList{report.project.isEmpty() ? Words::tr("all projects") : Words::tr("project %1").arg(report.project),
                       report.team.isEmpty() ? Words::tr("all teams") : Words::tr("team %1").arg(report.team),
                       report.environment.isEmpty() ? Words::tr("all environments")
                                                    : Words::tr("environment %1").arg(report.environment)}
        .join(QStringLiteral(", "));
}

/// One of the four plots; a day without a value is a gap.
struct Course {
    QString title;
    Role role;
    bool isBars;
    std::optional<double> (*value)(const services::IactDay& day);
};

QList<Course> courses()
{
    return {{Words::tr("Deployments per day"), Role::Series1, true,
             [](const services::IactDay& day) { return std::optional<double>(double(day.deployments)); }},
            {Words::tr("Lead time, hours, mean of a day"), Role::Series2, false,
             [](const services::IactDay& day) { return day.leadTimeHours; }},
            {Words::tr("Change failure rate of a day, %"), Role::Series4, false,
             [](const services::IactDay& day) { return day.changeFailureRate; }},
            {Words::tr("MTTR, hours, mean of a day"), Role::Series5, false, [](const services::IactDay& day) { return day.mttrHours; }}};
}

struct Column {
    QString title;
    double width;
    bool isNumber;
};

QList<Column> columns()
{
    return {{Words::tr("Date"), 0.24, false},
            {Words::tr("Deployments"), 0.19, true},
            {Words::tr("Lead time, h"), 0.19, true},
            {Words::tr("Change failure rate, %"), 0.22, true},
            {Words::tr("MTTR, h"), 0.16, true}};
}

/// Draws one report; the pages are known before the first is drawn, so that each can say how many there are.
class ReportPainter
{
public:
    ReportPainter(const services::IactReport& report, QPainter& painter, QPdfWriter& writer)
        : m_report(report), m_painter(painter), m_writer(writer), m_colors(colorsOf(Scheme::Light))
    {
    }

    bool draw()
    {
        const int pages = pageCount();
        paintHead();
        paintTiles();
        paintCharts();
        qsizetype next = 0;
        for (int page = 1; page <= pages; ++page) {
            if (page > 1 && !m_writer.newPage())
                return false;
            next = paintTable(page == 1 ? kFirstTableTop : kMargin, next);
            paintFooter(page, pages);
        }
        return true;
    }

private:
    static qsizetype rowsFrom(double top)
    {
        return qsizetype((kPageHeight - kMargin - kFooter - top) / kRow) - 1; // one is the header
    }
    int pageCount() const
    {
        const qsizetype rest = m_report.days.size() - rowsFrom(kFirstTableTop);
        return rest <= 0 ? 1 : 1 + int((rest + rowsFrom(kMargin) - 1) / rowsFrom(kMargin));
    }

    void say(const QRectF& rect, Qt::Alignment alignment, const QString& text, const QFont& font, Role role)
    {
        m_painter.setFont(font);
        m_painter.setPen(m_colors.text(role));
        m_painter.drawText(rect, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, text);
    }

    void paintHead()
    {
        say({kMargin, kMargin, kWidth, 26}, Qt::AlignLeft, Words::tr("Delivery report"),
            paperFont(TextSize::Figure, QFont::DemiBold), Role::Text);
        const QString window = windowWords(m_report, Words::tr("%1 to %2, UTC")) + QStringLiteral(" · ") + scopeWords(m_report);
        const QFont font = paperFont(TextSize::Body);
        // Names are as long as their senders made them.
        say({kMargin, kMargin + 30, kWidth, 16}, Qt::AlignLeft, QFontMetricsF(font).elidedText(window, Qt::ElideRight, kWidth), font,
            Role::Muted);
    }

    void paintTiles()
    {
        const services::IactSummary& summary = m_report.summary;
        const auto of = [](const QString& words, qint64 count) { return words.arg(countText(count)); };
        const struct {
            QString name, figure, basis;
        } tiles[] = {
            {Words::tr("Deployments"), countText(summary.deploymentFrequency), of(Words::tr("in %1 days"), m_report.days.size())},
            {Words::tr("Lead time, h"), figureOf(summary.leadTimeHours, summary.leadTimes), of(Words::tr("mean of %1"), summary.leadTimes)},
            {Words::tr("Failure rate, %"), figureOf(summary.changeFailureRate, summary.decisions),
             of(Words::tr("of %1 decided"), summary.decisions)},
            {Words::tr("MTTR, h"), figureOf(summary.mttrHours, summary.restores), of(Words::tr("mean of %1"), summary.restores)},
            {Words::tr("Classification"), summary.totalCycles == 0 ? noValue() : summary.classification, Words::tr("IACT scale")},
        };
        constexpr double kGap = 8;
        constexpr double kTile = (kWidth - 4 * kGap) / 5;
        QRectF tile(kMargin, kTilesTop, kTile, kTilesHeight);
        for (const auto& shown : tiles) {
            m_painter.setPen(QPen(m_colors[Role::Line], 0.75));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRoundedRect(tile, 5, 5);
            const QRectF inner = tile.adjusted(8, 8, -6, -8);
            say({inner.left(), inner.top(), inner.width(), 12}, Qt::AlignLeft, shown.name, paperFont(TextSize::Small),
                Role::Muted);
            say({inner.left(), inner.top() + 15, inner.width(), 26}, Qt::AlignLeft, shown.figure,
                paperFont(TextSize::Figure, QFont::DemiBold), Role::Text);
            say({inner.left(), inner.bottom() - 11, inner.width(), 12}, Qt::AlignLeft, shown.basis, paperFont(TextSize::Small),
                Role::Muted);
            tile.translate(kTile + kGap, 0);
        }
    }

    /// Nothing measured is no 0.
    static QString figureOf(double value, qint64 count) { return count > 0 ? fixedText(value, 2) : noValue(); }

    void paintCharts()
    {
        constexpr double kChartWidth = (kWidth - kChartGap) / 2;
        int at = 0;
        for (const Course& course : courses()) {
            const QRectF frame(kMargin + (at % 2) * (kChartWidth + kChartGap), kChartsTop + (at / 2) * (kChartHeight + kChartGap / 2),
                               kChartWidth, kChartHeight);
            paintChart(frame, course);
            ++at;
        }
    }

    void paintChart(const QRectF& frame, const Course& course)
    {
        say({frame.left(), frame.top(), frame.width(), 16}, Qt::AlignLeft, course.title, paperFont(TextSize::Secondary, QFont::DemiBold),
            Role::Text);
        QList<std::optional<double>> values;
        double most = 0;
        for (const services::IactDay& day : m_report.days) {
            values << course.value(day);
            most = std::max(most, values.last().value_or(0));
        }
        const QRectF area = frame.adjusted(28, 24, 0, -20);
        if (std::none_of(values.begin(), values.end(), [](const std::optional<double>& value) { return value.has_value(); })) {
            say(area, Qt::AlignHCenter, Words::tr("Nothing in this range"), paperFont(TextSize::Secondary), Role::Muted);
            return;
        }
        const Scale scale = niceScale(most, 4, course.isBars);
        const int steps = int(std::lround(scale.top / scale.step));
        for (int step = 0; step <= steps; ++step) {
            const double y = area.bottom() - area.height() * step / steps;
            m_painter.setPen(QPen(m_colors[Role::Grid], 0.75));
            m_painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
            say({frame.left(), y - 6, 23, 12}, Qt::AlignRight, fixedText(step * scale.step, scale.decimals), paperFont(TextSize::Small),
                Role::Muted);
        }
        const double slot = area.width() / double(values.size());
        const auto place = [&](qsizetype day) {
            return QPointF(area.left() + slot * (double(day) + 0.5), area.bottom() - area.height() * values[day].value_or(0) / scale.top);
        };
        if (course.isBars)
            paintBars(area, slot, place, values.size(), m_colors[course.role]);
        else
            paintLine(values, place, m_colors[course.role]);
        paintDays(area, slot);
    }

    template<class Place>
    void paintBars(const QRectF& area, double slot, const Place& place, qsizetype count, const QColor& color)
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
        for (qsizetype at = 0; at < count; ++at) {
            const QPointF top = place(at);
            m_painter.drawRect(QRectF(QPointF(top.x() - slot * 0.36, top.y()), QPointF(top.x() + slot * 0.36, area.bottom())));
        }
    }

    template<class Place>
    void paintLine(const QList<std::optional<double>>& values, const Place& place, const QColor& color)
    {
        const auto has = [&values](qsizetype at) { return at >= 0 && at < values.size() && values[at]; };
        for (qsizetype at = 0; at < values.size(); ++at) {
            if (!has(at))
                continue;
            m_painter.setPen(QPen(color, 1.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            if (has(at - 1))
                m_painter.drawLine(place(at - 1), place(at));
            if (has(at - 1) || has(at + 1))
                continue;
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(color);
            m_painter.drawEllipse(place(at), 1.5, 1.5);
        }
    }

    void paintDays(const QRectF& area, double slot)
    {
        QList<delivery::SeriesPoint> points;
        for (const services::IactDay& day : m_report.days)
            points << delivery::SeriesPoint{startOfUtcDay(day.day), startOfUtcDay(day.day + 1)};
        for (const TimeLabel& label : timeLabels(points, delivery::Bucket::Day, QTimeZone::utc(), 5)) {
            const double x = area.left() + slot * (double(label.index) + 0.5);
            const double left = std::clamp(x - 25, area.left() - 12, area.right() - 44);
            say({left, area.bottom() + 5, 50, 12}, Qt::AlignHCenter, label.text, paperFont(TextSize::Small), Role::Muted);
        }
    }

    void paintRow(double top, const QStringList& cells, const QFont& font, Role role)
    {
        double left = kMargin;
        qsizetype at = 0;
        for (const Column& column : columns()) {
            const QRectF cell(left + 4, top, kWidth * column.width - 8, kRow);
            m_painter.setFont(font);
            m_painter.setPen(m_colors.text(role));
            if (column.isNumber)
                drawTabular(m_painter, cell, Qt::AlignRight, cells[at]);
            else
                say(cell, Qt::AlignLeft, cells[at], font, role);
            left += kWidth * column.width;
            ++at;
        }
        m_painter.setPen(QPen(m_colors[Role::Line], 0.5));
        m_painter.drawLine(QPointF(kMargin, top + kRow), QPointF(kMargin + kWidth, top + kRow));
    }

    qsizetype paintTable(double top, qsizetype from)
    {
        QStringList header;
        for (const Column& column : columns())
            header << column.title;
        paintRow(top, header, paperFont(TextSize::Small, QFont::DemiBold), Role::Muted);
        const qsizetype end = std::min(m_report.days.size(), from + rowsFrom(top));
        for (qsizetype at = from; at < end; ++at) {
            const services::IactDay& day = m_report.days[at];
            top += kRow;
            paintRow(top,
                     {dateWords(QDate(1970, 1, 1).addDays(day.day)), countText(day.deployments), fixedText(day.leadTimeHours, 2),
                      fixedText(day.changeFailureRate, 2), fixedText(day.mttrHours, 2)},
                     paperFont(TextSize::Secondary), Role::Text);
        }
        return end;
    }

    void paintFooter(int page, int pages)
    {
        const QRectF line(kMargin, kPageHeight - kMargin, kWidth, 12);
        const QFont font = paperFont(TextSize::Small);
        say(line, Qt::AlignLeft, QStringLiteral("Atalaya"), font, Role::Muted);
        say(line, Qt::AlignRight, Words::tr("Page %1 of %2").arg(countText(page), countText(pages)), font, Role::Muted);
    }

    const services::IactReport& m_report;
    QPainter& m_painter;
    QPdfWriter& m_writer;
    const Colors& m_colors;
};

} // namespace

Result<QByteArray> iactPdf(const services::IactReport& report)
{
    QByteArray pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kDotsPerInch);
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait, QMarginsF()));
    writer.setTitle(windowWords(report, Words::tr("Delivery report, %1 to %2")));
    writer.setCreator(QStringLiteral("Atalaya"));
    QPainter painter;
    const Error failed{ErrorCode::Io, Words::tr("The PDF could not be written.")};
    if (!painter.begin(&writer))
        return failed;
    painter.scale(writer.width() / kPageWidth, writer.width() / kPageWidth);
    const bool drawn = ReportPainter(report, painter, writer).draw();
    if (!painter.end() || !drawn)
        return failed;
    buffer.close();
    return pdf;
}

} // namespace atalaya::widgets
