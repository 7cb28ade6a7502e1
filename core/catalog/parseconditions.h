// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/queryfaults.h"

namespace atalaya::catalog {

/// Reads `where` or `having`: a list of conditions that must all hold, or one condition; undefined or null: always true. `fields` are
/// the names that may stand in it. What is wrong is added to the faults; then the value is of no use.
model::Condition parseConditions(const QJsonValue& value, const QString& pointer, const QList<model::FieldShape>& fields, Instant now,
                                 QueryFaults& faults);
/// As parseConditions() reads it: a list of what must all hold.
QJsonArray conditionsJson(const model::Condition& condition);

} // namespace atalaya::catalog
