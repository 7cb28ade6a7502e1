// SPDX-License-Identifier: GPL-3.0-or-later
#include "apifixture.h"
#include "jsonschema.h"
#include "logs/applicationlog.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace atalaya;
using api::Method;
using test::ApiFixture;

namespace {

QJsonObject description(ApiFixture& api)
{
    return ApiFixture::object(api.get("/openapi.json"));
}

// A target that the route accepts: values for the path and for what is required.
QByteArray goodTarget(const api::Route& route, const QByteArray& deployment)
{
    QByteArray target = route.path.toUtf8();
    target.replace("{id}", deployment);
    target.replace("{dataset_id}", "deployments");
    char mark = '?';
    for (const api::Parameter& parameter : route.parameters) {
        if (parameter.isInPath) {
            const QString value = parameter.choices.value(0, parameter.example.toString());
            target.replace(QByteArray('{' + parameter.name.toUtf8() + '}'), value.toUtf8());
            continue;
        }
        if (!parameter.isRequired && parameter.name != QLatin1String("metric")) // or, instead of it, an id
            continue;
        target += mark + parameter.name.toUtf8() + '=' + parameter.choices.value(0).toUtf8();
        mark = '&';
    }
    return target;
}

} // namespace

class GatewayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("atalaya.api.info=false\natalaya.api.warning=false"));
    }

    void withoutATokenNothingIsShown();
    void healthNeedsNoToken();
    void aRoleThatIsTooLowIsForbidden();
    void arevokedTokenIsUnknown();
    void requestIdsAreEchoedOrMade();
    void unknownPathsAndMethodsSaySo();
    void everyLinkOfTheIndexLeadsSomewhere();
    void headAnswersLikeGet();
    void optionsNameTheMethods();
    void problemsHaveEveryMember();
    void oldPathsAreMarked();
    void etagsSpareTheWork();
    void etagsOutliveTheServerButNotTheStore();
    void anAnswerOfNowHoldsForItsMinute();
    void longAnswersArePacked();
    void securityHeadersAreEverywhere();
    void otherHostsAndOriginsAreRefused();
    void tooManyRequestsAreRefusedEarlyAndCheaply();
    void guessingTokensIsCountedByAddress();
    void aGoodTokenOwesNothingToItsAddress();
    void anUnlimitedTokenIsToldSo();
    void theLogNamesTheClient();
    void theActivityNamesClientAndRoute();
    void aKeptAnswerHoldsOnlyWhileTheStoreStaysAsItIs();
    void whatTheGuardRefusesIsAnsweredInFull_data();
    void whatTheGuardRefusesIsAnsweredInFull();
    void detailsEndWithOneMark();
    void timesOutOfRangeAreToldTheRange();
    void probesAreCountedApart();
    void everyRouteIsDescribedAndAnswersAsDescribed();
    void theDescriptionIsComplete();
    void hostileParametersNeverBreakTheServer();
};

void GatewayTest::withoutATokenNothingIsShown()
{
    ApiFixture api;
    for (const api::Route& route : api.router.routes()) {
        if (!route.role)
            continue;
        for (const QByteArray& header :
             {QByteArray(), QByteArray("Bearer"), QByteArray("Bearer "), QByteArray("Bearer wrong"),
              QByteArray("Basic YTpi"), QByteArray("Bearer " + QByteArray(5000, 'x'))}) {
            const api::Response response =
                api.ask(route.method, goodTarget(route, "0000000000000001"), {{"authorization", header}});
            QVERIFY2(response.status == 401, qPrintable(route.path));
            QVERIFY(response.header("WWW-Authenticate").startsWith("Bearer"));
            QCOMPARE(response.contentType, QByteArray("application/problem+json"));
        }
    }
}

void GatewayTest::healthNeedsNoToken()
{
    ApiFixture api;
    QCOMPARE(api.get("/healthz", {{"authorization", ""}}).status, 200);
    QCOMPARE(api.get("/readyz", {{"authorization", "nonsense"}}).status, 200);
    QCOMPARE(ApiFixture::object(api.get("/readyz")).value(QLatin1String("status")).toString(), QStringLiteral("ready"));
}

void GatewayTest::aRoleThatIsTooLowIsForbidden()
{
    ApiFixture api;
    const api::Response refused =
        api.post("/api/v1/dora/metrics/", "{}", {{"authorization", api.bearer(model::Role::Viewer)}});
    QCOMPARE(refused.status, 403);
    QVERIFY(refused.header("WWW-Authenticate").contains("insufficient_scope"));
    for (const model::Role role : {model::Role::Operator, model::Role::Admin})
        QCOMPARE(api.post("/api/v1/dora/metrics/", "{}", {{"authorization", api.bearer(role)}}).status,
                 400); // past the door
}

