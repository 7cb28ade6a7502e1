// SPDX-License-Identifier: GPL-3.0-or-later
#include "plaindeployments.h"

#include "store/factreader.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace atalaya::test {

using model::Change;
using model::Deployment;
using model::DeploymentId;
using model::Incident;
using model::IncidentId;
using store::DeploymentRepository;
using store::FactReader;

namespace {

QString text(std::optional<Instant> instant)
{
    return instant ? toIso(*instant) : QStringLiteral("-");
}

QString shippedText(const QString& service, DeploymentId deployment, Instant authored)
{
    return QStringList{service, deployment.text(), toIso(authored)}.join(QLatin1Char('|'));
}

QString revertText(const QString& service, const QString& reverting, const QString& reverted, DeploymentId fix,
                   DeploymentId cause)
{
    return QStringList{service, reverting, reverted, fix.text(), cause.text()}.join(QLatin1Char('|'));
}

QString factText(const store::DeploymentFact& fact)
{
    return QStringList{fact.id.text(),
                       fact.environment,
                       fact.team,
                       QString::fromUtf8(fact.version),
                       QString::fromUtf8(fact.sha),
                       QString::fromUtf8(fact.fixes),
                       toIso(fact.finished),
                       statusName(fact.status),
                       sourceName(fact.source)}
        .join(QLatin1Char('|'));
}

QList<Change> inOrder(QList<Change> changes)
{
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return std::tuple(b.authored, a.sha, a.service) < std::tuple(a.authored, b.sha, b.service);
    });
    return changes;
}

} // namespace

QString text(const Deployment& d)
{
    return QStringList{d.id.text(),
                       d.service,
                       d.environment,
                       d.team,
                       d.version,
                       d.sha,
                       text(d.started),
                       toIso(d.finished),
                       statusName(d.status),
                       sourceName(d.source),
                       d.dedupKey,
                       d.fixes}
        .join(QLatin1Char('|'));
}

QString text(const Change& c)
{
    return QStringList{c.service,
                       c.sha,
                       c.deployment.text(),
                       toIso(c.authored),
                       toIso(c.committed),
                       c.subject,
                       QString::number(c.lines.value_or(-1)),
                       QString::number(c.files.value_or(-1))}
        .join(QLatin1Char('|'));
}

QString text(const Incident& i)
{
    return QStringList{i.id.text(),       i.service,        i.environment,        i.title,
                       toIso(i.detected), text(i.resolved), i.statedCause.text(), i.dedupKey,
                       toIso(i.known)}
        .join(QLatin1Char('|'));
}

bool PlainDeployments::isBetter(const Change& a, const Change& b) const
{
    const auto rank = [this](const Change& c) {
        const auto found = m_deployments.constFind(c.deployment);
        const Instant finished = found == m_deployments.cend() ? Instant::max() : found->finished;
        return std::tuple(c.deployment.isNull(), finished, c.deployment, c.authored, c.committed, c.subject,
                          c.lines.value_or(-1), c.files.value_or(-1));
    };
    return rank(a) < rank(b);
}

void PlainDeployments::add(const QList<Deployment>& deployments, const QList<Change>& changes)
{
    for (const Deployment& deployment : deployments) {
        if (!m_deployments.contains(deployment.id))
            m_deployments.insert(deployment.id, deployment);
        m_services.insert(deployment.service, true);
    }
    for (const Change& change : changes) {
        const std::pair key(change.service, change.sha);
        const auto rival = m_changes.constFind(key);
        if (rival == m_changes.cend() || (!rival->isGit && isBetter(change, rival->change)))
            m_changes.insert(key, {change, false});
        m_services.insert(change.service, true);
    }
}

