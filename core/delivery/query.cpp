// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/query.h"

#include "model/names.h"

#include <QCoreApplication>

namespace atalaya::delivery {

namespace {

constexpr model::Names<Metric, 5> kMetricNames{{{
    {Metric::DeploymentFrequency, QLatin1String("deployment_frequency")},
    {Metric::ChangeLeadTime, QLatin1String("change_lead_time")},
    {Metric::ChangeFailRate, QLatin1String("change_fail_rate")},
    {Metric::FailedDeploymentRecoveryTime, QLatin1String("failed_deployment_recovery_time")},
    {Metric::DeploymentReworkRate, QLatin1String("deployment_rework_rate")},
}}};

constexpr model::Names<Bucket, 5> kBucketNames{{{
    {Bucket::Day, QLatin1String("day")},
    {Bucket::Week, QLatin1String("week")},
    {Bucket::Month, QLatin1String("month")},
    {Bucket::Quarter, QLatin1String("quarter")},
    {Bucket::Year, QLatin1String("year")},
}}};

} // namespace

QString metricName(Metric metric) { return kMetricNames.of(metric); }
std::optional<Metric> metricFromName(QStringView name) { return kMetricNames.find(name); }
QString bucketName(Bucket bucket) { return kBucketNames.of(bucket); }
std::optional<Bucket> bucketFromName(QStringView name) { return kBucketNames.find(name); }

Status validate(const Query& query)
{
    if (query.from && query.to && *query.to <= *query.from)
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Delivery", "the window is empty: 'from' must be before 'to'")};
    if (query.from && *query.from > query.asOf)
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Delivery", "the window is empty: 'from' is after %1, and nothing later is seen")
                         .arg(toIso(query.asOf))};
    if (!query.timeZone.isValid())
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Delivery", "the time zone is not known; use a name like Europe/Madrid")};
    return ok();
}

QString environmentGroup(const QString& environment)
{
    if (model::tierOfEnvironment(environment) == model::Tier::Production)
        return model::tierName(model::Tier::Production);
    return environment.trimmed().toCaseFolded();
}

bool takesEnvironment(const Query& query, const QString& environment)
{
    const QString wanted = query.environment.trimmed().toCaseFolded();
    if (wanted.isEmpty())
        return true;
    if (wanted == model::tierName(model::Tier::Production))
        return model::tierOfEnvironment(environment) == model::Tier::Production;
    return environment.trimmed().toCaseFolded() == wanted;
}

bool takes(const Query& query, const model::Deployment& deployment)
{
    return (query.services.isEmpty() || query.services.contains(deployment.service)) &&
           (query.team.isEmpty() || query.team == deployment.team) && takesEnvironment(query, deployment.environment) &&
           (!query.from || deployment.finished >= *query.from) && (!query.to || deployment.finished < *query.to);
}

} // namespace atalaya::delivery
