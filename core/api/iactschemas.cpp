// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"
#include "componentschemas.h"
#include "model/phaseevent.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

using namespace schema;

QString tr(const char* text)
{
    return QCoreApplication::translate("Schemas", text);
}

QString durationMeaning()
{
    return tr(
        "Seconds. Of a deployment its lead time, from the first commit to production; of a recovery or maintenance "
        "the time to restore.");
}

QJsonObject phaseEvent()
{
    return object({{"id", integer()},
                   {"cycle_id", about(text(), tr("The delivery cycle that the event belongs to."))},
                   {"feature_id", text()},
                   {"phase_name", oneOf(model::phaseNames())},
                   {"decision", oneOf(model::decisionNames())},
                   {"duration_seconds", about(nullable(number()), durationMeaning())},
                   {"metadata", about(anyObject(), tr("Whatever the sender added."))},
                   {"created_at", time()},
                   {"project", nullable(text())},
                   {"team", nullable(text())},
                   {"environment", nullable(text())}});
}

QJsonObject newPhaseEvent()
{
    QJsonObject word = text(QLatin1String(R"(^[^\u0000]*$)"));
    word.insert(QStringLiteral("maxLength"), model::PhaseEvent::kMaxText);
    QJsonObject required = text(QLatin1String(R"(^[^\u0000]*[^\s\u0000][^\u0000]*$)")); // not blank
    required.insert(QStringLiteral("maxLength"), model::PhaseEvent::kMaxText);
    required.insert(QStringLiteral("minLength"), 1);
    QJsonObject duration = number();
    duration.insert(QStringLiteral("minimum"), 0);
    duration.insert(QStringLiteral("maximum"), model::PhaseEvent::kMaxDurationSeconds);
    QJsonObject record = withOptional(
        object({{"cycle_id", about(required, tr("The delivery cycle that the event belongs to."))},
                {"feature_id", required},
                {"phase_name", oneOf(model::phaseNames())},
                {"decision", about(oneOf(model::decisionNames()),
                                   tr("go, approved, success are successes; no-go, rollback, failed are "
                                      "failures; resolved, fixed restore."))},
                {"duration_seconds", about(duration, durationMeaning())}}),
        {{"metadata", about(nullable(anyObject()), tr("At most 64 KiB."))},
         {"created_at", about(nullable(text(kOptionalTimePattern)),
                              tr("ISO 8601, a date or a time, UTC unless it says otherwise; without it: now."))},
         {"project", nullable(word)},
         {"team", nullable(word)},
         {"environment", nullable(word)}});
    record.insert(QStringLiteral("additionalProperties"), false);
    const QJsonObject example{{QStringLiteral("cycle_id"), QStringLiteral("payments-214")},
                              {QStringLiteral("feature_id"), QStringLiteral("refunds")},
                              {QStringLiteral("phase_name"), QStringLiteral("deployment")},
                              {QStringLiteral("decision"), QStringLiteral("success")},
                              {QStringLiteral("duration_seconds"), 86'400},
                              {QStringLiteral("created_at"), QStringLiteral("2026-01-31T08:15:00Z")},
                              {QStringLiteral("project"), QStringLiteral("payments")},
                              {QStringLiteral("environment"), QStringLiteral("production")}};
    record.insert(QStringLiteral("examples"), QJsonArray{example});
    return record;
}

QJsonObject summary()
{
    const QJsonObject period = object({{"start", time()}, {"end", about(time(), tr("Included."))}});
    return object(
        {{"deployment_frequency", about(integer(), tr("How many deployment events: a count, not a rate."))},
         {"lead_time_hours", about(number(), tr("Mean duration of the deployment events, hours; 0 without any."))},
         {"change_failure_rate", about(number(), tr("Percent, 0 to 100: failures by failures and successes of the "
                                                    "deployment events; 0 without any."))},
         {"mttr_hours",
          about(number(), tr("Mean duration of the recovery and maintenance events that restored, hours; 0 "
                             "without any."))},
         {"dora_classification", about(oneOf({QStringLiteral("Elite"), QStringLiteral("High"), QStringLiteral("Medium"),
                                              QStringLiteral("Low")}),
                                       tr("On the IACT scale, which is not DORA's."))},
         {"total_cycles", about(integer(), tr("Different cycle_ids."))},
         {"samples", about(object({{"lead_time_hours", integer()}, {"change_failure_rate", integer()}, {"mttr_hours", integer()}}),
                           tr("How many events each figure is of; of 0 the figure is 0 and was not measured."))},
         {"warnings", array(text())},
         {"period", period}});
}

} // namespace

QJsonObject iactSchemas()
{
    return {{QStringLiteral("PhaseEvent"), phaseEvent()},
            {QStringLiteral("NewPhaseEvent"), newPhaseEvent()},
            {QStringLiteral("Summary"), summary()}};
}

} // namespace atalaya::api
