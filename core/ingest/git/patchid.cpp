// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/patchid.h"

#include "ingest/git/libgit2.h"

#include <QCryptographicHash>

namespace atalaya::ingest {

namespace {

using model::GitOid;

/// Reads the patches of one repository.
class Namer
{
public:
    Namer(git_repository* repository, const PatchNames& known) : m_repository(repository), m_known(known) {}

    /// The first 20 bytes at least; empty when the commit cannot be read.
    QByteArray filesOf(const GitOid& oid)
    {
        if (const QByteArray known = m_names.value(oid, m_known.value(oid)); !known.isEmpty())
            return known;
        const DiffHandle diff = diffOf(oid);
        const QByteArray name = diff ? filesName(diff.get()) : QByteArray();
        return name.isEmpty() ? name : *m_names.insert(oid, name);
    }

    /// All 40 bytes, or empty.
    QByteArray patchOf(const GitOid& oid)
    {
        const QByteArray files = filesOf(oid);
        if (files.isEmpty() || files.size() == kPatchName)
            return files;
        const DiffHandle diff = diffOf(oid);
        const QByteArray contents = diff ? contentsName(diff.get()) : QByteArray();
        return contents.isEmpty() ? contents : *m_names.insert(oid, files + contents);
    }

    PatchNames takeNew() { return std::move(m_names); }

private:
    DiffHandle diffOf(const GitOid& oid) const
    {
        const git_oid raw = toGit(oid);
        const auto commit = fetched<CommitHandle>(git_commit_lookup, m_repository, &raw);
        const auto tree = commit ? fetched<TreeHandle>(git_commit_tree, commit.get()) : TreeHandle();
        TreeHandle before;
        if (commit && git_commit_parentcount(commit.get()) > 0) {
            const auto parent = fetched<CommitHandle>(git_commit_parent, commit.get(), 0U);
            before = parent ? fetched<TreeHandle>(git_commit_tree, parent.get()) : TreeHandle();
            if (!before)
                return {};
        }
        git_diff_options options = GIT_DIFF_OPTIONS_INIT;
        return tree ? fetched<DiffHandle>(git_diff_tree_to_tree, m_repository, before.get(), tree.get(), &options) : DiffHandle();
    }

    static QByteArray filesName(const git_diff* diff)
    {
        QCryptographicHash hash(QCryptographicHash::Sha1);
        for (size_t place = 0; place < git_diff_num_deltas(diff); ++place) {
            const git_diff_delta* delta = git_diff_get_delta(diff, place);
            QByteArray line(delta->new_file.path);
            line.append('\0').append(QByteArray::number(int(delta->status)));
            if (delta->old_file.mode != delta->new_file.mode)
                line.append(' ').append(QByteArray::number(delta->old_file.mode)).append(' ').append(
                    QByteArray::number(delta->new_file.mode));
            hash.addData(line.append('\n'));
        }
        return hash.result();
    }

    static QByteArray contentsName(git_diff* diff)
    {
        git_oid id;
        if (git_diff_patchid(&id, diff, nullptr) != 0)
            return {};
        QCryptographicHash hash(QCryptographicHash::Sha1);
        hash.addData(fromGit(id).toBytes());
        for (size_t place = 0; place < git_diff_num_deltas(diff); ++place) {
            // To git, all changes of a binary file are one patch.
            const git_diff_delta* delta = git_diff_get_delta(diff, place);
            if (delta->flags & GIT_DIFF_FLAG_BINARY) {
                hash.addData(fromGit(delta->old_file.id).toBytes());
                hash.addData(fromGit(delta->new_file.id).toBytes());
            }
        }
        return hash.result();
    }

    git_repository* m_repository;
    const PatchNames& m_known;
    PatchNames m_names;
};

} // namespace

bool isAnswered(const PatchNames& names, const GitOid& original, const GitOid& candidate)
{
    const QByteArray left = names.value(original), right = names.value(candidate);
    if (left.isEmpty() || right.isEmpty())
        return false;
    return left.first(kFilesName) != right.first(kFilesName) || (left.size() == kPatchName && right.size() == kPatchName);
}

Result<PatchNames> namePatches(const QString& path, const QList<PatchQuestion>& questions, const PatchNames& known,
                               const StopToken& stop)
{
    const LibGit2 library;
    ATALAYA_TRY(const RepositoryHandle repository, openRepository(path));
    Namer namer(repository.get(), known);
    for (const PatchQuestion& question : questions) {
        const QByteArray wanted = namer.filesOf(question.original).left(kFilesName);
        for (const GitOid& candidate : question.candidates) {
            if (stop.stop_requested())
                return Cancelled{};
            if (!wanted.isEmpty() && namer.filesOf(candidate).startsWith(wanted)) {
                namer.patchOf(question.original);
                namer.patchOf(candidate);
            }
        }
    }
    return namer.takeNew();
}

} // namespace atalaya::ingest
