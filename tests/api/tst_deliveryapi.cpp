// SPDX-License-Identifier: GPL-3.0-or-later
#include "apifixture.h"
#include "store/deploymentrepository.h"

#include <QLoggingCategory>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace atalaya;
using test::ApiFixture;

namespace {

QJsonArray rowsOf(const api::Response& response, const char* name)
{
    return ApiFixture::object(response).value(QLatin1String(name)).toArray();
}

QByteArray nextOf(const api::Response& response)
{
    const QByteArray link = response.header("Link");
    return link.isEmpty() ? QByteArray() : link.mid(1, link.indexOf('>') - 1);
}

} // namespace

class DeliveryApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("atalaya.api.info=false\natalaya.api.warning=false"));
    }

    void theMetricsAreThoseOfTheService();
    void anEmptyStoreHasNullsAndNoZeros();
    void filtersNarrow();
    void namesThatTheStoreDoesNotKnowAreSaid();
    void kindsDecideWhatCounts();
    void explainRecomputes();
    void explainRecomputesFromAllPages_data();
    void explainRecomputesFromAllPages();
    void explainsCursorIsOfOneFigure();
    void explainTellsOfOneObject();
    void seriesHaveNoHoles();
    void aDeploymentIsFoundByIdAndByName();
    void listsPageWithoutGapsWhileRowsArrive_data();
    void listsPageWithoutGapsWhileRowsArrive();
    void contradictionsAreRefused();
};

void DeliveryApiTest::theMetricsAreThoseOfTheService()
{
    ApiFixture api;
    api.fillWithDeliveries();
    delivery::Query query;
    query.asOf = test::kNow;
    const auto metrics = api.delivery.metrics(query);
    QVERIFY(metrics.isOk());
    QVERIFY(metrics.value().deployments > 0);
    QCOMPARE(ApiFixture::object(api.get("/api/v1/delivery/metrics")), delivery::toJson(metrics.value()));
    QCOMPARE(api.get("/api/v1/delivery/metrics?as_of=2026-03-01T12:00:00Z").body,
             api.get("/api/v1/delivery/metrics").body);
}

void DeliveryApiTest::anEmptyStoreHasNullsAndNoZeros()
{
    ApiFixture api;
    const QJsonObject metrics = ApiFixture::object(api.get("/api/v1/delivery/metrics"));
    QVERIFY(metrics.value(QLatin1String("deployment_frequency")).toObject().value(QLatin1String("per_week")).isNull());
    QVERIFY(metrics.value(QLatin1String("change_fail_rate")).toObject().value(QLatin1String("value")).isNull());
    QVERIFY(metrics.value(QLatin1String("change_lead_time")).toObject().value(QLatin1String("p50_hours")).isNull());
    for (const char* list : {"deployments", "changes", "incidents", "services", "teams"}) {
        const QJsonObject answer = ApiFixture::object(api.get(QByteArray("/api/v1/delivery/") + list));
        QVERIFY2(answer.value(QLatin1String(list)).isArray(), list);
        QCOMPARE(answer.value(QLatin1String("total")).toInt(-1), 0);
        QVERIFY(answer.value(QLatin1String("next_cursor")).isNull());
    }
}

