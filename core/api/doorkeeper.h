// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/exchange.h"
#include "api/hostcheck.h"
#include "api/sessions.h"

#include <optional>

namespace atalaya::api {

/// Who may ask, and how much: recognises the bearer, counts the request, looks where it comes from and what role it needs. Any thread.
class Doorkeeper
{
public:
    /// `tokens` and `clock` outlive it.
    Doorkeeper(services::TokenService& tokens, const Clock& clock, const model::RateLimits& rate, const Access& access, bool hasTls);

    /// Counts the request, unless its token has to be looked up first, and looks where it comes from; why it goes no further. Waits
    /// for nothing.
    std::optional<Problem> admit(Exchange& exchange);
    /// Counts what could not be read; why it is not even told what was wrong with it.
    std::optional<Problem> countUnread(Exchange& exchange, const QHostAddress& peer);
    /// Whether the bearer is known without a look-up, and has the role.
    bool knowsBearer(Exchange& exchange, model::Role role) const;
    /// The bearer in `token`, looked up and counted; why it may not do this.
    std::optional<Problem> checkBearer(Exchange& exchange, model::Role role, std::optional<model::ApiToken>& token);
    /// The routes that begin and end a session.
    Answer enter(Exchange& exchange);
    Answer leave(Exchange& exchange);

private:
    void identify(Exchange& exchange) const;
    std::optional<Problem> checkOrigin(Exchange& exchange) const;
    void count(Exchange& exchange);
    void countAs(Exchange& exchange, const QByteArray& key);

    services::TokenService& m_tokens;
    const Clock& m_clock;
    const Access m_access; ///< other requests than those are not answered
    const bool m_hasTls;
    RateLimiter m_limiter;
    Sessions m_sessions;
};

} // namespace atalaya::api
