// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/performancerepository.h"

#include "store/sql/handle.h"
#include "store/sql/statement.h"

namespace atalaya::store {

Status PerformanceRepository::add(Transaction& transaction, const QList<model::PerformanceSample>& samples)
{
    ATALAYA_TRY(Statement row, transaction.handle().prepare(
                                   "INSERT INTO performance_metric (name, unit, value, recorded_at) VALUES (?, ?, ?, ?)"));
    for (const model::PerformanceSample& sample : samples)
        ATALAYA_CHECK(row.bind(sample.name, sample.unit, sample.value, sample.at).run());
    return ok();
}

Status PerformanceRepository::forgetBefore(Transaction& transaction, Instant instant)
{
    ATALAYA_TRY(Statement row, transaction.handle().prepare("DELETE FROM performance_metric WHERE recorded_at < ?"));
    ATALAYA_CHECK(row.bind(instant).run());
    return ok();
}

} // namespace atalaya::store
