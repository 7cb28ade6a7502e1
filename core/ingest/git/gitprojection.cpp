// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitprojection.h"

#include "base/json.h"
#include "ingest/eventfold.h"
#include "store/eventrepository.h"

#include <QCryptographicHash>

#include <algorithm>
#include <numeric>
#include <vector>

namespace atalaya::ingest {

namespace {

using model::GitCommit;

/// Counts up when the same commits and refs come to mean something else, so that the next import folds them again.
constexpr int kFoldVersion = 4;

model::PhaseEvent eventOf(const model::Deployment& deployment, std::optional<Instant> firstCommit)
{
    model::PhaseEvent event;
    event.project = deployment.service;
    event.environment = deployment.environment;
    event.cycleId = deployment.version.isEmpty() ? deployment.sha.left(12) : deployment.version.left(model::PhaseEvent::kMaxText);
    event.featureId = event.cycleId;
    event.phase = model::Phase::Deployment;
    event.decision = model::Decision::Success;
    event.createdAt = deployment.finished;
    if (firstCommit && *firstCommit <= deployment.finished)
        event.durationSeconds = double((deployment.finished - *firstCommit).count()) / 1000.0;
    event.metadata = {{QStringLiteral("source"), model::sourceName(deployment.source)},
                      {QStringLiteral("version"), jsonOf(deployment.version)},
                      {QStringLiteral("sha"), deployment.sha}};
    // Of the deployment, not of the record: the row stays when its figures change.
    event.dedupKey = QCryptographicHash::hash(QByteArray("projected:").append(deployment.id.text().toLatin1()),
                                              QCryptographicHash::Sha256);
    return event;
}

model::Change changeOf(const QString& service, GitCommit&& commit, model::DeploymentId deployment)
{
    model::Change change;
    change.service = service;
    change.sha = commit.oid.hex();
    change.deployment = deployment;
    change.authored = commit.authored;
    change.committed = commit.committed;
    change.subject = std::move(commit.subject);
    change.lines = commit.lines;
    change.files = commit.files;
    return change;
}

/// Hands stored commits on as changes, a page at a time; leaves out those that are stored as such already.
class ChangePages
{
public:
    ChangePages(store::Connection& connection, const QString& service, const QList<GitCommit>& commits, const GitFolded& folded,
                StopToken stop)
        : m_repository(connection), m_service(service), m_commits(commits), m_folded(folded), m_stop(std::move(stop)),
          m_byOid(size_t(commits.size())), m_stored(size_t(commits.size()))
    {
        std::iota(m_byOid.begin(), m_byOid.end(), 0);
        std::sort(m_byOid.begin(), m_byOid.end(), [&](int left, int right) { return commits[left].oid < commits[right].oid; });
    }

    /// Asked before the first page.
    bool isStoredAlready(const store::DeploymentRepository::GitChange& stored)
    {
        const model::GitOid oid = model::GitOid::fromBytes(QByteArray::fromHex(stored.sha.toLatin1()));
        const auto place = std::lower_bound(m_byOid.begin(), m_byOid.end(), oid,
                                            [this](int left, const model::GitOid& right) { return m_commits[left].oid < right; });
        if (place == m_byOid.end() || m_commits[*place].oid != oid || m_folded.abandoned.contains(oid))
            return false;
        const GitCommit& commit = m_commits[*place];
        if (m_folded.shippedBy.value(oid) != stored.deployment || stored.lines != commit.lines || stored.files != commit.files)
            return false;
        m_stored[size_t(*place)] = true;
        return true;
    }

    Result<QList<model::Change>> next()
    {
        while (m_place < m_commits.size() && !isWanted(m_place))
            ++m_place;
        QList<model::Change> changes;
        if (m_place == m_commits.size())
            return changes;
        if (m_stop.stop_requested())
            return Cancelled{};
        const GitCommit* last = m_place > 0 ? &m_commits[m_place - 1] : nullptr;
        ATALAYA_TRY(QList<GitCommit> page, m_repository.commitsAfter(m_service, last, false));
        for (GitCommit& commit : page) {
            if (!isWanted(m_place++))
                continue;
            const model::DeploymentId deployment = m_folded.shippedBy.value(commit.oid);
            changes.append(changeOf(m_service, std::move(commit), deployment));
        }
        return changes;
    }

private:
    bool isWanted(qsizetype place) const
    {
        const GitCommit& commit = m_commits[place];
        return commit.parents.size() < 2 && !m_stored[size_t(place)] && !m_folded.abandoned.contains(commit.oid);
    }

