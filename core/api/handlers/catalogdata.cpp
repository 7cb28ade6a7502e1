// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/catalogjson.h"
#include "api/handlers/common.h"
#include "api/schema.h"
#include "base/json.h"
#include "routes.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace atalaya::api {

namespace {

using catalog::QueryProblem;
using catalog::QueryRequest;
using services::QueryAnswer;

constexpr double kSecondsAnHour = 3600;

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

QJsonObject compare(const char* field, const char* op, const QJsonValue& value)
{
    return {{QStringLiteral("field"), QString::fromLatin1(field)},
            {QStringLiteral("op"), QString::fromLatin1(op)},
            {QStringLiteral("value"), value}};
}

QJsonObject aggregate(const char* function, const char* field, const char* as)
{
    QJsonObject object{{QStringLiteral("fn"), QString::fromLatin1(function)}, {QStringLiteral("as"), QString::fromLatin1(as)}};
    if (*field)
        object.insert(QStringLiteral("field"), QString::fromLatin1(field));
    return object;
}

// Where a list begins again: the same address without its cursor.
QString restartOf(const Request& request)
{
    QByteArrayList parts;
    for (const QByteArray& part : request.query.split('&')) {
        if (!part.isEmpty() && decodeComponent(part.split('=').first(), true) != QLatin1String("cursor"))
            parts.append(part);
    }
    return QString::fromLatin1(request.path + (parts.isEmpty() ? QByteArray() : '?' + parts.join('&')));
}

Problem queryProblem(const Result<QueryAnswer>& answer, const Call& call, bool hasCursor)
{
    Problem problem = failed(answer);
    if (problem.status == 409) { // what the cursor led through has changed; nothing that the client did
        problem.status = 410;
        problem.restart = restartOf(call.request);
        problem.headers.append({"Link", "<" + problem.restart.toLatin1() + ">; rel=\"first\""});
    } else if (problem.status == 400 && hasCursor && problem.errors.isEmpty()) {
        problem = parameterProblem(QStringLiteral("cursor"), tr("is not one of this list and query; begin again without it"));
        problem.restart = restartOf(call.request);
    }
    return problem;
}

struct Asked
{
    QueryRequest request;
    QueryAnswer answer;
};

std::variant<Asked, Problem> ask(const Call& call, const QJsonObject& body)
{
    auto read = call.services.catalog.read(body);
    if (const QueryProblem* problem = std::get_if<QueryProblem>(&read))
        return toProblem(*problem);
    Asked asked{std::get<QueryRequest>(std::move(read)), {}};
    auto answer = call.services.catalog.query(asked.request, call.request.stop);
    if (!answer.isOk())
        return queryProblem(answer, call, !asked.request.cursor.isEmpty());
    asked.answer = std::move(answer).value();
    return asked;
}

// What the cursor's first page called now, so that its window stays what it was.
Instant momentOf(const Call& call)
{
    return call.services.catalog.momentOf(call.arguments.text(QLatin1String("cursor")));
}

struct Window
{
    Instant from, to;
};

Window windowOf(const Call& call)
{
    const Instant now = momentOf(call);
    return {now - std::chrono::days(call.arguments.integer(QLatin1String("days"))), now};
}

QJsonObject windowJson(const Window& window)
{
    return {{QStringLiteral("start"), toIso(window.from)}, {QStringLiteral("end"), toIso(window.to)}};
}

QJsonObject queryJson(const Call& call, const Window& window)
{
    return {{QStringLiteral("days"), call.arguments.integer(QLatin1String("days"))}, {QStringLiteral("executed_at"), toIso(window.to)}};
}

// A body whose rows happened within the window.
QJsonObject bodyOf(const Call& call, const char* dataset, const char* timeField, QJsonArray where)
{
    const Window window = windowOf(call);
    where.append(compare(timeField, "ge", toIso(window.from)));
    where.append(compare(timeField, "le", toIso(window.to)));
    return {{QStringLiteral("dataset"), QString::fromLatin1(dataset)},
            {QStringLiteral("where"), where},
            {QStringLiteral("limit"), call.arguments.integer(QLatin1String("limit"))},
            {QStringLiteral("cursor"), call.arguments.text(QLatin1String("cursor"))}};
}

// project, team and environment; what its sender left unnamed counts as the project "default" and as production.
QJsonArray scopeOf(const Call& call)
{
    QJsonArray where;
    for (const auto& [name, unnamed] : {std::pair("project", "default"), std::pair("team", ""), std::pair("environment", "production")}) {
        const QString value = call.arguments.text(QLatin1String(name));
        if (value.isEmpty())
            continue;
        const QJsonObject same = compare(name, "eq", value);
        if (value == QLatin1String(unnamed))
            where.append(QJsonObject{{QStringLiteral("any"), QJsonArray{same, compare(name, "is_null", QJsonValue())}}});
        else
            where.append(same);
    }
    return where;
}

Response paged(const Call& call, QJsonObject object, const QueryAnswer& answer)
{
    declare(object, answer);
    return pageResponse(std::move(object), answer.nextCursor, call.request);
}

Answer doraMetrics(const Call& call)
{
    QJsonArray where = scopeOf(call);
    QJsonObject query = queryJson(call, windowOf(call));
    for (const char* name : {"phase_name", "feature_id"}) {
        const QString value = call.arguments.text(QLatin1String(name));
        query.insert(QLatin1String(name), jsonOf(value));
        if (!value.isEmpty())
            where.append(compare(name, "eq", value));
    }
    QJsonObject body = bodyOf(call, "dora_metrics", "created_at", where);
    body.insert(QStringLiteral("select"),
                QJsonArray{QStringLiteral("id"), QStringLiteral("cycle_id"), QStringLiteral("feature_id"), QStringLiteral("phase_name"),
                           QStringLiteral("decision"), QStringLiteral("duration_seconds"), QStringLiteral("metadata"),
                           QStringLiteral("created_at"), QStringLiteral("project"), QStringLiteral("team"), QStringLiteral("environment")});
    const auto asked = ask(call, body);
    if (const Problem* problem = std::get_if<Problem>(&asked))
        return *problem;
    const QueryAnswer& answer = std::get<Asked>(asked).answer;
    return paged(call,
                 {{QStringLiteral("query"), query},
                  {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("total_records"), answer.total},
                                                           {QStringLiteral("date_range"), windowJson(windowOf(call))}}},
                  {QStringLiteral("data"), recordsJson(answer)}},
                 answer);
}