void GatewayTest::arevokedTokenIsUnknown()
{
    ApiFixture api;
    QCOMPARE(api.get("/").status, 200);
    QVERIFY(api.tokens.revoke(QStringLiteral("viewer")).isOk());
    QCOMPARE(api.get("/").status, 401);
    const auto short_ = api.tokens.create(QStringLiteral("short"), model::Role::Viewer, std::nullopt, 1);
    const QByteArray bearer = "Bearer " + short_.value().secret.toLatin1();
    QCOMPARE(api.get("/", {{"authorization", bearer}}).status, 200);
    api.clock.set(test::kNow + std::chrono::hours(25));
    QCOMPARE(api.get("/", {{"authorization", bearer}}).status, 401);
}

void GatewayTest::requestIdsAreEchoedOrMade()
{
    ApiFixture api;
    QCOMPARE(api.get("/healthz", {{"x-request-id", "req-42.a:b_c"}}).header("X-Request-Id"),
             QByteArray("req-42.a:b_c"));
    QByteArrayList made;
    for (const QByteArray& bad : {QByteArray(), QByteArray("a b"), QByteArray("a\"b"), QByteArray("<script>"),
                                  QByteArray(129, 'a'), QByteArray("a\xff")}) {
        const QByteArray id = api.get("/healthz", {{"x-request-id", bad}}).header("X-Request-Id");
        QCOMPARE(id.size(), 32);
        QVERIFY(!made.contains(id));
        made.append(id);
    }
}

void GatewayTest::unknownPathsAndMethodsSaySo()
{
    ApiFixture api;
    api::Response response = api.get("/api/v1/delivery/metric");
    QCOMPARE(response.status, 404);
    QVERIFY(response.body.contains("Did you mean '/api/v1/delivery/metrics'?"));
    QVERIFY(!api.get("/%E2%82%AC").body.contains("Did you mean"));
    QCOMPARE(api.get("/%ff").status, 400);
    response = api.ask(Method::Delete, "/api/v1/dora/metrics/");
    QCOMPARE(response.status, 405);
    QCOMPARE(response.header("Allow"), QByteArray("GET, HEAD, POST, OPTIONS"));
    response = api.get("/api/v1/dora/metrics/create/");
    QCOMPARE(response.status, 405);
    QCOMPARE(response.header("Allow"), QByteArray("POST, OPTIONS"));
    // What is optional: the slash at the end, either way.
    QCOMPARE(api.get("/api/v1/delivery/metrics/").status, 200);
    QCOMPARE(api.get("/api/v1/dora/summary").status, 200);
}

void GatewayTest::everyLinkOfTheIndexLeadsSomewhere()
{
    ApiFixture api;
    const QJsonObject links = ApiFixture::object(api.get("/")).value(QLatin1String("links")).toObject();
    QVERIFY(links.size() > 5);
    for (const QString& name : links.keys()) {
        const QByteArray address = links.value(name).toString().toLatin1();
        const bool takesPost = api.router.match(Method::Post, address).route != nullptr;
        QVERIFY2(api.get(address).status == (takesPost ? 405 : 200), qPrintable(name));
    }
}

void GatewayTest::headAnswersLikeGet()
{
    ApiFixture api;
    const api::Response got = api.get("/api/v1/dora/summary/");
    const api::Response head = api.ask(Method::Head, "/api/v1/dora/summary/");
    QCOMPARE(head.status, 200);
    QCOMPARE(head.header("ETag"), got.header("ETag"));
    QCOMPARE(head.body.size(), got.body.size()); // the length is told, the guard keeps the body
}

void GatewayTest::optionsNameTheMethods()
{
    ApiFixture api;
    const api::Response response = api.ask(Method::Options, "/api/v1/dora/metrics/", {{"authorization", ""}});
    QCOMPARE(response.status, 204);
    QCOMPARE(response.header("Allow"), QByteArray("GET, HEAD, POST, OPTIONS"));
}

void GatewayTest::problemsHaveEveryMember()
{
    ApiFixture api;
    const api::Response response = api.get("/api/v1/dora/summary/?dyas=30");
    QCOMPARE(response.status, 400);
    QCOMPARE(response.contentType, QByteArray("application/problem+json"));
    const QJsonObject problem = ApiFixture::object(response);
    QCOMPARE(problem.value(QLatin1String("status")).toInt(), 400);
    QCOMPARE(problem.value(QLatin1String("title")).toString(), QStringLiteral("Bad Request"));
    QCOMPARE(problem.value(QLatin1String("type")).toString(), QStringLiteral("urn:atalaya:problem:unknown-parameter"));
    QCOMPARE(problem.value(QLatin1String("instance")).toString(), QStringLiteral("/api/v1/dora/summary/"));
    QCOMPARE(problem.value(QLatin1String("error")), problem.value(QLatin1String("detail")));
    QVERIFY(problem.value(QLatin1String("detail")).toString().contains(QLatin1String("'days'")));
    const QJsonObject field = problem.value(QLatin1String("errors")).toArray().first().toObject();
    QCOMPARE(field.value(QLatin1String("pointer")).toString(), QStringLiteral("/dyas"));
    QVERIFY(problem.value(QLatin1String("allowed")).toArray().contains(QStringLiteral("days")));
}

