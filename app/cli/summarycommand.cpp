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
    TextTable table({tr("%1 to %2").arg(utcDateText(summary.from), utcDateText(summary.to)), QString()}, {1});
    table.add({tr("Deployments"), QString::number(summary.deploymentFrequency)});
    if (summary.deploymentFrequency == 0) { // the formulas would call nothing "Elite"
        table.add({tr("Cycles"), QString::number(summary.totalCycles)});
        table.add({tr("Classification"), QStringLiteral("–")});
        return table.text();
    }
    table.add({tr("Lead time, mean"), hoursText(summary.leadTimeHours)});
    table.add({tr("Change failure rate"), numberText(summary.changeFailureRate) + QStringLiteral(" %")});
    table.add({tr("Time to restore, mean"), hoursText(summary.mttrHours)});
    table.add({tr("Cycles"), QString::number(summary.totalCycles)});
    table.add({tr("Classification"), summary.classification});
    return table.text();
}

int runSummary(Context& context, const SummaryOptions& options)
{
    if (const Status opened = openEngine(context); !opened.isOk())
        return failed(context, opened.failure());
    sayUnfinished(context);
    services::EventFilter filter = services::lastDays(context.engine->iact().now(), options.days);
    filter.project = options.project;
    filter.team = options.team;
    filter.environment = options.environment;
    const auto summary = context.engine->iact().summary(filter);
    if (!summary.isOk())
        return failed(context, summary.failure());
    if (options.json)
        printJson(context, services::toJson(summary.value()));
    else
        context.terminal.print(summaryText(summary.value()));
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
