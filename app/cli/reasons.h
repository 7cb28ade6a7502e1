// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/remediation.h"

#include <QString>

namespace atalaya::app {

/// Why an object does not count, for a person: "no_fix_edge" is "repairs nothing". At most 20 columns; a code that is
/// not known is returned with spaces.
QString reasonText(const QString& code);

/// "revert", "rollback", "hotfix", "incident"; "stated" for what a source says itself (the contract's manual).
QString edgeKindText(model::EdgeKind kind);

/// "Change fail rate", "Time to restore" for the contract's change_fail_rate, time_to_restore.
QString figureText(const QString& name);

} // namespace atalaya::app
