// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/filters.h"

#include <QStringList>

#include <optional>

namespace atalaya::widgets {

/// What there is in the store, whatever the filters say.
struct StoreFacts {
    qint64 dataVersion = 0;
    std::optional<Instant> dataChanged; ///< when; nothing when that is not known, and while there are no data
    QStringList services;
    QStringList teams;
    QStringList environments;
    DateRange fittingRange; ///< of Filters::openingRanges(), or all time

    bool isEmpty() const { return services.isEmpty(); }
};

} // namespace atalaya::widgets
