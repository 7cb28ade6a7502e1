// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/explain.h"

#include "delivery/selection.h"
#include "delivery/tally.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace atalaya::delivery {

namespace {

/// Collects the lists of one explanation.
class Explainer
{
public:
    Explainer(const Selection& selection, Metric metric, qsizetype limit, const ChangesOf& changesOf)
        : m_selection(selection), m_judge(selection.query(), selection.facts().rules), m_limit(limit), m_changesOf(changesOf)
    {
        m_explanation.metric = metric;
    }

    Result<Explanation> run(const StopToken& stop)
    {
        m_explanation.metrics = metricsOf(m_selection, Tally::of(m_selection, std::nullopt, stop));
        for (const Slice& slice : m_selection.slices()) {
            for (quint32 row = slice.begin; row < slice.end; ++row) {
                if (row % 1024 == 0 && stop.stop_requested())
                    return Cancelled{};
                ATALAYA_CHECK(take(slice, row));
            }
        }
        m_explanation.sentence = sentence();
        return std::move(m_explanation);
    }

private:
    Status take(const Slice& slice, quint32 row)
    {
        const ServiceFacts& facts = *slice.facts;
        if (slice.teamTaken[facts.team[row]] == 0)
            return ok();
        if (slice.environmentTaken[facts.environment[row]] == 0) {
            exclude(facts, row, QStringLiteral("other_environment"));
            return ok();
        }
        if (!facts.succeeded(row)) {
            exclude(facts, row, QStringLiteral("not_successful"));
            return ok();
        }
        switch (m_explanation.metric) {
        case Metric::DeploymentFrequency:
            addNumerator(facts, row);
            return ok();
        case Metric::ChangeLeadTime:
            return takeLeadTime(facts, row);
        case Metric::ChangeFailRate:
            takeFailRate(facts, row);
            return ok();
        case Metric::FailedDeploymentRecoveryTime:
            takeRecovery(facts, row);
            return ok();
        case Metric::DeploymentReworkRate:
            addDenominator(facts, row);
            excludeRejected(facts, row);
            if (m_judge.isRework(facts, row)) {
                if (addNumerator(facts, row))
                    addEdges(facts, m_judge.repairing(facts, row));
            }
            return ok();
        }
        return ok();
    }

    Status takeLeadTime(const ServiceFacts& facts, quint32 row)
    {
        if (facts.flags[row] & ServiceFacts::Baseline) {
            exclude(facts, row, QStringLiteral("baseline"));
            return ok();
        }
        const auto first = facts.lead.begin() + facts.changeStart[row];
        const auto last = facts.lead.begin() + facts.changeStart[row + 1];
        if (first == last)
            return ok();
        const auto sane = std::find_if(first, last, [](qint64 lead) { return lead >= 0; });
        if (sane != last)
            addDenominator(facts, row);
        const bool wanted = (sane != last && m_explanation.numeratorIds.size() < m_limit) ||
                            (sane != first && m_explanation.excluded.size() < m_limit);
        m_explanation.numeratorTotal += last - sane;
        m_explanation.excludedTotal += sane - first;
        return wanted ? listChanges(facts, row) : ok();
    }

    Status listChanges(const ServiceFacts& facts, quint32 row)
    {
        ATALAYA_TRY(QList<model::Change> changes, m_changesOf({facts.id[row]}));
        std::sort(changes.begin(), changes.end(), [](const model::Change& left, const model::Change& right) {
            return std::tie(right.authored, left.sha) < std::tie(left.authored, right.sha); // the quickest first
        });
        for (const model::Change& change : std::as_const(changes)) {
            const QString id = change.service + u'@' + change.sha;
            const qint64 lead = facts.finished[row] - toMs(change.authored);
            if (lead < 0) {
                if (m_explanation.excluded.size() < m_limit)
                    m_explanation.excluded.append({id, facts.label(row) + u' ' + change.sha.left(7), QStringLiteral("clock_skew")});
            } else if (m_explanation.numeratorIds.size() < m_limit) {
                m_explanation.numeratorIds.append(id);
                m_explanation.valuesHours.append(hoursOf(Milliseconds(lead)));
            }
        }
        return ok();
    }

    void takeFailRate(const ServiceFacts& facts, quint32 row)
    {
        if (!m_judge.isJudgeable(facts.finished[row])) {
            exclude(facts, row, QStringLiteral("unjudged"));
            return;
        }
        addDenominator(facts, row);
        excludeRejected(facts, row);
        if (m_judge.verdict(facts, row).failed && addNumerator(facts, row))
            addEdges(facts, m_judge.blaming(facts, row));
    }

