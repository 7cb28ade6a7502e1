// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoint.h"

#include "api/schema.h"

#include <QCoreApplication>

#include <array>

namespace atalaya::api::mcp {

namespace {

constexpr char kJson[] = "application/json";
constexpr char kEvents[] = "text/event-stream";
constexpr std::array kCapabilities{"sampling", "elicitation", "roots"};
constexpr qsizetype kSessionBytes = 16;

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

struct Accepted
{
    bool json = false;
    bool events = false;
};

// Without the header: what every client understands.
Accepted acceptedBy(const Request& request)
{
    const QByteArray header = request.header("accept").toLower();
    if (header.isEmpty())
        return {true, false};
    Accepted accepted;
    for (const QByteArray& part : header.split(',')) {
        const QByteArray type = part.split(';').first().trimmed();
        accepted.json |= type == kJson || type == "application/*" || type == "*/*";
        accepted.events |= type == kEvents || type == "text/*";
    }
    return accepted;
}

Response toResponse(const Reply& reply)
{
    Response response{reply.status, {}, {}, {}};
    if (reply.message.isEmpty())
        response.status = reply.status == 200 ? 202 : reply.status;
    else
        response = Response::json(reply.message, reply.status);
    response.operation = reply.operation;
    return response;
}

QString principalOf(const Call& call)
{
    return call.token ? QString::number(call.token->id) + u' ' + call.token->name : call.request.peer.toString();
}

/// The client at the other end of a stream.
class StreamPeer final : public Peer
{
public:
    StreamPeer(EventStream& stream, PendingAsks& asks, QString principal, StopToken stop)
        : m_stream(stream), m_asks(asks), m_principal(std::move(principal)), m_stop(std::move(stop))
    {
    }

