// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"

#include "app/cli/application.h"
#include "app/cli/command.h"
#include "app/cli/text.h"
#include "app/cli/usage.h"
#include "app/cli/values.h"

#include <QFileInfo>

#include <cstring>
#include <exception>

namespace atalaya::app {

namespace {

constexpr int kHelpColumn = 26;

/// What was read from the command line.
struct CommandLine
{
    CLI::App parser{std::string(), "atalaya"};
    GlobalOptions globals;
    QString path;
    Action action;
};

void addVersion(CLI::App& app)
{
    app.set_version_flag("--version", std::string("atalaya ") + ATALAYA_VERSION, trStd("print the version"));
    for (CLI::App* child : app.get_subcommands([](CLI::App*) { return true; }))
        addVersion(*child);
}

void describe(CommandLine& line)
{
    CLI::App& parser = line.parser;
    parser.description(trStd("Software delivery, measured from what teams already produce.\n"
                             "Without a command: the desktop console. Every command works without a display."));
    parser.set_help_flag("-h,--help", trStd("print this help"));
    parser.get_formatter()->column_width(kHelpColumn);
    parser.fallthrough(); // global options may stand behind the command, too
    parser.require_subcommand(0, 1);
    addText(parser, "PATH", line.path, "a git repository to import first", "");
    addText(parser, "--data-dir", line.globals.dataDir, "where everything is kept (default: ~/.local/share/atalaya)",
            "DIR");
    addText(parser, "--database", line.globals.databaseUrl, "sqlite:///path or mysql://user@host:port/name", "URL");
    parser.set_config("--config", std::string(), trStd("options from a file: data-dir = \"/srv/atalaya\""))
        ->option_text("FILE");
    parser.allow_config_extras(CLI::config_extras_mode::error);

    addImport(parser, line.action);
    addDelivery(parser, line.action);
    addExplain(parser, line.action);
    addSummary(parser, line.action);
    addQuery(parser, line.action);
    addServe(parser, line.action);
    addMcp(parser, line.action);
    addToken(parser, line.action);
    addRender(parser, line.action);
    addDemo(parser, line.action);
    addRebuild(parser, line.action);
    addAudit(parser, line.action);
    addBench(parser, line.action);
    addVersion(parser);
    parser.footer(trStd("Examples: atalaya import git .   atalaya delivery   atalaya COMMAND --help\n"
                        "The password of a database: ATALAYA_DATABASE_PASSWORD or ATALAYA_DATABASE_PASSWORD_FILE."));
}

/// Without a command: the console, when the path makes sense and nothing stands behind a command that it does not know.
QString settleConsole(CommandLine& line)
{
    if (line.action.run)
        return line.path.isEmpty() ? QString() : unexpectedWord(line.parser, line.path);
    if (!line.path.isEmpty() && !QFileInfo::exists(line.path))
        return unexpectedWord(line.parser, line.path);
    line.action = {Action::Needs::Display, [&line](Context& context) { return runConsole(context, line.path); }};
    return {};
}

/// The exit code when the command line itself was the answer (help) or was not understood.
std::optional<int> parse(CommandLine& line, int argc, char** argv, Terminal& terminal)
{
    try {
        line.parser.parse(argc, argv);
    } catch (const CLI::Success& success) { // --help, --version
        terminal.print(QString::fromStdString(answerTo(line.parser, success)));
        return kExitOk;
    } catch (const CLI::ParseError& error) {
        terminal.complain(usageLine(line.parser, error));
        return kExitUsage;
    }
    const QString unexpected = settleConsole(line);
    if (unexpected.isEmpty())
        return std::nullopt;
    terminal.complain(unexpected);
    return kExitUsage;
}

int perform(CommandLine& line, Context& context, char** argv)
{
    context.options = line.globals;
    const auto application = makeApplication(line.action.needs, argv[0]);
    if (!application.isOk())
        return failed(context, application.failure());
    const int code = line.action.run(context);
    context.engine.reset();
    if (context.terminal.writeError() == 0)
        return code;
    context.terminal.complain(tr("The output could not be written: %1.")
                                  .arg(QString::fromLocal8Bit(std::strerror(context.terminal.writeError()))));
    return kExitFailure;
}

} // namespace

int run(int argc, char** argv)
{
    Context context;
    try {
        CommandLine line;
        describe(line);
        if (const auto code = parse(line, argc, argv, context.terminal))
            return *code;
        return perform(line, context, argv);
    } catch (const std::exception& error) { // out of memory, mostly: the last place where it can be said
        context.engine.reset();
        context.terminal.complain(tr("It could not go on: %1.").arg(QString::fromLocal8Bit(error.what())));
        return kExitFailure;
    }
}

} // namespace atalaya::app