// The events of the window, put together by cycle: an event before the window counts in no cycle.
QJsonObject cyclesBody(const Call& call, bool onlyFailed)
{
    QJsonObject body = bodyOf(call, "dora_metrics", "created_at", scopeOf(call));
    body.insert(QStringLiteral("group_by"), QJsonArray{QStringLiteral("cycle_id")});
    body.insert(QStringLiteral("aggregate"),
                QJsonArray{aggregate("min", "feature_id", "feature_id"), aggregate("min", "created_at", "start_time"),
                           aggregate("max", "created_at", "end_time"), aggregate("sum", "duration_seconds", "total_duration_hours"),
                           aggregate("count", "", "phases_count"), aggregate("max", "is_failure", "failed")});
    body.insert(QStringLiteral("order_by"), QJsonArray{QStringLiteral("-start_time")});
    if (onlyFailed)
        body.insert(QStringLiteral("having"), QJsonArray{compare("failed", "eq", true)});
    return body;
}

Answer deploymentCycles(const Call& call)
{
    const bool onlyFailed = call.arguments.text(QLatin1String("failed_only")) == QLatin1String("true");
    const auto asked = ask(call, cyclesBody(call, onlyFailed));
    if (const Problem* problem = std::get_if<Problem>(&asked))
        return *problem;
    const QueryAnswer& answer = std::get<Asked>(asked).answer;
    qint64 failedCycles = answer.total;
    if (!onlyFailed) {
        QJsonObject body = cyclesBody(call, true);
        body.remove(QStringLiteral("cursor"));
        const auto counted = ask(call, body);
        if (const Problem* problem = std::get_if<Problem>(&counted))
            return *problem;
        failedCycles = std::get<Asked>(counted).answer.total;
    }
    QJsonArray cycles;
    for (const QJsonValue value : recordsJson(answer)) {
        QJsonObject cycle = value.toObject();
        cycle.insert(QStringLiteral("total_duration_hours"), cycle.value(QLatin1String("total_duration_hours")).toDouble() / kSecondsAnHour);
        cycles.append(cycle);
    }
    QJsonObject query = queryJson(call, windowOf(call));
    query.insert(QStringLiteral("failed_only"), onlyFailed);
    return paged(call,
                 {{QStringLiteral("query"), query},
                  {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("total_cycles"), answer.total},
                                                           {QStringLiteral("failed_cycles"), failedCycles}}},
                  {QStringLiteral("data"), cycles}},
                 answer);
}