    void notify(const QString& method, const QJsonObject& params) override
    {
        write(notificationMessage(method, params)); // who is gone misses nothing
    }
    Result<QJsonObject> request(const QString& method, const QJsonObject& params, StopToken stop) override
    {
        return m_asks.ask(
            m_principal, [&](const QString& id) { return write(requestMessage(id, method, params)); }, std::move(stop));
    }
    bool write(const QJsonObject& message) { return m_stream.write(serverSentEvent(compactJson(message)), m_stop); }

private:
    EventStream& m_stream;
    PendingAsks& m_asks;
    const QString m_principal;
    const StopToken m_stop;
};

model::Role roleOf(const Call& call)
{
    return call.token ? call.token->role : model::Role::Viewer;
}

Caller callerOf(const Call& call, const Ask& ask)
{
    return {call.services,    roleOf(call), call.token ? call.token->name : QString(),
            ask.capabilities, nullptr,      call.request.stop};
}

} // namespace

QByteArray sessionIdOf(const QJsonObject& capabilities)
{
    QByteArray id = unguessable(kSessionBytes).toHex() + '-';
    for (const char* capability : kCapabilities)
        id += capabilities.contains(QLatin1String(capability)) ? '1' : '0';
    return id;
}

QJsonObject capabilitiesOf(const QByteArray& sessionId)
{
    QJsonObject capabilities;
    const qsizetype begin = 2 * kSessionBytes + 1;
    if (sessionId.size() != begin + qsizetype(kCapabilities.size()) || sessionId[begin - 1] != '-')
        return capabilities;
    for (size_t i = 0; i < kCapabilities.size(); ++i) {
        if (sessionId[begin + qsizetype(i)] == '1')
            capabilities.insert(QLatin1String(kCapabilities[i]), QJsonObject());
    }
    return capabilities;
}

Answer Endpoint::answer(const Call& call)
{
    const Accepted accepted = acceptedBy(call.request);
    if (!accepted.json && !accepted.events)
        return Problem{406,
                       tr("Accept application/json, text/event-stream, or both."),
                       {},
                       {QString::fromLatin1(kJson), QString::fromLatin1(kEvents)},
                       {}};
    const Origin origin{&call.request.headers, capabilitiesOf(call.request.header("mcp-session-id"))};
    const auto understood = m_dispatcher.understand(call.request.body, origin, roleOf(call));
    if (const Reply* reply = std::get_if<Reply>(&understood))
        return toResponse(*reply);
    const Ask& ask = std::get<Ask>(understood);
    if (ask.message.kind == Message::Kind::Response) {
        if (m_asks.answer(principalOf(call), ask.message))
            return toResponse({202, {}, QStringLiteral("answer")});
        return toResponse(
            {400,
             errorMessage(QJsonValue(QJsonValue::Undefined),
                          {code::kInvalidRequest, tr("Nothing was asked under this id, or it is too late.")}),
             QStringLiteral("answer")});
    }
    const bool isRequest = ask.message.kind == Message::Kind::Request;
    if (isRequest && ask.era == Era::Modern && ask.message.method == QLatin1String("subscriptions/listen")) {
        if (accepted.events)
            return listen(call, ask);
        return toResponse({406,
                           errorMessage(ask.message.id, {code::kInvalidRequest,
                                                         tr("This is answered by events: accept text/event-stream.")}),
                           ask.operation});
    }
    if (isRequest && accepted.events && (ask.talks || !accepted.json))
        return stream(call, ask);
    const Reply reply = m_dispatcher.answer(ask, callerOf(call, ask));
    Response response = toResponse(reply);
    if (ask.era == Era::Legacy && ask.message.method == QLatin1String("initialize") &&
        reply.message.contains(QLatin1String("result")))
        response.with("Mcp-Session-Id",
                      sessionIdOf(ask.message.params.value(QLatin1String("capabilities")).toObject()));
    return response;
}

Response Endpoint::stream(const Call& call, const Ask& ask)
{
    Response response{200, kEvents, {}, {{"X-Accel-Buffering", "no"}}};
    response.operation = ask.operation;
    response.stream = std::make_shared<EventStream>();
    // What the call refers to does not live as long as the stream, but for the services.
    const auto work = [self = shared_from_this(), stream = response.stream, ask, principal = principalOf(call),
                       services = &call.services, role = roleOf(call), name = call.token ? call.token->name : QString(),
                       stop = call.request.stop] {
        StreamPeer peer(*stream, self->m_asks, principal, stop);
        const Reply reply = self->m_dispatcher.answer(ask, {*services, role, name, ask.capabilities, &peer, stop});
        peer.write(reply.message);
        stream->close();
    };
    response.produce = work;
    return response;
}

// The stream stays open and takes up no worker.
Response Endpoint::listen(const Call& call, const Ask& ask)
{
    const QJsonValue id = ask.message.id;
    const QJsonValue wanted = ask.message.params.value(QLatin1String("notifications"));
    const QJsonArray sent = wanted.toObject().value(QLatin1String("resourceSubscriptions")).toArray();
    QStringList uris;
    for (const QJsonValue& uri : sent)
        uris.append(uri.toString());
    if (!wanted.isObject() || sent.size() > Watch::kMostResources)
        return toResponse(
            {200,
             errorMessage(id, {code::kInvalidParams,
                               tr("\"notifications\" must be an object, with at most %1 resourceSubscriptions.")
                                   .arg(Watch::kMostResources)}),
             ask.operation});
    std::call_once(m_watchMade, [&] { m_watch = std::make_unique<Watch>(call.services, m_watchInterval); });
    Response response{200, kEvents, {}, {{"X-Accel-Buffering", "no"}}};
    response.operation = ask.operation;
    response.stream = std::make_shared<EventStream>(StreamOptions{true, Watch::farewell(id)});
    if (m_watch->add(principalOf(call), id, m_dispatcher.watchable(uris, roleOf(call)), response.stream))
        return response;
    return toResponse({503,
                       errorMessage(id, {code::kInternal,
                                         tr("You have %1 streams already; close one first.").arg(Watch::kMostStreams)}),
                       ask.operation});
}

QList<Route> mcpRoutes(Offer offer, bool isTokenOptional, std::chrono::milliseconds watchInterval)
{
    const auto endpoint = std::make_shared<Endpoint>(std::move(offer), watchInterval);
    const QJsonObject message = schema::about(
        schema::withOptional(schema::object({{"jsonrpc", schema::oneOf({QStringLiteral("2.0")})}}),
                             {{"id", schema::either({schema::text(), schema::integer()})},
                              {"method", schema::text()},
                              {"params", schema::anyObject()},
                              {"result", schema::anyObject()},
                              {"error", schema::anyObject()}}),
        tr("A JSON-RPC 2.0 message of the Model Context Protocol: revision 2026-07-28, 2025-11-25 or 2025-06-18."));
    Route route;
    route.method = Method::Post;
    route.path = QStringLiteral("/mcp");
    route.operationId = QStringLiteral("mcp");
    route.summary =
        tr("The Model Context Protocol for AI clients: tools, resources and prompts over the same figures.");
    route.tag = QStringLiteral("mcp");
    route.role = model::Role::Viewer;
    route.isTokenOptional = isTokenOptional;
    route.onlyReads = true; // tools that write wait for the store two seconds at most, as any writer
    route.bodySchema = message;
    route.replies = {{200, tr("The answer to a request."), kJson, message},
                     {200, tr("The same, after notifications that belong to it."), kEvents, {}},
                     {202, tr("A notification or an answer was taken."), {}, {}},
                     {400, tr("What is no message, or does not fit its headers, as JSON-RPC tells errors."), kJson, message},
                     {404, tr("There is no such method."), kJson, message}};
    route.handler = [endpoint](const Call& call) { return endpoint->answer(call); };
    return {route};
}

} // namespace atalaya::api::mcp
