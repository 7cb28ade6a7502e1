// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace atalaya::ingest {

/// What a commit says about itself and others.
struct CommitMessage {
    static constexpr qsizetype kMaxSubject = 200;
    QString subject;        ///< first line, at most kMaxSubject characters
    QStringList reverts;    ///< lower-case hex, 7 to 40 digits, of lines "This reverts commit <sha>"
    QStringList pickedFrom; ///< of "(cherry picked from commit <sha>)"
};

/// `encoding` is the commit's own word for it; empty means UTF-8. Bytes that do not fit it are read as Latin-1.
CommitMessage parseCommitMessage(const QByteArray& bytes, const QByteArray& encoding = {});

} // namespace atalaya::ingest
