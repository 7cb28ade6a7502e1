// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/bytebudget.h"
#include "api/requesthead.h"
#include "api/response.h"

#include <QDeadlineTimer>
#include <QTcpSocket>

#include <functional>
#include <memory>

namespace atalaya::api {

/// What QHttpServer takes for the client's socket. Behind it is the real one, the wire: this class reads it strictly,
/// within the limits, and announces one request at a time, when it is whole and sane and the one before has been answered.
/// So nothing that a client sends reaches a parser but requesthead's.
///
/// What is answered at once, with answer(), QHttpServer never hears of. Of the others show() lets it see the request line
/// alone: it would hold a body twice and read it byte by byte (Qt 6.4), and takeRequest() has the rest. What QHttpServer
/// writes is collected between beginAnswer() and endAnswer(), and mended where it does not follow RFC 9110: no body after
/// HEAD, neither body nor length with 204 and 304.
///
/// Lives in the server's thread, and ends by itself when the wire does.
class Connection final : public QTcpSocket
{
    Q_OBJECT

public:
    /// Makes the answer to what the guard refuses.
    using Refuse = std::function<Response(const Rejection&, const QHostAddress& peer)>;

    /// What all connections share: bytes of bodies, and streams. They and `limits` outlive the connection.
    struct Budgets
    {
        ByteBudget& bodies;
        ByteBudget& streams;
    };
    /// `wire` is connected.
    Connection(std::unique_ptr<QTcpSocket> wire, const GuardLimits& limits, const Budgets& budgets, Refuse refuse,
               QObject* parent);
    ~Connection() override;
    Q_DISABLE_COPY_MOVE(Connection)

    /// The request that requestReady() announced.
    Request takeRequest();
    /// Lets QHttpServer read the request line, and with that call its handler. What QHttpServer does not take (it has seen
    /// nothing that it should dislike) must be rejected.
    void show();
    void rejectUnseen();
    /// The headers that say whether the connection stays open after the answer.
    void addConnectionHeaders(Response& response) const;
    void beginAnswer();
    void endAnswer();
    /// The whole answer to a request that was not shown.
    void answer(const Response& response);
    /// Takes the place of a stream, which the end of the stream gives back; false when there are too many of them.
    bool takeStreamPlace();
    /// Instead of endAnswer(), for an answer with a stream.
    void endAnswerWithStream(const Response& response);

    /// Closes what has been silent or slow for longer than the limits allow.
    void checkDeadlines();
    /// Closes at once when nothing is under way, otherwise after the answer.
    void drain();
    void drop();

    qint64 bytesAvailable() const override;
    void disconnectFromHost() override;
    void close() override;

Q_SIGNALS:
    /// A request is whole: takeRequest() has it.
    void requestReady(atalaya::api::Connection* connection);
    /// The client is gone; disconnected() follows.
    void left(atalaya::api::Connection* connection);

protected:
    qint64 readData(char* data, qint64 maxSize) override;
    qint64 writeData(const char* data, qint64 size) override;

private:
    enum class State { Head, Body, Answering, Streaming, Closing, Closed };

    void advance();
    bool readHead();
    bool readBody();
    void announce();
    void reject(Rejection rejection);
    void send(const QByteArray& bytes);
    void pump();
    void sendPiece(const QByteArray& bytes);
    void endStream();
    void leaveStream();
    void goOn();
    void nextRequest();
    void closeAfterWriting();
    void shutDownWhenWritten();
    void finish();
    void releaseBudget();

    std::unique_ptr<QTcpSocket> m_wire;
    const GuardLimits& m_limits;
    Budgets m_budgets;
    Refuse m_refuse;

    State m_state = State::Head;
    QByteArray m_input;            ///< read from the wire and not understood yet
    qsizetype m_searched = 0;      ///< of m_input, for the end of the head
    bool m_hasSkippedLine = false; ///< the empty line that may come before a head
    RequestHead m_head;
    std::unique_ptr<ChunkDecoder> m_chunks;
    qint64 m_held = 0; ///< of the budget
    StopSource m_stop;

    QByteArray m_shown; ///< what QHttpServer may read
    QByteArray m_answer; ///< what QHttpServer wrote
    bool m_isCollecting = false;
    std::shared_ptr<EventStream> m_stream; ///< while streaming
    bool m_hasStreamPlace = false;
    bool m_isAdvancing = false;
    bool m_isDraining = false;
    bool m_isShutDown = false;

    QDeadlineTimer m_idle;     ///< until the next byte
    QDeadlineTimer m_complete; ///< until the head or the body is whole, or the closing is done
    QDeadlineTimer m_quiet;    ///< until a comment keeps a quiet stream alive
};

} // namespace atalaya::api
