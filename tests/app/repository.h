// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace atalaya::test {

/// A commit of a small made history, on one branch.
struct MadeCommit
{
    qint64 day = 0;     ///< since 2026-01-01, author and committer date at noon
    QByteArray message; ///< "%1" stands for the sha of commit `mentions`
    QByteArray tag;     ///< lightweight; empty: none
    int mentions = -1;  ///< index of an earlier commit
};

/// Makes a git repository in `folder`, with its branch named main. Fails the program when git does not do it.
void makeRepository(const QString& folder, const QList<MadeCommit>& commits);
/// Adds `count` commits in one go, each with a file of its own, and a tag v0.N.0 on every hundredth.
void makeLongRepository(const QString& folder, int count);

} // namespace atalaya::test
