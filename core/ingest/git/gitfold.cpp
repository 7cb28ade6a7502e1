// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitfold.h"

#include "ingest/git/commitmessage.h"
#include "ingest/git/historyindex.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <map>
#include <set>

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
    Fold(QString service, const QList<model::GitCommit>& commits, const QList<GitRef>& refs, const GitFoldOptions& options,
         const PatchNames& patches)
        : m_service(std::move(service)), m_refs(refs), m_options(options), m_patches(patches), m_history(commits)
    {}

    Result<GitFolded> run()
    {
        ATALAYA_CHECK(findAbandoned());
        ATALAYA_CHECK(chooseDeployments());
        ship();
        findReverts();
        return std::move(m_folded);
    }

private:
    Status findAbandoned()
    {
        std::vector<bool> marked(size_t(m_history.size()));
        for (const GitRef& ref : m_refs) {
            if (const auto tip = m_history.find(ref.commit))
                m_history.reach(*tip, marked, [](int) {});
        }
        for (int place = 0; place < m_history.size(); ++place) {
            if (!marked[size_t(place)])
                m_folded.abandoned.insert(m_history.at(place).oid);
        }
        return ok();
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
        m_shippedIn.assign(size_t(m_history.size()), kNotShipped);
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
        std::set<std::pair<QString, QString>> facts;
        for (int place = 0; place < m_history.size(); ++place) {
            if (!isChange(place))
                continue;
            for (const QString& named : m_history.at(place).reverts) {
                for (const int target : targetsOf(place, named, backports)) {
                    if (target != place)
                        facts.emplace(m_history.at(place).oid.hex(), m_history.at(target).oid.hex());
                }
            }
        }
        for (const auto& [reverting, reverted] : facts)
            m_folded.reverts.append({reverting, reverted});
    }

    /// The changes that a revert undoes which names a commit.
    std::vector<int> targetsOf(int revert, const QString& named, const Backports& backports)
    {
        const QString commit = named.section(kMainlineMark, 0, 0);
        const int fix = m_shippedIn[size_t(revert)];
        const auto known = m_history.findPrefix(commit);
        if (known && isChange(*known) && isShippedBefore(*known, fix))
            return {*known}; // its back-ports went live elsewhere, and there nothing was repaired
        std::vector<int> targets;
        for (const int same : backports.sameAs(commit)) {
            if (isChange(same))
                targets.push_back(same);
        }
        if (known && m_history.isMerge(*known)) {
            if (const auto merged = mergedBy(*known, named.section(kMainlineMark, 1, 1)))
                targets.push_back(*merged);
            return targets;
        }
        const bool isShippedRevert =
            std::any_of(targets.begin(), targets.end(), [&](int target) { return isShippedBefore(target, fix); });
        if (fix != kNotShipped && !isShippedRevert && !targets.empty()) {
            const std::vector<int> originals = targets;
            for (const int original : originals)
                addSamePatches(original, fix, targets);
        }
        return targets;
    }

    bool isShippedBefore(int place, int deployment) const
    {
        return m_shippedIn[size_t(place)] != kNotShipped && m_shippedIn[size_t(place)] < deployment;
    }

    /// The change that stands for what a merge brought in: GitFolded::reverts. `mainline` names the parent it was merged into;
    /// the first one otherwise.
    std::optional<int> mergedBy(int merge, const QString& mainline) const
    {
        if (m_folded.abandoned.contains(m_history.at(merge).oid))
            return std::nullopt;
        std::vector<bool> before(size_t(m_history.size()));
        auto base = m_history.findPrefix(mainline);
        if (!base || !m_history.at(merge).parents.contains(m_history.at(*base).oid))
            base = m_history.firstParent(merge);
        if (base)
            m_history.reach(*base, before, [](int) {});
        const int own = m_shippedIn[size_t(merge)];
        std::optional<int> best;
        const auto rank = [&](int place) {
            const int in = m_shippedIn[size_t(place)];
            return std::tuple(in == own, in, place);
        };
        m_history.reach(merge, before, [&](int place) {
            if (isChange(place) && m_shippedIn[size_t(place)] != kNotShipped && (!best || rank(*best) < rank(place)))
                best = place;
        });
        return best;
    }

    /// Adds what was shipped before the deployment and is the same patch, as far as that is known, and asks for the rest. Equal
    /// patches have equal counts; what is a port of the other was authored at the same time, or is committed not long before
    /// or after it, so only few have to be read.
    void addSamePatches(int original, int deployment, std::vector<int>& targets)
    {
        const model::GitCommit& commit = m_history.at(original);
        if (commit.files == 0)
            return;
        PatchQuestion question{commit.oid, {}};
        const std::vector<int>& sameSize = ofSize(commit);
        for (auto place = sameSize.rbegin(); place != sameSize.rend(); ++place) {
            const model::GitCommit& other = m_history.at(*place);
            const bool isNear = other.authored == commit.authored || std::chrono::abs(other.committed - commit.committed) <= kPortedWithin;
            if (*place == original || !isNear || !isShippedBefore(*place, deployment))
                continue;
            const GitOid& candidate = other.oid;
            if (!isAnswered(m_patches, commit.oid, candidate))
                question.candidates.append(candidate);
            else if (m_patches.value(candidate) == m_patches.value(commit.oid))
                targets.push_back(*place);
        }
        if (!question.candidates.isEmpty())
            m_folded.questions.append(question);
    }

    /// Changes with as many lines and files, oldest first.
    const std::vector<int>& ofSize(const model::GitCommit& commit)
    {
        if (m_bySize.empty()) {
            for (int place = 0; place < m_history.size(); ++place) {
                if (isChange(place))
                    m_bySize[{m_history.at(place).lines, m_history.at(place).files}].push_back(place);
            }
        }
        return m_bySize[{commit.lines, commit.files}];
    }

    bool isChange(int place) const
    {
        return !m_history.isMerge(place) && !m_folded.abandoned.contains(m_history.at(place).oid);
    }

    static constexpr int kNotShipped = -1;
    static constexpr Milliseconds kPortedWithin = std::chrono::days(30);

    QString m_service;
    const QList<GitRef>& m_refs;
    const GitFoldOptions& m_options;
    const PatchNames& m_patches;
    HistoryIndex m_history;
    QList<Candidate> m_candidates;
    DeploymentSource m_source = DeploymentSource::GitTag;
    std::vector<int> m_shippedIn; ///< of each commit, merges too: the place of its deployment among the candidates
    std::map<std::pair<int, int>, std::vector<int>> m_bySize; ///< changes by lines and files; filled when first asked for
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
                          const GitFoldOptions& options, const PatchNames& patches)
{
    return Fold(service, commits, refs, options, patches).run();
}

} // namespace atalaya::ingest
