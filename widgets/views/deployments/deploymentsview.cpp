// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploymentsview.h"

#include "widgets/common/deploymentstable.h"
#include "widgets/common/format.h"
#include "widgets/models/deploymentsmodel.h"

#include <QLineEdit>

namespace atalaya::widgets {

DeploymentsView::DeploymentsView(services::DeliveryService& service, QThreadPool& pool, QWidget* parent)
    : View(parent), m_table(new DeploymentsTable(service, pool, this)),
      m_import(new QAction(tr("Import a repository…"), this)), m_demo(new QAction(tr("Load the demo"), this)),
      m_reset(new QAction(tr("Reset the filters"), this))
{
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
    Q_EMIT shownChanged(tr("%n deployment(s)", nullptr, int(m_table->total())));
    Q_EMIT cameFresh();
}

} // namespace atalaya::widgets
