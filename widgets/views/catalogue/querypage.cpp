// SPDX-License-Identifier: GPL-3.0-or-later
#include "querypage.h"

#include "catalog/querytext.h"
#include "services/catalogservice.h"
#include "widgets/common/codebox.h"
#include "widgets/common/language.h"
#include "widgets/common/linkbutton.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"
#include "widgets/views/catalogue/answertable.h"
#include "widgets/views/catalogue/filterfield.h"
#include "widgets/views/catalogue/querybuilder.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

#include <utility>

namespace atalaya::widgets {

namespace {
constexpr int kCodeLines = 7;
constexpr Scaled kRoomForCode{560}; ///< with less it is left to the commands that copy it
} // namespace

QueryPage::QueryPage(services::CatalogService& service, QThreadPool& pool, QWidget* parent)
    : QWidget(parent), m_service(service), m_builder(new QueryBuilder(this)), m_codePanel(new QWidget(this)), m_code(new CodeBox(this)), m_languages(new QButtonGroup(this)),
      m_json(new QPushButton(this)), m_curl(new QPushButton(this)), m_run(new QPushButton(this)), m_examples(new LinkButton({}, this)), m_answer(new AnswerTable(service, pool, this)),
      m_runAction(new QAction(this)), m_exampleAction(new QAction(this))
{
    build();
    connect(m_builder, &QueryBuilder::changed, this, [this] {
        m_drafts.insert(m_dataset.id(), m_builder->draft());
        showCode();
    });
    connect(m_languages, &QButtonGroup::buttonClicked, this, &QueryPage::showCode);
    connect(m_run, &QPushButton::clicked, this, [this] { m_answer->isBusy() ? cancel() : run(); });
    connect(m_runAction, &QAction::triggered, this, &QueryPage::run);
    connect(m_exampleAction, &QAction::triggered, this, &QueryPage::runExample);
    connect(m_examples, &LinkButton::clicked, this, &QueryPage::openExamples);
    connect(m_answer, &AnswerTable::busyChanged, this, &QueryPage::say);
    sayInLanguage(this, [this] { say(); });
}

void QueryPage::build()
{
    for (QPushButton* button : {m_json, m_curl}) {
        setLook(button, QStringLiteral("choice"));
        button->setCheckable(true);
        m_languages->addButton(button);
    }
    m_json->setChecked(true);
    m_code->setLines(kCodeLines);
    m_code->setWrapping(true);
    setLook(m_run, QStringLiteral("primary"));

    auto* languages = new QHBoxLayout;
    languages->setSpacing(4);
    languages->addWidget(m_json);
    languages->addWidget(m_curl);
    languages->addStretch(1);
    languages->addWidget(m_code->copyButton());
    auto* right = new QVBoxLayout(m_codePanel);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(6);
    right->addLayout(languages);
    right->addWidget(m_code);
    right->addStretch(1);
    m_builder->addBesideFilter(m_run);
    m_examples->setFixedHeight(Scaled{30}); // as high as the chips that it stands beside
    m_builder->addBelowFilter(m_examples);
    auto* top = new QHBoxLayout;
    top->setSpacing(16);
    top->addWidget(m_builder, 3);
    top->addWidget(m_codePanel, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addLayout(top);
    layout->addWidget(m_answer, 1);
}

void QueryPage::say()
{
    m_json->setText(QStringLiteral("JSON"));
    m_curl->setText(QStringLiteral("curl"));
    m_code->setName(tr("The query, for a program"));
    const bool busy = m_answer->isBusy();
    m_run->setText(busy ? tr("Cancel") : tr("Run"));
    m_run->setToolTip(busy ? tr("Stops the query") : tr("Run (%1)").arg(QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText)));
    m_examples->setText(tr("Examples…"));
    m_runAction->setText(tr("Run the query"));
    m_exampleAction->setText(tr("Run an example"));
    if (!busy && !m_answer->hasRows() && m_answer->request().query.dataset.isEmpty())
        offer();
}

void QueryPage::offer()
{
    m_answer->clear(tr("Nothing was asked yet."), {m_runAction, m_exampleAction});
}

void QueryPage::setDataset(const catalog::Dataset& dataset)
{
    if (dataset.id() == m_dataset.id())
        return;
    m_dataset = dataset;
    m_builder->setDraft(m_drafts.value(dataset.id(), QueryDraft{.dataset = dataset.id()}), dataset);
    showCode();
    offer();
}

void QueryPage::setApi(const ApiStatus& api)
{
    if (exampleUrl(api) == exampleUrl(std::exchange(m_api, api)))
        return;
    showCode();
}

void QueryPage::setDraft(const QueryDraft& draft)
{
    m_drafts.insert(draft.dataset, draft);
    m_builder->setDraft(draft, m_dataset);
    showCode();
}

void QueryPage::useExample(const QueryDraft& draft)
{
    setDraft(draft);
    run();
}

void QueryPage::runExample()
{
    useExample(examplesOf(m_dataset).first().draft);
}

void QueryPage::openExamples()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Example& example : examplesOf(m_dataset)) {
        const QAction* action = menu->addAction(example.text);
        connect(action, &QAction::triggered, this, [this, draft = example.draft] { useExample(draft); });
    }
    menu->popup(m_examples->mapToGlobal(QPoint(0, m_examples->height())));
}

void QueryPage::showCode()
{
    const QJsonObject body = m_builder->draft().body();
    m_code->setText(m_json->isChecked() ? bodyText(body) : curlOf(body, exampleUrl(m_api)));
}

void QueryPage::copyJson() const
{
    QGuiApplication::clipboard()->setText(bodyText(m_builder->draft().body()));
}

void QueryPage::copyCurl() const
{
    QGuiApplication::clipboard()->setText(curlOf(m_builder->draft().body(), exampleUrl(m_api)));
}

void QueryPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_codePanel->setVisible(width() >= kRoomForCode);
}

void QueryPage::run()
{
    if (!m_builder->filter()->check()) {
        m_builder->filter()->edit()->setFocus(Qt::OtherFocusReason);
        return;
    }
    const auto read = catalog::parseQuery(m_builder->draft().body(), m_service.now());
    if (const auto* problem = std::get_if<catalog::QueryProblem>(&read)) {
        m_builder->filter()->showError(problem->detail);
        return;
    }
    m_answer->ask(std::get<catalog::QueryRequest>(read));
}

void QueryPage::cancel()
{
    m_answer->cancel();
}

} // namespace atalaya::widgets
