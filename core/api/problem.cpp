// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace atalaya::api {

namespace {

struct Title
{
    int status;
    const char* text;
};
constexpr Title kTitles[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

QString slug(const QString& title)
{
    return title.toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
}

} // namespace

QString statusTitle(int status)
{
    const auto* found = std::find_if(std::begin(kTitles), std::end(kTitles),
                                     [status](const Title& title) { return title.status == status; });
    return found == std::end(kTitles) ? QStringLiteral("Error") : QString::fromLatin1(found->text);
}

QString parameterSentence(const QString& name, const QString& detail)
{
    const auto translated = [](const char* text) { return QCoreApplication::translate("Parameter", text); };
    // A detail may end with a question ("did you mean …?").
    return (detail.endsWith(u'?') ? translated(QT_TRANSLATE_NOOP("Parameter", "The parameter '%1' %2"))
                                  : translated(QT_TRANSLATE_NOOP("Parameter", "The parameter '%1' %2.")))
        .arg(name, detail);
}

Problem parameterProblem(const QString& name, const QString& detail)
{
    return {400,
            parameterSentence(name, detail),
            {{QString(u'/' + name), detail}},
            {},
            QStringLiteral("invalid-parameter")};
}

Response toResponse(const Problem& problem, const QByteArray& instance)
{
    const QString title = statusTitle(problem.status);
    QJsonObject object{
        {QStringLiteral("type"),
         QString(QStringLiteral("urn:atalaya:problem:") + (problem.kind.isEmpty() ? slug(title) : problem.kind))},
        {QStringLiteral("title"), title},
        {QStringLiteral("status"), problem.status},
        {QStringLiteral("detail"), problem.detail},
        {QStringLiteral("error"), problem.detail},
    };
    if (!instance.isEmpty())
        object.insert(QStringLiteral("instance"), QString::fromLatin1(instance));
    if (!problem.errors.isEmpty()) {
        QJsonArray errors;
        for (const model::FieldError& error : problem.errors)
            errors.append(
                QJsonObject{{QStringLiteral("pointer"), error.pointer}, {QStringLiteral("detail"), error.detail}});
        object.insert(QStringLiteral("errors"), errors);
    }
    if (!problem.allowed.isEmpty())
        object.insert(QStringLiteral("allowed"), QJsonArray::fromStringList(problem.allowed));
    if (!problem.restart.isEmpty())
        object.insert(QStringLiteral("restart"), problem.restart);
    Response response = Response::json(object, problem.status);
    response.contentType = QByteArrayLiteral("application/problem+json");
    response.headers = problem.headers;
    return response;
}

Problem withHeader(Problem problem, const QByteArray& name, const QByteArray& value)
{
    problem.headers.append({name, value});
    return problem;
}

Problem problemOf(const Error& error)
{
    switch (error.code) {
    case ErrorCode::InvalidInput:
        return {400, error.userText, {}, {}, {}};
    case ErrorCode::NotFound:
        return {404, error.userText, {}, {}, {}};
    case ErrorCode::Conflict:
        return {409, error.userText, {}, {}, {}};
    case ErrorCode::Forbidden:
        return {403, error.userText, {}, {}, {}};
    case ErrorCode::Unavailable:
    case ErrorCode::Io:
        break;
    }
    // The store does not answer: nothing that the client sent, and it may try again.
    return {503, error.userText, {}, {}, {}};
}

} // namespace atalaya::api
