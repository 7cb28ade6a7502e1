// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/server/ask.h"
#include "api/mcp/server/requeststate.h"

namespace atalaya::api::mcp {

/// What both eras have: tools, resources, prompts, completion. Any thread.
class Methods
{
public:
    /// The offer outlives it. Lists come in pages of `pageSize`.
    Methods(const Offer& offer, qsizetype pageSize) : m_offer(offer), m_pageSize(pageSize) {}

    /// The capabilities that both eras declare.
    QJsonObject capabilities() const;
    /// Whether answer() knows the method.
    bool knows(const QString& method) const;
    /// The members of the result, or why there is none.
    Outcome answer(const Ask& ask, const Caller& caller) const;
    QStringList watchable(const QStringList& uris, model::Role role) const;
    const Tool* findTool(const QString& name, model::Role role) const;

private:
    Outcome listTools(const Ask& ask, const Caller& caller) const;
    Outcome listResources(const Ask& ask, const Caller& caller, bool templates) const;
    Outcome listPrompts(const Ask& ask, const Caller& caller) const;
    Outcome callTool(const Ask& ask, const Caller& caller) const;
    Outcome runTool(const Tool& tool, const Ask& ask, const Caller& caller, const QJsonObject& arguments) const;
    const Resource* findResource(const QString& uri, model::Role role) const;
    Outcome readResource(const Ask& ask, const Caller& caller) const;
    Outcome prompt(const Ask& ask, const Caller& caller) const;
    Outcome complete(const Ask& ask, const Caller& caller) const;
    Outcome page(const Ask& ask, const Caller& caller, const char* member, const QJsonArray& all) const;

    /// The params as a tool or prompt sees them: requestState opened. An error when it does not open.
    Outcome opened(const Ask& ask, const Caller& caller) const;
    /// An input_required result, requestState sealed; an error when it asks for what the client does not offer.
    Outcome inputRequired(const Ask& ask, const Caller& caller, QJsonObject members) const;

    const Offer& m_offer;
    const qsizetype m_pageSize;
    const RequestState m_state;
};

} // namespace atalaya::api::mcp
