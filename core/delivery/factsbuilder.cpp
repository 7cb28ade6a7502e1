// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/factsbuilder.h"

#include <algorithm>

namespace atalaya::delivery {

FactsBuilder::FactsBuilder(const QString& service)
{
    m_facts->name = service;
    intern(m_facts->teams, m_teams, QString());
}

FactsBuilder::FactsBuilder(const ServiceFacts& before) : FactsBuilder(before.name)
{
    for (const QString& environment : before.environments)
        intern(m_facts->environments, m_environments, environment);
    for (const QString& team : before.teams)
        intern(m_facts->teams, m_teams, team);
    m_facts->lastDeployment = before.lastDeployment;
    m_facts->lastChange = before.lastChange;
    m_text = before.text;
    m_rows.reserve(before.size() + 1);
    m_changes.reserve(before.lead.size() + 1);
    for (quint32 row = 0; row < before.size(); ++row) {
        m_rows.push_back({before.id[row], before.finished[row], before.environment[row], before.team[row],
                          quint8(before.flags[row] & ~(ServiceFacts::Baseline | ServiceFacts::WentBack | ServiceFacts::MendsLeftOut)),
                          qsizetype(before.textStart[row]), before.arrivalOf(row)});
        for (quint32 change = before.changeStart[row]; change < before.changeStart[row + 1]; ++change)
            m_changes.push_back({before.id[row], before.finished[row] - before.lead[change]});
    }
    for (const auto& [deployment, authored] : before.waiting)
        m_changes.push_back({deployment, authored});
    for (const auto& [id, fixes] : before.fixes)
        m_fixes.insert(id, fixes);
}

quint32 FactsBuilder::intern(QStringList& names, QHash<QString, quint32>& places, const QString& name)
{
    constexpr qsizetype kFew = 4; // so many are compared faster than hashed
    for (qsizetype place = 0; place < std::min(kFew, names.size()); ++place) {
        if (names.at(place) == name)
            return quint32(place);
    }
    const auto found = places.constFind(name);
    if (found != places.constEnd())
        return *found;
    const quint32 place = quint32(names.size());
    names.append(name);
    places.insert(name, place);
    return place;
}

void FactsBuilder::addDeployment(const store::DeploymentFact& deployment)
{
    Row row;
    row.id = deployment.id.value;
    row.finished = toMs(deployment.finished);
    row.environment = intern(m_facts->environments, m_environments, deployment.environment);
    row.team = intern(m_facts->teams, m_teams, deployment.team);
    row.flags = quint8((deployment.status == model::DeploymentStatus::Success ? ServiceFacts::Succeeded : 0) |
                       (model::isProxy(deployment.source) ? ServiceFacts::Proxy : 0) |
                       (deployment.source == model::DeploymentSource::GitCommitProxy ? ServiceFacts::CommitProxy : 0) |
                       (deployment.source == model::DeploymentSource::PhaseEvent ? ServiceFacts::Reported : 0));
    row.arrival = model::isProxy(deployment.source) ? deployment.sequence : 0;
    row.text = m_text.size();
    addText(deployment.version);
    addText(deployment.sha);
    m_rows.push_back(row);
    if (!deployment.fixes.isEmpty())
        m_fixes.insert(row.id, deployment.fixes.toByteArray());
    m_facts->lastDeployment = std::max(m_facts->lastDeployment, deployment.sequence);
}

void FactsBuilder::addDeployment(const model::Deployment& deployment)
{
    const QByteArray version = deployment.version.toUtf8(), sha = deployment.sha.toUtf8(), fixes = deployment.fixes.toUtf8();
    addDeployment(store::DeploymentFact{0, deployment.id, deployment.environment, deployment.team, version, sha, fixes,
                                        deployment.finished, deployment.status, deployment.source});
}

/// A zero byte ends each text, so none may stand within.
void FactsBuilder::addText(QByteArrayView text)
{
    const qsizetype start = m_text.size();
    m_text.append(text.data(), text.size());
    std::replace(m_text.begin() + start, m_text.end(), '\0', ' ');
    m_text.append('\0');
}

void FactsBuilder::addChange(model::DeploymentId deployment, Instant authored, qint64 sequence)
{
    m_changes.push_back({deployment.value, toMs(authored)});
    m_facts->lastChange = std::max(m_facts->lastChange, sequence);
}

void FactsBuilder::addRevert(model::DeploymentId fix, model::DeploymentId cause, const QString& reverted)
{
    m_reverts.push_back({fix.value, cause.value, reverted.toUtf8()});
}

void FactsBuilder::addIncident(const model::Incident& incident)
{
    IncidentFact fact;
    fact.id = incident.id.value;
    fact.detected = toMs(incident.detected);
    fact.known = std::max(fact.detected, toMs(incident.known));
    fact.resolved = incident.resolved ? toMs(*incident.resolved) : kNever;
    fact.environment = intern(m_facts->environments, m_environments, incident.environment);
    m_incidents.emplace_back(fact, incident.statedCause.value);
}

std::shared_ptr<const ServiceFacts> FactsBuilder::build(const Rules& rules, const VersionPattern& versions, qint64 version,
                                                        qint64 rewritten) &&
{
    m_facts->version = version;
    m_facts->rewritten = rewritten;
    QStringList names;
    QHash<QString, quint32> groups;
    for (const QString& environment : std::as_const(m_facts->environments))
        m_groups.push_back(intern(names, groups, environmentGroup(environment)));
    sortRows();
    putRows();
    putText();
    putIncidents();
    putEdges(rules, versions);
    putChanges();
    return std::move(m_facts);
}

quint32 FactsBuilder::placeOf(quint64 deployment) const
{
    const auto found = std::lower_bound(m_places.begin(), m_places.end(), std::pair(deployment, quint32(0)));
    return found != m_places.end() && found->first == deployment ? found->second : kNone;
}

void FactsBuilder::sortRows()
{
    std::sort(m_rows.begin(), m_rows.end(), [text = m_text.constData()](const Row& left, const Row& right) {
        if (left.finished != right.finished)
            return left.finished < right.finished;
        const int names = qstrcmp(text + left.text, text + right.text); // of UTF-8: the order of code points
        return names != 0 ? names < 0 : std::tie(left.arrival, left.id) < std::tie(right.arrival, right.id);
    });
    m_places.reserve(m_rows.size());
    for (quint32 row = 0; row < m_rows.size(); ++row)
        m_places.emplace_back(m_rows[row].id, row);
    std::sort(m_places.begin(), m_places.end());
}

bool FactsBuilder::hasLeftOutBefore(const Row& row) const
{
    return m_leftOut && toMs(*m_leftOut) <= row.finished &&
           model::tierOfEnvironment(m_facts->environments[qsizetype(row.environment)]) == model::Tier::Production;
}

void FactsBuilder::putRows()
{
    ServiceFacts& facts = *m_facts;
    std::vector<bool> started(m_groups.size());
    const size_t count = m_rows.size();
    facts.id.reserve(count);
    facts.finished.reserve(count);
    facts.environment.reserve(count);
    facts.team.reserve(count);
    facts.flags.reserve(count);
    for (Row& row : m_rows) {
        // The first that ever went live has nothing before it to tell its changes from.
        if (row.flags & ServiceFacts::Succeeded && !started[m_groups[row.environment]]) {
            started[m_groups[row.environment]] = true;
            if (!hasLeftOutBefore(row))
                row.flags |= ServiceFacts::Baseline;
        }
        facts.id.push_back(row.id);
        facts.finished.push_back(row.finished);
        facts.environment.push_back(row.environment);
        facts.team.push_back(row.team);
        facts.flags.push_back(row.flags);
    }
    if (std::any_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.arrival != 0; })) {
        facts.arrival.reserve(count);
        for (const Row& row : m_rows)
            facts.arrival.push_back(row.arrival);
    }
    for (auto it = m_fixes.cbegin(); it != m_fixes.cend(); ++it)
        facts.fixes.emplace_back(it.key(), it.value());
    std::sort(facts.fixes.begin(), facts.fixes.end());
}

