// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mcp/offers.h"
#include "api/mcp/tools/toolparts.h"
#include "base/json.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>

namespace atalaya::api::mcp {

namespace {

constexpr int kUsualDays = 90;

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QJsonArray userMessage(const QString& text)
{
    return {QJsonObject{{QStringLiteral("role"), QStringLiteral("user")},
                        {QStringLiteral("content"), QJsonObject{{QStringLiteral("type"), QStringLiteral("text")},
                                                                {QStringLiteral("text"), text}}}}};
}

Error refused(const ToolResult& error)
{
    return {ErrorCode::InvalidInput, error.content.first().toObject().value(QLatin1String("text")).toString()};
}

/// As it stands in the arguments of a tool: "service=\"pay\", days=30".
Result<QString> selectionWords(const Caller& caller, const QJsonObject& arguments)
{
    const QString service = argumentText(arguments, "service");
    if (!service.isEmpty()) {
        ATALAYA_TRY(const QStringList known, serviceNames(caller.services, caller.stop));
        if (!known.contains(service))
            return refused(unknownName(tr("No service is called '%1'.").arg(service.left(100)), service, known));
    }
    const QString text = argumentText(arguments, "days");
    bool isNumber = true;
    const int days = text.isEmpty() ? kUsualDays : text.toInt(&isNumber);
    if (!isNumber || days < 1 || days > 3650)
        return Error{ErrorCode::InvalidInput, tr("'days' must be a whole number from 1 to 3650.")};
    const QString window = QStringLiteral("days=%1").arg(days);
    if (service.isEmpty())
        return window;
    const QByteArray quoted = compactJson({{QStringLiteral("s"), service}}); // a name may hold quotes
    return QString(QLatin1String("service=") + QString::fromUtf8(quoted.sliced(5).chopped(1)) + QLatin1String(", ") +
                   window);
}

Result<QJsonArray> exploreDataset(const Caller&, const QJsonObject& arguments)
{
    ToolResult unknown;
    const catalog::Dataset* dataset = datasetCalled(argumentText(arguments, "dataset"), unknown);
    if (!dataset)
        return refused(unknown);
    return userMessage(tr("Explore the dataset %1 (%2). Call describe_dataset for its fields, size and newest rows. "
                          "Then, with query_dataset, "
                          "count its rows by month and by the two or three fields that part it best, look at the "
                          "spread of its numbers (p50, "
                          "p95), and look for nulls, gaps in time and values that stand out. Report: what it holds and "
                          "since when, three "
                          "findings with their figures, what is missing or doubtful, and three questions that it could "
                          "answer, each with the "
                          "query.")
                           .arg(dataset->id(), dataset->description));
}

Result<QJsonArray> reviewDelivery(const Caller& caller, const QJsonObject& arguments)
{
    ATALAYA_TRY(const QString selection, selectionWords(caller, arguments));
    return userMessage(
        tr("Review how software was delivered: %1. Call delivery_metrics and compare_periods with these arguments, "
           "delivery_series "
           "(bucket=week) of the metrics that changed, and list_deployments with outcome=failed. Report for an "
           "engineering "
           "manager, in half a page: the five figures with their n and 95 % interval; what became better or worse and "
           "what is "
           "not clear, by the verdicts; the failed deployments and why each counts; every warning that matters; and "
           "two things "
           "worth doing. Judge the system, never persons. Do not call a difference real where intervals overlap.")
            .arg(selection));
}

Result<QJsonArray> explainChange(const Caller& caller, const QJsonObject& arguments)
{
    const QString metric = argumentText(arguments, "metric");
    if (!delivery::metricFromName(metric))
        return refused(unknownName(tr("No metric is called '%1'.").arg(metric.left(100)), metric, metricNames()));
    ATALAYA_TRY(const QString selection, selectionWords(caller, arguments));
    return userMessage(tr("Explain how %1 changed: %2. Call compare_periods with these arguments for the size of the "
                          "change and whether it may be "
                          "chance, delivery_series of the metric (bucket=week) to find when it began, and "
                          "explain_metric of it to see what it "
                          "is made of. Name the deployments, changes or incidents behind it by their ids; look closer "
                          "at single ones with "
                          "explain_metric and id. Say what is fact (with n and interval), what is likely, and what the "
                          "data cannot tell.")
                           .arg(metric, selection));
}

Result<QJsonArray> assessRelease(const Caller& caller, const QJsonObject& arguments)
{
    const QString id = argumentText(arguments, "deployment");
    delivery::Query query;
    query.environment.clear();
    query.asOf = caller.services.delivery.now();
    const auto found = caller.services.delivery.deployment(id, query, caller.stop);
    if (found.isError() && found.error().code == ErrorCode::NotFound)
        return refused(unknownName(tr("There is no deployment '%1'.").arg(id.left(100)), id,
                                   deploymentLabels(caller.services, id, caller.stop)));
    ATALAYA_TRY(const delivery::DeploymentDetail detail, found);
    const model::Deployment& deployment = detail.row.deployment;
    return userMessage(
        tr("Assess the release %1 of %2 (deployment %3, %4, finished %5). Call explain_metric with id=%3 for how it "
           "counts and why; "
           "query_dataset on changes with filter \"deployment = %3\" for what it shipped and how large that was; "
           "list_deployments of the service for those before and after; query_dataset on incidents of the service "
           "since then. "
           "Report: what it brought, how its lead time compares with the service's median, whether it failed or was "
           "repaired "
           "and by what, what cannot be judged yet, and whether anything needs someone now.")
            .arg(deployment.version.isEmpty() ? deployment.id.text() : deployment.version, deployment.service,
                 deployment.id.text(), delivery::outcomeName(detail.row.outcome), toIso(deployment.finished)));
}

QStringList begunWith(const QStringList& names, const QString& begun)
{
    QStringList found;
    for (const QString& name : names) {
        if (name.startsWith(begun, Qt::CaseInsensitive))
            found.append(name);
    }
    return found;
}

QStringList complete(const Caller& caller, const QString& argument, const QString& begun)
{
    if (argument == QLatin1String("dataset"))
        return begunWith(datasetIds(), begun);
    if (argument == QLatin1String("metric"))
        return begunWith(metricNames(), begun);
    if (argument == QLatin1String("days"))
        return begunWith({QStringLiteral("7"), QStringLiteral("30"), QStringLiteral("90"), QStringLiteral("365")},
                         begun);
    if (argument == QLatin1String("deployment")) {
        const QStringList ofService = deploymentLabels(caller.services, begun, caller.stop);
        return begunWith(ofService.isEmpty() ? deploymentLabels(caller.services, {}, caller.stop) : ofService, begun);
    }
    const auto names = serviceNames(caller.services, caller.stop);
    return begunWith(names.isOk() ? names.value() : QStringList(), begun);
}

Prompt prompt(const char* name, const QString& title, const QString& description,
              const QList<PromptArgument>& arguments, Result<QJsonArray> (*messages)(const Caller&, const QJsonObject&))
{
    return {QString::fromLatin1(name), title, description, arguments, messages, complete, {}};
}

} // namespace

QList<Prompt> standardPrompts()
{
    const PromptArgument service{QStringLiteral("service"), tr("Only this service; without it all.")};
    const PromptArgument days{QStringLiteral("days"), tr("The window: the last so many days (90).")};
    return {prompt("explore_dataset", tr("Explore a dataset"), tr("What a dataset holds and what stands out in it."),
                   {{QStringLiteral("dataset"), tr("Its id."), true}}, exploreDataset),
            prompt("review_delivery", tr("Review delivery"),
                   tr("How a service, or everything, was delivered, for an engineering manager."), {service, days},
                   reviewDelivery),
            prompt("explain_change", tr("Explain a change"), tr("Why a metric became better or worse."),
                   {{QStringLiteral("metric"), tr("One of the five."), true}, service, days}, explainChange),
            prompt("assess_release", tr("Assess a release"), tr("What one deployment brought and what came of it."),
                   {{QStringLiteral("deployment"), tr("Its id, or service/version."), true}}, assessRelease)};
}

} // namespace atalaya::api::mcp
