// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deliveryservice.h"

#include "delivery/cursor.h"
#include "delivery/explain.h"
#include "delivery/explainobject.h"
#include "delivery/lookingback.h"
#include "delivery/rowquery.h"
#include "delivery/tally.h"
#include "delivery/teamquery.h"
#include "delivery/warnings.h"
#include "services/factscache.h"
#include "services/rowpages.h"
#include "store/deploymentrepository.h"
#include "store/factreader.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace atalaya::services {

namespace {

using delivery::Facts;
using delivery::Page;
using delivery::PageRequest;
using delivery::Query;
using delivery::RowRef;
using store::Connection;
using store::DeploymentRepository;

QString tr(const char* text) { return QCoreApplication::translate("DeliveryService", text); }

Error noSuchDeployment(const QString& id)
{
    return {ErrorCode::NotFound, tr("there is no deployment %1; give its id, or SERVICE/VERSION").arg(id)};
}

model::DeploymentId deploymentIdOf(const RowRef& ref) { return {ref.facts->id[ref.row]}; }
model::IncidentId incidentIdOf(const RowRef& ref) { return {ref.facts->incidents[ref.row].id}; }

/// Every change that a deployment shipped, in pieces from the store.
Result<QList<model::Change>> changesOf(DeploymentRepository& repository, model::DeploymentId deployment)
{
    constexpr int kPiece = 5'000;
    DeploymentRepository::ChangeFilter filter;
    filter.deployment = deployment;
    QList<model::Change> all;
    std::optional<DeploymentRepository::ChangePosition> after;
    for (;;) {
        ATALAYA_TRY(const QList<model::Change> piece, repository.changes(filter, kPiece, after));
        all += piece;
        if (piece.size() < kPiece)
            return all;
        after = DeploymentRepository::ChangePosition{piece.last().authored, piece.last().service, piece.last().sha};
    }
}

Error noSuchObject(const QString& id)
{
    return {ErrorCode::NotFound,
            tr("there is nothing called %1 at that time; give the id of a deployment or an incident, SERVICE/VERSION, or "
               "SERVICE@SHA for a change")
                .arg(id)};
}

/// The change that "service@sha" names; both a service's name and a sha may hold an @.
Result<std::optional<model::Change>> changeCalled(const Facts& facts, DeploymentRepository& repository, const QString& id)
{
    for (qsizetype at = id.indexOf(u'@'); at >= 0; at = id.indexOf(u'@', at + 1)) {
        const QString service = id.left(at);
        if (!facts.find(service))
            continue;
        ATALAYA_TRY(std::optional<model::Change> change, repository.change(service, id.sliced(at + 1)));
        if (change)
            return change;
    }
    return std::optional<model::Change>();
}

/// The shipped reverts that a change takes part in, on either side.
Result<QList<delivery::RevertEnds>> revertsOf(Connection& connection, const model::Change& change)
{
    ATALAYA_TRY(store::FactReader reader, store::FactReader::of(connection));
    ATALAYA_TRY(const QList<store::ShippedRevert> all, reader.reverts(change.service));
    QList<delivery::RevertEnds> ends;
    for (const store::ShippedRevert& revert : all) {
        if (revert.reverting == change.sha || revert.reverted == change.sha)
            ends.append({revert.fix, revert.cause});
    }
    return ends;
}

/// Which changes a query asks for; nothing when it can take none.
std::optional<DeploymentRepository::ChangeFilter> changeFilter(const Facts& facts, const Query& query,
                                                               std::optional<model::DeploymentId> deployment)
{
    DeploymentRepository::ChangeFilter filter;
    filter.deployment = deployment;
    if (deployment)
        return filter; // all that it shipped, however old
    if (delivery::LookingBack(facts, query.asOf).isNeeded())
        filter.asOf = query.asOf; // otherwise every row would be compared for nothing
    filter.from = query.from;
    filter.to = query.asOf + Milliseconds(1); // what was written at asOf is seen
    if (query.to)
        filter.to = std::min(*filter.to, *query.to);
    if (query.services.isEmpty() && query.team.isEmpty())
        return filter;
    for (const delivery::ServiceFacts* service : delivery::servicesOf(facts, query))
        filter.services.append(service->name);
    return filter.services.isEmpty() ? std::nullopt : std::optional(filter);
}

/// Only the clock tells what is still to come; figures are computed without it.
void warnOfFuture(delivery::Metrics& metrics, const Facts& facts, Instant now)
{
    if (const QString said = delivery::futureSentence(facts, metrics.query, now); !said.isEmpty())
        metrics.warnings.append(said);
}

/// The day of the zone that begins at this moment; nothing when none does.
std::optional<QDate> dayBeginning(Instant moment, const QTimeZone& zone)
{
    const QDate day = QDateTime::fromMSecsSinceEpoch(toMs(moment), zone).date();
    return day.startOfDay(zone).toMSecsSinceEpoch() == toMs(moment) ? std::optional(day) : std::nullopt;
}

/// The window just before, of as many whole days when the query's begins with a day, otherwise of the same length; nothing
/// without a start or a length.
std::optional<Query> previousOf(const Query& query)
{
    if (!query.from)
        return std::nullopt;
    const Instant end = query.to ? std::min(*query.to, query.asOf) : query.asOf;
    const Milliseconds length = end - *query.from;
    if (length <= Milliseconds(0))
        return std::nullopt;
    Query previous = query;
    previous.from = *query.from - length;
    previous.to = query.from;
    if (const std::optional<QDate> first = dayBeginning(*query.from, query.timeZone)) {
        const QDate last = QDateTime::fromMSecsSinceEpoch(toMs(end) - 1, query.timeZone).date();
        const QDate before = first->addDays(-first->daysTo(last) - 1);
        previous.from = instantFromMs(before.startOfDay(query.timeZone).toMSecsSinceEpoch());
    }
    return previous;
}

/// How many deployments of the selection count, or `most` when there are at least so many.
qint64 countUpTo(const delivery::Selection& selection, qint64 most)
{
    qint64 count = 0;
    for (const delivery::Slice& slice : selection.slices()) {
        for (quint32 row = slice.begin; row < slice.end && count < most; ++row)
            count += slice.counts(row) ? 1 : 0;
    }
    return count;
}

} // namespace

