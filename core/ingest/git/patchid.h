// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stoptoken.h"
#include "model/git.h"

#include <QHash>
#include <QList>

namespace atalaya::ingest {

/// What names a commit's patch: 20 bytes for which files it changes and how (added, deleted, modes), and where they were asked for,
/// 20 more for their contents: git's stable patch id (git-patch-id(1), without regard to whitespace and line numbers) and, of
/// binary files, the contents themselves. Two commits with the same 40 bytes are the same patch.
using PatchNames = QHash<model::GitOid, QByteArray>;
inline constexpr qsizetype kFilesName = 20, kPatchName = 40;

/// What of a name is wanted: its first 20 bytes, or all 40.
enum class PatchPart { Files, Contents };

/// Names the patches of commits, to the end of the part; reads each of them once from a repository on disk, as readGit() does. What
/// cannot be read (a partial clone) has no name.
Result<PatchNames> namePatches(const QString& path, const QList<model::GitOid>& commits, PatchPart part, const StopToken& stop);

} // namespace atalaya::ingest
