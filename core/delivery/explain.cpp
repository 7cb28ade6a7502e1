// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/explain.h"

#include "delivery/parallel.h"
#include "delivery/quantiles.h"
#include "delivery/selection.h"
#include "delivery/sentences.h"
#include "delivery/tally.h"
#include "delivery/warnings.h"

#include <algorithm>
#include <array>
#include <span>

namespace atalaya::delivery {

namespace {

enum class Reason { OtherEnvironment, NotSuccessful, Baseline, Unjudged, Open, ClockSkew, RejectedEdge };
constexpr std::array kReasons = {QLatin1String("other_environment"), QLatin1String("not_successful"), QLatin1String("baseline"),
                                 QLatin1String("unjudged"), QLatin1String("open"), QLatin1String("clock_skew"),
                                 QLatin1String("rejected_edge")};

QString nameOf(Reason reason) { return kReasons[size_t(reason)]; }

/// Mixes two words into one (the finaliser of SplitMix64: every bit of the input changes half of the output).
quint64 mixed(quint64 left, quint64 right)
{
    quint64 word = left * 0x9E3779B97F4A7C15ULL + right;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBULL;
    return word ^ (word >> 31);
}

/// How many entries the lists have.
struct Totals {
    qint64 numerator = 0, denominator = 0, excluded = 0;
    std::array<qint64, kReasons.size()> byReason{};
    /// Of what the entries are: a sum, so that it does not matter how the rows were cut into parts. Their order follows from them.
    quint64 digest = 0;

    void exclude(Reason reason, qint64 count = 1)
    {
        excluded += count;
        byReason[size_t(reason)] += count;
    }
    void add(const Totals& other)
    {
        numerator += other.numerator;
        denominator += other.denominator;
        digest += other.digest;
        if (other.excluded == 0)
            return;
        excluded += other.excluded;
        for (size_t reason = 0; reason < byReason.size(); ++reason)
            byReason[reason] += other.byReason[reason];
    }
};

/// What a row means to a metric. It tells a sink, which counts or lists, so that the counts and the lists cannot differ.
class RowReader
{
public:
    RowReader(const Selection& selection, Metric metric)
        : m_judge(selection.query(), selection.facts().rules), m_asOf(selection.asOf()), m_metric(metric)
    {}

    const Judge& judge() const { return m_judge; }

    template<class Sink>
    void tell(const Slice& slice, quint32 row, Sink& sink) const
    {
        const ServiceFacts& facts = *slice.facts;
        if (slice.teamTaken[facts.team[row]] == 0)
            return;
        if (slice.environmentTaken[facts.environment[row]] == 0)
            return sink.exclude(facts, row, Reason::OtherEnvironment);
        if (!facts.succeeded(row))
            return sink.exclude(facts, row, Reason::NotSuccessful);
        switch (m_metric) {
        case Metric::DeploymentFrequency:
            return sink.addNumerator(facts, row, std::nullopt);
        case Metric::ChangeLeadTime:
            return tellLeadTime(facts, row, sink);
        case Metric::ChangeFailRate:
            return tellFailRate(facts, row, sink);
        case Metric::FailedDeploymentRecoveryTime:
            return tellRecovery(facts, row, sink);
        case Metric::DeploymentReworkRate:
            sink.addDenominator(facts, row);
            tellRejected(facts, row, sink);
            if (m_judge.isRework(facts, row))
                sink.addNumerator(facts, row, std::nullopt);
        }
    }

private:
    template<class Sink>
    void tellLeadTime(const ServiceFacts& facts, quint32 row, Sink& sink) const
    {
        if (facts.flags[row] & ServiceFacts::Baseline)
            return sink.exclude(facts, row, Reason::Baseline);
        const auto first = facts.lead.begin() + facts.changeStart[row];
        const auto last = facts.lead.begin() + facts.changeStart[row + 1];
        const auto sane = std::find_if(first, last, [](qint64 lead) { return lead >= 0; });
        if (sane != last)
            sink.addDenominator(facts, row);
        if (first != last)
            sink.addChanges(facts, row, last - sane, sane - first);
    }

    template<class Sink>
    void tellFailRate(const ServiceFacts& facts, quint32 row, Sink& sink) const
    {
        if (!m_judge.isJudgeable(facts.finished[row]))
            return sink.exclude(facts, row, Reason::Unjudged);
        sink.addDenominator(facts, row);
        tellRejected(facts, row, sink);
        if (m_judge.verdict(facts, row).failed)
            sink.addNumerator(facts, row, std::nullopt);
    }

