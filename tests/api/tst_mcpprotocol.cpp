// SPDX-License-Identifier: GPL-3.0-or-later
// What is said to the messages of AI clients, without a transport.
#include "mcpfixture.h"
#include "mcpschema.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::test;
using namespace atalaya::api::mcp;

namespace {

QString word(const char* text)
{
    return QString::fromLatin1(text);
}

QString textOf(const QJsonObject& result)
{
    return result.value(word("content")).toArray().first().toObject().value(word("text")).toString();
}

const QJsonObject kElicitation{{word("elicitation"), QJsonObject()}};

} // namespace

class McpProtocolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMessageTellsItsEra_data();
    void aMessageTellsItsEra();
    void whatIsNoMessageIsRefused_data();
    void whatIsNoMessageIsRefused();
    void headersMustSayWhatTheBodySays_data();
    void headersMustSayWhatTheBodySays();
    void aClientOfAnOlderRevisionAgreesOnOne_data();
    void aClientOfAnOlderRevisionAgreesOnOne();
    void notificationsAreNotAnswered();
    void everyAnswerFitsThePublishedSchema_data();
    void everyAnswerFitsThePublishedSchema();
    void aRoleSeesAndCallsItsTools();
    void argumentsThatDoNotFitAreExplained_data();
    void argumentsThatDoNotFitAreExplained();
    void aToolThatBreaksIsAnErrorOfTheTool();
    void listsComeInPages();
    void aCursorIsGoodForItsListOnly();
    void completionsAreCapped();
    void whatIsNotThereHasTheCodeOfItsRevision();
    void aDetailStaysHere();
    void promptsTakeTheirArgumentsOnly();
    void aCallMayNeedSeveralRounds();
    void aStateIsGoodForItsCallAndCallerOnly_data();
    void aStateIsGoodForItsCallAndCallerOnly();
    void aStateGetsOld();
    void whatTheClientCannotDoIsNotAsked();
    void inputsThatAreNoObjectsAreRefused();
};

void McpProtocolTest::aMessageTellsItsEra_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("meta");
    QTest::addColumn<QString>("method");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code"); // 0: a result

    const QByteArray full =
        R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}})";
    const QByteArray future =
        R"({"io.modelcontextprotocol/protocolVersion":"2031-01-01","io.modelcontextprotocol/clientCapabilities":{}})";
    const QString list = word("tools/list");
    QTest::newRow("modern") << QByteArray("2026-07-28") << full << list << 200 << 0;
    QTest::newRow("2025-11-25") << QByteArray("2025-11-25") << QByteArray() << list << 200 << 0;
    QTest::newRow("2025-06-18") << QByteArray("2025-06-18") << QByteArray() << list << 200 << 0;
    QTest::newRow("no header is old") << QByteArray() << QByteArray() << list << 200 << 0;
    QTest::newRow("an unknown revision") << QByteArray("1999-01-01") << QByteArray() << list << 400
                                         << code::kUnsupportedVersion;
    QTest::newRow("a later revision") << QByteArray("2031-01-01") << future << list << 400 << code::kUnsupportedVersion;
    QTest::newRow("a later revision without its meta")
        << QByteArray("2031-01-01") << QByteArray(R"({"io.modelcontextprotocol/clientCapabilities":{}})") << list << 400
        << code::kInvalidParams;
    QTest::newRow("modern without meta") << QByteArray("2026-07-28") << QByteArray() << list << 400
                                         << code::kInvalidParams;
    QTest::newRow("modern without capabilities")
        << QByteArray("2026-07-28") << QByteArray(R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"})") << list
        << 400 << code::kInvalidParams;
    QTest::newRow("modern meta without a header") << QByteArray() << full << list << 400 << code::kHeaderMismatch;
    QTest::newRow("two revisions at once") << QByteArray("2025-11-25") << full << list << 400 << code::kHeaderMismatch;
    QTest::newRow("the other way round") << QByteArray("2026-07-28") << future << list << 400 << code::kHeaderMismatch;
    QTest::newRow("a removed method") << QByteArray("2026-07-28") << full << word("ping") << 404
                                      << code::kMethodNotFound;
    QTest::newRow("and where it still is") << QByteArray("2025-11-25") << QByteArray() << word("ping") << 200 << 0;
    QTest::newRow("a new method of an old client")
        << QByteArray("2025-11-25") << QByteArray() << word("server/discover") << 200 << code::kMethodNotFound;
    QTest::newRow("nothing is logged") << QByteArray("2025-11-25") << QByteArray() << word("logging/setLevel") << 200
                                       << code::kMethodNotFound;
}

