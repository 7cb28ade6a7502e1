// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace atalaya::logs {

/// What the application log says of a request that the API answered.
struct AnsweredRequest
{
    qint64 at = 0; ///< ms since 1970
    QByteArray method, path, requestId;
    int status = 0;
    double durationMs = 0;
    qint64 bytes = 0; ///< of the body
    QString peer, client, operation;
};

/// Hands it to the application log that is open, whose own thread makes the line of it and writes it, together with others, within
/// kLogPause. Waits for nothing and nobody: with more than kMostWaiting lines waiting (a stuck disk) it is counted instead, and the
/// log says how many there were. Any thread.
void log(AnsweredRequest request);

/// The line, without the line break: as logLine() would make it of "request answered". Pure.
QByteArray logLine(const AnsweredRequest& request);

} // namespace atalaya::logs
