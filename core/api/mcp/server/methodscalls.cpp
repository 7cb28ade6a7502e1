// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mcp/argumentcheck.h"
#include "api/problem.h"
#include "base/json.h"
#include "base/log.h"
#include "methods.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <exception>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QString member(const char* name)
{
    return QString::fromLatin1(name);
}

/// What a tool may say while it runs. Log messages only as loud as the client wants them, and none at all when a client
/// of 2026-07-28 did not ask for them.
class MeteredPeer final : public Peer
{
public:
    MeteredPeer(Peer& peer, const Ask& ask) : m_peer(peer), m_ask(ask) {}

    void notify(const QString& method, const QJsonObject& params) override
    {
        if (method == QLatin1String("notifications/message") && !isWanted(textOf(params, "level")))
            return;
        m_peer.notify(method, params);
    }
    Result<QJsonObject> request(const QString& method, const QJsonObject& params, StopToken stop) override
    {
        if (m_ask.era == Era::Modern)
            return Error{ErrorCode::Conflict, tr("Since 2026-07-28 a server asks by an input_required result.")};
        return m_peer.request(method, params, std::move(stop));
    }

private:
    bool isWanted(const QString& level) const
    {
        if (m_ask.era == Era::Legacy)
            return true;
        static const QStringList kLevels{
            QStringLiteral("debug"), QStringLiteral("info"),     QStringLiteral("notice"), QStringLiteral("warning"),
            QStringLiteral("error"), QStringLiteral("critical"), QStringLiteral("alert"),  QStringLiteral("emergency")};
        const QJsonObject meta = m_ask.message.params.value(member("_meta")).toObject();
        const qsizetype wanted = kLevels.indexOf(meta.value(kMetaLogLevel).toString());
        return wanted >= 0 && kLevels.indexOf(level) >= wanted;
    }

    Peer& m_peer;
    const Ask& m_ask;
};

QString withNearest(const QString& sentence, const QString& word, const QStringList& known)
{
    const QString near = nearest(word, known);
    return near.isEmpty() ? sentence : QString(sentence + u' ' + tr("Did you mean '%1'?").arg(near));
}

QJsonObject toJson(const ToolResult& result)
{
    QJsonObject object;
    QJsonArray content = result.content;
    if (content.isEmpty())
        content.append(QJsonObject{{member("type"), member("text")},
                                   {member("text"), QString::fromUtf8(compactJson(result.structured))}});
    object.insert(member("content"), content);
    if (result.isError)
        object.insert(member("isError"), true);
    else if (!result.structured.isEmpty()) // beside an error it would have to fit outputSchema, and clients check that
        object.insert(member("structuredContent"), result.structured);
    return object;
}

/// All that decides what a call does.
QByteArray callOf(const Ask& ask)
{
    return compactJson({{member("method"), ask.message.method},
                        {member("name"), nameOf(ask.message)},
                        {member("arguments"), ask.message.params.value(member("arguments")).toObject()}});
}

QString principalOf(const Caller& caller)
{
    return model::roleName(caller.role) + u' ' + caller.name;
}

QString capabilityFor(const QString& method)
{
    return method.section(u'/', 0, 0); // elicitation/create, sampling/createMessage, roots/list
}

RpcError missing(const QStringList& capabilities)
{
    QJsonObject required;
    for (const QString& capability : capabilities)
        required.insert(capability, QJsonObject());
    return {code::kMissingCapability,
            tr("This needs a client that declares: %1.").arg(capabilities.join(QLatin1String(", "))),
            {{member("requiredCapabilities"), required}}};
}

bool fitsTemplate(const QString& uri, const QString& uriTemplate)
{
    static const QRegularExpression kVariable(QStringLiteral(R"(\\\{[^}]*\\\})"));
    QString pattern = QRegularExpression::escape(uriTemplate);
    pattern.replace(kVariable, QStringLiteral("[^/?#]+"));
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(uri).hasMatch();
}

RpcError errorOf(const Error& error)
{
    qCInfo(lcApi).noquote() << "An MCP request was not answered:" << error.userText << error.detail;
    const bool isTheirs = error.code == ErrorCode::InvalidInput || error.code == ErrorCode::NotFound ||
                          error.code == ErrorCode::Forbidden || error.code == ErrorCode::Conflict;
    return {isTheirs ? code::kInvalidParams : code::kInternal, error.userText};
}

RpcError stopped()
{
    return {code::kInternal, tr("The request was stopped; try again.")};
}

} // namespace

