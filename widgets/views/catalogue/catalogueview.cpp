// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogueview.h"

#include "catalog/querytext.h"
#include "widgets/common/card.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/common/sizetext.h"
#include "widgets/models/catalogtree.h"
#include "widgets/theme/stylesheet.h"
#include "widgets/views/catalogue/answerexport.h"
#include "widgets/views/catalogue/answertable.h"
#include "widgets/views/catalogue/querypage.h"
#include "widgets/views/catalogue/schemapage.h"
#include "widgets/views/catalogue/treedelegate.h"

#include <QButtonGroup>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTreeView>

namespace atalaya::widgets {

namespace {

constexpr Scaled kTreeWidth{248};
constexpr int kSampleRows = 50;

QString frequencyText(const QString& frequency)
{
    if (frequency == QLatin1String("real_time"))
        return CatalogueView::tr("kept in real time");
    if (frequency == QLatin1String("5_minutes"))
        return CatalogueView::tr("renewed every 5 minutes");
    if (frequency == QLatin1String("daily"))
        return CatalogueView::tr("renewed daily");
    return frequency;
}

} // namespace

CatalogueView::CatalogueView(services::CatalogService& service, QThreadPool& pool, QWidget* parent)
    : View(parent), m_service(service), m_sizer(pool), m_model(new CatalogTree(this)), m_narrowed(new QSortFilterProxyModel(this)),
      m_tree(new QTreeView(this)), m_treeCard(nullptr), m_card(new Card(this)), m_facts(new ElidedLabel(Role::Muted, TextSize::Secondary, this)),
      m_tabs(new QButtonGroup(this)), m_stack(new QStackedWidget(this)), m_schema(new SchemaPage(this)),
      m_sample(new AnswerTable(service, pool, this)), m_query(new QueryPage(service, pool, this)), m_tools(new QWidget(this)),
      m_search(new QLineEdit(m_tools)), m_connect(new QPushButton(m_tools))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kPageMargin, 16, kPageMargin, 16);
    layout->setSpacing(kCardGap);
    layout->addWidget(buildTree());
    layout->addWidget(buildPages(), 1);
    buildTools();
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &CatalogueView::treeMoved);
    connect(m_schema, &SchemaPage::fieldSelected, this, &CatalogueView::showSelected);
    for (const AnswerTable* table : {m_sample, m_query->answer()}) {
        connect(table, &AnswerTable::busyChanged, this, &View::settledChanged);
        connect(table, &AnswerTable::answered, this, &View::settledChanged);
    }
    sayInLanguage(this, [this] { say(); });
}

QWidget* CatalogueView::buildTree()
{
    m_narrowed->setSourceModel(m_model);
    m_narrowed->setRecursiveFilteringEnabled(true);
    m_narrowed->setAutoAcceptChildRows(true);
    m_narrowed->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_tree->setModel(m_narrowed);
    m_tree->setItemDelegate(new TreeDelegate(m_tree));
    m_tree->header()->hide();
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(16);
    m_tree->setMouseTracking(true);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setExpandsOnDoubleClick(true);
    // The delegate marks the row; the style would mark the place of the arrow, too.
    m_tree->setStyleSheet(QStringLiteral("QTreeView::item, QTreeView::item:selected, QTreeView::item:hover { background: transparent; border: none; }"));
    auto* card = new Card(this);
    m_treeCard = card;
    card->layout()->setContentsMargins(8, 8, 8, 8);
    card->body()->addWidget(m_tree);
    return card;
}

QWidget* CatalogueView::buildPages()
{
    m_card->setTitle({});
    for (int tab = 0; tab < 3; ++tab) {
        m_tabButtons[tab] = new QPushButton(m_card);
        m_tabButtons[tab]->setCheckable(true);
        setLook(m_tabButtons[tab], QStringLiteral("choice"));
        m_tabs->addButton(m_tabButtons[tab], tab);
        m_card->addHeadWidget(m_tabButtons[tab]);
    }
    m_tabButtons[0]->setChecked(true);
    for (QWidget* page : std::initializer_list<QWidget*>{m_schema, m_sample, m_query})
        m_stack->addWidget(page);
    m_card->body()->addWidget(m_facts);
    m_card->body()->addWidget(m_stack, 1);
    connect(m_tabs, &QButtonGroup::idClicked, this, [this](int tab) { showTab(Tab(tab)); });
    return m_card;
}

void CatalogueView::buildTools()
{
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(Scaled{320});
    m_search->installEventFilter(this);
    auto* row = new QHBoxLayout(m_tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_search, 1);
    row->addStretch(1);
    row->addWidget(m_connect);
    connect(m_connect, &QPushButton::clicked, this, &View::connectWanted);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_narrowed->setFilterFixedString(text.trimmed());
        if (text.trimmed().isEmpty())
            showSelected({});
        else
            m_tree->expandAll();
    });
}

