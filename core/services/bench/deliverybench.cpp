// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/bench/benches.h"
#include "services/deliveryservice.h"
#include "store/database.h"
#include "store/deploymentrepository.h"

#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>

namespace atalaya::services {

namespace {

using delivery::Metric;
using delivery::Query;
using store::DeploymentRepository;
using store::Transaction;

const Instant kFirst = *parseInstant(u"2023-01-02T00:00:00Z");
const Instant kLast = *parseInstant(u"2026-01-01T00:00:00Z");

struct Rows {
    QList<model::Deployment> deployments;
    QList<model::Change> changes;
    QList<model::Incident> incidents;
};

QString hexOf(QRandomGenerator& random)
{
    QString hex;
    for (int i = 0; i < 5; ++i)
        hex += QStringLiteral("%1").arg(random.generate(), 8, 16, QLatin1Char('0'));
    return hex;
}

/// Three years of a service: patches, minor versions, a rollback now and then, failed runs, staging, incidents.
void addService(Rows& rows, int number, int deployments)
{
    QRandomGenerator random(quint32(number + 1));
    const QString service = QStringLiteral("service-%1").arg(number, 4, 10, QLatin1Char('0'));
    const QString team = QStringLiteral("team-%1").arg(number % 25);
    const Milliseconds step = (kLast - kFirst) / deployments;
    int minor = 0, patch = 0;
    for (int i = 0; i < deployments; ++i) {
        model::Deployment deployment;
        deployment.service = service;
        deployment.environment = random.bounded(5) == 0 ? QStringLiteral("staging") : QStringLiteral("production");
        deployment.team = team;
        random.bounded(10) == 0 ? ++patch : (++minor, patch = 0);
        deployment.version = QStringLiteral("1.%1.%2").arg(random.bounded(50) == 0 ? minor - 2 : minor).arg(patch);
        deployment.sha = hexOf(random);
        deployment.finished = kFirst + step * i + Milliseconds(random.bounded(int(std::max<qint64>(2, step.count() / 2))));
        deployment.status = random.bounded(20) == 0 ? model::DeploymentStatus::Failed : model::DeploymentStatus::Success;
        deployment.dedupKey = QString::number(i);
        deployment.id = model::deploymentId(service, deployment.environment, deployment.dedupKey);
        const bool ships = deployment.environment == u"production" && deployment.status == model::DeploymentStatus::Success;
        for (int changes = ships ? random.bounded(6) : 0; changes > 0; --changes) {
            model::Change change;
            change.service = service;
            change.sha = hexOf(random);
            change.deployment = deployment.id;
            change.authored = change.committed = deployment.finished - Milliseconds(random.bounded(1'000'000'000));
            change.subject = QStringLiteral("Change something");
            rows.changes.append(change);
        }
        if (random.bounded(50) == 0) {
            model::Incident incident;
            incident.service = service;
            incident.environment = deployment.environment;
            incident.title = incident.dedupKey = QStringLiteral("incident %1").arg(i);
            incident.id = model::incidentId(service, incident.environment, incident.dedupKey);
            incident.detected = deployment.finished + std::chrono::minutes(random.bounded(3000));
            incident.resolved = incident.detected + std::chrono::minutes(random.bounded(600));
            rows.incidents.append(incident);
        }
        rows.deployments.append(deployment);
    }
}

Status fill(store::Database& database, const BenchOptions& options, const StopToken& stop, const Progress& progress)
{
    constexpr int kServicesAtOnce = 20;
    for (int first = 0; first < options.services; first += kServicesAtOnce) {
        if (stop.stop_requested())
            return Cancelled{};
        report(progress, QStringLiteral("filling a store"), first, options.services);
        Rows rows;
        for (int i = first; i < std::min(options.services, first + kServicesAtOnce); ++i)
            addService(rows, i, options.deployments);
        ATALAYA_CHECK(database.write([&](Transaction& transaction) -> Status {
            ATALAYA_CHECK(DeploymentRepository::add(transaction, rows.deployments, rows.changes));
            return DeploymentRepository::putIncidents(transaction, rows.incidents);
        }));
    }
    return ok();
}

constexpr double kAnswerLimit = 100, kLoadLimit = 5000; // milliseconds; promise 9 of definitions.md, and the project's own

template<class Call>
Status ask(Stopwatch& watch, const QString& name, const Call& call, double limit = kAnswerLimit)
{
    return watch.take(name, QStringLiteral("ms"), limit, [&call] { return millisecondsOf(call); });
}

QList<std::pair<QString, Query>> filters()
{
    QList<std::pair<QString, Query>> list;
    const auto add = [&list](const char* name, auto change) {
        Query query;
        query.asOf = kLast;
        change(query);
        list.append({QString::fromUtf8(name), query});
    };
    add("everything", [](Query&) {});
    add("90 days", [](Query& query) { query.from = kLast - std::chrono::days(90); });
    add("one service", [](Query& query) { query.services = {QStringLiteral("service-0042")}; });
    add("one team", [](Query& query) { query.team = QStringLiteral("team-7"); });
    add("staging", [](Query& query) { query.environment = QStringLiteral("staging"); });
    add("any environment", [](Query& query) { query.environment.clear(); });
    add("hotfixes and rollbacks", [](Query& query) { query.kinds = model::EdgeKind::Hotfix | model::EdgeKind::Rollback; });
    add("a year ago", [](Query& query) { query.asOf = kLast - std::chrono::days(365); });
    add("days of Madrid", [](Query& query) { query.timeZone = QTimeZone("Europe/Madrid"); });
    add("since 1970, days of São Paulo", [](Query& query) {
        query.from = instantFromMs(0);
        query.timeZone = QTimeZone("America/Sao_Paulo");
    });
    return list;
}

Status askLists(DeliveryService& service, Stopwatch& watch)
{
    Query query;
    query.asOf = kLast;
    delivery::PageRequest page;
    ATALAYA_CHECK(ask(watch, QStringLiteral("deployments: first page"), [&] { return service.deployments(query, page); }));
    ATALAYA_TRY(const auto first, service.deployments(query, {.limit = 10'000}));
    ATALAYA_CHECK(ask(watch, QStringLiteral("deployments: a page further on"), [&] {
        return service.deployments(query, {.limit = 100, .cursor = first.nextCursor});
    }));
    for (const char* text : {"1.300.", "team-7", "service-0042", "deadbee", "nothing at all"}) {
        const QString words = QString::fromLatin1(text);
        ATALAYA_CHECK(ask(watch, QStringLiteral("deployments: with \"%1\"").arg(words),
                          [&] { return service.deployments(query, page, words); }));
    }
    if (!first.rows.isEmpty()) {
        const model::Deployment& any = first.rows.last().deployment;
        ATALAYA_CHECK(ask(watch, QStringLiteral("one deployment by id"), [&] { return service.deployment(any.id.text(), query); }));
        ATALAYA_CHECK(ask(watch, QStringLiteral("one deployment by name"),
                          [&] { return service.deployment(any.service + u'/' + any.version, query); }));
        ATALAYA_CHECK(ask(watch, QStringLiteral("changes of one deployment"), [&] { return service.changes(query, any.id, page); }));
    }
    ATALAYA_CHECK(ask(watch, QStringLiteral("incidents: first page"), [&] { return service.incidents(query, page); }));
    ATALAYA_CHECK(ask(watch, QStringLiteral("services: first page"), [&] { return service.services(query, page); }));
    query.services = {QStringLiteral("service-0042")};
    return ask(watch, QStringLiteral("changes of one service"), [&] { return service.changes(query, std::nullopt, page); });
}

/// From the commit of a deployment to its being shown.
Status askForNew(store::Database& database, DeliveryService& service, Stopwatch& watch)
{
    int added = 0;
    return ask(watch, QStringLiteral("show one new deployment"), [&]() -> Status {
        Rows more;
        addService(more, 42, 1);
        model::Deployment& deployment = more.deployments.first();
        deployment.dedupKey = QStringLiteral("new at %1, %2").arg(toIso(SystemClock().now())).arg(++added);
        deployment.id = model::deploymentId(deployment.service, deployment.environment, deployment.dedupKey);
        ATALAYA_CHECK(database.write(
            [&](Transaction& transaction) { return DeploymentRepository::add(transaction, more.deployments, {}); }));
        ATALAYA_CHECK(service.deployment(deployment.id.text(), {.asOf = kLast}));
        return ok();
    });
}

Status askFigures(DeliveryService& service, Stopwatch& watch)
{
    for (const auto& [name, query] : filters()) {
        ATALAYA_CHECK(ask(watch, QStringLiteral("overview: ") + name, [&, asked = query] { return service.overview(asked); }));
    }
    Query query;
    query.asOf = kLast;
    ATALAYA_CHECK(ask(watch, QStringLiteral("metrics: everything"), [&] { return service.metrics(query); }));
    for (const Metric metric : delivery::kMetrics) {
        ATALAYA_CHECK(ask(watch, QStringLiteral("explain: ") + delivery::metricName(metric),
                          [&] { return service.explain(query, metric, 100); }));
    }
    for (const Metric metric : delivery::kMetrics) {
        ATALAYA_CHECK(ask(watch, QStringLiteral("series by day: ") + delivery::metricName(metric),
                          [&] { return service.series(query, metric, delivery::Bucket::Day); }));
    }
    return ok();
}

} // namespace

Status benchDelivery(const BenchOptions& options, Stopwatch& watch, const StopToken& stop, const Progress& progress)
{
    const QTemporaryDir temporary;
    const auto opened =
        store::Database::open(store::Location::inFolder(options.folder.isEmpty() ? temporary.path() : options.folder));
    if (!opened.database)
        return opened.error;
    store::Database& database = *opened.database;
    ATALAYA_TRY(const qint64 there, database.read([](store::Connection& connection) {
        return DeploymentRepository(connection).countDeployments();
    }));
    if (there == 0)
        ATALAYA_CHECK(fill(database, options, stop, progress));
    const FixedClock clock(kLast);
    ATALAYA_CHECK(ask(watch, QStringLiteral("load the facts"), [&] { return DeliveryService(database, clock).teams(); }, kLoadLimit));
    DeliveryService service(database, clock);
    ATALAYA_CHECK(service.teams());
    ATALAYA_CHECK(askForNew(database, service, watch));
    ATALAYA_CHECK(askFigures(service, watch));
    return askLists(service, watch);
}

} // namespace atalaya::services
