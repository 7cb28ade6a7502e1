// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolparts.h"

#include "api/handlers/common.h"
#include "api/schema.h"
#include "base/json.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::api::mcp {

namespace {

constexpr int kAllServices = 10'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

/// As the query of a URL, so that both faces check alike.
QByteArray asQuery(const QJsonObject& arguments)
{
    QByteArrayList parts;
    const auto add = [&parts](const QString& name, const QString& value) {
        parts.append(name.toUtf8() + '=' + value.toUtf8().toPercentEncoding());
    };
    const QJsonValue service = arguments.value(QLatin1String("service"));
    for (const QJsonValue& one : service.isArray() ? service.toArray() : QJsonArray{service}) {
        if (!one.toString().isEmpty())
            add(QStringLiteral("service"), one.toString());
    }
    for (const char* name : {"environment", "team", "from", "to", "as_of", "tz"}) {
        if (arguments.contains(QLatin1String(name)))
            add(QString::fromLatin1(name), argumentText(arguments, name));
    }
    return parts.join('&');
}

/// Names that no deployment has make figures of nothing: better said at once.
std::optional<ToolResult> unknownNames(const ToolCall& call, const delivery::Query& query)
{
    services::DeliveryService& delivery = call.caller.services.delivery;
    if (!query.services.isEmpty()) {
        const auto known = serviceNames(call.caller.services, call.caller.stop);
        if (!known.isOk())
            return errorResult(known.failure());
        for (const QString& name : query.services) {
            if (!known.value().contains(name))
                return unknownName(tr("No service is called '%1'.").arg(name.left(100)), name, known.value());
        }
    }
    if (!query.team.isEmpty()) {
        const auto known = delivery.teams(call.caller.stop);
        if (!known.isOk())
            return errorResult(known.failure());
        if (!known.value().contains(query.team))
            return unknownName(tr("No deployment is of a team called '%1'.").arg(query.team.left(100)), query.team,
                               known.value());
    }
    const bool isUsual = query.environment.trimmed().compare(delivery::Query().environment, Qt::CaseInsensitive) == 0;
    if (query.environment.trimmed().isEmpty() || isUsual)
        return std::nullopt;
    const auto known = delivery.environments(call.caller.stop);
    if (!known.isOk())
        return errorResult(known.failure());
    const auto isTaken = [&query](const QString& name) { return delivery::takesEnvironment(query, name); };
    if (std::none_of(known.value().begin(), known.value().end(), isTaken))
        return unknownName(tr("No deployment is in an environment called '%1'.").arg(query.environment.left(100)),
                           query.environment, known.value() + QStringList{QStringLiteral("any")});
    return std::nullopt;
}

} // namespace

QJsonObject inputSchema(const QList<Argument>& arguments)
{
    QJsonObject properties;
    QJsonArray required;
    for (const Argument& argument : arguments) {
        properties.insert(QString::fromLatin1(argument.name), argument.schema);
        if (argument.isRequired)
            required.append(QString::fromLatin1(argument.name));
    }
    properties.insert(QStringLiteral("max_tokens"),
                      wholeNumber(kLeastTokens, kMostTokens, tr("How large the answer may be (its text; structuredContent repeats it)."), kUsualTokens));
    QJsonObject schema{{QStringLiteral("type"), QStringLiteral("object")},
                       {QStringLiteral("properties"), properties},
                       {QStringLiteral("additionalProperties"), false}};
    if (!required.isEmpty())
        schema.insert(QStringLiteral("required"), required);
    return schema;
}

