// SPDX-License-Identifier: GPL-3.0-or-later
#include "missingwords.h"

#include "widgets/common/format.h"

#include <QCoreApplication>

namespace atalaya::widgets {

namespace {

using delivery::Metric;
using delivery::Metrics;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::Missing)
};

QString unjudgedText(const Metrics& metrics, std::optional<Instant> nextJudged, const QLocale& locale)
{
    const qint64 unjudged = metrics.failRate.unjudged;
    const QString count = countText(unjudged, locale);
    if (!nextJudged)
        return Words::tr("%1 deployment(s) too new to judge", nullptr, int(unjudged)).arg(count);
    const QString day = dateText(*nextJudged, metrics.query.timeZone, metrics.window.asOf, locale);
    return Words::tr("%1 deployment(s) too new to judge; the first on %2", nullptr, int(unjudged)).arg(count, day);
}

QString withoutLeadTime(const Metrics& metrics, const QLocale& locale)
{
    if (const qint64 first = metrics.leadTime.excludedBaseline; first > 0)
        return Words::tr("No change with a lead time in this range; left out: %1 in a first deployment").arg(countText(first, locale));
    if (const qint64 skewed = metrics.leadTime.excludedClockSkew; skewed > 0)
        return Words::tr("No change with a lead time in this range; left out: %1 authored after the deployment")
            .arg(countText(skewed, locale));
    return Words::tr("No change with a lead time in this range");
}

QString withoutRecovery(const Metrics& metrics, const QLocale& locale)
{
    if (const qint64 open = metrics.recovery.open; open > 0)
        return Words::tr("%1 failed deployment(s), none recovered yet", nullptr, int(open)).arg(countText(open, locale));
    return metrics.recovery.excludedClockSkew > 0 ? Words::tr("No failed deployment with a recovery time in this range")
                                                  : Words::tr("No failed deployment in this range");
}

} // namespace

QString missingWords(Metric metric, const Metrics& metrics, std::optional<Instant> nextJudged, const QLocale& locale)
{
    if (metrics.deployments == 0)
        return Words::tr("No deployments in this range");
    switch (metric) {
    case Metric::ChangeLeadTime:
        return withoutLeadTime(metrics, locale);
    case Metric::ChangeFailRate:
        return unjudgedText(metrics, nextJudged, locale);
    case Metric::FailedDeploymentRecoveryTime:
        return withoutRecovery(metrics, locale);
    case Metric::DeploymentFrequency:
    case Metric::DeploymentReworkRate:
        break;
    }
    return {};
}

} // namespace atalaya::widgets