void GatewayTest::oldPathsAreMarked()
{
    ApiFixture api;
    const api::Response now = api.get("/api/v1/dora/summary/?days=7");
    QVERIFY(now.header("Deprecation").isEmpty());
    const api::Response old = api.get("/api/dora/summary/?days=7");
    QCOMPARE(old.status, 200);
    QCOMPARE(old.body, now.body);
    QVERIFY(old.header("Deprecation").startsWith('@'));
    QVERIFY(old.header("Link").contains("</api/v1/dora/summary/>; rel=\"successor-version\""));
    QCOMPARE(api.get("/api/dora/summary?days=x").status, 400);
    QCOMPARE(api.get("/api/delivery/metrics").status, 404);
}

void GatewayTest::etagsSpareTheWork()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const QByteArray target = "/api/v1/delivery/metrics?as_of=2026-02-01";
    const api::Response first = api.get(target);
    QCOMPARE(first.status, 200);
    const QByteArray etag = first.header("ETag");
    QVERIFY(!etag.isEmpty());
    const api::Response again = api.get(target, {{"if-none-match", etag}});
    QCOMPARE(again.status, 304);
    QCOMPARE(again.body, QByteArray());
    QCOMPARE(again.header("ETag"), etag);
    // It names its moment, so it holds on other days, but not for another question or another state of the store.
    api.clock.set(test::kNow + std::chrono::hours(48));
    QCOMPARE(api.get(target, {{"if-none-match", etag}}).status, 304);
    QCOMPARE(api.get(target + "&service=pay", {{"if-none-match", etag}}).status, 200);
    const QByteArray event =
        R"({"cycle_id":"c","feature_id":"f","phase_name":"deployment","decision":"go","duration_seconds":1,"project":"new"})";
    QCOMPARE(api.post("/api/v1/dora/metrics/", event).status, 201);
    QCOMPARE(api.get(target, {{"if-none-match", etag}}).status, 200);
    // Errors have no ETag that could be kept.
    QVERIFY(api.get("/api/v1/delivery/metrics?as_of=x").header("ETag").isEmpty());
}

void GatewayTest::etagsOutliveTheServerButNotTheStore()
{
    ApiFixture api;
    api.fillWithDeliveries();
    ApiFixture other;
    other.fillWithDeliveries();
    for (const QByteArray target :
         {"/api/v1/delivery/metrics?as_of=2026-02-01", "/api/v1/delivery/deployments", "/api/v1/delivery/teams",
          "/api/v1/dora/summary/", "/api/v1/dora/export/csv/?start_date=2026-01-01&end_date=2026-01-31"}) {
        const QByteArray etag = api.get(target).header("ETag");
        api::Gateway restarted(api.services, api.router, api.clock, {.rate = {0, 0}, .access = {}, .hasTls = false});
        const api::Response unchanged = api.askGateway(restarted, Method::Get, target, {{"if-none-match", etag}});
        QCOMPARE(unchanged.status, 304);
        QCOMPARE(unchanged.header("ETag"), etag);
        const api::Response elsewhere = other.get(target, {{"if-none-match", etag}});
        QCOMPARE(elsewhere.status, 200);
        QVERIFY(elsewhere.header("ETag") != etag);
    }
}

void GatewayTest::anAnswerOfNowHoldsForItsMinute()
{
    ApiFixture api;
    for (const QByteArray target : {"/api/v1/delivery/metrics", "/api/v1/dora/summary/", "/api/v1/dora/metrics/",
                                    "/api/v1/delivery/deployments"}) {
        api.clock.set(test::kNow);
        const QByteArray etag = api.get(target).header("ETag");
        api.clock.set(test::kNow + std::chrono::seconds(59));
        QCOMPARE(api.get(target, {{"if-none-match", etag}}).status, 304);
        api.clock.set(test::kNow + std::chrono::seconds(60));
        QCOMPARE(api.get(target, {{"if-none-match", etag}}).status, 200);
    }
    // Both dates given, nothing depends on now.
    const QByteArray dated = "/api/v1/dora/summary/?start_date=2026-01-01&end_date=2026-01-31";
    const QByteArray etag = api.get(dated).header("ETag");
    api.clock.set(test::kNow + std::chrono::hours(100));
    QCOMPARE(api.get(dated, {{"if-none-match", etag}}).status, 304);
}

