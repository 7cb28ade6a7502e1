// SPDX-License-Identifier: GPL-3.0-or-later
#include "history.h"

#include "delivery/factsbuilder.h"
#include "model/rollback.h"

#include <algorithm>

namespace atalaya::delivery {

namespace {

template<class T>
T oneOf(QRandomGenerator& random, std::initializer_list<T> choices)
{
    return *(choices.begin() + random.bounded(int(choices.size())));
}

QString randomVersion(QRandomGenerator& random)
{
    static const QStringList prefixes{QString(), QStringLiteral("v"), QStringLiteral("app-"), QStringLiteral("web/")};
    if (random.bounded(12) == 0)
        return oneOf(random, {QString(), QStringLiteral("nightly"), QStringLiteral("1.0.0-rc1")});
    QString version = prefixes[random.bounded(int(prefixes.size()))];
    version += QStringLiteral("1.%1.%2").arg(random.bounded(2)).arg(random.bounded(5));
    if (random.bounded(5) == 0)
        version += QStringLiteral(".%1").arg(random.bounded(3));
    return version;
}

QString randomSha(QRandomGenerator& random)
{
    if (random.bounded(4) == 0)
        return {};
    // Few shas, and two that begin alike.
    return QStringLiteral("%1").arg(0xABCDEF00 + random.bounded(30), 8, 16, QLatin1Char('0')).repeated(5);
}

Instant randomMoment(QRandomGenerator& random)
{
    constexpr int kHours = 120 * 24;
    const Milliseconds fine(random.bounded(3) == 0 ? 0 : random.bounded(3'600'000)); // whole hours make ties
    return kBegin + std::chrono::hours(random.bounded(kHours)) + fine;
}

QString randomFixes(QRandomGenerator& random, const QList<model::Deployment>& others)
{
    if (others.isEmpty() || random.bounded(8) != 0)
        return {};
    const model::Deployment& other = others[random.bounded(int(others.size()))];
    switch (random.bounded(6)) {
    case 4:
    case 5:
        return model::rollbackOf(other.id);
    case 0:
        return other.id.text();
    case 1:
        return other.version;
    case 2:
        return other.sha.left(7 + random.bounded(3));
    default:
        return QStringLiteral("unheard of");
    }
}

template<class T>
QList<T> shuffled(QList<T> list, QRandomGenerator* random)
{
    if (random)
        std::shuffle(list.begin(), list.end(), *random);
    return list;
}

void addAll(FactsBuilder& builder, const History& history, QRandomGenerator* random, double from = 0, double to = 1)
{
    const auto piece = [&](const auto& list) {
        const auto place = [&](double share) { return qsizetype(share * double(list.size())); };
        return shuffled(list.mid(place(from), place(to) - place(from)), random);
    };
    const auto addDeployments = [&] {
        for (const model::Deployment& deployment : piece(history.deployments))
            builder.addDeployment(deployment);
    };
    const auto addOthers = [&] {
        for (const model::Change& change : piece(history.changes))
            builder.addChange(change.deployment, change.authored);
        for (const model::Incident& incident : shuffled(history.incidents, random))
            builder.addIncident(incident);
        for (const History::Revert& revert : shuffled(history.reverts, random))
            builder.addRevert(revert.fix, revert.cause, revert.reverted);
    };
    const bool othersFirst = random && random->bounded(2) == 0;
    if (othersFirst)
        addOthers();
    addDeployments();
    if (!othersFirst)
        addOthers();
}

VersionPattern patternOf(const Rules& rules) { return VersionPattern::compile(rules.tagPattern).value(); }

} // namespace

model::Deployment deployed(const QString& service, const QString& version, Instant finished, const QString& sha)
{
    model::Deployment deployment;
    deployment.service = service;
    deployment.environment = QStringLiteral("production");
    deployment.version = version;
    deployment.sha = sha;
    deployment.finished = finished;
    deployment.dedupKey = version + u'@' + toIso(finished);
    deployment.id = model::deploymentId(service, deployment.environment, deployment.dedupKey);
    return deployment;
}

model::Incident incidentAt(const QString& service, const QString& title, Instant detected, std::optional<Instant> resolved)
{
    model::Incident incident;
    incident.service = service;
    incident.environment = QStringLiteral("production");
    incident.title = title;
    incident.detected = detected;
    incident.resolved = resolved;
    incident.dedupKey = title;
    incident.id = model::incidentId(service, incident.environment, title);
    return incident;
}

model::Change changeOf(const model::Deployment& deployment, const QString& sha, Instant authored)
{
    model::Change change;
    change.service = deployment.service;
    change.sha = sha;
    change.deployment = deployment.id;
    change.authored = change.committed = authored;
    return change;
}

History randomHistory(QRandomGenerator& random, const QString& service, int deployments)
{
    using model::DeploymentStatus;
    History history;
    history.service = service;
    int number = 0;
    for (int i = random.bounded(deployments + 1); i > 0; --i) {
        model::Deployment deployment = deployed(service, randomVersion(random), randomMoment(random), randomSha(random));
        deployment.environment = oneOf(random, {QStringLiteral("production"), QStringLiteral("production"), QStringLiteral("Prod"),
                                                QStringLiteral("staging")});
        deployment.team = oneOf(random, {QString(), QStringLiteral("red"), QStringLiteral("blue")});
        deployment.status = oneOf(random, {DeploymentStatus::Success, DeploymentStatus::Success, DeploymentStatus::Success,
                                           DeploymentStatus::Success, DeploymentStatus::Failed, DeploymentStatus::Pending});
        deployment.source = random.bounded(10) == 0 ? model::DeploymentSource::GitMergeProxy : model::DeploymentSource::GitTag;
        deployment.dedupKey = QString::number(number++);
        deployment.id = model::deploymentId(service, deployment.environment, deployment.dedupKey);
        deployment.fixes = randomFixes(random, history.deployments);
        for (int changes = random.bounded(5); changes > 0; --changes) {
            const Milliseconds age(qint64(random.generate() % 2'000'000'000U) - 50'000'000); // some from the future
            history.changes.append(changeOf(deployment, QStringLiteral("c%1").arg(number++), deployment.finished - age));
        }
        history.deployments.append(deployment);
    }
    const auto any = [&] { return history.deployments[random.bounded(int(history.deployments.size()))].id; };
    for (int i = history.deployments.isEmpty() ? 0 : random.bounded(5); i > 0; --i)
        history.reverts.append({any(), any(), QStringLiteral("%1").arg(random.generate(), 40, 16, QLatin1Char('0'))});
    for (int i = random.bounded(6); i > 0; --i) {
        model::Incident incident = incidentAt(service, QStringLiteral("i%1").arg(number++), randomMoment(random));
        incident.environment = oneOf(random, {QStringLiteral("production"), QStringLiteral("live"), QStringLiteral("qa")});
        if (random.bounded(3) != 0)
            incident.resolved = incident.detected + std::chrono::minutes(random.bounded(5000) - 100);
        if (random.bounded(3) == 0)
            incident.known = incident.detected + std::chrono::minutes(random.bounded(9000));
        if (!history.deployments.isEmpty() && random.bounded(3) == 0)
            incident.statedCause = any();
        history.incidents.append(incident);
    }
    return history;
}

QList<History> randomHistories(QRandomGenerator& random, int services, int deployments)
{
    QList<History> histories;
    for (int i = 0; i < services; ++i)
        histories.append(randomHistory(random, QStringLiteral("s%1").arg(i), deployments));
    return histories;
}

Query randomQuery(QRandomGenerator& random)
{
    Query query;
    query.asOf = at(random.bounded(3) == 0 ? 200 : random.bounded(130));
    if (random.bounded(2) == 0)
        query.from = std::min(at(random.bounded(80)), query.asOf); // later ones are refused
    if (random.bounded(2) == 0)
        query.to = query.from.value_or(kBegin) + std::chrono::hours(1 + random.bounded(2000));
    if (random.bounded(3) == 0)
        query.services = oneOf(random, {QStringList{QStringLiteral("s0")}, QStringList{QStringLiteral("s1"), QStringLiteral("s0")},
                                        QStringList{QStringLiteral("nobody")}});
    query.environment = oneOf(random, {QStringLiteral("production"), QStringLiteral("production"), QString(),
                                       QStringLiteral("STAGING"), QStringLiteral("prod")});
    query.team = oneOf(random, {QString(), QString(), QStringLiteral("red"), QStringLiteral("green")});
    if (random.bounded(3) == 0)
        query.kinds = model::EdgeKinds::fromInt(random.bounded(32));
    query.timeZone = QTimeZone(oneOf(random, {QByteArray("UTC"), QByteArray("Europe/Madrid"), QByteArray("America/Sao_Paulo"),
                                              QByteArray("Asia/Kolkata")}));
    return query;
}

Instant knownOf(const model::Incident& incident) { return std::max(incident.detected, incident.known); }

History knownAt(const History& history, Instant moment)
{
    History known;
    known.service = history.service;
    QSet<quint64> ids;
    for (const model::Deployment& deployment : history.deployments) {
        if (deployment.finished > moment)
            continue;
        known.deployments.append(deployment);
        ids.insert(deployment.id.value);
    }
    for (const model::Change& change : history.changes) {
        if (ids.contains(change.deployment.value))
            known.changes.append(change);
    }
    for (const History::Revert& revert : history.reverts) {
        if (ids.contains(revert.fix.value) && ids.contains(revert.cause.value))
            known.reverts.append(revert);
    }
    for (model::Incident incident : history.incidents) {
        if (knownOf(incident) > moment)
            continue;
        if (incident.resolved && *incident.resolved > moment)
            incident.resolved.reset();
        known.incidents.append(incident);
    }
    return known;
}

std::shared_ptr<const Facts> factsOf(const QList<History>& histories, const Rules& rules, QRandomGenerator* random)
{
    const VersionPattern versions = patternOf(rules);
    std::vector<std::shared_ptr<const ServiceFacts>> services;
    for (const History& history : shuffled(histories, random)) {
        FactsBuilder builder(history.service);
        addAll(builder, history, random);
        services.push_back(std::move(builder).build(rules, versions));
    }
    return Facts::of(std::move(services), 1, rules);
}

std::shared_ptr<const Facts> grownFactsOf(const QList<History>& histories, double share)
{
    const Rules rules;
    const VersionPattern versions = patternOf(rules);
    std::vector<std::shared_ptr<const ServiceFacts>> services;
    for (const History& history : histories) {
        FactsBuilder first(history.service);
        addAll(first, history, nullptr, 0, share);
        const auto before = std::move(first).build(rules, versions);
        FactsBuilder second(*before);
        addAll(second, history, nullptr, share, 1);
        services.push_back(std::move(second).build(rules, versions));
    }
    return Facts::of(std::move(services), 1, rules);
}

ChangesOf changesIn(const QList<History>& histories)
{
    return [&histories](model::DeploymentId id) -> Result<QList<model::Change>> {
        QList<model::Change> found;
        for (const History& history : histories) {
            std::copy_if(history.changes.begin(), history.changes.end(), std::back_inserter(found),
                         [id](const model::Change& change) { return change.deployment == id; });
        }
        return found;
    };
}

} // namespace atalaya::delivery
