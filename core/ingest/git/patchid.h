// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stoptoken.h"
#include "model/git.h"

#include <QHash>
#include <QList>

#include <functional>

namespace atalaya::ingest {

/// What names a commit's patch: 20 bytes for which files it changes and how (added, deleted, modes), and where it was asked for,
/// 20 more for their contents: git's stable patch id (git-patch-id(1), without regard to whitespace and line numbers) and, of
/// binary files, the contents themselves. Two commits with the same 40 bytes are the same patch.
using PatchNames = QHash<model::GitOid, QByteArray>;
inline constexpr qsizetype kFilesName = 20, kPatchName = 40;

/// Which of `candidates` is the same patch as `original`? They are read in their order: newest first is quickest.
struct PatchQuestion {
    model::GitOid original;
    QList<model::GitOid> candidates;
};
/// Names enough to answer the questions: of a candidate that changes other files only the first 20 bytes. What cannot be read (a
/// partial clone) has none. Reads them from a repository on disk, as readGit() does. `known` is not read again.
Result<PatchNames> namePatches(const QString& path, const QList<PatchQuestion>& questions, const PatchNames& known,
                               const StopToken& stop);

/// Whether the names tell the answer for one candidate already.
bool isAnswered(const PatchNames& names, const model::GitOid& original, const model::GitOid& candidate);

} // namespace atalaya::ingest
