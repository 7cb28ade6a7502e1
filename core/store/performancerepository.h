// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/performance.h"
#include "store/database.h"

#include <QList>

namespace atalaya::store {

/// How the program itself does, over time: the dataset performance_metrics. Does not change the data version: it is no data that any
/// figure is made of.
class PerformanceRepository
{
public:
    static Status add(Transaction& transaction, const QList<model::PerformanceSample>& samples);
    static Status forgetBefore(Transaction& transaction, Instant instant);
};

} // namespace atalaya::store
