// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploymentsview.h"

#include "widgets/common/deploymentstable.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/deploymentsmodel.h"

#include <QLineEdit>

namespace atalaya::widgets {

DeploymentsView::DeploymentsView(services::DeliveryService& service, QThreadPool& pool, QWidget* parent)
    : View(parent), m_table(new DeploymentsTable(service, pool, this)),
      m_import(new QAction(this)), m_demo(new QAction(this)), m_reset(new QAction(this))
{
    sayInLanguage(this, [this] {
        m_import->setText(tr("Import a repository…"));
        m_demo->setText(tr("Load the demo"));
        m_reset->setText(tr("Reset the filters"));
        sayWhenEmpty();
    });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargin, 16, kPageMargin, 16);
    layout->addWidget(m_table);
    connect(m_table, &DeploymentsTable::selected, this, &View::selected);
    connect(m_table, &DeploymentsTable::activated, this, &View::opened);
    connect(m_table, &DeploymentsTable::settledChanged, this, &View::settledChanged);
    connect(m_table->model(), &DeploymentsModel::loaded, this, &DeploymentsView::count);
    connect(m_table->model(), &DeploymentsModel::failed, this, [this](const Error& error) {
        if (m_table->model()->rowCount() > 0)
            Q_EMIT wentStale(error.userText);
    });
    connect(m_import, &QAction::triggered, this, &View::importWanted);
    connect(m_demo, &QAction::triggered, this, &View::demoWanted);
    connect(m_reset, &QAction::triggered, this, &View::filtersReset);
}

void DeploymentsView::ask(const Question& question)
{
    m_question = question;
    sayWhenEmpty();
    m_table->setQuery(question.query);
}

void DeploymentsView::refresh(const Question& question)
{
    m_question = question;
    sayWhenEmpty();
    m_table->refresh(question.query);
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
        m_table->setWhenEmpty(tr("No deployment matches: %1.").arg(m_question.filters.narrowing().join(QStringLiteral(", "))),
                              {m_reset});
}

void DeploymentsView::select(const Subject& subject)
{
    m_table->select(subject);
}

bool DeploymentsView::isSettled() const
{
    return m_table->isSettled();
}

bool DeploymentsView::hasRows() const
{
    return m_table->total() > 0;
}

void DeploymentsView::focusFilter()
{
    m_table->focusFilter();
}

QString DeploymentsView::tableText() const
{
    return m_table->filterField()->text().trimmed();
}

void DeploymentsView::count()
{
    Q_EMIT shownChanged(tr("%1 deployment(s)", nullptr, int(m_table->total())).arg(countText(m_table->total())));
    Q_EMIT cameFresh();
}

} // namespace atalaya::widgets
