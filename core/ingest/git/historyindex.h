// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/git.h"

#include <QHash>
#include <QSet>

#include <optional>
#include <span>
#include <vector>

namespace atalaya::ingest {

/// Commits named by their place, in the order of (committed, oid) whatever the order they came in.
class HistoryIndex
{
public:
    /// Refers to `commits` and does not keep them alive. A commit that is there twice counts once.
    explicit HistoryIndex(const QList<model::GitCommit>& commits);
    /// Of these places only, as if there were no other commits.
    HistoryIndex only(const std::vector<bool>& places) const;

    int size() const { return int(m_commits.size()); }
    const model::GitCommit& at(int place) const { return *m_commits[size_t(place)]; }
    bool isMerge(int place) const { return at(place).parents.size() > 1; }
    std::optional<int> find(const model::GitOid& oid) const;
    /// The one commit whose name begins with the hex digits (7 or more); nothing when there is none or more than one.
    std::optional<int> findPrefix(const QString& hex) const;
    /// The first parent, if it is known.
    std::optional<int> firstParent(int place) const;

    /// What `tip` leads to and `base` does not, without going further back than to where the two meet.
    std::vector<int> onlyIn(int tip, std::optional<int> base) const;

    /// Calls `each(place)` for what `start` leads to and is not marked yet, and marks it.
    template<class Each>
    void reach(int start, std::vector<bool>& marked, Each each) const
    {
        if (marked[size_t(start)])
            return;
        std::vector<int> stack{start};
        marked[size_t(start)] = true;
        while (!stack.empty()) {
            const int place = stack.back();
            stack.pop_back();
            each(place);
            for (const int parent : parents(place)) {
                if (!marked[size_t(parent)]) {
                    marked[size_t(parent)] = true;
                    stack.push_back(parent);
                }
            }
        }
    }

private:
    HistoryIndex() = default;
    void link();
    const std::vector<int>& levels() const;
    std::span<const int> parents(int place) const
    {
        return std::span(m_parents).subspan(m_parentStart[size_t(place)],
                                            m_parentStart[size_t(place) + 1] - m_parentStart[size_t(place)]);
    }

    std::vector<const model::GitCommit*> m_commits;
    QHash<model::GitOid, int> m_places;
    std::vector<int> m_byOid; ///< places in order of oid
    std::vector<int> m_parents;
    std::vector<size_t> m_parentStart;
    mutable std::vector<int> m_levels; ///< each above those of its parents; filled when first asked for
};

/// Which commits are the same work: cherry-picked from one another, directly or by way of others.
class Backports
{
public:
    explicit Backports(const HistoryIndex& history);

    /// The commit itself and its back-ports, ascending. `hex` is what a message names; it need not be a known commit, for its
    /// back-ports may be.
    std::vector<int> sameAs(const QString& hex) const;

private:
    int rootOf(int place) const;
    void join(int left, int right);

    const HistoryIndex& m_history;
    mutable std::vector<int> m_roots;         ///< union-find
    std::vector<std::vector<int>> m_members;  ///< of roots with more than one
    std::vector<std::pair<QString, int>> m_fromUnknown; ///< (what it was picked from, who), by name
};

} // namespace atalaya::ingest
