// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/text.h"
#include "app/cli/values.h"

#include <QJsonArray>

namespace atalaya::app {

namespace {

struct GitOptions
{
    QStringList paths;
    services::GitImportOptions import;
    bool json = false;
};

QJsonObject jsonOf(const services::GitImported& imported)
{
    return {{QStringLiteral("service"), imported.service},
            {QStringLiteral("new_commits"), imported.newCommits},
            {QStringLiteral("commits"), imported.commits},
            {QStringLiteral("deployments"), imported.deployments},
            {QStringLiteral("warnings"), QJsonArray::fromStringList(imported.warnings)}};
}

/// "payments: 1 new commit of 5, 3 deployments".
QString importedText(const services::GitImported& imported)
{
    const QString commits = tr("%1 new commit(s) of %2", int(imported.newCommits))
                                .arg(QString::number(imported.newCommits), QString::number(imported.commits));
    const QString deployments = tr("%1 deployment(s)", int(imported.deployments)).arg(imported.deployments);
    return QStringLiteral("%1: %2, %3\n").arg(imported.service, commits, deployments);
}

int runImportGit(Context& context, const GitOptions& options)
{
    if (options.paths.size() > 1 && !options.import.project.isEmpty())
        return failed(context,
                      Error{ErrorCode::InvalidInput, tr("--project names one service; give one PATH with it.")});
    if (const Status opened = openEngine(context); !opened.isOk())
        return failed(context, opened.failure());
    QJsonArray all;
    int code = kExitOk;
    for (const QString& path : options.paths) {
        const auto imported = runStoppable(context, [&](StopToken stop, const Progress& progress) {
            return context.engine->imports().importGit(path, options.import, stop, progress);
        });
        if (!imported.isOk()) {
            code = failed(context, imported.failure());
            if (imported.isCancelled())
                return code;
            continue; // the other repositories can be read all the same
        }
        const services::GitImported& result = imported.value();
        for (const QString& warning : result.warnings)
            context.terminal.say(result.service + QStringLiteral(": ") + warning);
        if (options.json)
            all.append(jsonOf(result));
        else
            context.terminal.print(importedText(result));
    }
    if (options.json && !all.isEmpty())
        printJson(context, {{QStringLiteral("repositories"), all}});
    return code;
}

struct RowOptions
{
    QString file;
    bool skipBad = false;
    bool json = false;
};
using RowImport = Result<services::RowsImported> (services::ImportService::*)(const QString&,
                                                                              services::ImportService::BadRows,
                                                                              StopToken, const Progress&);

QJsonObject jsonOf(const services::RowsImported& imported)
{
    return {{QStringLiteral("read"), imported.read},
            {QStringLiteral("created"), imported.created},
            {QStringLiteral("duplicates"), imported.duplicates},
            {QStringLiteral("bad"), imported.bad},
            {QStringLiteral("problems"), QJsonArray::fromStringList(imported.problems)}};
}

int runImportRows(Context& context, const RowOptions& options, RowImport import)
{
    if (const Status opened = openEngine(context); !opened.isOk())
        return failed(context, opened.failure());
    using services::ImportService;
    const auto imported = runStoppable(context, [&](StopToken stop, const Progress& progress) {
        return (context.engine->imports().*import)(
            options.file, options.skipBad ? ImportService::BadRows::Skip : ImportService::BadRows::RefuseFile, stop,
            progress);
    });
    if (!imported.isOk()) {
        const int code = failed(context, imported.failure());
        // A file that is not there is unknown input, as a folder is that is no repository.
        return imported.isError() && imported.error().code == ErrorCode::NotFound ? kExitUsage : code;
    }
    const services::RowsImported& result = imported.value();
    for (const QString& problem : result.problems)
        context.terminal.say(problem);
    const qint64 further = result.found - result.problems.size();
    if (further > 0)
        context.terminal.say(tr("and %1 more problem(s)", int(further)).arg(further));
    if (options.json) {
        printJson(context, jsonOf(result));
        return kExitOk;
    }
    QString line = tr("%1 row(s) read", int(result.read)).arg(result.read) +
                   tr(", %1 new, %2 known already").arg(result.created).arg(result.duplicates);
    if (result.bad > 0)
        line += tr(", %1 bad ones skipped").arg(result.bad);
    context.terminal.print(line + u'\n');
    return kExitOk;
}

void addRows(CLI::App& import, Action& action, const char* name, const char* description, RowImport function)
{
    CLI::App* command = import.add_subcommand(name, trStd(description));
    const auto options = std::make_shared<RowOptions>();
    addText(*command, "FILE", options->file, "the file to read", "")->required();
    command->add_flag("--skip-bad", options->skipBad, trStd("keep the good rows of a file with bad ones"));
    command->add_flag("--json", options->json, trStd("the counts as JSON"));
    command->footer(trStd("A second import of the same file, also of one that has grown, adds only what is new.\n"
                          "A row without created_at gets the time of its first import."));
    command->final_callback([options, function, &action] {
        action = {Action::Needs::Core,
                  [options, function](Context& context) { return runImportRows(context, *options, function); }};
    });
}

void addGit(CLI::App& import, Action& action)
{
    CLI::App* command = import.add_subcommand("git", trStd("the commits and tags of repositories on this disk"));
    const auto options = std::make_shared<GitOptions>();
    command
        ->add_option_function<std::vector<std::string>>(
            "PATH",
            [options = options.get()](const std::vector<std::string>& paths) {
                for (const std::string& path : paths)
                    options->paths.append(QString::fromStdString(path));
            },
            trStd("folders of git repositories"))
        ->required()
        ->option_text("...");
    addInstant(*command, "--since", options->import.since, "leave out deployments before");
    addText(*command, "--deploy-tags", options->import.deployTags, "only these tags are deployments", "GLOB");
    addText(*command, "--project", options->import.project, "the service's name (default: the folder's)", "NAME");
    command->add_flag("--json", options->json, trStd("the counts as JSON"));
    command->footer(trStd("--since leaves earlier deployments out of the store and so out of every figure,\n"
                          "with the lead times of what they shipped and with what failed in them. They\n"
                          "still bound the later ones: a deployment's changes are those that no earlier\n"
                          "one shipped, and only one with none before it is a baseline. All commits are\n"
                          "read all the same."));
    command->final_callback([options, &action] {
        action = {Action::Needs::Core, [options](Context& context) { return runImportGit(context, *options); }};
    });
}

} // namespace

void addImport(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("import", trStd("bring data in: git, csv, jsonl"));
    command->require_subcommand(1);
    addGit(*command, action);
    addRows(*command, action, "csv", "phase events, one a row; the first row names the columns",
            &services::ImportService::importCsv);
    addRows(*command, action, "jsonl", "phase events, one JSON object a line", &services::ImportService::importJsonl);
}

} // namespace atalaya::app
