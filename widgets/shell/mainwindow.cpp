// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow.h"

#include "services/deliveryservice.h"
#include "widgets/actions/commandregistry.h"
#include "widgets/common/format.h"
#include "widgets/connect/connectdialog.h"
#include "widgets/inspector/inspector.h"
#include "widgets/shell/datawatch.h"
#include "widgets/shell/exportjob.h"
#include "widgets/shell/filterbar.h"
#include "widgets/shell/importjob.h"
#include "widgets/shell/mainwindowparts.h"
#include "widgets/shell/navigation.h"
#include "widgets/shell/noticebar.h"
#include "widgets/shell/statusbar.h"
#include "widgets/shell/topbar.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"
#include "widgets/views/activity/activityview.h"
#include "widgets/views/catalogue/catalogueview.h"
#include "widgets/views/deployments/deploymentsview.h"
#include "widgets/views/overview/overviewview.h"

#include <QCloseEvent>
#include <QDropEvent>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QUrl>

#include <utility>

namespace atalaya::widgets {

namespace {

constexpr Scaled kRoomyWidth{1200}; ///< from here on there is room for the names of the navigation
constexpr int kAgePause = 10'000;   ///< ms between two updates of "2 min ago"

const QString kOverview = QStringLiteral("overview");
const QString kOverviewWhy = QStringLiteral("overview-why");
const QString kDeployments = QStringLiteral("deployments");
const QString kCatalogue = QStringLiteral("catalogue");
const QString kCatalogueQuery = QStringLiteral("catalogue-query");
const QString kActivity = QStringLiteral("activity");
const QString kConnect = QStringLiteral("connect");

QStringList droppedPaths(const QMimeData* data)
{
    QStringList paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    return paths;
}

} // namespace

MainWindow::Parts::Parts(MainWindow& owner, const ConsoleContext& consoleContext) : window(owner), context(consoleContext)
{
    theme.setMode(themeModeFromName(context.settings.value(QStringLiteral("theme")).toString()).value_or(ThemeMode::System));
    question.filters = Filters::load(context.settings, context.delivery.storeId());
    collapsed = context.settings.value(QStringLiteral("navigationCollapsed"), false).toBool();
    settling.setSingleShot(true);
    settling.setInterval(0);
    ages.setInterval(kAgePause);
}

void MainWindow::Parts::build()
{
    mainMenu = new QMenu(&window);
    exportMenu = new QMenu(&window);
    auto* root = new QWidget(&window);
    auto* middle = new QWidget(root);
    setLook(middle, QStringLiteral("page"));
    navigation = new Navigation(mainMenu, root);
    top = new TopBar(exportMenu, middle);
    top->setExportPossible(false); // until a view has rows
    notice = new NoticeBar(middle);
    stack = new QStackedWidget(middle);
    status = new StatusBar(middle);
    inspector = new Inspector(context.delivery, context.pool, root);
    inspector->hide();
    watch = new DataWatch(context.delivery, context.pool, &window);
    import = new ImportJob(context, &window);
    exporter = new ExportJob(context.delivery, context.pool, &window);
    catalogue = new CatalogueView(context.catalog, context.pool, stack);
    const auto now = [&delivery = context.delivery] { return delivery.now(); };
    places = {{kOverview, 0, IconName::Overview, new OverviewView(context.delivery, context.pool, stack)},
              {kDeployments, 0, IconName::Deployments, new DeploymentsView(context.delivery, context.pool, stack)},
              {kCatalogue, 1, IconName::Catalogue, catalogue},
              {kActivity, 2, IconName::Activity, new ActivityView(context.activity, now, stack)}};
    for (const Place& place : std::as_const(places)) {
        stack->addWidget(place.view);
        navigation->addItem(place.id, place.group, place.icon);
    }
    sayPlaces();

    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top);
    column->addWidget(notice);
    column->addWidget(stack, 1);
    column->addWidget(status);
    auto* row = new QHBoxLayout(root);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(navigation);
    row->addWidget(middle, 1);
    row->addWidget(inspector);
    window.setCentralWidget(root);
    root->setFocusPolicy(Qt::ClickFocus);
    root->setFocus(); // no control looks chosen before a key is pressed
}

