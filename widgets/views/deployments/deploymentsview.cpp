// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploymentsview.h"

#include "services/deliveryservice.h"
#include "widgets/common/deploymentstable.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/deploymentsmodel.h"


namespace atalaya::widgets {

DeploymentsView::DeploymentsView(services::DeliveryService& service, QThreadPool& pool, QWidget* parent)
    : View(parent), m_service(service), m_counter(pool), m_table(new DeploymentsTable(service, pool, this)),
      m_import(new QAction(this)), m_demo(new QAction(this)), m_reset(new QAction(this)), m_everything(new QAction(this))
{
    sayInLanguage(this, [this] {
        m_import->setText(tr("Import a repository…"));
        m_demo->setText(tr("Load the demo"));
        m_reset->setText(tr("Reset the filters"));
        m_everything->setText(tr("Show all environments"));
        sayWhenEmpty();
    });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargin, 16, kPageMargin, 16);
    layout->addWidget(m_table);
    connect(m_table, &DeploymentsTable::selected, this, &View::selected);
    connect(m_table, &DeploymentsTable::activated, this, &View::opened);
    connect(m_table, &DeploymentsTable::settledChanged, this, &View::settledChanged);
    connect(m_table->model(), &DeploymentsModel::loaded, this, &DeploymentsView::loaded);
    connect(m_table->model(), &DeploymentsModel::failed, this, [this](const Error& error) {
        if (m_table->model()->rowCount() > 0)
            Q_EMIT wentStale(error.userText);
    });
    connect(m_import, &QAction::triggered, this, &View::importWanted);
    connect(m_demo, &QAction::triggered, this, &View::demoWanted);
    connect(m_reset, &QAction::triggered, this, &View::filtersReset);
    connect(m_everything, &QAction::triggered, this, &View::everythingWanted);
}

void DeploymentsView::ask(const Question& question)
{
    m_question = question;
    sayWhenEmpty();
    m_table->setQuery(question.query);
    count();
}

void DeploymentsView::refresh(const Question& question)
{
    m_question = question;
    sayWhenEmpty();
    m_table->refresh(question.query);
    count();
}

void DeploymentsView::showReading(const ProgressUpdate& update)
{
    m_table->state()->setProgress(update.done, update.total);
}

void DeploymentsView::setStore(const StoreFacts& store)
{
    m_storeIsEmpty = store.isEmpty();
    sayWhenEmpty();
}

void DeploymentsView::sayWhenEmpty()
{
    if (m_storeIsEmpty)
        m_table->setWhenEmpty(tr("No deployments yet. Import a git repository: its release tags become deployments."),
                              {m_import, m_demo});
    else
        m_table->setWhenEmpty(m_question.filters.nothingMatches(),
                              {m_question.filters.isReset() ? m_everything : m_reset});
}

void DeploymentsView::select(const Subject& subject)
{
    m_table->select(subject);
}

bool DeploymentsView::isSettled() const
{
    return !m_counting && m_table->isSettled();
}

bool DeploymentsView::hasRows() const
{
    return m_table->total() > 0;
}

void DeploymentsView::focusFilter()
{
    m_table->focusFilter();
}

delivery::DeploymentFilter DeploymentsView::tableFilter() const
{
    return m_table->narrowing();
}

void DeploymentsView::count()
{
    m_counting = true;
    m_counter.start(
        [&service = m_service, query = m_question.query](const StopToken& stop, const Progress&) {
            return service.metrics(query, stop);
        },
        [this](const Result<delivery::Metrics>& metrics) {
            m_counting = false;
            if (metrics.isOk()) { // otherwise the table says what is wrong
                // The unit of the overview, whose table has the same rows.
                const std::optional<double> median = metrics.value().leadTime.hours.p50;
                m_table->setUnit(median ? std::optional(unitFor(*median)) : std::nullopt);
                Q_EMIT shownChanged(deploymentsText(metrics.value().deployments, metrics.value().notSuccessful, locale()));
            }
            Q_EMIT settledChanged();
        });
}

void DeploymentsView::loaded()
{
    sayImport();
    Q_EMIT cameFresh();
}

void DeploymentsView::showImport(const QString& words, const ProgressUpdate& update)
{
    m_importing = words;
    m_importProgress = update;
    sayImport();
}

void DeploymentsView::sayImport()
{
    if (m_importing.isEmpty() || !m_storeIsEmpty || !m_table->isSettled() || hasRows())
        return;
    m_table->state()->showLoading(m_importing);
    m_table->state()->setProgress(m_importProgress.done, m_importProgress.total);
}

void DeploymentsView::endImport()
{
    m_importing.clear();
    if (m_table->isSettled() && m_table->state()->state() == StatePanel::State::Loading)
        m_table->refresh(m_question.query); // says again what there is to do
}

} // namespace atalaya::widgets
