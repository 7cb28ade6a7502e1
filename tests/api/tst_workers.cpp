// SPDX-License-Identifier: GPL-3.0-or-later
// How the requests of many clients share the threads that answer them.
#include "adapterhost.h"
#include "rawclient.h"

#include <QSemaphore>
#include <QTest>

#include <new>
#include <vector>

using namespace atalaya;
using test::AdapterHost;
using test::RawClient;

namespace {

QByteArray get(const QByteArray& path, const QByteArray& more = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

// The server still answers a plain request on a new connection.
bool isAlive(const AdapterHost& host)
{
    RawClient client(host.port());
    const auto answer = client.send(get("/alive")).read();
    return answer && answer->status == 200 && answer->body == "GET /alive? ";
}

} // namespace

class WorkersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readersNeverQueueBehindWriters();
    void oneCallerKeepsNoOtherWaiting();
    void whatAnAnswerThrowsFailsThatRequestOnly();
};

void WorkersTest::readersNeverQueueBehindWriters()
{
    constexpr int kWriters = 8; // more than there are threads
    QSemaphore go;
    AdapterHost host({}, [&go](api::Exchange& exchange) {
        if (exchange.request.method == api::Method::Post)
            go.acquire();
        return AdapterHost::echo(exchange);
    });
    std::vector<std::unique_ptr<RawClient>> writers;
    for (int i = 0; i < kWriters; ++i) {
        writers.push_back(std::make_unique<RawClient>(host.port()));
        writers.back()->send("POST /w HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    }
    RawClient reader(host.port());
    const auto read = reader.send(get("/r")).read(); // while all of them wait
    go.release(kWriters);
    QVERIFY(read);
    QCOMPARE(read->status, 200);
    for (const auto& writer : writers) {
        const auto written = writer->read();
        QVERIFY(written);
        QCOMPARE(written->status, 200);
    }
}

void WorkersTest::oneCallerKeepsNoOtherWaiting()
{
    constexpr int kMany = 30; // more than there are threads
    QSemaphore go;
    AdapterHost host({}, [&go](api::Exchange& exchange) {
        if (exchange.request.path == "/slow")
            go.acquire();
        return AdapterHost::echo(exchange);
    });
    std::vector<std::unique_ptr<RawClient>> greedy;
    for (int i = 0; i < kMany; ++i) {
        greedy.push_back(std::make_unique<RawClient>(host.port()));
        greedy.back()->send(get("/slow", "X-Caller: greedy\r\n"));
    }
    QTRY_COMPARE(host.connections(), kMany);
    QList<int> statuses;
    for (const char* caller : {"a", "b", "a"}) { // while nothing of the first caller comes to an end
        RawClient other(host.port());
        const auto answer = other.send(get("/quick", QByteArray("X-Caller: ") + caller + "\r\n")).read();
        statuses.append(answer ? answer->status : 0);
    }
    go.release(kMany);
    QCOMPARE(statuses, (QList<int>{200, 200, 200}));
    for (const auto& client : greedy) {
        const auto answer = client->read();
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
    }
}

void WorkersTest::whatAnAnswerThrowsFailsThatRequestOnly()
{
    AdapterHost host({}, [](api::Exchange& exchange) -> api::Response {
        if (exchange.request.path == "/large")
            throw std::bad_alloc();
        return AdapterHost::echo(exchange);
    });
    for (int i = 0; i < 10; ++i) { // more than there are threads
        RawClient client(host.port());
        const auto answer = client.send(get("/large")).read();
        QVERIFY(answer);
        QCOMPARE(answer->status, 503);
        QVERIFY(answer->headers.value("retry-after").toInt() > 0);
    }
    QVERIFY(isAlive(host));
}

QTEST_GUILESS_MAIN(WorkersTest)
#include "tst_workers.moc"