void MainWindow::Parts::connectAll()
{
    connect(navigation, &Navigation::chosen, &window, [this](const QString& id) { open(id); });
    connect(navigation, &Navigation::collapseToggled, &window, [this] { commands->run(QStringLiteral("navigation.collapse")); });
    connect(top->filters(), &FilterBar::filtersChanged, &window, [this](const Filters& filters) { changeFilters(filters); });
    connect(inspector, &Inspector::closed, &window, [this] { closeInspector(); });
    connect(inspector, &Inspector::chosen, &window, [this](const Subject& chosen) {
        subject = chosen;
        view()->select(chosen);
    });
    connect(inspector, &Inspector::settledChanged, &window, [this] { noteSettling(); });
    for (const Place& place : std::as_const(places))
        connectView(place.view);
    connect(watch, &DataWatch::changed, &window, [this](const StoreFacts& store) { takeStore(store); });
    connect(watch, &DataWatch::looked, &window, [this] { endSayingImport(); });
    connect(watch, &DataWatch::failed, &window, [this](const Error& error) {
        if (asked && !std::exchange(askWaits, false))
            showStale(error.userText);
        else
            ask(); // the view says what is wrong, in its own place
    });
    connect(watch, &DataWatch::reading, &window, [this](const ProgressUpdate& update) {
        if (!asked)
            view()->showReading(update);
    });
    const auto showAge = [this] { status->setData(watch->store().dataVersion, watch->age()); };
    connect(watch, &DataWatch::changed, &window, showAge);
    connect(&ages, &QTimer::timeout, &window, showAge);
    connect(&settling, &QTimer::timeout, &window, [this] {
        top->setExportPossible(view()->hasRows());
        if (isSettled())
            Q_EMIT window.settled();
    });
    connectJobs();
}

void MainWindow::Parts::connectView(View* connected)
{
    const auto isShown = [this, connected] { return connected == view(); };
    connect(connected, &View::settledChanged, &window, [this] { noteSettling(); });
    connect(connected, &View::selected, &window, [this, isShown](const Subject& chosen) {
        if (isShown())
            select(chosen, false);
    });
    connect(connected, &View::opened, &window, [this, isShown](const Subject& chosen) {
        if (isShown())
            select(chosen, true);
    });
    connect(connected, &View::shownChanged, &window, [this, isShown](const QString& text) {
        if (isShown())
            status->setShown(text);
    });
    connect(connected, &View::importWanted, &window, [this] { askForFolder(); });
    connect(connected, &View::demoWanted, &window, [this] { import->loadDemo(); });
    connect(connected, &View::filtersReset, &window, [this] { resetFilters(); });
    connect(connected, &View::everythingWanted, &window, [this] { showEverything(); });
    connect(connected, &View::connectWanted, &window, [this] { openConnect(); });
    connect(connected, &View::fileWanted, &window, [this](const QString& suggestion, const QString& kind, const FileJob& job) {
        askWhereTo(suggestion, kind, [this, job](const QString& path) { exporter->exportFile(path, job); });
    });
    connect(connected, &View::deploymentsWanted, &window, [this] { open(kDeployments); });
    connect(connected, &View::rangeWanted, &window, [this](const DateRange& range) {
        Filters filters = question.filters;
        filters.range = range;
        filters.rangeChosen = true;
        changeFilters(filters);
    });
    connect(connected, &View::wentStale, &window, [this](const QString& why) { showStale(why); });
    connect(connected, &View::cameFresh, &window, [this] { cameFresh(); });
}

QString MainWindow::Parts::nameOf(const QString& place) const
{
    if (place == kDeployments)
        return tr("Deployments");
    if (place == kCatalogue)
        return tr("Catalogue");
    return place == kActivity ? tr("API activity") : tr("Overview");
}

void MainWindow::Parts::sayPlaces()
{
    int number = 0;
    for (const Place& place : std::as_const(places)) {
        const QKeySequence keys(int(Qt::CTRL) | (Qt::Key_1 + number++));
        const QString name = nameOf(place.id);
        navigation->setWords(place.id, name, QStringLiteral("%1 (%2)").arg(name, keys.toString(QKeySequence::NativeText)));
    }
    top->setTitle(nameOf(viewId));
    window.setWindowTitle(tr("%1 – Atalaya").arg(nameOf(viewId)));
}