void McpProtocolTest::aMessageTellsItsEra()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, meta);
    QFETCH(QString, method);
    QFETCH(int, status);
    QFETCH(int, code);
    const McpFixture mcp;
    QMap<QByteArray, QByteArray> headers{{"mcp-method", method.toLatin1()}};
    if (!header.isEmpty())
        headers.insert("mcp-protocol-version", header);
    QJsonObject params;
    if (!meta.isEmpty())
        params.insert(word("_meta"), McpFixture::json(meta.constData()));
    const Reply reply = mcp.ask(McpFixture::bytes(McpFixture::legacy(method, params)), &headers);
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.message.value(word("id")), QJsonValue(1));
    QCOMPARE(reply.message.value(word("error")).toObject().value(word("code")).toInt(), code);
    QCOMPARE(reply.message.contains(word("result")), code == 0);
    if (code == code::kUnsupportedVersion) {
        const QJsonObject data = reply.message.value(word("error")).toObject().value(word("data")).toObject();
        QCOMPARE(data.value(word("supported")).toArray().size(), 3);
        QCOMPARE(data.value(word("requested")).toString(), QString::fromLatin1(header));
    }
}

void McpProtocolTest::whatIsNoMessageIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<QJsonValue>("id");
    const QJsonValue none(QJsonValue::Undefined);
    QTest::newRow("nothing") << QByteArray() << code::kParse << none;
    QTest::newRow("no JSON") << QByteArray("{\"jsonrpc\"") << code::kParse << none;
    QTest::newRow("no UTF-8") << QByteArray("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\xfe\"}") << code::kParse
                              << none;
    QTest::newRow("too deep") << QByteArray(QByteArray(50'000, '[') + QByteArray(50'000, ']')) << code::kParse << none;
    QTest::newRow("a number") << QByteArray("5") << code::kParse << none;
    QTest::newRow("a batch") << QByteArray(R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])") << code::kInvalidRequest
                             << none;
    QTest::newRow("an empty batch") << QByteArray("[]") << code::kInvalidRequest << none;
    QTest::newRow("another JSON-RPC") << QByteArray(R"({"jsonrpc":"1.0","id":7,"method":"ping"})")
                                      << code::kInvalidRequest << QJsonValue(7);
    QTest::newRow("id null") << QByteArray(R"({"jsonrpc":"2.0","id":null,"method":"ping"})") << code::kInvalidRequest
                             << none;
    QTest::newRow("id of a kind that ids are not")
        << QByteArray(R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})") << code::kInvalidRequest << none;
    QTest::newRow("no method") << QByteArray(R"({"jsonrpc":"2.0","id":"a"})") << code::kInvalidRequest
                               << QJsonValue(word("a"));
    QTest::newRow("a method that is no text")
        << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":{}})") << code::kInvalidRequest << QJsonValue(1);
    QTest::newRow("params in a list") << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[1]})")
                                      << code::kInvalidParams << QJsonValue(1);
}

void McpProtocolTest::whatIsNoMessageIsRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    QFETCH(QJsonValue, id);
    const McpFixture mcp;
    const Reply reply = mcp.ask(bytes);
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.message.value(word("error")).toObject().value(word("code")).toInt(), code);
    QCOMPARE(reply.message.value(word("id")), id);
}

