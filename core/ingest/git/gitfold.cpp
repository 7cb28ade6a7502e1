// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitfold.h"

#include "ingest/git/commitmessage.h"
#include "ingest/git/historyindex.h"
#include "ingest/git/samepatches.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace atalaya::ingest {

namespace {

using model::Deployment;
using model::DeploymentSource;
using model::GitOid;
using model::GitRef;

QString tr(const char* text) { return QCoreApplication::translate("Git", text); }

/// Something that counts as a deployment, before it has an id.
struct Candidate {
    Instant time;
    QString name; ///< empty for proxies
    int rank = 0; ///< for proxies: place along the branch, oldest first
    int commit = 0;

    friend bool operator<(const Candidate& left, const Candidate& right)
    {
        return std::tie(left.time, left.name, left.rank) < std::tie(right.time, right.name, right.rank);
    }
};

/// "v2.*" as a regular expression; unlike a path's, the star also takes slashes.
QString expressionOfGlob(const QString& glob)
{
    QString expression;
    for (qsizetype place = 0; place < glob.size(); ++place) {
        const QChar c = glob[place];
        const qsizetype close = c == u'[' ? glob.indexOf(u']', place + 2) : -1;
        if (c == u'*') {
            expression += QLatin1String(".*");
        } else if (c == u'?') {
            expression += u'.';
        } else if (close > 0) {
            QString set = glob.mid(place + 1, close - place - 1);
            const bool negated = set.startsWith(u'!') || set.startsWith(u'^');
            set = set.mid(negated ? 1 : 0).replace(u'\\', QLatin1String("\\\\")).replace(u'[', QLatin1String("\\["));
            expression += (negated ? QLatin1String("[^") : QLatin1String("[")) + set + u']';
            place = close;
        } else {
            expression += QRegularExpression::escape(QString(c));
        }
    }
    return QRegularExpression::anchoredPattern(expression);
}

class Fold
{
public:
    Fold(QString service, const QList<model::GitCommit>& commits, const QList<GitRef>& refs, const GitFoldOptions& options)
        : m_service(std::move(service)), m_refs(refs), m_options(options), m_history(commits)
    {}

    Result<GitFolded> run(const PatchNames& known, const ReadPatches& read)
    {
        leaveOutAbandoned();
        ATALAYA_CHECK(chooseDeployments());
        ship();
        findReverts();
        ATALAYA_CHECK(findCopies(known, read));
        tellReverts();
        return std::move(m_folded);
    }

private:
    void leaveOutAbandoned()
    {
        std::vector<bool> reached(size_t(m_history.size()));
        for (const GitRef& ref : m_refs) {
            if (const auto tip = m_history.find(ref.commit))
                m_history.reach(*tip, reached, [](int) {});
        }
        for (int place = 0; place < m_history.size(); ++place) {
            if (!reached[size_t(place)])
                m_folded.abandoned.insert(m_history.at(place).oid);
        }
        if (!m_folded.abandoned.isEmpty())
            m_history = m_history.only(reached);
    }

    Status chooseDeployments()
    {
        const QRegularExpression pattern(m_options.tagPattern);
        const QRegularExpression glob(expressionOfGlob(m_options.tagGlob.isEmpty() ? QStringLiteral("*") : m_options.tagGlob),
                                      QRegularExpression::DotMatchesEverythingOption);
        if (!pattern.isValid())
            return Error{ErrorCode::InvalidInput, tr("The tag pattern is no regular expression: %1").arg(pattern.errorString())};
        if (!glob.isValid())
            return Error{ErrorCode::InvalidInput, tr("%1 is no pattern for tags; use * ? and […].").arg(m_options.tagGlob)};
        QHash<int, Candidate> byCommit;
        for (const GitRef& ref : m_refs) {
            if (!ref.isTag || !pattern.match(ref.name).hasMatch() || !glob.match(ref.name).hasMatch())
                continue;
            const auto commit = m_history.find(ref.commit);
            if (!commit)
                continue;
            const Candidate candidate{ref.time, ref.name, 0, *commit};
            const auto present = byCommit.find(*commit);
            if (present == byCommit.end())
                byCommit.insert(*commit, candidate);
            else if (candidate < *present)
                *present = candidate;
        }
        m_candidates = byCommit.values();
        if (m_candidates.isEmpty())
            chooseProxies();
        std::sort(m_candidates.begin(), m_candidates.end());
        return ok();
    }

