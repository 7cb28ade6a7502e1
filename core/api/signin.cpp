// SPDX-License-Identifier: GPL-3.0-or-later
#include "signin.h"

#include "api/parameter.h"
#include "api/webassets.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::api {

namespace {

constexpr qsizetype kLongestTarget = 2'000;
constexpr QLatin1String kUsualTarget("/api/v1/dora/dashboard/");

QString tr(const char* text)
{
    return QCoreApplication::translate("Gateway", text);
}

Problem fieldProblem(const QString& name, const QString& detail)
{
    return {400, tr("The field '%1' %2.").arg(name, detail), {{QString(u'/' + name), detail}}, {}, QStringLiteral("invalid-parameter")};
}

} // namespace

bool prefersHtml(const Request& request)
{
    const QByteArray accepted = request.header("accept").toLower();
    const qsizetype html = accepted.indexOf("text/html");
    const qsizetype json = accepted.indexOf("application/json");
    return html >= 0 && (json < 0 || html < json);
}

Response signInPage(int status, const QString& next, bool isRefused)
{
    return {status,
            QByteArrayLiteral("text/html; charset=utf-8"),
            webPage(QStringLiteral("signin.html"), {{QStringLiteral("next"), localTarget(next).toHtmlEscaped()},
                                                    {QStringLiteral("refused"), isRefused ? QString() : QStringLiteral("hidden")}}),
            {}};
}

std::variant<SignInForm, Problem> readSignInForm(const QByteArray& body)
{
    SignInForm form;
    std::optional<QString> token, next;
    for (const QByteArray& part : body.split('&')) {
        if (part.isEmpty())
            continue;
        const qsizetype mark = part.indexOf('=');
        const std::optional<QString> name = decodeComponent(mark < 0 ? part : part.first(mark), true);
        const std::optional<QString> value = decodeComponent(mark < 0 ? QByteArray() : part.mid(mark + 1), true);
        std::optional<QString>* field = !name                               ? nullptr
                                        : *name == QLatin1String("token") ? &token
                                        : *name == QLatin1String("next")  ? &next
                                                                          : nullptr;
        if (!field)
            continue; // browsers and password managers may add their own
        if (!value)
            return Problem{400, tr("The form is not UTF-8 or holds control characters."), {}, {}, {}};
        if (*field)
            return fieldProblem(*name, tr("came twice"));
        *field = value;
    }
    if (!token || token->trimmed().isEmpty())
        return fieldProblem(QStringLiteral("token"), tr("is missing"));
    form.token = token->trimmed().toUtf8();
    form.next = localTarget(next.value_or(QString()));
    return form;
}

QString localTarget(const QString& target)
{
    const auto isPrintable = [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7F && c != u'\\'; };
    const bool isLocal = target.startsWith(u'/') && !target.startsWith(QLatin1String("//")) && target.size() <= kLongestTarget &&
                         std::all_of(target.begin(), target.end(), isPrintable);
    const bool leadsBack = target == QLatin1String("/session") || target.startsWith(QLatin1String("/session?")) ||
                           target.startsWith(QLatin1String("/session/"));
    return isLocal && !leadsBack ? target : QString(kUsualTarget);
}

bool isSameOrigin(const Request& request, bool hasTls)
{
    if (const QByteArray origin = request.header("origin").toLower(); !origin.isEmpty())
        return origin == (hasTls ? "https://" : "http://") + request.header("host").toLower();
    const QByteArray site = request.header("sec-fetch-site");
    return site.isEmpty() || site == "same-origin" || site == "none";
}

} // namespace atalaya::api
