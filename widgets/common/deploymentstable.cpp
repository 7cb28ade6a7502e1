// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploymentstable.h"

#include "services/deliveryservice.h"
#include "widgets/common/chip.h"
#include "widgets/common/language.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"

#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace atalaya::widgets {

namespace {

constexpr int kTypingPause = 200; // ms: one search for a word, not one for each letter

DeploymentsModel::Load loaderFor(services::DeliveryService& service, const delivery::Query& query,
                                 const delivery::DeploymentFilter& filter)
{
    return [&service, query, filter](const delivery::PageRequest& page, const StopToken& stop) {
        return listDeployments(service, query, filter, page, stop);
    };
}

} // namespace

DeploymentsTable::DeploymentsTable(services::DeliveryService& service, QThreadPool& pool, QWidget* parent)
    : Card(parent), m_service(service), m_model(new DeploymentsModel(pool, this)),
      m_outcomes(new Chip({}, this)), m_outcomeChoices(new QActionGroup(this)), m_filter(new QLineEdit(this)), m_table(new QTableView(this)), m_state(new StatePanel(this)),
      m_whole(new LinkButton({}, TextSize::Secondary, this)), m_typing(new QTimer(this)),
      m_clear(new QAction(this)), m_retry(new QAction(this)), m_whenEmpty(tr("No deployment matches the filters above."))
{
    buildOutcomes();
    sayInLanguage(this, [this] { say(); });
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(Scaled{72}); // gives way in a narrow head
    m_filter->setMaximumWidth(Scaled{180});
    m_filter->installEventFilter(this);
    m_whole->hide();
    addHeadWidget(m_whole);
    addHeadWidget(m_outcomes);
    addHeadWidget(m_filter);

    m_table->setModel(m_model);
    dressTable(m_table);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_state->setContent(m_table);
    m_state->showLoading(tr("Reading the store…"));
    body()->addWidget(m_state, 1);

    m_typing->setSingleShot(true);
    m_typing->setInterval(kTypingPause);
    connect(m_filter, &QLineEdit::textChanged, this, [this] {
        m_typing->start();
        Q_EMIT settledChanged();
    });
    connect(m_typing, &QTimer::timeout, this, [this] { load(false); });
    connect(m_whole, &LinkButton::clicked, this, &DeploymentsTable::wholeListWanted);
    connect(m_clear, &QAction::triggered, this, [this] {
        m_filter->clear();
        setOutcome(std::nullopt);
    });
    connect(m_retry, &QAction::triggered, this, [this] { load(false); });
    connect(m_model, &DeploymentsModel::loaded, this, &DeploymentsTable::loaded);
    connect(m_model, &DeploymentsModel::failed, this, &DeploymentsTable::failed);
    connect(m_model, &DeploymentsModel::modelReset, this, &DeploymentsTable::fitColumns);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        if (m_syncing || !current.isValid())
            return;
        m_subject = Subject::of(m_model->row(current.row()).deployment.id);
        Q_EMIT selected(m_subject);
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT activated(Subject::of(m_model->row(index.row()).deployment.id));
    });
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        // A click on the row that is already current still asks to see it.
        Q_EMIT activated(Subject::of(m_model->row(index.row()).deployment.id));
    });
}

void DeploymentsTable::buildOutcomes()
{
    using delivery::Outcome;
    auto* menu = new QMenu(m_outcomes);
    for (const std::optional<Outcome> outcome : std::initializer_list<std::optional<Outcome>>{
             std::nullopt, Outcome::Failed, Outcome::Healthy, Outcome::TooNew, Outcome::NotSuccessful}) {
        QAction* action = menu->addAction(QString());
        action->setCheckable(true);
        action->setChecked(!outcome);
        action->setData(outcome ? int(*outcome) : -1);
        m_outcomeChoices->addAction(action);
        connect(action, &QAction::triggered, this, [this, outcome] { setOutcome(outcome); });
    }
    m_outcomes->setMenu(menu);
}

void DeploymentsTable::sayOutcome()
{
    const QList<QAction*> actions = m_outcomeChoices->actions();
    for (QAction* action : actions) {
        const int outcome = action->data().toInt();
        action->setText(outcome < 0 ? tr("any", "outcome") : outcomeWord(delivery::Outcome(outcome)));
        action->setChecked(outcome == (m_outcome ? int(*m_outcome) : -1));
    }
    m_outcomes->setValue(m_outcome ? outcomeWord(*m_outcome) : tr("any", "outcome"));
    m_outcomes->setDefault(!m_outcome);
}

void DeploymentsTable::setOutcome(std::optional<delivery::Outcome> outcome)
{
    const bool same = m_outcome == outcome;
    m_outcome = outcome;
    sayOutcome();
    if (!same)
        load(false);
}

