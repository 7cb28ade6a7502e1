// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/iactservice.h"

#include "base/json.h"
#include "delivery/cursor.h"
#include "ingest/intake.h"
#include "store/tokenrepository.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>
#include <cmath>

namespace atalaya::services {

using model::PhaseEvent;
using store::Connection;
using store::EventPosition;
using store::EventRepository;
using store::EventTotals;
using store::IdempotencyRepository;
using store::Transaction;

namespace {

constexpr Milliseconds kInstant{1};
constexpr auto kRemembered = std::chrono::hours(24);
constexpr int kMaxPage = 10'000;
constexpr qint64 kMicrosPerHour = 3'600'000'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("IactService", text);
}

/// numerator / denominator with 2 decimals, half away from zero, from whole numbers: what one calculates by hand. The
/// denominator is given in hundredths of its unit. Neither is negative.
std::optional<double> quotient(qint64 numerator, qint64 hundredths)
{
    if (hundredths <= 0)
        return std::nullopt;
    const qint64 rest = numerator % hundredths;
    return double(numerator / hundredths + (rest >= hundredths - rest ? 1 : 0)) / 100;
}

std::optional<double> leadTimeHours(const EventTotals& totals)
{
    return quotient(totals.deploymentMicros, totals.deploymentDurations * (kMicrosPerHour / 100));
}

std::optional<double> failurePercent(const EventTotals& totals)
{
    return quotient(totals.failures * 10'000, totals.successes + totals.failures);
}

std::optional<double> restoreHours(const EventTotals& totals)
{
    return quotient(totals.restoreMicros, totals.restores * (kMicrosPerHour / 100));
}

/// The filter with both ends of its window, over all phases and features.
Result<EventFilter> closedWindow(EventRepository& events, EventFilter filter, Instant now)
{
    filter.phase.reset();
    filter.featureId.clear();
    if (!filter.to)
        filter.to = now + kInstant;
    if (!filter.from) {
        ATALAYA_TRY(const QList<store::DailyTotals> days, events.daily(filter));
        filter.from = days.isEmpty() ? *filter.to : startOfUtcDay(days.first().day);
    }
    if (*filter.to < *filter.from)
        return Error{ErrorCode::InvalidInput, tr("The window ends before it begins.")};
    return filter;
}

/// To the second, so that the millisecond that closes a window at its end moves no level.
double daysOf(const EventFilter& window)
{
    return std::round(double((*window.to - *window.from).count()) / 1000) / 86'400;
}

QByteArray cursorScopeOf(const QString& storeId, const EventFilter& filter)
{
    const QString length = filter.from && filter.to ? QString::number((*filter.to - *filter.from).count()) : QString();
    return delivery::cursorScope(QStringLiteral("phase-events"), storeId, {},
                                 {filter.project, filter.team, filter.environment,
                                  filter.phase ? model::phaseName(*filter.phase) : QString(), filter.featureId,
                                  length});
}

/// Where a list of events goes on, and what its first page saw.
struct ListState
{
    std::optional<Instant> from, to;
    std::optional<EventPosition> after;
    qint64 maxId = 0;
    qint64 total = 0;

    static constexpr qsizetype kFields = 6;
    QStringList toFields() const
    {
        const auto moment = [](std::optional<Instant> instant) {
            return instant ? QString::number(toMs(*instant)) : QString();
        };
        return {moment(from),
                moment(to),
                moment(after->createdAt),
                QString::number(after->id),
                QString::number(maxId),
                QString::number(total)};
    }
    static ListState fromFields(const QStringList& fields)
    {
        const auto moment = [&fields](int place) -> std::optional<Instant> {
            return fields[place].isEmpty() ? std::nullopt : std::optional(instantFromMs(fields[place].toLongLong()));
        };
        return {.from = moment(0),
                .to = moment(1),
                .after = EventPosition{moment(2).value_or(Instant()), fields[3].toLongLong()},
                .maxId = fields[4].toLongLong(),
                .total = fields[5].toLongLong()};
    }
};

QByteArray toBytes(const IactService::Added& added)
{
    QJsonArray ids, createdAt;
    for (const qint64 id : added.ids)
        ids.append(id);
    for (const Instant instant : added.createdAt)
        createdAt.append(toMs(instant));
    return compactJson({{QStringLiteral("ids"), ids},
                        {QStringLiteral("created"), added.created},
                        {QStringLiteral("created_at_ms"), createdAt}});
}

Result<IactService::Added> addedFromBytes(const QByteArray& bytes)
{
    const Result<QJsonValue> parsed = parseJson(bytes);
    if (!parsed.isOk() || !parsed.value().isObject())
        return Error{ErrorCode::Io, tr("The answer that was remembered for this key cannot be read; use another key."),
                     QStringLiteral("idempotency.answer is no JSON object")};
    const QJsonObject object = parsed.value().toObject();
    IactService::Added added;
    for (const QJsonValue id : object.value(QLatin1String("ids")).toArray())
        added.ids.append(id.toInteger());
    for (const QJsonValue ms : object.value(QLatin1String("created_at_ms")).toArray())
        added.createdAt.append(instantFromMs(ms.toInteger()));
    added.created = object.value(QLatin1String("created")).toInteger();
    return added;
}

Result<IactService::Added> addTo(Transaction& transaction, const QList<PhaseEvent>& events)
{
    ATALAYA_TRY(EventRepository::Inserted inserted, ingest::takeIn(transaction, events));
    return IactService::Added{.ids = std::move(inserted.ids),
                              .created = inserted.newIndexes.size(),
                              .createdAt = std::move(inserted.createdAt)};
}

enum Level { Elite, High, Medium, Low };

} // namespace

EventFilter lastDays(Instant now, int days)
{
    EventFilter filter;
    filter.from = now - std::chrono::days(days);
    filter.to = now + kInstant;
    return filter;
}

EventFilter wholeDays(qint64 firstDay, qint64 lastDay)
{
    EventFilter filter;
    filter.from = startOfUtcDay(firstDay);
    filter.to = startOfUtcDay(lastDay + 1);
    return filter;
}

QString iactClassification(qint64 deployments, double days, double leadHours, double failurePercentage, double restore)
{
    const auto below = [](double value, double elite, double high, double medium) {
        return value < elite ? Elite : value < high ? High : value < medium ? Medium : Low;
    };
    const auto upTo = [](double value, double elite, double high, double medium) {
        return value <= elite ? Elite : value <= high ? High : value <= medium ? Medium : Low;
    };
    const double perWeek = days > 0 ? double(deployments) * 7 / days : 0;
    const Level frequency = perWeek > 7 ? Elite : perWeek >= 1 ? High : perWeek >= 0.25 ? Medium : Low;

    std::array<int, 4> count{};
    for (const Level level :
         {frequency, below(leadHours, 1, 24, 168), upTo(failurePercentage, 15, 30, 45), below(restore, 1, 24, 168)})
        ++count[level];
    if (count[Elite] >= 3)
        return QStringLiteral("Elite");
    if (count[High] >= 2)
        return QStringLiteral("High");
    return count[Medium] >= 2 ? QStringLiteral("Medium") : QStringLiteral("Low");
}

IactService::IactService(store::Database& database, const Clock& clock) : m_database(database), m_clock(clock) {}

Result<IactService::Added> IactService::write(const Write& job, const Waiting& waiting)
{
    Patience patience(waiting);
    Result<Added> added = m_database.write(
        [&](Transaction& transaction) -> Result<Added> {
            if (!patience.begin())
                return Cancelled{};
            return job(transaction);
        },
        patience.token());
    if (added.isCancelled() && patience.ranOut())
        return Error{ErrorCode::Unavailable,
                     tr("The store is busy with other writing; nothing was stored. Try again in a moment."),
                     QStringLiteral("the wait for the writer or its lock ran out")};
    return added;
}

Result<IactService::Added> IactService::add(const QList<PhaseEvent>& events, const Waiting& waiting)
{
    return write([&events](Transaction& transaction) { return addTo(transaction, events); }, waiting);
}

Result<IactService::Added> IactService::addOnce(const QString& idempotencyKey, const QByteArray& bodyHash,
                                                const QList<PhaseEvent>& events, const Waiting& waiting)
{
    const Instant now = m_clock.now();
    const auto job = [&](Transaction& transaction) -> Result<Added> {
        ATALAYA_CHECK(IdempotencyRepository::forgetBefore(transaction, now - kRemembered));
        ATALAYA_TRY(const std::optional<IdempotencyRepository::Entry> first,
                    IdempotencyRepository(transaction).find(idempotencyKey));
        if (first) {
            if (first->bodyHash != bodyHash)
                return Error{ErrorCode::Conflict,
                             tr("This Idempotency-Key was used for another request in the last 24 hours.")};
            return addedFromBytes(first->answer);
        }
        ATALAYA_TRY(Added added, addTo(transaction, events));
        ATALAYA_CHECK(IdempotencyRepository::put(transaction, idempotencyKey, {bodyHash, toBytes(added), now}));
        return added;
    };
    return write(job, waiting);
}

Result<delivery::Page<PhaseEvent>> IactService::events(const EventFilter& filter, const delivery::PageRequest& request)
{
    if (request.limit < 1 || request.limit > kMaxPage)
        return Error{ErrorCode::InvalidInput, tr("limit must be between 1 and %1").arg(kMaxPage)};
    const QByteArray scope = cursorScopeOf(m_database.storeId(), filter);
    ATALAYA_TRY(const std::optional<QStringList> fields,
                decodeCursor(scope, request.cursor, ListState::kFields));

    return m_database.read([&](Connection& connection) -> Result<delivery::Page<PhaseEvent>> {
        EventRepository events(connection);
        EventFilter window = filter;
        ListState state;
        if (fields) {
            state = ListState::fromFields(*fields);
            window.from = state.from;
            window.to = state.to;
        } else {
            state.from = filter.from;
            state.to = filter.to;
            ATALAYA_TRY(state.maxId, events.maxId());
            ATALAYA_TRY(state.total, events.count(filter));
        }
        delivery::Page<PhaseEvent> page;
        // One more than asked for tells whether there is a next page.
        ATALAYA_TRY(page.rows, events.page(window, request.limit + 1, state.after, state.maxId));
        page.total = state.total;
        if (page.rows.size() > request.limit) {
            page.rows.resize(request.limit);
            state.after = EventPosition{page.rows.last().createdAt, page.rows.last().id};
            page.nextCursor = encodeCursor(scope, state.toFields());
        }
        return page;
    });
}

Result<IactSummary> IactService::summary(const EventFilter& filter)
{
    return m_database.read([&](Connection& connection) -> Result<IactSummary> {
        EventRepository events(connection);
        ATALAYA_TRY(const EventFilter window, closedWindow(events, filter, m_clock.now()));
        ATALAYA_TRY(const EventTotals totals, events.totals(window));
        IactSummary summary{.deploymentFrequency = totals.deployments,
                            .leadTimeHours = leadTimeHours(totals).value_or(0),
                            .changeFailureRate = failurePercent(totals).value_or(0),
                            .mttrHours = restoreHours(totals).value_or(0),
                            .from = *window.from,
                            .to = *window.to,
                            .leadTimes = totals.deploymentDurations,
                            .decisions = totals.successes + totals.failures,
                            .restores = totals.restores};
        // From the published figures, so that a client who calculates with them comes to the same word.
        summary.classification = iactClassification(summary.deploymentFrequency, daysOf(window), summary.leadTimeHours,
                                                    summary.changeFailureRate, summary.mttrHours);
        ATALAYA_TRY(summary.totalCycles, events.distinctCycles(window));
        return summary;
    });
}

Result<QList<IactDay>> IactService::daily(const EventFilter& filter)
{
    return m_database.read([&](Connection& connection) -> Result<QList<IactDay>> {
        EventRepository events(connection);
        ATALAYA_TRY(const EventFilter window, closedWindow(events, filter, m_clock.now()));
        QList<IactDay> days;
        if (*window.from == *window.to)
            return days;
        const qint64 first = utcDay(*window.from), last = utcDay(*window.to - kInstant);
        if (last - first >= kMaxDays)
            return Error{ErrorCode::InvalidInput, tr("The window is longer than %1 days.").arg(kMaxDays)};
        days.reserve(last - first + 1);
        for (qint64 day = first; day <= last; ++day)
            days.append(IactDay{.day = day});
        ATALAYA_TRY(const QList<store::DailyTotals> rows, events.daily(window));
        for (const store::DailyTotals& row : rows) {
            if (row.day >= first && row.day <= last)
                days[row.day - first] = {.day = row.day,
                                         .deployments = row.totals.deployments,
                                         .leadTimeHours = leadTimeHours(row.totals),
                                         .changeFailureRate = failurePercent(row.totals),
                                         .mttrHours = restoreHours(row.totals)};
        }
        return days;
    });
}

Result<qint64> IactService::dataVersion()
{
    return m_database.dataVersion();
}

QStringList warningsOf(const IactSummary& summary)
{
    QStringList names;
    for (const auto& [name, size] : {std::pair{"lead_time_hours", summary.leadTimes}, {"change_failure_rate", summary.decisions},
                                     {"mttr_hours", summary.restores}}) {
        if (size == 0)
            names.append(QLatin1String(name));
    }
    if (names.isEmpty())
        return {};
    if (summary.deploymentFrequency == 0)
        return {tr("Nothing was deployed in this selection: its 0 are not measured, and its classification means nothing.")};
    return {tr("There was nothing to average for %1: that 0 is not measured, and the classification takes it for the best value.")
                .arg(names.join(QLatin1String(", ")))};
}

QJsonObject toJson(const IactSummary& summary)
{
    const Instant end = summary.to > summary.from ? summary.to - kInstant : summary.to;
    return {{QStringLiteral("deployment_frequency"), summary.deploymentFrequency},
            {QStringLiteral("lead_time_hours"), summary.leadTimeHours},
            {QStringLiteral("change_failure_rate"), summary.changeFailureRate},
            {QStringLiteral("mttr_hours"), summary.mttrHours},
            {QStringLiteral("dora_classification"), summary.classification},
            {QStringLiteral("total_cycles"), summary.totalCycles},
            {QStringLiteral("samples"), QJsonObject{{QStringLiteral("lead_time_hours"), summary.leadTimes},
                                                    {QStringLiteral("change_failure_rate"), summary.decisions},
                                                    {QStringLiteral("mttr_hours"), summary.restores}}},
            {QStringLiteral("warnings"), QJsonArray::fromStringList(warningsOf(summary))},
            {QStringLiteral("period"),
             QJsonObject{{QStringLiteral("start"), toIso(summary.from)}, {QStringLiteral("end"), toIso(end)}}}};
}

} // namespace atalaya::services
