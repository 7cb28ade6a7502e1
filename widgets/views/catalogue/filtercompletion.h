// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/dataset.h"

#include <QStringList>

namespace atalaya::widgets {

/// What could stand where the cursor is in a filter, and what of it was typed already.
struct Completion {
    qsizetype from = 0; ///< where the word begins that would be replaced up to the cursor
    QStringList words;  ///< best first; empty: nothing is known
};
/// Fields where a comparison begins, comparisons after a field, its values after a comparison, and AND or OR after that.
Completion completionAt(QStringView text, qsizetype cursor, const QList<model::FieldShape>& fields);

} // namespace atalaya::widgets