    store::GitRepository m_repository;
    const QString& m_service;
    const QList<GitCommit>& m_commits; ///< all that are stored, in the order of the pages
    const GitFolded& m_folded;
    StopToken m_stop;
    std::vector<int> m_byOid; ///< places
    std::vector<bool> m_stored;
    qsizetype m_place = 0;
};

/// Gives commits that have left the repository back to the events that claim them: while it had them, its own word stood.
Status restoreClaims(store::Transaction& transaction, const QString& service, const QSet<model::GitOid>& abandoned,
                     const QList<model::PhaseEvent>& projected)
{
    constexpr int kPage = 5'000;
    if (abandoned.isEmpty())
        return ok();
    QSet<QByteArray> ours;
    for (const model::PhaseEvent& event : projected)
        ours.insert(event.dedupKey);
    QSet<QString> shas;
    for (const model::GitOid& oid : abandoned)
        shas.insert(oid.hex());
    const store::EventFilter filter{.project = service, .phase = model::Phase::Deployment};
    std::optional<store::EventPosition> after;
    for (;;) {
        ATALAYA_TRY(const QList<model::PhaseEvent> events,
                    store::EventRepository(transaction).page(filter, kPage, after, std::nullopt));
        QList<model::Change> claims;
        for (const model::PhaseEvent& event : events) {
            auto claim = ours.contains(event.dedupKey) ? std::nullopt : ingest::changeOf(event);
            if (claim && shas.contains(claim->sha))
                claims.append(*std::move(claim));
        }
        ATALAYA_CHECK(store::DeploymentRepository::add(transaction, {}, claims));
        if (events.size() < kPage)
            return ok();
        after = {events.last().createdAt, events.last().id};
    }
}

} // namespace

QString toText(const GitFoldOptions& options)
{
    return QString::fromUtf8(compactJson({{QStringLiteral("fold"), kFoldVersion},
                                          {QStringLiteral("tag_pattern"), options.tagPattern},
                                          {QStringLiteral("tag_glob"), options.tagGlob},
                                          {QStringLiteral("since"), jsonOf(options.since)}}));
}

GitFoldOptions gitFoldOptions(const QString& text)
{
    const Result<QJsonValue> parsed = parseJson(text.toUtf8());
    const QJsonObject object = parsed.isOk() ? parsed.value().toObject() : QJsonObject();
    return {object.value(QLatin1String("tag_pattern")).toString(), object.value(QLatin1String("tag_glob")).toString(),
            parseInstant(object.value(QLatin1String("since")).toString())};
}

QList<model::PhaseEvent> phaseEventsOf(const GitFolded& folded, const QList<GitCommit>& commits)
{
    QHash<model::DeploymentId, Instant> firstCommits;
    for (const GitCommit& commit : commits) {
        const model::DeploymentId deployment = folded.shippedBy.value(commit.oid);
        if (deployment.isNull())
            continue;
        const auto first = firstCommits.find(deployment);
        if (first == firstCommits.end())
            firstCommits.insert(deployment, commit.authored);
        else
            *first = std::min(*first, commit.authored);
    }
    QList<model::PhaseEvent> events;
    for (const model::Deployment& deployment : folded.deployments) {
        const auto first = firstCommits.constFind(deployment.id);
        // The first of all is the baseline: what it shipped has no lead time.
        const bool isBaseline = events.isEmpty() && !folded.leftOut;
        const bool timed = !isBaseline && first != firstCommits.constEnd();
        events.append(eventOf(deployment, timed ? std::optional(*first) : std::nullopt));
    }
    return events;
}

Result<GitInputs> storedInputs(store::Connection& connection, const QString& service, StopToken stop)
{
    store::GitRepository repository(connection);
    GitInputs inputs;
    ATALAYA_CHECK(repository.forEachCommit(service, true, [&](GitCommit&& commit) -> Status {
        inputs.commits.append(std::move(commit));
        return stop.stop_requested() ? Status(Cancelled{}) : ok();
    }));
    ATALAYA_TRY(inputs.patches, repository.patches(service));
    ATALAYA_TRY(inputs.extent, repository.extent(service));
    return inputs;
}

Result<GitProjected> putFolded(store::Transaction& transaction, const store::GitSource& source, const GitInputs& inputs,
                               const GitFolded& folded, StopToken stop)
{
    const QList<model::PhaseEvent> events = phaseEventsOf(folded, inputs.commits);
    ChangePages pages(transaction, source.service, inputs.commits, folded, stop);
    ATALAYA_CHECK(store::DeploymentRepository::replaceGit(
        transaction, source.service, folded.deployments, folded.reverts, [&pages] { return pages.next(); },
        [&pages](const auto& stored) { return pages.isStoredAlready(stored); }));
    ATALAYA_CHECK(store::DeploymentRepository::putLeftOut(transaction, source.service, folded.leftOut));
    ATALAYA_CHECK(store::EventRepository::replaceProjected(transaction, source.service, events));
    ATALAYA_CHECK(restoreClaims(transaction, source.service, folded.abandoned, events));
    return GitProjected{folded.deployments.size(), folded.warnings};
}

Result<GitProjected> projectGit(store::Transaction& transaction, const store::GitSource& source, StopToken stop)
{
    ATALAYA_TRY(const QList<model::GitRef> refs, store::GitRepository(transaction).refs(source.service));
    ATALAYA_TRY(const GitInputs inputs, storedInputs(transaction, source.service, stop));
    ATALAYA_TRY(const GitFolded folded,
                foldGit(source.service, inputs.commits, refs, gitFoldOptions(source.options), inputs.patches));
    return putFolded(transaction, source, inputs, folded, stop);
}

} // namespace atalaya::ingest
