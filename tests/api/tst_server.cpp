// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/server.h"
#include "apifixture.h"
#include "rawclient.h"

#include <QLoggingCategory>
#include <QProcess>
#include <QSemaphore>
#include <QSslSocket>
#include <QTest>

#include <atomic>
#include <thread>

using namespace atalaya;
using namespace std::chrono_literals;
using test::ApiFixture;
using test::RawClient;

namespace {

api::ServerOptions unlimited()
{
    api::ServerOptions options;
    options.rate = {0, 0};
    return options;
}

QByteArray get(const QByteArray& path, const QByteArray& bearer = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
           (bearer.isEmpty() ? QByteArray() : QByteArray("Authorization: " + bearer + "\r\n")) + "\r\n";
}

// A server with an API of its own, which runs from here to the end of the test.
struct Running
{
    explicit Running(const api::ServerOptions& options = unlimited(), bool isFilled = false)
        : server(api.services, options, api.clock)
    {
        if (isFilled)
            api.fillWithDeliveries();
        url = server.start();
    }
    bool isListening() const { return url.isOk(); }
    quint16 port() const { return quint16(url.value().port()); }
    QByteArray bearer() const { return api.bearer(model::Role::Viewer); }
    /// A request that stores one event.
    QByteArray post(const QByteArray& key) const
    {
        const QByteArray body = R"({"cycle_id":"c","feature_id":"f","phase_name":"review","decision":"go",)"
                                R"("duration_seconds":1})";
        return "POST /api/v1/dora/metrics/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
               "Authorization: " +
               api.bearer(model::Role::Operator) + "\r\nIdempotency-Key: " + key +
               "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

    ApiFixture api;
    api::Server server;
    Result<QUrl> url = Cancelled();
};

// Holds the lock for writing while it lives.
class OtherProgram
{
public:
    explicit OtherProgram(const store::Location& location)
        : m_opened(store::Database::open(location)), m_thread([this] {
              (void)m_opened.database
                  ->write([this](store::Transaction&) {
                      m_held.release();
                      m_release.acquire();
                      return ok();
                  })
                  .isOk();
          })
    {
        m_held.acquire();
    }
    ~OtherProgram() { m_release.release(); }
    Q_DISABLE_COPY_MOVE(OtherProgram)

private:
    QSemaphore m_held, m_release;
    store::Opened m_opened;
    std::jthread m_thread;
};

// With a certificate of our own in the folder, made by the openssl program; nothing when there is none, or no TLS.
std::optional<api::ServerOptions> withCertificate(const QTemporaryDir& folder)
{
    api::ServerOptions options = unlimited();
    options.tlsCertificate = folder.filePath(QStringLiteral("cert.pem"));
    options.tlsKey = folder.filePath(QStringLiteral("key.pem"));
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                   QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-days"), QStringLiteral("1"), QStringLiteral("-subj"),
                   QStringLiteral("/CN=localhost"), QStringLiteral("-keyout"), options.tlsKey, QStringLiteral("-out"),
                   options.tlsCertificate});
    if (!QSslSocket::supportsSsl() || !openssl.waitForFinished() || openssl.exitCode() != 0)
        return std::nullopt;
    return options;
}

} // namespace

class ServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("atalaya.api.info=false\natalaya.api.warning=false"));
    }

    void itServesFromStartToStop();
    void itStartsAgain();
    void beyondLoopbackItWantsTls();
    void anAddressInUseIsAnError();
    void badCertificatesAreErrors();
    void tlsServesTheSame();
    void plainBytesOnATlsPortHurtNobody();
    void stoppingLetsRequestsFinish();
    void stoppingCutsWhatTakesTooLong();
    void healthIsAnsweredWhileEveryWorkerIsBusy();
    void whatCannotBeWrittenSoonIsRefusedAndWorksLater();
    void itStopsThoughTheStoreIsLocked();
    void manyClientsAtOnceGetTheirOwnAnswers();
    void aTokensFirstRequestsAreAllItsOwn();
    void clientsThatLeaveHurtNobody();
    void everyAnswerOverTheWireIsFramed();
    void refusalsOverTheWireAreAnsweredInFull_data();
    void refusalsOverTheWireAreAnsweredInFull();
};