void FactsBuilder::putChanges()
{
    ServiceFacts& facts = *m_facts;
    std::vector<quint32> places(m_changes.size());
    facts.changeStart.assign(m_rows.size() + 1, 0);
    for (size_t change = 0; change < m_changes.size(); ++change) {
        places[change] = placeOf(m_changes[change].deployment);
        if (places[change] != kNone && facts.wentBack(places[change]))
            places[change] = kNone; // it may turn out otherwise, with what is still to come
        if (places[change] != kNone)
            ++facts.changeStart[places[change] + 1];
        else
            facts.waiting.emplace_back(m_changes[change].deployment, m_changes[change].authored);
    }
    for (size_t row = 0; row < m_rows.size(); ++row)
        facts.changeStart[row + 1] += facts.changeStart[row];
    facts.lead.resize(facts.changeStart.back());
    std::vector<quint32> next(facts.changeStart.begin(), facts.changeStart.end() - 1);
    for (size_t change = 0; change < m_changes.size(); ++change) {
        if (places[change] != kNone)
            facts.lead[next[places[change]]++] = m_rows[places[change]].finished - m_changes[change].authored;
    }
    for (size_t row = 0; row < m_rows.size(); ++row)
        std::sort(facts.lead.begin() + facts.changeStart[row], facts.lead.begin() + facts.changeStart[row + 1]);
}

