// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/tokenservice.h"

#include "base/json.h"
#include "operations/auditevent.h"
#include "operations/auditlog.h"
#include "store/tokenrepository.h"

#include <sodium.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace atalaya::services {

using model::ApiToken;
using store::Connection;
using store::TokenRepository;
using store::Transaction;

namespace {

constexpr QByteArrayView kPrefix("atl_");
constexpr size_t kRandomBytes = 32;
constexpr qsizetype kSecretLength = 4 + 43; // the prefix, and 256 bits in base64url without padding
constexpr qsizetype kHashBytes = 32;
constexpr qsizetype kMaxKnown = 4096;

QString tr(const char* text)
{
    return QCoreApplication::translate("TokenService", text);
}

Status startSodium()
{
    if (sodium_init() < 0)
        return Error{ErrorCode::Io, tr("The cryptographic library could not be started."),
                     QStringLiteral("sodium_init failed")};
    return ok();
}

QByteArray newSecret()
{
    std::array<char, kRandomBytes> random{};
    randombytes_buf(random.data(), random.size());
    QByteArray secret = kPrefix.toByteArray();
    secret += QByteArray::fromRawData(random.data(), qsizetype(random.size()))
                  .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    sodium_memzero(random.data(), random.size());
    return secret;
}

/// A secret has 256 random bits, so that no guess needs slowing down: a plain hash keeps it.
QByteArray digestOf(const QByteArray& secret)
{
    QByteArray hash(kHashBytes, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), size_t(hash.size()),
                       reinterpret_cast<const unsigned char*>(secret.constData()), size_t(secret.size()), nullptr, 0);
    return hash;
}

bool isSame(const QByteArray& left, const QByteArray& right)
{
    return left.size() == right.size() && sodium_memcmp(left.constData(), right.constData(), size_t(left.size())) == 0;
}

bool hasShape(const QByteArray& secret)
{
    return secret.size() == kSecretLength && secret.startsWith(kPrefix);
}

bool isExpired(const ApiToken& token, Instant now)
{
    return token.expiresAt && *token.expiresAt <= now;
}

QJsonObject detailsOf(const ApiToken& token)
{
    QJsonObject details{{QStringLiteral("role"), model::roleName(token.role)},
                        {QStringLiteral("expires_at"), atalaya::jsonOf(token.expiresAt)}};
    if (token.rate) {
        details.insert(QStringLiteral("per_minute"), token.rate->perMinute);
        details.insert(QStringLiteral("per_hour"), token.rate->perHour);
    }
    return details;
}

Status validate(const QString& name, const std::optional<model::RateLimits>& rate, std::optional<int> days)
{
    const auto isControl = [](QChar c) { return c.category() == QChar::Other_Control; };
    if (name.isEmpty() || name.size() > TokenService::kMaxName || std::any_of(name.begin(), name.end(), isControl))
        return Error{ErrorCode::InvalidInput, tr("A token's name has 1 to %1 characters.").arg(TokenService::kMaxName)};
    if (rate && (rate->perMinute < 0 || rate->perHour < 0))
        return Error{ErrorCode::InvalidInput, tr("A rate must not be negative; 0 is unlimited.")};
    if (days && (*days < 1 || *days > TokenService::kMaxDays))
        return Error{ErrorCode::InvalidInput, tr("A token lives 1 to %1 days.").arg(TokenService::kMaxDays)};
    return ok();
}

} // namespace

TokenService::TokenService(store::Database& database, const Clock& clock, operations::AuditLog* audit)
    : m_database(database), m_clock(clock), m_audit(audit), m_lastUse(database)
{
}

Result<TokenService::Created> TokenService::create(const QString& name, model::Role role,
                                                   std::optional<model::RateLimits> rate,
                                                   std::optional<int> expiresInDays)
{
    ATALAYA_CHECK(startSodium());
    const QString trimmed = name.trimmed();
    ATALAYA_CHECK(validate(trimmed, rate, expiresInDays));
    const Instant now = m_clock.now();
    const QByteArray secret = newSecret();
    ApiToken token{.name = trimmed, .role = role, .rate = rate, .createdAt = now, .hash = digestOf(secret)};
    if (expiresInDays)
        token.expiresAt = now + std::chrono::days(*expiresInDays);

    // Recorded before it is committed: what cannot be recorded is not done.
    const Result<ApiToken> added = m_database.write([&](Transaction& transaction) -> Result<ApiToken> {
        ATALAYA_TRY(const QList<ApiToken> tokens, TokenRepository(transaction).list());
        const bool takesOver = std::any_of(tokens.begin(), tokens.end(), [&](const ApiToken& other) {
            return other.name == trimmed && !other.revokedAt && isExpired(other, now);
        });
        if (takesOver)
            ATALAYA_CHECK(TokenRepository::revoke(transaction, trimmed, now));
        ATALAYA_TRY(ApiToken stored, TokenRepository::add(transaction, token));
        ATALAYA_CHECK(record(QStringLiteral("token.create"), trimmed, detailsOf(stored)));
        return stored;
    });
    if (!added.isOk()) {
        recordFailure(QStringLiteral("token.create"), trimmed, added.failure());
        return added.failure();
    }
    return Created{QString::fromLatin1(secret), added.value()};
}

