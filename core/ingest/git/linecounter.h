// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "model/git.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace atalaya::ingest {

/// What a commit changed against its first parent, text files only.
struct LineCount {
    int lines = 0; ///< added + deleted
    int files = 0;
    /// Some contents are not there (a partial clone) or damaged: the figures lack them.
    bool incomplete = false;
    bool operator==(const LineCount&) const = default;
};

/// Counts what commits changed. Made, used and destroyed in one thread.
class LineCounter
{
public:
    virtual ~LineCounter() = default;
    /// One count a commit, in order; nothing when it failed as a whole or was stopped. No commit is a merge.
    virtual std::optional<std::vector<LineCount>> count(std::span<const model::GitOid> commits, const StopToken& stop) = 0;
};

/// By one long-running `git diff-tree`; null when no git program is installed.
///
/// Measured on 25 000 commits with 2 GB of file contents behind them (git 2.39.5, libgit2 1.5.1, one core): git diff-tree
/// 18.4 s, libgit2 95 s, 5.2 times as long (its cache of pack bases is small and fixed); `git log --all --numstat` 18.0 s.
///
/// Nothing that the repository names is run and nothing leaves the machine: no external diff, text conversion, hook, pager,
/// file-system monitor, replacement or lazy fetch, and no configuration but the repository's own, the dangerous parts overridden.
std::unique_ptr<LineCounter> gitProgramCounter(const QString& gitDirectory);

/// By libgit2 alone; null when the repository cannot be opened.
std::unique_ptr<LineCounter> libGit2Counter(const QString& gitDirectory);

/// The first of the two while it works, the second for what it cannot read.
std::unique_ptr<LineCounter> bestCounter(const QString& gitDirectory);

} // namespace atalaya::ingest