void ServerTest::itServesFromStartToStop()
{
    Running running;
    QVERIFY(running.isListening());
    QCOMPARE(running.server.connections(), 0);
    QCOMPARE(running.url.value().scheme(), QStringLiteral("http"));
    QCOMPARE(running.url.value().host(), QStringLiteral("127.0.0.1"));
    const quint16 port = running.port();
    {
        RawClient client(port);
        auto answer = client.send(get("/healthz")).read();
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QCOMPARE(running.server.connections(), 1);
        answer = client.send(get("/api/v1/dora/summary/")).read();
        QCOMPARE(answer->status, 401);
        answer = client.send(get("/api/v1/dora/summary/", running.bearer())).read();
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->headers.value("content-type"), QByteArray("application/json"));
        QVERIFY(!answer->headers.value("date").isEmpty());
    }
    running.server.stop();
    running.server.stop();
    QCOMPARE(running.server.connections(), 0);
    QVERIFY(!RawClient(port, 1'000).isConnected());
}

void ServerTest::itStartsAgain()
{
    Running running;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(running.isListening());
        QVERIFY(running.server.start().isError()); // it runs already
        QVERIFY(RawClient(running.port()).send(get("/healthz")).read());
        running.server.stop();
        running.url = running.server.start();
    }
}

void ServerTest::beyondLoopbackItWantsTls()
{
    api::ServerOptions options = unlimited();
    options.address = QHostAddress(QHostAddress::AnyIPv4);
    const Running refused(options);
    QVERIFY(refused.url.isError());
    QCOMPARE(refused.url.error().code, ErrorCode::InvalidInput);
    options.insecure = true;
    QVERIFY(Running(options).isListening());
}

void ServerTest::anAddressInUseIsAnError()
{
    Running first;
    QVERIFY(first.isListening());
    api::ServerOptions options = unlimited();
    options.port = first.port();
    Running second(options);
    QVERIFY(second.url.isError());
    QCOMPARE(second.url.error().code, ErrorCode::Conflict);
    QVERIFY(RawClient(options.port).send(get("/healthz")).read());
}

void ServerTest::badCertificatesAreErrors()
{
    QTemporaryDir folder;
    QFile garbage(folder.filePath(QStringLiteral("garbage.pem")));
    QVERIFY(garbage.open(QIODevice::WriteOnly) &&
            garbage.write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") > 0);
    garbage.close();
    for (const auto& [certificate, key] :
         {std::pair(garbage.fileName(), QString()), std::pair(QString(), garbage.fileName()),
          std::pair(garbage.fileName(), garbage.fileName()),
          std::pair(QStringLiteral("/no/such/file"), garbage.fileName())}) {
        api::ServerOptions options = unlimited();
        options.tlsCertificate = certificate;
        options.tlsKey = key;
        const Running running(options);
        QVERIFY(running.url.isError());
        QVERIFY(!running.url.error().userText.isEmpty());
    }
}

void ServerTest::tlsServesTheSame()
{
    QTemporaryDir folder;
    std::optional<api::ServerOptions> options = withCertificate(folder);
    if (!options)
        QSKIP("no TLS, or no openssl program to make a certificate");
    Running running(*options);
    QVERIFY2(running.url.isOk(), qPrintable(running.url.isError() ? running.url.error().userText : QString()));
    QCOMPARE(running.url.value().scheme(), QStringLiteral("https"));
    auto socket = std::make_unique<QSslSocket>();
    socket->setPeerVerifyMode(QSslSocket::VerifyNone);
    socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), running.port());
    QVERIFY2(socket->waitForEncrypted(10'000), qPrintable(socket->errorString()));
    RawClient client(std::move(socket));
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.send(get("/openapi.json", running.bearer())).read();
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QVERIFY(answer->body.contains("3.1"));
    }
    const auto refused = client.send("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
    QVERIFY(refused);
    QCOMPARE(refused->status, 400);
    QVERIFY(client.waitForEnd());
}

void ServerTest::plainBytesOnATlsPortHurtNobody()
{
    QTemporaryDir folder;
    std::optional<api::ServerOptions> options = withCertificate(folder);
    if (!options)
        QSKIP("no TLS, or no openssl program to make a certificate");
    options->limits.idle = 300ms;
    Running running(*options);
    QVERIFY(running.isListening());
    RawClient plain(running.port());
    plain.send(get("/healthz"));
    QVERIFY(plain.waitForEnd());
    RawClient silent(running.port()); // no handshake at all
    QVERIFY(silent.waitForEnd());
    QTRY_COMPARE(running.server.connections(), 0);
}

void ServerTest::stoppingLetsRequestsFinish()
{
    std::atomic<bool> begun{false};
    api::ServerOptions options = unlimited();
    options.pdf = [&begun](const services::IactReport&) {
        begun = true;
        std::this_thread::sleep_for(400ms);
        return Result(QByteArray("%PDF"));
    };
    Running running(options);
    QVERIFY(running.isListening());
    RawClient client(running.port());
    client.send(get("/api/v1/dora/export/pdf/", running.bearer()));
    RawClient idle(running.port());
    QTRY_VERIFY(begun);
    running.server.stop();
    const auto answer = client.read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->body, QByteArray("%PDF"));
    QCOMPARE(answer->headers.value("connection"), QByteArray("close"));
    QVERIFY(idle.waitForEnd());
}

