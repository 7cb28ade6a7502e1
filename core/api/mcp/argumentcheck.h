// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

namespace atalaya::api::mcp {

/// Where the arguments of a tool do not fit its input schema, a sentence each, at most five: written for who must mend
/// them, with the allowed values and the nearest name. Empty when all fits.
///
/// Knows the JSON Schema (2020-12) that input schemas use: type, enum, const, properties, required,
/// additionalProperties, items, minItems, maxItems, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength,
/// maxLength, pattern, $ref into the same schema, allOf, anyOf, oneOf, if/then/else. Other keywords describe and are
/// not checked.
QStringList argumentBreaches(const QJsonObject& arguments, const QJsonObject& schema);

} // namespace atalaya::api::mcp
