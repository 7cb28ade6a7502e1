// SPDX-License-Identifier: GPL-3.0-or-later
#include "stdio.h"

#include "base/json.h"
#include "base/log.h"

#include <QCoreApplication>

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace atalaya::api::mcp {

namespace {

constexpr size_t kPiece = 64 * 1024;

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

/// Becomes readable when a stop is asked for.
class StopPipe
{
public:
    explicit StopPipe(const StopToken& stop) : m_callback(stop, Waker{this}) {}
    ~StopPipe()
    {
        for (const int end : m_ends)
            ::close(end);
    }
    Q_DISABLE_COPY_MOVE(StopPipe)
    int readable() const { return m_ends[0]; }

private:
    struct Waker
    {
        StopPipe* pipe;
        void operator()() const { [[maybe_unused]] const ssize_t written = ::write(pipe->m_ends[1], "x", 1); }
    };
    static std::array<int, 2> open()
    {
        std::array<int, 2> ends{-1, -1};
        [[maybe_unused]] const int made = ::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK);
        return ends;
    }

    const std::array<int, 2> m_ends = open();
    const std::stop_callback<Waker> m_callback; // made last: it may be called at once
};

} // namespace

/// The client, for a tool that is under way.
class StdioServer::LinePeer final : public Peer
{
public:
    explicit LinePeer(StdioServer& server) : m_server(server) {}
    void notify(const QString& method, const QJsonObject& params) override
    {
        m_server.write(notificationMessage(method, params));
    }
    Result<QJsonObject> request(const QString& method, const QJsonObject& params, StopToken stop) override
    {
        return m_server.m_asks.ask(
            {}, [&](const QString& id) { return m_server.write(requestMessage(id, method, params)); }, std::move(stop));
    }

private:
    StdioServer& m_server;
};

StdioServer::StdioServer(const Dispatcher& dispatcher, const Services& services, model::Role role, int input,
                         int output)
    : m_dispatcher(dispatcher), m_services(services), m_role(role), m_input(input), m_output(output)
{
}

StdioServer::~StdioServer() = default;

QString StdioServer::keyOf(const QJsonValue& id)
{
    return id.isString() ? QString(u'"' + id.toString()) : QString::number(id.toDouble(), 'g', 17);
}

bool StdioServer::write(const QJsonObject& message)
{
    const QByteArray line = compactJson(message) + '\n';
    const std::lock_guard lock(m_outputMutex);
    for (qsizetype done = 0; done < line.size() && !m_isBroken;) {
        // So much a pipe takes without waiting when it takes anything: a client that does not read cannot hold up the end.
        const ssize_t written =
            waitForRoom() ? ::write(m_output, line.constData() + done, size_t(qMin<qsizetype>(line.size() - done, PIPE_BUF))) : -1;
        if (written >= 0)
            done += written;
        else if (errno != EINTR)
            m_isBroken = true;
    }
    return !m_isBroken;
}

// False when a stop was asked for and there is no room.
bool StdioServer::waitForRoom() const
{
    std::array<pollfd, 2> ends{pollfd{m_output, POLLOUT, 0}, pollfd{m_stopped, POLLIN, 0}};
    while (::poll(ends.data(), ends.size(), -1) < 0 && errno == EINTR) {
    }
    errno = 0; // what is not room is no interruption
    return ends[0].revents != 0;
}

bool StdioServer::run(StopToken stop)
{
    const StopPipe stopPipe(stop);
    m_stopped = stopPipe.readable();
    QByteArray buffer;
    qsizetype searched = 0;
    bool isSkipping = false; // the rest of a line that is too long
    while (!stop.stop_requested() && !m_isBroken) {
        std::array<pollfd, 2> ends{pollfd{m_input, POLLIN, 0}, pollfd{stopPipe.readable(), POLLIN, 0}};
        if (::poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR)
            break;
        if (ends[0].revents == 0)
            continue;
        QByteArray piece(qsizetype(kPiece), Qt::Uninitialized);
        const ssize_t got = ::read(m_input, piece.data(), kPiece);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0) {
            if (!buffer.trimmed().isEmpty() && !isSkipping)
                take(buffer); // the last line need not end
            break;
        }
        buffer.append(piece.constData(), got);
        for (qsizetype end = buffer.indexOf('\n', searched); end >= 0; end = buffer.indexOf('\n')) {
            const QByteArray line = buffer.first(end).trimmed();
            buffer.remove(0, end + 1);
            const bool isRest = std::exchange(isSkipping, false);
            if (!isRest && !line.isEmpty())
                take(line);
        }
        searched = buffer.size();
        if (buffer.size() > kLongestLine) {
            if (!std::exchange(isSkipping, true))
                write(errorMessage(QJsonValue(QJsonValue::Undefined),
                                   {code::kParse, tr("A message is longer than %1 bytes.").arg(kLongestLine)}));
            buffer.clear();
            searched = 0;
        }
    }
    if (stop.stop_requested() || m_isBroken) {
        const std::lock_guard lock(m_mutex);
        for (auto& [id, source] : m_running)
            source.request_stop();
    }
    m_asks.end(); // nobody reads answers any more
    m_workers.waitForDone();
    return !m_isBroken;
}

void StdioServer::take(const QByteArray& line)
{
    auto understood = m_dispatcher.understand(line, {nullptr, m_capabilities}, m_role);
    if (const Reply* reply = std::get_if<Reply>(&understood)) {
        write(reply->message);
        return;
    }
    Ask ask = std::get<Ask>(std::move(understood));
    switch (ask.message.kind) {
    case Message::Kind::Request:
        if (ask.era == Era::Legacy && ask.message.method == QLatin1String("initialize"))
            m_capabilities = ask.message.params.value(QLatin1String("capabilities")).toObject();
        start(std::move(ask));
        break;
    case Message::Kind::Notification:
        if (ask.message.method == QLatin1String("notifications/cancelled"))
            cancel(ask.message);
        break;
    case Message::Kind::Response:
        m_asks.answer({}, ask.message);
        break;
    }
}

// Not dropped when it was stopped before its turn: a cancelled request is not answered, one that never began is.
void StdioServer::start(Ask ask)
{
    StopSource source;
    const QString key = keyOf(ask.message.id);
    bool isNew = false;
    {
        const std::lock_guard lock(m_mutex);
        isNew = m_running.emplace(key, source).second;
    }
    if (!isNew) {
        write(errorMessage(ask.message.id, {code::kInvalidRequest, tr("A request with this id is still under way.")}));
        return;
    }
    m_workers.submit({}, {}, [this, ask = std::move(ask), source, key] {
        LinePeer peer(*this);
        Reply reply;
        try {
            reply = m_dispatcher.answer(
                ask, {m_services, m_role, QStringLiteral("stdio"), ask.capabilities, &peer, source.get_token()});
        } catch (const std::exception& exception) {
            qCCritical(lcApi).noquote() << "An MCP request failed:" << exception.what();
            reply.message =
                errorMessage(ask.message.id, {code::kInternal, tr("The answer could not be computed; try again.")});
        }
        {
            const std::lock_guard lock(m_mutex);
            m_running.erase(key);
        }
        qCInfo(lcApi).noquote() << "MCP over stdio:" << ask.operation;
        if (!source.stop_requested())
            write(reply.message);
    });
}

void StdioServer::cancel(const Message& message)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_running.find(keyOf(message.params.value(QLatin1String("requestId"))));
    if (found != m_running.end())
        found->second.request_stop();
}

} // namespace atalaya::api::mcp
