// SPDX-License-Identifier: GPL-3.0-or-later
// Who is let in and as whom: tokens, sessions of browsers, names and origins, what is recorded of it, and what is never said.
#include "api/server.h"
#include "api/sessions.h"
#include "api/signin.h"
#include "apifixture.h"
#include "base/log.h"
#include "logs/applicationlog.h"
#include "operations/auditverify.h"
#include "operations/refusalcounter.h"

#include <QDirIterator>
#include <QLoggingCategory>
#include <QTest>

using namespace atalaya;
using api::Method;
using api::Response;
using test::ApiFixture;

namespace {

constexpr char kPage[] = "/api/v1/dora/dashboard/";
constexpr char kFigures[] = "/api/v1/dora/summary/";
constexpr char kForm[] = "application/x-www-form-urlencoded";
constexpr char kBrowser[] = "text/html,application/xhtml+xml,*/*;q=0.8";
constexpr char kRecord[] =
    R"({"cycle_id":"c","feature_id":"f","phase_name":"review","decision":"go","duration_seconds":1})";

// No Authorization: the fixture adds one otherwise, but a cookie must stand alone.
Response ask(ApiFixture& fixture, Method method, const QByteArray& target, ApiFixture::Headers headers = {}, const QByteArray& body = {})
{
    api::Exchange exchange;
    const qsizetype mark = target.indexOf('?');
    exchange.request.method = method;
    exchange.request.path = mark < 0 ? target : target.first(mark);
    exchange.request.query = mark < 0 ? QByteArray() : target.mid(mark + 1);
    if (!headers.contains("host"))
        headers.insert("host", "localhost:8787");
    exchange.request.headers = headers;
    exchange.request.body = body;
    exchange.request.peer = QHostAddress(QHostAddress::LocalHost);
    if (const auto early = fixture.gateway.admit(exchange))
        return *early;
    return fixture.gateway.answer(exchange);
}

Response signIn(ApiFixture& fixture, const QByteArray& secret, const QByteArray& next = {}, ApiFixture::Headers more = {})
{
    more.insert("content-type", kForm);
    if (!more.contains("accept"))
        more.insert("accept", kBrowser);
    if (!more.contains("origin"))
        more.insert("origin", "http://localhost:8787");
    return ask(fixture, Method::Post, "/session", more, "token=" + secret + (next.isEmpty() ? QByteArray() : QByteArray("&next=" + next)));
}

QByteArray cookieOf(const Response& response)
{
    const QByteArray cookie = response.header("Set-Cookie");
    return cookie.left(cookie.indexOf(';'));
}

QList<QJsonObject> audited(const ApiFixture& fixture, const char* action)
{
    QList<QJsonObject> entries = operations::lastAuditEntries(fixture.auditFile(), 100'000).value();
    entries.removeIf([action](const QJsonObject& entry) { return entry.value(QLatin1String("action")) != QLatin1String(action); });
    return entries;
}

QByteArray everythingBelow(const QString& folder)
{
    QByteArray bytes;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            bytes += file.fileName().toUtf8() + file.readAll();
    }
    return bytes;
}

} // namespace

class SecurityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("atalaya.*=false")); }

    void aPersonIsAskedForATokenAProgramIsTold();
    void aSessionReadsWhatItsTokenReads();
    void aSessionChangesNothing();
    void aSessionEndsWithItsToken();
    void aSessionEndsInTime();
    void aSessionEndsWhenThePersonLeaves();
    void aSessionHoldsNothingOfTheToken();
    void onlyOurOwnPageSignsIn_data();
    void onlyOurOwnPageSignsIn();
    void signingInLeadsNowhereElse_data();
    void signingInLeadsNowhereElse();
    void badFormsAreRefused_data();
    void badFormsAreRefused();
    void guessingAtTheDoorIsCounted();
    void aSessionCountsAsItsToken();
    void whoIsOverTheLimitIsNamed();
    void sessionsAreBounded();
    void everyAnswerTellsBrowsersWhatNotToDo();
    void rebindingAndForeignPagesAreRefused_data();
    void rebindingAndForeignPagesAreRefused();
    void namesAreReadStrictly();
    void namedOriginsMayRead();
    void noOriginMayReadUnlessItIsNamed();
    void whatIsChangedAndRefusedIsRecorded();
    void everyRouteThatChangesSomethingIsRecorded();
    void refusalsDoNotFillTheDisk();
    void aTokenThatCannotBeRecordedIsNotMade();
    void anEventThatCannotBeRecordedIsStored();
    void tooManyRequestsTouchNeitherStoreNorWorkers();
    void noSecretIsWrittenAnywhere();
    void theServersStartAndStopAreRecorded();
};

