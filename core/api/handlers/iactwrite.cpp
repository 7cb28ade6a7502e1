// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/handlers/common.h"
#include "api/schema.h"
#include "base/json.h"
#include "routes.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QRandomGenerator>

#include <array>

namespace atalaya::api {

namespace {

constexpr qsizetype kMostRecords = 10'000;
constexpr qsizetype kMostErrors = 100; // that are listed
constexpr qsizetype kLongestKey = 255;
constexpr std::chrono::seconds kLongestWait{2}; // for the store to be free

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

// Idempotency-Key belongs to the token that sent it: two clients may well use the same.
std::variant<QString, Problem> idempotencyKey(const Call& call)
{
    const QByteArray key = call.request.header("idempotency-key");
    const bool isGood =
        key.size() <= kLongestKey && std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (!isGood) {
        const QString detail = tr("must be at most %1 printable ASCII characters").arg(kLongestKey);
        return Problem{400,
                       tr("The header Idempotency-Key %1.").arg(detail),
                       {{QStringLiteral("/Idempotency-Key"), detail}},
                       {},
                       {}};
    }
    return key.isEmpty() || !call.token ? QString()
                                        : QString(QString::number(call.token->id) + u':' + QString::fromLatin1(key));
}

QByteArray randomNonce()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::global()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char*>(words.data()), sizeof words);
}

// The records of a body, one or an array of them, or everything that does not fit.
std::variant<QList<model::PhaseEvent>, Problem> readRecords(const QJsonValue& body, Instant now,
                                                            const QByteArray& nonce)
{
    const QJsonArray records = body.isArray() ? body.toArray() : QJsonArray{body};
    if (records.isEmpty())
        return Problem{400, tr("The array holds no record."), {}, {}, {}};
    if (records.size() > kMostRecords)
        return Problem{
            400, tr("The array holds more than %1 records; send it in pieces.").arg(kMostRecords), {}, {}, {}};
    QList<model::PhaseEvent> events;
    events.reserve(records.size());
    QList<model::FieldError> errors;
    for (qsizetype i = 0; i < records.size() && errors.size() < kMostErrors; ++i) {
        const QString place = body.isArray() ? QString(u'/' + QString::number(i)) : QString();
        if (!records[i].isObject()) {
            errors.append({place, tr("must be an object")});
            continue;
        }
        model::ParsedPhaseEvent parsed =
            model::phaseEventFromJson(records[i].toObject(), now, nonce + QByteArray::number(i));
        for (const model::FieldError& error : std::as_const(parsed.errors))
            errors.append({place + error.pointer, error.detail});
        events.append(std::move(parsed.event));
    }
    if (!errors.isEmpty()) {
        errors = errors.first(qMin(kMostErrors, errors.size()));
        const QString where = errors.first().pointer.isEmpty() ? tr("The body") : errors.first().pointer;
        return Problem{
            400, QString(where + u' ' + errors.first().detail), errors, {}, QStringLiteral("invalid-record")};
    }
    return events;
}

Answer create(const Call& call)
{
    const auto key = idempotencyKey(call);
    if (const Problem* problem = std::get_if<Problem>(&key))
        return *problem;
    const QString& idempotency = std::get<QString>(key);
    const auto body = parseJson(call.request.body);
    if (!body.isOk())
        return failed(body);
    // Of a retry under the same key the records must look the same, also those that carry no time of their own.
    const QByteArray nonce = idempotency.isEmpty() ? randomNonce() : idempotency.toUtf8();
    const auto read = readRecords(body.value(), call.services.iact.now(), nonce);
    if (const Problem* problem = std::get_if<Problem>(&read))
        return *problem;
    const auto& events = std::get<QList<model::PhaseEvent>>(read);
    const services::Waiting waiting{.stop = call.request.stop, .until = call.started + kLongestWait};
    const auto added = idempotency.isEmpty()
                           ? call.services.iact.add(events, waiting)
                           : call.services.iact.addOnce(
                                 idempotency, QCryptographicHash::hash(call.request.body, QCryptographicHash::Sha256),
                                 events, waiting);
    if (!added.isOk())
        return failed(added);
    const services::IactService::Added& stored = added.value();
    if (body.value().isArray()) {
        QJsonArray ids;
        for (const qint64 id : stored.ids)
            ids.append(id);
        return Response::json({{QStringLiteral("created"), stored.created}, {QStringLiteral("ids"), ids}}, 201);
    }
    return Response::json({{QStringLiteral("id"), stored.ids.value(0)},
                           {QStringLiteral("cycle_id"), events.first().cycleId},
                           {QStringLiteral("created_at"), toIso(stored.createdAt.value(0))}},
                          201);
}

Route createRoute(const char* path, const char* id)
{
    using namespace schema;
    const QJsonObject record = ref("NewPhaseEvent");
    QJsonObject records = array(record);
    records.insert(QStringLiteral("minItems"), 1);
    records.insert(QStringLiteral("maxItems"), kMostRecords);
    Route route;
    route.method = Method::Post;
    route.path = QLatin1String("/api/v1/dora/") + QLatin1String(path);
    route.operationId = QString::fromLatin1(id);
    route.summary = tr("Records one phase event, or up to 10 000 in one transaction, all or nothing.");
    route.tag = QStringLiteral("dora");
    route.role = model::Role::Operator;
    route.auditAction = QStringLiteral("event.create");
    route.bodySchema = either({record, records});
    route.headers = {{QStringLiteral("Idempotency-Key"), Parameter::Type::Text,
                      tr("A retry under the same key returns the first answer, for 24 hours."), 0, kLongestKey}};
    const QJsonObject one = object({{"id", integer()}, {"cycle_id", text()}, {"created_at", time()}});
    const QJsonObject many = object({{"created", integer()}, {"ids", array(integer())}});
    route.replies = {{201, tr("Stored."), "application/json", either({one, many})}};
    route.problems = {409};
    route.handler = create;
    return route;
}

} // namespace

QList<Route> iactWriteRoutes()
{
    return {createRoute("metrics/", "iactRecord"), createRoute("metrics/create/", "iactCreate")};
}

} // namespace atalaya::api
