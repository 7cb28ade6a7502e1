// SPDX-License-Identifier: GPL-3.0-or-later
#include "apifixture.h"

#include <QTest>

#include <zlib.h>

using namespace atalaya;
using api::Method;
using api::Response;
using test::ApiFixture;

namespace {

/// A route of contract/api.md, as a client knows it that has only the contract.
struct Row
{
    const char* method;
    const char* path; ///< below /api/v1/dora/
    /// Members of the answer and what they are: "period_days:number metrics:array summary:object". Empty: it is no JSON.
    const char* members;
    const char* type = "application/json";
    const char* bad = nullptr;    ///< a query that is refused, and
    const char* named = nullptr;  ///< the parameter that the refusal names
    bool isPaged = false;
    const char* body = nullptr;
    int status = 200;
};

constexpr char kRecord[] =
    R"({"cycle_id":"c-1","feature_id":"f-1","phase_name":"deployment","decision":"go","duration_seconds":5400,"created_at":"2026-02-20T08:00:00Z"})";
constexpr char kSome[] =
    R"({"cycle_id":"CYCLE","feature_id":"f","phase_name":"deployment","decision":"DECISION","duration_seconds":600,"created_at":"2026-02-DAYT10:00:00Z"})";
constexpr char kSummary[] =
    "deployment_frequency:number lead_time_hours:number change_failure_rate:number mttr_hours:number dora_classification:string "
    "total_cycles:number period:object period.start:string period.end:string";
constexpr char kChart[] = "labels:array data:array datasets:array datasets.0.label:string datasets.0.data:array";
constexpr char kXlsx[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

constexpr Row kRows[] = {
    // Delivery metrics
    {"GET", "metrics/", "period_days:number metrics:array metrics.0.cycle_id:string metrics.0.feature_id:string metrics.0.phase_name:string "
                        "metrics.0.decision:string metrics.0.duration_seconds:number metrics.0.created_at:string summary:object "
                        "summary.deployment_frequency:number next_cursor:string",
     "application/json", "days=0", "days", true},
    {"POST", "metrics/", "id:number cycle_id:string created_at:string", "application/json", nullptr, nullptr, false, kRecord, 201},
    {"POST", "metrics/create/", "id:number cycle_id:string created_at:string", "application/json", nullptr, nullptr, false, kRecord, 201},
    {"GET", "summary/", kSummary, "application/json", "days=3651"},
    {"GET", "charts/deployment-frequency/", kChart, "application/json", "days=x"},
    {"GET", "charts/lead-time-trends/", kChart, "application/json", "days=-1"},
    {"GET", "charts/change-failure-rate/", kChart, "application/json", "days=1.5"},
    {"GET", "charts/mttr/", kChart, "application/json", "days="},
    {"GET", "dashboard/", "", "text/html; charset=utf-8", "days=0"},
    {"GET", "export/csv/", "", "text/csv; charset=utf-8", "start_date=2026-02-30", "start_date"},
    {"GET", "export/excel/", "", kXlsx, "end_date=yesterday", "end_date"},
    {"GET", "export/pdf/", "", "application/pdf", "start_date=2026-02-02&end_date=2026-02-01", "start_date"},
    // Data catalog
    {"GET", "data-catalog/", "catalog_version:string generated_at:string total_datasets:number datasets:array datasets.0.dataset_id:string "
                             "datasets.0.name:string datasets.0.description:string datasets.0.type:string datasets.0.update_frequency:string "
                             "datasets.0.schema:object datasets.0.schema.fields:array datasets.0.schema.fields.0.name:string "
                             "datasets.0.schema.fields.0.type:string datasets.0.schema.fields.0.description:string "
                             "datasets.0.schema.fields.0.required:bool datasets.0.schema.fields.0.example:number "
                             "datasets.0.api_endpoint:string datasets.0.query_parameters:array datasets.0.example_queries:array",
     "application/json", "format=xml", "format"},
    {"GET", "data-catalog/dora-metrics/",
     "query:object query.days:number query.phase_name:null query.feature_id:null query.executed_at:string metadata:object "
     "metadata.total_records:number metadata.date_range.start:string metadata.date_range.end:string data:array data.0.id:number "
     "data.0.cycle_id:string data.0.feature_id:string data.0.phase_name:string data.0.decision:string data.0.duration_seconds:number "
     "data.0.metadata:object data.0.created_at:string next_cursor:string returned:number total:number truncated:bool",
     "application/json", "phase_name=deploy", "phase_name", true},
    {"GET", "data-catalog/deployment-cycles/",
     "query:object query.days:number query.failed_only:bool metadata:object metadata.total_cycles:number metadata.failed_cycles:number "
     "data:array data.0.cycle_id:string data.0.feature_id:string data.0.start_time:string data.0.end_time:string "
     "data.0.total_duration_hours:number data.0.phases_count:number data.0.failed:bool",
     "application/json", "failed_only=maybe", "failed_only", true},
    {"GET", "data-catalog/aggregated-stats/",
     "period:object period.days:number period.start_date:string period.end_date:string total_metrics:number by_phase:object "
     "by_decision:object duration_stats:object duration_stats.avg_seconds:number duration_stats.min_seconds:number "
     "duration_stats.max_seconds:number duration_stats.avg_hours:number deployment_frequency:number change_failure_rate:number "
     "lead_time_hours:number mttr_hours:number",
     "application/json", "days=99999"},
    {"POST", "data-catalog/query/",
     "query:object metadata:object metadata.total_records:number metadata.elapsed_ms:number columns:array columns.0.name:string "
     "columns.0.type:string data:array data.0:array next_cursor:string",
     "application/json", nullptr, nullptr, false, R"({"dataset":"dora_metrics","select":["cycle_id"],"limit":1})"},
    {"GET", "ecosystem/metadata/",
     "registry_version:string last_updated:string datasets:array datasets.0.dataset_id:string datasets.0.schema_version:string "
     "datasets.0.table:string datasets.0.record_count:number datasets.0.size_estimate_mb:number datasets.0.last_updated:string "
     "datasets.0.fields:array datasets.0.fields.0.name:string datasets.0.fields.0.type:string datasets.0.fields.0.description:string "
     "datasets.0.fields.0.nullable:bool datasets.0.fields.0.indexed:bool datasets.0.indexes:array"},
};

const char* kindOf(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return "null";
    case QJsonValue::Bool:
        return "bool";
    case QJsonValue::Double:
        return "number";
    case QJsonValue::String:
        return "string";
    case QJsonValue::Array:
        return "array";
    case QJsonValue::Object:
        return "object";
    case QJsonValue::Undefined:
        break;
    }
    return "missing";
}

QJsonValue memberAt(const QJsonObject& object, const QString& path)
{
    QJsonValue value = object;
    for (const QString& step : path.split(u'.')) {
        bool isIndex = false;
        const int index = step.toInt(&isIndex);
        value = isIndex ? value.toArray().at(index) : value.toObject().value(step);
    }
    return value;
}

QByteArray unpacked(const QByteArray& gzip)
{
    z_stream stream{};
    inflateInit2(&stream, 16 + MAX_WBITS);
    QByteArray bytes(4 << 20, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.constData()));
    stream.avail_in = uInt(gzip.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = uInt(bytes.size());
    const int code = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return code == Z_STREAM_END ? bytes.first(qsizetype(stream.total_out)) : QByteArray();
}

} // namespace

