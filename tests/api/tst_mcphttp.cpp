// SPDX-License-Identifier: GPL-3.0-or-later
// The Model Context Protocol over HTTP: through the gateway, and over real sockets where answers are streams.
#include "api/mcp/endpoint.h"
#include "api/server.h"
#include "mcpfixture.h"
#include "mcpschema.h"
#include "rawclient.h"

#include <QTest>

#include <thread>

using namespace atalaya;
using namespace atalaya::test;
using namespace atalaya::api::mcp;
using api::Method;

namespace {

const char kBoth[] = "application/json, text/event-stream";

QString word(const char* text)
{
    return QString::fromLatin1(text);
}

/// The gateway with the fixture's offer at /mcp.
class Mcp
{
public:
    explicit Mcp(bool isTokenOptional = false)
        : router(mcpRoutes(McpFixture::offer(), isTokenOptional, std::chrono::milliseconds(5))),
          gateway(api.services, router, api.clock, {.rate = {0, 0}, .access = {}, .hasTls = false})
    {
    }

    api::Response post(const QByteArray& body, ApiFixture::Headers headers = {})
    {
        if (!headers.contains("content-type"))
            headers.insert("content-type", "application/json");
        if (!headers.contains("accept"))
            headers.insert("accept", kBoth);
        return api.askGateway(gateway, Method::Post, "/mcp", headers, body);
    }
    api::Response post(const QJsonObject& message, ApiFixture::Headers headers = {})
    {
        const auto belonging = McpFixture::headersOf(message);
        for (auto it = belonging.begin(); it != belonging.end(); ++it) {
            if (!it.value().isEmpty() && !headers.contains(it.key()))
                headers.insert(it.key(), it.value());
        }
        return post(McpFixture::bytes(message), headers);
    }
    static QJsonObject object(const api::Response& response) { return ApiFixture::object(response); }

    ApiFixture api;
    api::Router router;
    api::Gateway gateway;
};

/// The messages of a stream that is complete.
QList<QJsonObject> messagesIn(const QByteArray& events)
{
    QList<QJsonObject> messages;
    for (const QByteArray& line : events.split('\n')) {
        if (line.startsWith("data: "))
            messages.append(QJsonDocument::fromJson(line.mid(6)).object());
    }
    return messages;
}

/// Fills the stream as a worker would, and returns what was sent.
QList<QJsonObject> played(const api::Response& response)
{
    response.produce();
    QByteArray events;
    for (;;) {
        const api::EventStream::Taken taken = response.stream->take(1 << 20);
        events += taken.bytes;
        if (taken.isEnd)
            return messagesIn(events);
        if (taken.bytes.isEmpty())
            return {};
    }
}

QByteArray raw(const QByteArray& body, const QByteArray& more = {})
{
    return "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: " + QByteArray(kBoth) +
           "\r\n" + more + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

/// The server with the fixtures of the conformance suite.
struct Running
{
    Running()
    {
        api::ServerOptions options;
        options.rate = {0, 0};
        options.mcpConformance = true;
        server = std::make_unique<api::Server>(api.services, options, api.clock);
        url = server->start();
    }
    quint16 port() const { return quint16(url.value().port()); }

    ApiFixture api;
    std::unique_ptr<api::Server> server;
    Result<QUrl> url = Cancelled();
};

} // namespace

class McpHttpTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyPostIsTaken();
    void aTokenIsNeeded();
    void withoutATokenOnlyWhereThatIsAllowed();
    void pagesOfOtherOriginsAreRefused();
    void acceptDecidesTheForm_data();
    void acceptDecidesTheForm();
    void otherMediaTypesAreRefused();
    void errorsAreJsonRpc();
    void notificationsAreTaken();
    void rolesComeFromTheToken();
    void theLogAndTheActivityNameTheTool();
    void aSessionTellsWhatTheClientCan();
    void logMessagesComeAsLoudAsAsked_data();
    void logMessagesComeAsLoudAsAsked();
    void theClientsAnswerIsTakenFromHimOnly();
    void anAnswerToNothingIsRefused();
    void whoListensIsToldOfChanges();
    void listeningIsBounded();
    void whoCannotListenIsTold();
    void progressComesWhileTheToolRuns();
    void manyCallsStreamAtOnce();
    void aClientThatLeavesStopsTheTool();
    void giantAndBrokenBodiesPass();
    void conformanceStaysOnThisMachine();
};

