// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway.h"

#include "api/answered.h"
#include "api/compression.h"
#include "api/conditional.h"
#include "api/securityheaders.h"
#include "api/signin.h"
#include "base/log.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <exception>

namespace atalaya::api {

namespace {

constexpr qsizetype kCompressFrom = 1024;
constexpr qsizetype kLongestId = 128;
constexpr char kDeprecatedSince[] = "@1767225600"; // 2026-01-01, RFC 9745

QString tr(const char* text)
{
    return QCoreApplication::translate("Gateway", text);
}

QByteArray randomHex()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::global()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char*>(words.data()), sizeof words).toHex();
}

bool isGoodId(const QByteArray& id)
{
    const auto isGood = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
               c == '.' || c == ':' || c == '/' || c == '+' || c == '=';
    };
    return !id.isEmpty() && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), isGood);
}

QByteArray requestIdOf(const Request& request)
{
    const QByteArray sent = request.header("x-request-id");
    return isGoodId(sent) ? sent : randomHex();
}

QByteArray allowOf(const QList<Method>& methods)
{
    QByteArrayList names;
    for (const Method method : methods) {
        names.append(methodName(method));
        if (method == Method::Get)
            names.append("HEAD");
    }
    names.append("OPTIONS");
    return names.join(", ");
}

// Whether the body is of the type that the route reads. Both kinds are UTF-8; who says otherwise would be misread.
bool isOfType(const QByteArray& contentType, const QByteArray& wanted)
{
    const QByteArrayList parts = contentType.toLower().split(';');
    if (parts.first().trimmed() != wanted)
        return false;
    return std::all_of(parts.begin() + 1, parts.end(), [](const QByteArray& part) {
        const qsizetype mark = part.indexOf('=');
        if (mark < 0 || part.first(mark).trimmed() != "charset")
            return true;
        QByteArray charset = part.sliced(mark + 1).trimmed();
        if (charset.size() >= 2 && charset.startsWith('"') && charset.endsWith('"'))
            charset = charset.sliced(1, charset.size() - 2);
        return charset == "utf-8" || charset == "utf8" || charset == "us-ascii";
    });
}

constexpr std::chrono::milliseconds kFresh{50};
constexpr std::chrono::milliseconds kStillFresh{100}; // while somebody asks the store

// Everything that an answer depends on beside the store and the moment. Answers do not differ from token to token.
QByteArray questionOf(const Request& request)
{
    return request.path + '?' + request.query + '\n' + request.header("accept") +
           (acceptsGzip(request.header("accept-encoding")) ? 'g' : '-');
}

} // namespace

Gateway::Gateway(const Services& services, const Router& router, const Clock& clock, const Options& options)
    : m_services(services), m_router(router), m_clock(clock), m_options(options),
      m_doorkeeper(services.tokens, clock, options.rate, options.access, options.hasTls),
      m_source(services.delivery.storeId().toUtf8() + ' ' + ATALAYA_VERSION)
{
}

std::optional<Response> Gateway::admit(Exchange& exchange)
{
    const Request& request = exchange.request;
    exchange.requestId = requestIdOf(request);
    exchange.match = m_router.match(request.method, request.path);
    if (std::optional<Problem> problem = m_doorkeeper.admit(exchange)) {
        const LogScope scope(QString::fromLatin1(exchange.requestId));
        return finish(exchange, *std::move(problem));
    }
    if (exchange.match.route && exchange.match.route->isImmediate)
        return answer(exchange);
    return kept(exchange);
}

// What was answered before and still holds needs no worker. The store is asked by one request each kFresh, and the others do not wait
// for that: what other programs change may be seen kStillFresh later than by a request that is computed.
std::optional<Response> Gateway::kept(Exchange& exchange)
{
    const Route* route = exchange.match.route;
    const Request& request = exchange.request;
    if (!route || route->freshness != Freshness::Data || exchange.rateKey.isEmpty())
        return std::nullopt;
    std::optional<qint64> version = m_services.delivery.recentDataVersion(kFresh);
    if (!version && m_isVersionAsked.exchange(true))
        version = m_services.delivery.recentDataVersion(kStillFresh);
    if (!version)
        return std::nullopt;
    std::optional<Response> response = m_cache.find(questionOf(request), *version, m_clock.now());
    if (!response)
        return std::nullopt;
    if (!route->role || !m_doorkeeper.knowsBearer(exchange, *route->role))
        return std::nullopt;
    const LogScope scope(QString::fromLatin1(exchange.requestId));
    if (const QByteArray etag = response->header("ETag"); matchesEtag(request.header("if-none-match"), etag)) {
        Response unchanged{304, {}, {}, {}};
        return finish(exchange, unchanged.with("ETag", etag));
    }
    return finish(exchange, *std::move(response));
}

