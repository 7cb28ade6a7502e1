// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mcp/health.h"
#include "api/mcp/offers.h"
#include "api/schema.h"
#include "base/json.h"
#include "operations/auditevent.h"
#include "operations/auditlog.h"
#include "services/iactservice.h"
#include "toolparts.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QRandomGenerator>

#include <array>

namespace atalaya::api::mcp {

namespace {

constexpr qsizetype kLongestKey = 255;
constexpr std::chrono::seconds kLongestWait{2}; // for the store to be free

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

ToolResult getHealth(const ToolCall& call)
{
    const DraftOrError all = healthDraft(call.caller.services, call.caller.stop);
    if (const ToolResult* error = std::get_if<ToolResult>(&all))
        return *error;
    const QByteArray scope = scopeOf("get_health", call.caller.services, call.arguments);
    const auto place = listPlace(scope, argumentText(call.arguments, "cursor"));
    if (!place.isOk())
        return errorResult(place.failure(), call.arguments);
    return withinBudget(call.arguments, argumentNumber(call.arguments, "limit", 100), [&](int most) -> DraftOrError {
        Draft draft = std::get<Draft>(all);
        cutRows(draft, std::get<Draft>(all).rows, scope, place.value(), argumentText(call.arguments, "cursor"), most);
        return draft;
    });
}

QByteArray randomNonce()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::global()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char*>(words.data()), sizeof words);
}

/// The record that the arguments describe: all of them but those of the call.
QJsonObject recordOf(QJsonObject arguments)
{
    arguments.remove(QStringLiteral("max_tokens"));
    arguments.remove(QStringLiteral("idempotency_key"));
    return arguments;
}

/// As the same over HTTP: what was stored, and what could not be.
void recordInAudit(const Caller& caller, const model::PhaseEvent& event,
                   const Result<services::IactService::Added>& added)
{
    if (operations::outcomeOf(added) == operations::AuditOutcome::Refused)
        return;
    operations::AuditEvent entry =
        operations::eventOf(QStringLiteral("event.create"), QStringLiteral("record_event"), added,
                            [&event](const services::IactService::Added& stored) {
                                return QJsonObject{{QStringLiteral("id"), stored.ids.value(0)},
                                                   {QStringLiteral("created"), stored.created > 0},
                                                   {QStringLiteral("cycle_id"), event.cycleId}};
                            });
    if (!caller.name.isEmpty())
        entry.actor = QLatin1String("api:") + caller.name;
    (void)caller.services.audit.append(entry, operations::AuditLog::Durability::Written).isOk();
}

ToolResult storedResult(const ToolCall& call, const model::PhaseEvent& event, const services::IactService::Added& added)
{
    return withinBudget(call.arguments, 1, [&](int) -> DraftOrError {
        Draft draft;
        draft.rowsName = QStringLiteral("events");
        draft.head = {{QStringLiteral("id"), added.ids.value(0)},
                      {QStringLiteral("created"), added.created > 0},
                      {QStringLiteral("created_at"), toIso(added.createdAt.value(0))}};
        QJsonObject row = model::toJson(event);
        row.insert(QStringLiteral("id"), added.ids.value(0));
        row.insert(QStringLiteral("created_at"), toIso(added.createdAt.value(0)));
        draft.rows.append(row);
        draft.total = 1;
        return draft;
    });
}

ToolResult recordEvent(const ToolCall& call)
{
    const QString key = argumentText(call.arguments, "idempotency_key");
    const QJsonObject record = recordOf(call.arguments);
    services::IactService& iact = call.caller.services.iact;
    // A key belongs to who sent it. Of a retry the record must look the same, also one that carries no time of its own.
    const QString owned = key.isEmpty() ? QString() : QString(QLatin1String("mcp ") + call.caller.name + u':' + key);
    const model::ParsedPhaseEvent parsed =
        model::phaseEventFromJson(record, iact.now(), (owned.isEmpty() ? randomNonce() : owned.toUtf8()) + '0');
    if (!parsed.errors.isEmpty()) {
        QStringList sentences;
        for (const model::FieldError& error : parsed.errors)
            sentences.append(QStringLiteral("'%1' %2.").arg(error.pointer.mid(1), error.detail));
        return ToolResult::error(sentences.join(u' '));
    }
    const services::Waiting waiting{.stop = call.caller.stop, .until = std::chrono::steady_clock::now() + kLongestWait};
    const auto added =
        owned.isEmpty() ? iact.add({parsed.event}, waiting)
                        : iact.addOnce(owned, QCryptographicHash::hash(compactJson(record), QCryptographicHash::Sha256),
                                       {parsed.event}, waiting);
    recordInAudit(call.caller, parsed.event, added);
    if (added.isError() && added.error().code == ErrorCode::Conflict)
        return ToolResult::error(
            tr("'idempotency_key' was used for another event in the last 24 hours; send a new one."));
    return added.isOk() ? storedResult(call, parsed.event, added.value()) : errorResult(added.failure());
}

QList<Argument> eventArguments()
{
    const auto text = [](const QString& about) {
        QJsonObject object = schema::about(schema::text(), about);
        object.insert(QStringLiteral("maxLength"), model::PhaseEvent::kMaxText);
        return object;
    };
    QJsonObject duration =
        schema::about(schema::number(), tr("Of a deployment its lead time, of a recovery the time to restore."));
    duration.insert(QStringLiteral("minimum"), 0);
    duration.insert(QStringLiteral("maximum"), model::PhaseEvent::kMaxDurationSeconds);
    QJsonObject key = text(tr("The same key again stores nothing twice, for 24 hours."));
    key.insert(QStringLiteral("maxLength"), kLongestKey);
    return {{"cycle_id", text(tr("Delivery cycle.")), true},
            {"feature_id", text(tr("What is delivered.")), true},
            {"phase_name", choice(model::phaseNames(), tr("Phase.")), true},
            {"decision", choice(model::decisionNames(), tr("How it ended.")), true},
            {"duration_seconds", duration, true},
            {"created_at", schema::about(schema::text(), tr("ISO 8601; default now."))},
            {"project", text(tr("Service."))},
            {"team", text(tr("Team."))},
            {"environment", text(tr("Default production."))},
            {"metadata", schema::about(schema::anyObject(), tr("Anything else."))},
            {"idempotency_key", key}};
}

} // namespace

QList<Tool> storeTools()
{
    Tool health;
    health.name = QStringLiteral("get_health");
    health.title = tr("Health");
    health.description = tr("Whether figures can be relied on: status (ok, incomplete, empty), when the data last "
                            "changed and how old they are, what "
                            "was imported and until when, unfinished imports with what to do, and how the API does. "
                            "Use it when figures are "
                            "missing or look old.");
    health.inputSchema = inputSchema(pageArguments(100));
    health.outputSchema = answerSchema("imported", {{"status", schema::text()}});
    health.run = getHealth;

    Tool record;
    record.name = QStringLiteral("record_event");
    record.title = tr("Record an event");
    record.description = tr("Writes one phase event of a delivery cycle into the store; all figures follow. Use it "
                            "only when asked to record something. "
                            "Send an idempotency_key: a retry with it returns the first answer and stores nothing. "
                            "Returns the id and the event; "
                            "created=false: an equal event was there already.");
    record.inputSchema = inputSchema(eventArguments());
    record.outputSchema = answerSchema("events", {{"id", schema::integer()}, {"created", schema::boolean()}});
    record.role = model::Role::Operator;
    record.isReadOnly = false;
    record.run = recordEvent;
    return {health, record};
}

} // namespace atalaya::api::mcp
