// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/compression.h"
#include "api/conditional.h"
#include "api/hostcheck.h"
#include "api/parameter.h"
#include "api/ratelimiter.h"
#include "api/router.h"
#include "api/wireformat.h"

#include <zlib.h>

#include <QTest>

using namespace atalaya;
using api::Method;
using api::Parameter;

namespace {

api::Router makeRouter()
{
    QList<api::Route> routes;
    for (const auto& [method, path] :
         std::initializer_list<std::pair<Method, const char*>>{{Method::Get, "/"},
                                                               {Method::Get, "/api/v1/dora/summary/"},
                                                               {Method::Get, "/api/v1/dora/metrics/"},
                                                               {Method::Post, "/api/v1/dora/metrics/"},
                                                               {Method::Get, "/api/v1/delivery/deployments"},
                                                               {Method::Get, "/api/v1/delivery/deployments/{id}"}}) {
        api::Route route;
        route.method = method;
        route.path = QString::fromLatin1(path);
        routes.append(route);
    }
    return api::Router(routes);
}

QList<Parameter> parameters()
{
    QList<Parameter> list{
        {QStringLiteral("days"), Parameter::Type::Integer, {}, 1, 3650, {}, QStringLiteral("30")},
        {QStringLiteral("from"), Parameter::Type::Time, {}},
        {QStringLiteral("start_date"), Parameter::Type::Date, {}},
        {QStringLiteral("tz"), Parameter::Type::TimeZone, {}},
        {QStringLiteral("service"), Parameter::Type::Texts, {}, 0, 10},
        {QStringLiteral("kinds"),
         Parameter::Type::Choices,
         {},
         0,
         0,
         {QStringLiteral("revert"), QStringLiteral("hotfix")}},
        {QStringLiteral("metric"), Parameter::Type::Choice, {}, 0, 0, {QStringLiteral("a"), QStringLiteral("b")}}};
    return list;
}

QByteArray unpacked(const QByteArray& packed, qsizetype size)
{
    z_stream stream{};
    inflateInit2(&stream, MAX_WBITS + 16);
    QByteArray bytes(size + 10, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.constData()));
    stream.avail_in = uInt(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = uInt(bytes.size());
    const int end = inflate(&stream, Z_FINISH);
    bytes.truncate(qsizetype(stream.total_out));
    inflateEnd(&stream);
    return end == Z_STREAM_END ? bytes : QByteArray();
}

} // namespace

class ApiPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pathsLeadToRoutes_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("route"); // empty: none
        QTest::addColumn<QStringList>("values");
        QTest::addColumn<int>("allowed");
        const auto row = [](const char* name, Method method, const char* path, const char* route,
                            const QStringList& values, int allowed) {
            QTest::newRow(name) << int(method) << QByteArray(path) << QString::fromLatin1(route) << values << allowed;
        };
        row("root", Method::Get, "/", "/", {}, 1);
        row("slash at the end", Method::Get, "/api/v1/dora/summary/", "/api/v1/dora/summary/", {}, 1);
        row("none at the end", Method::Get, "/api/v1/dora/summary", "/api/v1/dora/summary/", {}, 1);
        row("optional one", Method::Get, "/api/v1/delivery/deployments/", "/api/v1/delivery/deployments", {}, 1);
        row("HEAD is GET", Method::Head, "/api/v1/dora/summary/", "/api/v1/dora/summary/", {}, 1);
        row("wrong method", Method::Delete, "/api/v1/dora/metrics/", "", {}, 2);
        row("POST", Method::Post, "/api/v1/dora/metrics", "/api/v1/dora/metrics/", {}, 2);
        row("old prefix", Method::Get, "/api/dora/summary/", "/api/v1/dora/summary/", {}, 1);
        row("value", Method::Get, "/api/v1/delivery/deployments/abc", "/api/v1/delivery/deployments/{id}",
            {QStringLiteral("abc")}, 1);
        row("encoded slash", Method::Get, "/api/v1/delivery/deployments/pay%2F1.0", "/api/v1/delivery/deployments/{id}",
            {QStringLiteral("pay/1.0")}, 1);
        row("decoded once", Method::Get, "/api/v1/delivery/deployments/%252F", "/api/v1/delivery/deployments/{id}",
            {QStringLiteral("%2F")}, 1);
        row("encoded letters", Method::Get, "/api/v1/dora/%73ummary", "/api/v1/dora/summary/", {}, 1);
        row("two slashes", Method::Get, "/api/v1//dora/summary", "", {}, 0);
        row("dots stay", Method::Get, "/api/v1/dora/../dora/summary", "", {}, 0);
        row("empty value", Method::Get, "/api/v1/delivery/deployments//", "", {}, 0);
        row("unknown", Method::Get, "/nowhere", "", {}, 0);
    }

    void pathsLeadToRoutes()
    {
        QFETCH(int, method);
        QFETCH(QByteArray, path);
        QFETCH(QString, route);
        QFETCH(QStringList, values);
        QFETCH(int, allowed);
        const api::Router router = makeRouter();
        const api::Match match = router.match(Method(method), path);
        QCOMPARE(match.route ? match.route->path : QString(), route);
        QCOMPARE(match.pathValues, values);
        QCOMPARE(int(match.allowed.size()), allowed);
        QVERIFY(!match.isMalformed);
    }

    void aMistypedPathIsGuessed()
    {
        const api::Router router = makeRouter();
        QCOMPARE(router.match(Method::Get, "/api/v1/dora/sumary/").nearestPath,
                 QStringLiteral("/api/v1/dora/summary/"));
        QVERIFY(router.match(Method::Get, "/%ff").isMalformed);
        QVERIFY(router.match(Method::Get, "/%0a").isMalformed);
    }

    void goodParametersAreRead()
    {
        const auto read = api::readArguments(
            parameters(), {},
            "days=7&from=2026-01-01T00:00:00%2B02:00&service=a+b&service=%C3%BC&kinds=revert,hotfix&tz=Europe/Madrid");
        QVERIFY(std::holds_alternative<api::Arguments>(read));
        const auto& arguments = std::get<api::Arguments>(read);
        QCOMPARE(arguments.integer(QLatin1String("days")), 7);
        QCOMPARE(*arguments.instant(QLatin1String("from")), *parseInstant(u"2025-12-31T22:00:00Z"));
        QCOMPARE(arguments.texts(QLatin1String("service")), (QStringList{QStringLiteral("a b"), QString(QChar(0xFC))}));
        QCOMPARE(arguments.texts(QLatin1String("kinds")),
                 (QStringList{QStringLiteral("revert"), QStringLiteral("hotfix")}));
        QVERIFY(!arguments.isGiven(QLatin1String("metric")));
        QVERIFY(!arguments.instant(QLatin1String("start_date")));
    }

    void aFallbackIsNotGiven()
    {
        const auto read = api::readArguments(parameters(), {}, "&&");
        const auto& arguments = std::get<api::Arguments>(read);
        QCOMPARE(arguments.integer(QLatin1String("days")), 30);
        QVERIFY(!arguments.isGiven(QLatin1String("days")));
    }

    void badParametersAreNamed_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("hint");
        const auto row = [](const char* query, const char* pointer, const char* hint = "") {
            QTest::newRow(query) << QByteArray(query) << QString::fromLatin1(pointer) << QString::fromLatin1(hint);
        };
        row("days=0", "/days", "1 to 3650");
        row("days=3651", "/days");
        row("days=abc", "/days");
        row("days=", "/days");
        row("days=7.0", "/days");
        row("days=1e1", "/days");
        row("days=%207", "/days");
        row("days=99999999999999999999999", "/days");
        row("days=NaN", "/days");
        row("days=7&days=7", "/days", "twice");
        row("day=7", "/day", "days");
        row("dayz=7", "/dayz", "did you mean 'days'?");
        row("from=yesterday", "/from");
        row("from=2026-13-01", "/from");
        row("from=1969-12-31", "/from");
        row("start_date=2026-01-01T00:00:00Z", "/start_date");
        row("start_date=2026-02-30", "/start_date");
        row("tz=Mars/Olympus", "/tz");
        row("tz=../../etc/passwd", "/tz");
        row("service=12345678901", "/service", "10");
        row("service=%ff", "/service");
        row("service=a%0Ab", "/service");
        row("kinds=revert,oops", "/kinds");
        row("kinds=", "/kinds");
        row("metric=c", "/metric", "a, b");
        row("%ff=1", "/");
    }

    void badParametersAreNamed()
    {
        QFETCH(QByteArray, query);
        QFETCH(QString, pointer);
        QFETCH(QString, hint);
        const auto read = api::readArguments(parameters(), {}, query);
        QVERIFY(std::holds_alternative<api::Problem>(read));
        const auto& problem = std::get<api::Problem>(read);
        QCOMPARE(problem.status, 400);
        QCOMPARE(problem.errors.first().pointer, pointer);
        QVERIFY2(problem.errors.first().detail.contains(hint), qPrintable(problem.errors.first().detail));
    }

    void everyBadParameterIsListed()
    {
        const auto read = api::readArguments(parameters(), {}, "days=0&from=x&metric=c");
        QCOMPARE(std::get<api::Problem>(read).errors.size(), 3);
    }

    void requestsAreCountedInTwoWindows()
    {
        api::RateLimiter limiter({3, 5});
        const Instant start = *parseInstant(u"2026-01-01");
        for (int i = 2; i >= 0; --i) {
            const api::RateState state = limiter.take("a", start);
            QVERIFY(state.isAllowed);
            QCOMPARE(state.windows[0].remaining, i);
            QCOMPARE(state.windows[1].remaining, i + 2);
        }
        api::RateState state = limiter.take("a", start + std::chrono::milliseconds(10'500));
        QVERIFY(!state.isAllowed);
        QCOMPARE(state.retryAfterSeconds, 50); // 49.5, never too early
        QVERIFY(limiter.take("b", start).isAllowed);
        QVERIFY(limiter.take("a", start + std::chrono::seconds(60)).isAllowed);
        QVERIFY(limiter.take("a", start + std::chrono::seconds(60)).isAllowed);
        state = limiter.take("a", start + std::chrono::seconds(60)); // the minute would allow it, the hour does not
        QVERIFY(!state.isAllowed);
        QCOMPARE(state.retryAfterSeconds, 3540);
        QVERIFY(limiter.take("a", start + std::chrono::hours(1)).isAllowed);
    }

    void aClockSetBackLocksNobodyOut()
    {
        api::RateLimiter limiter({1, 0});
        const Instant start = *parseInstant(u"2026-01-01");
        QVERIFY(limiter.take("a", start).isAllowed);
        QVERIFY(!limiter.take("a", start).isAllowed);
        QVERIFY(limiter.take("a", start - std::chrono::hours(5)).isAllowed);
    }

    void zeroMeansNoLimit()
    {
        api::RateLimiter limiter({0, 0});
        for (int i = 0; i < 2000; ++i)
            QVERIFY(limiter.take("a", Instant{}).isAllowed);
        QVERIFY(!limiter.isExhausted("a", Instant{}));
        // Clients still read numbers, which are far away.
        api::Response response;
        api::addRateHeaders(response, limiter.take("a", Instant{}));
        QCOMPARE(response.header("X-RateLimit-Limit"), QByteArray("2147483647"));
        QCOMPARE(response.header("X-RateLimit-Remaining"), QByteArray("2147481646"));
        QCOMPARE(response.header("X-RateLimit-Reset"), QByteArray("3600"));
        QCOMPARE(response.header("RateLimit-Policy"),
                 QByteArray("\"minute\";q=2147483647;w=60, \"hour\";q=2147483647;w=3600"));
    }

    void lookingWhetherAnythingIsLeftCountsNothing()
    {
        api::RateLimiter limiter({2, 3});
        const Instant start = *parseInstant(u"2026-01-01");
        for (int i = 0; i < 10; ++i)
            QVERIFY(!limiter.isExhausted("a", start));
        QVERIFY(limiter.take("a", start).isAllowed);
        QVERIFY(!limiter.isExhausted("a", start));
        QVERIFY(limiter.take("a", start).isAllowed);
        QVERIFY(limiter.isExhausted("a", start));
        QVERIFY(!limiter.isExhausted("b", start));
        const Instant later = start + std::chrono::seconds(60);
        QVERIFY(!limiter.isExhausted("a", later));
        QVERIFY(limiter.take("a", later).isAllowed);
        QVERIFY(limiter.isExhausted("a", later)); // the hour's three
        QVERIFY(!limiter.isExhausted("a", start + std::chrono::hours(1)));
    }

    void callersAreForgottenWhenThereAreTooMany()
    {
        api::RateLimiter limiter({1, 0}, 100);
        const Instant start = *parseInstant(u"2026-01-01");
        for (int i = 0; i < 10'000; ++i)
            QVERIFY(limiter.take(QByteArray::number(i), start + std::chrono::milliseconds(i)).isAllowed);
        QVERIFY(!limiter.take("9999", start + std::chrono::milliseconds(10'000)).isAllowed); // the newest are kept
    }

    void rateHeadersSayWhatIsTightest()
    {
        api::RateLimiter limiter({100, 3});
        api::Response response;
        api::addRateHeaders(response, limiter.take("a", Instant{}));
        QCOMPARE(response.header("X-RateLimit-Limit"), QByteArray("3"));
        QCOMPARE(response.header("X-RateLimit-Remaining"), QByteArray("2"));
        QCOMPARE(response.header("X-RateLimit-Reset"), QByteArray("3600"));
        QCOMPARE(response.header("RateLimit-Policy"), QByteArray("\"minute\";q=100;w=60, \"hour\";q=3;w=3600"));
        QCOMPARE(response.header("RateLimit"), QByteArray("\"minute\";r=99;t=60, \"hour\";r=2;t=3600"));
    }

    void addressesShareAKeyAsTheyShareAnOwner()
    {
        const auto key = [](const char* text) {
            return api::RateLimiter::addressKey(QHostAddress(QString::fromLatin1(text)));
        };
        QCOMPARE(key("127.0.0.1"), key("::ffff:127.0.0.1"));
        QVERIFY(key("127.0.0.1") != key("127.0.0.2"));
        QCOMPARE(key("2001:db8::1"), key("2001:db8::ffff:1"));
        QVERIFY(key("2001:db8::1") != key("2001:db8:0:1::1"));
    }

    void etagsCompareWeakly()
    {
        const QByteArray tag = api::weakEtag({"a", "b"});
        QVERIFY(tag.startsWith("W/\""));
        QVERIFY(tag != api::weakEtag({"ab"}));
        QVERIFY(api::matchesEtag(tag, tag));
        QVERIFY(api::matchesEtag(tag.mid(2), tag));
        QVERIFY(api::matchesEtag("\"x\", " + tag, tag));
        QVERIFY(api::matchesEtag("*", tag));
        QVERIFY(!api::matchesEtag("\"x\"", tag));
        QVERIFY(!api::matchesEtag("", tag));
    }

    void gzipIsOnlyForWhoAsks_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<bool>("takes");
        QTest::newRow("none") << QByteArray() << false;
        QTest::newRow("gzip") << QByteArray("gzip") << true;
        QTest::newRow("list") << QByteArray("br, GZIP;q=0.5") << true;
        QTest::newRow("zero") << QByteArray("gzip;q=0") << false;
        QTest::newRow("zero beats any") << QByteArray("*, gzip; q=0.0") << false;
        QTest::newRow("any") << QByteArray("*;q=0.1") << true;
        QTest::newRow("other") << QByteArray("br, identity") << false;
        QTest::newRow("nonsense") << QByteArray("gzip;q=x,,;;") << false;
    }

    void gzipIsOnlyForWhoAsks()
    {
        QFETCH(QByteArray, accept);
        QFETCH(bool, takes);
        QCOMPARE(api::acceptsGzip(accept), takes);
    }

    void gzipUnpacksToTheSame()
    {
        for (const qsizetype size : {0, 1, 1000, 1'000'000}) {
            const QByteArray bytes = QByteArray("abc,").repeated(size / 4 + 1).first(size);
            QCOMPARE(unpacked(api::gzipped(bytes), size), bytes);
        }
    }

    void onlyThisMachineIsLoopback_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("isLoopback");
        for (const char* host :
             {"localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8787", "127.1.2.3", "[::1]", "[::1]:80"})
            QTest::newRow(host) << QByteArray(host) << true;
        for (const char* host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80",
                                 "10.0.0.1", "0.0.0.0", "[::2]", "[::1", "::1", "127.1", "2130706433",
                                 "localhost:99999", "localhost:x", "localhost:80:80", ""})
            QTest::newRow(*host ? host : "empty") << QByteArray(host) << false;
    }

    void onlyThisMachineIsLoopback()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, isLoopback);
        QCOMPARE(api::isLoopbackHost(host), isLoopback);
    }

    void originsOfOtherMachinesAreRefused()
    {
        QVERIFY(api::isAllowedOrigin("", "localhost:1", true));
        QVERIFY(api::isAllowedOrigin("http://localhost:1", "localhost:1", true));
        QVERIFY(api::isAllowedOrigin("http://127.0.0.1:3000", "localhost:1", true));
        QVERIFY(!api::isAllowedOrigin("http://127.0.0.1:3000", "metrics.example", false));
        QVERIFY(api::isAllowedOrigin("https://metrics.example", "metrics.example", false));
        QVERIFY(!api::isAllowedOrigin("https://evil.example", "localhost:1", true));
        QVERIFY(!api::isAllowedOrigin("null", "localhost:1", true));
        QVERIFY(!api::isAllowedOrigin("file://localhost", "localhost:1", true));
    }

    void answersOfQtAreMended()
    {
        const QByteArray answer =
            "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 99\r\nX: y\r\ncontent-length: 7\r\n\r\nhello";
        QCOMPARE(api::mendAnswer(answer, Method::Get),
                 QByteArray("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nX: y\r\nContent-Length: 5\r\n\r\nhello"));
        QCOMPARE(api::mendAnswer(answer, Method::Head),
                 QByteArray("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nX: y\r\nContent-Length: 5\r\n\r\n"));
        QCOMPARE(
            api::mendAnswer("HTTP/1.1 304 Not Modified\r\nContent-Type: a/b\r\nETag: \"x\"\r\n\r\nhello", Method::Get),
            QByteArray("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"));
        QCOMPARE(api::mendAnswer("nonsense", Method::Get), QByteArray());
    }
};

QTEST_GUILESS_MAIN(ApiPartsTest)
#include "tst_apiparts.moc"
