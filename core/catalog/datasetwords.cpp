// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/datasetwords.h"

#include <QtGlobal>

// The words of the translation's context "Catalog".
#define CATALOG(text) QT_TRANSLATE_NOOP("Catalog", text)

namespace atalaya::catalog {

namespace {

constexpr const char* kSha = R"("3f786850e387550fdab836ed7e6dc881de23001b")";
constexpr const char* kId = R"("9e107d9d372bb682")";
constexpr const char* kService = R"("payments")";
constexpr const char* kTime = R"("2026-01-31T08:15:00Z")";
constexpr const char* kServiceWords = CATALOG("The service, also called project.");

constexpr FieldWords kDoraMetrics[] = {
    {"id", CATALOG("Number of the record; rises as records arrive."), "1", "", 1},
    {"cycle_id", CATALOG("The delivery cycle that the event belongs to."), R"("rel-42")"},
    {"feature_id", CATALOG("What was being delivered."), R"("login")"},
    {"phase_name", CATALOG("The phase of the cycle."), R"("deployment")"},
    {"decision", CATALOG("How the phase ended."), R"("go")"},
    {"duration_seconds",
     CATALOG("How long the phase took; of a deployment its lead time, of a recovery or maintenance the time to restore."), "5400",
     "seconds", 0, 315576000},
    {"metadata", CATALOG("What else the sender told."), R"({"sha":"3f78685"})"},
    {"created_at", CATALOG("When it happened."), kTime},
    {"project", CATALOG("The project, which is the service; null when the sender named none."), kService},
    {"team", CATALOG("The team; null when the sender named none."), R"("checkout")"},
    {"environment", CATALOG("The environment; null when the sender named none, which counts as production."), R"("production")"},
    {"is_success", CATALOG("The decision is go, approved or success."), "true"},
    {"is_failure", CATALOG("The decision is no-go, failed or rollback."), "false"},
    {"is_restored", CATALOG("The decision is resolved or fixed."), "false"},
};
constexpr const char* kDoraMetricsExamples[] = {
    CATALOG("Median and 95th percentile of the lead time by week"),
    R"({"dataset":"dora_metrics","filter":"phase_name = deployment","group_by":[{"field":"created_at","bucket":"week"}],)"
    R"("aggregate":[{"fn":"p50","field":"duration_seconds","as":"median"},{"fn":"p95","field":"duration_seconds","as":"p95"},)"
    R"({"fn":"count","as":"deployments"}]})",
    CATALOG("The slowest deployments of the last 30 days"),
    R"({"dataset":"dora_metrics","filter":"phase_name = deployment AND created_at >= now-30d",)"
    R"("order_by":["-duration_seconds"],"limit":10})",
    CATALOG("How often each phase fails"),
    R"({"dataset":"dora_metrics","group_by":["phase_name"],"aggregate":[{"fn":"avg","field":"is_failure","as":"failure_rate"},)"
    R"({"fn":"count","as":"events"}],"order_by":["-failure_rate"]})",
};

constexpr FieldWords kDeploymentCycles[] = {
    {"cycle_id", CATALOG("The delivery cycle."), R"("rel-42")"},
    {"feature_id", CATALOG("What was delivered; the first by name where the events name several."), R"("login")"},
    {"start_time", CATALOG("When the first event of the cycle happened."), kTime},
    {"end_time", CATALOG("When the last event of the cycle happened."), kTime},
    {"total_duration_hours", CATALOG("The durations of all its events together."), "12.5", "hours", 0},
    {"elapsed_hours", CATALOG("From the first event to the last."), "30.25", "hours", 0},
    {"phases_count", CATALOG("How many events the cycle has."), "5", "", 1},
    {"distinct_phases", CATALOG("How many different phases the cycle went through."), "4", "", 1, 9},
    {"failed", CATALOG("One of its events ended with no-go, failed or rollback."), "false"},
    {"project", CATALOG("The project, which is the service; null when no event named one."), kService},
    {"team", CATALOG("The team; null when no event named one."), R"("checkout")"},
    {"environment", CATALOG("The environment; null when no event named one."), R"("production")"},
};
constexpr const char* kDeploymentCyclesExamples[] = {
    CATALOG("Failed cycles, the longest first"),
    R"({"dataset":"deployment_cycles","filter":"failed = true","order_by":["-total_duration_hours"],"limit":20})",
    CATALOG("Cycles, share of failed ones and median duration by project"),
    R"({"dataset":"deployment_cycles","group_by":["project"],"aggregate":[{"fn":"count","as":"cycles"},)"
    R"({"fn":"avg","field":"failed","as":"failed_share"},{"fn":"p50","field":"total_duration_hours","as":"median_hours"}]})",
};

constexpr FieldWords kPerformanceMetrics[] = {
    {"id", CATALOG("Number of the measurement; rises as measurements arrive."), "1", "", 1},
    {"metric_name", CATALOG("What was measured, for example api_request_p95."), R"("api_request_p95")"},
    {"value", CATALOG("The measurement, in the unit that stands beside it."), "3.2"},
    {"unit", CATALOG("The unit of the value: ms, bytes, or 1 for a count."), R"("ms")"},
    {"timestamp", CATALOG("When the five minutes ended that were measured."), kTime},
};
constexpr const char* kPerformanceMetricsExamples[] = {
    CATALOG("The slowest answers of the API by hour"),
    R"({"dataset":"performance_metrics","filter":"metric_name = api_request_p95","group_by":[{"field":"timestamp","bucket":"hour"}],)"
    R"("aggregate":[{"fn":"max","field":"value","as":"p95_ms"}]})",
};

constexpr FieldWords kQualityMetrics[] = {
    {"dataset_name", CATALOG("The dataset that was looked at."), R"("dora_metrics")"},
    {"quality_score",
     CATALOG("Completeness, validity, consistency and accuracy of the day's records, weighted 25, 25, 20 and 15; timeliness is of the "
             "moment, so a day that is over has none."),
     "97.25", "percent", 0, 100},
    {"null_rate", CATALOG("Share of cycle_id, feature_id, phase_name and decision that are empty."), "0", "1", 0, 1},
    {"anomaly_rate", CATALOG("Share of durations outside 60 to 7200 s; null on a day without durations."), "0.04", "1", 0, 1},
    {"schema_violations", CATALOG("Records whose duration is outside 0 to 86400 s."), "0", "", 0},
    {"checked_at", CATALOG("The day's last record."), kTime},
    {"records", CATALOG("How many records the day has."), "120", "", 1},
};
constexpr const char* kQualityMetricsExamples[] = {
    CATALOG("Days on which the score was below 90"),
    R"({"dataset":"quality_metrics","filter":"quality_score < 90","order_by":["-checked_at"]})",
};

constexpr FieldWords kDeployments[] = {
    {"id", CATALOG("Names the deployment, made from what it is."), kId},
    {"service", kServiceWords, kService},
    {"environment", CATALOG("The environment as the source names it."), R"("production")"},
    {"team", CATALOG("The team; null when it is not known."), R"("checkout")"},
    {"version", CATALOG("The version or tag; null when it is not known."), R"("v2.4.0")"},
    {"sha", CATALOG("The commit; null when it is not known."), kSha},
    {"started", CATALOG("When it began; null when it is not known."), kTime},
    {"finished", CATALOG("When it ended, which is when it counts."), kTime},
    {"status", CATALOG("How it ended."), R"("success")"},
    {"source", CATALOG("What it was read from."), R"("git-tag")"},
    {"proxy", CATALOG("A merge or commit that stands in for a deployment, as the repository has no version tags."), "false"},
    {"fixes", CATALOG("What the source says that it repairs; null mostly."), R"("v2.3.1")"},
};
constexpr const char* kDeploymentsExamples[] = {
    CATALOG("Deployments by month and service"),
    R"({"dataset":"deployments","filter":"status = success","group_by":["service",{"field":"finished","bucket":"month"}],)"
    R"("aggregate":[{"fn":"count","as":"deployments"}]})",
};

constexpr FieldWords kChanges[] = {
    {"service", kServiceWords, kService},
    {"sha", CATALOG("The commit, or the source's own name of the change."), kSha},
    {"deployment", CATALOG("The first successful production deployment that contains it; null while it has not shipped."), kId},
    {"authored", CATALOG("When it was written."), kTime},
    {"committed", CATALOG("When it was committed."), kTime},
    {"subject", CATALOG("First line of the message, at most 200 characters."), R"("Keep the session alive")", "", kNone, kNone, true},
    {"lines", CATALOG("Added and deleted lines of text files; null when not known."), "42", "lines", 0},
    {"files", CATALOG("Files that it touches; null when not known."), "3", "files", 0},
};
constexpr const char* kChangesExamples[] = {
    CATALOG("Changes that have not shipped, the oldest first"),
    R"({"dataset":"changes","filter":"deployment IS NULL","order_by":["authored"],"limit":20})",
    CATALOG("Median size of a change by service"),
    R"({"dataset":"changes","group_by":["service"],"aggregate":[{"fn":"p50","field":"lines","as":"median_lines"},)"
    R"({"fn":"count","as":"changes"}]})",
};

constexpr FieldWords kIncidents[] = {
    {"id", CATALOG("Names the incident, made from what it is."), kId},
    {"service", kServiceWords, kService},
    {"environment", CATALOG("The environment as the source names it."), R"("production")"},
    {"title", CATALOG("The source's own name of it; null when it has none."), R"("Checkout times out")"},
    {"detected", CATALOG("When it was noticed."), kTime},
    {"resolved", CATALOG("When it was over; null while it is open."), kTime},
    {"stated_cause", CATALOG("The deployment that the source names as the cause; null when it names none."), kId},
};
constexpr const char* kIncidentsExamples[] = {
    CATALOG("Incidents that are open"),
    R"({"dataset":"incidents","filter":"resolved IS NULL","order_by":["-detected"]})",
};

constexpr FieldWords kServices[] = {
    {"name", CATALOG("The service, also called project."), kService},
    {"deployments", CATALOG("Deployments of it that are known, of any status and environment."), "120", "", 0},
    {"changes", CATALOG("Changes of it that are known, shipped or not."), "940", "", 0},
    {"incidents", CATALOG("Incidents of it that are known."), "7", "", 0},
    {"first_deployment", CATALOG("When its first deployment finished; null without one."), kTime},
    {"last_deployment", CATALOG("When its last deployment finished; null without one."), kTime},
};
constexpr const char* kServicesExamples[] = {
    CATALOG("Services, the busiest first"),
    R"({"dataset":"services","order_by":["-deployments"]})",
};

constexpr FieldWords kDailyTotals[] = {
    {"day", CATALOG("The UTC day, at its midnight."), R"("2026-01-31T00:00:00Z")"},
    {"scope", CATALOG("Number of the combination of project, team and environment."), "1", "", 1},
    {"project", CATALOG("The project; null for events that named none."), kService},
    {"team", CATALOG("The team; null for events that named none."), R"("checkout")"},
    {"environment", CATALOG("The environment; null for events that named none."), R"("production")"},
    {"events", CATALOG("Phase events of the day."), "24", "", 0},
    {"deployments", CATALOG("Deployment events of the day."), "3", "", 0},
    {"deployment_seconds", CATALOG("Their lead times together."), "16200", "seconds", 0},
    {"successes", CATALOG("Deployment events that ended with go, approved or success."), "3", "", 0},
    {"failures", CATALOG("Deployment events that ended with no-go, failed or rollback."), "0", "", 0},
    {"restores", CATALOG("Recovery and maintenance events that restored something and say how long that took."), "1", "", 0},
    {"restore_seconds", CATALOG("Their durations together."), "1800", "seconds", 0},
};
constexpr const char* kDailyTotalsExamples[] = {
    CATALOG("Deployments by month"),
    R"({"dataset":"daily_totals","group_by":[{"field":"day","bucket":"month"}],)"
    R"("aggregate":[{"fn":"sum","field":"deployments","as":"deployments"}]})",
};

constexpr FieldWords kCommits[] = {
    {"service", kServiceWords, kService},
    {"sha", CATALOG("The commit."), kSha},
    {"authored", CATALOG("When it was written."), kTime},
    {"committed", CATALOG("When it was committed."), kTime},
    {"subject", CATALOG("First line of the message, at most 200 characters."), R"("Keep the session alive")", "", kNone, kNone, true},
    {"lines", CATALOG("Added and deleted lines of text files against the first parent; 0 for merges."), "42", "lines", 0},
    {"files", CATALOG("Files that it touches; 0 for merges."), "3", "files", 0},
    {"parents", CATALOG("How many parents it has; two or more make a merge."), "1", "", 0},
    {"reverts", CATALOG("Commits that it says it reverts; null mostly."), R"("3f78685")"},
    {"picked_from", CATALOG("Commits that it says it was cherry-picked from; null mostly."), R"("3f78685")"},
};
constexpr const char* kCommitsExamples[] = {
    CATALOG("Commits that revert something"),
    R"({"dataset":"commits","filter":"reverts IS NOT NULL","order_by":["-committed"],"limit":20})",
};

constexpr FieldWords kGitRefs[] = {
    {"service", kServiceWords, kService},
    {"ordinal", CATALOG("Place in the order in which the refs were read."), "0", "", 0},
    {"name", CATALOG("The tag or branch."), R"("v2.4.0")"},
    {"sha", CATALOG("The commit that it names."), kSha},
    {"is_tag", CATALOG("It is a tag; otherwise the tip of a branch."), "true"},
    {"is_default_branch", CATALOG("It is the default branch."), "false"},
    {"time", CATALOG("Date of an annotated tag, otherwise of the commit."), kTime},
};
constexpr const char* kGitRefsExamples[] = {
    CATALOG("The newest tags"),
    R"({"dataset":"git_refs","filter":"is_tag = true","order_by":["-time"],"limit":10})",
};

constexpr FieldWords kReverts[] = {
    {"service", kServiceWords, kService},
    {"reverting", CATALOG("The change that reverts."), kSha},
    {"reverted", CATALOG("The change that is reverted."), kSha},
};
constexpr const char* kRevertsExamples[] = {
    CATALOG("Reverts by service"),
    R"({"dataset":"reverts","group_by":["service"],"aggregate":[{"fn":"count","as":"reverts"}]})",
};

constexpr FieldWords kGitSources[] = {
    {"service", kServiceWords, kService},
    {"path", CATALOG("The folder of the repository on the machine that imported it."), R"("/home/me/src/payments")", "", kNone, kNone,
     true},
    {"options", CATALOG("How it was imported."), R"("{}")"},
    {"shallow", CATALOG("The clone was shallow, so that older history is missing."), "false"},
    {"unfinished", CATALOG("An import was interrupted; figures lack what it read last."), "false"},
};
constexpr const char* kGitSourcesExamples[] = {
    CATALOG("Repositories whose import is unfinished"),
    R"({"dataset":"git_sources","filter":"unfinished = true"})",
};

constexpr DatasetWords kDatasets[] = {
    {"dora_metrics", CATALOG("DORA metrics"),
     CATALOG("Phase events of delivery cycles, as they were recorded: the records behind the DORA figures."), "time_series", "real_time",
     "delivery dora", kDoraMetrics, kDoraMetricsExamples},
    {"deployment_cycles", CATALOG("Deployment cycles"),
     CATALOG("The events of each delivery cycle put together: begin, end, duration, and whether it failed."), "aggregated", "real_time",
     "delivery dora", kDeploymentCycles, kDeploymentCyclesExamples},
    {"performance_metrics", CATALOG("Performance metrics"),
     CATALOG("How this program itself does, measured every five minutes while its API runs; kept for 400 days."), "time_series",
     "5_minutes", "operations", kPerformanceMetrics, kPerformanceMetricsExamples},
    {"quality_metrics", CATALOG("Quality metrics"),
     CATALOG("How good the phase events of each day are, computed from them when it is asked for."), "aggregated", "daily", "quality",
     kQualityMetrics, kQualityMetricsExamples},
    {"deployments", CATALOG("Deployments"), CATALOG("Every run that put a version of a service into an environment, successful or not."),
     "time_series", "real_time", "delivery", kDeployments, kDeploymentsExamples},
    {"changes", CATALOG("Changes"),
     CATALOG("Commits (never merges) and other units of delivered work, with the deployment that shipped them."), "time_series",
     "real_time", "delivery git", kChanges, kChangesExamples},
    {"incidents", CATALOG("Incidents"), CATALOG("What needed someone at once in an environment, and until when."), "time_series",
     "real_time", "delivery", kIncidents, kIncidentsExamples},
    {"services", CATALOG("Services"), CATALOG("The services that are known, and how much is known of each."), "reference", "real_time",
     "delivery", kServices, kServicesExamples},
    {"daily_totals", CATALOG("Daily totals"), CATALOG("Sums over the phase events of each UTC day, by project, team and environment."),
     "aggregated", "real_time", "delivery dora", kDailyTotals, kDailyTotalsExamples},
    {"commits", CATALOG("Commits"), CATALOG("Every commit of the imported repositories, merges included."), "time_series", "real_time",
     "git", kCommits, kCommitsExamples},
    {"git_refs", CATALOG("Tags and branches"), CATALOG("Tags and tips of branches as of the last import of each repository."), "reference",
     "real_time", "git", kGitRefs, kGitRefsExamples},
    {"reverts", CATALOG("Reverts"), CATALOG("Which change says that it reverts which."), "reference", "real_time", "git", kReverts,
     kRevertsExamples},
    {"git_sources", CATALOG("Repositories"), CATALOG("The repositories that were imported, and how."), "reference", "real_time", "git",
     kGitSources, kGitSourcesExamples},
};

} // namespace

std::span<const DatasetWords> datasetWords()
{
    return kDatasets;
}

} // namespace atalaya::catalog