void ServerTest::stoppingCutsWhatTakesTooLong()
{
    std::atomic<bool> begun{false}, release{false};
    api::ServerOptions options = unlimited();
    options.pdf = [&](const services::IactReport&) {
        begun = true;
        while (!release)
            std::this_thread::sleep_for(5ms);
        return Result(QByteArray("%PDF"));
    };
    Running running(options);
    QVERIFY(running.isListening());
    RawClient client(running.port());
    client.send(get("/api/v1/dora/export/pdf/", running.bearer()));
    QTRY_VERIFY(begun);
    std::thread stopper([&running] { running.server.stop(); });
    QVERIFY(client.waitForEnd()); // while the handler still runs
    QVERIFY(!client.read());
    release = true;
    stopper.join();
}

void ServerTest::healthIsAnsweredWhileEveryWorkerIsBusy()
{
    std::atomic<bool> release{false};
    api::ServerOptions options = unlimited();
    options.rate = {0, 0};
    options.pdf = [&](const services::IactReport&) {
        while (!release)
            std::this_thread::sleep_for(2ms);
        return Result(QByteArray("%PDF"));
    };
    Running running(options);
    QVERIFY(running.isListening());
    const quint16 port = running.port();
    std::vector<std::unique_ptr<RawClient>> busy;
    for (int i = 0; i < 64; ++i) { // more than there are workers
        busy.push_back(std::make_unique<RawClient>(port));
        busy.back()->send(get("/api/v1/dora/export/pdf/", running.bearer()));
    }
    RawClient client(port);
    const auto answer = client.send(get("/healthz")).read();
    release = true;
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    for (const auto& waiting : busy) {
        const auto late = waiting->read();
        QVERIFY(late);
        QCOMPARE(late->status, 200);
    }
}

void ServerTest::whatCannotBeWrittenSoonIsRefusedAndWorksLater()
{
    Running running;
    QVERIFY(running.isListening());
    std::optional<OtherProgram> other(std::in_place, running.api.store.location());
    std::vector<std::unique_ptr<RawClient>> writers;
    for (int i = 0; i < 8; ++i) {
        writers.push_back(std::make_unique<RawClient>(running.port()));
        writers.back()->send(running.post("key-" + QByteArray::number(i)));
    }
    for (const auto& writer : writers) {
        const auto refused = writer->read();
        QVERIFY(refused);
        QCOMPARE(refused->status, 503);
        QCOMPARE(refused->headers.value("content-type"), QByteArray("application/problem+json"));
        QVERIFY(refused->headers.value("retry-after").toInt() > 0);
    }
    QCOMPARE(running.api.iact.events({}, {}).value().total, 0);
    other.reset();
    for (int i = 0; i < 2; ++i) { // the first stores, the second hears of it
        const auto stored = writers.front()->send(running.post("key-0")).read();
        QVERIFY(stored);
        QCOMPARE(stored->status, 201);
    }
    QCOMPARE(running.api.iact.events({}, {}).value().total, 1);
}

