// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/deliveryoptions.h"

#include "app/cli/nearest.h"
#include "app/cli/text.h"
#include "app/cli/values.h"

namespace atalaya::app {

namespace {

constexpr int kAllServices = 10'000;

QStringList kindNames()
{
    QStringList names;
    for (const model::EdgeKind kind : model::kEdgeKinds)
        names.append(model::edgeKindName(kind));
    return names;
}

Result<model::EdgeKinds> kindsOf(const QStringList& names)
{
    if (names.isEmpty())
        return model::allEdgeKinds();
    model::EdgeKinds kinds;
    for (const QString& name : names) {
        const auto kind = model::edgeKindFromName(name);
        if (!kind)
            return Error{ErrorCode::InvalidInput,
                         tr("--kinds: \"%1\" is not known; %2").arg(name, suggestion(name, kindNames()))};
        kinds |= *kind;
    }
    return kinds;
}

Result<QTimeZone> timeZoneOf(const QString& name)
{
    const QTimeZone zone = name.isEmpty() ? QTimeZone::utc() : QTimeZone(name.toUtf8());
    if (zone.isValid())
        return zone;
    QStringList known;
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds())
        known.append(QString::fromUtf8(id));
    const QString near = nearest(name, known);
    return Error{ErrorCode::InvalidInput,
                 near.isEmpty() ? tr("--tz: \"%1\" is no time zone; use a name such as Europe/Madrid").arg(name)
                                : tr("--tz: \"%1\" is no time zone; did you mean \"%2\"?").arg(name, near)};
}

} // namespace

void DeliveryOptions::addTo(CLI::App& app)
{
    addTexts(app, "--service", services, "only these services", "NAME");
    addText(app, "--environment", environment, "default production; any: all of them", "NAME");
    addText(app, "--team", team, "only this team", "NAME");
    addInstant(app, "--from", from, "deployments finished at or after");
    addInstant(app, "--to", to, "deployments finished before");
    addInstant(app, "--as-of", asOf, "see nothing later (default: now)");
    addTexts(app, "--kinds", kinds, "what counts as a failure (default: all)", "KIND");
    addText(app, "--tz", timeZone, "where days begin (default: UTC)", "ZONE");
    app.add_flag("--json", json, trStd("the object of the HTTP API"));
    app.footer(trStd("KIND is manual, revert, rollback, hotfix or incident."));
}

Status checkServices(Engine& engine, const QStringList& services)
{
    if (services.isEmpty())
        return ok();
    delivery::Query everything;
    everything.asOf = engine.delivery().now();
    ATALAYA_TRY(const auto page, engine.delivery().services(everything, {kAllServices, {}}));
    QStringList known;
    for (const delivery::ServiceRow& row : page.rows)
        known.append(row.name);
    for (const QString& service : services) {
        if (known.contains(service))
            continue;
        const QString hint = known.isEmpty() ? tr("nothing is imported yet") : suggestion(service, known);
        return Error{ErrorCode::InvalidInput, tr("--service: \"%1\" is not known; %2").arg(service, hint)};
    }
    return ok();
}

Result<delivery::Query> queryOf(Engine& engine, const DeliveryOptions& options)
{
    delivery::Query query;
    query.services = options.services;
    query.environment = options.environment == QLatin1String("any") ? QString() : options.environment;
    query.team = options.team;
    query.from = options.from;
    query.to = options.to;
    query.asOf = options.asOf.value_or(engine.delivery().now());
    ATALAYA_TRY(query.kinds, kindsOf(options.kinds));
    ATALAYA_TRY(query.timeZone, timeZoneOf(options.timeZone));
    ATALAYA_CHECK(delivery::validate(query));
    ATALAYA_CHECK(checkServices(engine, options.services));
    return query;
}

} // namespace atalaya::app
