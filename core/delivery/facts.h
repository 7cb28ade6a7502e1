// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/attribution.h"
#include "delivery/unfinishedimport.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace atalaya::delivery {

struct IncidentFact {
    quint64 id = 0;
    qint64 detected = 0;
    qint64 known = 0; ///< not before detected
    qint64 resolved = kNever;
    quint32 environment = 0;
    quint32 cause = kNone; ///< of the edge that blames a deployment for it
    quint32 team = 0;      ///< of the deployment that was live when it was detected
};

/// The history of one service in memory: columns in order of (finished, version, arrival, id), so that a window is a range of rows
/// and what went live at the same moment stands in the order of its names, stand-ins in the order of their branch. About 85 bytes a
/// deployment and 8 a change. Never changed once built (FactsBuilder).
struct ServiceFacts {
    QString name;
    qint64 version = 0;   ///< store::ServiceState, to know when it is out of date
    qint64 rewritten = 0;
    qint64 lastDeployment = 0, lastChange = 0; ///< highest sequences read

    QStringList environments; ///< as the sources write them; columns name them by place
    QStringList teams;        ///< the first is "", for unknown

    /// MendsLeftOut: reverts what a deployment shipped that an import left out, so that there is no edge to it.
    /// Reported: by a phase event. WentBack: a reported rollback, whose change was shipped before and is none again.
    /// CommitProxy: a stand-in (Proxy) that is a mere commit, which finished at its commit date.
    enum Flag : quint8 { Succeeded = 1, Proxy = 2, Baseline = 4, Reported = 8, WentBack = 16, MendsLeftOut = 32, CommitProxy = 64 };
    std::vector<quint64> id;
    std::vector<qint64> finished;
    std::vector<quint32> environment;
    std::vector<quint32> team;
    std::vector<quint8> flags;
    std::vector<quint8> blamedKinds;  ///< model::EdgeKinds of the edges that blame it
    std::vector<quint8> repairKinds;  ///< and of those by which it repairs another
    std::vector<quint32> changeStart; ///< one more than rows: where its lead times begin in `lead`
    std::vector<qint64> lead;         ///< finished − authored in milliseconds, ascending within a deployment
    std::vector<quint32> textStart;   ///< one more than rows: where "version\0sha\0" begins in `text`
    QByteArray text;
    QByteArray folded; ///< `text` in case-folded form, the same places
    /// Where there are stand-ins (Proxy), which have no names: their sequences, which follow the branch within a moment; 0 for other
    /// rows. Otherwise empty.
    std::vector<qint64> arrival;

    std::vector<EdgeFact> edges;       ///< by cause
    std::vector<quint32> edgesByFix;   ///< places in `edges`, by fix; edges without a fix are left out
    std::vector<IncidentFact> incidents; ///< by (detected, id)
    std::vector<std::pair<quint64, QByteArray>> fixes; ///< what deployments say they repair, by id
    std::vector<std::pair<quint64, qint64>> waiting;   ///< changes (deployment, authored) of rows that went back or are not there yet

    quint32 size() const { return quint32(id.size()); }
    bool succeeded(quint32 row) const { return flags[row] & Succeeded; }
    bool wentBack(quint32 row) const { return flags[row] & WentBack; }
    qint64 arrivalOf(quint32 row) const { return arrival.empty() ? 0 : arrival[row]; }
    QByteArrayView versionOf(quint32 row) const;
    QByteArrayView shaOf(quint32 row) const;
    /// "payments 2.14.0"; the first digits of the sha, or the id, where there is no version.
    QString label(quint32 row) const;
    /// The row with the id, or kNone.
    quint32 find(quint64 deployment) const;
};

/// A state of the store as figures need it: immutable, shared between threads and with the states before and after it.
struct Facts {
    Rules rules;
    qint64 dataVersion = 0;
    std::vector<std::shared_ptr<const ServiceFacts>> services; ///< by name
    QStringList names, teams, environments;                    ///< sorted; teams without the empty one
    qint64 deployments = 0;                                    ///< rows of all services
    QList<UnfinishedImport> unfinished;
    QStringList shallow; ///< services that were read from a shallow clone

    /// Puts services in order and gathers the lists.
    static std::shared_ptr<const Facts> of(std::vector<std::shared_ptr<const ServiceFacts>> services, qint64 dataVersion,
                                           const Rules& rules, QList<UnfinishedImport> unfinished = {}, QStringList shallow = {});
    const ServiceFacts* find(const QString& service) const;
};

} // namespace atalaya::delivery