    template<class Sink>
    void tellRecovery(const ServiceFacts& facts, quint32 row, Sink& sink) const
    {
        tellRejected(facts, row, sink);
        const Verdict verdict = m_judge.verdict(facts, row);
        if (!verdict.failed)
            return;
        sink.addDenominator(facts, row);
        const qint64 finished = facts.finished[row];
        if (verdict.recovered == kNever)
            sink.exclude(facts, row, Reason::Open);
        else if (verdict.recovered < finished)
            sink.exclude(facts, row, Reason::ClockSkew);
        else
            sink.addNumerator(facts, row, Milliseconds(verdict.recovered - finished));
    }

    /// Edges of this row that somebody rejected.
    template<class Sink>
    void tellRejected(const ServiceFacts& facts, quint32 row, Sink& sink) const
    {
        if (facts.blamedKinds[row] == 0)
            return;
        const auto [first, last] = std::equal_range(facts.edges.begin(), facts.edges.end(), EdgeFact{.cause = row},
                                                    [](const EdgeFact& left, const EdgeFact& right) { return left.cause < right.cause; });
        for (auto edge = first; edge != last; ++edge) {
            if (edge->state == model::EdgeState::Rejected && edge->known <= m_asOf)
                sink.exclude(facts, *edge);
        }
    }

    const Judge m_judge;
    const qint64 m_asOf;
    const Metric m_metric;
};

/// Counts what the rows give to the lists.
class Counter
{
public:
    Counter(const Judge& judge, Metric metric) : m_judge(judge), m_metric(metric) {}
    const Totals& totals() const { return m_totals; }

    void exclude(const ServiceFacts& facts, quint32 row, Reason reason)
    {
        m_totals.exclude(reason);
        note(Part::Excluded, facts.id[row], quint64(reason));
    }
    void exclude(const ServiceFacts& facts, const EdgeFact& edge)
    {
        m_totals.exclude(Reason::RejectedEdge);
        note(Part::Excluded, wordOf(facts, edge), quint64(Reason::RejectedEdge));
    }
    void addNumerator(const ServiceFacts& facts, quint32 row, std::optional<Milliseconds> value)
    {
        ++m_totals.numerator;
        note(Part::Numerator, facts.id[row], value ? quint64(value->count()) : 0);
        if (m_metric == Metric::DeploymentFrequency)
            return;
        const bool asFix = m_metric == Metric::DeploymentReworkRate;
        for (const EdgeFact* edge : asFix ? m_judge.repairing(facts, row) : m_judge.blaming(facts, row))
            note(Part::Edge, wordOf(facts, *edge), quint64(edge->state));
    }
    void addDenominator(const ServiceFacts& facts, quint32 row)
    {
        ++m_totals.denominator;
        note(Part::Denominator, facts.id[row], 0);
    }
    void addChanges(const ServiceFacts& facts, quint32 row, qint64 sane, qint64 skewed)
    {
        m_totals.numerator += sane;
        m_totals.exclude(Reason::ClockSkew, skewed);
        for (quint32 change = facts.changeStart[row]; change < facts.changeStart[row + 1]; ++change)
            note(Part::Change, facts.id[row], quint64(facts.lead[change]));
    }

private:
    enum class Part : quint64 { Numerator = 1, Denominator, Excluded, Edge, Change };

    void note(Part part, quint64 id, quint64 value) { m_totals.digest += mixed(mixed(quint64(part), id), value); }

    static quint64 wordOf(const ServiceFacts& facts, const EdgeFact& edge)
    {
        const quint64 fix = edge.fix == kNone ? 0 : facts.id[edge.fix];
        const quint64 incident = edge.incident == kNone ? 0 : facts.incidents[edge.incident].id;
        return mixed(mixed(facts.id[edge.cause], fix), mixed(incident, quint64(edge.kind)));
    }

    const Judge& m_judge;
    const Metric m_metric;
    Totals m_totals;
};

/// Makes the wanted part of the lists. It may be spared what lies behind the part, never what lies before it.
class Lister
{
public:
    Lister(Explanation& explanation, const Judge& judge, const ListPart& part, const ChangesOf& changesOf)
        : m_explanation(explanation), m_judge(judge), m_part(part), m_changesOf(changesOf)
    {}

    /// Ok until a change could not be read.
    const Status& status() const { return m_status; }

    void exclude(const ServiceFacts& facts, quint32 row, Reason reason)
    {
        if (isWanted(m_excluded++))
            m_explanation.excluded.append({model::DeploymentId{facts.id[row]}.text(), facts.label(row), nameOf(reason)});
    }

    void exclude(const ServiceFacts& facts, const EdgeFact& edge)
    {
        if (!isWanted(m_excluded++))
            return;
        const model::RemediationEdge rejected = edgeOf(facts, edge);
        m_explanation.excluded.append({rejected.id.text(), rejected.evidence, nameOf(Reason::RejectedEdge)});
    }