DeliveryService::DeliveryService(store::Database& database, const Clock& clock)
    : m_database(database), m_clock(clock), m_facts(std::make_unique<FactsCache>(database))
{}

DeliveryService::~DeliveryService() = default;

std::optional<qint64> DeliveryService::recentDataVersion(std::chrono::milliseconds age) const
{
    return m_database.recentDataVersion(age);
}

Result<qint64> DeliveryService::dataVersion() { return m_database.dataVersion(); }

Result<std::optional<Instant>> DeliveryService::dataChanged() { return m_database.dataChanged(); }

QString DeliveryService::storeId() const { return m_database.storeId(); }

Status DeliveryService::prepare(StopToken stop, const Progress& progress)
{
    const Result<FactsCache::SharedFacts> known = m_facts->current(stop, progress);
    return known.isOk() ? ok() : Status(known.failure());
}

Result<delivery::Metrics> DeliveryService::metrics(const Query& query, StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_TRY(const FactsCache::SharedFacts known, m_facts->current(stop));
    delivery::Metrics metrics = delivery::computeMetrics(*known, query, stop);
    if (stop.stop_requested())
        return Cancelled{};
    warnOfFuture(metrics, *known, now());
    return metrics;
}

Result<delivery::Explanation> DeliveryService::explain(const Query& query, delivery::Metric metric, int limit, StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    if (limit < 0)
        return Error{ErrorCode::InvalidInput, tr("the limit must not be negative")};
    return m_facts->together<delivery::Explanation>(stop, [&](const Facts& facts, Connection& connection) {
        DeploymentRepository repository(connection);
        auto explanation = delivery::computeExplanation(
            facts, query, metric, limit, [&](model::DeploymentId id) { return changesOf(repository, id); }, stop);
        if (explanation.isOk())
            warnOfFuture(explanation.value().metrics, facts, now());
        return explanation;
    });
}

