// SPDX-License-Identifier: GPL-3.0-or-later
#include "overviewview.h"

#include "delivery/benchmark.h"
#include "widgets/charts/metriccard.h"
#include "widgets/charts/metricchart.h"
#include "widgets/charts/missingwords.h"
#include "widgets/common/deploymentstable.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"
#include "widgets/views/overview/periodline.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>

#include <functional>
#include <numeric>

namespace atalaya::widgets {

using delivery::Metric;

namespace {

/// Of the upper and the lower row of plots: what they take where there is room, and what they give way to for the table.
constexpr Scaled kLargeChart{250};
constexpr Scaled kLargeChartAtLeast{196};
constexpr Scaled kSmallChart{206};
constexpr Scaled kSmallChartAtLeast{164};
constexpr int kTableRows = 6;
constexpr int kPageMarginY = 16;
constexpr int kGridColumns = 6;

/// How many of six columns each of the five takes.
struct Arrangement {
    Scaled from; ///< width of the page
    int cards[5];
    int charts[5];
};
constexpr Arrangement kArrangements[] = {
    {{960}, {1, 1, 1, 1, 1}, {3, 3, 2, 2, 2}},
    {{850}, {1, 1, 1, 1, 1}, {3, 3, 3, 3, 6}},
    {{640}, {2, 2, 2, 2, 2}, {3, 3, 3, 3, 6}},
    {{520}, {2, 2, 2, 2, 2}, {6, 6, 6, 6, 6}},
    {{0}, {6, 6, 6, 6, 6}, {6, 6, 6, 6, 6}},
};

bool isLarge(Metric metric)
{
    return metric == Metric::DeploymentFrequency || metric == Metric::ChangeLeadTime;
}

int arrangementFor(int width)
{
    int index = 0;
    while (width < kArrangements[index].from)
        ++index;
    return index;
}

void place(QGridLayout* grid, const QList<QWidget*>& widgets, const int (&spans)[5])
{
    int row = 0;
    int column = 0;
    int total = 0;
    for (const int span : spans)
        total += span;
    // A row that is not full leaves room: its cards are as wide as the others.
    const int columns = total <= 5 ? 5 : kGridColumns;
    for (int at = 0; at < kGridColumns; ++at)
        grid->setColumnStretch(at, at < columns ? 1 : 0);
    for (qsizetype index = 0; index < widgets.size(); ++index) {
        const int span = spans[index];
        if (column + span > columns) {
            ++row;
            column = 0;
        }
        grid->addWidget(widgets.at(index), row, column, 1, span);
        column += span;
    }
}

/// Of a grid with one widget for each metric, in their order.
int stackedHeight(QGridLayout* grid, const std::function<int(Metric)>& heightOf)
{
    QMap<int, int> rows;
    for (int index = 0; index < grid->count(); ++index) {
        int row = 0, column = 0, rowSpan = 0, columnSpan = 0;
        grid->getItemPosition(index, &row, &column, &rowSpan, &columnSpan);
        rows[row] = std::max(rows.value(row), heightOf(delivery::kMetrics[index]));
    }
    return std::accumulate(rows.begin(), rows.end(), int(rows.size() - 1) * kCardGap);
}

} // namespace

OverviewView::OverviewView(services::DeliveryService& service, QThreadPool& pool, QWidget* parent)
    : View(parent), m_service(service), m_runner(pool), m_state(new StatePanel(this)), m_scroll(new QScrollArea(this)),
      m_page(new QWidget(m_scroll)), m_period(new PeriodLine(m_page)), m_notes(new QLabel(m_page)),
      m_table(new DeploymentsTable(service, pool, m_page)),
      m_import(new QAction(this)), m_demo(new QAction(this)), m_reset(new QAction(this)),
      m_everything(new QAction(this)), m_retry(new QAction(this))
{
    sayInLanguage(this, [this] {
        m_import->setText(tr("Import a repository…"));
        m_demo->setText(tr("Load the demo"));
        m_reset->setText(tr("Reset the filters"));
        m_everything->setText(tr("Show all environments"));
        m_retry->setText(tr("Try again"));
    });
    build();
    connect(m_import, &QAction::triggered, this, &View::importWanted);
    connect(m_demo, &QAction::triggered, this, &View::demoWanted);
    connect(m_reset, &QAction::triggered, this, &View::filtersReset);
    connect(m_everything, &QAction::triggered, this, &View::everythingWanted);
    connect(m_period, &PeriodLine::rangeWanted, this, &View::rangeWanted);
    connect(m_retry, &QAction::triggered, this, [this] { load(false); });
    connect(m_table, &DeploymentsTable::selected, this, &View::selected);
    connect(m_table, &DeploymentsTable::activated, this, &View::opened);
    connect(m_table, &DeploymentsTable::wholeListWanted, this, &View::deploymentsWanted);
    connect(m_table, &DeploymentsTable::settledChanged, this, [this] {
        if (m_table->isSettled())
            fit(); // its head has its height only now
        Q_EMIT settledChanged();
    });
}

void OverviewView::build()
{
    m_cardGrid = new QGridLayout;
    m_cardGrid->setSpacing(kCardGap);
    m_chartGrid = new QGridLayout;
    m_chartGrid->setSpacing(kCardGap);
    auto* layout = new QVBoxLayout(m_page);
    layout->setContentsMargins(kPageMargin, kPageMarginY, kPageMargin, kPageMarginY);
    layout->setSpacing(kCardGap);
    layout->addWidget(m_period);
    m_notes->setWordWrap(true);
    m_notes->setTextFormat(Qt::PlainText);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setLook(m_notes, QStringLiteral("secondary"));
    layout->addWidget(m_notes);
    layout->addLayout(m_cardGrid);
    layout->addLayout(m_chartGrid);
    layout->addWidget(m_table);
    layout->addStretch(1);
    for (const Metric metric : delivery::kMetrics) {
        auto* card = new MetricCard(m_page);
        card->setPending(metric);
        connect(card, &MetricCard::whyRequested, this, [this, metric] { Q_EMIT opened(Subject::of(metric)); });
        m_cards.insert(metric, card);
        auto* chart = new MetricChart(m_page);
        chart->setFixedHeight(isLarge(metric) ? kLargeChart : kSmallChart);
        connectChart(chart, metric);
        m_charts.insert(metric, chart);
    }
    m_table->showOnly(kTableRows);
    m_scroll->setWidget(m_page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->installEventFilter(this);
    m_state->setContent(m_scroll);
    m_state->showLoading(tr("Reading the store…"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_state);
    arrange();
}

void OverviewView::connectChart(MetricChart* chart, Metric metric)
{
    connect(chart, &MetricChart::whyRequested, this, [this, metric] { Q_EMIT opened(Subject::of(metric)); });
    connect(chart, &MetricChart::pointSelected, this, [this, chart, metric](int index) {
        if (index < 0 || index >= chart->series().points.size())
            return;
        const delivery::SeriesPoint& point = chart->series().points.at(index);
        Q_EMIT opened(Subject::of(metric, point.start, point.end));
    });
    connect(chart, &MetricChart::crosshairModeChanged, this, [this, chart](CrosshairMode mode) {
        for (MetricChart* other : std::as_const(m_charts)) {
            if (other != chart && other->crosshairMode() != mode)
                other->setCrosshairMode(mode);
        }
    });
    // The plots of one overview have the same buckets, so an index means the same days in each.
    connect(chart, &MetricChart::crosshairMoved, this, [this, chart](int index) {
        for (MetricChart* other : std::as_const(m_charts)) {
            if (other != chart)
                other->setCrosshair(index < 0 ? std::nullopt : std::optional(index));
        }
    });
}

void OverviewView::ask(const Question& question)
{
    m_question = question;
    load(false);
}

void OverviewView::refresh(const Question& question)
{
    m_question = question;
    load(true);
}

void OverviewView::showReading(const ProgressUpdate& update)
{
    m_state->setProgress(update.done, update.total);
}

void OverviewView::showImport(const QString& words, const ProgressUpdate& update)
{
    m_importing = words;
    if (!m_storeIsEmpty)
        return;
    m_state->showLoading(words);
    m_state->setProgress(update.done, update.total);
}

void OverviewView::endImport()
{
    m_importing.clear();
    if (m_storeIsEmpty && !m_busy)
        showNoDeployments();
}

void OverviewView::load(bool keep)
{
    m_busy = true;
    const bool waits = m_storeIsEmpty && !m_importing.isEmpty(); // and says for what
    if (!waits && (!keep || !m_state->showsContent()))
        m_state->showLoading(tr("Computing the five metrics…"));
    m_runner.start(
        [&service = m_service, query = m_question.query](const StopToken& stop, const Progress& progress) {
            return service.overview(query, stop, progress);
        },
        [this, keep](const Result<services::Overview>& overview) { arrived(overview, keep); },
        [this](const ProgressUpdate& update) { m_state->setProgress(update.done, update.total); });
    Q_EMIT settledChanged();
}

void OverviewView::arrived(const Result<services::Overview>& overview, bool keep)
{
    m_busy = false;
    if (overview.isOk()) {
        showOverview(overview.value(), keep);
        Q_EMIT cameFresh();
    } else if (overview.isError()) {
        if (keep && m_state->state() == StatePanel::State::Ready)
            Q_EMIT wentStale(overview.error().userText);
        else
            m_state->showError(troubleOf(overview.error(), tr("Nothing was changed.")), {m_retry});
    }
    Q_EMIT settledChanged();
}

void OverviewView::showOverview(const services::Overview& overview, bool keep)
{
    delivery::Metrics current = overview.current;
    current.benchmark = delivery::benchmarkOf(current, m_question.filters.edition);
    for (const Metric metric : delivery::kMetrics) {
        const delivery::Series series = overview.series.value(metric);
        // Changes are against a period that the page can name, and that the data hold the whole of.
        m_cards.value(metric)->setMetric(metric, current, coversPrevious(overview) ? overview.previous : std::nullopt, series);
        m_charts.value(metric)->setSeries(series, m_question.query.timeZone,
                                          missingWords(metric, current, overview.nextJudged, locale()),
                                          m_cards.value(metric)->words().durations);
    }
    int details = 0;
    for (const MetricCard* card : std::as_const(m_cards))
        details = std::max(details, card->wantedDetails());
    for (MetricCard* card : std::as_const(m_cards))
        card->setRoomForDetails(details);
    m_table->setUnit(m_charts.value(Metric::ChangeLeadTime)->unit());
    // What has come in since the window knew of nothing was asked for in a range that was not chosen for it.
    const bool hasJustBegun = !m_importing.isEmpty() && m_store.isEmpty();
    m_storeIsEmpty = overview.totalDeployments == 0 || (current.deployments == 0 && hasJustBegun);
    m_table->setSuccessful(current.deployments);
    m_period->setOverview(overview, m_question, m_store);
    m_notes->setText(current.warnings.join(u' '));
    m_notes->setVisible(!current.warnings.isEmpty());
    if (current.deployments == 0) {
        showNothing(overview);
        return;
    }
    const bool again = keep && m_state->showsContent();
    m_state->showReady();
    fit();
    if (again)
        m_table->refresh(m_question.query);
    else
        m_table->setQuery(m_question.query);
    Q_EMIT shownChanged(deploymentsText(current.deployments, current.notSuccessful, locale()));
    showSelected();
}

void OverviewView::showNothing(const services::Overview& overview)
{
    if (m_storeIsEmpty) {
        showNoDeployments();
    } else {
        m_state->showEmpty(overview.current.notSuccessful > 0 ? tr("None of the deployments that match succeeded.")
                                                              : m_question.filters.nothingMatches(),
                           {m_question.filters.isReset() ? m_everything : m_reset});
    }
    Q_EMIT shownChanged({});
}

void OverviewView::showNoDeployments()
{
    if (m_importing.isEmpty())
        m_state->showEmpty(tr("No deployments yet. Import a git repository: its release tags become deployments."),
                           {m_import, m_demo});
    else
        m_state->showLoading(m_importing);
}

void OverviewView::select(const Subject& subject)
{
    m_subject = subject;
    m_table->select(subject);
    showSelected();
}

void OverviewView::showSelected()
{
    std::optional<Instant> moment;
    if (m_subject.deployment) {
        const QModelIndex index = m_table->model()->indexOf(*m_subject.deployment);
        if (index.isValid())
            moment = m_table->model()->row(index.row()).deployment.finished;
    }
    for (const Metric metric : delivery::kMetrics) {
        // A bucket is a part of the card's figure, not that figure.
        m_cards.value(metric)->setSelected(m_subject.metric == metric && !m_subject.window);
        std::optional<int> selected;
        const QList<delivery::SeriesPoint>& points = m_charts.value(metric)->series().points;
        for (qsizetype index = 0; index < points.size(); ++index) {
            const bool bucket = m_subject.metric == metric && m_subject.window && points.at(index).start == m_subject.window->first;
            const bool holds = moment && points.at(index).start <= *moment && *moment < points.at(index).end;
            if (bucket || holds)
                selected = int(index);
        }
        m_charts.value(metric)->setSelectedIndex(selected);
    }
}

bool OverviewView::isSettled() const
{
    return !m_busy && m_table->isSettled();
}

bool OverviewView::hasRows() const
{
    return m_state->showsContent();
}

void OverviewView::focusFilter()
{
    m_scroll->ensureWidgetVisible(m_table);
    m_table->focusFilter();
}

delivery::DeploymentFilter OverviewView::tableFilter() const
{
    return m_table->narrowing();
}

QString OverviewView::notes() const
{
    return m_notes->text();
}

void OverviewView::setTablesVisible(bool visible)
{
    for (MetricChart* chart : std::as_const(m_charts))
        chart->setTableVisible(visible);
}

void OverviewView::nextCrosshair()
{
    const int next = (int(m_charts.first()->crosshairMode()) + 1) % 3;
    for (MetricChart* chart : std::as_const(m_charts))
        chart->setCrosshairMode(CrosshairMode(next));
}

void OverviewView::arrange()
{
    const int arrangement = arrangementFor(std::max(m_scroll->viewport()->width(), 1)) + 1;
    if (arrangement == m_arrangedFor)
        return;
    m_arrangedFor = arrangement;
    QList<QWidget*> cards;
    QList<QWidget*> charts;
    for (const Metric metric : delivery::kMetrics) {
        cards.append(m_cards.value(metric));
        charts.append(m_charts.value(metric));
    }
    for (QWidget* widget : cards)
        m_cardGrid->removeWidget(widget);
    for (QWidget* widget : charts)
        m_chartGrid->removeWidget(widget);
    place(m_cardGrid, cards, kArrangements[arrangement - 1].cards);
    place(m_chartGrid, charts, kArrangements[arrangement - 1].charts);
}

/// Everything but the plots and the rows of the table.
int OverviewView::restHeight() const
{
    const int width = m_scroll->viewport()->width() - 2 * kPageMargin;
    int height = 2 * kPageMarginY + m_period->sizeHint().height() + kCardGap;
    if (!m_notes->text().isEmpty())
        height += m_notes->heightForWidth(std::max(1, width)) + kCardGap;
    const auto cardHeight = [this](Metric metric) { return m_cards.value(metric)->sizeHint().height(); };
    return height + stackedHeight(m_cardGrid, cardHeight) + kCardGap + kCardGap + m_table->heightFor(0);
}

void OverviewView::fit()
{
    // From the full height of the plots down, until the rows of the table fit or the plots are as low as may be.
    const auto chartsHeight = [this](double part) {
        return stackedHeight(m_chartGrid, [part](Metric metric) { return chartHeight(metric, part); });
    };
    const int room = m_scroll->viewport()->height() - restHeight();
    const int rowHeight = RowDelegate::kRowHeight;
    const int least = chartsHeight(0);
    const int most = chartsHeight(1);
    const int left = room - kTableRows * rowHeight;
    const double part = most > least ? std::clamp(double(left - least) / (most - least), 0.0, 1.0) : 1;
    for (const Metric metric : delivery::kMetrics)
        m_charts.value(metric)->setFixedHeight(chartHeight(metric, part));
    m_table->showOnly(std::max(kTableRows, (room - chartsHeight(part)) / rowHeight));
}

int OverviewView::chartHeight(Metric metric, double part)
{
    const int least = isLarge(metric) ? kLargeChartAtLeast : kSmallChartAtLeast;
    const int most = isLarge(metric) ? kLargeChart : kSmallChart;
    return least + int(part * (most - least));
}

void OverviewView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    arrange();
    fit();
}

bool OverviewView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_scroll->viewport() && event->type() == QEvent::Resize) {
        arrange();
        fit();
    }
    return View::eventFilter(watched, event);
}

} // namespace atalaya::widgets