void DeliveryApiTest::filtersNarrow()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const auto total = [&api](const QByteArray& target) {
        return ApiFixture::object(api.get("/api/v1/delivery/" + target)).value(QLatin1String("total")).toInt(-1);
    };
    QCOMPARE(total("deployments"), 36);
    QCOMPARE(total("deployments?service=pay"), 12);
    QCOMPARE(total("deployments?service=pay&service=shop"), 24);
    QCOMPARE(total("deployments?service=web%20app%2F%C3%BC"), 12);
    QCOMPARE(total("deployments?service=web+app/%C3%BC"), 12);
    QCOMPARE(total("deployments?service=none"), 0);
    QCOMPARE(total("deployments?team=blue"), 24);
    QCOMPARE(total("deployments?environment=staging"), 0);
    QCOMPARE(total("deployments?environment="), 36);
    QCOMPARE(total("deployments?text=PAY"), 12);
    int ofAnyOutcome = 0;
    for (const QByteArray& outcome : QByteArrayList{"healthy", "failed", "too-new", "not-successful"}) {
        const api::Response page = api.get("/api/v1/delivery/deployments?limit=10000&outcome=" + outcome);
        const QJsonArray rows = rowsOf(page, "deployments");
        QCOMPARE(total("deployments?outcome=" + outcome + "&limit=1"), rows.size()); // the total is that of all pages
        for (const QJsonValue& row : rows)
            QCOMPARE(row.toObject().value(QLatin1String("outcome")).toString().toLatin1(), outcome);
        ofAnyOutcome += int(rows.size());
    }
    QCOMPARE(ofAnyOutcome, 36);
    QVERIFY(total("deployments?outcome=failed") > 1 && total("deployments?outcome=healthy") > 1);
    QVERIFY(total("deployments?outcome=failed&text=pay") < total("deployments?outcome=failed"));
    const api::Response unknown = api.get("/api/v1/delivery/deployments?outcome=unjudged");
    QCOMPARE(unknown.status, 400);
    QVERIFY2(unknown.body.contains("healthy, failed, too-new, not-successful"), unknown.body.constData());
    const QByteArray next = nextOf(api.get("/api/v1/delivery/deployments?outcome=healthy&limit=1"));
    const QByteArray cursor = next.mid(next.indexOf("&cursor="));
    QCOMPARE(api.get("/api/v1/delivery/deployments?outcome=healthy&limit=1" + cursor).status, 200);
    QCOMPARE(api.get("/api/v1/delivery/deployments?outcome=failed&limit=1" + cursor).status, 400); // of another list
    QCOMPARE(total("deployments?as_of=2026-01-01"), 0);
    QCOMPARE(total("services"), 3);
    QCOMPARE(total("teams"), 2);
    QCOMPARE(total("teams?service=pay"), 1);
    QCOMPARE(total("teams?team=blue"), 1);
    QCOMPARE(total("teams?team=green"), 0);
    QCOMPARE(total("teams?as_of=2026-01-01"), 0);
    QCOMPARE(total("teams?to=2026-01-01"), 0);
    QCOMPARE(total("teams?environment=staging"), 0);
    QCOMPARE(total("teams?environment=any"), 2);
    QCOMPARE(total("deployments?environment=any"), 36);
    QCOMPARE(total("deployments?environment=Any"), 36);
    QCOMPARE(total("incidents"), 3);
    QCOMPARE(total("incidents?service=shop"), 1);
    const int half = total("deployments?from=2026-02-10");
    QVERIFY(half > 0 && half < 36);
    QCOMPARE(half + total("deployments?to=2026-02-10"), 36);
}

void DeliveryApiTest::namesThatTheStoreDoesNotKnowAreSaid()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const auto warns = [&api](const QByteArray& query, const QString& name) {
        const QJsonArray warnings = ApiFixture::object(api.get("/api/v1/delivery/metrics?service=pay&" + query))
                                        .value(QLatin1String("warnings"))
                                        .toArray();
        return std::any_of(warnings.begin(), warnings.end(),
                           [&name](const QJsonValue& warning) { return warning.toString().contains(name); });
    };
    QVERIFY(warns("service=payy", QStringLiteral("payy")));
    QVERIFY(warns("environment=produktion", QStringLiteral("produktion")));
    QVERIFY(warns("environment=prod", QStringLiteral("prod"))); // one of the names for it, and not the one in use
    QVERIFY(warns("team=reds", QStringLiteral("reds")));
    for (const QByteArray& good : QByteArrayList{"environment=any", "environment=", "environment=Production", "team=red", ""})
        QVERIFY2(!warns(good, QStringLiteral("called")), good.constData());
}

void DeliveryApiTest::kindsDecideWhatCounts()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const auto failed = [&api](const QByteArray& query) {
        return ApiFixture::object(api.get("/api/v1/delivery/metrics" + query))
            .value(QLatin1String("change_fail_rate"))
            .toObject()
            .value(QLatin1String("failed"))
            .toInt();
    };
    QVERIFY(failed("?kinds=hotfix") > 0);
    QCOMPARE(failed("?kinds=revert"), 0);
    QCOMPARE(failed("?kinds=revert,hotfix"), failed("?kinds=hotfix"));
    QCOMPARE(failed("?kinds=revert&kinds=hotfix"), failed("?kinds=hotfix"));
    QCOMPARE(failed(""), failed("?kinds=manual,revert,rollback,hotfix,incident"));
}

