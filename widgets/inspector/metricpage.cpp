// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricpage.h"

#include "base/json.h"
#include "delivery/benchmark.h"
#include "widgets/charts/metricwords.h"
#include "widgets/common/card.h"
#include "widgets/common/format.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/inspector/longtable.h"
#include "widgets/models/deploymentlist.h"
#include "widgets/models/explanationmodel.h"
#include "widgets/theme/stylesheet.h"

#include <QCoreApplication>
#include <QTableView>

#include <cmath>

namespace atalaya::widgets {

using delivery::Metric;

namespace {

constexpr int kMaxRows = 6;

QLabel* paragraph(const QString& look, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setLook(label, look);
    return label;
}

/// Those that say something else than the caveats of the benchmark, which stand below them.
QStringList warningsOf(const delivery::Metrics& metrics)
{
    QStringList warnings = metrics.warnings;
    warnings.removeAll(QCoreApplication::translate(
        "Delivery", "Several services are pooled; figures mean most for one service at a time."));
    return warnings;
}

QDate dayOf(Instant moment, const QTimeZone& zone)
{
    return QDateTime::fromMSecsSinceEpoch(toMs(moment), zone).date();
}

FactSection section(QWidget* parent)
{
    return {paragraph(QStringLiteral("heading"), parent), new FactGrid(parent)};
}

} // namespace

void FactSection::setFacts(const QList<Fact>& facts) const
{
    grid->setFacts(facts);
    grid->setVisible(!facts.isEmpty());
    heading->setVisible(!facts.isEmpty());
}

MetricPage::MetricPage(QWidget* parent)
    : QWidget(parent), m_model(new ExplanationModel(this)), m_sentence(paragraph(QStringLiteral("muted"), this)),
      m_interval(paragraph(QStringLiteral("muted"), this)), m_table(new QTableView(this)),
      m_list(new LongTable(m_table, kMaxRows, this)), m_edge(new Card(this)),
      m_edgeText(paragraph(QStringLiteral("muted"), m_edge)), m_edgeCause(new LinkButton({}, m_edge)),
      m_edgeFix(new LinkButton({}, m_edge)), m_leftOut(section(this)), m_kinds(section(this)),
      m_benchmark(section(this)), m_rules(section(this)), m_notes(paragraph(QStringLiteral("secondary"), this))
{
    m_table->setModel(m_model);
    dressTable(m_table);

    auto* links = new QHBoxLayout;
    links->setSpacing(16);
    links->addWidget(m_edgeCause);
    links->addWidget(m_edgeFix);
    links->addStretch(1);
    m_edge->body()->addWidget(m_edgeText);
    m_edge->body()->addLayout(links);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_sentence, m_interval, m_list, m_edge})
        layout->addWidget(widget);
    for (const FactSection& part : {m_kinds, m_leftOut, m_benchmark, m_rules}) {
        layout->addSpacing(4);
        layout->addWidget(part.heading);
        layout->addWidget(part.grid);
    }
    layout->addWidget(m_notes);
    layout->addStretch(1);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { showEdge(current.row()); });
    const auto go = [this](const QModelIndex& index) {
        const model::DeploymentId id = m_model->item(index.row()).leadsTo;
        if (!id.isNull())
            Q_EMIT chosen(Subject::of(id));
    };
    connect(m_table, &QTableView::activated, this, go); // Enter, or a double click
    const auto follow = [this](const LinkButton* link) {
        if (const auto id = model::DeploymentId::fromText(link->property("deployment").toString()))
            Q_EMIT chosen(Subject::of(*id));
    };
    connect(m_edgeCause, &LinkButton::clicked, this, [this, follow] { follow(m_edgeCause); });
    connect(m_edgeFix, &LinkButton::clicked, this, [this, follow] { follow(m_edgeFix); });
}

void MetricPage::setFigure(const ExplainedFigure& figure, const Question& question, bool isPart)
{
    setUpdatesEnabled(false); // one layout and one painting for all that changes
    m_figure = figure;
    m_question = question;
    m_isPart = isPart;
    m_sentence->setText(sentence());
    m_interval->setText(intervalText());
    m_interval->setVisible(!m_interval->text().isEmpty());
    showItems();
    showExclusions();
    showKinds();
    showBenchmark();
    showRules();
    setUpdatesEnabled(true);
}

QString MetricPage::title() const
{
    const MetricWords words = metricWords(m_figure.explanation.metric, m_figure.explanation.metrics, std::nullopt);
    if (words.figure == noValue())
        return isDuration(m_figure.explanation.metric) ? tr("Why there is no time") : tr("Why there is no rate");
    return tr("Why %1 %2", "a figure and its unit").arg(words.figure, words.unit).trimmed();
}

