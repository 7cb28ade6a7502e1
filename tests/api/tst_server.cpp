// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/server.h"
#include "apifixture.h"
#include "rawclient.h"

#include <QLoggingCategory>
#include <QProcess>
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

// A certificate of our own, made by the openssl program; false when there is none.
bool makeCertificate(const QString& folder)
{
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                   QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-days"), QStringLiteral("1"), QStringLiteral("-subj"),
                   QStringLiteral("/CN=localhost"), QStringLiteral("-keyout"),
                   QString(folder + QStringLiteral("/key.pem")), QStringLiteral("-out"),
                   QString(folder + QStringLiteral("/cert.pem"))});
    return openssl.waitForFinished() && openssl.exitCode() == 0;
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
    void manyClientsAtOnceGetTheirOwnAnswers();
    void clientsThatLeaveHurtNobody();
    void everyAnswerOverTheWireIsFramed();
};

void ServerTest::itServesFromStartToStop()
{
    ApiFixture api;
    api::Server server(api.services, unlimited(), api.clock);
    QCOMPARE(server.connections(), 0);
    const auto url = server.start();
    QVERIFY(url.isOk());
    QCOMPARE(url.value().scheme(), QStringLiteral("http"));
    QCOMPARE(url.value().host(), QStringLiteral("127.0.0.1"));
    const quint16 port = quint16(url.value().port());
    {
        RawClient client(port);
        auto answer = client.send(get("/healthz")).read();
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QCOMPARE(server.connections(), 1);
        answer = client.send(get("/api/v1/dora/summary/")).read();
        QCOMPARE(answer->status, 401);
        answer = client.send(get("/api/v1/dora/summary/", api.bearer(model::Role::Viewer))).read();
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->headers.value("content-type"), QByteArray("application/json"));
        QVERIFY(!answer->headers.value("date").isEmpty());
    }
    server.stop();
    server.stop();
    QCOMPARE(server.connections(), 0);
    QVERIFY(!RawClient(port, 1'000).isConnected());
}

void ServerTest::itStartsAgain()
{
    ApiFixture api;
    api::Server server(api.services, unlimited(), api.clock);
    for (int i = 0; i < 3; ++i) {
        const auto url = server.start();
        QVERIFY(url.isOk());
        QVERIFY(server.start().isError()); // it runs already
        QVERIFY(RawClient(quint16(url.value().port())).send(get("/healthz")).read());
        server.stop();
    }
}

void ServerTest::beyondLoopbackItWantsTls()
{
    ApiFixture api;
    api::ServerOptions options = unlimited();
    options.address = QHostAddress(QHostAddress::AnyIPv4);
    {
        api::Server server(api.services, options, api.clock);
        const auto url = server.start();
        QVERIFY(url.isError());
        QCOMPARE(url.error().code, ErrorCode::InvalidInput);
    }
    options.insecure = true;
    api::Server server(api.services, options, api.clock);
    QVERIFY(server.start().isOk());
}

void ServerTest::anAddressInUseIsAnError()
{
    ApiFixture api;
    api::Server first(api.services, unlimited(), api.clock);
    const auto url = first.start();
    QVERIFY(url.isOk());
    api::ServerOptions options = unlimited();
    options.port = quint16(url.value().port());
    api::Server second(api.services, options, api.clock);
    const auto other = second.start();
    QVERIFY(other.isError());
    QCOMPARE(other.error().code, ErrorCode::Conflict);
    QVERIFY(RawClient(options.port).send(get("/healthz")).read());
}

void ServerTest::badCertificatesAreErrors()
{
    ApiFixture api;
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
        api::Server server(api.services, options, api.clock);
        const auto url = server.start();
        QVERIFY(url.isError());
        QVERIFY(!url.error().userText.isEmpty());
    }
}

