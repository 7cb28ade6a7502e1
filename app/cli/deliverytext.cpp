// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/deliverytext.h"

#include "app/cli/format.h"
#include "app/cli/reasons.h"
#include "app/cli/text.h"
#include "delivery/benchmark.h"
#include "delivery/words.h"

namespace atalaya::app {

using delivery::Metric;
using delivery::Metrics;

namespace {

constexpr int kTitleColumns = 33;
constexpr int kValueColumns = 29;
constexpr int kIndent = 4;

QString headLine(const QString& title, const QString& value, const QString& count)
{
    const QString gap = value.size() < kValueColumns - 1 ? QString() : QStringLiteral("  ");
    return title.leftJustified(kTitleColumns) + value.leftJustified(kValueColumns) + gap + count + u'\n';
}

QString intervalText(const delivery::Proportion& rate)
{
    const auto interval = rate.wilson95();
    return interval ? tr("(95 %: %1–%2)").arg(numberText(interval->low * 100), percentText(interval->high)) : QString();
}

QString rateText(const delivery::Proportion& rate)
{
    return QStringLiteral("%1  %2").arg(percentText(rate.value()), intervalText(rate)).trimmed();
}

QString sharesText(const delivery::Proportion& rate)
{
    return tr("%1 of %2").arg(delivery::countWords(rate.numerator), delivery::countWords(rate.denominator));
}

QString percentilesText(const delivery::Percentiles& hours)
{
    QStringList parts{tr("p75 %1").arg(hoursText(hours.p75)), tr("p90 %1").arg(hoursText(hours.p90)),
                      tr("p95 %1").arg(hoursText(hours.p95))};
    if (hours.medianLow && hours.medianHigh)
        parts.append(tr("median 95 %: %1 to %2").arg(hoursText(hours.medianLow), hoursText(hours.medianHigh)));
    return parts.join(QLatin1String("; "));
}

QString medianText(const delivery::Percentiles& hours)
{
    return hours.p50 ? tr("%1  (median)").arg(hoursText(hours.p50)) : hoursText(std::nullopt);
}

QString headOf(const Metrics& metrics, Metric metric)
{
    const QString title = metricTitle(metric);
    const auto n = [](qint64 count) { return tr("n %1").arg(delivery::countWords(count)); };
    switch (metric) {
    case Metric::DeploymentFrequency:
        return headLine(title,
                        metrics.frequency.perWeek ? tr("%1 a week").arg(numberText(metrics.frequency.perWeek))
                                                  : numberText({}),
                        n(metrics.deployments));
    case Metric::ChangeLeadTime:
        return headLine(title, medianText(metrics.leadTime.hours), n(metrics.leadTime.hours.n));
    case Metric::ChangeFailRate:
        return headLine(title, rateText(metrics.failRate.rate), sharesText(metrics.failRate.rate));
    case Metric::FailedDeploymentRecoveryTime:
        return headLine(title, medianText(metrics.recovery.hours), n(metrics.recovery.hours.n));
    case Metric::DeploymentReworkRate:
        return headLine(title, rateText(metrics.rework.rate), sharesText(metrics.rework.rate));
    }
    return {};
}

QString failKindsText(const Metrics& metrics)
{
    QStringList parts;
    for (auto it = metrics.failRate.failedByKind.cbegin(); it != metrics.failRate.failedByKind.cend(); ++it) {
        if (it.value() > 0)
            parts.append(tr("%1 %2").arg(edgeKindText(it.key()), delivery::countWords(it.value())));
    }
    return parts.join(QLatin1String(", "));
}

/// The figure without guesses, where it is another; nothing otherwise.
QString withoutProposedText(const Metrics& metrics, Metric metric)
{
    const auto share = [](const delivery::Proportion& all, const delivery::Proportion& sure) {
        return all.numerator == sure.numerator
                   ? QString()
                   : tr("without proposed causes: %1, %2").arg(rateText(sure), sharesText(sure));
    };
    switch (metric) {
    case Metric::DeploymentFrequency:
    case Metric::ChangeLeadTime:
        break;
    case Metric::ChangeFailRate:
        return share(metrics.failRate.rate, metrics.failRate.withoutProposed);
    case Metric::FailedDeploymentRecoveryTime: {
        const auto& all = metrics.recovery;
        const auto& sure = all.withoutProposed;
        if (sure.hours.n == all.hours.n && sure.hours.p50 == all.hours.p50 && sure.hours.p90 == all.hours.p90 &&
            sure.open == all.open)
            return {};
        return tr("without proposed causes: %1, n %2; still open: %3")
            .arg(medianText(sure.hours), delivery::countWords(sure.hours.n), delivery::countWords(sure.open));
    }
    case Metric::DeploymentReworkRate:
        return share(metrics.rework.rate, metrics.rework.withoutProposed);
    }
    return {};
}

QStringList detailsOf(const Metrics& metrics, Metric metric)
{
    QStringList lines;
    switch (metric) {
    case Metric::DeploymentFrequency:
        if (metrics.notSuccessful > 0)
            lines.append(tr("%1 runs, of which %2 did not succeed")
                             .arg(delivery::countWords(metrics.deployments + metrics.notSuccessful),
                                  delivery::countWords(metrics.notSuccessful)));
        lines.append(
            tr("median gap %1; days with a deployment per full week: %2")
                .arg(hoursText(metrics.frequency.medianGapHours), numberText(metrics.frequency.deploymentDaysPerWeek)));
        break;
    case Metric::ChangeLeadTime:
        lines.append(percentilesText(metrics.leadTime.hours));
        lines.append(tr("left out: %1 of a baseline, %2 for clock skew")
                         .arg(delivery::countWords(metrics.leadTime.excludedBaseline),
                              delivery::countWords(metrics.leadTime.excludedClockSkew)));
        break;
    case Metric::ChangeFailRate:
        if (const QString kinds = failKindsText(metrics); !kinds.isEmpty())
            lines.append(tr("by kind: %1").arg(kinds));
        lines.append(tr("%1 too new to judge").arg(delivery::countWords(metrics.failRate.unjudged)));
        break;
    case Metric::FailedDeploymentRecoveryTime:
        lines.append(percentilesText(metrics.recovery.hours));
        lines.append(tr("still open: %1; left out for clock skew: %2")
                         .arg(delivery::countWords(metrics.recovery.open),
                              delivery::countWords(metrics.recovery.excludedClockSkew)));
        break;
    case Metric::DeploymentReworkRate:
        break;
    }
    if (const QString sure = withoutProposedText(metrics, metric); !sure.isEmpty())
        lines.append(sure);
    const auto score = metrics.benchmark.scores.value(metric);
    if (score || metrics.benchmark.bands.contains(metric)) {
        QString line = tr("benchmark %1 of 10").arg(numberText(score));
        if (const QString band = metrics.benchmark.bands.value(metric); !band.isEmpty())
            line += QStringLiteral(" (%1)").arg(band);
        lines.append(line);
    }
    return lines;
}

QString windowText(const delivery::Window& window)
{
    const QString from = window.from ? utcDateText(*window.from) : QStringLiteral("–");
    return tr("%1 to %2, as of %3").arg(from, utcDateText(window.to), toIso(window.asOf));
}

QString versionsText(int rules, qint64 data)
{
    return tr("Rules version %1, data version %2.").arg(rules).arg(data) + u'\n';
}

QString edgeText(const model::RemediationEdge& edge)
{
    return tr("%1, confidence %2, %3: %4")
        .arg(edgeKindText(edge.kind), numberText(edge.confidence), model::edgeStateName(edge.state), edge.evidence);
}

QString servicesText(const Metrics& metrics)
{
    constexpr int kMostNamed = 4;
    if (metrics.services.size() <= kMostNamed)
        return metrics.services.join(QLatin1String(", "));
    return tr("%1 services").arg(delivery::countWords(metrics.services.size()));
}

QString environmentText(const Metrics& metrics)
{
    return metrics.query.environment.isEmpty() ? tr("any environment") : metrics.query.environment;
}

/// At most as many of `ids` as there are, and how many more there would be; nothing for an empty list.
QString listText(const QString& title, const QStringList& lines, qint64 total)
{
    if (total == 0)
        return {};
    QString text = u'\n' + tr("%1 (%2)").arg(title, delivery::countWords(total)) + u'\n';
    for (const QString& line : lines)
        text += QStringLiteral("  ") + line + u'\n';
    if (total > lines.size())
        text += QStringLiteral("  ") + tr("… and %1 more (--limit)").arg(delivery::countWords(total - lines.size())) +
                u'\n';
    return text;
}

QString named(const QString& id, const QMap<QString, QString>& labels)
{
    const QString label = labels.value(id);
    return label.isEmpty() ? id : id + QStringLiteral("  ") + label;
}

} // namespace

QString metricTitle(Metric metric)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        return tr("Deployment frequency");
    case Metric::ChangeLeadTime:
        return tr("Change lead time");
    case Metric::ChangeFailRate:
        return tr("Change fail rate");
    case Metric::FailedDeploymentRecoveryTime:
        return tr("Failed deployment recovery time");
    case Metric::DeploymentReworkRate:
        return tr("Deployment rework rate");
    }
    return {};
}

