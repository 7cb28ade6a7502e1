// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/token.h"
#include "store/database.h"

#include <QList>

namespace atalaya::store {

/// API tokens, by hash. Does not change the data version.
class TokenRepository
{
public:
    explicit TokenRepository(Connection& connection) : m_connection(connection) {}

    /// A Conflict when a token that is not revoked has the name. Returns it with its id.
    static Result<model::ApiToken> add(Transaction& transaction, const model::ApiToken& token);
    /// NotFound when no token that is not revoked has the name.
    static Status revoke(Transaction& transaction, const QString& name, Instant at);
    /// Never back in time.
    static Status setLastUsed(Transaction& transaction, qint64 id, Instant at);
    Result<QList<model::ApiToken>> list();
    Result<std::optional<model::ApiToken>> byHash(const QByteArray& hash);

private:
    Connection& m_connection;
};

/// First answers of requests that carried an Idempotency-Key.
class IdempotencyRepository
{
public:
    struct Entry
    {
        QByteArray bodyHash;
        QByteArray answer;
        Instant createdAt;
    };
    explicit IdempotencyRepository(Connection& connection) : m_connection(connection) {}

    /// Leaves an answer that is there as it is.
    static Status put(Transaction& transaction, const QString& key, const Entry& entry);
    static Status forgetBefore(Transaction& transaction, Instant instant);
    Result<std::optional<Entry>> find(const QString& key);

private:
    Connection& m_connection;
};

} // namespace atalaya::store
