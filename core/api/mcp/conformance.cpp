// SPDX-License-Identifier: GPL-3.0-or-later
#include "conformance.h"

#include <QJsonDocument>

namespace atalaya::api::mcp {

namespace conformance {

namespace {

QString word(const char* text)
{
    return QString::fromLatin1(text);
}

Resource resource(const char* uri, const char* name, const char* mimeType, const QJsonObject& contents)
{
    Resource resource;
    resource.uri = word(uri);
    resource.name = word(name);
    resource.title = word(name);
    resource.description = QStringLiteral("A fixture of the conformance suite.");
    resource.mimeType = word(mimeType);
    resource.read = [contents](const Caller&, const QString&) { return Result<QJsonObject>(contents); };
    return resource;
}

QJsonObject message(const QJsonObject& content)
{
    return {{word("role"), word("user")}, {word("content"), content}};
}

Prompt prompt(const char* name, const QList<PromptArgument>& arguments,
              std::function<Result<QJsonArray>(const Caller&, const QJsonObject&)> messages)
{
    Prompt prompt;
    prompt.name = word(name);
    prompt.title = word(name);
    prompt.description = QStringLiteral("A fixture of the conformance suite.");
    prompt.arguments = arguments;
    prompt.messages = std::move(messages);
    return prompt;
}

Prompt promptWithInput()
{
    Prompt asking = prompt("test_input_required_result_prompt", {}, [](const Caller&, const QJsonObject& arguments) {
        const QJsonObject answer =
            arguments.value(word("inputResponses")).toObject().value(word("user_context")).toObject();
        const QString context = answer.value(word("content")).toObject().value(word("context")).toString();
        return Result<QJsonArray>(
            QJsonArray{message(textContent(QStringLiteral("Use this context: %1").arg(context)))});
    });
    asking.inputRequired = [](const QJsonObject& params) -> std::optional<QJsonObject> {
        if (params.value(word("inputResponses")).toObject().value(word("user_context")).isObject())
            return std::nullopt;
        return json(R"({"inputRequests": {"user_context": {"method": "elicitation/create", "params": {
            "mode": "form", "message": "What context should the prompt use?",
            "requestedSchema": {"type": "object", "properties": {"context": {"type": "string"}},
                                "required": ["context"]}}}}})");
    };
    return asking;
}

} // namespace

QJsonObject json(const char* text)
{
    return QJsonDocument::fromJson(text).object();
}

QJsonObject textContent(const QString& text)
{
    return {{word("type"), word("text")}, {word("text"), text}};
}

ToolResult textResult(const QString& text)
{
    ToolResult result;
    result.content.append(textContent(text));
    return result;
}

// One red pixel.
QJsonObject imageContent()
{
    return json(R"({"type": "image", "mimeType": "image/png", "data":
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"})");
}

Tool tool(const char* name, const QString& description, std::function<ToolResult(const ToolCall&)> run)
{
    Tool tool;
    tool.name = word(name);
    tool.title = tool.name;
    tool.description = description;
    tool.inputSchema = json(R"({"type": "object", "properties": {}, "additionalProperties": false})");
    tool.run = std::move(run);
    return tool;
}

QList<Resource> resources()
{
    const QString pixel = imageContent().value(word("data")).toString();
    Resource templated = resource("test://template/{id}/data", "template-data", "application/json", {});
    templated.isTemplate = true;
    templated.read = [](const Caller&, const QString& uri) -> Result<QJsonObject> {
        const QString id = uri.section(u'/', 3, 3);
        const QJsonObject data{
            {word("id"), id}, {word("templateTest"), true}, {word("data"), QStringLiteral("Data for ID: %1").arg(id)}};
        return QJsonObject{{word("text"), QString::fromUtf8(QJsonDocument(data).toJson(QJsonDocument::Compact))}};
    };
    return {resource("test://static-text", "static-text", "text/plain",
                     {{word("text"), word("This is the content of the static text resource.")}}),
            resource("test://static-binary", "static-binary", "image/png", {{word("blob"), pixel}}),
            resource("test://watched-resource", "watched-resource", "text/plain",
                     {{word("text"), word("This resource can be watched.")}}),
            templated};
}

QList<Prompt> prompts()
{
    Prompt withArguments =
        prompt("test_prompt_with_arguments",
               {{word("arg1"), word("First test argument"), true}, {word("arg2"), word("Second test argument"), true}},
               [](const Caller&, const QJsonObject& arguments) {
                   const QString text =
                       QStringLiteral("Prompt with arguments: arg1='%1', arg2='%2'")
                           .arg(arguments.value(word("arg1")).toString(), arguments.value(word("arg2")).toString());
                   return Result<QJsonArray>(QJsonArray{message(textContent(text))});
               });
    withArguments.complete = [](const Caller&, const QString&, const QString& begun) {
        QStringList values;
        for (const char* value : {"testing", "tested", "paris", "park", "party"}) {
            if (word(value).startsWith(begun))
                values.append(word(value));
        }
        return values;
    };
    const auto embedded = [](const Caller&, const QJsonObject& arguments) {
        const QJsonObject resource{{word("uri"), arguments.value(word("resourceUri"))},
                                   {word("mimeType"), word("text/plain")},
                                   {word("text"), word("Embedded resource content for testing.")}};
        return Result<QJsonArray>(
            QJsonArray{message({{word("type"), word("resource")}, {word("resource"), resource}}),
                       message(textContent(word("Please process the embedded resource above.")))});
    };
    return {prompt("test_simple_prompt", {},
                   [](const Caller&, const QJsonObject&) {
                       return Result<QJsonArray>(
                           QJsonArray{message(textContent(word("This is a simple prompt for testing.")))});
                   }),
            withArguments,
            prompt("test_prompt_with_embedded_resource",
                   {{word("resourceUri"), word("URI of the resource to embed"), true}}, embedded),
            prompt("test_prompt_with_image", {},
                   [](const Caller&, const QJsonObject&) {
                       return Result<QJsonArray>(QJsonArray{
                           message(imageContent()), message(textContent(word("Please analyze the image above.")))});
                   }),
            promptWithInput()};
}

} // namespace conformance

Offer joined(Offer offer, const Offer& other)
{
    offer.tools += other.tools;
    offer.resources += other.resources;
    offer.prompts += other.prompts;
    if (!offer.instructions.isEmpty() && !other.instructions.isEmpty())
        offer.instructions += u'\n';
    offer.instructions += other.instructions;
    offer.logs |= other.logs;
    offer.isWatchable |= other.isWatchable;
    return offer;
}

Offer conformanceOffer()
{
    Offer offer;
    offer.tools = conformance::tools() + conformance::inputTools();
    offer.resources = conformance::resources();
    offer.prompts = conformance::prompts();
    offer.instructions =
        QStringLiteral("What begins with test_ or test:// is a fixture of the conformance suite of the protocol.");
    offer.logs = true;
    offer.isWatchable = true;
    return offer;
}

} // namespace atalaya::api::mcp
