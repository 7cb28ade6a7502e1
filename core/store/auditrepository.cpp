// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/auditrepository.h"

#include "store/sql/bulk.h"

#include <QCryptographicHash>

namespace atalaya::store {

namespace {

// Names are of any length (a path may be in it); their hash is not.
QByteArray nameHash(const QString& log)
{
    return QCryptographicHash::hash(log.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace

Status AuditRepository::put(Transaction& transaction, const QString& log, const model::AuditHead& head)
{
    Connection::Handle& handle = transaction.handle();
    const QByteArray name = nameHash(log);
    ATALAYA_TRY(Statement old, handle.prepare("DELETE FROM audit_head WHERE log_hash = ?"));
    ATALAYA_CHECK(old.bind(name).run());
    ATALAYA_TRY(Statement row, handle.prepare("INSERT INTO audit_head (log_hash, log_name, seq, hash, noted_at) VALUES (?, ?, ?, ?, ?)"));
    ATALAYA_CHECK(row.bind(name, log.left(500), head.seq, head.hash, head.notedAt).run());
    return ok();
}

Result<std::optional<model::AuditHead>> AuditRepository::head(const QString& log)
{
    ATALAYA_TRY(Statement row, m_connection.handle().prepare("SELECT seq, hash, noted_at FROM audit_head WHERE log_hash = ?"));
    ATALAYA_TRY(const bool found, row.bind(nameHash(log)).next());
    return found ? std::optional(model::AuditHead{row.integer(0), row.blob(1), row.instant(2)}) : std::nullopt;
}

} // namespace atalaya::store
