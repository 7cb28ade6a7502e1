// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/conditional.h"
#include "api/handlers/common.h"
#include "api/schema.h"
#include "api/signin.h"
#include "api/webassets.h"
#include "routes.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace atalaya::api {

namespace {

/// A line that is not blank.
constexpr QLatin1String kWordPattern(R"(^[^\u0000-\u001F\u007F]*[^\s\u0000-\u001F\u007F][^\u0000-\u001F\u007F]*$)");
constexpr char kHtml[] = "text/html; charset=utf-8";

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

// The page itself holds no figures: its script asks the same routes as any other client. What it is told is the server's
// clock, so that its days are the server's, and which exports there are.
Answer dashboard(const Call& call, const QString& exports)
{
    if (const auto window = iactWindow(call, IactPeriod::DaysOrDates); std::holds_alternative<Problem>(window))
        return std::get<Problem>(window);
    return Response{200,
                    kHtml,
                    webPage(QStringLiteral("dashboard.html"), {{QStringLiteral("now"), toIso(call.services.iact.now())},
                                                               {QStringLiteral("exports"), exports},
                                                               {QStringLiteral("version"), QStringLiteral(ATALAYA_VERSION)}}),
                    {}};
}

Answer asset(const Call& call)
{
    const WebAsset* found = findWebAsset(call.arguments.text(QLatin1String("name")));
    if (!found) // the parameter's choices are all there are
        return Problem{404, tr("There is no such file."), {}, {}, {}};
    Response response{200, found->type, found->body, {}};
    response.with("ETag", weakEtag({found->body}));
    // An address of another release, or without one, is asked again each time.
    const bool isOwn = call.arguments.text(QLatin1String("version")).toLatin1() == webAssetsVersion();
    return response.with("Cache-Control", isOwn ? "public, max-age=31536000, immutable" : "public, no-cache");
}

Route dashboardRoute(bool hasPdf)
{
    Route route;
    route.path = QStringLiteral("/api/v1/dora/dashboard/");
    route.operationId = QStringLiteral("dashboard");
    route.summary = tr("The dashboard, a page for a browser: the five delivery metrics and the four IACT figures, with their "
                       "courses. It loads nothing from elsewhere.");
    route.tag = QStringLiteral("dora");
    route.role = model::Role::Viewer;
    route.parameters = iactParameters(IactPeriod::DaysOrDates);
    route.replies = {{200, tr("The page."), kHtml, {}}};
    const QString exports = hasPdf ? QStringLiteral("csv excel pdf") : QStringLiteral("csv excel");
    route.handler = [exports](const Call& call) { return dashboard(call, exports); };
    return route;
}

Route assetRoute()
{
    Parameter version{QStringLiteral("version"), Parameter::Type::Text,
                      tr("Of the files, as the pages name it: such an answer may be kept for ever. With any other the file is "
                         "the same, but must be asked for again each time."),
                      0, 64};
    version.isInPath = true;
    version.example = QStringLiteral("current");
    Parameter name{QStringLiteral("name"), Parameter::Type::Choice, tr("Which file.")};
    name.isInPath = true;
    for (const WebAsset& known : webAssets())
        name.choices.append(known.name);
    Route route;
    route.path = QStringLiteral("/assets/{version}/{name}");
    route.operationId = QStringLiteral("asset");
    route.summary = tr("A style, script or picture of the pages; there are no data in it.");
    route.tag = QStringLiteral("pages");
    route.parameters = {version, name};
    QStringList types;
    for (const WebAsset& known : webAssets()) {
        const QString type = QString::fromLatin1(known.type);
        if (types.contains(type))
            continue;
        types.append(type);
        route.replies.append({200, tr("The file."), known.type, {}});
    }
    route.handler = asset;
    return route;
}

QList<Route> sessionRoutes()
{
    Route page;
    page.path = QStringLiteral("/session");
    page.operationId = QStringLiteral("signInPage");
    page.summary = tr("A page for a person to sign in to this server's other pages.");
    page.tag = QStringLiteral("pages");
    Parameter next{QStringLiteral("next"), Parameter::Type::Text, tr("Where to go then: a path of this server."), 0, 2'000};
    next.example = QStringLiteral("/docs");
    page.parameters = {next};
    page.replies = {{200, tr("The page."), kHtml, {}}};
    page.handler = [](const Call& call) -> Answer { return signInPage(200, call.arguments.text(QLatin1String("next")), false); };

    Route enter;
    enter.method = Method::Post;
    enter.path = page.path;
    enter.operationId = QStringLiteral("signIn");
    enter.summary = tr("Begins a session of a browser, which stands for the token in requests that only read, for 12 hours at most.");
    enter.tag = page.tag;
    enter.door = Route::Door::SignIn;
    enter.bodyType = QByteArrayLiteral("application/x-www-form-urlencoded");
    enter.bodySchema = QJsonObject{
        {QStringLiteral("type"), QStringLiteral("object")},
        {QStringLiteral("properties"),
         QJsonObject{{QStringLiteral("token"), schema::text(kWordPattern)}, {QStringLiteral("next"), schema::text(schema::kLinePattern)}}},
        {QStringLiteral("required"), QJsonArray{QStringLiteral("token")}}};
    enter.replies = {{303, tr("Signed in: a cookie, and the way to `next`."), {}, {}}};

    Route leave;
    leave.method = Method::Post;
    leave.path = QStringLiteral("/session/end");
    leave.operationId = QStringLiteral("signOut");
    leave.summary = tr("Ends the session of a browser.");
    leave.tag = page.tag;
    leave.door = Route::Door::SignOut;
    leave.replies = {{303, tr("Signed out."), {}, {}}};
    return {page, enter, leave};
}

} // namespace

QList<Route> pageRoutes(bool hasPdf)
{
    return QList<Route>{dashboardRoute(hasPdf), assetRoute()} + sessionRoutes();
}

} // namespace atalaya::api
