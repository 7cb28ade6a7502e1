// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricchart.h"

#include "base/csv.h"
#include "widgets/charts/plotview.h"
#include "widgets/charts/seriestable.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/svgwriter.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPainter>
#include <QSaveFile>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace atalaya::widgets {

namespace {

constexpr QSize kExportSize(960, 480);
constexpr int kTwinIcon = 14;
constexpr int kExportHead = 34;
constexpr int kExportMargin = 16;

} // namespace

MetricChart::MetricChart(QWidget* parent)
    : Card(parent), m_plot(new PlotView([this](int index) { return readOut(index); }, this)),
      m_table(new SeriesTable(this)), m_twin(new QToolButton(this)), m_why(new LinkButton({}, this)),
      m_stack(new QStackedLayout)
{
    m_plot->setObjectName(QStringLiteral("plot"));
    m_twin->setObjectName(QStringLiteral("twin"));
    m_why->setObjectName(QStringLiteral("why"));
    m_twin->setFocusPolicy(Qt::StrongFocus);
    m_twin->setIconSize({kTwinIcon, kTwinIcon});
    addHeadWidget(m_why);
    addHeadWidget(m_twin);
    m_stack->addWidget(m_plot);
    m_stack->addWidget(m_table);
    body()->addLayout(m_stack, 1);
    setMinimumSize(240, 180);
    updateWords();

    connect(m_twin, &QToolButton::clicked, this, [this] { setTableVisible(!isTableVisible()); });
    connect(m_why, &LinkButton::clicked, this, &MetricChart::whyRequested);
    connect(m_plot, &PlotView::pointSelected, this, [this](int index) {
        m_table->selectPoint(index);
        Q_EMIT pointSelected(index);
    });
    connect(m_plot, &PlotView::cutOffChanged, this, &MetricChart::updateWords);
    connect(m_plot, &PlotView::crosshairMoved, this, &MetricChart::crosshairMoved);
    connect(m_plot, &PlotView::crosshairModeChanged, this, &MetricChart::crosshairModeChanged);
    connect(m_table, &SeriesTable::pointSelected, this, [this](int index) {
        m_plot->setSelected(index);
        Q_EMIT pointSelected(index);
    });
}

MetricChart::~MetricChart()
{
    // The plot loses the focus while it ends, and says so to whom is no longer a MetricChart by then.
    m_plot->disconnect(this);
    m_table->disconnect(this);
}

void MetricChart::setSeries(const delivery::Series& series, const QTimeZone& timeZone, const QString& missing,
                            std::optional<DurationUnit> unit)
{
    m_unit = unit;
    m_series = series;
    m_missing = missing;
    m_timeZone = timeZone;
    m_words = plotWords(series, CutOff::Nothing, unit);
    m_plot->setSeries(series, m_words.unit, timeZone, missing);
    m_table->setSeries(series, timeZone, m_words.unit);
    updateWords();
}

void MetricChart::updateWords()
{
    m_words = plotWords(m_series, m_plot->cutOff(), m_unit);
    setTitle(m_words.title);
    setSubtitle(m_words.subtitle, m_words.shortSubtitle);
    m_plot->setAccessibleName(tr("Plot: %1. Left and right arrow keys read the points.").arg(m_words.title));
    m_why->setText(tr("Why", "short for: why this number"));
    m_why->setToolTip(tr("Why this number"));
    m_why->setAccessibleName(tr("Why this number: %1").arg(metricTitle(m_series.metric)));
    m_twin->setIcon(icon(isTableVisible() ? IconName::Trends : IconName::Table));
    m_twin->setToolTip(isTableVisible() ? tr("Show as a plot") : tr("Show as a table"));
    m_twin->setAccessibleName(m_twin->toolTip());
}

bool MetricChart::isTableVisible() const
{
    return m_stack->currentWidget() == m_table;
}

void MetricChart::setTableVisible(bool visible)
{
    m_stack->setCurrentWidget(visible ? static_cast<QWidget*>(m_table) : m_plot);
    updateWords();
}

void MetricChart::setSelectedIndex(std::optional<int> index)
{
    m_plot->setSelected(index);
    m_table->selectPoint(index);
}

std::optional<int> MetricChart::selectedIndex() const
{
    return m_plot->selected();
}

CrosshairMode MetricChart::crosshairMode() const
{
    return m_plot->crosshairMode();
}

void MetricChart::setCrosshairMode(CrosshairMode mode)
{
    m_plot->setCrosshairMode(mode);
}

