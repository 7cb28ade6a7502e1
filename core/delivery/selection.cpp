// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/selection.h"

#include "delivery/words.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace atalaya::delivery {

namespace {

using model::EdgeKind;

/// The environments of all services that the query takes: looking at a name costs more than finding it again.
QSet<QString> environmentsTaken(const Facts& facts, const Query& query)
{
    QSet<QString> taken;
    for (const QString& environment : facts.environments) {
        if (takesEnvironment(query, environment))
            taken.insert(environment);
    }
    return taken;
}

Slice sliceOf(const ServiceFacts& facts, const Query& query, const QSet<QString>& environments, qint64 from, qint64 end)
{
    Slice slice{&facts, 0, 0, {}, {}};
    for (const QString& environment : facts.environments)
        slice.environmentTaken.push_back(environments.contains(environment));
    for (const QString& team : facts.teams)
        slice.teamTaken.push_back(query.team.isEmpty() || team == query.team);
    const auto placeOf = [&facts](qint64 moment) {
        return quint32(std::lower_bound(facts.finished.begin(), facts.finished.end(), moment) - facts.finished.begin());
    };
    slice.begin = placeOf(from);
    slice.end = std::max(slice.begin, placeOf(end));
    return slice;
}

/// When the edge's remedy was in place, as far as that was known by asOf.
qint64 remedied(const ServiceFacts& facts, const EdgeFact& edge, qint64 asOf)
{
    if (edge.fix != kNone)
        return facts.finished[edge.fix];
    const qint64 resolved = edge.incident == kNone ? kNever : facts.incidents[edge.incident].resolved;
    return resolved <= asOf ? resolved : kNever;
}

auto edgesOfCause(const ServiceFacts& facts, quint32 row)
{
    struct ByCause {
        bool operator()(const EdgeFact& edge, quint32 cause) const { return edge.cause < cause; }
        bool operator()(quint32 cause, const EdgeFact& edge) const { return cause < edge.cause; }
    };
    const auto [first, last] = std::equal_range(facts.edges.begin(), facts.edges.end(), row, ByCause());
    return std::span(first, last);
}

std::span<const quint32> edgesOfFix(const ServiceFacts& facts, quint32 row)
{
    const auto before = [&facts](quint32 place, quint32 fix) { return facts.edges[place].fix < fix; };
    const auto first = std::lower_bound(facts.edgesByFix.begin(), facts.edgesByFix.end(), row, before);
    auto last = first;
    while (last != facts.edgesByFix.end() && facts.edges[*last].fix == row)
        ++last;
    return std::span(first, last);
}

QString evidenceOf(const ServiceFacts& facts, const EdgeFact& edge)
{
    const QString cause = edge.cause == kNone ? QString() : facts.label(edge.cause);
    switch (edge.kind) {
    case EdgeKind::Manual:
        return QCoreApplication::translate("Delivery", "says that it repairs %1").arg(cause);
    case EdgeKind::Revert: {
        const QString sha = QString::fromLatin1(edge.reverted.data());
        if (edge.more == 0)
            return QCoreApplication::translate("Delivery", "reverts %1, shipped in %2").arg(sha, cause);
        return QCoreApplication::translate("Delivery", "reverts %1 and %n more, shipped in %2", nullptr, int(edge.more))
            .arg(sha, cause);
    }
    case EdgeKind::Rollback:
        if (edge.stated)
            return QCoreApplication::translate("Delivery", "its source calls it the rollback of %1").arg(cause);
        return QCoreApplication::translate("Delivery", "goes back to what was live before %1").arg(cause);
    case EdgeKind::Hotfix: {
        const double hours = hoursOf(Milliseconds(facts.finished[edge.fix] - facts.finished[edge.cause]));
        return QCoreApplication::translate("Delivery", "the next patch version, %1 after %2")
            .arg(durationWords(hours), cause);
    }
    case EdgeKind::Incident: {
        if (edge.stated)
            return QCoreApplication::translate("Delivery", "the incident's source names %1 as the cause").arg(cause);
        const double hours = hoursOf(Milliseconds(facts.incidents[edge.incident].detected - facts.finished[edge.cause]));
        return QCoreApplication::translate("Delivery", "detected %1 after %2, the latest deployment before it")
            .arg(durationWords(hours), cause);
    }
    }
    return {};
}

} // namespace

