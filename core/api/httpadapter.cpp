// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpadapter.h"

#include "api/problem.h"
#include "api/wireformat.h"
#include "base/log.h"

#include <QCoreApplication>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif

#include <thread>

namespace atalaya::api {

namespace {

void write(QHttpServerResponder& responder, const Response& response)
{
    const auto status = QHttpServerResponder::StatusCode(response.status);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QHttpHeaders headers;
    headers.append("Date", httpDate());
    if (!response.contentType.isEmpty())
        headers.append("Content-Type", response.contentType);
    for (const auto& [name, value] : response.headers)
        headers.append(name, value);
    responder.write(response.body, headers, status);
#else
    responder.writeStatusLine(status);
    responder.writeHeader("Date", httpDate());
    if (!response.contentType.isEmpty())
        responder.writeHeader("Content-Type", response.contentType);
    for (const auto& [name, value] : response.headers)
        responder.writeHeader(name, value);
    responder.writeBody(response.body);
#endif
}

Response notNow(const QString& text)
{
    return toResponse({503, text, {}, {}, {}}, {}).with("Retry-After", "1").with("Cache-Control", "no-store");
}

// What to say when there is no memory to say more.
Response exhausted()
{
    return notNow(QCoreApplication::translate("Server", "There is not enough memory for this now; try again."));
}

Response tooManyStreams()
{
    return notNow(QCoreApplication::translate("Server", "Too many streams are open; close one, or try again later."));
}

void logFailure(const char* step, const std::exception& exception) noexcept
{
    try {
        qCCritical(lcApi) << "A request could not be" << step << exception.what();
    } catch (const std::exception&) {
        // Not even a line in the log fits into memory.
    }
}

// Again and again, since an answer that does not arrive would be waited for for ever.
template<class Step>
void onceThereIsMemory(const Step& step) noexcept
{
    constexpr std::chrono::milliseconds kPause(10);
    for (;;) {
        try {
            step();
            return;
        } catch (const std::exception&) {
            std::this_thread::sleep_for(kPause);
        }
    }
}

} // namespace

HttpAdapter::HttpAdapter(const GuardLimits& limits, std::optional<QSslConfiguration> tls, Application application,
                         const Pools& pools)
    : m_application(std::move(application)), m_pools(pools), m_exhausted(exhausted()),
      m_tooManyStreams(tooManyStreams())
{
    m_guard = new GuardServer(limits, std::move(tls), m_application.refuse, &m_http);
    connect(m_guard, &GuardServer::requestReady, this, &HttpAdapter::dispatch);
    connect(m_guard, &GuardServer::left, this, &HttpAdapter::forget);
    setMissingHandler();
}

HttpAdapter::~HttpAdapter()
{
    stopRequests();
    delete m_guard;
}

void HttpAdapter::setMissingHandler()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    m_http.setMissingHandler(
        this, [this](const QHttpServerRequest&, QHttpServerResponder& responder) { keep(std::move(responder)); });
#else
    m_http.setMissingHandler(
        [this](const QHttpServerRequest&, QHttpServerResponder&& responder) { keep(std::move(responder)); });
#endif
}

Result<quint16> HttpAdapter::listen(const QHostAddress& address, quint16 port)
{
    if (!m_guard->listen(address, port)) {
        const bool inUse = m_guard->serverError() == QAbstractSocket::AddressInUseError;
        const QString place = address.toString() + u':' + QString::number(port);
        return Error{
            inUse ? ErrorCode::Conflict : ErrorCode::Io,
            inUse ? QCoreApplication::translate("Server", "%1 is in use; choose another port, or 0 for any free one")
                        .arg(place)
                  : QCoreApplication::translate("Server", "cannot listen on %1; check the address and the port")
                        .arg(place),
            m_guard->errorString()};
    }
    m_http.bind(m_guard);
    return m_guard->serverPort();
}

// The handler may only put the responder aside: on 6.8 one that ends inside the handler leaves a second connection to
// the socket's readyRead behind, request after request.
void HttpAdapter::keep(QHttpServerResponder&& responder)
{
    if (!m_shown)
        return;
    const quint64 ticket = ++m_lastTicket;
    m_open.emplace(ticket, Open{m_shown, std::make_unique<QHttpServerResponder>(std::move(responder))});
    m_tickets.insert_or_assign(m_shown, ticket);
}

std::optional<quint64> HttpAdapter::ticketFor(Connection* connection)
{
    m_shown = connection;
    connection->show();
    m_shown = nullptr;
    const auto found = m_tickets.find(connection);
    return found == m_tickets.end() ? std::nullopt : std::optional(found->second);
}

