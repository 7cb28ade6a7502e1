// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/location.h"

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace atalaya::test {

/// A private MariaDB server: its files in a temporary folder, listening on a free port of the loopback interface,
/// stopped when it goes or when the test program dies. Works as root, too.
class MariaDbServer
{
public:
    /// Ready for connections; an Error says why it cannot be had (mostly: mariadbd is not installed).
    static Result<std::unique_ptr<MariaDbServer>> start();
    ~MariaDbServer();
    Q_DISABLE_COPY_MOVE(MariaDbServer)

    /// Host, port, user and password of one who may do everything; `name` is for the caller to fill in.
    store::Location location() const;
    /// Stops the server as an administrator would.
    void stop();
    /// Starts it again (on another port when the old one was taken), its databases as they were.
    Status restart();

private:
    MariaDbServer();
    QString temporaryFiles() const;
    Status install();
    Status run();
    Status answers() const;

    QTemporaryDir m_folder;
    QProcess m_process;
    int m_port = 0;
};

} // namespace atalaya::test
