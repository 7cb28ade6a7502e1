// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/format.h"
#include "app/cli/text.h"
#include "app/cli/values.h"
#include "base/json.h"

#include <QFileInfo>
#include <QJsonArray>

#include <limits>

namespace atalaya::app {

namespace {

constexpr int kListed = 50;

QJsonObject jsonOf(const operations::AuditReport& report)
{
    QJsonArray faults;
    for (const operations::AuditFault& fault : report.faults)
        faults.append(QJsonObject{{QStringLiteral("line"), fault.line},
                                  {QStringLiteral("kind"), operations::faultName(fault.kind)},
                                  {QStringLiteral("detail"), fault.text}});
    return {{QStringLiteral("unbroken"), report.found == 0},
            {QStringLiteral("entries"), report.entries},
            {QStringLiteral("since"), atalaya::jsonOf(report.since)},
            {QStringLiteral("until"), atalaya::jsonOf(report.until)},
            {QStringLiteral("faults_found"), report.found},
            {QStringLiteral("faults"), faults},
            {QStringLiteral("notes"), QJsonArray::fromStringList(report.notes)}};
}

Result<operations::AuditReport> verified(Context& context, const QString& file)
{
    return runStoppable(context, [&](const StopToken& stop, const Progress&) -> Result<operations::AuditReport> {
        if (file.isEmpty())
            return context.engine->verifyAudit(stop);
        if (!QFileInfo(file).isFile())
            return Error{ErrorCode::NotFound, tr("There is no file %1.").arg(file)};
        return operations::verifyAuditLog(file, std::nullopt, stop);
    });
}

int runVerify(Context& context, const QString& file, bool json)
{
    if (file.isEmpty()) {
        if (const Status opened = openStore(context); !opened.isOk())
            return failed(context, opened.failure());
    }
    const Result<operations::AuditReport> result = verified(context, file);
    if (!result.isOk())
        return failed(context, result.failure());
    const operations::AuditReport& report = result.value();
    const int code = report.found == 0 ? kExitOk : kExitFailure;
    if (json) {
        printJson(context, jsonOf(report));
        return code;
    }
    for (const QString& note : report.notes)
        context.terminal.say(note);
    for (const operations::AuditFault& fault : report.faults)
        context.terminal.print(tr("line %1: %2").arg(fault.line).arg(fault.text) + u'\n');
    const qint64 further = report.found - report.faults.size();
    if (further > 0)
        context.terminal.print(tr("and %1 more").arg(further) + u'\n');
    if (report.found > 0)
        context.terminal.complain(tr("The audit log is not as it was written."));
    else if (report.entries == 0)
        context.terminal.print(tr("0 entries: nothing was recorded yet") + u'\n');
    else
        context.terminal.print(tr("%1 entries, unbroken since %2").arg(report.entries).arg(report.since ? toIso(*report.since) : QString()) +
                               u'\n');
    return code;
}

QString cell(const QJsonObject& entry, const char* name)
{
    const QString text = entry.value(QLatin1String(name)).toString();
    return text.isEmpty() ? QStringLiteral("–") : text;
}

int runList(Context& context, int limit, bool json)
{
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    const Result<QList<QJsonObject>> entries = operations::lastAuditEntries(context.engine->audit().file(), limit);
    if (!entries.isOk())
        return failed(context, entries.failure());
    if (json) {
        QJsonArray rows;
        for (const QJsonObject& entry : entries.value())
            rows.append(entry);
        printJson(context, {{QStringLiteral("entries"), rows}});
        return kExitOk;
    }
    TextTable table({tr("NUMBER"), tr("TIME"), tr("WHO"), tr("WHAT"), tr("ON"), tr("OUTCOME"), tr("FROM")});
    for (const QJsonObject& entry : entries.value())
        table.add({QString::number(entry.value(QLatin1String("seq")).toInteger()), cell(entry, "at"), cell(entry, "actor"),
                   cell(entry, "action"), cell(entry, "subject"), cell(entry, "outcome"), cell(entry, "peer")});
    if (table.isEmpty())
        context.terminal.say(tr("Nothing was recorded yet."));
    else
        context.terminal.print(table.text());
    return kExitOk;
}

void addVerify(CLI::App& audit, Action& action)
{
    CLI::App* command = audit.add_subcommand("verify", trStd("whether the log is as it was written; exit 1 when not"));
    const auto file = std::make_shared<QString>();
    const auto json = std::make_shared<bool>(false);
    addText(*command, "FILE", *file, "a copy of a log, instead of the one in use", "");
    command->add_flag("--json", *json, trStd("the findings as JSON"));
    command->footer(trStd("Finds lines that were changed, removed, inserted or moved and, as the store keeps the last one, a\n"
                          "tail that was cut off (but for what was written in the second before the program was killed).\n"
                          "Of a FILE the store knows nothing: there a tail that is missing is not found."));
    command->final_callback([file, json, &action] {
        action = {Action::Needs::Core, [file, json](Context& context) { return runVerify(context, *file, *json); }};
    });
}

} // namespace

void addAudit(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("audit", trStd("who did what: verify, list"));
    command->require_subcommand(1);
    addVerify(*command, action);

    CLI::App* list = command->add_subcommand("list", trStd("the last entries, oldest first"));
    const auto limit = std::make_shared<int>(kListed);
    const auto json = std::make_shared<bool>(false);
    addCount(*list, "--limit", *limit, 1, std::numeric_limits<int>::max(), "how many (default 50)");
    list->add_flag("--json", *json, trStd("the whole entries as JSON"));
    list->final_callback([limit, json, &action] {
        action = {Action::Needs::Core, [limit, json](Context& context) { return runList(context, *limit, *json); }};
    });
}

} // namespace atalaya::app
