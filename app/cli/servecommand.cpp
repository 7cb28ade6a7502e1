// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/hostcheck.h"
#include "app/cli/command.h"
#include "app/cli/text.h"
#include "app/cli/values.h"

#include <QUrl>

namespace atalaya::app {

namespace {

int runServe(Context& context, const api::ServerOptions& options)
{
    if (const Status opened = openEngine(context); !opened.isOk())
        return failed(context, opened.failure());
    // Before the server says that it listens: who reads that may send the signal at once.
    const Interruption interruption([] {
        QMetaObject::invokeMethod(
            qApp, [] { QCoreApplication::quit(); }, Qt::QueuedConnection);
    });
    const auto server = context.engine->makeServer(options);
    const Result<QUrl> url = server->start();
    if (!url.isOk())
        return failed(context, url.failure());
    context.terminal.print(QStringLiteral("listening on %1").arg(url.value().toString()) + u'\n');
    if (options.mcpConformance)
        context.terminal.say(tr("WARNING: /mcp needs no token: every program of this machine can read your data there. It also "
                                "offers the fixtures of the conformance suite. Use this for tests only."));
    if (const auto tokens = context.engine->tokens().list(); tokens.isOk() && tokens.value().isEmpty())
        context.terminal.say(tr("There is no token yet; make one with: atalaya token create --name ME --role viewer"));
    if (interruption.signalNumber() == 0)
        QCoreApplication::exec();
    server->stop();
    return kExitOk;
}

/// An option that may be repeated; `normal` gives what is meant by a value, or nothing.
void addNames(CLI::App& command, const char* name, QByteArrayList& target, std::optional<QByteArray> (*normal)(const QString&),
              const char* complaint, const char* description, const char* kind)
{
    command
        .add_option_function<std::vector<std::string>>(
            name,
            [&target, normal](const std::vector<std::string>& values) {
                for (const std::string& value : values)
                    target.append(normal(QString::fromStdString(value)).value_or(QByteArray()));
            },
            trStd(description))
        ->check([normal, complaint](const std::string& value) {
            const QString text = QString::fromStdString(value);
            return normal(text) ? std::string() : tr(complaint).arg(text).toStdString();
        })
        ->allow_extra_args(false)
        ->type_name(kind);
}

void addAccess(CLI::App& command, api::ServerOptions& options)
{
    addNames(command, "--allow-host", options.allowedHosts, api::hostNamed,
             "\"%1\" is no name or address; use metrics.example.org, without a port", "also answer to this name (repeatable)", "NAME");
    addNames(command, "--allow-origin", options.allowedOrigins, api::originNamed,
             "\"%1\" is no origin; use https://tool.example.org, without a path", "let this site's pages read answers (repeatable)",
             "URL");
}

} // namespace

void addServe(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("serve", trStd("the HTTP API without the desktop"));
    const auto options = std::make_shared<api::ServerOptions>();
    options->port = 8787;
    addParsed(
        *command, "--listen",
        [options = options.get()](const QString& text) {
            const auto where = parseHostAndPort(text);
            if (!where)
                return tr("\"%1\" is no address and port; use 127.0.0.1:8787 or [::1]:0").arg(text);
            options->address = QHostAddress(where->host);
            options->port = where->port;
            return QString();
        },
        "where (default 127.0.0.1:8787); port 0 picks a free one", "HOST:PORT");
    CLI::Option* certificate = addText(*command, "--tls-cert", options->tlsCertificate, "PEM certificate", "FILE");
    CLI::Option* key = addText(*command, "--tls-key", options->tlsKey, "its PEM key", "FILE");
    certificate->needs(key);
    key->needs(certificate);
    addAccess(*command, *options);
    addParsed(
        *command, "--rate",
        [options = options.get()](const QString& text) {
            const auto rate = parseRate(text);
            if (!rate)
                return tr("\"%1\" is no rate; use requests a minute and an hour, such as 100/1000, or unlimited").arg(text);
            options->rate = *rate;
            return QString();
        },
        "requests a minute/hour of who has no rate of its own (default 100/1000)",
        "M/H|unlimited");
    command->add_flag("--insecure", options->insecure, trStd("allow other machines without TLS"));
    command->add_flag("--mcp-conformance", options->mcpConformance,
                      trStd("/mcp as the MCP conformance suite wants it, without tokens; for tests"));
    command->final_callback([options, &action] {
        if (options->mcpConformance)
            options->rate = {0, 0}; // the suite asks faster than a person may
        // Pictures: the PDF export draws a chart.
        action = {Action::Needs::Pictures, [options](Context& context) { return runServe(context, *options); }};
    });
}

} // namespace atalaya::app