void GatewayTest::longAnswersArePacked()
{
    ApiFixture api;
    const api::Response plain = api.get("/openapi.json");
    QVERIFY(plain.header("Content-Encoding").isEmpty());
    const api::Response packed = api.get("/openapi.json", {{"accept-encoding", "gzip"}});
    QCOMPARE(packed.header("Content-Encoding"), QByteArray("gzip"));
    QVERIFY(packed.body.size() < plain.body.size() / 4);
    QCOMPARE(packed.header("ETag"), plain.header("ETag"));
    QVERIFY(packed.header("Vary").contains("Accept-Encoding"));
    QVERIFY(api.get("/healthz", {{"accept-encoding", "gzip"}})
                .header("Content-Encoding")
                .isEmpty()); // too small to be worth it
}

void GatewayTest::securityHeadersAreEverywhere()
{
    ApiFixture api({100, 1000});
    for (const QByteArray target :
         {"/healthz", "/nowhere", "/api/v1/dora/summary/", "/api/v1/dora/summary/?x=1", "/api/v1/dora/export/csv/"}) {
        const api::Response response = api.get(target);
        QCOMPARE(response.header("X-Content-Type-Options"), QByteArray("nosniff"));
        QCOMPARE(response.header("Referrer-Policy"), QByteArray("no-referrer"));
        QVERIFY(!response.header("Cache-Control").isEmpty());
        QVERIFY(!response.header("X-Request-Id").isEmpty());
        for (const char* name :
             {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit", "RateLimit-Policy"})
            QVERIFY2(!response.header(name).isEmpty(), name);
    }
}

void GatewayTest::otherHostsAndOriginsAreRefused()
{
    ApiFixture api;
    QCOMPARE(api.get("/healthz", {{"host", "evil.example"}}).status, 403);
    QCOMPARE(api.get("/healthz", {{"host", "127.0.0.1:1"}}).status, 200);
    QCOMPARE(api.get("/healthz", {{"origin", "https://evil.example"}}).status, 403);
    QCOMPARE(api.get("/healthz", {{"origin", "null"}}).status, 403);
    QCOMPARE(api.get("/healthz", {{"origin", "http://localhost:8787"}}).status, 200);
    // Beyond loopback only the names that it was given, of all that may point here.
    const api::Access access{.isOnLoopback = false, .address = QHostAddress(QStringLiteral("10.0.0.7")), .hosts = {"metrics.example"}, .origins = {}};
    api::Gateway open(api.services, api.router, api.clock, {.rate = {0, 0}, .access = access, .hasTls = false});
    api::Exchange exchange;
    exchange.request.path = "/healthz";
    exchange.request.headers = {{"host", "metrics.example"}};
    const auto answer = open.admit(exchange);
    QVERIFY(!answer || answer->status == 200);
}

void GatewayTest::tooManyRequestsAreRefusedEarlyAndCheaply()
{
    ApiFixture api({5, 1000});
    for (int i = 0; i < 5; ++i)
        QCOMPARE(api.get("/").status, 200);
    QElapsedTimer timer;
    timer.start();
    const api::Response refused = api.get("/");
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.header("Retry-After"), QByteArray("60"));
    QCOMPARE(refused.header("X-RateLimit-Remaining"), QByteArray("0"));
    // Another token has its own count, and its own limits.
    QCOMPARE(api.get("/", {{"authorization", api.bearer(model::Role::Admin)}}).status, 200);
    const auto own =
        api.tokens.create(QStringLiteral("own"), model::Role::Viewer, model::RateLimits{1, 0}, std::nullopt);
    const ApiFixture::Headers headers{{"authorization", "Bearer " + own.value().secret.toLatin1()}};
    QCOMPARE(api.get("/", headers).header("X-RateLimit-Limit"), QByteArray("1"));
    QCOMPARE(api.get("/", headers).status, 429);
    api.clock.set(test::kNow + std::chrono::seconds(60));
    QCOMPARE(api.get("/").status, 200);
}

void GatewayTest::guessingTokensIsCountedByAddress()
{
    ApiFixture api({5, 1000});
    int refused = 0;
    for (int i = 0; i < 20; ++i)
        refused += api.get("/", {{"authorization", "Bearer guess" + QByteArray::number(i)}}).status == 429 ? 1 : 0;
    QCOMPARE(refused, 15);
}

void GatewayTest::aGoodTokenOwesNothingToItsAddress()
{
    ApiFixture api({5, 1000});
    const ApiFixture::Headers nobody{{"authorization", ""}};
    for (int i = 0; i < 5; ++i)
        QCOMPARE(api.get("/", nobody).status, 401);
    QCOMPARE(api.get("/", nobody).status, 429);
    // What others at the address asked does not count against it, not even at its first request.
    const api::Response first = api.get("/");
    QCOMPARE(first.status, 200);
    QCOMPARE(first.header("X-RateLimit-Remaining"), QByteArray("4"));
    QCOMPARE(api.get("/").header("X-RateLimit-Remaining"), QByteArray("3"));
    // Nor the other way round.
    api.clock.set(test::kNow + std::chrono::seconds(60));
    for (const model::Role role : {model::Role::Operator, model::Role::Admin})
        QCOMPARE(api.get("/", {{"authorization", api.bearer(role)}}).status, 200);
    QCOMPARE(api.get("/", nobody).header("X-RateLimit-Remaining"), QByteArray("4"));
    // Guesses use up guesses only: the address may still ask, and known tokens too.
    for (int i = 0; i < 6; ++i)
        (void)api.get("/", {{"authorization", "Bearer guess"}});
    const api::Response guess = api.get("/", {{"authorization", "Bearer guess"}});
    QCOMPARE(guess.status, 429);
    QCOMPARE(guess.header("Retry-After"), QByteArray("60"));
    QCOMPARE(api.get("/", nobody).status, 401);
    QCOMPARE(api.get("/").status, 200);
    // A path that is not there is counted too, whoever asks.
    QCOMPARE(api.get("/nowhere", {{"authorization", "Bearer guess"}}).header("X-RateLimit-Remaining"), QByteArray("2"));
}

void GatewayTest::anUnlimitedTokenIsToldSo()
{
    ApiFixture api({5, 1000});
    const auto own =
        api.tokens.create(QStringLiteral("own"), model::Role::Viewer, model::RateLimits{0, 0}, std::nullopt);
    const ApiFixture::Headers headers{{"authorization", "Bearer " + own.value().secret.toLatin1()}};
    for (int i = 0; i < 50; ++i) {
        const api::Response response = api.get("/", headers);
        QCOMPARE(response.status, 200);
        QCOMPARE(response.header("X-RateLimit-Limit").toInt(), api::RateLimiter::kUnlimited);
        QCOMPARE(response.header("X-RateLimit-Remaining").toInt(), api::RateLimiter::kUnlimited - 1 - i);
        for (const char* name : {"X-RateLimit-Reset", "RateLimit", "RateLimit-Policy"})
            QVERIFY2(!response.header(name).isEmpty(), name);
    }
}

// Under a key that the log does not mask: it is a name, not a secret.
void GatewayTest::theLogNamesTheClient()
{
    ApiFixture api;
    const QTemporaryDir folder;
    auto log = logs::ApplicationLog::open({.folder = folder.path()});
    QVERIFY(log.isOk());
    QLoggingCategory::setFilterRules(QStringLiteral("atalaya.api.info=true"));
    (void)api.get("/api/v1/delivery/metrics", {{"x-request-id", "req-7"}});
    QLoggingCategory::setFilterRules(QStringLiteral("atalaya.api.info=false\natalaya.api.warning=false"));
    std::move(log).value().reset(); // writes what waits
    QFile file(folder.filePath(QStringLiteral("application.log")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 1);
    const QJsonObject line = QJsonDocument::fromJson(lines.first()).object();
    QCOMPARE(line.value(QLatin1String("message")).toString(), QStringLiteral("request answered"));
    QCOMPARE(line.value(QLatin1String("request_id")).toString(), QStringLiteral("req-7"));
    const QJsonObject facts = line.value(QLatin1String("metadata")).toObject();
    QCOMPARE(facts.value(QLatin1String("client")).toString(), model::roleName(model::Role::Viewer));
    QCOMPARE(facts.value(QLatin1String("operation")).toString(), QStringLiteral("deliveryMetrics"));
    QVERIFY(!facts.contains(QLatin1String("token")));
}

void GatewayTest::theActivityNamesClientAndRoute()
{
    ApiFixture api;
    (void)api.get("/api/v1/delivery/metrics");
    (void)api.get("/api/v1/nothing");
    (void)api.get("/api/v1/delivery/metrics", {{"authorization", "Bearer atl_wrong"}});
    const QList<services::ApiRequest> requests = api.activity.since(0);
    QCOMPARE(requests.size(), 3);
    QCOMPARE(requests[0].operation, QStringLiteral("deliveryMetrics"));
    QCOMPARE(requests[0].client, model::roleName(model::Role::Viewer));
    QCOMPARE(requests[0].status, 200);
    QCOMPARE(requests[1].status, 404);
    QCOMPARE(requests[1].operation, QString());
    QCOMPARE(requests[2].status, 401);
    QCOMPARE(requests[2].client, QString());
}

// Asked again, the answer comes from memory, but never an older one than the caller knows of.
void GatewayTest::aKeptAnswerHoldsOnlyWhileTheStoreStaysAsItIs()
{
    ApiFixture api;
    const QByteArray path = "/api/v1/dora/summary/?days=30";
    const auto deployments = [&] { return ApiFixture::object(api.get(path)).value(QLatin1String("deployment_frequency")).toInt(-1); };
    const QByteArray record = R"({"cycle_id":"c","feature_id":"f","phase_name":"deployment","decision":"go","duration_seconds":60})";
    for (int written = 0; written < 5; ++written) {
        for (int asked = 0; asked < 3; ++asked)
            QCOMPARE(deployments(), written);
        QCOMPARE(api.post("/api/v1/dora/metrics/", record).status, 201);
    }
    const api::Response first = api.get(path);
    const api::Response again = api.get(path);
    QCOMPARE(again.body, first.body);
    QCOMPARE(again.header("ETag"), first.header("ETag"));
    QVERIFY(again.header("X-Request-Id") != first.header("X-Request-Id"));
    QCOMPARE(api.get(path, {{"if-none-match", first.header("ETag")}}).status, 304);
    QCOMPARE(api.get(path, {{"authorization", "Bearer atl_wrong"}}).status, 401);
    QVERIFY(api.tokens.revoke(model::roleName(model::Role::Viewer)).isOk());
    QCOMPARE(api.get(path).status, 401);
}

void GatewayTest::whatTheGuardRefusesIsAnsweredInFull_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("nothing is known") << 400 << QByteArray() << QByteArray();
    QTest::newRow("path and id are known") << 413 << QByteArray("/api/v1/dora/metrics/") << QByteArray("req-7");
    QTest::newRow("busy") << 503 << QByteArray("/") << QByteArray("bad id");
}

void GatewayTest::whatTheGuardRefusesIsAnsweredInFull()
{
    QFETCH(int, status);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, id);
    ApiFixture api({2, 1000});
    api::Rejection rejection{status, QStringLiteral("Not like this."), {}};
    rejection.request.path = path;
    rejection.request.headers.insert("x-request-id", id);
    for (int i = 0; i < 4; ++i) { // two are what the address may ask; a busy server is not its fault
        const api::Response response = api.gateway.refuse(rejection, QHostAddress(QHostAddress::LocalHost));
        const bool isTooMany = i >= 2 && status < 500;
        const int wanted = isTooMany ? 429 : status;
        QCOMPARE(response.status, wanted);
        QCOMPARE(response.contentType, QByteArray("application/problem+json"));
        const QJsonObject problem = ApiFixture::object(response);
        for (const char* member : {"type", "title", "detail", "error", "instance"})
            QVERIFY2(!problem.value(QLatin1String(member)).toString().isEmpty(), member);
        QCOMPARE(problem.value(QLatin1String("status")).toInt(), wanted);
        const QByteArray sent = response.header("X-Request-Id");
        QVERIFY(id == "req-7" ? sent == id : sent.size() == 32);
        QCOMPARE(problem.value(QLatin1String("instance")).toString().toLatin1(),
                 path.isEmpty() ? QByteArray("urn:atalaya:request:" + sent) : path);
        for (const char* name : {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit",
                                 "RateLimit-Policy", "Cache-Control", "X-Content-Type-Options"})
            QVERIFY2(!response.header(name).isEmpty(), name);
        QCOMPARE(response.header("Retry-After"), isTooMany       ? QByteArray("60")
                                                 : status == 503 ? QByteArray("1")
                                                                 : QByteArray());
    }
}