QString metricsText(const Metrics& metrics, int columns)
{
    QString text;
    if (!metrics.services.isEmpty())
        text += tr("%1, %2").arg(servicesText(metrics), environmentText(metrics)) + u'\n';
    text += windowText(metrics.window) + QStringLiteral("\n\n");
    for (const Metric metric : delivery::kMetrics) {
        text += headOf(metrics, metric);
        for (const QString& line : detailsOf(metrics, metric))
            text += wrapped(line, kIndent, columns);
    }
    const delivery::Benchmark& benchmark = metrics.benchmark;
    if (benchmark.throughput || benchmark.stability) {
        text += u'\n' + wrapped(tr("%1: throughput %2, stability %3, overall %4 (of 10)")
                                    .arg(delivery::editionName(benchmark.edition), numberText(benchmark.throughput),
                                         numberText(benchmark.stability), numberText(benchmark.overall)),
                                0, columns);
    }
    if (!benchmark.withheld.isEmpty())
        text += u'\n' + wrapped(tr("%1: %2").arg(delivery::editionName(benchmark.edition), benchmark.withheld), 0, columns);
    if (!metrics.warnings.isEmpty())
        text += u'\n' + tr("Mind:") + u'\n';
    for (const QString& warning : metrics.warnings)
        text += wrapped(warning, kIndent, columns);
    return text;
}

