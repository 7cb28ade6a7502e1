// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/answercache.h"
#include "api/doorkeeper.h"
#include "api/requesthead.h"

#include <atomic>

namespace atalaya::api {

/// From a request to its answer: who may, where to, the answer's headers, and one line in the log. Any thread,
/// sees no socket.
class Gateway
{
public:
    struct Options
    {
        model::RateLimits rate;
        Access access; ///< other requests than those are not answered
        bool hasTls = false;
    };
    /// All outlive the gateway.
    Gateway(const Services& services, const Router& router, const Clock& clock, const Options& options);

    /// Counts the request, unless its token has to be looked up first, and looks where it comes from; the answer when
    /// it goes no further. Waits for nothing.
    std::optional<Response> admit(Exchange& exchange);
    /// The answer. May read from the store.
    Response answer(Exchange& exchange);
    /// What to say to bytes that are no request.
    Response refuse(const Rejection& rejection, const QHostAddress& peer);

private:
    std::optional<Response> kept(Exchange& exchange);
    void keep(const Exchange& exchange, const Response& response);
    Answer route(Exchange& exchange);
    Answer serve(Exchange& exchange);
    Response finish(const Exchange& exchange, Answer answer);
    QByteArray etagOf(Exchange& exchange, const Route& route, const Arguments& arguments);
    Response finish(const Exchange& exchange, Response response);
    Response toWire(const Exchange& exchange, Answer answer) const;

    const Services& m_services;
    const Router& m_router;
    const Clock& m_clock;
    const Options m_options;
    AnswerCache m_cache;
    std::atomic<bool> m_isVersionAsked = false; ///< a request is on its way to the store; when it does not get there, the next one is
    Doorkeeper m_doorkeeper;
    /// ETags hold for one store and one version of the program.
    const QByteArray m_source;
};

} // namespace atalaya::api
