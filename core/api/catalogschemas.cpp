// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"
#include "catalog/dataset.h"
#include "componentschemas.h"
#include "model/datasetquery.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

using namespace schema;

QString tr(const char* text)
{
    return QCoreApplication::translate("Schemas", text);
}

QJsonObject provenance()
{
    return object({{"dataset", text()},
                   {"schema_version", about(text(), tr("Of the dataset's schema, as semver.org counts."))},
                   {"data_version", about(integer(), tr("Counts the changes of the store."))},
                   {"as_of", about(time(), tr("When the store was read."))},
                   {"rows_scanned", about(integer(), tr("Rows that the filter kept, from which the answer was made."))},
                   {"elapsed_ms", about(number(), tr("How long the store took, in milliseconds."))}});
}

// What every paged answer says of itself.
QJsonObject declared(const QJsonObject& schema)
{
    return withRequired(schema,
                        object({{"returned", about(integer(), tr("Rows of this page."))},
                                {"total", about(integer(), tr("Rows of all pages."))},
                                {"truncated", about(boolean(), tr("There is more than this page."))},
                                {"next_cursor", about(nullable(text()), tr("Where the next page begins; null at the end."))},
                                {"provenance", ref("Provenance")},
                                {"warnings", about(array(text()), tr("What the reader should know."))}}));
}

QJsonObject dateRange()
{
    return object({{"start", time()}, {"end", time()}});
}

QJsonObject field()
{
    return withOptional(object({{"name", text()},
                                {"type", oneOf({QStringLiteral("string"), QStringLiteral("integer"), QStringLiteral("number"),
                                                QStringLiteral("boolean"), QStringLiteral("timestamp"), QStringLiteral("object")})},
                                {"description", text()},
                                {"required", about(boolean(), tr("Every row has it."))},
                                {"nullable", boolean()},
                                {"indexed", about(boolean(), tr("A filter or order by it need not look at every row."))},
                                {"example", about(QJsonObject(), tr("A value that there could be."))},
                                {"unit", about(nullable(text()), tr("Null: it has none; 1: a share."))},
                                {"minimum", nullable(number())},
                                {"maximum", nullable(number())},
                                {"personal", about(boolean(), tr("May name a person."))}}),
                        {{"values", about(array(text()), tr("All the values that there can be."))}});
}

QJsonObject dataset()
{
    return withOptional(object({{"dataset_id", text()},
                                {"name", text()},
                                {"description", text()},
                                {"type", text()},
                                {"update_frequency", text()},
                                {"schema", object({{"version", text()},
                                                   {"key", about(array(text()), tr("Fields that name a row."))},
                                                   {"time_field", about(nullable(text()), tr("When a row happened."))},
                                                   {"fields", array(ref("Field"))}})},
                                {"api_endpoint", text()},
                                {"query_parameters", array(anyObject())},
                                {"example_queries", about(array(anyObject()), tr("Bodies for data-catalog/query/."))},
                                {"tags", array(text())}}),
                        {{"record_count", integer()}});
}

QJsonObject datasetDetail()
{
    return withRequired(dataset(), object({{"size", object({{"records", integer()},
                                                            {"bytes_estimate", about(integer(), tr("As JSON, from a sample."))},
                                                            {"first", nullable(time())},
                                                            {"last", nullable(time())}})},
                                           {"last_updated", time()},
                                           {"history", array(anyObject())},
                                           {"sample", about(array(anyObject()), tr("A few rows."))}}));
}

QJsonObject datasetMetadata()
{
    return object({{"dataset_id", text()},
                   {"schema_version", text()},
                   {"table", text()},
                   {"record_count", integer()},
                   {"size_estimate_mb", about(number(), tr("As JSON, in millions of bytes, from a sample."))},
                   {"last_updated", about(nullable(time()), tr("Time of the newest row."))},
                   {"fields", array(ref("Field"))},
                   {"indexes", array(text())},
                   {"history", array(anyObject())}});
}

QJsonObject doraMetricsAnswer()
{
    return declared(object({{"query", object({{"days", integer()},
                                              {"phase_name", nullable(text())},
                                              {"feature_id", nullable(text())},
                                              {"executed_at", time()}})},
                            {"metadata", object({{"total_records", integer()}, {"date_range", dateRange()}})},
                            {"data", array(ref("PhaseEvent"))}}));
}

QJsonObject deploymentCyclesAnswer()
{
    const QJsonObject cycle = object({{"cycle_id", text()},
                                      {"feature_id", text()},
                                      {"start_time", about(time(), tr("Of its first event in the window."))},
                                      {"end_time", about(time(), tr("Of its last event."))},
                                      {"total_duration_hours", about(number(), tr("The durations of its events together."))},
                                      {"phases_count", about(integer(), tr("Its events."))},
                                      {"failed", about(boolean(), tr("One of them ended with no-go, failed or rollback."))}});
    return declared(object({{"query", object({{"days", integer()}, {"failed_only", boolean()}, {"executed_at", time()}})},
                            {"metadata", object({{"total_cycles", integer()}, {"failed_cycles", integer()}})},
                            {"data", array(cycle)}}));
}

QJsonObject windowAnswer()
{
    return declared(object({{"query", object({{"days", integer()}, {"executed_at", time()}})},
                            {"metadata", object({{"total_records", integer()}, {"date_range", dateRange()}})},
                            {"data", array(anyObject())}}));
}

