// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/pendingasks.h"
#include "api/mcp/server/dispatcher.h"
#include "api/mcp/watch.h"
#include "api/route.h"

#include <memory>

namespace atalaya::api::mcp {

/// The Model Context Protocol over HTTP: one message a POST, answered by one JSON object or, where a tool notifies or
/// asks, by server-sent events. It keeps no sessions: what a client of an older revision said when it began travels in
/// the session id that it got, and an id from elsewhere only means that nothing is known. Any thread.
class Endpoint : public std::enable_shared_from_this<Endpoint>
{
public:
    explicit Endpoint(Offer offer, std::chrono::milliseconds watchInterval = Watch::kInterval)
        : m_dispatcher(std::move(offer), Dispatcher::kPageSize, true), m_watchInterval(watchInterval)
    {
    }

    Answer answer(const Call& call);

private:
    Response stream(const Call& call, const Ask& ask);
    Response listen(const Call& call, const Ask& ask);

    const Dispatcher m_dispatcher;
    PendingAsks m_asks;
    const std::chrono::milliseconds m_watchInterval;
    std::once_flag m_watchMade;
    std::unique_ptr<Watch> m_watch; ///< from the first who listens on
};

/// POST /mcp. With `isTokenOptional` a request without a token is a viewer's.
QList<Route> mcpRoutes(Offer offer, bool isTokenOptional = false,
                       std::chrono::milliseconds watchInterval = Watch::kInterval);

/// What a session id tells of a client, and back. Only sampling, elicitation and roots are told.
QByteArray sessionIdOf(const QJsonObject& capabilities);
QJsonObject capabilitiesOf(const QByteArray& sessionId);

} // namespace atalaya::api::mcp
