// SPDX-License-Identifier: GPL-3.0-or-later
#include "apifixture.h"
#include "services/iactreport.h"

#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace atalaya;
using api::Method;
using test::ApiFixture;

namespace {

QJsonObject record(const QString& cycle, const char* phase, const char* decision, double seconds, Instant created)
{
    return {{QStringLiteral("cycle_id"), cycle},
            {QStringLiteral("feature_id"), QStringLiteral("f")},
            {QStringLiteral("phase_name"), QString::fromLatin1(phase)},
            {QStringLiteral("decision"), QString::fromLatin1(decision)},
            {QStringLiteral("duration_seconds"), seconds},
            {QStringLiteral("created_at"), toIso(created)}};
}

QByteArray bytesOf(const QJsonArray& array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}
QByteArray bytesOf(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

const char kMetrics[] = "/api/v1/dora/metrics/";

double rounded(double value)
{
    return std::round(value * 100) / 100;
}

QJsonObject minimal()
{
    return record(QStringLiteral("c1"), "deployment", "go", 60, test::kNow - std::chrono::hours(1));
}

} // namespace

class IactApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("atalaya.api.info=false\natalaya.api.warning=false"));
    }

    void oneRecordIsCreated();
    void anArrayIsCreatedAtOnce();
    void badBodiesAreRefused_data();
    void badBodiesAreRefused();
    void oneBadRecordRefusesAll();
    void tooManyRecordsAreRefused();
    void theMediaTypeIsLookedAt();
    void aRetryUnderTheSameKeyGivesTheFirstAnswer();
    void keysOfTwoTokensAreTwo();
    void recordsWithoutATimeAreApart();
    void theListHasTheFieldsOfTheContract();
    void pagesNeitherSkipNorRepeatWhileRowsArrive();
    void theLinkReplacesTheCursor();
    void aForeignCursorIsRefused();
    void theCheckValuesHold_data();
    void theCheckValuesHold();
    void theWindowIsClosedAtBothEnds();
    void datesAreInclusive();
    void contradictionsAreRefused();
    void chartsHaveADayForEachDay();
    void exportsAreFiles();
    void randomEventsGiveTheSameSummary();
};

void IactApiTest::oneRecordIsCreated()
{
    ApiFixture api;
    for (const QByteArray target :
         {"/api/v1/dora/metrics/", "/api/v1/dora/metrics/create/", "/api/dora/metrics", "/api/dora/metrics/create/"}) {
        QJsonObject object = minimal();
        object.insert(QStringLiteral("cycle_id"), QString::fromLatin1(target));
        object.insert(QStringLiteral("metadata"), QJsonObject{{QStringLiteral("a"), QJsonArray{1, 2}}});
        const api::Response response = api.post(target, bytesOf(object));
        QCOMPARE(response.status, 201);
        const QJsonObject answer = ApiFixture::object(response);
        QVERIFY(answer.value(QLatin1String("id")).toInt() > 0);
        QCOMPARE(answer.value(QLatin1String("cycle_id")).toString(), QString::fromLatin1(target));
        QCOMPARE(answer.value(QLatin1String("created_at")).toString(), QStringLiteral("2026-03-01T11:00:00Z"));
    }
    QCOMPARE(ApiFixture::object(api.get(kMetrics)).value(QLatin1String("metrics")).toArray().size(), 4);
}