Result<ExplanationPage> DeliveryService::explain(const Query& query, delivery::Metric metric, const PageRequest& page,
                                                 StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_CHECK(validate(page));
    return m_facts->together<ExplanationPage>(stop, [&](const Facts& facts, Connection& connection) -> Result<ExplanationPage> {
        const QByteArray scope =
            delivery::cursorScope(QStringLiteral("explanation"), m_database.storeId(), query, {delivery::metricName(metric)});
        ATALAYA_TRY(const ExplanationPlace place, explanationPlace(scope, page.cursor, query.asOf));
        Query pinned = query;
        pinned.asOf = place.asOf;
        ATALAYA_CHECK(delivery::validate(pinned));
        const delivery::ListPart part{place.begin, place.begin + page.limit};
        DeploymentRepository repository(connection);
        ATALAYA_TRY(delivery::Explanation explanation,
                    delivery::computeExplanation(
                        facts, pinned, metric, part, [&](model::DeploymentId id) { return changesOf(repository, id); }, stop));
        if (place.digest && *place.digest != explanation.digest)
            return Error{ErrorCode::Conflict, tr("what this explanation lists has changed; begin again without the cursor")};
        warnOfFuture(explanation.metrics, facts, now());
        ExplanationPage found{std::move(explanation), {}};
        const qint64 longest = std::max({found.explanation.numeratorTotal, found.explanation.denominatorTotal,
                                         found.explanation.excludedTotal});
        if (part.end < longest)
            found.nextCursor =
                encodeCursor(scope, {QString::number(toMs(pinned.asOf)), QString::number(part.end),
                                               QString::number(found.explanation.digest)});
        return found;
    });
}

Result<delivery::ObjectExplanation> DeliveryService::explainObject(const Query& query, const QString& id, StopToken stop)
{
    using delivery::ObjectExplanation;
    ATALAYA_CHECK(delivery::validate(query));
    return m_facts->together<ObjectExplanation>(stop, [&](const Facts& facts, Connection& connection) -> Result<ObjectExplanation> {
        if (const auto deployment = delivery::findDeployment(facts, query, id))
            return delivery::explainDeployment(facts, query, *deployment);
        DeploymentRepository repository(connection);
        if (const auto incident = model::IncidentId::fromText(id)) {
            const auto place = delivery::findIncident(facts, query, *incident);
            ATALAYA_TRY(const QList<model::Incident> incidents, repository.incidentsByIds({*incident}));
            if (place && !incidents.isEmpty())
                return delivery::explainIncident(facts, query, *place, incidents.first().title);
        }
        ATALAYA_TRY(const std::optional<model::Change> change, changeCalled(facts, repository, id));
        if (!change || change->authored > query.asOf)
            return noSuchObject(id);
        ATALAYA_TRY(const QList<delivery::RevertEnds> reverts, revertsOf(connection, *change));
        return delivery::explainChange(facts, query, *change, reverts);
    });
}

Result<delivery::Series> DeliveryService::series(const Query& query, delivery::Metric metric, delivery::Bucket bucket,
                                                 StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_TRY(const FactsCache::SharedFacts known, m_facts->current(stop));
    constexpr double kMostPoints = 20'000; // days of half a century
    if (delivery::Selection(*known, query).window().days() / delivery::bucketDays(bucket) > kMostPoints)
        return Error{ErrorCode::InvalidInput, tr("the window has too many buckets; choose longer ones or a shorter window")};
    delivery::Series series = delivery::computeSeries(*known, query, metric, bucket, stop);
    if (stop.stop_requested())
        return Cancelled{};
    return series;
}

Result<Overview> DeliveryService::overview(const Query& query, StopToken stop, const Progress& progress)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_TRY(const FactsCache::SharedFacts known, m_facts->current(stop, progress));
    Overview overview;
    const delivery::Selection selection(*known, query);
    const double most = delivery::kMostBuckets * delivery::kTypicalInBucket;
    const delivery::Bucket bucket = delivery::bucketFor(selection.window().days(), countUpTo(selection, qint64(most)));
    const delivery::Tally tally = delivery::Tally::of(selection, bucket, stop);
    if (stop.stop_requested())
        return Cancelled{};
    overview.current = delivery::metricsOf(selection, tally);
    warnOfFuture(overview.current, *known, now());
    if (tally.oldestUnjudged)
        overview.nextJudged = instantFromMs(*tally.oldestUnjudged) + known->rules.observation;
    for (const delivery::Metric metric : delivery::kMetrics)
        overview.series.insert(metric, delivery::seriesOf(selection, tally, metric, bucket));
    if (const std::optional<Query> previous = previousOf(query))
        overview.previous = delivery::computeMetrics(*known, *previous, stop);
    Query always = query;
    always.from.reset();
    always.to.reset();
    overview.first = delivery::Selection(*known, always).window().from;
    if (stop.stop_requested())
        return Cancelled{};
    overview.services = known->names;
    overview.teams = known->teams;
    overview.environments = known->environments;
    overview.totalDeployments = known->deployments;
    return overview;
}

