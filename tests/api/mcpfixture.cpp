// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcpfixture.h"

namespace atalaya::test {

using namespace api::mcp;

namespace {

QString word(const char* text)
{
    return QString::fromLatin1(text);
}

Tool tool(const char* name, std::function<ToolResult(const ToolCall&)> run)
{
    Tool made;
    made.name = word(name);
    made.title = made.name;
    made.description = word("A tool of this test.");
    made.inputSchema = McpFixture::json(R"({"type": "object", "properties": {}, "additionalProperties": false})");
    made.run = std::move(run);
    return made;
}

ToolResult structured(const QJsonObject& object)
{
    ToolResult result;
    result.structured = object;
    return result;
}

Tool countTool()
{
    Tool made = tool("count_things", [](const ToolCall& call) {
        return structured({{word("count"), call.arguments.value(word("days")).toInt() * 2}});
    });
    made.inputSchema = McpFixture::json(R"({"type": "object", "additionalProperties": false, "required": ["days"],
        "properties": {"days": {"type": "integer", "minimum": 1, "maximum": 3650},
                       "kind": {"type": "string", "enum": ["deployments", "incidents"]},
                       "region": {"type": "string", "x-mcp-header": "Region"},
                       "where": {"type": "array", "items": {"$ref": "#/$defs/condition"}}},
        "$defs": {"condition": {"type": "object", "additionalProperties": false, "required": ["field"],
                                "properties": {"field": {"type": "string"}}}}})");
    made.outputSchema = McpFixture::json(R"({"type": "object", "properties": {"count": {"type": "integer"}}})");
    return made;
}

// Counts how often it was called, in the state that travels through the client.
Tool roundsTool()
{
    return tool("rounds", [](const ToolCall& call) {
        const int round = call.params.value(word("requestState")).toString().toInt();
        if (round == 2)
            return structured({{word("rounds"), round}});
        ToolResult result;
        result.inputRequired =
            McpFixture::json(R"({"inputRequests": {"name": {"method": "elicitation/create", "params": {
            "mode": "form", "message": "Who?", "requestedSchema": {"type": "object",
            "properties": {"name": {"type": "string"}}}}}}})");
        result.inputRequired->insert(word("requestState"), QString::number(round + 1));
        return result;
    });
}

Tool talkingTool()
{
    Tool made = tool("talk", [](const ToolCall& call) {
        if (!call.caller.peer)
            return structured({{word("peer"), false}});
        for (const char* level : {"debug", "error"})
            call.caller.peer->notify(word("notifications/message"),
                                     {{word("level"), word(level)}, {word("data"), word(level)}});
        return structured({{word("peer"), true}});
    });
    made.talks = true;
    return made;
}

Tool askingTool()
{
    Tool made = tool("ask", [](const ToolCall& call) {
        if (!call.caller.peer)
            return ToolResult::error(word("nobody to ask"));
        const auto answer = call.caller.peer->request(word("roots/list"), {}, call.caller.stop);
        return answer.isOk() ? structured(answer.value())
                             : ToolResult::error(answer.isError() ? answer.error().userText : word("stopped"));
    });
    made.talks = true;
    made.needs = {word("roots")};
    return made;
}

Resource resourceOf(const char* uri, bool isTemplate)
{
    Resource made;
    made.uri = word(uri);
    made.name = word("thing");
    made.mimeType = word("text/plain");
    made.isTemplate = isTemplate;
    made.read = [](const Caller&, const QString& read) -> Result<QJsonObject> {
        if (read.endsWith(QLatin1String("none")))
            return Error{ErrorCode::NotFound, word("There is no such thing.")};
        if (read.endsWith(QLatin1String("busy")))
            return Error{ErrorCode::Unavailable, word("Try again."), word("secret detail")};
        return QJsonObject{{word("text"), read}};
    };
    made.complete = [](const Caller&, const QString&, const QString& begun) {
        QStringList values;
        for (int i = 0; i < 150; ++i)
            values.append(begun + QString::number(i));
        return values;
    };
    return made;
}