void DeliveryApiTest::explainRecomputes()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const QJsonObject rate =
        ApiFixture::object(api.get("/api/v1/delivery/explain?metric=change_fail_rate&limit=10000"));
    const double numerator = double(rate.value(QLatin1String("numerator_ids")).toArray().size());
    const double denominator = double(rate.value(QLatin1String("denominator_ids")).toArray().size());
    QVERIFY(denominator > 0);
    QCOMPARE(rate.value(QLatin1String("value")).toDouble(), numerator / denominator);
    QVERIFY(!rate.value(QLatin1String("edges")).toArray().isEmpty());
    const QJsonObject cut = ApiFixture::object(api.get("/api/v1/delivery/explain?metric=change_fail_rate&limit=1"));
    QVERIFY(cut.value(QLatin1String("denominator_ids")).toArray().size() <= 1);
    QCOMPARE(cut.value(QLatin1String("totals")), rate.value(QLatin1String("totals")));
    QCOMPARE(api.get("/api/v1/delivery/explain").status, 400);
    QCOMPARE(api.get("/api/v1/delivery/explain?metric=speed").status, 400);
}

void DeliveryApiTest::explainRecomputesFromAllPages_data()
{
    QTest::addColumn<QByteArray>("metric");
    for (const delivery::Metric metric : delivery::kMetrics) {
        const QByteArray name = delivery::metricName(metric).toLatin1();
        QTest::newRow(name.constData()) << name;
    }
}

void DeliveryApiTest::explainRecomputesFromAllPages()
{
    QFETCH(QByteArray, metric);
    ApiFixture api;
    api.fillWithDeliveries();
    QStringList numerator, denominator;
    QList<double> hours;
    QJsonObject object;
    QByteArray target = "/api/v1/delivery/explain?limit=2&metric=" + metric;
    int pages = 0;
    for (; !target.isEmpty() && pages < 500; ++pages) {
        const api::Response response = api.get(target);
        QVERIFY2(response.status == 200, response.body.constData());
        object = ApiFixture::object(response);
        for (const QJsonValue& id : object.value(QLatin1String("numerator_ids")).toArray())
            numerator.append(id.toString());
        for (const QJsonValue& id : object.value(QLatin1String("denominator_ids")).toArray())
            denominator.append(id.toString());
        for (const QJsonValue& value : object.value(QLatin1String("values_hours")).toArray())
            hours.append(value.toDouble());
        target = nextOf(response);
        QCOMPARE(object.value(QLatin1String("next_cursor")).isNull(), target.isEmpty());
    }
    QVERIFY(pages > 1);
    QVERIFY(target.isEmpty());
    const QJsonObject totals = object.value(QLatin1String("totals")).toObject();
    QCOMPARE(numerator.size(), totals.value(QLatin1String("numerator")).toInt(-1));
    QCOMPARE(denominator.size(), totals.value(QLatin1String("denominator")).toInt(-1));
    QCOMPARE(QSet<QString>(numerator.begin(), numerator.end()).size(), numerator.size());
    QCOMPARE(QSet<QString>(denominator.begin(), denominator.end()).size(), denominator.size());
    const double value = object.value(QLatin1String("value")).toDouble(-1);
    if (metric == "deployment_frequency") {
        const QJsonObject window = object.value(QLatin1String("window")).toObject();
        QCOMPARE(value, double(numerator.size()) / window.value(QLatin1String("days")).toDouble() * 7);
    } else if (metric.endsWith("_rate")) {
        QCOMPARE(value, double(numerator.size()) / double(denominator.size()));
    } else {
        QCOMPARE(hours.size(), numerator.size());
        std::sort(hours.begin(), hours.end());
        const qsizetype middle = hours.size() / 2;
        QCOMPARE(value, hours.size() % 2 == 1 ? hours[middle] : (hours[middle - 1] + hours[middle]) / 2);
    }
}

