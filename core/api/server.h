// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/guardlimits.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/token.h"

#include <QHostAddress>
#include <QUrl>

#include <functional>
#include <memory>

namespace atalaya::operations {
class AuditLog;
}
namespace atalaya::services {
class Activity;
class CatalogService;
class DeliveryService;
class IactService;
class TokenService;
struct IactReport;
} // namespace atalaya::services

namespace atalaya::api {

/// The façades that the handlers ask; all outlive the server.
struct Services
{
    services::DeliveryService& delivery;
    services::IactService& iact;
    services::TokenService& tokens;
    services::CatalogService& catalog;
    services::Activity& activity;
    operations::AuditLog& audit;
};

struct ServerOptions
{
    QHostAddress address = QHostAddress(QHostAddress::LocalHost);
    quint16 port = 0;       ///< 0 picks a free one
    QString tlsCertificate; ///< PEM files; both or none
    QString tlsKey;
    /// Further names and addresses that the server answers to, beside the listening address, the certificate's names and, on loopback,
    /// those of this machine; and origins whose pages may read answers. As hostNamed() and originNamed() give them.
    QByteArrayList allowedHosts, allowedOrigins;
    bool insecure = false; ///< allow an address beyond loopback without TLS
    GuardLimits limits;
    model::RateLimits rate; ///< for tokens without limits of their own, and for addresses without a token
    bool mcpConformance = false; ///< /mcp also has the conformance suite's fixtures and needs no token; on loopback only
    /// Draws the PDF export; null (an engine without Qt Gui): the route is not there.
    std::function<Result<QByteArray>(const services::IactReport&)> pdf;
};

/// The embedded HTTP server, in a thread of its own. start() and stop() from the thread that made it.
class Server
{
public:
    Server(Services services, ServerOptions options, const Clock& clock);
    /// Stops.
    ~Server();
    Q_DISABLE_COPY_MOVE(Server)

    /// Listens and returns the URL, for example http://127.0.0.1:8787. Errors: address in use, certificate unreadable,
    /// an address beyond loopback without TLS.
    Result<QUrl> start();
    /// Takes no new connections, lets requests under way finish (at most 5 s), then closes. May be called twice.
    void stop();
    /// Connections open now; any thread.
    int connections() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace atalaya::api
