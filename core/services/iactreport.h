// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/iactservice.h"

namespace atalaya::services {

/// What the exports of the IACT family hold: the summary of a window and its days.
struct IactReport {
    QString startDate; ///< 2026-01-01, inclusive
    QString endDate;
    IactSummary summary;
    QList<IactDay> days;
};

/// RFC 4180, columns Date, Deployment Frequency, Lead Time (hours), Change Failure Rate (%), MTTR (hours), Classification.
QByteArray toCsv(const IactReport& report);
/// An XLSX workbook with the sheets Summary and Daily Metrics.
Result<QByteArray> toXlsx(const IactReport& report);

} // namespace atalaya::services
