// SPDX-License-Identifier: GPL-3.0-or-later
#include "adapterhost.h"
#include "rawclient.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSemaphore>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>
#include <vector>

using namespace atalaya;
using namespace std::chrono_literals;
using test::AdapterHost;
using test::RawAnswer;
using test::RawClient;

namespace {

api::GuardLimits quickLimits()
{
    api::GuardLimits limits;
    limits.headBytes = 4096;
    limits.bodyBytes = 64 * 1024;
    limits.otlpBodyBytes = 128 * 1024;
    limits.idle = 300ms;
    limits.head = 600ms;
    limits.body = 900ms;
    return limits;
}

QByteArray get(const QByteArray& path, const QByteArray& more = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

QByteArray post(const QByteArray& body, const QByteArray& more = {})
{
    return "POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + more +
           "\r\n" + body;
}

// The server still answers a plain request on a new connection.
bool isAlive(const AdapterHost& host)
{
    RawClient client(host.port());
    const auto answer = client.send(get("/alive")).read();
    return answer && answer->status == 200 && answer->body == "GET /alive? ";
}

api::Response answerAtLength(api::Exchange&)
{
    return {200, "text/plain", QByteArray(20'000'000, 'x'), {}};
}

// A client that has asked and seen the first bytes of the answer, of which little fits into its hands.
bool beginsToAnswer(const AdapterHost& host, QTcpSocket& socket)
{
    socket.setReadBufferSize(1000);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), host.port());
    if (!socket.waitForConnected())
        return false;
    socket.write(get("/large"));
    return socket.waitForReadyRead();
}

} // namespace

class GuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badFramingIsRefusedAndTheConnectionEnds_data();
    void badFramingIsRefusedAndTheConnectionEnds();
    void aBodyArrivesWhole_data();
    void aBodyArrivesWhole();
    void keepAliveServesManyRequests();
    void pipelinedRequestsAreAnsweredInOrder();
    void connectionCloseIsKept();
    void http10IsAnsweredAndClosed();
    void quietConnectionsDoNotHoldUpTheEnd();
    void headHasTheLengthButNoBody();
    void anyMethodReachesTheApplication();
    void refusalsTellWhatWasAsked_data();
    void refusalsTellWhatWasAsked();
    void answersWithoutBodyHaveNoLength();
    void expectContinueIsAnswered();
    void largeBodiesGoBothWays();
    void aBodyOverTheLimitIsRefusedBeforeItIsSent();
    void otlpBodiesMayBeLarger();
    void bodiesOfAllConnectionsTogetherAreLimited();
    void silenceEndsTheConnection();
    void aSlowHeadEnds();
    void oneEmptyLineMayComeFirst();
    void anyFirstByteStartsTheTimeOfTheHead_data();
    void anyFirstByteStartsTheTimeOfTheHead();
    void emptyLinesAfterAnAnswerAreRefused_data();
    void emptyLinesAfterAnAnswerAreRefused();
    void aSlowBodyEnds();
    void whoReadsNoAnswersIsDropped();
    void whoReadsNoAnswersIsDroppedThoughItSends();
    void tooManyConnectionsAreTurnedAway();
    void runningOutOfDescriptorsPasses();
    void garbageNeverHurts();
    void clientsThatLeaveStopTheirRequests();
    void aRequestOfAGoneClientIsNotMixedUpWithTheNext();
};

