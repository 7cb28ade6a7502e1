// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace atalaya::app {

/// What the global options of the command line say; empty means "the default".
struct GlobalOptions
{
    QString dataDir;     ///< default: defaultDataDir()
    QString databaseUrl; ///< default: SQLite in the data folder
};

/// $XDG_DATA_HOME/atalaya, or ~/.local/share/atalaya.
QString defaultDataDir();

} // namespace atalaya::app
