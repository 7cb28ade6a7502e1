// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "conformance.h"

#include <condition_variable>

namespace atalaya::api::mcp::conformance {

namespace {

constexpr std::chrono::milliseconds kStep{50}; // so that notifications are seen to come one by one

QString word(const char* text)
{
    return QString::fromLatin1(text);
}

/// Until the step is over or a stop is asked for.
void pause(const ToolCall& call)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, call.caller.stop, kStep, [] { return false; });
}

void log(const ToolCall& call, const char* text)
{
    if (call.caller.peer)
        call.caller.peer->notify(
            word("notifications/message"),
            {{word("level"), word("info")}, {word("logger"), word("conformance")}, {word("data"), word(text)}});
}

ToolResult withLogging(const ToolCall& call)
{
    log(call, "Tool execution started");
    pause(call);
    log(call, "Tool processing data");
    pause(call);
    log(call, "Tool execution completed");
    return textResult(word("Tool with logging executed successfully"));
}

ToolResult withProgress(const ToolCall& call)
{
    const QJsonValue token = call.params.value(word("_meta")).toObject().value(word("progressToken"));
    for (const int progress : {0, 50, 100}) {
        if (progress > 0)
            pause(call);
        if (call.caller.peer && !token.isUndefined())
            call.caller.peer->notify(
                word("notifications/progress"),
                {{word("progressToken"), token}, {word("progress"), progress}, {word("total"), 100}});
    }
    return textResult(QStringLiteral("Executed with progress token %1").arg(token.toVariant().toString()));
}

/// What the client answers, or a tool's error that says why it does not.
ToolResult asked(const ToolCall& call, const char* method, const QJsonObject& params,
                 const std::function<QString(const QJsonObject&)>& toText)
{
    if (!call.caller.peer)
        return ToolResult::error(word("The client takes no event stream, so it cannot be asked."));
    const auto answer = call.caller.peer->request(word(method), params, call.caller.stop);
    if (answer.isError())
        return ToolResult::error(answer.error().userText);
    return answer.isOk() ? textResult(toText(answer.value())) : ToolResult::error(word("The call was stopped."));
}

QString elicited(const QJsonObject& answer)
{
    const QByteArray content = compactJson(answer.value(word("content")).toObject());
    return QStringLiteral("action=%1, content=%2")
        .arg(answer.value(word("action")).toString(), QString::fromUtf8(content));
}

ToolResult sampling(const ToolCall& call)
{
    const QJsonObject message{{word("role"), word("user")},
                              {word("content"), textContent(call.arguments.value(word("prompt")).toString())}};
    return asked(call, "sampling/createMessage", {{word("messages"), QJsonArray{message}}, {word("maxTokens"), 100}},
                 [](const QJsonObject& answer) {
                     return QStringLiteral("LLM response: %1")
                         .arg(answer.value(word("content")).toObject().value(word("text")).toString());
                 });
}

ToolResult elicitation(const ToolCall& call)
{
    QJsonObject params = json(R"({"requestedSchema": {"type": "object", "properties": {
        "username": {"type": "string", "description": "User's response"},
        "email": {"type": "string", "description": "User's email address"}}, "required": ["username", "email"]}})");
    params.insert(word("message"), call.arguments.value(word("message")));
    return asked(call, "elicitation/create", params,
                 [](const QJsonObject& answer) { return QString(word("User response: ") + elicited(answer)); });
}

ToolResult elicitationOf(const ToolCall& call, const QJsonObject& params)
{
    return asked(call, "elicitation/create", params,
                 [](const QJsonObject& answer) { return QString(word("Elicitation completed: ") + elicited(answer)); });
}

ToolResult elicitationWithDefaults(const ToolCall& call)
{
    return elicitationOf(call, json(R"({"message": "Please review the values", "requestedSchema": {"type": "object",
        "properties": {
            "name": {"type": "string", "default": "John Doe"},
            "age": {"type": "integer", "default": 30},
            "score": {"type": "number", "default": 95.5},
            "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
            "verified": {"type": "boolean", "default": true}}}})"));
}

ToolResult elicitationOfChoices(const ToolCall& call)
{
    return elicitationOf(call, json(R"({"message": "Please choose", "requestedSchema": {"type": "object",
        "properties": {
            "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
            "titledSingle": {"type": "string", "oneOf": [{"const": "value1", "title": "First Option"},
                {"const": "value2", "title": "Second Option"}, {"const": "value3", "title": "Third Option"}]},
            "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"],
                           "enumNames": ["Option One", "Option Two", "Option Three"]},
            "untitledMulti": {"type": "array", "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
            "titledMulti": {"type": "array", "items": {"anyOf": [{"const": "value1", "title": "First Choice"},
                {"const": "value2", "title": "Second Choice"}, {"const": "value3", "title": "Third Choice"}]}}}}})"));
}

