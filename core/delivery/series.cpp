// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/series.h"

#include "base/json.h"

#include <QJsonArray>

namespace atalaya::delivery {

namespace {

QString unitOf(Metric metric)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        return QStringLiteral("deployments");
    case Metric::ChangeLeadTime:
    case Metric::FailedDeploymentRecoveryTime:
        return QStringLiteral("hours");
    case Metric::ChangeFailRate:
    case Metric::DeploymentReworkRate:
        break;
    }
    return QStringLiteral("share");
}

} // namespace

QJsonObject toJson(const Series& series)
{
    QJsonArray buckets;
    for (const SeriesPoint& point : series.points) {
        const QJsonValue interval =
            point.low && point.high ? QJsonValue(QJsonArray{*point.low, *point.high}) : QJsonValue();
        buckets.append(QJsonObject{{QStringLiteral("start"), toIso(point.start)},
                                   {QStringLiteral("end"), toIso(point.end)},
                                   {QStringLiteral("n"), point.n},
                                   {QStringLiteral("value"), jsonOf(point.value)},
                                   {QStringLiteral("interval"), interval},
                                   {QStringLiteral("partial"), point.partial}});
    }
    return {{QStringLiteral("metric"), metricName(series.metric)},
            {QStringLiteral("bucket"), bucketName(series.bucket)},
            {QStringLiteral("unit"), unitOf(series.metric)},
            {QStringLiteral("window"), QJsonObject{{QStringLiteral("from"), jsonOf(series.window.from)},
                                                   {QStringLiteral("to"), toIso(series.window.to)},
                                                   {QStringLiteral("as_of"), toIso(series.window.asOf)}}},
            {QStringLiteral("buckets"), buckets}};
}

} // namespace atalaya::delivery