/// contract/api.md, route by route and convention by convention: one row a route.
class ContractTest : public QObject
{
    Q_OBJECT

private:
    static QByteArray prefix(const Row& row) { return QByteArray("/api/v1/dora/") + row.path; }
    static bool isPost(const Row& row) { return QByteArrayView(row.method) == "POST"; }
    Response ask(const Row& row, const QByteArray& target, const ApiFixture::Headers& headers = {})
    {
        return isPost(row) ? m_api->post(target, row.body, headers) : m_api->get(target, headers);
    }
    static void addRows(const std::function<bool(const Row&)>& wanted = {})
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(std::size(kRows)); ++i) {
            if (!wanted || wanted(kRows[i]))
                QTest::addRow("%s %s", kRows[i].method, kRows[i].path) << i;
        }
    }
    static QJsonObject problem(const Response& response)
    {
        return response.contentType == "application/problem+json" ? ApiFixture::object(response) : QJsonObject();
    }
    /// Whether it is a problem as RFC 9457 has it, with the "error" of old clients.
    static bool isProblem(const Response& response, int status)
    {
        const QJsonObject object = problem(response);
        bool hasAll = response.status == status && object.value(QLatin1String("status")).toInt() == status;
        for (const char* name : {"type", "title", "detail", "instance", "error"})
            hasAll = hasAll && !object.value(QLatin1String(name)).toString().isEmpty();
        return hasAll && object.value(QLatin1String("error")) == object.value(QLatin1String("detail"));
    }

    std::unique_ptr<ApiFixture> m_api;