void GuardTest::badFramingIsRefusedAndTheConnectionEnds_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto withHeaders = [](const QByteArray& headers) {
        return QByteArray("POST /p HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    };
    QTest::newRow("no number") << withHeaders("Content-Length: abc\r\n") << 400;
    QTest::newRow("negative") << withHeaders("Content-Length: -5\r\n") << 400;
    QTest::newRow("plus sign") << withHeaders("Content-Length: +5\r\n") << 400;
    QTest::newRow("hex") << withHeaders("Content-Length: 0x10\r\n") << 400;
    QTest::newRow("empty") << withHeaders("Content-Length:\r\n") << 400;
    QTest::newRow("list") << withHeaders("Content-Length: 5, 5\r\n") << 400;
    QTest::newRow("twice, equal") << withHeaders("Content-Length: 5\r\nContent-Length: 5\r\n") << 400;
    QTest::newRow("twice, different") << withHeaders("Content-Length: 5\r\nContent-Length: 6\r\n") << 400;
    QTest::newRow("beyond 64 bits") << withHeaders("Content-Length: 99999999999999999999999999\r\n") << 400;
    QTest::newRow("too large") << withHeaders("Content-Length: 300000000\r\n") << 413;
    QTest::newRow("length and chunked") << withHeaders("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") << 400;
    QTest::newRow("chunked and length") << withHeaders("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") << 400;
    QTest::newRow("transfer coding twice")
        << withHeaders("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") << 400;
    QTest::newRow("unknown transfer coding") << withHeaders("Transfer-Encoding: gzip, chunked\r\n") << 400;
    QTest::newRow("obscured transfer coding") << withHeaders("Transfer-Encoding : chunked\r\n") << 400;
    QTest::newRow("folded header") << withHeaders("X-A: b\r\n c\r\n") << 400;
    QTest::newRow("bad chunk size") << withHeaders("Transfer-Encoding: chunked\r\n") + "zz\r\n" << 400;
    QTest::newRow("negative chunk size") << withHeaders("Transfer-Encoding: chunked\r\n") + "-1\r\n" << 400;
    QTest::newRow("endless chunk size") << withHeaders("Transfer-Encoding: chunked\r\n") + QByteArray(5000, '0') << 400;
    QTest::newRow("chunk longer than said") << withHeaders("Transfer-Encoding: chunked\r\n") + "2\r\nabcd\r\n0\r\n\r\n"
                                            << 400;
    QTest::newRow("chunks too large") << withHeaders("Transfer-Encoding: chunked\r\n") + "FFFFFFF\r\n" << 413;
    QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("two Hosts") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") << 400;
    QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 400;
    QTest::newRow("HTTP/9.9") << QByteArray("GET / HTTP/9.9\r\nHost: a\r\n\r\n") << 400;
    QTest::newRow("no version") << QByteArray("GET /\r\n\r\n") << 400;
    QTest::newRow("method that is no word") << QByteArray("GE(T / HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
    QTest::newRow("method without an end") << QByteArray(40, 'G') + " / HTTP/1.1\r\nHost: a\r\n\r\n" << 400;
    QTest::newRow("CONNECT") << QByteArray("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
    QTest::newRow("bare line feeds") << QByteArray("GET / HTTP/1.1\nHost: a\n\n") << 400;
    QTest::newRow("two empty lines first") << QByteArray("\r\n\r\n") << 400;
    QTest::newRow("carriage return first") << QByteArray("\r") << 400;
    QTest::newRow("carriage return after an empty line") << QByteArray("\r\n\r") << 400;
    QTest::newRow("line feed first") << QByteArray("\n") << 400;
    QTest::newRow("line feed after an empty line") << QByteArray("\r\n\n") << 400;
    QTest::newRow("NUL in the head") << QByteArray("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 30) << 400;
    QTest::newRow("encoded NUL") << get("/a%00b") << 400;
    QTest::newRow("broken percent-encoding") << get("/a%zz") << 400;
    QTest::newRow("space in the target") << get("/a b") << 400;
    QTest::newRow("raw bytes in the target") << get("/\xff\xfe") << 400;
    QTest::newRow("network-path reference") << get("//evil.example/") << 400;
    QTest::newRow("TLS hello on a plain port") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) << 400;
    QTest::newRow("binary") << QByteArray("\x00\x01\x02\x03", 4) << 400;
    QTest::newRow("long target") << get("/" + QByteArray(9000, 'a')) << 431; // the head's limit comes first here
    QTest::newRow("large head") << get("/", "X-A: " + QByteArray(5000, 'a') + "\r\n") << 431;
    QTest::newRow("large head without an end") << QByteArray("GET / HTTP/1.1\r\nX-A: " + QByteArray(5000, 'a')) << 431;
    QTest::newRow("many headers") << get("/", QByteArray("A: b\r\n").repeated(150)) << 431;
    QTest::newRow("unknown expectation") << withHeaders("Expect: tea\r\nContent-Length: 0\r\n") << 417;
}

void GuardTest::badFramingIsRefusedAndTheConnectionEnds()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    // What follows may not be read as a request.
    client.send(bytes + get("/smuggled"));
    const auto answer = client.read();
    QVERIFY(answer);
    QCOMPARE(answer->status, status);
    QCOMPARE(answer->headers.value("content-type"), QByteArray("application/problem+json"));
    QCOMPARE(answer->headers.value("connection"), QByteArray("close"));
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray());
    QVERIFY(isAlive(host));
}

void GuardTest::aBodyArrivesWhole_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    const QByteArray head = "POST /p HTTP/1.1\r\nHost: localhost\r\n";
    QTest::newRow("by length") << post("hello") << QByteArray("hello");
    QTest::newRow("empty") << post("") << QByteArray();
    QTest::newRow("no length") << head + "\r\n" << QByteArray();
    QTest::newRow("chunked") << head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
                             << QByteArray("hello world");
    QTest::newRow("chunked, upper case") << head +
                                                "transfer-encoding: CHUNKED\r\n\r\nA;ext=1\r\n0123456789\r\n0\r\n\r\n"
                                         << QByteArray("0123456789");
    QTest::newRow("chunked with a trailer")
        << head + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Sum: 1\r\n\r\n"
        << QByteArray("ab");
    QTest::newRow("line breaks inside") << post("GET /x HTTP/1.1\r\n\r\n") << QByteArray("GET /x HTTP/1.1\r\n\r\n");
}