void DeliveryApiTest::explainsCursorIsOfOneFigure()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const auto add = [&api](const QString& service, Instant finished) {
        model::Deployment deployment;
        deployment.service = service;
        deployment.environment = QStringLiteral("production");
        deployment.version = QStringLiteral("0.1.%1").arg(toMs(finished));
        deployment.finished = finished;
        deployment.dedupKey = deployment.version;
        deployment.id = model::deploymentId(deployment.service, deployment.environment, deployment.dedupKey);
        return api.store.database()
            .write([&](store::Transaction& transaction) {
                return store::DeploymentRepository::add(transaction, {deployment}, {});
            })
            .isOk();
    };
    const QByteArray path = "/api/v1/delivery/explain?metric=change_fail_rate&limit=2";
    const QByteArray next = nextOf(api.get(path));
    const QByteArray cursor = next.mid(next.indexOf("&cursor="));
    QVERIFY(cursor.size() > 8);
    const QJsonObject second = ApiFixture::object(api.get(path + cursor));
    QCOMPARE(ApiFixture::object(api.get(path + "&as_of=2026-03-01T12:00:00Z" + cursor)), second);
    // A day later it still is a page of the same figure.
    api.clock.set(test::kNow + std::chrono::hours(24));
    QCOMPARE(ApiFixture::object(api.get(path + cursor)), second);
    const QByteArray start = "/api/v1/delivery/explain?limit=2";
    for (const QByteArray& other :
         QByteArrayList{start + "&metric=deployment_frequency" + cursor, path + "&service=pay" + cursor,
          path + "&as_of=2026-03-01T12:00:01Z" + cursor, path + "&cursor=abc", path + cursor + "A",
          start + "&id=pay/1.0.0" + cursor}) {
        const api::Response response = api.get(other);
        QVERIFY2(response.status == 400, other.constData());
    }
    // What arrives and was not there as of then changes no page: not of another service, and not of one that is listed.
    QVERIFY(add(QStringLiteral("zz"), api.clock.now()));
    QVERIFY(add(QStringLiteral("pay"), api.clock.now()));
    QJsonObject again = ApiFixture::object(api.get(path + cursor));
    const auto listed = [](const QJsonObject& page) {
        QJsonObject lists;
        for (const char* name : {"numerator_ids", "denominator_ids", "excluded", "edges", "value", "as_of", "next_cursor"})
            lists.insert(QLatin1String(name), page.value(QLatin1String(name)));
        return lists;
    };
    QCOMPARE(listed(again), listed(second));
    // What came late belongs in the lists: the pages would be those of two figures.
    QVERIFY(add(QStringLiteral("pay"), test::kNow - std::chrono::hours(24 * 90)));
    const api::Response stale = api.get(path + cursor);
    QCOMPARE(stale.status, 410); // not 400: the client did nothing wrong
    QCOMPARE(stale.contentType, QByteArray("application/problem+json"));
    QCOMPARE(ApiFixture::object(stale).value(QLatin1String("type")).toString(), QStringLiteral("urn:atalaya:problem:gone"));
    QVERIFY2(stale.body.contains("begin again"), stale.body.constData());
    QVERIFY(stale.body.contains("/cursor"));
    QCOMPARE(api.get(path + cursor.chopped(1)).status, 400); // none at all is still the client's mistake
    QCOMPARE(api.get(path).status, 200);
    const QJsonObject declared = ApiFixture::object(api.get("/openapi.json"))
                                     .value(QLatin1String("paths")).toObject()
                                     .value(QLatin1String("/api/v1/delivery/explain")).toObject()
                                     .value(QLatin1String("get")).toObject()
                                     .value(QLatin1String("responses")).toObject();
    for (const char* status : {"400", "404", "410"})
        QVERIFY2(declared.contains(QLatin1String(status)), status);
}

