// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace atalaya::ingest {

inline constexpr QChar kMainlineMark = u'^';

/// What a commit says about itself and others.
struct CommitMessage {
    static constexpr qsizetype kMaxSubject = 200;
    QString subject;        ///< first line, at most kMaxSubject characters
    /// Lower-case hex, 7 to 40 digits, of lines "This reverts commit <sha>"; of a merge followed by kMainlineMark and the parent
    /// whose state is restored ("…, reversing changes made to <sha>").
    QStringList reverts;
    QStringList pickedFrom; ///< of "(cherry picked from commit <sha>)"
};

/// `encoding` is the commit's own word for it; empty means UTF-8. Bytes that do not fit it are read as Latin-1.
CommitMessage parseCommitMessage(const QByteArray& bytes, const QByteArray& encoding = {});

} // namespace atalaya::ingest