void GatewayTest::detailsEndWithOneMark()
{
    ApiFixture api;
    for (const QByteArray query : {"form=2026-01-01", "kinds=reverts", "tz=Madrid", "from=x", "limit=0", "zzzzzzzzzz=1",
                                   "cursor=x", "from=2026-02-01&to=2026-01-01"}) {
        const QJsonObject problem = ApiFixture::object(api.get("/api/v1/delivery/deployments?" + query));
        const QString detail = problem.value(QLatin1String("detail")).toString();
        QVERIFY2(detail.endsWith(u'.') != detail.endsWith(u'?'), qPrintable(detail));
        QVERIFY2(!QStringLiteral(".?!").contains(detail.chopped(1).back()), qPrintable(detail));
        QVERIFY(!problem.value(QLatin1String("errors")).toArray().isEmpty());
    }
}

void GatewayTest::timesOutOfRangeAreToldTheRange()
{
    ApiFixture api;
    for (const QByteArray target : {"/api/v1/delivery/metrics?from=", "/api/v1/delivery/metrics?as_of=",
                                    "/api/v1/dora/summary/?start_date=", "/api/v1/dora/export/csv/?end_date="}) {
        for (const QByteArray value : {"0001-01-01", "1969-12-31", "10000-01-01", "2026-02-30", "99999-12-31"}) {
            const api::Response response = api.get(target + value);
            QCOMPARE(response.status, 400);
            QVERIFY2(response.body.contains("1970-01-01 to 9999-12-31"), response.body.constData());
        }
        for (const QByteArray value : {"1970-01-01", "2025-12-31"})
            QVERIFY2(api.get(target + value).status == 200, QByteArray(target + value).constData());
    }
}