void MainWindow::Parts::retranslate()
{
    commands->rename([this] { addAllCommands(); });
    fillMenus();
    sayPlaces();
    status->setZone(question.filters.zoneText());
    status->setData(watch->store().dataVersion, watch->age());
    if (asked)
        ask();
}

View* MainWindow::Parts::view() const
{
    return qobject_cast<View*>(stack->currentWidget());
}

void MainWindow::Parts::open(const QString& id)
{
    for (const Place& place : std::as_const(places)) {
        if (place.id != id || id == viewId)
            continue;
        viewId = id;
        stack->setCurrentWidget(place.view);
        top->setTools(place.view->usesDeliveryFilters() ? nullptr : place.view->tools());
        if (!place.view->usesDeliveryFilters())
            closeInspector(); // what it explains is not here
        fillExports();
        navigation->setCurrent(id);
        sayPlaces();
        status->setShown({});
        place.view->setTablesVisible(tablesVisible);
        place.view->select(subject);
        context.settings.setValue(QStringLiteral("view"), id);
        if (asked)
            ask();
    }
}

void MainWindow::Parts::ask()
{
    asked = true;
    question.query = question.filters.toQuery(context.delivery.now());
    view()->ask(question);
    if (inspector->isVisibleTo(&window))
        inspector->refresh(question);
    noteSettling();
}

void MainWindow::Parts::refresh()
{
    if (!asked)
        return;
    watch->look();
    question.query = question.filters.toQuery(context.delivery.now());
    view()->refresh(question);
    if (inspector->isVisibleTo(&window))
        inspector->refresh(question);
    noteSettling();
}

void MainWindow::Parts::select(const Subject& chosen, bool opens)
{
    const bool visible = inspector->isVisibleTo(&window);
    const bool same = chosen == subject;
    subject = chosen;
    if (!same)
        view()->select(chosen);
    if (!visible && !opens)
        return;
    if (same && visible && inspector->subject() == chosen)
        return;
    if (!visible)
        openedFrom = window.focusWidget();
    inspector->show();
    fit();
    inspector->inspect(chosen, question);
}

void MainWindow::Parts::closeInspector()
{
    if (!inspector->isVisibleTo(&window))
        return;
    const bool hadFocus = inspector->isAncestorOf(window.focusWidget());
    inspector->hide();
    inspector->clear();
    subject = {}; // what nobody explains is not marked either
    view()->select(subject);
    fit();
    if (hadFocus) {
        QWidget* back = openedFrom && openedFrom->isVisibleTo(&window) ? openedFrom.data() : window.centralWidget();
        back->setFocus(Qt::OtherFocusReason);
    }
    noteSettling();
}

void MainWindow::Parts::fit()
{
    navigation->setCollapsed(collapsed || window.width() < kRoomyWidth);
}

void MainWindow::Parts::updateWatching()
{
    const bool watches = window.isVisible() && !window.isMinimized();
    watch->setRunning(watches);
    if (watches)
        ages.start();
    else
        ages.stop();
}

void MainWindow::Parts::noteSettling()
{
    settling.start(); // once the signals of this turn are through
}

bool MainWindow::Parts::isSettled() const
{
    return asked && !watch->isFitting() && view()->isSettled() && (!inspector->isVisibleTo(&window) || inspector->isSettled()) && !import->isRunning() &&
           !exporter->isRunning() && (!connectDialog || connectDialog->isSettled());
}

void MainWindow::Parts::setApi(const ApiStatus& newStatus)
{
    api = newStatus;
    status->setApi(api);
    for (const Place& place : std::as_const(places))
        place.view->setApi(api);
    if (connectDialog)
        connectDialog->setApi(api);
}

void MainWindow::Parts::openConnect()
{
    if (connectDialog)
        return;
    const auto now = [&delivery = context.delivery] { return delivery.now(); };
    connectDialog = new ConnectDialog(context.tokens, context.pool, context.mcpCommand, now, &window);
    connectDialog->setAttribute(Qt::WA_DeleteOnClose);
    connectDialog->setAttribute(Qt::WA_DontShowOnScreen, window.testAttribute(Qt::WA_DontShowOnScreen));
    connectDialog->setZone(question.query.timeZone);
    connectDialog->setApi(api);
    connect(connectDialog, &ConnectDialog::settledChanged, &window, [this] { noteSettling(); });
    connectDialog->open();
    noteSettling();
}