void McpHttpTest::onlyPostIsTaken()
{
    Mcp mcp;
    for (const Method method : {Method::Get, Method::Delete, Method::Put, Method::Patch}) {
        const api::Response response = mcp.api.askGateway(mcp.gateway, method, "/mcp", {{"accept", kBoth}});
        QCOMPARE(response.status, 405);
        QVERIFY(response.header("Allow").startsWith("POST"));
    }
}

void McpHttpTest::aTokenIsNeeded()
{
    Mcp mcp;
    const QJsonObject list = McpFixture::modern(word("tools/list"));
    for (const QByteArray& bearer : {QByteArray(), QByteArray("Bearer atl_wrong"), QByteArray("Basic abc")}) {
        const api::Response response = mcp.post(list, {{"authorization", bearer}});
        QCOMPARE(response.status, 401);
        QVERIFY(response.header("WWW-Authenticate").startsWith("Bearer"));
    }
    QCOMPARE(mcp.post(list).status, 200);
}

void McpHttpTest::withoutATokenOnlyWhereThatIsAllowed()
{
    Mcp open(true);
    const QJsonObject list = McpFixture::modern(word("tools/list"));
    const auto askWithout = [&](api::Gateway& gateway) {
        api::Exchange exchange;
        exchange.request.method = Method::Post;
        exchange.request.path = "/mcp";
        exchange.request.headers = McpFixture::headersOf(list);
        exchange.request.headers.insert("content-type", "application/json");
        exchange.request.headers.insert("accept", kBoth);
        exchange.request.body = McpFixture::bytes(list);
        exchange.request.peer = QHostAddress(QHostAddress::LocalHost);
        const auto early = gateway.admit(exchange);
        return early ? *early : gateway.answer(exchange);
    };
    const api::Response served = askWithout(open.gateway);
    QCOMPARE(served.status, 200);
    QVERIFY(!served.body.contains("purge_things")); // as a viewer
    QCOMPARE(open.post(list, {{"authorization", "Bearer atl_wrong"}}).status, 401);
    Mcp closed;
    QCOMPARE(askWithout(closed.gateway).status, 401);
}

void McpHttpTest::pagesOfOtherOriginsAreRefused()
{
    Mcp mcp;
    const QJsonObject list = McpFixture::modern(word("tools/list"));
    QCOMPARE(mcp.post(list, {{"origin", "http://evil.example"}}).status, 403);
    QCOMPARE(mcp.post(list, {{"host", "evil.example"}}).status, 403);
    QCOMPARE(mcp.post(list, {{"origin", "http://localhost:8787"}}).status, 200);
}

void McpHttpTest::acceptDecidesTheForm_data()
{
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<QString>("tool");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isStream");
    QTest::newRow("both, a quiet tool") << QByteArray(kBoth) << word("count_things") << 200 << false;
    QTest::newRow("both, a talking tool") << QByteArray(kBoth) << word("talk") << 200 << true;
    QTest::newRow("JSON, a talking tool") << QByteArray("application/json") << word("talk") << 200 << false;
    QTest::newRow("anything") << QByteArray("*/*") << word("talk") << 200 << false;
    QTest::newRow("events only") << QByteArray("text/event-stream;q=1") << word("count_things") << 200 << true;
    QTest::newRow("neither") << QByteArray("text/html") << word("count_things") << 406 << false;
}

