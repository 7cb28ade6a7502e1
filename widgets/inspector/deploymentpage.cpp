// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploymentpage.h"

#include "base/json.h"
#include "services/deliveryservice.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/inspector/edgechain.h"
#include "widgets/inspector/longtable.h"
#include "widgets/models/changesmodel.h"
#include "widgets/models/deploymentlist.h"
#include "widgets/theme/stylesheet.h"

#include <QLabel>
#include <QTableView>

namespace atalaya::widgets {

namespace {

constexpr int kMaxRows = 8;

QLabel* heading(QWidget* parent)
{
    auto* label = new QLabel(parent);
    setLook(label, QStringLiteral("heading"));
    return label;
}

QString sourceText(model::DeploymentSource source)
{
    switch (source) {
    case model::DeploymentSource::PhaseEvent:
        return DeploymentPage::tr("phase event");
    case model::DeploymentSource::GitTag:
        return DeploymentPage::tr("git tag");
    case model::DeploymentSource::GitMergeProxy:
        return DeploymentPage::tr("merge, stands in for a tag");
    case model::DeploymentSource::GitCommitProxy:
        return DeploymentPage::tr("commit, stands in for a tag");
    }
    return {};
}

QString lookOf(delivery::Outcome outcome)
{
    switch (outcome) {
    case delivery::Outcome::Healthy:
        return QStringLiteral("good");
    case delivery::Outcome::Failed:
        return QStringLiteral("bad");
    case delivery::Outcome::TooNew:
        return QStringLiteral("warning");
    case delivery::Outcome::NotSuccessful:
        break;
    }
    return QStringLiteral("muted");
}

QChar signOf(delivery::Outcome outcome)
{
    switch (outcome) {
    case delivery::Outcome::Healthy:
        return QChar(0x2713);
    case delivery::Outcome::Failed:
        return QChar(0x2715);
    case delivery::Outcome::TooNew:
        return u'?';
    case delivery::Outcome::NotSuccessful:
        break;
    }
    return u'!';
}

/// "12.2 h (0.5 d)": the table beside it may have either.
QString inBothUnits(std::optional<double> hours)
{
    const QString own = durationText(hours);
    if (!hours || *hours < 1)
        return own;
    const DurationUnit other = unitFor(*hours) == DurationUnit::Hours ? DurationUnit::Days : DurationUnit::Hours;
    return DeploymentPage::tr("%1 (%2)", "a duration in two units").arg(own, durationText(hours, other));
}

ListedDeployment listed(const delivery::DeploymentDetail& detail)
{
    ListedDeployment result{detail.row, {}};
    for (const model::Deployment& neighbour : detail.neighbours)
        result.neighbours.insert(neighbour.id, nameOf(neighbour));
    return result;
}

} // namespace

DeploymentPage::DeploymentPage(services::DeliveryService& service, QThreadPool& pool, QWidget* parent)
    : QWidget(parent), m_service(service), m_changes(new ChangesModel(pool, this)), m_outcome(new QLabel(this)),
      m_facts(new FactGrid(this)), m_chainHead(heading(this)), m_chain(new EdgeChain(this)),
      m_incidentHead(heading(this)), m_incidents(new FactGrid(this)),
      m_changesHead(heading(this)), m_table(new QTableView(this)), m_list(new LongTable(m_table, kMaxRows, this)),
      m_trouble(new QLabel(this))
{
    m_outcome->setWordWrap(true);
    m_trouble->setWordWrap(true);
    setLook(m_trouble, QStringLiteral("bad"));
    m_table->setModel(m_changes);
    sayInLanguage(this, [this] {
        m_chainHead->setText(tr("Cause and fix"));
        m_incidentHead->setText(tr("Incidents"));
        m_changesHead->setText(m_changes->rowCount() > 0 ? tr("Changes (%1)").arg(countText(m_changes->total())) : tr("Changes"));
        m_table->setAccessibleName(tr("Changes of the deployment"));
    });
    dressTable(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_outcome, m_chainHead, m_chain, m_incidentHead, m_incidents, m_facts,
                                                           m_changesHead, m_list, m_trouble})
        layout->addWidget(widget);
    layout->addStretch(1);
    connect(m_chain, &EdgeChain::chosen, this, [this](model::DeploymentId id) { Q_EMIT chosen(Subject::of(id)); });
    connect(m_changes, &ChangesModel::loaded, this, &DeploymentPage::changesLoaded);
    connect(m_changes, &ChangesModel::failed, this, [this](const Error& error) {
        m_trouble->setText(error.userText);
        m_trouble->show();
        Q_EMIT settledChanged();
    });
}

