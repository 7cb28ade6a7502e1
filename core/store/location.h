// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace atalaya::store {

/// Where a store lives.
struct Location
{
    enum class Backend { Sqlite, MySql };
    Backend backend = Backend::Sqlite;
    QString path; ///< the SQLite file
    QString host; ///< MariaDB/MySQL
    int port = 3306;
    QString user;
    QString name;     ///< the database; must exist
    QString password; ///< never from the command line nor in a URL

    /// `sqlite:///absolute/path` or `mysql://user@host:port/name`. A password in the URL is refused, with a word on
    /// where it belongs.
    static Result<Location> fromUrl(const QString& url);
    /// atalaya.db in the folder.
    static Location inFolder(const QString& folder);
    /// The URL again, without the password: fit for logs and messages.
    QString url() const;
};

} // namespace atalaya::store
