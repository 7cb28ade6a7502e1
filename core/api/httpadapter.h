// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/exchange.h"
#include "api/guardserver.h"
#include "api/workers.h"
#include "base/result.h"

#include <QHttpServer>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace atalaya::api {

/// What the adapter asks about the requests that arrive.
struct Application
{
    /// In the server's thread: the answer when none has to be computed. Must not wait for anything.
    std::function<std::optional<Response>(Exchange&)> admit;
    /// In a thread of the workers. What it throws is answered 503.
    std::function<Response(Exchange&)> answer;
    /// In the server's thread: the answer to what the guard refuses.
    Connection::Refuse refuse;
};

/// The one place that knows Qt's HTTP server and its versions (6.4 and 6.8). What has to be computed arrives at the missing
/// handler, the only one there is; no route returns a future, since on 6.4 that reads freed memory when the client leaves
/// first.
/// Lives in the server's thread.
class HttpAdapter final : public QObject
{
    Q_OBJECT

public:
    /// What may write is answered in threads of its own: it may have to wait for another program's lock, and no reader
    /// may queue behind that. They outlive the adapter, and are idle when the adapter ends.
    struct Pools
    {
        Workers& readers;
        Workers& writers;
    };
    HttpAdapter(const GuardLimits& limits, std::optional<QSslConfiguration> tls, Application application,
                const Pools& pools);
    ~HttpAdapter() override;
    Q_DISABLE_COPY_MOVE(HttpAdapter)

    /// The port.
    Result<quint16> listen(const QHostAddress& address, quint16 port);
    /// See GuardServer::drain(); `done` is called in the server's thread.
    void drain(std::function<void()> done);
    /// Drops every connection, which stops what is being computed for them.
    void stopRequests();
    /// Any thread.
    int connections() const { return m_guard->connections(); }

private:
    /// A request that QHttpServer has shown and that is not answered yet.
    struct Open
    {
        Connection* connection = nullptr; ///< leaves m_open before it ends
        std::unique_ptr<QHttpServerResponder> responder;
    };

    void setMissingHandler();
    void keep(QHttpServerResponder&& responder);
    void dispatch(Connection* connection);
    std::optional<quint64> ticketFor(Connection* connection);
    void compute(quint64 ticket, Exchange exchange);
    std::optional<Response> admitted(Exchange& exchange) noexcept;
    Response answerOf(Exchange& exchange) noexcept;
    void perform(quint64 ticket, Exchange& exchange) noexcept;
    void answered(quint64 ticket, Response response);
    void deliver();
    void send(quint64 ticket, Response response);
    void send(Connection& connection, Response response, std::unique_ptr<QHttpServerResponder> responder);
    void forget(Connection* connection);

    const Application m_application;
    const Pools m_pools;
    const Response m_exhausted; ///< made beforehand: a copy takes no memory
    const Response m_tooManyStreams;
    QHttpServer m_http;
    GuardServer* m_guard = nullptr; ///< m_http owns it, by bind()
    Connection* m_shown = nullptr; ///< whose request QHttpServer is looking at right now
    quint64 m_lastTicket = 0;
    std::unordered_map<quint64, Open> m_open;
    std::unordered_map<Connection*, quint64> m_tickets;

    std::mutex m_mutex;
    std::vector<std::pair<quint64, Response>> m_answers; ///< from the workers, not sent yet
};

} // namespace atalaya::api
