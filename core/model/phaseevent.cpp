// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/phaseevent.h"

#include "base/json.h"
#include "model/names.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <cmath>

namespace atalaya::model {

namespace {

constexpr Names<Phase, 9> kPhases{{{
    {Phase::Planning, QLatin1String("planning")},
    {Phase::Development, QLatin1String("development")},
    {Phase::Review, QLatin1String("review")},
    {Phase::Testing, QLatin1String("testing")},
    {Phase::Deployment, QLatin1String("deployment")},
    {Phase::Monitoring, QLatin1String("monitoring")},
    {Phase::Incident, QLatin1String("incident")},
    {Phase::Recovery, QLatin1String("recovery")},
    {Phase::Maintenance, QLatin1String("maintenance")},
}}};

constexpr Names<Decision, 10> kDecisions{{{
    {Decision::Go, QLatin1String("go")},
    {Decision::Approved, QLatin1String("approved")},
    {Decision::Success, QLatin1String("success")},
    {Decision::NoGo, QLatin1String("no-go")},
    {Decision::Rejected, QLatin1String("rejected")},
    {Decision::Failed, QLatin1String("failed")},
    {Decision::Rollback, QLatin1String("rollback")},
    {Decision::Resolved, QLatin1String("resolved")},
    {Decision::Fixed, QLatin1String("fixed")},
    {Decision::Pending, QLatin1String("pending")},
}}};

QString tr(const char* text)
{
    return QCoreApplication::translate("PhaseEvent", text);
}

/// Reads the fields of one JSON object and collects what does not fit.
class FieldReader
{
public:
    FieldReader(const QJsonObject& object, QList<FieldError>& errors) : m_object(object), m_errors(errors) {}

    QString text(const QString& name, bool required)
    {
        const QJsonValue value = m_object.value(name);
        if (value.isUndefined() || value.isNull()) {
            if (required)
                fail(name, tr("is required"));
            return {};
        }
        if (!value.isString()) {
            fail(name, tr("must be a string"));
            return {};
        }
        const QString text = value.toString();
        if (required && text.trimmed().isEmpty())
            fail(name, tr("must not be empty"));
        else if (text.size() > PhaseEvent::kMaxText)
            fail(name, tr("is longer than %1 characters").arg(PhaseEvent::kMaxText));
        else if (text.contains(QChar(u'\0')))
            fail(name, tr("must not contain a NUL character"));
        else if (!text.isValidUtf16())
            fail(name, tr("must not contain half of a surrogate pair"));
        else
            return text;
        return {};
    }

    template<class Enum, size_t N>
    Enum oneOf(const QString& name, const Names<Enum, N>& names, Enum fallback)
    {
        const qsizetype before = m_errors.size();
        const QString word = text(name, true);
        if (const std::optional<Enum> value = names.find(word))
            return *value;
        if (m_errors.size() == before)
            fail(name, tr("must be one of %1").arg(names.all().join(QLatin1String(", "))));
        return fallback;
    }

    double duration(const QString& name)
    {
        const QJsonValue value = m_object.value(name);
        if (value.isUndefined() || value.isNull())
            fail(name, tr("is required"));
        else if (!value.isDouble())
            fail(name, tr("must be a number of seconds"));
        else if (!(value.toDouble() >= 0))
            fail(name, tr("must not be negative"));
        else if (value.toDouble() > PhaseEvent::kMaxDurationSeconds)
            fail(name, tr("is longer than ten years; durations are in seconds"));
        else
            return value.toDouble() + 0.0; // -0 becomes 0
        return 0;
    }

