// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/format.h"
#include "app/cli/text.h"
#include "app/cli/values.h"

namespace atalaya::app {

namespace {

constexpr int kMostDays = 3650; // as the HTTP API

struct SummaryOptions
{
    int days = 30;
    QString project, team, environment;
    bool json = false;
};

QString summaryText(const services::IactSummary& summary)
{
    // The contract's 0 for nothing is no figure to a reader.
    const auto figure = [](double value, qint64 of) { return of > 0 ? std::optional(value) : std::nullopt; };
    const auto percent = figure(summary.changeFailureRate / 100, summary.decisions);
    TextTable table({tr("%1 to %2").arg(utcDateText(summary.from), utcDateText(summary.to)), QString()}, {1});
    table.add({tr("Deployments"), QString::number(summary.deploymentFrequency)});
    if (summary.deploymentFrequency == 0) { // the formulas would call nothing "Elite"
        table.add({tr("Cycles"), QString::number(summary.totalCycles)});
        table.add({tr("Classification"), QStringLiteral("–")});
        return table.text();
    }
    table.add({tr("Lead time, mean"), hoursText(figure(summary.leadTimeHours, summary.leadTimes))});
    table.add({tr("Change failure rate"), percentText(percent)});
    table.add({tr("Time to restore, mean"), hoursText(figure(summary.mttrHours, summary.restores))});
    table.add({tr("Cycles"), QString::number(summary.totalCycles)});
    table.add({tr("Classification"), summary.classification});
    return table.text();
}

/// How these figures stand to those of `delivery`.
QString scaleText(const SummaryOptions& options)
{
    const bool all = options.project.isEmpty() && options.team.isEmpty() && options.environment.isEmpty();
    return all ? tr("The scale of the earlier IACT service: what phase events say, over all services and environments. "
                    "The five delivery metrics: atalaya delivery.")
               : tr("The scale of the earlier IACT service: what phase events say. The five delivery metrics: atalaya "
                    "delivery.");
}

int runSummary(Context& context, const SummaryOptions& options)
{
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    const QStringList unfinished = sayUnfinished(context);
    services::EventFilter filter = services::lastDays(context.engine->iact().now(), options.days);
    filter.project = options.project;
    filter.team = options.team;
    filter.environment = options.environment;
    const auto summary = context.engine->iact().summary(filter);
    if (!summary.isOk())
        return failed(context, summary.failure());
    if (options.json) {
        printJson(context, services::toJson(summary.value()));
        return kExitOk;
    }
    context.terminal.print(summaryText(summary.value()) + u'\n' +
                           wrapped(scaleText(options), 0, context.terminal.columns()));
    if (unfinished.isEmpty())
        sayWhenEmpty(context);
    return kExitOk;
}

} // namespace

void addSummary(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("summary", trStd("the recorded phase events of the last days in figures"));
    const auto options = std::make_shared<SummaryOptions>();
    addCount(*command, "--days", options->days, 1, kMostDays, "how far back (default 30)");
    addText(*command, "--project", options->project, "only this project", "NAME");
    addText(*command, "--team", options->team, "only this team", "NAME");
    addText(*command, "--environment", options->environment, "only this environment", "NAME");
    command->add_flag("--json", options->json, trStd("the object of the HTTP API"));
    command->final_callback([options, &action] {
        action = {Action::Needs::Core, [options](Context& context) { return runSummary(context, *options); }};
    });
}

} // namespace atalaya::app