void SecurityTest::aPersonIsAskedForATokenAProgramIsTold()
{
    ApiFixture fixture;
    const Response page = ask(fixture, Method::Get, QByteArray(kPage) + "?days=90&team=a%22b", {{"accept", kBrowser}});
    QCOMPARE(page.status, 401);
    QCOMPARE(page.contentType, QByteArray("text/html; charset=utf-8"));
    QVERIFY(page.header("WWW-Authenticate").startsWith("Bearer"));
    QVERIFY(page.body.contains("action=\"/session\"") && page.body.contains("name=\"token\""));
    QVERIFY2(page.body.contains("value=\"/api/v1/dora/dashboard/?days=90&amp;team=a%22b\""), page.body.constData());
    QVERIFY(page.header("Vary").contains("Cookie"));
    for (const QByteArray accept : {"", "*/*", "application/json", "application/json, text/html"}) {
        const Response told = ask(fixture, Method::Get, kPage, {{"accept", accept}});
        QCOMPARE(told.status, 401);
        QCOMPARE(told.contentType, QByteArray("application/problem+json"));
    }
    QCOMPARE(ask(fixture, Method::Post, "/api/v1/dora/metrics/", {{"accept", kBrowser}}, kRecord).contentType,
             QByteArray("application/problem+json"));
    const Response asked = ask(fixture, Method::Get, "/session?next=/docs", {{"accept", kBrowser}});
    QCOMPARE(asked.status, 200);
    QVERIFY(asked.body.contains("value=\"/docs\""));
}

void SecurityTest::aSessionReadsWhatItsTokenReads()
{
    ApiFixture fixture;
    const Response entered = signIn(fixture, fixture.secrets.value(model::Role::Viewer).toLatin1(), "%2Fdocs%3Fa%3D1%23b");
    QCOMPARE(entered.status, 303);
    QCOMPARE(entered.header("Location"), QByteArray("/docs?a=1#b"));
    const QByteArray cookie = entered.header("Set-Cookie");
    for (const char* part : {"atalaya_session=", "; HttpOnly", "; SameSite=Strict", "; Path=/"})
        QVERIFY2(cookie.contains(part), part);
    QVERIFY(!cookie.contains("Expires") && !cookie.contains("Max-Age") && !cookie.contains("Secure"));
    const ApiFixture::Headers session{{"cookie", "theme=dark; " + cookieOf(entered)}};
    QCOMPARE(ask(fixture, Method::Get, kFigures, session).status, 200);
    QCOMPARE(ask(fixture, Method::Get, kFigures, session).status, 200); // from memory
    QCOMPARE(ask(fixture, Method::Head, kFigures, session).status, 200);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookieOf(entered) + "x"}}).status, 401);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", "atalaya_session="}}).status, 401);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", "xatalaya_session=" + cookieOf(entered).mid(16)}}).status, 401);
    // A bearer, also a bad one, is what counts.
    ApiFixture::Headers both = session;
    both.insert("authorization", "Bearer wrong");
    QCOMPARE(ask(fixture, Method::Get, kFigures, both).status, 401);
    QVERIFY(fixture.activity.since(0).last().client.isEmpty());
    QVERIFY(fixture.activity.since(0).at(1).client == QLatin1String("viewer"));
}

void SecurityTest::aSessionChangesNothing()
{
    ApiFixture fixture;
    const QByteArray cookie = cookieOf(signIn(fixture, fixture.secrets.value(model::Role::Admin).toLatin1()));
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).status, 200);
    const Response refused =
        ask(fixture, Method::Post, "/api/v1/dora/metrics/", {{"cookie", cookie}, {"content-type", "application/json"}}, kRecord);
    QCOMPARE(refused.status, 401);
}

void SecurityTest::aSessionEndsWithItsToken()
{
    ApiFixture fixture;
    const auto made = fixture.tokens.create(QStringLiteral("short"), model::Role::Viewer, std::nullopt, 1);
    const auto other = fixture.tokens.create(QStringLiteral("other"), model::Role::Viewer, std::nullopt, std::nullopt);
    const QByteArray cookie = cookieOf(signIn(fixture, made.value().secret.toLatin1()));
    const QByteArray otherCookie = cookieOf(signIn(fixture, other.value().secret.toLatin1()));
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).status, 200);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", otherCookie}}).status, 200);
    QVERIFY(fixture.tokens.revoke(QStringLiteral("short")).isOk());
    const Response refused = ask(fixture, Method::Get, kFigures, {{"cookie", cookie}, {"accept", kBrowser}});
    QCOMPARE(refused.status, 401);
    QVERIFY(refused.header("Set-Cookie").contains("Max-Age=0"));
    // Revoked by another process: within two seconds.
    services::TokenService elsewhere(fixture.store.database(), fixture.clock);
    QVERIFY(elsewhere.revoke(QStringLiteral("other")).isOk());
    fixture.clock.set(test::kNow + std::chrono::seconds(2));
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", otherCookie}}).status, 401);
    QCOMPARE(fixture.get(kFigures, {{"authorization", "Bearer " + other.value().secret.toLatin1()}}).status, 401);
}

