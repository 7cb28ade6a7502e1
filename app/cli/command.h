// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/terminal.h"
#include "app/wiring/engine.h"
#include "app/wiring/globaloptions.h"
#include "app/wiring/interruption.h"
#include "base/result.h"

#include <CLI/CLI.hpp>

#include <QJsonObject>

#include <functional>
#include <memory>

namespace atalaya::app {

enum ExitCode { kExitOk = 0, kExitFailure = 1, kExitUsage = 2, kExitInterrupted = 130 };

/// What a command works with.
struct Context
{
    GlobalOptions options;
    Terminal terminal;
    /// Opened by the first command that asks for it.
    std::unique_ptr<Engine> engine;
};

/// What the command line asked for, to be done after it was read.
struct Action
{
    /// Which of Qt's applications it needs: none that draws, one that draws without a display, or the user's display.
    enum class Needs { Core, Pictures, Display };
    Needs needs = Needs::Core;
    std::function<int(Context&)> run;
};

// Each adds one subcommand, which fills in the action when it is chosen.
void addImport(CLI::App& app, Action& action);
void addServe(CLI::App& app, Action& action);
void addMcp(CLI::App& app, Action& action);
void addToken(CLI::App& app, Action& action);
void addDelivery(CLI::App& app, Action& action);
void addExplain(CLI::App& app, Action& action);
void addSummary(CLI::App& app, Action& action);
void addQuery(CLI::App& app, Action& action);
void addRender(CLI::App& app, Action& action);
void addDemo(CLI::App& app, Action& action);
void addRebuild(CLI::App& app, Action& action);
void addAudit(CLI::App& app, Action& action);
void addBench(CLI::App& app, Action& action);
/// The desktop console; `path` is imported first when it is not empty.
int runConsole(Context& context, const QString& path);

/// Opens the engine unless it is open; makes the store where there is none.
Status openEngine(Context& context);
/// The same for a command that only reads: where a place was named that has no store, it says so and makes nothing.
Status openStore(Context& context);
using Failure = Status::Failure;
/// Says why it did not work and returns the exit code; a stopped job is said to have been stopped.
int failed(Context& context, const Failure& failure);
int exitCodeOf(ErrorCode code);
/// Says on stderr which imports are unfinished, a line each, and returns these lines: before figures that lack them.
QStringList sayUnfinished(Context& context);
/// Says on stderr what to do when nothing is imported yet: behind figures that are none.
void sayWhenEmpty(Context& context);

/// Prints a JSON object for machines and people.
void printJson(Context& context, const QJsonObject& object);

/// Calls `job(StopToken, Progress)`, which returns a Result, with a bar on the terminal; Ctrl-C or SIGTERM stop it.
template<class Job>
auto runStoppable(Context& context, Job job)
{
    StopSource stop;
    const Interruption interruption([&stop] { stop.request_stop(); });
    auto result = job(stop.get_token(), context.terminal.progress());
    context.terminal.clearProgress();
    return result;
}

} // namespace atalaya::app
