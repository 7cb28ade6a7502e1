// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindowparts.h"

#include "delivery/benchmark.h"
#include "widgets/actions/commandpalette.h"
#include "widgets/actions/commandregistry.h"
#include "widgets/actions/shortcutspage.h"
#include "widgets/inspector/inspector.h"
#include "widgets/shell/exportjob.h"
#include "widgets/shell/importjob.h"
#include "widgets/shell/navigation.h"
#include "widgets/shell/topbar.h"

#include <QActionGroup>
#include <QMenu>
#include <QMessageBox>

namespace atalaya::widgets {

void MainWindow::Parts::addCommands()
{
    commands = new CommandRegistry(&window);
    addAllCommands();
    commandPalette = new CommandPalette(*commands, &window);
    QObject::connect(mainMenu, &QMenu::aboutToShow, &window, [this] { commands->refresh(); });
    QObject::connect(exportMenu, &QMenu::aboutToShow, &window, [this] { commands->refresh(); });
}

void MainWindow::Parts::addAllCommands()
{
    addDataCommands();
    addViewCommands();
    addWindowCommands();
}

void MainWindow::Parts::addDataCommands()
{
    const QString data = tr("Data");
    const auto noImport = [this] { return !import->isRunning(); };
    commands->add({.id = QStringLiteral("import.git"),
                   .group = data,
                   .text = tr("Import a repository…"),
                   .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_O)},
                   .run = [this] { askForFolder(); },
                   .isPossible = noImport});
    commands->add({.id = QStringLiteral("import.file"),
                   .group = data,
                   .text = tr("Import a CSV or JSONL file…"),
                   .shortcuts = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)},
                   .run = [this] { askForFile(); },
                   .isPossible = noImport});
    commands->add({.id = QStringLiteral("import.demo"),
                   .group = data,
                   .text = tr("Load the demo"),
                   .run = [this] { import->loadDemo(); },
                   .isPossible = noImport});
    commands->add({.id = QStringLiteral("import.cancel"),
                   .group = data,
                   .text = tr("Cancel the import"),
                   .run = [this] { import->cancel(); },
                   .isPossible = [this] { return import->isRunning(); }});
    commands->add({.id = QStringLiteral("refresh"),
                   .group = data,
                   .text = tr("Refresh"),
                   .shortcuts = {QKeySequence(Qt::Key_F5), QKeySequence(Qt::CTRL | Qt::Key_R)},
                   .run = [this] { refresh(); }});
    commands->add({.id = QStringLiteral("export"),
                   .group = data,
                   .text = tr("Export…"),
                   .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_E)},
                   .icon = icon(IconName::Export),
                   .run = [this] { top->openExportMenu(); },
                   .isPossible = [this] { return view()->hasRows(); }});
    const auto pictureIsPossible = [this] { return !exporter->isRunning() && view()->hasRows(); };
    const auto noExport = [this, pictureIsPossible] { return pictureIsPossible() && view()->usesDeliveryFilters(); };
    commands->add({.id = QStringLiteral("export.deployments"),
                   .group = data,
                   .text = tr("Export the deployments as CSV…"),
                   .run = [this] {
                       askWhereTo(QStringLiteral("deployments.csv"), tr("CSV (*.csv)"), [this](const QString& path) {
                           exporter->exportDeployments(path, question.query, view()->tableFilter());
                       });
                   },
                   .isPossible = noExport});
    commands->add({.id = QStringLiteral("export.metrics"),
                   .group = data,
                   .text = tr("Export the five metrics as JSON…"),
                   .run = [this] {
                       askWhereTo(QStringLiteral("metrics.json"), tr("JSON (*.json)"),
                                  [this](const QString& path) { exporter->exportMetrics(path, question.query); });
                   },
                   .isPossible = noExport});
    commands->add({.id = QStringLiteral("export.picture"),
                   .group = data,
                   .text = tr("Export a picture of the window…"),
                   .run = [this] {
                       const QImage picture = window.grab().toImage();
                       askWhereTo(QStringLiteral("atalaya.png"), tr("PNG (*.png)"),
                                  [this, picture](const QString& path) { exporter->exportPicture(path, picture); });
                   },
                   .isPossible = pictureIsPossible});
    commands->add({.id = QStringLiteral("connect"),
                   .group = data,
                   .text = tr("Connect an AI client…"),
                   .icon = icon(IconName::Agents),
                   .run = [this] { openConnect(); }});
}