void GatewayTest::probesAreCountedApart()
{
    ApiFixture api({5, 1000});
    const ApiFixture::Headers guess{{"authorization", "Bearer guess"}};
    for (int i = 0; i < 6; ++i)
        (void)api.get("/", guess);
    QCOMPARE(api.get("/", guess).status, 429);
    int refused = 0;
    for (int i = 0; i < 601; ++i)
        refused += api.get("/healthz").status == 429 ? 1 : 0;
    QCOMPARE(refused, 1);
}

void GatewayTest::everyRouteIsDescribedAndAnswersAsDescribed()
{
    ApiFixture api({0, 0}, [](const services::IactReport&) { return Result(QByteArray("%PDF-1.7")); });
    api.fillWithDeliveries();
    const QByteArray record =
        R"({"cycle_id":"c","feature_id":"f","phase_name":"deployment","decision":"go","duration_seconds":10,"created_at":"2026-02-27T00:00:00Z"})";
    QCOMPARE(api.post("/api/v1/dora/metrics/", record).status, 201);
    const QJsonObject document = description(api);
    const QByteArray deployment = ApiFixture::object(api.get("/api/v1/delivery/deployments"))
                                      .value(QLatin1String("deployments"))
                                      .toArray()
                                      .first()
                                      .toObject()
                                      .value(QLatin1String("id"))
                                      .toString()
                                      .toLatin1();
    QVERIFY(!deployment.isEmpty());
    const QJsonObject paths = document.value(QLatin1String("paths")).toObject();
    int described = 0;
    for (const api::Route& route : api.router.routes()) {
        const QString method = QString::fromLatin1(api::methodName(route.method).toLower());
        const QJsonObject operation = paths.value(route.path).toObject().value(method).toObject();
        QVERIFY2(!operation.isEmpty(), qPrintable(route.path));
        QCOMPARE(operation.value(QLatin1String("operationId")).toString(), route.operationId);
        ++described;
        if (route.door != api::Route::Door::None)
            continue; // tst_security asks these
        const QByteArray body = route.path == QLatin1String("/mcp") ? R"({"jsonrpc":"2.0","id":1,"method":"ping"})"
                                : route.operationId == QLatin1String("catalogQuery") ? R"({"dataset":"dora_metrics","explain":true})"
                                                                                     : record;
        const api::Response response = route.method == Method::Post ? api.post(goodTarget(route, deployment), body)
                                                                    : api.get(goodTarget(route, deployment));
        const QJsonObject reply =
            operation.value(QLatin1String("responses")).toObject().value(QString::number(response.status)).toObject();
        QVERIFY2(response.status < 300 && !reply.isEmpty(), response.body.constData());
        const QJsonObject content = reply.value(QLatin1String("content")).toObject();
        QVERIFY2(content.contains(QString::fromLatin1(response.contentType)), qPrintable(route.path));
        if (response.contentType != "application/json")
            continue;
        const QJsonObject schema =
            content.value(QLatin1String("application/json")).toObject().value(QLatin1String("schema")).toObject();
        const QString wrong = test::breach(QJsonDocument::fromJson(response.body).object(), schema, document);
        QVERIFY2(wrong.isEmpty(), qPrintable(QString(route.path + u' ' + wrong)));
    }
    // And nothing is described that is not there.
    int operations = 0;
    for (const QString& path : paths.keys()) {
        for (const QString& method : paths.value(path).toObject().keys()) {
            if (paths.value(path).toObject().value(method).toObject().value(QLatin1String("deprecated")).toBool()) {
                const QByteArray target = QByteArray(path.toLatin1()).replace("{dataset_id}", "deployments");
                const QByteArray body = target.endsWith("/query/") ? R"({"dataset":"dora_metrics"})" : record;
                const int status = method == QLatin1String("post") ? api.post(target, body).status : api.get(target).status;
                QVERIFY2(status < 300, qPrintable(path));
            } else {
                ++operations;
            }
        }
    }
    QCOMPARE(operations, described);
}