    void chooseProxies()
    {
        const auto branch = std::find_if(m_refs.begin(), m_refs.end(), [](const GitRef& ref) { return ref.isDefaultBranch; });
        if (branch == m_refs.end())
            return;
        QList<Candidate> merges, all;
        for (auto place = m_history.find(branch->commit); place; place = m_history.firstParent(*place)) {
            const Candidate candidate{m_history.at(*place).committed, {}, -int(all.size()), *place};
            all.append(candidate);
            if (m_history.isMerge(*place))
                merges.append(candidate);
        }
        if (all.isEmpty())
            return;
        m_candidates = merges.isEmpty() ? all : merges;
        m_source = merges.isEmpty() ? DeploymentSource::GitCommitProxy : DeploymentSource::GitMergeProxy;
        m_folded.warnings.append(proxyWarning(m_service, m_refs, m_options, m_source));
    }

    Deployment deploymentOf(const Candidate& candidate) const
    {
        Deployment deployment;
        deployment.service = m_service;
        deployment.environment = QStringLiteral("production");
        deployment.version = candidate.name;
        deployment.sha = m_history.at(candidate.commit).oid.hex();
        deployment.finished = candidate.time;
        deployment.source = m_source;
        deployment.dedupKey = deployment.sha; // several tags on one commit are one deployment, whichever came first
        deployment.id = model::deploymentId(m_service, deployment.environment, deployment.dedupKey);
        return deployment;
    }

    /// Oldest first, each takes what none before it reached.
    void ship()
    {
        std::vector<bool> shipped(size_t(m_history.size()));
        m_shippedIn.assign(size_t(m_history.size()), SamePatches::kNotShipped);
        for (int number = 0; number < m_candidates.size(); ++number) {
            const Candidate& candidate = m_candidates.at(number);
            const Deployment deployment = deploymentOf(candidate);
            const bool kept = !m_options.since || candidate.time >= *m_options.since;
            if (!kept && !m_folded.leftOut)
                m_folded.leftOut = candidate.time;
            if (kept)
                m_folded.deployments.append(deployment);
            m_history.reach(candidate.commit, shipped, [&](int place) {
                m_shippedIn[size_t(place)] = number;
                if (!m_history.isMerge(place))
                    m_folded.shippedBy.insert(m_history.at(place).oid, deployment.id);
            });
        }
    }

    void findReverts()
    {
        const Backports backports(m_history);
        for (int place = 0; place < m_history.size(); ++place) {
            if (m_history.isMerge(place))
                continue;
            for (const QString& named : m_history.at(place).reverts) {
                for (const int target : targetsOf(place, named, backports))
                    m_reverts.emplace_back(place, target);
            }
        }
    }

    /// The changes that a revert undoes which names a commit, without copies that nobody tells of.
    std::vector<int> targetsOf(int revert, const QString& named, const Backports& backports)
    {
        const QString commit = named.section(kMainlineMark, 0, 0);
        const int fix = m_shippedIn[size_t(revert)];
        const auto known = m_history.findPrefix(commit);
        if (known && !m_history.isMerge(*known) && isShippedBefore(*known, fix))
            return {*known}; // its back-ports went live elsewhere, and there nothing was repaired
        std::vector<int> targets;
        for (const int same : backports.sameAs(commit)) {
            if (!m_history.isMerge(same))
                targets.push_back(same);
        }
        if (known && m_history.isMerge(*known)) {
            if (const auto merged = mergedBy(*known, named.section(kMainlineMark, 1, 1)))
                targets.push_back(*merged);
            return targets;
        }
        const bool isShippedRevert =
            std::any_of(targets.begin(), targets.end(), [&](int target) { return isShippedBefore(target, fix); });
        if (fix != SamePatches::kNotShipped && !isShippedRevert) {
            for (const int original : targets)
                m_unshipped.push_back({revert, original, fix});
        }
        return targets;
    }

