// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/explainobject.h"

#include "delivery/explain.h"
#include "delivery/selection.h"
#include "delivery/words.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::delivery {

namespace {

using Kind = ObjectExplanation::Kind;

/// Everything about one service under a query.
class View
{
public:
    View(const Facts& facts, const Query& query, const ServiceFacts& service)
        : m_selection(facts, query), m_judge(query, facts.rules), m_service(service)
    {
        for (const Slice& slice : m_selection.slices()) {
            if (slice.facts == &service)
                m_slice = &slice;
        }
    }

    ObjectExplanation begin(Kind kind, const QString& id, const QString& label) const
    {
        ObjectExplanation explanation;
        explanation.kind = kind;
        explanation.id = id;
        explanation.label = label;
        explanation.window = m_selection.window();
        explanation.rulesVersion = m_selection.facts().rules.version;
        explanation.dataVersion = m_selection.facts().dataVersion;
        return explanation;
    }

    Standing standing(quint32 row, Metric metric) const
    {
        const QString outside = outsideOf(row);
        return outside.isEmpty() ? standingOf(m_selection, *m_slice, row, metric)
                                 : Standing{metricName(metric), false, false, outside, {}};
    }

    ObjectExplanation::EdgeStanding standing(const EdgeFact& edge) const
    {
        const bool rejected = edge.state == model::EdgeState::Rejected;
        return {edgeOf(m_service, edge), m_judge.edgeCounts(edge) ? QString()
                                         : rejected               ? QStringLiteral("rejected_edge")
                                                                  : QStringLiteral("other_kind")};
    }

    /// Edges that were known by asOf and for which `wanted(edge)` holds.
    template<class Wanted>
    QList<ObjectExplanation::EdgeStanding> edges(Wanted wanted) const
    {
        QList<ObjectExplanation::EdgeStanding> found;
        for (const EdgeFact& edge : m_service.edges) {
            if (edge.known <= m_selection.asOf() && wanted(edge))
                found.append(standing(edge));
        }
        return found;
    }

    /// Why an incident is not asked for; empty when it is.
    QString outsideOf(const IncidentFact& incident) const
    {
        if (!m_slice)
            return QStringLiteral("other_service");
        if (incident.detected < m_selection.from() || incident.detected >= m_selection.end())
            return QStringLiteral("outside_window");
        if (m_slice->teamTaken[incident.team] == 0)
            return QStringLiteral("other_team");
        return m_slice->environmentTaken[incident.environment] == 0 ? QStringLiteral("other_environment") : QString();
    }

    const Judge& judge() const { return m_judge; }
    qint64 asOf() const { return m_selection.asOf(); }

private:
    QString outsideOf(quint32 row) const
    {
        if (!m_slice)
            return QStringLiteral("other_service");
        if (row < m_slice->begin || row >= m_slice->end)
            return QStringLiteral("outside_window");
        return m_slice->teamTaken[m_service.team[row]] == 0 ? QStringLiteral("other_team") : QString();
    }

