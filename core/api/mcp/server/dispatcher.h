// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/server/methods.h"

namespace atalaya::api::mcp {

/// From a message to what is said to it, for every revision that we speak, whatever carries it. Remembers nothing
/// between messages. Any thread.
class Dispatcher
{
public:
    static constexpr qsizetype kPageSize = 100;
    /// With `canWatch` the transport serves subscriptions/listen (2026-07-28) by itself.
    explicit Dispatcher(Offer offer, qsizetype pageSize = kPageSize, bool canWatch = false);
    Q_DISABLE_COPY_MOVE(Dispatcher)

    /// What the bytes ask; the reply when they ask nothing that can be answered. `role` decides which tools there are.
    std::variant<Ask, Reply> understand(const QByteArray& bytes, const Origin& origin, model::Role role) const;
    /// The reply to a request; to a notification and to a client's answer nothing is said.
    Reply answer(const Ask& ask, const Caller& caller) const;

    /// Of these, what there is for the role and may change.
    QStringList watchable(const QStringList& uris, model::Role role) const { return m_methods.watchable(uris, role); }

private:
    Reply answerLegacy(const Ask& ask, const Caller& caller) const;
    Reply answerModern(const Ask& ask, const Caller& caller) const;
    std::optional<Reply> refuseLegacy(const Message& message, const Origin& origin) const;
    std::optional<Reply> refuseModern(const Message& message, const Origin& origin) const;
    Outcome legacyResult(const Ask& ask, const Caller& caller) const;
    Outcome initialize(const QJsonObject& params) const;
    QJsonObject legacyCapabilities() const;

    const Offer m_offer;
    const Methods m_methods;
    const bool m_canWatch;
};

/// What a client that begins (initialize) will be spoken to in: what it wants, or else the newest that we speak.
QString agreedVersion(const QJsonObject& params);

} // namespace atalaya::api::mcp