void SecurityTest::aSessionEndsInTime()
{
    ApiFixture fixture;
    const QByteArray cookie = cookieOf(signIn(fixture, fixture.secrets.value(model::Role::Viewer).toLatin1()));
    fixture.clock.set(test::kNow + api::Sessions::kLife - std::chrono::seconds(1));
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).status, 200);
    fixture.clock.set(test::kNow + api::Sessions::kLife);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).status, 401);
    // And with the program: another gateway knows nothing of it.
    fixture.clock.set(test::kNow);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).status, 200);
    ApiFixture other;
    QCOMPARE(ask(other, Method::Get, kFigures, {{"cookie", cookie}}).status, 401);
}

void SecurityTest::aSessionEndsWhenThePersonLeaves()
{
    ApiFixture fixture;
    const QByteArray cookie = cookieOf(signIn(fixture, fixture.secrets.value(model::Role::Viewer).toLatin1()));
    QCOMPARE(ask(fixture, Method::Post, "/session/end", {{"cookie", cookie}, {"origin", "http://127.0.0.1:9999"}}).status, 403);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).status, 200);
    const Response left = ask(fixture, Method::Post, "/session/end", {{"cookie", cookie}, {"origin", "http://localhost:8787"}});
    QCOMPARE(left.status, 303);
    QCOMPARE(left.header("Location"), QByteArray("/session"));
    QVERIFY(left.header("Set-Cookie").contains("Max-Age=0"));
    QCOMPARE(audited(fixture, "session.end").size(), 1);
    QCOMPARE(audited(fixture, "session.end").first().value(QLatin1String("actor")).toString(), QStringLiteral("api:viewer"));
    // Who has no session leaves no trace, and so cannot fill the disk.
    QCOMPARE(ask(fixture, Method::Post, "/session/end", {{"origin", "http://localhost:8787"}}).status, 303);
    QCOMPARE(audited(fixture, "session.end").size(), 1);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).status, 401);
}

void SecurityTest::aSessionHoldsNothingOfTheToken()
{
    ApiFixture fixture;
    const QByteArray secret = fixture.secrets.value(model::Role::Viewer).toLatin1();
    const Response first = signIn(fixture, secret), second = signIn(fixture, secret);
    QVERIFY(cookieOf(first) != cookieOf(second));
    QVERIFY(!first.header("Set-Cookie").contains(secret.mid(4)));
    QCOMPARE(cookieOf(first).size(), 16 + 43);
    const Response refused = signIn(fixture, "atl_wrongwrongwrong");
    QCOMPARE(refused.status, 401);
    QVERIFY(refused.header("Set-Cookie").isEmpty());
    QVERIFY(!refused.body.contains("wrongwrong"));
}

void SecurityTest::onlyOurOwnPageSignsIn_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("site");
    QTest::addColumn<int>("status");
    QTest::newRow("own") << QByteArray("http://localhost:8787") << QByteArray() << 303;
    QTest::newRow("own, big letters") << QByteArray("HTTP://LOCALHOST:8787") << QByteArray("same-origin") << 303;
    QTest::newRow("a program") << QByteArray() << QByteArray() << 303;
    QTest::newRow("typed") << QByteArray() << QByteArray("none") << 303;
    QTest::newRow("another site") << QByteArray() << QByteArray("cross-site") << 403;
    QTest::newRow("another port") << QByteArray("http://localhost:9999") << QByteArray() << 403;
    QTest::newRow("another name of this machine") << QByteArray("http://127.0.0.1:8787") << QByteArray() << 403;
    QTest::newRow("another scheme") << QByteArray("https://localhost:8787") << QByteArray() << 403;
    QTest::newRow("elsewhere") << QByteArray("http://evil.example") << QByteArray() << 403;
    QTest::newRow("hidden") << QByteArray("null") << QByteArray() << 403;
}

void SecurityTest::onlyOurOwnPageSignsIn()
{
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, site);
    QFETCH(int, status);
    ApiFixture fixture;
    ApiFixture::Headers headers{{"origin", origin}};
    if (!site.isEmpty())
        headers.insert("sec-fetch-site", site);
    const Response response = signIn(fixture, fixture.secrets.value(model::Role::Viewer).toLatin1(), {}, headers);
    QCOMPARE(response.status, status);
    QCOMPARE(response.header("Set-Cookie").isEmpty(), status != 303);
}

