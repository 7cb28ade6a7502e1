// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/deliveryoptions.h"

#include "app/cli/nearest.h"
#include "app/cli/text.h"
#include "base/nearest.h"
#include "app/cli/values.h"

#include <algorithm>

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

Error notKnown(const QString& option, const QString& name, const QStringList& known)
{
    const QString hint = known.isEmpty() ? tr("nothing is imported yet") : suggestion(name, known);
    return {ErrorCode::InvalidInput, hint.isEmpty() ? tr("%1: \"%2\" is not known").arg(option, name)
                                                    : tr("%1: \"%2\" is not known; %3").arg(option, name, hint)};
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
    app.footer(trStd("KIND is manual (stated), revert, rollback, hotfix or incident."));
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
        return notKnown(QStringLiteral("--service"), service, known);
    }
    return ok();
}

namespace {

/// Nothing may be in production; anything else has to be there.
Status checkEnvironment(Engine& engine, const delivery::Query& query)
{
    delivery::Query production;
    if (query.environment.isEmpty() ||
        delivery::environmentGroup(query.environment) == delivery::environmentGroup(production.environment))
        return ok();
    ATALAYA_TRY(QStringList known, engine.delivery().environments());
    const auto isTaken = [&query](const QString& name) { return delivery::takesEnvironment(query, name); };
    if (std::any_of(known.cbegin(), known.cend(), isTaken))
        return ok();
    if (!known.isEmpty())
        known.append(QStringLiteral("any"));
    return notKnown(QStringLiteral("--environment"), query.environment, known);
}

Status checkTeam(Engine& engine, const QString& team)
{
    if (team.isEmpty())
        return ok();
    ATALAYA_TRY(const QStringList known, engine.delivery().teams());
    if (known.contains(team))
        return ok();
    if (known.isEmpty())
        return Error{ErrorCode::InvalidInput, tr("--team: \"%1\" is not known; no deployment names a team").arg(team)};
    return notKnown(QStringLiteral("--team"), team, known);
}

} // namespace

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
    ATALAYA_CHECK(checkEnvironment(engine, query));
    ATALAYA_CHECK(checkTeam(engine, query.team));
    return query;
}

} // namespace atalaya::app