void DeliveryApiTest::explainTellsOfOneObject()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const auto first = [&api](const char* list, const char* filter = "") {
        return rowsOf(api.get(QByteArray("/api/v1/delivery/") + list + "?service=pay&limit=1" + filter), list)
            .first()
            .toObject()
            .value(QLatin1String("id"))
            .toString()
            .toLatin1();
    };
    const auto explained = [&api](const QByteArray& id) {
        return ApiFixture::object(api.get("/api/v1/delivery/explain?id=" + id.toPercentEncoding()));
    };
    // What the lists of a metric say of an object it says itself.
    const QJsonObject rate = ApiFixture::object(api.get("/api/v1/delivery/explain?metric=change_fail_rate&limit=10000"));
    int counted = 0;
    for (const QJsonValue& id : rate.value(QLatin1String("denominator_ids")).toArray()) {
        const QJsonObject object = explained(id.toString().toLatin1());
        QCOMPARE(object.value(QLatin1String("object")).toString(), QStringLiteral("deployment"));
        QCOMPARE(object.value(QLatin1String("rules_version")), rate.value(QLatin1String("rules_version")));
        for (const QJsonValue& value : object.value(QLatin1String("counts_in")).toArray()) {
            const QJsonObject standing = value.toObject();
            if (standing.value(QLatin1String("figure")) != QLatin1String("change_fail_rate"))
                continue;
            QVERIFY(standing.value(QLatin1String("denominator")).toBool());
            counted += standing.value(QLatin1String("numerator")).toBool();
            QCOMPARE(standing.value(QLatin1String("reason")).isNull(), standing.value(QLatin1String("numerator")).toBool());
        }
    }
    QCOMPARE(counted, rate.value(QLatin1String("numerator_ids")).toArray().size());
    const QByteArray change = first("changes");
    QCOMPARE(explained(change).value(QLatin1String("object")).toString(), QStringLiteral("change"));
    QCOMPARE(explained(change).value(QLatin1String("id")).toString().toLatin1(), change);
    QCOMPARE(api.get("/api/v1/delivery/explain?id=" + change.left(change.indexOf('@') + 10)).status, 404); // of several
    const QJsonObject incident = explained(first("incidents"));
    QCOMPARE(incident.value(QLatin1String("object")).toString(), QStringLiteral("incident"));
    QCOMPARE(incident.value(QLatin1String("counts_in")).toArray().size(), 7);
    QCOMPARE(explained("pay/1.0.0").value(QLatin1String("label")).toString(), QStringLiteral("pay 1.0.0"));

    const api::Response unknown = api.get("/api/v1/delivery/explain?id=ffffffffffffffff");
    QCOMPARE(unknown.status, 404);
    QVERIFY2(unknown.body.contains("SERVICE@SHA"), unknown.body.constData());
    for (const char* id : {"pay@ffffffff", "nobody@abcdef0", "x", "@", "/", "pay/9.9", "pay@%25"})
        QCOMPARE(api.get(QByteArray("/api/v1/delivery/explain?id=") + id).status, 404);
    for (const char* query : {"", "?id=", "?metric=change_fail_rate&id=pay/1.0.0", "?metric=speed"}) {
        const api::Response refused = api.get(QByteArray("/api/v1/delivery/explain") + query);
        QCOMPARE(refused.status, 400);
        QVERIFY2(refused.body.contains("/metric"), refused.body.constData());
    }
}

void DeliveryApiTest::seriesHaveNoHoles()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const QJsonObject series = ApiFixture::object(
        api.get("/api/v1/delivery/"
                "series?metric=deployment_frequency&bucket=day&from=2026-02-01&to=2026-03-01&tz=Europe/Madrid"));
    const QJsonArray buckets = series.value(QLatin1String("buckets")).toArray();
    QVERIFY(buckets.size() >= 28);
    for (qsizetype i = 1; i < buckets.size(); ++i)
        QCOMPARE(buckets[i].toObject().value(QLatin1String("start")),
                 buckets[i - 1].toObject().value(QLatin1String("end")));
    QVERIFY(buckets.first().toObject().value(QLatin1String("start")).toString().endsWith(QLatin1String("T23:00:00Z")));
    QCOMPARE(api.get("/api/v1/delivery/series?metric=deployment_frequency&bucket=hour").status, 400);
}

