// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QByteArray>

namespace atalaya::model {

/// The last entry of an audit log that the store has heard of.
struct AuditHead {
    qint64 seq = 0;
    QByteArray hash; ///< of that entry: 64 hexadecimal digits
    Instant notedAt;
};

} // namespace atalaya::model