void MainWindow::Parts::showStale(const QString& why)
{
    if (stale)
        return;
    stale = true;
    const auto age = context.delivery.now() - question.query.asOf;
    auto* again = new QAction(tr("Try again"), &window);
    connect(again, &QAction::triggered, &window, [this] { refresh(); });
    notice->showNotice(NoticeBar::Kind::Warning, tr("What is shown was read %1. It could not be renewed: %2").arg(ageText(age), why), {again});
}

void MainWindow::Parts::cameFresh()
{
    if (stale)
        notice->dismiss();
    stale = false;
}

MainWindow::MainWindow(const ConsoleContext& context, QWidget* parent)
    : QMainWindow(parent)
{
    m_parts = std::make_unique<Parts>(*this, context); // not before: making it sends events here
    setAcceptDrops(true);
    setWindowIcon(appIcon());
    setMinimumSize(640, 480);
    resize(1440, 900);
    m_parts->build();
    m_parts->addCommands();
    m_parts->fillMenus();
    m_parts->connectAll();
    m_parts->watch->setServices(m_parts->question.filters.services);
    m_parts->applyFilters(m_parts->question.filters);
    restoreGeometry(context.settings.value(QStringLiteral("geometry")).toByteArray());
    const QString last = context.settings.value(QStringLiteral("view")).toString();
    m_parts->open(kOverview);
    m_parts->open(last); // an id of another version of the program opens nothing
    m_parts->fit();
    m_parts->watch->look(); // its answer asks the first question
}

MainWindow::~MainWindow()
{
    // Views and jobs go before what they were given.
    delete m_parts->connectDialog;
    m_parts->top->setTools(nullptr); // the view's own
    delete takeCentralWidget();
}

void MainWindow::setApiStatus(const ApiStatus& api)
{
    m_parts->setApi(api);
}

void MainWindow::importPath(const QString& path)
{
    if (path.isEmpty())
        return;
    if (!m_parts->import->importPath(path))
        m_parts->waiting.append(path);
    m_parts->noteSettling();
}

void MainWindow::showView(const QString& id)
{
    const QString place = id == kOverviewWhy ? kOverview : id == kCatalogueQuery ? kCatalogue : id == kConnect ? kActivity : id;
    m_parts->open(place);
    if (id == kOverviewWhy)
        m_parts->select(Subject::of(delivery::Metric::ChangeFailRate), true);
    if (id == kCatalogueQuery)
        m_parts->catalogue->showExample();
    if (id == kConnect)
        m_parts->openConnect();
}

QStringList MainWindow::viewIds()
{
    return {kOverview, kOverviewWhy, kDeployments, kCatalogue, kCatalogueQuery, kActivity, kConnect};
}

void MainWindow::setTheme(ThemeMode mode)
{
    m_parts->context.settings.setValue(QStringLiteral("theme"), themeModeName(mode));
    m_parts->theme.setMode(mode);
}

void MainWindow::setFilters(const Filters& filters)
{
    m_parts->changeFilters(filters);
}

Filters MainWindow::filters() const
{
    return m_parts->question.filters;
}

bool MainWindow::isSettled() const
{
    return m_parts->isSettled();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings& settings = m_parts->context.settings;
    settings.setValue(QStringLiteral("geometry"), saveGeometry());
    settings.setValue(QStringLiteral("navigationCollapsed"), m_parts->collapsed);
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (m_parts && m_parts->navigation)
        m_parts->fit();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedPaths(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QStringList paths = droppedPaths(event->mimeData());
    for (const QString& path : paths)
        importPath(path);
    if (!paths.isEmpty())
        event->acceptProposedAction();
}

bool MainWindow::event(QEvent* event)
{
    const bool handled = QMainWindow::event(event);
    if (!m_parts || !m_parts->watch)
        return handled;
    switch (event->type()) {
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::WindowStateChange:
        m_parts->updateWatching();
        break;
    case QEvent::LanguageChange:
        m_parts->retranslate();
        break;
    case QEvent::ThemeChange:
        m_parts->theme.systemChanged();
        break;
    default:
        break;
    }
    return handled;
}

} // namespace atalaya::widgets