void PlainDeployments::replaceGit(const QString& service, const GitFold& fold)
{
    m_services.insert(service, true);
    m_folds.insert(service, fold);
    m_deployments.removeIf(
        [&](auto row) { return row->service == service && row->source != model::DeploymentSource::PhaseEvent; });
    for (const Deployment& deployment : fold.deployments)
        m_deployments.insert(deployment.id, deployment);
    m_changes.removeIf([&](auto row) { return row->change.service == service && row->isGit; });
    std::set<QString> seen;
    for (const Change& change : fold.changes) {
        if (seen.insert(change.sha).second)
            m_changes.insert({service, change.sha}, {change, true});
    }
}

void PlainDeployments::putIncidents(const QList<Incident>& incidents, const QList<IncidentId>& gone)
{
    for (const Incident& incident : incidents) {
        if (gone.contains(incident.id))
            continue;
        m_incidents.insert(incident.id, incident);
        m_services.insert(incident.service, true);
    }
    for (const IncidentId id : gone)
        m_incidents.remove(id);
}

QStringList PlainDeployments::services() const
{
    return m_services.keys();
}

QList<Deployment> PlainDeployments::deployments(const QString& service) const
{
    QList<Deployment> found;
    for (const Deployment& deployment : m_deployments) {
        if (service.isNull() || deployment.service == service)
            found.append(deployment);
    }
    return found;
}

QList<Incident> PlainDeployments::incidents(const QString& service) const
{
    QList<Incident> found;
    for (const Incident& incident : m_incidents) {
        if (service.isNull() || incident.service == service)
            found.append(incident);
    }
    std::sort(found.begin(), found.end(), [](const Incident& a, const Incident& b) {
        // The store keeps ids as signed numbers.
        return std::tuple(a.service, a.detected, qint64(a.id.value)) <
               std::tuple(b.service, b.detected, qint64(b.id.value));
    });
    return found;
}

QStringList PlainDeployments::facts(const QString& service) const
{
    QStringList found;
    for (const Deployment& d : deployments(service)) {
        const QByteArray version = d.version.toUtf8(), sha = d.sha.toUtf8(), fixes = d.fixes.toUtf8();
        found.append(factText({0, d.id, d.environment, d.team, version, sha, fixes, d.finished, d.status, d.source}));
    }
    found.sort();
    return found;
}

QStringList PlainDeployments::shippedChanges(const QString& service) const
{
    QStringList found;
    for (const Item& item : m_changes) {
        const Change& c = item.change;
        if (!c.deployment.isNull() && (service.isNull() || c.service == service))
            found.append(shippedText(c.service, c.deployment, c.authored));
    }
    found.sort();
    return found;
}

QStringList PlainDeployments::shippedReverts(const QString& service) const
{
    QStringList found;
    for (auto fold = m_folds.cbegin(); fold != m_folds.cend(); ++fold) {
        if (!service.isNull() && fold.key() != service)
            continue;
        for (const store::RevertFact& revert : fold->reverts) {
            const Change fix = m_changes.value({fold.key(), revert.reverting}).change;
            const Change cause = m_changes.value({fold.key(), revert.reverted}).change;
            if (!fix.deployment.isNull() && !cause.deployment.isNull())
                found.append(
                    revertText(fold.key(), revert.reverting, revert.reverted, fix.deployment, cause.deployment));
        }
    }
    found.sort();
    found.removeDuplicates();
    return found;
}

QList<Change> PlainDeployments::allChanges(const QString& service) const
{
    QList<Change> found;
    for (const Item& item : m_changes) {
        if (service.isNull() || item.change.service == service)
            found.append(item.change);
    }
    return found;
}

QStringList PlainDeployments::changes(const DeploymentRepository::ChangeFilter& filter) const
{
    QList<Change> found;
    for (const Change& change : allChanges(QString())) {
        if ((filter.services.isEmpty() || filter.services.contains(change.service)) &&
            (!filter.deployment || change.deployment == *filter.deployment) &&
            (!filter.from || change.authored >= *filter.from) && (!filter.to || change.authored < *filter.to))
            found.append(change);
    }
    return texts(inOrder(found));
}

