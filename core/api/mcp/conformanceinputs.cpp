// SPDX-License-Identifier: GPL-3.0-or-later
#include "conformance.h"

namespace atalaya::api::mcp::conformance {

namespace {

QString word(const char* text)
{
    return QString::fromLatin1(text);
}

QJsonObject form(const char* text, const char* field, const char* type)
{
    const QJsonObject schema{{word("type"), word("object")},
                             {word("properties"), QJsonObject{{word(field), QJsonObject{{word("type"), word(type)}}}}},
                             {word("required"), QJsonArray{word(field)}}};
    return {
        {word("method"), word("elicitation/create")},
        {word("params"),
         QJsonObject{{word("mode"), word("form")}, {word("message"), word(text)}, {word("requestedSchema"), schema}}}};
}

QJsonObject sample(const char* text, int maxTokens)
{
    const QJsonObject message{{word("role"), word("user")}, {word("content"), textContent(word(text))}};
    return {{word("method"), word("sampling/createMessage")},
            {word("params"), QJsonObject{{word("messages"), QJsonArray{message}}, {word("maxTokens"), maxTokens}}}};
}

QJsonObject roots()
{
    return {{word("method"), word("roots/list")}, {word("params"), QJsonObject()}};
}

ToolResult needing(const QJsonObject& requests, const QString& state = {})
{
    ToolResult result;
    result.inputRequired = QJsonObject{{word("inputRequests"), requests}};
    if (!state.isEmpty())
        result.inputRequired->insert(word("requestState"), state);
    return result;
}

QJsonObject answerTo(const ToolCall& call, const char* key)
{
    return call.params.value(word("inputResponses")).toObject().value(word(key)).toObject();
}

QString stateOf(const ToolCall& call)
{
    return call.params.value(word("requestState")).toString();
}

/// The field of a form that the user filled in; null when there is no such answer.
QString filledIn(const ToolCall& call, const char* key, const char* field)
{
    const QJsonObject answer = answerTo(call, key);
    const QJsonValue value = answer.value(word("content")).toObject().value(word(field));
    if (answer.value(word("action")) != QLatin1String("accept") || value.isUndefined())
        return {};
    return value.isBool() ? (value.toBool() ? word("true") : word("false")) : value.toString();
}

ToolResult greeting(const ToolCall& call)
{
    const QString name = filledIn(call, "user_name", "name");
    if (name.isNull())
        return needing({{word("user_name"), form("What is your name?", "name", "string")}});
    return textResult(QStringLiteral("Hello, %1!").arg(name));
}

ToolResult capital(const ToolCall& call)
{
    const QJsonObject answer = answerTo(call, "capital_question");
    if (answer.isEmpty())
        return needing({{word("capital_question"), sample("What is the capital of France?", 100)}});
    return textResult(answer.value(word("content")).toObject().value(word("text")).toString());
}

ToolResult listRoots(const ToolCall& call)
{
    const QJsonObject answer = answerTo(call, "client_roots");
    if (!answer.value(word("roots")).isArray())
        return needing({{word("client_roots"), roots()}});
    QStringList uris;
    for (const QJsonValue& root : answer.value(word("roots")).toArray())
        uris.append(root.toObject().value(word("uri")).toString());
    return textResult(QStringLiteral("The client's roots: %1").arg(uris.join(QLatin1String(", "))));
}

ToolResult confirmation(const ToolCall& call)
{
    const bool isConfirmed =
        stateOf(call) == QLatin1String("asked") && filledIn(call, "confirm", "ok") == QLatin1String("true");
    if (!isConfirmed)
        return needing({{word("confirm"), form("Please confirm", "ok", "boolean")}}, word("asked"));
    return textResult(word("state-ok"));
}

ToolResult several(const ToolCall& call)
{
    const QString name = filledIn(call, "user_name", "name");
    const QJsonObject greetingAnswer = answerTo(call, "greeting");
    const QJsonObject rootsAnswer = answerTo(call, "client_roots");
    if (name.isNull() || greetingAnswer.isEmpty() || rootsAnswer.isEmpty())
        return needing({{word("user_name"), form("What is your name?", "name", "string")},
                        {word("greeting"), sample("Generate a greeting", 50)},
                        {word("client_roots"), roots()}},
                       word("asked"));
    return textResult(QStringLiteral("%1: %2").arg(
        name, greetingAnswer.value(word("content")).toObject().value(word("text")).toString()));
}

// Its second question comes after its first was answered; what was answered travels in the state.
ToolResult rounds(const ToolCall& call)
{
    const QString state = stateOf(call);
    if (state.startsWith(u'2')) {
        const QString color = filledIn(call, "step2", "color");
        if (!color.isNull())
            return textResult(QStringLiteral("%1 likes %2").arg(state.mid(1), color));
        return needing({{word("step2"), form("Step 2: What is your favorite color?", "color", "string")}}, state);
    }
    const QString name = filledIn(call, "step1", "name");
    if (state.isEmpty() || name.isNull())
        return needing({{word("step1"), form("Step 1: What is your name?", "name", "string")}}, word("1"));
    return needing({{word("step2"), form("Step 2: What is your favorite color?", "color", "string")}},
                   QString(u'2' + name));
}

ToolResult whatTheClientCan(const ToolCall& call)
{
    QJsonObject requests;
    if (call.caller.capabilities.contains(word("elicitation")))
        requests.insert(word("user_name"), form("What is your name?", "name", "string"));
    if (call.caller.capabilities.contains(word("sampling")))
        requests.insert(word("greeting"), sample("Generate a greeting", 50));
    const bool isAnswered = !answerTo(call, "user_name").isEmpty() || !answerTo(call, "greeting").isEmpty();
    if (isAnswered || requests.isEmpty())
        return textResult(word("Nothing more is needed."));
    return needing(requests);
}

} // namespace

QList<Tool> inputTools()
{
    const auto input = [](const char* name, std::function<ToolResult(const ToolCall&)> run) {
        return tool(name, word("Needs something from the client first"), std::move(run));
    };
    return {input("test_input_required_result_elicitation", greeting),
            input("test_streaming_elicitation", greeting),
            input("test_input_required_result_sampling", capital),
            input("test_input_required_result_list_roots", listRoots),
            input("test_input_required_result_request_state", confirmation),
            input("test_input_required_result_tampered_state", confirmation),
            input("test_input_required_result_multiple_inputs", several),
            input("test_input_required_result_multi_round", rounds),
            input("test_input_required_result_capabilities", whatTheClientCan)};
}

} // namespace atalaya::api::mcp::conformance