void CatalogueView::say()
{
    const QString names[] = {tr("Schema"), tr("Sample"), tr("Query")};
    for (int tab = 0; tab < 3; ++tab)
        m_tabButtons[tab]->setText(names[tab]);
    m_search->setPlaceholderText(tr("Find a dataset or a field (%1)").arg(QKeySequence(Qt::CTRL | Qt::Key_F).toString(QKeySequence::NativeText)));
    m_search->setAccessibleName(tr("Find a dataset or a field"));
    m_connect->setText(tr("Connect an AI client…"));
    m_tree->setAccessibleName(tr("Datasets and their fields"));
    if (!m_dataset.isEmpty())
        m_model->setDatasets(catalog::datasets()); // in the words of another language
    m_tree->expandToDepth(0);
    sayFacts();
}

QList<Command> CatalogueView::commands()
{
    const QString group = tr("Query");
    const auto exportPossible = [this] { return isVisible() && m_query->answer()->hasRows(); };
    return {{.id = QStringLiteral("query.run"),
             .group = group,
             .text = tr("Run the query"),
             .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)},
             .run =
                 [this] {
                     showTab(Tab::Query);
                     m_query->run();
                 },
             .isPossible = [this] { return isVisible(); }},
            {.id = QStringLiteral("query.cancel"),
             .group = group,
             .text = tr("Cancel the query"),
             .run = [this] { m_query->cancel(); },
             .isPossible = [this] { return m_query->answer()->isBusy(); }},
            {.id = QStringLiteral("query.copy.json"),
             .group = group,
             .text = tr("Copy the query as JSON"),
             .run = [this] { m_query->copyJson(); },
             .isPossible = [this] { return isVisible(); }},
            {.id = QStringLiteral("query.copy.curl"),
             .group = group,
             .text = tr("Copy the query as a curl line"),
             .run = [this] { m_query->copyCurl(); },
             .isPossible = [this] { return isVisible(); }},
            {.id = QStringLiteral("query.export.csv"),
             .group = group,
             .text = tr("Export all rows of the query as CSV…"),
             .run = [this] { exportAs(QStringLiteral("csv")); },
             .isPossible = exportPossible},
            {.id = QStringLiteral("query.export.json"),
             .group = group,
             .text = tr("Export all rows of the query as JSON…"),
             .run = [this] { exportAs(QStringLiteral("json")); },
             .isPossible = exportPossible}};
}

QStringList CatalogueView::exports() const
{
    return {QStringLiteral("query.export.csv"), QStringLiteral("query.export.json")};
}

void CatalogueView::exportAs(const QString& suffix)
{
    const catalog::QueryRequest request = m_query->answer()->request();
    const auto format = suffix == QLatin1String("csv") ? ExportFormat::Csv : ExportFormat::Json;
    Q_EMIT fileWanted(request.query.dataset + u'.' + suffix,
                      format == ExportFormat::Csv ? tr("CSV (*.csv)") : tr("JSON (*.json)"),
                      [&service = m_service, request, format](const QString& path, const StopToken& stop, const Progress& progress) {
                          return exportAnswer(service, request, format, path, stop, progress);
                      });
}

void CatalogueView::ask(const Question& question)
{
    m_question = question;
    m_sample->setZone(question.query.timeZone);
    m_query->answer()->setZone(question.query.timeZone);
    fill();
    load();
}

void CatalogueView::fill()
{
    if (!m_dataset.isEmpty() || catalog::datasets().isEmpty())
        return;
    m_model->setDatasets(catalog::datasets());
    m_tree->expandToDepth(0);
    open(catalog::datasets().first().id());
}

void CatalogueView::refresh(const Question& question)
{
    m_sampled.clear(); // what it shows stays until the new rows are there
    ask(question);
    if (tab() == Tab::Sample)
        loadSample();
}

void CatalogueView::setStore(const StoreFacts& store)
{
    m_query->answer()->setDataVersion(store.dataVersion);
}

void CatalogueView::setApi(const ApiStatus& api)
{
    m_query->setApi(api);
}

bool CatalogueView::isSettled() const
{
    return !m_sizing && !m_sample->isBusy() && !m_query->answer()->isBusy();
}

void CatalogueView::load()
{
    m_sizing = true;
    m_sizer.start([&service = m_service](const StopToken& stop, const Progress&) { return service.sizes(stop); },
                  [this](Result<QMap<QString, services::CatalogService::Size>> sizes) {
                      m_sizing = false;
                      m_sizesError = sizes.isError() ? sizes.error().userText : QString();
                      if (sizes.isOk()) {
                          m_sizes = std::move(sizes).value();
                          m_model->setSizes(m_sizes);
                          Q_EMIT cameFresh();
                      } else if (sizes.isError() && !m_sizes.isEmpty()) {
                          Q_EMIT wentStale(m_sizesError);
                      }
                      sayFacts();
                      Q_EMIT settledChanged();
                  });
    Q_EMIT settledChanged();
}