void ServerTest::itStopsThoughTheStoreIsLocked()
{
    Running running;
    QVERIFY(running.isListening());
    const OtherProgram other(running.api.store.location());
    std::vector<std::unique_ptr<RawClient>> writers;
    for (int i = 0; i < 8; ++i) {
        writers.push_back(std::make_unique<RawClient>(running.port()));
        writers.back()->send(running.post("key-" + QByteArray::number(i)));
    }
    QTRY_COMPARE(running.server.connections(), 8);
    running.server.stop(); // while the lock is held
    QCOMPARE(running.api.iact.events({}, {}).value().total, 0);
}

void ServerTest::manyClientsAtOnceGetTheirOwnAnswers()
{
    Running running(unlimited(), true);
    QVERIFY(running.isListening());
    const quint16 port = running.port();
    const QByteArray bearer = running.bearer();
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            RawClient client(port);
            for (int i = 0; i < 25; ++i) {
                const QByteArray limit = QByteArray::number(1 + (t * 7 + i) % 36);
                const auto answer = client.send(get("/api/v1/delivery/deployments?limit=" + limit, bearer)).read();
                if (answer && answer->status == 200 &&
                    QByteArray::number(QJsonDocument::fromJson(answer->body)
                                           .object()
                                           .value(QLatin1String("deployments"))
                                           .toArray()
                                           .size()) == limit)
                    ++good;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(good.load(), 200);
}

// They arrive together, before any of them could show that the token is good, and more than the address may ask.
void ServerTest::aTokensFirstRequestsAreAllItsOwn()
{
    api::ServerOptions options;
    options.rate = {3, 1000};
    Running running(options);
    QVERIFY(running.isListening());
    const auto token =
        running.api.tokens.create(QStringLiteral("busy"), model::Role::Viewer, model::RateLimits{0, 0}, std::nullopt);
    QVERIFY(token.isOk());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 40; ++i)
        clients.push_back(std::make_unique<RawClient>(running.port()));
    for (const auto& client : clients)
        client->send(get("/", "Bearer " + token.value().secret.toLatin1()));
    for (const auto& client : clients) {
        const auto answer = client->read();
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->headers.value("x-ratelimit-limit").toInt(), api::RateLimiter::kUnlimited);
    }
}

void ServerTest::clientsThatLeaveHurtNobody()
{
    Running running(unlimited(), true);
    QVERIFY(running.isListening());
    const quint16 port = running.port();
    for (int round = 0; round < 10; ++round) {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 30; ++i) {
            clients.push_back(std::make_unique<RawClient>(port));
            clients.back()->send(get("/api/v1/delivery/metrics?limit_not=1", running.bearer()).repeated(2) +
                                 get("/api/v1/delivery/metrics", running.bearer()));
        }
        for (const auto& client : clients)
            client->leave();
    }
    QTRY_COMPARE(running.server.connections(), 0);
    QVERIFY(RawClient(port).send(get("/healthz")).read());
}