void MetricChart::setCrosshair(std::optional<int> index)
{
    m_plot->setCrosshair(index);
}

std::optional<int> MetricChart::crosshair() const
{
    return m_plot->crosshair();
}

QStringList MetricChart::readOut(int index) const
{
    if (index < 0 || index >= m_series.points.size())
        return {};
    const delivery::SeriesPoint& point = m_series.points[index];
    const bool counts = m_series.metric == delivery::Metric::DeploymentFrequency;
    QString period = bucketText(point.start, point.end, m_series.bucket, m_timeZone, m_series.window.asOf, locale());
    if (point.partial)
        period = tr("%1, partial").arg(period);
    QStringList lines{valueText(m_series.metric, m_words.unit, point.value, locale()), period};
    if (!counts)
        lines << tr("n %1").arg(countText(point.n, locale()));
    lines << intervalText(m_series.metric, m_words.unit, point, locale());
    lines.removeAll(QString());
    return lines;
}

QByteArray MetricChart::toCsv() const
{
    const QString unit = isRate(m_series.metric)       ? QStringLiteral("share")
                         : isDuration(m_series.metric) ? QStringLiteral("hours")
                                                       : QStringLiteral("deployments");
    const auto named = [&unit](const char* name) { return QStringLiteral("%1_%2").arg(QLatin1String(name), unit); };
    QString text = csvRecord({QStringLiteral("start"), QStringLiteral("end"), QStringLiteral("n"), named("value"),
                              named("low"), named("high"), QStringLiteral("partial")});
    for (const delivery::SeriesPoint& point : m_series.points) {
        text += csvRecord({toIso(point.start), toIso(point.end), QString::number(point.n), exactText(point.value),
                           exactText(point.low), exactText(point.high),
                           point.partial ? QStringLiteral("true") : QStringLiteral("false")});
    }
    return text.toUtf8();
}

void MetricChart::paintExport(QPainter& painter, QSize size) const
{
    const Colors& colors = colorsOf(palette());
    // A plot of its own: that of the screen keeps its size and its crosshair.
    PlotView plot([](int) { return QStringList(); });
    plot.setPalette(palette());
    plot.setLocale(locale());
    plot.setSeries(m_series, m_words.unit, m_timeZone, m_missing);
    const QRectF target(QPointF(kExportMargin, kExportHead + 6),
                        QPointF(size.width() - kExportMargin, size.height() - kExportMargin / 2));

    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRect(QPoint(), size), colors[Role::Surface]);
    const QRectF head(kExportMargin, kExportMargin, size.width() - 2 * kExportMargin, kExportHead - kExportMargin);
    const QFont bold = uiFont(TextSize::Body, QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(colors.text(Role::Text));
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_words.title);
    const double after = QFontMetricsF(bold).horizontalAdvance(m_words.title) + 8;
    painter.setFont(uiFont(TextSize::Secondary));
    painter.setPen(colors.text(Role::Muted));
    painter.drawText(head.adjusted(after, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     plotWords(m_series, plot.cutOffAt(target.size()), m_unit).subtitle);
    plot.renderAt(painter, target);
}

QImage MetricChart::toImage(QSize size, qreal devicePixelRatio) const
{
    QImage image(size * devicePixelRatio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintExport(painter, size);
    return image;
}

QByteArray MetricChart::toSvg(QSize size) const
{
    SvgWriter writer(size, m_words.title);
    QPainter painter(&writer);
    paintExport(painter, size);
    painter.end();
    return writer.document();
}

QStringList MetricChart::exportFormats()
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("csv")};
}

Status MetricChart::exportTo(const QString& path) const
{
    const QString format = QFileInfo(path).suffix().toLower();
    QByteArray content;
    if (format == QLatin1String("csv")) {
        content = toCsv();
    } else if (format == QLatin1String("svg")) {
        content = toSvg(kExportSize);
    } else if (format == QLatin1String("png")) {
        QBuffer buffer(&content);
        buffer.open(QIODevice::WriteOnly);
        toImage(kExportSize).save(&buffer, "PNG");
    } else {
        return Error{ErrorCode::InvalidInput, tr("Choose a name that ends in .png, .svg or .csv.")};
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return Error{ErrorCode::Io, tr("The file could not be written: %1").arg(file.errorString()), path};
    return ok();
}

void MetricChart::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        updateWords();
}

} // namespace atalaya::widgets
