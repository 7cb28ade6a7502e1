// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "model/datasetquery.h"

#include <QStringList>

#include <variant>

namespace atalaya::catalog {

/// Why a value does not fit a field.
struct ValueProblem {
    QString detail;
    QStringList allowed = {};
    QString nearest = {};
};

inline constexpr qsizetype kLongestText = 10'000;

/// The value in the form in which a query keeps it (a time as ISO 8601, also of "now-7d"), or what is wrong with it. `isWord`: it comes
/// from a text, in which all values look alike.
std::variant<QJsonValue, ValueProblem> checkedValue(const model::FieldShape& field, model::Comparison comparison, const QJsonValue& value,
                                                    bool isWord, Instant now);
/// What is wrong with comparing the field so; empty: nothing.
QString comparisonProblem(const model::FieldShape& field, model::Comparison comparison);

} // namespace atalaya::catalog