void DeliveryApiTest::aDeploymentIsFoundByIdAndByName()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const QJsonObject row =
        rowsOf(api.get("/api/v1/delivery/deployments?service=pay"), "deployments").first().toObject();
    const QByteArray id = row.value(QLatin1String("id")).toString().toLatin1();
    const QByteArray version = row.value(QLatin1String("version")).toString().toLatin1();
    const QJsonObject byId = ApiFixture::object(api.get("/api/v1/delivery/deployments/" + id));
    QCOMPARE(byId.value(QLatin1String("id")).toString().toLatin1(), id);
    QCOMPARE(ApiFixture::object(api.get("/api/v1/delivery/deployments/pay%2F" + version)), byId);
    const auto status = [&api, &id](const QByteArray& query) {
        return api.get("/api/v1/delivery/deployments/" + id + query).status;
    };
    for (const char* takes : {"?service=shop&service=pay", "?team=red", "?environment=Production", "?environment=any",
                              "?from=2026-01-01", "?to=2026-03-01"})
        QVERIFY2(status(takes) == 200, takes);
    for (const char* other : {"?service=shop", "?team=blue", "?environment=staging", "?from=2026-03-01", "?to=2026-01-01",
                              "?as_of=2026-01-01"})
        QVERIFY2(status(other) == 404, other);
    QCOMPARE(api.get("/api/v1/delivery/deployments/ffffffffffffffff").status, 404);
    QCOMPARE(api.get("/api/v1/delivery/deployments/pay%2F9.9.9").status, 404);
    QCOMPARE(rowsOf(api.get("/api/v1/delivery/changes?deployment=" + id), "changes").size(), 3);
    QCOMPARE(api.get("/api/v1/delivery/changes?deployment=xyz").status, 400);
}

void DeliveryApiTest::listsPageWithoutGapsWhileRowsArrive_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QString>("key");
    QTest::newRow("deployments") << QByteArray("deployments") << QStringLiteral("id");
    QTest::newRow("changes") << QByteArray("changes") << QStringLiteral("id");
    QTest::newRow("incidents") << QByteArray("incidents") << QStringLiteral("id");
    QTest::newRow("services") << QByteArray("services") << QStringLiteral("name");
    QTest::newRow("teams") << QByteArray("teams") << QString();
}

void DeliveryApiTest::listsPageWithoutGapsWhileRowsArrive()
{
    QFETCH(QByteArray, list);
    QFETCH(QString, key);
    ApiFixture api;
    api.fillWithDeliveries();
    const auto keyOf = [&key](const QJsonValue& row) {
        return key.isEmpty() ? row.toString() : row.toObject().value(key).toString();
    };
    QStringList before;
    for (const QJsonValue& row : rowsOf(api.get("/api/v1/delivery/" + list + "?limit=1000"), list.constData()))
        before.append(keyOf(row));
    QVERIFY(before.size() >= 2);
    QStringList seen;
    QByteArray target = "/api/v1/delivery/" + list + "?limit=1";
    for (int page = 0; !target.isEmpty() && page < 500; ++page) {
        const api::Response response = api.get(target);
        QVERIFY2(response.status == 200, response.body.constData());
        for (const QJsonValue& row : rowsOf(response, list.constData()))
            seen.append(keyOf(row));
        target = nextOf(response);
        // The newest there is, so the list grows at its front.
        model::Deployment deployment;
        deployment.service = QStringLiteral("zz%1").arg(page);
        deployment.environment = QStringLiteral("production");
        deployment.team = QStringLiteral("zz%1").arg(page % 3);
        deployment.version = QStringLiteral("1.0.0");
        deployment.finished = test::kNow - Milliseconds(500 - page);
        deployment.dedupKey = deployment.version;
        deployment.id = model::deploymentId(deployment.service, deployment.environment, deployment.dedupKey);
        if (page < 3)
            QVERIFY(api.store.database()
                        .write([&](store::Transaction& transaction) {
                            return store::DeploymentRepository::add(transaction, {deployment}, {});
                        })
                        .isOk());
    }
    QVERIFY(target.isEmpty());
    const QSet<QString> unique(seen.begin(), seen.end());
    QCOMPARE(unique.size(), seen.size());
    for (const QString& row : std::as_const(before))
        QVERIFY2(unique.contains(row), qPrintable(row));
}

void DeliveryApiTest::contradictionsAreRefused()
{
    ApiFixture api;
    const api::Response late = api.get("/api/v1/delivery/metrics?from=2026-02-01&as_of=2026-01-01");
    QCOMPARE(late.status, 400);
    QVERIFY(late.body.contains("/from"));
    const api::Response response = api.get("/api/v1/delivery/metrics?from=2026-02-01&to=2026-01-01");
    QCOMPARE(response.status, 400);
    QVERIFY(response.body.contains("/from"));
}

QTEST_GUILESS_MAIN(DeliveryApiTest)
#include "tst_deliveryapi.moc"
