// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/sentences.h"

#include "delivery/words.h"

#include <QCoreApplication>

namespace atalaya::delivery {

namespace {

QString leadTimeSentence(const Percentiles& hours)
{
    if (hours.n == 0)
        return QCoreApplication::translate("Delivery", "No change has a lead time.");
    return QCoreApplication::translate("Delivery",
                                       "Half of %1 change(s) took at most %2 from the author date to production.",
                                       nullptr, int(hours.n))
        .arg(countWords(hours.n), durationWords(hours.p50));
}

QString recoverySentence(const Percentiles& hours, qint64 open, qint64 clockSkew)
{
    if (hours.n == 0 && open == 0 && clockSkew > 0)
        return QCoreApplication::translate("Delivery", "%n failure(s) were resolved before they were deployed and are left out of "
                                                       "the recovery time.",
                                           nullptr, int(clockSkew));
    if (hours.n == 0 && open == 0)
        return QCoreApplication::translate("Delivery", "No deployment failed.");
    const QString stillOpen = QCoreApplication::translate("Delivery", "Not recovered yet: %1.").arg(countWords(open));
    if (hours.n == 0)
        return stillOpen;
    const QString recovered =
        QCoreApplication::translate("Delivery", "Half of %1 failed deployment(s) recovered within %2.", nullptr,
                                    int(hours.n))
            .arg(countWords(hours.n), durationWords(hours.p50));
    return open == 0 ? recovered : QString(recovered + u' ' + stillOpen);
}

} // namespace

QString sentenceOf(const Metrics& metrics, Metric metric)
{
    const Proportion& failed = metrics.failRate.rate;
    const Proportion& rework = metrics.rework.rate;
    switch (metric) {
    case Metric::DeploymentFrequency:
        return QCoreApplication::translate("Delivery", "%1 deployment(s) in %2 days.", nullptr,
                                           int(metrics.deployments))
            .arg(countWords(metrics.deployments), numberWords(metrics.window.days()));
    case Metric::ChangeLeadTime:
        return leadTimeSentence(metrics.leadTime.hours);
    case Metric::ChangeFailRate:
        return QCoreApplication::translate("Delivery",
                                           "%1 of %2 judged deployment(s) failed: a later repair, rollback or incident points "
                                           "back to them.",
                                           nullptr, int(failed.denominator))
            .arg(countWords(failed.numerator), countWords(failed.denominator));
    case Metric::FailedDeploymentRecoveryTime:
        return recoverySentence(metrics.recovery.hours, metrics.recovery.open, metrics.recovery.excludedClockSkew);
    case Metric::DeploymentReworkRate:
        return QCoreApplication::translate("Delivery", "An earlier deployment is repaired by %1 of %2 deployment(s).",
                                           nullptr, int(rework.denominator))
            .arg(countWords(rework.numerator), countWords(rework.denominator));
    }
    return {};
}

} // namespace atalaya::delivery