    void addNumerator(const ServiceFacts& facts, quint32 row, std::optional<Milliseconds> value)
    {
        if (!isWanted(m_numerator++))
            return;
        m_explanation.numeratorIds.append(model::DeploymentId{facts.id[row]}.text());
        if (value)
            m_explanation.valuesHours.append(hoursOf(*value));
        if (m_explanation.metric == Metric::DeploymentFrequency)
            return;
        const bool asFix = m_explanation.metric == Metric::DeploymentReworkRate;
        for (const EdgeFact* edge : asFix ? m_judge.repairing(facts, row) : m_judge.blaming(facts, row))
            m_explanation.edges.append(edgeOf(facts, *edge));
    }

    void addDenominator(const ServiceFacts& facts, quint32 row)
    {
        if (isWanted(m_denominator++))
            m_explanation.denominatorIds.append(model::DeploymentId{facts.id[row]}.text());
    }

    void addChanges(const ServiceFacts& facts, quint32 row, qint64 sane, qint64 skewed)
    {
        const auto reaches = [this](qint64 place, qint64 count) {
            return count > 0 && place < m_part.end && place + count > m_part.begin;
        };
        if (m_status.isOk() && (reaches(m_numerator, sane) || reaches(m_excluded, skewed)))
            m_status = listChanges(facts, row);
        m_numerator += sane;
        m_excluded += skewed;
    }

private:
    bool isWanted(qint64 place) const { return place >= m_part.begin && place < m_part.end; }

    Status listChanges(const ServiceFacts& facts, quint32 row)
    {
        qint64 numerator = m_numerator, skewed = m_excluded;
        ATALAYA_TRY(QList<model::Change> changes, m_changesOf({facts.id[row]}));
        std::sort(changes.begin(), changes.end(), [](const model::Change& left, const model::Change& right) {
            return std::tie(right.authored, left.sha) < std::tie(left.authored, right.sha); // the quickest first
        });
        for (const model::Change& change : std::as_const(changes)) {
            const QString id = change.service + u'@' + change.sha;
            const qint64 lead = facts.finished[row] - toMs(change.authored);
            if (lead < 0) {
                if (isWanted(skewed++))
                    m_explanation.excluded.append({id, facts.label(row) + u' ' + change.sha.left(7), nameOf(Reason::ClockSkew)});
            } else if (isWanted(numerator++)) {
                m_explanation.numeratorIds.append(id);
                m_explanation.valuesHours.append(hoursOf(Milliseconds(lead)));
            }
        }
        return ok();
    }

    Explanation& m_explanation;
    const Judge& m_judge;
    const ListPart m_part;
    const ChangesOf& m_changesOf;
    qint64 m_numerator = 0, m_denominator = 0, m_excluded = 0; ///< places of the next entries
    Status m_status = ok();
};

/// What one row gives.
struct OneRow {
    bool numerator = false, denominator = false;
    bool rejected = false; ///< only an edge that somebody rejected blames it
    std::optional<Reason> reason;
    std::optional<double> valueHours;

    void exclude(const ServiceFacts&, quint32, Reason why) { reason = why; }
    void exclude(const ServiceFacts&, const EdgeFact&) { rejected = true; }
    void addNumerator(const ServiceFacts&, quint32, std::optional<Milliseconds> value)
    {
        numerator = true;
        valueHours = value ? std::optional(hoursOf(*value)) : std::nullopt;
    }
    void addDenominator(const ServiceFacts&, quint32) { denominator = true; }
    void addChanges(const ServiceFacts& facts, quint32 row, qint64 sane, qint64 skewed)
    {
        numerator = sane > 0;
        if (skewed > 0 && !numerator)
            reason = Reason::ClockSkew;
        const auto last = facts.lead.begin() + facts.changeStart[row + 1];
        if (const auto median = quantileOfSorted(std::span(last - sane, last), 0.5))
            valueHours = *median / 3'600'000.0;
    }
};

/// Why a row is not in the numerator that was not left out either.
QString nothingSaid(Metric metric, bool rejected)
{
    switch (metric) {
    case Metric::DeploymentFrequency:
        break; // every such row counts
    case Metric::ChangeLeadTime:
        return QStringLiteral("no_changes");
    case Metric::ChangeFailRate:
        return rejected ? nameOf(Reason::RejectedEdge) : QStringLiteral("no_cause_edge");
    case Metric::FailedDeploymentRecoveryTime:
        return rejected ? nameOf(Reason::RejectedEdge) : QStringLiteral("not_failed");
    case Metric::DeploymentReworkRate:
        return QStringLiteral("no_fix_edge");
    }
    return {};
}

/// Counts all rows on all cores, and makes texts only of those that are listed.
class Explainer
{
public:
    Explainer(const Selection& selection, Metric metric, const ListPart& part, const ChangesOf& changesOf)
        : m_selection(selection), m_reader(selection, metric), m_part(part), m_changesOf(changesOf)
    {
        m_explanation.metric = metric;
    }

