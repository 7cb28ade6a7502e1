// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"
#include "componentschemas.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

using namespace schema;

QString tr(const char* text)
{
    return QCoreApplication::translate("Schemas", text);
}

QJsonObject standing()
{
    return object(
        {{"figure",
          about(text(), tr("One of the five metrics; of an incident also time_to_restore and time_to_detect."))},
         {"numerator", about(boolean(), tr("Whether it is counted."))},
         {"denominator", about(boolean(), tr("Whether it is one of those among which is counted."))},
         {"value_hours",
          about(nullable(number()), tr("What it adds to a figure of durations; of a deployment's lead times "
                                       "the median. Null where there is none."))},
         {"reason",
          about(
              nullable(text()),
              tr("Why it is not in the numerator, null when it is: outside_window, other_service, other_team, "
                 "other_environment, not_successful, baseline, no_changes, clock_skew, not_shipped, left_out, unjudged, "
                 "no_cause_edge, not_failed, open, no_fix_edge, unattributed, rejected_edge, other_kind; or, where the "
                 "figure is of other things, counts_deployments or counts_changes."))}});
}

QJsonObject edgeStanding()
{
    const QJsonObject more =
        object({{"counts", boolean()},
                {"reason", about(nullable(text()), tr("Why it does not count, null when it does: rejected_edge or "
                                                      "other_kind."))}});
    return {{QStringLiteral("allOf"), QJsonArray{ref("Edge"), more}}};
}

QJsonObject explanation()
{
    const QJsonObject window = object({{"from", nullable(time())}, {"to", time()}, {"as_of", time()}});
    return object(
        {{"object", oneOf({QStringLiteral("deployment"), QStringLiteral("change"), QStringLiteral("incident")})},
         {"id", about(text(), tr("Of a change service@sha."))},
         {"label", about(text(), tr("What a person calls it: payments 2.14.0."))},
         {"sentence", about(text(), tr("What became of it, to read aloud and to check."))},
         {"window", window},
         {"rules_version", integer()},
         {"data_version", integer()},
         {"through",
          about(nullable(text()), tr("The deployment by which a change or an incident counts: what shipped it, or "
                                     "what is blamed for it. Null without, and for a deployment itself."))},
         {"counts_in", array(standing())},
         {"edges", about(array(edgeStanding()), tr("Every edge at it that was known at as_of."))}});
}

} // namespace

QJsonObject objectSchemas()
{
    return {{QStringLiteral("ObjectExplanation"), explanation()}};
}

} // namespace atalaya::api
