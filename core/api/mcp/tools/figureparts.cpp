// SPDX-License-Identifier: GPL-3.0-or-later
#include "figureparts.h"

#include "base/json.h"
#include "delivery/benchmark.h"

#include <QCoreApplication>

namespace atalaya::api::mcp {

using delivery::Metric;
using delivery::Metrics;

namespace {

qint64 countOf(const Metrics& metrics, Metric metric)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        return metrics.deployments;
    case Metric::ChangeLeadTime:
        return metrics.leadTime.hours.n;
    case Metric::ChangeFailRate:
        return metrics.failRate.rate.denominator;
    case Metric::FailedDeploymentRecoveryTime:
        return metrics.recovery.hours.n;
    case Metric::DeploymentReworkRate:
        break;
    }
    return metrics.rework.rate.denominator;
}

QJsonValue intervalJson(const Metrics& metrics, Metric metric)
{
    const auto interval = delivery::interval95(metrics, metric);
    return interval ? QJsonValue(QJsonArray{interval->low, interval->high}) : QJsonValue();
}

} // namespace

QString unitOf(Metric metric)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        return QStringLiteral("deployments per week");
    case Metric::ChangeLeadTime:
    case Metric::FailedDeploymentRecoveryTime:
        return QStringLiteral("hours (median)");
    case Metric::ChangeFailRate:
    case Metric::DeploymentReworkRate:
        break;
    }
    return QStringLiteral("share 0..1");
}

QJsonObject headlineJson(const Metrics& metrics, Metric metric)
{
    return {{QStringLiteral("value"), jsonOf(headline(metrics, metric))},
            {QStringLiteral("interval95"), intervalJson(metrics, metric)},
            {QStringLiteral("n"), countOf(metrics, metric)}};
}

QJsonObject headOf(const Metrics& metrics)
{
    return {{QStringLiteral("window"), windowJson(metrics.window)},
            {QStringLiteral("data_version"), metrics.dataVersion}};
}

std::variant<Pinned, ToolResult> pinnedPlace(const ToolCall& call, const QByteArray& scope)
{
    const auto place = listPlace(scope, argumentText(call.arguments, "cursor"));
    if (!place.isOk())
        return errorResult(place.failure(), call.arguments);
    Pinned pinned{place.value(), std::nullopt, 0};
    if (!pinned.place.pin.isEmpty()) {
        pinned.asOf = instantFromMs(pinned.place.pin.section(u' ', 0, 0).toLongLong());
        pinned.dataVersion = pinned.place.pin.section(u' ', 1).toLongLong();
    }
    return pinned;
}

ToolResult changedSince()
{
    return ToolResult::error(parameterSentence(
        QStringLiteral("cursor"),
        QCoreApplication::translate("Api", "is of lists that have changed since; begin again without it")));
}

QString pinOf(Instant asOf, qint64 dataVersion)
{
    return QString::number(toMs(asOf)) + u' ' + QString::number(dataVersion);
}

Tool figureTool(const char* name, const QString& title, const QString& description, const QList<Argument>& arguments,
                const QJsonObject& answer, std::function<ToolResult(const ToolCall&)> run)
{
    Tool tool;
    tool.name = QString::fromLatin1(name);
    tool.title = title;
    tool.description = description;
    tool.inputSchema = inputSchema(deliveryArguments() + arguments);
    tool.outputSchema = answer;
    tool.run = std::move(run);
    return tool;
}

} // namespace atalaya::api::mcp