void FactsBuilder::putText()
{
    ServiceFacts& facts = *m_facts;
    facts.text.reserve(m_text.size());
    facts.textStart.reserve(m_rows.size() + 1);
    for (const Row& row : m_rows) {
        facts.textStart.push_back(quint32(facts.text.size()));
        const char* version = m_text.constData() + row.text;
        const char* sha = version + qstrlen(version) + 1;
        facts.text.append(version, sha + qstrlen(sha) + 1 - version);
    }
    facts.textStart.push_back(quint32(facts.text.size()));

    const bool ascii = std::all_of(facts.text.cbegin(), facts.text.cend(), [](char c) { return quint8(c) < 128; });
    QByteArray folded = facts.text.toLower();
    if (!ascii) {
        folded.clear();
        for (quint32 row = 0; row < m_rows.size(); ++row) {
            const QByteArray text = facts.text.sliced(facts.textStart[row], facts.textStart[row + 1] - facts.textStart[row]);
            const QByteArray whole = QString::fromUtf8(text).toCaseFolded().toUtf8();
            // Folding may change how many bytes a letter takes; then only A to Z are folded, so that the places agree.
            folded += whole.size() == text.size() ? whole : text.toLower();
        }
    }
    facts.folded = folded == facts.text ? facts.text : folded;
}

void FactsBuilder::putIncidents()
{
    std::sort(m_incidents.begin(), m_incidents.end(), [](const auto& left, const auto& right) {
        return std::tie(left.first.detected, left.first.id) < std::tie(right.first.detected, right.first.id);
    });
    for (auto& [incident, statedCause] : m_incidents) {
        const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), incident.detected,
                                            [](qint64 moment, const Row& row) { return moment < row.finished; });
        for (auto row = after; row != m_rows.begin();) {
            --row;
            if (row->flags & ServiceFacts::Succeeded && m_groups[row->environment] == m_groups[incident.environment]) {
                incident.team = row->team;
                break;
            }
        }
        m_facts->incidents.push_back(incident);
    }
}

void FactsBuilder::putEdges(const Rules& rules, const VersionPattern& versions)
{
    ServiceFacts& facts = *m_facts;
    std::vector<HistoryRow> rows(m_rows.size());
    for (quint32 row = 0; row < rows.size(); ++row) {
        rows[row] = {m_rows[row].id,          m_rows[row].finished,  m_groups[m_rows[row].environment], facts.succeeded(row),
                     facts.versionOf(row), facts.shaOf(row), {}};
    }
    for (const auto& [id, text] : facts.fixes) {
        if (const quint32 row = placeOf(id); row != kNone)
            rows[row].fixes = text;
    }
    std::vector<HistoryRevert> reverts;
    for (const Revert& revert : m_reverts)
        reverts.push_back({placeOf(revert.fix), placeOf(revert.cause), revert.reverted});
    std::vector<HistoryIncident> incidents;
    for (const auto& [incident, statedCause] : m_incidents)
        incidents.push_back({incident.detected, m_groups[incident.environment], placeOf(statedCause), incident.known});

    facts.edges = attribute(rows, std::move(reverts), incidents, rules, versions);
    facts.edges.shrink_to_fit();
    facts.blamedKinds.assign(rows.size(), 0);
    facts.repairKinds.assign(rows.size(), 0);
    for (quint32 place = 0; place < facts.edges.size(); ++place) {
        const EdgeFact& edge = facts.edges[place];
        if (edge.incident != kNone)
            facts.incidents[edge.incident].cause = edge.cause;
        facts.blamedKinds[edge.cause] |= quint8(edge.kind);
        if (edge.fix == kNone)
            continue;
        facts.repairKinds[edge.fix] |= quint8(edge.kind);
        facts.edgesByFix.push_back(place);
    }
    for (quint32 row = 0; row < rows.size(); ++row) {
        const bool isRollback = facts.repairKinds[row] & quint8(model::EdgeKind::Rollback);
        if (isRollback && facts.flags[row] & ServiceFacts::Reported)
            facts.flags[row] |= ServiceFacts::WentBack;
    }
    for (const Revert& revert : m_reverts) {
        const quint32 fix = m_leftOut && placeOf(revert.cause) == kNone ? placeOf(revert.fix) : kNone;
        if (fix == kNone || !facts.succeeded(fix))
            continue;
        facts.flags[fix] |= ServiceFacts::MendsLeftOut;
        facts.repairKinds[fix] |= quint8(model::EdgeKind::Revert);
    }
    std::stable_sort(facts.edgesByFix.begin(), facts.edgesByFix.end(), [&facts](quint32 left, quint32 right) {
        return facts.edges[left].fix < facts.edges[right].fix;
    });
}

} // namespace atalaya::delivery
