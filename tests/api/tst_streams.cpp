// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that come bit by bit: over the adapter alone, with real sockets.
#include "adapterhost.h"
#include "rawclient.h"

#include <QSemaphore>
#include <QTest>

#include <thread>

using namespace atalaya;
using namespace atalaya::test;
using api::EventStream;

namespace {

const QByteArray kGet = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Answers every request with a stream, and keeps the streams for the test.
class Streams
{
public:
    explicit Streams(api::StreamOptions options = {}) : m_options(std::move(options)) {}

    std::function<api::Response(api::Exchange&)> answer(bool isProduced = false)
    {
        return [this, isProduced](api::Exchange& exchange) {
            api::Response response{200, "text/event-stream", {}, {}};
            response.stream = std::make_shared<EventStream>(m_options);
            if (isProduced)
                response.produce = [stream = response.stream, stop = exchange.request.stop] {
                    for (int i = 0; i < 3; ++i)
                        stream->write(api::serverSentEvent(QByteArray::number(i)), stop);
                };
            {
                const std::lock_guard lock(m_mutex);
                m_all.push_back(response.stream);
            }
            m_arrived.release();
            return response;
        };
    }
    /// The stream of the next request.
    std::shared_ptr<EventStream> next()
    {
        if (!m_arrived.tryAcquire(1, 10'000))
            return nullptr;
        const std::lock_guard lock(m_mutex);
        return m_all[m_given++];
    }

private:
    const api::StreamOptions m_options;
    std::mutex m_mutex;
    std::vector<std::shared_ptr<EventStream>> m_all;
    size_t m_given = 0;
    QSemaphore m_arrived;
};

bool becomesGone(const EventStream& stream)
{
    return QTest::qWaitFor([&stream] { return stream.isGone(); }, 10'000);
}

} // namespace

class StreamsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void piecesArriveWhenTheyAreWritten();
    void theConnectionServesTheNextRequest();
    void anOldClientGetsNoChunks();
    void headGetsNoBody();
    void aWorkerMayFillIt();
    void itsEndIsClosedForTheWorker();
    void whoLeavesStopsTheWriter();
    void aSlowReaderHoldsTheWriterUp();
    void whoNeverReadsIsDropped();
    void aQuietStreamIsKeptAlive();
    void moreThanTheLimitAreRefused();
    void openEndedStreamsTakeNoWorker();
    void aServerThatEndsSaysFarewell();
    void aStreamUnderWayEndsBeforeTheServer();
    void afterTheEndNothingIsTaken();
};

void StreamsTest::piecesArriveWhenTheyAreWritten()
{
    Streams streams;
    const AdapterHost host({}, streams.answer());
    RawClient client(host.port());
    client.send(kGet);
    const auto head = client.read(true);
    QVERIFY(head);
    QCOMPARE(head->status, 200);
    QCOMPARE(head->headers.value("transfer-encoding"), QByteArray("chunked"));
    QVERIFY(!head->headers.contains("content-length"));
    const auto stream = streams.next();
    QVERIFY(stream);
    for (const char* word : {"one", "two"}) { // the second is written only when the first has arrived
        QCOMPARE(stream->offer(api::serverSentEvent(word)), EventStream::Offered::Taken);
        QVERIFY(client.waitFor(QByteArray("data: ") + word + "\n\n"));
    }
    QVERIFY(!client.rest().contains("0\r\n\r\n"));
    stream->close();
    QVERIFY(client.waitFor("0\r\n\r\n"));
}

void StreamsTest::theConnectionServesTheNextRequest()
{
    Streams streams;
    const AdapterHost host({}, streams.answer());
    RawClient client(host.port());
    client.send(kGet + kGet); // the second waits for the end of the first
    const auto first = streams.next();
    QVERIFY(first && client.read(true));
    QCOMPARE(first->offer("a"), EventStream::Offered::Taken);
    first->close();
    QVERIFY(client.waitFor("1\r\na\r\n0\r\n\r\nHTTP/1.1 200 "));
    QVERIFY(streams.next());
}

void StreamsTest::anOldClientGetsNoChunks()
{
    Streams streams;
    const AdapterHost host({}, streams.answer());
    RawClient client(host.port());
    client.send("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
    const auto head = client.read(true);
    QVERIFY(head && !head->headers.contains("transfer-encoding"));
    QCOMPARE(head->headers.value("connection"), QByteArray("close"));
    const auto stream = streams.next();
    stream->offer("abc");
    stream->close();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray("abc"));
}

void StreamsTest::headGetsNoBody()
{
    Streams streams;
    const AdapterHost host({}, streams.answer());
    RawClient client(host.port());
    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n" + kGet);
    QVERIFY(client.read(true));
    const auto first = streams.next();
    QVERIFY(first && becomesGone(*first));
    QVERIFY(client.read(true)); // the answer to the GET follows at once
}

void StreamsTest::aWorkerMayFillIt()
{
    Streams streams;
    const AdapterHost host({}, streams.answer(true));
    RawClient client(host.port());
    client.send(kGet);
    QVERIFY(client.read(true));
    QVERIFY(client.waitFor("0\r\n\r\n"));
    for (const char* number : {"0", "1", "2"})
        QVERIFY(client.waitFor(QByteArray("data: ") + number + "\n\n"));
}

void StreamsTest::itsEndIsClosedForTheWorker()
{
    const AdapterHost host({}, [](api::Exchange&) {
        api::Response response{200, "text/event-stream", {}, {}};
        response.stream = std::make_shared<EventStream>();
        response.produce = [] { throw std::runtime_error("broken"); };
        return response;
    });
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("broken")));
    RawClient client(host.port());
    client.send(kGet);
    QVERIFY(client.read(true));
    QVERIFY(client.waitFor("0\r\n\r\n"));
}