void SecurityTest::signingInLeadsNowhereElse_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<bool>("isLocal");
    const auto row = [](const char* target, bool isLocal) { QTest::newRow(target) << QString::fromUtf8(target) << isLocal; };
    row("/", true);
    row("/docs?a=b&c=%2F#d", true);
    row("", false);
    row("docs", false);
    row("//evil.example", false);
    row("///evil.example", false);
    row("/\\evil.example", false);
    row("\\\\evil.example", false);
    row("https://evil.example/", false);
    row("javascript:alert(1)", false);
    row("/docs\r\nSet-Cookie: a=b", false);
    row("/\tdocs", false);
    row(" /docs", false);
    row("/dócs", false);
    row("/session", false);
    row("/session?next=/session", false);
    QTest::newRow("long") << QString(u'/' + QString(5'000, u'x')) << false;
}

void SecurityTest::signingInLeadsNowhereElse()
{
    QFETCH(QString, target);
    QFETCH(bool, isLocal);
    QCOMPARE(api::localTarget(target), isLocal ? target : QString::fromLatin1(kPage));
    if (target.contains(u'\r') || target.contains(u'\t'))
        return; // refused as a form
    ApiFixture fixture;
    const Response response =
        signIn(fixture, fixture.secrets.value(model::Role::Viewer).toLatin1(), target.toUtf8().toPercentEncoding());
    QCOMPARE(response.status, 303);
    QCOMPARE(response.header("Location"), isLocal ? target.toLatin1() : QByteArray(kPage));
}

void SecurityTest::badFormsAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("status");
    QTest::newRow("empty") << QByteArray() << QByteArray(kForm) << 400;
    QTest::newRow("no token") << QByteArray("next=/docs") << QByteArray(kForm) << 400;
    QTest::newRow("empty token") << QByteArray("token=+++") << QByteArray(kForm) << 400;
    QTest::newRow("two tokens") << QByteArray("token=a&token=b") << QByteArray(kForm) << 400;
    QTest::newRow("no UTF-8") << QByteArray("token=%FF") << QByteArray(kForm) << 400;
    QTest::newRow("a control character") << QByteArray("token=a%00b") << QByteArray(kForm) << 400;
    QTest::newRow("JSON") << QByteArray(R"({"token":"x"})") << QByteArray("application/json") << 415;
    QTest::newRow("no type") << QByteArray("token=a") << QByteArray() << 415;
    QTest::newRow("text, which any page may send") << QByteArray("token=a") << QByteArray("text/plain") << 415;
    QTest::newRow("another charset") << QByteArray("token=a") << QByteArray("application/x-www-form-urlencoded; charset=utf-16") << 415;
    QTest::newRow("a long token") << QByteArray("token=" + QByteArray(100'000, 'a')) << QByteArray(kForm) << 401;
    QTest::newRow("a charset") << QByteArray("token=a") << QByteArray("application/x-www-form-urlencoded; charset=UTF-8") << 401;
}

void SecurityTest::badFormsAreRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(int, status);
    ApiFixture fixture;
    const Response response = ask(fixture, Method::Post, "/session", {{"content-type", type}}, body);
    QCOMPARE(response.status, status);
    QCOMPARE(response.contentType, QByteArray("application/problem+json"));
}

void SecurityTest::guessingAtTheDoorIsCounted()
{
    ApiFixture fixture({5, 1000});
    QCOMPARE(signIn(fixture, fixture.secrets.value(model::Role::Viewer).toLatin1()).status, 303);
    int known = 0;
    for (int i = 0; i < 3; ++i)
        known += signIn(fixture, "guess" + QByteArray::number(i)).status == 401 ? 1 : 0;
    QCOMPARE(known, 3);
    // With other guesses at the address, by a header.
    for (int i = 0; i < 2; ++i)
        QCOMPARE(ask(fixture, Method::Get, kFigures, {{"authorization", "Bearer guess" + QByteArray::number(i)}}).status, 401);
    fixture.clock.set(test::kNow + std::chrono::seconds(59));
    const Response late = signIn(fixture, fixture.secrets.value(model::Role::Viewer).toLatin1());
    QCOMPARE(late.status, 429);
    QVERIFY(!late.header("Retry-After").isEmpty());
    QVERIFY(late.header("Set-Cookie").isEmpty());
}

void SecurityTest::aSessionCountsAsItsToken()
{
    ApiFixture fixture({100, 1000});
    const auto made = fixture.tokens.create(QStringLiteral("two"), model::Role::Viewer, model::RateLimits{2, 0}, std::nullopt);
    const QByteArray secret = made.value().secret.toLatin1();
    const QByteArray cookie = cookieOf(signIn(fixture, secret));
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).header("X-RateLimit-Limit"), QByteArray("2"));
    QCOMPARE(fixture.get(kFigures, {{"authorization", "Bearer " + secret}}).status, 200);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"cookie", cookie}}).status, 429);
}

void SecurityTest::whoIsOverTheLimitIsNamed()
{
    ApiFixture fixture;
    const auto created = fixture.tokens.create(QStringLiteral("eager"), model::Role::Viewer, model::RateLimits{.perMinute = 2, .perHour = 100}, {});
    QVERIFY(created.isOk());
    QList<int> statuses;
    for (int i = 0; i < 4; ++i)
        statuses.append(fixture.get(kFigures, {{"authorization", "Bearer " + created.value().secret.toLatin1()}}).status);
    QCOMPARE(statuses, (QList<int>{200, 200, 429, 429}));
    for (const services::ClientActivity& client : fixture.activity.clients())
        QVERIFY2(client.client == QLatin1String("eager") && client.limited == 2 && client.requests == 4, qPrintable(client.client));
}

void SecurityTest::sessionsAreBounded()
{
    api::Sessions sessions;
    const QByteArray first = sessions.begin("first", test::kNow);
    QByteArray last;
    for (qsizetype i = 0; i < api::Sessions::kMost; ++i)
        last = sessions.begin(QByteArray::number(i), test::kNow + std::chrono::milliseconds(i + 1));
    const Instant now = test::kNow + std::chrono::minutes(1);
    QVERIFY(!sessions.find(first, now));
    QCOMPARE(sessions.find(last, now), QByteArray::number(api::Sessions::kMost - 1));
}

