// SPDX-License-Identifier: GPL-3.0-or-later
#include "doorkeeper.h"

#include "api/signin.h"
#include "services/tokenservice.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

constexpr qsizetype kLongestSecret = 512;
constexpr model::RateLimits kProbeLimits{.perMinute = 600, .perHour = 36'000};
constexpr char kUnknownToken[] = "Bearer realm=\"atalaya\", error=\"invalid_token\"";

QString tr(const char* text)
{
    return QCoreApplication::translate("Doorkeeper", text);
}

// The secret of "Authorization: Bearer …"; empty when there is none.
QByteArray bearerOf(const Request& request)
{
    const QByteArray value = request.header("authorization");
    if (value.size() < 8 || value.left(7).toLower() != "bearer ")
        return {};
    const QByteArray secret = value.mid(7).trimmed();
    return secret.size() <= kLongestSecret ? secret : QByteArray();
}

Problem tooMany(const RateState& rate)
{
    return {429,
            tr("Too many requests; come back in %1 s.").arg(rate.retryAfterSeconds),
            {},
            {},
            QStringLiteral("quota-exceeded")};
}

Problem unknownToken()
{
    return withHeader({401, tr("The token is unknown, revoked or expired."), {}, {}, {}}, "WWW-Authenticate", kUnknownToken);
}

// Of a look-up that gave nothing.
Problem notLookedUp(const Result<std::optional<model::ApiToken>>& found)
{
    return found.isError() ? problemOf(found.error()) : Problem{503, tr("The server is stopping."), {}, {}, {}};
}

// Failed look-ups of an address.
QByteArray guessKey(const QHostAddress& peer)
{
    return "guess " + RateLimiter::addressKey(peer);
}

} // namespace

Doorkeeper::Doorkeeper(services::TokenService& tokens, const Clock& clock, const model::RateLimits& rate, const Access& access,
                       bool hasTls)
    : m_tokens(tokens), m_clock(clock), m_access(access), m_hasTls(hasTls), m_limiter(rate)
{
}

std::optional<Problem> Doorkeeper::admit(Exchange& exchange)
{
    identify(exchange);
    const QByteArray address = RateLimiter::addressKey(exchange.request.peer);
    exchange.caller = exchange.tokenKey.isEmpty() ? address : exchange.tokenKey;
    count(exchange);
    if (!exchange.rate.isAllowed) {
        exchange.client = exchange.rate.name;
        return tooMany(exchange.rate);
    }
    std::optional<Problem> problem = checkOrigin(exchange);
    if (problem && exchange.rateKey.isEmpty())
        countAs(exchange, address);
    return problem;
}

std::optional<Problem> Doorkeeper::countUnread(Exchange& exchange, const QHostAddress& peer)
{
    countAs(exchange, RateLimiter::addressKey(peer));
    return exchange.rate.isAllowed ? std::nullopt : std::optional(tooMany(exchange.rate));
}

// A browser cannot send a bearer: there a session stands for the token, but only to read. What changes something needs the header,
// which no other site's page can make a browser send.
void Doorkeeper::identify(Exchange& exchange) const
{
    const Request& request = exchange.request;
    if (const QByteArray secret = bearerOf(request); !secret.isEmpty()) {
        exchange.tokenHash = services::TokenService::hashOf(secret);
        exchange.tokenKey = RateLimiter::tokenKey(exchange.tokenHash);
        return;
    }
    if ((request.method != Method::Get && request.method != Method::Head) || request.headers.contains("authorization") ||
        !request.headers.contains("cookie"))
        return;
    if (const auto tokenHash = m_sessions.find(Sessions::idIn(request), m_clock.now())) {
        exchange.tokenHash = *tokenHash;
        exchange.tokenKey = RateLimiter::tokenKey(*tokenHash);
    }
}

// A name that somebody else has made to point here (DNS rebinding) is none of ours, and their pages are not either.
std::optional<Problem> Doorkeeper::checkOrigin(Exchange& exchange) const
{
    const QByteArray host = exchange.request.header("host"), origin = exchange.request.header("origin");
    if (!host.isEmpty() && !isOwnHost(host, m_access)) {
        exchange.refusal = QStringLiteral("host-not-allowed");
        return Problem{403,
                       m_access.isOnLoopback ? tr("This server answers only as localhost or 127.0.0.1 (serve --allow-host NAME adds a name).")
                                           : tr("This server does not answer to this name (serve --allow-host NAME adds one)."),
                       {},
                       {},
                       exchange.refusal};
    }
    if (isAllowedOrigin(origin, host, m_access.isOnLoopback) || isNamedOrigin(origin, m_access))
        return std::nullopt;
    exchange.refusal = QStringLiteral("origin-not-allowed");
    return Problem{
        403, tr("Pages of this origin may not ask this server (serve --allow-origin URL lets one in)."), {}, {}, exchange.refusal};
}

