// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/gateway.h"
#include "api/handlers/routes.h"
#include "operations/auditlog.h"
#include "services/activity.h"
#include "services/catalogservice.h"
#include "services/deliveryservice.h"
#include "services/iactservice.h"
#include "services/tokenservice.h"
#include "testsupport/teststore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace atalaya::test {

inline const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");

/// The API without a socket, on an empty SQLite store at a fixed moment.
class ApiFixture
{
public:
    explicit ApiFixture(model::RateLimits rate = {0, 0}, const api::DrawPdf& pdf = {});

    using Headers = QMap<QByteArray, QByteArray>;
    /// As the server would serve it. `target` is path and query. Asked with the viewer's token unless the headers bring
    /// one.
    api::Response ask(api::Method method, const QByteArray& target, const Headers& headers = {},
                      const QByteArray& body = {});
    /// The same of another gateway.
    api::Response askGateway(api::Gateway& other, api::Method method, const QByteArray& target,
                             const Headers& headers = {}, const QByteArray& body = {}) const;
    api::Response get(const QByteArray& target, const Headers& headers = {})
    {
        return ask(api::Method::Get, target, headers);
    }
    /// With the operator's token, as application/json.
    api::Response post(const QByteArray& target, const QByteArray& body, const Headers& headers = {});
    static QJsonObject object(const api::Response& response) { return QJsonDocument::fromJson(response.body).object(); }
    QByteArray bearer(model::Role role) const { return "Bearer " + secrets.value(role).toLatin1(); }

    QString auditFile() const { return store.folder() + QStringLiteral("/audit.log"); }

    /// Three services with deployments (a revert, a hotfix and a failed run among them), changes and two incidents.
    void fillWithDeliveries();

    TestStore store;
    FixedClock clock{kNow};
    services::DeliveryService delivery{store.database(), clock};
    services::IactService iact{store.database(), clock};
    operations::AuditLog audit{{auditFile(), QStringLiteral("audit.log"), QStringLiteral("cli:test")}, store.database(), clock};
    services::TokenService tokens{store.database(), clock, &audit};
    services::CatalogService catalog{store.database(), clock};
    services::Activity activity;
    api::Services services{delivery, iact, tokens, catalog, activity, audit};
    api::Router router;
    api::Gateway gateway;
    QMap<model::Role, QString> secrets;
};

} // namespace atalaya::test