void HttpAdapter::dispatch(Connection* connection)
{
    Exchange exchange;
    exchange.request = connection->takeRequest();
    if (std::optional<Response> response = admitted(exchange))
        send(*connection, *std::move(response), nullptr);
    else if (const std::optional<quint64> ticket = ticketFor(connection))
        compute(*ticket, std::move(exchange));
    else
        connection->rejectUnseen();
}

void HttpAdapter::compute(quint64 ticket, Exchange exchange)
{
    const Method method = exchange.request.method;
    const Route* route = exchange.match.route;
    const bool reads =
        method == Method::Get || method == Method::Head || method == Method::Options || (route && route->onlyReads);
    Workers& workers = reads ? m_pools.readers : m_pools.writers;
    try {
        const QByteArray caller = exchange.caller;
        const StopToken stop = exchange.request.stop;
        const auto asked = std::make_shared<Exchange>(std::move(exchange)); // a job is copied
        workers.submit(caller, stop, [this, ticket, asked] { perform(ticket, *asked); });
    } catch (const std::exception& exception) {
        logFailure("handed on", exception);
        send(ticket, m_exhausted);
    }
}

// In a thread of the workers. The answer may begin before all of it is known; then this thread goes on to fill it.
void HttpAdapter::perform(quint64 ticket, Exchange& exchange) noexcept
{
    Response response = answerOf(exchange);
    const std::function<void()> produce = std::move(response.produce);
    const std::shared_ptr<EventStream> stream = response.stream;
    answered(ticket, std::move(response));
    if (!produce)
        return;
    try {
        produce();
    } catch (const std::exception& exception) {
        logFailure("answered to its end", exception);
    }
    stream->close();
}

// One request may fail, the program may not.
std::optional<Response> HttpAdapter::admitted(Exchange& exchange) noexcept
{
    try {
        return m_application.admit(exchange);
    } catch (const std::exception& exception) {
        logFailure("looked at", exception);
        return m_exhausted;
    }
}

Response HttpAdapter::answerOf(Exchange& exchange) noexcept
{
    try {
        return m_application.answer(exchange);
    } catch (const std::exception& exception) {
        logFailure("answered", exception);
        return m_exhausted;
    }
}

// In a thread of the workers. One wake-up serves all answers that are ready by the time the server's thread looks.
void HttpAdapter::answered(quint64 ticket, Response response)
{
    bool isFirst = false;
    onceThereIsMemory([&] {
        const std::lock_guard lock(m_mutex);
        isFirst = m_answers.empty();
        m_answers.emplace_back(ticket, std::move(response)); // moved only once there is room
    });
    if (isFirst)
        onceThereIsMemory([this] { QMetaObject::invokeMethod(this, &HttpAdapter::deliver, Qt::QueuedConnection); });
}

void HttpAdapter::deliver()
{
    std::vector<std::pair<quint64, Response>> answers;
    {
        const std::lock_guard lock(m_mutex);
        answers.swap(m_answers);
    }
    for (auto& [ticket, response] : answers)
        send(ticket, std::move(response));
}

void HttpAdapter::send(quint64 ticket, Response response)
{
    const auto found = m_open.find(ticket);
    if (found == m_open.end()) { // the client left
        if (response.stream)
            response.stream->leave();
        return;
    }
    Open open = std::move(found->second);
    m_open.erase(found);
    m_tickets.erase(open.connection);
    send(*open.connection, std::move(response), std::move(open.responder));
}

void HttpAdapter::send(Connection& connection, Response response, std::unique_ptr<QHttpServerResponder> responder)
{
    const bool hasResponder = responder != nullptr;
    if (response.stream && !connection.takeStreamPlace()) {
        response.stream->leave();
        response = m_tooManyStreams;
    }
    try {
        connection.addConnectionHeaders(response);
        if (responder) {
            connection.beginAnswer();
            write(*responder, response);
            responder.reset(); // before the next request can be shown
        }
        if (response.stream)
            connection.endAnswerWithStream(response);
        else if (hasResponder)
            connection.endAnswer();
        else
            connection.answer(response);
    } catch (const std::exception& exception) {
        logFailure("sent", exception);
        if (response.stream)
            response.stream->leave();
        connection.drop(); // half an answer is none
    }
}

void HttpAdapter::forget(Connection* connection)
{
    if (m_shown == connection)
        m_shown = nullptr;
    const auto found = m_tickets.find(connection);
    if (found == m_tickets.end())
        return;
    m_open.erase(found->second);
    m_tickets.erase(connection);
}

void HttpAdapter::drain(std::function<void()> done)
{
    connect(m_guard, &GuardServer::drained, this, std::move(done));
    m_guard->drain();
}

void HttpAdapter::stopRequests()
{
    m_guard->dropAll();
    m_open.clear();
    m_tickets.clear();
}

} // namespace atalaya::api