// A request counts against its token when that is good, otherwise against its address. Whether an unknown token is good
// is known only after a look-up: until then it is not counted (checkBearer() does), so that nothing that others at the
// address ask can shut it out. Only guessing can, since each look-up costs: failed ones have a count of their own.
void Doorkeeper::count(Exchange& exchange)
{
    const Request& request = exchange.request;
    const Route* route = exchange.match.route;
    if (route && !route->role && route->door == Route::Door::None) {
        // Probes come for as long as the program runs, and must not use up what people at the same address may ask.
        const QByteArray key = "probe " + RateLimiter::addressKey(request.peer);
        m_limiter.setLimits(key, kProbeLimits, m_clock.now());
        countAs(exchange, key);
        return;
    }
    if (!exchange.tokenKey.isEmpty()) {
        if (m_limiter.knows(exchange.tokenKey)) {
            countAs(exchange, exchange.tokenKey);
            return;
        }
        if (route) {
            if (const QByteArray key = guessKey(request.peer); m_limiter.isExhausted(key, m_clock.now()))
                countAs(exchange, key);
            return;
        }
    }
    countAs(exchange, RateLimiter::addressKey(request.peer));
}

void Doorkeeper::countAs(Exchange& exchange, const QByteArray& key)
{
    exchange.rateKey = key;
    exchange.rate = m_limiter.take(key, m_clock.now());
}

Answer Doorkeeper::enter(Exchange& exchange)
{
    const Request& request = exchange.request;
    if (!isSameOrigin(request, m_hasTls)) {
        exchange.refusal = QStringLiteral("origin-not-allowed");
        return Problem{403, tr("Only this server's own page may sign in."), {}, {}, exchange.refusal};
    }
    const auto read = readSignInForm(request.body);
    if (const Problem* problem = std::get_if<Problem>(&read))
        return *problem;
    const SignInForm& form = std::get<SignInForm>(read);
    // A look-up that fails counts as a guess, here as anywhere.
    const QByteArray guesses = guessKey(request.peer);
    if (m_limiter.isExhausted(guesses, m_clock.now())) {
        exchange.rate = m_limiter.take(guesses, m_clock.now());
        return tooMany(exchange.rate);
    }
    const QByteArray hash = services::TokenService::hashOf(form.token);
    const auto found = m_tokens.authenticateHash(hash);
    if (!found.isOk())
        return notLookedUp(found);
    if (!found.value()) {
        exchange.rate = m_limiter.take(guesses, m_clock.now());
        exchange.refusal = QStringLiteral("unknown-token");
        if (!prefersHtml(request))
            return unknownToken();
        return signInPage(401, form.next, true).with("WWW-Authenticate", kUnknownToken);
    }
    const model::ApiToken& token = *found.value();
    m_limiter.setLimits(RateLimiter::tokenKey(hash), token.rate, m_clock.now(), token.name);
    exchange.client = token.name;
    Response response{303, {}, {}, {}};
    response.with("Location", form.next.toLatin1())
        .with("Set-Cookie", Sessions::cookie(m_sessions.begin(hash, m_clock.now()), m_hasTls));
    return response;
}

Answer Doorkeeper::leave(Exchange& exchange)
{
    if (!isSameOrigin(exchange.request, m_hasTls))
        return Problem{403, tr("Only this server's own page may sign out."), {}, {}, QStringLiteral("origin-not-allowed")};
    const QByteArray id = Sessions::idIn(exchange.request);
    if (const auto tokenHash = m_sessions.find(id, m_clock.now())) {
        if (const auto token = m_tokens.authenticateHash(*tokenHash); token.isOk() && token.value())
            exchange.client = token.value()->name;
    }
    m_sessions.end(id);
    Response response{303, {}, {}, {}};
    return response.with("Location", "/session").with("Set-Cookie", Sessions::cookie({}, m_hasTls));
}

bool Doorkeeper::knowsBearer(Exchange& exchange, model::Role role) const
{
    const std::optional<model::ApiToken> token = m_tokens.authenticateHashAtOnce(exchange.tokenHash);
    if (!token || token->role < role)
        return false;
    exchange.client = token->name;
    return true;
}

std::optional<Problem> Doorkeeper::checkBearer(Exchange& exchange, model::Role role, std::optional<model::ApiToken>& token)
{
    const QByteArray key = exchange.tokenKey;
    if (key.isEmpty()) {
        exchange.refusal = QStringLiteral("no-token");
        return withHeader(
            {401, tr("Send a token: Authorization: Bearer … (atalaya token create makes one)."), {}, {}, {}},
            "WWW-Authenticate", "Bearer realm=\"atalaya\"");
    }
    auto found = m_tokens.authenticateHash(exchange.tokenHash);
    const bool isGood = found.isOk() && found.value().has_value();
    const bool isFirst = exchange.rateKey.isEmpty();
    if (isGood && isFirst)
        m_limiter.setLimits(key, found.value()->rate, m_clock.now(), found.value()->name);
    if (isFirst)
        countAs(exchange, isGood         ? key
                          : found.isOk() ? guessKey(exchange.request.peer)
                                         : RateLimiter::addressKey(exchange.request.peer));
    if (!exchange.rate.isAllowed)
        return tooMany(exchange.rate);
    if (!found.isOk())
        return notLookedUp(found);
    if (!isGood) {
        m_limiter.forget(key);
        exchange.refusal = QStringLiteral("unknown-token");
        return unknownToken();
    }
    token = *std::move(found).value();
    exchange.client = token->name;
    if (token->role < role) {
        exchange.refusal = QStringLiteral("role");
        return withHeader(
            {403,
             tr("This needs the role %1; the token has %2.").arg(model::roleName(role), model::roleName(token->role)),
             {},
             {},
             {}},
            "WWW-Authenticate", "Bearer realm=\"atalaya\", error=\"insufficient_scope\"");
    }
    return std::nullopt;
}

} // namespace atalaya::api
