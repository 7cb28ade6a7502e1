// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deployment.h"
#include "store/sql/handle.h"

#include <QHash>
#include <QStringList>

#include <map>

namespace atalaya::store {

/// Numbers of services, for reading.
class ServiceNames
{
public:
    static Result<ServiceNames> read(Connection::Handle& handle);
    /// Only those of the services whose changes a deployment shipped: one, or none.
    static Result<ServiceNames> ofDeployment(Connection::Handle& handle, model::DeploymentId deployment);

    struct Entry
    {
        qint64 id = 0;
        QString name;
    };
    /// In order of name.
    const QList<Entry>& entries() const { return m_entries; }
    /// The service of the name, or all of them for a null name; nothing for an unknown name.
    QList<Entry> matching(const QString& name) const;
    std::optional<qint64> idOf(const QString& name) const;
    /// Empty for an unknown id.
    QString nameOf(qint64 id) const { return m_names.value(id); }

private:
    static Result<ServiceNames> readAll(Statement& rows);

    QList<Entry> m_entries;
    QHash<qint64, QString> m_names;
    QHash<QString, qint64> m_ids;
};

/// Makes services, and keeps what changed of each of them in a transaction; finish() writes it down.
class ServiceChanges
{
public:
    explicit ServiceChanges(Transaction& transaction) : m_transaction(transaction) {}
    Q_DISABLE_COPY_MOVE(ServiceChanges)

    /// The number of the service, which is made when it is new.
    Result<qint64> idOf(const QString& name);
    /// Rows were added that a reader of what came after the last one finds.
    void markAdded(qint64 service) { m_touched.try_emplace(service, false); }
    /// Anything else changed.
    void markRewritten(qint64 service) { m_touched[service] = true; }
    Status finish();

private:
    Transaction& m_transaction;
    QHash<QString, qint64> m_ids;
    std::map<qint64, bool> m_touched; // to whether it was rewritten
};

/// Numbers that only rise, whatever is removed.
class Sequence
{
public:
    explicit Sequence(Connection::Handle& handle) : m_handle(handle) {}
    Q_DISABLE_COPY_MOVE(Sequence)

    /// The next number to be given; asks the database the first time.
    Result<qint64> peek();
    Result<qint64> next();
    Status finish();

private:
    Connection::Handle& m_handle;
    qint64 m_start = 0;
    qint64 m_next = 0;
};

} // namespace atalaya::store
