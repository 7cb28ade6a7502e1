// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/text.h"
#include "base/json.h"
#include "base/log.h"

namespace atalaya::app {

Status openEngine(Context& context)
{
    if (context.engine)
        return ok();
    ATALAYA_TRY(context.engine, Engine::open(context.options));
    return ok();
}

Status openStore(Context& context)
{
    if (context.engine)
        return ok();
    ATALAYA_TRY(context.engine, Engine::open(context.options, Engine::NoStore::Refuse));
    return ok();
}

int exitCodeOf(ErrorCode code)
{
    return code == ErrorCode::InvalidInput ? kExitUsage : kExitFailure;
}

int failed(Context& context, const Failure& failure)
{
    const Error* error = std::get_if<Error>(&failure);
    if (!error) {
        context.terminal.complain(tr("Stopped. What was stored before is kept; run the command again to go on."));
        return kExitInterrupted;
    }
    if (context.engine) // its log; without one the line would stand on stderr twice
        qCWarning(lcApp).noquote() << (error->detail.isEmpty() ? error->userText
                                                               : QString(error->userText + u' ' + error->detail));
    context.terminal.complain(error->userText);
    return exitCodeOf(error->code);
}

QStringList sayUnfinished(Context& context)
{
    const auto unfinished = context.engine->imports().unfinished();
    if (!unfinished.isOk())
        return {}; // what is asked for next fails the same way, and says so
    for (const QString& sentence : unfinished.value())
        context.terminal.say(sentence);
    return unfinished.value();
}

void sayWhenEmpty(Context& context)
{
    const auto events = context.engine->iact().events({}, {1, {}});
    delivery::Query everything;
    everything.asOf = context.engine->delivery().now();
    const auto services = context.engine->delivery().services(everything, {1, {}});
    if (events.isOk() && events.value().rows.isEmpty() && services.isOk() && services.value().rows.isEmpty())
        context.terminal.say(tr("Nothing is imported yet. Try: atalaya import git PATH, or atalaya demo."));
}

void printJson(Context& context, const QJsonObject& object)
{
    context.terminal.print(QString::fromUtf8(readableJson(object).trimmed()) + u'\n');
}

} // namespace atalaya::app
