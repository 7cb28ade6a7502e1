// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/facts.h"
#include "model/incident.h"
#include "store/factreader.h"

#include <QHash>

namespace atalaya::delivery {

/// Builds the facts of one service. What comes out does not depend on the order in which things are added.
class FactsBuilder
{
public:
    explicit FactsBuilder(const QString& service);
    /// Goes on from what was built before: its deployments and changes stay; incidents and reverts are to be added anew.
    explicit FactsBuilder(const ServiceFacts& before);

    /// Each id once; incidents and environments of other services do not belong here.
    void addDeployment(const store::DeploymentFact& deployment);
    void addDeployment(const model::Deployment& deployment);
    /// A change shipped by `deployment`, which may be added later.
    void addChange(model::DeploymentId deployment, Instant authored, qint64 sequence = 0);
    void addRevert(model::DeploymentId fix, model::DeploymentId cause, const QString& reverted);
    void addIncident(const model::Incident& incident);
    /// Production deployments from this moment on have others before them that are not added; to be said anew when going on
    /// from what was built before.
    void setLeftOut(std::optional<Instant> first) { m_leftOut = first; }

    std::shared_ptr<const ServiceFacts> build(const Rules& rules, const VersionPattern& versions, qint64 version = 0,
                                              qint64 rewritten = 0) &&;

private:
    struct Row {
        quint64 id = 0;
        qint64 finished = 0;
        quint32 environment = 0, team = 0;
        quint8 flags = 0;
        qsizetype text = 0; ///< where "version\0sha\0" begins in m_text
        qint64 arrival = 0; ///< ServiceFacts::arrival
    };
    struct Change {
        quint64 deployment = 0;
        qint64 authored = 0;
    };

    static quint32 intern(QStringList& names, QHash<QString, quint32>& places, const QString& name);
    void addText(QByteArrayView text);
    quint32 placeOf(quint64 deployment) const;
    bool hasLeftOutBefore(const Row& row) const;
    void sortRows();
    void putRows();
    void putChanges();
    void putText();
    void putIncidents();
    void putEdges(const Rules& rules, const VersionPattern& versions);

    std::shared_ptr<ServiceFacts> m_facts = std::make_shared<ServiceFacts>();
    QHash<QString, quint32> m_environments, m_teams;
    std::vector<quint32> m_groups; ///< of each environment
    std::vector<Row> m_rows;
    QByteArray m_text;
    std::vector<Change> m_changes;
    QHash<quint64, QByteArray> m_fixes;
    struct Revert {
        quint64 fix = 0, cause = 0;
        QByteArray reverted;
    };
    std::vector<Revert> m_reverts;
    std::optional<Instant> m_leftOut;
    std::vector<std::pair<IncidentFact, quint64>> m_incidents; ///< with the stated cause
    std::vector<std::pair<quint64, quint32>> m_places;         ///< id → row, by id
};

} // namespace atalaya::delivery
