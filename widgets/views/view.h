// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "base/stoptoken.h"
#include "delivery/query.h"
#include "delivery/rows.h"
#include "widgets/actions/commandregistry.h"
#include "widgets/models/apistatus.h"
#include "widgets/models/filters.h"
#include "widgets/models/storefacts.h"
#include "widgets/models/subject.h"

#include <QWidget>

#include <functional>

namespace atalaya::widgets {

/// What the window asks a view for: the filters, and the question that they made at one moment.
struct Question {
    Filters filters;
    delivery::Query query;
};

/// Writes a file at the path, all or nothing, and returns what it wrote, in words. Called on the pool.
using FileJob = std::function<Result<QString>(const QString& path, const StopToken&, const Progress&)>;

/// A page of the console, between the filters and the status bar. A view reads on the pool and never blocks.
class View : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Whether the filters of deliveries (service, environment, team, range, zone) decide what it shows. Otherwise its own tools
    /// stand in their place, and of a question it takes the moment and the time zone.
    virtual bool usesDeliveryFilters() const { return true; }
    /// The view's own; the window shows them while it shows the view. Null: none.
    virtual QWidget* tools() { return nullptr; }
    /// What can be done here alone, in the program's language.
    virtual QList<Command> commands() { return {}; }
    /// The ids of those of its commands that write a file.
    virtual QStringList exports() const { return {}; }

    /// Another question: what was shown stays until the answer arrives.
    virtual void ask(const Question& question) = 0;
    /// The same filters, asked again because the data changed: scroll position, selection and table filter stay.
    virtual void refresh(const Question& question) = 0;
    /// Shows what is selected, wherever it appears. Emits nothing.
    virtual void select(const Subject& subject) { Q_UNUSED(subject) }
    /// The store is being read, so that nothing can be asked yet; until then a view says that it waits.
    virtual void showReading(const ProgressUpdate& update) { Q_UNUSED(update) }
    /// Something is being imported, and how far that is: an empty page says this instead of what to do.
    virtual void showImport(const QString& words, const ProgressUpdate& update)
    {
        Q_UNUSED(words)
        Q_UNUSED(update)
    }
    virtual void endImport() {}
    /// What there is beside the answer: decides what an empty page offers.
    virtual void setStore(const StoreFacts& store) { Q_UNUSED(store) }
    /// Whether and where the API of this program listens.
    virtual void setApi(const ApiStatus& api) { Q_UNUSED(api) }
    /// Nothing is being read.
    virtual bool isSettled() const = 0;
    virtual void focusFilter() = 0;
    /// What the head of its table narrows the list to.
    virtual delivery::DeploymentFilter tableFilter() const { return {}; }
    /// Plots as tables, and back.
    virtual void setTablesVisible(bool visible) { Q_UNUSED(visible) }
    /// There is something to export.
    virtual bool hasRows() const = 0;
    virtual bool hasPlots() const { return false; }
    /// The next of the crosshair's modes, in all plots: off, line, line and values.
    virtual void nextCrosshair() {}

Q_SIGNALS:
    void settledChanged();
    /// A person moved to it: an open inspector follows.
    void selected(const atalaya::widgets::Subject& subject);
    /// A person wants to read about it: the inspector opens.
    void opened(const atalaya::widgets::Subject& subject);
    /// For the status bar, the same in every view: deploymentsText().
    void shownChanged(const QString& text);
    /// What the window offers while there is nothing to show.
    void importWanted();
    void demoWanted();
    void filtersReset();
    /// Also what no reset shows: every environment, all time.
    void everythingWanted();
    /// Another stretch of time is asked for: wider, or one that has a period before it to compare with.
    void rangeWanted(const atalaya::widgets::DateRange& range);
    /// A token and the settings for a program that is to use the API.
    void connectWanted();
    /// A file is to be written where the person says: its name as a proposal, and the kind of it ("CSV (*.csv)").
    void fileWanted(const QString& suggestion, const QString& kind, const atalaya::widgets::FileJob& job);
    /// The whole list, in its own view.
    void deploymentsWanted();
    /// The answer could not be renewed: what is shown is older, and why.
    void wentStale(const QString& why);
    void cameFresh();
};

} // namespace atalaya::widgets