void McpProtocolTest::headersMustSayWhatTheBodySays_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value"); // null: the header is left out
    QTest::addColumn<bool>("isGood");
    QTest::newRow("as it should be") << QByteArray("mcp-method") << QByteArray("tools/call") << true;
    QTest::newRow("no method") << QByteArray("mcp-method") << QByteArray() << false;
    QTest::newRow("another method") << QByteArray("mcp-method") << QByteArray("tools/list") << false;
    QTest::newRow("another case") << QByteArray("mcp-method") << QByteArray("Tools/Call") << false;
    QTest::newRow("no name") << QByteArray("mcp-name") << QByteArray() << false;
    QTest::newRow("another name") << QByteArray("mcp-name") << QByteArray("purge_things") << false;
    QTest::newRow("an encoded name") << QByteArray("mcp-name")
                                     << QByteArray("=?base64?" + QByteArray("count_things").toBase64() + "?=") << true;
    QTest::newRow("no argument") << QByteArray("mcp-param-region") << QByteArray() << false;
    QTest::newRow("an encoded argument") << QByteArray("mcp-param-region") << QByteArray("=?base64?TcOpeGljbw==?=")
                                         << true;
    QTest::newRow("another argument") << QByteArray("mcp-param-region") << QByteArray("=?base64?TWV4aWNv?=") << false;
    QTest::newRow("without padding") << QByteArray("mcp-param-region") << QByteArray("=?base64?TcOpeGljbw?=") << false;
    QTest::newRow("no base64") << QByteArray("mcp-param-region") << QByteArray("=?base64?TcOp!!!jbw==?=") << false;
    QTest::newRow("bytes that headers do not hold")
        << QByteArray("mcp-param-region") << QByteArray("M\xc3\xa9xico") << false;
}

void McpProtocolTest::headersMustSayWhatTheBodySays()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(bool, isGood);
    const McpFixture mcp;
    const QJsonObject message =
        McpFixture::call("count_things", {{word("days"), 3}, {word("region"), QString::fromUtf8("M\xc3\xa9xico")}});
    QMap<QByteArray, QByteArray> headers = McpFixture::headersOf(message);
    headers.insert("mcp-param-region", "=?base64?TcOpeGljbw==?=");
    if (value.isNull())
        headers.remove(name);
    else
        headers.insert(name, value);
    const Reply reply = mcp.ask(McpFixture::bytes(message), &headers);
    QCOMPARE(reply.status, isGood ? 200 : 400);
    if (isGood)
        QCOMPARE(reply.message.value(word("result"))
                     .toObject()
                     .value(word("structuredContent"))
                     .toObject()
                     .value(word("count")),
                 QJsonValue(6));
    else
        QCOMPARE(reply.message.value(word("error")).toObject().value(word("code")).toInt(), code::kHeaderMismatch);
}

void McpProtocolTest::aClientOfAnOlderRevisionAgreesOnOne_data()
{
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("agreed");
    QTest::newRow("2025-06-18") << word("2025-06-18") << word("2025-06-18");
    QTest::newRow("2025-11-25") << word("2025-11-25") << word("2025-11-25");
    QTest::newRow("one that we do not speak") << word("2024-11-05") << word("2025-11-25");
    QTest::newRow("one that needs no handshake") << word("2026-07-28") << word("2025-11-25");
}

void McpProtocolTest::aClientOfAnOlderRevisionAgreesOnOne()
{
    QFETCH(QString, wanted);
    QFETCH(QString, agreed);
    const McpFixture mcp;
    const QJsonObject result = mcp.result(McpFixture::legacy(word("initialize"), {{word("protocolVersion"), wanted}}));
    QCOMPARE(result.value(word("protocolVersion")).toString(), agreed);
    QCOMPARE(result.value(word("instructions")).toString(), McpFixture::offer().instructions);
    QCOMPARE(mcp.error(McpFixture::legacy(word("initialize"))).value(word("code")).toInt(), code::kInvalidParams);
}

void McpProtocolTest::notificationsAreNotAnswered()
{
    const McpFixture mcp;
    for (const char* bytes :
         {R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
          R"({"jsonrpc":"2.0","method":"notifications/of/a/kind/that/nobody/knows","params":{}})"}) {
        const Reply reply = mcp.ask(bytes);
        QCOMPARE(reply.status, 202);
        QVERIFY(reply.message.isEmpty());
    }
}

