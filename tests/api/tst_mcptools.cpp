// SPDX-License-Identifier: GPL-3.0-or-later
// The tools that Atalaya offers to AI clients, over a store with deliveries in it.
#include "api/mcp/argumentcheck.h"
#include "api/mcp/budget.h"
#include "base/json.h"
#include "offerfixture.h"
#include "store/gitrepository.h"

#include <QFile>
#include <QLoggingCategory>
#include <QTest>

using namespace atalaya;
using namespace atalaya::test;
using namespace atalaya::api::mcp;

namespace {

/// A good call of each tool, and the lists that its pages are made of.
struct Asked
{
    const char* name;
    const char* tool;
    const char* arguments;
    QList<QByteArray> lists;
};
const QList<Asked>& everyTool()
{
    static const QList<Asked> all{
        {"list_datasets", "list_datasets", "{}", {"datasets"}},
        {"search_catalog", "search_catalog", R"({"query": "deployment time of a service"})", {"results"}},
        {"describe_dataset", "describe_dataset", R"({"dataset": "deployments"})", {"fields"}},
        {"query_dataset", "query_dataset", R"({"dataset": "deployments", "order_by": ["-finished"]})", {"rows"}},
        {"query_dataset of events",
         "query_dataset",
         R"({"dataset": "dora_metrics", "filter": "duration_seconds > 120 AND created_at >= now-30d"})",
         {"rows"}},
        {"query_dataset in groups",
         "query_dataset",
         R"({"dataset": "dora_metrics", "group_by": ["cycle_id"], "aggregate": [{"fn": "avg", "field": "duration_seconds", "as": "m"}]})",
         {"rows"}},
        {"delivery_metrics", "delivery_metrics", "{}", {"figures"}},
        {"delivery_metrics by service", "delivery_metrics", R"({"by": "service", "days": 60})", {"services"}},
        {"delivery_metrics by team", "delivery_metrics", R"({"by": "team"})", {"teams"}},
        {"explain_metric",
         "explain_metric",
         R"({"metric": "change_fail_rate"})",
         {"numerator_ids", "denominator_ids", "excluded", "values_hours"}},
        {"explain_metric of lead times",
         "explain_metric",
         R"({"metric": "change_lead_time"})",
         {"numerator_ids", "denominator_ids", "excluded", "values_hours"}},
        {"explain_metric of a deployment", "explain_metric", R"({"id": "pay/1.0.1"})", {"counts_in"}},
        {"delivery_series", "delivery_series", R"({"metric": "change_lead_time", "bucket": "day"})", {"buckets"}},
        {"list_deployments", "list_deployments", "{}", {"deployments"}},
        {"list_deployments of some days", "list_deployments", R"({"days": 30})", {"deployments"}},
        {"delivery_series of some days",
         "delivery_series",
         R"({"metric": "deployment_frequency", "bucket": "day", "days": 20})",
         {"buckets"}},
        {"explain_metric of some days",
         "explain_metric",
         R"({"metric": "deployment_frequency", "days": 30})",
         {"numerator_ids", "denominator_ids", "excluded"}},
        {"compare_periods", "compare_periods", R"({"days": 14})", {"comparison"}},
        {"get_health", "get_health", "{}", {"imported"}},
        {"record_event",
         "record_event",
         R"({"cycle_id": "r1", "feature_id": "f", "phase_name": "deployment", "decision": "go", "duration_seconds": 60,
             "idempotency_key": "k1"})",
         {"events"}},
    };
    return all;
}

} // namespace

class McpToolsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("atalaya.api.info=false\natalaya.api.warning=false"));
    }

    void theListIsShortAndSaysWhatItTakes();
    void everyToolIsAsked();
    void answersFitTheirBudgetAndSaySo_data();
    void answersFitTheirBudgetAndSaySo();
    void pagesGiveEverythingOnce_data();
    void pagesGiveEverythingOnce();
    void metricsAreThoseOfTheHttpApi();
    void eachServiceHasItsOwnFigures();
    void explanationsAreThoseOfTheHttpApi();
    void seriesAreThoseOfTheHttpApi();
    void deploymentsAreThoseOfTheHttpApi();
    void rowsAreThoseOfTheStore();
    void aDatasetIsDescribed();
    void theCatalogueIsSearchedByWords_data();
    void theCatalogueIsSearchedByWords();
    void periodsAreComparedByTheirIntervals();
    void healthTellsWhatThereIs();
    void anEventIsRecordedOnce();
    void mistakesNameWhatWasMeant_data();
    void mistakesNameWhatWasMeant();
    void cursorsAreOfOneQuestion();
};