Answer windowed(const Call& call, const char* dataset, const char* timeField)
{
    const auto asked = ask(call, bodyOf(call, dataset, timeField, {}));
    if (const Problem* problem = std::get_if<Problem>(&asked))
        return *problem;
    const QueryAnswer& answer = std::get<Asked>(asked).answer;
    return paged(call,
                 {{QStringLiteral("query"), queryJson(call, windowOf(call))},
                  {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("total_records"), answer.total},
                                                           {QStringLiteral("date_range"), windowJson(windowOf(call))}}},
                  {QStringLiteral("data"), recordsJson(answer)}},
                 answer);
}

// How many events each word of the field has.
std::variant<QJsonObject, Problem> countsBy(const Call& call, const char* field, const QJsonArray& where)
{
    const auto asked = ask(call, {{QStringLiteral("dataset"), QStringLiteral("dora_metrics")},
                                  {QStringLiteral("where"), where},
                                  {QStringLiteral("group_by"), QJsonArray{QString::fromLatin1(field)}},
                                  {QStringLiteral("aggregate"), QJsonArray{aggregate("count", "", "events")}}});
    if (const Problem* problem = std::get_if<Problem>(&asked))
        return *problem;
    QJsonObject counts;
    for (const QJsonArray& row : std::get<Asked>(asked).answer.rows)
        counts.insert(row[0].toString(), row[1]);
    return counts;
}

Answer aggregatedStats(const Call& call)
{
    const auto window = iactWindow(call, IactPeriod::Days);
    if (const Problem* problem = std::get_if<Problem>(&window))
        return *problem;
    const services::EventFilter& filter = std::get<IactWindow>(window).filter;
    const auto summary = call.services.iact.summary(filter);
    if (!summary.isOk())
        return failed(summary);
    QJsonArray where = scopeOf(call);
    where.append(compare("created_at", "ge", toIso(*filter.from)));
    where.append(compare("created_at", "lt", toIso(*filter.to)));
    const auto byPhase = countsBy(call, "phase_name", where);
    const auto byDecision = countsBy(call, "decision", where);
    for (const auto* counts : {&byPhase, &byDecision}) {
        if (const Problem* problem = std::get_if<Problem>(counts))
            return *problem;
    }
    const auto asked = ask(call, {{QStringLiteral("dataset"), QStringLiteral("dora_metrics")},
                                  {QStringLiteral("where"), where},
                                  {QStringLiteral("aggregate"),
                                   QJsonArray{aggregate("count", "", "events"), aggregate("avg", "duration_seconds", "avg"),
                                              aggregate("min", "duration_seconds", "min"), aggregate("max", "duration_seconds", "max")}}});
    if (const Problem* problem = std::get_if<Problem>(&asked))
        return *problem;
    // Of no durations the contract's 0, as in the summary.
    const QJsonArray row = std::get<Asked>(asked).answer.rows.value(0);
    const double average = row[1].toDouble();
    const QJsonObject figures = services::toJson(summary.value());
    QJsonObject object{{QStringLiteral("period"), QJsonObject{{QStringLiteral("days"), call.arguments.integer(QLatin1String("days"))},
                                                              {QStringLiteral("start_date"), toIso(*filter.from)},
                                                              {QStringLiteral("end_date"), toIso(call.services.iact.now())}}},
                       {QStringLiteral("total_metrics"), row[0]},
                       {QStringLiteral("by_phase"), std::get<QJsonObject>(byPhase)},
                       {QStringLiteral("by_decision"), std::get<QJsonObject>(byDecision)},
                       {QStringLiteral("duration_stats"), QJsonObject{{QStringLiteral("avg_seconds"), average},
                                                                      {QStringLiteral("min_seconds"), row[2].toDouble()},
                                                                      {QStringLiteral("max_seconds"), row[3].toDouble()},
                                                                      {QStringLiteral("avg_hours"), average / kSecondsAnHour}}}};
    for (const char* name : {"deployment_frequency", "change_failure_rate", "lead_time_hours", "mttr_hours", "warnings"})
        object.insert(QLatin1String(name), figures.value(QLatin1String(name)));
    return Response::json(object);
}