void MainWindow::Parts::addViewCommands()
{
    const QString group = tr("View");
    int number = 0;
    for (const Place& place : std::as_const(places)) {
        ++number;
        commands->add({.id = QString(QStringLiteral("view.") + place.id),
                       .group = group,
                       .text = nameOf(place.id),
                       .shortcuts = {QKeySequence(int(Qt::CTRL) | (Qt::Key_0 + number))},
                       .icon = icon(place.icon),
                       .run = [this, id = place.id] { open(id); }});
    }
    commands->add({.id = QStringLiteral("filter.table"),
                   .group = group,
                   .text = tr("Filter the table"),
                   .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_F)},
                   .icon = icon(IconName::Search),
                   .run = [this] { view()->focusFilter(); }});
    commands->add({.id = QStringLiteral("filter.reset"),
                   .group = group,
                   .text = tr("Reset the filters"),
                   .run = [this] { resetFilters(); },
                   .isPossible = [this] { return view()->usesDeliveryFilters(); }});
    for (const Place& place : std::as_const(places)) {
        for (const Command& command : place.view->commands())
            commands->add(command);
    }
    const auto hasPlots = [this] { return view()->hasPlots(); };
    commands->add({.id = QStringLiteral("plots.crosshair"),
                   .group = group,
                   .text = tr("Crosshair of the plots: off, line, line and values"),
                   .shortcuts = {QKeySequence(Qt::Key_C)},
                   .run = [this] { view()->nextCrosshair(); },
                   .isPossible = hasPlots});
    commands->add({.id = QStringLiteral("plots.tables"),
                   .group = group,
                   .text = tr("Plots as tables, and back"),
                   .shortcuts = {QKeySequence(Qt::Key_T)},
                   .run = [this] {
                       tablesVisible = !tablesVisible;
                       view()->setTablesVisible(tablesVisible);
                   },
                   .isPossible = hasPlots});
}

void MainWindow::Parts::addWindowCommands()
{
    const QString group = tr("Window");
    commands->add({.id = QStringLiteral("palette"),
                   .group = group,
                   .text = tr("All commands…"),
                   .shortcuts = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
                   .run = [this] { commandPalette->open(); }});
    commands->add({.id = QStringLiteral("inspector.close"),
                   .group = group,
                   .text = tr("Close the inspector"),
                   .shortcuts = {QKeySequence(Qt::Key_Escape)},
                   .run = [this] { closeInspector(); }});
    commands->add({.id = QStringLiteral("inspector.back"),
                   .group = group,
                   .text = tr("Back in the inspector"),
                   .shortcuts = {QKeySequence(Qt::ALT | Qt::Key_Left)},
                   .run = [this] { inspector->back(); }});
    commands->add({.id = QStringLiteral("inspector.forward"),
                   .group = group,
                   .text = tr("Forward in the inspector"),
                   .shortcuts = {QKeySequence(Qt::ALT | Qt::Key_Right)},
                   .run = [this] { inspector->forward(); }});
    commands->add({.id = QStringLiteral("navigation.collapse"),
                   .group = group,
                   .text = tr("Navigation as icons, or with names"),
                   .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_B)},
                   .run = [this] {
                       collapsed = !navigation->isCollapsed();
                       fit();
                   }});
    commands->add({.id = QStringLiteral("menu"),
                   .group = group,
                   .text = tr("Open the menu"),
                   .shortcuts = {QKeySequence(Qt::Key_F10)},
                   .run = [this] { navigation->openMenu(); }});
    commands->add({.id = QStringLiteral("help.shortcuts"),
                   .group = tr("Help"),
                   .text = tr("Keyboard shortcuts"),
                   .shortcuts = {QKeySequence(Qt::Key_F1)},
                   .run = [this] { (new ShortcutsPage(*commands, &window))->show(); }});
    commands->add({.id = QStringLiteral("help.about"), .group = tr("Help"), .text = tr("About Atalaya"), .run = [this] {
                       auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Atalaya"),
                                                   tr("Atalaya %1\nHow software gets delivered, from what teams already produce.\n"
                                                      "Free software under the GNU GPL, version 3 or later.")
                                                       .arg(QStringLiteral(ATALAYA_VERSION)),
                                                   QMessageBox::Close, &window);
                       box->setAttribute(Qt::WA_DeleteOnClose);
                       box->open();
                   }});
    commands->add({.id = QStringLiteral("quit"),
                   .group = group,
                   .text = tr("Close the window"),
                   .shortcuts = {QKeySequence(Qt::CTRL | Qt::Key_Q)},
                   .run = [this] { window.close(); }});
}

