// SPDX-License-Identifier: GPL-3.0-or-later
#include "apifixture.h"

#include "store/deploymentrepository.h"

#include <QTest>

namespace atalaya::test {

ApiFixture::ApiFixture(model::RateLimits rate, const api::DrawPdf& pdf)
    : router(api::allRoutes(pdf)), gateway(services, router, clock, {.rate = rate, .access = {}, .hasTls = false})
{
    for (const model::Role role : {model::Role::Viewer, model::Role::Operator, model::Role::Admin}) {
        const auto created = tokens.create(model::roleName(role), role, std::nullopt, std::nullopt);
        if (!created.isOk())
            qFatal("no token: %s", qPrintable(created.error().userText + created.error().detail));
        secrets.insert(role, created.value().secret);
    }
}

api::Response ApiFixture::ask(api::Method method, const QByteArray& target, const Headers& headers,
                              const QByteArray& body)
{
    return askGateway(gateway, method, target, headers, body);
}

api::Response ApiFixture::askGateway(api::Gateway& other, api::Method method, const QByteArray& target,
                                     const Headers& headers, const QByteArray& body) const
{
    api::Exchange exchange;
    const qsizetype mark = target.indexOf('?');
    exchange.request.method = method;
    exchange.request.path = mark < 0 ? target : target.first(mark);
    exchange.request.query = mark < 0 ? QByteArray() : target.mid(mark + 1);
    exchange.request.headers = headers;
    if (!headers.contains("authorization"))
        exchange.request.headers.insert("authorization", bearer(model::Role::Viewer));
    if (!headers.contains("host"))
        exchange.request.headers.insert("host", "localhost:8787");
    exchange.request.body = body;
    exchange.request.peer = QHostAddress(QHostAddress::LocalHost);
    if (const auto early = other.admit(exchange))
        return *early;
    return other.answer(exchange);
}

api::Response ApiFixture::post(const QByteArray& target, const QByteArray& body, const Headers& headers)
{
    Headers all = headers;
    if (!all.contains("authorization"))
        all.insert("authorization", bearer(model::Role::Operator));
    if (!all.contains("content-type"))
        all.insert("content-type", "application/json");
    return ask(api::Method::Post, target, all, body);
}

void ApiFixture::fillWithDeliveries()
{
    QList<model::Deployment> deployments;
    QList<model::Change> changes;
    QList<model::Incident> incidents;
    for (const QString& service : {QStringLiteral("pay"), QStringLiteral("shop"), QStringLiteral("web app/ü")}) {
        for (int i = 0; i < 12; ++i) {
            model::Deployment deployment;
            deployment.service = service;
            deployment.environment = QStringLiteral("production");
            deployment.team = service == QLatin1String("pay") ? QStringLiteral("red") : QStringLiteral("blue");
            // 1.0.0, 1.0.1 (a hotfix by its number), 1.1.0 …
            deployment.version = QStringLiteral("%1.%2").arg(1 + i / 4).arg(
                i % 4 == 0 ? QStringLiteral("0.0") : QStringLiteral("0.%1").arg(i % 4));
            deployment.sha = QStringLiteral("%1").arg(i + 1, 40, 16, QLatin1Char('0'));
            deployment.finished = kNow - std::chrono::hours(24 * 3 * (12 - i));
            deployment.status = i == 5 ? model::DeploymentStatus::Failed : model::DeploymentStatus::Success;
            deployment.dedupKey = deployment.version;
            deployment.id = model::deploymentId(service, deployment.environment, deployment.dedupKey);
            deployments.append(deployment);
            for (int j = 0; j < 3; ++j) {
                model::Change change;
                change.service = service;
                change.sha = QStringLiteral("%1").arg(i * 10 + j + 1, 40, 16, QLatin1Char('a'));
                change.deployment = i == 5 ? model::DeploymentId() : deployment.id;
                change.authored = deployment.finished - std::chrono::hours(10 + j);
                change.committed = change.authored;
                change.subject = QStringLiteral("Change %1").arg(j);
                change.lines = 10 * j;
                changes.append(change);
            }
        }
        model::Incident incident;
        incident.service = service;
        incident.environment = QStringLiteral("production");
        incident.title = QStringLiteral("Down");
        incident.detected = deployments.last().finished - std::chrono::hours(71);
        if (service != QLatin1String("shop"))
            incident.resolved = incident.detected + std::chrono::hours(2);
        incident.dedupKey = QStringLiteral("i1");
        incident.id = model::incidentId(service, incident.environment, incident.dedupKey);
        incidents.append(incident);
    }
    const Status status = store.database().write([&](store::Transaction& transaction) -> Status {
        ATALAYA_CHECK(store::DeploymentRepository::add(transaction, deployments, changes));
        return store::DeploymentRepository::putIncidents(transaction, incidents);
    });
    if (!status.isOk())
        qFatal("not filled: %s", qPrintable(status.error().userText + status.error().detail));
}

} // namespace atalaya::test
