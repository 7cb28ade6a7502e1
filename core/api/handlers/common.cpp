// SPDX-License-Identifier: GPL-3.0-or-later
#include "common.h"

#include "base/json.h"
#include "base/log.h"
#include "catalog/dataset.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

using Type = Parameter::Type;

Parameter filter(const char* name, const QString& description)
{
    return {QString::fromLatin1(name), Type::Text, description};
}

QStringList edgeKindNames()
{
    QStringList names;
    for (const model::EdgeKind kind : model::kEdgeKinds)
        names.append(model::edgeKindName(kind));
    return names;
}

} // namespace

Problem problemOfError(const Error& error)
{
    if (!error.detail.isEmpty())
        qCWarning(lcApi).noquote() << error.userText << error.detail;
    return problemOf(error);
}

Problem stoppedProblem()
{
    return {503, tr("The answer was stopped before it was ready; try again."), {}, {}, {}};
}

QList<Parameter> pageParameters()
{
    return {{QStringLiteral("limit"), Type::Integer, tr("Rows of a page."), 1, 10'000, {}, QStringLiteral("100")},
            {QStringLiteral("cursor"), Type::Text, tr("next_cursor of the page before."), 0, 4096}};
}

delivery::PageRequest pageOf(const Arguments& arguments)
{
    return {int(arguments.integer(QLatin1String("limit"))), arguments.text(QLatin1String("cursor"))};
}

Problem pageProblem(Problem problem, const Arguments& arguments)
{
    if (problem.status == 400 && arguments.isGiven(QLatin1String("cursor")) && problem.errors.isEmpty())
        return parameterProblem(QStringLiteral("cursor"),
                                tr("is not one of this list and query; begin again without it"));
    return problem;
}

Response pageResponse(QJsonObject object, const QString& nextCursor, const Request& request)
{
    object.insert(QStringLiteral("next_cursor"), jsonOf(nextCursor));
    Response response = Response::json(object);
    if (nextCursor.isEmpty())
        return response;
    QByteArrayList parts;
    for (const QByteArray& part : request.query.split('&')) {
        if (!part.isEmpty() && decodeComponent(part.split('=').first(), true) != QLatin1String("cursor"))
            parts.append(part);
    }
    parts.append("cursor=" + nextCursor.toUtf8().toPercentEncoding());
    return response.with("Link", "<" + request.path + '?' + parts.join('&') + ">; rel=\"next\"");
}

Parameter datasetParameter()
{
    Parameter parameter{QStringLiteral("dataset_id"), Type::Text, tr("As data-catalog/ lists it.")};
    parameter.isInPath = true;
    parameter.example = QStringLiteral("dora_metrics");
    return parameter;
}

Problem unknownDataset(const QString& id)
{
    QStringList ids;
    for (const catalog::Dataset& dataset : catalog::datasets())
        ids.append(dataset.id());
    const QString near = nearest(id, ids);
    return {404,
            near.isEmpty() ? tr("There is no dataset '%1'.").arg(id) : tr("There is no dataset '%1'; did you mean '%2'?").arg(id, near),
            {},
            ids,
            {}};
}

QList<Parameter> deliveryParameters()
{
    QList<Parameter> parameters{
        {QStringLiteral("service"), Type::Texts, tr("Only these services; may be repeated. Without it: all together.")},
        {QStringLiteral("environment"),
         Type::Text,
         tr("Only this environment, whatever the case; production also takes prod and live. "
            "'any', or empty: all of them."),
         0,
         255,
         {},
         QStringLiteral("production")},
        filter("team", tr("Only deployments of this team.")),
        {QStringLiteral("from"), Type::Time,
         tr("Deployments that finished then or later. A date is its midnight in UTC. Without it: since the first.")},
        {QStringLiteral("to"), Type::Time,
         tr("Deployments that finished before; a date is its midnight in UTC, so name the day after the last. Without "
            "it: everything up to as_of.")},
        {QStringLiteral("as_of"), Type::Time,
         tr("Nothing later is seen, so a figure can be reproduced. Without it: now.")},
        {QStringLiteral("kinds"), Type::Choices,
         tr("Which edges may blame a deployment, comma separated. Without it: all that are not rejected."), 0, 255,
         edgeKindNames()},
        {QStringLiteral("tz"),
         Type::TimeZone,
         tr("Where days, weeks and months begin; an IANA name. It does not move from and to."),
         0,
         64,
         {},
         QStringLiteral("UTC")}};
    const QHash<QString, QJsonValue> examples{
        {QStringLiteral("service"), QJsonArray{QStringLiteral("payments")}},
        {QStringLiteral("from"), QStringLiteral("2026-01-01")},
        {QStringLiteral("to"), QStringLiteral("2026-02-01")},
        {QStringLiteral("as_of"), QStringLiteral("2026-02-08T00:00:00Z")},
        {QStringLiteral("kinds"), QJsonArray{QStringLiteral("revert"), QStringLiteral("hotfix")}},
        {QStringLiteral("tz"), QStringLiteral("Europe/Madrid")}};
    for (Parameter& parameter : parameters)
        parameter.example = examples.value(parameter.name);
    return parameters;
}

std::variant<delivery::Query, Problem> deliveryQuery(const Call& call)
{
    const Arguments& arguments = call.arguments;
    delivery::Query query;
    query.services = arguments.texts(QLatin1String("service"));
    query.services.removeAll(QString());
    query.environment = arguments.text(QLatin1String("environment"));
    if (query.environment.trimmed().compare(QLatin1String("any"), Qt::CaseInsensitive) == 0)
        query.environment.clear();
    query.team = arguments.text(QLatin1String("team"));
    query.from = arguments.instant(QLatin1String("from"));
    query.to = arguments.instant(QLatin1String("to"));
    query.asOf = arguments.instant(QLatin1String("as_of")).value_or(call.services.delivery.now());
    if (arguments.isGiven(QLatin1String("kinds"))) {
        query.kinds = {};
        for (const QString& name : arguments.texts(QLatin1String("kinds")))
            query.kinds |= model::edgeKindFromName(name).value_or(model::EdgeKind::Manual);
    }
    query.timeZone = QTimeZone(arguments.text(QLatin1String("tz")).toUtf8());
    if (query.from && query.to && *query.to <= *query.from)
        return parameterProblem(QStringLiteral("from"), tr("must be before 'to'"));
    if (query.from && *query.from > query.asOf)
        return parameterProblem(QStringLiteral("from"), tr("must not be after 'as_of'; without one, not after now"));
    if (const Status status = validate(query); !status.isOk())
        return failed(status);
    return query;
}

QList<Parameter> iactParameters(IactPeriod period)
{
    QList<Parameter> parameters{{QStringLiteral("days"),
                                 Type::Integer,
                                 tr("The window is the last so many days; with start_date alone so many from there on; with both dates it is not looked "
                                    "at."),
                                 1,
                                 3650,
                                 {},
                                 QStringLiteral("30")}};
    if (period == IactPeriod::DaysOrDates)
        parameters += {
            {QStringLiteral("start_date"), Type::Date,
             tr("First day of the window (UTC), instead of days.")},
            {QStringLiteral("end_date"), Type::Date, tr("Last day of the window (UTC), included. Without it: today.")}};
    return parameters + QList<Parameter>{filter("project", tr("Only events of this project.")),
                                         filter("team", tr("Only events of this team.")),
                                         filter("environment", tr("Only events of this environment."))};
}

std::variant<IactWindow, Problem> iactWindow(const Call& call, IactPeriod period)
{
    const Arguments& arguments = call.arguments;
    const Instant now = call.services.iact.now();
    IactWindow window;
    window.days = arguments.integer(QLatin1String("days"));
    window.filter = services::lastDays(now, int(window.days));
    window.lastDay = utcDay(now);
    window.firstDay = window.lastDay - window.days;
    if (period == IactPeriod::DaysOrDates) {
        const std::optional<Instant> start = arguments.instant(QLatin1String("start_date"));
        const std::optional<Instant> end = arguments.instant(QLatin1String("end_date"));
        if (start || end) {
            window.lastDay = end ? utcDay(*end) : utcDay(now);
            if (start && !end && arguments.isGiven(QLatin1String("days")))
                window.lastDay = utcDay(*start) + window.days - 1;
            window.firstDay = start ? utcDay(*start) : std::max<qint64>(0, window.lastDay - window.days + 1);
            if (window.lastDay < window.firstDay)
                return parameterProblem(QStringLiteral("start_date"),
                                        tr("must not be after 'end_date', which is today when it is not given"));
            window.days = window.lastDay - window.firstDay + 1;
            if (window.days > services::IactService::kMaxDays)
                return parameterProblem(
                    QStringLiteral("start_date"),
                    tr("is more than %1 days before 'end_date'").arg(services::IactService::kMaxDays));
            window.filter = services::wholeDays(window.firstDay, window.lastDay);
        }
    }
    window.filter.project = arguments.text(QLatin1String("project"));
    window.filter.team = arguments.text(QLatin1String("team"));
    window.filter.environment = arguments.text(QLatin1String("environment"));
    return window;
}

} // namespace atalaya::api