// In the form that was asked for; NDJSON and CSV say what they are in their headers.
Response formed(const Call& call, const Asked& asked)
{
    const QueryAnswer& answer = asked.answer;
    Response response;
    switch (asked.request.format) {
    case QueryRequest::Format::Json: {
        QJsonArray rows;
        for (const QJsonArray& row : answer.rows)
            rows.append(row);
        QJsonObject object{{QStringLiteral("query"), catalog::toJson(asked.request)},
                           {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("total_records"), answer.total},
                                                                    {QStringLiteral("elapsed_ms"), answer.provenance.elapsedMs}}},
                           {QStringLiteral("columns"), columnsJson(answer)},
                           {QStringLiteral("data"), rows}};
        declare(object, answer);
        response = Response::json(object);
        break;
    }
    case QueryRequest::Format::NdJson:
        response = {200, "application/x-ndjson", toNdJson(answer), {}};
        declareInHeaders(response, answer);
        break;
    case QueryRequest::Format::Csv:
        response = {200, "text/csv; charset=utf-8", toCsv(answer), {}};
        declareInHeaders(response, answer);
        response.with("Content-Disposition", "attachment; filename=\"" + answer.provenance.dataset.toLatin1() + ".csv\"");
        break;
    }
    const bool isGet = call.request.method != Method::Post;
    if (isGet && !answer.nextCursor.isEmpty()) {
        const QByteArray base = restartOf(call.request).toLatin1();
        response.with("Link", "<" + base + (base.contains('?') ? '&' : '?') + "cursor=" + answer.nextCursor.toLatin1().toPercentEncoding() +
                                  ">; rel=\"next\"");
    }
    return response;
}

// A format that Accept names, unless the body does.
void takeAccept(QJsonObject& body, const Call& call)
{
    if (body.contains(QLatin1String("format")))
        return;
    const QByteArray accept = call.request.header("accept").toLower();
    if (accept.contains("application/x-ndjson"))
        body.insert(QStringLiteral("format"), QStringLiteral("ndjson"));
    else if (accept.contains("text/csv") && !accept.contains("application/json"))
        body.insert(QStringLiteral("format"), QStringLiteral("csv"));
}

Answer query(const Call& call)
{
    const auto parsed = parseJson(call.request.body);
    if (!parsed.isOk())
        return failed(parsed);
    if (!parsed.value().isObject())
        return Problem{400, tr("The body must be an object such as {\"dataset\": \"dora_metrics\", \"limit\": 10}."), {}, {}, {}};
    QJsonObject body = parsed.value().toObject();
    takeAccept(body, call);
    const auto asked = ask(call, body);
    if (const Problem* problem = std::get_if<Problem>(&asked))
        return *problem;
    return formed(call, std::get<Asked>(asked));
}

QJsonArray listOf(const QString& text)
{
    QJsonArray list;
    for (const QString& part : text.split(u',', Qt::SkipEmptyParts))
        list.append(part.trimmed());
    return list;
}

Answer rows(const Call& call)
{
    const QString id = call.arguments.text(QLatin1String("dataset_id"));
    if (!catalog::findDataset(id))
        return unknownDataset(id);
    QJsonObject body{{QStringLiteral("dataset"), id},
                     {QStringLiteral("select"), listOf(call.arguments.text(QLatin1String("select")))},
                     {QStringLiteral("filter"), call.arguments.text(QLatin1String("filter"))},
                     {QStringLiteral("order_by"), listOf(call.arguments.text(QLatin1String("order_by")))},
                     {QStringLiteral("limit"), call.arguments.integer(QLatin1String("limit"))},
                     {QStringLiteral("cursor"), call.arguments.text(QLatin1String("cursor"))}};
    if (call.arguments.isGiven(QLatin1String("format")))
        body.insert(QStringLiteral("format"), call.arguments.text(QLatin1String("format")));
    takeAccept(body, call);
    const auto asked = ask(call, body);
    if (const Problem* problem = std::get_if<Problem>(&asked))
        return *problem;
    return formed(call, std::get<Asked>(asked));
}

Route route(const QString& path, const char* id, const QString& about, const QList<Parameter>& parameters, const QJsonObject& answer,
            std::function<Answer(const Call&)> handler)
{
    Route route;
    route.path = QLatin1String("/api/v1/dora/data-catalog/") + path;
    route.operationId = QString::fromLatin1(id);
    route.summary = about;
    route.tag = QStringLiteral("catalogue");
    route.role = model::Role::Viewer;
    route.parameters = parameters;
    route.problems = {410};
    route.replies = {{200, about, "application/json", answer}};
    route.freshness = Freshness::Data;
    route.handler = std::move(handler);
    return route;
}

void addFormats(Route& route)
{
    route.replies.append({200, tr("One JSON object a line; the headers say how many rows there are and how to go on."), "application/x-ndjson", {}});
    route.replies.append({200, tr("A table with the names in its first line."), "text/csv; charset=utf-8", {}});
}