    Result<Explanation> run(const StopToken& stop)
    {
        const Tally tally = Tally::of(m_selection, std::nullopt, stop);
        m_explanation.metrics = metricsOf(m_selection, tally);
        const auto parts = inParts(m_selection.slices().size(), m_selection.rows(), Part(),
                                   [&](Part& part, size_t begin, size_t end) { count(part, begin, end, stop); });
        if (stop.stop_requested())
            return Cancelled{};
        Totals totals;
        Lister lister(m_explanation, m_reader.judge(), m_part, m_changesOf);
        for (const Part& part : parts) {
            totals.add(part.totals);
            for (const auto& [slice, row] : part.listed) {
                m_reader.tell(*slice, row, lister);
                ATALAYA_CHECK(lister.status());
                if (stop.stop_requested())
                    return Cancelled{};
            }
        }
        m_explanation.numeratorTotal = totals.numerator;
        m_explanation.denominatorTotal = totals.denominator;
        m_explanation.excludedTotal = totals.excluded;
        m_explanation.digest = mixed(totals.digest, quint64(m_selection.facts().rules.version));
        for (size_t reason = 0; reason < totals.byReason.size(); ++reason) {
            if (totals.byReason[reason] > 0)
                m_explanation.excludedByReason.insert(kReasons[reason], totals.byReason[reason]);
        }
        m_explanation.sentence = sentenceWithBounds(tally);
        return std::move(m_explanation);
    }

private:
    /// The metric's sentence, and what bounds the times in it.
    QString sentenceWithBounds(const Tally& tally) const
    {
        const QString said = sentenceOf(m_explanation.metrics, m_explanation.metric);
        QString bound;
        if (m_explanation.metric == Metric::FailedDeploymentRecoveryTime)
            bound = upperBoundSentence(m_explanation.metrics);
        else if (m_explanation.metric == Metric::ChangeLeadTime && m_explanation.metrics.leadTime.hours.n > 0)
            bound = commitLeadTimeSentence(tally);
        return bound.isEmpty() ? said : QString(said + u' ' + bound);
    }

    /// The rows of some services.
    struct Part {
        Totals totals;
        std::vector<std::pair<const Slice*, quint32>> listed; ///< those up to the lists' end, were the part the first
    };

    void count(Part& part, size_t begin, size_t end, const StopToken& stop) const
    {
        constexpr quint32 kRowsBetweenLooks = 1024;
        for (size_t i = begin; i < end; ++i) {
            const Slice& slice = m_selection.slices()[i];
            for (quint32 row = slice.begin; row < slice.end; ++row) {
                if (row % kRowsBetweenLooks == 0 && stop.stop_requested())
                    return;
                Counter counter(m_reader.judge(), m_explanation.metric);
                m_reader.tell(slice, row, counter);
                const Totals& more = counter.totals();
                if ((more.numerator > 0 && part.totals.numerator < m_part.end) ||
                    (more.denominator > 0 && part.totals.denominator < m_part.end) ||
                    (more.excluded > 0 && part.totals.excluded < m_part.end))
                    part.listed.emplace_back(&slice, row);
                part.totals.add(more);
            }
        }
    }

    const Selection& m_selection;
    const RowReader m_reader;
    const ListPart m_part;
    const ChangesOf& m_changesOf;
    Explanation m_explanation;
};

} // namespace

Result<Explanation> computeExplanation(const Facts& facts, const Query& query, Metric metric, const ListPart& part,
                                       const ChangesOf& changesOf, const StopToken& stop)
{
    const Selection selection(facts, query);
    return Explainer(selection, metric, part, changesOf).run(stop);
}

Result<Explanation> computeExplanation(const Facts& facts, const Query& query, Metric metric, qsizetype limit,
                                       const ChangesOf& changesOf, const StopToken& stop)
{
    return computeExplanation(facts, query, metric, ListPart{0, limit}, changesOf, stop);
}

Standing standingOf(const Selection& selection, const Slice& slice, quint32 row, Metric metric)
{
    OneRow sink;
    RowReader(selection, metric).tell(slice, row, sink);
    Standing standing{metricName(metric), sink.numerator, sink.denominator, {}, sink.valueHours};
    if (!sink.numerator)
        standing.reason = sink.reason ? nameOf(*sink.reason) : nothingSaid(metric, sink.rejected);
    return standing;
}

} // namespace atalaya::delivery
