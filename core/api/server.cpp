// SPDX-License-Identifier: GPL-3.0-or-later
#include "server.h"

#include "api/gateway.h"
#include "api/handlers/routes.h"
#include "api/httpadapter.h"
#include "api/tls.h"
#include "base/log.h"
#include "operations/auditlog.h"

#include <QCoreApplication>
#include <QSemaphore>
#include <QThread>

#include <algorithm>

namespace atalaya::api {

namespace {

constexpr std::chrono::seconds kDrain{5};
constexpr int kFewestWorkers = 4; // some wait for the disk while others compute
constexpr int kWriters = 3;       // one reads its records while another's are stored; and a third for other callers

} // namespace

class Server::Private
{
public:
    Private(Services given, ServerOptions chosen, const Clock& clock)
        : services(given), options(std::move(chosen)), router(allRoutes(options.pdf, options.mcpConformance)),
          tls(options.tlsCertificate.isEmpty() && options.tlsKey.isEmpty() ? std::nullopt
                                                                           : std::optional(loadTls(options.tlsCertificate, options.tlsKey))),
          gateway(services, router, clock, {options.rate, access(), tls.has_value()})
    {
        thread.setObjectName(QStringLiteral("api"));
    }

    Access access() const
    {
        Access access{options.address.isLoopback(), options.address, options.allowedHosts, options.allowedOrigins};
        if (tls && tls->isOk())
            access.hosts += namesOf(tls->value().localCertificate());
        return access;
    }

    void note(const char* action, const QString& subject)
    {
        operations::AuditEvent event;
        event.action = QLatin1String(action);
        event.subject = subject;
        services.audit.note(std::move(event));
    }

    Application application()
    {
        return {
            [this](Exchange& exchange) { return gateway.admit(exchange); },
            [this](Exchange& exchange) { return gateway.answer(exchange); },
            [this](const Rejection& rejection, const QHostAddress& peer) { return gateway.refuse(rejection, peer); }};
    }

    /// Calls in the server's thread and waits.
    template<class Call>
    void inThread(Call call)
    {
        QMetaObject::invokeMethod(&anchor, std::move(call), Qt::BlockingQueuedConnection);
    }

    const Services services;
    const ServerOptions options;
    const Router router;
    const std::optional<Result<QSslConfiguration>> tls; ///< nothing: not wanted
    Gateway gateway;
    QString url; ///< while it listens
    // For as long as the server: SQLite connections belong to threads, and one that ends costs more than one that waits.
    Workers readers{std::max(kFewestWorkers, QThread::idealThreadCount())}, writers{kWriters};
    QThread thread;
    QObject anchor;                       ///< lives in the thread while it runs
    std::unique_ptr<HttpAdapter> adapter; ///< made and ended there
    std::atomic<const HttpAdapter*> running{nullptr};
};

Server::Server(Services services, ServerOptions options, const Clock& clock)
    : d(std::make_unique<Private>(services, std::move(options), clock))
{
}

Server::~Server()
{
    stop();
}

Result<QUrl> Server::start()
{
    const bool wantsTls = d->tls.has_value();
    if (!wantsTls && !d->options.insecure && !d->options.address.isLoopback())
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate(
                         "Server", "%1 can be reached from other machines: give a TLS certificate and key, or allow it "
                                   "without with --insecure")
                         .arg(d->options.address.toString())};
    if (d->options.mcpConformance && !d->options.address.isLoopback())
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Server", "--mcp-conformance opens /mcp to everyone: listen on 127.0.0.1")};
    std::optional<QSslConfiguration> tls;
    if (wantsTls) {
        ATALAYA_TRY(tls, *d->tls);
    }
    if (d->adapter)
        return Error{ErrorCode::Conflict, QCoreApplication::translate("Server", "the server runs already")};
    d->thread.start();
    d->anchor.moveToThread(&d->thread);
    std::optional<Result<quint16>> port;
    d->inThread([this, &tls, &port] {
        d->adapter = std::make_unique<HttpAdapter>(d->options.limits, tls, d->application(),
                                                   HttpAdapter::Pools{d->readers, d->writers});
        port.emplace(d->adapter->listen(d->options.address, d->options.port));
    });
    if (!port->isOk()) {
        stop();
        return port->failure();
    }
    d->running = d->adapter.get();
    QUrl url;
    url.setScheme(wantsTls ? QStringLiteral("https") : QStringLiteral("http"));
    url.setHost(d->options.address.toString());
    url.setPort(port->value());
    qCInfo(lcApi).noquote() << "The API listens on" << url.toString();
    d->url = url.toString();
    d->note("server.start", d->url);
    return url;
}

void Server::stop()
{
    if (!d->adapter)
        return;
    QSemaphore drained;
    d->inThread([this, &drained] { d->adapter->drain([&drained] { drained.release(); }); });
    const bool inTime = drained.tryAcquire(1, int(std::chrono::milliseconds(kDrain).count()));
    if (!inTime)
        qCWarning(lcApi) << "Requests are still under way and are stopped.";
    d->inThread([this] { d->adapter->stopRequests(); });
    d->writers.waitForDone(); // what was stopped ends soon, and uses the services until then
    d->readers.waitForDone();
    d->running = nullptr;
    d->inThread([this] {
        d->adapter.reset();
        d->anchor.moveToThread(QCoreApplication::instance() ? QCoreApplication::instance()->thread() : nullptr);
    });
    d->thread.quit();
    d->thread.wait();
    if (!d->url.isEmpty())
        d->note("server.stop", std::exchange(d->url, {}));
}

int Server::connections() const
{
    const HttpAdapter* adapter = d->running;
    return adapter ? adapter->connections() : 0;
}

} // namespace atalaya::api
