// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

#include <memory>

namespace atalaya::logs {

/// The program's own log: while it lives, every Qt message becomes one JSON object on a line of the file: timestamp
/// (UTC, ms), level (DEBUG, INFO, WARNING, ERROR, CRITICAL), logger (the category), message, request_id (LogScope's, or
/// null), duration_ms (or null), metadata (object). A message may end with " | {…}", compact JSON whose duration_ms is
/// lifted out and whose other members become metadata. Tokens, passwords, keys and Authorization values are masked
/// wherever they stand. Rotated before a line would make it longer than `maxBytes`: application.log → application.log.1
/// … `keep`. Any thread; lines never interleave, also not those of two processes. One at a time in a process: a second
/// one takes over from the first.
class ApplicationLog
{
public:
    struct Options
    {
        QString folder;
        qint64 maxBytes = 100'000'000;
        int keep = 10;           ///< at least 1
        bool alsoStderr = false; ///< warnings and worse, in plain words
    };
    /// An Error when the folder cannot be written; the program then goes on without a file.
    static Result<std::unique_ptr<ApplicationLog>> open(const Options& options);
    ~ApplicationLog();
    Q_DISABLE_COPY_MOVE(ApplicationLog)

private:
    class Private;
    explicit ApplicationLog(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// The line for one message, without the line break. Pure.
QByteArray logLine(qint64 msSinceEpoch, QtMsgType type, const QString& category, const QString& message,
                   const QString& requestId);
/// The text with every secret replaced by "***". Takes time in proportion to the text's length, whatever it holds.
QString masked(QString text);

} // namespace atalaya::logs