void McpProtocolTest::everyAnswerFitsThePublishedSchema_data()
{
    QTest::addColumn<QString>("revision");
    QTest::addColumn<QJsonObject>("message");
    QTest::addColumn<QString>("definition");
    struct Case
    {
        const char* method;
        QJsonObject params;
        const char* definition;
    };
    const QJsonObject named{{word("name"), word("count_things")}, {word("arguments"), QJsonObject{{word("days"), 1}}}};
    const QJsonObject wrong{{word("name"), word("count_things")}, {word("arguments"), QJsonObject{{word("day"), 1}}}};
    const QJsonObject completed{
        {word("ref"), QJsonObject{{word("type"), word("ref/resource")}, {word("uri"), word("test://things/{id}")}}},
        {word("argument"), QJsonObject{{word("name"), word("id")}, {word("value"), word("x")}}}};
    const QJsonObject prompted{{word("name"), word("explore")},
                               {word("arguments"), QJsonObject{{word("dataset"), word("d")}}}};
    const QList<Case> both{{"tools/list", {}, "ListToolsResult"},
                           {"tools/call", named, "CallToolResult"},
                           {"tools/call", wrong, "CallToolResult"},
                           {"resources/list", {}, "ListResourcesResult"},
                           {"resources/templates/list", {}, "ListResourceTemplatesResult"},
                           {"resources/read", {{word("uri"), word("test://things/7")}}, "ReadResourceResult"},
                           {"prompts/list", {}, "ListPromptsResult"},
                           {"prompts/get", prompted, "GetPromptResult"},
                           {"completion/complete", completed, "CompleteResult"}};
    for (const QString& revision : legacyVersions()) {
        for (const Case& one : both)
            QTest::addRow("%s %s %s", qPrintable(revision), one.method, one.definition)
                << revision << McpFixture::legacy(word(one.method), one.params) << word(one.definition);
        QTest::addRow("%s initialize", qPrintable(revision))
            << revision << McpFixture::legacy(word("initialize"), {{word("protocolVersion"), revision}})
            << word("InitializeResult");
    }
    const QString revision = kModernVersion;
    for (const Case& one : both)
        QTest::addRow("%s %s %s", qPrintable(revision), one.method, one.definition)
            << revision << McpFixture::modern(word(one.method), one.params) << word(one.definition);
    QTest::addRow("%s server/discover", qPrintable(revision))
        << revision << McpFixture::modern(word("server/discover")) << word("DiscoverResult");
    QTest::addRow("%s input required", qPrintable(revision))
        << revision << McpFixture::call("rounds", {}, {}, kElicitation) << word("InputRequiredResult");
}

void McpProtocolTest::everyAnswerFitsThePublishedSchema()
{
    if (!hasMcpSchemas())
        QSKIP("The published schemas are not here: set ATALAYA_MCP_SCHEMAS to their folder.");
    QFETCH(QString, revision);
    QFETCH(QJsonObject, message);
    QFETCH(QString, definition);
    const McpFixture mcp;
    const QJsonObject result = mcp.result(message);
    QVERIFY(!result.isEmpty());
    const QString wrong = mcpBreach(result, revision, definition);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    if (revision == kModernVersion)
        QVERIFY(result.value(word("_meta")).toObject().value(kMetaServer).toObject().contains(word("version")));
    const QJsonObject error = mcp.ask(McpFixture::bytes(McpFixture::legacy(word("unknown")))).message;
    const QString place =
        mcpBreach(error, revision,
                  revision == kModernVersion || revision == QLatin1String("2025-11-25") ? word("JSONRPCErrorResponse")
                                                                                        : word("JSONRPCError"));
    QVERIFY2(place.isEmpty(), qPrintable(place));
}

