// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/git.h"

#include <git2.h>

#include <memory>

namespace atalaya::ingest {

/// libgit2 is ready once one of these was made, and stays so: its start reads all certificates of the machine. It is
/// told not to check who owns a repository: that check guards programs that run what a repository's configuration
/// names, and nothing is run here.
class LibGit2
{
public:
    LibGit2();
    Q_DISABLE_COPY_MOVE(LibGit2)
};

template<auto free>
struct GitDeleter
{
    template<class T>
    void operator()(T* object) const
    {
        free(object);
    }
};
using RepositoryHandle = std::unique_ptr<git_repository, GitDeleter<git_repository_free>>;
using ReferenceHandle = std::unique_ptr<git_reference, GitDeleter<git_reference_free>>;
using ReferenceIteratorHandle = std::unique_ptr<git_reference_iterator, GitDeleter<git_reference_iterator_free>>;
using ObjectHandle = std::unique_ptr<git_object, GitDeleter<git_object_free>>;
using CommitHandle = std::unique_ptr<git_commit, GitDeleter<git_commit_free>>;
using TreeHandle = std::unique_ptr<git_tree, GitDeleter<git_tree_free>>;
using DiffHandle = std::unique_ptr<git_diff, GitDeleter<git_diff_free>>;
using PatchHandle = std::unique_ptr<git_patch, GitDeleter<git_patch_free>>;

/// `auto commit = fetched<CommitHandle>(git_commit_lookup, repository, &oid);` null when the call fails.
template<class Handle, class Call, class... Arguments>
Handle fetched(Call call, Arguments... arguments)
{
    typename Handle::pointer raw = nullptr;
    return call(&raw, arguments...) == 0 ? Handle(raw) : Handle();
}

/// What libgit2 said last in this thread, for the log.
QString lastGitError();

git_oid toGit(const model::GitOid& oid);
model::GitOid fromGit(const git_oid& oid);
/// Seconds of git to an instant of ours; what lies outside the years 1970 to 9999 becomes the nearest of them.
Instant instantOf(git_time_t seconds);

/// Opens exactly this folder, or bare repository, or .git folder; never one above it. Errors say what is wrong with it.
Result<RepositoryHandle> openRepository(const QString& path);

} // namespace atalaya::ingest