    void fail(QString name, const QString& detail)
    {
        name.replace(QLatin1Char('~'), QLatin1String("~0")).replace(QLatin1Char('/'), QLatin1String("~1")); // RFC 6901
        m_errors.append({QLatin1Char('/') + name, detail});
    }

private:
    const QJsonObject& m_object;
    QList<FieldError>& m_errors;
};

} // namespace

QString phaseName(Phase phase) { return kPhases.of(phase); }
QString decisionName(Decision decision) { return kDecisions.of(decision); }
std::optional<Phase> phaseFromName(QStringView name) { return kPhases.find(name); }
std::optional<Decision> decisionFromName(QStringView name) { return kDecisions.find(name); }
QStringList phaseNames() { return kPhases.all(); }
QStringList decisionNames() { return kDecisions.all(); }

bool isSuccess(Decision decision)
{
    return decision == Decision::Go || decision == Decision::Approved || decision == Decision::Success;
}

bool isFailure(Decision decision)
{
    return decision == Decision::NoGo || decision == Decision::Rollback || decision == Decision::Failed;
}

bool isRestored(Decision decision)
{
    return decision == Decision::Resolved || decision == Decision::Fixed;
}

QByteArray eventKey(const PhaseEvent& event, const QByteArray& nonce)
{
    QJsonObject content = toJson(event);
    content.remove(QLatin1String("id"));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(compactJson(content));
    hash.addData(nonce);
    return hash.result();
}

ParsedPhaseEvent phaseEventFromJson(const QJsonObject& object, Instant now, const QByteArray& nonce)
{
    static const QStringList known{
        QStringLiteral("cycle_id"), QStringLiteral("feature_id"), QStringLiteral("phase_name"),
        QStringLiteral("decision"), QStringLiteral("duration_seconds"), QStringLiteral("metadata"),
        QStringLiteral("created_at"), QStringLiteral("project"), QStringLiteral("team"), QStringLiteral("environment")};
    ParsedPhaseEvent parsed;
    PhaseEvent& event = parsed.event;
    FieldReader reader(object, parsed.errors);
    event.cycleId = reader.text(QStringLiteral("cycle_id"), true);
    event.featureId = reader.text(QStringLiteral("feature_id"), true);
    event.phase = reader.oneOf(QStringLiteral("phase_name"), kPhases, Phase::Planning);
    event.decision = reader.oneOf(QStringLiteral("decision"), kDecisions, Decision::Pending);
    event.durationSeconds = reader.duration(QStringLiteral("duration_seconds"));
    event.project = reader.text(QStringLiteral("project"), false);
    event.team = reader.text(QStringLiteral("team"), false);
    event.environment = reader.text(QStringLiteral("environment"), false);

    const QJsonValue metadata = object.value(QLatin1String("metadata"));
    if (metadata.isObject()) {
        event.metadata = metadata.toObject();
        if (compactJson(event.metadata).size() > PhaseEvent::kMaxMetadataBytes)
            reader.fail(QStringLiteral("metadata"), tr("is larger than 64 KiB"));
    } else if (!metadata.isUndefined() && !metadata.isNull()) {
        reader.fail(QStringLiteral("metadata"), tr("must be an object"));
    }

    event.createdAt = now;
    const QString created = reader.text(QStringLiteral("created_at"), false);
    if (!created.isEmpty()) {
        if (const std::optional<Instant> instant = parseInstant(created))
            event.createdAt = *instant;
        else
            reader.fail(QStringLiteral("created_at"), tr("must be an ISO 8601 time from 1970 to 9999, such as 2026-01-31T08:15:00Z"));
    }
    for (const QString& key : object.keys()) {
        if (!known.contains(key))
            reader.fail(key, tr("is not a field of this record"));
    }
    event.dedupKey = eventKey(event, created.isEmpty() ? nonce : QByteArray());
    return parsed;
}

QJsonObject toJson(const PhaseEvent& event)
{
    return {{QStringLiteral("id"), event.id},
            {QStringLiteral("cycle_id"), event.cycleId},
            {QStringLiteral("feature_id"), event.featureId},
            {QStringLiteral("phase_name"), phaseName(event.phase)},
            {QStringLiteral("decision"), decisionName(event.decision)},
            {QStringLiteral("duration_seconds"), jsonOf(event.durationSeconds)},
            {QStringLiteral("metadata"), event.metadata},
            {QStringLiteral("created_at"), toIso(event.createdAt)},
            {QStringLiteral("project"), jsonOf(event.project)},
            {QStringLiteral("team"), jsonOf(event.team)},
            {QStringLiteral("environment"), jsonOf(event.environment)}};
}

} // namespace atalaya::model