void McpProtocolTest::aRoleSeesAndCallsItsTools()
{
    const McpFixture mcp;
    const auto names = [&mcp](model::Role role) {
        QStringList all;
        for (const QJsonValue& tool :
             mcp.result(McpFixture::modern(word("tools/list")), role).value(word("tools")).toArray())
            all.append(tool.toObject().value(word("name")).toString());
        return all;
    };
    QVERIFY(!names(model::Role::Viewer).contains(word("purge_things")));
    QVERIFY(names(model::Role::Operator).contains(word("purge_things")));
    QVERIFY(names(model::Role::Admin).contains(word("purge_things")));
    const QJsonObject purge = McpFixture::call("purge_things");
    QCOMPARE(mcp.error(purge).value(word("code")).toInt(), code::kInvalidParams); // as if it were not there
    QVERIFY(mcp.result(purge, model::Role::Operator)
                .value(word("structuredContent"))
                .toObject()
                .value(word("purged"))
                .toBool());
    const QJsonObject unknown = mcp.error(McpFixture::call("count_thing"));
    QCOMPARE(unknown.value(word("code")).toInt(), code::kInvalidParams);
    QVERIFY(unknown.value(word("message")).toString().contains(word("Did you mean 'count_things'?")));
    QVERIFY(
        !mcp.error(McpFixture::call("purge_thing")).value(word("message")).toString().contains(word("purge_things")));
}

void McpProtocolTest::argumentsThatDoNotFitAreExplained_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("fits") << QByteArray(R"({"days": 3650, "kind": "incidents", "where": [{"field": "a"}]})")
                          << QString();
    QTest::newRow("missing") << QByteArray("{}") << word("The argument 'days' is missing.");
    QTest::newRow("misspelled") << QByteArray(R"({"days": 1, "knd": "incidents"})")
                                << word("There is no argument 'knd'. Did you mean 'kind'?");
    QTest::newRow("unknown") << QByteArray(R"({"days": 1, "zzzzzzzz": 1})")
                             << word("There is no argument 'zzzzzzzz'. There are: days, kind, region, where.");
    QTest::newRow("a text for a number") << QByteArray(R"({"days": "3"})") << word("'days' must be a whole number.");
    QTest::newRow("half a day") << QByteArray(R"({"days": 1.5})") << word("'days' must be a whole number.");
    QTest::newRow("too small") << QByteArray(R"({"days": 0})") << word("'days' must be at least 1.");
    QTest::newRow("too large") << QByteArray(R"({"days": 4000})") << word("'days' must be at most 3650.");
    QTest::newRow("another word") << QByteArray(R"({"days": 1, "kind": "deployment"})")
                                  << word("'kind' must be one of deployments, incidents. Did you mean 'deployments'?");
    QTest::newRow("inside a list")
        << QByteArray(R"({"days": 1, "where": [{"field": "a"}, {"feld": "a"}]})")
        << word("There is no argument 'where[1].feld'. Did you mean 'where[1].field'? The argument "
                "'where[1].field' is missing.");
    QTest::newRow("all that is wrong") << QByteArray(R"({"days": 0, "kind": 3})")
                                       << word("'days' must be at least 1. 'kind' must be a text.");
}

void McpProtocolTest::argumentsThatDoNotFitAreExplained()
{
    QFETCH(QByteArray, arguments);
    QFETCH(QString, sentence);
    const McpFixture mcp;
    const QJsonObject result = mcp.result(McpFixture::call("count_things", McpFixture::json(arguments.constData())));
    QCOMPARE(result.value(word("isError")).toBool(), !sentence.isEmpty());
    QCOMPARE(result.contains(word("structuredContent")), sentence.isEmpty());
    QCOMPARE(textOf(result), sentence.isEmpty() ? word(R"({"count":7300})") : sentence);
}

void McpProtocolTest::aToolThatBreaksIsAnErrorOfTheTool()
{
    const McpFixture mcp;
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("it broke")));
    const QJsonObject result = mcp.result(McpFixture::call("break"));
    QVERIFY(result.value(word("isError")).toBool());
    QVERIFY(!textOf(result).contains(word("it broke")));
}

