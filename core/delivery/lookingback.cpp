// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/lookingback.h"

#include <algorithm>

namespace atalaya::delivery {

bool LookingBack::isNeeded() const
{
    return std::any_of(m_facts.services.begin(), m_facts.services.end(), [asOf = toMs(m_asOf)](const auto& service) {
        return service->size() > 0 && service->finished.back() > asOf;
    });
}

model::Change LookingBack::seen(model::Change change)
{
    change.deployment = seen(change.service, change.deployment, true);
    return change;
}

model::Incident LookingBack::seen(model::Incident incident)
{
    if (incident.resolved && *incident.resolved > m_asOf)
        incident.resolved.reset();
    incident.statedCause = seen(incident.service, incident.statedCause, false);
    return incident;
}

model::DeploymentId LookingBack::seen(const QString& service, model::DeploymentId deployment, bool wentBack)
{
    const ServiceFacts* facts = deployment.isNull() ? nullptr : m_facts.find(service);
    if (!facts)
        return deployment;
    auto hidden = m_hidden.constFind(service);
    if (hidden == m_hidden.cend()) {
        Hidden found;
        for (quint32 row = 0; row < facts->size(); ++row) {
            if (facts->finished[row] > toMs(m_asOf))
                found.later.insert(facts->id[row]);
            else if (facts->wentBack(row))
                found.wentBack.insert(facts->id[row]);
        }
        hidden = m_hidden.insert(service, std::move(found));
    }
    const bool isHidden =
        hidden->later.contains(deployment.value) || (wentBack && hidden->wentBack.contains(deployment.value));
    return isHidden ? model::DeploymentId() : deployment;
}

} // namespace atalaya::delivery