    void takeRecovery(const ServiceFacts& facts, quint32 row)
    {
        excludeRejected(facts, row);
        const Verdict verdict = m_judge.verdict(facts, row);
        if (!verdict.failed)
            return;
        addDenominator(facts, row);
        const qint64 finished = facts.finished[row];
        if (verdict.recovered == kNever) {
            exclude(facts, row, QStringLiteral("open"));
        } else if (verdict.recovered < finished) {
            exclude(facts, row, QStringLiteral("clock_skew"));
        } else if (addNumerator(facts, row)) {
            m_explanation.valuesHours.append(hoursOf(Milliseconds(verdict.recovered - finished)));
            addEdges(facts, m_judge.blaming(facts, row));
        }
    }

    /// Whether it is listed.
    bool addNumerator(const ServiceFacts& facts, quint32 row)
    {
        ++m_explanation.numeratorTotal;
        return append(m_explanation.numeratorIds, facts, row);
    }

    void addDenominator(const ServiceFacts& facts, quint32 row)
    {
        ++m_explanation.denominatorTotal;
        append(m_explanation.denominatorIds, facts, row);
    }

    bool append(QStringList& ids, const ServiceFacts& facts, quint32 row) const
    {
        if (ids.size() >= m_limit)
            return false;
        ids.append(model::DeploymentId{facts.id[row]}.text());
        return true;
    }

    void exclude(const ServiceFacts& facts, quint32 row, const QString& reason)
    {
        ++m_explanation.excludedTotal;
        if (m_explanation.excluded.size() < m_limit)
            m_explanation.excluded.append({model::DeploymentId{facts.id[row]}.text(), facts.label(row), reason});
    }

    /// Edges of this row that somebody rejected.
    void excludeRejected(const ServiceFacts& facts, quint32 row)
    {
        if (facts.blamedKinds[row] == 0)
            return;
        const auto [first, last] = std::equal_range(facts.edges.begin(), facts.edges.end(), EdgeFact{.cause = row},
                                                    [](const EdgeFact& left, const EdgeFact& right) { return left.cause < right.cause; });
        for (auto edge = first; edge != last; ++edge) {
            if (edge->state != model::EdgeState::Rejected || edge->known > m_selection.asOf())
                continue;
            ++m_explanation.excludedTotal;
            const model::RemediationEdge rejected = edgeOf(facts, *edge);
            if (m_explanation.excluded.size() < m_limit)
                m_explanation.excluded.append({rejected.id.text(), rejected.evidence, QStringLiteral("rejected_edge")});
        }
    }

    void addEdges(const ServiceFacts& facts, const std::vector<const EdgeFact*>& edges)
    {
        for (const EdgeFact* edge : edges)
            m_explanation.edges.append(edgeOf(facts, *edge));
    }

    QString sentence() const
    {
        const Metrics& metrics = m_explanation.metrics;
        const auto hours = [](std::optional<double> value) {
            return value ? QLocale::c().toString(*value, 'f', 1) : QStringLiteral("–");
        };
        switch (m_explanation.metric) {
        case Metric::DeploymentFrequency:
            return QCoreApplication::translate("Delivery", "%n deployment(s) in %1 days.", nullptr, int(metrics.deployments))
                .arg(QLocale::c().toString(metrics.window.days(), 'f', 1));
        case Metric::ChangeLeadTime:
            return QCoreApplication::translate("Delivery", "Half of %n change(s) took at most %1 h from the author date to production.",
                                               nullptr, int(metrics.leadTime.hours.n))
                .arg(hours(metrics.leadTime.hours.p50));
        case Metric::ChangeFailRate:
            return QCoreApplication::translate("Delivery", "%1 of %n judgeable deployment(s) have a cause edge.", nullptr,
                                               int(metrics.failRate.rate.denominator))
                .arg(metrics.failRate.rate.numerator);
        case Metric::FailedDeploymentRecoveryTime:
            return QCoreApplication::translate("Delivery", "Half of %n failed deployment(s) were repaired within %1 h; %2 are open.",
                                               nullptr, int(metrics.recovery.hours.n))
                .arg(hours(metrics.recovery.hours.p50))
                .arg(metrics.recovery.open);
        case Metric::DeploymentReworkRate:
            return QCoreApplication::translate("Delivery", "%1 of %n deployment(s) repair an earlier one.", nullptr,
                                               int(metrics.rework.rate.denominator))
                .arg(metrics.rework.rate.numerator);
        }
        return {};
    }

    const Selection& m_selection;
    const Judge m_judge;
    const qsizetype m_limit;
    const ChangesOf& m_changesOf;
    Explanation m_explanation;
};

} // namespace

Result<Explanation> computeExplanation(const Facts& facts, const Query& query, Metric metric, qsizetype limit,
                                       const ChangesOf& changesOf, const StopToken& stop)
{
    const Selection selection(facts, query);
    return Explainer(selection, metric, limit, changesOf).run(stop);
}

} // namespace atalaya::delivery