void CatalogueView::sayFacts()
{
    const catalog::Dataset* dataset = catalog::findDataset(m_dataset);
    if (!dataset)
        return;
    m_card->setTitle(dataset->name);
    m_card->setSubtitle(dataset->description);
    qint64 rows = 0;
    for (const auto& size : std::as_const(m_sizes))
        rows += size.records;
    if (!m_sizes.isEmpty())
        Q_EMIT shownChanged(tr("%1 datasets · %2 rows").arg(countText(catalog::datasets().size()), countText(rows)));
    QStringList facts;
    if (m_sizes.contains(m_dataset)) {
        const services::CatalogService::Size size = m_sizes.value(m_dataset);
        const Instant now = m_service.now();
        const QTimeZone& zone = m_question.query.timeZone;
        facts << tr("%1 row(s)", nullptr, int(size.records)).arg(countText(size.records)) << tr("about %1").arg(sizeText(size.bytes));
        if (size.first && size.last)
            facts << tr("%1 to %2", "the first and the last moment of the data")
                         .arg(dateText(*size.first, zone, now), momentText(*size.last, zone, now));
    } else if (m_sizesError.isEmpty()) {
        facts << tr("counting rows…");
    } else {
        facts << tr("rows not counted: %1").arg(m_sizesError);
    }
    facts << frequencyText(dataset->updateFrequency) << tr("schema %1 since %2").arg(dataset->version(), dataset->history.last().since);
    m_facts->setText(facts.join(QStringLiteral(" · ")));
}

void CatalogueView::showTab(Tab tab)
{
    m_tabButtons[int(tab)]->setChecked(true);
    m_stack->setCurrentIndex(int(tab));
    if (tab == Tab::Sample)
        loadSample();
}

CatalogueView::Tab CatalogueView::tab() const
{
    return Tab(m_stack->currentIndex());
}

void CatalogueView::loadSample()
{
    const catalog::Dataset* dataset = catalog::findDataset(m_dataset);
    if (!dataset || m_sampled == m_dataset)
        return;
    QueryDraft draft{.dataset = m_dataset, .limit = kSampleRows};
    if (!dataset->shape.timeField.isEmpty())
        draft.order = {{dataset->shape.timeField, true}}; // the newest say most
    const auto read = catalog::parseQuery(draft.body(), m_service.now());
    if (const auto* request = std::get_if<catalog::QueryRequest>(&read)) {
        m_sampled = m_dataset;
        m_sample->ask(*request);
    }
}

void CatalogueView::open(const QString& name, const QString& field)
{
    const catalog::Dataset* dataset = catalog::findDataset(name);
    if (!dataset)
        return;
    if (name != m_dataset) {
        m_dataset = name;
        m_schema->setDataset(*dataset);
        m_query->setDataset(*dataset);
        if (tab() == Tab::Sample)
            loadSample();
        sayFacts();
    }
    m_schema->select(field);
    showSelected(field);
}

void CatalogueView::showExample()
{
    fill();
    if (m_dataset.isEmpty())
        return;
    showTab(Tab::Query);
    m_query->runExample();
}

void CatalogueView::treeMoved(const QModelIndex& index)
{
    const QString name = index.data(CatalogTree::DatasetRole).toString();
    if (m_syncing || name.isEmpty())
        return;
    const QString field = index.data(CatalogTree::FieldRole).toString();
    if (!field.isEmpty())
        showTab(Tab::Schema); // where a field is explained
    open(name, field);
}

void CatalogueView::showSelected(const QString& field)
{
    const QModelIndex index = m_narrowed->mapFromSource(m_model->indexOf(m_dataset, field));
    if (!index.isValid())
        return;
    m_syncing = true;
    // A dataset whose fields are hidden stays closed: the table shows the field.
    const QModelIndex shown = field.isEmpty() || m_tree->isExpanded(index.parent()) ? index : index.parent();
    m_tree->setCurrentIndex(shown);
    m_syncing = false;
}

void CatalogueView::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void CatalogueView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    m_treeCard->setFixedWidth(std::min<int>(kTreeWidth, width() * 3 / 10));
}

bool CatalogueView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_search || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return View::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
        event->accept(); // the first Esc clears the field, the next one is the window's
        if (event->type() == QEvent::KeyPress)
            m_search->clear();
        return true;
    }
    if (event->type() == QEvent::KeyPress && (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter)) {
        m_tree->setFocus(Qt::ShortcutFocusReason);
        return true;
    }
    return View::eventFilter(watched, event);
}

} // namespace atalaya::widgets
