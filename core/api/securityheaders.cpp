// SPDX-License-Identifier: GPL-3.0-or-later
#include "securityheaders.h"

namespace atalaya::api {

namespace {

using Headers = QList<std::pair<QByteArray, QByteArray>>;

// Made once: an answer only refers to them.
const Headers& common()
{
    static const Headers headers{{"X-Content-Type-Options", "nosniff"},
                                 {"X-Frame-Options", "DENY"},
                                 {"Cross-Origin-Resource-Policy", "same-origin"}};
    return headers;
}

const Headers& ofData()
{
    static const Headers headers{{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}, {"Referrer-Policy", "no-referrer"}};
    return headers;
}

const Headers& ofPages()
{
    static const Headers headers{
        {"Content-Security-Policy",
         "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
        {"Referrer-Policy", "same-origin"}, // with no-referrer the form to sign in would name no Origin
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"}};
    return headers;
}

const Headers& ofTls()
{
    static const Headers headers{{"Strict-Transport-Security", "max-age=31536000"}};
    return headers;
}

} // namespace

void addSecurityHeaders(Response& response, bool hasTls)
{
    response.headers += common();
    // What is not modified keeps the headers that it came with; a browser would put these in their place.
    if (response.status != 304)
        response.headers += response.contentType.startsWith("text/html") ? ofPages() : ofData();
    if (hasTls)
        response.headers += ofTls();
}

void addCorsHeaders(Response& response, const Request& request, const Access& access)
{
    const QByteArray origin = request.header("origin");
    if (!isNamedOrigin(origin, access))
        return;
    response.with("Access-Control-Allow-Origin", origin)
        .with("Access-Control-Expose-Headers", "ETag, Link, Deprecation, Retry-After, Content-Disposition, X-Request-Id, "
                                               "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, RateLimit, "
                                               "RateLimit-Policy, Mcp-Session-Id");
}

bool isPreflight(const Request& request, const Access& access)
{
    return request.method == Method::Options && isNamedOrigin(request.header("origin"), access) &&
           !request.header("access-control-request-method").isEmpty();
}

void addPreflightHeaders(Response& response, const QByteArray& methods)
{
    response.with("Access-Control-Allow-Methods", methods)
        .with("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, "
                                              "Mcp-Method, Mcp-Name, Mcp-Protocol-Version, Mcp-Session-Id, X-Request-Id")
        .with("Access-Control-Max-Age", "600");
}

} // namespace atalaya::api
