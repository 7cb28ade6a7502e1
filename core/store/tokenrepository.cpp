// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tokenrepository.h"

#include "store/sql/bulk.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace atalaya::store {

namespace {

constexpr char kColumns[] =
    "id, name, hash, role, per_minute, per_hour, created_at, expires_at, revoked_at, last_used_at";

QString tr(const char* text)
{
    return QCoreApplication::translate("Store", text);
}

model::ApiToken readToken(const Statement& row)
{
    model::ApiToken token;
    token.id = row.integer(0);
    token.name = row.text(1);
    token.hash = row.blob(2);
    token.role = model::Role(row.integer(3));
    if (!row.isNull(4))
        token.rate = model::RateLimits{int(row.integer(4)), int(row.integer(5))};
    token.createdAt = row.instant(6);
    token.expiresAt = row.optional<Instant>(7);
    token.revokedAt = row.optional<Instant>(8);
    token.lastUsedAt = row.optional<Instant>(9);
    return token;
}

Result<bool> hasLiveToken(Connection::Handle& handle, const QString& name)
{
    ATALAYA_TRY(Statement row, handle.prepare("SELECT id FROM api_token WHERE name = ? AND revoked_at IS NULL"));
    return row.bind(name).next();
}

// Keys are of any length; their hash is not.
QByteArray keyHash(const QString& key)
{
    return QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace

Result<model::ApiToken> TokenRepository::add(Transaction& transaction, const model::ApiToken& token)
{
    Connection::Handle& handle = transaction.handle();
    ATALAYA_TRY(const bool isTaken, hasLiveToken(handle, token.name));
    if (isTaken)
        return Error{ErrorCode::Conflict,
                     tr("There is a token named \"%1\" already. Revoke it, or choose another name.").arg(token.name)};
    ATALAYA_TRY(Statement row,
                handle.prepare("INSERT INTO api_token (name, hash, role, per_minute, per_hour, created_at, "
                               "expires_at, revoked_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    row.bind(token.name, token.hash, int(token.role));
    if (token.rate)
        row.bind(token.rate->perMinute, token.rate->perHour);
    else
        row.bind(std::optional<int>(), std::optional<int>());
    ATALAYA_CHECK(row.bind(token.createdAt, token.expiresAt, token.revokedAt, token.lastUsedAt).run());
    model::ApiToken added = token;
    added.id = row.lastInsertId();
    return added;
}

Status TokenRepository::revoke(Transaction& transaction, const QString& name, Instant at)
{
    ATALAYA_TRY(Statement row, transaction.handle().prepare("UPDATE api_token SET revoked_at = ? WHERE name = ? "
                                                            "AND revoked_at IS NULL"));
    ATALAYA_TRY(const qint64 changed, row.bind(at, name).run());
    if (changed == 0)
        return Error{ErrorCode::NotFound, tr("There is no token named \"%1\".").arg(name)};
    return ok();
}

Status TokenRepository::setLastUsed(Transaction& transaction, qint64 id, Instant at)
{
    ATALAYA_TRY(Statement row, transaction.handle().prepare("UPDATE api_token SET last_used_at = ? WHERE id = ? "
                                                            "AND (last_used_at IS NULL OR last_used_at < ?)"));
    ATALAYA_CHECK(row.bind(at, id, at).run());
    return ok();
}

Result<QList<model::ApiToken>> TokenRepository::list()
{
    ATALAYA_TRY(Statement rows,
                m_connection.handle().prepare(QByteArray("SELECT ") + kColumns + " FROM api_token ORDER BY id"));
    QList<model::ApiToken> tokens;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return tokens;
        tokens.append(readToken(rows));
    }
}

Result<std::optional<model::ApiToken>> TokenRepository::byHash(const QByteArray& hash)
{
    ATALAYA_TRY(Statement row,
                m_connection.handle().prepare(QByteArray("SELECT ") + kColumns + " FROM api_token WHERE hash = ?"));
    ATALAYA_TRY(const bool found, row.bind(hash).next());
    return found ? std::optional(readToken(row)) : std::nullopt;
}

Status IdempotencyRepository::put(Transaction& transaction, const QString& key, const Entry& entry)
{
    Connection::Handle& handle = transaction.handle();
    BulkInsert row(handle, "INSERT INTO idempotency (key_hash, body_hash, answer, created_at)", 4,
                   orLeaveAlone(handle, "key_hash"));
    ATALAYA_CHECK(row.add(keyHash(key), entry.bodyHash, entry.answer, entry.createdAt));
    return row.flush();
}

Status IdempotencyRepository::forgetBefore(Transaction& transaction, Instant instant)
{
    ATALAYA_TRY(Statement rows, transaction.handle().prepare("DELETE FROM idempotency WHERE created_at < ?"));
    ATALAYA_CHECK(rows.bind(instant).run());
    return ok();
}

Result<std::optional<IdempotencyRepository::Entry>> IdempotencyRepository::find(const QString& key)
{
    ATALAYA_TRY(Statement row, m_connection.handle().prepare(
                                   "SELECT body_hash, answer, created_at FROM idempotency WHERE key_hash = ?"));
    ATALAYA_TRY(const bool found, row.bind(keyHash(key)).next());
    return found ? std::optional(Entry{row.blob(0), row.blob(1), row.instant(2)}) : std::nullopt;
}

} // namespace atalaya::store