    const Selection m_selection;
    const Judge m_judge;
    const ServiceFacts& m_service;
    const Slice* m_slice = nullptr; ///< without: the query asks for other services
};

Standing without(const QString& figure, const QString& reason) { return {figure, false, false, reason, {}}; }
Standing without(Metric metric, const QString& reason) { return without(metricName(metric), reason); }

QString deploymentSentence(const ObjectExplanation& explanation, Outcome outcome, bool isJudgeable)
{
    const Standing& frequency = explanation.standings.first();
    if (outcome == Outcome::NotSuccessful)
        return QCoreApplication::translate("Delivery", "%1 was no successful run, so no metric counts it.").arg(explanation.label);
    if (!frequency.numerator)
        return QCoreApplication::translate("Delivery", "The selection does not take %1, so no metric counts it.")
            .arg(explanation.label);
    if (outcome == Outcome::Failed && !isJudgeable)
        return QCoreApplication::translate("Delivery", "An edge blames %1: the fail rate counts it as failed once it is old enough "
                                                       "to be judged.")
            .arg(explanation.label);
    if (outcome == Outcome::Failed)
        return QCoreApplication::translate("Delivery", "%1 counts as failed: an edge blames it.").arg(explanation.label);
    if (outcome == Outcome::TooNew)
        return QCoreApplication::translate("Delivery", "%1 is too new to be judged, and no edge blames it so far.")
            .arg(explanation.label);
    return QCoreApplication::translate("Delivery", "%1 counts as healthy: no edge blames it.").arg(explanation.label);
}

/// Shipped by a deployment that the import left out.
bool isLeftOut(const ServiceFacts& service, const model::Change& change)
{
    return !change.deployment.isNull() && service.find(change.deployment.value) == kNone;
}

Standing leadTimeOf(const View& view, const ServiceFacts& service, quint32 row, const model::Change& change)
{
    if (row == kNone)
        return without(Metric::ChangeLeadTime,
                       isLeftOut(service, change) ? QStringLiteral("left_out") : QStringLiteral("not_shipped"));
    const Standing ofDeployment = view.standing(row, Metric::ChangeLeadTime);
    // A deployment without a sane lead time has none for this change either.
    if (!ofDeployment.numerator)
        return without(Metric::ChangeLeadTime, ofDeployment.reason);
    const qint64 lead = service.finished[row] - toMs(change.authored);
    if (lead < 0)
        return without(Metric::ChangeLeadTime, QStringLiteral("clock_skew"));
    return {metricName(Metric::ChangeLeadTime), true, false, {}, hoursOf(Milliseconds(lead))};
}

QString changeSentence(const ObjectExplanation& explanation, const Standing& leadTime)
{
    if (leadTime.numerator)
        return QCoreApplication::translate("Delivery", "%1 took %2 from the author date to production.")
            .arg(explanation.label, durationWords(leadTime.valueHours));
    if (leadTime.reason == QLatin1String("left_out"))
        return QCoreApplication::translate("Delivery", "%1 was shipped by a deployment before those that the import was to read.")
            .arg(explanation.label);
    if (explanation.through.isNull())
        return QCoreApplication::translate("Delivery", "%1 has not been shipped.").arg(explanation.label);
    return QCoreApplication::translate("Delivery", "%1 has been shipped and is left out of the lead time.").arg(explanation.label);
}

/// How long the incident took, and how long it took to notice.
void addIncidentTimes(ObjectExplanation& explanation, const View& view, const ServiceFacts& service, const IncidentFact& incident,
                      quint32 cause)
{
    const QString restore = QStringLiteral("time_to_restore"), detect = QStringLiteral("time_to_detect");
    const QString outside = view.outsideOf(incident);
    const auto timed = [&outside](const QString& figure, qint64 from, qint64 to) {
        if (!outside.isEmpty())
            return without(figure, outside);
        if (to < from)
            return without(figure, QStringLiteral("clock_skew"));
        return Standing{figure, true, true, {}, hoursOf(Milliseconds(to - from))};
    };
    explanation.standings.append(incident.resolved > view.asOf()
                                     ? without(restore, outside.isEmpty() ? QStringLiteral("open") : outside)
                                     : timed(restore, incident.detected, incident.resolved));
    explanation.standings.append(cause == kNone
                                     ? without(detect, outside.isEmpty() ? QStringLiteral("unattributed") : outside)
                                     : timed(detect, service.finished[cause], incident.detected));
}

} // namespace

ObjectExplanation explainDeployment(const Facts& facts, const Query& query, const RowRef& ref)
{
    const ServiceFacts& service = *ref.facts;
    const View view(facts, query, service);
    ObjectExplanation explanation =
        view.begin(Kind::Deployment, model::DeploymentId{service.id[ref.row]}.text(), service.label(ref.row));
    for (const Metric metric : kMetrics)
        explanation.standings.append(view.standing(ref.row, metric));
    explanation.edges =
        view.edges([&ref](const EdgeFact& edge) { return edge.cause == ref.row || edge.fix == ref.row; });
    explanation.sentence = deploymentSentence(explanation, rowOf(facts, query, ref).outcome,
                                              view.judge().isJudgeable(service.finished[ref.row]));
    return explanation;
}