const Tool* Methods::findTool(const QString& name, model::Role role) const
{
    const auto found = std::find_if(m_offer.tools.begin(), m_offer.tools.end(),
                                    [&name, role](const Tool& tool) { return tool.name == name && tool.role <= role; });
    return found == m_offer.tools.end() ? nullptr : &*found;
}

Outcome Methods::opened(const Ask& ask, const Caller& caller) const
{
    QJsonObject params = ask.message.params;
    const QJsonValue inputs = params.value(member("inputResponses"));
    if (!inputs.isUndefined() && !inputs.isObject())
        return RpcError{code::kInvalidParams,
                        tr("\"inputResponses\" must be an object, with an answer under each name.")};
    const QJsonObject answers = inputs.toObject();
    if (!std::all_of(answers.begin(), answers.end(), [](const QJsonValue& value) { return value.isObject(); }))
        return RpcError{code::kInvalidParams, tr("Each of \"inputResponses\" must be an object.")};
    const QJsonValue state = params.value(member("requestState"));
    if (state.isUndefined())
        return params;
    const auto plain = m_state.open(state.toString(), principalOf(caller), callOf(ask), caller.services.delivery.now());
    if (!plain)
        return RpcError{code::kInvalidParams,
                        tr("\"requestState\" is not what was sent for this call, or is older than %1 "
                           "minutes; make the call again without it.")
                            .arg(RequestState::kLifetime.count())};
    params.insert(member("requestState"), *plain);
    return params;
}

Outcome Methods::inputRequired(const Ask& ask, const Caller& caller, QJsonObject members) const
{
    QStringList undeclared;
    const QJsonObject requests = members.value(member("inputRequests")).toObject();
    for (const QJsonValue& request : requests) {
        const QString capability = capabilityFor(textOf(request.toObject(), "method"));
        if (!ask.capabilities.contains(capability))
            undeclared.append(capability);
    }
    if (!undeclared.isEmpty())
        return missing(undeclared);
    if (members.contains(member("requestState")))
        members.insert(member("requestState"),
                       m_state.seal(members.value(member("requestState")).toString(), principalOf(caller), callOf(ask),
                                    caller.services.delivery.now()));
    members.insert(member("resultType"), member("input_required"));
    return members;
}

Outcome Methods::callTool(const Ask& ask, const Caller& caller) const
{
    const QString name = nameOf(ask.message);
    const Tool* tool = findTool(name, caller.role);
    if (!tool) {
        QStringList known;
        for (const Tool& one : m_offer.tools) {
            if (one.role <= caller.role)
                known.append(one.name);
        }
        return RpcError{code::kInvalidParams,
                        withNearest(tr("There is no tool '%1'.").arg(name.left(100)), name, known)};
    }
    const QJsonValue sent = ask.message.params.value(member("arguments"));
    if (!sent.isUndefined() && !sent.isNull() && !sent.isObject())
        return RpcError{code::kInvalidParams, tr("\"arguments\" must be an object.")};
    QStringList undeclared;
    for (const QString& capability : tool->needs) {
        if (!ask.capabilities.contains(capability))
            undeclared.append(capability);
    }
    if (!undeclared.isEmpty() && ask.era == Era::Modern)
        return missing(undeclared);
    if (!undeclared.isEmpty())
        return toJson(ToolResult::error(missing(undeclared).message));
    const QJsonObject arguments = sent.toObject();
    if (const QStringList wrong = argumentBreaches(arguments, tool->inputSchema); !wrong.isEmpty())
        return toJson(ToolResult::error(wrong.join(u' ')));
    return runTool(*tool, ask, caller, arguments);
}

Outcome Methods::runTool(const Tool& tool, const Ask& ask, const Caller& caller, const QJsonObject& arguments) const
{
    const Outcome params = opened(ask, caller);
    if (const RpcError* error = std::get_if<RpcError>(&params))
        return *error;
    std::optional<MeteredPeer> peer;
    if (tool.talks && caller.peer)
        peer.emplace(*caller.peer, ask);
    Caller metered{caller.services, caller.role, caller.name, ask.capabilities, peer ? &*peer : nullptr, caller.stop};
    ToolResult result;
    try {
        result = tool.run({metered, arguments, std::get<QJsonObject>(params)});
    } catch (const std::exception& exception) { // out of memory, at worst: one call may fail, the program may not
        qCCritical(lcApi).noquote() << "The tool" << tool.name << "failed:" << exception.what();
        return toJson(ToolResult::error(tr("The answer could not be computed; ask for less, or try again.")));
    }
    if (!result.inputRequired)
        return toJson(result);
    if (ask.era == Era::Legacy)
        return toJson(
            ToolResult::error(tr("This tool asks back, which needs a client of revision %1.").arg(kModernVersion)));
    return inputRequired(ask, caller, *std::move(result.inputRequired));
}

