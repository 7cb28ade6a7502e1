// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace atalaya::operations {

/// How it ended: done, not allowed, or tried in vain.
enum class AuditOutcome { Ok, Refused, Failed };
QString outcomeName(AuditOutcome outcome);

/// What somebody did, or wanted to do.
struct AuditEvent
{
    QString actor;  ///< "api:TOKEN", "cli:USER", "console", "anonymous"; empty: whoever runs this program
    QString action; ///< "token.create", "event.create", "import.git", "server.start", "auth.refused" …
    QString subject; ///< on what: a token's name, a path, an address; may be empty
    AuditOutcome outcome = AuditOutcome::Ok;
    QString requestId; ///< X-Request-Id, when a request asked for it
    QString peer;      ///< the address it came from
    QJsonObject details;
};

/// Where an entry stands in the chain.
struct AuditLink
{
    qint64 seq = 0;  ///< 1 is the first
    QByteArray hash; ///< 64 hexadecimal digits
};

/// What the first entry names as the one before it.
AuditLink beginningOfChain();

/// A line of the log, as it was read.
struct AuditLine
{
    AuditLink link;
    QByteArray previous; ///< the hash of the entry before it
    bool isGenuine = false; ///< its hash is that of its content
    QJsonObject object;
};

/// The line of the next entry, without the line break, and its link. JSON with sorted keys; the last member is "hash":
/// BLAKE2b-256 over the previous hash (its 64 digits) and the line as it is without that member. Secrets are masked as in the
/// application log; texts longer than 1 000 characters are cut.
struct SealedEntry
{
    AuditLink link;
    QByteArray line;
};
SealedEntry seal(const AuditEvent& event, const AuditLink& previous, Instant at);
/// Nothing when the bytes are no entry at all.
std::optional<AuditLine> readAuditLine(const QByteArray& line);
/// BLAKE2b-256, as 64 hexadecimal digits.
QByteArray digestOf(const QByteArray& bytes);

} // namespace atalaya::operations