void DeploymentPage::setDetail(const delivery::DeploymentDetail& detail, const Question& question)
{
    const bool same = m_detail.row.deployment.id == detail.row.deployment.id && m_detail.row.changes == detail.row.changes;
    m_detail = detail;
    m_question = question;
    m_outcome->setText(signOf(detail.row.outcome) + (u' ' + outcomeText(listed(detail))));
    setLook(m_outcome, lookOf(detail.row.outcome));
    m_facts->setFacts(facts());
    m_chain->setDetail(detail);
    m_chainHead->setVisible(!m_chain->isEmpty());
    m_chain->setVisible(!m_chain->isEmpty());
    const QList<Fact> incidents = incidentFacts();
    m_incidents->setFacts(incidents);
    m_incidents->setVisible(!incidents.isEmpty());
    m_incidentHead->setVisible(!incidents.isEmpty());
    m_trouble->hide();
    if (same && m_changes->rowCount() > 0)
        return; // a deployment's changes never change: the list keeps its place
    m_list->hide();
    m_list->shorten();
    m_changesHead->setText(tr("Changes"));
    m_changes->setSource(
        [&service = m_service, query = question.query, id = detail.row.deployment.id](const delivery::PageRequest& page,
                                                                                      const StopToken&) {
            return service.changes(query, id, page);
        },
        question.query.timeZone);
}

void DeploymentPage::changesLoaded()
{
    fitColumns(m_table, ChangesModel::Subject);
    m_changesHead->setText(tr("Changes (%1)").arg(countText(m_changes->total())));
    m_list->fit(m_changes->total());
    Q_EMIT settledChanged();
}

QList<Fact> DeploymentPage::facts() const
{
    const delivery::DeploymentRow& row = m_detail.row;
    const model::Deployment& deployment = row.deployment;
    const QTimeZone& zone = m_question.query.timeZone;
    const Instant now = m_question.query.asOf;
    QList<Fact> facts;
    facts.append({tr("Finished"), momentText(deployment.finished, zone, now), false, toIso(deployment.finished)});
    if (deployment.started)
        facts.append({tr("Took"), durationText(hoursOf(deployment.finished - *deployment.started))});
    facts.append({tr("Environment"), deployment.environment});
    if (!deployment.team.isEmpty())
        facts.append({tr("Team"), deployment.team});
    if (!deployment.sha.isEmpty())
        facts.append({tr("Commit"), deployment.sha.left(12), true, deployment.sha});
    if (row.baseline)
        facts.append({tr("Lead time"), tr("none: the first deployment is the baseline")});
    else
        facts.append({tr("Lead time, p50"), inBothUnits(row.leadTimeP50Hours)});
    if (row.outcome == delivery::Outcome::Failed)
        facts.append({tr("Recovered after"), row.recoveryHours ? durationText(row.recoveryHours) : tr("not yet")});
    facts.append({tr("Read from"), sourceText(deployment.source)});
    facts.append({tr("Id"), deployment.id.text(), true});
    return facts;
}

QList<Fact> DeploymentPage::incidentFacts() const
{
    QList<Fact> facts;
    const QTimeZone& zone = m_question.query.timeZone;
    const Instant now = m_question.query.asOf;
    for (const model::Incident& incident : m_detail.incidents) {
        const QString detected = momentText(incident.detected, zone, now);
        const QString name = incident.title.isEmpty() ? incident.id.text() : incident.title;
        facts.append({name, incident.resolved
                                ? tr("%1, resolved after %2").arg(detected, durationText(hoursOf(*incident.resolved - incident.detected)))
                                : tr("%1, open").arg(detected)});
    }
    return facts;
}

QString DeploymentPage::title() const
{
    return labelOf(m_detail.row.deployment);
}

QString DeploymentPage::asText() const
{
    QStringList lines{title(), outcomeText(listed(m_detail))};
    for (const QList<Fact>& list : {facts(), incidentFacts()}) {
        for (const Fact& fact : list)
            lines.append(fact.name + QStringLiteral(": ") + (fact.toolTip.isEmpty() ? fact.value : fact.toolTip));
    }
    for (const QList<model::RemediationEdge>* edges : {&m_detail.row.blamedBy, &m_detail.row.repairs}) {
        for (const model::RemediationEdge& edge : *edges)
            lines.append(QStringList{edgeKindText(edge.kind), edge.cause.text(), edge.fix.isNull() ? QString() : edge.fix.text(),
                                     exactText(edge.confidence), edge.evidence}
                             .join(u'\t'));
    }
    return lines.join(u'\n') + u"\n\n" + m_changes->tsv();
}

QByteArray DeploymentPage::asJson() const
{
    return readableJson(delivery::toJson(m_detail));
}

bool DeploymentPage::isSettled() const
{
    return !m_changes->isBusy();
}

} // namespace atalaya::widgets