void GuardTest::aBodyArrivesWhole()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    auto answer = client.send(bytes + get("/next")).read();
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("POST /p? " + body));
    answer = client.read();
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("GET /next? "));
    // The same, one byte at a time.
    RawClient slow(host.port());
    for (const char c : bytes)
        slow.send(QByteArray(1, c));
    answer = slow.read();
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("POST /p? " + body));
}

void GuardTest::keepAliveServesManyRequests()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    for (int i = 0; i < 200; ++i) {
        const auto answer = client.send(get("/n", "X-I: 1\r\n")).read();
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->headers.value("connection"), QByteArray("keep-alive"));
    }
    QCOMPARE(host.connections(), 1);
}

void GuardTest::pipelinedRequestsAreAnsweredInOrder()
{
    std::atomic<int> counter{0};
    // The first ones take longest, so that answers would overtake each other if they could.
    AdapterHost host(quickLimits(), [&counter](api::Exchange& exchange) {
        if (++counter % 7 == 1)
            QThread::msleep(2);
        return AdapterHost::echo(exchange);
    });
    constexpr int kRequests = 300;
    QByteArray bytes;
    for (int i = 0; i < kRequests; ++i)
        bytes += i % 3 == 0 ? post("body" + QByteArray::number(i)) : get("/r?" + QByteArray::number(i));
    RawClient client(host.port());
    client.send(bytes);
    for (int i = 0; i < kRequests; ++i) {
        const auto answer = client.read();
        QVERIFY2(answer, qPrintable(QString::number(i)));
        const QByteArray number = QByteArray::number(i);
        QCOMPARE(answer->body,
                 i % 3 == 0 ? QByteArray("POST /p? body" + number) : QByteArray("GET /r?" + number + ' '));
    }
}

void GuardTest::connectionCloseIsKept()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    const auto answer = client.send(get("/", "Connection: close\r\n") + get("/unread")).read();
    QVERIFY(answer);
    QCOMPARE(answer->headers.value("connection"), QByteArray("close"));
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray());
}

void GuardTest::http10IsAnsweredAndClosed()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    auto answer = client.send("GET /old HTTP/1.0\r\n\r\n").read();
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("GET /old? "));
    QVERIFY(client.waitForEnd());

    RawClient keeper(host.port());
    for (int i = 0; i < 2; ++i) {
        answer = keeper.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").read();
        QVERIFY(answer);
        QCOMPARE(answer->headers.value("connection"), QByteArray("keep-alive"));
    }
}