void ServerTest::everyAnswerOverTheWireIsFramed()
{
    Running running(unlimited(), true);
    QVERIFY(running.isListening());
    const QByteArray bearer = running.bearer();
    RawClient client(running.port());
    const auto ask = [&client, &bearer](const QByteArray& method, const QByteArray& path, const QByteArray& more = {}) {
        return client
            .send(method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + bearer + "\r\n" + more +
                  "\r\n")
            .read(method == "HEAD");
    };
    const auto got = ask("GET", "/api/v1/delivery/metrics");
    QVERIFY(got && got->status == 200);
    const auto head = ask("HEAD", "/api/v1/delivery/metrics");
    QVERIFY(head && head->status == 200);
    QCOMPARE(head->headers.value("content-length"), got->headers.value("content-length"));
    const auto unchanged =
        ask("GET", "/api/v1/delivery/metrics", "If-None-Match: " + got->headers.value("etag") + "\r\n");
    QVERIFY(unchanged);
    QCOMPARE(unchanged->status, 304);
    QCOMPARE(unchanged->headers.value("etag"), got->headers.value("etag"));
    const auto options = ask("OPTIONS", "/api/v1/delivery/metrics");
    QVERIFY(options);
    QCOMPARE(options->status, 204);
    const auto wrong = ask("PUT", "/api/v1/delivery/metrics");
    QVERIFY(wrong);
    QCOMPARE(wrong->status, 405);
    QCOMPARE(wrong->headers.value("allow"), QByteArray("GET, HEAD, OPTIONS"));
    for (const QByteArray method : {"TRACE", "BREW", "get", "CONNECT"}) {
        const auto unknown = ask(method, "/api/v1/dora/metrics/");
        QVERIFY(unknown);
        QCOMPARE(unknown->status, 405);
        QCOMPARE(unknown->headers.value("allow"), QByteArray("GET, HEAD, POST, OPTIONS"));
        const auto nowhere = ask(method, "/nowhere");
        QVERIFY(nowhere);
        QCOMPARE(nowhere->status, 404);
    }
    const auto packed = ask("GET", "/openapi.json", "Accept-Encoding: gzip\r\n");
    QVERIFY(packed);
    QCOMPARE(packed->headers.value("content-encoding"), QByteArray("gzip"));
    QVERIFY(packed->body.startsWith("\x1f\x8b"));
    const auto star = client.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
    QVERIFY(star);
    QCOMPARE(star->status, 204);
    QCOMPARE(client.rest(), QByteArray());
}

void ServerTest::refusalsOverTheWireAreAnsweredInFull_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("instance");
    const QString none;
    QTest::newRow("no HTTP") << QByteArray("\x16\x03\x01\r\n\r\n") << 400 << none;
    QTest::newRow("no method") << QByteArray("G(T / HTTP/1.1\r\nHost: localhost\r\n\r\n") << 400 << none;
    QTest::newRow("no path") << QByteArray("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n") << 400 << none;
    QTest::newRow("another HTTP") << QByteArray("GET / HTTP/2.0\r\n\r\n") << 400 << none;
    QTest::newRow("two lengths")
        << QByteArray("GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")
        << 400 << QStringLiteral("/healthz");
    QTest::newRow("large body") << QByteArray(
                                       "POST /api/v1/dora/metrics/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                       "99999999\r\n\r\n")
                                << 413 << QStringLiteral("/api/v1/dora/metrics/");
    QTest::newRow("long path") << QByteArray("GET /" + QByteArray(25'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                               << 414 << none;
    QTest::newRow("large head") << QByteArray("GET / HTTP/1.1\r\nX-A: " + QByteArray(40'000, 'a')) << 431 << none;
    QTest::newRow("no room") << QByteArray() << 503 << none; // said before anything was asked
}

void ServerTest::refusalsOverTheWireAreAnsweredInFull()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    QFETCH(QString, instance);
    api::ServerOptions options = unlimited();
    options.limits.connections = status == 503 ? 0 : options.limits.connections;
    Running running(options);
    QVERIFY(running.isListening());
    RawClient client(running.port());
    const auto answer = client.send(bytes).read();
    QVERIFY(answer);
    QCOMPARE(answer->status, status);
    QCOMPARE(answer->headers.value("content-type"), QByteArray("application/problem+json"));
    for (const char* name :
         {"x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit",
          "ratelimit-policy", "date", "cache-control", "x-content-type-options", "content-length"})
        QVERIFY2(!answer->headers.value(name).isEmpty(), name);
    const QJsonObject problem = QJsonDocument::fromJson(answer->body).object();
    for (const char* member : {"type", "title", "detail", "error", "instance"})
        QVERIFY2(!problem.value(QLatin1String(member)).toString().isEmpty(), member);
    const QString urn =
        QLatin1String("urn:atalaya:request:") + QString::fromLatin1(answer->headers.value("x-request-id"));
    QCOMPARE(problem.value(QLatin1String("instance")).toString(), instance.isEmpty() ? urn : instance);
    QCOMPARE(answer->headers.contains("retry-after"), status == 503);
    QVERIFY(client.waitForEnd());
}

QTEST_GUILESS_MAIN(ServerTest)
#include "tst_server.moc"
