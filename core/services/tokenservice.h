// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "model/token.h"
#include "services/lastuse.h"

#include <QHash>
#include <QJsonObject>
#include <QList>

#include <mutex>

namespace atalaya::operations {
class AuditLog;
}
namespace atalaya::store {
class Database;
}

namespace atalaya::services {

/// API tokens: 256 random bits, shown once, kept only as a hash (BLAKE2b, 32 bytes). Any thread but the GUI's.
class TokenService
{
public:
    /// `audit`, when given, outlives the service and hears of every token that is made or revoked, and of every attempt.
    TokenService(store::Database& database, const Clock& clock, operations::AuditLog* audit = nullptr);
    Q_DISABLE_COPY_MOVE(TokenService)

    struct Created
    {
        QString secret; ///< "atl_…": the only time that it is seen
        model::ApiToken token;
    };
    static constexpr int kMaxName = 100;
    static constexpr int kMaxDays = 36'500;
    /// A Conflict when a live token has the name; one that has expired gives its name away. InvalidInput for a name
    /// that is empty, longer than kMaxName or holds control characters, for a negative rate, and for days
    /// outside 1..kMaxDays. Io when the audit log cannot be written: then there is no token either.
    Result<Created> create(const QString& name, model::Role role, std::optional<model::RateLimits> rate,
                           std::optional<int> expiresInDays);
    Result<QList<model::ApiToken>> list();
    /// NotFound when no live token has the name; Io when the audit log cannot be written: then nothing was revoked.
    Status revoke(const QString& name);
    /// The token behind a secret, or nothing when it is unknown, revoked or expired. Compared in constant time.
    /// Remembers the last use to the minute, off this thread.
    ///
    /// A token that was found is trusted for kTrusted before the store is asked again: a revocation by this service
    /// works at once, one by another process at most so much later.
    Result<std::optional<model::ApiToken>> authenticate(const QByteArray& secret);
    static constexpr std::chrono::seconds kTrusted{2};
    /// The same, but only as long as that needs no look into the store; nothing otherwise. Waits for nothing.
    std::optional<model::ApiToken> authenticateAtOnce(const QByteArray& secret);
    /// What the store keeps of a secret; empty when it cannot be one. It opens nothing that takes a secret.
    static QByteArray hashOf(const QByteArray& secret);
    /// As the two above, by what hashOf() gave: for who may not keep the secret itself (a browser's session).
    Result<std::optional<model::ApiToken>> authenticateHash(const QByteArray& hash);
    std::optional<model::ApiToken> authenticateHashAtOnce(const QByteArray& hash);

private:
    struct Known
    {
        model::ApiToken token;
        Instant since;
    };
    std::optional<model::ApiToken> known(const QByteArray& hash, Instant now);
    Result<std::optional<model::ApiToken>> lookUp(const QByteArray& hash, Instant now);
    void forgetAll();
    Status record(const QString& action, const QString& name, const QJsonObject& details);
    void recordFailure(const QString& action, const QString& name, const Status& status);

    store::Database& m_database;
    const Clock& m_clock;
    operations::AuditLog* const m_audit;
    LastUse m_lastUse;
    std::mutex m_mutex;
    QHash<QByteArray, Known> m_known; ///< by hash
    quint64 m_generation = 0;         ///< counts the times that m_known was emptied
};

} // namespace atalaya::services
