// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/apistatus.h"
#include "widgets/models/subject.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/theme/icons.h"
#include "widgets/views/view.h"

#include <QList>
#include <QPointer>
#include <QTimer>

class QMenu;
class QStackedWidget;

namespace atalaya::widgets {

class CatalogueView;
class CommandPalette;
class CommandRegistry;
class ConnectDialog;
class DataWatch;
class ExportJob;
class ImportJob;
class Inspector;
class Navigation;
class NoticeBar;
class StatusBar;
class TopBar;

/// A view as the shell knows it.
struct Place {
    QString id;
    int group; ///< of the navigation: delivery, data, AI and operations
    IconName icon;
    View* view;
};

/// What a range that nobody chose does when the facts of the store arrive.
enum class RangeFit {
    Stays,  ///< what is shown is not taken away
    Widens, ///< it gives way to a wider one only, so that what has just come in is seen
    Fits,   ///< nothing was shown yet, or of other services: it becomes StoreFacts::fittingRange
};

/// What the window is made of, and what it does with it. Everything but the timers belongs to the window by Qt's parents.
struct MainWindow::Parts {
    Parts(MainWindow& owner, const ConsoleContext& consoleContext);

    MainWindow& window;
    ConsoleContext context;
    Theme theme;
    QList<Place> places;
    CatalogueView* catalogue = nullptr;
    CommandRegistry* commands = nullptr;
    CommandPalette* commandPalette = nullptr;
    Navigation* navigation = nullptr;
    TopBar* top = nullptr;
    NoticeBar* notice = nullptr;
    QStackedWidget* stack = nullptr;
    Inspector* inspector = nullptr;
    StatusBar* status = nullptr;
    DataWatch* watch = nullptr;
    ImportJob* import = nullptr;
    ExportJob* exporter = nullptr;
    QMenu* mainMenu = nullptr;
    QMenu* exportMenu = nullptr;
    QMenu* exportSubmenu = nullptr; ///< the same in the main menu
    QPointer<ConnectDialog> connectDialog;

    QString viewId;
    ApiStatus api;
    Question question;
    Subject subject;
    QPointer<QWidget> openedFrom; ///< gets the focus back when the inspector closes
    QStringList waiting;  ///< paths to import after the one under way
    QStringList imported; ///< services that have come in since the first of them began
    qint64 asOfVersion = 0; ///< the data version that was last asked about
    bool asked = false;  ///< the first question waits for the first look at the store
    bool collapsed = false; ///< as the person wants it; a narrow window collapses the navigation anyway
    RangeFit rangeFit = RangeFit::Fits;
    bool remembered = true;      ///< the filters are from the settings, and may name what the store does not know
    bool askWaits = false;       ///< for the range that fits what was imported
    bool wasEmpty = false;       ///< the store, before what is being imported
    bool saysImport = false;     ///< the views have been told of an import
    bool tablesVisible = false;
    bool stale = false;
    QTimer settling;
    QTimer ages;

    void build();
    void connectAll();
    void connectView(View* view);
    /// In windowjobs.cpp.
    void connectJobs();
    void connectImport();
    void connectExport();
    /// In windowcommands.cpp.
    void addCommands();
    void addAllCommands();
    void addViewCommands();
    void addDataCommands();
    void addWindowCommands();
    void fillMenus();
    void fillExports();
    QMenu* themeMenu();
    QMenu* editionMenu();

    View* view() const;
    /// What a view is called in the program's language.
    QString nameOf(const QString& place) const;
    void sayPlaces();
    /// Another language: says everything again.
    void retranslate();
    void open(const QString& id);
    void ask();
    void refresh();
    /// In windowfilters.cpp. With other services a range that nobody chose does what `otherServices` says.
    void changeFilters(Filters filters, RangeFit otherServices = RangeFit::Fits);
    void applyFilters(const Filters& filters);
    void fitRange(Filters& filters);
    void resetFilters();
    void showEverything();
    void takeStore(const StoreFacts& store);
    void sayImport(const QString& words, const ProgressUpdate& update);
    void endSayingImport();
    void select(const Subject& chosen, bool opens);
    void closeInspector();
    void fit();
    void updateWatching();
    void noteSettling();
    bool isSettled() const;
    void setApi(const ApiStatus& status);
    void openConnect();

    /// In windowjobs.cpp.
    void askForFolder();
    void askForFile();
    void askWhereTo(const QString& suggestion, const QString& filter, const std::function<void(const QString&)>& then);
    void importNext();
    /// What was imported is what one wants to see: it becomes the filter's service.
    void showImported();
    void showFailedImport(const Error& error, bool canSkipBadRows);
    void showStale(const QString& why);
    void cameFresh();
};

} // namespace atalaya::widgets
