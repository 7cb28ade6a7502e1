// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods.h"

#include "api/problem.h"
#include "base/cursor.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::api::mcp {

namespace {

constexpr qsizetype kMostCompletions = 100; // the protocol's limit

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QString member(const char* name)
{
    return QString::fromLatin1(name);
}

void insertText(QJsonObject& object, const char* name, const QString& text)
{
    if (!text.isEmpty())
        object.insert(member(name), text);
}

QJsonObject described(const QString& name, const QString& title, const QString& description)
{
    QJsonObject object{{member("name"), name}};
    insertText(object, "title", title);
    insertText(object, "description", description);
    return object;
}

QJsonObject toJson(const Tool& tool)
{
    QJsonObject object = described(tool.name, tool.title, tool.description);
    object.insert(member("inputSchema"), tool.inputSchema);
    if (!tool.outputSchema.isEmpty())
        object.insert(member("outputSchema"), tool.outputSchema);
    object.insert(member("annotations"), QJsonObject{{member("readOnlyHint"), tool.isReadOnly},
                                                     {member("destructiveHint"), !tool.isReadOnly},
                                                     {member("idempotentHint"), tool.isReadOnly},
                                                     {member("openWorldHint"), false}});
    return object;
}

QJsonObject toJson(const Resource& resource)
{
    QJsonObject object = described(resource.name, resource.title, resource.description);
    object.insert(resource.isTemplate ? member("uriTemplate") : member("uri"), resource.uri);
    insertText(object, "mimeType", resource.mimeType);
    return object;
}

QJsonObject toJson(const Prompt& prompt)
{
    QJsonObject object = described(prompt.name, prompt.title, prompt.description);
    QJsonArray arguments;
    for (const PromptArgument& argument : prompt.arguments) {
        QJsonObject one = described(argument.name, {}, argument.description);
        one.insert(member("required"), argument.isRequired);
        arguments.append(one);
    }
    if (!arguments.isEmpty())
        object.insert(member("arguments"), arguments);
    return object;
}

} // namespace

QJsonObject Methods::capabilities() const
{
    QJsonObject object;
    if (!m_offer.tools.isEmpty())
        object.insert(member("tools"), QJsonObject());
    if (!m_offer.resources.isEmpty())
        object.insert(member("resources"), QJsonObject());
    if (!m_offer.prompts.isEmpty())
        object.insert(member("prompts"), QJsonObject());
    if (!m_offer.prompts.isEmpty() || !m_offer.resources.isEmpty())
        object.insert(member("completions"), QJsonObject());
    return object;
}

bool Methods::knows(const QString& method) const
{
    if (method.startsWith(QLatin1String("tools/")))
        return !m_offer.tools.isEmpty() &&
               (method == QLatin1String("tools/list") || method == QLatin1String("tools/call"));
    if (method.startsWith(QLatin1String("resources/")))
        return !m_offer.resources.isEmpty() &&
               (method == QLatin1String("resources/list") || method == QLatin1String("resources/read") ||
                method == QLatin1String("resources/templates/list"));
    if (method.startsWith(QLatin1String("prompts/")))
        return !m_offer.prompts.isEmpty() &&
               (method == QLatin1String("prompts/list") || method == QLatin1String("prompts/get"));
    return method == QLatin1String("completion/complete") &&
           !(m_offer.prompts.isEmpty() && m_offer.resources.isEmpty());
}

Outcome Methods::answer(const Ask& ask, const Caller& caller) const
{
    const QString& method = ask.message.method;
    if (method == QLatin1String("tools/call"))
        return callTool(ask, caller);
    if (method == QLatin1String("tools/list"))
        return listTools(ask, caller);
    if (method == QLatin1String("resources/read"))
        return readResource(ask, caller);
    if (method == QLatin1String("resources/list"))
        return listResources(ask, caller, false);
    if (method == QLatin1String("resources/templates/list"))
        return listResources(ask, caller, true);
    if (method == QLatin1String("prompts/get"))
        return prompt(ask, caller);
    return method == QLatin1String("prompts/list") ? listPrompts(ask, caller) : complete(ask, caller);
}

