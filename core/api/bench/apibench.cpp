// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/bench/apibench.h"

#include "api/bench/bareserver.h"
#include "api/bench/loadclient.h"
#include "api/server.h"
#include "logs/applicationlog.h"
#include "operations/auditlog.h"
#include "services/activity.h"
#include "services/bench/someevents.h"
#include "services/bench/stopwatch.h"
#include "services/catalogservice.h"
#include "services/deliveryservice.h"
#include "services/iactservice.h"
#include "services/tokenservice.h"

#include <QLoggingCategory>
#include <QTemporaryDir>

#include <algorithm>

namespace atalaya::api {

namespace {

constexpr int kClients = 100;
constexpr qint64 kAnswers = 50'000;   // of a round
constexpr qint64 kRefusals = 20'000;
constexpr double kShareOfBare = 0.5;  // of its throughput
constexpr double kRefusalMs = 5;      // contract/api.md, "Conventions"
constexpr int kPiece = 10'000;
constexpr char kSummary[] = "/api/v1/dora/summary/?start_date=2023-11-15&end_date=2024-11-14";

/// A store with events, and the API on it.
class Subject
{
public:
    static Result<std::unique_ptr<Subject>> make(int events, const StopToken& stop, const Progress& progress)
    {
        auto subject = std::unique_ptr<Subject>(new Subject);
        store::Opened opened = store::Database::open(store::Location::inFolder(subject->m_folder.path()));
        if (!opened.database)
            return opened.error;
        subject->m_database = std::move(opened.database);
        ATALAYA_CHECK(subject->fill(events, stop, progress));
        ATALAYA_CHECK(subject->serve());
        return subject;
    }

    quint16 port() const { return m_port; }
    /// A request as clients send it, with the token of this name.
    QByteArray request(const QByteArray& secret) const
    {
        return QByteArray("GET ") + kSummary + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_port) +
               "\r\nAuthorization: Bearer " + secret + "\r\nAccept: application/json\r\n\r\n";
    }
    QByteArray unlimited, limited; ///< secrets

private:
    Subject() = default;

    Status fill(int events, const StopToken& stop, const Progress& progress)
    {
        QRandomGenerator random(1);
        services::IactService iact(*m_database, m_clock);
        for (int done = 0; done < events; done += kPiece) {
            if (stop.stop_requested())
                return Cancelled{};
            report(progress, QStringLiteral("store the events"), done, events);
            ATALAYA_CHECK(iact.add(services::someEvents(random, done, std::min(kPiece, events - done), events)));
        }
        return ok();
    }

    Status serve()
    {
        // As `serve` has it: a line for each answer.
        ATALAYA_TRY(m_log, logs::ApplicationLog::open({.folder = m_folder.path()}));
        QLoggingCategory::setFilterRules({});
        m_delivery = std::make_unique<services::DeliveryService>(*m_database, m_clock);
        m_iact = std::make_unique<services::IactService>(*m_database, m_clock);
        m_tokens = std::make_unique<services::TokenService>(*m_database, m_clock);
        m_audit = std::make_unique<operations::AuditLog>(
            operations::AuditLog::Options{m_folder.filePath(QStringLiteral("audit.log")), QStringLiteral("audit.log"), QStringLiteral("bench")},
            *m_database, m_clock);
        m_catalog = std::make_unique<services::CatalogService>(*m_database, m_clock);
        const auto secretOf = [this](const char* name, const model::RateLimits& rate) -> Result<QByteArray> {
            ATALAYA_TRY(const auto created, m_tokens->create(QString::fromLatin1(name), model::Role::Viewer, rate, {}));
            return created.secret.toLatin1();
        };
        ATALAYA_TRY(unlimited, secretOf("unlimited", {.perMinute = 0, .perHour = 0}));
        ATALAYA_TRY(limited, secretOf("limited", {.perMinute = 1, .perHour = 1}));
        m_server = std::make_unique<Server>(Services{*m_delivery, *m_iact, *m_tokens, *m_catalog, m_activity, *m_audit}, ServerOptions{},
                                            m_clock);
        ATALAYA_TRY(const QUrl url, m_server->start());
        m_port = quint16(url.port());
        return ok();
    }

    const QTemporaryDir m_folder;
    std::unique_ptr<logs::ApplicationLog> m_log;
    const SystemClock m_clock;
    std::unique_ptr<store::Database> m_database;
    std::unique_ptr<operations::AuditLog> m_audit;
    std::unique_ptr<services::DeliveryService> m_delivery;
    std::unique_ptr<services::IactService> m_iact;
    std::unique_ptr<services::TokenService> m_tokens;
    std::unique_ptr<services::CatalogService> m_catalog;
    services::Activity m_activity;
    std::unique_ptr<Server> m_server; ///< last: ends first
    quint16 m_port = 0;
};

Error unexpected(int status)
{
    return {ErrorCode::Io, QCoreApplication::translate("Bench", "The API answered %1; see the log.").arg(status)};
}

/// A load whose last answer has this status.
Result<LoadOutcome> loadExpecting(int status, quint16 port, const QByteArray& request, qint64 answers, const StopToken& stop)
{
    ATALAYA_TRY(LoadOutcome outcome, load(port, request, kClients, answers, stop));
    if (outcome.status != status)
        return unexpected(outcome.status);
    return outcome;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

Status benchApi(const services::BenchOptions& options, const services::BenchSink& sink, const StopToken& stop,
                const Progress& progress)
{
    ATALAYA_TRY(const std::unique_ptr<Subject> subject, Subject::make(options.apiEvents, stop, progress));
    const QByteArray request = subject->request(subject->unlimited);
    ATALAYA_TRY(const LoadOutcome warm, loadExpecting(200, subject->port(), request, kClients, stop));
    BareServer bare(QByteArray(qsizetype(warm.bytes), ' '));
    ATALAYA_TRY(const quint16 barePort, bare.start());
    const QByteArray bareRequest = "GET /summary HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n";

    std::vector<double> micros, p95, bareMicros, bareP95;
    for (int i = 0; i < options.rounds; ++i) {
        report(progress, QStringLiteral("ask"), i, options.rounds);
        ATALAYA_TRY(const LoadOutcome theirs, loadExpecting(200, barePort, bareRequest, kAnswers, stop));
        ATALAYA_TRY(const LoadOutcome ours, loadExpecting(200, subject->port(), request, kAnswers, stop));
        bareMicros.push_back(theirs.microsAnAnswer());
        bareP95.push_back(theirs.latencyMs(0.95));
        micros.push_back(ours.microsAnAnswer());
        p95.push_back(ours.latencyMs(0.95));
    }
    const auto tell = [&sink](const QString& name, const QString& unit, const std::vector<double>& measured, double limit) {
        sink({QStringLiteral("api"), name, unit, median(measured), *std::max_element(measured.begin(), measured.end()), limit});
    };
    tell(QStringLiteral("summary/ under 100 clients, an answer"), QStringLiteral("µs"), micros, median(bareMicros) / kShareOfBare);
    tell(QStringLiteral("summary/ under 100 clients, p95"), QStringLiteral("ms"), p95, median(bareP95) / kShareOfBare);

    const QByteArray refused = subject->request(subject->limited);
    std::vector<double> refusals;
    for (int i = 0; i < options.rounds; ++i) {
        ATALAYA_TRY(const LoadOutcome outcome, loadExpecting(429, subject->port(), refused, kRefusals, stop));
        refusals.push_back(outcome.latencyMs(0.95));
    }
    tell(QStringLiteral("429 under 100 clients, p95"), QStringLiteral("ms"), refusals, kRefusalMs);
    return ok();
}

} // namespace atalaya::api
