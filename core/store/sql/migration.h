// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sql/handle.h"

#include <QList>

namespace atalaya::store {

/// One numbered file of resources/migrations.
struct Migration
{
    int version = 0;
    /// The oldest version of the schema whose program can still read and write a store after this step.
    int minCompatible = 0;
    QList<QByteArray> statements;
};

/// The text of a file: a line "-- compatible-with: N", and statements that each end with a semicolon at the end of a
/// line. Lines that begin with -- are comments.
Result<Migration> parseMigration(int version, const QByteArray& text);
/// Those that are compiled in, oldest first.
Result<QList<Migration>> shippedMigrations(Location::Backend backend);

struct Migrated
{
    OpenOutcome outcome = OpenOutcome::Broken;
    Error error;
};
/// Whether the store is whole and of the last of the migrations, so that migrate() would find it Current. Only looks.
Result<bool> isCurrent(Connection::Handle& handle, const Location& location, const QList<Migration>& migrations);
/// Brings the store to the last of the migrations. Each statement is recorded when it is done, so that an interrupted
/// upgrade goes on where it stopped. A SQLite file is copied beside itself before it is upgraded.
Migrated migrate(Connection::Handle& handle, const Location& location, const QList<Migration>& migrations);

/// Opens with migrations other than the shipped ones: how upgrades are tested before there are any.
struct Opener
{
    static Opened open(const Location& location, const QList<Migration>& migrations);
};

} // namespace atalaya::store
