// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"
#include "delivery/query.h"
#include "delivery/rows.h"
#include "openapi.h"

namespace atalaya::api {

namespace {

using namespace schema;

QJsonObject maybeNumber()
{
    return nullable(number());
}
QJsonObject maybeText()
{
    return nullable(text());
}
QJsonObject maybeTime()
{
    return nullable(time());
}

QJsonObject metricNames()
{
    QStringList names;
    for (const delivery::Metric metric : delivery::kMetrics)
        names.append(delivery::metricName(metric));
    return oneOf(names);
}

QJsonObject problem()
{
    const QJsonObject fields = array(object({{"pointer", text()}, {"detail", text()}}));
    return withOptional(
        object({{"type", text()}, {"title", text()}, {"status", integer()}, {"detail", text()}, {"error", text()}}),
        {{"instance", text()}, {"errors", fields}, {"allowed", array(text())}});
}

QJsonObject window()
{
    return object({{"from", maybeTime()}, {"to", time()}, {"as_of", time()}});
}

QJsonObject times()
{
    return object({{"p50_hours", maybeNumber()}, {"p90_hours", maybeNumber()}, {"n", integer()}});
}

QJsonObject metrics()
{
    const QJsonObject frequency = object({{"per_week", maybeNumber()},
                                          {"n", integer()},
                                          {"median_gap_hours", maybeNumber()},
                                          {"days_with_deployment_per_week", maybeNumber()}});
    const QJsonObject leadTime = object({{"p50_hours", maybeNumber()},
                                         {"p75_hours", maybeNumber()},
                                         {"p90_hours", maybeNumber()},
                                         {"p95_hours", maybeNumber()},
                                         {"n", integer()},
                                         {"excluded", object({{"baseline", integer()}, {"clock_skew", integer()}})},
                                         {"stages", nullable(anyObject())}});
    const QJsonObject failRate = object({{"value", maybeNumber()},
                                         {"failed", integer()},
                                         {"judgeable", integer()},
                                         {"unjudged", integer()},
                                         {"wilson95", nullable(array(number()))},
                                         {"by_kind", anyObject()}});
    const QJsonObject recovery =
        object({{"p50_hours", maybeNumber()}, {"p90_hours", maybeNumber()}, {"n", integer()}, {"open", integer()}});
    const QJsonObject benchmark = object({{"edition", text()},
                                          {"scores", anyObject()},
                                          {"throughput", maybeNumber()},
                                          {"stability", maybeNumber()},
                                          {"overall", maybeNumber()}});
    return object(
        {{"window", window()},
         {"services", array(text())},
         {"rules_version", integer()},
         {"data_version", integer()},
         {"population", object({{"deployments", integer()}, {"baseline", array(text())}, {"proxy", boolean()}})},
         {"deployment_frequency", frequency},
         {"change_lead_time", leadTime},
         {"change_fail_rate", failRate},
         {"failed_deployment_recovery_time", recovery},
         {"deployment_rework_rate", object({{"value", maybeNumber()}, {"n", integer()}, {"rework", integer()}})},
         {"time_to_restore", times()},
         {"time_to_detect", times()},
         {"benchmark", benchmark},
         {"warnings", array(text())}});
}

QJsonObject edge()
{
    return object({{"id", text()},
                   {"kind", text()},
                   {"rule", text()},
                   {"state", text()},
                   {"confidence", number()},
                   {"cause", maybeText()},
                   {"fix", maybeText()},
                   {"incident", maybeText()},
                   {"known", time()},
                   {"evidence", text()}});
}

QJsonObject explanation()
{
    const QJsonObject exclusion = object({{"id", text()}, {"label", text()}, {"reason", text()}});
    return object({{"metric", metricNames()},
                   {"value", maybeNumber()},
                   {"sentence", text()},
                   {"window", window()},
                   {"rules_version", integer()},
                   {"data_version", integer()},
                   {"numerator_ids", array(text())},
                   {"denominator_ids", array(text())},
                   {"values_hours", array(number())},
                   {"excluded", array(exclusion)},
                   {"totals", object({{"numerator", integer()}, {"denominator", integer()}, {"excluded", integer()}})},
                   {"edges", array(ref("Edge"))},
                   {"metrics", ref("DeliveryMetrics")}});
}

QJsonObject series()
{
    const QJsonObject bucket = object({{"start", time()},
                                       {"end", time()},
                                       {"n", integer()},
                                       {"value", maybeNumber()},
                                       {"interval", nullable(array(number()))},
                                       {"partial", boolean()}});
    return object({{"metric", metricNames()},
                   {"bucket", text()},
                   {"unit", text()},
                   {"window", window()},
                   {"buckets", array(bucket)}});
}

QJsonObject deployment()
{
    return object({{"id", text()},
                   {"service", text()},
                   {"environment", text()},
                   {"tier", text()},
                   {"team", maybeText()},
                   {"version", maybeText()},
                   {"sha", maybeText()},
                   {"started", maybeTime()},
                   {"finished", time()},
                   {"status", text()},
                   {"source", text()},
                   {"proxy", boolean()}});
}

QJsonObject deploymentRow()
{
    QJsonObject row = deployment();
    const QJsonObject more = object({{"outcome", text()},
                                     {"baseline", boolean()},
                                     {"changes", integer()},
                                     {"lead_time_p50_hours", maybeNumber()},
                                     {"recovery_hours", maybeNumber()},
                                     {"blamed_by", array(ref("Edge"))},
                                     {"repairs", array(ref("Edge"))}});
    for (const char* key : {"properties", "required"}) {
        const QLatin1String name(key);
        if (row.value(name).isArray()) {
            QJsonArray all = row.value(name).toArray();
            for (const QJsonValue& value : more.value(name).toArray())
                all.append(value);
            row.insert(name, all);
        } else {
            QJsonObject all = row.value(name).toObject();
            const QJsonObject added = more.value(name).toObject();
            for (auto it = added.begin(); it != added.end(); ++it)
                all.insert(it.key(), it.value());
            row.insert(name, all);
        }
    }
    return row;
}

QJsonObject change()
{
    return object({{"id", text()},
                   {"service", text()},
                   {"sha", text()},
                   {"deployment", maybeText()},
                   {"authored", time()},
                   {"committed", time()},
                   {"subject", maybeText()},
                   {"lines", nullable(integer())},
                   {"files", nullable(integer())}});
}

QJsonObject incident()
{
    return object({{"id", text()},
                   {"service", text()},
                   {"environment", text()},
                   {"title", maybeText()},
                   {"detected", time()},
                   {"resolved", maybeTime()},
                   {"stated_cause", maybeText()}});
}

QJsonObject service()
{
    return object({{"name", text()},
                   {"deployments", integer()},
                   {"last_deployment", maybeTime()},
                   {"teams", array(text())},
                   {"environments", array(text())}});
}

QJsonObject phaseEvent()
{
    return object({{"cycle_id", text()},
                   {"feature_id", text()},
                   {"phase_name", oneOf(model::phaseNames())},
                   {"decision", oneOf(model::decisionNames())},
                   {"duration_seconds", maybeNumber()},
                   {"created_at", time()},
                   {"id", integer()},
                   {"metadata", anyObject()},
                   {"project", maybeText()},
                   {"team", maybeText()},
                   {"environment", maybeText()}});
}

QJsonObject newPhaseEvent()
{
    QJsonObject word = text();
    word.insert(QStringLiteral("maxLength"), model::PhaseEvent::kMaxText);
    QJsonObject required = word;
    required.insert(QStringLiteral("minLength"), 1);
    QJsonObject duration = number();
    duration.insert(QStringLiteral("minimum"), 0);
    duration.insert(QStringLiteral("maximum"), model::PhaseEvent::kMaxDurationSeconds);
    QJsonObject record = withOptional(object({{"cycle_id", required},
                                              {"feature_id", required},
                                              {"phase_name", oneOf(model::phaseNames())},
                                              {"decision", oneOf(model::decisionNames())},
                                              {"duration_seconds", duration}}),
                                      {{"metadata", nullable(anyObject())},
                                       {"created_at", nullable(text())},
                                       {"project", nullable(word)},
                                       {"team", nullable(word)},
                                       {"environment", nullable(word)}});
    record.insert(QStringLiteral("additionalProperties"), false);
    return record;
}

QJsonObject summary()
{
    return object({{"deployment_frequency", integer()},
                   {"lead_time_hours", number()},
                   {"change_failure_rate", number()},
                   {"mttr_hours", number()},
                   {"dora_classification", oneOf({QStringLiteral("Elite"), QStringLiteral("High"),
                                                  QStringLiteral("Medium"), QStringLiteral("Low")})},
                   {"total_cycles", integer()},
                   {"period", object({{"start", time()}, {"end", time()}})}});
}

} // namespace

QJsonObject sharedSchemas()
{
    return {{QStringLiteral("Problem"), problem()},
            {QStringLiteral("DeliveryMetrics"), metrics()},
            {QStringLiteral("Edge"), edge()},
            {QStringLiteral("Explanation"), explanation()},
            {QStringLiteral("Series"), series()},
            {QStringLiteral("Deployment"), deployment()},
            {QStringLiteral("DeploymentRow"), deploymentRow()},
            {QStringLiteral("Change"), change()},
            {QStringLiteral("Incident"), incident()},
            {QStringLiteral("Service"), service()},
            {QStringLiteral("PhaseEvent"), phaseEvent()},
            {QStringLiteral("NewPhaseEvent"), newPhaseEvent()},
            {QStringLiteral("Summary"), summary()}};
}

} // namespace atalaya::api