ToolResult mixed(const ToolCall&)
{
    ToolResult result = textResult(word("Multiple content types test:"));
    result.content.append(imageContent());
    result.content.append(json(R"({"type": "resource", "resource": {"uri": "test://mixed-content-resource",
        "mimeType": "application/json", "text": "{\"test\":\"data\",\"value\":123}"}})"));
    return result;
}

// 44 bytes: the head of a WAV file without samples.
QJsonObject audioContent()
{
    return json(R"({"type": "audio", "mimeType": "audio/wav",
                    "data": "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA="})");
}

/// A tool that returns one block.
Tool contentTool(const char* name, const char* description, const QJsonObject& content)
{
    return tool(name, word(description), [content](const ToolCall&) {
        ToolResult result;
        result.content.append(content);
        return result;
    });
}

Tool talking(Tool tool, const QStringList& needs = {})
{
    tool.talks = true;
    tool.needs = needs;
    return tool;
}

Tool withArgument(Tool tool, const char* name)
{
    tool.inputSchema = json(R"({"type": "object", "additionalProperties": false})");
    tool.inputSchema.insert(word("properties"), QJsonObject{{word(name), json(R"({"type": "string"})")}});
    tool.inputSchema.insert(word("required"), QJsonArray{word(name)});
    return tool;
}

Tool schemaTool()
{
    Tool made = tool("json_schema_2020_12_tool", word("Tool with JSON Schema 2020-12 features"),
                     [](const ToolCall& call) { return textResult(QString::fromUtf8(compactJson(call.arguments))); });
    made.inputSchema = json(R"({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "$defs": {"address": {"$anchor": "addressDef", "type": "object",
                              "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
        "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"},
                       "contactMethod": {"type": "string", "enum": ["phone", "email"]},
                       "phone": {"type": "string"}, "email": {"type": "string"}},
        "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
        "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
        "then": {"required": ["phone"]}, "else": {"required": ["email"]}, "additionalProperties": false})");
    return made;
}

Tool headerTool()
{
    Tool made = tool("test_header_argument", word("Its argument is repeated in the header Mcp-Param-Region"),
                     [](const ToolCall& call) { return textResult(call.arguments.value(word("region")).toString()); });
    made.inputSchema = json(R"({"type": "object", "additionalProperties": false, "required": ["region"],
        "properties": {"region": {"type": "string", "x-mcp-header": "Region"}}})");
    return made;
}

} // namespace

QList<Tool> tools()
{
    const QStringList samplingNeeded{word("sampling")}, elicitationNeeded{word("elicitation")};
    Tool missing = tool("test_missing_capability", word("Needs the sampling capability"),
                        [](const ToolCall&) { return textResult(word("The client declares sampling.")); });
    missing.needs = samplingNeeded;
    return {contentTool("test_simple_text", "Returns a text",
                        textContent(word("This is a simple text response for testing."))),
            contentTool("test_image_content", "Returns an image", imageContent()),
            contentTool("test_audio_content", "Returns a sound", audioContent()),
            contentTool("test_embedded_resource", "Returns a resource",
                        json(R"({"type": "resource", "resource": {"uri": "test://embedded-resource",
                        "mimeType": "text/plain", "text": "This is an embedded resource content."}})")),
            tool("test_multiple_content_types", word("Returns a text, an image and a resource"), mixed),
            talking(tool("test_tool_with_logging", word("Sends three log messages"), withLogging)),
            talking(tool("test_logging_tool", word("Sends log messages when they are asked for"), withLogging)),
            tool("test_error_handling", word("Always fails"),
                 [](const ToolCall&) {
                     return ToolResult::error(word("This tool intentionally returns an error for testing"));
                 }),
            talking(tool("test_tool_with_progress", word("Reports progress"), withProgress)),
            talking(withArgument(tool("test_sampling", word("Asks the client's model"), sampling), "prompt"),
                    samplingNeeded),
            talking(withArgument(tool("test_elicitation", word("Asks the user"), elicitation), "message"),
                    elicitationNeeded),
            talking(tool("test_elicitation_sep1034_defaults", word("Asks the user, with defaults"),
                         elicitationWithDefaults),
                    elicitationNeeded),
            talking(tool("test_elicitation_sep1330_enums", word("Asks the user to choose"), elicitationOfChoices),
                    elicitationNeeded),
            missing,
            schemaTool(),
            headerTool()};
}

} // namespace atalaya::api::mcp::conformance
