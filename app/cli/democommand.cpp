// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/text.h"
#include "app/cli/values.h"

#include <limits>

namespace atalaya::app {

namespace {

constexpr int kMostDays = 3650;
constexpr int kMostProjects = 1000;

int runDemo(Context& context, const services::DemoOptions& options)
{
    if (const Status opened = openEngine(context); !opened.isOk())
        return failed(context, opened.failure());
    const auto filled = runStoppable(context, [&](StopToken stop, const Progress& progress) {
        return context.engine->fillWithDemo(options, stop, progress);
    });
    if (!filled.isOk())
        return failed(context, filled.failure());
    context.terminal.print(tr("%1 demo records written; every project's name begins with demo-").arg(filled.value()) +
                           u'\n');
    return kExitOk;
}

int runRebuild(Context& context)
{
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    const Status rebuilt = runStoppable(
        context, [&](StopToken stop, const Progress& progress) { return context.engine->rebuild(stop, progress); });
    if (!rebuilt.isOk())
        return failed(context, rebuilt.failure());
    context.terminal.say(tr("Rebuilt."));
    return kExitOk;
}

} // namespace

void addDemo(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("demo", trStd("fill an empty store with plausible, marked data"));
    const auto options = std::make_shared<services::DemoOptions>();
    const auto seed = std::make_shared<int>(int(options->seed));
    addCount(*command, "--days", options->days, 1, kMostDays, "how far back (default 180)");
    addCount(*command, "--projects", options->projects, 1, kMostProjects, "how many services (default 6)");
    addCount(*command, "--seed", *seed, 0, std::numeric_limits<int>::max(), "another seed, other data (default 1)",
             "S");
    command->final_callback([options, seed, &action] {
        options->seed = quint64(*seed);
        action = {Action::Needs::Core, [options](Context& context) { return runDemo(context, *options); }};
    });
}

void addRebuild(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("rebuild", trStd("compute everything derived again from what was imported"));
    command->final_callback([&action] { action = {Action::Needs::Core, runRebuild}; });
}

} // namespace atalaya::app