void SecurityTest::everyAnswerTellsBrowsersWhatNotToDo()
{
    ApiFixture fixture;
    const QList<Response> answers{fixture.get(kFigures),
                                  fixture.get(kPage),
                                  fixture.get("/nowhere"),
                                  fixture.get("/api/v1/dora/export/csv/"),
                                  ask(fixture, Method::Get, kPage, {{"accept", kBrowser}}),
                                  ask(fixture, Method::Get, "/healthz"),
                                  ask(fixture, Method::Get, "/healthz", {{"host", "evil.example"}}),
                                  signIn(fixture, "wrong"),
                                  fixture.ask(Method::Options, kFigures)};
    for (const Response& answer : answers) {
        QCOMPARE(answer.header("X-Content-Type-Options"), QByteArray("nosniff"));
        QCOMPARE(answer.header("X-Frame-Options"), QByteArray("DENY"));
        QCOMPARE(answer.header("Cross-Origin-Resource-Policy"), QByteArray("same-origin"));
        const bool isPage = answer.contentType.startsWith("text/html");
        const QByteArray policy = answer.header("Content-Security-Policy");
        QVERIFY2(policy.startsWith(isPage ? "default-src 'self'" : "default-src 'none'"), policy.constData());
        QVERIFY(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        QCOMPARE(policy.contains("form-action 'self'"), isPage);
        QCOMPARE(answer.header("Cross-Origin-Opener-Policy").isEmpty(), !isPage);
        QCOMPARE(answer.header("Permissions-Policy").isEmpty(), !isPage);
        QCOMPARE(answer.header("Referrer-Policy"), QByteArray(isPage ? "same-origin" : "no-referrer"));
        QVERIFY(answer.header("Strict-Transport-Security").isEmpty());
        QVERIFY(!answer.header("Vary").isEmpty());
    }
    const api::Gateway::Options secure{.rate = {0, 0}, .access = {}, .hasTls = true};
    api::Gateway gateway(fixture.services, fixture.router, fixture.clock, secure);
    QVERIFY(fixture.askGateway(gateway, Method::Get, kFigures).header("Strict-Transport-Security").startsWith("max-age="));
    const Response entered = fixture.askGateway(
        gateway, Method::Post, "/session", {{"content-type", kForm}, {"origin", "https://localhost:8787"}},
        "token=" + fixture.secrets.value(model::Role::Viewer).toLatin1());
    QCOMPARE(entered.status, 303);
    QVERIFY(entered.header("Set-Cookie").contains("; Secure"));
}

void SecurityTest::rebindingAndForeignPagesAreRefused_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<int>("onLoopback");
    QTest::addColumn<int>("beyond"); ///< 10.0.0.7, with a name of its own
    QTest::addColumn<int>("everywhere");
    const auto row = [](const char* host, const char* origin, int onLoopback, int beyond, int everywhere) {
        QTest::addRow("%s %s", host, origin) << QByteArray(host) << QByteArray(origin) << onLoopback << beyond << everywhere;
    };
    row("localhost:8787", "", 200, 403, 403);
    row("127.0.0.1", "", 200, 403, 200);
    row("[::1]:8787", "", 200, 403, 200);
    row("metrics.example:8787", "", 200, 200, 200);
    row("METRICS.example", "", 200, 200, 200);
    row("a.dev.example", "", 200, 200, 200);
    row("a.b.dev.example", "", 403, 403, 403);
    row("dev.example", "", 403, 403, 403);
    row("10.0.0.7:8787", "", 403, 200, 200);
    row("10.0.0.8", "", 403, 403, 200);
    row("evil.example", "", 403, 403, 403);
    row("evil.example:8787", "http://evil.example:8787", 403, 403, 403);
    row("metrics.example.evil.example", "", 403, 403, 403);
    row("localhost.evil.example", "", 403, 403, 403);
    row("127.0.0.1.evil.example", "", 403, 403, 403);
    row("2130706433", "", 403, 403, 403);
    row("0x7f.1", "", 403, 403, 403);
    row("metrics.example@evil.example", "", 403, 403, 403);
    row("metrics.example:8787", "http://metrics.example:8787", 200, 200, 200);
    row("metrics.example:8787", "https://evil.example", 403, 403, 403);
    row("metrics.example:8787", "http://metrics.example:9999", 403, 403, 403);
    row("metrics.example:8787", "null", 403, 403, 403);
    row("metrics.example:8787", "https://tool.example", 200, 200, 200);
    row("metrics.example:8787", "https://TOOL.example", 200, 200, 200);
    row("metrics.example:8787", "http://tool.example", 403, 403, 403);
    row("metrics.example:8787", "https://tool.example.evil.example", 403, 403, 403);
}