void Gateway::keep(const Exchange& exchange, const Response& response)
{
    if (exchange.dataVersion > 0 && response.status == 200)
        m_cache.keep(questionOf(exchange.request), exchange.dataVersion, m_clock.now(), exchange.isPinned, response);
}

Response Gateway::answer(Exchange& exchange)
{
    const LogScope scope(QString::fromLatin1(exchange.requestId));
    try {
        // The version is read, and with that it may turn out that the answer is there.
        if (exchange.match.route && exchange.match.route->freshness == Freshness::Data && m_services.delivery.dataVersion().isOk()) {
            m_isVersionAsked = false;
            if (std::optional<Response> response = kept(exchange))
                return *std::move(response);
        }
        Response response = toWire(exchange, route(exchange));
        keep(exchange, response);
        return finish(exchange, std::move(response));
    } catch (const std::exception& exception) {
        // Out of memory, at worst; one request may fail, the program may not.
        qCCritical(lcApi).noquote() << "A request failed:" << exception.what();
        return finish(exchange, Problem{503, tr("The answer could not be computed; try again."), {}, {}, {}});
    }
}

Response Gateway::refuse(const Rejection& rejection, const QHostAddress& peer)
{
    Exchange exchange;
    exchange.request = rejection.request;
    exchange.request.peer = peer;
    exchange.requestId = requestIdOf(exchange.request);
    std::optional<Problem> tooMany = m_doorkeeper.countUnread(exchange, peer);
    const LogScope scope(QString::fromLatin1(exchange.requestId));
    if (tooMany && rejection.status < 500) // a busy server is not what they did
        return finish(exchange, *std::move(tooMany));
    return finish(exchange, Problem{rejection.status, rejection.detail, {}, {}, {}});
}

Answer Gateway::route(Exchange& exchange)
{
    const Request& request = exchange.request;
    const Match& match = exchange.match;
    if (match.isMalformed)
        return Problem{400, tr("The path is not UTF-8 or holds control characters."), {}, {}, {}};
    if (match.allowed.isEmpty()) {
        const QString detail = tr("There is nothing at this path.");
        if (match.nearestPath.isEmpty())
            return Problem{404, detail, {}, {}, {}};
        return Problem{
            404, QString(detail + u' ' + tr("Did you mean '%1'?").arg(match.nearestPath)), {}, {match.nearestPath}, {}};
    }
    if (request.method == Method::Options) {
        Response response{204, {}, {}, {}};
        response.with("Allow", allowOf(match.allowed));
        if (isPreflight(request, m_options.access))
            addPreflightHeaders(response, allowOf(match.allowed));
        return response;
    }
    if (!match.route) {
        const QByteArray allow = allowOf(match.allowed);
        const QString methods = QString::fromLatin1(allow);
        return withHeader(
            {405, tr("This path takes only %1.").arg(methods), {}, methods.split(QLatin1String(", ")), {}}, "Allow",
            allow);
    }
    Answer answer = serve(exchange);
    if (match.isDeprecated) {
        const QByteArray link = "<" + match.canonicalPath.toLatin1() + ">; rel=\"successor-version\"";
        const auto mark = [&link](auto& it) {
            it.headers.append(std::pair<QByteArray, QByteArray>("Deprecation", kDeprecatedSince));
            it.headers.append(std::pair<QByteArray, QByteArray>("Link", link));
        };
        std::visit(mark, answer);
    }
    return answer;
}

Answer Gateway::serve(Exchange& exchange)
{
    const Match& match = exchange.match;
    const Route& route = *match.route;
    const Request& request = exchange.request;
    std::optional<model::ApiToken> token;
    const bool isServedAnyway = route.isTokenOptional && !request.headers.contains("authorization");
    if (route.role && !isServedAnyway) {
        if (std::optional<Problem> problem = m_doorkeeper.checkBearer(exchange, *route.role, token))
            return *std::move(problem);
    }
    const auto read = readArguments(route.parameters, match.pathValues, request.query);
    if (const Problem* problem = std::get_if<Problem>(&read))
        return *problem;
    const Arguments& arguments = std::get<Arguments>(read);
    if (!route.bodySchema.isEmpty() && !isOfType(request.header("content-type"), route.bodyType)) {
        const QString type = QString::fromLatin1(route.bodyType);
        return Problem{415, tr("Send the body as %1, in UTF-8.").arg(type), {}, {type}, {}};
    }
    if (!route.bodySchema.isEmpty() && !request.header("content-encoding").isEmpty() &&
        request.header("content-encoding") != "identity")
        return Problem{415, tr("Send the body without a Content-Encoding."), {}, {QStringLiteral("identity")}, {}};

    if (route.door != Route::Door::None)
        return route.door == Route::Door::SignIn ? m_doorkeeper.enter(exchange) : m_doorkeeper.leave(exchange);

    QByteArray etag;
    if (route.freshness == Freshness::Data) {
        etag = etagOf(exchange, route, arguments);
        // Known before anything is computed.
        if (!etag.isEmpty() && matchesEtag(request.header("if-none-match"), etag)) {
            Response unchanged{304, {}, {}, {}};
            return unchanged.with("ETag", etag);
        }
    }
    Answer answer = route.handler({request, arguments, m_services, token ? &*token : nullptr, exchange.started});
    if (Response* response = std::get_if<Response>(&answer);
        response && route.method == Method::Get && response->status == 200) {
        const QByteArray own = response->header("ETag");
        if (etag.isEmpty())
            etag = own.isEmpty() ? weakEtag({response->body}) : own;
        if (matchesEtag(request.header("if-none-match"), etag)) {
            *response = Response{304, {}, {}, {}};
            response->with("ETag", etag);
        } else if (own.isEmpty()) {
            response->with("ETag", etag);
        }
    }
    return answer;
}