delivery::DeploymentFilter DeploymentsTable::narrowing() const
{
    return {m_filter->text().trimmed(), m_outcome};
}

void DeploymentsTable::say()
{
    setTitle(tr("Deployments"));
    m_outcomes->setName(tr("Outcome"));
    sayOutcome();
    m_filter->setPlaceholderText(tr("Filter (%1)").arg(QKeySequence(Qt::CTRL | Qt::Key_F).toString(QKeySequence::NativeText)));
    m_filter->setAccessibleName(tr("Filter the deployments by service, version, sha or team"));
    m_filter->setToolTip(m_filter->accessibleName());
    m_table->setAccessibleName(tr("Deployments, newest first"));
    m_whole->setText(tr("All deployments"));
    m_clear->setText(tr("Clear the filter"));
    m_retry->setText(tr("Try again"));
}

void DeploymentsTable::setQuery(const delivery::Query& query)
{
    m_query = query;
    load(false);
}

void DeploymentsTable::refresh(const delivery::Query& query)
{
    m_query = query;
    load(true);
}

void DeploymentsTable::load(bool keep)
{
    m_typing->stop();
    auto loader = loaderFor(m_service, m_query, narrowing());
    if (keep && !m_model->isFresh()) {
        m_model->refresh(std::move(loader));
    } else {
        m_model->setSource(std::move(loader), m_query.timeZone);
        m_state->showLoading(tr("Reading the deployments…"));
    }
    Q_EMIT settledChanged();
}

void DeploymentsTable::loaded()
{
    setSubtitle(countWords());
    fitHeight(); // the header has its style and its words by now
    if (m_model->rowCount() > 0)
        m_state->showReady();
    else
        showEmpty();
    showSelected();
    Q_EMIT settledChanged();
}

QString DeploymentsTable::countWords() const
{
    const QString text = m_filter->text().trimmed();
    if (m_model->total() == 0)
        return tr("none", "no deployments");
    QString count = countText(m_model->total());
    if (m_outcome)
        count = tr("%1 %2", "a number of deployments, and what became of them").arg(count, outcomeWord(*m_outcome));
    if (!text.isEmpty())
        return tr("%1 with “%2”, newest first").arg(count, text);
    const qint64 others = m_outcome ? 0 : m_model->total() - m_successful.value_or(m_model->total());
    if (others <= 0)
        return tr("%1, newest first").arg(count);
    return tr("%1, of which %2 did not succeed; newest first").arg(count, countText(others));
}

void DeploymentsTable::setUnit(std::optional<DurationUnit> unit)
{
    m_model->setUnit(unit);
    fitColumns(); // the head and the figures have other widths
}

void DeploymentsTable::setSuccessful(std::optional<qint64> successful)
{
    m_successful = successful;
}

void DeploymentsTable::showOnly(int rows)
{
    m_rows = rows;
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_whole->show();
    fitHeight();
}

void DeploymentsTable::fitHeight()
{
    if (m_rows > 0)
        m_state->setFixedHeight(rowsHeight(m_rows));
}

int DeploymentsTable::rowsHeight(int rows) const
{
    return m_table->horizontalHeader()->sizeHint().height() + rows * RowDelegate::kRowHeight;
}

int DeploymentsTable::heightFor(int rows) const
{
    return sizeHint().height() - (m_rows > 0 ? m_state->minimumHeight() : m_state->sizeHint().height()) + rowsHeight(rows);
}

void DeploymentsTable::showEmpty()
{
    const QString text = m_filter->text().trimmed();
    const QString outcome = m_outcome ? outcomeWord(*m_outcome) : QString();
    if (text.isEmpty() && !m_outcome)
        m_state->showEmpty(m_whenEmpty, m_whenEmptyActions);
    else if (text.isEmpty())
        m_state->showEmpty(tr("No deployment here has the outcome “%1”.").arg(outcome), {m_clear});
    else if (!m_outcome)
        m_state->showEmpty(tr("No deployment has “%1” in its service, version, sha or team.").arg(text), {m_clear});
    else
        m_state->showEmpty(tr("No deployment with the outcome “%2” has “%1” in its service, version, sha or team.").arg(text, outcome),
                           {m_clear});
}

void DeploymentsTable::setWhenEmpty(const QString& sentence, const QList<QAction*>& actions)
{
    if (m_whenEmpty == sentence)
        return;
    m_whenEmpty = sentence;
    m_whenEmptyActions = actions;
    if (m_state->state() == StatePanel::State::Empty)
        showEmpty();
}

void DeploymentsTable::failed(const Error& error)
{
    if (m_model->rowCount() == 0 || m_model->isFresh())
        m_state->showError(troubleOf(error, tr("Nothing was changed.")), {m_retry});
    Q_EMIT settledChanged();
}