void SecurityTest::rebindingAndForeignPagesAreRefused()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    QFETCH(int, onLoopback);
    QFETCH(int, beyond);
    QFETCH(int, everywhere);
    ApiFixture fixture;
    const auto statusOf = [&](bool isOnLoopback, const QHostAddress& address) {
        const api::Access access{isOnLoopback, address, {"metrics.example", "*.dev.example"}, {"https://tool.example"}};
        api::Gateway gateway(fixture.services, fixture.router, fixture.clock, {.rate = {0, 0}, .access = access, .hasTls = false});
        ApiFixture::Headers headers{{"host", host}};
        if (!origin.isEmpty())
            headers.insert("origin", origin);
        const Response response = fixture.askGateway(gateway, Method::Get, kFigures, headers);
        const bool isAlike = fixture.askGateway(gateway, Method::Get, "/healthz", headers).status == response.status;
        return isAlike && (response.status == 200) == response.body.contains("deployment_frequency") ? response.status : -1;
    };
    QCOMPARE(statusOf(true, QHostAddress(QHostAddress::LocalHost)), onLoopback);
    QCOMPARE(statusOf(false, QHostAddress(QStringLiteral("10.0.0.7"))), beyond);
    QCOMPARE(statusOf(false, QHostAddress(QHostAddress::AnyIPv4)), everywhere);
}

void SecurityTest::namesAreReadStrictly()
{
    QCOMPARE(api::hostNamed(QStringLiteral(" Metrics.Example ")), std::optional<QByteArray>("metrics.example"));
    QCOMPARE(api::hostNamed(QStringLiteral("2001:db8::1")), std::optional<QByteArray>("[2001:db8::1]"));
    for (const char* bad : {"", "*", "a:1", "http://a", "a/b", "a b", ".a", "ñ.example"})
        QVERIFY2(!api::hostNamed(QString::fromUtf8(bad)), bad);
    QCOMPARE(api::originNamed(QStringLiteral("HTTPS://Tool.Example:8443")), std::optional<QByteArray>("https://tool.example:8443"));
    for (const char* bad : {"", "*", "null", "tool.example", "https://", "https://*", "https://a/", "https://a/b", "ftp://a", "https://a:x",
                            "https://u@a"})
        QVERIFY2(!api::originNamed(QString::fromUtf8(bad)), bad);
}

