// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "services/iactreport.h"

#include <QByteArray>

namespace atalaya::widgets {

/// The report of the IACT family as a PDF (A4): title and what it is of, summary with what each figure stands on, the
/// course of each of the four figures, the table of days with its header on every page, and page numbers. Any thread, while a QGuiApplication lives.
Result<QByteArray> iactPdf(const services::IactReport& report);

} // namespace atalaya::widgets
