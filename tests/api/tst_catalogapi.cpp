// SPDX-License-Identifier: GPL-3.0-or-later
#include "apifixture.h"

#include <QFile>
#include <QSet>
#include <QTest>
#include <QUrl>

using namespace atalaya;
using api::Response;
using test::ApiFixture;

namespace {

const QByteArray kCatalog = "/api/v1/dora/data-catalog/";

QByteArray record(int number, const char* phase = "deployment", const char* decision = "go", const char* moment = "2026-02-20T10:00:00Z")
{
    return QByteArray(R"({"cycle_id":"CYCLE","feature_id":"f","phase_name":"PHASE","decision":"DECISION","duration_seconds":60,"created_at":"MOMENT"})")
        .replace("CYCLE", QByteArray("c-" + QByteArray::number(number)))
        .replace("PHASE", phase)
        .replace("DECISION", decision)
        .replace("MOMENT", moment);
}

QByteArray cursorOf(const Response& response)
{
    return ApiFixture::object(response).value(QLatin1String("next_cursor")).toString().toLatin1().toPercentEncoding();
}

QString text(const QJsonObject& object, const char* name)
{
    return object.value(QLatin1String(name)).toString();
}

} // namespace

/// The data catalogue over HTTP: exports, formats, cursors.
class CatalogApiTest : public QObject
{
    Q_OBJECT

private:
    static void fill(ApiFixture& api, int count)
    {
        for (int i = 0; i < count; ++i)
            QCOMPARE(api.post("/api/v1/dora/metrics/", record(i)).status, 201);
    }

private Q_SLOTS:
    void theFormFollowsFormatAndAccept_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<QByteArray>("type");
        const QByteArray croissant = "application/ld+json; profile=\"http://mlcommons.org/croissant/1.1\"";
        QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray("application/json");
        QTest::newRow("anything") << QByteArray() << QByteArray("*/*") << QByteArray("application/json");
        QTest::newRow("ld+json") << QByteArray() << QByteArray("application/ld+json") << QByteArray("application/ld+json");
        QTest::newRow("croissant by profile") << QByteArray() << croissant << croissant;
        QTest::newRow("data package") << QByteArray() << QByteArray("application/vnd.datapackage+json")
                                      << QByteArray("application/vnd.datapackage+json");
        QTest::newRow("format wins") << QByteArray("?format=odcs") << QByteArray("application/ld+json") << QByteArray("application/vnd.odcs+json");
    }
    void theFormFollowsFormatAndAccept()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, accept);
        QFETCH(QByteArray, type);
        ApiFixture api;
        for (const QByteArray& path : {kCatalog, QByteArray(kCatalog + "datasets/deployments/")}) {
            const Response response = api.get(path + query, {{"accept", accept}});
            QCOMPARE(response.status, 200);
            QCOMPARE(response.contentType, type);
            QVERIFY(response.header("Vary").contains("Accept"));
        }
    }

    void croissantNamesWhatItHolds()
    {
        ApiFixture api;
        const QJsonObject dataset = ApiFixture::object(api.get(kCatalog + "?format=croissant"));
        QCOMPARE(text(dataset, "@type"), QStringLiteral("sc:Dataset"));
        QCOMPARE(text(dataset, "conformsTo"), QStringLiteral("http://mlcommons.org/croissant/1.1"));
        for (const char* name : {"name", "description", "license", "url", "datePublished"})
            QVERIFY2(!text(dataset, name).isEmpty(), name);
        QVERIFY(dataset.value(QLatin1String("creator")).isObject());
        QSet<QString> files;
        for (const QJsonValue value : dataset.value(QLatin1String("distribution")).toArray()) {
            const QJsonObject file = value.toObject();
            files.insert(text(file, "@id"));
            // What it names can be had.
            const QUrl url(text(file, "contentUrl"));
            QCOMPARE(url.authority(), QStringLiteral("localhost:8787"));
            const Response csv = api.get(url.path().toLatin1() + '?' + url.query().toLatin1());
            QCOMPARE(csv.status, 200);
            QCOMPARE(csv.contentType, QByteArray("text/csv; charset=utf-8"));
        }
        const QJsonArray sets = dataset.value(QLatin1String("recordSet")).toArray();
        QCOMPARE(sets.size(), catalog::datasets().size());
        for (const QJsonValue set : sets) {
            const QJsonArray fields = set.toObject().value(QLatin1String("field")).toArray();
            QVERIFY(!fields.isEmpty());
            for (const QJsonValue field : fields) {
                const QJsonObject source = field.toObject().value(QLatin1String("source")).toObject();
                QVERIFY(files.contains(text(source.value(QLatin1String("fileObject")).toObject(), "@id")));
                QVERIFY(!text(source.value(QLatin1String("extract")).toObject(), "column").isEmpty());
            }
        }
    }

    void dataPackageAndDcatNameEveryDataset()
    {
        ApiFixture api;
        const QJsonObject package = ApiFixture::object(api.get(kCatalog + "?format=datapackage"));
        QCOMPARE(text(package, "$schema"), QStringLiteral("https://datapackage.org/profiles/2.0/datapackage.json"));
        const QJsonArray resources = package.value(QLatin1String("resources")).toArray();
        const QJsonArray listed = ApiFixture::object(api.get(kCatalog + "?format=dcat")).value(QLatin1String("dcat:dataset")).toArray();
        QCOMPARE(resources.size(), catalog::datasets().size());
        QCOMPARE(listed.size(), catalog::datasets().size());
        for (qsizetype i = 0; i < resources.size(); ++i) {
            const catalog::Dataset& dataset = catalog::datasets()[i];
            QCOMPARE(text(resources[i].toObject(), "name"), dataset.id());
            QCOMPARE(text(listed[i].toObject(), "dct:identifier"), dataset.id());
            const QJsonObject schema = resources[i].toObject().value(QLatin1String("schema")).toObject();
            QCOMPARE(schema.value(QLatin1String("fields")).toArray().size(), dataset.fields.size());
            QCOMPARE(schema.value(QLatin1String("primaryKey")).toArray().size(), dataset.shape.key.size());
        }
    }

    void rowsComeAsCsvAndNdJson()
    {
        ApiFixture api;
        fill(api, 3);
        const QByteArray rows = kCatalog + "datasets/dora_metrics/rows/?select=cycle_id,duration_seconds,team&order_by=id&limit=2";
        const Response csv = api.get(rows + "&format=csv");
        QCOMPARE(csv.body, QByteArray("cycle_id,duration_seconds,team\r\nc-0,60,\r\nc-1,60,\r\n"));
        QCOMPARE(csv.header("X-Total-Count"), QByteArray("3"));
        QCOMPARE(csv.header("X-Truncated"), QByteArray("true"));
        QVERIFY(csv.header("Link").contains("rel=\"next\""));
        const Response last = api.get(rows + "&format=csv&cursor=" + csv.header("X-Next-Cursor").toPercentEncoding());
        QCOMPARE(last.body, QByteArray("cycle_id,duration_seconds,team\r\nc-2,60,\r\n"));
        QCOMPARE(last.header("X-Truncated"), QByteArray("false"));
        const Response lines = api.get(rows, {{"accept", "application/x-ndjson"}});
        QCOMPARE(lines.contentType, QByteArray("application/x-ndjson"));
        QCOMPARE(lines.body, QByteArray("{\"cycle_id\":\"c-0\",\"duration_seconds\":60,\"team\":null}\n"
                                        "{\"cycle_id\":\"c-1\",\"duration_seconds\":60,\"team\":null}\n"));
    }

    void aCursorOfSomethingElseIsRefusedWithAWayBack()
    {
        ApiFixture api;
        fill(api, 5);
        const QByteArray rows = kCatalog + "datasets/dora_metrics/rows/?limit=2";
        const QByteArray cursor = cursorOf(api.get(rows));
        QVERIFY(!cursor.isEmpty());
        QCOMPARE(api.get(rows + "&cursor=" + cursor).status, 200);
        for (const QByteArray& target : {QByteArray(rows + "&filter=duration_seconds%3E1&cursor=" + cursor), QByteArray(rows + "&order_by=id&cursor=" + cursor),
                                         QByteArray(kCatalog + "datasets/changes/rows/?limit=2&cursor=" + cursor),
                                         QByteArray(rows + "&cursor=x" + cursor), QByteArray(rows + "&cursor=" + cursor.chopped(1))}) {
            const Response refused = api.get(target);
            QVERIFY2(refused.status == 400, target.constData());
            QVERIFY(!text(ApiFixture::object(refused), "restart").isEmpty());
            QCOMPARE(api.get(text(ApiFixture::object(refused), "restart").toLatin1()).status, 200);
        }
    }

    void pagesOfOlderDataAreGoneWithAWayBack()
    {
        ApiFixture api;
        fill(api, 5);
        const QByteArray cycles = kCatalog + "datasets/deployment_cycles/rows/?limit=2";
        const QByteArray events = kCatalog + "datasets/dora_metrics/rows/?limit=2";
        const QByteArray cursor = cursorOf(api.get(cycles));
        const QByteArray going = cursorOf(api.get(events));
        fill(api, 1); // the same record again changes nothing
        QCOMPARE(api.get(cycles + "&cursor=" + cursor).status, 200);
        QCOMPARE(api.post("/api/v1/dora/metrics/", record(9)).status, 201);
        const Response gone = api.get(cycles + "&cursor=" + cursor);
        QCOMPARE(gone.status, 410);
        QCOMPARE(text(ApiFixture::object(gone), "restart").toLatin1(), cycles);
        QVERIFY(gone.header("Link").contains("rel=\"first\""));
        // Rows that are only added can be paged while others arrive, and the new one is not among them.
        const Response next = api.get(events + "&cursor=" + going);
        QCOMPARE(next.status, 200);
        QCOMPARE(ApiFixture::object(next).value(QLatin1String("total")).toInt(), 5);
    }

    void cyclesAreThoseOfTheWindow()
    {
        ApiFixture api;
        for (const QByteArray& body :
             {record(1, "planning", "approved", "2026-02-19T10:00:00Z"), record(1, "deployment", "failed", "2026-02-20T10:00:00Z"),
              record(2, "deployment", "go", "2026-02-21T10:00:00Z"), record(3, "deployment", "go", "2025-01-01T10:00:00Z")})
            QCOMPARE(api.post("/api/v1/dora/metrics/", body).status, 201);
        const QJsonObject all = ApiFixture::object(api.get(kCatalog + "deployment-cycles/"));
        const QJsonObject metadata = all.value(QLatin1String("metadata")).toObject();
        QCOMPARE(metadata.value(QLatin1String("total_cycles")).toInt(), 2);
        QCOMPARE(metadata.value(QLatin1String("failed_cycles")).toInt(), 1);
        const QJsonObject failed =
            ApiFixture::object(api.get(kCatalog + "deployment-cycles/?failed_only=true")).value(QLatin1String("data")).toArray().first().toObject();
        QCOMPARE(text(failed, "cycle_id"), QStringLiteral("c-1"));
        QCOMPARE(failed.value(QLatin1String("phases_count")).toInt(), 2);
        QCOMPARE(failed.value(QLatin1String("total_duration_hours")).toDouble(), 120 / 3600.0);
        QCOMPARE(text(failed, "start_time"), QStringLiteral("2026-02-19T10:00:00Z"));
        QCOMPARE(text(failed, "end_time"), QStringLiteral("2026-02-20T10:00:00Z"));
    }

    void aQuestionThatCannotBeAskedSaysWhatCould()
    {
        ApiFixture api;
        const Response refused = api.post(kCatalog + "query/", R"({"dataset":"dora_metrics","where":[{"field":"phase_nam","op":"eq","value":"x"}]})");
        QCOMPARE(refused.status, 400);
        const QJsonObject problem = ApiFixture::object(refused);
        QVERIFY(text(problem, "detail").contains(QStringLiteral("did you mean 'phase_name'?")));
        QVERIFY(problem.value(QLatin1String("allowed")).toArray().contains(QStringLiteral("phase_name")));
        QCOMPARE(text(problem.value(QLatin1String("errors")).toArray().first().toObject(), "pointer"), QStringLiteral("/where/0/field"));
        QCOMPARE(api.get(kCatalog + "datasets/deploymnts/").status, 404);
        QVERIFY(api.get(kCatalog + "datasets/deploymnts/").body.contains("did you mean 'deployments'?"));
    }
};

QTEST_GUILESS_MAIN(CatalogApiTest)
#include "tst_catalogapi.moc"
