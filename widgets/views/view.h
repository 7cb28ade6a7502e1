// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "delivery/query.h"
#include "delivery/rows.h"
#include "widgets/models/filters.h"
#include "widgets/models/storefacts.h"
#include "widgets/models/subject.h"

#include <QWidget>

namespace atalaya::widgets {

/// What the window asks a view for: the filters, and the question that they made at one moment.
struct Question {
    Filters filters;
    delivery::Query query;
};

/// A page of the console, between the filters and the status bar. A view reads on the pool and never blocks.
class View : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Another question: what was shown stays until the answer arrives.
    virtual void ask(const Question& question) = 0;
    /// The same filters, asked again because the data changed: scroll position, selection and table filter stay.
    virtual void refresh(const Question& question) = 0;
    /// Shows what is selected, wherever it appears. Emits nothing.
    virtual void select(const Subject& subject) = 0;
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
    /// Nothing is being read.
    virtual bool isSettled() const = 0;
    virtual void focusFilter() = 0;
    /// What the head of its table narrows the list to.
    virtual delivery::DeploymentFilter tableFilter() const = 0;
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
    /// The whole list, in its own view.
    void deploymentsWanted();
    /// The answer could not be renewed: what is shown is older, and why.
    void wentStale(const QString& why);
    void cameFresh();
};

} // namespace atalaya::widgets