void McpHttpTest::acceptDecidesTheForm()
{
    QFETCH(QByteArray, accept);
    QFETCH(QString, tool);
    QFETCH(int, status);
    QFETCH(bool, isStream);
    Mcp mcp;
    const QJsonObject arguments = tool == QLatin1String("talk") ? QJsonObject() : QJsonObject{{word("days"), 1}};
    const QJsonObject call = McpFixture::call(tool.toLatin1().constData(), arguments);
    const api::Response response = mcp.post(call, {{"accept", accept}});
    QCOMPARE(response.status, status);
    QCOMPARE(bool(response.stream), isStream);
    if (isStream) {
        QCOMPARE(response.contentType, QByteArray("text/event-stream"));
        QCOMPARE(response.header("X-Accel-Buffering"), QByteArray("no"));
        const QList<QJsonObject> messages = played(response);
        QVERIFY(!messages.isEmpty());
        QVERIFY(messages.last().contains(word("result")));
    } else if (status == 200) {
        const QJsonObject content =
            Mcp::object(response).value(word("result")).toObject().value(word("structuredContent")).toObject();
        QVERIFY(tool != QLatin1String("talk") || content.value(word("peer")) == QJsonValue(false));
    }
}

void McpHttpTest::otherMediaTypesAreRefused()
{
    Mcp mcp;
    QCOMPARE(mcp.post("jsonrpc=2.0", {{"content-type", "application/x-www-form-urlencoded"}}).status, 415);
    QCOMPARE(mcp.post("{}", {{"content-type", "text/plain"}}).status, 415);
}

void McpHttpTest::errorsAreJsonRpc()
{
    Mcp mcp;
    const api::Response broken = mcp.post("{");
    QCOMPARE(broken.status, 400);
    QCOMPARE(broken.contentType, QByteArray("application/json"));
    QCOMPARE(Mcp::object(broken).value(word("error")).toObject().value(word("code")).toInt(), code::kParse);
    QCOMPARE(mcp.post(R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])").status, 400);
    QCOMPARE(mcp.post(McpFixture::modern(word("no/such"))).status, 404);
}

void McpHttpTest::notificationsAreTaken()
{
    Mcp mcp;
    const api::Response response =
        mcp.post(R"({"jsonrpc":"2.0","method":"notifications/initialized"})", {{"mcp-protocol-version", "2025-11-25"}});
    QCOMPARE(response.status, 202);
    QVERIFY(response.body.isEmpty() && response.contentType.isEmpty());
}

void McpHttpTest::rolesComeFromTheToken()
{
    Mcp mcp;
    const QJsonObject purge = McpFixture::call("purge_things");
    const auto purged = [&](model::Role role) {
        return Mcp::object(mcp.post(purge, {{"authorization", mcp.api.bearer(role)}})).contains(word("result"));
    };
    QVERIFY(!purged(model::Role::Viewer));
    QVERIFY(purged(model::Role::Operator));
}