Deployment Maker::deployment(const QString& service)
{
    Deployment deployment;
    deployment.service = service;
    deployment.environment = below(3) ? QStringLiteral("production") : QStringLiteral("staging");
    deployment.team = below(2) ? QString() : QStringLiteral("team-%1").arg(below(3));
    deployment.version = QStringLiteral("%1.%2").arg(below(5)).arg(below(50));
    deployment.sha = below(2) ? QString() : QStringLiteral("%1").arg(below(1 << 30), 40, 16, QLatin1Char('0'));
    deployment.finished = instantFromMs(1'600'000'000'000 + qint64(below(1 << 30)) * 100);
    if (below(2))
        deployment.started = deployment.finished - Milliseconds(below(1'000'000));
    deployment.status = model::DeploymentStatus(below(4));
    deployment.dedupKey = QStringLiteral("key %1").arg(++m_count);
    deployment.fixes = below(5) ? QString() : QStringLiteral("1.%1").arg(below(50));
    deployment.id = model::deploymentId(service, deployment.environment, deployment.dedupKey);
    return deployment;
}

Deployment Maker::gitDeployment(const QString& service)
{
    Deployment result = deployment(service);
    result.environment = QStringLiteral("production");
    result.status = model::DeploymentStatus::Success;
    result.source = model::DeploymentSource(1 + below(3));
    result.id = model::deploymentId(service, result.environment, result.dedupKey);
    return result;
}

Change Maker::change(const QString& service)
{
    Change change;
    change.service = service;
    change.sha =
        QStringLiteral("%1%2").arg(below(1 << 30), 20, 16, QLatin1Char('0')).arg(++m_count, 20, 16, QLatin1Char('0'));
    change.committed = instantFromMs(1'600'000'000'000 + qint64(below(1 << 30)) * 100);
    change.authored = below(3) ? instantFromMs(1'600'000'000'000 + 1000 * below(20)) : change.committed;
    change.subject = QStringLiteral("Änderung %1").arg(m_count);
    if (below(4))
        change.lines = below(1000);
    if (below(4))
        change.files = below(20);
    return change;
}

QList<Incident> Maker::incidents(int count)
{
    QList<Incident> list;
    for (int i = 0; i < count; ++i) {
        Incident incident;
        incident.service = service();
        incident.environment = QStringLiteral("production");
        incident.dedupKey = QStringLiteral("incident %1").arg(count > 100 ? i : below(60));
        incident.title = QStringLiteral("Incident %1").arg(below(3));
        incident.detected = instantFromMs(1'600'000'000'000 + below(1 << 30));
        if (below(2))
            incident.resolved = incident.detected + Milliseconds(below(1'000'000));
        incident.known = incident.detected + Milliseconds(below(3));
        incident.statedCause = below(2) ? DeploymentId() : DeploymentId{m_random.generate64() | 1};
        incident.id = model::incidentId(incident.service, incident.environment, incident.dedupKey);
        list.append(incident);
    }
    return list;
}

EventFold Maker::eventFold(const PlainDeployments& plain)
{
    EventFold fold;
    const QList<Deployment> old = plain.deployments(QString());
    const QList<Change> oldChanges = plain.allChanges(QString());
    for (int n = below(80); n > 0; --n) {
        fold.deployments.append(deployment(service()));
        Change added = change(fold.deployments.last().service);
        if (below(3))
            added.deployment = fold.deployments.last().id;
        if (!oldChanges.isEmpty() && below(4) == 0) { // one sha, two claims
            const Change& rival = oldChanges[below(int(oldChanges.size()))];
            if (rival.service == added.service)
                added.sha = rival.sha;
        }
        fold.changes.append(added);
        if (!old.isEmpty() && below(4) == 0)
            fold.deployments.append(old[below(int(old.size()))]); // again
        if (!oldChanges.isEmpty() && below(4) == 0)
            fold.changes.append(oldChanges[below(int(oldChanges.size()))]);
    }
    return fold;
}

