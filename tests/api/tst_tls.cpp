// SPDX-License-Identifier: GPL-3.0-or-later
// Real handshakes with a server that has a certificate.
#include "api/server.h"
#include "apifixture.h"
#include "rawclient.h"

#include <QLoggingCategory>
#include <QProcess>
#include <QSslSocket>
#include <QTest>

using namespace atalaya;
using test::ApiFixture;
using test::RawClient;

namespace {

constexpr char kFigures[] = "/api/v1/dora/summary/";

// A certificate of our own, made by the openssl program; nothing when there is none, or no TLS.
std::optional<api::ServerOptions> withCertificate(const QTemporaryDir& folder)
{
    api::ServerOptions options;
    options.rate = {0, 0};
    options.tlsCertificate = folder.filePath(QStringLiteral("cert.pem"));
    options.tlsKey = folder.filePath(QStringLiteral("key.pem"));
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                   QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-days"), QStringLiteral("1"), QStringLiteral("-subj"), QStringLiteral("/CN=metrics.example"),
                   QStringLiteral("-addext"), QStringLiteral("subjectAltName=DNS:metrics.example,DNS:*.dev.example,IP:10.1.2.3"),
                   QStringLiteral("-keyout"), options.tlsKey, QStringLiteral("-out"), options.tlsCertificate});
    if (!QSslSocket::supportsSsl() || !openssl.waitForFinished() || openssl.exitCode() != 0)
        return std::nullopt;
    return options;
}

#define REQUIRE_TLS(options)                                                                                                       \
    if (!(options)) {                                                                                                              \
        qWarning("NO OPENSSL: TLS is not tested. Install it: bash packaging/deps.sh test");                                        \
        QSKIP("no openssl program, or no TLS in Qt");                                                                              \
    }

} // namespace

class TlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("atalaya.*=false")); }

    void tlsIsRealAndNothingElse();
    void oldTlsIsRefused();
    void theCertificatesNamesAreTheServers();
};

void TlsTest::tlsIsRealAndNothingElse()
{
    const QTemporaryDir folder;
    const auto options = withCertificate(folder);
    REQUIRE_TLS(options);
    ApiFixture fixture;
    api::Server server(fixture.services, *options, fixture.clock);
    const Result<QUrl> url = server.start();
    QVERIFY(url.isOk());
    QCOMPARE(url.value().scheme(), QStringLiteral("https"));
    const auto port = quint16(url.value().port());
    auto socket = std::make_unique<QSslSocket>();
    QSslConfiguration trusting = socket->sslConfiguration();
    trusting.setCaCertificates(QSslCertificate::fromPath(options->tlsCertificate));
    socket->setSslConfiguration(trusting);
    socket->setPeerVerifyName(QStringLiteral("metrics.example"));
    socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
    QVERIFY2(socket->waitForEncrypted(10'000), qPrintable(socket->errorString()));
    QVERIFY(socket->sessionProtocol() == QSsl::TlsV1_2 || socket->sessionProtocol() == QSsl::TlsV1_3);
    RawClient client(std::move(socket));
    client.send("GET " + QByteArray(kFigures) + " HTTP/1.1\r\nHost: metrics.example\r\nAuthorization: " + fixture.bearer(model::Role::Viewer) +
                "\r\n\r\n");
    const auto answer = client.read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QVERIFY(answer->headers.value("strict-transport-security").startsWith("max-age="));
    // Plain HTTP gets no answer that means anything, and no figures.
    RawClient plain(port);
    plain.send("GET /healthz HTTP/1.1\r\nHost: metrics.example\r\n\r\n");
    QVERIFY(plain.waitForEnd());
    QVERIFY(!plain.rest().contains("HTTP/1.1"));
}

void TlsTest::oldTlsIsRefused()
{
    const QTemporaryDir folder;
    const auto options = withCertificate(folder);
    REQUIRE_TLS(options);
    ApiFixture fixture;
    api::Server server(fixture.services, *options, fixture.clock);
    const Result<QUrl> url = server.start();
    QVERIFY(url.isOk());
    const auto handshake = [port = url.value().port()](const char* version) {
        QProcess client; // with a security level at which it would speak the old versions itself
        client.start(QStringLiteral("openssl"), {QStringLiteral("s_client"), QStringLiteral("-connect"), QStringLiteral("127.0.0.1:%1").arg(port),
                                                 QString::fromLatin1(version), QStringLiteral("-cipher"), QStringLiteral("ALL:@SECLEVEL=0")});
        client.closeWriteChannel();
        client.waitForFinished(20'000);
        const QByteArray said = client.readAllStandardOutput();
        return said.contains("BEGIN CERTIFICATE") && !said.contains("Cipher is (NONE)");
    };
    QVERIFY(handshake("-tls1_2"));
    QVERIFY(!handshake("-tls1_1"));
    QVERIFY(!handshake("-tls1"));
}

void TlsTest::theCertificatesNamesAreTheServers()
{
    const QTemporaryDir folder;
    auto options = withCertificate(folder);
    REQUIRE_TLS(options);
    options->address = QHostAddress(QHostAddress::AnyIPv4);
    options->allowedHosts = {"alias.example"};
    ApiFixture fixture;
    api::Server server(fixture.services, *options, fixture.clock);
    const Result<QUrl> url = server.start();
    QVERIFY(url.isOk());
    const std::pair<const char*, int> hosts[] = {{"metrics.example", 200}, {"a.dev.example", 200}, {"10.1.2.3", 200},
                                                 {"alias.example", 200},   {"evil.example", 403},  {"localhost", 403}};
    for (const auto& [host, status] : hosts) {
        auto socket = std::make_unique<QSslSocket>();
        socket->setPeerVerifyMode(QSslSocket::VerifyNone);
        socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), quint16(url.value().port()));
        QVERIFY(socket->waitForEncrypted(10'000));
        RawClient client(std::move(socket));
        client.send("GET /healthz HTTP/1.1\r\nHost: " + QByteArray(host) + "\r\n\r\n");
        const auto answer = client.read();
        QVERIFY(answer);
        QVERIFY2(answer->status == status, host);
    }
}

QTEST_GUILESS_MAIN(TlsTest)
#include "tst_tls.moc"