void IactApiTest::anArrayIsCreatedAtOnce()
{
    ApiFixture api;
    QJsonArray records;
    for (int i = 0; i < 10'000; ++i)
        records.append(record(QString::number(i), "testing", "go", i, test::kNow - std::chrono::minutes(i)));
    const api::Response response = api.post(kMetrics, bytesOf(records));
    QCOMPARE(response.status, 201);
    const QJsonObject answer = ApiFixture::object(response);
    QCOMPARE(answer.value(QLatin1String("created")).toInt(), 10'000);
    QSet<int> ids;
    for (const QJsonValue& id : answer.value(QLatin1String("ids")).toArray())
        ids.insert(id.toInt());
    QCOMPARE(ids.size(), 10'000);
}

void IactApiTest::badBodiesAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("pointer");
    const auto changed = [](const char* field, const QJsonValue& value) {
        QJsonObject object = minimal();
        if (value.isUndefined())
            object.remove(QString::fromLatin1(field));
        else
            object.insert(QString::fromLatin1(field), value);
        return bytesOf(object);
    };
    const QJsonValue missing(QJsonValue::Undefined);
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("no JSON") << QByteArray("{") << QString();
    QTest::newRow("trailing bytes") << QByteArray("{} x") << QString();
    QTest::newRow("a text") << QByteArray("\"x\"") << QString();
    QTest::newRow("null") << QByteArray("null") << QString();
    QTest::newRow("invalid UTF-8") << QByteArray("{\"cycle_id\":\"\xff\"}") << QString();
    QTest::newRow("deep") << QByteArray(100'000, '[') << QString();
    QTest::newRow("empty array") << QByteArray("[]") << QString();
    QTest::newRow("array of texts") << QByteArray("[1]") << QStringLiteral("/0");
    QTest::newRow("empty object") << QByteArray("{}") << QStringLiteral("/cycle_id");
    for (const char* field : {"cycle_id", "feature_id", "phase_name", "decision", "duration_seconds"})
        QTest::newRow(qPrintable(QLatin1String("without ") + QLatin1String(field)))
            << changed(field, missing) << QString(u'/' + QLatin1String(field));
    QTest::newRow("phase") << changed("phase_name", QStringLiteral("deploy")) << QStringLiteral("/phase_name");
    QTest::newRow("decision") << changed("decision", 1) << QStringLiteral("/decision");
    QTest::newRow("negative") << changed("duration_seconds", -1) << QStringLiteral("/duration_seconds");
    QTest::newRow("text for a number") << changed("duration_seconds", QStringLiteral("1"))
                                       << QStringLiteral("/duration_seconds");
    QTest::newRow("endless duration") << changed("duration_seconds", 1e300) << QStringLiteral("/duration_seconds");
    QTest::newRow("long") << changed("cycle_id", QString(256, u'x')) << QStringLiteral("/cycle_id");
    QTest::newRow("time") << changed("created_at", QStringLiteral("tomorrow")) << QStringLiteral("/created_at");
    QTest::newRow("before 1970") << changed("created_at", QStringLiteral("1969-01-01"))
                                 << QStringLiteral("/created_at");
    QTest::newRow("metadata") << changed("metadata", QStringLiteral("x")) << QStringLiteral("/metadata");
    QTest::newRow("unknown field") << changed("cycle", QStringLiteral("x")) << QStringLiteral("/cycle");
}

void IactApiTest::badBodiesAreRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, pointer);
    ApiFixture api;
    const api::Response response = api.post(kMetrics, body);
    QCOMPARE(response.status, 400);
    const QJsonObject problem = ApiFixture::object(response);
    QVERIFY(!problem.value(QLatin1String("detail")).toString().isEmpty());
    if (!pointer.isEmpty())
        QCOMPARE(problem.value(QLatin1String("errors"))
                     .toArray()
                     .first()
                     .toObject()
                     .value(QLatin1String("pointer"))
                     .toString(),
                 pointer);
    QCOMPARE(ApiFixture::object(api.get(kMetrics)).value(QLatin1String("total")).toInt(), 0);
}

void IactApiTest::oneBadRecordRefusesAll()
{
    ApiFixture api;
    QJsonArray records;
    for (int i = 0; i < 5; ++i)
        records.append(record(QString::number(i), "testing", "go", i == 3 ? -1 : 1, test::kNow));
    const api::Response response = api.post(kMetrics, bytesOf(records));
    QCOMPARE(response.status, 400);
    const QJsonArray errors = ApiFixture::object(response).value(QLatin1String("errors")).toArray();
    QCOMPARE(errors.size(), 1);
    QCOMPARE(errors.first().toObject().value(QLatin1String("pointer")).toString(),
             QStringLiteral("/3/duration_seconds"));
    QCOMPARE(ApiFixture::object(api.get(kMetrics)).value(QLatin1String("total")).toInt(), 0);
}

void IactApiTest::tooManyRecordsAreRefused()
{
    ApiFixture api;
    QJsonArray records;
    for (int i = 0; i < 10'001; ++i)
        records.append(minimal());
    QCOMPARE(api.post(kMetrics, bytesOf(records)).status, 400);
}

void IactApiTest::theMediaTypeIsLookedAt()
{
    ApiFixture api;
    for (const QByteArray& type : {QByteArray(), QByteArray("text/plain"),
                                   QByteArray("application/x-www-form-urlencoded"), QByteArray("application/jsonx"),
                                   QByteArray("application/json; charset=utf-16"),
                                   QByteArray("application/json;charset=\"ISO-8859-1\""),
                                   QByteArray("application/json; v=1; Charset = utf-32")})
        QCOMPARE(api.post(kMetrics, bytesOf(minimal()), {{"content-type", type}}).status, 415);
    QCOMPARE(api.post(kMetrics, bytesOf(minimal()), {{"content-encoding", "gzip"}}).status, 415);
    QCOMPARE(api.post(kMetrics, bytesOf(minimal()), {{"content-type", "Application/JSON; charset=utf-8"}}).status, 201);
    for (const QByteArray& type : {QByteArray("application/json;Charset=\"UTF-8\""), QByteArray("application/json; v=1"),
                                   QByteArray("application/json;")})
        QCOMPARE(api.post(kMetrics, bytesOf(minimal()), {{"content-type", type}}).status, 201);
}

void IactApiTest::aRetryUnderTheSameKeyGivesTheFirstAnswer()
{
    ApiFixture api;
    QJsonObject object = minimal();
    object.remove(QStringLiteral("created_at"));
    const api::Response first = api.post(kMetrics, bytesOf(object), {{"idempotency-key", "k1"}});
    QCOMPARE(first.status, 201);
    api.clock.set(test::kNow + std::chrono::minutes(10));
    const api::Response retry = api.post(kMetrics, bytesOf(object), {{"idempotency-key", "k1"}});
    QCOMPARE(retry.status, 201);
    QCOMPARE(retry.body, first.body);
    QCOMPARE(ApiFixture::object(api.get(kMetrics)).value(QLatin1String("total")).toInt(), 1);
    object.insert(QStringLiteral("cycle_id"), QStringLiteral("other"));
    QCOMPARE(api.post(kMetrics, bytesOf(object), {{"idempotency-key", "k1"}}).status, 409);
    QCOMPARE(api.post(kMetrics, bytesOf(object), {{"idempotency-key", QByteArray(256, 'x')}}).status, 400);
    QCOMPARE(api.post(kMetrics, bytesOf(object), {{"idempotency-key", "a b"}}).status, 400);
}

void IactApiTest::keysOfTwoTokensAreTwo()
{
    ApiFixture api;
    QJsonObject object = minimal();
    QCOMPARE(api.post(kMetrics, bytesOf(object), {{"idempotency-key", "k1"}}).status, 201);
    object.insert(QStringLiteral("cycle_id"), QStringLiteral("other"));
    QCOMPARE(api.post(kMetrics, bytesOf(object),
                      {{"idempotency-key", "k1"}, {"authorization", api.bearer(model::Role::Admin)}})
                 .status,
             201);
}

void IactApiTest::recordsWithoutATimeAreApart()
{
    ApiFixture api;
    QJsonObject object = minimal();
    object.remove(QStringLiteral("created_at"));
    for (int i = 0; i < 2; ++i)
        QCOMPARE(api.post(kMetrics, bytesOf(object)).status, 201);
    QCOMPARE(ApiFixture::object(api.post(kMetrics, bytesOf(QJsonArray{object, object})))
                 .value(QLatin1String("created"))
                 .toInt(),
             2);
    QCOMPARE(ApiFixture::object(api.get(kMetrics)).value(QLatin1String("total")).toInt(), 4);
    // With a time of its own it is the same event, however often it is sent.
    for (int i = 0; i < 2; ++i)
        QCOMPARE(api.post(kMetrics, bytesOf(minimal())).status, 201);
    QCOMPARE(ApiFixture::object(api.get(kMetrics)).value(QLatin1String("total")).toInt(), 5);
}

void IactApiTest::theListHasTheFieldsOfTheContract()
{
    ApiFixture api;
    QCOMPARE(api.post(kMetrics, bytesOf(minimal())).status, 201);
    const QJsonObject answer = ApiFixture::object(api.get("/api/v1/dora/metrics/?days=7"));
    QCOMPARE(answer.value(QLatin1String("period_days")).toInt(), 7);
    QVERIFY(answer.contains(QLatin1String("next_cursor")) && answer.value(QLatin1String("next_cursor")).isNull());
    const QJsonObject row = answer.value(QLatin1String("metrics")).toArray().first().toObject();
    QCOMPARE(row.value(QLatin1String("cycle_id")).toString(), QStringLiteral("c1"));
    QCOMPARE(row.value(QLatin1String("feature_id")).toString(), QStringLiteral("f"));
    QCOMPARE(row.value(QLatin1String("phase_name")).toString(), QStringLiteral("deployment"));
    QCOMPARE(row.value(QLatin1String("decision")).toString(), QStringLiteral("go"));
    QCOMPARE(row.value(QLatin1String("duration_seconds")).toDouble(), 60.0);
    QCOMPARE(row.value(QLatin1String("created_at")).toString(), QStringLiteral("2026-03-01T11:00:00Z"));
    QCOMPARE(answer.value(QLatin1String("summary")),
             QJsonValue(ApiFixture::object(api.get("/api/v1/dora/summary/?days=7"))));
}

void IactApiTest::pagesNeitherSkipNorRepeatWhileRowsArrive()
{
    ApiFixture api;
    QJsonArray records;
    for (int i = 0; i < 500; ++i) // many share a moment
        records.append(record(QString::number(i), "testing", "go", i, test::kNow - std::chrono::hours(1 + i / 50)));
    QCOMPARE(api.post(kMetrics, bytesOf(records)).status, 201);
    QStringList seen;
    QByteArray target = "/api/v1/dora/metrics/?limit=37&days=20";
    for (int page = 0; !target.isEmpty(); ++page) {
        const api::Response response = api.get(target);
        QCOMPARE(response.status, 200);
        const QJsonObject answer = ApiFixture::object(response);
        for (const QJsonValue& row : answer.value(QLatin1String("metrics")).toArray())
            seen.append(row.toObject().value(QLatin1String("cycle_id")).toString());
        const QByteArray link = response.header("Link");
        QCOMPARE(link.isEmpty(), answer.value(QLatin1String("next_cursor")).isNull());
        QVERIFY(link.isEmpty() || link.endsWith(">; rel=\"next\""));
        target = link.isEmpty() ? QByteArray() : link.mid(1, link.indexOf('>') - 1);
        // Between pages rows arrive everywhere, and time goes on.
        api.clock.set(test::kNow + std::chrono::hours(page));
        const QJsonArray arriving{
            record(QStringLiteral("new%1").arg(page), "testing", "go", 1, test::kNow),
            record(QStringLiteral("old%1").arg(page), "testing", "go", 1, test::kNow - std::chrono::hours(5))};
        QCOMPARE(api.post(kMetrics, bytesOf(arriving)).status, 201);
    }
    QSet<QString> unique(seen.begin(), seen.end());
    QCOMPARE(unique.size(), seen.size());
    for (int i = 0; i < 500; ++i)
        QVERIFY2(unique.contains(QString::number(i)), qPrintable(QString::number(i)));
}

// However the name of a parameter is written, the link to the next page holds one cursor.
void IactApiTest::theLinkReplacesTheCursor()
{
    ApiFixture api;
    for (int i = 0; i < 4; ++i) {
        QJsonObject record = minimal();
        record.insert(QStringLiteral("cycle_id"), QString::number(i));
        QCOMPARE(api.post(kMetrics, bytesOf(record)).status, 201);
    }
    QByteArray target = "/api/v1/dora/metrics/?limit=1&days=3650";
    QSet<QString> seen;
    for (int page = 0; page < 4; ++page) {
        const api::Response response = api.get(target);
        QVERIFY2(response.status == 200, response.body.constData());
        const QJsonObject answer = ApiFixture::object(response);
        seen.insert(answer.value(QLatin1String("metrics"))
                        .toArray()
                        .first()
                        .toObject()
                        .value(QLatin1String("cycle_id"))
                        .toString());
        const QByteArray link = response.header("Link");
        target = link.mid(1, link.indexOf('>') - 1);
        QVERIFY(target.count("cursor=") == (page < 3 ? 1 : 0));
        target.replace("cursor=", page % 2 == 0 ? "%63ursor=" : "cursor=");
    }
    QCOMPARE(seen.size(), 4);
}

void IactApiTest::aForeignCursorIsRefused()
{
    ApiFixture api;
    QCOMPARE(
        api.post(kMetrics, bytesOf(QJsonArray{minimal(), record(QStringLiteral("2"), "review", "go", 1, test::kNow)}))
            .status,
        201);
    const QByteArray cursor = ApiFixture::object(api.get("/api/v1/dora/metrics/?limit=1"))
                                  .value(QLatin1String("next_cursor"))
                                  .toString()
                                  .toUtf8();
    QVERIFY(!cursor.isEmpty());
    QCOMPARE(api.get("/api/v1/dora/metrics/?limit=1&cursor=" + cursor.toPercentEncoding()).status, 200);
    for (const QByteArray& bad :
         {QByteArray("x"), QByteArray(cursor + 'x'), QByteArray(cursor.mid(1)), QByteArray(3000, 'A')}) {
        const api::Response response = api.get("/api/v1/dora/metrics/?limit=1&cursor=" + bad.toPercentEncoding());
        QCOMPARE(response.status, 400);
        QVERIFY(response.body.contains("/cursor"));
    }
    QCOMPARE(api.get("/api/v1/delivery/deployments?cursor=" + cursor.toPercentEncoding()).status, 400);
    QCOMPARE(api.get("/api/v1/dora/metrics/?limit=1&project=other&cursor=" + cursor.toPercentEncoding()).status, 400);
}

void IactApiTest::theCheckValuesHold_data()
{
    QTest::addColumn<int>("failures");
    QTest::addColumn<int>("judged");
    QTest::addColumn<QString>("level");
    // contract/api.md: (5 deployments, 30 days, 30 h, 30 %, 200 h) is High, with 31 % it is Medium. In whole
    // deployments the nearest shares are 1 of 4 (25 %) and 1 of 3 (33.33 %); the exact ones are tested where the
    // function takes them.
    QTest::newRow("at most 30 %") << 1 << 4 << QStringLiteral("High");
    QTest::newRow("above 30 %") << 1 << 3 << QStringLiteral("Medium");
}

void IactApiTest::theCheckValuesHold()
{
    QFETCH(int, failures);
    QFETCH(int, judged);
    QFETCH(QString, level);
    ApiFixture api;
    QJsonArray records;
    for (int i = 0; i < 5; ++i) {
        const char* decision = i < failures ? "failed" : i < judged ? "success" : "pending";
        records.append(
            record(QString::number(i), "deployment", decision, 30 * 3600, test::kNow - std::chrono::hours(i)));
    }
    records.append(record(QStringLiteral("0"), "recovery", "fixed", 200 * 3600, test::kNow - std::chrono::hours(1)));
    records.append(
        record(QStringLiteral("0"), "maintenance", "pending", 1, test::kNow - std::chrono::hours(1))); // not restored
    QCOMPARE(api.post(kMetrics, bytesOf(records)).status, 201);
    const QJsonObject summary = ApiFixture::object(api.get("/api/v1/dora/summary/"));
    QCOMPARE(summary.value(QLatin1String("deployment_frequency")).toInt(), 5);
    QCOMPARE(summary.value(QLatin1String("lead_time_hours")).toDouble(), 30.0);
    QCOMPARE(summary.value(QLatin1String("change_failure_rate")).toDouble(), rounded(100.0 * failures / judged));
    QCOMPARE(summary.value(QLatin1String("mttr_hours")).toDouble(), 200.0);
    QCOMPARE(summary.value(QLatin1String("total_cycles")).toInt(), 5);
    QCOMPARE(summary.value(QLatin1String("dora_classification")).toString(), level);
}

void IactApiTest::theWindowIsClosedAtBothEnds()
{
    ApiFixture api;
    const Instant start = test::kNow - std::chrono::hours(24 * 7);
    const QJsonArray records{record(QStringLiteral("start"), "deployment", "go", 1, start),
                             record(QStringLiteral("before"), "deployment", "go", 1, start - Milliseconds(1)),
                             record(QStringLiteral("now"), "deployment", "go", 1, test::kNow),
                             record(QStringLiteral("after"), "deployment", "go", 1, test::kNow + Milliseconds(1))};
    QCOMPARE(api.post(kMetrics, bytesOf(records)).status, 201);
    const QJsonObject answer = ApiFixture::object(api.get("/api/v1/dora/metrics/?days=7"));
    QStringList cycles;
    for (const QJsonValue& row : answer.value(QLatin1String("metrics")).toArray())
        cycles.append(row.toObject().value(QLatin1String("cycle_id")).toString());
    QCOMPARE(cycles, (QStringList{QStringLiteral("now"), QStringLiteral("start")}));
    const QJsonObject period =
        answer.value(QLatin1String("summary")).toObject().value(QLatin1String("period")).toObject();
    QCOMPARE(period.value(QLatin1String("start")).toString(), toIso(start));
    QCOMPARE(period.value(QLatin1String("end")).toString(), toIso(test::kNow));
}

void IactApiTest::datesAreInclusive()
{
    ApiFixture api;
    const QJsonArray records{
        record(QStringLiteral("1"), "deployment", "go", 1, *parseInstant(u"2026-01-31T23:59:59.999Z")),
        record(QStringLiteral("2"), "deployment", "go", 1, *parseInstant(u"2026-01-01T00:00:00Z")),
        record(QStringLiteral("3"), "deployment", "go", 1, *parseInstant(u"2026-02-01T00:00:00Z"))};
    QCOMPARE(api.post(kMetrics, bytesOf(records)).status, 201);
    const auto count = [&api](const QByteArray& query) {
        return ApiFixture::object(api.get("/api/v1/dora/summary/?" + query))
            .value(QLatin1String("deployment_frequency"))
            .toInt();
    };
    QCOMPARE(count("start_date=2026-01-01&end_date=2026-01-31"), 2);
    QCOMPARE(count("start_date=2026-01-02&end_date=2026-02-01"), 2);
    QCOMPARE(count("start_date=2026-02-01"), 1);
    QCOMPARE(count("end_date=2026-01-31&days=1"), 1);
    QCOMPARE(count("start_date=2026-01-31&end_date=2026-01-31&project=none"), 0);
}

void IactApiTest::contradictionsAreRefused()
{
    ApiFixture api;
    for (const QByteArray query : {"start_date=2026-02-01&end_date=2026-01-01",
                                   "start_date=1970-01-01&end_date=9999-12-31"})
        QCOMPARE(api.get("/api/v1/dora/summary/?" + query).status, 400);
}

void IactApiTest::chartsHaveADayForEachDay()
{
    ApiFixture api;
    const QJsonArray records{
        record(QStringLiteral("1"), "deployment", "go", 7200, test::kNow - std::chrono::hours(24)),
        record(QStringLiteral("2"), "deployment", "failed", 3600, test::kNow - std::chrono::hours(24)),
        record(QStringLiteral("2"), "recovery", "resolved", 1800, test::kNow - std::chrono::hours(24))};
    QCOMPARE(api.post(kMetrics, bytesOf(records)).status, 201);
    const auto chart = [&api](const QByteArray& name) {
        const QJsonObject answer = ApiFixture::object(api.get("/api/v1/dora/charts/" + name + "/?days=3"));
        const QJsonArray labels = answer.value(QLatin1String("labels")).toArray();
        const QJsonArray data = answer.value(QLatin1String("data")).toArray();
        if (labels != QJsonArray{QStringLiteral("2026-02-26"), QStringLiteral("2026-02-27"),
                                 QStringLiteral("2026-02-28"), QStringLiteral("2026-03-01")} ||
            answer.value(QLatin1String("datasets"))
                    .toArray()
                    .first()
                    .toObject()
                    .value(QLatin1String("data"))
                    .toArray() != data)
            return QJsonArray{QStringLiteral("malformed")};
        const auto isNumber = [](const QJsonValue& value) { return value.isDouble(); };
        if (!std::all_of(data.begin(), data.end(), isNumber))
            return QJsonArray{QStringLiteral("not only numbers")};
        return QJsonArray{data, answer.value(QLatin1String("empty"))};
    };
    // Numbers all, as the contract has it; what is no measurement is named beside them.
    const QJsonArray none, others{QStringLiteral("2026-02-26"), QStringLiteral("2026-02-27"), QStringLiteral("2026-03-01")};
    QCOMPARE(chart("deployment-frequency"), (QJsonArray{QJsonArray{0, 0, 2, 0}, none}));
    QCOMPARE(chart("lead-time-trends"), (QJsonArray{QJsonArray{0, 0, 1.5, 0}, others}));
    QCOMPARE(chart("change-failure-rate"), (QJsonArray{QJsonArray{0, 0, 50, 0}, others}));
    QCOMPARE(chart("mttr"), (QJsonArray{QJsonArray{0, 0, 0.5, 0}, others}));
    QCOMPARE(api.get("/api/v1/dora/charts/other/").status, 404);
}

void IactApiTest::exportsAreFiles()
{
    ApiFixture api({0, 0}, [](const services::IactReport& report) {
        return Result(QByteArray("%PDF " + report.startDate.toLatin1()));
    });
    QCOMPARE(api.post(kMetrics, bytesOf(record(QStringLiteral("1"), "deployment", "go", 7200,
                                               *parseInstant(u"2026-01-02T08:00:00Z"))))
                 .status,
             201);
    const QByteArray window = "?start_date=2026-01-01&end_date=2026-01-03";
    const api::Response csv = api.get("/api/v1/dora/export/csv/" + window);
    QCOMPARE(csv.header("Content-Disposition"),
             QByteArray("attachment; filename=\"dora_metrics_2026-01-01_2026-01-03.csv\""));
    QByteArrayList lines = csv.body.split('\n');
    QCOMPARE(lines.size(), 5); // the last one is empty
    QCOMPARE(
        lines[0].trimmed(),
        QByteArray("Date,Deployment Frequency,Lead Time (hours),Change Failure Rate (%),MTTR (hours),Classification"));
    QVERIFY(lines[2].startsWith("2026-01-02,1,2"));
    const api::Response excel = api.get("/api/v1/dora/export/excel/" + window);
    QCOMPARE(excel.header("Content-Disposition"),
             QByteArray("attachment; filename=\"dora_metrics_2026-01-01_2026-01-03.xlsx\""));
    QVERIFY(excel.body.startsWith("PK"));
    const api::Response pdf = api.get("/api/v1/dora/export/pdf/" + window);
    QCOMPARE(pdf.contentType, QByteArray("application/pdf"));
    QCOMPARE(pdf.body, QByteArray("%PDF 2026-01-01"));
    QCOMPARE(api.get("/api/v1/dora/export/csv/?start_date=x").status, 400);
}

void IactApiTest::randomEventsGiveTheSameSummary()
{
    ApiFixture api;
    QRandomGenerator random(20260301);
    const QStringList phases = model::phaseNames(), decisions = model::decisionNames();
    QJsonArray records;
    qint64 deployments = 0, successes = 0, failures = 0, restores = 0, leadMicros = 0, restoreMicros = 0;
    QSet<QString> cycles;
    const Instant start = test::kNow - std::chrono::hours(24 * 30);
    constexpr int kEvents = 5'000;
    for (int i = 0; i < kEvents; ++i) {
        const QString phase = phases[random.bounded(int(phases.size()))];
        const QString decision = decisions[random.bounded(int(decisions.size()))];
        const qint64 millis = random.bounded(400'000'000); // thousandths of a second
        const Instant created = test::kNow - Milliseconds(qint64(random.bounded(40 * 86'400)) * 1000);
        QJsonObject object =
            record(QString::number(random.bounded(900)), "review", "go", double(millis) / 1000, created);
        object.insert(QStringLiteral("phase_name"), phase);
        object.insert(QStringLiteral("decision"), decision);
        object.insert(QStringLiteral("metadata"), QJsonObject{{QStringLiteral("i"), i}}); // keeps equal ones apart
        records.append(object);
        if (created < start)
            continue;
        cycles.insert(object.value(QLatin1String("cycle_id")).toString());
        const model::Decision what = *model::decisionFromName(decision);
        if (phase == QLatin1String("deployment")) {
            ++deployments;
            leadMicros += millis;
            successes += model::isSuccess(what) ? 1 : 0;
            failures += model::isFailure(what) ? 1 : 0;
        } else if ((phase == QLatin1String("recovery") || phase == QLatin1String("maintenance")) &&
                   model::isRestored(what)) {
            ++restores;
            restoreMicros += millis;
        }
    }
    // In pieces of every size, one of them twice.
    for (qsizetype begin = 0; begin < records.size();) {
        QJsonArray piece;
        for (qsizetype size = 1 + random.bounded(700); size > 0 && begin < records.size(); --size)
            piece.append(records[begin++]);
        for (int i = 0; i < (begin > 4'000 ? 2 : 1); ++i)
            QCOMPARE(api.post(kMetrics, bytesOf(piece)).status, 201);
    }
    const QJsonObject summary = ApiFixture::object(api.get("/api/v1/dora/summary/?days=30"));
    QCOMPARE(summary.value(QLatin1String("deployment_frequency")).toInteger(), deployments);
    QCOMPARE(summary.value(QLatin1String("lead_time_hours")).toDouble(),
             rounded(double(leadMicros) / double(deployments) / 3'600'000));
    QCOMPARE(summary.value(QLatin1String("change_failure_rate")).toDouble(),
             rounded(100.0 * double(failures) / double(successes + failures)));
    QCOMPARE(summary.value(QLatin1String("mttr_hours")).toDouble(),
             rounded(double(restoreMicros) / double(restores) / 3'600'000));
    QCOMPARE(summary.value(QLatin1String("total_cycles")).toInt(), int(cycles.size()));
    const auto service = api.iact.summary(services::lastDays(test::kNow, 30));
    QVERIFY(service.isOk());
    QCOMPARE(summary, services::toJson(service.value()));
}

QTEST_GUILESS_MAIN(IactApiTest)
#include "tst_iactapi.moc"
