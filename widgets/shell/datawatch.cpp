// SPDX-License-Identifier: GPL-3.0-or-later
#include "datawatch.h"

#include "services/deliveryservice.h"

#include <QSet>

namespace atalaya::widgets {

namespace {

constexpr int kInterval = 2000; // ms

Result<DateRange> fittingRange(services::DeliveryService& service, const StopToken& stop)
{
    Filters filters;
    for (const DateRange& range : Filters::openingRanges()) {
        filters.range = range;
        ATALAYA_TRY(const delivery::Metrics metrics, service.metrics(filters.toQuery(service.now()), stop));
        if (metrics.deployments >= Filters::kEnoughToOpenWith)
            return range;
    }
    return DateRange{DateRange::Kind::AllTime, DateRange().count, {}, {}};
}

Result<StoreFacts> readStore(services::DeliveryService& service, qint64 version, const StopToken& stop)
{
    StoreFacts store;
    store.dataVersion = version;
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
        ATALAYA_TRY(store.fittingRange, fittingRange(service, stop));
    }
    return store;
}

/// The facts of a new version, or nothing when it is still `known`.
Result<std::optional<StoreFacts>> lookAt(services::DeliveryService& service, qint64 known, const StopToken& stop, const Progress& progress)
{
    ATALAYA_TRY(const qint64 version, service.dataVersion());
    if (version == known)
        return std::optional<StoreFacts>();
    ATALAYA_CHECK(service.prepare(stop, progress));
    ATALAYA_TRY(StoreFacts store, readStore(service, version, stop));
    return std::optional(std::move(store));
}

} // namespace

DataWatch::DataWatch(services::DeliveryService& service, QThreadPool& pool, QObject* parent)
    : QObject(parent), m_service(service), m_runner(pool)
{
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &DataWatch::look);
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

void DataWatch::look()
{
    if (m_busy)
        return;
    m_busy = true;
    m_runner.start(
        [&service = m_service, known = m_store.dataVersion](const StopToken& stop, const Progress& progress) {
            return lookAt(service, known, stop, progress);
        },
        [this](Result<std::optional<StoreFacts>> answer) {
            m_busy = false;
            if (answer.isError()) {
                Q_EMIT failed(answer.error());
            } else if (answer.isOk() && answer.value()) {
                m_store = *std::move(answer).value();
                m_since = m_service.now();
                Q_EMIT changed(m_store);
            }
            Q_EMIT looked();
        },
        [this](const ProgressUpdate& update) { Q_EMIT reading(update); });
}

std::optional<Milliseconds> DataWatch::age() const
{
    if (!m_since)
        return std::nullopt;
    return m_service.now() - *m_since;
}

} // namespace atalaya::widgets
