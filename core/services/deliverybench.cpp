// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deliverybench.h"

#include "services/deliveryservice.h"
#include "store/database.h"
#include "store/deploymentrepository.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTextStream>

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

Status fill(store::Database& database, const DeliveryBench& bench)
{
    constexpr int kServicesAtOnce = 20;
    for (int first = 0; first < bench.services; first += kServicesAtOnce) {
        Rows rows;
        for (int i = first; i < std::min(bench.services, first + kServicesAtOnce); ++i)
            addService(rows, i, bench.deployments);
        ATALAYA_CHECK(database.write([&](Transaction& transaction) -> Status {
            ATALAYA_CHECK(DeploymentRepository::add(transaction, rows.deployments, rows.changes));
            return DeploymentRepository::putIncidents(transaction, rows.incidents);
        }));
    }
    return ok();
}

/// Measures calls and prints a line each.
class Stopwatch
{
public:
    Stopwatch(QTextStream& out, int rounds) : m_out(out), m_rounds(rounds) {}

    template<class Call>
    Status once(const QString& name, double limit, Call call)
    {
        QElapsedTimer timer;
        timer.start();
        ATALAYA_CHECK(call());
        print(name, double(timer.nsecsElapsed()) / 1e6, limit);
        return ok();
    }

    template<class Call>
    Status ask(const QString& name, Call call)
    {
        QList<double> times;
        for (int round = 0; round < m_rounds; ++round) {
            QElapsedTimer timer;
            timer.start();
            ATALAYA_CHECK(call());
            times.append(double(timer.nsecsElapsed()) / 1e6);
        }
        std::sort(times.begin(), times.end());
        print(name, times[times.size() / 2], kFilterLimit);
        return ok();
    }

private:
    static constexpr double kFilterLimit = 100;

    void print(const QString& name, double milliseconds, double limit)
    {
        m_out << QStringLiteral("%1 %2 ms   limit %3 ms   ratio %4\n")
                     .arg(name, -44)
                     .arg(milliseconds, 9, 'f', 2)
                     .arg(limit, 6, 'f', 0)
                     .arg(milliseconds / limit, 0, 'f', 2);
        m_out.flush();
    }

    QTextStream& m_out;
    const int m_rounds;
};

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

template<class T>
Status done(const Result<T>& result)
{
    return result.isOk() ? ok() : Status(result.failure());
}

Status askLists(DeliveryService& service, Stopwatch& watch)
{
    Query query;
    query.asOf = kLast;
    delivery::PageRequest page;
    ATALAYA_CHECK(watch.ask(QStringLiteral("deployments: first page"), [&] { return done(service.deployments(query, page)); }));
    ATALAYA_TRY(const auto first, service.deployments(query, {.limit = 10'000}));
    ATALAYA_CHECK(watch.ask(QStringLiteral("deployments: a page further on"), [&] {
        return done(service.deployments(query, {.limit = 10'000 / 100, .cursor = first.nextCursor}));
    }));
    for (const char* text : {"1.300.", "team-7", "service-0042", "deadbee", "nothing at all"}) {
        const QString words = QString::fromLatin1(text);
        ATALAYA_CHECK(watch.ask(QStringLiteral("deployments: with \"%1\"").arg(words),
                                [&] { return done(service.deployments(query, page, words)); }));
    }
    if (!first.rows.isEmpty()) {
        const model::Deployment& any = first.rows.last().deployment;
        ATALAYA_CHECK(watch.ask(QStringLiteral("one deployment by id"), [&] { return done(service.deployment(any.id.text(), query)); }));
        ATALAYA_CHECK(watch.ask(QStringLiteral("one deployment by name"),
                                [&] { return done(service.deployment(any.service + u'/' + any.version, query)); }));
        ATALAYA_CHECK(watch.ask(QStringLiteral("changes of one deployment"), [&] { return done(service.changes(query, any.id, page)); }));
    }
    ATALAYA_CHECK(watch.ask(QStringLiteral("incidents: first page"), [&] { return done(service.incidents(query, page)); }));
    ATALAYA_CHECK(watch.ask(QStringLiteral("services: first page"), [&] { return done(service.services(query, page)); }));
    query.services = {QStringLiteral("service-0042")};
    return watch.ask(QStringLiteral("changes of one service"), [&] { return done(service.changes(query, std::nullopt, page)); });
}

Status askFigures(DeliveryService& service, Stopwatch& watch)
{
    for (const auto& [name, query] : filters()) {
        ATALAYA_CHECK(watch.ask(QStringLiteral("overview: ") + name, [&, asked = query] { return done(service.overview(asked)); }));
    }
    Query query;
    query.asOf = kLast;
    ATALAYA_CHECK(watch.ask(QStringLiteral("metrics: everything"), [&] { return done(service.metrics(query)); }));
    for (const Metric metric : delivery::kMetrics) {
        ATALAYA_CHECK(watch.ask(QStringLiteral("explain: ") + delivery::metricName(metric),
                                [&] { return done(service.explain(query, metric, 100)); }));
    }
    return watch.ask(QStringLiteral("series: lead time by day"),
                     [&] { return done(service.series(query, Metric::ChangeLeadTime, delivery::Bucket::Day)); });
}

} // namespace

Status benchDelivery(QTextStream& out, const DeliveryBench& bench)
{
    const QTemporaryDir temporary;
    auto opened = store::Database::open(store::Location::inFolder(bench.folder.isEmpty() ? temporary.path() : bench.folder));
    if (!opened.database)
        return opened.error;
    store::Database& database = *opened.database;
    Stopwatch watch(out, bench.rounds);
    ATALAYA_TRY(const qint64 there, database.read([](store::Connection& connection) {
        return DeploymentRepository(connection).countDeployments();
    }));
    if (there == 0) {
        const double rows = double(bench.services) * bench.deployments;
        ATALAYA_CHECK(watch.once(QStringLiteral("fill the store"), 60 + rows * 0.1, [&] { return fill(database, bench); }));
    }
    const FixedClock clock(kLast);
    DeliveryService service(database, clock);
    constexpr double kLoadLimit = 5000, kShowLimit = 100;
    ATALAYA_CHECK(watch.once(QStringLiteral("load the facts"), kLoadLimit, [&] { return done(service.teams()); }));
    Rows more;
    addService(more, 42, 1);
    more.deployments.first().dedupKey = QStringLiteral("new at ") + toIso(SystemClock().now());
    more.deployments.first().id = model::deploymentId(QStringLiteral("service-0042"), QStringLiteral("production"),
                                                      more.deployments.first().dedupKey);
    ATALAYA_CHECK(watch.once(QStringLiteral("show one new deployment"), kShowLimit, [&]() -> Status {
        ATALAYA_CHECK(database.write([&](Transaction& transaction) {
            return DeploymentRepository::add(transaction, more.deployments, {});
        }));
        return done(service.deployment(more.deployments.first().id.text(), {.asOf = kLast}));
    }));
    ATALAYA_CHECK(askFigures(service, watch));
    return askLists(service, watch);
}

} // namespace atalaya::services