Selection::Selection(const Facts& facts, const Query& query) : m_facts(facts), m_query(query)
{
    m_from = query.from ? toMs(*query.from) : std::numeric_limits<qint64>::min();
    // What finished exactly at asOf is seen; what finished exactly at `to` is not.
    m_end = toMs(query.asOf) + 1;
    if (query.to)
        m_end = std::min(m_end, toMs(*query.to));
    const QSet<QString> environments = environmentsTaken(facts, query);
    if (query.services.isEmpty()) {
        m_slices.reserve(facts.services.size());
        for (const auto& service : facts.services)
            m_slices.push_back(sliceOf(*service, query, environments, m_from, m_end));
        return;
    }
    QStringList names = query.services;
    names.sort();
    names.removeDuplicates();
    for (const QString& name : std::as_const(names)) {
        if (const ServiceFacts* service = facts.find(name))
            m_slices.push_back(sliceOf(*service, query, environments, m_from, m_end));
        else
            m_unknown.append(name);
    }
}

QStringList Selection::services() const
{
    QStringList names;
    for (const Slice& slice : m_slices)
        names.append(slice.facts->name);
    return names;
}

size_t Selection::rows() const
{
    size_t rows = 0;
    for (const Slice& slice : m_slices)
        rows += slice.end - slice.begin;
    return rows;
}

Window Selection::window() const
{
    Window window;
    window.asOf = m_query.asOf;
    window.to = m_query.to ? std::min(*m_query.to, m_query.asOf) : m_query.asOf;
    if (m_query.from) {
        window.from = std::min(*m_query.from, window.to);
        return window;
    }
    for (const Slice& slice : m_slices) {
        for (quint32 row = slice.begin; row < slice.end; ++row) {
            if (!slice.counts(row))
                continue;
            const Instant finished = instantFromMs(slice.facts->finished[row]);
            window.from = window.from ? std::min(*window.from, finished) : finished;
            break;
        }
    }
    return window;
}

Judge::Judge(const Query& query, const Rules& rules)
    : m_kinds(quint8(query.kinds.toInt())), m_asOf(toMs(query.asOf)), m_judgedBefore(m_asOf - rules.observation.count())
{}

Verdict Judge::lookedUp(const ServiceFacts& facts, quint32 row) const
{
    Verdict verdict;
    for (const EdgeFact& edge : edgesOfCause(facts, row)) {
        if (!edgeCounts(edge))
            continue;
        if (!verdict.failed || edge.kind < verdict.kind)
            verdict.kind = edge.kind;
        verdict.failed = true;
        const qint64 moment = remedied(facts, edge, m_asOf);
        const bool fromGit = edge.fix != kNone && !(facts.flags[edge.fix] & ServiceFacts::Reported);
        if (moment < verdict.recovered)
            verdict.upperBound = fromGit;
        else if (moment == verdict.recovered)
            verdict.upperBound &= fromGit; // whoever saw the repair itself knows better
        verdict.recovered = std::min(verdict.recovered, moment);
        if (edge.state != model::EdgeState::Accepted)
            continue;
        verdict.accepted = true;
        verdict.recoveredAccepted = std::min(verdict.recoveredAccepted, moment);
    }
    return verdict;
}

Repair Judge::lookedUpRepair(const ServiceFacts& facts, quint32 row) const
{
    if (facts.flags[row] & ServiceFacts::MendsLeftOut && m_kinds & quint8(model::EdgeKind::Revert))
        return {true, true};
    Repair repair;
    for (const quint32 place : edgesOfFix(facts, row)) {
        const EdgeFact& edge = facts.edges[place];
        if (!edgeCounts(edge))
            continue;
        repair.any = true;
        repair.accepted |= edge.state == model::EdgeState::Accepted;
    }
    return repair;
}

std::vector<const EdgeFact*> Judge::blaming(const ServiceFacts& facts, quint32 row) const
{
    std::vector<const EdgeFact*> edges;
    for (const EdgeFact& edge : edgesOfCause(facts, row)) {
        if (edgeCounts(edge))
            edges.push_back(&edge);
    }
    return edges;
}

std::vector<const EdgeFact*> Judge::repairing(const ServiceFacts& facts, quint32 row) const
{
    std::vector<const EdgeFact*> edges;
    for (const quint32 place : edgesOfFix(facts, row)) {
        if (edgeCounts(facts.edges[place]))
            edges.push_back(&facts.edges[place]);
    }
    return edges;
}

model::RemediationEdge edgeOf(const ServiceFacts& facts, const EdgeFact& edge)
{
    model::RemediationEdge result;
    result.cause = {facts.id[edge.cause]};
    if (edge.fix != kNone)
        result.fix = {facts.id[edge.fix]};
    if (edge.incident != kNone)
        result.incident = {facts.incidents[edge.incident].id};
    result.id = model::edgeId(edge.kind, result.cause, result.fix, result.incident);
    result.kind = edge.kind;
    result.state = edge.state;
    result.confidence = std::round(double(edge.confidence) * 1000) / 1000; // kept as float: 0.98F is 0.98 again
    result.known = instantFromMs(edge.known);
    result.evidence = evidenceOf(facts, edge);
    return result;
}

} // namespace atalaya::delivery