void StreamsTest::whoLeavesStopsTheWriter()
{
    QSemaphore ended;
    std::atomic<bool> wasStopped = false;
    const AdapterHost host({}, [&](api::Exchange& exchange) {
        api::Response response{200, "text/event-stream", {}, {}};
        response.stream = std::make_shared<EventStream>();
        response.produce = [&, stream = response.stream, stop = exchange.request.stop] {
            while (stream->write("data: more\n\n", stop)) {
            }
            wasStopped = stop.stop_requested();
            ended.release();
        };
        return response;
    });
    RawClient client(host.port());
    client.send(kGet);
    QVERIFY(client.waitFor("data: more"));
    client.leave();
    QVERIFY(ended.tryAcquire(1, 10'000));
    QVERIFY(wasStopped);
    QTRY_COMPARE(host.connections(), 0);
}

// What waits is bounded: the writer waits with it.
void StreamsTest::aSlowReaderHoldsTheWriterUp()
{
    constexpr qint64 kPiece = 64 * 1024;
    constexpr qint64 kMuch = 400 * kPiece; // more than sockets hold
    std::atomic<qint64> written = 0;
    QSemaphore ended;
    const AdapterHost host({}, [&](api::Exchange& exchange) {
        api::Response response{200, "text/event-stream", {}, {}};
        response.stream = std::make_shared<EventStream>();
        response.produce = [&, stream = response.stream, stop = exchange.request.stop] {
            while (written < kMuch && stream->write(QByteArray(kPiece, 'x'), stop))
                written += kPiece;
            ended.release();
        };
        return response;
    });
    RawClient client(host.port());
    client.send(kGet);
    QVERIFY(client.read(true));         // and no more, for now
    QVERIFY(!ended.tryAcquire(1, 300)); // not in the event loop, where the socket of the test would read by itself
    QVERIFY(written < kMuch);
    QVERIFY(client.waitFor("\r\n0\r\n\r\n"));
    QVERIFY(ended.tryAcquire(1, 10'000));
    QCOMPARE(written.load(), kMuch);
}

void StreamsTest::whoNeverReadsIsDropped()
{
    api::GuardLimits limits;
    limits.idle = std::chrono::milliseconds(200);
    Streams streams;
    const AdapterHost host(limits, streams.answer());
    RawClient client(host.port());
    client.send(kGet);
    const auto stream = streams.next();
    QVERIFY(stream);
    QSemaphore ended;
    const std::jthread writer([&] {
        while (stream->write(QByteArray(64 * 1024, 'x'), {})) {
        }
        ended.release();
    });
    // Nothing stops the writer but that the connection is given up. The test's socket reads only in the event loop.
    const bool wasDropped = ended.tryAcquire(1, 20'000);
    stream->leave();
    QVERIFY(wasDropped);
    QTRY_COMPARE(host.connections(), 0);
}

void StreamsTest::aQuietStreamIsKeptAlive()
{
    api::GuardLimits limits;
    limits.idle = std::chrono::milliseconds(100); // which ends connections that wait for a request, and not streams
    limits.keepAlive = std::chrono::milliseconds(30);
    Streams streams;
    const AdapterHost host(limits, streams.answer());
    RawClient client(host.port());
    client.send(kGet);
    QVERIFY(client.read(true));
    QVERIFY(client.waitFor(
        "3\r\n:\n\n\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n"));
    QVERIFY(client.isConnected());
}

void StreamsTest::moreThanTheLimitAreRefused()
{
    api::GuardLimits limits;
    limits.streams = 3;
    Streams streams;
    const AdapterHost host(limits, streams.answer());
    std::vector<std::unique_ptr<RawClient>> clients;
    std::vector<std::shared_ptr<EventStream>> open;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(host.port()));
        QCOMPARE(clients.back()->send(kGet).read(true)->status, 200);
        open.push_back(streams.next());
    }
    RawClient late(host.port());
    late.send(kGet);
    const auto refused = late.read();
    QVERIFY(refused);
    QCOMPARE(refused->status, 503);
    QVERIFY(refused->headers.contains("retry-after"));
    const auto stream = streams.next();
    QVERIFY(becomesGone(*stream));

    open.front()->close(); // a place is free again
    QVERIFY(clients.front()->waitFor("0\r\n\r\n"));
    QCOMPARE(late.send(kGet).read(true)->status, 200);
    clients[1]->leave(); // and so it is after a client that left
    QVERIFY(becomesGone(*open[1]));
    RawClient another(host.port());
    QCOMPARE(another.send(kGet).read(true)->status, 200);
}

void StreamsTest::openEndedStreamsTakeNoWorker()
{
    constexpr int kMany = 50; // the host has four workers
    Streams streams({true, {}});
    const AdapterHost host({}, streams.answer());
    std::vector<std::unique_ptr<RawClient>> clients;
    std::vector<std::shared_ptr<EventStream>> open;
    for (int i = 0; i < kMany; ++i) {
        clients.push_back(std::make_unique<RawClient>(host.port()));
        clients.back()->send(kGet);
        QVERIFY(clients.back()->read(true));
        open.push_back(streams.next());
    }
    for (int i = 0; i < kMany; ++i)
        QCOMPARE(open[size_t(i)]->offer(api::serverSentEvent(QByteArray::number(i))), EventStream::Offered::Taken);
    for (int i = 0; i < kMany; ++i)
        QVERIFY(clients[size_t(i)]->waitFor("data: " + QByteArray::number(i) + "\n\n"));
}

void StreamsTest::aServerThatEndsSaysFarewell()
{
    Streams streams({true, "bye"});
    AdapterHost host({}, streams.answer());
    RawClient client(host.port());
    client.send(kGet);
    QVERIFY(client.read(true));
    const auto stream = streams.next();
    QCOMPARE(stream->offer("news"), EventStream::Offered::Taken);
    QVERIFY(!host.drainsAtOnce());
    QVERIFY(client.waitForEnd());
    QVERIFY2(client.rest().endsWith("3\r\nbye\r\n0\r\n\r\n"), client.rest().constData());
    QVERIFY(client.rest().contains("news"));
    QVERIFY(stream->isGone());
}

void StreamsTest::aStreamUnderWayEndsBeforeTheServer()
{
    Streams streams;
    AdapterHost host({}, streams.answer());
    RawClient client(host.port());
    client.send(kGet);
    QVERIFY(client.read(true));
    const auto stream = streams.next();
    QVERIFY(!host.drainsAtOnce());
    QCOMPARE(stream->offer("the rest"), EventStream::Offered::Taken);
    stream->close();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray("8\r\nthe rest\r\n0\r\n\r\n"));
}

void StreamsTest::afterTheEndNothingIsTaken()
{
    EventStream stream({false, {}, 10});
    QVERIFY(stream.write("0123456789 and more", {})); // larger than the bound, but alone
    QCOMPARE(stream.offer("x"), EventStream::Offered::Full);
    QCOMPARE(stream.take(4).bytes, QByteArray("0123"));
    stream.close();
    QCOMPARE(stream.offer("x"), EventStream::Offered::Gone);
    QVERIFY(!stream.write("x", {}));
    const EventStream::Taken rest = stream.take(100);
    QCOMPARE(rest.bytes, QByteArray("456789 and more"));
    QVERIFY(rest.isEnd);
    StopSource stop;
    stop.request_stop();
    EventStream stopped;
    QVERIFY(!stopped.write("x", stop.get_token()));
}

QTEST_GUILESS_MAIN(StreamsTest)
#include "tst_streams.moc"