Result<Page<delivery::DeploymentRow>> DeliveryService::deployments(const Query& query, const PageRequest& page,
                                                                   const delivery::DeploymentFilter& filter, StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_CHECK(validate(page));
    const QByteArray scope = delivery::cursorScope(QStringLiteral("deployments"), m_database.storeId(), query,
                                                   {filter.text.trimmed().toCaseFolded(),
                                                    filter.outcome ? delivery::outcomeName(*filter.outcome) : QString()});
    ATALAYA_TRY(const std::optional<delivery::RowPosition> after, rowPosition(scope, page.cursor));
    using Rows = Page<delivery::DeploymentRow>;
    return m_facts->together<Rows>(stop, [&](const Facts& facts, Connection& connection) -> Result<Rows> {
        const delivery::RowPage rows = delivery::deploymentPage(facts, query, filter, page.limit, after, stop);
        if (stop.stop_requested())
            return Cancelled{};
        ATALAYA_TRY(const QList<model::Deployment> deployments,
                    DeploymentRepository(connection).byIds(idsOf<model::DeploymentId>(rows, deploymentIdOf)));
        return filled<delivery::DeploymentRow, model::Deployment, model::DeploymentId>(
            rows, deployments, scope, deploymentIdOf, [&](const RowRef& ref, const model::Deployment& deployment) {
                delivery::DeploymentRow row = delivery::rowOf(facts, query, ref);
                row.deployment = deployment;
                return row;
            });
    });
}

Result<delivery::DeploymentDetail> DeliveryService::deployment(const QString& id, const Query& query, StopToken stop)
{
    using Detail = delivery::DeploymentDetail;
    return m_facts->together<Detail>(stop, [&](const Facts& facts, Connection& connection) -> Result<Detail> {
        const std::optional<RowRef> ref = delivery::findDeployment(facts, query, id);
        if (!ref)
            return noSuchDeployment(id);
        Detail detail;
        detail.row = delivery::rowOf(facts, query, *ref);
        QList<model::DeploymentId> ids{deploymentIdOf(*ref)};
        QList<model::IncidentId> incidents;
        for (const model::RemediationEdge& edge : detail.row.blamedBy + detail.row.repairs) {
            for (const model::DeploymentId end : {edge.cause, edge.fix}) {
                if (!end.isNull() && !ids.contains(end))
                    ids.append(end);
            }
            if (!edge.incident.isNull() && !incidents.contains(edge.incident))
                incidents.append(edge.incident);
        }
        DeploymentRepository repository(connection);
        ATALAYA_TRY(const QList<model::Deployment> deployments, repository.byIds(ids));
        if (deployments.isEmpty() || deployments.first().id != ids.first())
            return noSuchDeployment(id);
        detail.row.deployment = deployments.first();
        for (const model::Deployment& neighbour : deployments.sliced(1))
            detail.neighbours.insert(neighbour.id, neighbour);
        ATALAYA_TRY(detail.incidents, repository.incidentsByIds(incidents));
        delivery::LookingBack then(facts, query.asOf);
        for (model::Incident& incident : detail.incidents)
            incident = then.seen(std::move(incident));
        return detail;
    });
}

Result<Page<model::Change>> DeliveryService::changes(const Query& query, std::optional<model::DeploymentId> deployment,
                                                     const PageRequest& page, StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_CHECK(validate(page));
    const QByteArray scope = delivery::cursorScope(QStringLiteral("changes"), m_database.storeId(), query,
                                                   {deployment ? deployment->text() : QString()});
    ATALAYA_TRY(const std::optional<QStringList> position, decodeCursor(scope, page.cursor, 3));
    std::optional<DeploymentRepository::ChangePosition> after;
    if (position)
        after = {instantFromMs(position->at(0).toLongLong()), position->at(1), position->at(2)};
    using Rows = Page<model::Change>;
    return m_facts->together<Rows>(stop, [&](const Facts& facts, Connection& connection) -> Result<Rows> {
        const auto ref = deployment ? delivery::findDeployment(facts, query, deployment->text()) : std::nullopt;
        if (deployment && !ref)
            return noSuchDeployment(deployment->text());
        const auto filter = changeFilter(facts, query, deployment);
        Rows rows;
        if (!filter || (ref && ref->facts->wentBack(ref->row)))
            return rows;
        DeploymentRepository repository(connection);
        ATALAYA_TRY(rows.rows, repository.changes(*filter, page.limit + 1, after));
        ATALAYA_TRY(rows.total, repository.countChanges(*filter));
        if (rows.rows.size() > page.limit) {
            rows.rows.removeLast();
            const model::Change& last = rows.rows.last();
            rows.nextCursor =
                encodeCursor(scope, {QString::number(toMs(last.authored)), last.service, last.sha});
        }
        delivery::LookingBack then(facts, query.asOf);
        for (model::Change& change : rows.rows)
            change = then.seen(std::move(change));
        return rows;
    });
}

