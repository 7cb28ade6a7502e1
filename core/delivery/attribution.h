// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/query.h"
#include "delivery/versionpattern.h"

#include <QByteArray>

#include <array>
#include <limits>
#include <span>
#include <vector>

namespace atalaya::delivery {

/// "None of them", where a row of a service is named by its place.
inline constexpr quint32 kNone = std::numeric_limits<quint32>::max();
/// "Not yet", where a moment is milliseconds since the epoch.
inline constexpr qint64 kNever = std::numeric_limits<qint64>::max();

/// A deployment as the rules see it. Rows stand in order of (finished, version, arrival, id) and are named by their place.
struct HistoryRow {
    quint64 id = 0;
    qint64 finished = 0;
    quint32 group = 0; ///< environments that mean the same share a number
    bool succeeded = false;
    QByteArrayView version, sha, fixes; ///< UTF-8
};

/// A shipped revert by the rows that shipped both sides.
struct HistoryRevert {
    quint32 fix = kNone;
    quint32 cause = kNone;
    QByteArray reverted; ///< sha
};

/// An incident; incidents stand in order of (detected, id).
struct HistoryIncident {
    qint64 detected = 0;
    quint32 group = 0;
    quint32 statedCause = kNone;
    qint64 known = 0; ///< when it could first be known; detected counts where that is later
};

/// A remediation edge (model::RemediationEdge) between rows of one service.
struct EdgeFact {
    quint32 cause = kNone;
    quint32 fix = kNone;
    quint32 incident = kNone;
    model::EdgeKind kind = model::EdgeKind::Manual;
    model::EdgeState state = model::EdgeState::Proposed;
    bool stated = false; ///< an incident whose source named the cause, or a rollback whose source called it one
    float confidence = 0;
    quint32 more = 0;               ///< further reverted changes behind the same edge
    std::array<char, 8> reverted{}; ///< of a revert: the first seven digits of the change
    qint64 known = 0;
};

/// Why deployments failed and what repaired them: every edge that the rules see in the history of one service
/// (definitions.md, "The five metrics", 3), ordered by cause, kind, fix, incident. Each edge rests only on what was there when it
/// became known, so looking back to an earlier moment is a filter on `known`. Pure.
std::vector<EdgeFact> attribute(std::span<const HistoryRow> rows, std::vector<HistoryRevert> reverts,
                                std::span<const HistoryIncident> incidents, const Rules& rules, const VersionPattern& versions);

} // namespace atalaya::delivery
