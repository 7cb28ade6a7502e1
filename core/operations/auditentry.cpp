// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditentry.h"

#include "base/json.h"
#include "logs/applicationlog.h"
#include "logs/masking.h"

#include <sodium.h>

#include <QJsonDocument>

#include <algorithm>

namespace atalaya::operations {

namespace {

constexpr qsizetype kLongestText = 1'000;
constexpr qsizetype kLongestDetails = 16'000; ///< bytes of JSON
constexpr qsizetype kDigits = 64;
constexpr char kHashMember[] = ",\"hash\":\"";
constexpr qsizetype kSealLength = qsizetype(sizeof kHashMember) - 1 + kDigits + 2; // and "}

bool isDigest(const QByteArray& text)
{
    return text.size() == kDigits && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

QJsonValue textOf(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(logs::masked(text.left(kLongestText)));
}

QJsonObject detailsOf(const QJsonObject& details)
{
    const QJsonObject masked = logs::maskedJson(details).toObject();
    const qsizetype size = compactJson(masked).size();
    return size <= kLongestDetails ? masked : QJsonObject{{QStringLiteral("left_out_bytes"), size}};
}

} // namespace

QString outcomeName(AuditOutcome outcome)
{
    switch (outcome) {
    case AuditOutcome::Ok:
        return QStringLiteral("ok");
    case AuditOutcome::Refused:
        return QStringLiteral("refused");
    case AuditOutcome::Failed:
        break;
    }
    return QStringLiteral("failed");
}

AuditLink beginningOfChain()
{
    return {0, QByteArray(kDigits, '0')};
}

QByteArray digestOf(const QByteArray& bytes)
{
    QByteArray digest(kDigits / 2, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), size_t(digest.size()),
                       reinterpret_cast<const unsigned char*>(bytes.constData()), size_t(bytes.size()), nullptr, 0);
    return digest.toHex();
}

SealedEntry seal(const AuditEvent& event, const AuditLink& previous, Instant at)
{
    const qint64 seq = previous.seq + 1;
    QByteArray line = compactJson({{QStringLiteral("action"), event.action},
                                   {QStringLiteral("actor"), textOf(event.actor)},
                                   {QStringLiteral("at"), toIso(at)},
                                   {QStringLiteral("details"), detailsOf(event.details)},
                                   {QStringLiteral("outcome"), outcomeName(event.outcome)},
                                   {QStringLiteral("peer"), textOf(event.peer)},
                                   {QStringLiteral("previous"), QString::fromLatin1(previous.hash)},
                                   {QStringLiteral("request_id"), textOf(event.requestId)},
                                   {QStringLiteral("seq"), seq},
                                   {QStringLiteral("subject"), textOf(event.subject)}});
    const QByteArray hash = digestOf(previous.hash + line);
    line.chop(1);
    return {{seq, hash}, line + kHashMember + hash + "\"}"};
}

std::optional<AuditLine> readAuditLine(const QByteArray& line)
{
    const qsizetype end = line.size() - kSealLength;
    if (end < 1 || line.mid(end, qsizetype(sizeof kHashMember) - 1) != kHashMember || !line.endsWith("\"}"))
        return std::nullopt;
    AuditLine read;
    read.object = QJsonDocument::fromJson(line).object();
    read.link.hash = line.mid(line.size() - kDigits - 2, kDigits);
    read.previous = read.object.value(QLatin1String("previous")).toString().toLatin1();
    read.link.seq = read.object.value(QLatin1String("seq")).toInteger();
    if (read.link.seq < 1 || !isDigest(read.link.hash) || !isDigest(read.previous))
        return std::nullopt;
    read.isGenuine = digestOf(read.previous + line.first(end) + '}') == read.link.hash;
    return read;
}

} // namespace atalaya::operations