Result<Page<model::Incident>> DeliveryService::incidents(const Query& query, const PageRequest& page, StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_CHECK(validate(page));
    const QByteArray scope = delivery::cursorScope(QStringLiteral("incidents"), m_database.storeId(), query);
    ATALAYA_TRY(const std::optional<delivery::RowPosition> after, rowPosition(scope, page.cursor));
    using Rows = Page<model::Incident>;
    return m_facts->together<Rows>(stop, [&](const Facts& facts, Connection& connection) -> Result<Rows> {
        const delivery::RowPage rows = delivery::incidentPage(facts, query, page.limit, after);
        ATALAYA_TRY(const QList<model::Incident> incidents,
                    DeploymentRepository(connection).incidentsByIds(idsOf<model::IncidentId>(rows, incidentIdOf)));
        delivery::LookingBack then(facts, query.asOf);
        return filled<model::Incident, model::Incident, model::IncidentId>(
            rows, incidents, scope, incidentIdOf,
            [&then](const RowRef&, const model::Incident& incident) { return then.seen(incident); });
    });
}

Result<Page<delivery::ServiceRow>> DeliveryService::services(const Query& query, const PageRequest& page, StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_CHECK(validate(page));
    const QByteArray scope = delivery::cursorScope(QStringLiteral("services"), m_database.storeId(), query);
    ATALAYA_TRY(const std::optional<QStringList> position, decodeCursor(scope, page.cursor, 1));
    ATALAYA_TRY(const FactsCache::SharedFacts known, m_facts->current(stop));
    const std::vector<const delivery::ServiceFacts*> services = delivery::servicesOf(*known, query);
    auto next = services.begin();
    if (position)
        next = std::find_if(next, services.end(), [&](const auto* service) { return service->name > position->first(); });
    Page<delivery::ServiceRow> rows;
    rows.total = qint64(services.size());
    for (; next != services.end() && rows.rows.size() < page.limit; ++next)
        rows.rows.append(delivery::serviceRowOf(**next, query));
    if (next != services.end())
        rows.nextCursor = encodeCursor(scope, {rows.rows.last().name});
    return rows;
}

Result<Page<QString>> DeliveryService::teams(const Query& query, const PageRequest& page, StopToken stop)
{
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_CHECK(validate(page));
    const QByteArray scope = delivery::cursorScope(QStringLiteral("teams"), m_database.storeId(), query);
    ATALAYA_TRY(const std::optional<QStringList> position, decodeCursor(scope, page.cursor, 1));
    ATALAYA_TRY(const FactsCache::SharedFacts known, m_facts->current(stop));
    const QStringList all = delivery::teamsOf(*known, query, stop);
    if (stop.stop_requested())
        return Cancelled{};
    Page<QString> rows;
    rows.total = all.size();
    auto next = position ? std::upper_bound(all.cbegin(), all.cend(), position->first()) : all.cbegin();
    for (; next != all.cend() && rows.rows.size() < page.limit; ++next)
        rows.rows.append(*next);
    if (next != all.cend())
        rows.nextCursor = encodeCursor(scope, {rows.rows.last()});
    return rows;
}

Result<QStringList> DeliveryService::teams(StopToken stop)
{
    ATALAYA_TRY(const FactsCache::SharedFacts known, m_facts->current(stop));
    return known->teams;
}

Result<QStringList> DeliveryService::environments(StopToken stop)
{
    ATALAYA_TRY(const FactsCache::SharedFacts known, m_facts->current(stop));
    return known->environments;
}

} // namespace atalaya::services