QJsonObject aggregatedStats()
{
    const QJsonObject counts = about(anyObject(), tr("Events by word."));
    return object({{"period", object({{"days", integer()}, {"start_date", time()}, {"end_date", time()}})},
                   {"total_metrics", integer()},
                   {"by_phase", counts},
                   {"by_decision", counts},
                   {"duration_stats", object({{"avg_seconds", number()},
                                              {"min_seconds", number()},
                                              {"max_seconds", number()},
                                              {"avg_hours", number()}})},
                   {"deployment_frequency", integer()},
                   {"change_failure_rate", number()},
                   {"lead_time_hours", number()},
                   {"mttr_hours", number()},
                   {"warnings", array(text())}});
}

// Of any field.
QJsonObject value()
{
    return {{QStringLiteral("type"), QJsonArray{QStringLiteral("string"), QStringLiteral("number"), QStringLiteral("boolean"),
                                                QStringLiteral("object"), QStringLiteral("null")}}};
}

QJsonObject queryAnswer()
{
    const QJsonObject column =
        object({{"name", text()}, {"type", text()}, {"unit", about(nullable(text()), tr("Of its values; null: none; 1: a share."))}});
    return withOptional(
        declared(object({{"query", about(anyObject(), tr("As it was understood, with everything that was left out."))},
                         {"metadata", object({{"total_records", integer()}, {"elapsed_ms", number()}})},
                         {"columns", array(column)},
                         {"data", array(about(array(value()), tr("A row: a value for each column.")))}})),
        {{"plan", about(object({{"statement", text()}, {"steps", array(text())}}), tr("With explain: the SQL, and what the database does."))}});
}

QJsonObject closed(QJsonObject schema)
{
    schema.insert(QStringLiteral("additionalProperties"), false);
    return schema;
}

QJsonObject atMost(QJsonObject array, int most)
{
    array.insert(QStringLiteral("maxItems"), most);
    return array;
}

QJsonObject condition()
{
    const QJsonObject compared =
        closed(withOptional(object({{"field", text()}}),
                            {{"op", oneOf(model::kComparisons.all())},
                             {"value", about(QJsonObject(), tr("In the form of the field; a list for in and not_in, nothing for is_null."))}}));
    // Said in words: a schema that names itself is more than some generators of requests can bear.
    const QJsonObject again = about(anyObject(), tr("A condition again."));
    return either({compared, closed(object({{"all", array(again)}})), closed(object({{"any", array(again)}})), closed(object({{"not", again}}))});
}

QJsonObject query()
{
    QStringList ids;
    for (const catalog::Dataset& it : catalog::datasets())
        ids.append(it.id());
    const QJsonObject group = either(
        {text(), closed(withOptional(object({{"field", text()}}), {{"bucket", oneOf(model::kTimeBuckets.all())}, {"as", text()}}))});
    const QJsonObject figure =
        closed(withOptional(object({{"fn", oneOf(model::kAggregateFunctions.all())}}), {{"field", text()}, {"as", text()}}));
    const QJsonObject order = either({about(text(), tr("A minus before the name: descending.")),
                                      closed(withOptional(object({{"field", text()}}), {{"desc", boolean()}}))});
    QJsonObject limit = integer();
    limit.insert(QStringLiteral("minimum"), 1);
    limit.insert(QStringLiteral("maximum"), 10'000);
    const QJsonObject names = nullable(array(text()));
    const QJsonObject conditions = nullable(either({array(ref("Condition")), ref("Condition")}));
    return closed(withOptional(
        object({{"dataset", oneOf(ids)}}),
        {{"select", about(names, tr("Fields of the answer; without it all of them."))},
         {"where", about(conditions, tr("All of them must hold."))},
         {"filter", about(nullable(text()), tr("The same as a text: phase_name IN (deployment, testing) AND duration_seconds >= 60."))},
         {"group_by", nullable(atMost(array(group), 8))},
         {"aggregate", nullable(atMost(array(figure), 32))},
         {"having", about(conditions, tr("As where, over the columns of a grouped answer."))},
         {"order_by", nullable(array(order))},
         {"limit", nullable(limit)},
         {"cursor", nullable(text())},
         {"explain", about(nullable(boolean()), tr("Tell the statement and what the database does, too."))},
         {"format", nullable(oneOf({QStringLiteral("json"), QStringLiteral("ndjson"), QStringLiteral("csv")}))}}));
}

} // namespace

QJsonObject catalogSchemas()
{
    return {{QStringLiteral("Provenance"), provenance()},
            {QStringLiteral("Field"), field()},
            {QStringLiteral("Dataset"), dataset()},
            {QStringLiteral("DatasetDetail"), datasetDetail()},
            {QStringLiteral("DatasetMetadata"), datasetMetadata()},
            {QStringLiteral("DoraMetricsAnswer"), doraMetricsAnswer()},
            {QStringLiteral("DeploymentCyclesAnswer"), deploymentCyclesAnswer()},
            {QStringLiteral("WindowAnswer"), windowAnswer()},
            {QStringLiteral("AggregatedStats"), aggregatedStats()},
            {QStringLiteral("QueryAnswer"), queryAnswer()},
            {QStringLiteral("Condition"), condition()},
            {QStringLiteral("Query"), query()}};
}

} // namespace atalaya::api