void GatewayTest::theDescriptionIsComplete()
{
    ApiFixture api;
    const QJsonObject document = description(api);
    QVERIFY(document.value(QLatin1String("openapi")).toString().startsWith(QLatin1String("3.1")));
    QSet<QString> ids;
    const QJsonObject paths = document.value(QLatin1String("paths")).toObject();
    for (const QString& path : paths.keys()) {
        for (const QJsonValue& value : paths.value(path).toObject()) {
            const QJsonObject operation = value.toObject();
            const QString id = operation.value(QLatin1String("operationId")).toString();
            QVERIFY2(!id.isEmpty() && !ids.contains(id), qPrintable(id));
            ids.insert(id);
            QVERIFY(operation.value(QLatin1String("summary")).toString().endsWith(u'.'));
            for (const QJsonValue& parameter : operation.value(QLatin1String("parameters")).toArray()) {
                const QString name = parameter.toObject().value(QLatin1String("$ref")).toString().section(u'/', -1);
                const QJsonObject shared = document.value(QLatin1String("components"))
                                               .toObject()
                                               .value(QLatin1String("parameters"))
                                               .toObject()
                                               .value(name)
                                               .toObject();
                QVERIFY2(!shared.value(QLatin1String("description")).toString().isEmpty(),
                         qPrintable(QString(id + name)));
                QVERIFY(!shared.value(QLatin1String("name")).toString().isEmpty());
                const QString pattern = shared.value(QLatin1String("schema"))
                                            .toObject()
                                            .value(QLatin1String("pattern"))
                                            .toString()
                                            .replace(QLatin1String("\\u00"), QLatin1String("\\x"));
                QVERIFY(QRegularExpression(pattern).isValid());
                if (const QJsonValue example = shared.value(QLatin1String("example")); example.isString())
                    QVERIFY2(QRegularExpression(pattern).match(example.toString()).hasMatch(), qPrintable(pattern));
            }
        }
    }
    // No PDF without something that draws it.
    QVERIFY(!paths.contains(QStringLiteral("/api/v1/dora/export/pdf/")));
    QCOMPARE(api.get("/api/v1/dora/export/pdf/").status, 404);
}

