// SPDX-License-Identifier: GPL-3.0-or-later
// The Model Context Protocol over a pair of pipes.
#include "api/mcp/stdio.h"
#include "mcpfixture.h"

#include <QTest>

#include <array>
#include <csignal>
#include <poll.h>
#include <thread>
#include <unistd.h>

using namespace atalaya;
using namespace atalaya::test;
using namespace atalaya::api::mcp;

namespace {

QString word(const char* text)
{
    return QString::fromLatin1(text);
}

/// The server at one end of two pipes, the test at the other.
class Session
{
public:
    explicit Session(Offer offer = McpFixture::offer(), model::Role role = model::Role::Viewer)
        : m_dispatcher(std::move(offer))
    {
        std::signal(SIGPIPE, SIG_IGN);
        if (::pipe(m_in.data()) != 0 || ::pipe(m_out.data()) != 0)
            qFatal("no pipes");
        m_server = std::make_unique<StdioServer>(m_dispatcher, m_api.services, role, m_in[0], m_out[1]);
        m_thread = std::jthread([this] { m_isWhole = m_server->run(m_stop.get_token()); });
    }
    ~Session()
    {
        closeInput();
        closeOutput();
        m_thread.join();
        close(m_in[0]);
        close(m_out[1]);
    }
    Q_DISABLE_COPY_MOVE(Session)

