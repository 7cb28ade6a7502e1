// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/datasettables.h"

#include "model/deployment.h"
#include "model/phaseevent.h"

#include <algorithm>

namespace atalaya::store {

namespace {

using model::FieldShape;
using model::FieldType;

struct Column
{
    FieldShape shape;
    Dialects sql;
};

Column column(const char* name, FieldType type, const Dialects& sql)
{
    return {{QString::fromLatin1(name), type}, sql};
}

Column nullable(Column it)
{
    it.shape.isNullable = true;
    return it;
}

Column indexed(Column it)
{
    it.shape.isIndexed = true;
    return it;
}

Column choice(const char* name, const char* sql, const QStringList& choices)
{
    Column it = column(name, FieldType::Text, sql);
    it.shape.choices = choices;
    return it;
}

template<class Enum, class Name>
QStringList namesOf(std::initializer_list<Enum> values, Name name)
{
    QStringList names;
    for (const Enum value : values)
        names.append(name(value));
    return names;
}

QStringList statusNames()
{
    using model::DeploymentStatus;
    return namesOf({DeploymentStatus::Success, DeploymentStatus::Failed, DeploymentStatus::Cancelled, DeploymentStatus::Pending},
                   model::statusName);
}

QStringList sourceNames()
{
    using model::DeploymentSource;
    return namesOf({DeploymentSource::PhaseEvent, DeploymentSource::GitTag, DeploymentSource::GitMergeProxy,
                    DeploymentSource::GitCommitProxy},
                   model::sourceName);
}

struct Rest
{
    QStringList key;
    const char* timeField = "";
    bool isAppendOnly = false;
    QStringList indexes = {};
};

DatasetTable table(const char* id, const char* name, const Dialects& from, const QList<Column>& columns, const Rest& rest)
{
    DatasetTable table{{}, from, {}};
    table.shape.id = QString::fromLatin1(id);
    table.shape.table = QString::fromLatin1(name);
    table.shape.key = rest.key;
    table.shape.timeField = QString::fromLatin1(rest.timeField);
    table.shape.isAppendOnly = rest.isAppendOnly;
    table.shape.indexes = rest.indexes;
    for (const Column& it : columns) {
        table.shape.fields.append(it.shape);
        table.expressions.append(it.sql);
    }
    return table;
}

QStringList words(const char* text)
{
    return QString::fromLatin1(text).split(u' ');
}

DatasetTable doraMetrics()
{
    return table("dora_metrics", "phase_event", "phase_event e JOIN event_scope s ON s.id = e.scope_id",
                 {indexed(column("id", FieldType::Integer, "e.id")), indexed(column("cycle_id", FieldType::Text, "e.cycle_id")),
                  indexed(column("feature_id", FieldType::Text, "e.feature_id")),
                  choice("phase_name", "e.phase", model::phaseNames()), choice("decision", "e.decision", model::decisionNames()),
                  nullable(column("duration_seconds", FieldType::Number, "e.duration_s")),
                  column("metadata", FieldType::Object, "e.metadata"), indexed(column("created_at", FieldType::Time, "e.created_at")),
                  nullable(column("project", FieldType::Text, "NULLIF(s.project, '')")),
                  nullable(column("team", FieldType::Text, "NULLIF(s.team, '')")),
                  nullable(column("environment", FieldType::Text, "NULLIF(s.environment, '')")),
                  column("is_success", FieldType::Boolean, "(e.decision IN (0, 1, 2))"),
                  column("is_failure", FieldType::Boolean, "(e.decision IN (3, 5, 6))"),
                  column("is_restored", FieldType::Boolean, "(e.decision IN (7, 8))")},
                 {.key = {QStringLiteral("id")},
                  .timeField = "created_at",
                  .isAppendOnly = true,
                  .indexes = {QStringLiteral("id"), QStringLiteral("created_at, id"), QStringLiteral("cycle_id"),
                              QStringLiteral("feature_id, created_at, id")}});
}

// All events of a cycle in one row. What should be the same in all of them (feature, scope) is the first in order of text.
DatasetTable deploymentCycles()
{
    return table("deployment_cycles", "phase_event",
                 "(SELECT e.cycle_id, MIN(e.feature_id) AS feature_id, MIN(e.created_at) AS start_time, MAX(e.created_at) AS end_time, "
                 "COALESCE(SUM(e.duration_s), 0) AS seconds, COUNT(*) AS events, COUNT(DISTINCT e.phase) AS phases, "
                 "MAX(e.decision IN (3, 5, 6)) AS failed, MIN(NULLIF(s.project, '')) AS project, MIN(NULLIF(s.team, '')) AS team, "
                 "MIN(NULLIF(s.environment, '')) AS environment FROM phase_event e JOIN event_scope s ON s.id = e.scope_id "
                 "GROUP BY e.cycle_id) c",
                 {column("cycle_id", FieldType::Text, "c.cycle_id"), column("feature_id", FieldType::Text, "c.feature_id"),
                  column("start_time", FieldType::Time, "c.start_time"), column("end_time", FieldType::Time, "c.end_time"),
                  column("total_duration_hours", FieldType::Number, "(c.seconds / 3600e0)"),
                  column("elapsed_hours", FieldType::Number, "((c.end_time - c.start_time) / 3600e3)"),
                  column("phases_count", FieldType::Integer, "c.events"), column("distinct_phases", FieldType::Integer, "c.phases"),
                  column("failed", FieldType::Boolean, "c.failed"), nullable(column("project", FieldType::Text, "c.project")),
                  nullable(column("team", FieldType::Text, "c.team")),
                  nullable(column("environment", FieldType::Text, "c.environment"))},
                 {.key = {QStringLiteral("cycle_id")}, .timeField = "start_time"});
}

DatasetTable performanceMetrics()
{
    return table("performance_metrics", "performance_metric", "performance_metric p",
                 {indexed(column("id", FieldType::Integer, "p.id")), column("metric_name", FieldType::Text, "p.name"),
                  column("value", FieldType::Number, "p.value"), column("unit", FieldType::Text, "p.unit"),
                  indexed(column("timestamp", FieldType::Time, "p.recorded_at"))},
                 {.key = {QStringLiteral("id")},
                  .timeField = "timestamp",
                  .isAppendOnly = true,
                  .indexes = {QStringLiteral("id"), QStringLiteral("timestamp, id")}});
}

// One row a UTC day that has phase events, by the formulae of contract/api.md ("Data ecosystem") without timeliness, which a day
// that is over does not have: the weights of the four others make up the whole.
DatasetTable qualityMetrics()
{
    constexpr char kFrom[] =
        "(SELECT d.day, SUM(d.events) AS events, SUM(d.filled) / (4e0 * SUM(d.events)) AS complete, SUM(d.invalid) AS invalid, "
        "SUM(d.usual) AS usual, SUM(d.timed) AS timed, AVG(d.consistent * 1e0) AS consistent, MAX(d.latest) AS latest FROM "
        "(SELECT %1 AS day, COUNT(*) AS events, SUM((e.cycle_id <> '') + (e.feature_id <> '') + 2) AS filled, "
        "SUM(COALESCE(e.duration_s < 0 OR e.duration_s > 86400, 0)) AS invalid, "
        "SUM(COALESCE(e.duration_s BETWEEN 60 AND 7200, 0)) AS usual, COUNT(e.duration_s) AS timed, "
        "MIN(e.feature_id) = MAX(e.feature_id) AS consistent, MAX(e.created_at) AS latest FROM phase_event e GROUP BY %1, e.cycle_id) d "
        "GROUP BY d.day) q";
    static const QByteArray sqlite = QByteArray(kFrom).replace("%1", "e.created_at / 86400000");
    static const QByteArray mysql = QByteArray(kFrom).replace("%1", "e.created_at DIV 86400000");
    return table(
        "quality_metrics", "phase_event", Dialects(sqlite.constData(), mysql.constData()),
        {column("dataset_name", FieldType::Text, "'dora_metrics'"),
         column("quality_score", FieldType::Number,
                "((25e0 * q.complete + 25e0 * (1 - q.invalid * 1e0 / q.events) + 20e0 * q.consistent + 15e0 * q.usual / q.events) / 85e-2)"),
         column("null_rate", FieldType::Number, "(1 - q.complete)"),
         nullable(column("anomaly_rate", FieldType::Number, "(1 - q.usual * 1e0 / NULLIF(q.timed, 0))")),
         column("schema_violations", FieldType::Integer, "q.invalid"), column("checked_at", FieldType::Time, "q.latest"),
         column("records", FieldType::Integer, "q.events")},
        {.key = {QStringLiteral("checked_at")}, .timeField = "checked_at"});
}

DatasetTable deployments()
{
    return table("deployments", "deployment", "deployment d JOIN service v ON v.id = d.service_id",
                 {indexed(column("id", FieldType::Id, "d.id")), indexed(column("service", FieldType::Text, "v.name")),
                  column("environment", FieldType::Text, "d.environment"),
                  nullable(column("team", FieldType::Text, "NULLIF(d.team, '')")),
                  nullable(column("version", FieldType::Text, "NULLIF(d.version, '')")),
                  nullable(column("sha", FieldType::Text, "NULLIF(d.sha, '')")),
                  nullable(column("started", FieldType::Time, "d.started")), column("finished", FieldType::Time, "d.finished"),
                  choice("status", "d.status", statusNames()), choice("source", "d.source", sourceNames()),
                  column("proxy", FieldType::Boolean, "(d.source IN (2, 3))"),
                  nullable(column("fixes", FieldType::Text, "NULLIF(d.fixes, '')"))},
                 {.key = {QStringLiteral("id")}, .timeField = "finished", .indexes = {QStringLiteral("id"), QStringLiteral("service")}});
}

DatasetTable changes()
{
    return table("changes", "change_item", "change_item c JOIN service v ON v.id = c.service_id",
                 {indexed(column("service", FieldType::Text, "v.name")), column("sha", FieldType::Text, "c.sha"),
                  nullable(indexed(column("deployment", FieldType::Id, "c.deployment_id"))),
                  indexed(column("authored", FieldType::Time, "c.authored")), column("committed", FieldType::Time, "c.committed"),
                  nullable(column("subject", FieldType::Text, "NULLIF(c.subject, '')")),
                  nullable(column("lines", FieldType::Integer, "c.line_count")),
                  nullable(column("files", FieldType::Integer, "c.file_count"))},
                 {.key = {QStringLiteral("sha"), QStringLiteral("service")},
                  .timeField = "authored",
                  .indexes = {QStringLiteral("service, sha"), QStringLiteral("authored, sha, service"), QStringLiteral("deployment")}});
}

DatasetTable incidents()
{
    return table("incidents", "incident", "incident i JOIN service v ON v.id = i.service_id",
                 {indexed(column("id", FieldType::Id, "i.id")), indexed(column("service", FieldType::Text, "v.name")),
                  column("environment", FieldType::Text, "i.environment"),
                  nullable(column("title", FieldType::Text, "NULLIF(i.title, '')")), column("detected", FieldType::Time, "i.detected"),
                  nullable(column("resolved", FieldType::Time, "i.resolved")),
                  nullable(column("stated_cause", FieldType::Id, "i.stated_cause"))},
                 {.key = {QStringLiteral("id")},
                  .timeField = "detected",
                  .indexes = {QStringLiteral("id"), QStringLiteral("service, detected")}});
}

DatasetTable services()
{
    return table("services", "service", "service v",
                 {indexed(column("name", FieldType::Text, "v.name")),
                  column("deployments", FieldType::Integer, "(SELECT COUNT(*) FROM deployment d WHERE d.service_id = v.id)"),
                  column("changes", FieldType::Integer, "(SELECT COUNT(*) FROM change_item c WHERE c.service_id = v.id)"),
                  column("incidents", FieldType::Integer, "(SELECT COUNT(*) FROM incident i WHERE i.service_id = v.id)"),
                  nullable(column("first_deployment", FieldType::Time,
                                  "(SELECT MIN(d.finished) FROM deployment d WHERE d.service_id = v.id)")),
                  nullable(column("last_deployment", FieldType::Time,
                                  "(SELECT MAX(d.finished) FROM deployment d WHERE d.service_id = v.id)"))},
                 {.key = {QStringLiteral("name")}, .indexes = {QStringLiteral("name")}});
}

DatasetTable commits()
{
    return table("commits", "git_commit", "git_commit g JOIN service v ON v.id = g.service_id",
                 {indexed(column("service", FieldType::Text, "v.name")), column("sha", FieldType::Text, "LOWER(HEX(g.oid))"),
                  column("authored", FieldType::Time, "g.authored"), indexed(column("committed", FieldType::Time, "g.committed")),
                  nullable(column("subject", FieldType::Text, "NULLIF(g.subject, '')")),
                  column("lines", FieldType::Integer, "g.line_count"), column("files", FieldType::Integer, "g.file_count"),
                  column("parents", FieldType::Integer, {"(LENGTH(g.parents) / 20)", "(LENGTH(g.parents) DIV 20)"}),
                  nullable(column("reverts", FieldType::Text, "NULLIF(g.reverts, '')")),
                  nullable(column("picked_from", FieldType::Text, "NULLIF(g.picked_from, '')"))},
                 {.key = {QStringLiteral("sha"), QStringLiteral("service")},
                  .timeField = "committed",
                  .indexes = {QStringLiteral("service, committed, sha")}});
}

DatasetTable gitRefs()
{
    return table("git_refs", "git_ref", "git_ref r JOIN service v ON v.id = r.service_id",
                 {indexed(column("service", FieldType::Text, "v.name")), indexed(column("ordinal", FieldType::Integer, "r.ordinal")),
                  column("name", FieldType::Text, "r.name"), column("sha", FieldType::Text, "LOWER(HEX(r.oid))"),
                  column("is_tag", FieldType::Boolean, "r.is_tag"), column("is_default_branch", FieldType::Boolean, "r.is_default"),
                  column("time", FieldType::Time, "r.time")},
                 {.key = {QStringLiteral("service"), QStringLiteral("ordinal")},
                  .timeField = "time",
                  .indexes = {QStringLiteral("service, ordinal")}});
}

DatasetTable reverts()
{
    return table("reverts", "git_revert", "git_revert x JOIN service v ON v.id = x.service_id",
                 {indexed(column("service", FieldType::Text, "v.name")), indexed(column("reverting", FieldType::Text, "x.reverting")),
                  column("reverted", FieldType::Text, "x.reverted")},
                 {.key = words("service reverting reverted"), .indexes = {QStringLiteral("service, reverting, reverted")}});
}

DatasetTable gitSources()
{
    return table("git_sources", "git_source", "git_source x JOIN service v ON v.id = x.service_id",
                 {indexed(column("service", FieldType::Text, "v.name")), column("path", FieldType::Text, "x.path"),
                  column("options", FieldType::Text, "x.options"), column("shallow", FieldType::Boolean, "(x.shallow <> 0)"),
                  column("unfinished", FieldType::Boolean, "(x.unfinished <> 0)")},
                 {.key = {QStringLiteral("service")}, .indexes = {QStringLiteral("service")}});
}

DatasetTable dailyTotals()
{
    return table("daily_totals", "event_daily", "event_daily t JOIN event_scope s ON s.id = t.scope_id",
                 {indexed(column("day", FieldType::Time, "(t.day * 86400000)")), indexed(column("scope", FieldType::Integer, "t.scope_id")),
                  nullable(column("project", FieldType::Text, "NULLIF(s.project, '')")),
                  nullable(column("team", FieldType::Text, "NULLIF(s.team, '')")),
                  nullable(column("environment", FieldType::Text, "NULLIF(s.environment, '')")),
                  column("events", FieldType::Integer, "t.events"), column("deployments", FieldType::Integer, "t.deployments"),
                  column("deployment_seconds", FieldType::Number, "(t.deployment_s + t.deployment_us / 1e6)"),
                  column("successes", FieldType::Integer, "t.successes"), column("failures", FieldType::Integer, "t.failures"),
                  column("restores", FieldType::Integer, "t.restores"),
                  column("restore_seconds", FieldType::Number, "(t.restore_s + t.restore_us / 1e6)")},
                 {.key = {QStringLiteral("day"), QStringLiteral("scope")},
                  .timeField = "day",
                  .indexes = {QStringLiteral("day, scope")}});
}

} // namespace

qsizetype DatasetTable::indexOf(QStringView field) const
{
    const auto found =
        std::find_if(shape.fields.begin(), shape.fields.end(), [field](const FieldShape& it) { return it.name == field; });
    return found == shape.fields.end() ? -1 : found - shape.fields.begin();
}

QByteArray DatasetTable::shown(qsizetype field, bool isSqlite) const
{
    const QByteArray& sql = expressions[field].in(isSqlite);
    const QStringList& choices = shape.fields[field].choices;
    if (choices.isEmpty())
        return sql;
    QByteArray text = "CASE " + sql;
    for (qsizetype i = 0; i < choices.size(); ++i)
        text += " WHEN " + QByteArray::number(i) + " THEN '" + choices[i].toLatin1() + '\'';
    return text + " END";
}

const QList<DatasetTable>& datasetTables()
{
    static const QList<DatasetTable> tables{doraMetrics(), deploymentCycles(), performanceMetrics(), qualityMetrics(),
                                            deployments(), changes(),          incidents(),          services(),
                                            dailyTotals(), commits(),          gitRefs(),            reverts(),
                                            gitSources()};
    return tables;
}

const DatasetTable* datasetTable(QStringView id)
{
    const QList<DatasetTable>& tables = datasetTables();
    const auto found = std::find_if(tables.begin(), tables.end(), [id](const DatasetTable& it) { return it.shape.id == id; });
    return found == tables.end() ? nullptr : &*found;
}

} // namespace atalaya::store