void McpProtocolTest::listsComeInPages()
{
    const McpFixture mcp(2);
    for (const bool isModern : {true, false}) {
        QStringList names;
        QJsonObject params{{word("cursor"), QString()}}; // an empty one is where the list begins
        for (int pages = 0; pages < 10; ++pages) {
            const QJsonObject result = mcp.result(isModern ? McpFixture::modern(word("tools/list"), params)
                                                           : McpFixture::legacy(word("tools/list"), params));
            for (const QJsonValue& tool : result.value(word("tools")).toArray())
                names.append(tool.toObject().value(word("name")).toString());
            if (!result.contains(word("nextCursor")))
                break;
            QCOMPARE(result.value(word("tools")).toArray().size(), 2);
            params.insert(word("cursor"), result.value(word("nextCursor")));
        }
        QStringList expected;
        for (const Tool& tool : McpFixture::offer().tools) {
            if (tool.role == model::Role::Viewer)
                expected.append(tool.name);
        }
        QCOMPARE(names, expected);
    }
}

void McpProtocolTest::aCursorIsGoodForItsListOnly()
{
    const McpFixture mcp(2);
    const QJsonValue cursor = mcp.result(McpFixture::modern(word("tools/list"))).value(word("nextCursor"));
    QVERIFY(cursor.isString());
    const auto codeOf = [&](const char* method, const QJsonValue& sent, model::Role role = model::Role::Viewer) {
        return mcp.error(McpFixture::modern(word(method), {{word("cursor"), sent}}), role).value(word("code")).toInt();
    };
    QCOMPARE(codeOf("tools/list", cursor), 0);
    QCOMPARE(codeOf("resources/list", cursor), code::kInvalidParams);
    QCOMPARE(codeOf("tools/list", cursor, model::Role::Admin), code::kInvalidParams); // who sees more
    QCOMPARE(codeOf("tools/list", word("x")), code::kInvalidParams);
    QCOMPARE(codeOf("tools/list", 5), code::kInvalidParams);
    QString changed = cursor.toString();
    changed[0] = changed[0] == u'A' ? u'B' : u'A';
    QCOMPARE(codeOf("tools/list", changed), code::kInvalidParams);
}

void McpProtocolTest::completionsAreCapped()
{
    const McpFixture mcp;
    const auto complete = [&](const char* type, const char* member, const char* name) {
        return McpFixture::modern(
            word("completion/complete"),
            {{word("ref"), QJsonObject{{word("type"), word(type)}, {word(member), word(name)}}},
             {word("argument"), QJsonObject{{word("name"), word("id")}, {word("value"), word("b")}}}});
    };
    const QJsonObject completion =
        mcp.result(complete("ref/resource", "uri", "test://things/{id}")).value(word("completion")).toObject();
    QCOMPARE(completion.value(word("values")).toArray().size(), 100);
    QCOMPARE(completion.value(word("values")).toArray().first(), QJsonValue(word("b0")));
    QCOMPARE(completion.value(word("total")).toInt(), 150);
    QVERIFY(completion.value(word("hasMore")).toBool());
    const QJsonObject nothing =
        mcp.result(complete("ref/prompt", "name", "explore")).value(word("completion")).toObject();
    QVERIFY(nothing.value(word("values")).toArray().isEmpty() && !nothing.value(word("hasMore")).toBool());
    for (const QJsonObject& wrong :
         {complete("ref/prompt", "name", "none"), complete("ref/resource", "uri", "test://none"),
          complete("ref/other", "name", "explore"), McpFixture::modern(word("completion/complete"))})
        QCOMPARE(mcp.error(wrong).value(word("code")).toInt(), code::kInvalidParams);
}