Result<QList<ApiToken>> TokenService::list()
{
    return m_database.read([](Connection& connection) { return TokenRepository(connection).list(); });
}

Status TokenService::revoke(const QString& name)
{
    const QString trimmed = name.trimmed();
    const Status status = m_database.write([&](Transaction& transaction) -> Status {
        ATALAYA_CHECK(TokenRepository::revoke(transaction, trimmed, m_clock.now()));
        return record(QStringLiteral("token.revoke"), trimmed, {});
    });
    forgetAll();
    if (!status.isOk())
        recordFailure(QStringLiteral("token.revoke"), trimmed, status);
    return status;
}

Status TokenService::record(const QString& action, const QString& name, const QJsonObject& details)
{
    if (!m_audit)
        return ok();
    return m_audit->append({.actor = {},
                            .action = action,
                            .subject = name,
                            .outcome = operations::AuditOutcome::Ok,
                            .requestId = {},
                            .peer = {},
                            .details = details},
                           operations::AuditLog::Durability::Synced);
}

// Also of a change that was recorded and then could not be committed.
void TokenService::recordFailure(const QString& action, const QString& name, const Status& status)
{
    if (!m_audit)
        return;
    m_audit->note(operations::eventOf(action, name, status, [](Done) { return QJsonObject(); }));
}

QByteArray TokenService::hashOf(const QByteArray& secret)
{
    return hasShape(secret) && startSodium().isOk() ? digestOf(secret) : QByteArray();
}

Result<std::optional<ApiToken>> TokenService::authenticate(const QByteArray& secret)
{
    if (!hasShape(secret))
        return std::optional<ApiToken>();
    ATALAYA_CHECK(startSodium());
    return authenticateHash(digestOf(secret));
}

std::optional<ApiToken> TokenService::authenticateAtOnce(const QByteArray& secret)
{
    return authenticateHashAtOnce(hashOf(secret));
}

Result<std::optional<ApiToken>> TokenService::authenticateHash(const QByteArray& hash)
{
    if (hash.size() != kHashBytes)
        return std::optional<ApiToken>();
    const Instant now = m_clock.now();
    std::optional<ApiToken> token = known(hash, now);
    if (!token) {
        ATALAYA_TRY(token, lookUp(hash, now));
    }
    if (!token || isExpired(*token, now))
        return std::optional<ApiToken>();
    m_lastUse.note(token->id, now);
    return token;
}

std::optional<ApiToken> TokenService::authenticateHashAtOnce(const QByteArray& hash)
{
    if (hash.size() != kHashBytes)
        return std::nullopt;
    const Instant now = m_clock.now();
    std::optional<ApiToken> token = known(hash, now);
    if (!token || isExpired(*token, now))
        return std::nullopt;
    m_lastUse.note(token->id, now);
    return token;
}

std::optional<ApiToken> TokenService::known(const QByteArray& hash, Instant now)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.constFind(hash);
    // Also when the clock was set back: what is not known to be recent is asked for again.
    if (found == m_known.cend() || now < found->since || now - found->since >= kTrusted)
        return std::nullopt;
    return isSame(found->token.hash, hash) ? std::optional(found->token) : std::nullopt;
}

Result<std::optional<ApiToken>> TokenService::lookUp(const QByteArray& hash, Instant now)
{
    quint64 generation = 0;
    {
        const std::lock_guard lock(m_mutex);
        generation = m_generation;
    }
    ATALAYA_TRY(std::optional<ApiToken> token,
                m_database.read([&hash](Connection& connection) { return TokenRepository(connection).byHash(hash); }));
    if (!token || !isSame(token->hash, hash) || token->revokedAt)
        return std::optional<ApiToken>();
    const std::lock_guard lock(m_mutex);
    // What was read before a revocation must not come back after it.
    if (generation == m_generation) {
        if (m_known.size() >= kMaxKnown)
            m_known.clear();
        m_known.insert(hash, {*token, now});
    }
    return token;
}

void TokenService::forgetAll()
{
    const std::lock_guard lock(m_mutex);
    m_known.clear();
    ++m_generation;
}

} // namespace atalaya::services