    void send(const QByteArray& bytes)
    {
        for (qsizetype done = 0; done < bytes.size();)
            done += ::write(m_in[1], bytes.constData() + done, size_t(bytes.size() - done));
    }
    void send(const QJsonObject& message) { send(McpFixture::bytes(message) + '\n'); }
    /// The next message; empty when none comes.
    QJsonObject read()
    {
        while (!m_buffer.contains('\n')) {
            pollfd end{m_out[0], POLLIN, 0};
            QByteArray piece(65536, Qt::Uninitialized);
            if (::poll(&end, 1, 10'000) <= 0)
                return {};
            const ssize_t got = ::read(m_out[0], piece.data(), size_t(piece.size()));
            if (got <= 0)
                return {};
            m_buffer.append(piece.constData(), got);
        }
        const qsizetype end = m_buffer.indexOf('\n');
        const QByteArray line = m_buffer.first(end);
        m_buffer.remove(0, end + 1);
        return QJsonDocument::fromJson(line).object();
    }
    /// Sends a request and reads what comes next.
    QJsonObject ask(QJsonObject message, int id = 1)
    {
        message.insert(word("id"), id);
        send(message);
        return read();
    }
    /// Nothing more can be written to the client before it reads.
    bool isFull() const
    {
        pollfd end{m_out[1], POLLOUT, 0};
        return ::poll(&end, 1, 0) == 0;
    }
    void closeInput() { close(m_in[1]); }
    void closeOutput() { close(m_out[0]); }
    /// Waits for the server to end; whether the client could be written to up to then.
    bool ends()
    {
        m_thread.join();
        m_thread = std::jthread([] {});
        close(m_out[1]);
        return m_isWhole;
    }
    void stop() { m_stop.request_stop(); }

private:
    static void close(int& end)
    {
        if (end >= 0)
            ::close(end);
        end = -1;
    }

    ApiFixture m_api;
    Dispatcher m_dispatcher;
    std::array<int, 2> m_in{-1, -1}, m_out{-1, -1};
    std::unique_ptr<StdioServer> m_server;
    StopSource m_stop;
    std::atomic<bool> m_isWhole = false;
    QByteArray m_buffer;
    std::jthread m_thread;
};

QJsonObject capabilities(const char* name)
{
    return {{word(name), QJsonObject()}};
}

} // namespace

class McpStdioTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothErasAreSpoken();
    void aLineIsAMessage();
    void theEndOfInputEndsItAfterItsAnswers();
    void aStopEndsIt();
    void aClientThatDoesNotReadEndsIt();
    void aStopEndsItThoughNobodyReads();
    void rolesHold();
    void toolsNotifyAndAsk();
    void aCancelledCallIsNotAnswered();
    void anIdIsForOneCallAtATime();
    void aLineThatIsTooLongIsRefused();
};

void McpStdioTest::bothErasAreSpoken()
{
    Session session;
    const QJsonObject begun =
        session.ask(McpFixture::legacy(word("initialize"), {{word("protocolVersion"), word("2025-06-18")}}));
    QCOMPARE(begun.value(word("result")).toObject().value(word("protocolVersion")).toString(), word("2025-06-18"));
    session.send(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                 "\n");
    QVERIFY(session.ask(McpFixture::legacy(word("tools/list")), 2)
                .value(word("result"))
                .toObject()
                .contains(word("tools")));
    const QJsonObject discovered =
        session.ask(McpFixture::modern(word("server/discover")), 3).value(word("result")).toObject();
    QCOMPARE(discovered.value(word("resultType")).toString(), word("complete"));
    QCOMPARE(discovered.value(word("supportedVersions")).toArray().size(), 3);
}

void McpStdioTest::aLineIsAMessage()
{
    Session session;
    const QByteArray ping = R"({"jsonrpc":"2.0","id":5,"method":"ping"})";
    session.send("\r\n\n" + ping.first(10)); // in pieces, with empty lines and a carriage return
    session.send(ping.sliced(10) + "\r\n");
    QCOMPARE(session.read().value(word("id")).toInt(), 5);
    session.send("this is no message\n" + ping + '\n');
    QCOMPARE(session.read().value(word("error")).toObject().value(word("code")).toInt(), code::kParse);
    QCOMPARE(session.read().value(word("id")).toInt(), 5);
}

void McpStdioTest::theEndOfInputEndsItAfterItsAnswers()
{
    Session session;
    for (int i = 0; i < 20; ++i) {
        QJsonObject call = McpFixture::call("count_things", {{word("days"), 1}});
        call.insert(word("id"), i);
        session.send(i < 19 ? McpFixture::bytes(call) + '\n' : McpFixture::bytes(call)); // the last line does not end
    }
    session.closeInput();
    QVERIFY(session.ends());
    QSet<int> answered;
    for (int i = 0; i < 20; ++i)
        answered.insert(session.read().value(word("id")).toInt());
    QCOMPARE(answered.size(), 20);
}

void McpStdioTest::aStopEndsIt()
{
    Session session(conformanceOffer());
    (void)session.ask(McpFixture::legacy(word("initialize"), {{word("protocolVersion"), word("2025-11-25")},
                                                              {word("capabilities"), capabilities("elicitation")}}));
    session.send(McpFixture::legacy(word("tools/call"), {{word("name"), word("test_elicitation_sep1034_defaults")}}));
    QCOMPARE(session.read().value(word("method")).toString(), word("elicitation/create")); // and it is not answered
    session.stop();
    QVERIFY(session.ends());
}

void McpStdioTest::aClientThatDoesNotReadEndsIt()
{
    Session session;
    session.closeOutput();
    session.send(McpFixture::legacy(word("ping")));
    session.send(McpFixture::legacy(word("ping"))); // so that it looks once more
    session.closeInput();
    QVERIFY(!session.ends());
}

void McpStdioTest::aStopEndsItThoughNobodyReads()
{
    Session session;
    for (int i = 0; i < 200; ++i) { // more than the pipe holds
        QJsonObject list = McpFixture::legacy(word("tools/list"));
        list.insert(word("id"), i);
        session.send(list);
    }
    QTRY_VERIFY_WITH_TIMEOUT(session.isFull(), 30'000);
    session.stop();
    QVERIFY(!session.ends());
}

void McpStdioTest::rolesHold()
{
    Session viewer;
    QVERIFY(viewer.ask(McpFixture::call("purge_things")).contains(word("error")));
    Session operating(McpFixture::offer(), model::Role::Operator);
    QVERIFY(operating.ask(McpFixture::call("purge_things")).contains(word("result")));
}

void McpStdioTest::toolsNotifyAndAsk()
{
    Session session;
    (void)session.ask(McpFixture::legacy(word("initialize"), {{word("protocolVersion"), word("2025-11-25")},
                                                              {word("capabilities"), capabilities("roots")}}));
    const QJsonObject question = session.ask(McpFixture::legacy(word("tools/call"), {{word("name"), word("ask")}}), 2);
    QCOMPARE(question.value(word("method")).toString(), word("roots/list"));
    session.send({{word("jsonrpc"), word("2.0")},
                  {word("id"), question.value(word("id"))},
                  {word("result"), QJsonObject{{word("roots"), QJsonArray()}}}});
    QCOMPARE(session.read().value(word("id")).toInt(), 2);

    const QJsonObject loud{{word("_meta"), QJsonObject{{kMetaLogLevel, word("debug")}}}};
    QCOMPARE(session.ask(McpFixture::call("talk", {}, loud), 3).value(word("method")).toString(),
             word("notifications/message"));
    QCOMPARE(session.read().value(word("method")).toString(), word("notifications/message"));
    QCOMPARE(session.read().value(word("id")).toInt(), 3);
}

void McpStdioTest::aCancelledCallIsNotAnswered()
{
    Session session;
    (void)session.ask(McpFixture::legacy(word("initialize"), {{word("protocolVersion"), word("2025-11-25")},
                                                              {word("capabilities"), capabilities("roots")}}));
    for (const QJsonValue& id : {QJsonValue(7), QJsonValue(word("seven"))}) {
        QJsonObject call = McpFixture::legacy(word("tools/call"), {{word("name"), word("ask")}});
        call.insert(word("id"), id);
        session.send(call);
        QCOMPARE(session.read().value(word("method")).toString(), word("roots/list"));
        session.send({{word("jsonrpc"), word("2.0")},
                      {word("method"), word("notifications/cancelled")},
                      {word("params"), QJsonObject{{word("requestId"), id}}}});
    }
    QCOMPARE(session.ask(McpFixture::legacy(word("ping")), 8).value(word("id")).toInt(), 8);
    session.closeInput();
    QVERIFY(session.ends());
    QVERIFY(session.read().isEmpty());
}

void McpStdioTest::anIdIsForOneCallAtATime()
{
    Session session;
    (void)session.ask(McpFixture::legacy(word("initialize"), {{word("protocolVersion"), word("2025-11-25")},
                                                              {word("capabilities"), capabilities("roots")}}));
    const QJsonObject call = McpFixture::legacy(word("tools/call"), {{word("name"), word("ask")}});
    const QJsonObject question = session.ask(call, 3);
    QCOMPARE(question.value(word("method")).toString(), word("roots/list"));
    QCOMPARE(session.ask(call, 3).value(word("error")).toObject().value(word("code")).toInt(), code::kInvalidRequest);
    session.send(
        {{word("jsonrpc"), word("2.0")}, {word("id"), question.value(word("id"))}, {word("result"), QJsonObject()}});
    QVERIFY(session.read().contains(word("result")));
}

void McpStdioTest::aLineThatIsTooLongIsRefused()
{
    Session session;
    QByteArray piece(1024 * 1024, 'x');
    for (qsizetype sent = 0; sent <= StdioServer::kLongestLine + piece.size(); sent += piece.size())
        session.send(piece);
    session.send("\n");
    QCOMPARE(session.read().value(word("error")).toObject().value(word("code")).toInt(), code::kParse);
    QCOMPARE(session.ask(McpFixture::legacy(word("ping")), 9).value(word("id")).toInt(), 9);
}

QTEST_GUILESS_MAIN(McpStdioTest)
#include "tst_mcpstdio.moc"