void DeploymentsTable::select(const Subject& subject)
{
    m_subject = subject;
    showSelected();
}

void DeploymentsTable::showSelected()
{
    m_syncing = true;
    const QModelIndex index = m_subject.deployment ? m_model->indexOf(*m_subject.deployment) : QModelIndex();
    if (!index.isValid()) {
        m_table->clearSelection(); // the keys go on from where they were
    } else if (index.row() != m_table->currentIndex().row() || !m_table->selectionModel()->isRowSelected(index.row())) {
        m_table->setCurrentIndex(index);
        m_table->selectRow(index.row());
    }
    m_syncing = false;
}

void DeploymentsTable::fitColumns()
{
    QHeaderView* header = m_table->horizontalHeader();
    const int width = m_table->viewport()->width();
    if (width < 100)
        return;
    const bool environments = m_query.environment.isEmpty() || m_model->hasEnvironments();
    m_table->setColumnHidden(DeploymentsModel::Environment, !environments);
    // What a column needs for what it usually holds; what is left over goes where the eye wants air.
    int needs[DeploymentsModel::ColumnCount] = {};
    int sum = 0;
    for (int column = 0; column < DeploymentsModel::ColumnCount; ++column) {
        if (m_table->isColumnHidden(column))
            continue;
        needs[column] = std::min(header->sectionSizeHint(column), 400);
        for (int row = 0; row < std::min(m_model->rowCount(), 40); ++row)
            needs[column] = std::max(needs[column], m_table->itemDelegate()->sizeHint({}, m_model->index(row, column)).width());
        needs[column] = std::min(needs[column], 320);
        sum += needs[column];
    }
    // Too narrow for all: what can be read in part gives way, so that none is pushed out of sight; where a deployment went comes
    // late, as services are told apart by the ends of their names, and is never narrower than its head.
    const int service = header->sectionSizeHint(DeploymentsModel::Service);
    const int environment = header->sectionSizeHint(DeploymentsModel::Environment);
    const std::pair<int, int> giveWay[] = {
        {DeploymentsModel::Service, 220}, {DeploymentsModel::Environment, 140}, {DeploymentsModel::Fixes, 84},
        {DeploymentsModel::OutcomeColumn, 110}, {DeploymentsModel::Version, 64}, {DeploymentsModel::Service, 110},
        {DeploymentsModel::Environment, environment}, {DeploymentsModel::Finished, 64}, {DeploymentsModel::Service, service},
        {DeploymentsModel::OutcomeColumn, 64}, {DeploymentsModel::Fixes, 64}};
    for (const auto& [column, least] : giveWay) {
        const int given = std::clamp(sum - width, 0, std::max(0, needs[column] - least));
        needs[column] -= given;
        sum -= given;
    }
    const int air = std::max(0, (width - sum) / (DeploymentsModel::ColumnCount + 1));
    for (int column = 0; column + 1 < DeploymentsModel::ColumnCount; ++column) {
        if (!m_table->isColumnHidden(column))
            header->resizeSection(column, needs[column] + std::min(air, 48));
    }
}

void DeploymentsTable::copy() const
{
    QGuiApplication::clipboard()->setText(m_model->tsv(m_table->selectionModel()->selectedRows()));
}

void DeploymentsTable::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool DeploymentsTable::isSettled() const
{
    return !m_model->isBusy() && !m_typing->isActive();
}

qint64 DeploymentsTable::total() const
{
    return m_model->total();
}

bool DeploymentsTable::eventFilter(QObject* watched, QEvent* event)
{
    if (m_rows > 0 && watched == m_table->viewport() && event->type() == QEvent::Wheel) {
        event->ignore(); // the page's
        return true;
    }
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        fitColumns(); // also when the table is first shown, after its rows have arrived
    if (watched == m_table && event->type() == QEvent::FocusIn && !m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        if (static_cast<QFocusEvent*>(event)->reason() != Qt::MouseFocusReason)
            m_table->selectRow(0); // the keys need a row to start from
    }
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return Card::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (watched == m_table && event->type() == QEvent::KeyPress && key->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    if (watched == m_table && event->type() == QEvent::KeyPress && (key->key() == Qt::Key_Home || key->key() == Qt::Key_End)) {
        const int rows = m_model->rowCount(); // rows are chosen here, not cells
        if (rows > 0)
            m_table->selectRow(key->key() == Qt::Key_Home ? 0 : rows - 1);
        return true;
    }
    if (watched == m_filter && key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        event->accept(); // the first Esc clears the field, the next one is the window's
        if (event->type() == QEvent::KeyPress)
            m_filter->clear();
        return true;
    }
    if (watched == m_filter && event->type() == QEvent::KeyPress && key->key() == Qt::Key_Down) {
        m_table->setFocus(Qt::ShortcutFocusReason);
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace atalaya::widgets
