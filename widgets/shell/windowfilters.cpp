// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindowparts.h"

#include "services/deliveryservice.h"
#include "widgets/shell/datawatch.h"
#include "widgets/shell/filterbar.h"
#include "widgets/shell/importjob.h"
#include "widgets/shell/statusbar.h"
#include "widgets/shell/topbar.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace atalaya::widgets {

namespace {

/// About how many days a range reaches back.
int reachOf(const DateRange& range)
{
    switch (range.kind) {
    case DateRange::Kind::LastDays:
        return range.count;
    case DateRange::Kind::LastMonths:
        return 30 * range.count;
    case DateRange::Kind::Dates:
        return int(range.first.daysTo(range.last)) + 1;
    case DateRange::Kind::AllTime:
        break;
    }
    return std::numeric_limits<int>::max();
}

} // namespace

void MainWindow::Parts::changeFilters(Filters filters, RangeFit otherServices)
{
    remembered = false;
    if (filters.services != question.filters.services)
        rangeFit = std::max(rangeFit, otherServices);
    if (!filters.rangeChosen) {
        if (question.filters.rangeChosen)
            rangeFit = RangeFit::Fits;
        filters.range = question.filters.rangeChosen ? watch->store().fittingRange : question.filters.range;
    }
    watch->setServices(filters.services);
    fitRange(filters);
    // What was just imported may lie before the range that is shown: nothing is asked of it until the range is known.
    askWaits = otherServices == RangeFit::Widens && !filters.rangeChosen && watch->isFitting();
    applyFilters(filters);
}

void MainWindow::Parts::applyFilters(const Filters& filters)
{
    const Instant now = context.delivery.now();
    question.filters = filters;
    question.query = filters.toQuery(now);
    filters.save(context.settings, context.delivery.storeId());
    top->filters()->setFilters(filters, filters.dayOf(now));
    status->setZone(filters.zoneText());
    if (asked && !askWaits)
        ask();
}

void MainWindow::Parts::fitRange(Filters& filters)
{
    const StoreFacts& store = watch->store();
    if (filters.rangeChosen || rangeFit == RangeFit::Stays || watch->isFitting())
        return; // the facts under way say more
    if (rangeFit == RangeFit::Fits || reachOf(store.fittingRange) > reachOf(filters.range))
        filters.range = store.fittingRange;
    const bool isFilling = wasEmpty && import->isRunning();
    if (!store.isEmpty() && !isFilling)
        rangeFit = RangeFit::Stays;
}

void MainWindow::Parts::resetFilters()
{
    rangeFit = RangeFit::Fits;
    changeFilters(question.filters.reset());
}

void MainWindow::Parts::showEverything()
{
    Filters filters = question.filters.reset();
    filters.environment.clear();
    filters.range.kind = DateRange::Kind::AllTime;
    filters.rangeChosen = true;
    changeFilters(filters);
}

void MainWindow::Parts::takeStore(const StoreFacts& store)
{
    if (store.isEmpty())
        wasEmpty = true;
    top->filters()->setStore(store);
    for (const Place& place : std::as_const(places))
        place.view->setStore(store);
    const bool newData = store.dataVersion != asOfVersion;
    asOfVersion = store.dataVersion;
    Filters filters = std::exchange(remembered, false) ? question.filters.knownTo(store) : question.filters;
    watch->setServices(filters.services);
    fitRange(filters);
    if (!import->isRunning())
        wasEmpty = store.isEmpty();
    const bool waited = std::exchange(askWaits, false);
    if (filters != question.filters)
        applyFilters(filters);
    else if (waited)
        ask();
    else if (asked && newData)
        refresh();
    noteSettling();
    if (!asked && !watch->isFitting())
        ask();
}

void MainWindow::Parts::showImported()
{
    if (imported.isEmpty())
        return;
    Filters filters = question.filters;
    filters.services = std::exchange(imported, {});
    filters.environment = Filters().environment; // a repository's deployments are production's, and no team's
    filters.team.clear();
    changeFilters(filters, RangeFit::Widens);
}

void MainWindow::Parts::sayImport(const QString& words, const ProgressUpdate& update)
{
    saysImport = true;
    for (const Place& place : std::as_const(places))
        place.view->showImport(words, update);
}

void MainWindow::Parts::endSayingImport()
{
    if (import->isRunning() || !std::exchange(saysImport, false))
        return;
    for (const Place& place : std::as_const(places))
        place.view->endImport();
}

} // namespace atalaya::widgets
