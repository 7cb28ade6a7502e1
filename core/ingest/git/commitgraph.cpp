// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/commitgraph.h"

#include <QCoreApplication>
#include <QVarLengthArray>

namespace atalaya::ingest {

namespace {

using model::GitOid;

QString tr(const char* text) { return QCoreApplication::translate("Git", text); }

/// A depth-first walk with a stack of its own: histories are deeper than a thread's stack.
class Walk
{
public:
    Walk(git_repository* repository, const QSet<GitOid>& known, const QSet<GitOid>& boundary)
        : m_repository(repository), m_known(known), m_boundary(boundary)
    {}

    /// Whether the commit is new here; then it is on the stack.
    Result<bool> enter(const GitOid& oid)
    {
        if (m_known.contains(oid) || m_seen.contains(oid))
            return false;
        const git_oid raw = toGit(oid);
        const auto commit = fetched<CommitHandle>(git_commit_lookup, m_repository, &raw);
        if (!commit)
            return Error{ErrorCode::Io,
                         tr("Commit %1 is missing or damaged, so its history cannot be read; `git fsck` says more.").arg(oid.hex()),
                         lastGitError()};
        m_seen.insert(oid);
        Frame frame{{oid, git_commit_parentcount(commit.get()) < 2}, {}, 0};
        if (m_boundary.contains(oid)) {
            frame.node.countable = false;
        } else {
            for (unsigned parent = 0; parent < git_commit_parentcount(commit.get()); ++parent)
                frame.parents.append(fromGit(*git_commit_parent_id(commit.get(), parent)));
        }
        m_stack.push_back(std::move(frame));
        return true;
    }

    bool isDone() const { return m_stack.empty(); }

    /// One step; the commit whose turn it is, if any.
    Status step(std::vector<GraphNode>& order)
    {
        Frame& top = m_stack.back();
        if (top.next < top.parents.size()) {
            const GitOid parent = top.parents[top.next++]; // a copy: enter() may move the stack
            ATALAYA_CHECK(enter(parent));
            return ok();
        }
        order.push_back(top.node);
        m_stack.pop_back();
        return ok();
    }

private:
    struct Frame {
        GraphNode node;
        QVarLengthArray<GitOid, 2> parents;
        qsizetype next = 0;
    };

    git_repository* m_repository;
    const QSet<GitOid>& m_known;
    const QSet<GitOid>& m_boundary;
    QSet<GitOid> m_seen;
    std::vector<Frame> m_stack;
};

} // namespace

Result<std::vector<GraphNode>> newCommits(git_repository* repository, const QList<model::GitRef>& tips,
                                          const QSet<GitOid>& known, const QSet<GitOid>& boundary, StopToken stop,
                                          const Progress& progress)
{
    constexpr size_t kReportEvery = 1'000;
    std::vector<GraphNode> order;
    Walk walk(repository, known, boundary);
    size_t steps = 0;
    for (const model::GitRef& tip : tips) {
        ATALAYA_CHECK(walk.enter(tip.commit));
        while (!walk.isDone()) {
            ATALAYA_CHECK(walk.step(order));
            if (++steps % kReportEvery != 0)
                continue;
            if (stop.stop_requested())
                return Cancelled{};
            report(progress, tr("Looking for commits"), qint64(order.size()), 0);
        }
    }
    return order;
}

} // namespace atalaya::ingest
