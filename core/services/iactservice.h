// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "delivery/rows.h"
#include "model/phaseevent.h"
#include "services/patience.h"
#include "store/eventrepository.h"

#include <QJsonObject>

namespace atalaya::services {

using store::EventFilter;

/// The window of the last `days` days, closed at both ends: [now − days, now].
EventFilter lastDays(Instant now, int days);
/// Both dates inclusive, in UTC; days since 1970-01-01.
EventFilter wholeDays(qint64 firstDay, qint64 lastDay);

/// The IACT figures of a window (contract/api.md, "Summary"). Hours and percent have 2 decimals: the exact value,
/// rounded half away from zero; 0 when there was nothing to average.
struct IactSummary
{
    qint64 deploymentFrequency = 0;
    double leadTimeHours = 0;
    double changeFailureRate = 0;
    double mttrHours = 0;
    QString classification; ///< Elite, High, Medium, Low
    qint64 totalCycles = 0;
    Instant from, to; ///< [from, to)
    /// How many each of the three figures is of; 0: nothing, and so is the figure.
    qint64 leadTimes = 0, decisions = 0, restores = 0;
};

/// "Elite" … "Low" from the four figures over `days` (contract/api.md; the check values are in its tests).
QString iactClassification(qint64 deployments, double days, double leadHours, double failurePercent,
                           double restoreHours);

/// The figures of one UTC day, rounded like those of the summary.
struct IactDay
{
    qint64 day = 0; ///< days since 1970-01-01
    qint64 deployments = 0;
    std::optional<double> leadTimeHours; ///< without when nothing was deployed
    std::optional<double>
        changeFailureRate;           ///< percent; without when no deployment succeeded or failed (the contract's 0)
    std::optional<double> mttrHours; ///< without when nothing was restored
};

/// The record of phase events and the four IACT figures, formula by formula. Every function may be called from any
/// thread but the GUI's.
class IactService
{
public:
    IactService(store::Database& database, const Clock& clock);
    Q_DISABLE_COPY_MOVE(IactService)

    /// All or nothing. An event that is already there (same content, or same key) keeps its id and is not counted.
    /// Returns one id an event, in order, and how many are new.
    struct Added
    {
        QList<qint64> ids;
        qint64 created = 0;
        QList<Instant> createdAt; ///< as stored
    };
    /// Unavailable when the store was not free for writing in time; nothing is stored then, nor when it was stopped.
    Result<Added> add(const QList<model::PhaseEvent>& events, const Waiting& waiting = {});
    /// As add(), remembered under the key for 24 hours: the same key with the same body gives the first answer, with
    /// another body a Conflict. The key is remembered in the transaction that adds the events: either both are there or
    /// neither is.
    Result<Added> addOnce(const QString& idempotencyKey, const QByteArray& bodyHash,
                          const QList<model::PhaseEvent>& events, const Waiting& waiting = {});

    /// Newest first by (created_at, id). A cursor goes on in the window of the first page, and sees what was there
    /// then; it is good for the same filters and the same length of window only.
    Result<delivery::Page<model::PhaseEvent>> events(const EventFilter& filter, const delivery::PageRequest& page);
    /// Of the whole window: `phase` and `featureId` are ignored. Without a beginning since the day of the first event,
    /// without an end up to now.
    Result<IactSummary> summary(const EventFilter& filter);
    /// One entry a day of the window, without holes, oldest first; windows as for summary(). InvalidInput for a window
    /// of more than kMaxDays.
    Result<QList<IactDay>> daily(const EventFilter& filter);
    static constexpr qint64 kMaxDays = 50'000;

    Result<qint64> dataVersion();
    Instant now() const { return m_clock.now(); }

private:
    using Write = std::function<Result<Added>(store::Transaction&)>;
    Result<Added> write(const Write& job, const Waiting& waiting);

    store::Database& m_database;
    const Clock& m_clock;
};

/// The answer of `GET summary/`. The period ends with the last millisecond inside the window.
QJsonObject toJson(const IactSummary& summary);
/// Which of its 0 stand for nothing to average, in one sentence; empty: none.
QStringList warningsOf(const IactSummary& summary);

} // namespace atalaya::services