    bool isShippedBefore(int place, int deployment) const
    {
        return m_shippedIn[size_t(place)] != SamePatches::kNotShipped && m_shippedIn[size_t(place)] < deployment;
    }

    /// The change that stands for what a merge brought in: GitFolded::reverts. `mainline` names the parent it was merged into;
    /// the first one otherwise.
    std::optional<int> mergedBy(int merge, const QString& mainline) const
    {
        auto base = m_history.findPrefix(mainline);
        if (!base || !m_history.at(merge).parents.contains(m_history.at(*base).oid))
            base = m_history.firstParent(merge);
        const int own = m_shippedIn[size_t(merge)];
        std::optional<int> best;
        const auto rank = [&](int place) {
            const int in = m_shippedIn[size_t(place)];
            return std::tuple(in == own, in, place);
        };
        for (const int place : m_history.onlyIn(merge, base)) {
            const bool isShipped = m_shippedIn[size_t(place)] != SamePatches::kNotShipped;
            if (isShipped && !m_history.isMerge(place) && (!best || rank(*best) < rank(place)))
                best = place;
        }
        return best;
    }

    Status findCopies(const PatchNames& known, const ReadPatches& read)
    {
        if (m_unshipped.empty())
            return ok();
        SamePatches patches(m_history, m_shippedIn, m_unshipped);
        PatchNames names = known;
        for (const PatchPart part : {PatchPart::Files, PatchPart::Contents}) {
            const QList<GitOid> unread = read ? patches.unread(part, names) : QList<GitOid>();
            if (!unread.isEmpty()) {
                ATALAYA_TRY(const PatchNames learnt, read(unread, part));
                names.insert(learnt);
                m_folded.learnt.insert(learnt);
            }
            patches.splitBy(part, names);
        }
        const std::vector<std::pair<int, int>> copies = patches.found();
        m_reverts.insert(m_reverts.end(), copies.begin(), copies.end());
        return ok();
    }

    void tellReverts()
    {
        const auto byName = [this](const std::pair<int, int>& pair) {
            return std::tie(m_history.at(pair.first).oid, m_history.at(pair.second).oid);
        };
        std::sort(m_reverts.begin(), m_reverts.end(),
                  [&byName](const auto& left, const auto& right) { return byName(left) < byName(right); });
        m_reverts.erase(std::unique(m_reverts.begin(), m_reverts.end()), m_reverts.end());
        for (const auto& [reverting, reverted] : m_reverts) {
            if (reverting != reverted)
                m_folded.reverts.append({m_history.at(reverting).oid.hex(), m_history.at(reverted).oid.hex()});
        }
    }

    QString m_service;
    const QList<GitRef>& m_refs;
    const GitFoldOptions& m_options;
    HistoryIndex m_history;
    QList<Candidate> m_candidates;
    DeploymentSource m_source = DeploymentSource::GitTag;
    std::vector<int> m_shippedIn; ///< of each commit, merges too: the place of its deployment among the candidates
    std::vector<std::pair<int, int>> m_reverts; ///< (reverting, reverted) by place
    std::vector<RevertedUnshipped> m_unshipped;
    GitFolded m_folded;
};

} // namespace

QString proxyWarning(const QString& service, const QList<GitRef>& refs, const GitFoldOptions& options, DeploymentSource source)
{
    const auto branch = std::find_if(refs.begin(), refs.end(), [](const GitRef& ref) { return ref.isDefaultBranch; });
    if (!model::isProxy(source) || branch == refs.end())
        return {};
    const QString why = options.tagGlob.isEmpty() ? tr("No tag of %1 is a release").arg(service)
                                                  : tr("No release tag of %1 fits %2").arg(service, options.tagGlob);
    return source == DeploymentSource::GitMergeProxy
               ? tr("%1: each merge into %2 stands in for a deployment.").arg(why, branch->name)
               : tr("%1, and nothing was merged into %2: each of its commits stands in for a deployment.").arg(why, branch->name);
}

Result<GitFolded> foldGit(const QString& service, const QList<model::GitCommit>& commits, const QList<GitRef>& refs,
                          const GitFoldOptions& options, const PatchNames& known, const ReadPatches& read)
{
    return Fold(service, commits, refs, options).run(known, read);
}

} // namespace atalaya::ingest
