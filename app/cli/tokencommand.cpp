// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/format.h"
#include "app/cli/text.h"
#include "app/cli/values.h"
#include "base/json.h"

#include <QJsonArray>

namespace atalaya::app {

namespace {

constexpr int kMostDays = 3650;

struct CreateOptions
{
    QString name, role;
    std::optional<model::RateLimits> rate;
    int days = 0;
};

int runCreate(Context& context, const CreateOptions& options)
{
    if (const Status opened = openEngine(context); !opened.isOk())
        return failed(context, opened.failure());
    const auto days = options.days > 0 ? std::optional(options.days) : std::nullopt;
    const auto created =
        context.engine->tokens().create(options.name, *model::roleFromName(options.role), options.rate, days);
    if (!created.isOk())
        return failed(context, created.failure());
    context.terminal.print(created.value().secret + u'\n');
    context.terminal.say(tr("Keep it now: it is shown only once."));
    return kExitOk;
}

QString rateText(const std::optional<model::RateLimits>& rate)
{
    if (!rate)
        return tr("default");
    if (rate->perMinute == 0 && rate->perHour == 0)
        return tr("unlimited");
    return QStringLiteral("%1/%2").arg(rate->perMinute).arg(rate->perHour);
}

QString stateOf(const model::ApiToken& token, Instant now)
{
    if (token.revokedAt)
        return QStringLiteral("revoked");
    return token.expiresAt && *token.expiresAt <= now ? QStringLiteral("expired") : QStringLiteral("active");
}

QJsonObject jsonOf(const model::ApiToken& token, Instant now)
{
    const QJsonValue rate = token.rate ? QJsonValue(QJsonObject{{QStringLiteral("per_minute"), token.rate->perMinute},
                                                                {QStringLiteral("per_hour"), token.rate->perHour}})
                                       : QJsonValue();
    return {{QStringLiteral("name"), token.name},
            {QStringLiteral("role"), model::roleName(token.role)},
            {QStringLiteral("state"), stateOf(token, now)},
            {QStringLiteral("rate"), rate},
            {QStringLiteral("created_at"), toIso(token.createdAt)},
            {QStringLiteral("expires_at"), atalaya::jsonOf(token.expiresAt)},
            {QStringLiteral("revoked_at"), atalaya::jsonOf(token.revokedAt)},
            {QStringLiteral("last_used_at"), atalaya::jsonOf(token.lastUsedAt)}};
}

int runList(Context& context, bool json)
{
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    const auto tokens = context.engine->tokens().list();
    if (!tokens.isOk())
        return failed(context, tokens.failure());
    const Instant now = context.engine->delivery().now();
    if (json) {
        QJsonArray rows;
        for (const model::ApiToken& token : tokens.value())
            rows.append(jsonOf(token, now));
        printJson(context, {{QStringLiteral("tokens"), rows}});
        return kExitOk;
    }
    TextTable table({tr("NAME"), tr("ROLE"), tr("STATE"), tr("RATE"), tr("CREATED"), tr("EXPIRES"), tr("LAST USED")});
    const auto date = [](const std::optional<Instant>& instant) {
        return instant ? utcDateText(*instant) : QStringLiteral("–");
    };
    for (const model::ApiToken& token : tokens.value())
        table.add({token.name, model::roleName(token.role), stateOf(token, now), rateText(token.rate),
                   date(token.createdAt), date(token.expiresAt), date(token.lastUsedAt)});
    if (table.isEmpty())
        context.terminal.say(tr("There is no token; make one with: atalaya token create --name ME --role viewer"));
    else
        context.terminal.print(table.text());
    return kExitOk;
}

int runRevoke(Context& context, const QString& name)
{
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    if (const Status revoked = context.engine->tokens().revoke(name); !revoked.isOk())
        return failed(context, revoked.failure());
    context.terminal.say(tr("The token %1 is revoked.").arg(name));
    return kExitOk;
}

void addCreate(CLI::App& token, Action& action)
{
    CLI::App* command = token.add_subcommand("create", trStd("print a new token, once; only its hash is kept"));
    const auto options = std::make_shared<CreateOptions>();
    addText(*command, "--name", options->name, "what to call it", "NAME")->required();
    addChoice(*command, "--role", options->role,
              {QStringLiteral("viewer"), QStringLiteral("operator"), QStringLiteral("admin")},
              "viewer, operator or admin", "ROLE")
        ->required();
    addParsed(
        *command, "--rate",
        [options = options.get()](const QString& text) {
            options->rate = parseRate(text);
            return options->rate ? QString()
                                 : tr("\"%1\" is no limit; use 100/1000 (a minute/an hour) or unlimited").arg(text);
        },
        "requests a minute and an hour", "M/H|unlimited");
    addCount(*command, "--expires", options->days, 1, kMostDays, "valid for so many days", "DAYS");
    command->final_callback([options, &action] {
        action = {Action::Needs::Core, [options](Context& context) { return runCreate(context, *options); }};
    });
}

} // namespace

void addToken(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("token", trStd("tokens for the HTTP API: create, list, revoke"));
    command->require_subcommand(1);
    addCreate(*command, action);

    CLI::App* list = command->add_subcommand("list", trStd("all tokens, never the secrets"));
    const auto json = std::make_shared<bool>(false);
    list->add_flag("--json", *json, trStd("the list as JSON"));
    list->final_callback([json, &action] {
        action = {Action::Needs::Core, [json](Context& context) { return runList(context, *json); }};
    });

    CLI::App* revoke = command->add_subcommand("revoke", trStd("refuse a token from now on"));
    const auto name = std::make_shared<QString>();
    addText(*revoke, "NAME", *name, "its name", "")->required();
    revoke->final_callback([name, &action] {
        action = {Action::Needs::Core, [name](Context& context) { return runRevoke(context, *name); }};
    });
}

} // namespace atalaya::app
