// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stoptoken.h"

#include <QFile>

#include <memory>

namespace atalaya::services {

/// The input at `path`, open at its beginning and readable as often as one likes: a regular file as it is, of anything
/// else (a pipe, a terminal) a temporary copy, made once its end has come. Waiting for that can be stopped. Errors:
/// NotFound, InvalidInput for a folder, Io.
Result<std::unique_ptr<QFile>> openInput(const QString& path, const StopToken& stop);

} // namespace atalaya::services
