// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"
#include "componentschemas.h"
#include "delivery/rows.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

using namespace schema;

QString tr(const char* text)
{
    return QCoreApplication::translate("Schemas", text);
}

template<class Value, size_t N>
QJsonObject words(const Value (&values)[N], QString (*nameOf)(Value))
{
    QStringList names;
    for (const Value value : values)
        names.append(nameOf(value));
    return oneOf(names);
}

QJsonObject maybeText(const QString& description)
{
    return about(nullable(text()), description);
}

QJsonObject maybeTime(const QString& description)
{
    return about(nullable(time()), description);
}

QJsonObject maybeNumber(const QString& description)
{
    return about(nullable(number()), description);
}

QJsonObject edge()
{
    static constexpr model::EdgeState kStates[] = {model::EdgeState::Proposed, model::EdgeState::Accepted,
                                                   model::EdgeState::Rejected};
    QJsonObject confidence = number();
    confidence.insert(QStringLiteral("minimum"), 0);
    confidence.insert(QStringLiteral("maximum"), 1);
    return object(
        {{"id", text()},
         {"kind", about(words(model::kEdgeKinds, model::edgeKindName), tr("What says so, the strongest first: "
                                                                          "manual, revert, rollback, hotfix, "
                                                                          "incident."))},
         {"rule", about(text(), tr("The rule that found it."))},
         {"state", about(words(kStates, model::edgeStateName), tr("Proposed is a guess that counts until it is "
                                                                  "rejected."))},
         {"confidence", about(confidence, tr("0 to 1, set by the rule."))},
         {"cause", maybeText(tr("Id of the deployment that broke something."))},
         {"fix", maybeText(tr("Id of the deployment that repaired it; null when none did."))},
         {"incident", maybeText(tr("Id of the incident that tells; null for the other kinds."))},
         {"known", about(time(), tr("When it could first be known."))},
         {"evidence", about(text(), tr("What the rule saw."))}});
}

QJsonObject deployment()
{
    static constexpr model::Tier kTiers[] = {model::Tier::Production, model::Tier::Staging, model::Tier::Testing,
                                             model::Tier::Development, model::Tier::Other};
    static constexpr model::DeploymentStatus kStatuses[] = {
        model::DeploymentStatus::Success, model::DeploymentStatus::Failed, model::DeploymentStatus::Cancelled,
        model::DeploymentStatus::Pending};
    static constexpr model::DeploymentSource kSources[] = {
        model::DeploymentSource::PhaseEvent, model::DeploymentSource::GitTag, model::DeploymentSource::GitMergeProxy,
        model::DeploymentSource::GitCommitProxy};
    return object(
        {{"id", about(text(), tr("16 hex digits."))},
         {"service", text()},
         {"environment", about(text(), tr("As the source names it."))},
         {"tier", about(words(kTiers, model::tierName), tr("What the environment's name stands for."))},
         {"team", maybeText(tr("Null when the source names none."))},
         {"version", maybeText(tr("Tag or what the source calls it."))},
         {"sha", maybeText(tr("Full commit id; null when not known."))},
         {"started", maybeTime(tr("Null when not known."))},
         {"finished", time()},
         {"status", words(kStatuses, model::statusName)},
         {"source", words(kSources, model::sourceName)},
         {"proxy", about(boolean(), tr("Stands in for a deployment: a merge or commit of a repository without "
                                       "release tags."))}});
}

QJsonObject deploymentRow()
{
    return withRequired(
        deployment(),
        object(
            {{"outcome", about(words(kOutcomes, delivery::outcomeName),
                               tr("failed: an edge blames it; too-new: not judged yet; not-successful: it never went "
                                  "live."))},
             {"baseline", about(boolean(), tr("The first of its service: its changes have no lead time."))},
             {"changes", about(integer(), tr("How many changes it shipped."))},
             {"lead_time_p50_hours", maybeNumber(tr("Median of its changes, hours; null for a baseline and without "
                                                    "changes."))},
             {"recovery_hours", maybeNumber(tr("Hours until it was repaired; null unless it failed and recovered."))},
             {"blamed_by", about(array(ref("Edge")), tr("Edges whose cause it is."))},
             {"repairs", about(array(ref("Edge")), tr("Edges whose fix it is."))}}));
}

QJsonObject deploymentDetail()
{
    return withRequired(
        deploymentRow(),
        object({{"neighbours", about(array(ref("Deployment")), tr("The deployments at the other ends of "
                                                                  "its edges."))},
                {"incidents", about(array(ref("Incident")), tr("The incidents of its edges."))}}));
}

QJsonObject change()
{
    return object({{"id", about(text(), tr("service@sha."))},
                   {"service", text()},
                   {"sha", about(text(), tr("Full commit id, or the source's own id."))},
                   {"deployment", maybeText(tr("Id of the first deployment that shipped it; null while none has."))},
                   {"authored", time()},
                   {"committed", time()},
                   {"subject", maybeText(tr("First line of the message."))},
                   {"lines", about(nullable(integer()), tr("Added and deleted together; null when not counted."))},
                   {"files", about(nullable(integer()), tr("Null when not counted."))}});
}

QJsonObject incident()
{
    return object({{"id", about(text(), tr("16 hex digits."))},
                   {"service", text()},
                   {"environment", text()},
                   {"title", maybeText(tr("The source's own name of it."))},
                   {"detected", time()},
                   {"resolved", maybeTime(tr("Null while it is open."))},
                   {"stated_cause", maybeText(tr("Id of the deployment that the source itself names."))}});
}

QJsonObject service()
{
    return object({{"name", text()},
                   {"deployments", about(integer(), tr("Successful ones of the selection."))},
                   {"last_deployment", maybeTime(tr("Null when there is none in the selection."))},
                   {"teams", array(text())},
                   {"environments", array(text())}});
}

} // namespace

QJsonObject deliveryRowSchemas()
{
    return {{QStringLiteral("Edge"), edge()},
            {QStringLiteral("Deployment"), deployment()},
            {QStringLiteral("DeploymentRow"), deploymentRow()},
            {QStringLiteral("DeploymentDetail"), deploymentDetail()},
            {QStringLiteral("Change"), change()},
            {QStringLiteral("Incident"), incident()},
            {QStringLiteral("Service"), service()}};
}

} // namespace atalaya::api
