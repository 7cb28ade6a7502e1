// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/deliveryoptions.h"
#include "app/cli/deliverytext.h"
#include "app/cli/nearest.h"
#include "app/cli/text.h"
#include "base/nearest.h"
#include "app/cli/values.h"

namespace atalaya::app {

namespace {

constexpr int kMostListed = 1'000'000;

struct ExplainOptions : DeliveryOptions
{
    std::optional<delivery::Metric> metric;
    QString id; ///< of an object, instead of a metric
    int limit = 20;
};

QStringList metricNames()
{
    QStringList names;
    for (const delivery::Metric metric : delivery::kMetrics)
        names.append(delivery::metricName(metric));
    return names;
}

/// Whether a text names an object: an id of 16 hex digits, SERVICE/VERSION or SERVICE@SHA.
bool looksLikeId(const QString& text)
{
    return model::DeploymentId::fromText(text) || text.contains(u'/') || text.contains(u'@');
}

/// Reads METRIC or ID into the options; what is wrong with it, or nothing.
QString readSubject(ExplainOptions& options, const QString& text)
{
    const QString name = QString(text).replace(u'-', u'_');
    options.metric = delivery::metricFromName(name);
    if (options.metric)
        return {};
    if (!looksLikeId(text))
        return tr("\"%1\" is no metric; %2").arg(text, suggestion(name, metricNames()));
    options.id = text;
    return {};
}

/// What a person calls the deployments that are listed.
QMap<QString, QString> labelsOf(Engine& engine, const delivery::Explanation& explanation, const delivery::Query& query)
{
    QMap<QString, QString> labels;
    for (const QString& id : explanation.numeratorIds + explanation.denominatorIds) {
        // Changes are listed as "service@sha", which is a name already.
        if (labels.contains(id) || !model::DeploymentId::fromText(id))
            continue;
        const auto detail = engine.delivery().deployment(id, query);
        if (!detail.isOk())
            continue;
        const model::Deployment& deployment = detail.value().row.deployment;
        labels.insert(id, QStringLiteral("%1  %2 %3")
                              .arg(utcDateText(deployment.finished), deployment.service,
                                   deployment.version.isEmpty() ? deployment.sha.left(10) : deployment.version));
    }
    return labels;
}

int explainMetric(Context& context, const ExplainOptions& options, const delivery::Query& query)
{
    const auto explanation = runStoppable(context, [&](StopToken stop, const Progress&) {
        return context.engine->delivery().explain(query, *options.metric, options.limit, stop);
    });
    if (!explanation.isOk())
        return failed(context, explanation.failure());
    if (options.json)
        printJson(context, delivery::toJson(explanation.value()));
    else
        context.terminal.print(explanationText(
            explanation.value(), labelsOf(*context.engine, explanation.value(), query), context.terminal.columns()));
    return kExitOk;
}

/// What is known under names like the one asked for: the versions of its service, or the services.
QString nearestVersion(Context& context, const QString& id, Instant asOf)
{
    constexpr int kMostNames = 10'000;
    const qsizetype slash = id.indexOf(u'/');
    if (slash < 1)
        return {};
    delivery::Query query;
    query.asOf = asOf;
    query.environment.clear();
    const auto services = context.engine->delivery().services(query, {kMostNames, {}});
    if (!services.isOk())
        return {};
    QStringList names;
    for (const delivery::ServiceRow& row : services.value().rows)
        names.append(row.name);
    QString service = id.left(slash);
    if (!names.contains(service))
        service = nearest(service, names);
    if (service.isEmpty())
        return {};
    query.services = {service};
    const auto deployments = context.engine->delivery().deployments(query, {kMostNames, {}});
    if (!deployments.isOk())
        return {};
    QStringList versions;
    for (const delivery::DeploymentRow& row : deployments.value().rows)
        versions.append(row.deployment.version);
    versions.removeDuplicates();
    const QString version = nearest(id.mid(slash + 1), versions);
    return version.isEmpty() ? QString() : QString(service + u'/' + version);
}

int explainObject(Context& context, const ExplainOptions& options, const delivery::Query& query)
{
    const auto explanation = runStoppable(context, [&](StopToken stop, const Progress&) {
        return context.engine->delivery().explainObject(query, options.id, stop);
    });
    if (explanation.isError() && explanation.error().code == ErrorCode::NotFound) {
        const QString near = nearestVersion(context, options.id, query.asOf);
        Error error = explanation.error();
        if (!near.isEmpty())
            error.userText = tr("there is no %1; did you mean \"%2\"?").arg(options.id, near);
        return failed(context, error);
    }
    if (!explanation.isOk())
        return failed(context, explanation.failure());
    if (options.json)
        printJson(context, delivery::toJson(explanation.value()));
    else
        context.terminal.print(objectText(explanation.value(), context.terminal.columns()));
    return kExitOk;
}

int runExplain(Context& context, const ExplainOptions& options)
{
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    const QStringList unfinished = sayUnfinished(context);
    const auto query = queryOf(*context.engine, options);
    if (!query.isOk())
        return failed(context, query.failure());
    if (!options.metric)
        return explainObject(context, options, query.value());
    const int code = explainMetric(context, options, query.value());
    if (code == kExitOk && !options.json && unfinished.isEmpty())
        sayWhenEmpty(context);
    return code;
}

} // namespace

void addExplain(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("explain", trStd("how a figure came to be: its ids, exclusions and causes"));
    const auto options = std::make_shared<ExplainOptions>();
    addParsed(
        *command, "METRIC|ID", [options = options.get()](const QString& text) { return readSubject(*options, text); },
        "which figure, or which deployment, change or incident", "")
        ->required();
    options->addTo(*command);
    addCount(*command, "--limit", options->limit, 1, kMostListed, "entries of each list (default 20)");
    command->footer(trStd("METRIC is one of:\n  ") + metricNames().join(QLatin1String("\n  ")).toStdString() + "\n" +
                    trStd("ID is a deployment's or an incident's id, SERVICE/VERSION, or SERVICE@SHA for a change.") +
                    "\n" + command->get_footer());
    command->final_callback([options, &action] {
        action = {Action::Needs::Core, [options](Context& context) { return runExplain(context, *options); }};
    });
}

} // namespace atalaya::app
