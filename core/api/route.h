// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/parameter.h"
#include "api/request.h"
#include "api/response.h"
#include "api/server.h"

#include <chrono>
#include <functional>
#include <variant>

namespace atalaya::api {

using Answer = std::variant<Response, Problem>;

/// What a handler gets.
struct Call
{
    const Request& request;
    const Arguments& arguments;
    const Services& services;
    /// Whose request it is; null on the routes that need no token.
    const model::ApiToken* token = nullptr;
    /// When the request had come.
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

/// One answer that a route may give.
struct Reply
{
    int status = 200;
    QString description;
    QByteArray contentType = QByteArrayLiteral("application/json");
    QJsonObject schema; ///< of a JSON body
};

/// How long an answer holds, which decides its ETag.
enum class Freshness {
    Volatile, ///< its ETag is made from the body
    Data,     ///< until the store changes and, unless every parameter of `pinnedBy` is given, until the minute is over
};

/// A route: where, who, with what, and what comes back. The router, the checks of parameters and /openapi.json all read
/// this, so that they cannot say different things.
struct Route
{
    Method method = Method::Get;
    QString path; ///< "/api/v1/delivery/deployments/{id}"; a slash at the end is optional for clients
    QString operationId;
    QString summary; ///< one sentence
    QString tag;
    std::optional<model::Role> role; ///< null: no token needed
    QList<Parameter> parameters;
    QJsonObject bodySchema;   ///< of a request body; empty: none is read
    QByteArray bodyType = QByteArrayLiteral("application/json"); ///< its media type
    QList<Parameter> headers; ///< request headers that mean something here, for the description only
    QList<Reply> replies;
    QList<int> problems; ///< 404, 409 and 410, where they can happen; what every route may answer is described for all
    Freshness freshness = Freshness::Volatile;
    QStringList pinnedBy;
    /// The handler asks nobody and takes no time: it answers even while every worker is busy. Only without a role.
    bool isImmediate = false;
    /// It changes nothing, whatever its method: it may wait for readers, not behind writers.
    bool onlyReads = false;
    /// A request without a token is served like one of the route's role; one with a bad token is not.
    bool isTokenOptional = false;
    /// How the audit log names what this changes ("event.create"). Every route that changes something has one.
    QString auditAction;
    /// The gateway answers it by itself: whoever comes in or goes out has no token yet, or no longer.
    enum class Door { None, SignIn, SignOut };
    Door door = Door::None;
    std::function<Answer(const Call&)> handler;
};

} // namespace atalaya::api
