// SPDX-License-Identifier: GPL-3.0-or-later
#include "datawatch.h"

#include "services/deliveryservice.h"

#include <QSet>

namespace atalaya::widgets {

namespace {

constexpr int kInterval = 2000; // ms

Result<DateRange> fittingRange(services::DeliveryService& service, const QStringList& services, const StopToken& stop)
{
    const DateRange allTime{DateRange::Kind::AllTime, DateRange().count, {}, {}};
    const Instant now = service.now();
    Filters filters;
    filters.services = services;
    filters.range = allTime;
    ATALAYA_TRY(const delivery::Metrics all, service.metrics(filters.toQuery(now), stop));
    for (const DateRange& range : Filters::openingRanges()) {
        filters.range = range;
        const delivery::Query query = filters.toQuery(now);
        // Days from before the first deployment would thin the figures out.
        if (!all.window.from || query.from < all.window.from)
            return allTime;
        ATALAYA_TRY(const delivery::Metrics metrics, service.metrics(query, stop));
        if (metrics.deployments >= Filters::kEnoughToOpenWith)
            return range;
    }
    return allTime;
}

Result<StoreFacts> readStore(services::DeliveryService& service, const QStringList& services, qint64 version,
                             const StopToken& stop)
{
    StoreFacts store;
    store.dataVersion = version;
    ATALAYA_TRY(store.dataChanged, service.dataChanged());
    delivery::Query query;
    query.asOf = service.now();
    query.environment.clear();
    QSet<QString> environments;
    delivery::PageRequest page{.limit = 1000, .cursor = {}};
    do {
        if (stop.stop_requested())
            return Cancelled{};
        ATALAYA_TRY(const delivery::Page<delivery::ServiceRow> rows, service.services(query, page));
        for (const delivery::ServiceRow& row : rows.rows) {
            store.services.append(row.name);
            for (const QString& environment : row.environments)
                environments.insert(environment);
        }
        page.cursor = rows.nextCursor;
    } while (!page.cursor.isEmpty());
    store.environments = environments.values();
    ATALAYA_TRY(store.teams, service.teams());
    if (!store.isEmpty()) {
        ATALAYA_TRY(store.fittingRange, fittingRange(service, services, stop));
    }
    return store;
}

/// The facts of a new version, or nothing when it is still `known`.
Result<std::optional<StoreFacts>> lookAt(services::DeliveryService& service, const QStringList& services,
                                         std::optional<qint64> known, const StopToken& stop, const Progress& progress)
{
    ATALAYA_TRY(const qint64 version, service.dataVersion());
    if (version == known)
        return std::optional<StoreFacts>();
    ATALAYA_CHECK(service.prepare(stop, progress));
    ATALAYA_TRY(StoreFacts store, readStore(service, services, version, stop));
    return std::optional(std::move(store));
}

} // namespace

DataWatch::DataWatch(services::DeliveryService& service, QThreadPool& pool, QObject* parent)
    : QObject(parent), m_service(service), m_runner(pool)
{
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (!m_busy)
            ask();
    });
}

void DataWatch::setRunning(bool running)
{
    if (running == m_timer.isActive())
        return;
    if (running) {
        m_timer.start();
        look();
    } else {
        m_timer.stop();
    }
}

void DataWatch::setServices(const QStringList& services)
{
    if (services == m_services)
        return;
    m_services = services;
    m_known.reset();
    look();
}

void DataWatch::look()
{
    if (m_busy)
        m_again = true;
    else
        ask();
}

void DataWatch::ask()
{
    m_busy = true;
    m_again = false;
    m_runner.start(
        [&service = m_service, services = m_services, known = m_known](const StopToken& stop, const Progress& progress) {
            return lookAt(service, services, known, stop, progress);
        },
        [this, services = m_services](Result<std::optional<StoreFacts>> answer) { arrived(std::move(answer), services); },
        [this](const ProgressUpdate& update) { Q_EMIT reading(update); });
}

void DataWatch::arrived(Result<std::optional<StoreFacts>> answer, const QStringList& services)
{
    m_busy = false;
    if (answer.isOk() && services != m_services) {
        ask();
        return;
    }
    if (answer.isError()) {
        Q_EMIT failed(answer.error());
    } else if (answer.isOk() && answer.value()) {
        m_store = *std::move(answer).value();
        m_known = m_store.dataVersion;
        Q_EMIT changed(m_store);
    }
    if (m_busy) // changed() led to another question
        return;
    if (m_again)
        ask();
    else
        Q_EMIT looked();
}

std::optional<Milliseconds> DataWatch::age() const
{
    if (!m_store.dataChanged)
        return std::nullopt;
    return m_service.now() - *m_store.dataChanged;
}

} // namespace atalaya::widgets