void GuardTest::quietConnectionsDoNotHoldUpTheEnd()
{
    AdapterHost host;
    RawClient client(host.port()), silent(host.port());
    QVERIFY(client.send(get("/a")).read());
    QTRY_COMPARE(host.connections(), 2);
    QTest::qSleep(1'100); // as long as a client may take to read its last answer
    QVERIFY(host.drainsAtOnce());
    QCOMPARE(host.connections(), 0);
    QVERIFY(client.waitForEnd());
    QVERIFY(silent.waitForEnd());
}

void GuardTest::headHasTheLengthButNoBody()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    client.send("HEAD /h HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/after"));
    auto answer = client.read(true);
    QVERIFY(answer);
    QCOMPARE(answer->headers.value("content-length"), QByteArray::number(qstrlen("HEAD /h? ")));
    QCOMPARE(answer->head.count("Content-Length"), 1);
    answer = client.read(); // a body would stand in the way of this one
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("GET /after? "));
}

void GuardTest::anyMethodReachesTheApplication()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    for (const QByteArray method : {"BREW", "TRACE", "get", "CONNECT", "X-Y.Z"}) {
        const auto answer =
            client.send(method + " /m HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab").read();
        QVERIFY2(answer, method.constData());
        QCOMPARE(answer->body, QByteArray("OTHER /m? ab"));
    }
}

void GuardTest::refusalsTellWhatWasAsked_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("no path") << QByteArray("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n") << QByteArray("GET ");
    QTest::newRow("no head") << QByteArray("\x16\x03\x01", 3) << QByteArray("GET ");
    QTest::newRow("a head's fault") << get("/a", "Content-Length: x\r\n") << QByteArray("GET /a");
    QTest::newRow("too large") << QByteArray("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\n\r\n")
                               << QByteArray("PUT /a");
    QTest::newRow("a body's fault") << QByteArray(
                                           "PUT /b?c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
                                    << QByteArray("PUT /b");
    QTest::newRow("a body that stops") << QByteArray("PUT /b HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab")
                                       << QByteArray("PUT /b");
}

// The answer to what was refused names the path, and the log the method, as far as they were understood.
void GuardTest::refusalsTellWhatWasAsked()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, told);
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    const auto answer = client.send(bytes).read();
    QVERIFY(answer);
    QVERIFY(answer->status >= 400);
    QCOMPARE(answer->headers.value("x-refused"), told.trimmed());
    QVERIFY(client.waitForEnd());
    RawClient head(host.port());
    const auto empty = head.send("HEAD /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").read(true);
    QVERIFY(empty);
    QCOMPARE(empty->status, 400);
    QVERIFY(head.waitForEnd());
    QCOMPARE(head.rest(), QByteArray()); // no body after HEAD
}

void GuardTest::answersWithoutBodyHaveNoLength()
{
    AdapterHost host(quickLimits(), [](api::Exchange& exchange) {
        return api::Response{exchange.request.path == "/204" ? 204 : 304, "text/plain", "must not be sent", {}};
    });
    RawClient client(host.port());
    for (const QByteArray path : {"/204", "/304"}) {
        const auto answer = client.send(get(path)).read();
        QVERIFY(answer);
        QCOMPARE(answer->status, path.mid(1).toInt());
        QVERIFY(!answer->headers.contains("content-length"));
        QVERIFY(!answer->headers.contains("content-type"));
        QCOMPARE(client.rest(), QByteArray());
    }
}

void GuardTest::expectContinueIsAnswered()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    client.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    auto answer = client.read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 100);
    answer = client.send("hello").read();
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("POST /p? hello"));
    // Refused without the body being asked for.
    RawClient large(host.port());
    answer = large.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\nExpect: 100-continue\r\n\r\n")
                 .read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 413);
}

void GuardTest::largeBodiesGoBothWays()
{
    api::GuardLimits limits;
    AdapterHost host(limits);
    RawClient client(host.port());
    QByteArray body(9'000'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < body.size(); ++i)
        body[i] = char('a' + i % 23);
    const auto answer = client.send(post(body)).read();
    QVERIFY(answer);
    QVERIFY(answer->body == "POST /p? " + body);
}

void GuardTest::aBodyOverTheLimitIsRefusedBeforeItIsSent()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    const auto answer = client.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n").read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 413);
    RawClient fits(host.port());
    const auto good = fits.send(post(QByteArray(65536, 'x'))).read();
    QVERIFY(good);
    QCOMPARE(good->status, 200);
}

