// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/audit.h"
#include "store/database.h"

#include <QString>

#include <optional>

namespace atalaya::store {

/// How far each audit log had come, so that a tail that was cut off is missed. Does not change the data version.
class AuditRepository
{
public:
    explicit AuditRepository(Connection& connection) : m_connection(connection) {}

    /// `log` names the log: any text. Takes the place of what was there.
    static Status put(Transaction& transaction, const QString& log, const model::AuditHead& head);
    Result<std::optional<model::AuditHead>> head(const QString& log);

private:
    Connection& m_connection;
};

} // namespace atalaya::store