void MainWindow::Parts::fillMenus()
{
    for (QMenu* menu : {mainMenu, exportMenu}) {
        qDeleteAll(menu->findChildren<QMenu*>(Qt::FindDirectChildrenOnly)); // of the language before
        menu->clear();
    }
    const auto add = [this](QMenu* menu, std::initializer_list<const char16_t*> ids) {
        for (const char16_t* id : ids) {
            if (QAction* action = commands->action(QString::fromUtf16(id)))
                menu->addAction(action);
            else
                menu->addSeparator();
        }
    };
    add(mainMenu, {u"import.git", u"import.file", u"import.demo", u"-", u"refresh"});
    exportSubmenu = mainMenu->addMenu(tr("Export"));
    fillExports();
    add(mainMenu, {u"connect", u"-"});
    QMenu* views = mainMenu->addMenu(tr("View"));
    for (const Place& place : std::as_const(places))
        views->addAction(commands->action(QString(QStringLiteral("view.") + place.id)));
    add(views, {u"-", u"filter.table", u"filter.reset", u"-", u"plots.crosshair", u"plots.tables", u"-", u"navigation.collapse"});
    mainMenu->addMenu(themeMenu());
    mainMenu->addMenu(editionMenu());
    mainMenu->addSeparator();
    QMenu* help = mainMenu->addMenu(tr("Help"));
    add(help, {u"palette", u"help.shortcuts", u"help.about"});
    add(mainMenu, {u"-", u"quit"});
}

void MainWindow::Parts::fillExports()
{
    QStringList ids = view()->exports();
    if (view()->usesDeliveryFilters())
        ids << QStringLiteral("export.deployments") << QStringLiteral("export.metrics");
    ids << QStringLiteral("export.picture");
    for (QMenu* menu : {exportMenu, exportSubmenu}) {
        menu->clear();
        for (const QString& id : std::as_const(ids))
            menu->addAction(commands->action(id));
    }
}

QMenu* MainWindow::Parts::themeMenu()
{
    auto* menu = new QMenu(tr("Theme"), mainMenu);
    auto* group = new QActionGroup(menu);
    const std::pair<ThemeMode, QString> modes[] = {
        {ThemeMode::System, tr("As the system")}, {ThemeMode::Light, tr("Light")}, {ThemeMode::Dark, tr("Dark")}};
    for (const auto& [mode, text] : modes) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, &window, [this, mode = mode] { window.setTheme(mode); });
        QObject::connect(menu, &QMenu::aboutToShow, action, [this, action, mode = mode] { action->setChecked(theme.mode() == mode); });
    }
    return menu;
}

QMenu* MainWindow::Parts::editionMenu()
{
    auto* menu = new QMenu(tr("Benchmark"), mainMenu);
    auto* group = new QActionGroup(menu);
    for (const QString& edition : delivery::benchmarkEditions()) {
        QAction* action = menu->addAction(delivery::editionName(edition));
        action->setCheckable(true);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, &window, [this, edition] {
            Filters filters = question.filters;
            filters.edition = edition;
            changeFilters(filters);
        });
        QObject::connect(menu, &QMenu::aboutToShow, action,
                         [this, action, edition] { action->setChecked(question.filters.edition == edition); });
    }
    return menu;
}

} // namespace atalaya::widgets