void ServerTest::tlsServesTheSame()
{
    QTemporaryDir folder;
    if (!QSslSocket::supportsSsl() || !makeCertificate(folder.path()))
        QSKIP("no TLS, or no openssl program to make a certificate");
    ApiFixture api;
    api::ServerOptions options = unlimited();
    options.tlsCertificate = folder.filePath(QStringLiteral("cert.pem"));
    options.tlsKey = folder.filePath(QStringLiteral("key.pem"));
    api::Server server(api.services, options, api.clock);
    const auto url = server.start();
    QVERIFY2(url.isOk(), qPrintable(url.isError() ? url.error().userText : QString()));
    QCOMPARE(url.value().scheme(), QStringLiteral("https"));
    auto socket = std::make_unique<QSslSocket>();
    socket->setPeerVerifyMode(QSslSocket::VerifyNone);
    socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), quint16(url.value().port()));
    QVERIFY2(socket->waitForEncrypted(10'000), qPrintable(socket->errorString()));
    RawClient client(std::move(socket));
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.send(get("/openapi.json", api.bearer(model::Role::Viewer))).read();
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
    if (!QSslSocket::supportsSsl() || !makeCertificate(folder.path()))
        QSKIP("no TLS, or no openssl program to make a certificate");
    ApiFixture api;
    api::ServerOptions options = unlimited();
    options.tlsCertificate = folder.filePath(QStringLiteral("cert.pem"));
    options.tlsKey = folder.filePath(QStringLiteral("key.pem"));
    options.limits.idle = 300ms;
    api::Server server(api.services, options, api.clock);
    const auto url = server.start();
    QVERIFY(url.isOk());
    RawClient plain(quint16(url.value().port()));
    plain.send(get("/healthz"));
    QVERIFY(plain.waitForEnd());
    RawClient silent(quint16(url.value().port())); // no handshake at all
    QVERIFY(silent.waitForEnd());
    QTRY_COMPARE(server.connections(), 0);
}

void ServerTest::stoppingLetsRequestsFinish()
{
    std::atomic<bool> begun{false};
    ApiFixture api;
    api::ServerOptions options = unlimited();
    options.pdf = [&begun](const services::IactReport&) {
        begun = true;
        std::this_thread::sleep_for(400ms);
        return Result(QByteArray("%PDF"));
    };
    api::Server server(api.services, options, api.clock);
    const auto url = server.start();
    QVERIFY(url.isOk());
    RawClient client(quint16(url.value().port()));
    client.send(get("/api/v1/dora/export/pdf/", api.bearer(model::Role::Viewer)));
    RawClient idle(quint16(url.value().port()));
    QTRY_VERIFY(begun);
    server.stop();
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
    ApiFixture api;
    api::ServerOptions options = unlimited();
    options.pdf = [&](const services::IactReport&) {
        begun = true;
        while (!release)
            std::this_thread::sleep_for(5ms);
        return Result(QByteArray("%PDF"));
    };
    api::Server server(api.services, options, api.clock);
    const auto url = server.start();
    QVERIFY(url.isOk());
    RawClient client(quint16(url.value().port()));
    client.send(get("/api/v1/dora/export/pdf/", api.bearer(model::Role::Viewer)));
    QTRY_VERIFY(begun);
    std::thread stopper([&server] { server.stop(); });
    QVERIFY(client.waitForEnd()); // while the handler still runs
    QVERIFY(!client.read());
    release = true;
    stopper.join();
}

void ServerTest::healthIsAnsweredWhileEveryWorkerIsBusy()
{
    std::atomic<bool> release{false};
    ApiFixture api;
    api::ServerOptions options = unlimited();
    options.rate = {0, 0};
    options.pdf = [&](const services::IactReport&) {
        while (!release)
            std::this_thread::sleep_for(2ms);
        return Result(QByteArray("%PDF"));
    };
    api::Server server(api.services, options, api.clock);
    const auto url = server.start();
    QVERIFY(url.isOk());
    const quint16 port = quint16(url.value().port());
    std::vector<std::unique_ptr<RawClient>> busy;
    for (int i = 0; i < 64; ++i) { // more than there are workers
        busy.push_back(std::make_unique<RawClient>(port));
        busy.back()->send(get("/api/v1/dora/export/pdf/", api.bearer(model::Role::Viewer)));
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

void ServerTest::manyClientsAtOnceGetTheirOwnAnswers()
{
    ApiFixture api;
    api.fillWithDeliveries();
    api::Server server(api.services, unlimited(), api.clock);
    const auto url = server.start();
    QVERIFY(url.isOk());
    const quint16 port = quint16(url.value().port());
    const QByteArray bearer = api.bearer(model::Role::Viewer);
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

void ServerTest::clientsThatLeaveHurtNobody()
{
    ApiFixture api;
    api.fillWithDeliveries();
    api::Server server(api.services, unlimited(), api.clock);
    const auto url = server.start();
    QVERIFY(url.isOk());
    const quint16 port = quint16(url.value().port());
    for (int round = 0; round < 10; ++round) {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 30; ++i) {
            clients.push_back(std::make_unique<RawClient>(port));
            clients.back()->send(
                get("/api/v1/delivery/metrics?limit_not=1", api.bearer(model::Role::Viewer)).repeated(2) +
                get("/api/v1/delivery/metrics", api.bearer(model::Role::Viewer)));
        }
        for (const auto& client : clients)
            client->leave();
    }
    QTRY_COMPARE(server.connections(), 0);
    QVERIFY(RawClient(port).send(get("/healthz")).read());
}

void ServerTest::everyAnswerOverTheWireIsFramed()
{
    ApiFixture api;
    api.fillWithDeliveries();
    api::Server server(api.services, unlimited(), api.clock);
    const auto url = server.start();
    QVERIFY(url.isOk());
    const QByteArray bearer = api.bearer(model::Role::Viewer);
    RawClient client(quint16(url.value().port()));
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
    const auto packed = ask("GET", "/openapi.json", "Accept-Encoding: gzip\r\n");
    QVERIFY(packed);
    QCOMPARE(packed->headers.value("content-encoding"), QByteArray("gzip"));
    QVERIFY(packed->body.startsWith("\x1f\x8b"));
    const auto star = client.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
    QVERIFY(star);
    QCOMPARE(star->status, 204);
    QCOMPARE(client.rest(), QByteArray());
}

QTEST_GUILESS_MAIN(ServerTest)
#include "tst_server.moc"