void GuardTest::otlpBodiesMayBeLarger()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    const QByteArray body(100'000, 'x');
    const auto answer =
        client.send("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + body).read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
}

void GuardTest::bodiesOfAllConnectionsTogetherAreLimited()
{
    api::GuardLimits limits = quickLimits();
    limits.bufferedBytes = 100'000;
    limits.idle = 5s;
    limits.body = 10s;
    AdapterHost host(limits);
    const QByteArray unfinished =
        "POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n" + QByteArray(59'000, 'x');
    RawClient first(host.port());
    first.send(unfinished);
    RawClient second(host.port());
    second.send(unfinished);
    // Whoever comes second, whichever that is, is told; the other one is served.
    const auto refused = second.read();
    QVERIFY(refused);
    QCOMPARE(refused->status, 503);
    const auto served = first.send(QByteArray(1'000, 'x')).read();
    QVERIFY(served);
    QCOMPARE(served->status, 200);
    // The room is there again.
    RawClient third(host.port());
    const auto again = third.send(unfinished + QByteArray(1'000, 'x')).read();
    QVERIFY(again);
    QCOMPARE(again->status, 200);
}

void GuardTest::silenceEndsTheConnection()
{
    AdapterHost host(quickLimits());
    RawClient silent(host.port());
    QVERIFY(silent.waitForEnd());
    QCOMPARE(silent.rest(), QByteArray());

    RawClient used(host.port());
    QVERIFY(used.send(get("/")).read());
    QVERIFY(used.waitForEnd());
    QCOMPARE(used.rest(), QByteArray());

    RawClient halfway(host.port());
    const auto answer = halfway.send("GET / HT").read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 408);
    QVERIFY(halfway.waitForEnd());
    QTRY_COMPARE(host.connections(), 0);
}

void GuardTest::aSlowHeadEnds()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port(), 50); // a byte every 50 ms is never idle
    client.send("GET / HTTP/1.1\r\nX-Slow: ");
    std::optional<RawAnswer> answer;
    QElapsedTimer timer;
    timer.start();
    while (!(answer = client.read()) && timer.elapsed() < 10'000)
        client.send("a");
    QVERIFY(answer);
    QCOMPARE(answer->status, 408);
}

// RFC 9112, 2.2: some clients end a body with a line break that belongs to nothing.
void GuardTest::oneEmptyLineMayComeFirst()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.send("\r\n" + get("/whole")).read();
        QVERIFY(answer);
        QCOMPARE(answer->body, QByteArray("GET /whole? "));
    }
    for (const char c : QByteArray("\r\n" + get("/bytes")))
        client.send(QByteArray(1, c));
    auto answer = client.read();
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("GET /bytes? "));
    client.send(post("a") + "\r\n" + post("b") + "\r\n");
    for (const QByteArray body : {"a", "b"}) {
        answer = client.read();
        QVERIFY(answer);
        QCOMPARE(answer->body, "POST /p? " + body);
    }
}

void GuardTest::anyFirstByteStartsTheTimeOfTheHead_data()
{
    QTest::addColumn<bool>("isUsed");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status"); // 0: closed without a word
    for (const bool isUsed : {false, true}) {
        const char* when = isUsed ? "after an answer" : "at first";
        QTest::addRow("an empty line, %s", when) << isUsed << QByteArray("\r\n") << 0;
        QTest::addRow("half an empty line, %s", when) << isUsed << QByteArray("\r") << 408;
        QTest::addRow("an empty line and a letter, %s", when) << isUsed << QByteArray("\r\nG") << 408;
        QTest::addRow("a letter, %s", when) << isUsed << QByteArray("G") << 408;
    }
}

void GuardTest::anyFirstByteStartsTheTimeOfTheHead()
{
    QFETCH(bool, isUsed);
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    api::GuardLimits limits = quickLimits();
    limits.idle = 10min; // so only the head's own time can end it
    limits.body = 10min;
    AdapterHost host(limits);
    RawClient client(host.port());
    if (isUsed)
        QVERIFY(client.send(get("/")).read());
    client.send(bytes);
    if (status != 0) {
        const auto answer = client.read();
        QVERIFY(answer);
        QCOMPARE(answer->status, status);
    }
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray());
    QTRY_COMPARE(host.connections(), 0);
}

