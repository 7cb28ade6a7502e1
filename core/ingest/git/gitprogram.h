// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QStringList>

namespace atalaya::ingest {

/// Prepares a process to run a git command on one repository, to read from it only: nothing that the repository names is run and
/// nothing leaves the machine (no external diff, text conversion, hook, pager, file-system monitor, replacement or lazy fetch), and
/// no configuration is read but the repository's own, the dangerous parts overridden. False when no git program is installed.
bool prepareGit(QProcess& process, const QString& gitDirectory, const QStringList& command);

} // namespace atalaya::ingest
