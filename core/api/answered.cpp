// SPDX-License-Identifier: GPL-3.0-or-later
#include "answered.h"

#include "api/requesthead.h"
#include "base/log.h"
#include "logs/answeredrequest.h"
#include "operations/auditlog.h"
#include "services/activity.h"

namespace atalaya::api {

void noteAnswer(const Exchange& exchange, const Response& response, Instant now, services::Activity& activity)
{
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - exchange.started;
    const Request& request = exchange.request;
    const Route* route = exchange.match.route;
    const QString peer = request.peer.toString();
    const QString operation = !response.operation.isEmpty() ? response.operation : route ? route->operationId : QString();
    activity.add({.at = now,
                  .client = exchange.client,
                  .peer = peer,
                  .method = QString::fromLatin1(methodName(request.method)),
                  .path = QString::fromLatin1(request.path),
                  .operation = operation,
                  .requestId = QString::fromLatin1(exchange.requestId),
                  .status = response.status,
                  .durationMs = took.count(),
                  .bytes = response.body.size()});
    if (lcApi().isInfoEnabled())
        logs::log({.at = toMs(now),
                   .method = methodName(request.method),
                   .path = request.path,
                   .requestId = exchange.requestId,
                   .status = response.status,
                   .durationMs = took.count(),
                   .bytes = response.body.size(),
                   .peer = peer,
                   .client = exchange.client,
                   .operation = operation});
}

void recordAnswer(const Exchange& exchange, const Response& response, operations::AuditLog& audit)
{
    const Request& request = exchange.request;
    const Route* route = exchange.match.route;
    const bool isRefused = response.status == 401 || response.status == 403;
    const bool isSigning = route && route->door != Route::Door::None && response.status == 303 && !exchange.client.isEmpty();
    const bool isChange = route && !route->auditAction.isEmpty() && (response.status < 300 || response.status >= 500);
    if (!isRefused && !isSigning && !isChange)
        return;
    using operations::AuditOutcome;
    operations::AuditEvent event{
        .actor = exchange.client.isEmpty() ? QStringLiteral("anonymous") : QString(QLatin1String("api:") + exchange.client),
        .action = isRefused     ? QLatin1String(response.status == 401 ? "auth.refused" : "auth.forbidden")
                  : isSigning   ? QLatin1String(route->door == Route::Door::SignIn ? "session.begin" : "session.end")
                                : route->auditAction,
        .subject = QString::fromLatin1(methodName(request.method) + ' ' + request.path),
        .outcome = isRefused ? AuditOutcome::Refused : response.status >= 500 ? AuditOutcome::Failed : AuditOutcome::Ok,
        .requestId = QString::fromLatin1(exchange.requestId),
        .peer = request.peer.toString(),
        .details = {{QStringLiteral("status"), response.status}}};
    if (isRefused) {
        event.details.insert(QStringLiteral("reason"), exchange.refusal);
        audit.noteRefusal(std::move(event));
    } else {
        (void)audit.append(event, operations::AuditLog::Durability::Written).isOk();
    }
}

} // namespace atalaya::api