void GuardTest::emptyLinesAfterAnAnswerAreRefused_data()
{
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::newRow("at once") << QByteArrayList{"\r\n\r\n"};
    QTest::newRow("one after the other") << QByteArrayList{"\r\n", "\r\n"};
    QTest::newRow("byte by byte") << QByteArrayList{"\r", "\n", "\r", "\n"};
}

void GuardTest::emptyLinesAfterAnAnswerAreRefused()
{
    QFETCH(QByteArrayList, pieces);
    AdapterHost host(quickLimits());
    RawClient client(host.port());
    auto answer = client.send(get("/")).read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    for (const QByteArray& piece : std::as_const(pieces))
        client.send(piece);
    answer = client.read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 400);
    QVERIFY(client.waitForEnd());
    QTRY_COMPARE(host.connections(), 0);
}

void GuardTest::aSlowBodyEnds()
{
    AdapterHost host(quickLimits());
    RawClient client(host.port(), 50);
    client.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n");
    std::optional<RawAnswer> answer;
    QElapsedTimer timer;
    timer.start();
    while (!(answer = client.read()) && timer.elapsed() < 10'000)
        client.send("a");
    QVERIFY(answer);
    QCOMPARE(answer->status, 408);
}

void GuardTest::whoReadsNoAnswersIsDropped()
{
    AdapterHost host(quickLimits(), answerAtLength);
    QTcpSocket socket;
    QVERIFY(beginsToAnswer(host, socket)); // and then reads no more
    QTRY_COMPARE_WITH_TIMEOUT(host.connections(), 0, 10'000);
}

void GuardTest::whoReadsNoAnswersIsDroppedThoughItSends()
{
    AdapterHost host(quickLimits(), answerAtLength);
    QTcpSocket socket;
    QVERIFY(beginsToAnswer(host, socket));
    QElapsedTimer timer;
    timer.start();
    const auto isDropped = [&host] { return host.connections() == 0; };
    while (!QTest::qWaitFor(isDropped, 50) && timer.elapsed() < 10'000)
        socket.write("G"); // a byte every 50 ms is never idle
    QCOMPARE(host.connections(), 0);
}

void GuardTest::tooManyConnectionsAreTurnedAway()
{
    rlimit limit{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    constexpr rlim_t kNeeded = 6'000; // both ends live in this process
    if (limit.rlim_cur < kNeeded) {
        rlimit raised{std::min<rlim_t>(kNeeded, limit.rlim_max), limit.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &raised), 0);
        if (raised.rlim_cur < kNeeded)
            QSKIP("the hard limit of open files is too low");
    }
    api::GuardLimits limits;
    AdapterHost host(limits);
    constexpr int kClients = 2'000;
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (int i = 0; i < kClients; ++i) {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QHostAddress(QHostAddress::LocalHost), host.port());
        QVERIFY2(socket->waitForConnected(10'000), qPrintable(socket->errorString()));
        sockets.push_back(std::move(socket));
    }
    // Everybody who was taken is served; the others heard 503 or were closed.
    int served = 0, refused = 0;
    for (auto& socket : sockets) {
        RawClient client(std::move(socket));
        const auto answer = client.send(get("/", "Connection: close\r\n")).read();
        if (answer && answer->status == 200)
            ++served;
        else if (!answer || answer->status == 503)
            ++refused;
        QVERIFY(host.connections() <= limits.connections);
    }
    QCOMPARE(served + refused, kClients);
    QVERIFY2(served >= limits.connections && served < kClients, qPrintable(QString::number(served)));
    QVERIFY(isAlive(host));
}

void GuardTest::runningOutOfDescriptorsPasses()
{
    AdapterHost host(quickLimits());
    const auto prepared = [] { // has its own descriptor before there are none left
        auto socket = std::make_unique<QTcpSocket>();
        socket->bind(QHostAddress(QHostAddress::LocalHost));
        return socket;
    };
    auto refused = prepared();
    auto waiting = prepared();
    std::vector<int> hoard;
    for (int fd = ::dup(0); fd >= 0; fd = ::dup(0))
        hoard.push_back(fd);
    const auto release = [&hoard](size_t keep) {
        for (; hoard.size() > keep; hoard.pop_back())
            ::close(hoard.back());
    };
    // None left: the kernel connects, the server cannot accept until there is one again.
    waiting->connectToHost(QHostAddress(QHostAddress::LocalHost), host.port());
    const bool isConnected = waiting->waitForConnected(5'000);
    RawClient client(std::move(waiting), 200);
    const auto tooEarly = client.send(get("/late")).read();
    // A few left: they are kept for the store, the client is told at once.
    release(hoard.size() - 10);
    const auto late = client.read();
    refused->connectToHost(QHostAddress(QHostAddress::LocalHost), host.port());
    const bool isConnectedToo = refused->waitForConnected(5'000);
    RawClient other(std::move(refused));
    const auto answer = other.read();
    release(0);
    QVERIFY(isConnected && isConnectedToo);
    QVERIFY(!tooEarly);
    QVERIFY(!late || late->status == 503);
    QVERIFY(!answer || answer->status == 503);
    QVERIFY(isAlive(host));
}

void GuardTest::garbageNeverHurts()
{
    api::GuardLimits limits = quickLimits();
    limits.idle = 2s;
    AdapterHost host(limits);
    QRandomGenerator random(7);
    const QByteArrayList seeds{
        get("/a?b=c"), post("hello"),
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"};
    for (int round = 0; round < 600; ++round) {
        QByteArray bytes = seeds[round % seeds.size()] + seeds[(round / 3) % seeds.size()];
        const int changes = 1 + int(random.bounded(8));
        for (int i = 0; i < changes; ++i) {
            const qsizetype at = qsizetype(random.bounded(int(bytes.size())));
            switch (random.bounded(4)) {
            case 0:
                bytes[at] = char(random.bounded(256));
                break;
            case 1:
                bytes.remove(at, 1 + qsizetype(random.bounded(5)));
                break;
            case 2:
                bytes.insert(at, bytes.mid(qsizetype(random.bounded(int(bytes.size()))), 9));
                break;
            default:
                bytes.insert(at, QByteArray(1 + qsizetype(random.bounded(3)), char(random.bounded(256))));
            }
            if (bytes.isEmpty())
                bytes = "x";
        }
        RawClient client(host.port(), 3);
        client.send(bytes);
        while (const auto answer = client.read())
            QVERIFY2(answer->status < 500, bytes.toPercentEncoding().constData());
    }
    QVERIFY(isAlive(host));
}

void GuardTest::clientsThatLeaveStopTheirRequests()
{
    std::atomic<int> begun{0}, stopped{0};
    AdapterHost host({}, [&](api::Exchange& exchange) {
        if (exchange.request.path != "/slow")
            return AdapterHost::echo(exchange);
        ++begun;
        QElapsedTimer timer;
        timer.start();
        while (!exchange.request.stop.stop_requested() && timer.elapsed() < 20'000)
            QThread::msleep(1);
        if (exchange.request.stop.stop_requested())
            ++stopped;
        return api::Response{200, "text/plain", "too late", {}};
    });
    constexpr int kClients = 40; // ten times as many as there are threads
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<RawClient>(host.port()));
        clients.back()->send(get("/slow"));
    }
    QTRY_VERIFY(begun > 0);
    for (const auto& client : clients)
        client->leave();
    QTRY_COMPARE(host.connections(), 0);
    QVERIFY(isAlive(host)); // in its turn after all of them
    QTRY_COMPARE_WITH_TIMEOUT(stopped.load(), begun.load(), 20'000);
    QVERIFY2(begun < kClients / 2, "requests were begun whose client had gone");
}

void GuardTest::aRequestOfAGoneClientIsNotMixedUpWithTheNext()
{
    QSemaphore go;
    AdapterHost host({}, [&go](api::Exchange& exchange) {
        if (exchange.request.path == "/slow")
            go.acquire();
        return AdapterHost::echo(exchange);
    });
    for (int i = 0; i < 25; ++i) {
        RawClient gone(host.port());
        gone.send(get("/slow"));
        QTRY_COMPARE(host.connections(), 1);
        gone.leave();
        QTRY_COMPARE(host.connections(), 0);
        RawClient next(host.port()); // often at the same place in memory
        next.send(get("/next"));
        go.release();
        const auto answer = next.read();
        QVERIFY(answer);
        QCOMPARE(answer->body, QByteArray("GET /next? "));
    }
}

QTEST_GUILESS_MAIN(GuardTest)
#include "tst_guard.moc"
