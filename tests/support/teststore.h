// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"

#include <QMetaType>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace atalaya::test {

using Backend = store::Location::Backend;

/// Whether a MariaDB/MySQL server can be had: that of ATALAYA_TEST_MYSQL (mysql://user@host:port/name, where the user
/// may create databases whose names begin with `name`; the password is in ATALAYA_DATABASE_PASSWORD), otherwise a
/// private one, started once a program. When not, a line "SKIPPED: …" says so, once and loudly.
bool hasMySql();

/// For a `_data()` function: a column "backend" (Backend) with the rows "sqlite" and, when it can be had, "mysql".
void addBackendRows();

/// Executes one statement in the location's database, not through the store (without a database when `name` is empty).
bool executeOn(const store::Location& location, const QString& sql);
/// The rows that a query gives there, in order of their texts: columns between bars, "(null)" for a NULL. The same texts on
/// every back end, so that stores can be compared.
QStringList rowsOn(const store::Location& location, const QString& sql);

/// An empty place for a store of its own, removed at the end: a file in a temporary folder, or a database of the
/// server.
class TestStore
{
public:
    /// A Backend::MySql only when hasMySql().
    explicit TestStore(Backend backend = Backend::Sqlite);
    ~TestStore();
    Q_DISABLE_COPY_MOVE(TestStore)

    const store::Location& location() const { return m_location; }
    /// The folder of the SQLite file.
    QString folder() const { return m_folder ? m_folder->path() : QString(); }
    /// The store, opened when it is the first time; fails the test's program when it does not open.
    store::Database& database();
    /// Closes it, so that database() opens it again.
    void close() { m_database.reset(); }
    /// Executes one statement behind the store's back.
    bool execute(const QString& sql) const;

private:
    store::Location m_location;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<store::Database> m_database;
};

} // namespace atalaya::test

Q_DECLARE_METATYPE(atalaya::test::Backend)
