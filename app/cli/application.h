// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <QCoreApplication>

#include <memory>

namespace atalaya::app {

/// Qt's application object for what a command needs. Pictures are drawn without a display unless QT_QPA_PLATFORM says
/// otherwise. An Error when a display is needed and there is none.
Result<std::shared_ptr<QCoreApplication>> makeApplication(Action::Needs needs, char* programName);

} // namespace atalaya::app