// The list is the same for as long as the program runs, but for what a role sees.
Outcome Methods::page(const Ask& ask, const Caller& caller, const char* name, const QJsonArray& all) const
{
    const QJsonValue sent = ask.message.params.value(member("cursor"));
    const QByteArray scope = "mcp " + ask.message.method.toUtf8() + ' ' + model::roleName(caller.role).toUtf8();
    const auto position = decodeCursor(scope, sent.toString(), 1);
    if ((!sent.isUndefined() && !sent.isString()) || !position.isOk())
        return RpcError{code::kInvalidParams, tr("This cursor is not of this list; begin again without one.")};
    const qsizetype begin = position.value() ? qsizetype(position.value()->first().toLongLong()) : 0;
    const qsizetype end = qMin(begin + m_pageSize, all.size());
    QJsonArray rows;
    for (qsizetype i = qMax<qsizetype>(begin, 0); i < end; ++i)
        rows.append(all[i]);
    QJsonObject result{{member(name), rows}};
    if (end < all.size())
        result.insert(member("nextCursor"), encodeCursor(scope, {QString::number(end)}));
    return result;
}

Outcome Methods::listTools(const Ask& ask, const Caller& caller) const
{
    QJsonArray all;
    for (const Tool& tool : m_offer.tools) {
        if (tool.role <= caller.role)
            all.append(toJson(tool));
    }
    return page(ask, caller, "tools", all);
}

Outcome Methods::listResources(const Ask& ask, const Caller& caller, bool templates) const
{
    QJsonArray all;
    for (const Resource& resource : m_offer.resources) {
        if (resource.role <= caller.role && resource.isTemplate == templates)
            all.append(toJson(resource));
    }
    return page(ask, caller, templates ? "resourceTemplates" : "resources", all);
}

Outcome Methods::listPrompts(const Ask& ask, const Caller& caller) const
{
    QJsonArray all;
    for (const Prompt& prompt : m_offer.prompts)
        all.append(toJson(prompt));
    return page(ask, caller, "prompts", all);
}

Outcome Methods::complete(const Ask& ask, const Caller& caller) const
{
    const QJsonObject reference = ask.message.params.value(member("ref")).toObject();
    const QJsonObject argument = ask.message.params.value(member("argument")).toObject();
    const QString name = textOf(argument, "name"), begun = textOf(argument, "value");
    const QString type = textOf(reference, "type");
    if (name.isEmpty() || !argument.value(member("value")).isString())
        return RpcError{code::kInvalidParams, tr("\"argument\" needs a name and a value, both texts.")};
    QStringList values;
    if (type == QLatin1String("ref/prompt")) {
        const QString wanted = textOf(reference, "name");
        const auto found = std::find_if(m_offer.prompts.begin(), m_offer.prompts.end(),
                                        [&wanted](const Prompt& prompt) { return prompt.name == wanted; });
        if (found == m_offer.prompts.end())
            return RpcError{code::kInvalidParams, tr("There is no prompt '%1'.").arg(wanted)};
        if (found->complete)
            values = found->complete(caller, name, begun);
    } else if (type == QLatin1String("ref/resource")) {
        const QString wanted = textOf(reference, "uri");
        const auto found =
            std::find_if(m_offer.resources.begin(), m_offer.resources.end(), [&](const Resource& resource) {
                return resource.uri == wanted && resource.role <= caller.role;
            });
        if (found == m_offer.resources.end())
            return RpcError{code::kInvalidParams, tr("There is no resource or template '%1'.").arg(wanted)};
        if (found->complete)
            values = found->complete(caller, name, begun);
    } else {
        return RpcError{code::kInvalidParams, tr("\"ref\" must be of type ref/prompt or ref/resource.")};
    }
    const qsizetype total = values.size();
    const QJsonObject completion{
        {member("values"), QJsonArray::fromStringList(values.first(qMin(total, kMostCompletions)))},
        {member("total"), total},
        {member("hasMore"), total > kMostCompletions}};
    return QJsonObject{{member("completion"), completion}};
}

} // namespace atalaya::api::mcp
