// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QString>

namespace atalaya::model {

/// One measurement of how the program itself does.
struct PerformanceSample {
    QString name; ///< "api_request_p95"
    QString unit; ///< "ms", "bytes", "1/s"; "1" for a count
    double value = 0;
    Instant at;
};

} // namespace atalaya::model