void McpProtocolTest::whatIsNotThereHasTheCodeOfItsRevision()
{
    const McpFixture mcp;
    for (const char* uri : {"test://nowhere", "test://things/none", "test://things/a/b", ""}) {
        const QJsonObject params{{word("uri"), word(uri)}};
        const QJsonObject modern = mcp.error(McpFixture::modern(word("resources/read"), params));
        QCOMPARE(modern.value(word("code")).toInt(), code::kInvalidParams);
        QCOMPARE(modern.value(word("data")).toObject().value(word("uri")).toString(), word(uri));
        QCOMPARE(mcp.error(McpFixture::legacy(word("resources/read"), params)).value(word("code")).toInt(),
                 code::kLegacyResourceNotFound);
    }
    const QJsonObject read =
        mcp.result(McpFixture::modern(word("resources/read"), {{word("uri"), word("test://things/a%2Fb")}}));
    QCOMPARE(read.value(word("contents")).toArray().first().toObject().value(word("mimeType")).toString(),
             word("text/plain"));
    QVERIFY(mcp.error(McpFixture::modern(word("resources/read"), {{word("uri"), word("test://onee")}}))
                .value(word("message"))
                .toString()
                .contains(word("test://one")));
}

void McpProtocolTest::aDetailStaysHere()
{
    const McpFixture mcp;
    const Reply reply = mcp.ask(
        McpFixture::bytes(McpFixture::modern(word("resources/read"), {{word("uri"), word("test://things/busy")}})));
    QVERIFY(
        reply.message.value(word("error")).toObject().value(word("message")).toString().contains(word("Try again.")));
    QVERIFY(!McpFixture::bytes(reply.message).contains("secret detail"));
}

void McpProtocolTest::promptsTakeTheirArgumentsOnly()
{
    const McpFixture mcp;
    const auto ask = [](const char* name, const QJsonObject& arguments) {
        return McpFixture::modern(word("prompts/get"), {{word("name"), word(name)}, {word("arguments"), arguments}});
    };
    QCOMPARE(mcp.result(ask("explore", {{word("dataset"), word("d")}})).value(word("messages")).toArray().size(), 1);
    for (const QJsonObject& wrong :
         {ask("explore", {}), ask("explore", {{word("dataset"), 5}}),
          ask("explore", {{word("dataset"), word("d")}, {word("dept"), word("1")}}), ask("explor", {})}) {
        const QJsonObject error = mcp.error(wrong);
        QCOMPARE(error.value(word("code")).toInt(), code::kInvalidParams);
        QVERIFY(!error.value(word("message")).toString().isEmpty());
    }
}

void McpProtocolTest::aCallMayNeedSeveralRounds()
{
    const McpFixture mcp;
    QJsonObject params;
    for (int round = 1; round <= 2; ++round) {
        const QJsonObject result = mcp.result(McpFixture::call("rounds", {}, params, kElicitation));
        QCOMPARE(result.value(word("resultType")).toString(), word("input_required"));
        QVERIFY(result.value(word("inputRequests")).toObject().contains(word("name")));
        const QString state = result.value(word("requestState")).toString();
        QVERIFY(state.size() > 40 && state != params.value(word("requestState")).toString());
        params = {{word("requestState"), state}, {word("inputResponses"), QJsonObject{{word("name"), QJsonObject()}}}};
    }
    const QJsonObject done = mcp.result(McpFixture::call("rounds", {}, params, kElicitation));
    QCOMPARE(done.value(word("resultType")).toString(), word("complete"));
    QCOMPARE(done.value(word("structuredContent")).toObject().value(word("rounds")).toInt(), 2);
    // A client of an older revision cannot make the call again.
    QVERIFY(mcp.result(McpFixture::legacy(word("tools/call"), {{word("name"), word("rounds")}}))
                .value(word("isError"))
                .toBool());
}

