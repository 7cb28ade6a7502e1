// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/libgit2.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace atalaya::ingest {

namespace {

constexpr ssize_t kObjectCacheBytes = 32 << 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("Git", text);
}

/// The folder of the repository that holds `path`, or empty.
QString repositoryAbove(const QString& path)
{
    git_buf found = GIT_BUF_INIT;
    QString folder;
    if (git_repository_discover(&found, QFile::encodeName(path).constData(), 0, nullptr) == 0) {
        const auto repository = fetched<RepositoryHandle>(git_repository_open, found.ptr);
        if (repository && git_repository_workdir(repository.get()))
            folder = QFileInfo(QFile::decodeName(git_repository_workdir(repository.get()))).canonicalFilePath();
    }
    git_buf_dispose(&found);
    return folder;
}

Error notARepository(const QString& path)
{
    const QString detail = lastGitError();
    if (detail.contains(QLatin1String("objectformat"), Qt::CaseInsensitive) ||
        detail.contains(QLatin1String("object format")))
        return {ErrorCode::InvalidInput,
                tr("%1 is a git repository with SHA-256 object names, which cannot be read; only SHA-1 is supported.")
                    .arg(path),
                detail};
    const QFileInfo head(path + QLatin1String("/.git"));
    if (head.exists() || QFileInfo::exists(path + QLatin1String("/HEAD")))
        return {ErrorCode::InvalidInput,
                tr("The git repository in %1 is damaged or of an unknown kind; `git -C %1 fsck` says more.").arg(path),
                detail};
    const QString above = repositoryAbove(path);
    if (!above.isEmpty())
        return {ErrorCode::InvalidInput,
                tr("%1 is no git repository, only a folder inside of one. Import %2 instead.").arg(path, above),
                detail};
    return {ErrorCode::InvalidInput,
            tr("%1 is no git repository. Name the folder that holds .git, or a bare repository.").arg(path), detail};
}

} // namespace

LibGit2::LibGit2()
{
    [[maybe_unused]] static const int users = git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, kObjectCacheBytes);
    // git does not check every object's hash when it reads, either; what is damaged does not unpack.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    // Kinds of repositories that can be read as any other: what is missing in a partial clone is told apart from
    // damage.
    const char* const extensions[] = {"partialclone", "worktreeconfig", "preciousobjects"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, std::size(extensions));
}

QString lastGitError()
{
    const git_error* error = git_error_last();
    return error && error->message ? QString::fromUtf8(error->message) : QString();
}

git_oid toGit(const model::GitOid& oid)
{
    git_oid raw;
    git_oid_fromraw(&raw, oid.bytes.data());
    return raw;
}

model::GitOid fromGit(const git_oid& oid)
{
    model::GitOid ours;
    std::copy_n(oid.id, ours.bytes.size(), ours.bytes.begin());
    return ours;
}

Instant instantOf(git_time_t seconds)
{
    constexpr git_time_t kLast = 253'402'300'799; // 9999-12-31T23:59:59Z
    return instantFromMs(std::clamp<git_time_t>(seconds, 0, kLast) * 1000);
}

Result<RepositoryHandle> openRepository(const QString& path)
{
    const QFileInfo info(path);
    if (path.isEmpty() || !info.exists())
        return Error{ErrorCode::InvalidInput,
                     tr("There is no folder %1.").arg(path.isEmpty() ? QStringLiteral("\"\"") : path)};
    if (!info.isDir())
        return Error{ErrorCode::InvalidInput,
                     path.endsWith(QLatin1String(".bundle"))
                         ? tr("%1 is a bundle. Make a repository of it first: git clone %1").arg(path)
                         : tr("%1 is a file, not the folder of a git repository.").arg(path)};
    auto repository = fetched<RepositoryHandle>(git_repository_open_ext, QFile::encodeName(path).constData(),
                                                GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
    if (!repository)
        return notARepository(path);
    return repository;
}

} // namespace atalaya::ingest