// The answer is a function of the store and the question and, unless the question names the moment, of the moment.
// Asked again within the same minute it would differ only in that moment, which is what a weak ETag means. The version
// is read before the answer is computed, so a tag may be older than its answer, never newer.
QByteArray Gateway::etagOf(Exchange& exchange, const Route& route, const Arguments& arguments)
{
    const auto version = m_services.delivery.dataVersion();
    if (!version.isOk())
        return {};
    exchange.dataVersion = version.value();
    exchange.isPinned = !route.pinnedBy.isEmpty() &&
                          std::all_of(route.pinnedBy.begin(), route.pinnedBy.end(), [&arguments](const QString& name) {
                              return arguments.isGiven(QLatin1String(name.toLatin1()));
                          });
    const qint64 minute = exchange.isPinned ? 0 : toMs(m_clock.now()) / 60'000;
    return weakEtag({m_source, QByteArray::number(version.value()), exchange.request.path, exchange.request.query,
                     exchange.request.header("accept"), QByteArray::number(minute)});
}

Response Gateway::finish(const Exchange& exchange, Answer answer)
{
    return finish(exchange, toWire(exchange, std::move(answer)));
}

Response Gateway::finish(const Exchange& exchange, Response response)
{
    response.with("X-Request-Id", exchange.requestId);
    addRateHeaders(response, exchange.rate);
    addSecurityHeaders(response, m_options.hasTls);
    addCorsHeaders(response, exchange.request, m_options.access);
    // Figures of one bearer belong in no shared cache, and a private one asks again (304).
    const bool isCacheable = response.status == 304 || !response.header("ETag").isEmpty();
    if (response.header("Cache-Control").isEmpty())
        response.with("Cache-Control", isCacheable ? "private, no-cache" : "no-store");
    static const QByteArray vary = QByteArrayLiteral("Accept, Accept-Encoding, Authorization, Cookie");
    response.with("Vary", m_options.access.origins.isEmpty() ? vary : vary + ", Origin");
    noteAnswer(exchange, response, m_clock.now(), m_services.activity);
    recordAnswer(exchange, response, m_services.audit);
    return response;
}

Response Gateway::toWire(const Exchange& exchange, Answer answer) const
{
    // Of a request whose path could not be read only the id tells which one it was.
    const QByteArray instance =
        exchange.request.path.isEmpty() ? "urn:atalaya:request:" + exchange.requestId : exchange.request.path;
    const Request& request = exchange.request;
    const Problem* problem = std::get_if<Problem>(&answer);
    const bool isAsked = problem && problem->status == 401 && prefersHtml(request) &&
                         (request.method == Method::Get || request.method == Method::Head);
    Response response;
    if (isAsked) { // a person, who can be asked for a token
        response = signInPage(401, QString::fromLatin1(request.query.isEmpty() ? request.path : request.path + '?' + request.query), false);
        response.headers = problem->headers;
        if (!Sessions::idIn(request).isEmpty())
            response.with("Set-Cookie", Sessions::cookie({}, m_options.hasTls));
    } else {
        response = problem ? toResponse(*problem, instance) : std::get<Response>(std::move(answer));
    }
    if (response.status == 503 && response.header("Retry-After").isEmpty())
        response.with("Retry-After", "1");
    const bool isPackable = response.contentType.contains("json") ||
                            response.contentType.startsWith("text/");
    if (isPackable && response.body.size() >= kCompressFrom &&
        acceptsGzip(exchange.request.header("accept-encoding"))) {
        if (QByteArray packed = gzipped(response.body); !packed.isEmpty()) {
            response.body = std::move(packed);
            response.with("Content-Encoding", "gzip");
        }
    }
    return response;
}

} // namespace atalaya::api