GitFold Maker::gitFold(const PlainDeployments& plain, const QString& service)
{
    GitFold fold;
    for (Deployment deployment : plain.git(service).deployments) {
        const int fate = below(6);
        if (fate == 0)
            continue;
        if (fate == 1)
            deployment.finished += Milliseconds(1000);
        fold.deployments.append(deployment);
    }
    for (int n = below(10); n > 0; --n)
        fold.deployments.append(gitDeployment(service));
    const auto anyDeployment = [&] {
        return fold.deployments.isEmpty() || below(4) == 0 ? DeploymentId()
                                                           : fold.deployments[below(int(fold.deployments.size()))].id;
    };
    for (Change change : plain.git(service).changes) {
        if (below(8) == 0)
            continue;
        if (below(4) == 0)
            change.deployment = anyDeployment();
        fold.changes.append(change);
    }
    const QList<Change> known = plain.allChanges(service);
    for (int n = below(120); n > 0; --n) {
        Change added = change(service);
        if (!known.isEmpty() && below(10) == 0)
            added.sha = known[below(int(known.size()))].sha; // an event had told of it, or the history repeats it
        added.deployment = anyDeployment();
        fold.changes.append(added);
    }
    for (int n = fold.changes.isEmpty() ? 0 : below(6); n > 0; --n)
        fold.reverts.append(
            {fold.changes[below(int(fold.changes.size()))].sha, fold.changes[below(int(fold.changes.size()))].sha});
    return fold;
}

GitFold Maker::longerGitFold(const PlainDeployments& plain, const QString& service)
{
    GitFold fold = plain.git(service);
    const Deployment added = gitDeployment(service);
    fold.deployments.append(added);
    for (Change& change : fold.changes) {
        if (change.deployment.isNull() && below(2))
            change.deployment = added.id;
    }
    for (int n = below(30); n > 0; --n) {
        fold.changes.append(change(service));
        if (below(2))
            fold.changes.last().deployment = added.id;
    }
    return fold;
}

QList<IncidentId> Maker::someOf(const QList<Incident>& incidents)
{
    QList<IncidentId> ids;
    for (const Incident& incident : incidents) {
        if (below(10) == 0)
            ids.append(incident.id);
    }
    return ids;
}

DeploymentRepository::ChangeFilter Maker::changeFilter(const PlainDeployments& plain)
{
    DeploymentRepository::ChangeFilter filter;
    for (int n = below(4); n > 0; --n)
        filter.services.append(below(8) ? service() : QStringLiteral("nobody"));
    const QList<Deployment> deployments = plain.deployments(QString());
    if (below(4) == 0 && !deployments.isEmpty())
        filter.deployment = deployments[below(int(deployments.size()))].id;
    if (below(3) == 0)
        filter.from = instantFromMs(1'600'000'000'000 + 1000 * below(20));
    if (below(3) == 0)
        filter.to = instantFromMs(1'600'000'000'000 + qint64(below(1 << 30)) * 100);
    return filter;
}

namespace {

/// For one service, or for all (null): those that are listed, in order.
template<class Each>
Status forEachService(store::Connection& connection, const QString& service, const Each& each)
{
    ATALAYA_TRY(FactReader reader, FactReader::of(connection));
    QStringList names{service};
    if (service.isNull()) {
        names.clear();
        ATALAYA_TRY(const QList<store::ServiceState> states, DeploymentRepository(connection).services());
        for (const store::ServiceState& state : states)
            names.append(state.name);
    }
    for (const QString& name : std::as_const(names))
        ATALAYA_CHECK(each(reader, name));
    return ok();
}

template<class Each>
void readEach(store::Database& database, const QString& service, const Each& each)
{
    const Status status =
        database.read([&](store::Connection& connection) { return forEachService(connection, service, each); });
    if (!status.isOk())
        qFatal("reading failed");
}

} // namespace

Reader::Kind Reader::update(store::Database& database, const store::ServiceState& state)
{
    if (state.version == m_version)
        return Kind::Unchanged;
    const bool isRewritten = state.rewritten > m_version;
    if (isRewritten)
        *this = {};
    read(database, state.name);
    m_version = state.version;
    return isRewritten ? Kind::Rewritten : Kind::Appended;
}

