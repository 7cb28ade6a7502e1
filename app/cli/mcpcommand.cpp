// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mcp/stdio.h"
#include "app/cli/command.h"
#include "app/cli/text.h"
#include "app/cli/values.h"

#include <unistd.h>

namespace atalaya::app {

namespace {

int runMcp(Context& context, model::Role role)
{
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    StopSource stop;
    const Interruption interruption([&stop] { stop.request_stop(); });
    Engine& engine = *context.engine;
    const api::Services services = engine.services();
    const api::mcp::Dispatcher dispatcher(api::mcp::standardOffer());
    api::mcp::StdioServer server(dispatcher, services, role, STDIN_FILENO, STDOUT_FILENO);
    server.run(stop.get_token()); // a client that has gone is how it ends, too
    return kExitOk;
}

} // namespace

void addMcp(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("mcp", trStd("the tools for AI clients, over stdin and stdout (MCP)"));
    const auto role = std::make_shared<QString>(model::roleName(model::Role::Viewer));
    QStringList roles;
    for (const model::Role one : {model::Role::Viewer, model::Role::Operator, model::Role::Admin})
        roles.append(model::roleName(one));
    addChoice(*command, "--role", *role, roles, "what the client may do (default: viewer)", "ROLE");
    command->footer(
        trStd("An AI client starts it by itself; in its settings: \"command\": \"atalaya\", \"args\": [\"mcp\"]"));
    command->final_callback([role, &action] {
        action = {Action::Needs::Core,
                  [role](Context& context) { return runMcp(context, *model::roleFromName(*role)); }};
    });
}

} // namespace atalaya::app
