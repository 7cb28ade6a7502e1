// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/facts.h"
#include "model/change.h"
#include "model/incident.h"

#include <QSet>

namespace atalaya::delivery {

/// Takes from rows of the store what was not known at a moment, so that lists say what the figures of that moment rest on. Refers
/// to the facts, which are of the same state of the store as the rows.
class LookingBack
{
public:
    LookingBack(const Facts& facts, Instant asOf) : m_facts(facts), m_asOf(asOf) {}

    /// Whether a deployment finished later: otherwise no change is to be left out of a list.
    bool isNeeded() const;
    /// A change that a later deployment ships was not shipped yet. One that a redeployment of something older claims never is.
    model::Change seen(model::Change change);
    /// An incident that was resolved later was open.
    model::Incident seen(model::Incident incident);

private:
    /// The deployment, or null when it has shipped nothing by then.
    model::DeploymentId seen(const QString& service, model::DeploymentId deployment, bool wentBack);

    struct Hidden {
        QSet<quint64> later, wentBack;
    };
    const Facts& m_facts;
    const Instant m_asOf;
    QHash<QString, Hidden> m_hidden; ///< by service, of those that were asked about
};

} // namespace atalaya::delivery