void Reader::read(store::Database& database, const QString& service)
{
    const Status status = database.read([&](store::Connection& connection) -> Status {
        DeploymentRepository repository(connection);
        ATALAYA_CHECK(repository.forEachDeployment(service, m_lastDeployment, [&](DeploymentRepository::Row&& row) {
            if (!service.isNull() && row.sequence <= m_lastDeployment)
                qFatal("the rows of a service are not in order");
            m_lastDeployment = row.sequence;
            m_deployments.append(row.deployment);
        }));
        return forEachService(connection, service, [&](FactReader& reader, const QString& name) {
            const qint64 after = service.isNull() ? 0 : m_lastChange;
            return reader.shippedChanges(name, after, [&](const store::ChangeFact& change) {
                if (!service.isNull() && change.sequence <= m_lastChange)
                    qFatal("the changes of a service are not in order");
                m_lastChange = change.sequence;
                m_changes.append(shippedText(name, change.deployment, change.authored));
            });
        });
    });
    if (!status.isOk())
        qFatal("reading failed");
}

QStringList Reader::deploymentTexts() const
{
    QList<Deployment> sorted = m_deployments;
    std::sort(sorted.begin(), sorted.end(), [](const Deployment& a, const Deployment& b) { return a.id < b.id; });
    return texts(sorted);
}

QStringList Reader::changeTexts() const
{
    QStringList sorted = m_changes;
    sorted.sort();
    return sorted;
}

QList<Deployment> Reader::deployments(store::Database& database, const QString& service)
{
    Reader reader;
    reader.read(database, service);
    std::sort(reader.m_deployments.begin(), reader.m_deployments.end(),
              [](const Deployment& a, const Deployment& b) { return a.id < b.id; });
    return reader.m_deployments;
}

QStringList Reader::shippedChanges(store::Database& database, const QString& service)
{
    Reader reader;
    reader.read(database, service);
    return reader.changeTexts();
}

QStringList Reader::shippedReverts(store::Database& database, const QString& service)
{
    QStringList found;
    readEach(database, service, [&found](FactReader& reader, const QString& name) -> Status {
        ATALAYA_TRY(const QList<store::ShippedRevert> reverts, reader.reverts(name));
        for (const store::ShippedRevert& revert : reverts)
            found.append(revertText(name, revert.reverting, revert.reverted, revert.fix, revert.cause));
        return ok();
    });
    found.sort();
    return found;
}

QList<Incident> Reader::incidents(store::Database& database, const QString& service)
{
    QList<Incident> found;
    readEach(database, service, [&found](FactReader& reader, const QString& name) -> Status {
        ATALAYA_TRY(const QList<Incident> incidents, reader.incidents(name));
        found += incidents;
        return ok();
    });
    return found;
}

QStringList Reader::facts(store::Database& database, const QString& service)
{
    QStringList found;
    readEach(database, service, [&found](FactReader& reader, const QString& name) {
        return reader.deployments(name, 0, [&found](const store::DeploymentFact& fact) { found.append(factText(fact)); });
    });
    found.sort();
    return found;
}

QStringList Reader::changesInPages(store::Database& database, const DeploymentRepository::ChangeFilter& filter,
                                   int limit)
{
    QList<Change> found;
    std::optional<DeploymentRepository::ChangePosition> after;
    for (;;) {
        const auto page = database.read([&](store::Connection& connection) {
            return DeploymentRepository(connection).changes(filter, limit, after);
        });
        if (!page.isOk())
            qFatal("reading changes failed");
        found += page.value();
        if (page.value().size() < limit)
            break;
        const Change& last = found.last();
        after = DeploymentRepository::ChangePosition{last.authored, last.service, last.sha};
    }
    for (qsizetype i = 1; i < found.size(); ++i) {
        if (std::tuple(found[i].authored, found[i - 1].sha) > std::tuple(found[i - 1].authored, found[i].sha))
            qFatal("changes are not in order");
    }
    return texts(inOrder(found));
}

} // namespace atalaya::test