void McpToolsTest::theListIsShortAndSaysWhatItTakes()
{
    OfferFixture tools;
    qint64 descriptions = 0;
    const QJsonArray list = tools.list();
    QVERIFY(list.size() >= 11);
    for (const QJsonValue& value : list) {
        const QJsonObject tool = value.toObject();
        const QByteArray name = tool.value(word("name")).toString().toLatin1();
        const QString description = tool.value(word("description")).toString();
        QVERIFY2(!description.isEmpty() && description.split(u' ').size() <= 120, name.constData());
        QVERIFY2(!tool.value(word("title")).toString().isEmpty(), name.constData());
        descriptions += description.toUtf8().size();
        const QJsonObject input = tool.value(word("inputSchema")).toObject();
        QCOMPARE(input.value(word("additionalProperties")), QJsonValue(false));
        const QJsonObject properties = input.value(word("properties")).toObject();
        QVERIFY2(properties.contains(word("max_tokens")), name.constData());
        for (auto it = properties.begin(); it != properties.end(); ++it) {
            const QString about = it.value().toObject().value(word("description")).toString();
            QVERIFY2(!about.isEmpty(), qPrintable(it.key()));
            descriptions += about.toUtf8().size();
        }
        const QJsonObject output = tool.value(word("outputSchema")).toObject();
        QCOMPARE(output.value(word("type")), QJsonValue(word("object")));
        QVERIFY2(!QJsonDocument(output).toJson().contains("additionalProperties"), name.constData());
        const bool isReadOnly = tool.value(word("annotations")).toObject().value(word("readOnlyHint")).toBool();
        QCOMPARE(isReadOnly, name != "record_event");
    }
    const qint64 whole = tokensOf({{word("tools"), list}});
    qInfo("the list of %lld tools is %lld tokens, its descriptions %lld", qint64(list.size()), whole,
          descriptions * 2 / 7);
    QVERIFY(descriptions * 2 / 7 <= 4'000);
    QVERIFY2(whole <= 6'500, QByteArray::number(whole).constData());
    QVERIFY(tools.result("tools/list").value(word("tools")).toArray().size() ==
            list.size() - 1); // record_event is an operator's
}

void McpToolsTest::everyToolIsAsked()
{
    OfferFixture tools;
    QStringList asked;
    for (const Asked& one : everyTool())
        asked.append(word(one.tool));
    for (const QJsonValue& tool : tools.list())
        QVERIFY2(asked.contains(tool.toObject().value(word("name")).toString()),
                 qPrintable(tool.toObject().value(word("name")).toString()));
}

void McpToolsTest::answersFitTheirBudgetAndSaySo_data()
{
    QTest::addColumn<int>("place");
    for (int i = 0; i < everyTool().size(); ++i)
        QTest::newRow(everyTool()[i].name) << i;
}

void McpToolsTest::answersFitTheirBudgetAndSaySo()
{
    QFETCH(int, place);
    const Asked& asked = everyTool()[place];
    OfferFixture tools;
    const QJsonObject schema = tools.described(word(asked.tool)).value(word("outputSchema")).toObject();
    const QJsonObject all = tools.ask(asked.tool, json(asked.arguments));
    for (const int budget : {200, 250, 300, 400, 600, 1'000, 2'000, 5'000, 25'000}) {
        QJsonObject arguments = json(asked.arguments);
        arguments.insert(word("max_tokens"), budget);
        const QJsonObject result = tools.call(word(asked.tool), arguments);
        QVERIFY2(!result.value(word("isError")).toBool(), QJsonDocument(result).toJson().constData());
        const QJsonObject answer = result.value(word("structuredContent")).toObject();
        const QByteArray text =
            result.value(word("content")).toArray().first().toObject().value(word("text")).toString().toUtf8();
        QCOMPARE(QJsonDocument::fromJson(text).object(), answer); // whoever reads only one of the two misses nothing
        QVERIFY2(text.size() * 2 <= budget * 7, text.constData());
        const QStringList breaches = argumentBreaches(answer, schema);
        QVERIFY2(breaches.isEmpty(), qPrintable(breaches.join(u' ')));
        qint64 entries = 0;
        for (const QByteArray& list : asked.lists) {
            if (list != "values_hours" || !answer.contains(word("numerator_ids")))
                entries += answer.value(QLatin1String(list)).toArray().size();
        }
        QCOMPARE(answer.value(word("returned")).toInteger(-1), entries);
        QCOMPARE(answer.value(word("total")), all.value(word("total")));
        const QJsonArray omitted = answer.value(word("omitted")).toArray();
        QCOMPARE(answer.value(word("truncated")).toBool(), !omitted.isEmpty());
        for (const QJsonValue& one : omitted)
            QVERIFY(!one.toObject().value(word("what")).toString().isEmpty() &&
                    !one.toObject().value(word("how")).toString().isEmpty());
        if (entries < answer.value(word("total")).toInteger()) // what is left out can be had
            QVERIFY2(!answer.value(word("next_cursor")).isNull() ||
                         omitted.first().toObject().contains(word("needs_tokens")),
                     text.constData());
        for (const QString& member : all.keys()) // nothing goes without being named
            QVERIFY2(answer.contains(member) || text.contains(member.toUtf8()) ||
                         ((member == word("columns") || member == word("units")) && entries == 0) ||
                         (member == word("values_hours") && entries == 0),
                     qPrintable(member));
    }
}

void McpToolsTest::pagesGiveEverythingOnce_data()
{
    answersFitTheirBudgetAndSaySo_data();
}

void McpToolsTest::pagesGiveEverythingOnce()
{
    QFETCH(int, place);
    const Asked& asked = everyTool()[place];
    if (QByteArray(asked.tool) == "record_event")
        return; // one event has no pages
    OfferFixture tools;
    QJsonObject everything = json(asked.arguments);
    everything.insert(word("max_tokens"), 25'000);
    everything.insert(word("limit"), 10'000);
    const QJsonObject all = tools.ask(asked.tool, everything);
    QCOMPARE(all.value(word("truncated")), QJsonValue(false));
    for (const int budget : {200, 450, 1'500}) {
        tools.api.clock.set(kNow);
        QMap<QByteArray, QJsonArray> collected;
        QJsonValue cursor;
        int pages = 0;
        do {
            QJsonObject arguments = json(asked.arguments);
            arguments.insert(word("max_tokens"), budget);
            if (!cursor.isNull())
                arguments.insert(word("cursor"), cursor);
            QJsonObject page = tools.ask(asked.tool, arguments);
            const QJsonObject omitted = page.value(word("omitted")).toArray().first().toObject();
            if (page.value(word("returned")).toInteger() == 0 &&
                omitted.contains(word("needs_tokens"))) { // it tells what it takes
                arguments.insert(word("max_tokens"), omitted.value(word("needs_tokens")));
                page = tools.ask(asked.tool, arguments);
                QVERIFY2(page.value(word("returned")).toInteger() > 0, compactJson(page).constData());
            }
            for (const QByteArray& list : asked.lists) {
                for (const QJsonValue& row : page.value(QLatin1String(list)).toArray())
                    collected[list].append(row);
            }
            cursor = page.value(word("next_cursor"));
            QVERIFY(++pages < 1'000);
            tools.api.clock.set(tools.api.clock.now() + std::chrono::milliseconds(70)); // no page moves with the clock
        } while (!cursor.isNull());
        for (const QByteArray& list : asked.lists)
            QCOMPARE(collected.value(list), all.value(QLatin1String(list)).toArray());
    }
}

void McpToolsTest::metricsAreThoseOfTheHttpApi()
{
    OfferFixture tools;
    const QJsonObject http = ApiFixture::object(tools.api.get("/api/v1/delivery/metrics?service=pay&from=2026-01-25"));
    const QJsonObject answer = tools.ask("delivery_metrics", json(R"({"service": "pay", "from": "2026-01-25"})"));
    const QJsonArray figures = answer.value(word("figures")).toArray();
    QCOMPARE(figures.size(), 5);
    for (const QJsonValue& value : figures) {
        const QJsonObject figure = value.toObject();
        const QJsonObject same = http.value(figure.value(word("metric")).toString()).toObject();
        int compared = 0;
        for (auto it = same.begin(); it != same.end(); ++it) {
            if (figure.contains(it.key()) && it.key() != word("n")) {
                QCOMPARE(figure.value(it.key()), it.value());
                ++compared;
            }
        }
        QVERIFY(compared >= 2);
        for (const char* interval : {"wilson95", "median95", "per_week95"}) {
            if (same.contains(word(interval)))
                QCOMPARE(figure.value(word("interval95")), same.value(word(interval)));
        }
        QVERIFY(!figure.value(word("sentence")).toString().isEmpty());
    }
    QCOMPARE(figures[2].toObject().value(word("n")),
             http.value(word("change_fail_rate")).toObject().value(word("judgeable")));
    for (const char* name : {"window", "warnings", "services", "data_version", "time_to_restore"})
        QCOMPARE(answer.value(word(name)), http.value(word(name)));
    const QJsonObject window = tools.ask("delivery_metrics", json(R"({"days": 10})")).value(word("window")).toObject();
    QCOMPARE(window.value(word("from")).toString(), toIso(kNow - std::chrono::hours(240)));
    QVERIFY(tools.ask("delivery_metrics", json(R"({"service": ["pay", "shop"]})"))
                .value(word("services"))
                .toArray()
                .size() == 2);
}

void McpToolsTest::eachServiceHasItsOwnFigures()
{
    OfferFixture tools;
    const QJsonArray rows =
        tools.ask("delivery_metrics", json(R"({"by": "service"})")).value(word("services")).toArray();
    QCOMPARE(rows.size(), 3);
    for (const QJsonValue& value : rows) {
        const QJsonObject row = value.toObject();
        const QByteArray name = row.value(word("service")).toString().toUtf8().toPercentEncoding();
        const QJsonObject http = ApiFixture::object(tools.api.get("/api/v1/delivery/metrics?service=" + name));
        QCOMPARE(row.value(word("change_fail_rate")).toObject().value(word("value")),
                 http.value(word("change_fail_rate")).toObject().value(word("value")));
        QCOMPARE(row.value(word("change_lead_time")).toObject().value(word("n")),
                 http.value(word("change_lead_time")).toObject().value(word("n")));
    }
    const QJsonArray teams = tools.ask("delivery_metrics", json(R"({"by": "team"})")).value(word("teams")).toArray();
    QCOMPARE(teams.size(), 2);
    QCOMPARE(teams[0].toObject().value(word("team")), QJsonValue(word("blue")));
}

void McpToolsTest::explanationsAreThoseOfTheHttpApi()
{
    OfferFixture tools;
    for (const char* metric :
         {"deployment_frequency", "change_lead_time", "change_fail_rate", "failed_deployment_recovery_time"}) {
        const QJsonObject http =
            ApiFixture::object(tools.api.get(QByteArray("/api/v1/delivery/explain?metric=") + metric));
        const QJsonObject answer = tools.ask(
            "explain_metric", {{word("metric"), word(metric)}, {word("max_tokens"), 25'000}, {word("limit"), 1'000}});
        for (const char* name :
             {"value", "sentence", "totals", "numerator_ids", "denominator_ids", "values_hours", "excluded", "edges"})
            QCOMPARE(answer.value(word(name)), http.value(word(name)));
    }
    const QJsonObject one = tools.ask("explain_metric", json(R"({"id": "pay/1.0.1"})"));
    const QJsonObject http = ApiFixture::object(tools.api.get("/api/v1/delivery/explain?id=pay/1.0.1"));
    for (const char* name : {"id", "sentence", "counts_in", "edges"})
        QCOMPARE(one.value(word(name)), http.value(word(name)));
}

void McpToolsTest::seriesAreThoseOfTheHttpApi()
{
    OfferFixture tools;
    const QJsonObject http = ApiFixture::object(
        tools.api.get("/api/v1/delivery/series?metric=change_fail_rate&bucket=week&tz=Europe/Madrid"));
    const QJsonObject answer = tools.ask(
        "delivery_series", json(R"({"metric": "change_fail_rate", "bucket": "week", "tz": "Europe/Madrid"})"));
    QJsonArray oldestFirst;
    for (const QJsonValue& bucket : answer.value(word("buckets")).toArray())
        oldestFirst.prepend(bucket);
    QVERIFY(oldestFirst.size() > 3);
    QCOMPARE(oldestFirst, http.value(word("buckets")).toArray());
    QCOMPARE(answer.value(word("unit")), http.value(word("unit")));
}

void McpToolsTest::deploymentsAreThoseOfTheHttpApi()
{
    OfferFixture tools;
    const QJsonArray http = ApiFixture::object(tools.api.get("/api/v1/delivery/deployments?outcome=failed&limit=100"))
                                .value(word("deployments"))
                                .toArray();
    const QJsonObject answer = tools.ask("list_deployments", json(R"({"outcome": "failed", "limit": 100})"));
    const QJsonArray rows = answer.value(word("deployments")).toArray();
    QVERIFY(rows.size() > 2);
    QCOMPARE(rows.size(), http.size());
    for (qsizetype i = 0; i < rows.size(); ++i) {
        for (const char* name : {"id", "version", "finished", "outcome", "lead_time_p50_hours", "recovery_hours"})
            QCOMPARE(rows[i].toObject().value(word(name)), http[i].toObject().value(word(name)));
        const QJsonObject edge = rows[i].toObject().value(word("blamed_by")).toArray().first().toObject();
        QCOMPARE(edge.value(word("evidence")),
                 http[i].toObject().value(word("blamed_by")).toArray().first().toObject().value(word("evidence")));
    }
}

void McpToolsTest::rowsAreThoseOfTheStore()
{
    OfferFixture tools;
    const char* body = R"({"dataset": "dora_metrics", "filter": "phase_name = deployment AND created_at >= now-30d",
        "group_by": ["decision"], "aggregate": [{"fn": "count", "as": "n"}, {"fn": "p50", "field": "duration_seconds", "as": "median"}],
        "having": [{"field": "n", "op": "gt", "value": 1}], "order_by": ["-n"]})";
    const auto parsed = catalog::parseQuery(json(body), kNow);
    QVERIFY(std::holds_alternative<catalog::QueryRequest>(parsed));
    const auto known = tools.api.catalog.query(std::get<catalog::QueryRequest>(parsed));
    QVERIFY(known.isOk());
    const QJsonObject answer = tools.ask("query_dataset", json(body));
    QCOMPARE(answer.value(word("columns")).toArray(), (QJsonArray{word("decision"), word("n"), word("median")}));
    QCOMPARE(answer.value(word("units")).toObject(), (QJsonObject{{word("median"), word("seconds")}}));
    const QJsonArray rows = answer.value(word("rows")).toArray();
    QCOMPARE(rows.size(), known.value().rows.size());
    QVERIFY(!rows.isEmpty());
    for (qsizetype i = 0; i < rows.size(); ++i)
        QCOMPARE(rows[i].toArray(), known.value().rows[i]);
    const QJsonObject from = answer.value(word("provenance")).toObject();
    QCOMPARE(from.value(word("dataset")), QJsonValue(word("dora_metrics")));
    QCOMPARE(from.value(word("rows_scanned")).toInteger(), known.value().provenance.rowsScanned);
    QCOMPARE(from.value(word("as_of")).toString(), toIso(kNow));
    QVERIFY(from.value(word("data_version")).toInteger() > 0 &&
            !from.value(word("schema_version")).toString().isEmpty());
}

void McpToolsTest::aDatasetIsDescribed()
{
    OfferFixture tools;
    const QJsonObject answer = tools.ask("describe_dataset", json(R"({"dataset": "dora_metrics", "sample": 2})"));
    const catalog::Dataset* dataset = catalog::findDataset(u"dora_metrics");
    QCOMPARE(answer.value(word("fields")).toArray().size(), dataset->fields.size());
    QCOMPARE(answer.value(word("size")).toObject().value(word("records")).toInt(), 40);
    QCOMPARE(answer.value(word("sample")).toArray().size(), 2);
    QCOMPARE(answer.value(word("sample")).toArray().first().toObject().value(word("cycle_id")),
             QJsonValue(word("c19"))); // the newest
    const QJsonArray examples = answer.value(word("example_queries")).toArray();
    QVERIFY(!examples.isEmpty());
    for (const QJsonValue& example : examples) { // they are what query_dataset takes
        const QJsonObject result =
            tools.call(word("query_dataset"), example.toObject().value(word("query")).toObject());
        QVERIFY2(!result.value(word("isError")).toBool(), QJsonDocument(result).toJson().constData());
    }
}

void McpToolsTest::theCatalogueIsSearchedByWords_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("first");
    QTest::newRow("a metric") << word("lead time") << word("change_lead_time");
    QTest::newRow("by another name") << word("MTTR") << word("failed_deployment_recovery_time");
    QTest::newRow("a dataset") << word("incidents") << word("incidents");
    QTest::newRow("a question") << word("which commits?") << word("commits");
    QTest::newRow("a field") << word("duration_seconds") << word("duration_seconds");
    QTest::newRow("a value") << word("rollback phase_name") << word("phase_name");
}

void McpToolsTest::theCatalogueIsSearchedByWords()
{
    QFETCH(QString, words);
    QFETCH(QString, first);
    OfferFixture tools;
    const QJsonArray results = tools.ask("search_catalog", {{word("query"), words}}).value(word("results")).toArray();
    QVERIFY(!results.isEmpty());
    QCOMPARE(results.first().toObject().value(word("name")).toString(), first);
    const QJsonObject none = tools.ask("search_catalog", json(R"({"query": "incidnets"})"));
    QCOMPARE(none.value(word("total")), QJsonValue(0));
    QVERIFY2(none.value(word("hint")).toString().contains(word("'incidents'")), compactJson(none).constData());
}

void McpToolsTest::periodsAreComparedByTheirIntervals()
{
    OfferFixture tools;
    const QJsonObject answer = tools.ask("compare_periods", json(R"({"from": "2026-02-15", "to": "2026-03-01"})"));
    const QJsonObject after =
        ApiFixture::object(tools.api.get("/api/v1/delivery/metrics?from=2026-02-15&to=2026-03-01"));
    const QJsonObject before =
        ApiFixture::object(tools.api.get("/api/v1/delivery/metrics?from=2026-02-01&to=2026-02-15"));
    const QJsonArray rows = answer.value(word("comparison")).toArray();
    QCOMPARE(rows.size(), 5);
    for (const QJsonValue& value : rows) {
        const QJsonObject row = value.toObject();
        const QJsonObject one = row.value(word("before")).toObject(), two = row.value(word("after")).toObject();
        const QJsonArray left = one.value(word("interval95")).toArray(),
                         right = two.value(word("interval95")).toArray();
        const QString verdict = row.value(word("verdict")).toString();
        if (verdict == word("better") || verdict == word("worse"))
            QVERIFY(left[1].toDouble() < right[0].toDouble() || right[1].toDouble() < left[0].toDouble());
        else if (!left.isEmpty() && !right.isEmpty() && verdict == word("unclear"))
            QVERIFY(left[0].toDouble() <= right[1].toDouble() && right[0].toDouble() <= left[1].toDouble());
        QVERIFY(!row.value(word("why")).toString().isEmpty());
    }
    QCOMPARE(rows[0].toObject().value(word("after")).toObject().value(word("value")),
             after.value(word("deployment_frequency")).toObject().value(word("per_week")));
    QCOMPARE(rows[0].toObject().value(word("before")).toObject().value(word("value")),
             before.value(word("deployment_frequency")).toObject().value(word("per_week")));
    // Lead times of this fixture are all alike: a real difference, and none, must be told apart.
    const QJsonObject covered = tools.ask("compare_periods", json(R"({"from": "2026-01-10", "to": "2026-03-01"})"));
    QCOMPARE(covered.value(word("comparison")).toArray().first().toObject().value(word("verdict")),
             QJsonValue(word("unknown"))); // no data before
}

void McpToolsTest::healthTellsWhatThereIs()
{
    OfferFixture empty(false);
    const QJsonObject nothing = empty.ask("get_health");
    QCOMPARE(nothing.value(word("status")), QJsonValue(word("empty")));
    QVERIFY(!nothing.value(word("hint")).toString().isEmpty());
    QVERIFY(nothing.value(word("imported")).toArray().isEmpty());

    OfferFixture tools;
    const QJsonObject answer = tools.ask("get_health");
    QCOMPARE(answer.value(word("status")), QJsonValue(word("ok")));
    QCOMPARE(answer.value(word("data_version")),
             ApiFixture::object(tools.api.get("/readyz")).value(word("data_version")));
    QCOMPARE(answer.value(word("now")).toString(), toIso(kNow));
    QHash<QString, qint64> records;
    for (const QJsonValue& row : answer.value(word("imported")).toArray())
        records.insert(row.toObject().value(word("dataset")).toString(),
                       row.toObject().value(word("records")).toInteger());
    QCOMPARE(records.value(word("dora_metrics")), 40);
    QVERIFY(records.value(word("deployments")) >= 36);
    QVERIFY(answer.value(word("api")).toObject().value(word("requests")).toInteger() > 0);

    const Status marked = tools.api.store.database().write([](store::Transaction& transaction) {
        store::GitSource source;
        source.service = word("pay");
        source.path = word("/src/pay");
        return store::GitRepository::markUnfinished(transaction, source);
    });
    QVERIFY(marked.isOk());
    const QJsonObject interrupted = tools.ask("get_health");
    QCOMPARE(interrupted.value(word("status")), QJsonValue(word("incomplete")));
    const QString sentence = interrupted.value(word("unfinished_imports")).toArray().first().toString();
    QVERIFY2(sentence.contains(word("pay")) && sentence.contains(word("/src/pay")), qPrintable(sentence));
}

void McpToolsTest::anEventIsRecordedOnce()
{
    OfferFixture tools;
    const QJsonObject event = json(R"({"cycle_id": "x", "feature_id": "f", "phase_name": "deployment", "decision": "go",
                                       "duration_seconds": 60, "project": "pay", "idempotency_key": "retry-1"})");
    const QJsonObject first = tools.ask("record_event", event);
    QVERIFY(first.value(word("created")).toBool());
    const QJsonObject again = tools.ask("record_event", event);
    QCOMPARE(again.value(word("id")), first.value(word("id")));
    QJsonObject other = event;
    other.insert(word("decision"), word("failed"));
    const QString refused = tools.failure("record_event", other);
    QVERIFY2(refused.contains(word("'idempotency_key'")) && !refused.startsWith(word("no error")), qPrintable(refused));
    other.insert(word("idempotency_key"), word("retry-2"));
    QVERIFY(tools.ask("record_event", other).value(word("id")) != first.value(word("id")));
    QCOMPARE(tools.ask("query_dataset", json(R"({"dataset": "dora_metrics", "filter": "cycle_id = x"})"))
                 .value(word("total")),
             QJsonValue(2));
    const QJsonObject viewer = tools.reply(
        McpFixture::legacy(word("tools/call"), {{word("name"), word("record_event")}, {word("arguments"), event}}),
        model::Role::Viewer);
    QVERIFY(viewer.contains(word("error")));
    QFile audit(tools.api.auditFile());
    QVERIFY(audit.open(QIODevice::ReadOnly));
    const QByteArray lines = audit.readAll();
    QCOMPARE(lines.count("\"record_event\""), 3); // two stored, one that was there already
    QVERIFY2(lines.contains("event.create") && lines.contains("api:me"), lines.constData());
}

void McpToolsTest::mistakesNameWhatWasMeant_data()
{
    QTest::addColumn<QByteArray>("tool");
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("a service") << QByteArray("delivery_metrics") << QByteArray(R"({"service": "shpo"})")
                               << word("'shop'");
    QTest::newRow("one of several services")
        << QByteArray("list_deployments") << QByteArray(R"({"service": ["pay", "shopp"]})") << word("'shop'");
    QTest::newRow("a service like no other")
        << QByteArray("delivery_metrics") << QByteArray(R"({"service": "zzzzzzzzzz"})") << word("pay, shop");
    QTest::newRow("a team") << QByteArray("delivery_metrics") << QByteArray(R"({"team": "rad"})") << word("'red'");
    QTest::newRow("an environment") << QByteArray("compare_periods")
                                    << QByteArray(R"({"days": 7, "environment": "prodution"})") << word("'production'");
    QTest::newRow("a metric") << QByteArray("explain_metric") << QByteArray(R"({"metric": "change_failure_rate"})")
                              << word("'change_fail_rate'");
    QTest::newRow("a bucket") << QByteArray("delivery_series")
                              << QByteArray(R"({"metric": "change_lead_time", "bucket": "weekly"})") << word("'week'");
    QTest::newRow("no metric") << QByteArray("delivery_series") << QByteArray("{}") << word("'metric' is missing");
    QTest::newRow("a dataset") << QByteArray("describe_dataset") << QByteArray(R"({"dataset": "deployment"})")
                               << word("'deployments'");
    QTest::newRow("a field") << QByteArray("query_dataset")
                             << QByteArray(R"({"dataset": "deployments", "select": ["servise"]})") << word("'service'");
    QTest::newRow("a field of a filter") << QByteArray("query_dataset")
                                         << QByteArray(R"({"dataset": "deployments", "filter": "versoin = 1"})")
                                         << word("'version'");
    QTest::newRow("a value") << QByteArray("query_dataset")
                             << QByteArray(R"({"dataset": "deployments", "filter": "status = sucess"})")
                             << word("success");
    QTest::newRow("an argument") << QByteArray("list_deployments") << QByteArray(R"({"services": ["pay"]})")
                                 << word("'service'");
    QTest::newRow("an outcome") << QByteArray("list_deployments") << QByteArray(R"({"outcome": "failure"})")
                                << word("failed");
    QTest::newRow("a time") << QByteArray("delivery_metrics") << QByteArray(R"({"from": "yesterday"})")
                            << word("'from'");
    QTest::newRow("a window that ends first")
        << QByteArray("delivery_metrics") << QByteArray(R"({"from": "2026-02-01", "to": "2026-01-01"})")
        << word("before 'to'");
    QTest::newRow("two windows") << QByteArray("delivery_metrics") << QByteArray(R"({"from": "2026-02-01", "days": 3})")
                                 << word("one of them");
    QTest::newRow("no window") << QByteArray("compare_periods") << QByteArray("{}") << word("'days'");
    QTest::newRow("an id") << QByteArray("explain_metric") << QByteArray(R"({"id": "pay/1.0.11"})")
                           << word("'pay/1.0.1'");
    QTest::newRow("neither metric nor id")
        << QByteArray("explain_metric") << QByteArray("{}") << word("change_lead_time");
    QTest::newRow("both") << QByteArray("explain_metric") << QByteArray(R"({"id": "x", "metric": "change_lead_time"})")
                          << word("one of them");
    QTest::newRow("a budget") << QByteArray("get_health") << QByteArray(R"({"max_tokens": 10})")
                              << word("at least 200");
    QTest::newRow("a phase")
        << QByteArray("record_event")
        << QByteArray(
               R"({"cycle_id": "c", "feature_id": "f", "phase_name": "deploy", "decision": "go", "duration_seconds": 1})")
        << word("deployment");
    QTest::newRow("a time of an event")
        << QByteArray("record_event")
        << QByteArray(R"({"cycle_id": "c", "feature_id": "f", "phase_name": "testing", "decision": "go",
                                                          "duration_seconds": 1, "created_at": "noon"})")
        << word("'created_at'");
}

void McpToolsTest::mistakesNameWhatWasMeant()
{
    QFETCH(QByteArray, tool);
    QFETCH(QByteArray, arguments);
    QFETCH(QString, said);
    OfferFixture tools;
    const QString text = tools.failure(tool.constData(), json(arguments.constData()));
    QVERIFY2(text.contains(said) && !text.startsWith(word("no error")), qPrintable(text));
}

void McpToolsTest::cursorsAreOfOneQuestion()
{
    OfferFixture tools;
    for (const Asked& asked : everyTool()) {
        if (QByteArray(asked.tool) == "record_event")
            continue;
        QJsonObject arguments = json(asked.arguments);
        arguments.insert(word("limit"), 1);
        const QJsonValue cursor = tools.ask(asked.tool, arguments).value(word("next_cursor"));
        QVERIFY2(cursor.isString(), asked.name);
        for (const QString& bad :
             {QString(cursor.toString() + u'A'), word("nonsense"), QString(cursor.toString().chopped(1))}) {
            arguments.insert(word("cursor"), bad);
            const QString text = tools.failure(asked.tool, arguments);
            QVERIFY2(text.contains(word("begin again")), qPrintable(text));
        }
    }
    QJsonObject first = json(R"({"by": "service", "limit": 1})");
    first.insert(word("cursor"), tools.ask("delivery_metrics", first).value(word("next_cursor")));
    first.insert(word("team"), word("blue"));
    QVERIFY(tools.failure("delivery_metrics", first).contains(word("begin again")));
    // What was computed from other data is no page of the same answer.
    for (const char* arguments : {R"({"by": "service", "limit": 1})", R"({"limit": 2})"}) {
        QJsonObject paged = json(arguments);
        paged.insert(word("cursor"), tools.ask("delivery_metrics", paged).value(word("next_cursor")));
        tools.ask("record_event", {{word("cycle_id"), word(arguments)},
                                   {word("feature_id"), word("f")},
                                   {word("phase_name"), word("deployment")},
                                   {word("decision"), word("go")},
                                   {word("duration_seconds"), 5},
                                   {word("project"), word("pay")}});
        QVERIFY2(tools.failure("delivery_metrics", paged).contains(word("have changed since")), arguments);
    }
}

QTEST_GUILESS_MAIN(McpToolsTest)
#include "tst_mcptools.moc"
