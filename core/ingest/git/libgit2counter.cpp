// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/libgit2.h"
#include "ingest/git/linecounter.h"

#include "base/log.h"

#include <QFile>

#include <limits>

namespace atalaya::ingest {

namespace {

class LibGit2Counter final : public LineCounter
{
public:
    bool open(const QString& gitDirectory)
    {
        m_repository = fetched<RepositoryHandle>(git_repository_open, QFile::encodeName(gitDirectory).constData());
        return m_repository != nullptr;
    }

    std::optional<std::vector<LineCount>> count(std::span<const model::GitOid> commits, const StopToken& stop) override
    {
        std::vector<LineCount> counts;
        counts.reserve(commits.size());
        for (const model::GitOid& oid : commits) {
            if (stop.stop_requested())
                return std::nullopt;
            counts.push_back(countOf(oid));
        }
        return counts;
    }

private:
    LineCount countOf(const model::GitOid& oid) const
    {
        LineCount incomplete{.incomplete = true};
        const git_oid raw = toGit(oid);
        const auto commit = fetched<CommitHandle>(git_commit_lookup, m_repository.get(), &raw);
        if (!commit)
            return incomplete;
        const auto tree = fetched<TreeHandle>(git_commit_tree, commit.get());
        TreeHandle before;
        if (git_commit_parentcount(commit.get()) > 0) {
            const auto parent = fetched<CommitHandle>(git_commit_parent, commit.get(), 0U);
            before = parent ? fetched<TreeHandle>(git_commit_tree, parent.get()) : TreeHandle();
            if (!before)
                return incomplete;
        }
        git_diff_options options = GIT_DIFF_OPTIONS_INIT;
        options.context_lines = 0;
        options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
        const auto diff = tree ? fetched<DiffHandle>(git_diff_tree_to_tree, m_repository.get(), before.get(), tree.get(), &options)
                               : DiffHandle();
        return diff ? countOf(diff.get()) : incomplete;
    }

    static LineCount countOf(git_diff* diff)
    {
        LineCount count;
        git_diff_find_options renames = GIT_DIFF_FIND_OPTIONS_INIT;
        renames.flags = GIT_DIFF_FIND_RENAMES;
        renames.rename_limit = 1000;
        if (git_diff_find_similar(diff, &renames) != 0)
            count.incomplete = true;
        for (size_t place = 0; place < git_diff_num_deltas(diff); ++place) {
            const git_diff_delta* delta = git_diff_get_delta(diff, place);
            if (delta->new_file.mode == GIT_FILEMODE_COMMIT || delta->old_file.mode == GIT_FILEMODE_COMMIT)
                continue; // another repository's commit, no file
            PatchHandle patch = fetched<PatchHandle>(git_patch_from_diff, diff, place);
            size_t added = 0, deleted = 0;
            if (!patch || git_patch_line_stats(nullptr, &added, &deleted, patch.get()) != 0) {
                count.incomplete = true;
                continue;
            }
            if (git_patch_get_delta(patch.get())->flags & GIT_DIFF_FLAG_BINARY)
                continue;
            const size_t lines = size_t(count.lines) + added + deleted;
            count.lines = int(std::min(lines, size_t(std::numeric_limits<int>::max())));
            ++count.files;
        }
        return count;
    }

    LibGit2 m_library;
    RepositoryHandle m_repository;
};

/// Reads by the git program until that has failed three times in a row.
class BestCounter final : public LineCounter
{
public:
    explicit BestCounter(const QString& gitDirectory)
        : m_gitDirectory(gitDirectory), m_program(gitProgramCounter(gitDirectory))
    {}

    std::optional<std::vector<LineCount>> count(std::span<const model::GitOid> commits, const StopToken& stop) override
    {
        if (m_program) {
            auto counts = m_program->count(commits, stop);
            if (counts || stop.stop_requested()) {
                m_failures = 0;
                return counts;
            }
            qCInfo(lcIngest, "The git program could not count a piece of the history; libgit2 does.");
            if (++m_failures == kPatience)
                m_program.reset();
        }
        if (!m_library)
            m_library = libGit2Counter(m_gitDirectory);
        return m_library ? m_library->count(commits, stop) : std::nullopt;
    }

private:
    static constexpr int kPatience = 3;
    QString m_gitDirectory;
    std::unique_ptr<LineCounter> m_program, m_library;
    int m_failures = 0;
};

} // namespace

std::unique_ptr<LineCounter> libGit2Counter(const QString& gitDirectory)
{
    auto counter = std::make_unique<LibGit2Counter>();
    if (!counter->open(gitDirectory))
        return nullptr;
    return counter;
}

std::unique_ptr<LineCounter> bestCounter(const QString& gitDirectory)
{
    return std::make_unique<BestCounter>(gitDirectory);
}

} // namespace atalaya::ingest