void MetricPage::showItems()
{
    m_model->setFigure(m_figure, m_question.query.timeZone);
    const bool hasReasons = !m_model->headerData(ExplanationModel::Reason, Qt::Horizontal).toString().isEmpty();
    m_table->setColumnHidden(ExplanationModel::Reason, !hasReasons);
    fitColumns(m_table, ExplanationModel::Item);
    const int rows = m_model->rowCount();
    m_list->shorten();
    m_list->fit(std::max(qint64(rows), m_figure.explanation.numeratorTotal));
    m_table->setAccessibleName(tr("What the figure is counted from; Enter goes to the deployment"));
    showEdge(-1);
    if (rows > 0)
        m_table->setCurrentIndex(m_model->index(0, 0));
}

void MetricPage::showEdge(int row)
{
    if (row < 0) {
        m_edge->hide();
        return;
    }
    const ExplainedItem& item = m_model->item(row);
    const auto offer = [](LinkButton* link, model::DeploymentId id, const QString& text) {
        link->setProperty("deployment", id.text());
        link->setText(text);
        link->setVisible(!id.isNull());
    };
    if (!item.edge) {
        m_edge->setTitle(item.label);
        m_edgeText->setVisible(false);
        offer(m_edgeCause, item.leadsTo, tr("Show the deployment"));
        offer(m_edgeFix, {}, {});
        m_edge->setVisible(!item.leadsTo.isNull());
        return;
    }
    const model::RemediationEdge& edge = *item.edge;
    m_edge->setTitle(edge.fix.isNull() ? item.label : item.chain);
    QString text = tr("%1: %2. Confidence %3, %4.", "kind of edge, evidence, confidence, state")
                       .arg(edgeKindText(edge.kind), edge.evidence, fixedText(edge.confidence, 2), edgeStateText(edge.state));
    if (item.hours)
        text += u' ' + tr("Recovered after %1.").arg(durationText(item.hours));
    m_edgeText->setText(text);
    m_edgeText->setVisible(true);
    offer(m_edgeCause, edge.cause, tr("Show the cause"));
    offer(m_edgeFix, edge.fix, tr("Show the fix"));
    m_edge->show();
}

void MetricPage::showExclusions()
{
    QList<Fact> facts;
    for (const ExclusionCount& exclusion : m_figure.exclusions)
        facts.append({reasonText(exclusion.reason), countText(exclusion.count)});
    m_leftOut.heading->setText(tr("Left out"));
    m_leftOut.setFacts(facts);
}

void MetricPage::showKinds()
{
    const delivery::Metrics& metrics = m_figure.explanation.metrics;
    QList<Fact> facts;
    if (m_figure.explanation.metric == Metric::ChangeFailRate && metrics.failRate.rate.numerator > 0) {
        for (auto kind = metrics.failRate.failedByKind.constBegin(); kind != metrics.failRate.failedByKind.constEnd(); ++kind)
            facts.append({edgeKindText(kind.key()), countText(kind.value())});
    }
    m_kinds.heading->setText(tr("Failed, by kind of cause"));
    m_kinds.setFacts(facts);
}

void MetricPage::showBenchmark()
{
    const delivery::Metrics& metrics = m_figure.explanation.metrics;
    const Metric metric = m_figure.explanation.metric;
    const delivery::Benchmark benchmark = delivery::benchmarkOf(metrics, m_question.filters.edition);
    const bool isWithheld = !benchmark.withheld.isEmpty();
    QList<Fact> facts;
    if (isWithheld)
        facts.append({tr("Score and band"), tr("none: only deployments can be compared, not what stands in for them")});
    else if (const auto score = benchmark.scores.value(metric))
        facts.append({tr("Score, of 10"), scoreText(score)});
    const delivery::IndustryScores industry = delivery::industryScores2025();
    if (benchmark.edition == delivery::defaultEdition())
        facts.append({tr("All industries, mean score"), scoreText(industry.scores.value(metric))});
    const QString band = benchmark.bands.value(metric);
    if (!band.isEmpty())
        facts.append({tr("Band"), band});
    else if (!isWithheld && headline(metrics, metric) && !isRate(metric))
        facts.append({tr("Band"), delivery::interval95(metrics, metric) ? tr("not sure: the interval spans several")
                                                                        : tr("not sure: too few for an interval")});
    m_benchmark.heading->setText(tr("Benchmark: %1", "an edition").arg(delivery::editionName(benchmark.edition)));
    m_benchmark.setFacts(facts);

    const QStringList notes = warningsOf(metrics) + delivery::editionCaveats(benchmark.edition);
    m_notes->setText(notes.join(QStringLiteral("\n\n")));
}

void MetricPage::showRules()
{
    m_rules.heading->setText(tr("Reproducible with"));
    m_rules.setFacts(ruleFacts());
}

