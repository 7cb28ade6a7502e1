// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/iactservice.h"

namespace atalaya::services {

/// What the exports of the IACT family hold: the summary of a window and its days.
struct IactReport
{
    QString startDate; ///< 2026-01-01, inclusive
    QString endDate;
    IactSummary summary;
    QList<IactDay> days;
    QString project, team, environment; ///< of what; empty: all
};

/// RFC 4180, columns Date, Deployment Frequency, Lead Time (hours), Change Failure Rate (%), MTTR (hours),
/// Classification. A time is empty on a day without one, the classification on a day on which nothing happened; a
/// failure rate of none is 0.
QByteArray toCsv(const IactReport& report);
/// An XLSX workbook: the sheet Summary with the figures, their courses as charts and what the report is restricted to, and the
/// sheet Daily Metrics. Numbers and dates are such, texts are never formulas. An Io error when the folder for temporary files is
/// full.
Result<QByteArray> toXlsx(const IactReport& report);

} // namespace atalaya::services
