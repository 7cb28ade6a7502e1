// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "base/result.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace atalaya::model {

enum class Phase { Planning, Development, Review, Testing, Deployment, Monitoring, Incident, Recovery, Maintenance };
enum class Decision { Go, Approved, Success, NoGo, Rejected, Failed, Rollback, Resolved, Fixed, Pending };

QString phaseName(Phase phase);
QString decisionName(Decision decision);
std::optional<Phase> phaseFromName(QStringView name);
std::optional<Decision> decisionFromName(QStringView name);
QStringList phaseNames();
QStringList decisionNames();

/// go, approved, success.
bool isSuccess(Decision decision);
/// no-go, rollback, failed. (rejected is neither: nothing was deployed.)
bool isFailure(Decision decision);
/// resolved, fixed.
bool isRestored(Decision decision);

/// One record of the IACT family ("metric" in its API): a phase of a delivery cycle and how it ended.
struct PhaseEvent {
    qint64 id = 0;
    QString cycleId;
    QString featureId;
    Phase phase = Phase::Planning;
    Decision decision = Decision::Pending;
    /// Seconds; for a deployment its lead time, for a recovery or maintenance the time to restore. Without a value only in
    /// records projected from a deployment that has no lead time.
    std::optional<double> durationSeconds;
    QJsonObject metadata;
    Instant createdAt;
    QString project;     ///< the service; empty when the sender named none
    QString team;        ///< empty when the sender named none
    QString environment; ///< empty when the sender named none: production
    /// Two events with the same key are the same event. See eventKey().
    QByteArray dedupKey;

    static constexpr int kMaxText = 255;
    static constexpr double kMaxDurationSeconds = 315'576'000; ///< ten years
    static constexpr int kMaxMetadataBytes = 64 * 1024;
};

/// SHA-256 (32 bytes) of everything that was sent; `nonce` keeps events apart that carried no time of their own.
QByteArray eventKey(const PhaseEvent& event, const QByteArray& nonce = {});

/// A field that does not fit; `pointer` is a JSON pointer ("/duration_seconds").
struct FieldError {
    QString pointer;
    QString detail;
};

/// Reads the JSON form of a record (contract/api.md "The record"): cycle_id, feature_id, phase_name, decision and
/// duration_seconds are required; metadata, created_at (default `now`), project, team, environment are not; any other
/// field is an error. Every field that does not fit is reported.
/// The key is derived from the content, with `nonce` mixed in when created_at is absent.
struct ParsedPhaseEvent {
    PhaseEvent event;
    QList<FieldError> errors;
};
ParsedPhaseEvent phaseEventFromJson(const QJsonObject& object, Instant now, const QByteArray& nonce);
/// Every field of the record, with null for what it lacks.
QJsonObject toJson(const PhaseEvent& event);

} // namespace atalaya::model