QList<Fact> MetricPage::ruleFacts() const
{
    const delivery::Metrics& metrics = m_figure.explanation.metrics;
    const QString from = metrics.window.from ? toIso(*metrics.window.from) : tr("the first deployment");
    QStringList kinds;
    for (const model::EdgeKind kind : model::kEdgeKinds) {
        if (metrics.query.kinds.testFlag(kind))
            kinds.append(edgeKindText(kind));
    }
    const QString environment = metrics.query.environment;
    return {{tr("From"), from},
            {tr("To, not included"), toIso(metrics.window.to)},
            {tr("As of"), toIso(metrics.window.asOf)},
            {tr("Environment"), environment.isEmpty() ? tr("any") : environment},
            {tr("Kinds of cause"), metrics.query.kinds == model::allEdgeKinds() ? tr("all") : kinds.join(QStringLiteral(", "))},
            {tr("Rules version"), countText(metrics.rulesVersion)},
            {tr("Data version"), countText(metrics.dataVersion)}};
}

QString MetricPage::sentence() const
{
    const QString& sentence = m_figure.explanation.sentence;
    const delivery::Window& window = m_figure.explanation.metrics.window;
    if (!m_isPart || !window.from)
        return sentence;
    const QTimeZone& zone = m_question.query.timeZone;
    const Instant last = std::max(*window.from, window.to - Milliseconds(1));
    const DateRange days{DateRange::Kind::Dates, DateRange().count, dayOf(*window.from, zone), dayOf(last, zone)};
    return tr("%1: %2", "some days, and what happened in them").arg(Filters::rangeText(days), sentence);
}

QString MetricPage::intervalText() const
{
    const delivery::Metrics& metrics = m_figure.explanation.metrics;
    const Metric metric = m_figure.explanation.metric;
    QStringList parts;
    switch (metric) {
    case Metric::ChangeFailRate:
        if (metrics.failRate.unjudged > 0)
            parts.append(tr("%1 are younger than %2 days and not judged.", nullptr, int(metrics.failRate.unjudged))
                             .arg(countText(metrics.failRate.unjudged))
                             .arg(std::chrono::floor<std::chrono::days>(delivery::Rules().observation).count()));
        break;
    case Metric::ChangeLeadTime:
    case Metric::FailedDeploymentRecoveryTime: {
        const delivery::Percentiles& hours = metric == Metric::ChangeLeadTime ? metrics.leadTime.hours : metrics.recovery.hours;
        if (hours.p50)
            parts.append(tr("p50 %1, p75 %2, p90 %3, p95 %4.")
                             .arg(durationText(hours.p50), durationText(hours.p75), durationText(hours.p90), durationText(hours.p95)));
        break;
    }
    case Metric::DeploymentFrequency:
        if (metrics.frequency.medianGapHours)
            parts.append(tr("Half of them came within %1 of the one before.").arg(durationText(metrics.frequency.medianGapHours)));
        if (const std::optional<double> days = metrics.frequency.deploymentDaysPerWeek)
            parts.append(tr("There was one on %1 day(s) of a full week.", nullptr, int(std::ceil(*days)))
                             .arg(*days == std::floor(*days) ? countText(qint64(*days)) : numberText(*days)));
        break;
    case Metric::DeploymentReworkRate:
        break;
    }
    if (const QString interval = figureIntervalText(metric, metrics); !interval.isEmpty())
        parts.append(tr("95 % interval %1.").arg(interval));
    if (const QString sure = sureText(metric, metrics); !sure.isEmpty())
        parts.append(tr("Without guesses, that is causes which are only proposed: %1.").arg(sure));
    return parts.join(u' ');
}

QString MetricPage::asText() const
{
    QStringList lines{metricTitle(m_figure.explanation.metric) + QStringLiteral(": ") + title(), sentence(), intervalText()};
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ExplainedItem& item = m_model->item(row);
        QStringList cells{item.id, item.label};
        if (item.edge)
            cells << edgeKindText(item.edge->kind) << exactText(item.edge->confidence) << item.edge->evidence;
        if (item.hours)
            cells << exactText(item.hours) + QStringLiteral(" h");
        lines.append(cells.join(u'\t'));
    }
    for (const ExclusionCount& exclusion : m_figure.exclusions)
        lines.append(tr("Left out, %1: %2").arg(reasonText(exclusion.reason), countText(exclusion.count)));
    for (const Fact& fact : ruleFacts())
        lines.append(fact.name + QStringLiteral(": ") + fact.value);
    lines.removeAll(QString());
    return lines.join(u'\n') + u'\n';
}

QByteArray MetricPage::asJson() const
{
    return readableJson(delivery::toJson(m_figure.explanation));
}

} // namespace atalaya::widgets