void McpHttpTest::theLogAndTheActivityNameTheTool()
{
    Mcp mcp;
    QCOMPARE(mcp.post(McpFixture::call("count_things", {{word("days"), 1}})).operation,
             word("tools/call count_things"));
    QCOMPARE(mcp.post(McpFixture::modern(word("tools/list"))).operation, word("tools/list"));
    const QString giant = QString(100'000, u'x');
    QVERIFY(mcp.post(McpFixture::legacy(giant)).operation.size() <= 120);
}

void McpHttpTest::aSessionTellsWhatTheClientCan()
{
    Mcp mcp;
    const auto begin = [&](const QJsonObject& capabilities) {
        return mcp
            .post(McpFixture::legacy(word("initialize"), {{word("protocolVersion"), word("2025-11-25")},
                                                          {word("capabilities"), capabilities}}))
            .header("Mcp-Session-Id");
    };
    const auto isError = [&](const QByteArray& session) {
        ApiFixture::Headers headers{{"mcp-protocol-version", "2025-11-25"}};
        if (!session.isNull())
            headers.insert("mcp-session-id", session);
        const api::Response response = mcp.post(
            McpFixture::bytes(McpFixture::legacy(word("tools/call"), {{word("name"), word("sample")}})), headers);
        return Mcp::object(response).value(word("result")).toObject().value(word("isError")).toBool();
    };
    const QByteArray sampling = begin({{word("sampling"), QJsonObject()}});
    QVERIFY(sampling.size() >= 32);
    QVERIFY(begin({{word("sampling"), QJsonObject()}}) != sampling);
    QVERIFY(!isError(sampling));
    QVERIFY(isError(begin({{word("roots"), QJsonObject()}})));
    for (const QByteArray& unknown : {QByteArray(), QByteArray("x"), QByteArray(36, '1'), QByteArray(100'000, '1')})
        QVERIFY(isError(unknown)); // from elsewhere: nothing is known of the client
}

void McpHttpTest::logMessagesComeAsLoudAsAsked_data()
{
    QTest::addColumn<QString>("level");
    QTest::addColumn<int>("messages");
    QTest::newRow("not asked for") << QString() << 0;
    QTest::newRow("all") << word("debug") << 2;
    QTest::newRow("the louder") << word("warning") << 1;
    QTest::newRow("none loud enough") << word("emergency") << 0;
    QTest::newRow("no level") << word("loud") << 0;
}

void McpHttpTest::logMessagesComeAsLoudAsAsked()
{
    QFETCH(QString, level);
    QFETCH(int, messages);
    Mcp mcp;
    QJsonObject params;
    if (!level.isEmpty())
        params.insert(word("_meta"), QJsonObject{{kMetaLogLevel, level}});
    const QList<QJsonObject> sent = played(mcp.post(McpFixture::call("talk", {}, params)));
    QCOMPARE(sent.size(), messages + 1);
    for (const QJsonObject& message : sent.first(messages)) {
        QCOMPARE(message.value(word("method")).toString(), word("notifications/message"));
        if (hasMcpSchemas())
            QCOMPARE(mcpBreach(message, kModernVersion, word("LoggingMessageNotification")), QString());
    }
}

// The tool asks by the stream; the answer comes by a request of its own.
void McpHttpTest::theClientsAnswerIsTakenFromHimOnly()
{
    Mcp mcp;
    const QByteArray session =
        mcp.post(McpFixture::legacy(word("initialize"),
                                    {{word("protocolVersion"), word("2025-06-18")},
                                     {word("capabilities"), QJsonObject{{word("roots"), QJsonObject()}}}}))
            .header("Mcp-Session-Id");
    const ApiFixture::Headers headers{{"mcp-protocol-version", "2025-06-18"}, {"mcp-session-id", session}};
    const api::Response response =
        mcp.post(McpFixture::bytes(McpFixture::legacy(word("tools/call"), {{word("name"), word("ask")}})), headers);
    QVERIFY(response.stream);
    std::jthread worker([&response] { response.produce(); });
    QByteArray events;
    QVERIFY(QTest::qWaitFor([&] { return !(events += response.stream->take(1 << 20).bytes).isEmpty(); }, 10'000));
    const QJsonObject question = messagesIn(events).first();
    QCOMPARE(question.value(word("method")).toString(), word("roots/list"));
    const QString id = question.value(word("id")).toString();
    QVERIFY(id.size() >= 32);
    const QByteArray answer =
        McpFixture::bytes({{word("jsonrpc"), word("2.0")},
                           {word("id"), id},
                           {word("result"), QJsonObject{{word("roots"), QJsonArray{word("here")}}}}});
    ApiFixture::Headers foreign = headers;
    foreign.insert("authorization", mcp.api.bearer(model::Role::Admin));
    QCOMPARE(mcp.post(answer, foreign).status, 400); // of another client
    QCOMPARE(mcp.post(answer, headers).status, 202);
    QVERIFY(
        QTest::qWaitFor([&] { return (events += response.stream->take(1 << 20).bytes).contains("result"); }, 10'000));
    QCOMPARE(messagesIn(events)
                 .last()
                 .value(word("result"))
                 .toObject()
                 .value(word("structuredContent"))
                 .toObject()
                 .value(word("roots")),
             QJsonValue(QJsonArray{word("here")}));
    worker.join();
    QCOMPARE(mcp.post(answer, headers).status, 400); // only once
}

void McpHttpTest::anAnswerToNothingIsRefused()
{
    Mcp mcp;
    QCOMPARE(mcp.post(R"({"jsonrpc":"2.0","id":"atalaya-0","result":{}})").status, 400);
    QCOMPARE(mcp.post(R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}})").status, 400);
}

void McpHttpTest::whoListensIsToldOfChanges()
{
    Mcp mcp;
    const QJsonObject capabilities = Mcp::object(mcp.post(McpFixture::modern(word("server/discover"))))
                                         .value(word("result"))
                                         .toObject()
                                         .value(word("capabilities"))
                                         .toObject();
    QVERIFY(capabilities.value(word("resources")).toObject().value(word("subscribe")).toBool());
    const QJsonArray wanted{word("test://one"), word("test://things/5"), word("test://nowhere"), word("test://one")};
    const api::Response response = mcp.post(McpFixture::modern(
        word("subscriptions/listen"), {{word("notifications"), QJsonObject{{word("resourceSubscriptions"), wanted},
                                                                           {word("toolsListChanged"), true}}}}));
    QCOMPARE(response.status, 200);
    QVERIFY(response.stream && !response.produce && response.stream->options().isOpenEnded);
    QByteArray events = response.stream->take(1 << 20).bytes;
    const QJsonObject acknowledged = messagesIn(events).first();
    QCOMPARE(acknowledged.value(word("method")).toString(), word("notifications/subscriptions/acknowledged"));
    const QJsonObject params = acknowledged.value(word("params")).toObject();
    QCOMPARE(params.value(word("notifications")).toObject(),
             (QJsonObject{{word("resourceSubscriptions"), QJsonArray{word("test://one"), word("test://things/5")}}}));
    QCOMPARE(params.value(word("_meta")).toObject().value(kMetaSubscription), QJsonValue(1));

    mcp.api.fillWithDeliveries(); // the store changes
    QVERIFY(QTest::qWaitFor([&] { return messagesIn(events += response.stream->take(1 << 20).bytes).size() >= 3; },
                            10'000));
    QStringList told;
    for (const QJsonObject& message : messagesIn(events).sliced(1)) {
        QCOMPARE(message.value(word("method")).toString(), word("notifications/resources/updated"));
        if (hasMcpSchemas())
            QCOMPARE(mcpBreach(message, kModernVersion, word("ResourceUpdatedNotification")), QString());
        QCOMPARE(message.value(word("params")).toObject().value(word("_meta")).toObject().value(kMetaSubscription),
                 QJsonValue(1));
        told.append(message.value(word("params")).toObject().value(word("uri")).toString());
    }
    QCOMPARE(told, (QStringList{word("test://one"), word("test://things/5")}));
    if (hasMcpSchemas()) {
        QCOMPARE(mcpBreach(acknowledged, kModernVersion, word("SubscriptionsAcknowledgedNotification")), QString());
        const QJsonObject farewell = messagesIn(response.stream->options().farewell).first();
        QCOMPARE(mcpBreach(farewell.value(word("result")), kModernVersion, word("SubscriptionsListenResult")),
                 QString());
    }
}

void McpHttpTest::listeningIsBounded()
{
    Mcp mcp;
    const QJsonObject listen =
        McpFixture::modern(word("subscriptions/listen"), {{word("notifications"), QJsonObject()}});
    std::vector<std::shared_ptr<api::EventStream>> streams;
    for (qsizetype i = 0; i < Watch::kMostStreams; ++i)
        streams.push_back(mcp.post(listen).stream);
    QCOMPARE(mcp.post(listen).status, 503);
    QCOMPARE(mcp.post(listen, {{"authorization", mcp.api.bearer(model::Role::Admin)}}).status, 200); // another caller
    streams.front()->leave();
    QCOMPARE(mcp.post(listen).status, 200);
}

void McpHttpTest::whoCannotListenIsTold()
{
    Mcp mcp;
    const QJsonObject listen =
        McpFixture::modern(word("subscriptions/listen"), {{word("notifications"), QJsonObject()}});
    QCOMPARE(mcp.post(listen, {{"accept", "application/json"}}).status, 406);
    const api::Response wrong = mcp.post(McpFixture::modern(word("subscriptions/listen")));
    QCOMPARE(Mcp::object(wrong).value(word("error")).toObject().value(word("code")).toInt(), code::kInvalidParams);
    const api::Response old = mcp.post(McpFixture::bytes(McpFixture::legacy(word("subscriptions/listen"))));
    QCOMPARE(Mcp::object(old).value(word("error")).toObject().value(word("code")).toInt(), code::kMethodNotFound);
}

void McpHttpTest::progressComesWhileTheToolRuns()
{
    const Running running;
    QVERIFY(running.url.isOk());
    RawClient client(running.port());
    client.send(raw(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"test_tool_with_progress",)"
                    R"("_meta":{"progressToken":"p"}}})"));
    const auto head = client.read(true);
    QVERIFY(head);
    QCOMPARE(head->status, 200);
    QVERIFY(head->head.startsWith("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(head->headers.value("content-type"), QByteArray("text/event-stream"));
    QVERIFY(head->headers.contains("x-request-id"));
    QVERIFY(client.waitFor("\r\n0\r\n\r\n"));
    QList<int> progress;
    for (const QJsonObject& message : messagesIn(client.rest())) {
        if (message.contains(word("method")))
            progress.append(message.value(word("params")).toObject().value(word("progress")).toInt());
    }
    QCOMPARE(progress, (QList<int>{0, 50, 100}));
    QVERIFY(messagesIn(client.rest()).last().contains(word("result")));
}

void McpHttpTest::manyCallsStreamAtOnce()
{
    constexpr int kMany = 50;
    const Running running;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < kMany; ++i) {
        clients.push_back(std::make_unique<RawClient>(running.port(), 30'000));
        clients.back()->send(raw(R"({"jsonrpc":"2.0","id":)" + QByteArray::number(i) +
                                 R"(,"method":"tools/call","params":{"name":"test_tool_with_logging"}})"));
    }
    for (int i = 0; i < kMany; ++i) {
        QVERIFY(clients[size_t(i)]->read(true));
        QVERIFY(clients[size_t(i)]->waitFor("\r\n0\r\n\r\n"));
        const QList<QJsonObject> messages = messagesIn(clients[size_t(i)]->rest());
        QCOMPARE(messages.size(), 4);
        QCOMPARE(messages.last().value(word("id")).toInt(), i);
    }
}

// It waits for an answer that will not come; were it not stopped, the server could not end before the minute is over.
void McpHttpTest::aClientThatLeavesStopsTheTool()
{
    Running running;
    for (int i = 0; i < 10; ++i) { // more than may wait at once
        RawClient client(running.port());
        client.send(raw(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"test_elicitation",)"
                        R"("arguments":{"message":"?"}}})",
                        "Mcp-Session-Id: " + sessionIdOf({{word("elicitation"), QJsonObject()}}) + "\r\n"));
        QVERIFY(client.waitFor("elicitation/create"));
        client.leave();
        QTRY_COMPARE(running.server->connections(), 0);
    }
    running.server->stop();
}

void McpHttpTest::giantAndBrokenBodiesPass()
{
    const Running running;
    RawClient client(running.port());
    const QByteArray giant =
        R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"test_simple_text","arguments":{"x":")" +
        QByteArray(8 * 1024 * 1024, 'x') + R"("}}})";
    client.send(raw(giant));
    const auto answer = client.read();
    QVERIFY(answer);
    QCOMPARE(answer->status, 200); // a tool's error: it takes no arguments
    QVERIFY(answer->body.size() < 10'000);
    client.send(raw(giant.first(giant.size() - 10)));
    QCOMPARE(client.read()->status, 400);
    client.send(raw(QByteArray(1'000'000, '[')));
    QCOMPARE(client.read()->status, 400);
    client.send(raw(QByteArray(1'000'000, '\0')));
    QCOMPARE(client.read()->status, 400);
    client.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n");
    QCOMPARE(client.read()->status, 413);
}

void McpHttpTest::conformanceStaysOnThisMachine()
{
    ApiFixture api;
    api::ServerOptions options;
    options.mcpConformance = true;
    options.insecure = true;
    options.address = QHostAddress(QHostAddress::AnyIPv4);
    api::Server server(api.services, options, api.clock);
    const auto url = server.start();
    QVERIFY(url.isError());
    QVERIFY(url.error().userText.contains(word("127.0.0.1")));
}

QTEST_GUILESS_MAIN(McpHttpTest)
#include "tst_mcphttp.moc"