private Q_SLOTS:
    void initTestCase()
    {
        m_api = std::make_unique<ApiFixture>(model::RateLimits{0, 0},
                                             [](const services::IactReport&) { return Result(QByteArray("%PDF-1.7")); });
        for (int i = 0; i < 150; ++i) {
            const QByteArray day = QByteArray::number(1 + i % 28).rightJustified(2, '0');
            const QByteArray record = QByteArray(kSome)
                                          .replace("CYCLE", QByteArray("c-" + QByteArray::number(i)))
                                          .replace("DECISION", i % 5 == 0 ? "failed" : "go")
                                          .replace("DAY", day);
            QCOMPARE(m_api->post("/api/v1/dora/metrics/", record).status, 201);
        }
    }

    void answersHaveTheMembersOfTheContract_data() { addRows(); }
    void answersHaveTheMembersOfTheContract()
    {
        QFETCH(int, index);
        const Row& row = kRows[index];
        const Response response = ask(row, prefix(row));
        QVERIFY2(response.status == row.status, response.body.constData());
        QCOMPARE(response.contentType, QByteArray(row.type));
        const QJsonObject object = ApiFixture::object(response);
        for (const QString& member : QString::fromLatin1(row.members).split(u' ', Qt::SkipEmptyParts)) {
            const QString path = member.section(u':', 0, 0);
            QVERIFY2(member.section(u':', 1) == QLatin1String(kindOf(memberAt(object, path))),
                     qPrintable(QString(member + QLatin1String(" is ") + QLatin1String(kindOf(memberAt(object, path))))));
        }
    }

    void theSlashAtTheEndIsOptional_data() { addRows(); }
    void theSlashAtTheEndIsOptional()
    {
        QFETCH(int, index);
        const Row& row = kRows[index];
        QCOMPARE(ask(row, prefix(row).chopped(1)).status, row.status);
    }

    void theOldPrefixAnswersToo_data() { addRows(); }
    void theOldPrefixAnswersToo()
    {
        QFETCH(int, index);
        const Row& row = kRows[index];
        const Response response = ask(row, QByteArray("/api/dora/") + row.path);
        QCOMPARE(response.status, row.status);
        QVERIFY(response.header("Deprecation").startsWith('@'));
        QByteArrayList links;
        for (const auto& [name, value] : response.headers) {
            if (name == "Link")
                links.append(value);
        }
        QVERIFY(links.contains("<" + prefix(row) + ">; rel=\"successor-version\""));
        QVERIFY(ask(row, prefix(row)).header("Deprecation").isEmpty());
    }

    void whoeverAsksNeedsAToken_data() { addRows(); }
    void whoeverAsksNeedsAToken()
    {
        QFETCH(int, index);
        const Row& row = kRows[index];
        for (const QByteArray& authorization : {QByteArray("x"), QByteArray("Bearer atl_wrong"), QByteArray("Basic YTpi")}) {
            const Response response = ask(row, prefix(row), {{"authorization", authorization}});
            QVERIFY(isProblem(response, 401));
            QVERIFY(response.header("WWW-Authenticate").startsWith("Bearer"));
        }
        const bool writes = row.status == 201;
        const Response viewed = ask(row, prefix(row), {{"authorization", m_api->bearer(model::Role::Viewer)}});
        QVERIFY(writes ? isProblem(viewed, 403) : viewed.status == 200);
        for (const model::Role role : {model::Role::Operator, model::Role::Admin})
            QCOMPARE(ask(row, prefix(row), {{"authorization", m_api->bearer(role)}}).status, row.status);
    }

    void badParametersAreNamed_data()
    {
        addRows([](const Row& row) { return row.bad != nullptr; });
    }
    void badParametersAreNamed()
    {
        QFETCH(int, index);
        const Row& row = kRows[index];
        const Response response = ask(row, prefix(row) + '?' + row.bad);
        QVERIFY2(isProblem(response, 400), response.body.constData());
        const QJsonArray errors = problem(response).value(QLatin1String("errors")).toArray();
        const QString named = QString::fromLatin1(row.named ? row.named : "days");
        QCOMPARE(errors.first().toObject().value(QLatin1String("pointer")).toString(), QString(u'/' + named));
        QVERIFY(problem(response).value(QLatin1String("detail")).toString().contains(named));
        QVERIFY(isProblem(ask(row, prefix(row) + "?no_such_parameter=1"), 400));
    }

    void badBodiesAreRefused_data()
    {
        addRows([](const Row& row) { return isPost(row); });
    }
    void badBodiesAreRefused()
    {
        QFETCH(int, index);
        const QByteArray target = prefix(kRows[index]);
        QVERIFY(isProblem(m_api->post(target, "{"), 400));
        QVERIFY(isProblem(m_api->post(target, "17"), 400));
        QVERIFY(isProblem(m_api->post(target, "{}"), 400));
        QVERIFY(isProblem(m_api->post(target, "<a/>", {{"content-type", "application/xml"}}), 415));
    }

    void otherMethodsAreToldWhichThereAre_data() { addRows(); }
    void otherMethodsAreToldWhichThereAre()
    {
        QFETCH(int, index);
        const Row& row = kRows[index];
        for (const Method method : {Method::Put, Method::Delete, Method::Patch, Method::Other}) {
            const Response response = m_api->ask(method, prefix(row));
            QVERIFY(isProblem(response, 405));
            QVERIFY(response.header("Allow").contains(row.method));
        }
        const Response mistyped = m_api->get(prefix(row).chopped(2) + "x/");
        QVERIFY(isProblem(mistyped, 404));
    }

    void limitsAndIdsStandInEveryAnswer_data() { addRows(); }
    void limitsAndIdsStandInEveryAnswer()
    {
        QFETCH(int, index);
        const Row& row = kRows[index];
        const Response response = ask(row, prefix(row), {{"x-request-id", "req-7"}});
        for (const char* name : {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit", "RateLimit-Policy"})
            QVERIFY2(!response.header(name).isEmpty(), name);
        QCOMPARE(response.header("X-Request-Id"), QByteArray("req-7"));
        const QByteArray made = ask(row, prefix(row)).header("X-Request-Id");
        QVERIFY(!made.isEmpty() && made != ask(row, prefix(row)).header("X-Request-Id"));
    }

    void answersToGetAreConditional_data()
    {
        addRows([](const Row& row) { return !isPost(row); });
    }
    void answersToGetAreConditional()
    {
        QFETCH(int, index);
        const QByteArray target = prefix(kRows[index]);
        const Response first = m_api->get(target);
        const QByteArray etag = first.header("ETag");
        QVERIFY(!etag.isEmpty());
        const Response again = m_api->get(target, {{"if-none-match", etag}});
        QCOMPARE(again.status, 304);
        QVERIFY(again.body.isEmpty());
        QCOMPARE(again.header("ETag"), etag);
        QCOMPARE(m_api->get(target, {{"if-none-match", "\"other\""}}).status, 200);
        const Response head = m_api->ask(Method::Head, target); // the connection leaves the body out
        QCOMPARE(head.status, 200);
        QCOMPARE(head.contentType, first.contentType);
    }

    void textIsPackedOnRequest_data()
    {
        addRows([](const Row& row) { return !isPost(row) && QByteArrayView(row.type) != kXlsx && QByteArrayView(row.type) != "application/pdf"; });
    }
    void textIsPackedOnRequest()
    {
        QFETCH(int, index);
        const QByteArray target = prefix(kRows[index]);
        const Response plain = m_api->get(target);
        const Response packed = m_api->get(target, {{"accept-encoding", "gzip"}});
        if (plain.body.size() < 1024) {
            QVERIFY(packed.header("Content-Encoding").isEmpty()); // not worth it
            return;
        }
        QCOMPARE(packed.header("Content-Encoding"), QByteArray("gzip"));
        QVERIFY(packed.body.size() < plain.body.size());
        QVERIFY(!unpacked(packed.body).isEmpty());
    }

    void listsAreReadPageByPage_data()
    {
        addRows([](const Row& row) { return row.isPaged; });
    }
    void listsAreReadPageByPage()
    {
        QFETCH(int, index);
        const QByteArray target = prefix(kRows[index]) + "?days=60&limit=40";
        const QString rows = QByteArrayView(kRows[index].path) == "metrics/" ? QStringLiteral("metrics") : QStringLiteral("data");
        QStringList cycles;
        QString cursor;
        int pages = 0;
        do {
            const Response response =
                m_api->get(target + (cursor.isEmpty() ? QByteArray() : "&cursor=" + cursor.toLatin1().toPercentEncoding()));
            QVERIFY2(response.status == 200, response.body.constData());
            const QJsonObject page = ApiFixture::object(response);
            for (const QJsonValue value : page.value(rows).toArray())
                cycles.append(value.toObject().value(QLatin1String("cycle_id")).toString());
            cursor = page.value(QLatin1String("next_cursor")).toString();
            QCOMPARE(page.value(QLatin1String("next_cursor")).isNull(), cursor.isEmpty());
            QCOMPARE(response.header("Link").contains("rel=\"next\""), !cursor.isEmpty());
            QVERIFY(++pages < 10);
        } while (!cursor.isEmpty());
        cycles.sort();
        QStringList once = cycles;
        once.removeDuplicates();
        QVERIFY(once.size() >= 150);
        if (rows == QLatin1String("data") && QByteArrayView(kRows[index].path) == "data-catalog/deployment-cycles/")
            QCOMPARE(once, cycles);
        for (const char* bad : {"limit=0", "limit=10001", "limit=x", "cursor=nonsense"})
            QVERIFY2(isProblem(m_api->get(prefix(kRows[index]) + '?' + bad), 400), bad);
    }

    void probesNeedNoToken()
    {
        for (const QByteArray& path : {QByteArray("/healthz"), QByteArray("/readyz")})
            QCOMPARE(m_api->get(path, {{"authorization", {}}}).status, 200);
    }

    void aRetryGetsTheFirstAnswer()
    {
        const ApiFixture::Headers key{{"idempotency-key", "retry-1"}};
        const Response first = m_api->post("/api/v1/dora/metrics/", kRecord, key);
        const Response again = m_api->post("/api/v1/dora/metrics/", kRecord, key);
        QCOMPARE(first.status, 201);
        QCOMPARE(again.body, first.body);
    }

    void anArrayIsAllOrNothing()
    {
        const auto total = [this] {
            return ApiFixture::object(m_api->get("/api/v1/dora/metrics/?days=60&limit=1")).value(QLatin1String("total")).toInt();
        };
        const int before = total();
        const QByteArray good = R"({"cycle_id":"a-1","feature_id":"f","phase_name":"review","decision":"approved","duration_seconds":1})";
        QCOMPARE(m_api->post("/api/v1/dora/metrics/", '[' + good + R"(,{"cycle_id":"a-2"}])").status, 400);
        QCOMPARE(total(), before);
        const Response stored = m_api->post("/api/v1/dora/metrics/", '[' + good + ']');
        QCOMPARE(stored.status, 201);
        QCOMPARE(ApiFixture::object(stored).value(QLatin1String("created")).toInt(), 1);
        QCOMPARE(ApiFixture::object(stored).value(QLatin1String("ids")).toArray().size(), 1);
        QCOMPARE(total(), before + 1);
    }

    void attachmentsAreNamed()
    {
        for (const auto& [path, ending] : {std::pair("csv", "csv"), std::pair("excel", "xlsx"), std::pair("pdf", "pdf")}) {
            const Response response =
                m_api->get(QByteArray("/api/v1/dora/export/") + path + "/?start_date=2026-02-01&end_date=2026-02-10");
            QCOMPARE(response.header("Content-Disposition"),
                     QByteArray("attachment; filename=\"dora_metrics_2026-02-01_2026-02-10.") + ending + '"');
        }
        const Response csv = m_api->get("/api/v1/dora/export/csv/?start_date=2026-02-01&end_date=2026-02-10");
        QVERIFY(csv.body.startsWith("Date,Deployment Frequency,Lead Time (hours),Change Failure Rate (%),MTTR (hours),Classification"));
        QCOMPARE(csv.body.count('\n'), 11); // the names and ten days
    }

    void theDashboardIsTitled()
    {
        QVERIFY(m_api->get("/api/v1/dora/dashboard/").body.contains("<title>DORA Metrics Dashboard</title>"));
    }

    void theFourDatasetsAreThere()
    {
        const QJsonArray datasets = ApiFixture::object(m_api->get("/api/v1/dora/data-catalog/")).value(QLatin1String("datasets")).toArray();
        QMap<QString, QString> types;
        for (const QJsonValue value : datasets)
            types.insert(value.toObject().value(QLatin1String("dataset_id")).toString(),
                         value.toObject().value(QLatin1String("type")).toString() + u' ' +
                             value.toObject().value(QLatin1String("update_frequency")).toString());
        QCOMPARE(types.value(QStringLiteral("dora_metrics")), QStringLiteral("time_series real_time"));
        QCOMPARE(types.value(QStringLiteral("deployment_cycles")), QStringLiteral("aggregated real_time"));
        QCOMPARE(types.value(QStringLiteral("performance_metrics")), QStringLiteral("time_series 5_minutes"));
        QCOMPARE(types.value(QStringLiteral("quality_metrics")), QStringLiteral("aggregated daily"));
    }

    // Each comparison and function of the contract, by what it gives.
    void queriesAnswerAsTheContractSays()
    {
        const auto rows = [this](const QByteArray& body) {
            const Response response = m_api->post("/api/v1/dora/data-catalog/query/", body);
            return response.status == 200 ? ApiFixture::object(response).value(QLatin1String("data")).toArray() : QJsonArray{response.status};
        };
        const QByteArray counted = R"("aggregate":[{"fn":"count","as":"n"}]})";
        const auto count = [&](const QByteArray& where) {
            return rows(R"({"dataset":"dora_metrics","where":[{"field":"feature_id","op":"eq","value":"f"},)" + where + "]," + counted)
                .first()
                .toArray()
                .first()
                .toInt(-1);
        };
        QCOMPARE(count(R"({"field":"cycle_id","op":"eq","value":"c-7"})"), 1);
        QCOMPARE(count(R"({"field":"decision","op":"ne","value":"failed"},{"field":"phase_name","op":"eq","value":"deployment"})"), 120);
        QCOMPARE(count(R"({"field":"duration_seconds","op":"lt","value":600})") , 1); // the record of the array above
        QCOMPARE(count(R"({"field":"duration_seconds","op":"ge","value":600})"), 150);
        QCOMPARE(count(R"({"field":"cycle_id","op":"in","value":["c-1","c-2","none"]})"), 2);
        QCOMPARE(count(R"({"field":"cycle_id","op":"starts_with","value":"c-14"})"), 11);
        QCOMPARE(count(R"({"field":"cycle_id","op":"contains","value":"-99"})"), 1);
        QCOMPARE(count(R"({"field":"team","op":"is_null"})"), 151);
        const QJsonArray weeks = rows(
            R"({"dataset":"dora_metrics","where":[{"field":"feature_id","op":"eq","value":"f"},{"field":"phase_name","op":"eq","value":"deployment"}],)"
            R"("group_by":[{"field":"created_at","bucket":"week"}],)" +
            counted);
        QCOMPARE(weeks.first().toArray().first().toString(), QStringLiteral("2026-01-26T00:00:00Z")); // a Monday
        for (const char* bad : {R"({"dataset":"nothing"})", R"({"dataset":"dora_metrics","select":["nothing"]})",
                                R"({"dataset":"dora_metrics","where":[{"field":"id","op":"like","value":1}]})"})
            QCOMPARE(rows(bad), QJsonArray{400});
    }
};

QTEST_GUILESS_MAIN(ContractTest)
#include "tst_contract.moc"
