// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitprojection.h"

#include "base/json.h"
#include "ingest/eventfold.h"
#include "store/eventrepository.h"

#include <QCryptographicHash>

#include <algorithm>

namespace atalaya::ingest {

namespace {

using model::GitCommit;

/// Counts up when the same commits and refs come to mean something else, so that the next import folds them again.
constexpr int kFoldVersion = 3;

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

/// Without their subjects.
Result<QList<GitCommit>> storedCommits(store::Connection& connection, const QString& service, const StopToken& stop)
{
    QList<GitCommit> commits;
    ATALAYA_CHECK(store::GitRepository(connection).forEachCommit(service, true, [&](GitCommit&& commit) -> Status {
        commits.append(std::move(commit));
        return stop.stop_requested() ? Status(Cancelled{}) : ok();
    }));
    return commits;
}

/// Hands the stored commits on as changes, a page at a time.
class ChangePages
{
public:
    ChangePages(store::Connection& connection, const QString& service, const GitFolded& folded, StopToken stop)
        : m_commits(connection), m_service(service), m_folded(folded), m_stop(std::move(stop))
    {}

    Result<QList<model::Change>> next()
    {
        QList<model::Change> changes;
        while (changes.isEmpty()) {
            if (m_stop.stop_requested())
                return Cancelled{};
            ATALAYA_TRY(QList<GitCommit> page, m_commits.commitsAfter(m_service, m_last ? &*m_last : nullptr, false));
            if (page.isEmpty())
                break;
            m_last = page.last();
            for (GitCommit& commit : page) {
                if (commit.parents.size() < 2 && !m_folded.abandoned.contains(commit.oid)) {
                    const model::DeploymentId deployment = m_folded.shippedBy.value(commit.oid);
                    changes.append(changeOf(m_service, std::move(commit), deployment));
                }
            }
        }
        return changes;
    }

private:
    store::GitRepository m_commits;
    const QString& m_service;
    const GitFolded& m_folded;
    StopToken m_stop;
    std::optional<GitCommit> m_last;
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

Result<GitQuestions> gitQuestions(store::Connection& connection, const store::GitSource& source,
                                  const QList<model::GitRef>& refs, StopToken stop)
{
    ATALAYA_TRY(const QList<GitCommit> commits, storedCommits(connection, source.service, stop));
    ATALAYA_TRY(PatchNames patches, store::GitRepository(connection).patches(source.service));
    ATALAYA_TRY(GitFolded folded, foldGit(source.service, commits, refs, gitFoldOptions(source.options), patches));
    return GitQuestions{std::move(folded.questions), std::move(patches)};
}

Result<GitProjected> projectGit(store::Transaction& transaction, const store::GitSource& source, StopToken stop)
{
    store::GitRepository repository(transaction);
    ATALAYA_TRY(const QList<model::GitRef> refs, repository.refs(source.service));
    ATALAYA_TRY(QList<GitCommit> commits, storedCommits(transaction, source.service, stop));
    ATALAYA_TRY(const PatchNames patches, repository.patches(source.service));
    ATALAYA_TRY(const GitFolded folded, foldGit(source.service, commits, refs, gitFoldOptions(source.options), patches));
    const QList<model::PhaseEvent> events = phaseEventsOf(folded, commits);
    GitProjected projected{folded.deployments.size(), folded.warnings};
    commits.clear(); // they pass once more, as changes
    ChangePages pages(transaction, source.service, folded, stop);
    ATALAYA_CHECK(store::DeploymentRepository::replaceGit(transaction, source.service, folded.deployments, folded.reverts,
                                                          [&pages] { return pages.next(); }));
    ATALAYA_CHECK(store::DeploymentRepository::putLeftOut(transaction, source.service, folded.leftOut));
    ATALAYA_CHECK(store::EventRepository::replaceProjected(transaction, source.service, events));
    ATALAYA_CHECK(restoreClaims(transaction, source.service, folded.abandoned, events));
    return projected;
}

} // namespace atalaya::ingest
