// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace atalaya::api {

namespace {

constexpr char kName[] = "atalaya_session";
constexpr qsizetype kIdLength = 43; // 256 bits in base64url without padding

QByteArray keyOf(const QByteArray& id)
{
    return QCryptographicHash::hash(id, QCryptographicHash::Sha256);
}

} // namespace

QByteArray Sessions::begin(const QByteArray& tokenHash, Instant now)
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    const QByteArray id = QByteArray(reinterpret_cast<const char*>(words.data()), sizeof words)
                              .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const std::lock_guard lock(m_mutex);
    makeRoom(now);
    m_sessions.insert(keyOf(id), {tokenHash, now});
    return id;
}

std::optional<QByteArray> Sessions::find(const QByteArray& id, Instant now) const
{
    if (id.size() != kIdLength)
        return std::nullopt;
    const QByteArray key = keyOf(id);
    const std::lock_guard lock(m_mutex);
    const auto found = m_sessions.constFind(key);
    return found == m_sessions.cend() || isOver(*found, now) ? std::nullopt : std::optional(found->tokenHash);
}

void Sessions::end(const QByteArray& id)
{
    const std::lock_guard lock(m_mutex);
    m_sessions.remove(keyOf(id));
}

// Also when the clock was set back: nobody knows how long it has lasted.
bool Sessions::isOver(const Session& session, Instant now)
{
    return now < session.since || now >= session.since + kLife;
}

void Sessions::makeRoom(Instant now)
{
    if (m_sessions.size() < kMost)
        return;
    m_sessions.removeIf([now](QHash<QByteArray, Session>::iterator it) { return isOver(it.value(), now); });
    if (m_sessions.size() < kMost)
        return;
    m_sessions.erase(std::min_element(m_sessions.cbegin(), m_sessions.cend(),
                                      [](const Session& left, const Session& right) { return left.since < right.since; }));
}

QByteArray Sessions::idIn(const Request& request)
{
    for (const QByteArray& part : request.header("cookie").replace(',', ';').split(';')) {
        const QByteArray cookie = part.trimmed();
        if (cookie.startsWith(QByteArray(QByteArray(kName) + '=')))
            return cookie.mid(qsizetype(sizeof kName));
    }
    return {};
}

QByteArray Sessions::cookie(const QByteArray& id, bool hasTls)
{
    return QByteArray(kName) + '=' + id + "; Path=/; HttpOnly; SameSite=Strict" + (hasTls ? "; Secure" : "") +
           (id.isEmpty() ? "; Max-Age=0" : "");
}

} // namespace atalaya::api
