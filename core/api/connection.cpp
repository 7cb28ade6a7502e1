// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection.h"

#include "api/wireformat.h"

#include <QScopeGuard>
#include <QSslSocket>

#include <sys/socket.h>

namespace atalaya::api {

namespace {

constexpr qint64 kPiece = 64 * 1024;       // read at a time, and kept by the wire while nobody reads
constexpr qint64 kUnsent = 256 * 1024;     // answers that a client has not fetched before it may ask again
constexpr std::chrono::seconds kLinger{1}; // for the client to read the last answer before the socket goes

} // namespace

Connection::Connection(std::unique_ptr<QTcpSocket> wire, const GuardLimits& limits, const Budgets& budgets,
                       Refuse refuse, QObject* parent)
    : QTcpSocket(parent), m_wire(std::move(wire)), m_limits(limits), m_budgets(budgets), m_refuse(std::move(refuse)),
      m_idle(limits.idle), m_complete(QDeadlineTimer::Forever)
{
    m_wire->setReadBufferSize(kPiece);
    setPeerAddress(m_wire->peerAddress());
    setPeerPort(m_wire->peerPort());
    setLocalAddress(m_wire->localAddress());
    setLocalPort(m_wire->localPort());
    setOpenMode(QIODevice::ReadWrite);
    setSocketState(QAbstractSocket::ConnectedState);

    connect(m_wire.get(), &QTcpSocket::readyRead, this, [this] {
        // While answers wait to be fetched, only fetching them is a sign of life.
        if ((m_state != State::Head && m_state != State::Streaming) || m_wire->bytesToWrite() == 0)
            m_idle = QDeadlineTimer(m_limits.idle);
        advance();
    });
    connect(m_wire.get(), &QTcpSocket::bytesWritten, this, [this] {
        m_idle = QDeadlineTimer(m_limits.idle);
        if (m_state == State::Closing)
            shutDownWhenWritten();
        else if (m_state == State::Streaming)
            pump();
        else
            advance();
    });
    connect(m_wire.get(), &QTcpSocket::disconnected, this, &Connection::finish);
    // A wire that fails in its TLS handshake never becomes connected, so it never disconnects either.
    connect(m_wire.get(), &QTcpSocket::errorOccurred, this, [this] {
        if (m_wire->state() == QAbstractSocket::UnconnectedState)
            finish();
    });
}

Connection::~Connection()
{
    m_wire->disconnect(this);
    m_stop.request_stop();
    leaveStream();
    releaseBudget();
    setSocketState(QAbstractSocket::UnconnectedState);
}

Request Connection::takeRequest()
{
    Request request = m_head.request;
    m_head.request.body.clear();
    request.peer = peerAddress();
    request.isSecure = qobject_cast<QSslSocket*>(m_wire.get());
    request.stop = m_stop.get_token();
    return request;
}

// One request after another, as far as the bytes reach. Answering happens inside (an answer that needs no computing) or
// later, and then endAnswer() comes back here.
void Connection::advance()
{
    if (m_isAdvancing)
        return;
    m_isAdvancing = true;
    const auto guard = qScopeGuard([this] { m_isAdvancing = false; });
    bool isMoving = true;
    while (isMoving) {
        if (m_state == State::Closing) {
            m_wire->skip(m_wire->bytesAvailable()); // so that closing does not reset what was just written
            return;
        }
        if (m_state == State::Head) {
            // Who does not read answers does not get to ask for more.
            isMoving = m_wire->bytesToWrite() < kUnsent && readHead();
        } else {
            isMoving = m_state == State::Body && readBody();
        }
    }
}

bool Connection::readHead()
{
    m_input += m_wire->read(qMax<qint64>(0, m_limits.headBytes + kPiece - m_input.size()));
    if (m_input.isEmpty())
        return false;
    if (m_complete.isForever()) // whatever it was that came: what is skipped below buys no time
        m_complete = QDeadlineTimer(m_limits.head);
    if (!m_hasSkippedLine && m_input.startsWith("\r\n")) { // RFC 9112, 2.2: one of them
        m_hasSkippedLine = true;
        m_input.remove(0, 2);
        m_searched = 0;
        if (m_input.isEmpty())
            return false;
    }

    const qsizetype firstLine = m_input.indexOf('\n');
    const char first = m_input.front();
    const bool mayBecomeEmptyLine = m_input == "\r" && !m_hasSkippedLine;
    if ((!mayBecomeEmptyLine && (first < 'A' || first > 'z')) ||
        (firstLine >= 0 && (firstLine == 0 || m_input[firstLine - 1] != '\r'))) {
        reject({400, tr("This is no HTTP request.")});
        return true;
    }
    const qsizetype end = m_input.indexOf("\r\n\r\n", qMax<qsizetype>(0, m_searched - 3));
    m_searched = m_input.size();
    if ((end < 0 ? m_input.size() : end + 4) > m_limits.headBytes) {
        reject({431, tr("The head is larger than %1 bytes.").arg(m_limits.headBytes)});
        return true;
    }
    if (end < 0)
        return false;
    auto parsed = parseHead(m_input.first(end + 4), m_limits);
    m_input.remove(0, end + 4);
    if (Rejection* rejection = std::get_if<Rejection>(&parsed)) {
        reject(std::move(*rejection));
        return true;
    }
    m_head = std::get<RequestHead>(std::move(parsed));
    m_chunks = m_head.chunked ? std::make_unique<ChunkDecoder>(bodyLimit(m_head.request.path, m_limits)) : nullptr;
    m_state = State::Body;
    m_complete = QDeadlineTimer(m_limits.body);
    if (m_head.expectsContinue && m_input.isEmpty() && (m_head.chunked || m_head.contentLength > 0))
        m_wire->write("HTTP/1.1 100 Continue\r\n\r\n");
    return true;
}

bool Connection::readBody()
{
    QByteArray& body = m_head.request.body;
    const bool needsInput = m_head.chunked || body.size() < m_head.contentLength;
    if (needsInput && m_input.size() < kPiece)
        m_input += m_wire->read(kPiece);
    std::optional<Rejection> rejection;
    bool isComplete = false;
    if (m_chunks) {
        rejection = m_chunks->feed(m_input);
        isComplete = m_chunks->isComplete();
    } else {
        const qsizetype take = qsizetype(qMin<qint64>(m_head.contentLength - body.size(), m_input.size()));
        body.append(m_input.constData(), take);
        m_input.remove(0, take);
        isComplete = body.size() == m_head.contentLength;
    }
    const qint64 size = m_chunks ? m_chunks->size() : body.size();
    if (!rejection && size > m_held) {
        if (m_budgets.bodies.take(size - m_held))
            m_held = size;
        else
            rejection = Rejection{503, tr("Too much is being sent at once; try again in a moment.")};
    }
    if (rejection) {
        reject(*std::move(rejection));
        return true;
    }
    if (!isComplete)
        return m_wire->bytesAvailable() > 0;
    if (m_chunks)
        body = m_chunks->takeBody();
    announce();
    return true;
}

void Connection::announce()
{
    m_state = State::Answering;
    m_complete = QDeadlineTimer(QDeadlineTimer::Forever);
    m_searched = 0;
    m_hasSkippedLine = false;
    m_stop = StopSource();
    Q_EMIT requestReady(this);
}

void Connection::show()
{
    // Any method would do; one that QHttpServer does not know it would not hand on.
    const Method method = m_head.request.method == Method::Other ? Method::Get : m_head.request.method;
    m_shown = methodName(method) + ' ' + m_head.request.path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    Q_EMIT readyRead();
}

void Connection::rejectUnseen()
{
    if (m_state == State::Answering)
        reject({400, tr("The URL is malformed.")});
}

void Connection::addConnectionHeaders(Response& response) const
{
    const bool endsWithConnection = response.stream && m_head.isHttp10;
    if (!m_head.keepAlive || m_isDraining || endsWithConnection)
        response.with("Connection", "close");
    else
        response.with("Connection", "keep-alive");
}

void Connection::beginAnswer()
{
    m_answer.clear();
    m_answer.reserve(1024);
    m_isCollecting = true;
}

void Connection::endAnswer()
{
    m_isCollecting = false;
    if (m_state != State::Answering)
        return;
    send(mendAnswer(m_answer, m_head.request.method));
    m_answer.clear();
    goOn();
}

void Connection::answer(const Response& response)
{
    if (m_state != State::Answering)
        return;
    send(encodeAnswer(response, m_head.request.method));
    goOn();
}

void Connection::goOn()
{
    if (m_head.keepAlive && !m_isDraining)
        nextRequest();
    else
        closeAfterWriting();
}

bool Connection::takeStreamPlace()
{
    if (!m_hasStreamPlace)
        m_hasStreamPlace = m_budgets.streams.take(1);
    return m_hasStreamPlace;
}

void Connection::endAnswerWithStream(const Response& response)
{
    m_isCollecting = false;
    m_answer.clear();
    m_stream = response.stream;
    if (m_state != State::Answering) {
        leaveStream();
        return;
    }
    m_state = State::Streaming;
    m_quiet = QDeadlineTimer(m_limits.keepAlive);
    send(encodeStreamHead(response, !m_head.isHttp10));
    if (m_head.request.method == Method::Head) {
        endStream();
        return;
    }
    m_stream->attach([this] { QMetaObject::invokeMethod(this, &Connection::pump, Qt::QueuedConnection); });
    if (m_isDraining)
        drain();
}

// Never more in the wire than a client fetches: what else there is waits in the stream, which holds its writer up.
void Connection::pump()
{
    while (m_state == State::Streaming && m_wire->bytesToWrite() < kUnsent) {
        const EventStream::Taken taken = m_stream->take(kPiece);
        if (!taken.bytes.isEmpty())
            sendPiece(taken.bytes);
        if (taken.isEnd)
            endStream();
        else if (taken.bytes.isEmpty())
            return;
    }
}

void Connection::sendPiece(const QByteArray& bytes)
{
    if (m_wire->bytesToWrite() == 0) // otherwise only fetching is a sign of life
        m_idle = QDeadlineTimer(m_limits.idle);
    m_quiet = QDeadlineTimer(m_limits.keepAlive);
    if (m_head.isHttp10)
        m_wire->write(bytes);
    else
        m_wire->write(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
}

void Connection::endStream()
{
    leaveStream();
    if (!m_head.isHttp10 && m_head.request.method != Method::Head)
        m_wire->write("0\r\n\r\n");
    if (m_head.keepAlive && !m_head.isHttp10 && !m_isDraining)
        nextRequest();
    else
        closeAfterWriting();
}

void Connection::leaveStream()
{
    if (m_stream)
        m_stream->leave();
    m_stream.reset();
    if (std::exchange(m_hasStreamPlace, false))
        m_budgets.streams.giveBack(1);
}

void Connection::nextRequest()
{
    releaseBudget();
    m_head = {};
    m_chunks.reset();
    m_state = State::Head;
    m_idle = QDeadlineTimer(m_limits.idle);
    advance();
}

void Connection::reject(Rejection rejection)
{
    if (m_state != State::Head) { // the head was understood
        rejection.request = m_head.request;
        rejection.request.body.clear();
    }
    Response response = m_refuse(rejection, peerAddress());
    response.with("Connection", "close");
    send(encodeAnswer(response, rejection.request.method));
    closeAfterWriting();
}

void Connection::send(const QByteArray& bytes)
{
    m_idle = QDeadlineTimer(m_limits.idle);
    m_wire->write(bytes);
}

// A socket that is closed while input waits resets the connection, and the client may lose the answer. So: say that we
// are done, then read and forget until the client is done too, though not for ever.
void Connection::closeAfterWriting()
{
    releaseBudget();
    m_input.clear();
    m_head.request.body.clear();
    m_chunks.reset();
    m_state = State::Closing;
    m_complete = QDeadlineTimer(QDeadlineTimer::Forever);
    shutDownWhenWritten();
    if (m_state == State::Closing)
        advance();
}

void Connection::shutDownWhenWritten()
{
    if (m_isShutDown)
        return;
    m_wire->flush();
    if (m_wire->bytesToWrite() > 0)
        return;
    m_isShutDown = true;
    m_complete = QDeadlineTimer(kLinger);
    if (qobject_cast<QSslSocket*>(m_wire.get()))
        m_wire->disconnectFromHost(); // says close_notify
    else
        ::shutdown(int(m_wire->socketDescriptor()), SHUT_WR);
}

void Connection::checkDeadlines()
{
    switch (m_state) {
    case State::Head:
    case State::Body:
        if (m_wire->bytesToWrite() > 0 && m_state == State::Head) {
            if (m_idle.hasExpired()) // an answer that nobody fetches
                drop();
        } else if (m_complete.hasExpired() || m_idle.hasExpired()) {
            if (m_state == State::Head && m_input.isEmpty())
                closeAfterWriting(); // nothing was asked, so there is nothing to say
            else if (m_complete.hasExpired())
                reject({408, tr("The request took too long to arrive.")});
            else
                reject({408, tr("The request stopped arriving.")});
        }
        break;
    case State::Closing:
        if (m_complete.hasExpired() || (!m_isShutDown && m_idle.hasExpired()))
            drop();
        break;
    case State::Streaming:
        if (m_wire->bytesToWrite() > 0) {
            if (m_idle.hasExpired()) // nobody fetches it
                drop();
        } else if (m_quiet.hasExpired()) {
            sendPiece(":\n\n"); // what stands between forgets connections that say nothing
        }
        break;
    case State::Answering:
    case State::Closed:
        break;
    }
}

void Connection::drain()
{
    m_isDraining = true;
    if (m_state == State::Streaming && m_stream->options().isOpenEnded) {
        pump();
        if (m_state == State::Streaming) {
            if (const QByteArray farewell = m_stream->options().farewell; !farewell.isEmpty())
                sendPiece(farewell);
            endStream();
        }
        return;
    }
    if (m_state != State::Head || !m_input.isEmpty())
        return;
    const auto quiet = m_limits.idle - m_idle.remainingTimeAsDuration();
    closeAfterWriting();
    // Who was quiet for that long has had the time to read its last answer: the program need not wait to end.
    if (m_state == State::Closing && m_isShutDown && quiet >= kLinger)
        drop();
}

void Connection::drop()
{
    m_wire->abort();
    finish();
}

void Connection::finish()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_stop.request_stop();
    leaveStream();
    releaseBudget();
    setSocketState(QAbstractSocket::UnconnectedState);
    Q_EMIT left(this);
    Q_EMIT disconnected();
    deleteLater();
}

void Connection::releaseBudget()
{
    m_budgets.bodies.giveBack(std::exchange(m_held, 0));
}

qint64 Connection::bytesAvailable() const
{
    return QIODevice::bytesAvailable() + m_shown.size();
}

qint64 Connection::readData(char* data, qint64 maxSize)
{
    const qsizetype size = qMin<qsizetype>(qsizetype(maxSize), m_shown.size());
    std::copy_n(m_shown.constData(), size, data);
    m_shown.remove(0, size);
    return size;
}

qint64 Connection::writeData(const char* data, qint64 size)
{
    // Outside of an answer QHttpServer has nothing to say that a client should see.
    if (m_isCollecting)
        m_answer.append(data, qsizetype(size));
    return size;
}

void Connection::disconnectFromHost()
{
    if (m_state != State::Closed && m_state != State::Closing)
        closeAfterWriting();
}

void Connection::close()
{
    disconnectFromHost();
}

} // namespace atalaya::api