QString explanationText(const delivery::Explanation& explanation, const QMap<QString, QString>& labels, int columns)
{
    const Metrics& metrics = explanation.metrics;
    QString text = headOf(metrics, explanation.metric) + windowText(metrics.window) + u'\n';
    text += wrapped(explanation.sentence, 0, columns);
    if (const QString sure = withoutProposedText(metrics, explanation.metric); !sure.isEmpty())
        text += wrapped(sure, 0, columns);
    text += versionsText(metrics.rulesVersion, metrics.dataVersion);

    QStringList lines;
    for (qsizetype index = 0; index < explanation.numeratorIds.size(); ++index) {
        QString line = named(explanation.numeratorIds[index], labels);
        if (index < explanation.valuesHours.size())
            line += QStringLiteral("  ") + hoursText(explanation.valuesHours[index]);
        lines.append(line);
    }
    text += listText(tr("Counted"), lines, explanation.numeratorTotal);

    if (explanation.denominatorTotal != explanation.numeratorTotal ||
        explanation.denominatorIds != explanation.numeratorIds) {
        lines.clear();
        for (const QString& id : explanation.denominatorIds)
            lines.append(named(id, labels));
        text += listText(tr("Among"), lines, explanation.denominatorTotal);
    }
    lines.clear();
    for (const delivery::Exclusion& exclusion : explanation.excluded)
        lines.append(QStringLiteral("%1  %2  (%3)").arg(exclusion.id, exclusion.label, reasonText(exclusion.reason)));
    text += listText(tr("Left out"), lines, explanation.excludedTotal);
    lines.clear();
    for (const model::RemediationEdge& edge : explanation.edges)
        lines.append(edgeText(edge));
    text += listText(tr("Because"), lines, lines.size());
    return text;
}

QString objectText(const delivery::ObjectExplanation& explanation, int columns)
{
    QString text = QStringLiteral("%1 %2\n").arg(delivery::objectKindName(explanation.kind), explanation.id);
    text += wrapped(explanation.sentence, 0, columns);
    if (!explanation.through.isNull())
        text += tr("It counts by the deployment %1.").arg(explanation.through.text()) + u'\n';
    text += windowText(explanation.window) + u'\n' + versionsText(explanation.rulesVersion, explanation.dataVersion);

    TextTable table({tr("Figure"), tr("Counted"), tr("Among"), tr("Adds"), tr("Why not")}, {});
    const auto yesNo = [](bool yes) { return yes ? tr("yes") : tr("no"); };
    for (const delivery::Standing& standing : explanation.standings)
        table.add({figureText(standing.figure), yesNo(standing.numerator), yesNo(standing.denominator),
                   hoursText(standing.valueHours), reasonText(standing.reason)});
    text += u'\n' + table.text();

    QStringList lines;
    for (const auto& [edge, reason] : explanation.edges)
        lines.append(reason.isEmpty() ? edgeText(edge)
                                      : tr("%1 (does not count: %2)").arg(edgeText(edge), reasonText(reason)));
    text += listText(tr("Edges"), lines, lines.size());
    return text;
}

} // namespace atalaya::app