Prompt promptOf()
{
    Prompt made;
    made.name = word("explore");
    made.description = word("A prompt of this test.");
    made.arguments = {{word("dataset"), word("which"), true}, {word("depth"), word("how deep"), false}};
    made.messages = [](const Caller&, const QJsonObject& arguments) -> Result<QJsonArray> {
        return QJsonArray{
            QJsonObject{{word("role"), word("user")},
                        {word("content"),
                         QJsonObject{{word("type"), word("text")}, {word("text"), arguments.value(word("dataset"))}}}}};
    };
    return made;
}

} // namespace

Offer McpFixture::offer()
{
    Offer made;
    Tool purge = tool("purge_things", [](const ToolCall&) { return structured({{word("purged"), true}}); });
    purge.role = model::Role::Operator;
    purge.isReadOnly = false;
    Tool broken = tool("break", [](const ToolCall&) -> ToolResult { throw std::runtime_error("it broke"); });
    Tool sampling = tool("sample", [](const ToolCall&) { return structured({{word("sampled"), true}}); });
    sampling.needs = {word("sampling")};
    made.tools = {countTool(), purge, roundsTool(), talkingTool(), askingTool(), broken, sampling};
    made.resources = {resourceOf("test://one", false), resourceOf("test://things/{id}", true)};
    made.prompts = {promptOf()};
    made.instructions = word("Begin with count_things.");
    return made;
}

QJsonObject McpFixture::legacy(const QString& method, const QJsonObject& params)
{
    return {{word("jsonrpc"), word("2.0")}, {word("id"), 1}, {word("method"), method}, {word("params"), params}};
}

QJsonObject McpFixture::modern(const QString& method, QJsonObject params, const QJsonObject& capabilities)
{
    QJsonObject meta = params.value(word("_meta")).toObject();
    if (!meta.contains(kMetaVersion))
        meta.insert(kMetaVersion, QString(kModernVersion));
    meta.insert(kMetaCapabilities, capabilities);
    params.insert(word("_meta"), meta);
    return legacy(method, params);
}

QMap<QByteArray, QByteArray> McpFixture::headersOf(const QJsonObject& message)
{
    const QJsonObject params = message.value(word("params")).toObject();
    QMap<QByteArray, QByteArray> headers{
        {"mcp-protocol-version", params.value(word("_meta")).toObject().value(kMetaVersion).toString().toLatin1()},
        {"mcp-method", message.value(word("method")).toString().toLatin1()}};
    const QString name = params.value(params.contains(word("uri")) ? word("uri") : word("name")).toString();
    if (!name.isEmpty())
        headers.insert("mcp-name", name.toLatin1());
    return headers;
}

QJsonObject McpFixture::call(const char* tool, const QJsonObject& arguments, QJsonObject params,
                             const QJsonObject& capabilities)
{
    params.insert(word("name"), word(tool));
    params.insert(word("arguments"), arguments);
    return modern(word("tools/call"), params, capabilities);
}

Reply McpFixture::ask(const QByteArray& bytes, const QMap<QByteArray, QByteArray>* headers, model::Role role,
                      const QString& name) const
{
    const auto understood = dispatcher.understand(bytes, {headers, {}}, role);
    if (const Reply* reply = std::get_if<Reply>(&understood))
        return *reply;
    const Ask& ask = std::get<Ask>(understood);
    return dispatcher.answer(ask, {api.services, role, name, ask.capabilities, nullptr, {}});
}

QJsonObject McpFixture::result(const QJsonObject& message, model::Role role, const QString& name) const
{
    return ask(bytes(message), nullptr, role, name).message.value(word("result")).toObject();
}

QJsonObject McpFixture::error(const QJsonObject& message, model::Role role, const QString& name) const
{
    return ask(bytes(message), nullptr, role, name).message.value(word("error")).toObject();
}

} // namespace atalaya::test
