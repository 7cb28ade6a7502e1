// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ingest/git/historyindex.h"
#include "ingest/git/patchid.h"

#include <vector>

namespace atalaya::ingest {

/// A change that was taken back although nothing that is known to be it was shipped before: a copy of it may have been.
struct RevertedUnshipped {
    int revert = 0;   ///< place of the commit that takes it back
    int original = 0; ///< place of what it takes back
    int fix = 0;      ///< number of the deployment that ships the revert
};

/// Finds copies of changes: the same patch, shipped before the revert, and authored at the same time or committed within 30 days.
/// Commits are put into groups by what copies have in common: first their counts of lines and files, then the changed files, then
/// the contents. So no two commits are compared, each is read at most once, and memory grows with the commits.
class SamePatches
{
public:
    static constexpr Milliseconds kPortedWithin = std::chrono::days(30);
    static constexpr int kNotShipped = -1;

    /// `shippedIn` says of each place which deployment shipped it, in order of time. Both are referred to.
    SamePatches(const HistoryIndex& history, const std::vector<int>& shippedIn, const std::vector<RevertedUnshipped>& reverted);

    /// What of the part is not known yet and has to be, to find the copies; oldest first.
    QList<model::GitOid> unread(PatchPart part, const PatchNames& names) const;
    /// Splits the groups by the part. Commits of which it is not known have no copies.
    void splitBy(PatchPart part, const PatchNames& names);
    /// (revert, copy) by place, once both parts were split by.
    std::vector<std::pair<int, int>> found() const;

private:
    struct Group {
        std::vector<RevertedUnshipped> reverted; ///< by the place of the original
        std::vector<int> candidates;             ///< places, ascending
    };
    bool leaveOnlyNear(Group& group) const;
    void addCopies(const Group& group, std::vector<std::pair<int, int>>& copies) const;

    const HistoryIndex& m_history;
    const std::vector<int>& m_shippedIn;
    std::vector<Group> m_groups;
};

} // namespace atalaya::ingest