void SecurityTest::namedOriginsMayRead()
{
    ApiFixture fixture;
    const api::Access access{true, QHostAddress(QHostAddress::LocalHost), {}, {"https://tool.example"}};
    api::Gateway gateway(fixture.services, fixture.router, fixture.clock, {.rate = {0, 0}, .access = access, .hasTls = false});
    const Response preflight = fixture.askGateway(gateway, Method::Options, "/api/v1/dora/metrics/",
                                                  {{"origin", "https://tool.example"},
                                                   {"authorization", ""},
                                                   {"access-control-request-method", "POST"},
                                                   {"access-control-request-headers", "authorization, content-type"}});
    QCOMPARE(preflight.status, 204);
    QCOMPARE(preflight.header("Access-Control-Allow-Origin"), QByteArray("https://tool.example"));
    QVERIFY(preflight.header("Access-Control-Allow-Methods").contains("POST"));
    QVERIFY(preflight.header("Access-Control-Allow-Headers").contains("Authorization"));
    QVERIFY(preflight.header("Vary").contains("Origin"));
    const Response answer = fixture.askGateway(gateway, Method::Get, kFigures, {{"origin", "https://tool.example"}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Access-Control-Allow-Origin"), QByteArray("https://tool.example"));
    QVERIFY(answer.header("Access-Control-Expose-Headers").contains("X-Request-Id"));
    for (const Response& response : {preflight, answer})
        QVERIFY(response.header("Access-Control-Allow-Credentials").isEmpty());
    // The same answer for somebody else, from memory, lets nobody in.
    const Response plain = fixture.askGateway(gateway, Method::Get, kFigures);
    QVERIFY(plain.header("Access-Control-Allow-Origin").isEmpty());
    QVERIFY(plain.header("Vary").contains("Origin"));
    // Nor does it let a page of a named origin use somebody's session.
    const Response entered = fixture.askGateway(gateway, Method::Post, "/session", {{"content-type", kForm}, {"origin", "https://tool.example"}},
                                                "token=" + fixture.secrets.value(model::Role::Viewer).toLatin1());
    QCOMPARE(entered.status, 403);
}

void SecurityTest::noOriginMayReadUnlessItIsNamed()
{
    ApiFixture fixture;
    for (const QByteArray origin : {"http://localhost:8787", "http://127.0.0.1:3000", "https://evil.example", "null"}) {
        for (const Response& response :
             {fixture.get(kFigures, {{"origin", origin}}),
              fixture.ask(Method::Options, kFigures, {{"origin", origin}, {"access-control-request-method", "GET"}})}) {
            for (const auto& [name, value] : response.headers)
                QVERIFY2(!name.startsWith("Access-Control-"), name.constData());
        }
    }
}

void SecurityTest::whatIsChangedAndRefusedIsRecorded()
{
    ApiFixture fixture;
    QCOMPARE(fixture.post("/api/v1/dora/metrics/", kRecord, {{"x-request-id", "r-1"}}).status, 201);
    QCOMPARE(fixture.post("/api/v1/dora/metrics/", "{", {{"x-request-id", "r-2"}}).status, 400); // changes nothing
    QCOMPARE(fixture.get(kFigures).status, 200);
    QCOMPARE(fixture.post("/api/v1/dora/metrics/", kRecord, {{"authorization", fixture.bearer(model::Role::Viewer)}, {"x-request-id", "r-3"}})
                 .status,
             403);
    QCOMPARE(ask(fixture, Method::Get, kFigures, {{"x-request-id", "r-4"}}).status, 401);
    QCOMPARE(fixture.get(kFigures, {{"host", "evil.example"}, {"x-request-id", "r-5"}}).status, 403);
    QCOMPARE(signIn(fixture, fixture.secrets.value(model::Role::Viewer).toLatin1(), {}, {{"x-request-id", "r-6"}}).status, 303);
    QVERIFY(fixture.tokens.revoke(QStringLiteral("admin")).isOk());
    QVERIFY(!fixture.tokens.revoke(QStringLiteral("nobody")).isOk());
    QTRY_COMPARE(audited(fixture, "auth.refused").size(), 1);
    QTRY_COMPARE(audited(fixture, "auth.forbidden").size(), 2);
    QTRY_COMPARE(audited(fixture, "token.revoke").size(), 2);

    QCOMPARE(audited(fixture, "token.create").size(), 3);
    QCOMPARE(audited(fixture, "token.create").first().value(QLatin1String("actor")).toString(), QStringLiteral("cli:test"));
    const QList<QJsonObject> created = audited(fixture, "event.create");
    QCOMPARE(created.size(), 1);
    QCOMPARE(created.first().value(QLatin1String("actor")).toString(), QStringLiteral("api:operator"));
    QCOMPARE(created.first().value(QLatin1String("request_id")).toString(), QStringLiteral("r-1"));
    QCOMPARE(created.first().value(QLatin1String("peer")).toString(), QStringLiteral("127.0.0.1"));
    QCOMPARE(created.first().value(QLatin1String("subject")).toString(), QStringLiteral("POST /api/v1/dora/metrics/"));
    const QJsonObject forbidden = audited(fixture, "auth.forbidden").first();
    QCOMPARE(forbidden.value(QLatin1String("actor")).toString(), QStringLiteral("api:viewer"));
    QCOMPARE(forbidden.value(QLatin1String("outcome")).toString(), QStringLiteral("refused"));
    QCOMPARE(forbidden.value(QLatin1String("details")).toObject().value(QLatin1String("reason")).toString(), QStringLiteral("role"));
    const QJsonObject refused = audited(fixture, "auth.refused").first();
    QCOMPARE(refused.value(QLatin1String("actor")).toString(), QStringLiteral("anonymous"));
    QCOMPARE(refused.value(QLatin1String("request_id")).toString(), QStringLiteral("r-4"));
    QCOMPARE(audited(fixture, "session.begin").first().value(QLatin1String("actor")).toString(), QStringLiteral("api:viewer"));
    QCOMPARE(audited(fixture, "token.revoke")[0].value(QLatin1String("outcome")).toString(), QStringLiteral("ok"));
    QCOMPARE(audited(fixture, "token.revoke")[1].value(QLatin1String("outcome")).toString(), QStringLiteral("refused"));
    QVERIFY(operations::verifyAuditLog(fixture.auditFile(), {}).value().faults.isEmpty());
}

void SecurityTest::everyRouteThatChangesSomethingIsRecorded()
{
    ApiFixture fixture;
    for (const api::Route& route : fixture.router.routes()) {
        const bool onlyReads = route.method == Method::Get || route.onlyReads || route.door != api::Route::Door::None;
        QVERIFY2(onlyReads != !route.auditAction.isEmpty(), qPrintable(route.path));
    }
}

void SecurityTest::refusalsDoNotFillTheDisk()
{
    ApiFixture fixture;
    for (int i = 0; i < 3'000; ++i)
        QCOMPARE(ask(fixture, Method::Get, kFigures).status, 401);
    fixture.clock.set(test::kNow + std::chrono::minutes(1));
    QCOMPARE(ask(fixture, Method::Get, kFigures).status, 401);
    QTRY_COMPARE(audited(fixture, "auth.refused").size(), operations::RefusalCounter::kEach + 2);
    const QJsonObject counted =
        audited(fixture, "auth.refused")[operations::RefusalCounter::kEach].value(QLatin1String("details")).toObject();
    QCOMPARE(counted.value(QLatin1String("refusals")).toInt(), 3'000 - operations::RefusalCounter::kEach);
}

void SecurityTest::aTokenThatCannotBeRecordedIsNotMade()
{
    ApiFixture fixture;
    QVERIFY(QFile::rename(fixture.auditFile(), fixture.auditFile() + QStringLiteral(".away")));
    QVERIFY(QDir().mkpath(fixture.auditFile())); // a folder has its name: nothing can be written
    const auto made = fixture.tokens.create(QStringLiteral("secretly"), model::Role::Admin, std::nullopt, std::nullopt);
    QVERIFY(made.isError());
    QVERIFY(made.error().userText.contains(fixture.auditFile()));
    QVERIFY(fixture.tokens.revoke(QStringLiteral("viewer")).isError());
    QCOMPARE(fixture.tokens.list().value().size(), 3);
    QCOMPARE(fixture.get(kFigures).status, 200);
    QVERIFY(QDir().rmdir(fixture.auditFile()));
    QVERIFY(QFile::rename(fixture.auditFile() + QStringLiteral(".away"), fixture.auditFile()));
    QVERIFY(fixture.tokens.revoke(QStringLiteral("viewer")).isOk());
    QVERIFY(operations::verifyAuditLog(fixture.auditFile(), {}).value().faults.isEmpty());
}

void SecurityTest::anEventThatCannotBeRecordedIsStored()
{
    ApiFixture fixture;
    QVERIFY(QFile::remove(fixture.auditFile()));
    QVERIFY(QDir().mkpath(fixture.auditFile()));
    QCOMPARE(fixture.post("/api/v1/dora/metrics/", kRecord).status, 201);
}

void SecurityTest::tooManyRequestsTouchNeitherStoreNorWorkers()
{
    ApiFixture fixture({2, 1000});
    for (int i = 0; i < 2; ++i)
        QCOMPARE(fixture.get(kFigures).status, 200);
    QVERIFY(fixture.store.execute(QStringLiteral("DROP TABLE api_token"))); // whoever asks the store now fails
    for (const Method method : {Method::Get, Method::Post}) {
        api::Exchange exchange;
        exchange.request.method = method;
        exchange.request.path = "/api/v1/dora/metrics/";
        exchange.request.headers = {{"host", "localhost"}, {"authorization", fixture.bearer(model::Role::Viewer)}};
        exchange.request.peer = QHostAddress(QHostAddress::LocalHost);
        const auto early = fixture.gateway.admit(exchange); // in the server's thread, before any worker
        QVERIFY(early);
        QCOMPARE(early->status, 429);
        QVERIFY(!early->header("Retry-After").isEmpty());
    }
}

void SecurityTest::noSecretIsWrittenAnywhere()
{
    QLoggingCategory::setFilterRules(QStringLiteral("atalaya.*=true"));
    ApiFixture fixture;
    const QString folder = fixture.store.folder();
    const auto log = logs::ApplicationLog::open({.folder = folder + QStringLiteral("/logs")});
    QVERIFY(log.isOk());
    const QByteArray secret = fixture.secrets.value(model::Role::Viewer).toLatin1();
    const QByteArray cookie = cookieOf(signIn(fixture, secret));
    const QByteArray guess = "atl_" + QByteArray(43, 'G');
    QCOMPARE(fixture.get(kFigures).status, 200);
    (void)ask(fixture, Method::Get, kFigures, {{"cookie", cookie}});
    (void)ask(fixture, Method::Get, "/" + secret + "?token=" + secret, {{"x-request-id", secret}, {"authorization", "Bearer " + guess}});
    (void)ask(fixture, Method::Get, kFigures + QByteArray("?cycle=") + secret);
    (void)signIn(fixture, guess);
    (void)fixture.post("/api/v1/dora/metrics/", kRecord);
    QTRY_VERIFY(everythingBelow(folder).contains("request answered"));
    QTRY_VERIFY(audited(fixture, "auth.refused").size() >= 2);
    qCWarning(lcApi).noquote() << "Authorization: Bearer" << secret << cookie;
    const QByteArray written = everythingBelow(folder);
    QVERIFY(written.contains("audit.log") && written.contains("application.log"));
    QVERIFY(!written.contains(secret.mid(4)));
    QVERIFY(!written.contains(guess.mid(4)));
    QVERIFY(!written.contains(cookie.mid(16)));
    QLoggingCategory::setFilterRules(QStringLiteral("atalaya.*=false"));
}

void SecurityTest::theServersStartAndStopAreRecorded()
{
    ApiFixture fixture;
    QString where;
    {
        api::Server server(fixture.services, {}, fixture.clock);
        const Result<QUrl> url = server.start();
        QVERIFY(url.isOk());
        where = url.value().toString();
        QTRY_COMPARE(audited(fixture, "server.start").size(), 1);
        QVERIFY(audited(fixture, "server.stop").isEmpty());
    }
    QTRY_COMPARE(audited(fixture, "server.stop").size(), 1);
    QCOMPARE(audited(fixture, "server.start").first().value(QLatin1String("subject")).toString(), where);
    // One that cannot listen did not start.
    api::ServerOptions open;
    open.address = QHostAddress(QHostAddress::AnyIPv4);
    api::Server server(fixture.services, open, fixture.clock);
    QVERIFY(server.start().isError());
    QCOMPARE(audited(fixture, "server.start").size(), 1);
}

QTEST_GUILESS_MAIN(SecurityTest)
#include "tst_security.moc"