void GatewayTest::hostileParametersNeverBreakTheServer()
{
    ApiFixture api;
    api.fillWithDeliveries();
    const QByteArrayList values{"",
                                "%20",
                                "-1",
                                "0",
                                "1",
                                "-0",
                                "+1",
                                "1e308",
                                "NaN",
                                "Infinity",
                                "-9223372036854775808",
                                "9223372036854775807",
                                "9223372036854775808",
                                QByteArray(200, '9'),
                                "0x10",
                                "true",
                                "null",
                                "[]",
                                "%7B%7D",
                                "%27",
                                "%27%20OR%201=1--",
                                "%22;DROP%20TABLE%20deployment;--",
                                "%25%25%25",
                                "%5C",
                                "..%2F..%2Fetc%2Fpasswd",
                                "%00",
                                "a%00b",
                                "%0d%0aX-Evil:%201",
                                "%ff%fe",
                                "%c0%af",
                                "%ed%a0%80",
                                "%f0%9f%92%a9",
                                "%e2%80%ae",
                                "*",
                                "_",
                                "%25",
                                "1970-01-01",
                                "9999-12-31",
                                "2026-02-30",
                                "2026-01-01T24:00:00Z",
                                "-0001-01-01",
                                "2100-01-01T00:00:00+14:00",
                                QByteArray(300, 'a'),
                                QByteArray(100'000, 'a'),
                                QByteArray("%E2%82%AC").repeated(2000),
                                "UTC",
                                "Europe/Madrid",
                                "GMT+99:99",
                                "dGVhbTo",
                                "AAAA",
                                "revert,revert,,",
                                "day",
                                "month",
                                "0000000000000000",
                                "ffffffffffffffff"};
    int asked = 0;
    for (const api::Route& route : api.router.routes()) {
        if (route.method != Method::Get)
            continue;
        for (const api::Parameter& parameter : route.parameters) {
            for (const QByteArray& value : values) {
                QByteArray target = goodTarget(route, parameter.isInPath && !value.isEmpty() ? value : QByteArray("x"));
                if (!parameter.isInPath) {
                    if (parameter.isRequired)
                        target = route.path.toUtf8() + '?' + parameter.name.toUtf8() + '=' + value;
                    else
                        target += (target.contains('?') ? "&" : "?") + parameter.name.toUtf8() + '=' + value;
                }
                const api::Response response = api.get(target);
                QVERIFY2(response.status < 500, qPrintable(QString(QString::fromLatin1(target.left(300)) +
                                                                   QString::fromUtf8(response.body.left(300)))));
                for (const auto& [name, text] : response.headers)
                    QVERIFY2(!text.contains('\r') && !text.contains('\n'), name.constData());
                ++asked;
            }
        }
    }
    QVERIFY(asked > 2'000);
}

QTEST_GUILESS_MAIN(GatewayTest)
#include "tst_gateway.moc"