ObjectExplanation explainChange(const Facts& facts, const Query& query, const model::Change& change,
                                const QList<RevertEnds>& reverts)
{
    const ServiceFacts& service = *facts.find(change.service);
    const View view(facts, query, service);
    ObjectExplanation explanation = view.begin(Kind::Change, change.service + u'@' + change.sha,
                                               change.service + u' ' + change.sha.left(7));
    quint32 row = change.deployment.isNull() ? kNone : service.find(change.deployment.value);
    if (row != kNone && (service.finished[row] > view.asOf() || service.wentBack(row)))
        row = kNone; // nobody knew of it then, or it shipped nothing new
    if (row != kNone)
        explanation.through = change.deployment;
    for (const Metric metric : kMetrics)
        explanation.standings.append(metric == Metric::ChangeLeadTime ? leadTimeOf(view, service, row, change)
                                                                      : without(metric, QStringLiteral("counts_deployments")));
    explanation.edges = view.edges([&](const EdgeFact& edge) {
        return edge.kind == model::EdgeKind::Revert && edge.fix != kNone &&
               std::any_of(reverts.begin(), reverts.end(), [&](const RevertEnds& ends) {
                   return ends.fix.value == service.id[edge.fix] && ends.cause.value == service.id[edge.cause];
               });
    });
    explanation.sentence = changeSentence(explanation, explanation.standings[qsizetype(Metric::ChangeLeadTime)]);
    return explanation;
}

std::optional<RowRef> findIncident(const Facts& facts, const Query& query, model::IncidentId id)
{
    for (const auto& service : facts.services) {
        for (quint32 place = 0; place < service->incidents.size(); ++place) {
            const IncidentFact& incident = service->incidents[place];
            if (incident.id == id.value && incident.known <= toMs(query.asOf))
                return RowRef{service.get(), place};
        }
    }
    return std::nullopt;
}

ObjectExplanation explainIncident(const Facts& facts, const Query& query, const RowRef& ref, const QString& title)
{
    const ServiceFacts& service = *ref.facts;
    const IncidentFact& incident = service.incidents[ref.row];
    const View view(facts, query, service);
    ObjectExplanation explanation =
        view.begin(Kind::Incident, model::IncidentId{incident.id}.text(), service.name + u' ' + title);
    explanation.edges = view.edges([&ref](const EdgeFact& edge) { return edge.incident == ref.row; });
    const bool known = !explanation.edges.isEmpty(); // at most one, and only once its cause had finished
    if (known)
        explanation.through = explanation.edges.first().edge.cause;
    for (const Metric metric : kMetrics) {
        const bool judged = metric == Metric::ChangeFailRate || metric == Metric::FailedDeploymentRecoveryTime;
        if (metric == Metric::ChangeLeadTime)
            explanation.standings.append(without(metric, QStringLiteral("counts_changes")));
        else if (metric == Metric::DeploymentReworkRate)
            explanation.standings.append(without(metric, QStringLiteral("no_fix_edge")));
        else if (!judged)
            explanation.standings.append(without(metric, QStringLiteral("counts_deployments")));
        else if (!known)
            explanation.standings.append(without(metric, QStringLiteral("unattributed")));
        else if (const QString reason = explanation.edges.first().reason; !reason.isEmpty())
            explanation.standings.append(without(metric, reason));
        else
            explanation.standings.append(view.standing(incident.cause, metric));
    }
    addIncidentTimes(explanation, view, service, incident, known ? incident.cause : kNone);
    explanation.sentence =
        known ? QCoreApplication::translate("Delivery", "%1 is blamed on %2.").arg(explanation.label, service.label(incident.cause))
              : QCoreApplication::translate("Delivery", "No deployment is blamed for %1.").arg(explanation.label);
    return explanation;
}

} // namespace atalaya::delivery