const Resource* Methods::findResource(const QString& uri, model::Role role) const
{
    const auto isMeant = [&](const Resource& resource) {
        return resource.role <= role && (resource.isTemplate ? fitsTemplate(uri, resource.uri) : resource.uri == uri);
    };
    const auto found = std::find_if(m_offer.resources.begin(), m_offer.resources.end(), isMeant);
    return found == m_offer.resources.end() ? nullptr : &*found;
}

QStringList Methods::watchable(const QStringList& uris, model::Role role) const
{
    QStringList all;
    for (const QString& uri : uris) {
        const Resource* resource = findResource(uri, role);
        if (resource && !resource->isConstant && !all.contains(uri))
            all.append(uri);
    }
    return all;
}

Outcome Methods::readResource(const Ask& ask, const Caller& caller) const
{
    const QString uri = nameOf(ask.message);
    const int notFound = ask.era == Era::Modern ? code::kInvalidParams : code::kLegacyResourceNotFound;
    const QJsonObject data{{member("uri"), uri}};
    const Resource* found = findResource(uri, caller.role);
    if (!found) {
        QStringList known;
        for (const Resource& resource : m_offer.resources) {
            if (resource.role <= caller.role)
                known.append(resource.uri);
        }
        return RpcError{notFound, withNearest(tr("There is no resource '%1'.").arg(uri.left(200)), uri, known), data};
    }
    const Result<QJsonObject> contents = found->read(caller, uri);
    if (contents.isCancelled())
        return stopped();
    if (contents.isError()) {
        RpcError error = errorOf(contents.error());
        if (contents.error().code == ErrorCode::NotFound)
            error.code = notFound;
        error.data = data;
        return error;
    }
    QJsonObject content = contents.value();
    content.insert(member("uri"), uri);
    if (!content.contains(member("mimeType")) && !found->mimeType.isEmpty())
        content.insert(member("mimeType"), found->mimeType);
    return QJsonObject{{member("contents"), QJsonArray{content}}};
}

Outcome Methods::prompt(const Ask& ask, const Caller& caller) const
{
    const QString name = nameOf(ask.message);
    const auto found = std::find_if(m_offer.prompts.begin(), m_offer.prompts.end(),
                                    [&name](const Prompt& prompt) { return prompt.name == name; });
    if (found == m_offer.prompts.end()) {
        QStringList known;
        for (const Prompt& prompt : m_offer.prompts)
            known.append(prompt.name);
        return RpcError{code::kInvalidParams,
                        withNearest(tr("There is no prompt '%1'.").arg(name.left(100)), name, known)};
    }
    QJsonObject arguments = ask.message.params.value(member("arguments")).toObject();
    QJsonObject properties;
    QJsonArray required;
    for (const PromptArgument& argument : found->arguments) {
        properties.insert(argument.name, QJsonObject{{member("type"), member("string")}});
        if (argument.isRequired)
            required.append(argument.name);
    }
    const QStringList wrong = argumentBreaches(
        arguments,
        {{member("properties"), properties}, {member("required"), required}, {member("additionalProperties"), false}});
    if (!wrong.isEmpty())
        return RpcError{code::kInvalidParams, wrong.join(u' ')};
    if (found->inputRequired && ask.era == Era::Legacy)
        return RpcError{code::kInvalidParams,
                        tr("This prompt asks back, which needs a client of revision %1.").arg(kModernVersion)};
    if (found->inputRequired) {
        const Outcome params = opened(ask, caller);
        if (const RpcError* error = std::get_if<RpcError>(&params))
            return *error;
        const QJsonObject& plain = std::get<QJsonObject>(params);
        if (auto members = found->inputRequired(plain))
            return inputRequired(ask, caller, *std::move(members));
        arguments.insert(member("inputResponses"), plain.value(member("inputResponses")));
    }
    const Result<QJsonArray> messages = found->messages(caller, arguments);
    if (messages.isCancelled())
        return stopped();
    if (messages.isError())
        return errorOf(messages.error());
    QJsonObject result{{member("messages"), messages.value()}};
    if (!found->description.isEmpty())
        result.insert(member("description"), found->description);
    return result;
}

} // namespace atalaya::api::mcp