void McpProtocolTest::aStateIsGoodForItsCallAndCallerOnly_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("caller");
    QTest::addColumn<int>("role");
    QTest::addColumn<QString>("change"); // "": as it was; otherwise what is done to it
    QTest::addColumn<bool>("isGood");
    const int viewer = int(model::Role::Viewer);
    QTest::newRow("as it was") << word("rounds") << word("me") << viewer << QString() << true;
    QTest::newRow("longer") << word("rounds") << word("me") << viewer << word("-TAMPERED") << false;
    QTest::newRow("a byte changed") << word("rounds") << word("me") << viewer << word("flip") << false;
    QTest::newRow("no signature") << word("rounds") << word("me") << viewer << word("unsigned") << false;
    QTest::newRow("made up") << word("rounds") << word("me") << viewer << word("2") << false;
    QTest::newRow("of another caller") << word("rounds") << word("you") << viewer << QString() << false;
    QTest::newRow("of another role") << word("rounds") << word("me") << int(model::Role::Admin) << QString() << false;
    QTest::newRow("of another tool") << word("talk") << word("me") << viewer << QString() << false;
}

void McpProtocolTest::aStateIsGoodForItsCallAndCallerOnly()
{
    QFETCH(QString, tool);
    QFETCH(QString, caller);
    QFETCH(int, role);
    QFETCH(QString, change);
    QFETCH(bool, isGood);
    const McpFixture mcp;
    QString state = mcp.result(McpFixture::call("rounds", {}, {}, kElicitation)).value(word("requestState")).toString();
    QVERIFY(!state.isEmpty());
    if (change == QLatin1String("flip"))
        state[3] = state[3] == u'A' ? u'B' : u'A';
    else if (change == QLatin1String("unsigned"))
        state = state.section(u'.', 0, 0) + u'.';
    else if (change == QLatin1String("2"))
        state = change;
    else
        state += change;
    const QJsonObject again =
        McpFixture::call(tool.toLatin1().constData(), {}, {{word("requestState"), state}}, kElicitation);
    QCOMPARE(mcp.error(again, model::Role(role), caller).value(word("code")).toInt(),
             isGood ? 0 : code::kInvalidParams);
}

void McpProtocolTest::aStateGetsOld()
{
    const McpFixture mcp;
    const QJsonValue state = mcp.result(McpFixture::call("rounds", {}, {}, kElicitation)).value(word("requestState"));
    const QJsonObject again = McpFixture::call("rounds", {}, {{word("requestState"), state}}, kElicitation);
    mcp.api.clock.set(kNow + RequestState::kLifetime);
    QVERIFY(mcp.error(again).isEmpty());
    mcp.api.clock.set(kNow + RequestState::kLifetime + Milliseconds(1));
    QCOMPARE(mcp.error(again).value(word("code")).toInt(), code::kInvalidParams);
}

void McpProtocolTest::whatTheClientCannotDoIsNotAsked()
{
    const McpFixture mcp;
    for (const char* tool : {"sample", "rounds"}) { // one says beforehand what it needs, one asks for it
        const QString needed = QByteArray(tool) == "sample" ? word("sampling") : word("elicitation");
        const QJsonObject message = McpFixture::call(tool, {}, {}, {{word("roots"), QJsonObject()}});
        const auto headers = McpFixture::headersOf(message);
        const Reply reply = mcp.ask(McpFixture::bytes(message), &headers);
        QCOMPARE(reply.status, 400);
        const QJsonObject error = reply.message.value(word("error")).toObject();
        QCOMPARE(error.value(word("code")).toInt(), code::kMissingCapability);
        QVERIFY(error.value(word("data"))
                    .toObject()
                    .value(word("requiredCapabilities"))
                    .toObject()
                    .value(needed)
                    .isObject());
    }
    QVERIFY(mcp.result(McpFixture::legacy(word("tools/call"), {{word("name"), word("sample")}}))
                .value(word("isError"))
                .toBool());
}

void McpProtocolTest::inputsThatAreNoObjectsAreRefused()
{
    const McpFixture mcp;
    for (const QJsonValue& inputs :
         {QJsonValue(), QJsonValue(5), QJsonValue(QJsonArray()), QJsonValue(QJsonObject{{word("name"), 5}})})
        QCOMPARE(mcp.error(McpFixture::call("rounds", {}, {{word("inputResponses"), inputs}}, kElicitation))
                     .value(word("code"))
                     .toInt(),
                 code::kInvalidParams);
}

QTEST_GUILESS_MAIN(McpProtocolTest)
#include "tst_mcpprotocol.moc"
