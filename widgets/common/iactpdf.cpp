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
#include <QPainter>
#include <QPdfWriter>

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
constexpr double kTilesHeight = 62;
constexpr double kChartTop = 200;
constexpr double kChartHeight = 190;
constexpr double kFirstTableTop = 424;
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
        paintChart();
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
        const QString window = windowWords(m_report, Words::tr("%1 to %2, UTC"));
        say({kMargin, kMargin + 30, kWidth, 16}, Qt::AlignLeft, window, paperFont(TextSize::Body), Role::Muted);
    }

    void paintTiles()
    {
        const services::IactSummary& summary = m_report.summary;
        const struct {
            QString name, figure;
        } tiles[] = {
            {Words::tr("Deployments"), countText(summary.deploymentFrequency)},
            {Words::tr("Lead time, h"), fixedText(summary.leadTimeHours, 2)},
            {Words::tr("Failure rate, %"), fixedText(summary.changeFailureRate, 2)},
            {Words::tr("MTTR, h"), fixedText(summary.mttrHours, 2)},
            {Words::tr("Classification"), summary.classification},
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
            say({inner.left(), inner.top() + 18, inner.width(), 26}, Qt::AlignLeft, shown.figure,
                paperFont(TextSize::Figure, QFont::DemiBold), Role::Text);
            tile.translate(kTile + kGap, 0);
        }
    }

    void paintChart()
    {
        say({kMargin, kChartTop, kWidth, 16}, Qt::AlignLeft, Words::tr("Deployments per day"),
            paperFont(TextSize::Body, QFont::DemiBold), Role::Text);
        qint64 most = 0;
        for (const services::IactDay& day : m_report.days)
            most = std::max(most, day.deployments);
        const Scale scale = niceScale(double(most), 4, true);
        const QRectF area(kMargin + 24, kChartTop + 26, kWidth - 24, kChartHeight - 46);
        for (double value = 0; value <= scale.top + scale.step / 2; value += scale.step) {
            const double y = area.bottom() - area.height() * value / scale.top;
            m_painter.setPen(QPen(m_colors[Role::Grid], 0.75));
            m_painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
            say({kMargin, y - 6, 18, 12}, Qt::AlignRight, countText(qRound64(value)), paperFont(TextSize::Small),
                Role::Muted);
        }
        paintBars(area, scale.top);
    }

    void paintBars(const QRectF& area, double top)
    {
        const qsizetype count = m_report.days.size();
        if (count == 0)
            return;
        const double slot = area.width() / double(count);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_colors[Role::Series1]);
        for (qsizetype at = 0; at < count; ++at) {
            const double height = area.height() * double(m_report.days[at].deployments) / top;
            m_painter.drawRect(QRectF(area.left() + slot * (double(at) + 0.14), area.bottom() - height, slot * 0.72, height));
        }
        QList<delivery::SeriesPoint> points;
        for (const services::IactDay& day : m_report.days)
            points << delivery::SeriesPoint{startOfUtcDay(day.day), startOfUtcDay(day.day + 1)};
        for (const TimeLabel& label : timeLabels(points, delivery::Bucket::Day, QTimeZone::utc(), 9)) {
            const double x = area.left() + slot * (double(label.index) + 0.5);
            const double left = std::clamp(x - 25, area.left() - 12, area.right() - 50);
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
