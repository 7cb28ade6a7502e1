// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "model/token.h"

#include <QList>

namespace atalaya::store {
class Database;
}

namespace atalaya::services {

/// API tokens: 256 random bits, shown once, kept only as a hash. Any thread but the GUI's.
class TokenService
{
public:
    TokenService(store::Database& database, const Clock& clock);
    Q_DISABLE_COPY_MOVE(TokenService)

    struct Created {
        QString secret; ///< "atl_…": the only time that it is seen
        model::ApiToken token;
    };
    /// A Conflict when a live token has the name.
    Result<Created> create(const QString& name, model::Role role, std::optional<model::RateLimits> rate,
                           std::optional<int> expiresInDays);
    Result<QList<model::ApiToken>> list();
    /// NotFound when no live token has the name.
    Status revoke(const QString& name);
    /// The token behind a secret, or nothing when it is unknown, revoked or expired. Compared in constant time.
    /// Remembers the last use to the minute.
    Result<std::optional<model::ApiToken>> authenticate(const QByteArray& secret);

private:
    store::Database& m_database;
    const Clock& m_clock;
};

} // namespace atalaya::services
