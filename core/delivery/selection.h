// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/facts.h"
#include "delivery/metrics.h"

namespace atalaya::delivery {

/// The rows of one service that a query can take.
struct Slice {
    const ServiceFacts* facts = nullptr;
    quint32 begin = 0, end = 0;          ///< finished in the window and by asOf
    std::vector<quint8> environmentTaken; ///< by place in ServiceFacts::environments
    std::vector<quint8> teamTaken;

    bool takes(quint32 row) const
    {
        return environmentTaken[facts->environment[row]] != 0 && teamTaken[facts->team[row]] != 0;
    }
    /// In the population D: successful, of the environment and team asked for.
    bool counts(quint32 row) const { return facts->succeeded(row) && takes(row); }
};

/// A query laid over the facts. Refers to both; keeps neither alive.
class Selection
{
public:
    Selection(const Facts& facts, const Query& query);

    const Facts& facts() const { return m_facts; }
    const Query& query() const { return m_query; }
    const std::vector<Slice>& slices() const { return m_slices; }
    QStringList services() const;
    /// How many rows lie in the window: what a pass costs.
    size_t rows() const;
    /// Names that the query asks for and the store does not know.
    const QStringList& unknownServices() const { return m_unknown; }

    /// The window as figures name it: from the first deployment of D when the query names no start.
    Window window() const;
    qint64 asOf() const { return toMs(m_query.asOf); }
    /// Milliseconds; the window is [from, end) and asOf included.
    qint64 from() const { return m_from; }
    qint64 end() const { return m_end; }

private:
    const Facts& m_facts;
    const Query& m_query;
    qint64 m_from = 0;
    qint64 m_end = 0;
    std::vector<Slice> m_slices;
    QStringList m_unknown;
};

/// How a deployment stands under a query: only edges count whose kind is asked for, that are not rejected and were known
/// by asOf.
struct Verdict {
    bool failed = false;
    bool accepted = false; ///< also failed without proposed edges
    model::EdgeKind kind = model::EdgeKind::Manual; ///< with the highest precedence
    qint64 recovered = kNever; ///< when the first remedy was in place
    qint64 recoveredAccepted = kNever; ///< the same without proposed edges
    bool upperBound = false; ///< the first remedy was read from git: it may have been in place earlier
};

/// Whether a deployment repairs an earlier one.
struct Repair {
    bool any = false;
    bool accepted = false; ///< also without proposed edges
};

class Judge
{
public:
    Judge(const Query& query, const Rules& rules);

    bool edgeCounts(const EdgeFact& edge) const
    {
        return (quint8(edge.kind) & m_kinds) != 0 && edge.state != model::EdgeState::Rejected && edge.known <= m_asOf;
    }
    Verdict verdict(const ServiceFacts& facts, quint32 row) const
    {
        return facts.blamedKinds[row] & m_kinds ? lookedUp(facts, row) : Verdict{};
    }
    /// Repairs an earlier deployment: unplanned work.
    Repair repair(const ServiceFacts& facts, quint32 row) const
    {
        return (facts.repairKinds[row] & m_kinds) != 0 ? lookedUpRepair(facts, row) : Repair{};
    }
    bool isRework(const ServiceFacts& facts, quint32 row) const { return repair(facts, row).any; }
    /// Old enough to be called healthy if nothing blames it.
    bool isJudgeable(qint64 finished) const { return finished <= m_judgedBefore; }

    std::vector<const EdgeFact*> blaming(const ServiceFacts& facts, quint32 row) const;
    std::vector<const EdgeFact*> repairing(const ServiceFacts& facts, quint32 row) const;

private:
    Verdict lookedUp(const ServiceFacts& facts, quint32 row) const;
    Repair lookedUpRepair(const ServiceFacts& facts, quint32 row) const;

    quint8 m_kinds = 0;
    qint64 m_asOf = 0;
    qint64 m_judgedBefore = 0;
};

/// The edge in the words of the model, with ids and evidence.
model::RemediationEdge edgeOf(const ServiceFacts& facts, const EdgeFact& edge);

} // namespace atalaya::delivery