QList<Argument> pageArguments(int usualLimit)
{
    return {{"limit", wholeNumber(1, 10'000, tr("Rows of a page."), usualLimit)},
            {"cursor", schema::about(schema::text(), tr("next_cursor of the page before."))}};
}

QList<Argument> deliveryArguments()
{
    const QJsonObject service{{QStringLiteral("type"), QJsonArray{QStringLiteral("string"), QStringLiteral("array")}},
                              {QStringLiteral("items"), schema::text()},
                              {QStringLiteral("description"), tr("One or several; all by default.")}};
    QJsonObject environment = schema::about(schema::text(), tr("'any': all of them."));
    environment.insert(QStringLiteral("default"), QStringLiteral("production"));
    return {{"service", service},
            {"environment", environment},
            {"team", schema::about(schema::text(), tr("Only its deployments."))},
            {"days", wholeNumber(1, 3650, tr("Window: the last days, instead of from."))},
            {"from", schema::about(schema::text(), tr("Window begins, ISO 8601."))},
            {"to", schema::about(schema::text(), tr("Window ends before; default now."))},
            {"as_of", schema::about(schema::text(), tr("Nothing later is seen."))}};
}

QJsonObject choice(const QStringList& words, const QString& about, const QString& fallback)
{
    QJsonObject object = schema::about(schema::oneOf(words), about);
    if (!fallback.isEmpty())
        object.insert(QStringLiteral("default"), fallback);
    return object;
}

QJsonObject wholeNumber(int least, int most, const QString& about, std::optional<int> fallback)
{
    QJsonObject object = schema::about(schema::integer(), about);
    object.insert(QStringLiteral("minimum"), least);
    object.insert(QStringLiteral("maximum"), most);
    if (fallback)
        object.insert(QStringLiteral("default"), *fallback);
    return object;
}

QJsonObject answerSchema(const char* rowsName, std::initializer_list<std::pair<const char*, QJsonObject>> members)
{
    const QJsonObject list{{QStringLiteral("type"), QStringLiteral("array")}};
    const QJsonObject schema = schema::object({{"returned", schema::integer()},
                                               {"total", schema::integer()},
                                               {"truncated", schema::boolean()},
                                               {"next_cursor", schema::nullable(schema::text())},
                                               {"omitted", list}});
    const QJsonObject whole = schema::withOptional(schema, members);
    return qstrlen(rowsName) == 0 ? whole : schema::withRequired(whole, schema::object({{rowsName, list}}));
}

QString argumentText(const QJsonObject& arguments, const char* name)
{
    return arguments.value(QLatin1String(name)).toString();
}

int argumentNumber(const QJsonObject& arguments, const char* name, int fallback)
{
    return arguments.value(QLatin1String(name)).toInt(fallback);
}

ToolResult errorResult(const Problem& problem)
{
    QString text = problem.detail;
    for (const QString& value : problem.allowed.first(std::min<qsizetype>(problem.allowed.size(), 50))) {
        if (!text.contains(value)) {
            text += u' ' + tr("There are: %1.")
                               .arg(problem.allowed.first(std::min<qsizetype>(problem.allowed.size(), 50))
                                        .join(QLatin1String(", ")));
            break;
        }
    }
    return ToolResult::error(text);
}

ToolResult errorResult(const Result<Done>::Failure& failure, const QJsonObject& arguments)
{
    const Error* error = std::get_if<Error>(&failure);
    if (!error)
        return errorResult(stoppedProblem());
    if (error->code == ErrorCode::InvalidInput && !argumentText(arguments, "cursor").isEmpty())
        return ToolResult::error(parameterSentence(
            QStringLiteral("cursor"),
            QCoreApplication::translate("Api", "is not one of this list and query; begin again without it")));
    return errorResult(problemOfError(*error));
}

ToolResult unknownName(const QString& sentence, const QString& word, const QStringList& known)
{
    constexpr qsizetype kMostNames = 30;
    const QString near = nearest(word, known);
    if (!near.isEmpty())
        return ToolResult::error(sentence + u' ' + tr("Did you mean '%1'?").arg(near));
    if (known.isEmpty())
        return ToolResult::error(sentence + u' ' + tr("The store has none: nothing was imported yet."));
    const QString names = known.first(std::min(kMostNames, known.size())).join(QLatin1String(", "));
    return ToolResult::error(
        sentence + u' ' +
        (known.size() > kMostNames ? tr("There are, among others: %1.").arg(names) : tr("There are: %1.").arg(names)));
}

std::variant<delivery::Query, ToolResult> deliveryQuery(const ToolCall& call, std::optional<Instant> seenAsOf)
{
    QJsonObject arguments = call.arguments;
    if (arguments.contains(QLatin1String("days")) && arguments.contains(QLatin1String("from")))
        return ToolResult::error(tr("'days' contradicts 'from'; send one of them."));
    if (seenAsOf)
        arguments.insert(QStringLiteral("as_of"), toIso(*seenAsOf));
    const auto read = readArguments(deliveryParameters(), {}, asQuery(arguments));
    if (const Problem* problem = std::get_if<Problem>(&read))
        return errorResult(*problem);
    Request request;
    request.stop = call.caller.stop;
    const auto asked = api::deliveryQuery({request, std::get<Arguments>(read), call.caller.services});
    if (const Problem* problem = std::get_if<Problem>(&asked))
        return errorResult(*problem);
    delivery::Query query = std::get<delivery::Query>(asked);
    if (const int days = argumentNumber(arguments, "days", 0); days > 0)
        query.from = (query.to ? std::min(*query.to, query.asOf) : query.asOf) - std::chrono::hours(24 * qint64(days));
    if (const Status status = validate(query); !status.isOk())
        return errorResult(status.failure());
    if (auto unknown = unknownNames(call, query))
        return *std::move(unknown);
    return query;
}

const catalog::Dataset* datasetCalled(const QString& id, ToolResult& error)
{
    const catalog::Dataset* dataset = catalog::findDataset(id);
    if (!dataset)
        error = unknownName(tr("There is no dataset '%1'.").arg(id.left(100)), id, datasetIds());
    return dataset;
}

Result<QStringList> serviceNames(const Services& services, StopToken stop)
{
    delivery::Query query;
    query.environment.clear();
    query.asOf = services.delivery.now();
    QStringList names;
    QString cursor;
    do {
        ATALAYA_TRY(const delivery::Page<delivery::ServiceRow> page,
                    services.delivery.services(query, {kAllServices, cursor}, stop));
        for (const delivery::ServiceRow& row : page.rows)
            names.append(row.name);
        cursor = page.nextCursor;
    } while (!cursor.isEmpty());
    return names;
}

QStringList datasetIds()
{
    QStringList ids;
    for (const catalog::Dataset& dataset : catalog::datasets())
        ids.append(dataset.id());
    return ids;
}

QStringList metricNames()
{
    QStringList names;
    for (const delivery::Metric metric : delivery::kMetrics)
        names.append(delivery::metricName(metric));
    return names;
}

QStringList deploymentLabels(const Services& services, const QString& begun, StopToken stop)
{
    constexpr int kNewest = 500;
    delivery::Query query;
    query.environment.clear();
    query.asOf = services.delivery.now();
    QStringList labels;
    const QString service = begun.section(u'/', 0, -2);
    if (!service.isEmpty())
        query.services = {service};
    const auto page = services.delivery.deployments(query, {kNewest, {}}, {}, stop);
    if (!page.isOk())
        return {};
    for (const delivery::DeploymentRow& row : page.value().rows) {
        const QString label = row.deployment.service + u'/' + row.deployment.version;
        if (!row.deployment.version.isEmpty() && !labels.contains(label))
            labels.append(label);
    }
    return labels;
}

QJsonObject windowJson(const delivery::Window& window)
{
    return {{QStringLiteral("from"), jsonOf(window.from)},
            {QStringLiteral("to"), toIso(window.to)},
            {QStringLiteral("as_of"), toIso(window.asOf)}};
}

QByteArray scopeOf(const char* tool, const Services& services, QJsonObject arguments)
{
    for (const char* name : {"limit", "cursor", "max_tokens"})
        arguments.remove(QLatin1String(name));
    return QByteArray("mcp ") + tool + ' ' + services.delivery.storeId().toUtf8() + ' ' + compactJson(arguments);
}

} // namespace atalaya::api::mcp
