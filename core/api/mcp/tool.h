// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/server.h"
#include "base/result.h"
#include "base/stoptoken.h"
#include "model/token.h"

#include <QJsonArray>
#include <QJsonObject>

#include <functional>
#include <optional>

/// The Model Context Protocol (modelcontextprotocol.io): the same answers for AI clients, over HTTP (/mcp) and stdio (atalaya mcp).
namespace atalaya::api::mcp {

/// The client, while a call of a tool is under way. Only where the transport can carry more than the answer.
class Peer
{
public:
    virtual ~Peer() = default;
    virtual void notify(const QString& method, const QJsonObject& params) = 0;
    /// Asks the client and waits (the revisions before 2026-07-28: sampling, elicitation).
    virtual Result<QJsonObject> request(const QString& method, const QJsonObject& params, StopToken stop) = 0;
};

/// Who asks, and with what he may be answered.
struct Caller {
    const Services& services;
    model::Role role = model::Role::Viewer;
    QString name;               ///< of the token
    QJsonObject capabilities;   ///< that the client declared
    Peer* peer = nullptr;
    StopToken stop = {};
};

struct ToolCall {
    const Caller& caller;
    const QJsonObject& arguments; ///< fits the tool's input schema
    const QJsonObject& params;    ///< of the request: _meta, inputResponses, requestState
};

struct ToolResult {
    /// The answer; its compact JSON is also the text that is sent beside it. Empty with isError and with content of its own.
    QJsonObject structured;
    QJsonArray content = {}; ///< instead of that text
    bool isError = false;    ///< then content says what to do
    /// 2026-07-28: the call needs something from the client first; the members of an input_required result (inputRequests,
    /// requestState). The dispatcher seals requestState for this caller and this call, and opens it again before the next run:
    /// tools see what they wrote.
    std::optional<QJsonObject> inputRequired = {};

    static ToolResult error(const QString& text)
    {
        ToolResult result;
        result.content.append(QJsonObject{{QStringLiteral("type"), QStringLiteral("text")}, {QStringLiteral("text"), text}});
        result.isError = true;
        return result;
    }
};

struct Tool {
    QString name; ///< 1..64 of [A-Za-z0-9_-]
    QString title, description;
    QJsonObject inputSchema;  ///< an object that takes no other members
    QJsonObject outputSchema; ///< an object; empty: none is declared
    model::Role role = model::Role::Viewer; ///< who may call it
    bool isReadOnly = true;
    std::function<ToolResult(const ToolCall&)> run;
    /// It notifies or asks the client while it runs: its answer is a stream where the client takes one. Without, peer is null.
    bool talks = false;
    /// Capabilities of the client without which it does not run: "sampling", "elicitation", "roots".
    QStringList needs = {};
};

struct Resource {
    QString uri; ///< or, when isTemplate, a template of RFC 6570: "atalaya://datasets/{id}"
    QString name, title, description, mimeType;
    bool isTemplate = false;
    model::Role role = model::Role::Viewer;
    bool isConstant = false; ///< it never changes while the program runs, so nobody needs to watch it
    /// The contents (text or blob, without uri and mimeType) of the uri, which fits; NotFound when there is none.
    std::function<Result<QJsonObject>(const Caller&, const QString& uri)> read;
    /// Values of a template's variable that begin with the text, best first.
    std::function<QStringList(const Caller&, const QString& variable, const QString& begun)> complete = {};
};

struct PromptArgument {
    QString name, description;
    bool isRequired = false;
};
struct Prompt {
    QString name, title, description;
    QList<PromptArgument> arguments;
    /// The messages; InvalidInput names the argument that does not fit. Asked only when `inputRequired` has what it needs.
    std::function<Result<QJsonArray>(const Caller&, const QJsonObject& arguments)> messages;
    std::function<QStringList(const Caller&, const QString& argument, const QString& begun)> complete = {};
    /// 2026-07-28: as ToolResult::inputRequired, asked first; nothing when the prompt has what it needs. Its messages get the
    /// client's inputs as an argument "inputResponses" (an object).
    std::function<std::optional<QJsonObject>(const QJsonObject& params)> inputRequired = {};
};

/// What a server offers.
struct Offer {
    QList<Tool> tools;
    QList<Resource> resources;
    QList<Prompt> prompts;
    QString instructions; ///< for the client's model: where to begin
    /// Tools send log messages (notifications/message): clients may choose a level.
    bool logs = false;
    /// Resources can be watched in the revisions before 2026-07-28 (resources/subscribe).
    bool isWatchable = false;
};

/// Both; the first one's instructions come first.
Offer joined(Offer offer, const Offer& other);
/// Atalaya's own (offer.cpp); `drawsPdf`: the HTTP API that it describes exports PDF.
Offer standardOffer(bool drawsPdf = false);
/// The fixtures that the conformance suite asks for by name; only with --mcp-conformance.
Offer conformanceOffer();

} // namespace atalaya::api::mcp