QList<Parameter> daysOnly()
{
    return QList<Parameter>{iactParameters(IactPeriod::Days).first()} + pageParameters();
}

Route queryRoute()
{
    Route it = route(QStringLiteral("query/"), "catalogQuery", tr("Any question about one dataset: filter, group, aggregate, order, page."), {},
                     schema::ref("QueryAnswer"), query);
    it.method = Method::Post;
    it.onlyReads = true;
    it.freshness = Freshness::Volatile;
    it.bodySchema = schema::ref("Query");
    addFormats(it);
    return it;
}

Route rowsRoute()
{
    using Type = Parameter::Type;
    QList<Parameter> parameters{
        datasetParameter(),
        {QStringLiteral("select"), Type::Text, tr("Fields of the answer, comma separated. Without it: all."), 0, 500},
        {QStringLiteral("filter"), Type::Text,
         tr("A condition, such as: phase_name IN (deployment, testing) AND duration_seconds >= 60 AND created_at >= now-30d. Words: AND, OR, "
            "NOT, IN, BETWEEN, IS NULL, CONTAINS, STARTS WITH, = <> < <= > >=. A longer one fits into the body of data-catalog/query/."),
         0, 1000},
        {QStringLiteral("order_by"), Type::Text, tr("Fields, comma separated; a minus before one: descending. Without it: newest first."), 0, 500}};
    Parameter format{QStringLiteral("format"), Type::Choice, tr("Without it what Accept asks for, or JSON.")};
    format.choices = {QStringLiteral("json"), QStringLiteral("ndjson"), QStringLiteral("csv")};
    parameters[1].example = QStringLiteral("cycle_id,duration_seconds");
    parameters[2].example = QStringLiteral("duration_seconds >= 60");
    parameters[3].example = QStringLiteral("-created_at");
    Route it = route(QStringLiteral("datasets/{dataset_id}/rows/"), "catalogRows", tr("Rows of a dataset, filtered, ordered and paged."),
                     parameters + pageParameters() + QList<Parameter>{format}, schema::ref("QueryAnswer"), rows);
    it.problems = {404, 410};
    addFormats(it);
    return it;
}

} // namespace

QList<Route> catalogDataRoutes()
{
    QList<Parameter> metricsParameters = iactParameters(IactPeriod::Days);
    Parameter phase{QStringLiteral("phase_name"), Parameter::Type::Choice, tr("Only events of this phase.")};
    phase.choices = model::phaseNames();
    metricsParameters += {phase, {QStringLiteral("feature_id"), Parameter::Type::Text, tr("Only events of this feature.")}};
    QList<Parameter> cyclesParameters = iactParameters(IactPeriod::Days);
    Parameter failedOnly{QStringLiteral("failed_only"), Parameter::Type::Choice, tr("Only cycles that failed.")};
    failedOnly.choices = {QStringLiteral("false"), QStringLiteral("true")};
    failedOnly.fallback = QStringLiteral("false");
    cyclesParameters.append(failedOnly);
    Route stats = route(QStringLiteral("aggregated-stats/"), "catalogStats", tr("Counts and durations of a window, with its four figures."),
                        iactParameters(IactPeriod::Days), schema::ref("AggregatedStats"), aggregatedStats);
    stats.problems = {};
    return {route(QStringLiteral("dora-metrics/"), "catalogDoraMetrics", tr("The dataset dora_metrics: phase events of the last days."),
                  metricsParameters + pageParameters(), schema::ref("DoraMetricsAnswer"), doraMetrics),
            route(QStringLiteral("deployment-cycles/"), "catalogDeploymentCycles", tr("The dataset deployment_cycles: the events of the last days by cycle."),
                  cyclesParameters + pageParameters(), schema::ref("DeploymentCyclesAnswer"), deploymentCycles),
            stats,
            route(QStringLiteral("performance-metrics/"), "catalogPerformanceMetrics", tr("The dataset performance_metrics: how this program itself did."),
                  daysOnly(), schema::ref("WindowAnswer"),
                  [](const Call& call) { return windowed(call, "performance_metrics", "timestamp"); }),
            route(QStringLiteral("quality-metrics/"), "catalogQualityMetrics", tr("The dataset quality_metrics: how good the phase events of each day are."),
                  daysOnly(), schema::ref("WindowAnswer"), [](const Call& call) { return windowed(call, "quality_metrics", "checked_at"); }),
            queryRoute(), rowsRoute()};
}

} // namespace atalaya::api
